#!/usr/bin/env bash
# Attestations that are files: signed by a key that the project trusts, or of no weight.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

git init -q team && cd team
mkdir -p models .assay # attestations/ is made for the first file in it
cp "$SOURCE"/docs/example/models/scorecard.safetensors models/m.safetensors
cp -R "$SOURCE"/policies/rules .assay/rules
cat >.assay/pack.yml <<'Y'
pack: team
edition: "1"
title: what people answer for
rules: [SIG-001, SIG-002, SIG-003, GOV-002]
Y
printf 'policy: [.assay/pack.yml]\n' >.assay.yml
printf '.assay/rules\n' >.gitignore
git add -A && git commit -qm "a model"
export SOURCE_DATE_EPOCH=1767409445
"$ASSAY" key new jane -q >/dev/null

view=()
wants() {
    local got
    "$ASSAY" check -q -f assessment "${view[@]}" >"$WORK/out" 2>"$WORK/err" || true
    verdicts_in "$WORK/out" >"$WORK/verdicts"
    while [ $# -gt 0 ]; do
        got=$(sed -n "s/^$1 //p" "$WORK/verdicts")
        [ "$got" = "$2" ] || fail "$1 is \"$got\", wanted \"$2\""
        shift 2
    done
}
who=(--key jane --name "Jane Doe" --role "Head of Validation" --meaning approval)

# what is about to be committed is a part: the records of the whole do not stand in it, nor does a ledger
printf ' ' >>models/m.safetensors && git add models/m.safetensors
view=(--staged)
wants SIG-001 not-applicable GOV-002 not-applicable
view=()
wants GOV-002 fail
git reset -q --hard

wants SIG-001 unknown
run 2 attest attestation nothing-here "${who[@]}" --statement well -o attestations/a.json
says "is no digest and no file"
: >nothing
run 2 attest attestation nothing "${who[@]}" --statement well -o attestations/a.json
says '"nothing" is empty'
rm nothing
run 0 attest attestation models/m.safetensors "${who[@]}" --statement "It is well." -o attestations/a.json
says "attestations/a.json, signed by"
[ -z "$(ls .git/assay 2>/dev/null)" ] || fail "a ledger was made"
mkfifo ../way && cat ../way >../came & run 0 attest attestation models/m.safetensors "${who[@]}" --statement "It is well." -o ../way
[ -p ../way ] || fail "a pipe was replaced by a file"
wait
[ -s ../came ] || fail "nothing came through a pipe"

# nobody said whose key counts: what anybody could have written is no approval
wants SIG-001 fail SIG-002 fail
mkdir -p .assay/trust/keys
"$ASSAY" key export jane >.assay/trust/keys/jane.pem
printf 'record: roles\npeople: [{name: Jane Doe, role: validator, key: %s, competence: exam, competent-until: 2027-01-01}]\n' \
    "$(openssl pkey -pubin -in .assay/trust/keys/jane.pem -outform DER | sha256sum | cut -d' ' -f1)" >roles.yml
wants SIG-002 pass SIG-001 pass

# a forged one, whose signature is nothing but zeros, and one past its end
mv attestations/a.json good
jq -c '.signatures[].sig = ([range(86) | "A"] | join("") + "==")' good >attestations/a.json
wants SIG-001 fail
jq -r '.findings[] | select(.code == "SIG-001") | .message' "$WORK/out" | grep -q "not counted.*a.json" || fail "not said why"
SOURCE_DATE_EPOCH=1735700000 run 0 attest attestation models/m.safetensors "${who[@]}" --statement "It was well." --until 2025-06-01 -o attestations/b.json
rm attestations/a.json
wants SIG-001 fail SIG-003 fail
rm attestations/b.json
mv good attestations/a.json

# others check it too
run 0 verify attestations/a.json --key .assay/trust/keys/jane.pem --threshold 1
says "VERIFIED 1 of 1"

# a byte changed, other bytes, a file that is none
cp attestations/a.json kept
jq -c '.payload |= (@base64d | sub("well"; "fine") | @base64)' kept >attestations/a.json
wants SIG-002 fail
cp kept attestations/a.json
printf ' ' >>models/m.safetensors
wants SIG-003 fail SIG-001 fail
truncate -s -1 models/m.safetensors
echo '{"payload":' >attestations/b.json
wants SIG-002 pass
run 1 check
says "attestations/b.json"
rm attestations/b.json
ln -s /etc/passwd attestations/c.json
wants SIG-002 pass
rm attestations/c.json

# it may stand for a rule that asks for what lies elsewhere, and whoever reads of that rule learns so
wants GOV-002 fail
run 1 check
grep -F "governance.roles" "$WORK/out" | grep -qF "; a signed statement can meet it [fp " || fail "the line does not tell that it can be attested"
! grep -F "attestation.key" "$WORK/out" | grep -qF "a signed statement" || fail "what cannot be attested is told as if it could"
run 0 policy show
sed -n '/^GOV-002/,/^$/p' "$WORK/out" | grep -qF "attest: a signed statement that names it" || fail "policy show does not tell that it can be attested"
run 0 attest attestation roles.yml "${who[@]}" --set controls=GOV-002 --statement "in the register" --until 2026-12-31 -o attestations/d.json
wants GOV-002 attested
# and be taken back, by a key that is trusted as much
SOURCE_DATE_EPOCH=1767500000 run 0 attest withdrawal attestations/d.json --key jane --name "Jane Doe" --role "Head of Validation" --reason "not in the register" -o attestations/e.json
wants GOV-002 fail
says "it was attested (attestations/d.json), which was withdrawn by Jane Doe" "on 2026-01-04 (attestations/e.json): not in the register"
wants SIG-001 pass
SOURCE_DATE_EPOCH=1767500000 run 0 attest withdrawal attestations/a.json --key jane --name "Jane Doe" --role "Head of Validation" --reason "another model" -o attestations/f.json
wants SIG-001 fail
says "approval by Jane Doe (attestations/a.json), withdrawn by Jane Doe on 2026-01-04 (attestations/f.json): another model"
rm attestations/f.json
"$ASSAY" key new mallory -q >/dev/null
run 0 attest withdrawal attestations/a.json --key mallory --name Mallory --role None --reason "out of spite" -o attestations/g.json
wants SIG-001 unknown
run 1 check
says "no key that counts signed this withdrawal: whether attestations/a.json still counts is not known"
rm attestations/e.json attestations/g.json
wants GOV-002 attested
rm .assay/trust/keys/jane.pem
wants GOV-002 fail
echo nonsense >.assay/trust/keys/x.pem
run 2 check
says "x.pem"
rm .assay/trust/keys/x.pem
rmdir .assay/trust/keys
touch .assay/trust/keys
run 2 check
says "cannot list"
rm .assay/trust/keys
mkdir .assay/trust/keys

# a branch that makes its author an approver is judged by the roles of the branch that it goes to
id_of() { openssl pkey -pubin -in ".assay/trust/keys/$1.pem" -outform DER | sha256sum | cut -d' ' -f1; }
roles() { printf 'record: roles\npeople: [{name: %s, role: approver, key: %s, competence: exam, competent-until: 2027-01-01, may-sign: [approval]}]\n' "$1" "$(id_of "$2")" >roles.yml; }
"$ASSAY" key new dev -q >/dev/null
"$ASSAY" key export jane >.assay/trust/keys/jane.pem
"$ASSAY" key export dev >.assay/trust/keys/dev.pem
rm -r attestations && roles "Jane Doe" jane
git add -A && git commit -qm "who may approve" && git branch -f kept
mkdir attestations && roles "D. Eloper" dev
run 0 attest attestation models/m.safetensors --key dev --name "D. Eloper" --role Head --meaning approval --statement fine -o attestations/a.json
printf ' ' >>models/m.safetensors
run 0 attest attestation models/m.safetensors --key dev --name "D. Eloper" --role Head --meaning approval --statement fine -o attestations/b.json
git add -A && git commit -qm "approved by who made it"
view=(--head)
wants SIG-002 pass
run 1 check --head
says "2 of attestations/ count by keys of the tree that is judged"
run 1 check --head --config-from kept
silent_on "keys of the tree that is judged"
view=(--head --config-from kept)
wants SIG-002 fail
view=(--range kept..HEAD --config-from kept)
wants SIG-002 fail
view=(--range kept..HEAD)
wants SIG-002 not-applicable
# what that branch has withdrawn stays so, though the proposed one leaves the withdrawal out
git checkout -q -B proposed kept
mkdir -p attestations
run 0 attest attestation models/m.safetensors --key jane --name "Jane Doe" --role Head --meaning approval --statement fine -o attestations/c.json
run 0 attest withdrawal attestations/c.json --key jane --name "Jane Doe" --role Head --reason "another model" -o attestations/w.json
git add -A && git commit -qm "taken back" && git branch -f kept
git rm -q attestations/w.json && git commit -qm "left out"
view=(--head)
wants SIG-001 pass
view=(--head --config-from kept)
wants SIG-001 fail
says "withdrawn by Jane Doe"

# A hook counts what is in the index, as --staged does; a withdrawal there, too.
git init -q "$WORK/hooked"
cp -R .assay "$WORK/hooked"
cd "$WORK/hooked"
printf 'pack: team\nedition: "1"\ntitle: t\nrules: [MOD-006]\n' >.assay/pack.yml
printf 'policy: [.assay/pack.yml]\n' >.assay.yml
printf '.assay/rules\n' >.gitignore
cp "$SOURCE"/docs/example/models/scorecard.safetensors m.safetensors
git add -A
run 0 hook install
if git commit -qm "a model" 2>"$WORK/err"; then fail "a model without a report was committed"; fi
says "model.robustness"
run 0 attest attestation m.safetensors --key jane --name "Jane Doe" --role Head --meaning review --statement "tested elsewhere" --set controls=MOD-006 -o attestations/a.json
if git commit -qm "a model" 2>"$WORK/err"; then fail "a statement counts that is not in the index"; fi
git add attestations
run 0 check --staged
git commit -qm "a model" 2>"$WORK/err" || fail "what is attested stops a commit"
says "1 attested"
silent_on "count by keys of the tree"
run 0 attest withdrawal attestations/a.json --key jane --name "Jane Doe" --role Head --reason "another model" -o attestations/w.json
cp m.safetensors second.safetensors
git add -A
if git commit -qm "the same bytes" 2>"$WORK/err"; then fail "a withdrawn statement counts"; fi
says "withdrawn by Jane Doe"

# One ledger of two projects: what was signed about a file that stands in both, and a waiver of paths, is for the one that it names.
cd "$WORK"
led=$(ledger_at shared)
for p in one two; do
    mkdir -p $p/records
    printf 'pack: house\nedition: "1"\ntitle: t\nrules: [GOV-002, MOD-001]\n' >$p/house.yml
    printf 'policy: [house.yml]\n' >$p/.assay.yml
    printf 'all rights reserved\n' >$p/LICENSE
    cp "$SOURCE"/docs/example/models/scorecard.safetensors $p/
done
printf 'another file\n' >two/other.txt
run 0 record --ledger "$led" one
signer=(--ledger "$led" --name "Jane Doe" --role Head)
run 0 attest attestation one/LICENSE "${signer[@]}" --meaning approval --statement "in the register" --set controls=GOV-002
run 0 attest waiver one "${signer[@]}" --rule MOD-001 --set glob='*.safetensors' --set most=5 --until 2026-03-01 --reason "being written"
silent_on "no file here matches"
# a pattern that is of nothing here is told, and of what is in an archive nobody can say
run 0 attest waiver one "${signer[@]}" --rule MOD-001 --set glob='nothere/**' --set most=5 --until 2026-03-01 --reason "being written" --dry-run
says 'warning: no file here matches "nothere/**"'
run 0 attest waiver one "${signer[@]}" --rule MOD-001 --set glob='one/LICENCE' --set most=5 --until 2026-03-01 --reason "being written" --dry-run
says 'warning: no file here matches "one/LICENCE"'
printf x >one/a.zip
run 0 attest waiver one "${signer[@]}" --rule MOD-001 --set glob='nothere/**' --set most=5 --until 2026-03-01 --reason "being written" --dry-run
silent_on "no file here matches"
rm one/a.zip
# of TARGET RULES...: the verdicts that these rules have there, in one run
of() {
    local rule got=""
    "$ASSAY" check "$1" -q --ledger "$led" -f assessment >"$WORK/out" 2>"$WORK/err" || true
    for rule in "${@:2}"; do got+=" $(verdicts_in "$WORK/out" | sed -n "s/^$rule //p")"; done
    echo "${got# }"
}
[ "$(of one GOV-002 MOD-001)" = "attested waived" ] || fail "alone: $(of one GOV-002 MOD-001)"
run 0 record --ledger "$led" two
[ "$(of two GOV-002 MOD-001)" = "fail fail" ] || fail "of another: $(of two GOV-002 MOD-001)"
[ "$(of one GOV-002 MOD-001)" = "fail waived" ] || fail "no target named: $(of one GOV-002 MOD-001)"
run 0 attest attestation one/LICENSE one "${signer[@]}" --meaning approval --statement "in the register" --set controls=GOV-002
[ "$(of one GOV-002) $(of two GOV-002)" = "attested fail" ] || fail "named: $(of one GOV-002) $(of two GOV-002)"
