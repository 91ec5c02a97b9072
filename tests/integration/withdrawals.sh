#!/usr/bin/env bash
# A withdrawal that cannot be read or verified never lets count again what it took back.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

git init -q team && cd team
mkdir -p models .assay/trust/keys attestations
cp "$SOURCE"/docs/example/models/scorecard.safetensors models/m.safetensors
cp -R "$SOURCE"/policies/rules .assay/rules
cat >.assay/pack.yml <<'Y'
pack: team
edition: "1"
title: what people answer for
rules: [SIG-001, SIG-003, GOV-002]
Y
printf 'policy: [.assay/pack.yml]\n' >.assay.yml
printf '.assay/rules\n' >.gitignore
export SOURCE_DATE_EPOCH=1767409445
for who in jane ben mallory; do "$ASSAY" key new $who -q >/dev/null; done
trust() { "$ASSAY" key export "$1" >".assay/trust/keys/$1.pem"; }
trust jane
trust ben

# judged CODE RULE VERDICT WORDS...: check, with nothing that blocks, ends so, and the rule has that verdict
judged() {
    local code=$1 rule=$2 want=$3 got
    shift 3
    run "$code" check -q -f assessment --fail-on critical "$@"
    got=$(verdicts_in "$WORK/out" | sed -n "s/^$rule //p")
    [ "$got" != not-applicable ] || got=""
    [ "$got" = "$want" ] || fail "$rule is \"$got\", wanted \"$want\""
}
# gaps ID PATH...: these are all that the run had of this id
gaps() {
    local id=$1 got
    shift
    got=$({ grep -oE "\"id\":\"$id\"(,\"path\":\[[^]]*\])?" "$WORK/out" || true; } |
        sed -E 's/^[^,]*$/-/; s/.*"([^"]*)"\]$/\1/' | paste -sd ' ')
    [ "$got" = "$*" ] || fail "gaps of $id are \"$got\", wanted \"$*\""
}
approve() { run 0 attest attestation "$1" --key "$2" --name "Jane Doe" --role Head --meaning approval --statement "It is well." "${@:3}"; }
withdraw() { run 0 attest withdrawal "$1" --key "$2" --name "Ben Roe" --role Head --reason "another model" "${@:3}"; }

approve models/m.safetensors jane -o attestations/a.json
judged 0 SIG-001 pass
withdraw attestations/a.json ben -o attestations/w.json
judged 0 SIG-001 fail
git add -A && git commit -qm "approved, and taken back"
cp attestations/w.json ../w.json

# the key of who took it back counts no more: nobody can tell, and that is said, quietly or not
rm .assay/trust/keys/ben.pem
judged 3 SIG-001 unknown
gaps attestation.unverified attestations/w.json
run 3 check -q --fail-on critical
says "attestation.unverified" "attestations/w.json"
run 0 check -q --fail-on critical --allow-gap attestation.unverified
run 0 explain attestation.unverified
trust ben
judged 0 SIG-001 fail

# whatever it is called, and whatever folder it was put into
for name in w.JSON w.json.bak .w.json w old/w.json old/deeper/w.txt; do
    mkdir -p "attestations/$(dirname "$name")"
    mv attestations/w.json "attestations/$name"
    judged 0 SIG-001 fail
    mv "attestations/$name" attestations/w.json
done
rm -r attestations/old
# an approval counts in the folder itself alone
mkdir attestations/old && mv attestations/a.json attestations/old/a.json && rm attestations/w.json
judged 0 SIG-001 unknown
mv attestations/old/a.json attestations/a.json && rmdir attestations/old && cp ../w.json attestations/w.json

