#!/usr/bin/env bash
# Proves the walls: inserts each forbidden line of walls-probe.tsv in a copy of the tree and sees it refused, with its
# code and at its line. One copy per batch, because errors of an early stage hide those of a later one.
. "$(dirname "$0")/env.sh"
table=scripts/walls-probe.tsv
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

copy_tree() { # folder: what git knows or would know, so neither media nor build output
  mkdir -p "$1"
  git ls-files -z --cached --others --exclude-standard | tar --null --ignore-failed-read -T - -cf - | tar -xf - -C "$1"
  # What make setup made and the build embeds.
  if [ -d static/vendor ]; then
    mkdir -p "$1/static"
    cp -r static/vendor "$1/static/"
  fi
}

insert() { # batch, folder → a list of "path:line<TAB>expected<TAB>line inserted"
  local batch path expected text line
  while IFS=$'\t' read -r batch path expected text; do
    [ "$batch" = "$1" ] || continue
    # A room may be a folder of the same name.
    if [ ! -e "$2/$path" ] && [ -e "$2/${path%.rs}/mod.rs" ]; then path=${path%.rs}/mod.rs; fi
    if [ ! -e "$2/$path" ]; then
      [ "$batch" = walls ] || say "probe: no module is $path, so the compiler never reads it; mend the table" >&2
      mkdir -p "$(dirname "$2/$path")"
      case $path in *.rs) echo '//! Forbidden: it must not stay.' >"$2/$path" ;; *) : >"$2/$path" ;; esac
    fi
    # A file without a last newline would swallow the line.
    if [ -s "$2/$path" ] && [ -n "$(tail -c 1 "$2/$path")" ]; then echo >>"$2/$path"; fi
    printf '%s\n' "$text" >>"$2/$path"
    line=$(wc -l <"$2/$path")
    case $expected in *@*) line=${expected#*@} expected=${expected%@*} ;; esac
    printf '%s:%s\t%s\t%s\n' "$path" "$line" "$expected" "$text"
  done < <(grep -v '^#' "$table")
}

judge() { # list of inserted lines, output of the checker
  local place expected text
  while IFS=$'\t' read -r place expected text; do
    if grep -E -- "^$place:.*$expected" "$2" >/dev/null; then
      passed=$((passed + 1))
    else
      failed=$((failed + 1))
      say "not refused: $place: expected $expected for: $text"
      grep -F -- "$place:" "$2" | sed 's/^/  instead: /' || true
    fi
  done <"$1"
}

refuse() { # batch, folder: writes what the checker says, one `path:line: …` per finding
  case $1 in
    resolve | types | seal) (cd "$2" && cargo check --locked --lib --bins --message-format short) ;;
    lints) (cd "$2" && cargo clippy --locked --lib --message-format short) ;;
    walls) WALLS_ROOT=$2 "$walls" the_tree ;;
  esac
}

say "probe: building the architecture test"
walls=$(cargo test --locked --test walls --no-run --message-format json 2>"$work/build" |
  sed -n 's/.*"executable":"\([^"]*\/walls-[^"]*\)".*/\1/p') || true
if [ -z "$walls" ]; then
  tail -n 20 "$work/build" >&2
  stop "the architecture test does not build, see above; mend that first"
fi
for batch in ${*:-resolve types seal lints walls}; do
  say "probe: $batch"
  copy_tree "$work/$batch"
  insert "$batch" "$work/$batch" >"$work/$batch.inserted"
  code=0
  CARGO_TARGET_DIR=$target_dir refuse "$batch" "$work/$batch" >"$work/$batch.out" 2>&1 || code=$?
  [ "$code" -ne 0 ] || say "probe: the checker of $batch passed a tree full of forbidden lines"
  judge "$work/$batch.inserted" "$work/$batch.out"
  if [ -n "${PROBE_KEEP:-}" ]; then cp "$work/$batch.out" "$PROBE_KEEP"; fi
done
say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
