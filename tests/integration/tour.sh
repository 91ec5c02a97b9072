#!/usr/bin/env bash
# Every command of docs/tour.md is run, and what it prints is what the page says. With --update the
# page is written anew from what the commands print now.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

export SOURCE_DATE_EPOCH=1772539445 # 2026-03-03, so that dates in waivers and reports stay
mkdir -p "$HOME/keys"
# A key that everybody knows, so that the page is the same on every machine: the PKCS#8 form of an
# Ed25519 key (RFC 8410, section 7) is this prefix and 32 bytes.
seed=$(printf 'the key of the tour' | sha256sum | cut -d ' ' -f 1)
printf '302e020100300506032b657004220420%s' "$seed" | python3 -c '
import sys
sys.stdout.buffer.write(bytes.fromhex(sys.stdin.read()))' |
    openssl pkey -inform DER -out "$HOME/keys/default.pem"
chmod 700 "$HOME/keys"
chmod 600 "$HOME/keys/default.pem"
export ASSAY_KEY_DIR="$HOME/keys" SOURCE
python3 "$SOURCE/tests/integration/tour.py" "$SOURCE/docs/tour.md" "$@"