# damaged, cut short, emptied, or no file any more
damage() {
    rm -rf attestations/w.json
    case $1 in
    short) head -c 300 ../w.json >attestations/w.json ;;
    empty) : >attestations/w.json ;;
    marked) printf '\xef\xbb\xbf' | cat - ../w.json >attestations/w.json ;;
    payload) jq -c '.payload |= .[8:]' ../w.json >attestations/w.json ;;
    base64) jq -c '.payload |= "!" + .' ../w.json >attestations/w.json ;;
    unsigned) jq -c '.signatures = []' ../w.json >attestations/w.json ;;
    version) jq -c '.payload |= (@base64d | sub("withdrawal/v1"; "withdrawal/v2") | @base64)' ../w.json >attestations/w.json ;;
    reason) jq -c '.payload |= (@base64d | sub("\"reason\""; "\"because\"") | @base64)' ../w.json >attestations/w.json ;;
    link) ln -s ../../w.json attestations/w.json ;;
    dangling) ln -s nowhere attestations/w.json ;;
    pipe) mkfifo attestations/w.json ;;
    pointer) printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 9\n' 0 >attestations/w.json ;;
    esac
}
for how in short empty marked payload base64 unsigned version link dangling pipe pointer; do
    damage $how
    judged 3 SIG-001 pass
    gaps attestation.unread attestations/w.json
done
jq -r '.inventory.gaps // .gaps | .[].why' "$WORK/out" | grep -q "pointer of git-lfs, whose content is not here: git lfs pull" || fail "the pointer is not told"
damage reason
judged 3 SIG-001 unknown
gaps attestation.unread attestations/w.json
head -c 300 ../w.json >attestations/w.bak && cp ../w.json attestations/w.json
judged 3 SIG-001 fail
gaps attestation.unread attestations/w.bak
rm attestations/w.bak
for part in '.signatures[0].sig = ([range(86) | "A"] | join("") + "==")' '.payloadType = "application/json"' \
    '.payload |= (@base64d | sub("another"; "no") | @base64)'; do
    jq -c "$part" ../w.json >attestations/w.json
    judged 3 SIG-001 unknown
    gaps attestation.unverified attestations/w.json
done
if [ "$(id -u)" -ne 0 ]; then
    cp ../w.json attestations/w.json && chmod 0 attestations/w.json
    judged 3 SIG-001 pass
    chmod 644 attestations/w.json
fi
# the folder itself
mv attestations ../attestations && ln -s ../attestations attestations
judged 3 SIG-001 unknown
gaps attestation.unread attestations
rm attestations && mv ../attestations attestations && cp ../w.json attestations/w.json

# what is none by the look of it is passed over: notes, evidence, statements and documents of others
echo "# who signed what" >attestations/README.md
printf '%%PDF-1.7\n' >attestations/report.pdf
: >attestations/.gitkeep
echo '{"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json"}' >attestations/bundle.json
jq -c '.payload |= (@base64d | sub("urn:assay:predicate/withdrawal/v1"; "https://slsa.dev/provenance/v1") | @base64)' ../w.json >attestations/build.intoto.jsonl
judged 0 SIG-001 fail
# one envelope on a line, as in-toto bundles have them
rm attestations/w.json && cat ../w.json >>attestations/build.intoto.jsonl
judged 0 SIG-001 fail
head -c 300 ../w.json >>attestations/build.intoto.jsonl
judged 3 SIG-001 fail
rm attestations/build.intoto.jsonl attestations/bundle.json attestations/report.pdf attestations/README.md attestations/.gitkeep

# a stranger may stop a run, seen by all, and lifts nothing
withdraw attestations/a.json mallory -o attestations/w.json
judged 3 SIG-001 unknown
gaps attestation.unverified attestations/w.json
printf ' ' >>models/m.safetensors
judged 3 SIG-003 fail
truncate -s -1 models/m.safetensors
cp ../w.json attestations/v.json
judged 0 SIG-001 fail # it is settled by who may
rm attestations/v.json
withdraw "sha256:$(printf %064d 7)" mallory -o attestations/w.json
judged 0 SIG-001 pass # it names nothing that counts
run 0 check --fail-on critical
says "attestations/w.json: no trusted key signed this withdrawal"
rm attestations/w.json
echo 'who does what' >register.md
approve register.md jane --set controls=GOV-002 -o attestations/r.json
judged 0 GOV-002 attested
withdraw attestations/r.json mallory -o attestations/x.json
judged 3 GOV-002 fail
says "; it was attested (attestations/r.json), and whether that was withdrawn is not known (attestations/x.json)"
gaps attestation.unverified attestations/x.json
# of what is past its end nobody has to know it
rm attestations/r.json attestations/x.json
approve register.md jane --set controls=GOV-002 --until 2026-01-10 -o attestations/r.json
withdraw attestations/r.json mallory -o attestations/x.json
judged 3 GOV-002 fail
gaps attestation.unverified attestations/x.json
SOURCE_DATE_EPOCH=1768500000 judged 0 GOV-002 fail
gaps attestation.unverified
rm attestations/r.json attestations/x.json register.md
git checkout -q .
[ -z "$(git status --porcelain)" ] || fail "the tree is not as it was"

