#!/usr/bin/env bash
# Data that is declared synthetic and looks like people: the advice does not lead in a circle, and takes no bare hash.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir -p project/data
cd project
printf 'name,email\nAda Example,ada.lovelace@bank.de\nBo Example,bo.diddley@bank.de\n' >data/made.csv
printf 'kind: dataset\npersonal-data: synthetic\n' >data/made.csv.card.yml
run 1 check -v
says "in data that is declared synthetic" \
    "they look like people: where nobody is behind them, excuse these bytes by name (assay attest waiver data/made.csv --rule PII-001, or assay waive)" \
    "keyed pseudonyms in its place (bare hashes are undone by trying)" "what must stay: personal-data: personal, outside of git"
silent_on "hash the column"
printf 'kind: dataset\npersonal-data: none\n' >data/made.csv.card.yml
run 1 check -v
says "fix: drop the column"
silent_on synthetic

# What it advises can be done.
printf 'kind: dataset\npersonal-data: synthetic\n' >data/made.csv.card.yml
run 0 key new default
run 0 record
run 0 attest waiver data/made.csv --rule PII-001 --until +30d --reason "made by mk.py" --name "Ada" --role "engineer"
run 1 check
says "1 waived"
silent_on "critical pii."
