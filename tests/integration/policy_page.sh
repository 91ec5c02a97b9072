#!/usr/bin/env bash
# policy_page.sh - docs/reference/policy.md is true: the pack on it loads beside the baseline, its
# examples hold, and it does what the page says.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir .assay data
# shellcheck disable=SC2016 # backquotes of Markdown
sed -n '/^```yaml pack$/,/^```$/p' "$SOURCE/docs/reference/policy.md" | sed '/^```/d' >.assay/team.yml
printf 'policy: [assay:baseline, .assay/team.yml]\n' >.assay.yml
run 0 policy lint
says "0 hints"
run 0 policy test
says " 0 failed"
run 0 policy test assay:baseline .assay/team.yml
says " 0 failed"
run 0 policy show
says "waiver_days: 30  # .assay/team.yml:" "raised from medium"
run 0 explain TEAM-001
says "No large data set in the repository"

# --- its rule judges: a limit of one row
sed -i 's/^set: .*/set: {most_rows: 1}/' .assay/team.yml
printf 'a,b\n1,2\n3,4\n' >data/t.csv
run 1 check
says "team.too-many-rows: 2 rows, more than 1"
