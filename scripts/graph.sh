#!/usr/bin/env bash
# Prints the graph of calls and events; fails on a cycle.
. "$(dirname "$0")/env.sh"
cargo build --quiet --locked --bin shoal
exec "$SHOAL_BIN" graph --format "${FORMAT:-mermaid}"
