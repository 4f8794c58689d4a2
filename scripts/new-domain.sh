#!/usr/bin/env bash
# Adds a domain that keeps and gives entries, to be made into another: its row, proto, migration, rooms, folder of the
# gateway, words and tests, from scripts/new-domain/. Then the golden files are written. No file of another domain changes.
# usage: new-domain.sh WORD
. "$(dirname "$0")/env.sh"
word=${1:-}
source=scripts/new-domain
if [[ ! $word =~ ^[a-z]{2,16}$ ]]; then
  stop "'$word' is no name for a domain. Give one singular noun of 2 to 16 lower-case letters: make new-domain WORD=coin"
fi
case $word in
  admin | boot | core | domain | export | fake | gateway | home | kernel | openapi | routes | studio | tests | watch)
    stop "'$word' names something else already. Give another noun." ;;
esac
if grep -q "^\[$word\]" proto/domains.toml; then stop "there is a domain '$word' already: see proto/domains.toml."; fi
if ! printf 'mod %s {}\n' "$word" | rustfmt --edition 2024 --check >/dev/null 2>&1; then
  stop "'$word' is a word of Rust and cannot name a module. Give another noun."
fi
title=${word^}
fill() { sed -e "s/@word@/$word/g; s/@Word@/$title/g" "$1"; }

fill $source/domains.toml >>proto/domains.toml
while IFS= read -r file; do
  place=${file#"$source"/}
  place=${place//@word@/$word}
  place=${place%.in}
  mkdir -p "$(dirname "$place")"
  fill "$file" >"$place"
done < <(find $source -mindepth 2 -type f | sort)
# Names of other lengths break lines elsewhere.
find "src/domains/$word" "src/gateway/$word" -name '*.rs' -exec rustfmt --edition 2024 {} +
say "new domain: $word. Writing the golden files."
scripts/golden.sh
say "It answers POST and GET /api/v1/$word/entries. docs/adding-a-domain.md says what to change next."
