#!/usr/bin/env bash
# The attacks of tests/it at full size, against a release build: what was lost, held up or held.
. "$(dirname "$0")/env.sh"
export SHOAL_TEST_FULL=1
cargo test --release --locked --test it -- --test-threads 1 --nocapture attack:: bombs:: 2>&1 |
  grep -oE '(attack: |bomb |a bystander).*|^test result.*|.*panicked.*|^error.*'
exit "${PIPESTATUS[0]}"
