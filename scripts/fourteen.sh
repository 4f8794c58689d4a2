#!/usr/bin/env bash
# Measures what a change costs a developer when all fourteen domains exist: in a copy of the tree, adds the nine that are
# missing, each of some 6,000 lines with its folder of the gateway (the parts of scripts/new-domain/, many times over), and
# takes the CPU time of `cargo check` after one changed line of a handler. Long: run by hand.
# usage: fourteen.sh [parts of each domain, 22]
. "$(dirname "$0")/env.sh"
parts=${1:-22}
words=(danmaku comment social feed search broadcast coin moderation notice)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z | xargs -0 cp --parents -t "$copy"
source=scripts/new-domain
letters=$(printf '%s\n' {a..z} | head -n "$parts")

part() { # template, letter of the part → the template as that part
  local upper=${2^^}
  sed -e "s/@word@/$word/g; s/@Word@/${word^}/g" -e "s/CreateEntry/CreateEntry$upper/g; s/GetEntry/GetEntry$upper/g" \
    -e "s/EntryCreated/Entry${upper}Created/g; s/message Entry {/message Entry$upper {/; s/  Entry entry = 1/  Entry$upper entry = 1/" \
    -e "s/create_entry/create_entry_$2/g; s/get_entry/get_entry_$2/g" -e "s/contract::$word::\(.*\)\bEntry\b/contract::$word::\1Entry$upper as Told/" \
    -e "s/\bentries\b/entries_$2/g; s/entries_by_owner/entries_$2_by_owner/; s#/entries_$2#/entries/$2#g; s/entries_$2_max/entries_max/g" "$1"
}
fill() { sed -e "s/@word@/$word/g; s/@Word@/${word^}/g" "$1"; }

add() { # word
  local word=$1 letter file proto=$copy/proto/$1.proto domain=$copy/src/domains/$1 front=$copy/src/gateway/$1
  mkdir -p "$domain"/{handlers,model,store,tests} "$front/api" "$copy/migrations/$word"
  fill $source/domains.toml >>"$copy/proto/domains.toml"
  for file in words/en words/zh-CN; do fill "$source/$file/@word@.ftl" >"$copy/$file/$word.ftl"; done
  # The contract: head, rpcs and messages of every part, refusals.
  {
    fill "$source/proto/@word@.proto" | sed -n '1,/^service/p'
    for letter in $letters; do
      part "$source/proto/@word@.proto" "$letter" | sed -n '/^service/,/^}/p' | sed '1d;$d; /Gives the entries of the caller/,/^  }/d'
    done
    printf '}\n'
    for letter in $letters; do
      part "$source/proto/@word@.proto" "$letter" | sed -n '/^message/,/^enum/p' | sed '$d; /^message ExportAccount/,/^}/d'
    done
    fill "$source/proto/@word@.proto" | sed -n '/^enum/,$p'
  } >"$proto"
  for letter in $letters; do
    part "$source/migrations/@word@/0001_entries.sql" "$letter" | sed 1d
  done | sed '1i -- Entries of people.' >"$copy/migrations/$word/0001_entries.sql"
  # The rooms.
  fill "$source/src/domains/@word@/mod.rs.in" >"$domain/mod.rs"
  fill "$source/src/domains/@word@/actor.rs.in" |
    sed "s/create_entry, get_entry, export_account/$(for letter in $letters; do printf 'create_entry_%s, get_entry_%s, ' "$letter" "$letter"; done)/" >"$domain/actor.rs"
  {
    printf '//! The work of each message, one file per rpc: check, load, decide, save, answer.\n\n'
    for letter in $letters; do printf 'pub(super) mod create_entry_%s;\npub(super) mod get_entry_%s;\n' "$letter" "$letter"; done
  } >"$domain/handlers/mod.rs"
  {
    printf '//! The rules of %s. They must not read a clock or a store.\n\n' "$word"
    for letter in $letters; do printf 'pub(super) mod %s;\n' "$letter"; done
    printf '\nuse crate::kernel::settings::section;\n\n'
    fill "$source/src/domains/@word@/model.rs.in" | sed -n '/^section! {/,/^}/p'
  } >"$domain/model/mod.rs"
  for room in store tests; do
    { printf '//! Parts of %s. They must not use each other.\n\n' "$word"; for letter in $letters; do printf 'pub(super) mod %s;\n' "$letter"; done; } >"$domain/$room/mod.rs"
  done
  for letter in $letters; do
    for file in create get; do
      part "$source/src/domains/@word@/handlers/${file}_entry.rs.in" "$letter" |
        sed -e "s/domains::$word::model::{self, Entry}/domains::$word::model::$letter::{self as model, Entry}/; s/use crate::domains::$word::store;/use crate::domains::$word::store::$letter as store;/" \
          -e "s/use crate::domains::$word::{model, store};/use crate::domains::$word::{model::$letter as model, store::$letter as store};/" >"$domain/handlers/${file}_entry_$letter.rs"
    done
    part "$source/src/domains/@word@/model.rs.in" "$letter" |
      sed -e '/^section! {/,/^}/d; /settings::section/d' -e "s/contract::$word::{self, /contract::$word::{Entry${letter^^} as Told, /; s/impl From<Entry> for $word::Entry/impl From<Entry> for Told/" \
        -e "s/pub(super)/pub(in crate::domains::$word)/; s/^use crate::kernel::context/use super::Options;\n&/" >"$domain/model/$letter.rs"
    part "$source/src/domains/@word@/store.rs.in" "$letter" |
      sed -e "s/super::model::Entry/crate::domains::$word::model::$letter::Entry/; s/pub(super)/pub(in crate::domains::$word)/" >"$domain/store/$letter.rs"
    part "$source/src/domains/@word@/tests.rs.in" "$letter" |
      sed -e "s/use super::{Options, start}/use crate::domains::$word::{Options, start}/; s/Reply<Entry>/Reply<Told>/; /^fn an_export_has/,\$d" | sed '$d' >"$domain/tests/$letter.rs"
    part "$source/src/gateway/@word@/api.rs.in" "$letter" |
      sed -e "s/EntryJson)\]/Entry${letter^^}Json)]/; s/Option<Entry>/Option<Told>/; s/let Entry {/let Told {/; s/${word^}Entry\"/${word^}Entry${letter^^}\"/; /^\/\/\/ The operations/,\$d" >"$front/api/$letter.rs"
  done
  # The gateway.
  fill "$source/src/gateway/@word@/mod.rs.in" >"$front/mod.rs"
  fill "$source/src/gateway/@word@/fake.rs.in" | sed -e 's/{Call, ExportAccountResponse}/Call/; /if let Call::ExportAccount/,/^    }/d' >"$front/fake.rs"
  # One list of nothing stands for the exports of all parts.
  fill "$source/src/gateway/@word@/export.rs.in" |
    sed -e '/^use crate::contract/d; /^use serde_json/d; s/{Facts, ToldPage}/ToldPage/; /^    let told = front/,/^    Ok(/d; /^fn facts/,$d' \
      -e 's/    front: &Front/    _: \&Front/; s/    cx: &Context/    _: \&Context/; s/    page: Option/    _: Option/' \
      -e 's/^) -> Reply<ToldPage> {/&\n    Ok(ToldPage::default())/' >"$front/export.rs"
  {
    fill "$source/src/gateway/@word@/routes.rs.in" | sed '/^    row(/,$d'
    for letter in $letters; do part "$source/src/gateway/@word@/routes.rs.in" "$letter" | grep '^    row(' | sed "s/api::/api::$letter::/"; done
    printf '];\n'
  } >"$front/routes.rs"
  {
    printf '//! Entries of %s as JSON.\n\n' "$word"
    for letter in $letters; do printf 'pub(in crate::gateway) mod %s;\n' "$letter"; done
    printf '\nuse utoipa::OpenApi;\n\n'
    fill "$source/src/gateway/@word@/api.rs.in" | sed -n '/^\/\/\/ The operations/,$p' |
      sed "s/paths(create, get)/paths($(for letter in $letters; do printf '%s::create, %s::get, ' "$letter" "$letter"; done))/"
  } >"$front/api/mod.rs"
}
for word in "${words[@]}"; do
  if ! grep -q "^\[$word\]" proto/domains.toml; then add "$word"; fi
