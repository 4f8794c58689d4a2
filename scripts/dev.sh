#!/usr/bin/env bash
# Builds and serves, and does both again whenever a source file changes. A build that fails leaves the old server up.
. "$(dirname "$0")/env.sh"
listen=${SHOAL_LISTEN:-127.0.0.1:8080}
stamp=$(mktemp)
server=
watched=()
for path in src build proto migrations templates static config.toml Cargo.toml Cargo.lock; do
  if [ -e "$path" ]; then watched+=("$path"); fi
done

stop_server() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=
  fi
}
trap 'stop_server; rm -f "$stamp"' EXIT
trap 'exit 0' INT TERM

rebuild() {
  touch "$stamp"
  say "dev: building"
  if cargo build --locked --bin shoal; then
    stop_server
    "$SHOAL_BIN" serve --data-dir "${SHOAL_DATA:-data}" --listen "$listen" --demo &
    server=$!
    say "dev: serving http://$listen; watching ${watched[*]}"
  else
    say "dev: the build failed; the server that runs is the one before. Waiting for the next change."
  fi
}

rebuild
while sleep 1; do
  changed=$(find "${watched[@]}" -type f -newer "$stamp" -print -quit)
  if [ -n "$changed" ]; then
    say "dev: $changed changed"
    rebuild
  fi
done
