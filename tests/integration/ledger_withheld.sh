#!/usr/bin/env bash
# ledger_withheld.sh - an export without the names and texts of people: its own check.py and the
# program say the same of it, and neither lets the list of what is withheld hide anything else.
. "$(dirname "$0")/lib.sh"

led=$(ledger_at led)

mkdir data && printf 'a,b\n1,2\n' >data/a.csv
echo "what it rests on" >seen.txt
run 0 record data --ledger "$led"
run 0 attest attestation data/a.csv --ledger "$led" --name "Jane Doe" --role Validator --meaning review --statement "I looked." --evidence seen.txt
run 0 attest attestation data/a.csv --ledger "$led" --name "Ben Roe" --role Validator --meaning review --statement "I did too."
ledger_copy led before
run 0 ledger erase 3.name --ledger "$led" --ground "GDPR Art. 17(1)(b)" --who DPO
run 0 key export
cp out log.pub.pem
said_by() { # ENTRY PYTHON: of its predicate, p
    python3 -c "import json, sys; p = json.load(open(sys.argv[1]))['predicate']; print($2)" "whole/entries/$1.json"
}

run 0 ledger export whole --ledger "$led"
[ ! -e whole/withheld.txt ] || fail "nothing was withheld"
run 0 ledger export without --ledger "$led" --without-sealed
says "4 sealed values are withheld: withheld.txt names them by digest alone" "1 object is erased"
silent_on "sealed values are included"
run 0 ledger export without.tar --ledger "$led" --without-sealed
mkdir from-tar && tar -xf without.tar -C from-tar
diff -r without from-tar/ledger-export || fail "the tar holds something else"
! grep -rE "Jane|Ben|DPO|I looked" without || fail "a name in the clear"
! grep -qE '^[A-Za-z0-9_-]+$' without/objects/sha256/*/* || fail "a disclosure"

# all that is missing is on the list, and the list has nothing else
! diff -rq whole without >differs || fail "nothing is missing"
grep -c '^Only in whole/objects' differs | grep -qx 4 || fail "not four objects are missing"
mapfile -t sealed < <(cut -c1-64 without/withheld.txt)
for digest in "${sealed[@]}"; do
    [ -f "whole/$(piece_of "$digest")" ] || fail "$digest is no object"
    [ ! -e "without/$(piece_of "$digest")" ] || fail "$digest is there all the same"
done
[ "$(wc -l <without/withheld.txt)" = 4 ] || fail "the list has other lines"
! grep -vE '^[0-9a-f]{64} named by entry [234], withheld$' without/withheld.txt || fail "lines of another form"

# held FOLDER LAST: both accept it, with that last line; refused FOLDER WHAT: neither does
held() {
    python3 "$1/check.py" log.pub.pem >said 2>err || fail "check.py refused $1"
    [ "$(tail -1 said)" = "$2" ] || fail "check.py of $1 ends with $(tail -1 said)"
    run 0 verify "$1" --key log.pub.pem
    [ "$(tail -1 out)" = "${3:-$2}" ] || fail "verify of $1 ends with $(tail -1 out)"
}
refused() {
    ! python3 "$1/check.py" log.pub.pem >out 2>err || fail "check.py accepted: $2"
    run 5 verify "$1" --key log.pub.pem
}
all="ALL HOLDS, but 4 sealed values were withheld"
held whole "ALL HOLDS" VERIFIED
held without "$all"
run 0 verify without --key log.pub.pem
says "checked  4 sealed values that were withheld, as signed entries say" VERIFIED
run 0 verify without
[ "$(tail -1 out)" = "$all" ] || fail "without a key"
says "VERIFIED, but nobody vouches for the key"
run 0 verify data --ledger without --key log.pub.pem
says "content  is what entry 1 recorded" "$all"
run 0 ledger show 2 --ledger without
says "withheld from this export"
silent_on "NOT THERE"
run 0 ledger show 3 --ledger without
says "erased, as entry 4 says" "withheld from this export"

# the commands of its own README
{
    echo 'set -euo pipefail'
    # shellcheck disable=SC2016 # the backquotes are those of Markdown
    sed -n '/^```sh$/,/^```$/p' without/README.md | sed '/^```/d'
} >commands.sh
(cd without && bash "$WORK/commands.sh") >out 2>err || fail "the commands of README.md"
says "$all" "$(head -1 without/withheld.txt)"

# handed on, as a whole or in part, it is as it was
run 0 ledger export on --ledger without
says "4 sealed values are withheld"
diff -r on without || fail "handed on, it is another"
run 0 ledger export part --ledger "$led" --without-sealed --entries 3..3
says "2 sealed values are withheld" # and that of who erased the other
python3 part/check.py log.pub.pem >out 2>err || fail "a part"
says "ALL HOLDS, but 2 sealed values were withheld"
run 0 ledger export none --ledger "$led" --without-sealed --entries 1..1
cmp -s none/withheld.txt /dev/null || fail "an empty list says that it was asked for"
python3 none/check.py log.pub.pem >out 2>err || fail "a part that seals nothing"
[ "$(tail -1 out)" = "ALL HOLDS" ] || fail "nothing was withheld from it"

# a value that is given later is held to its name
changed() {
    rm -rf changed && cp -R "${1:-without}" changed
}
give() { # DIGEST...
    local digest
    for digest; do
        mkdir -p "$(dirname "changed/$(piece_of "$digest")")" && cp "whole/$(piece_of "$digest")" "changed/$(piece_of "$digest")"
    done
}
changed
give "${sealed[@]:0:3}"
held changed "ALL HOLDS, but 1 sealed value was withheld"
give "${sealed[3]}"
held changed "ALL HOLDS" VERIFIED
cp "whole/$(piece_of "${sealed[0]}")" "changed/$(piece_of "${sealed[3]}")"
refused changed "another value under that name"
says "$(piece_of "${sealed[3]}")"

# what is missing and not on the list
changed
sed -i 1d changed/withheld.txt
refused changed "a value that is not on the list"
says "$(piece_of "${sealed[0]}")" "missing"
changed
rm changed/withheld.txt
refused changed "no list"
changed whole
rm "changed/$(piece_of "${sealed[0]}")"
refused changed "a value that is gone, and no list"

# what no list can explain: whatever is no sealed value, and what nobody sealed
names() { # DIGEST ENTRY
    echo "$1 named by entry $2, withheld" >>changed/withheld.txt
    sort -o changed/withheld.txt changed/withheld.txt
}
manifest=$(said_by 1 "p['manifest']['sha256']")
inventory=$(said_by 1 "p['inventory'].get('digest', p['inventory'])['sha256']")
evidence=$(said_by 2 "p['evidence'][0]['digest']['sha256']")
for digest in "$manifest 1" "$inventory 1" "$evidence 2"; do
    changed
    rm "changed/$(piece_of "${digest% *}")"
    # shellcheck disable=SC2086 # two words
    names $digest
    refused changed "withheld: $digest"
    changed
    # shellcheck disable=SC2086
    names $digest
    refused changed "it is there, and no sealed value: $digest"
    says withheld.txt "${digest:0:16}"
done
changed
names "$(sha256sum seen.txt | sed 's/^..../abcd/; s/ .*//')" 2
refused changed "a digest that nobody named"
for entry in 0 3 4 99; do
    changed
    sed -i "/named by entry 2,/s/entry 2/entry $entry/" changed/withheld.txt
    refused changed "sealed by entry $entry"
    says withheld.txt
