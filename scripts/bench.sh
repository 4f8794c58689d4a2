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
# Centrifugo (Apache-2.0) is the anchor of the rooms of danmaku; it is not part of what we ship.
centrifugo_version=v6.9.1
if [ $# -eq 0 ] || [[ " $* " == *" danmaku "* ]]; then
  rooms=$target_dir/bench-centrifugo/$centrifugo_version
  go=$(command -v go || true)
  if [ -z "$go" ] && [ -x /usr/local/go/bin/go ]; then go=/usr/local/go/bin/go; fi
  if [ -z "${SHOAL_BENCH_CENTRIFUGO:-}" ] && ! [ -x "$rooms/centrifugo" ] && [ -n "$go" ]; then
    say "bench: building Centrifugo $centrifugo_version, once; it takes some minutes"
    mkdir -p "$rooms"
    (cd "$rooms" && GOBIN=$rooms GOFLAGS=-mod=mod "$go" install \
      "github.com/centrifugal/centrifugo/v6@$centrifugo_version") >"$rooms/log" 2>&1 || true
  fi
  if [ -z "${SHOAL_BENCH_CENTRIFUGO:-}" ] && [ -x "$rooms/centrifugo" ]; then
    export SHOAL_BENCH_CENTRIFUGO=$rooms/centrifugo
  fi
  if [ -z "${SHOAL_BENCH_CENTRIFUGO:-}" ]; then
    say "bench: Centrifugo was not had (Go 1.26 builds it, see $rooms/log), so that rooms have no anchor"
  fi
fi
say "bench: building for release; the first time takes some minutes"
exec cargo bench --locked --features bench --bench table -- "$@"
