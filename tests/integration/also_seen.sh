#!/usr/bin/env bash
# What was seen and is not sure enough for a finding: no control is met by it, every report tells it, and what has a
# finding is not told as if it had none.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

git init -q p && cd p
printf 'version: 1\npolicy: [assay:baseline, assay:hipaa]\n' >.assay.yml
mkdir data
{
    echo row,postcode,price
    for i in $(seq 1 40); do echo "$i,$((30312 + i * 97)),$((200 + i))"; done
} >data/homes.csv
printf 'kind: dataset\npersonal-data: none\n' >data/homes.csv.card.yml
git add -A && git commit -qm homes

# control REFERENCE: verdict, evidence, and whether it is unsure
control() {
    "$ASSAY" report -f assessment >"$WORK/judged.json" 2>"$WORK/err" || true
    jq -r --arg reference "$1" '.controls[] | select(.reference == $reference) | "\(.verdict) \(.evidence) \(.unsure)"' "$WORK/judged.json"
}
harbor='164.514(b)(2)(i)(A-R)'

# --- 40 postal codes, perhaps: no finding of PII-001, and no evidence that there are none
[ "$(control "$harbor")" = "unknown unknown true" ] || fail "de-identified on postal codes: $(control "$harbor")"
jq -e '[.findings[] | select(.code == "PII-001")] == [] and any(.rules[]; .code == "PII-001" and .unsure == 1)' "$WORK/judged.json" >/dev/null || fail "PII-001 does not pass by doubt"
seen='any(.[]; .class == "pii.postal-code" and .count == 40 and .confidence == "medium" and .columns == ["postcode"] and .path == ["data/homes.csv"])'
jq -e ".also_seen | $seen" "$WORK/judged.json" >/dev/null || fail "the assessment does not tell what was seen"

# --- each report tells it: what, how often, how sure, and where
"$ASSAY" check -o c.json -o c.sarif -o c.html -o markdown=c.md >"$WORK/out" 2>"$WORK/err" || true
jq -e ".also_seen | $seen" c.json >/dev/null || fail "JSON keeps quiet"
jq -e ".runs[0].properties.also_seen | $seen" c.sarif >/dev/null || fail "SARIF keeps quiet"
grep -qF '| <code>pii.postal-code</code> | 40 | medium | <code>data/homes.csv</code> |' c.md || fail "Markdown keeps quiet"
grep -q pii.postal-code c.html || fail "HTML keeps quiet"
grep -q 'seen, not surely' c.html || fail "the matrix does not say why the control is open"
says "also seen  pii.postal-code 40: no finding of its own"
rm c.*

# --- a person says what they are, and signs for it
run 0 key new
run 0 record
run 0 attest attestation . --meaning validation --name "Jane Doe" --role Steward --statement "Codes of shops." --until 2027-12-31 --set controls="HIPAA $harbor"
[ "$(control "$harbor")" = "attested unknown true" ] || fail "signed for, and still: $(control "$harbor")"
rm -rf .assay

# --- few in a document pass for another reason: that is no doubt
printf 'call +49 30 901820, telephone\n' >note.txt
git rm -q -r --cached data && rm -rf data
[ "$(control "$harbor")" != "unknown unknown true" ] || fail "a telephone number in a note opens the control"

# --- what has a finding is not told again: not where it is judged in the whole, nor who waived it
python3 - <<'PY'
import os, pickle
class Run:
    def __reduce__(self): return os.system, ("true",)
pickle.dump(Run(), open("m.joblib", "wb"))
PY
git add m.joblib
run 1 check --staged
says "critical model.code-import"
silent_on "also seen"
run 0 waive --all-current --reason test --until +30d --who "ada <ada@corp.de>"
"$ASSAY" check >"$WORK/out" 2>"$WORK/err" || true
silent_on "pii.email"

# --- a column of addresses has its finding; those in the notes beside it are told apart, and joined where both fail
mkdir ../q ../q/data && cd ../q
{
    echo order,email,notes
    for i in $(seq 1 40); do
        note="parcel $i"
        [ $((i % 8)) != 0 ] || note="ask helper$i@q7f3kq.org"
        echo "$i,person$i@q7f3kq.org,$note"
    done
} >data/orders.csv
printf 'kind: dataset\npersonal-data: none\n' >data/orders.csv.card.yml
"$ASSAY" list -f json | jq -c '[.items[] | .observations // [] | .[] | select(.class == "pii.email") | [.confidence, .count, [.columns[].name]]]' >"$WORK/seen"
[ "$(cat "$WORK/seen")" = '[["high",40,["email"]],["medium",5,["notes"]]]' ] || fail "what is sure hides what is less sure: $(cat "$WORK/seen")"
run 1 check
says "40 e-mail addresses in column \"email\"" "also seen  pii.email 5"
cat >strict.yml <<'Y'
pack: strict
edition: "1"
in-force-from: 2026-01-01
title: Every address
rules:
  - id: TEAM-001
    name: strict.address
    title: No address
    severity: high
    over: observation
    classes: [pii.email]
    check: observation.confidence == "low"
    message: "{observation.count} addresses in {observation.columns}"
    rationale: r
    remediation: d
    tests:
      - {name: one, facts: {observation: {class: pii.email, confidence: medium}}, expect: fail}
      - {name: perhaps, facts: {observation: {class: pii.email, confidence: low}}, expect: pass}
Y
printf 'version: 1\npolicy: [strict.yml]\n' >.assay.yml
run 1 check
says "45 addresses in email, notes"
silent_on "also seen"
