#!/usr/bin/env bash
# A merge request is judged by what it brings, with what stands beside that: models and data sets that it changes, or
# of which its records and cards speak, are judged in the tree that it ends in. What is left out is said.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

git init -q project
cd project
cp -r "$SOURCE/policies/rules" rules
cat >model.yml <<'YML'
pack: model
edition: "1"
in-force-from: 2026-01-01
title: Model
rules:
  - MOD-001
  - MOD-003
  - MOD-004
  - id: TEAM-001
    name: team.retention
    title: There is a retention plan
    severity: high
    over: target
    check: size(records.retention) > 0
    message: no retention plan
    rationale: a record of the whole project
    remediation: write one
    tests:
      - {name: none, facts: {}, expect: fail}
YML
printf 'version: 1\npolicy: [model.yml]\n' >.assay.yml
mkdir records

# model BYTE, figures VALUE: the model, and the report of its evaluation
model() {
    # shellcheck disable=SC1003 # a length of eight bytes, a head of 64, four bytes of a tensor
    printf '\x40\0\0\0\0\0\0\0%-64s\0\0\0'"$1" '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}' >model.safetensors
}
digest() {
    sha256sum "$1" | cut -d' ' -f1
}
figures() {
    cat >records/evaluation.yml <<YML
record: evaluation
subjects: [{path: model.safetensors, sha256: $(digest model.safetensors)}]
model-version: 1.0.0
test-set: {path: test.csv, sha256: $(digest test.csv)}
thresholds-fixed-on: 2026-01-02
thresholds-commit: $thresholds
thresholds: {path: thresholds.yml, sha256: $(digest thresholds.yml)}
run-on: 2026-02-10
metrics: [{name: accuracy, why: both errors cost alike, better: higher, threshold: 0.88, value: $1}]
declared-groups: [none]
YML
}
card() {
    cat >model.safetensors.card.yml <<YML
kind: model
name: scorer
version: 1.0.0
purpose: scores
owner: $1
users: staff
inputs: rows
outputs: scores
limitations: none known
out-of-scope: all else
sensitivity: public
license: MIT
predecessor: none
metrics: accuracy 0.91
YML
}
commit() {
    git add -A
    git commit -qm "$1"
}
codes() {
    jq -r '.findings[].code' "$WORK/out" | LC_ALL=C sort -u | tr '\n' ' '
}

model '\1'
card us
printf 'record: retention\nowner: us\n' >records/retention.yml
printf 'x,y\n1,2\n' >test.csv
echo 'accuracy: 0.88' >thresholds.yml
commit thresholds
thresholds=$(git rev-parse HEAD)
figures 0.91
commit results
run 0 check

# Other figures alone: the model that they are of is judged, wherever HEAD is.
git checkout -qb figures
figures 0.5
git add -A
run 0 check --staged
says "not asked  1 rule about the whole project · what the records and cards here speak of: assay check"
run 0 check --staged -f json
[ "$(jq -c .not_asked "$WORK/out")" = '{"records_apart":true,"rules":["TEAM-001"]}' ] || fail "JSON says all was asked"
git commit -qm figures
for at in figures main; do
    git checkout -q "$at"
    run 1 check --range main..figures
    says "below its threshold: accuracy 0.5" "examined 1 file"
    says "not asked  1 rule about the whole project: assay check --commit $(git rev-parse --short=12 figures)"
    run 1 check --range main..figures -f json
    [ "$(codes)" = "MOD-004 " ] || fail "on $at: $(codes)"
done
fingerprint=$(jq -r '.findings[0].fingerprint' "$WORK/out")
run 0 explain --range main..figures "$fingerprint"
# also of an element that was chosen by filter(), as the record counts it
says "records/evaluation.yml:evaluation.metrics[1].value = 0.5  (declared in records/evaluation.yml, sha256"
says "records/evaluation.yml:evaluation.metrics[1].threshold = 0.88"
run 0 explain --range main..figures --why MOD-003 model.safetensors
says "passes, because"
git checkout -q main

# A card alone.
git checkout -qb card
card TODO
commit card
run 1 check --range main..card
says "the card of this model leaves open"
git checkout -q main

# A model alone: its card stands beside it, its report is of other bytes. It says who brought it.
git checkout -qb model
model '\2'
GIT_AUTHOR_NAME="Somebody Else" git commit -qam model
run 1 check --range main..model
says "its evaluation report is of other bytes than these"
silent_on "no card describes this model" "no evaluation report names this model"
run 1 check --range main..model -f json
[ "$(jq -r '.findings[0].author' "$WORK/out")" = "Somebody Else <author@example.org>" ] || fail "nobody brought it"
git checkout -q main

# What neither changed nor is spoken of is not judged again, and other changes cost no second look.
git checkout -qb beside
echo words >notes.txt
commit notes
run 0 check --range main..beside
silent_on model.
git checkout -q main

# A model whose bytes are not here is said to be left out.
git checkout -qb large
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 5\n' 7 >model.safetensors
commit pointer
figures 0.91
sed -i "s/^subjects:.*/subjects: [{path: model.safetensors, sha256: $(printf %064d 7)}]/" records/evaluation.yml
commit figures
run 0 check --range large~1..large
says "what the records and cards here speak of: assay check"
git checkout -q main

# The time limit is for all that is looked at.
run 3 check --range main..figures --time-limit 1ms
says time.limit

# What a push brings is a part as well: it is not asked for the records of all.
git checkout -q figures
run 0 hook install pre-push
git init -q --bare "$WORK/there.git"
git remote add origin "$WORK/there.git"
git push -q origin main --no-verify
git checkout -q beside
git push -q origin beside 2>"$WORK/err" || fail "a push of notes is held back"
silent_on TEAM-001
