#!/usr/bin/env bash
# Runs all parts of the test, or the named ones, goes on after a failure, and ends with `N passed, M failed`.
. "$(dirname "$0")/env.sh"
. scripts/count.sh
parts=("$@")
if [ ${#parts[@]} -eq 0 ]; then parts=(fmt clippy walls supply unit schedules pg wires split it contract tus browser shots); fi
logs=$target_dir/test-logs
mkdir -p "$logs"
rm -f "$logs"/*.log
passed=0
failed=0
red=()

integration_tests() { # `--test NAME` for each in Cargo.toml; the walls are a part of their own
  sed -n '/^\[\[test\]\]/{n;s/^name = "\(.*\)"/\1/p}' Cargo.toml | grep -vx walls | sed 's/^/--test /'
}

run_part() { # part
  case $1 in
    fmt) cargo fmt --check && rustfmt --check --edition 2024 src/{domains,gateway}/*/mod.rs ;; # their modules stand in a macro
    clippy) cargo clippy --locked --all-targets --features bench,schedules -- -D warnings ;;
    walls) cargo test --locked --test walls ;;
    supply) scripts/supply.sh check ;;
    unit) cargo test --locked --lib --bins ;;
    schedules) cargo test --locked --lib --features schedules kernel::schedules:: ;; # orders of steps of threads
    pg) SHOAL_TEST_STORE=postgres cargo test --locked --lib ;; # every suite of the library again, on PostgreSQL
    wires) # and over every wire between processes
      for wire in grpc-tcp grpc-unix grpc-tls; do
        SHOAL_TEST_WIRE=$wire cargo test --locked --no-fail-fast --lib || code=1
      done
      # A bad wire: calls sent twice, replies lost, events doubled and late; and the other engine behind one.
      SHOAL_TEST_FAULTS=1 SHOAL_TEST_WIRE=grpc-tcp cargo test --locked --lib domains:: || code=1
      SHOAL_TEST_STORE=postgres SHOAL_TEST_FAULTS=1 SHOAL_TEST_WIRE=grpc-unix cargo test --locked --lib domains:: || code=1
      return "${code:-0}"
      ;;
    split) SHOAL_TEST_SPLIT=each cargo test --locked --test it journeys ;; # each domain in a process of its own
    it) cargo test --locked --no-fail-fast $(integration_tests) ;;
    contract) scripts/contract.sh check ;;
    tus) scripts/browser.sh tus ;;
    browser) scripts/browser.sh journey ;;
    shots) scripts/browser.sh shots ;;
    *) stop "there is no part '$1'. Parts: fmt clippy walls supply unit schedules pg wires split it contract tus browser shots" ;;
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
  say "── $part: $part_passed passed, $part_failed failed, $((SECONDS - begun)) s"
done

say
if grep -h '^skipped: ' "$logs"/*.log 2>/dev/null; then say; fi
if [ ${#red[@]} -gt 0 ]; then say "failed: ${red[*]} (full output in $logs)"; fi
say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
