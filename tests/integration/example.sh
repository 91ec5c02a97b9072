#!/usr/bin/env bash
# The example project: its script writes what is committed, and assay finds what is wrong with it.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

python3 "$SOURCE/docs/example/make.py" "$PWD/again"
(cd again && find . -type f | sort) >written
while read -r path; do
    cmp "again/$path" "$SOURCE/docs/example/$path"
done <written

size=$(du -sb "$SOURCE/docs/example" | cut -f1)
[ "$size" -lt 300000 ]

cp -R "$SOURCE/docs/example" project
run 1 check project
says 'data/applicants.csv:2:33: critical pii.email: 480 e-mail addresses in column "email"' \
    'the card of this data set leaves open: origin, purpose' \
    'model.code-import: loading it would run posix.system' \
    'gap[data.bad-record]: data/decisions.jsonl: 1 line is not JSON; the first is line 61' \
    'models/legacy-scorer.pkl: high model.card: the card of this model leaves open'
silent_on scorecard.safetensors
