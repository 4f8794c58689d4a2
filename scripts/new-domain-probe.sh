#!/usr/bin/env bash
# Proves that a domain is added by its own files alone: in a copy of the tree, makes one, holds it to format, walls and
# its tests, asks it over HTTP, and sees that no file of anybody else was edited.
# usage: new-domain-probe.sh [keep]   (keep: leave the copy and print where it is)
. "$(dirname "$0")/env.sh"
word=probe
copy=$(mktemp -d)
server=
clean() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || true; fi
  # What was generated for the copy is newer than the files of this tree, which cargo would take for fresh here.
  rm -rf "$target_dir"/debug/build/shoal-* "$target_dir"/debug/.fingerprint/shoal-*
  [ "${1:-}" = keep ] || rm -rf "$copy"
}
trap 'clean "${kept:-}"' EXIT
kept=${1:-}
passed=0 failed=0
tally() { # what is claimed, command …
  local claim=$1
  shift
  if "$@" >"$copy/.log" 2>&1; then
    passed=$((passed + 1))
    say "ok: $claim"
  else
    failed=$((failed + 1))
    say "FAILED: $claim"
    tail -40 "$copy/.log"
  fi
}
git ls-files -z | xargs -0 cp --parents -t "$copy"
[ ! -d static/vendor ] || cp -r static/vendor "$copy/static/"
cd "$copy"
git init -q .
printf '/.log\n/.server\n/data\n' >.git/info/exclude
git add -A
git -c user.name=probe -c user.email=probe@localhost commit -q -m probe

refuses() { ! scripts/new-domain.sh "$1" && [ -z "$(git status --porcelain)" ]; }
edits() { # what was edited or added, but for the domain's own folders and files
  ! git status --porcelain --untracked-files=all | cut -c4- | grep -vE \
    -e "^proto/(domains\.toml|$word\.proto)$" -e '^config\.toml$' -e '^tests/golden/' \
    -e "^(migrations|src/domains|src/gateway)/$word/" -e "^words/[^/]+/$word\.ftl$"
}
walls() { cargo fmt --check && rustfmt --check --edition 2024 src/{domains,gateway}/*/mod.rs && cargo test --locked --test walls; }
of_its_own() { # its tests, and that there are some
  cargo test --locked --lib "domains::$word::" 2>&1 | tee "$copy/.log" | grep -E '^test result: ok\. [1-9]'
}
answers() { # a member creates an entry over HTTP and reads it again
  local data url token made
  data=$copy/data
  cargo build --locked --bin shoal || return
  "$target_dir/debug/shoal" serve --listen 127.0.0.1:0 --data-dir "$data" >"$copy/.server" 2>&1 &
  server=$!
  for _ in $(seq 100); do
    url=$(grep -oE 'http://127\.0\.0\.1:[0-9]+' "$copy/.server" | head -1 || true)
    [ -z "$url" ] || break
    sleep 0.1
  done
  [ -n "$url" ] || return
  token=$("$target_dir/debug/shoal" user add mei --json --data-dir "$data" | grep -oE 'shoal_[A-Za-z0-9_-]+') || return
  made=$(curl -sS --fail-with-body -H "authorization: Bearer $token" -H 'content-type: application/json' \
    -d '{"text":"one"}' "$url/api/v1/$word/entries") || return
  made=$(printf %s "$made" | grep -oE '"entry_id":"[A-Za-z0-9]+"' | cut -d'"' -f4) || return
  curl -sS --fail-with-body -H "authorization: Bearer $token" "$url/api/v1/$word/entries/$made" | grep -F '"text":"one"'
}

tally "a name that is taken is refused, and nothing is written" refuses video
tally "a word of Rust is refused" refuses match
tally "make new-domain WORD=$word" make new-domain WORD=$word
tally "no file of anybody else was edited" edits
tally "format and walls hold" walls
tally "its own tests pass" of_its_own
tally "the tests of the front hold with it" cargo test --locked --lib gateway::
tally "clippy holds" cargo clippy --locked --lib -- -D warnings
tally "it answers over HTTP" answers
say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
