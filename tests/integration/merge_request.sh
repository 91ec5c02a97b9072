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

# What a range takes away may be missed: whom old records and cards spoke of is judged without them.
taken() {
    git checkout -q main
    git checkout -qb "$1"
    shift
    "$@"
    echo words >more.txt
    commit "$1"
    run 1 check --range main..HEAD
}
taken gone git rm -q records/evaluation.yml
says "no evaluation report names this model"
git rm -q more.txt
commit "nothing but what is gone"
run 1 check --range main..HEAD
says "no evaluation report names this model"
taken cardless git rm -q model.safetensors.card.yml
says "no card describes this model"
elsewhere() { sed -i 's/^subjects:.*/subjects: [{path: other.safetensors}]/' records/evaluation.yml; }
taken elsewhere elsewhere
says "no evaluation report names this model"
unread() { sed -i 's/^record: evaluation/notes: evaluation/' records/evaluation.yml; }
taken unread unread
says "no evaluation report names this model"
# the card of a folder, and of those below it
git checkout -qb hub main
mkdir below
git mv model.safetensors below/
git rm -q model.safetensors.card.yml
printf -- '---\nlicense: mit\n---\n# Scorer\n' >README.md
commit hub
run 1 check
silent_on "no card describes this model"
git rm -q README.md
commit "no card"
run 1 check --range hub~1..hub
says "below/model.safetensors: " "no card describes this model"
# and what the other side changed, where the merge dropped it
git checkout -q main
git checkout -qb behind main~1
echo words >more.txt
commit behind
git merge -qs ours main -m "keeps nothing of main"
run 1 check --range main..HEAD
says "no evaluation report names this model"
# to rename it is to keep it, and files that speak of nothing are not missed
git checkout -q main
git checkout -qb renamed
git mv records/evaluation.yml records/results.yml
commit renamed
run 0 check --range main..HEAD
git checkout -q main
git checkout -qb wordless beside
git rm -q notes.txt
commit wordless
run 4 check --range beside..HEAD
# an old version that cannot be read: nobody knows whom it spoke of
git clone -q --no-local "$PWD" "$WORK/holed"
blob=$(git rev-parse main:records/evaluation.yml)
(
    cd "$WORK/holed"
    git checkout -q gone
    git unpack-objects <"$(ls .git/objects/pack/*.pack)" >/dev/null 2>&1 || true
    mv .git/objects/pack "$WORK/packs" && mkdir .git/objects/pack
    for pack in "$WORK"/packs/*.pack; do git unpack-objects -q <"$pack"; done
    rm -f ".git/objects/${blob:0:2}/${blob:2}"
    run 3 check --no-cache --range origin/main..HEAD
    says "gap[git.object-missing]: records/evaluation.yml"
)
git checkout -q main

# A model whose bytes are not here is said to be left out.
git checkout -qb large
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 5\n' 7 >model.safetensors
commit pointer
figures 0.91
sed -i "s/^subjects:.*/subjects: [{path: model.safetensors, sha256: $(printf %064d 7)}]/" records/evaluation.yml
commit figures
run 3 check --range large~1..large
says "gap[pointer.lfs-missing]: model.safetensors" "what the records and cards here speak of: assay check"
run 0 check --range large~1..large --allow-gap pointer.lfs-missing --allow-gap pointer.lfs-stray
card them
commit card
run 3 check --range large~1..large
says "gap[pointer.lfs-missing]: model.safetensors"
git rm -q records/evaluation.yml
commit gone
run 3 check --range large~1..large
says "gap[pointer.lfs-missing]: model.safetensors"
echo words >notes.txt
commit notes
run 0 check --range large~1..large # nothing here speaks of it
git checkout -q main

# The card and the report of a model that is staged, or pushed, are looked up where they stand: beside it, unchanged.
git checkout -qb touched main
model '\2'
git add -A
run 1 check --staged
says "its evaluation report is of other bytes than these"
silent_on "no card describes this model" "no evaluation report names this model"
run 0 hook install pre-commit
git commit -qm model 2>"$WORK/err" && fail "a model that nobody evaluated was committed"
says "its evaluation report is of other"
silent_on "no card describes this model"
run 0 hook uninstall
git commit -qm model
git init -q --bare "$WORK/first.git"
git push -q "$WORK/first.git" main:main
git remote add first "$WORK/first.git"
git fetch -q first
run 0 hook install pre-push
git push -q first touched 2>"$WORK/err" && fail "a model that nobody evaluated was pushed"
says "its evaluation report is of other"
silent_on "no card describes this model"
figures 0.91
git add -A
git commit -qm report # of the model that is there already
git rm -q model.safetensors.card.yml
model '\3'
git add -A
run 1 check --staged
says "no card describes this model"
mkdir below
mv model.safetensors below/
printf -- '---\nlicense: mit\n---\n# Scorer\n' >README.md
git add -A
git commit -qm "another card"
model '\4'
mv model.safetensors below/
git add -A
run 1 check --staged
says "below/model.safetensors: " "the card of this model leaves open"
git commit -qm "the same card"
git push -q first touched 2>"$WORK/err" && fail "a model with an open card was pushed"
says "the card of this model leaves open"
run 0 hook uninstall
git remote remove first
git checkout -q main

# What was recorded of the project, in any view of all of it, counts for the models that a range is judged with.
git checkout -qb recorded main
printf 'version: 1\npolicy: [model.yml, ledger.yml]\n' >.assay.yml
printf 'pack: ledger\nedition: "1"\ntitle: Ledger\nrules: [PRV-001, PRV-002, PRV-004]\n' >ledger.yml
cat >records/training.yml <<YML
record: training
subjects: [{path: model.safetensors, sha256: $(digest model.safetensors)}]
datasets:
  - {path: test.csv, sha256: $(digest test.csv), role: test}
YML
commit pack
card them
commit card
run 0 key new jane -q
for view in "" --head "--commit HEAD"; do
    rm -rf .git/assay
    # shellcheck disable=SC2086 # two words, or none
    run 0 record --key jane $view
    run 1 check --range main..HEAD
    silent_on ledger.unrecorded ledger.changed "test.csv is not in the ledger"
done
# to record the range says nothing of what it did not bring
rm -rf .git/assay
run 0 record --key jane --range HEAD~1..HEAD
run 1 check --range HEAD~1..HEAD
says "model.safetensors: high ledger.unrecorded"
says "test.csv is not in the ledger"
rm -rf .git/assay
git checkout -q main

# The time limit is for all that is looked at.
"$ASSAY" check --range main..figures --time-limit 1ms >"$WORK/out" 2>"$WORK/err" && fail "it was cut short, and passed"
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

# What would judge after the merge is told beside the verdict, and did not judge: config, packs, waivers, roles.
cd "$WORK"
git init -q gate
cd gate
mkdir .assay records
printf 'version: 1\npolicy: [assay:baseline, pack.yml, .assay/team.yml]\n' >.assay.yml
printf 'pack: here\nedition: "1"\nrules: [RSK-001]\n' >pack.yml
printf 'pack: team\nedition: "1"\nrules: [MOD-003]\n' >.assay/team.yml
printf 'record: roles\npeople: []\n' >records/roles.yml
printf 'name: x\n' >other.yml
commit gate
git branch base
run 0 check --config-from base --allow-gap record.invalid
silent_on policy.changed
printf 'version: 1\npolicy: [assay:licences]\n' >.assay.yml
echo '# less' >>pack.yml
echo '# less' >>other.yml
echo '# me' >>records/roles.yml
echo '0000-0000-0000 2099-01-01 me "why not"' >.assay/waivers
commit loosen
for view in --worktree --head "--range base..HEAD"; do
    # shellcheck disable=SC2086 # a view of two words
    run 0 check $view --config-from base --allow-gap record.invalid -f json
    [ "$(jq -c '[.findings[] | select(.rule == "policy.changed") | .path[0]]' "$WORK/out")" = \
        '[".assay.yml",".assay/waivers","pack.yml","records/roles.yml"]' ] || fail "$view: $(cat "$WORK/out")"
done
run 0 check --config-from base --allow-gap record.invalid
says ".assay.yml: low policy.changed: differs from the commit that judges" ".assay/waivers: low policy.changed: not in the commit that judges"
run 0 explain --why CHG-006 .assay/team.yml --config-from base
says "passes, because"
run 0 check --allow-gap record.invalid
silent_on policy.changed

# Without a word about who judges, the rules here do: where the start of the range has others, that is said.
run 0 check --range base..HEAD --allow-gap record.invalid
says "note: .assay.yml judged as it lies here; base has another: --config-from base" \
    "note: .assay/waivers judged as it lies here; base has none: --config-from base"
silent_on other.yml team.yml
git rm -q .assay.yml
git commit -qm "no rules"
run 1 check --range base...HEAD --allow-gap record.invalid
says "note: .assay.yml did not judge, for it is not here; base has one: --config-from base"
git checkout -q base
run 0 check --range base..main --allow-gap record.invalid
silent_on "note:"

# --- a card that the range brought speaks of a model in an archive that it did not bring: the report
# places the findings at that archive, and does not give it the digest of the member
cd "$WORK"
git init -q archive
cd archive
python3 - <<'END'
import struct, zipfile
head = b'{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
with zipfile.ZipFile("release.zip", "w") as archive:
    archive.writestr("m.safetensors", struct.pack("<Q", len(head)) + head + b"\0" * 4)
END
git add . && git commit -qm archive
printf 'card: 1\nkind: model\nname: m\n' >release.zip.card.yml
git add . && git commit -qm card
run 1 check --range HEAD~1..HEAD -f sarif
[ "$(jq -c '.runs[0].artifacts[] | select(.location.uri == "release.zip") | [.hashes, .length]' "$WORK/out")" = \
    '[null,null]' ] || fail "$(jq -c '.runs[0].artifacts' "$WORK/out")"
[ "$(jq -c '[.runs[0].results[].locations[0].logicalLocations[0].fullyQualifiedName] | unique' "$WORK/out")" = \
    '["release.zip!/m.safetensors"]' ] || fail "no finding at the member"
