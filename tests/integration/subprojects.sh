#!/usr/bin/env bash
# A project in a folder of a repository, whatever that folder is called: of the target only the folders below it
# tell that a file is a fixture, an example or another's.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

# project FOLDER: a model and its test data, a record of the project, and one of a package in it
project() {
    mkdir -p "$1/records" "$1/tests" "$1/vendor/lib"
    # shellcheck disable=SC1003 # a length of eight bytes, a head of 64, four bytes of a tensor
    printf '\x40\0\0\0\0\0\0\0%-64s\0\0\0\0' '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}' >"$1/model.safetensors"
    cp "$1/model.safetensors" "$1/tests/tiny.safetensors"
    printf 'record: retention\nowner: us\n' >"$1/records/retention.yml"
    printf 'record: retention\nowner: them\n' >"$1/vendor/lib/retention.yml"
    printf 'version: 1\npolicy: [pack.yml]\n' >"$1/.assay.yml"
}

cat >pack.yml <<'YML'
pack: whose
edition: "1"
title: Whose records count, and which models are judged
in-force-from: 2026-01-01
rules:
  - id: TEAM-001
    name: team.model
    title: No model
    severity: low
    applies: item.kind == "model" && item.role == ""
    check: "false"
    message: "judged: {item.path}"
    rationale: shows which models are judged
    remediation: nothing
    tests:
      - {name: a model, facts: {item: {kind: model}}, expect: fail}
  - id: TEAM-002
    name: team.owners
    title: No record
    severity: low
    over: target
    applies: size(records.retention) > 0
    check: "false"
    message: "owners: {records.retention.map(r, r.owner).join(' ')}"
    rationale: shows whose records count
    remediation: nothing
    tests:
      - {name: a record, facts: {records: {retention: [{owner: us}]}}, expect: fail}
  - id: TEAM-003
    name: team.roles
    title: No record of roles
    severity: low
    over: target
    applies: size(records.roles) > 0
    check: "false"
    message: "roles: {string(size(records.roles))}"
    rationale: shows whose records of roles count
    remediation: nothing
    tests:
      - {name: a record, facts: {records: {roles: [{}]}}, expect: fail}
YML

# judged CODE WORDS...: what the rules said, a line each
judged() {
    run "$1" check -f json "${@:2}"
    jq -r '.findings[] | select(.code | startswith("TEAM")) | .message' "$WORK/out" | LC_ALL=C sort >"$WORK/said"
}
# wants LINE...: they said that
wants() {
    printf '%s\n' "$@" | cmp -s - "$WORK/said" || fail "said: $(tr '\n' ';' <"$WORK/said") and not: $*"
}

git init -q mono
cp pack.yml mono
project mono/examples/credit
project mono/tests/pricing
cd mono
printf 'version: 1\npolicy: [pack.yml]\n' >.assay.yml
git add -A
git commit -qm projects

