#!/usr/bin/env bash
# Writes the golden files from the present code and shows what changed, for review.
. "$(dirname "$0")/env.sh"
UPDATE_GOLDEN=1 cargo test --locked --lib -- golden as_agreed
say
git --no-pager diff --stat -- tests/golden config.toml || true
say "golden: review the diff above (git diff tests/golden config.toml), then commit it by itself"
