#!/usr/bin/env bash
# Thresholds that a record says were committed before its results: history says whether they were, by
# parents and not by dates, which anybody can set.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

# project NAME: a repository with a model, its test set and a file of thresholds, all committed
project() {
    mkdir "$1"
    cd "$1"
    git init -q
    mkdir rules
    cp "$SOURCE"/policies/rules/{common,MOD}.yml rules/
    printf 'pack: model\nedition: "1"\nin-force-from: 2026-01-01\ntitle: Model\nrules: [MOD-003]\n' >model.yml
    printf 'version: 1\npolicy: [model.yml]\n' >.assay.yml
    mkdir sub
    # shellcheck disable=SC1003 # a length of eight bytes, a head of 64, four bytes of a tensor
    printf '\x40\0\0\0\0\0\0\0%-64s\0\0\0\0' '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}' >sub/model.safetensors
    echo x,y >sub/test.csv
    echo 1,2 >>sub/test.csv
    echo 'accuracy: 0.88' >sub/thresholds.yml
    git add -A
    git commit -qm thresholds
    thresholds=$(git rev-parse HEAD)
}

digest() {
    sha256sum "$1" | cut -d' ' -f1
}

# report COMMIT [RUN-ON]: the record of the evaluation, with results
report() {
    local threshold
    threshold=$(sed -n '/^accuracy: /{s/^accuracy: \([0-9.]*\).*/\1/p;q}' sub/thresholds.yml)
    mkdir -p sub/records
    cat >sub/records/evaluation.yml <<YML
record: evaluation
subjects: [{path: sub/model.safetensors, sha256: $(digest sub/model.safetensors)}]
model-version: 1.0.0
test-set: {path: sub/test.csv, sha256: $(digest sub/test.csv)}
thresholds-fixed-on: 2026-01-02
thresholds-commit: $1
thresholds: {path: sub/thresholds.yml, sha256: $(digest sub/thresholds.yml)}
run-on: ${2:-2026-02-10}
metrics: [{name: accuracy, why: both errors cost alike, better: higher, threshold: ${threshold:-0.88}, value: 0.91}]
declared-groups: [none]
YML
}

passes() {
    run 0 check
    silent_on "model.evaluation"
}

# Thresholds first, then the report: not committed yet, and committed.
project first
report "$thresholds"
passes
git add -A
git commit -qm results
passes
run 0 check --head
# Its file by another way to write its path; a folder holds no thresholds.
sed -i 's|{path: sub/thresholds.yml|{path: ./sub/thresholds.yml|' sub/records/evaluation.yml
passes
sed -i 's|{path: ./sub/thresholds.yml|{path: sub|' sub/records/evaluation.yml
run 1 check
says "its file of thresholds is not in that commit, or was another"
# The same dates, but one commit; and the other way round, with dates that say otherwise.
cd ..
project with
report 0000000000000000000000000000000000000000
git add -A
git commit -qm 'results too'
report "$(git rev-parse HEAD)"
run 1 check
says "its thresholds were committed with the results"
echo '# a later word' >>sub/records/evaluation.yml
git commit -qam 'written over'
run 1 check
says "its thresholds were committed with the results"
cd ..
project after
report "$thresholds"
git add -A
git commit -qm results
echo 'accuracy: 0.80' >sub/thresholds.yml
GIT_AUTHOR_DATE=2025-01-01T00:00:00Z GIT_COMMITTER_DATE=2025-01-01T00:00:00Z git commit -qam 'thresholds, backdated'
report "$(git rev-parse HEAD)"
run 1 check
says "its results were committed before its thresholds"
git commit -qam 'the report, written over'
run 1 check
says "its results were committed before its thresholds"
# Amended and rebased: the old commit is in no history any more, then it is gone.
cd ..
project amended
git branch keep
git commit -q --amend -m 'other words'
report "$thresholds"
run 1 check
says "the commit of its thresholds is not in this history: $thresholds"
git branch -qD keep
git reflog expire --expire=now --all
git gc -q --prune=now
run 1 check
says "the commit of its thresholds is not in this repository: $thresholds"
report "$(git rev-parse HEAD)"
passes
# A side branch that was merged is history, too; one that was not is none.
cd ..
project branches
git checkout -qb side
echo 'accuracy: 0.90' >sub/thresholds.yml
git commit -qam 'thresholds aside'
aside=$(git rev-parse HEAD)
git checkout -q main
git checkout -q side -- sub/thresholds.yml
report "$aside"
run 1 check
says "the commit of its thresholds is not in this history: $aside"
git checkout -qf main
git clean -qfd
git merge -q --no-ff -m merge side
report "$aside"
passes
# Another file than the one in that commit, or none.
cd ..
project changed
echo 'accuracy: 0.95' >sub/thresholds.yml
git commit -qam 'other thresholds'
report "$thresholds"
run 1 check
says "its file of thresholds is not in that commit, or was another: $thresholds"
# A commit that is younger than the run.
cd ..
project late
GIT_AUTHOR_DATE=2026-03-01T00:00:00Z git commit -q --allow-empty -m 'thresholds again'
report "$(git rev-parse HEAD)"
run 1 check
says "the commit of its thresholds is younger than the run"
# A shallow clone, which does not reach so far.
cd ../first
cd ..
git clone -q --depth 1 "file://$PWD/first" shallow
cd shallow
run 1 check
says "model.evaluation" "unknown" "history is cut off here" "git fetch --unshallow"
# A folder that is no repository: what the record declares stands.
cd ..
mkdir plain
cp -r first/sub first/rules first/model.yml first/.assay.yml plain/
cd plain
passes

# What results are: any report on the same model that gives a value, whatever its path, its date and the way
# its YAML is written; not a template of it, or a word about it.

# softened: thresholds are written over when the results are known, and named by a second report
softened() {
    echo 'accuracy: 0.80' >sub/thresholds.yml
    git commit -qam 'other thresholds'
    report "$(git rev-parse HEAD)" "${1:-2026-02-10}"
}

refused() {
    run 1 check
    says "$1"
    git add -A
    git commit -qm 'the report, again'
    run 1 check
    says "$1"
}

cd ..
project renamed
report "$thresholds"
git add -A
git commit -qm results
softened
git mv -f sub/records/evaluation.yml sub/records/second.yml
refused "its results were committed before its thresholds"

# The first one stays, with a metric that says little.
cd ..
project beside
report "$thresholds"
git add -A
git commit -qm results
cp sub/records/evaluation.yml sub/records/first.yml
softened
refused "its results were committed before its thresholds"

cd ..
project redated
report "$thresholds"
git add -A
git commit -qm results
softened 2026-02-11
refused "its results were committed before its thresholds"

cd ..
project escaped
report "$thresholds"
sed -i 's|^run-on: .*|run-on: "2026\\x2d02-10"|; s|^record: evaluation|record: evaluation # of the first run|' sub/records/evaluation.yml
git add -A
git commit -qm results
softened
refused "its results were committed before its thresholds"

cd ..
project shouted
report "$thresholds"
upper=$(digest sub/model.safetensors | tr a-f A-F)
sed -i "s|$(digest sub/model.safetensors)|$upper|" sub/records/evaluation.yml
git add -A
git commit -qm results
softened
refused "its results were committed before its thresholds"

# In UTF-16, which the scan reads as well; with the thresholds that it names, it would pass.
for order in LE BE; do
    cd ..
    project "wide$order"
    report "$thresholds"
    iconv -t "UTF-16$order" <sub/records/evaluation.yml >../wide.yml
    cp ../wide.yml sub/records/evaluation.yml
    passes
    git add -A
    git commit -qm results
    softened
    refused "its results were committed before its thresholds"
done

# An interval is a result without the value in it.
for bound in low high; do
    cd ..
    project "$bound"
    report "$thresholds"
    sed -i "s|, value: |, $bound: |" sub/records/evaluation.yml
    git add -A
    git commit -qm results
    softened
    refused "its results were committed before its thresholds"
done

# One content on two branches: what counts is the one that does not know the thresholds.
cd ..
project twice
git checkout -qb early
echo 'accuracy: 0.80' >sub/thresholds.yml
git commit -qam 'other thresholds'
softer=$(git rev-parse HEAD)
report "$softer"
cp sub/records/evaluation.yml ../twice.yml
git add -A
git commit -qm results
git checkout -q main
mkdir -p sub/records
cp ../twice.yml sub/records/evaluation.yml
git add -A
GIT_COMMITTER_DATE=2027-01-02T03:04:05Z git commit -qm 'the same results'
git merge -q -m merge early
run 1 check
says "its results were committed before its thresholds"

# A report has to say which thresholds, by commit, path and digest.
cd ..
project unnamed
report "$thresholds"
sed -i '/^thresholds:/d' sub/records/evaluation.yml
run 1 check
says "its evaluation report leaves open: thresholds"
run 0 explain MOD-003
says "thresholds (path and sha256 of that file)"
report "$thresholds"
sed -i 's|^thresholds: {path: \(.*\), sha256.*|thresholds: {path: \1}|' sub/records/evaluation.yml
run 1 check
says "its evaluation report leaves open: thresholds.sha256"

# Thresholds that were in force once, but no longer when the results came.
cd ..
project replaced
report "$thresholds"
cp -r sub/records ../replaced-records
rm -r sub/records
echo 'accuracy: 0.95' >sub/thresholds.yml
git commit -qam 'sharper thresholds'
cp -r ../replaced-records sub/records
refused "its file of thresholds was changed or removed before the results came"
# What is changed later is no matter, nor is a slip of the pen that is mended later.
cd ..
project later
report "$thresholds"
git add -A
git commit -qm results
echo 'accuracy: 0.95' >sub/thresholds.yml
git commit -qam 'for the next model'
passes
echo '# a later word' >>sub/records/evaluation.yml
git commit -qam 'the report, with a word more'
passes

# A template and a plan are no results.
cd ..
project planned
report 0000000000000000000000000000000000000000
sed -i 's|, value: 0.91||; 1a # to be run on 2026-02-10' sub/records/evaluation.yml
git add -A
git commit -qm 'thresholds, and a report to fill in'
report "$(git rev-parse HEAD)"
passes
sed -i 's|value: 0.91|value: TODO|' sub/records/evaluation.yml
git commit -qam 'still to fill in'
report "$(git rev-parse HEAD)"
passes

# From a folder on, by paths of the repository and by those of the folder.
passes_in_folder() {
    run 0 check sub
    silent_on "model.evaluation"
    (cd sub && run 0 check && silent_on "model.evaluation")
}
cd ..
project folder
report "$thresholds"
passes_in_folder
sed -i 's|path: sub/|path: |' sub/records/evaluation.yml
passes_in_folder

# The id of a tag is that of its commit; an id that is no whole one names none.
cd ..
project tagged
git tag -am thresholds fixed
report "$(git rev-parse refs/tags/fixed)"
passes
for id in "${thresholds:0:12}" "$(tr a-f A-F <<<"$thresholds")x"; do
    report "$id"
    run 1 check
    says "unknown" "thresholds-commit takes a whole id as git rev-parse prints it"
    silent_on "history is cut off"
done

# A report inside an archive.
cd ..
project archived
report "$thresholds"
tar -cf sub/records.tar -C sub records
rm -r sub/records
run 1 check
says "unknown" "a report inside an archive is in no commit"
silent_on "history is cut off"

# A partial clone, which lacks the versions that would have to be looked at.
cd ..
git -C first config uploadpack.allowFilter true
git -C first checkout -q -- sub/records
echo '# a later word' >>first/sub/records/evaluation.yml
git -C first commit -qam 'the report, with a word more'
git clone -q --filter=blob:none "file://$PWD/first" partial
cd partial
run 1 check
says "unknown" "history is cut off here" "--refetch"

# A history with a version that is lost, which no fetch will mend by itself.
cd ..
project lost
report "$thresholds"
git add -A
git commit -qm results
blob=$(git rev-parse HEAD:sub/records/evaluation.yml)
echo '# a later word' >>sub/records/evaluation.yml
git commit -qam 'the report, with a word more'
passes
rm -f ".git/objects/${blob:0:2}/${blob:2}"
run 1 check
says "unknown" "objects of its history cannot be read (git fsck)"
silent_on "history is cut off"

# A version that is no YAML: whether it has results is not known, where it is about these bytes.
broken_by() {
    cd ..
    project "$1"
    report "$thresholds"
    eval "$2"
    git add -A
    git commit -qm results
    softened
}
while read -r name how; do
    broken_by "$name" "$how"
    run 1 check
    says "unknown" "an earlier report is broken YAML or more than 1 MiB"
done <<'HOW'
line echo '- "x' >>sub/records/evaluation.yml
key echo 'run-on: 2026-02-10' >>sub/records/evaluation.yml
documents printf -- '---\nx: 1\n' >>sub/records/evaluation.yml
shouting sed -i '2s/[a-f0-9]\{64\}/\U&/; $a- "x' sub/records/evaluation.yml
large head -c 1100000 /dev/zero | tr '\0' '#' >>sub/records/evaluation.yml
HOW
broken_by others "sed -i '2s/[a-f0-9]\\{64\\}/$(printf %064d 1)/; \$a- \"x' sub/records/evaluation.yml"
passes

# Behind a pointer of git-lfs, whether a report stands at its path now or does not.
for at in evaluation first; do
    cd ..
    project "pointer-$at"
    report "$thresholds"
    cp sub/records/evaluation.yml ../past.yml
    printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %s\n' "$(digest ../past.yml)" \
        "$(stat -c %s ../past.yml)" >../pointer.yml
    rm sub/records/evaluation.yml
    cp ../pointer.yml "sub/records/$at.yml"
    git add -A
    git commit -qm results
    git rm -q "sub/records/$at.yml"
    git commit -qm 'no git-lfs any more'
    softened
    run 1 check
    says "unknown" "git-lfs or git-annex keeps versions of YAML files outside the history"
done
# It hides nothing that is known without it.
git add -A
git commit -qm results
echo 'accuracy: 0.70' >sub/thresholds.yml
git commit -qam 'softer still'
report "$(git rev-parse HEAD)"
run 1 check
says "its results were committed before its thresholds"

# A report of another repository inside, whose history has softer thresholds after the results.
elsewhere="the report is of a submodule, its history is another repository's"
cd ..
project outer
report "$thresholds"
mv sub/records ../inner
git -C ../inner init -q
git -C ../inner add -A
git -C ../inner commit -qm results
softened
cp sub/records/evaluation.yml ../inner/
rm -r sub/records
git -C ../inner commit -qam 'the report, again'
git -c protocol.file.allow=always submodule --quiet add ../inner sub/records
run 1 check --recurse-submodules
says "unknown" "$elsewhere"
git commit -qm 'with a submodule'
for view in --worktree --head; do
    run 1 check --recurse-submodules "$view"
    says "unknown" "$elsewhere"
done
# The same where nobody recorded it.
git rm -qf sub/records
git commit -qm 'without it'
git clone -q ../inner sub/records
run 1 check
says "unknown" "$elsewhere"

# More reports than are asked about together; the last one alone came before its thresholds.
cd ..
project many
head=$(printf '\x40\0\0\0\0\0\0\0%-64s' '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}' | base64 -w 0)
for i in {100..169}; do
    { base64 -d <<<"$head" && printf %s "1$i"; } >"sub/model$i.safetensors"
done
git add -A
git commit -qm models
for i in {100..169}; do
    report "$thresholds"
    sed -i "s|^subjects: .*|subjects: [{path: sub/model$i.safetensors, sha256: $(digest "sub/model$i.safetensors")}]|" sub/records/evaluation.yml
    mv sub/records/evaluation.yml "sub/records/$i.yml"
    [ "$i" != 169 ] || git add sub/records/169.yml
done
rm sub/model.safetensors
git commit -qm 'the last one'
echo '# in other words' >>sub/thresholds.yml
git commit -qam 'thresholds, again'
sed -i "s|^thresholds-commit: .*|thresholds-commit: $(git rev-parse HEAD)|; s|^thresholds: .*|thresholds: {path: sub/thresholds.yml, sha256: $(digest sub/thresholds.yml)}|" sub/records/*.yml
run 1 check
says "sub/model169.safetensors: high model.evaluation: its results were committed before its thresholds"
[ "$(grep -c model.evaluation "$WORK/out")" = 1 ] || fail "others are told as well"

# So many versions of reports that not all are read.
cd ..
project crowded
report "$thresholds"
git add -A
git commit -qm results
passes
pad=$(head -c 1000000 /dev/zero | tr '\0' '#')
for i in {100..167}; do
    printf 'commit refs/heads/main\ncommitter T <t@example.org> 1767323%s +0000\ndata 1\nm\n' "$i"
    [ "$i" != 100 ] || echo 'from refs/heads/main^0'
    printf 'M 100644 inline sub/records/past.yml\ndata <<END\nrecord: evaluation\nrun-on: %s\n%s\nEND\n' "$i" "$pad"
done | git fast-import --quiet
rm -f sub/records/past.yml
run 1 check
says "unknown" "its reports are more than 64 MiB"

# What is the same file in another form: on disk with core.autocrlf, where people take digests.
cd ..
project crlf
git config core.autocrlf true
git config core.safecrlf false
rm sub/thresholds.yml
git checkout -q sub/thresholds.yml
grep -q $'\r' sub/thresholds.yml || fail "git checks out no CRLF"
report "$thresholds"
passes
git add -A
git commit -qm results
passes
softened
refused "its results were committed before its thresholds"
cd ..
project crlf-other
report "$thresholds"
sed -i "s/^thresholds: .*/thresholds: {path: sub\/thresholds.yml, sha256: $(printf 'accuracy: 0.89\r\n' | sha256sum | cut -d' ' -f1)}/" sub/records/evaluation.yml
run 1 check
says "its file of thresholds is not in that commit, or was another"
# Lines that git made even in between are no other thresholds.
cd ..
project even
report "$thresholds"
printf 'accuracy: 0.88\r\n' >sub/thresholds.yml
git commit -qm 'with CRLF' sub/thresholds.yml
thresholds=$(git rev-parse HEAD)
report "$thresholds"
printf 'accuracy: 0.88\n' >sub/thresholds.yml
git commit -qm 'with LF' sub/thresholds.yml
passes

# Behind pointers. kept FORM FILE: what git keeps of the file then; its content goes where the tool has it.
kept() {
    local sum size store
    sum=$(digest "$2") size=$(stat -c %s "$2")
    case $1 in
    lfs)
        store=.git/lfs/objects/${sum:0:2}/${sum:2:2}/$sum
        mkdir -p "${store%/*}" && mv "$2" "$store"
        printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %s\n' "$sum" "$size" >"$2"
        ;;
    link) rm "$2" && ln -s "../.git/annex/objects/xx/yy/SHA256E-s$size--$sum.json/SHA256E-s$size--$sum.json" "$2" ;;
    unlocked) printf '/annex/objects/SHA256E-s%s--%s.json\n' "$size" "$sum" >"$2" ;;
    md5) printf '/annex/objects/MD5-s%s--%s\n' "$size" "$(md5sum <"$2" | cut -d' ' -f1)" >"$2" ;;
    esac
}
# behind FORM: thresholds that are kept so, in a file that may be no report; their digest is in $sum
behind() {
    cd ..
    project "behind-$1${2:-}"
    git mv sub/thresholds.yml sub/thresholds.json
    sum=$(digest sub/thresholds.json)
    kept "$1" sub/thresholds.json
    git add -A
    git commit -qm 'thresholds, kept elsewhere'
    report_behind "$(git rev-parse HEAD)"
}
report_behind() {
    touch sub/thresholds.yml
    report "$1"
    rm sub/thresholds.yml
    sed -i "s/^thresholds: .*/thresholds: {path: sub\/thresholds.json, sha256: $sum}/" sub/records/evaluation.yml
}
# judged: whatever else is missing, what the rule says
judged() {
    "$ASSAY" check >"$WORK/out" 2>"$WORK/err" || :
    says "1 rule"
}
for form in lfs link unlocked; do
    behind $form
    judged
    silent_on "model.evaluation"
    git add -A
    git commit -qm results
    judged
    silent_on "model.evaluation"
    sum=$(printf %064d 1)
    report_behind "$(git rev-parse HEAD~1)"
    judged
    says "its file of thresholds is not in that commit, or was another"
done
behind link -unlocked
printf '/annex/objects/SHA256E-s15--%s.json\n' "$sum" >unlocked
rm sub/thresholds.json
mv unlocked sub/thresholds.json
git add sub/thresholds.json
git commit -qm 'git annex unlock'
judged
silent_on "model.evaluation"
behind md5
judged
says "unknown" "the thresholds under a key that is no SHA-256"

# Results behind an annex, locked or not.
for form in link unlocked; do
    cd ..
    project "annexed-$form"
    report "$thresholds"
    kept $form sub/records/evaluation.yml
    git add -A
    git commit -qm results
    git rm -q sub/records/evaluation.yml
    git commit -qm 'no annex any more'
    softened
    run 1 check
    says "unknown" "git-lfs or git-annex keeps versions of YAML files outside the history"
done

# What was fixed first has to be what the report says: a threshold that was lowered in the report alone is none.
cd "$WORK"
project values
# fixed THRESHOLD WHY TEXT [METRIC]: one more model with a file of thresholds, and what its report with that threshold is
# refused for; "" where it passes
count=0 limits=() reasons=() metrics=()
fixed() {
    count=$((count + 1))
    { base64 -d <<<"$head" && printf %04d $count; } >sub/model$count.safetensors
    printf '%b' "$3" >sub/thresholds$count.yml
    limits[count]=$1 reasons[count]=$2 metrics[count]=${4:-accuracy}
}
another="its file of thresholds gives a metric another value than its report, which has"
nowhere="a threshold of its report stands nowhere in the file of thresholds"
for text in 'accuracy: 0.95\n' 'accuracy >= 0.95, at the least\n' '"Accuracy": 0.95,\n"f1": 0.88\n' '| accuracy | 0.95 |\n' 'accuracy \xe2\x89\xa5 95 %\n' 'accuracy;higher\naccuracy;0.95\n'; do
    fixed 0.88 "$another accuracy: 0.88" "$text"
    fixed 0.95 "" "$text"
done
for text in 'all rights reserved, 2026\n' '' 'a target of 0.95\n' 'v0.88 f0.88 1.0.88\n' ' ' '%PDF-1.7 of a plan\n' 'PK\0\0\n'; do
    fixed 0.88 "$nowhere" "$text"
done
for text in 'min_accuracy: 0.880\n' 'metrics:\n- {threshold: 88, name: accuracy}\n' 'accuracy,higher,0.88\n' 'MIN_ACC = .88\n' 'at least 88 % of all cases\n' 'accuracy: 0,88\n' \
    'accuracy_women: 0.95\nall: 8.8e-1\n' 'accuracy: see below\n  least: 0.88\n' 'accuracy: 0.95\naccuracy: 0.88\n' '| accuracy | 0.95 | 0.88 |\n'; do
    fixed 0.88 "" "$text"
done
fixed 0.8 "" 'f1-macro: 0.8\n' f1_macro
fixed 0.8 "$another" 'F1 macro: 0.9\n' f1_macro
git add -A
git commit -qm fixed
for i in $(seq $count); do
    report "$(git rev-parse HEAD)"
    sed -i "s|^subjects: .*|subjects: [{path: sub/model$i.safetensors, sha256: $(digest "sub/model$i.safetensors")}]|
        s|^thresholds: .*|thresholds: {path: sub/thresholds$i.yml, sha256: $(digest "sub/thresholds$i.yml")}|
        s/name: accuracy/name: ${metrics[i]}/; s/threshold: [0-9.]*,/threshold: ${limits[i]},/" sub/records/evaluation.yml
    mv sub/records/evaluation.yml "sub/records/$i.yml"
done
rm sub/model.safetensors
# the reports on disk, then committed: each model is refused for its reason, and no other
for _ in 1 2; do
    run 1 check -v
    for i in $(seq $count); do
        told=$(grep "^sub/model$i.safetensors: [a-z]* model.evaluation: " "$WORK/out" || true)
        if [ -z "${reasons[i]}" ]; then
            [ -z "$told" ] || fail "$(cat "sub/thresholds$i.yml"): $told"
        else
            grep -qF "${reasons[i]}" <<<"$told" || fail "$(cat "sub/thresholds$i.yml"): passes with ${limits[i]}, or: $told"
        fi
    done
    git add -A
    git commit -q --allow-empty -m 'the reports'
done
# those that pass, alone
for i in $(seq $count); do [ -z "${reasons[i]}" ] || rm "sub/model$i.safetensors"; done
passes

# On what a model was trained on every figure is good; nor is a model or a record a test set.
# trained FILE: a training record that names it
trained() {
    printf 'record: training\nsubjects: [{path: sub/model.safetensors, sha256: %s}]\ndatasets: [{role: training, path: %s, sha256: %s}]\n' \
        "$(digest sub/model.safetensors)" "$1" "$(digest "$1")" >sub/records/training.yml
}
cd ..
project trained
report "$thresholds"
printf 'x,y\n3,4\n' >sub/train.csv
trained sub/train.csv
passes
printf 'y,x\n2,1\n7,8\n' >sub/train.csv # its rows in another order of columns
trained sub/train.csv
run 1 check
says "it was evaluated on what it was trained on: sub/test.csv"
trained sub/test.csv
run 1 check
says "it was evaluated on what it was trained on: sub/test.csv"
rm sub/records/training.yml
for file in sub/model.safetensors sub/records/other.yml; do
    printf 'record: quality\n' >sub/records/other.yml
    sed -i "s|^test-set: .*|test-set: {path: $file, sha256: $(digest "$file")}|" sub/records/evaluation.yml
    run 1 check
    says "its test set is no data: $file"
done
sed -i 's|^test-set: .*|test-set: {path: s3/of/the/bank.parquet, sha256: 0000000000000000000000000000000000000000000000000000000000000000}|' sub/records/evaluation.yml
passes # it is kept elsewhere
