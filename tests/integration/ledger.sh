#!/usr/bin/env bash
# The ledger from outside: recorded, verified, damaged file by file, wrong keys, full disk, kill -9.
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
ledger=.git/assay/ledger
[ -f "$ledger/checkpoint" ] || fail "no checkpoint"
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
run 2 key export --vkey --ledger "$WORK/none"

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

# --- each file of the ledger in turn: changed, cut, gone
cp -R "$ledger" "$WORK/whole"
(cd "$ledger" && find . -type f ! -path './state/*' | sort) >"$WORK/files"
while read -r file; do
    for how in flip cut gone; do
        target=$ledger/$file
        case $how in
        flip) python3 - "$target" <<'PY'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
data[len(data) // 2] ^= 0x20
open(sys.argv[1], "wb").write(data)
PY
            ;;
        cut) truncate -s -1 "$target" ;;
        gone) rm "$target" ;;
        esac
        code=0
        "$ASSAY" verify "$ledger" >"$WORK/out" 2>"$WORK/err" || code=$?
        [ "$code" = 5 ] || fail "$how $file: exit code $code, wanted 5"
        grep -qF "${file#./}" "$WORK/out" "$WORK/err" || fail "$how $file: not named"
        rm -rf "$ledger"
        cp -R "$WORK/whole" "$ledger"
    done
done <"$WORK/files"
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

# --- a full disk: nothing is committed, the ledger still holds
cp -R "$ledger" "$WORK/before"
code=0
(
    trap '' XFSZ
    ulimit -f 0
    exec "$ASSAY" record >/dev/null 2>"$WORK/pipe.err"
) || code=$?
[ "$code" -ne 0 ] || fail "a full disk went unnoticed"
run 0 verify "$ledger"
cmp -s "$ledger/checkpoint" "$WORK/before/checkpoint" || fail "a failed record moved the checkpoint"

# --- killed at any moment: the next run finds a ledger that holds
for i in $(seq 1 25); do
    echo "$i" >>data/table.csv
    timeout -s KILL "0.0$((i % 10))$((i / 10))" "$ASSAY" record >/dev/null 2>&1 || true
    "$ASSAY" verify "$ledger" >"$WORK/out" 2>"$WORK/err" || fail "the ledger broke in round $i"
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
run 0 record --ledger "$WORK/ledger2" --key "$WORK/closed.pem" "$WORK/folder"
ASSAY_KEY_PASSPHRASE=wrong run 2 record --ledger "$WORK/ledger2" --key "$WORK/closed.pem" "$WORK/folder"
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
