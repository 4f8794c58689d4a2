#!/usr/bin/env bash
# check: buf's style rules, and no break of what is released. release WORD: take the contract of a complete domain as what
# later ones are compared with. Whether a domain is complete shows in proto/released/: one file for each that is.
. "$(dirname "$0")/env.sh"
buf=web/node_modules/.bin/buf
released=proto/released
[ -x "$buf" ] || stop "buf is not installed. Run: make setup"
# buf keeps a cache; an unwritable home must not matter.
export BUF_CACHE_DIR=${BUF_CACHE_DIR:-$target_dir/buf-cache}
case ${1:-check} in
  check)
    passed=0
    failed=0
    tally() { if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi; }
    tally "$buf" lint
    for baseline in "$released"/*.binpb; do
      [ -e "$baseline" ] || { say "no domain is called complete yet, so no contract is held to an older one"; break; }
      tally "$buf" breaking --path "proto/$(basename "$baseline" .binpb).proto" --against "$baseline"
    done
    say "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
    ;;
  release)
    word=${2:-}
    [ -f "proto/$word.proto" ] || stop "say which domain is complete: make contract-release WORD=video"
    "$buf" lint
    mkdir -p "$released"
    "$buf" build --exclude-source-info -o "$released/$word.binpb"
    say "contract: $released/$word.binpb is now what later contracts of $word are compared with; commit it"
    ;;
  *) stop "'$1' is not a command of this script. Use check or release." ;;
esac
