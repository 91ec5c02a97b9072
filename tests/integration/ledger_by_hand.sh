#!/usr/bin/env bash
# ledger_by_hand.sh - docs/reference/ledger.md is true: its commands, taken from the page, verify a
# ledger with openssl and Python alone, and refuse one that was changed. One on a server is exported first.
. "$(dirname "$0")/lib.sh"

page="$SOURCE/docs/reference/ledger.md"
# shellcheck disable=SC2016 # the backquotes are those of Markdown
sed -n '/^```python$/,/^```$/p' "$page" | sed '/^```/d' >audit.py
{
    echo 'set -euo pipefail'
    # shellcheck disable=SC2016 # as above
    sed -n '/^```sh$/,/^```$/p' "$page" | sed '/^```/d'
} >audit.sh
[ -s audit.py ] || fail "no Python on the page"
[ "$(grep -c pkeyutl audit.sh)" = 2 ] || fail "two signatures are to be checked"

at=$(ledger_at ledger)
mkdir delivery
printf 'a,b\n1,2\n' >delivery/t.csv
run 0 record delivery --ledger "$at"
printf 'a,b\n1,3\n' >delivery/t.csv
tar -C delivery -cf delivery/more.tar t.csv
run 0 record delivery --ledger "$at"
in_folders || run 0 ledger export ledger --ledger "$at"
run 0 key export
cp out log.pub.pem
run 0 key export --vkey --ledger "$at"
grep -Eq "^$(sed -n 1p ledger/checkpoint)\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}\$" out || fail "no verifier key"

sed -i 's/audit.py ledger 1/audit.py ledger 2/' audit.sh
bash audit.sh >out 2>err || fail "the commands of the page"
says "Signature Verified Successfully" "3 entries, root" "t.csv: OK"
sed -n 1p audit.out | grep -qF "$(sed -n 3p ledger/checkpoint | base64 -d | od -An -tx1 | tr -d ' \n')" ||
    fail "another root"

refused() {
    ! bash audit.sh >out 2>err || fail "accepted: $1"
}

cp -R ledger whole
printf 'a,b\n1,2\n' >delivery/t.csv
refused "another file"
says "t.csv: FAILED"
printf 'a,b\n1,3\n' >delivery/t.csv
python3 - <<'END'
import pathlib
path = pathlib.Path("ledger/tile/entries/000.p/3")
path.write_bytes(path.read_bytes().replace(b'"payload":"ey', b'"payload":"eY', 1))
END
refused "another entry"
says "the entries are not those of the checkpoint"
rm -rf ledger && cp -R whole ledger
sed -i '2s/3/2/' ledger/checkpoint
refused "another number of entries"
rm -rf ledger && cp -R whole ledger
sed -i "3s/.*/$(sed -n 3p ledger/checkpoints/1 | sed 's|/|\\/|g')/" ledger/checkpoints/2
refused "another past"
says "history was rewritten"
rm -rf ledger && cp -R whole ledger
run 0 key new other
"$ASSAY" key export other >log.pub.pem
refused "a key of somebody else"
