#!/usr/bin/env bash
# Every command of docs/tour-ledger.md is run, and what it prints is what the page says; digests, keys
# and times differ, and are held to each other. With --update the page is written anew.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/integration/stamp_lib.sh"

unset ASSAY_KEY_DIR ASSAY_KEY_PASSPHRASE
tsa_make authority
# As /usr/bin/tsa answers in the page: whom the bank sends its requests to, here without a network.
mkdir bin
cat >bin/tsa <<END
#!/bin/bash
. "$SOURCE/tests/integration/stamp_lib.sh"
tsa_reply "$WORK/authority" tsa "\$1" "\$2"
END
chmod +x bin/tsa
cp authority/ca.pem tsa-ca.pem
# Debian's packages of golang.org/x/mod, without a network
export PATH="$WORK/bin:$PATH" GOCACHE="$WORK/gocache" GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS='' CGO_ENABLED=0
export SOURCE
# the sum of its table of faults
sum=$(awk -F'|' 'NF == 5 && $4 ~ /^ [0-9]+ $/ { sum += $4 } END { print sum }' "$SOURCE/docs/tour-ledger.md")
if ! grep -q "^points in all:" "$SOURCE/docs/tour-ledger.md" ||
    ! tr -d ',' <"$SOURCE/docs/tour-ledger.md" | grep -qw "says $sum"; then
    fail "the points of the table are $sum in all"
fi
python3 "$SOURCE/tests/integration/tour.py" "$SOURCE/docs/tour-ledger.md" --random "$@"
