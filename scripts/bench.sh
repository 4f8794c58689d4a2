#!/usr/bin/env bash
# Measures with the release build on this machine: one table, the anchor beside the figure.
. "$(dirname "$0")/env.sh"
say "bench: building for release; the first time takes some minutes"
exec cargo bench --locked --features bench --bench table -- "$@"
