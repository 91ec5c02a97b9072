#!/usr/bin/env bash
# Records that a person writes: a template, what is open told one by one, what is wrong told with its line
# while all else is examined, and rules that ask about them.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

run 0 init --record list
says "retention"
run 2 init --record retentoin
says "did you mean retention?"
run 0 init --record retention
says "records/retention.yml"
run 2 init --record retention
says "record.exists" "assay init --record retention records/retention-2.yml"
run 0 init --record retention more/second/retention.yml # another of a kind
grep -qx "record: retention" more/second/retention.yml || fail "no template there"
run 2 init --record retention more/second/retention.yml
says "record.exists"
rm -r more
run 2 init elsewhere
mapfile -t kinds < <("$ASSAY" init --record list | cut -d' ' -f1)
[ ${#kinds[@]} -gt 10 ] || fail "only these kinds: ${kinds[*]}"
jq -r 'select(.additionalProperties == false) | (input_filename | split("/") | last) + " " + .properties.record.const' \
    "$SOURCE"/policies/schemas/records/*.schema.json >schemas
for kind in "${kinds[@]}"; do
    [ "$kind" = retention ] || run 0 init --record "$kind"
    grep -qxF "$kind.schema.json $kind" schemas || fail "$kind: no schema of its kind"
done
rm schemas
grep -q 'may-sign.* approval, authorship,.* or waiver$' records/roles.yml || fail "what may stand in may-sign is not said"
# each untouched template is told once, with its open fields
printf 'policy: [assay:baseline]\n' >.assay.yml
run 1 check -v --fail-on low
for kind in "${kinds[@]}"; do
    says "the $kind record leaves open: "
done
says "the roles record leaves open: people[1].competence, people[1].competent-until, people[1].name"
rm .assay.yml
run 0 list records # a template is well-formed, and all open
says "0 gaps"
mkdir plan
mv records/retention.yml plan/
cd plan

cat >pack.yml <<'Y'
pack: house
edition: "1"
rules: [RET-001]
set: {keep_system_logs_months: 6}
Y
printf 'policy: [pack.yml]\n' >.assay.yml
run 1 check
says "retention.too-short" "the retention plan leaves open:" "owner" "classes[1].class"

cat >retention.yml <<'Y'
record: retention
owner: A. Doe, records manager
approved-on: 2026-11-01
classes:
  - {class: system-logs, period-months: 5, starts: the event, store: archive}
Y
run 1 check
says "kept too short, or not at all: system-logs, 6 months"
run 0 explain --why RET-001
says "c.period_months >= months" "name = \"system-logs\", months = 6" "period_months = 5"
sed -i 's/period-months: 5/period-months: 6/' retention.yml
run 0 check
rm retention.yml
run 1 check
says "no retention plan"

# --- what is wrong: line and nearest word; the rest is examined, and the rule cannot tell
cat >retention.yml <<'Y'
# a comment
record: retention
owner: A. Doe
aproved-on: 2026-11-01
classes:
  - {class: system-log, period-months: "6", starts: the event, store: archive}
Y
printf 'a,b\n1,2\n' >other.csv
run 1 check --allow-gap record.invalid
says "the retention plan leaves open: approved-on"
mv .assay.yml house.yml
run 3 list .
says 'gap[record.invalid]' 'line 4, column 1: unknown key "aproved-on": did you mean approved-on' \
    'line 6, column 13: "classes[1].class" takes one of: technical-file' '"classes[1].period-months" takes a whole number' \
    "other.csv"
run 0 explain record.invalid

printf 'record: retentoin\n' >retention.yml
run 3 list .
says 'line 1, column 9: there is no kind of record "retentoin": did you mean retention?' "other.csv"
printf 'record: retention\nowner: [\n' >retention.yml
run 1 check -c house.yml --allow-gap record.invalid
says "cannot tell whether this holds" "not known: retention.yml:retention.classes"
run 3 list .
says 'record.invalid' "other.csv"
printf 'record: retention\n%s\n' "$(printf -- '- %.0s' $(seq 40))" >retention.yml
run 3 list .
says 'record.invalid' "other.csv"
printf 'record: once\nurl: x\n' >retention.yml # what others call a record is none
run 0 list .
# --- what is meant for a record is not dropped, whatever stands in front of it
printf 'owner: A. Doe\nrecord: retention\n' >retention.yml
run 3 list .
says 'record.invalid' 'line 2: this looks like a record of kind retention and is not read as one: write "record: retention" as the first line' \
    "other.csv"
printf '{"owner": "A. Doe",\n "record": "retention"}\n' >retention.yml
run 3 list .
says 'record.invalid' 'line 2: this looks like a record of kind retention'
printf '{"record": "retention", "owner": "A. Doe"}\n' >retention.json
rm retention.yml
run 3 list .
says 'record.invalid' "retention.json" "a record is YAML, in a file that ends in .yml"
rm retention.json
printf 'defaults: [_self_]\nrecord: retention\n_target_: os.system\n' >retention.yml # and is loaded, too
run 3 list .
says 'record.invalid' "line 2: this looks like a record of kind retention" "which objects to make of it" "load: dangerous"
{
    seq -f '# line %g of a licence' 400
    printf 'record: retention\nowner: A. Doe\n'
} >retention.yml
run 1 check -c house.yml
says "the retention plan leaves open: approved-on"
{
    seq -f '# line %g of a licence' 400
    printf 'on: push\n'
} >retention.yml
run 0 list .
{
    seq -f '# line %g of a licence, longer than any text that is looked through' 2000
    printf 'record: retention\nowner: A. Doe\n'
} >retention.yml
run 3 list .
says 'record.invalid' "line 2001: this looks like a record of kind retention"

# --- nor what has its fields without its key, or the kind further in
told() { # told LINE KIND
    run 3 list .
    says "gap[record.invalid]" "line $1: this looks like a record of kind $2 and is not read as one"
}
printf 'owner: A. Doe\napproved-on: 2026-11-01\n' >retention.yml
run 0 list . # two words that many files have
mkdir records && mv retention.yml records/
told 1 retention
printf '\xef\xbb\xbf# a plan\r\n\r\nowner: A. Doe\r\nclasses: []\r\n' >records/retention.yml
told 3 retention
printf 'people: []\n' >records/retention.yml
told 1 roles
printf 'interactions: []\nowner: me\n' >records/retention.yml
run 0 list .
rm -r records
printf 'subjects: []\nowner: A. Doe\nhazards: []\n' >risk.yml
told 1 risk
printf '{"subjects": [],\n "owner": "A. Doe", "hazards": []}\n' >risk.yml
told 1 risk
printf 'risk:\n  subjects: []\n  updated_on: 2026-01-01\n  hazards: []\n' >risk.yml
told 1 risk
printf 'math:\n  subjects: []\n  owner: A. Doe\n  hazards: []\n' >risk.yml
run 0 list .
printf 'subjects: [algebra]\nowner: A. Doe\nclasses: [1]\n' >risk.yml # of a school
run 0 list .
for text in 'record: {kind: risk}' 'record: {id: 1, type: "risk"}' 'record:\n  kind: risk' '{record: {kind: risk}, owner: me}' \
    'owner: me\nrecord: {kind: Risk}' 'record: !!map\n  # which\n  name: risk'; do
    printf '%b\n' "$text" >risk.yml
    run 3 list .
    says "gap[record.invalid]" "this looks like a record of kind risk and is not read as one"
done
for text in 'record: {kind: session}' 'record: {id: 1}\nkind: risk' 'song: {record: {kind: risk}}'; do
    printf '%b\n' "$text" >risk.yml
    run 0 list .
done
rm risk.yml

# --- a record about a model: bound by digest, by path alone, or to other bytes; and what it names is looked for
mkdir ../model
cd ../model
python3 "$SOURCE/tests/integration/make.py" safetensors model.safetensors
echo 'a==1' >lock.txt
digest() { sha256sum "$1" | cut -d' ' -f1; }
training() { # training DIGEST-OF-MODEL DIGEST-OF-LOCK
    cat <<Y
record: training
subjects: [{path: model.safetensors, sha256: $1}]
datasets: [{role: training, path: far/train.csv, sha256: $(digest lock.txt)}]
code: {repository: git.example.org/train, commit: 0123456789012345678901234567890123456789}
configuration: {path: lock.txt, sha256: $2}
command: make model
tools: [{name: python, version: 3.11.2}]
lockfile: {path: lock.txt, sha256: $2}
container: none
hardware: one CPU
seeds: "42"
Y
}
printf 'pack: house\nedition: "1"\nrules: [PRV-009, PRV-004]\n' >pack.yml
printf 'policy: [pack.yml]\n' >.assay.yml
run 1 check
says "model.rebuild: no training record says how this model was built"
training "$(digest model.safetensors)" "$(digest lock.txt)" >training.yml
run 1 check
silent_on "model.rebuild"
says "model.lineage: its training record does not lead to all inputs: no validation data, no test data"
run 0 explain --why PRV-009 model.safetensors
training "$(digest lock.txt)" "$(digest lock.txt)" >training.yml
run 1 check
says "model.rebuild: its training record is of other bytes than these"
training "$(digest model.safetensors)" "$(digest pack.yml)" >training.yml
run 1 check
says "its training record leaves open: the lock file is another one"
sed '/^seeds/d; s/make model/TODO/' training.yml >t && mv t training.yml
run 1 check
says "command" "seeds"

# Of a record with thousands of open fields the first are named: neither lists nor messages grow with it.
{
    printf 'record: evaluation\nsubjects: [{path: model.safetensors, sha256: %s}]\nmetrics:\n' "$(digest model.safetensors)"
    seq -f '  - {name: a%g, threshold: 1, value: 0}' 3000
} >evaluation.yml
printf 'policy: [assay:bank-mrm]\n' >.assay.yml
run 0 list evaluation.yml -f json
[ "$(jq '.items[].facts["record.fields-missing"].value | length' "$WORK/out")" = 101 ] || fail "all are named"
grep -qE '\.\.\. [0-9]+ more' "$WORK/out" || fail "the rest is not counted"
"$ASSAY" check -q -f assessment >"$WORK/out" || true
[ "$(jq '[.findings[].message | length] | max' "$WORK/out")" -lt 20000 ] || fail "a message grew with the record"

# --- a record speaks for the target that it is written in: not one of fixtures, examples, packages that were
# copied in, or a packed file; where the target itself is that file, they do
mkdir ../others
cd ../others
printf 'pack: house\nedition: "1"\nrules: [GOV-002]\n' >house.yml
printf 'policy: [house.yml]\n' >.assay.yml
printf 'x,y\n1,2\n' >d.csv
roles() {
    printf 'record: roles\npeople:\n'
    printf '  - {role: %s, name: %s Example, competence: course, competent-until: %s}\n' \
        owner Ann "$1" developer Ben "$1" validator Cay "$1" approver Dan "$1"
}
until=$(date -d '+1 year' +%F)
for folder in records docs/records; do
    mkdir -p "$folder"
    roles "$until" >"$folder/roles.yml"
    run 0 check
    rm "$folder/roles.yml"
done
for folder in tests/fixtures node_modules/pkg vendor/x/records third_party/a docs/examples site-packages/y; do
    mkdir -p "$folder"
    roles "$until" >"$folder/roles.yml"
    run 1 check
    says "no roles file says who answers for what"
    rm "$folder/roles.yml"
done
mkdir pack
roles "$until" >pack/roles.yml
python3 -m zipfile -c release.zip pack/roles.yml
rm -r pack
run 1 check
says "no roles file says who answers for what"
run 0 check release.zip

# --- where a field of a record comes from is said: its file and bytes, and whether a person wrote it
cd ../model
cat >risk.yml <<Y
record: risk
subjects: [{path: ./model.safetensors, sha256: $(digest model.safetensors)}]
owner: A. Doe, owner
updated-on: 2026-01-01
hazards:
  - {id: R1, hazard: h, cause: c, severity: minor, probability: remote, control: x, verification: {path: ./tests/overrule.py}, result: passed}
residual: {statement: s, accepted-by: B. Roe, role: owner, accepted-on: 2026-01-02}
Y
printf 'pack: house\nedition: "1"\nrules: [RSK-001, GOV-004]\n' >pack.yml
printf 'policy: [pack.yml]\n' >.assay.yml
rm -f evaluation.yml training.yml
mkdir -p tests records && echo 'assert 1' >tests/overrule.py
run 0 check
# what is a record, and what is no test, shows no control to work
printf 'record: roles\npeople: []\n' >records/tests.yml
for other in records/tests.yml=roles lock.txt=nothing model.safetensors=model; do
    sed -i "s|verification: {path: [^}]*}|verification: {path: ${other%=*}}|" risk.yml
    run 1 check
    says "${other%=*} is no test: " "${other#*=}"
done
printf 'record: evaluation\nsubjects: [{path: model.safetensors, sha256: %s}]\n' "$(digest model.safetensors)" >records/tests.yml
sed -i 's|verification: {path: [^}]*}|verification: {path: records/tests.yml}|' risk.yml
run 1 check
says "records/tests.yml is no test: a record of kind evaluation, and it leaves fields open"
cat >>records/tests.yml <<Y
model-version: "1"
test-set: {path: loans.csv, sha256: $(digest risk.yml)}
thresholds-fixed-on: 2026-01-01
thresholds-commit: $(printf %040d 1)
thresholds: {path: t.yml, sha256: $(digest risk.yml)}
run-on: 2026-01-02
metrics: [{name: auc, why: w, better: higher, threshold: 0.7, value: 0.8}]
declared-groups: [none]
Y
run 0 check
# nor do papers that are yet to be written, whatever they are called
mkdir -p reports
for text in 'TODO' '# Penetration test\n\n' '# Report\nResult: TBD\n- tester: ...\n' '\xef\xbb\xbfReport\n======\n\n<text>\r\n' '| | |\n|---|---|\n'; do
    printf '%b' "$text" >reports/pentest.md
    sed -i 's|verification: {path: [^}]*}|verification: {path: reports/pentest.md}|' risk.yml
    case $text in *====*) sed -i 1d reports/pentest.md ;; esac
    run 1 check
    says "reports/pentest.md is no test: it is yet to be written"
done
for text in 'ok' '# The model refuses ages below 18\n' '# Report\nResult: no findings\n' '| case | result |\n|---|---|\n' 'TODO: nothing is left; all 12 cases passed\n'; do
    printf '%b' "$text" >reports/pentest.md
    run 0 check
done
: >tests/empty.py
sed -i 's|verification: {path: [^}]*}|verification: {path: tests/empty.py}|' risk.yml
run 1 check
says "tests/empty.py is no test: empty"
printf '# overrules the model\nimport os\n\n' >tests/empty.py
run 1 check
says "tests/empty.py is no test: it holds comments, and nothing that runs"
run 0 list tests/empty.py
says "code       idle"
for body in pass ... return 'assert True' '"""overrules"""' 'print("passed")'; do
    printf 'import os\n\nclass Overrules:\n    def test_overrules(self):\n        %s\n' "$body" >tests/empty.py
    run 1 check
    says "tests/empty.py is no test: it holds comments, and nothing that runs"
done
echo 'assert os.sep' >>tests/empty.py
run 0 check
sed -i 's|tests/empty.py|risk.yml|' risk.yml # the record is no evidence of itself
run 1 check
says "risk.yml is the risk file itself"
run 0 explain --why RSK-001 model.safetensors
says "(measured of risk.yml, sha256 $(digest risk.yml | cut -c1-12))"
sed -i 's|result: passed|result: open|' risk.yml
run 0 explain --why RSK-001 model.safetensors
says "(declared in risk.yml, sha256 $(digest risk.yml | cut -c1-12))"
sed -i 's|result: open|result: passed|; s|{path: risk.yml}|{path: tests/overrule.py}|; s/^updated-on: .*/updated-on: 2099-01-01/' risk.yml
run 0 check --fail-on medium
says "a day that cannot be true: updated-on 2099-01-01, which is to come"
printf '\xef\xbb\xbf' | cat - risk.yml >t # as some editors save it
mv t risk.yml
run 0 check --fail-on medium
says "updated-on 2099-01-01, which is to come"

# --- each way to write a record wrong: line, column, what was expected; the rule that asks for it is never passed
mkdir ../wrong
cd ../wrong
printf 'pack: house\nedition: "1"\nrules: [RET-001]\nset: {keep_system_logs_months: 6}\n' >pack.yml
printf 'policy: [pack.yml]\n' >.assay.yml
good='{class: system-logs, period-months: 6, starts: x, store: y}'
printf 'record: retention\nowner: A. Doe\napproved-on: 2026-01-01\nclasses: [%s]\n' "$good" >retention.yml
run 0 check
wrong() { # wrong EXPECTED TEXT...: the lines behind the first
    printf 'record: retention\n' >retention.yml
    printf '%b\n' "${@:2}" >>retention.yml
    run 1 check --allow-gap record.invalid
    run 3 list .
    says "retention.yml: line " "$1"
}
rest='owner: A. Doe\napproved-on: 2026-01-01'
wrong 'line 3, column 1: the key "owner" stands here twice' 'owner: A' 'owner: B' 'approved-on: 2026-01-01' "classes: [$good]"
wrong 'line 2, column 8: anchors (&name) are not read here' 'owner: &a A' "classes: [$good]"
wrong 'line 2, column 8: aliases (*name) are not read here' 'owner: *a' "classes: [$good]"
wrong 'line 2, column 1: merge keys (<<) are not read here: write the fields out' '<<: {owner: A. Doe}' 'approved-on: 2026-01-01' "classes: [$good]"
wrong 'line 2, column 8: tags (!name) are not read here' 'owner: !!str A' "classes: [$good]"
wrong 'line 5, column 1: not YAML: tab character' "$rest" 'classes:' "\t- $good"
wrong 'line 3, column 14: "approved-on" takes a date such as 2026-11-01' 'owner: A' 'approved-on: 20260101' "classes: [${good/6/7.5}]"
wrong '"classes[1].period-months" takes a whole number from 1 to 1200, and in quotes it is a text' "$rest" "classes: [${good/6/\'6\'}]"
wrong 'a decimal number takes a point' "$rest" "classes: [${good/6/6,5}, $good]"
wrong '"classes[2]" takes a map' "$rest" "classes: [$good, x]"
wrong 'line 4, column 10: "classes" takes a list, not a map' "$rest" "classes: $good"
wrong 'line 4, column 11: "classes[1]" takes a map, not a list' "$rest" "classes: [[$good]]"
wrong 'unknown key "сlasses": did you mean classes' "$rest" "\xd1\x81lasses: [$good]"
wrong 'unknown key "approved_on": did you mean approved-on' 'owner: A' 'approved_on: 2026-01-01' "classes: [${good/6/5}]"
wrong 'line 4, column 19: "classes[1].class" takes one of: ' "$rest" "classes: [${good/system-logs/System-Logs}]"
wrong 'did you mean system-logs?' "$rest" "classes: [${good/system-logs/System-Logs}]"
wrong 'line 2, column 8: a text with a NUL in it' 'owner: "a\\0b"' "classes: [$good]"
wrong 'line 2, column 9: byte ff is not UTF-8' 'owner: "\xff"' "classes: [$good]"
wrong 'line 5, column 1: a second document begins here' "$rest" "classes: [$good]" '---\na: 1'
wrong 'line 5, column 1: the key "record" stands here twice' "$rest" "classes: [$good]" 'record: risk'
printf 'record: retention\nowner: ~\napproved-on: null\nclasses: [%s]\n' "$good" >retention.yml # nothing is nobody
run 1 check
says "the retention plan leaves open: approved-on, owner"
printf 'record: retention\r\naproved-on: 2026-01-01\r\n' | iconv -t UTF-16 >retention.yml
run 3 list .
says 'retention.yml: line 2, column 1: unknown key "aproved-on": did you mean approved-on'

# --- what looks like ten thousand records, each behind a comment that the next one stands in, is gone over once
mkdir ../many && cd ../many
python3 - <<'P'
for i in range(60):
    open(f"{i}.yml", "w").write(("{# %d\n" % i + "record:\n#," * 7000)[:65000])
P
run 0 list --no-cache --time-limit 10s .
