#!/usr/bin/env bash
# ledger_export.sh - what is handed to an auditor is checked by the commands of its own README, on a
# PATH without assay, and refused when a byte of it is changed.
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/integration/stamp_lib.sh"

led=$(ledger_at led)

mkdir data && printf 'a,b\n1,2\n' >data/a.csv
run 0 record data --ledger "$led"
digest=$(sha256sum data/a.csv | cut -d' ' -f1)
tsa_make tsa
run 0 ledger stamp --request q.tsq --ledger "$led"
tsa_reply tsa tsa q.tsq q.tsr
run 0 ledger stamp --add q.tsr --tsa-ca tsa/ca.pem --ledger "$led"
printf 'a,b\n1,3\n' >data/a.csv
run 0 record data --ledger "$led"
printf 'a,b\n1,4\n' >data/a.csv
run 0 record data --ledger "$led"

run 0 ledger export all --ledger "$led"
says "4 entries" "1 stamp"
silent_on "sealed value"
run 0 ledger export part --ledger "$led" --entries 2..2
says "2 entries" # the keys too
run 0 ledger export about --ledger "$led" --about "sha256:$digest"
says "2 entries"
[ -e about/entries/1.json ] || fail "not the entry about it"
run 0 ledger export all.tar --ledger "$led"
run 0 ledger export again.tar --ledger "$led"
cmp -s all.tar again.tar || fail "two exports differ"
mkdir from-tar && tar -xf all.tar -C from-tar
diff -r all from-tar/ledger-export || fail "the tar holds something else"
run 0 verify all # the whole of it is a ledger
! grep -v '^|' all/README.md | LC_ALL=C grep -nE '^.{81}' || fail "README.md is too wide"
run 2 ledger export all --ledger "$led"
says "export.exists"
run 2 ledger export none --ledger "$led" --entries 9
says "ledger.no-entry"
run 2 ledger export none --ledger "$led" --about "$(printf '%064d' 0)"
says "ledger.no-entry"
run 2 ledger export none --ledger "$led" --entries 3..x

run 0 key export
cp out log.pub.pem
clean=$(printf '%s' "$PATH" | tr ':' '\n' | grep -vxF "$(dirname "$ASSAY")" | paste -sd:)
! PATH=$clean command -v assay >/dev/null || fail "assay is on this PATH"
by_readme() { # FOLDER
    {
        echo 'set -euo pipefail'
        # shellcheck disable=SC2016 # the backquotes are those of Markdown
        sed -n '/^```sh$/,/^```$/p' "$1/README.md" | sed '/^```/d'
    } >commands.sh
    (cd "$1" && PATH=$clean bash "$WORK/commands.sh") >out 2>err
}
for folder in all part about; do
    by_readme "$folder" || fail "the commands of $folder/README.md"
    says "Signature Verified Successfully" "ALL HOLDS" "objects are what their names say"
done
by_readme all
says "these are all entries"
sed '/^$/,$d' all/checkpoints/2 >text
PATH=$clean openssl ts -verify -data text -in all/stamps/2.tsr -CAfile tsa/ca.pem >out 2>&1 || fail "the stamp"
by_readme from-tar/ledger-export 2>/dev/null && fail "without the key beside it"
cp log.pub.pem from-tar
by_readme from-tar/ledger-export || fail "the commands of the tar's README.md"

