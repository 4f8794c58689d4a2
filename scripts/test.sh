#!/usr/bin/env bash
# Runs all parts of the test, or the named ones, goes on after a failure, and ends with `N passed, M failed`.
. "$(dirname "$0")/env.sh"
. scripts/count.sh
parts=("$@")
if [ ${#parts[@]} -eq 0 ]; then parts=(fmt clippy walls supply unit schedules pg wires split it contract tus browser shots new-domain); fi
logs=$target_dir/test-logs
mkdir -p "$logs"
rm -f "$logs"/*.log
passed=0
failed=0
red=()
table=$(printf '%-10s %7s %7s %7s' part passed failed seconds)

integration_tests() { # `--test NAME` for each in Cargo.toml; the walls are a part of their own
  sed -n '/^\[\[test\]\]/{n;s/^name = "\(.*\)"/\1/p}' Cargo.toml | grep -vx walls | sed 's/^/--test /'
}

# Every two of wire, store and faults meet in some row, not all three in all ways; a bad wire sends calls twice, loses
# replies, doubles events and brings them late. The whole library passes one wire; the rows after it take what a wire or a
# store can change: the suites of the domains and of the processes that they make up. Without a wire each store has run the
# whole library before (unit, pg). On PostgreSQL, where they take longest, all suites of domains pass TLS, and half of them each of
# the other wires, which differ from it in nothing that a store could see.
titles_since=d10feda
wire_rows="grpc-tcp sqlite good all
  grpc-tcp postgres bad domains::community domains::danmaku domains::ingest domains::moderation
  grpc-unix sqlite bad domains::
  grpc-unix postgres good domains::playback domains::transcode domains::user domains::video
  grpc-tls sqlite good domains:: boot::
  grpc-tls postgres bad domains::"

titles() { # of the commits since they are looked at: what a reader gains, on one line of 72 characters
  local long
  git cat-file -e "$titles_since" 2>/dev/null || { say "no history here: titles are not looked at"; return; }
  long=$(git log --format='%h %s' "$titles_since..HEAD" | awk 'length($0) - length($1) - 1 > 72')
  [ -z "$long" ] || { say "longer than 72 characters: $long"; return 1; }
}

wires() {
  local wire store way filters settings code=0 begun
  while read -r wire store way filters; do
    begun=$SECONDS
    say "── wires: $wire, $store, $way: $filters"
    settings=(SHOAL_TEST_WIRE="$wire" SHOAL_TEST_STORE="$store")
    if [ "$way" = bad ]; then settings+=(SHOAL_TEST_FAULTS=1); fi
    env "${settings[@]}" cargo test --locked --no-fail-fast --lib -- ${filters#all} || code=1
    say "── wires: $wire, $store, $way: $((SECONDS - begun)) s"
  done <<<"$wire_rows"
  return "$code"
}

run_part() { # part
  case $1 in
    fmt) titles && cargo fmt --check && rustfmt --check --edition 2024 src/{domains,gateway}/*/mod.rs ;; # their modules stand in a macro
    clippy) # the feature `schedules` leaves the kernel alone in the library: it is looked at by itself
      cargo clippy --locked --all-targets --features bench -- -D warnings &&
        cargo clippy --locked --lib --profile test --features schedules -- -D warnings ;;
    walls) cargo test --locked --test walls ;;
    supply) scripts/supply.sh check ;;
    unit) cargo test --locked --lib --bins ;;
    schedules) cargo test --locked --lib --features schedules kernel::schedules:: ;; # orders of steps of threads
    pg) SHOAL_TEST_STORE=postgres cargo test --locked --lib ;; # every suite of the library again, on PostgreSQL
    wires) wires ;;
    split) SHOAL_TEST_SPLIT=each cargo test --locked --test it journeys ;; # each domain in a process of its own
    it) cargo test --locked --no-fail-fast $(integration_tests) ;;
    contract) scripts/contract.sh check ;;
    tus) scripts/browser.sh tus ;;
    browser) scripts/browser.sh journey && scripts/browser.sh accounts && scripts/browser.sh newcomers && scripts/browser.sh second_factor && scripts/browser.sh passkeys && scripts/browser.sh history && scripts/browser.sh lists && scripts/browser.sh moderation && scripts/browser.sh avatars && scripts/browser.sh danmaku && scripts/browser.sh dialects && scripts/browser.sh community ;;
    shots) scripts/browser.sh shots ;;
    new-domain) scripts/new-domain-probe.sh ;; # the last part: it builds another tree
    *) stop "there is no part '$1'. Parts: fmt clippy walls supply unit schedules pg wires split it contract tus browser shots new-domain" ;;
  esac
}
for part in "${parts[@]}"; do
  log=$logs/$part.log
  say "── $part"
  begun=$SECONDS
  code=0
  (run_part "$part") 2>&1 | tee "$log" || code=${PIPESTATUS[0]}
  read -r part_passed part_failed < <(count_results "$log" "$code")
  passed=$((passed + part_passed))
  failed=$((failed + part_failed))
  if [ "$part_failed" -gt 0 ]; then red+=("$part"); fi
  took=$((SECONDS - begun))
  say "── $part: $part_passed passed, $part_failed failed, $took s"
  table+=$(printf '\n%-10s %7d %7d %7d' "$part" "$part_passed" "$part_failed" "$took")
done

say
say "$table"
say "$(printf '%-10s %7s %7s %7d' all '' '' "$SECONDS")"
say
if grep -h '^skipped: ' "$logs"/*.log 2>/dev/null; then say; fi
if [ ${#red[@]} -gt 0 ]; then say "failed: ${red[*]} (full output in $logs)"; fi
say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
