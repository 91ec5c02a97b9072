#!/usr/bin/env bash
# The packs and families that the program ships: nothing to mend in any, each rule tested and mutated, each
# control met or said why not; and the files of the source are what is in the program.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

run 0 policy lint --all
says "0 hints"
run 0 policy test --all
says " 0 failed;" " 0 conditions that none of them moved"
run 0 policy lint "$SOURCE/policies/rules/LIC.yml" # a family as a file of its own
run 0 policy test "$SOURCE/policies/rules/LIC.yml"
for pack in "$SOURCE"/policies/*.yml; do
    name=${pack##*/}
    run 0 policy diff "assay:${name%.yml}" "$pack"
    says "0 changes"
done

# --- what a rule says to type is whole, but for names in capitals
if grep -ho 'remediation:.*assay attest.*' "$SOURCE"/policies/rules/*.yml | sed 's/assay attest/\n&/g' | grep '^assay attest [a-z]' |
    grep -Ev -- '--name \\"NAME\\" --role \\"ROLE\\"( --(statement|reason) \\"[A-Z]+\\")?' >short; then
    fail "lacks a name or role: $(cat short)"
fi
if grep -ho 'assay attest [^;]*' "$SOURCE"/policies/rules/*.yml | grep -F '...' >short; then
    fail "not to be typed: $(cat short)"
fi
run 0 explain GOV-001
says "--set controls=GOV-001 --meaning approval"
run 0 explain PII-005
silent_on "assay attest"

# --- every rule stands in a pack, and says what the paper asks of it
run 0 policy show --all --effective
grep -ho '^  - id: [A-Z-]*[0-9]*' "$SOURCE"/policies/rules/*.yml | cut -d' ' -f5 | sort >known
sed -nE 's/^([A-Z]+-[0-9]+) .*/\1/p' "$WORK/out" | sort >listed
comm -23 known listed >idle # rules that no pack lists yet are told by name
[ ! -s idle ] || echo "in no pack: $(tr '\n' ' ' <idle)"

# --- a regime's controls, and a pack of a firm's own upon it
run 0 policy show --controls assay:supply-chain
says "| CISA AI data security 1-3 | v |" "reliability of sources"
cat >firm.yml <<'Y'
pack: firm
edition: "1"
parent: assay:supply-chain
change: [{id: PRV-007, severity: critical}]
Y
run 0 policy show firm.yml
says "parent: assay:supply-chain" "severity: critical  # firm.yml:4, raised from high" "in: supply-chain"
run 1 policy diff assay:supply-chain firm.yml
says "+ pack firm 1" "~ rule PRV-007" "severity: high -> critical" "controls touched: NIST SSDF for AI"
printf 'pack: firm\nedition: "1"\nparent: assay:supply-chian\n' >firm.yml
run 2 policy show firm.yml
says "did you mean assay:supply-chain?"