# what the auditor kept, witnesses that he knows, authorities that he trusts
run 0 key new ./w.pem
run 0 key export ./w.pem --vkey --name witness.example/w
cp out witness.vkey
run 0 key export --vkey --ledger "$led"
cp out log.vkey
run 0 ledger witness --request ask --ledger "$led"
run 0 ledger witness --sign ask --key ./w.pem --name witness.example/w --state seen --vkey "$(cat log.vkey)"
cp out answer
run 0 ledger witness --add answer --vkey "$(cat witness.vkey)" --ledger "$led"
mkdir -p visit
run 0 ledger export visit/export --ledger "$led"
cp log.pub.pem witness.vkey visit && mv visit/witness.vkey visit/witnesses
cp tsa/ca.pem visit/tsa-ca.pem
piece led checkpoints/2 >visit/kept
by_readme visit/export || fail "the commands with all that an auditor may have"
says "witness witness.example/w saw 4 entries" "Verification: OK" "Time stamp:"
sed -i '3{s/^A/B/;t;s/^./A/}' visit/kept
! by_readme visit/export || fail "another past than what was kept"
piece led checkpoints/2 >visit/kept
cp tsa/other-ca.pem visit/tsa-ca.pem
! by_readme visit/export || fail "an authority that is not trusted"
rm visit/tsa-ca.pem
sed 's/example.w+/example\/x+/' witness.vkey >visit/witnesses
! by_readme visit/export || fail "a witness that never signed"
rm visit/witnesses

# a verifier key is taken as a line or from a file; what the export brings along vouches for nothing
for vkey in log.vkey "$(cat log.vkey)"; do
    run 0 verify visit/export --vkey "$vkey"
    says "trusted  " VERIFIED
    silent_on "nobody vouches"
