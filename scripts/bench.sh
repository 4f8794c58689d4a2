#!/usr/bin/env bash
# Measures with the release build on this machine: one table, the anchor beside the figure.
. "$(dirname "$0")/env.sh"
scoring=$target_dir/bench-python
if ! [ "$scoring/done" -nt scripts/bench_python.txt ]; then
  if python3 -m venv --clear "$scoring" >/dev/null 2>&1 && "$scoring/bin/pip" install --quiet --no-deps \
    --only-binary :all: --require-hashes -r scripts/bench_python.txt >/dev/null 2>&1; then
    touch "$scoring/done"
  else
    say "bench: ONNX Runtime for Python was not had, so that scoring and reading have no anchor"
  fi
fi
if [ -f "$scoring/done" ]; then export SHOAL_BENCH_PYTHON=$scoring/bin/python; fi
say "bench: building for release; the first time takes some minutes"
exec cargo bench --locked --features bench --bench table -- "$@"