# a view of git has the files of its commit, or of the index: not what happens to lie on disk
rm attestations/w.json
judged 0 SIG-001 pass
judged 0 SIG-001 fail --head
judged 0 SIG-001 fail --commit HEAD
git checkout -q . && git rm -q attestations/w.json && git commit -qm "left out"
cp ../w.json attestations/w.json
judged 0 SIG-001 fail
judged 0 SIG-001 pass --head
judged 0 SIG-001 fail --commit HEAD~1
head -c 300 ../w.json >attestations/w.json
judged 3 SIG-001 pass
judged 0 SIG-001 pass --head
judged 0 SIG-001 pass --history
git add attestations/w.json
printf ' ' >>.gitignore && git add .gitignore
judged 3 SIG-001 "" --staged
gaps attestation.unread attestations/w.json
cp ../w.json attestations/w.json
judged 3 SIG-001 "" --staged
git commit -qm "damaged" && git add attestations/w.json
judged 0 SIG-001 "" --staged
judged 3 SIG-001 pass --head
judged 3 SIG-001 "" --range HEAD~1..HEAD
gaps attestation.unread attestations/w.json
git commit -qm "mended"
judged 0 SIG-001 "" --range HEAD~2..HEAD
ln -s ../../w.json attestations/z.json && git add -A && git commit -qm "a link"
judged 3 SIG-001 fail --head
gaps attestation.unread attestations/z.json
git rm -q attestations/z.json && printf 'attestations/\n' >.assayignore && git add -A && git commit -qm "not examined"
judged 0 SIG-001 fail
judged 0 SIG-001 fail --head
git clone -q --bare . ../bare.git
"$ASSAY" check ../bare.git -q -f assessment --head -c .assay.yml >"$WORK/out" 2>"$WORK/err" || true
jq -e '.rules[] | select(.code == "SIG-001") | .verdicts | .fail == 1 or .unknown == 1' "$WORK/out" >/dev/null || fail "a bare repository was read without its withdrawal"
git rm -q --cached .assayignore && rm .assayignore && git commit -qm "examined"
object=$(git rev-parse HEAD:attestations/w.json)
rm -f ".git/objects/${object:0:2}/${object:2}"
code=0
"$ASSAY" check -q -f assessment --head --fail-on critical >"$WORK/out" 2>"$WORK/err" || code=$?
[ "$code" = 3 ] || fail "an object that is not there: exit code $code"
gaps attestation.unread attestations/w.json
git hash-object -w attestations/w.json >/dev/null
judged 0 SIG-001 fail --head

# --config-from: what the receiving side cannot read of its own is told, too
git branch -f kept
git rm -q attestations/w.json && git commit -qm "left out"
judged 0 SIG-001 pass --head
judged 0 SIG-001 fail --head --config-from kept
git checkout -q kept && git mv attestations/w.json attestations/w.JSON && git commit -qm "renamed"
git checkout -q main
judged 0 SIG-001 fail --head --config-from kept
git checkout -q kept && head -c 300 ../w.json >attestations/w.JSON && git commit -qam "damaged"
git checkout -q main
judged 3 SIG-001 pass --head --config-from kept
gaps attestation.unread attestations/w.JSON

