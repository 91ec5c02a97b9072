#!/usr/bin/env bash
# Rules on people's data over real files: the safe harbor, special categories, impact assessments,
# columns without a use, keys of pseudonyms, and what a card's chip tells.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir repo
cd repo
cp -r "$SOURCE/policies/rules" ../rules
cat >../pack.yml <<'YML'
pack: people
edition: "1"
in-force-from: 2026-01-01
title: People
rules: [PII-002, PII-004, PII-007, PII-008, PII-009, PAY-002]
YML
cp -r ../rules ../pack.yml .
printf 'version: 1\npolicy: [pack.yml]\n' >.assay.yml
printf '/rules/\n/pack.yml\n' >.assayignore
mkdir data
digest() {
    sha256sum "$1" | cut -d' ' -f1
}
subjects() {
    echo "subjects: [{path: $1, sha256: $(digest "$1")}]"
}
# stays TEXT...: the run is blocked, and says so
blocked() {
    run 1 check
    says "$@"
}

# --- the safe harbor: dates, areas of few people, ages over 89
printf 'kind: dataset\npersonal-data: de-identified\n' >data/stay.csv.card.yml
{
    echo zip3,age,admitted,ward
    for i in $(seq 1 40); do echo "$((100 + i * 2)),$((30 + i)),2026-01-$(printf %02d $((i % 28 + 1))),w$((i % 3))"; done
    echo "036,97,2026-02-01,w1"
} >data/stay.csv
blocked pii.not-de-identified "identifiers of class B, C" "dates finer than a year in admitted" "ZIP code area"
{
    echo zip3,age,admitted,ward
    for i in $(seq 1 40); do echo "$((100 + i * 2 + 1)),$((30 + i)),2026,w$((i % 3))"; done
} | sed 's/^103,/105,/' >data/stay.csv
run 0 check
# An expert's report counts for these bytes alone.
sed -i 's/,2026,/,2026-03-04,/' data/stay.csv
echo "very small risk" >report.pdf
expert() {
    {
        echo "record: de-identification"
        subjects data/stay.csv
        printf 'method: expert-determination\ntechnique: x\ndone-on: 2026-01-01\nreport:\n  path: report.pdf\n'
        printf '  sha256: %s\n  expert: E. Xpert\n  qualification: statistician\n  signed-on: 2026-01-01\n  risk: very small\n' "$(digest report.pdf)"
    } >expert.yml
}
expert
blocked pii.not-de-identified "its expert has not signed for these bytes"
"$ASSAY" key new log -q >/dev/null
"$ASSAY" key new expert -q >/dev/null
"$ASSAY" key export expert >"$WORK/expert.pub"
run 0 ledger init --ledger ../led --key log --origin-name ledger.example/people
run 0 ledger admit "$WORK/expert.pub" --role approve --key log --ledger ../led
run 0 record --key log --ledger ../led
run 0 attest attestation data/stay.csv --ledger ../led --key expert --log-key log --name "E. Xpert" --role statistician \
    --meaning validation --statement "The risk is very small."
run 0 check --ledger ../led
echo more >>report.pdf
run 1 check --ledger ../led
says pii.not-de-identified
rm expert.yml report.pdf data/stay.csv data/stay.csv.card.yml

# --- a column on health: its condition, an assessment that knows each column, a use for each name
printf 'kind: dataset\npersonal-data: personal\n' >data/p.csv.card.yml
{
    echo email,diagnosis,age
    for i in $(seq 1 40); do echo "a$i@clinic$i.org,flu,$((20 + i))"; done
} >data/p.csv
{
    echo "record: training"
    echo "subjects: [{path: m.bin}]"
    echo "datasets: [{role: training, path: data/p.csv, sha256: $(digest data/p.csv)}]"
} >training.yml
blocked pii.special-category diagnosis pii.no-impact-assessment "no impact assessment names this data set" \
    pii.column-without-use "what these personal columns are for: email"
{ echo "record: special-category"; subjects data/p.csv; echo "columns: [{column: diagnosis, category: health, condition: h, why: care}]"; } >special.yml
{
    echo "record: dpia"
    subjects data/p.csv
    printf 'description: a\nnecessity: b\nrisks: c\nmeasures: d\nofficer: e\nsigned-by: f\nsigned-on: 2026-01-01\ncolumns: [email, age]\n'
} >dpia.yml
{
    echo "record: data-schema"
    subjects data/p.csv
    printf 'rows-checked: all\nrows-wrong: 0\ncolumns:\n  - {name: email, type: text, nulls: false, use: key, meaning: m}\n'
} >schema.yml
blocked pii.no-impact-assessment "does not know: diagnosis"
silent_on pii.special-category pii.column-without-use
sed -i 's/\[email, age\]/[email, age, diagnosis]/' dpia.yml
run 0 check
rm special.yml dpia.yml schema.yml training.yml data/p.csv data/p.csv.card.yml

# --- pseudonyms: the method, and the key elsewhere
printf 'kind: dataset\npersonal-data: pseudonymous\n' >data/q.csv.card.yml
printf 'pseudonym,dose\nx1,3\nx2,4\n' >data/q.csv
blocked pii.pseudonym-key "no record names the method"
{ echo "record: de-identification"; subjects data/q.csv; printf 'method: pseudonymisation\ntechnique: HMAC\ndone-on: 2026-01-01\nkey: {kept-at: vault, owner: officer}\n'; } >pseudonyms.yml
run 0 check
printf 'pseudonym,n\nx1,1\n' >data/pseudonym_map.csv
blocked data/pseudonym_map.csv "leads from pseudonyms back to people"
rm data/pseudonym_map.csv data/q.csv data/q.csv.card.yml pseudonyms.yml

# --- cards: verification codes beside numbers, and alone
printf 'card_number,cvv\n4916731208543970,123\n4539578763621486,456\n' >data/cards.csv
blocked "2 card verification codes in column \"cvv\", which may not be kept"
says "also seen  pii.credit-card 2: no finding of its own" # PAY-001 is not in this pack
printf 'order,cvv\n1,123\n2,456\n' >data/cards.csv
run 0 check
