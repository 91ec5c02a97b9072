#!/usr/bin/env bash
# Parts of a split: rows and patients that stand in two of them are found, with the part and the count;
# of large tables an estimate with its error, and never a pass by silence.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir repo
cd repo
cp -r "$SOURCE/policies/rules" rules
printf 'pack: parts\nedition: "1"\nin-force-from: 2026-01-01\ntitle: Parts\nrules: [DAT-002, DAT-003]\n' >parts.yml
printf 'version: 1\npolicy: [parts.yml]\n' >.assay.yml
mkdir data
printf '%064d\n' 7 >key

# table NAME FROM TO: a row for each number, two rows a patient
table() {
    echo patient,age,dose >"$1"
    seq "$2" "$3" | awk '{ printf "P%05d,%d,%.2f\n", $1 / 2, 20 + $1 % 60, $1 / 7 }' >>"$1"
}

# record [GROUP-KEY]: what the pipeline would write of both parts
record() {
    cat >split.yml <<YML
record: split
subjects:
  - {path: data/train.csv, sha256: $(sha256sum data/train.csv | cut -d' ' -f1), part: training}
  - {path: data/test.csv, sha256: $(sha256sum data/test.csv | cut -d' ' -f1), part: test}
method: by a hash of the patient
group-key: ${1:-patient}
checked-on: 2026-11-01
checked-with: pipeline 1.0
shared-rows: 0
near-duplicate-threshold: 0.9
near-duplicates: 0
shared-groups: 0
YML
}

table data/train.csv 100 499
table data/test.csv 500 599
record
run 0 check --digest-key key
# The same rows in another order of columns are the same rows.
{ echo dose,patient,age; sed -n 2,4p data/train.csv | awk -F, '{ print $3 "," $1 "," $2 }'; } >data/test.csv
record
run 1 check --digest-key key
says "dataset.split-shares-rows" "3 rows of it stand in data/train.csv, too" "dataset.split-shares-groups" "2 values of patient stand in data/train.csv, too"
# Without a key nobody can compare patients, and that is said.
table data/train.csv 100 498
table data/test.csv 499 599
record
run 1 check
says "dataset.split-shares-groups" "unknown" "key_sketch"
run 1 check --digest-key key
says "1 values of patient"
silent_on "rows of it stand"
table data/test.csv 498 599
record none
run 1 check
says "dataset.split-shares-rows" "1 rows of it stand"
silent_on "split-shares-groups"
# The record is of other bytes, or there is none.
echo >>data/test.csv
run 1 check
says "its split record is of other bytes than these"
# Large tables: an estimate, and where nothing is seen no pass.
table data/train.csv 1 40000
table data/test.csv 39001 45000
record none
run 1 check
says "dataset.split-shares-rows" "90 % sure" "sampled"
table data/test.csv 50001 60000
record none
run 1 check
says "rows that large tables share: none of" "at most"
printf 'set: {split_sample_enough: true}\n' >>parts.yml
run 0 check