# In a ledger: of Jane's approval in a file, Ben says that it counts no more, and then his key is stolen.
cd "$WORK"
git clone -q team books && cd books && mkdir -p attestations .assay && cp -R "$SOURCE"/policies/rules .assay/rules
printf 'policy: [.assay/pack.yml]\nledger: ../led\n' >.assay.yml
"$ASSAY" key new log -q >/dev/null
run 0 ledger init --ledger ../led --key log --origin-name ledger.example/team
for who in jane ben; do
    "$ASSAY" key export $who >../$who.pub
    run 0 ledger admit ../$who.pub --role approve --key log --ledger ../led
done
run 0 record --key log --ledger ../led
trust jane
rm -f attestations/w.json .assay/trust/keys/ben.pem
judged 0 SIG-001 pass
id_of() { openssl pkey -pubin -in "../$1.pub" -outform DER | sha256sum | cut -d' ' -f1; }
size() { "$ASSAY" ledger log --ledger ../led | grep -c .; }
book() { run 0 attest "$@" --ledger ../led --log-key log; }
take_back() { book withdrawal "$1" --key "$2" --name "Ben Roe" --role Head --reason "another model" "${@:3}"; }
by=$(size)
take_back attestations/a.json ben
judged 0 SIG-001 fail
cp -R ../led ../led.whole
run 0 ledger retire "$(id_of ben)" --ledger ../led --key log --reason "left"
judged 0 SIG-001 fail # what he took back while he might stays so
run 5 attest withdrawal attestations/a.json --key ben --ledger ../led --log-key log --name "Ben Roe" --role Head --reason again
says "key.role"
rm -r ../led && cp -R ../led.whole ../led
run 0 ledger revoke "$(id_of ben)" --ledger ../led --key log --reason "stolen" --since "$by"
judged 3 SIG-001 unknown
gaps attestation.unverified -
says "entry $by: no key that counts signed this withdrawal: whether attestations/a.json still counts is not known"
rm -r ../led && mv ../led.whole ../led

# a withdrawal names bytes: no other statement, no entry of another ledger, no withdrawal
rm attestations/a.json
judged 0 SIG-001 fail
told=$(size)
book attestation models/m.safetensors --key jane --name "Jane Doe" --role Head --meaning approval --statement "It is well."
judged 0 SIG-001 pass
SOURCE_DATE_EPOCH=1735689600 take_back "$told" ben # dated a year before what it takes back
judged 0 SIG-001 fail
run 0 ledger show "$told" --ledger ../led
says "withdrawn by entry $((told + 1))"
run 2 attest withdrawal "$((told + 1))" --key jane --ledger ../led --log-key log --name "Jane Doe" --role Head --reason "it is well after all"
says "only attestations and waivers are withdrawn" "a withdrawal stays: sign what it took back anew, and that counts"
run 2 attest withdrawal ../w.json --key jane --name "Jane Doe" --role Head --reason no -o ../no.json
says "a withdrawal stays"
payload() { "$ASSAY" ledger show "$1" --ledger ../led 2>/dev/null | head -c -1 | sha256sum | cut -d' ' -f1; }
take_back "sha256:$(payload "$((told + 1))")" jane # by its digest, which nobody looks up
judged 0 SIG-001 fail
run 0 ledger show "$((told + 1))" --ledger ../led
silent_on "withdrawn by"
SOURCE_DATE_EPOCH=1767409500 book attestation models/m.safetensors --key jane --name "Jane Doe" --role Head --meaning approval --statement "It is well."
judged 0 SIG-001 pass
again=$(($(size) - 1))
run 0 ledger show "$again" --ledger ../led
silent_on "withdrawn by"

# carried into another ledger, where that number is another's
run 0 ledger init --ledger ../other --key log --origin-name ledger.example/other
for who in jane ben; do run 0 ledger admit ../$who.pub --role approve --key log --ledger ../other; done
run 0 record --key log --ledger ../other
while [ "$("$ASSAY" ledger log --ledger ../other | grep -c .)" -lt "$told" ]; do
    run 0 attest waiver models/m.safetensors --ledger ../other --key ben --log-key log --name "Ben Roe" --role R --rule GOV-002 --reason x --until +20d