done

# what is not as an export writes it
lines() { # WHAT: how, a script of sed
    changed
    sed -i "$2" changed/withheld.txt
    cmp -s changed/withheld.txt without/withheld.txt && fail "nothing was changed: $1"
    refused changed "$1"
    says withheld.txt
}
lines "a line of something else" '2s/.*/nothing of the kind/'
lines "an empty line" '2s/^/\n/'
lines "a line twice" '2p'
lines "another order" '1{h;d};2G'
lines "capitals" '1s/[a-f]/\U&/g'
lines "a number with a zero before it" '1s/entry /entry 0/'
lines "a number that is none" '1s/entry ./entry x/'
lines "no number" '1s/entry ./entry /'
lines "a number past all" '1s/entry ./entry 99999999999999999999999/'
lines "line ends of DOS" 's/$/\r/'
lines "words behind it" '1s/$/ /'
lines "a NUL" '1s/withheld/\x00ithheld/'
lines "another word" '1s/withheld/erased/'
changed
truncate -s -1 changed/withheld.txt
refused changed "the last line is cut"
changed
rm changed/withheld.txt && mkdir changed/withheld.txt
refused changed "a folder"

# an erasure that was stopped before its end: its entry alone names the digest, and the text is there
gone=$(cut -c1-64 whole/erased.txt)
piece before "$(piece_of "$gone")" | piece_put led "$(piece_of "$gone")"
run 0 ledger export stopped --ledger "$led" --entries 4..4
[ -f "stopped/$(piece_of "$gone")" ] || fail "it was not there to be handed out"
run 0 ledger export withheld --ledger "$led" --entries 4..4 --without-sealed
[ ! -e "withheld/$(piece_of "$gone")" ] || fail "it was handed out"
python3 withheld/check.py log.pub.pem >out 2>err || fail "an erasure alone"
says "ALL HOLDS, but 1 sealed value was withheld"

# what the ledger itself lost was not withheld
lost=${sealed[0]}
piece_drop led "$(piece_of "$gone")"
piece_drop led "$(piece_of "$lost")"
run 5 ledger export lost --ledger "$led" --without-sealed
says "ledger.damaged"
grep -q "^$lost named by entry [234], not in this ledger$" lost/erased.txt || fail "it is not said to be lost"
! grep -q "$lost" lost/withheld.txt || fail "it was never there to be withheld"
