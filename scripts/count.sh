# Sourced: reads how many checks passed and failed from a part's log.

# Understands cargo test, node --test, and a closing line `N passed, M failed`; anything else counts as one check.
count_results() { # log, exit code → "passed failed"
  awk -v code="$2" '
    { gsub(/\033\[[0-9;]*m/, "") }
    /^test result: / { known = 1; for (i = 1; i < NF; i++) { if ($(i+1) ~ /^passed/) p += $i; if ($(i+1) ~ /^failed/) f += $i } }
    /^(#|ℹ) pass [0-9]+$/ { known = 1; p += $3 }
    /^(#|ℹ) fail [0-9]+$/ { known = 1; f += $3 }
    /^[0-9]+ passed, [0-9]+ failed$/ { known = 1; p += $1; f += $3 }
    END {
      if (!known && code == 0) p = 1
      # A part that ran nothing, or that broke before it could count, is a failure.
      if (known && p + f == 0) f = 1
      if (code != 0 && f == 0) f = 1
      print p + 0, f + 0
    }' "$1"
}
