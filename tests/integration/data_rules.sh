#!/usr/bin/env bash
# Records on data sets over a real table: each asked for by name, each held to what was measured, and the
# table released when all of them hold.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir -p repo/data
cd repo
cp -r "$SOURCE/policies/rules" .
cat >pack.yml <<'YML'
pack: data
edition: "1"
in-force-from: 2026-01-01
title: Data
rules: [DAT-004, DAT-005, DAT-006, DAT-007, DAT-008, DAT-009, LIC-007]
YML
printf 'version: 1\npolicy: [pack.yml]\n' >.assay.yml
printf '/rules/\n/pack.yml\n' >.assayignore
{
    echo age,site,opened,class
    for i in $(seq 1 60); do echo "$((18 + i)),$([ $((i % 2)) = 0 ] && echo north || echo south),2025-03-$(printf %02d $((i % 28 + 1))),$((i % 2))"; done
} >data/loans.csv
cat >data/loans.csv.card.yml <<'YML'
kind: dataset
personal-data: pseudonymous
origin: {kind: public, supplier: UCI, locator: "https://archive.example/1", date: 2026-01-01, method: web crawl}
YML
subjects="subjects: [{path: data/loans.csv, sha256: $(sha256sum data/loans.csv | cut -d' ' -f1)}]"
# record KIND: with what follows on the standard input
record() {
    { printf 'record: %s\n%s\n' "$1" "$subjects"; cat; } >"$1.yml"
}

run 1 check
says "no quality report names this data set" "no schema names this data set" "what population, place, setting and period" \
    "no record says how this data set was labelled" "tested before use" "which reservations of rights the crawler met"
for kind in quality data-schema bias setting labelling ingest-check web-collection split terms licence-review de-identification special-category dpia processing; do
    run 0 init --record "$kind"
done
rm -rf records

record quality <<'YML'
thresholds-fixed-on: 2026-01-02
run-on: 2026-01-03
measures:
  - {measure: completeness, why: w, better: higher, threshold: 0.99, value: 0.5}
  - {measure: duplicates, why: w, better: lower, threshold: 0, value: 0}
  - {measure: validity, why: w, better: higher, threshold: 1, value: 1}
  - {measure: outliers, column: age, why: w, better: lower, threshold: 2, value: 3}
YML
record data-schema <<'YML'
rows-checked: all
rows-wrong: 0
columns:
  - {name: age, type: integer, nulls: false, use: feature, meaning: years, least: 18, most: 70}
  - {name: site, type: text, nulls: false, use: fairness, meaning: branch, allowed: [north]}
  - {name: opened, type: text, nulls: false, use: feature, meaning: day}
YML
record setting <<'YML'
population: customers
place: two branches
setting: loans
period-from: 2025-03-02
period-to: 2025-12-31
categories: [{column: class, values: ["0"]}]
YML
record labelling <<'YML'
human-labels: true
procedure: p
labellers: two clerks
agreement-metric: kappa
agreement: 0.4
agreement-least: 0.8
YML
record ingest-check <<'YML'
checked-on: 2025-12-31
checks: [{topic: poisoning, method: m, result: r, passed: true}, {topic: tampering, method: m, result: two rows differ, passed: false}]
YML
record web-collection <<'YML'
crawler: c/1
collected-from: 2025-12-01
collected-to: 2025-12-31
signals: [{signal: robots-txt, read: true, found: 3, honoured: left out}, {signal: metadata, read: false, found: 0, honoured: x}]
YML
record bias <<'YML'
model: {path: models/m.bin, sha256: 0000000000000000000000000000000000000000000000000000000000000000}
run-on: 2026-01-03
metric: approval rate
why: w
better: higher
threshold: 0.8
groups: [{group: age below 25, count: 6, value: 0.9}, {group: south, count: 30, value: 0.7}]
result: r
mitigation: m
YML
run 1 check
says "currency was not measured; completeness is 0.5, the threshold 0.99; outliers of age is 3, the threshold 2" \
    "class is not in the schema" "age reaches from 19 to 78" "site has 2 values, more than are allowed" \
    "data from 2025-03-01, claimed from 2025-03-02" "class has more values than are claimed" \
    "adjudication, agreement is 0.4 of 0.8" "it was tested on 2025-12-31, before it was obtained; not tested for anomaly; tampering: two rows differ" \
    "http-header was not read; metadata was not read" \
    "age below 25 has 6 rows and is not marked as too small; approval rate of south is 0.7, the threshold 0.8"

sed -i 's/value: 0.5/value: 1/; s/value: 3}/value: 2}/; $a\  - {measure: currency, why: w, better: lower, threshold: 30, value: 3}' quality.yml
sed -i 's/most: 70/most: 80/; s/\[north\]/[north, south]/; $a\  - {name: class, type: integer, nulls: false, use: label, meaning: repaid}' data-schema.yml
sed -i 's/2025-03-02/2025-03-01/; s/\["0"\]/["0", "1"]/' setting.yml
sed -i 's/agreement: 0.4/agreement: 0.8/; $a\adjudication: a third clerk' labelling.yml
sed -i 's/2025-12-31/2026-01-01/; s/passed: false}\]/passed: true}, {topic: anomaly, method: m, result: r, passed: true}]/' ingest-check.yml
sed -i 's/read: false/read: true/; s/^signals: \[/&{signal: http-header, read: true, found: 0, honoured: none found}, /' web-collection.yml
sed -i 's/value: 0.9}/value: 0.9, too-small: true}/; s/value: 0.7/value: 0.8/' bias.yml
run 0 check
# The table changes: all that was said is of other bytes.
echo "30,east,2026-04-01,1" >>data/loans.csv
run 1 check
says "its quality report is of other bytes" "its schema is of other bytes" "the record of its setting is of other bytes" \
    "its labelling record is of other bytes" "other bytes than these were tested" "its bias report is of other bytes"
# A rule that no pack in force has is explained all the same, and where to find it.
run 0 explain PII-008
says "A training table holds no personal column" "policy: [assay:gdpr]"
run 0 explain dataset.split-shares-rows
says "no pack in force here has it" "packs     assay:"
run 2 explain --why INV-001 data/loans.csv
says "INV-001 is not in force here" "it is in assay:bank-mrm" "policy: [assay:bank-mrm]"
run 2 explain --why INV-999 data/loans.csv
says "is no rule"
