#!/usr/bin/env bash
# check: buf's style rules, and no break against the released contract. release: make the present contract the baseline.
. "$(dirname "$0")/env.sh"
buf=web/node_modules/.bin/buf
baseline=proto/released.binpb
[ -x "$buf" ] || stop "buf is not installed. Run: make setup"
# buf keeps a cache; an unwritable home must not matter.
export BUF_CACHE_DIR=${BUF_CACHE_DIR:-$target_dir/buf-cache}
case ${1:-check} in
  check)
    passed=0
    failed=0
    tally() { if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi; }
    tally "$buf" lint
    if [ -f "$baseline" ]; then
      tally "$buf" breaking --against "$baseline"
    else
      say "skipped: buf breaking, because nothing was released yet ($baseline is absent; make contract-release writes it)"
    fi
    say "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
    ;;
  release)
    "$buf" lint
    "$buf" build --exclude-source-info -o "$baseline"
    say "contract: $baseline is now what later contracts are compared with; commit it with the release"
    ;;
  *) stop "'$1' is not a command of this script. Use check or release." ;;
esac