# Of the whole repository both are examples of something else; a project judged by itself is the project.
judged 0 .
wants "judged: examples/credit/model.safetensors"
for name in credit pricing; do
    folder=$(echo ./*/"$name")
    folder=${folder#./}
    judged 0 "$folder"
    wants "judged: $folder/model.safetensors" "owners: us"
    (cd "$folder" && "$ASSAY" check -f json >"$WORK/there") || :
    cmp -s "$WORK/out" "$WORK/there" || fail "judged from inside it is another"
    judged 0 --head "$folder"
    grep -qx "judged: $folder/model.safetensors" "$WORK/said" || fail "--head does not judge the model"
    grep -qx "owners: us" "$WORK/said" || fail "--head does not count its records"
done
# A folder further down does not make those above it others'.
judged 0 tests/pricing/vendor
wants "owners: them"

# The inventory tells it, so that what is judged later of the same bytes is judged alike.
run 0 list -f json examples/credit
[ "$(jq -r .target.folder "$WORK/out")" = examples/credit ] || fail "the inventory does not tell the folder"
run 0 list -f json
[ "$(jq -r '.target | has("folder")' "$WORK/out")" = false ] || fail "the whole has a folder"
"$ASSAY" policy show --schema >"$WORK/schema.json"
jq -e '.properties.target.properties.folder' "$WORK/schema.json" >/dev/null || fail "the schema does not know it"
export SOURCE_DATE_EPOCH=1767409445
run 0 check -f assessment examples/credit
[ "$(jq -r .inventory.target.folder "$WORK/out")" = examples/credit ] || fail "the assessment does not tell the folder"
cp "$WORK/out" "$WORK/first"
run 0 check -f assessment examples/credit -j 1
cmp -s "$WORK/out" "$WORK/first" || fail "one thread judges otherwise"
odd=$(printf 'examples/cr\351dit')
cp -r examples/credit "$odd"
git add -A
run 0 list -f json "$odd"
[ "$(jq -r .target.folder_b64 "$WORK/out" | base64 -d)" = "$odd" ] || fail "a name that is not UTF-8 is lost"
judged 0 "$odd"
[ "$(wc -l <"$WORK/said")" = 2 ] || fail "below a name that is not UTF-8 another is judged"
rm -r "$odd"
git rm -rq --cached "$odd"

# Who may approve is said by the receiving side's records, of the folder as well.
printf 'record: roles\nroles: [{role: owner, people: [{name: A}]}]\n' >examples/credit/records/roles.yml
git add -A
git commit -qm roles
git rm -q examples/credit/records/roles.yml
judged 0 --config-from HEAD examples/credit
wants "judged: examples/credit/model.safetensors" "owners: us" "roles: 1"
judged 0 --config-from HEAD
wants "judged: examples/credit/model.safetensors"

# A plain folder below such a name, and a bundle in one: their own paths begin in them.
mkdir -p "$WORK/plain/tests/vendor"
project "$WORK/plain/tests/vendor/app"
cp "$WORK/pack.yml" "$WORK/plain/tests/vendor/app"
judged 0 "$WORK/plain/tests/vendor/app"
wants "judged: model.safetensors" "owners: us"
tar cf "$WORK/plain/tests/app.tar" -C "$WORK/plain/tests/vendor/app" model.safetensors records tests vendor
cp "$WORK"/plain/tests/vendor/app/{pack.yml,.assay.yml} "$WORK/plain/tests"
judged 0 "$WORK/plain/tests/app.tar"
wants "judged: app.tar!/model.safetensors" "owners: us"

# Paths in records count from the nearest folder above them in which they stand: a project in a folder is judged as
# it is by itself, and a model at the same path further up is not the one that its records mean.
mkdir "$WORK/near" && cd "$WORK/near"
git init -q
cat >pack.yml <<'YML'
pack: nearest
edition: "1"
title: What records mean
in-force-from: 2026-01-01
rules:
  - id: TEAM-001
    name: team.overseen
    title: Nobody watches it
    severity: low
    applies: item.kind == "model"
    check: "false"
    message: "{item.path}: {item.records.oversight.map(r, r.path).join(' ')}"
    rationale: shows which records name it
    remediation: nothing
    tests:
      - {name: a model, facts: {item: {kind: model}}, expect: fail}
  - id: TEAM-002
    name: team.sample
    title: What is logged
    severity: low
    over: target
    applies: size(records.logging) > 0
    check: "false"
    message: "sample: {records.logging.map(r, r.path + ' ' + r.sample.there).join(' ')}"
    rationale: shows which file a record means
    remediation: nothing
    tests:
      - {name: a record, facts: {records: {logging: [{sample: {path: a}}]}}, expect: fail}
YML
printf 'version: 1\npolicy: [pack.yml]\n' >.assay.yml
mkdir -p proj/credit/records proj/credit/models models
cp ../mono/examples/credit/model.safetensors proj/credit/models/m.safetensors
cp proj/credit/models/m.safetensors models
cp pack.yml .assay.yml proj/credit
echo '{}' >proj/credit/sample.json
printf 'record: oversight\nsubjects: [{path: ./models/m.safetensors}]\n' >proj/credit/records/oversight.yml
printf 'record: logging\nsample: {path: sample.json, sha256: %s}\n' "$(sha256sum proj/credit/sample.json | cut -d' ' -f1)" \
    >proj/credit/records/logging.yml
cp -r proj/credit ../alone
git add -A
git commit -qm project
judged 0 ../alone
sed 's|models/m|proj/credit/models/m|; s|records/|proj/credit/records/|' "$WORK/said" >"$WORK/meant"
grep -q 'models/m.safetensors: .*records/oversight.yml' "$WORK/meant" || fail "by itself its record does not name it"
judged 0 proj/credit
cmp -s "$WORK/said" "$WORK/meant" || fail "the folder is judged otherwise than by itself: $(cat "$WORK/said")"
for view in "" --head "--commit HEAD"; do
    # shellcheck disable=SC2086 # two words, or none
    judged 0 $view
    sort <(echo "models/m.safetensors: ") "$WORK/meant" | cmp -s "$WORK/said" - || fail "of the whole: $(cat "$WORK/said")"
done
# What stands beside the record is meant before what stands above it; whole paths are still read from the top.
mkdir proj/credit/records/models
cp models/m.safetensors proj/credit/records/models
printf 'record: oversight\nsubjects: [{path: proj/credit/models/m.safetensors}]\n' >proj/credit/records/whole.yml
judged 0 proj/credit
grep -q 'proj/credit/models/m.safetensors: proj/credit/records/whole.yml$' "$WORK/said" || fail "from the top: $(cat "$WORK/said")"
grep -q 'records/models/m.safetensors: proj/credit/records/oversight.yml$' "$WORK/said" || fail "beside it: $(cat "$WORK/said")"
rm -r proj/credit/records/{models,whole.yml}
# A folder of that name is meant as well, and what lies above the folder that was named is not seen.
rm proj/credit/models/m.safetensors
mkdir proj/credit/models/m.safetensors
echo notes >proj/credit/models/m.safetensors/notes.txt
judged 0
wants "models/m.safetensors: " "sample: proj/credit/records/logging.yml same"
rm -r proj/credit/models
judged 0 # gone: a record of a project with settings of its own does not speak for what stands further up
wants "models/m.safetensors: " "sample: proj/credit/records/logging.yml same"
printf 'record: oversight\nsubjects: [{path: proj/credit/data.csv}]\n' >proj/credit/records/whole.yml
judged 0
wants "models/m.safetensors: " "sample: proj/credit/records/logging.yml same"
mv proj/credit/.assay.yml settings.yml # of a folder without any, it may be about the whole
judged 0
grep -q '^models/m.safetensors: proj/credit/records/oversight.yml$' "$WORK/said" || fail "of the top: $(cat "$WORK/said")"
mv settings.yml proj/credit/.assay.yml
rm proj/credit/records/whole.yml
mv proj/credit/sample.json .
judged 0 proj/credit
wants "sample: proj/credit/records/logging.yml absent"
# A range holds what was brought alone: the record in it means what stands in the whole tree.
git checkout -q .
echo '# seen' >>proj/credit/records/oversight.yml
echo '{"a": 1}' >sample.json
git add -A
git commit -qm words
judged 0 --range HEAD~1..HEAD
grep -q '^proj/credit/models/m.safetensors: proj/credit/records/oversight.yml$' "$WORK/said" || fail "of a range: $(cat "$WORK/said")"
if grep -q '^models/m.safetensors' "$WORK/said"; then fail "of a range the record means another model"; fi
