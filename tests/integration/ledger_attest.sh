#!/usr/bin/env bash
# `assay attest`: who answers for what, sealed where it is personal, refused where it says too little.
. "$(dirname "$0")/lib.sh"

led=$(ledger_at led)

mkdir data && printf 'a,b\n1,2\n' >data/a.csv
printf 'the report\n' >report.txt
run 0 record --ledger "$led" data

# asks for what is missing, one by one, with the flag to type
run 2 attest attestation data/a.csv --ledger "$led"
says "statement.missing" "lacks its meaning" "--meaning approval|"
run 2 attest attestation data/a.csv --ledger "$led" --meaning approval
says "lacks its name" "--name ..."
run 2 attest attestation data/a.csv --ledger "$led" --meaning approval --name "Jane Doe" --role Validator
says "--statement"
run 2 attest attestation data/a.csv --ledger "$led" --meaning approval --name TODO --role Validator --statement "I looked at it."
says "statement.missing" "the attestation leaves open its name"
run 2 attest attestation data/a.csv --ledger "$led" --meaning approval --name "Jane Doe" --role Validator --statement "..."
says "the attestation leaves open its statement"

who=(--name "Jane Doe" --role "Head of Validation" --meaning approval --statement "I looked at all of it.")

# a dry run shows what would be signed, and signs nothing
run 0 attest attestation data/a.csv --ledger "$led" "${who[@]}" --dry-run
says '"name":"Jane Doe"' "nothing was signed"
run 0 ledger log --ledger "$led"
[ "$(wc -l <out)" -eq 2 ] || fail "a dry run wrote an entry"

# signs it; the entry has the digest of the file and of the evidence, and nothing personal
run 0 attest attestation data/a.csv --ledger "$led" "${who[@]}" --evidence report.txt --until 2026-12-31 --set ticket=CHG-1
says "entry 2: attestation"
run 0 ledger show 2 --ledger "$led"
cp out entry.json
grep -qF "$(sha256sum data/a.csv | cut -d' ' -f1)" entry.json || fail "another subject"
grep -qF "$(sha256sum report.txt | cut -d' ' -f1)" entry.json || fail "no evidence"
grep -q '"until":"2027-01-01T00:00:00Z"' entry.json || fail "until is not the end of the day"
! grep -qE "Jane|looked" entry.json || fail "a personal value stands in the entry"
pieces led tile/ | while read -r name; do piece led "$name"; done >log
! grep -qE "Jane|looked" log || fail "a personal value stands in the log"
says "name: Jane Doe" "statement: I looked at all of it."
piece led "$(piece_of "$(sha256sum report.txt | cut -d' ' -f1)")" | cmp -s - report.txt || fail "evidence was not kept"

# the published schema takes the real entry and its opened values, and refuses broken ones
python3 - "$SOURCE/docs/reference/predicates/attestation.json" entry.json <<'PY'
import copy, json, jsonschema, sys
schema, predicate = json.load(open(sys.argv[1])), json.load(open(sys.argv[2]))["predicate"]
valid = jsonschema.Draft202012Validator(schema)
valid.validate(predicate)
for change in [lambda p: p.pop("meaning"), lambda p: p.update(meaning="applause"), lambda p: p.update(name="Jane"),
               lambda p: p["_sd"].pop(), lambda p: p.update(_sd_alg="md5"), lambda p: p.update(time="today"),
               lambda p: p["evidence"][0].pop("digest")]:
    broken = copy.deepcopy(predicate)
    change(broken)
    assert not valid.is_valid(broken), broken
PY

# by a digest, by the name of a recorded target, of every kind made by hand
run 0 attest waiver sha256:"$(printf %064d 7)" --ledger "$led" --name J --role R --rule PII-005 --reason "a test" --until +90d
run 0 attest release data --ledger "$led" --name J --role R --set version=2.1.0 --set previous=sha256:"$(printf %064d 8)"
run 0 attest rollback data --ledger "$led" --name J --role R --reason "it failed" --set to.sha256="$(printf %064d 8)"
cat >incident.yml <<'Y'
description: rows of another customer
detected: 2026-01-02T03:04:05Z
severity: high
told:
  - {whom: the supervisor, time: "2026-01-03T00:00:00Z", due: "2026-01-05T00:00:00Z"}
Y
run 0 attest incident data --ledger "$led" --file incident.yml --name J --role R
run 0 verify "$led"
says "sealed values" "VERIFIED"

# what could never count is not signed: the reason is told, or the nearest name
refused() {
    local entries
    entries=$("$ASSAY" ledger log --ledger "$led" | grep -c .)
    run 2 attest "${@:2}" --ledger "$led" --name J --role R
    says "$1" "nothing was signed"
    [ "$("$ASSAY" ledger log --ledger "$led" | grep -c .)" = "$entries" ] || fail "an entry was made"
}
refused "the policy allows 90" waiver data --rule PII-005 --reason "a test" --until +91d
refused "the waiver would have ended already" waiver data --rule PII-005 --reason "a test" --until 2020-01-01
refused "did you mean PII-005?" waiver data --rule PII-0055 --reason "a test" --until +30d
of() { refused "$1" attestation data --meaning approval --statement s "${@:2}"; }
of "the attestation would have ended already" --until 2020-01-01
of '"GOV-9999" is no rule and no control of any pack' --set controls=GOV-9999
of "did you mean GOV-001?" --set controls=GOV-0011
of "rule PII-005 cannot be met by a statement" --set controls=PII-005
run 0 attest attestation data --ledger "$led" --name J --role R --meaning approval --statement s --until +90d \
    --set controls=GOV-001 --set controls=governance.roles
# an own name for the target: it is where we are
(cd data && run 0 attest attestation . --ledger "$led" --name J --role R --meaning review --statement s)

# what is wrong in a file is told with its place
sed -i 's/high/terrible/' incident.yml
run 2 attest incident data --ledger "$led" --file incident.yml --name J --role R
says "statement.member" "incident.yml:3" "low, medium, high, critical"
run 2 attest incident data --ledger "$led" --file gone.yml
says "statement.set"
run 2 attest waiver nothing-here --ledger "$led"
says "statement.subject"
run 2 attest inventory data --ledger "$led"
says "statement.kind" "not made by hand"
run 2 attest waivre data --ledger "$led"
says "did you mean waiver?"
run 2 attest waiver data --ledger "$led" --set nothing
says "statement.set"
run 2 attest waiver data --ledger "$led" --set colour=red --name J --role R --rule X --reason Y --until 2026-06-30
says "colour"

# a value that was changed or taken away is found
d=$(jq -r '.predicate._sd[0]' entry.json | tr -- '-_' '+/' | sed 's/$/=/' | base64 -d | od -An -tx1 | tr -d ' \n')
object=$(piece_of "$d")
piece led "$object" >kept
[ -s kept ] || fail "a disclosure's digest is not the name of its object"
piece_drop led "$object"
run 5 verify "$led"
says "is missing"
printf x | piece_put led "$object"
run 5 verify "$led"
says "not what its name says"
piece_put led "$object" <kept
run 0 verify "$led"
