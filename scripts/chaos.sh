#!/usr/bin/env bash
# Kills the server under load again and again, and checks after each start that nothing acknowledged is lost.
. "$(dirname "$0")/env.sh"
cycles=${CHAOS_CYCLES:-500}
say "chaos: $cycles cycles; CHAOS_SEED=… repeats a run"
CHAOS_CYCLES=$cycles exec cargo test --locked --test it chaos -- --nocapture --test-threads=1
