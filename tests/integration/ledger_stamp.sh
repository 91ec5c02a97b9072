#!/usr/bin/env bash
# ledger_stamp.sh - time stamps over checkpoints, by an authority of one's own.
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/integration/stamp_lib.sh"

led=$(ledger_at led)

tsa_make tsa
mkdir data && printf 'a\n' >data/a.csv
run 0 record data --ledger "$led"
run 0 ledger stamp --request 2.tsq --ledger "$led"
says "curl"
openssl ts -query -in 2.tsq -text 2>/dev/null | grep -q "Certificate required: yes" || fail "no certificates are asked for"
tsa_reply tsa tsa 2.tsq 2.tsr
printf 'b\n' >data/a.csv
run 0 record data --ledger "$led" # the stamp is about the checkpoint before
run 0 ledger stamp --add 2.tsr --request 2.tsq --tsa-ca tsa/ca.pem --ledger "$led"
says "2 entries were there at" "CN=tsa.example"
piece led stamps/2.tsr | cmp -s 2.tsr - || fail "another answer is kept"

# others accept what is kept
piece led checkpoints/2 | sed '/^$/,$d' >text
openssl ts -verify -data text -in 2.tsr -CAfile tsa/ca.pem >out 2>&1 || fail "openssl refuses it"

run 0 verify "$led" --tsa-ca tsa/ca.pem
says "stamped  2 entries were there at" VERIFIED
run 5 verify "$led" --tsa-ca tsa/other-ca.pem
says "stamp.authority"

# the right reasons
run 5 ledger stamp --add 2.tsr --request 2.tsq --tsa-ca tsa/other-ca.pem --ledger "$led"
says "stamp.authority"
run 0 ledger stamp --request 3.tsq --ledger "$led"
run 5 ledger stamp --add 2.tsr --request 3.tsq --tsa-ca tsa/ca.pem --ledger "$led"
says "stamp.nonce"
tsa_reply tsa old 3.tsq old.tsr
run 5 ledger stamp --add old.tsr --tsa-ca tsa/ca.pem --ledger "$led"
says "stamp.expired"
tsa_reply tsa early 3.tsq early.tsr
run 5 ledger stamp --add early.tsr --tsa-ca tsa/ca.pem --ledger "$led"
says "stamp.expired" "not yet valid"
tsa_reply tsa tsa 3.tsq 3.tsr
tsa_misuse tsa signer 3.tsr misused.tsr
run 5 ledger stamp --add misused.tsr --tsa-ca tsa/ca.pem --ledger "$led"
says "stamp.purpose"
openssl ts -query -data data/a.csv -sha256 -cert -out alien.tsq 2>/dev/null
tsa_reply tsa tsa alien.tsq alien.tsr
run 5 ledger stamp --add alien.tsr --tsa-ca tsa/ca.pem --ledger "$led"
says "stamp.checkpoint"
run 2 ledger stamp --add 3.tsr --tsa-ca text --ledger "$led"
says "stamp.authorities"
run 5 ledger stamp --add text --tsa-ca tsa/ca.pem --ledger "$led"
says "stamp.format"
[ "$(pieces led stamps/)" = stamps/2.tsr ] || fail "what was refused is kept"

# a stamp moved to another size
piece_put led stamps/3.tsr <2.tsr
run 5 verify "$led" --tsa-ca tsa/ca.pem
says "stamp.imprint" "stamped  2 entries"
piece_drop led stamps/3.tsr
run 0 verify "$led" --tsa-ca tsa/ca.pem