done
cd "$copy"
[ -z "${FOURTEEN_KEEP:-}" ] || { cp -r "$copy" "$FOURTEEN_KEEP"; say "kept: $FOURTEEN_KEEP"; }
touched=src/domains/${words[0]}/handlers/create_entry_a.rs
lines=$(cat "src/domains/${words[0]}"/*.rs "src/domains/${words[0]}"/*/*.rs "src/gateway/${words[0]}"/*.rs "src/gateway/${words[0]}"/*/*.rs | wc -l)
rounds=0
cpu() { # command … → CPU seconds, of this machine, user and system
  local spent
  rounds=$((rounds + 1))
  sed -i "s|^    let text = .*decide_text.*|&\n    tracing::trace!(\"round $rounds\");|" "$touched"
  TIMEFORMAT='%U %S'
  spent=$({ time "$@" >"$copy/.log" 2>&1 || cat "$copy/.log" >&2; } 2>&1) || true
  grep -q '^error' "$copy/.log" && { grep -A8 '^error' "$copy/.log" | head -60 >&2; return 1; }
  printf '%s\n' "$spent" | tail -1 | awk '{printf "%.0f", $1 + $2}'
}
median() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }
say "nine domains more, $lines lines each with its folder of the gateway; building everything once"
cpu cargo check --locked --lib >/dev/null
cpu cargo check --locked --lib --tests >/dev/null
plain=() tested=()
for _ in 1 2 3; do plain+=("$(cpu cargo check --locked --lib)"); done
for _ in 1 2 3; do tested+=("$(cpu cargo check --locked --lib --tests)"); done
over=0
row() { # what, CPU seconds, at most
  printf '%-62s %9s %9s\n' "$1" "$2" "$3"
  [ "$2" -le "$3" ] || over=1
}
printf '%-62s %9s %9s\n' 'after one changed line of a handler, at fourteen domains' 'CPU-s' 'at most'
row 'cargo check' "$(median "${plain[@]}")" 20
row 'cargo check --tests' "$(median "${tested[@]}")" 45
[ "$over" -eq 0 ] || stop "a budget is exceeded, see above"
