#!/usr/bin/env bash
# Plays many simulated lives of the protocols that must never be wrong, then kills the server under load again and
# again, and checks after each start that nothing acknowledged is lost; last what people say, at full size.
. "$(dirname "$0")/env.sh"
runs=${SHOAL_SIM_RUNS:-1000000}
seed=${SHOAL_SIM_SEED:-$(date +%s)}
say "chaos: $runs simulated lives; SHOAL_SIM_SEED=$seed repeats them"
SHOAL_SIM_RUNS=$runs SHOAL_SIM_SEED=$seed cargo test --locked --lib kernel::sim -- --nocapture
cycles=${CHAOS_CYCLES:-500}
say "chaos: $cycles cycles; CHAOS_SEED=… repeats a run"
CHAOS_CYCLES=$cycles cargo test --locked --test it chaos:: -- --nocapture --test-threads=1
talks=${TALK_CYCLES:-100}
say "chaos: $talks kills of danmaku, of community and of everything while people talk; CHAOS_SEED=… repeats a run"
TALK_CYCLES=$talks cargo test --locked --test it talk:: -- --nocapture --test-threads=1
export CROWD_SIZE=${CROWD_SIZE:-200} FOLLOWERS=${FOLLOWERS:-100000} THREAD_DEPTH=${THREAD_DEPTH:-10000}
say "chaos: $CROWD_SIZE silent sockets, $FOLLOWERS followers, a thread $THREAD_DEPTH deep"
exec cargo test --locked --test it -- crowds:: followers:: threads:: --nocapture --test-threads=1
