# Sourced by every script: the root as working directory, tools on the path, and how to speak.
set -euo pipefail
: "${HOME:=$(getent passwd "$(id -u)" | cut -d: -f6)}"
export HOME
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
if [ -d "$HOME/.cargo/bin" ]; then PATH="$HOME/.cargo/bin:$PATH"; fi
export PATH
target_dir=${CARGO_TARGET_DIR:-$root/target}
tools_dir=$target_dir/tools
# What runs the SMTP server of the tests.
export SHOAL_TEST_PYTHON=${SHOAL_TEST_PYTHON:-$tools_dir/bin/python}
export SHOAL_BIN=${SHOAL_BIN:-$target_dir/debug/shoal}

say() { printf '%s\n' "$*"; }
stop() { # message: what happened, why, what to do
  printf 'stopped: %s\n' "$*" >&2
  exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }
