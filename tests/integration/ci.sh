#!/usr/bin/env bash
# The recipes of docs/reference/ci.md, run as they stand there: in a clone as a runner makes it, of a request that
# passes, of one that brings a key and waives it itself, and of one that only deletes.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

manual=$SOURCE/docs/reference/ci.md
git init -q server
cd server
printf 'version: 1\n' >.assay.yml
echo words >notes.txt
echo more >old.txt
git add .
git commit -qm first
git checkout -qb good
echo "more words" >>notes.txt
git commit -qam good
git checkout -q main
git checkout -qb bad
printf 'api_key = "AKIA%s"\n' Q3EGRIZW6TPLM2XD >cfg.py
git add cfg.py
git commit -qm key
git rm -q cfg.py
run 1 check --range main..bad -f json
fingerprint=$(jq -r '.findings[] | select(.blocking) | .fingerprint' "$WORK/out")
run 0 waive "$fingerprint" --range main..bad --reason "mine" --until +10d
git add .assay
git commit -qm waived
git checkout -q main
git checkout -qb less
git rm -q old.txt
git commit -qm less
git checkout -q main
cd ..

# commands LANGUAGE: what blocks of the manual run, without the words of YAML before it
commands() {
    awk -v language="$1" '/^```/ { inside = ($0 == "```" language); next } inside' "$manual" |
        sed -n -E 's/^ *(- )?(run: |entry: )?((assay|git fetch) .*)$/\3/p'
}
commands sh >gate.sh
commands yaml >jobs.sh
[ "$(cat gate.sh jobs.sh | grep -c config-from)" = 3 ] || fail "not three recipes of a gate"

# job BRANCH: a clone as a runner has it
job() {
    cd "$WORK"
    rm -rf clone
    git clone -q --branch "$1" "$WORK/server" clone
    cd clone
    export BASE=main
}

# all CODE FILE: every gate in FILE ends so
all() {
    local line want=$1 code
    while read -r line; do
        case $line in
        *" --range "*) ;;
        "assay hook "* | *" --head") continue ;;
        *) eval "$line" </dev/null; continue ;;
        esac
        code=0
        eval "$line" >"$WORK/out" 2>"$WORK/err" </dev/null || code=$?
        [ "$code" = "$want" ] || fail "$line: exit code $code, wanted $want"
    done <"$2"
}

job good
all 0 ../gate.sh
all 0 ../jobs.sh
jq -e '.runs | length == 1' assay.sarif >/dev/null || fail "no SARIF"
jq -e 'type == "array"' assay.gitlab.json >/dev/null || fail "no Code Quality"
grep -q '<testsuites' assay.junit.xml || fail "no JUnit"
grep -q PASSED assay.md || grep -qi passed assay.md || fail "no summary"
run 0 check --head
echo even >even.txt
git add even.txt
commands yaml | grep -qxF 'assay hook run pre-commit' || fail "no hook for the framework"
run 0 hook run pre-commit

# A key that was taken out again, and waived by who brought it: each report says in which commit it is.
job bad
id=$(git rev-parse HEAD~1)
all 1 ../gate.sh
says "cfg.py:1:12: critical secret.aws-access-key-id" ", commit ${id:0:7}, no longer in HEAD [fp"
[ "$(jq -r '.runs[0].results[0].properties | .commit + " " + .author' assay.sarif)" = "$id Test Author <author@example.org>" ] || fail "SARIF knows no commit"
[ "$(jq '.runs[0].results[0].properties.still_present' assay.sarif)" = false ] || fail "SARIF has it as present"
all 1 ../jobs.sh
grep -qF "commit ${id:0:7}, no longer in HEAD" assay.gitlab.json || fail "Code Quality knows no commit"
run 1 check --range origin/main..HEAD --config-from origin/main -f github
says "commit ${id:0:7}, no longer in HEAD"
run 1 check --range origin/main..HEAD --config-from origin/main -v
says "commit $id by Test Author <author@example.org>, 2026-01-02, no longer in HEAD; fix: revoke it first"
run 2 explain "$fingerprint"
says "add --range, --history, --commit or --staged where it was found so"
# Without --config-from the checkout judges, and it is said what the other side has not.
run 0 check --range origin/main..HEAD
says "note: .assay/waivers judged as it lies here; origin/main has none: --config-from origin/main"

job less
all 0 ../gate.sh
says "NOTHING EXAMINED"
run 4 check --range origin/main..HEAD

# A clone with a part of the history cannot tell what it does not have.
cd "$WORK"
rm -rf clone
git clone -q --depth 1 --branch bad "file://$WORK/server" clone
cd clone
git fetch -q --depth 1 origin main:refs/remotes/origin/main
BASE=main all 3 ../gate.sh
says git.shallow

# The help names every format that a report has.
sed -n -E 's/^RENDERER\([a-z]+, "([a-z]+)".*/\1/p' "$SOURCE/src/report/renderers.def" >"$WORK/formats"
[ "$(wc -l <"$WORK/formats")" -ge 10 ] || fail "no formats"
for command in check report; do
    "$ASSAY" "$command" --help | sed -n '/--format FORMAT/,/^ *-/p' >"$WORK/out"
    while read -r format; do
        says " $format"
    done <"$WORK/formats"
done
