#!/usr/bin/env bash
# A commit to come is judged by the waivers that it will have; what is said beside the verdict is what can be done then.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

git init -q project
cd project
run 0 hook install

# Before the first commit there is nothing to restore from.
printf 'api_key = "AKIA%s"\n' Q3EGRIZW6TPLM2XD >cfg.py
git add cfg.py
if git commit -qm key 2>"$WORK/err"; then fail "a key was committed"; fi
tr -s ' \n' ' ' <"$WORK/err" >"$WORK/out"
says BLOCKED "unstage it (git rm --cached cfg.py) and keep it elsewhere; where a commit or anyone else has it already: revoke" "unstage       git rm --cached FILE"
silent_on "git restore" "count it" "except once"
git rm -q --cached cfg.py
echo words >notes.txt
git add notes.txt
git commit -qm notes 2>"$WORK/err" || fail "notes were stopped"
[ ! -s "$WORK/err" ] || fail "a commit that passes is talked about"
git add cfg.py
run 1 hook run pre-commit
says "unstage it (git restore --staged cfg.py)" "unstage       git restore --staged FILE"
silent_on "git rm --cached"
run 0 explain SEC-001 # of what may be in history, and with no words about what is staged
says "revoke it first" "git filter-repo ..."
silent_on "......" unstage

# A waiver that is not staged is in no commit.
run 1 check --staged -f json
fingerprint=$(jq -r '.findings[] | select(.blocking) | .fingerprint' "$WORK/out")
until=$(date -d +20days +%F)
run 0 waive "$fingerprint" --staged --reason "a sample of the manual" --until "$until"
says "1 waived in .assay/waivers: git add .assay/waivers"
run 1 check --staged
says "the waivers that are staged count, and those of the work tree are others: git add .assay/waivers"
run 0 check # of the work tree its own count
if git commit -qm key 2>"$WORK/err"; then fail "a waiver that is not staged let a key pass"; fi
says "count it      git add .assay/waivers" "except until  assay waive FINGERPRINT --staged --until +30d"
git add .assay/waivers
run 0 check --staged
says "1 waived"
silent_on "git add"

# Nor does one count that was taken out of the work tree alone: the commit will have it.
mv .assay/waivers "$WORK/waivers"
run 0 check --staged
cp "$WORK/waivers" .assay/waivers
# One more is added to those of the work tree, whatever is staged.
echo "# ours" >>.assay/waivers
openssl genrsa 2048 >token.py 2>/dev/null
git add token.py
run 1 check --staged -f json
fingerprint=$(jq -r '.findings[] | select(.blocking) | .fingerprint' "$WORK/out")
run 0 waive "$fingerprint" --staged --reason "another sample" --until "$until"
grep -qF "# ours" .assay/waivers || fail "what was not staged is lost"
[ "$(grep -c "$until" .assay/waivers)" = 2 ] || fail "not two waivers"
run 1 check --staged
git add .assay/waivers
git commit -qm keys 2>"$WORK/err" || fail "what is waived was stopped"
says PASSED "2 waived"
silent_on unstage "except until" "git restore"
run 0 check --head

# A broken one is an error before anything is examined, as it will be for everybody who has the commit.
cp .assay/waivers "$WORK/waivers"
printf 'what\0is this\n' >.assay/waivers
git add .assay/waivers
cp "$WORK/waivers" .assay/waivers
run 2 check --staged
says waiver. .assay/waivers:1
git add .assay/waivers
# Nothing but a file is a file of waivers.
git rm -q --cached .assay/waivers
printf '%s' ../notes.txt >"$WORK/link"
git update-index --add --cacheinfo "120000,$(git hash-object -w "$WORK/link"),.assay/waivers"
echo more >>notes.txt
git add notes.txt token.py
run 0 check --staged
git add -A
git commit -qm more 2>"$WORK/err" || fail "stopped: more"

# The config and its packs judge as they lie here; that they are staged otherwise is said.
printf 'version: 1\n' >.assay.yml
echo even >even.txt
git add even.txt
run 0 check --staged
says "note: .assay.yml judged as it lies here, and is not staged: git add .assay.yml"
git add .assay.yml
run 0 check --staged
silent_on "as it lies here"
printf 'version: 1\ngate: {fail-on: critical}\n' >.assay.yml
git commit -qm even 2>"$WORK/err" || fail "stopped: even"
says "note: .assay.yml judged as it lies here, and is staged otherwise: git add .assay.yml"
run 0 check --staged -c .assay.yml --allow-gap nothing # a config that is named is the person's own word
silent_on "as it lies here"
git commit -qam config

# What a commit speaks of and does not bring is not judged with it, and that is said where it passes.
printf 'x,y\n1,2\n3,4\n' >rows.csv
cat >rows.csv.card.yml <<'YML'
kind: dataset
purpose: a test
personal-data: none
license: CC0-1.0
rows: 2
YML
git add rows.csv
git commit -qm rows --no-verify
git add rows.csv.card.yml
code=0
"$ASSAY" hook run pre-commit >"$WORK/out" 2>"$WORK/err" || code=$?
"$ASSAY" check --staged -f json >"$WORK/json" || :
[ "$(jq .not_asked.records_apart "$WORK/json")" = true ] || fail "the card stands with its rows"
[ "$code" = 0 ] || fail "a card was stopped"
says "not asked  " "what the records and cards here speak of: assay check"
silent_on PASSED unstage