done
for own in "--vkey visit/export/log.vkey" "--key $(compgen -G "visit/export/keys/*")" "--vkey visit/../visit/export/log.vkey"; do
    # shellcheck disable=SC2086 # two words
    run 2 verify visit/export $own
    says "error[key.own]" "get the key from the owner of the log by another way"
    silent_on "it is an export of a ledger"
    # shellcheck disable=SC2086
    run 2 report data --ledger visit/export $own -f markdown
    says "error[key.own]"
done
printf 'log %s\nquorum none\n' "$(cat log.vkey)" >visit/export/policy
one="--proof visit/export/proofs/1.tlog-proof --entry visit/export/entries/1.entry"
cp visit/export/proofs/1.tlog-proof visit/export/entries/1.entry .
ln -s visit/export/log.vkey linked.vkey
for own in "--vkey visit/export/log.vkey" "--vkey linked.vkey" "--trust visit/export/policy"; do
    for files in "$one" "--proof 1.tlog-proof ${one#* * }" "${one% * *} --entry 1.entry"; do
        # shellcheck disable=SC2086 # several words
        run 2 verify $files $own
        says "error[key.own]"
        silent_on VERIFIED
    done
done
rm visit/export/policy
# shellcheck disable=SC2086
run 0 verify $one --vkey log.vkey
says VERIFIED
# a disk that is full in the middle: nothing is left that would pass for an export, or be in the way of the next; what
# was there before stays
tiny() { # BLOCKS PATH: no file may grow past that
    (trap '' XFSZ && ulimit -f "$1" && run 6 ledger export "$2" --ledger "$led") || exit 1
    says "error[export.write]" "then export again"
    [ ! -e "$2" ] || fail "half an export was left behind"
}
tiny 1 full/deep
tiny 1 full.tar
mkdir full/there && (trap '' XFSZ && ulimit -f 1 && run 6 ledger export full/there --ledger "$led")
[ "$(find full/there)" = full/there ] || fail "an empty folder of the user's is gone or filled"
run 0 ledger export full/there --ledger "$led"
diff -r full/there visit/export || fail "another export"
rm -r full

# a key or a policy that is not there says nothing of the export
run 2 verify visit/export --key nowhere.pem
says "error[key.missing]: nowhere.pem is no file"
silent_on "ledger.partial" "it is an export of a ledger" "is missing"
run 2 verify visit/export --trust nowhere.policy
silent_on "ledger.partial" "it is an export of a ledger"
run 2 verify visit/export --since nowhere.kept
silent_on "ledger.partial" "it is an export of a ledger"
for wrong in nowhere.vkey log.pub.pem; do
    run 2 verify visit/export --vkey $wrong
    says "error[key.format]: $wrong is no verifier key, and no file that holds one" "--vkey FILE, or --vkey"
    silent_on "it is an export of a ledger" "which it is not"
done

# every file that is changed is noticed by the commands of the README (below: by check.py alone)
(cd visit/export && find . -type f ! -name README.md ! -name check.py ! -name SHA256SUMS | sort) >files
while IFS= read -r file; do
    rm -rf visit/changed && cp -R visit/export visit/changed
    size=$(stat -c %s "visit/changed/$file")
    [ "$size" -gt 0 ] || continue
    printf 'x' | dd of="visit/changed/$file" bs=1 seek=$((size / 2)) conv=notrunc 2>/dev/null
    cmp -s "visit/changed/$file" "visit/export/$file" && continue
    ! by_readme visit/changed || fail "accepted: a change in $file"
done <files
rm -rf visit/changed

# what people read there is held to the log by assay too: a changed file is named, one that is of nothing as well
run 0 verify visit/export --key visit/log.pub.pem
says "copies for people to read"
copies=0
while IFS= read -r file; do
    case $file in ./entries/* | ./proofs/* | ./keys/* | ./log.vkey) ;; *) continue ;; esac
    cp "visit/export/$file" whole
    printf ' ' >>"visit/export/$file"
    run 5 verify visit/export --key visit/log.pub.pem
    says "${file#./}" "whose copy it should be"
    cp whole "visit/export/$file"
    copies=$((copies + 1))
done <files
[ "$copies" -gt 10 ] || fail "only $copies copies were tried"
cp whole visit/export/entries/999.json
run 5 verify visit/export --key visit/log.pub.pem
says "entries/999.json" "the copy of no entry"
rm visit/export/entries/999.json

# the log changes its key: who has the old one is led to the new one
rotated=$(ledger_at rotated)
ledger_copy led rotated
run 0 key new ./new.pem
run 0 ledger rotate --to ./new.pem --ledger "$rotated"
printf 'a,b\n1,5\n' >data/a.csv
run 0 record data --ledger "$rotated" --key ./new.pem
mkdir later
run 0 ledger export later/export --ledger "$rotated"
cp log.pub.pem later
by_readme later/export || fail "the key was changed: the old one no longer helps"
says "which was changed since" "Signature Verified Successfully"
"$ASSAY" key export ./new.pem >later/log.pub.pem
by_readme later/export || fail "the new key"
silent_on "which was changed since"
"$ASSAY" key export ./w.pem >later/log.pub.pem
! by_readme later/export || fail "accepted: a key that has to do nothing with it"

# a change anywhere is found by check.py alone, SHA256SUMS or not
refused() {
    ! python3 changed/check.py log.pub.pem >out 2>err || fail "accepted: $1"
    rm -rf changed
    cp -R part changed
}
cp -R part changed
for file in checkpoint entries/2.entry entries/2.json entries/0.entry proofs/2.tlog-proof keys/*.pem objects/sha256/*/*; do
    for path in changed/$file; do
        [ -f "$path" ] || fail "no $path"
        printf 'x' | dd of="$path" bs=1 seek=30 conv=notrunc 2>/dev/null
        cmp -s "$path" "part/${path#changed/}" || { refused "$path"; }
    done
done
run 0 key new ./other.pem
"$ASSAY" key export ./other.pem >other.pub.pem
! python3 part/check.py other.pub.pem >out 2>err || fail "accepted: another key"

# and so is what was taken away, whatever SHA256SUMS says: an object that an entry names, a tile, a copy
run 0 ledger export entire --ledger "$led"
for gone in 'objects/sha256/*/*' 'tile/entries/*.p/4' 'tile/0/*.p/4' log.vkey erased.txt 'proofs/2.*' 'entries/2.json' 'keys/*'; do
    rm -rf changed && cp -R entire changed
    path=$(cd changed && compgen -G "$gone" | head -1)
    rm "changed/$path"
    (cd changed && find . -type f ! -name SHA256SUMS -printf '%P\0' | sort -z | xargs -0 sha256sum >../sums && mv ../sums SHA256SUMS)
    refused "$path is gone"
