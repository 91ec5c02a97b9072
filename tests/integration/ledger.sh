#!/usr/bin/env bash
# The ledger from outside: recorded, verified, damaged piece by piece, wrong keys, full disk, kill -9.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

git init -q repo
cd repo
mkdir data
printf 'id,score\n1,2\n3,4\n' >data/table.csv
printf 'id,score\n5,6\n' >data/more.csv
git add -A
git commit -qm data

run 2 verify
says "assay record"
run 0 record
says "recorded" "2 data sets" "(new)"
key=$HOME/.config/assay/keys/default.pem
[ "$(stat -c %a "$key")" = 600 ] || fail "the key has mode $(stat -c %a "$key")"
[ -f .git/assay/ledger/checkpoint ] || fail "no checkpoint"
run 0 verify

# --- from here on where this run keeps its ledgers
ASSAY_LEDGER=$(ledger_at led)
export ASSAY_LEDGER
run 2 verify
says ledger.missing
run 0 record
says "recorded" "2 data sets"
run 0 verify
says VERIFIED "holds" "nobody vouches for that key" "VERIFIED, but nobody vouches for the key"
run 0 verify -q
[ "$(tail -1 "$WORK/out")" = "VERIFIED, but nobody vouches for the key" ] || fail "a verdict that promises too much"
"$ASSAY" key export >"$WORK/own.pub.pem"
run 0 verify --key "$WORK/own.pub.pem"
silent_on "nobody vouches"
run 0 verify --vkey "$("$ASSAY" key export --vkey)"
silent_on "nobody vouches"
run 0 record
says "unchanged"
run 0 key export --vkey
says "assay.local/"
# the key that is named, and none that does not sign this ledger
own=$(cat "$WORK/out")
run 0 key export default --vkey
[ "$(cat "$WORK/out")" = "$own" ] || fail "another line than that of the log"
run 2 key export nosuch --vkey
says "error[key.missing]" "nosuch.pem"
run 0 key new other
run 2 key export other --vkey
says "error[ledger.other-key]: other is key" "assay key export --vkey"
run 2 key export --vkey --ledger "$(ledger_at none)"

# --- a clone of another name, or the folder renamed, still is what was recorded
mv ../repo ../renamed
cd ../renamed
run 0 verify
mv ../renamed ../repo
cd ../repo

# --- content: changed, missing, new are told apart
printf 'id,score\n1,99\n' >data/table.csv
rm data/more.csv
echo new >data/new.txt
run 5 verify
says "changed  data/table.csv" "missing  data/more.csv" "new      data/new.txt" CHANGED
git checkout -q data
rm data/new.txt
run 0 verify

# --- each piece of the ledger in turn: changed, cut, gone
flip() { python3 -c 'import sys
data = bytearray(sys.stdin.buffer.read())
data[len(data) // 2] ^= 0x20
sys.stdout.buffer.write(data)'; }
ledger_copy led whole
while read -r piece; do
    for how in flip cut gone; do
        case $how in
        flip) piece whole "$piece" | flip | piece_put led "$piece" ;;
        cut) piece whole "$piece" | head -c -1 | piece_put led "$piece" ;;
        gone) piece_drop led "$piece" ;;
        esac
        code=0
        "$ASSAY" verify "$ASSAY_LEDGER" >"$WORK/out" 2>"$WORK/err" || code=$?
        [ "$code" = 5 ] || fail "$how $piece: exit code $code, wanted 5"
        grep -qF "$piece" "$WORK/out" "$WORK/err" || fail "$how $piece: not named"
        ledger_copy whole led
    done
done < <(pieces led)
run 0 verify

# --- a wrong key
run 0 key new "$WORK/other.pem"
openssl pkey -in "$WORK/other.pem" -pubout -out "$WORK/other.pub.pem"
"$ASSAY" key export >"$WORK/own.pub.pem"
run 5 verify --key "$WORK/other.pub.pem"
run 0 verify --key "$WORK/own.pub.pem"
says "(trusted)"
echo more >>data/table.csv
run 5 record --key "$WORK/other.pem"
chmod 644 "$WORK/other.pem"
run 5 record --key "$WORK/other.pem"
says "chmod 600"
chmod 600 "$WORK/own.pub.pem"
run 2 record --key "$WORK/own.pub.pem"

# --- the published head is gone: its owner's next record puts back what was signed last, as the advice says
run 0 record # of what was changed above
before=$(ledger_sum led)
piece_drop led checkpoint
run 5 verify "$ASSAY_LEDGER"
says "checkpoint: the file is missing" "do:    assay record, by its owner (publishes the newest signed size again)"
run 5 record --key "$WORK/other.pem"
run 0 record
says "unchanged since entry"
[ "$(ledger_sum led)" = "$before" ] || fail "another head than before"
run 0 verify "$ASSAY_LEDGER"

# --- a full disk: nothing is committed, the ledger still holds
if in_folders; then
    before=$(ledger_sum led) code=0
    (
        trap '' XFSZ
        ulimit -f 0
        exec "$ASSAY" record >/dev/null 2>"$WORK/pipe.err"
    ) || code=$?
    [ "$code" -ne 0 ] || fail "a full disk went unnoticed"
    run 0 verify "$ASSAY_LEDGER"
    [ "$(ledger_sum led)" = "$before" ] || fail "a failed record changed the ledger"
fi

# --- killed at any moment: the next run finds a ledger that holds
for i in $(seq 1 25); do
    echo "$i" >>data/table.csv
    { timeout -s KILL "0.0$((i % 10))$((i / 10))" "$ASSAY" record >/dev/null || true; } 2>/dev/null
    "$ASSAY" verify "$ASSAY_LEDGER" >"$WORK/out" 2>"$WORK/err" || fail "the ledger broke in round $i"
done
run 0 record
run 0 verify
says VERIFIED

# --- a passphrase
export ASSAY_KEY_PASSPHRASE="correct horse"
run 0 key new "$WORK/closed.pem"
grep -q "ENCRYPTED PRIVATE KEY" "$WORK/closed.pem" || fail "the key is not encrypted"
mkdir "$WORK/folder"
echo text >"$WORK/folder/a.txt"
ledger2=$(ledger_at ledger2)
run 0 record --ledger "$ledger2" --key "$WORK/closed.pem" "$WORK/folder"
ASSAY_KEY_PASSPHRASE=wrong run 2 record --ledger "$ledger2" --key "$WORK/closed.pem" "$WORK/folder"
says "passphrase"

# --- what cannot be read is neither gone nor verified
unset ASSAY_KEY_PASSPHRASE
git init -q "$WORK/unread"
cd "$WORK/unread"
printf 'id,score\n1,2\n' >table.csv
echo text >other.txt
git add -A
git commit -qm one
run 0 record --head
run 0 verify --head
says VERIFIED
blob=$(git rev-parse HEAD:table.csv)
mv ".git/objects/${blob:0:2}/${blob:2}" "$WORK/blob"
run 3 verify --head
says "unseen   table.csv" INCOMPLETE
silent_on VERIFIED missing
mv "$WORK/blob" ".git/objects/${blob:0:2}/${blob:2}"
git rm -q other.txt
git commit -qm two
run 5 verify --head
says "missing  other.txt" CHANGED
