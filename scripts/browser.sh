#!/usr/bin/env bash
# Runs one node script of web/tests against a fresh build: tus (real tus-js-client), journey, accounts, newcomers, second_factor, passkeys, history, lists, moderation, avatars, danmaku, dialects and
# community (real Chromium), shots
# (`shots --docs` renews the pictures of the documents).
# The script starts and stops its own server: SHOAL_BIN is the binary, CHROMIUM the browser.
. "$(dirname "$0")/env.sh"
name=${1:?which: tus, journey, accounts, newcomers, second_factor, passkeys, history, lists, moderation, avatars, danmaku, dialects, community or shots}
shift
script=web/tests/$name.mjs
[ -f "$script" ] || stop "$script is missing. The scripts there: $(ls web/tests 2>/dev/null | tr '\n' ' ')"
[ -d web/node_modules ] || stop "npm packages are not installed. Run: make setup"
if [ -z "${CHROMIUM:-}" ]; then
  CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
fi
export CHROMIUM
cargo build --locked --bin shoal
exec timeout -k 10 "${BROWSER_LIMIT_S:-900}" node "$script" "$@"
