#!/usr/bin/env bash
# check: buf's style rules, and no break of what is released. release WORD: take the contract of a complete domain as what
# later ones are compared with. Whether a domain is complete shows in proto/released/: one file for each that is.
. "$(dirname "$0")/env.sh"
buf=web/node_modules/.bin/buf
released=proto/released
[ -x "$buf" ] || stop "buf is not installed. Run: make setup"
# buf keeps a cache; an unwritable home must not matter.
export BUF_CACHE_DIR=${BUF_CACHE_DIR:-$target_dir/buf-cache}
baseline() { # word, file: its contract with what it imports, and nothing else
  "$buf" build --exclude-source-info --path "proto/$1.proto" -o "$2"
}
refuses_a_break() { # a check that accepts everything is none
  local work said
  work=$(mktemp -d)
  baseline video "$work/before.binpb"
  cp -r proto buf.yaml "$work"
  sed -i 's/^  string title = 3/  string title = 33/' "$work/proto/video.proto"
  said=$(cd "$work" && "$OLDPWD/$buf" breaking --against before.binpb 2>&1) && said=accepted
  rm -rf "$work"
  case $said in
    *title*) say "ok: a field with another number is refused" ;;
    *) say "a field with another number is not refused: $said"; return 1 ;;
  esac
}
case ${1:-check} in
  check)
    passed=0
    failed=0
    tally() { if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi; }
    tally "$buf" lint
    tally refuses_a_break
    for baseline in "$released"/*.binpb; do
      [ -e "$baseline" ] || { say "no domain is called complete yet, so no contract is held to an older one"; break; }
      tally "$buf" breaking --against "$baseline"
    done
    say "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
    ;;
  release)
    word=${2:-}
    [ -f "proto/$word.proto" ] || stop "say which domain is complete: make contract-release WORD=video"
    "$buf" lint
    mkdir -p "$released"
    baseline "$word" "$released/$word.binpb"
    say "contract: $released/$word.binpb is now what later contracts of $word are compared with; commit it"
    ;;
  *) stop "'$1' is not a command of this script. Use check or release." ;;
esac
