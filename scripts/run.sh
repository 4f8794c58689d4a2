#!/usr/bin/env bash
# Builds Shoal and serves it with the demo on this machine only.
. "$(dirname "$0")/env.sh"
listen=${SHOAL_LISTEN:-127.0.0.1:8080}
if [ -x "$SHOAL_BIN" ]; then
  say "run: building what changed"
else
  say "run: building for the first time; this takes some minutes, the next time takes seconds"
fi
cargo build --locked --bin shoal
export SHOAL__MODERATION__REQUIRE=${SHOAL__MODERATION__REQUIRE:-model}
say "run: starting; the site will be at http://$listen (data in ./data, Ctrl-C stops it)"
exec "$SHOAL_BIN" serve --data-dir "${SHOAL_DATA:-data}" --listen "$listen" --demo "$@"
