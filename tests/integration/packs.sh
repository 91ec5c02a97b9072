#!/usr/bin/env bash
# What a pack may not do: judge nothing, go by the name of another, take from a parameter what is normal; and
# what every run says of those in force.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

git init -q repo
cd repo
echo x >a.txt
mkdir .assay
printf 'policy: [assay:baseline, .assay/own.yml]\n' >.assay.yml
own() { # own LINES...: the pack's lines behind its head
    printf 'pack: own\nedition: "1"\n' >.assay/own.yml
    [ $# -eq 0 ] || printf '%s\n' "$@" >>.assay/own.yml
}

# --- what is normal is the least, or the end of the range that is declared
for set in "needed_attestations: []" "needed_roles: []" "commercial: false"; do
    own "set: {$set}" "rules: [SIG-001, GOV-002, LIC-002]"
    [ "$set" = "commercial: false" ] && { run 0 policy lint; continue; }
    run 2 check
    says policy.lowered "${set%%:*}" "is the least" ".assay/own.yml:3:" "assay waive"
done
own "set: {needed_roles: [security-officer, owner]}" "rules: [GOV-002]"
run 0 policy show
says 'needed_roles: ["owner", "developer", "validator", "approver", "security-officer"]'
own "set: {waiver_days: 30}" "rules: [CHG-005]"
run 0 check --report-only
silent_on "waiver_days is"
own "set: {waiver_days: 300}" "rules: [CHG-005]"
run 0 check --report-only
says "waiver_days is 300, not 90, by .assay/own.yml:3"
run 0 check --report-only -f json
jq -e '.policy.packs[] | select(.name == "own") | .path == ".assay/own.yml" and (.sha256 | length == 64)' "$WORK/out" >/dev/null ||
    fail "the report does not tell where a pack comes from"
own "set: {waiver_days: 367}" "rules: [CHG-005]"
run 2 check
own "set: {split_sample_enough: true}" "rules: [DAT-002]"
run 0 check --report-only
says "split_sample_enough is true, not false, by .assay/own.yml:3"
cat >.assay/own.yml <<'Y'
pack: own
edition: "1"
params:
  strict: {type: bool, default: true, stricter: higher, meaning: m}
rules: [MOD-001]
Y
printf 'pack: more\nedition: "1"\nset: {strict: false}\n' >.assay/more.yml
printf 'policy: [.assay/own.yml, .assay/more.yml]\n' >.assay.yml
run 2 check
says policy.lowered '"strict" cannot be false: true is the least'
rm .assay/more.yml

# --- a policy without a rule
printf 'policy: [.assay/own.yml]\n' >.assay.yml
own
run 2 check
says policy.empty ".assay/own.yml has no rule" "assay:baseline"
own "rules: []"
run 2 check
says policy.empty
printf 'policy: [.assay/own.yml, assay:baseline]\n' >.assay.yml
run 0 check

# --- names
for name in assay:baseline assay:own "bаseline" "credit team" .own "a/b" $'"own\\u200b"' "$(printf 'n%.0s' {1..64})"; do
    printf 'pack: %s\nedition: "1"\nrules: [MOD-001]\n' "$name" >.assay/own.yml
    run 2 check
    says policy.name ".assay/own.yml:1:" "is no name for a pack"
done
says "letters from a to z"
for name in own Own-2 team_1 7.b; do
    printf 'pack: %s\nedition: "1"\nrules: [MOD-001]\n' "$name" >.assay/own.yml
    run 0 check
done

# --- dates: of every pack that is not shipped, a regime or not
export SOURCE_DATE_EPOCH=1772539445 # 2026-03-03
own "in-force-from: 2026-03-04" "rules: [MOD-001]"
run 0 check
says "own is in force from 2026-03-04 on, and was judged all the same"
own "in-force-from: 2026-03-01" "in-force-until: 2026-03-02" "rules: [MOD-001]"
run 0 check
says "own was in force until 2026-03-02, and was judged all the same"
own "in-force-from: 2026-03-03" "in-force-until: 2026-03-03" "rules: [MOD-001]"
run 0 check
silent_on "judged all the same"
own "in-force-from: 2026-03-03" "in-force-until: 2026-03-02" "rules: [MOD-001]"
run 2 check
says policy.date ".assay/own.yml:4:" "2026-03-02" "2026-03-03"
own "rules: [MOD-001]"

# --- the day that is set is a day
for day in abc -1 0x10 "1 " 1.5 253402300800 99999999999999999999; do
    SOURCE_DATE_EPOCH=$day run 2 check
    says usage.bad-value "SOURCE_DATE_EPOCH is \"$day\""
done
for day in 0 253402300799 ""; do
    SOURCE_DATE_EPOCH=$day run 0 list a.txt
done

# --- what is too large, goes in a circle, or is no map
{ cat .assay/own.yml; head -c 16777216 /dev/zero | tr '\0' '#'; } >.assay/large.yml
echo 'policy: [.assay/large.yml]' >.assay.yml
run 2 check
says policy.too-large ".assay/large.yml" "16 MiB"
rm .assay/large.yml
for pair in "a b" "b c" "c b"; do
    printf 'pack: %s\nedition: "1"\nparent: %s.yml\n' "${pair% *}" "${pair#* }" >"${pair% *}.yml"
done
echo 'policy: [a.yml]' >.assay.yml
run 2 check
says policy.parent "b.yml -> c.yml -> b.yml"
silent_on "a.yml ->"
for i in {1..10}; do printf 'pack: p%s\nedition: "1"\nparent: p%s.yml\n' "$i" $((i + 1)) >"p$i.yml"; done
echo 'policy: [p1.yml]' >.assay.yml
run 2 check
says policy.parent "more than 8 packs" "p1.yml -> p2.yml"
echo '[a, b]' >a.yml
echo 'policy: [a.yml]' >.assay.yml
run 2 check
says '"a pack" must be a map'