done
rm -rf changed && cp -R entire changed
printf 'x' | dd of=changed/log.vkey bs=1 seek=12 conv=notrunc 2>/dev/null
refused "another log.vkey"
for tile in 'tile/entries/*.p/3' 'tile/entries/*.p/4' 'tile/0/*.p/2'; do
    rm -rf changed && cp -R entire changed
    path=$(compgen -G "changed/$tile")
    for letter in x y; do # one of them is not what stands there
        cmp -s "$path" "entire/${path#changed/}" || break
        printf '%s' $letter | dd of="$path" bs=1 seek=30 conv=notrunc 2>/dev/null
    done
    refused "a change in $tile"
done
rm -rf changed && cp -R entire changed
echo stray >changed/entries.txt
python3 changed/check.py log.pub.pem >out || fail "a file that is of nothing"
says "not held to the log by this program: README.md, SHA256SUMS, check.py, entries.txt, stamps/2.tsr"

# a withdrawal is signed by who may approve, and by nobody else
split=$(ledger_at split)
run 0 key new jane
run 0 ledger init --ledger "$split"
run 0 ledger admit jane --role approve --ledger "$split"
run 0 attest attestation data/a.csv --ledger "$split" --key jane --log-key default --name "Jane Doe" --role Validator --meaning review --statement "I looked."
run 0 attest withdrawal 2 --ledger "$split" --key jane --log-key default --name "Jane Doe" --role Validator --reason "It was another file."
run 0 ledger export withdrawn --ledger "$split"
python3 withdrawn/check.py log.pub.pem >out 2>err || fail "a withdrawal"
says "entry 3: withdrawal" "ALL HOLDS"

# what was erased is named as erased, and all else still holds
run 0 attest attestation data --ledger "$led" --name "Jane Doe" --role Validator --meaning review --statement "I looked."
run 0 ledger export named --ledger "$led"
says "2 sealed values are included: names and texts of people"
[ ! -s named/erased.txt ] || fail "nothing was erased"
[ "$(find named/objects -type f | wc -l)" -gt "$(find all/objects -type f | wc -l)" ] || fail "no sealed values"
run 0 ledger erase 4.name --ledger "$led" --ground "GDPR Art. 17(1)(b)" --who DPO
run 0 ledger export erased --ledger "$led"
grep -qE "^[0-9a-f]{64} named by entry 4, erased by entry 5$" erased/erased.txt || fail "not named as erased"
gone=$(cut -c1-64 erased/erased.txt)
[ -f "named/objects/sha256/${gone:0:2}/${gone:2}" ] || fail "it was not there before"
[ ! -e "erased/objects/sha256/${gone:0:2}/${gone:2}" ] || fail "it is still there"
by_readme erased || fail "the commands of erased/README.md"
says "named by entry 4, erased by entry 5" "ALL HOLDS"
# a part brings along what says why an object is gone
run 0 ledger export attested --ledger "$led" --entries 4..4
by_readme attested || fail "the commands of attested/README.md"
says "entry 5: erasure" "named by entry 4, erased by entry 5" "ALL HOLDS"
sed -i 's/erased by entry 5/erased by entry 3/' attested/erased.txt
! python3 attested/check.py log.pub.pem >out 2>err || fail "accepted: an erasure that nobody signed"

# what came back and was erased again was erased by the last who did
echo "what it rests on" >seen.txt
seen=$(sha256sum seen.txt | cut -d' ' -f1)
for ground in first second; do
    run 0 attest attestation data --ledger "$led" --name "Jane Doe" --role Validator --meaning review --statement "I looked." --evidence seen.txt
    run 0 ledger erase "$seen" --ledger "$led" --ground "$ground" --who DPO
done
run 0 ledger export twice --ledger "$led"
grep -qx "$seen named by entry 6, erased by entry 9" twice/erased.txt || fail "not erased by the last one"
by_readme twice || fail "the commands of twice/README.md"
says "ALL HOLDS"
