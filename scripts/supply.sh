#!/usr/bin/env bash
# What Shoal is made of. check: licences, bans and sources by deny.toml, and known vulnerabilities; sbom FILE: the bill of
# materials. Vulnerabilities are compared with a copy of the RustSec database, github.com/rustsec/advisory-db: name its
# folder in SHOAL_ADVISORY_DB. Nothing is fetched here.
. "$(dirname "$0")/env.sh"
deny=$tools_dir/bin/cargo-deny
audit=$tools_dir/bin/cargo-audit
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

tally() { # what is checked, command…
  local what=$1
  shift
  if "$@"; then
    say "ok: $what"
    passed=$((passed + 1))
  else
    say "failed: $what"
    failed=$((failed + 1))
  fi
}
refuses() { # words that the refusal must hold, command…: a check that accepts everything is none
  local words=$1
  shift
  if "$@" >"$work/said" 2>&1; then
    say "it accepted what it must refuse: $*"
    return 1
  fi
  if ! grep -q "$words" "$work/said"; then
    say "it refused for another reason than '$words':"
    tail -n 20 "$work/said"
    return 1
  fi
}
denies() { # deny.toml, check
  "$deny" --locked --config "$1" check --hide-inclusion-graph --show-stats -A license-not-encountered -A duplicate "$2"
}
altered() { # sed script → a deny.toml that is changed by it
  sed "$1" deny.toml >"$work/deny.toml"
  if cmp -s deny.toml "$work/deny.toml"; then stop "the change '$1' changes nothing in deny.toml. Mend it in scripts/supply.sh."; fi
  printf '%s\n' "$work/deny.toml"
}
advised() { # database
  "$audit" audit --no-fetch --stale --no-yanked --db "$1" --deny warnings --quiet
}
fake_advisory() { # a database whose one advisory is about a crate that is linked
  mkdir -p "$work/advisories/crates/bytes"
  printf '```toml\n[advisory]\nid = "RUSTSEC-2099-0001"\npackage = "bytes"\ndate = "2099-01-01"\n\n[versions]\npatched = []\n```\n\n# Not real\n\nNot real.\n' \
    >"$work/advisories/crates/bytes/RUSTSEC-2099-0001.md"
  printf '%s\n' "$work/advisories"
}

check() {
  [ -x "$deny" ] && [ -x "$audit" ] || stop "cargo-deny and cargo-audit are not installed. Run: make setup"
  for check in licenses bans sources; do tally "$check" denies deny.toml "$check"; done
  tally "a licence that is not allowed is refused" refuses 'MIT' denies "$(altered '/^    "MIT",$/d')" licenses
  tally "a banned crate is refused" refuses 'tokio' denies "$(altered 's/crate = "openssl",/crate = "tokio",/')" bans
  tally "a source that is not allowed is refused" refuses 'source-not-allowed' \
    denies "$(altered 's/^unknown-registry = "deny"/&\nallow-registry = []/')" sources
  tally "a known vulnerability is refused" refuses 'RUSTSEC-2099-0001' advised "$(fake_advisory)"
  local database=${SHOAL_ADVISORY_DB:-${CARGO_HOME:-$HOME/.cargo}/advisory-db}
  if [ -d "$database/crates" ]; then
    tally "no known vulnerability, by $database" advised "$database"
  else
    say "skipped: known vulnerabilities: there is no copy of the RustSec database in $database (see SHOAL_ADVISORY_DB)"
  fi
  say "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}

case ${1:-check} in
  check) check ;;
  sbom) node web/sbom.mjs "${2:-shoal.cdx.json}" ;;
  *) stop "'$1' is not a command of this script. Use check or sbom." ;;
esac
