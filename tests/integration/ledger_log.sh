#!/usr/bin/env bash
# `assay ledger`: init, log, keys, show and prove on a real ledger.
. "$(dirname "$0")/lib.sh"

led=$(ledger_at led)
mkdir data && printf 'a,b\n1,2\n' >data/a.csv

# makes a ledger once
run 0 ledger init --ledger "$led" --origin-name ledger.example.org/team
says "ledger.example.org/team+"
run 2 ledger init --ledger "$led"
says "ledger.exists"

# lists entries, newest last, each by a key that may sign it
run 0 record --ledger "$led" data
run 0 ledger log --ledger "$led"
[ "$(wc -l <out)" -eq 2 ] || fail "not two lines"
says "ledger-key"
says "inventory"
silent_on "NOT BY"

# shows an entry by number and by digest
run 0 ledger show 1 --ledger "$led"
digest=$(sha256sum data/a.csv | cut -d' ' -f1)
says "$digest"
cp out by-number
run 0 ledger show "sha256:$digest" --ledger "$led"
cmp -s out by-number || fail "another entry"
run 2 ledger show 7 --ledger "$led"
says "ledger.no-entry"
run 2 ledger show deadbeef --ledger "$led"
says "ledger.no-entry"

# names the keys with their roles
run 0 ledger keys --ledger "$led"
says "approve,entry,log"

# writes a proof beside the bytes that it is about
run 0 ledger prove 1 --ledger "$led" -o 1.tlog-proof
grep -qx "c2sp.org/tlog-proof@v1" 1.tlog-proof || fail "no proof"
[ -s 1.tlog-proof.entry ] || fail "no entry"

# refuses a key that cannot sign checkpoints, and says what to do
"$ASSAY" key new --algorithm ecdsa-p256 ./p256.pem >/dev/null
run 2 ledger init --ledger "$(ledger_at other)" --key ./p256.pem
says "key.algorithm"
