#!/usr/bin/env bash
# What people signed, as rules see it: statements of a ledger, releases with their gate, what is there no
# more, who works on the repository, and who outside has seen the ledger.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

# judge: one run, in $WORK/judged.json, and the verdicts of each rule in $WORK/verdicts
judge() {
    "$ASSAY" check -q -f assessment "${view[@]}" >"$WORK/judged.json" 2>"$WORK/err" || true
    verdicts_in "$WORK/judged.json" >"$WORK/verdicts"
}
# wants RULE VERDICT...: a run gives each of these rules that verdict, of one item or of all
wants() {
    judge
    while [ $# -gt 0 ]; do
        grep -qxF "$1 $2" "$WORK/verdicts" || { cp "$WORK/judged.json" "$WORK/out"; fail "$(grep "^$1 " "$WORK/verdicts"), wanted \"$2\""; }
        shift 2
    done
}
view=()

git init -q team && cd team
mkdir -p models .assay records
cp "$SOURCE"/docs/example/models/scorecard.safetensors models/m.safetensors
cat >.assay/pack.yml <<'Y'
pack: team
edition: "1"
title: what people answer for
set: {needed_attestations: [approval, validation], needed_roles: [owner]}
rules: [LED-003, LED-004, LED-005, LED-006, LED-007, SIG-001, SIG-002, SIG-003, SIG-004, CHG-001, CHG-002, CHG-004, CHG-005, VAL-001, VAL-002, GOV-002]
Y
cp -R "$SOURCE"/policies/rules .assay/rules
sed -i 's/default: \[owner, developer, validator, approver\]/default: [owner]/' .assay/rules/GOV.yml
printf 'policy: [.assay/pack.yml]\nledger: led\n' >.assay.yml
printf '.assay/rules\nled\nkeys\n' >.gitignore
git add -A && git commit -qm "a model"
export SOURCE_DATE_EPOCH=1767409445 # 2026-01-03
"$ASSAY" key new log -q >/dev/null
for who in jane ben; do "$ASSAY" key new $who -q >/dev/null; done

# without a ledger nothing passes
wants LED-003 fail CHG-004 unknown SIG-001 unknown GOV-002 fail

run 0 ledger init --ledger led --key log --origin-name ledger.example/team
for who in jane ben; do
    "$ASSAY" key export $who >$who.pub
    run 0 ledger admit $who.pub --role approve --key log --ledger led
done
rm jane.pub ben.pub
run 0 record --key log --ledger led
wants LED-003 pass LED-004 unknown LED-005 fail LED-007 fail SIG-001 fail CHG-004 not-applicable

# Jane, who did not make it, validates; Ben approves
sign() {
    run 0 attest attestation models/m.safetensors --ledger led --key "$1" --log-key log --name "$2" --role "$3" --meaning "$4" --statement "It is well."
}
sign jane "Jane Doe" "Head of Validation" validation
sign ben "Ben Roe" "Head of Models" approval
wants SIG-001 pass SIG-002 fail
says() { grep -qF "$1" "$WORK/judged.json" || fail "nowhere said: $1"; }
says "no roles file says whose key is whose"
id() { "$ASSAY" key show "$1" 2>/dev/null | grep -oE '[0-9a-f]{64}' | head -1; }
person() {
    printf -- '- {name: %s, role: %s, key: %s, may-sign: [%s], competence: exam 2025, competent-until: 2027-01-01}\n' "$@"
}
{
    printf 'record: roles\npeople:\n'
    person "Jane Doe" validator "$(openssl pkey -in "$XDG_CONFIG_HOME/assay/keys/jane.pem" -pubout -outform DER | sha256sum | cut -d' ' -f1)" validation
    person "Ben Roe" owner "$(openssl pkey -in "$XDG_CONFIG_HOME/assay/keys/ben.pem" -pubout -outform DER | sha256sum | cut -d' ' -f1)" approval
} >records/roles.yml
wants SIG-002 pass SIG-004 pass GOV-002 pass SIG-003 pass

# who committed it may not approve it

git -c user.name="Ben Roe" -c user.email=ben@example.org commit -q --allow-empty -m "nothing of the model"
wants SIG-004 pass
cp models/m.safetensors ../kept
printf ' ' >>models/m.safetensors && git add models/m.safetensors && git -c user.name="Ben Roe" commit -qm "changed"
cp ../kept models/m.safetensors && git add models/m.safetensors && git -c user.name="Cem" commit -qm "and back"
wants SIG-004 fail VAL-001 fail
says "is among the authors"
says "no validation report names this model"
cat >records/validation.yml <<Y
record: validation
subjects: [{path: models/m.safetensors, sha256: $(sha256sum models/m.safetensors | cut -d' ' -f1)}]
validator: Jane Doe
validated-on: 2026-01-02
soundness: examined
data: examined
outcomes: examined
limits: examined
monitoring: examined
conclusion: fit
findings: []
Y
wants VAL-001 pass VAL-002 pass # an empty list says that nothing was found
sed -i 's/^findings: .*/findings: [] # none/; s/^limits: .*/limits: []/' records/validation.yml
wants VAL-002 fail
says "leaves open limits"
sed -i 's/^limits: .*/limits: examined/' records/validation.yml

# who made it does not validate it: as the inventory of models says it, or the roles file, in any letters
model() {
    printf 'record: inventory\nowner: Ben Roe, head\nmodels:\n- {id: M-1, path: %s, developer: %s}\n' "$1" "$2" >records/inventory.yml
}
model models/m.safetensors "Cem"
wants VAL-001 pass
model models/m.safetensors "jane  DOE"
wants VAL-001 fail SIG-004 fail
says "validated by its developer, as the inventory of models says: Jane Doe"
says "validation by Jane Doe (entry 4): is its developer, as the inventory of models says"
model models/other.safetensors "Jane Doe"
wants VAL-001 pass
rm records/inventory.yml
cp records/roles.yml ../roles.kept
person "JANE DOE" developer "$(printf %064d 1)" authorship >>records/roles.yml
wants VAL-001 fail
says "validated by a developer, as the roles file says: Jane Doe"
says "is a developer, as the roles file says"
needs_validator() { sed -i "s/needed_roles: \[.*\]}/needed_roles: [$1]}/" .assay/pack.yml; }
needs_validator "validator, developer"
wants GOV-002 fail
says "who develops may neither validate nor approve: Jane Doe, validator"
needs_validator owner
wants GOV-002 pass
# the key must be that person's
sed "s/\(name: Jane Doe.*key: \)[0-9a-f]*/\1$(printf %064d 0)/" ../roles.kept >records/roles.yml
wants VAL-001 fail SIG-004 fail
says "signed with another key than the roles file gives to that person"
rm records/roles.yml
wants SIG-004 fail
says "there is no roles file that says who may"
# whose name was erased is no mystery: the statement stands as it was
cp -R led ../led.kept
run 0 ledger erase 4.name --ledger led --key log --ground "GDPR Art. 17(1)(b)" --who "Cem"
cp ../roles.kept records/roles.yml
wants SIG-004 fail
says '"approval by Ben Roe (entry 5): is among the authors"' # and no word of the other
rm -rf led && mv ../led.kept led
cp ../roles.kept records/roles.yml
wants VAL-001 pass

# other bytes: what was signed is not about these
printf ' ' >>models/m.safetensors
wants SIG-003 fail SIG-001 fail
cp ../kept models/m.safetensors

# the gate, a report, a release
run 0 check --record --key log --ledger led -o ../report.html --report-only
wants LED-007 pass
run 0 attest release team --ledger led --key ben --log-key log --name "Ben Roe" --role "Head of Models" --set version=1.0
wants CHG-004 fail
says "release 1.0 of entry 8: the gate said blocked"

# a release that is taken back stands in the way of none; the gate passes, and what it let pass goes out
release=$("$ASSAY" ledger log --ledger led | grep -c .)
run 0 attest rollback team --ledger led --key ben --log-key log --name "Ben Roe" --role "Head of Models" --reason "the gate was closed" --set release=$((release - 1)) --set to.sha256="$(printf %064d 0)"
wants CHG-004 not-applicable
mkdir -p .assay/trust && cp led/checkpoint .assay/trust/checkpoint
run 0 check --record --key log --ledger led -o ../report.html --fail-on critical
run 0 attest release team --ledger led --key ben --log-key log --name "Ben Roe" --role "Head of Models" --set version=1.1
wants CHG-004 pass CHG-002 not-applicable

# other bytes than those that were released want a change record, with its test and another's approval
printf ' ' >>models/m.safetensors
wants CHG-002 fail
says "other bytes than in the last release, and no change record names it"
echo "AUC 0.81" >records/test.txt
cat >records/change.yml <<Y
record: change
id: CHG-1
subjects: [{path: models/m.safetensors, sha256: $(sha256sum models/m.safetensors | cut -d' ' -f1)}]
kind: retraining
reason: new quarter
risk: low, for the method is the same
author: Cem
approver: Ben Roe
approved-on: 2026-01-02
tests: [{path: records/test.txt, sha256: $(sha256sum records/test.txt | cut -d' ' -f1), result: passed}]
back-out: release 1.1
Y
wants CHG-002 pass
echo "AUC 0.91" >records/test.txt
wants CHG-002 fail
says "records/test.txt is another file"
echo "AUC 0.81" >records/test.txt

# what was recorded and is here no more wants a word
wants LED-006 not-applicable
run 0 record --key log --ledger led
wants LED-006 fail
says "models/m.safetensors (entry"
cat >records/disposal.yml <<Y
record: disposal
removed:
  - {path: models/m.safetensors, sha256: $(sha256sum ../kept | cut -d' ' -f1), removed-on: 2026-01-02, by: Cem, reason: new quarter, store: archive}
Y
wants LED-006 pass

# a signed waiver excuses its rule for its content, and no other
run 0 attest waiver models/m.safetensors --ledger led --key ben --log-key log --name "Ben Roe" --role "Head of Models" --rule SIG-003 --reason "Jane is back on Monday" --until 2026-01-31
wants SIG-003 waived
jq -e '.waivers[] | select(.where != null and .rule == "SIG-003" and .used == 1)' "$WORK/judged.json" >/dev/null || fail "no signed waiver is told"
printf ' ' >>models/m.safetensors
wants SIG-003 fail
truncate -s -1 models/m.safetensors
view=(--ignore-waivers)
wants SIG-003 fail
view=()
wants CHG-005 pass
run 0 attest waiver models/m.safetensors --ledger led --key ben --log-key log --name "Ben Roe" --role "Head of Models" --rule SIG-004 --reason "for long" --until 2026-04-03
wants CHG-005 pass

# one over the target: by the target's name, of all as it was recorded, or by a document in it
mkdir docs && echo "we have no roles yet" >docs/memo.md
mv records/roles.yml ../roles.yml
wants GOV-002 fail
run 0 record --key log --ledger led
waive_roles() {
    run 0 attest waiver "$1" --ledger led --key ben --log-key log --name "Ben Roe" --role "Head of Models" --rule GOV-002 --reason "being chosen" --until +10d
}
waive_roles .
wants GOV-002 waived
echo "not yet" >>docs/memo.md
wants GOV-002 fail
waive_roles docs/memo.md
wants GOV-002 waived
rm docs/memo.md
wants GOV-002 fail
mv ../roles.yml records/roles.yml
rmdir docs

# a pack that allows less than when it was signed: what is too long excuses nothing
sed -i 's/^set: {/set: {waiver_days: 20, /' .assay/pack.yml
wants CHG-005 fail SIG-003 fail
says "SIG-003 (entry"
sed -i 's/waiver_days: 20, //' .assay/pack.yml
wants SIG-003 waived

# a person answers for what lies elsewhere: apart from what was measured, and for no other rule
mkdir docs && echo "who does what" >docs/roles.md
mv records/roles.yml ../roles.yml
wants GOV-002 fail
says "no roles file"
attest_roles() {
    run 0 attest attestation docs/roles.md --ledger led --key "$1" --log-key log --set controls="$2" --name "Ben Roe" --role "Head of Models" --meaning "$3" --statement "in the register of the firm" --until "$4"
}
attest_roles ben GOV-002 witness 2026-12-31
wants GOV-002 fail
attest_roles ben GOV-002 approval 2026-01-03
now=$SOURCE_DATE_EPOCH
SOURCE_DATE_EPOCH=$((now + 86400))
wants GOV-002 fail
SOURCE_DATE_EPOCH=$now
run 2 attest attestation docs/roles.md --ledger led --key ben --log-key log --set controls=SIG-001 --name "Ben Roe" --role "Head of Models" --meaning approval --statement "in the register"
grep -qF "rule SIG-001 cannot be met by a statement" "$WORK/err" || fail "signed for what cannot be attested"
attest_roles ben governance.roles approval 2026-12-31
wants GOV-002 attested
jq -e '.findings[] | select(.code == "GOV-002") | .verdict == "attested" and .verdict_before == "fail" and .blocking == false and
    .attested.by == "Ben Roe" and .attested.role == "Head of Models"' "$WORK/judged.json" >/dev/null || fail "nobody is said to have attested"
run 1 check -v
grep -qF "Ben Roe, Head of Models, 2026-01-03" "$WORK/out" || fail "a reader is not told who attested"
grep -qF "1 attested" "$WORK/out" || fail "no count of what is attested"
# and takes it back: the verdict goes back, and whoever reads it learns who did that, when and why
told=$("$ASSAY" ledger log --ledger led | tail -1 | awk '{ print $1 }')
withdraw=(attest withdrawal --ledger led --log-key log --name "Jane Doe" --role "Head of Validation" --reason "the register is of another firm")
run 2 "${withdraw[@]}" --key jane 0
grep -qF "only attestations and waivers are withdrawn" "$WORK/err" || fail "a key was withdrawn"
run 2 "${withdraw[@]}" --key jane 9999
grep -qF "the ledger has no such entry" "$WORK/err" || fail "what is not there was withdrawn"
run 2 "${withdraw[@]}" --key jane docs/roles.md
grep -qF "no file with a statement" "$WORK/err" || fail "a document was withdrawn"
run 0 "${withdraw[@]}" --key jane "$told" # what was signed for this day alone still counts
wants GOV-002 attested
run 0 "${withdraw[@]}" --key jane "$((told - 1))" "$told"
wants GOV-002 fail
says "it was attested (entry $told), which was withdrawn by Jane Doe, Head of Validation, on 2026-01-03 (entry $((told + 1))): the register is of another firm"
jq -e --arg what "entry $told" '.findings[] | select(.code == "GOV-002") | .withdrawn | .by == "Jane Doe" and .what == $what and .reason == "the register is of another firm"' "$WORK/judged.json" >/dev/null ||
    fail "the report has not who withdrew it"
fingerprint=$(jq -r '.findings[] | select(.code == "GOV-002") | .fingerprint' "$WORK/judged.json")
run 0 explain "$fingerprint"
says "was withdrawn by Jane Doe"
run 0 ledger show "$told" --ledger led
grep -qF "withdrawn by entry $((told + 1))" "$WORK/err" || fail "the entry is shown as if it counted"
run 0 ledger log --ledger led
grep -F "withdrawal" "$WORK/out" | grep -qF "entry $told" || fail "the log does not tell what is withdrawn"
run 0 verify led
# the very same statement does not count again; what is signed anew does
SOURCE_DATE_EPOCH=$((now + 1)) attest_roles ben governance.roles approval 2026-12-31
wants GOV-002 attested
# what only a person can say of a control, said by a person: never a pass
cat >>.assay/pack.yml <<'Y'
controls:
  - {framework: FDA Part 11, edition: "21 CFR 11", ref: "11.50", mark: v, demands: signed records, rules: [SIG-001], person: what it means}
  - {framework: FDA Part 11, edition: "21 CFR 11", ref: "11.300", mark: n, demands: passwords, person: that they are kept}
  - {framework: FDA Part 11, edition: "21 CFR 11", ref: "11.10(e)", mark: v, demands: a trail, rules: [LED-003], person: a clock}
Y
control() {
    jq -r --arg reference "$1" '.controls[] | select(.reference == $reference) | .verdict + " " + (.attested.by // "")' "$WORK/judged.json"
}
judge
[ "$(control 11.300)" = "unknown " ] || fail "a control that nobody speaks for is not said to be open"
attest_roles ben "FDA Part 11 11.300" approval 2026-12-31
judge
[ "$(control 11.300)" = "attested Ben Roe" ] || fail "11.300 is \"$(control 11.300)\""
[ "$(control '11.10(e)')" = "unknown " ] || fail "rules alone met what a person must say: $(control '11.10(e)')"
jq -e 'any(.controls[]; .reference == "11.10(e)" and .evidence == "pass" and .person_open)' "$WORK/judged.json" >/dev/null || fail "the report does not say that the rules are met"
attest_roles ben "fda part 11 11.10(e)" approval 2026-12-31
judge
[ "$(control '11.10(e)')" = "attested Ben Roe" ] || fail "11.10(e) is \"$(control '11.10(e)')\""
attest_roles ben "FDA Part 11 11.50" approval 2026-12-31
judge
[ "$(control 11.50)" = "fail Ben Roe" ] || fail "11.50 is \"$(control 11.50)\""
echo "somebody else" >>docs/roles.md
wants GOV-002 fail
mv ../roles.yml records/roles.yml

# a waiver is taken back too, and is told as that
run 0 attest waiver models/m.safetensors --ledger led --key ben --log-key log --name "Ben Roe" --role R --rule SIG-001 --reason x --until 2026-01-31
wants SIG-001 waived
told=$("$ASSAY" ledger log --ledger led | tail -1 | awk '{ print $1 }')
run 0 "${withdraw[@]}" --key ben "$told"
wants SIG-001 fail
jq -e --arg where "entry $told" '.waivers[] | select(.where == $where) | .state == "withdrawn" and .withdrawn.by == "Jane Doe"' "$WORK/judged.json" >/dev/null || fail "the waiver is not told as withdrawn"

# paths want a number, and it is kept to
run 2 attest waiver models/m.safetensors --ledger led --key ben --log-key log --name "Ben Roe" --role R --rule SIG-001 --reason x --until 2026-01-31 --set 'glob=models/**'
grep -qF "how many findings it excuses" "$WORK/err" || fail "paths without a number were taken"
run 0 attest waiver models/m.safetensors --ledger led --key ben --log-key log --name "Ben Roe" --role R --rule SIG-001 --reason x --until 2026-01-31 --set 'glob=models/**' --set most=1
wants SIG-001 waived
# what could never count, or would count for all, is not signed
while read -r paths most words; do
    run 2 attest waiver models/m.safetensors --ledger led --key ben --log-key log --name "Ben Roe" --role R --rule SIG-001 --reason x --until 2026-01-31 --set "glob=$paths" --set "most=$most"
    grep -q "^error.waiver[.]syntax.*$words" "$WORK/err" || fail "signed, or refused for another reason: $paths, $most"
done <<'L'
models/** 0 not of 1 to 100
** 1000000 not of 1 to 100
../** 1 no path of a target matches
/models/** 1 no path of a target matches
L
cp models/m.safetensors models/n.safetensors
wants SIG-001 "fail waived"
rm models/n.safetensors

# the release commit: signed, named, approved by another
git add -A && git -c user.name=Cem commit -qm "new quarter, CHG-1"
view=(--head)
wants CHG-001 fail
says "no tag stands at this commit"
ssh-keygen -q -t ed25519 -N '' -f ../tagger
mkdir -p .assay/trust
echo "author@example.org $(cat ../tagger.pub)" >.assay/trust/allowed-signers
git -c gpg.format=ssh -c user.signingkey=../tagger tag -s -m "release 1.2, CHG-1" v1.2
wants CHG-001 pass
git tag light
git tag -d v1.2 >/dev/null
wants CHG-001 fail
says "no tag at this commit has a signature that holds: light"
view=()

# kept checkpoints, copies, tags elsewhere
cp led/checkpoint .assay/trust/checkpoint
wants LED-004 pass
cp -R led ../copy
echo ../copy >.assay/trust/copies
wants LED-005 fail
says "nobody outside has seen the ledger"
git init -q ../public && git -C ../public commit -q --allow-empty -m "checkpoints"
run 0 ledger anchor ../public --ledger led
echo ../public >.assay/trust/anchors
wants LED-005 pass
run 0 record --key log --ledger led
wants LED-005 fail
says "no second copy agrees with it"
rm -rf ../copy && cp -R led ../copy
export SOURCE_DATE_EPOCH=1768100000 # a week on: an entry that nobody saw
wants LED-005 pass
export SOURCE_DATE_EPOCH=1768200000
wants LED-005 fail
says "that nobody outside has seen for more than 7 days"
unseen=$(jq -r '.findings[] | select(.code == "LED-005") | .fingerprint' "$WORK/judged.json")
export SOURCE_DATE_EPOCH=1768300000 # a day later it is the same finding
wants LED-005 fail
[ -n "$unseen" ] || fail "no fingerprint of LED-005"
[ "$unseen" = "$(jq -r '.findings[] | select(.code == "LED-005") | .fingerprint' "$WORK/judged.json")" ] || fail "another name on another day"
export SOURCE_DATE_EPOCH=1767409445

# another past
mv led ../led && rm -rf .assay/trust/anchors .assay/trust/copies
run 0 ledger init --ledger led --key log --origin-name ledger.example/team
run 0 record --key log --ledger led
wants LED-004 fail
says "its past was rewritten"
