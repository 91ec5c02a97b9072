#!/usr/bin/env bash
# ledger_tampered.sh - an export that was changed in any way is refused by its own check.py.
. "$(dirname "$0")/lib.sh"

led=$(ledger_at led)

mkdir data && printf 'a,b\n1,2\n' >data/a.csv
run 0 record data --ledger "$led"
run 0 attest attestation data/a.csv --ledger "$led" --name "Jane Doe" --role Validator --meaning review --statement "I looked."
run 0 ledger erase 2.name --ledger "$led" --ground "GDPR Art. 17(1)(b)" --who DPO
run 0 ledger export export --ledger "$led" --without-sealed # as much as an export may lack
run 0 key export
cp out log.pub.pem
python3 export/check.py log.pub.pem >out || fail "as it was made"
says "ALL HOLDS, but 2 sealed values were withheld"
python3 "$SOURCE/tests/integration/ledger_tampered.py" export log.pub.pem >out 2>err || fail "changes that were accepted"