done
run 0 attest attestation models/m.safetensors --ledger ../other --key jane --log-key log --name "Jane Doe" --role Lead --meaning approval --statement "Another."
run 0 attest withdrawal "sha256:$(payload "$told")" --ledger ../other --key ben --log-key log --name "Ben Roe" --role Head --reason "another model" --set "entry=$told"
judged 0 SIG-001 pass --ledger ../other
run 0 ledger show "$told" --ledger ../other
silent_on "withdrawn by"
# and as a file into another repository: it takes back the statement that it names, where that stands
run 0 attest attestation models/m.safetensors --key jane --name "Jane Doe" --role Lead --meaning approval --statement "In a file." -o attestations/b.json
cp ../w.json attestations/w.json && trust ben
judged 0 SIG-001 pass --ledger ../other
rm attestations/b.json attestations/w.json

# a trace tells of the statement that is named, one or many, whatever number stands beside it
by=$(size)
for words in "First." "Second."; do
    book attestation models/m.safetensors --key jane --name "Jane Doe" --role Lead --meaning review --statement "$words"
done
run 0 attest withdrawal "$by" "$((by + 1))" --ledger ../led --key ben --log-key log --name "Ben Roe" --role Head --reason "both"
run 0 attest withdrawal "sha256:$(printf %064d 9)" --ledger ../led --key ben --log-key log --name "Ben Roe" --role Head --reason "of another ledger" --set "entry=$by"
run 0 ledger trace models/m.safetensors --ledger ../led -f json
jq -e --arg of "$by" --arg entry "$((by + 2))" '[.. | objects | select(.of? == $of) | .entry] == [$entry]' "$WORK/out" >/dev/null || fail "the trace does not tell which statement was withdrawn"

# a waiver that a stranger takes back excuses nothing, and is told as in doubt
rm -r ../other
printf 'policy: [.assay/pack.yml]\nledger: ../led\n' >.assay.yml
run 0 attest waiver models/m.safetensors --ledger ../led --key jane --log-key log --name "Jane Doe" --role R --rule SIG-001 --reason x --until +20d
told=$(($(size) - 1))
take_back "$again" ben
judged 0 SIG-001 waived
withdraw "sha256:$(payload "$told")" mallory -o attestations/m.json
judged 3 SIG-001 fail
jq -e --arg where "entry $told" '.waivers[] | select(.where == $where) | .state == "in-doubt"' "$WORK/out" >/dev/null || fail "the waiver is not told as in doubt"
gaps attestation.unverified attestations/m.json

# of a key that was stolen before, the entry tells as much
by=$(size)
book attestation models/m.safetensors --key jane --name "Jane Doe" --role Lead --meaning review --statement "Read."
take_back "$by" ben
run 0 ledger show "$by" --ledger ../led
says "withdrawn by entry $((by + 1)): it counts no more"
run 0 ledger revoke "$(id_of ben)" --ledger ../led --key log --reason "stolen" --since "$((by + 1))"
run 0 ledger show "$by" --ledger ../led
says "withdrawn by entry $((by + 1)), whose signature does not hold: whether it counts is not known"

# a tree by itself, an index that keeps folders closed, a submodule in place of the folder
cd "$WORK/team"
git checkout -q main && git branch -qD kept
mkdir -p attestations data && head -c 300 ../w.json >attestations/w.json && echo a,b >data/x.csv
git add -A && git commit -qm "damaged, and data"
judged 3 SIG-001 pass --commit HEAD:
gaps attestation.unread attestations/w.json
git sparse-checkout init --cone --sparse-index && git sparse-checkout set data .assay
git ls-files --sparse | grep -qx attestations/ || fail "the index is not sparse"
echo 1,2 >>data/x.csv && git add data
judged 3 SIG-001 "" --staged
gaps attestation.unread attestations/w.json
git sparse-checkout disable && git reset -q --hard
git init -q ../statements && git -C ../statements commit -q --allow-empty -m "of its own"
git rm -rq attestations && git -c protocol.file.allow=always submodule --quiet add ../statements attestations 2>/dev/null
git commit -qm "a submodule"
judged 3 SIG-001 unknown --head --allow-gap git.submodule-skipped
gaps attestation.unread attestations
judged 0 SIG-001 unknown --allow-gap git.submodule-skipped # on disk it is a folder like any other
