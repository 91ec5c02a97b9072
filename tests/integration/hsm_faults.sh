#!/usr/bin/env bash
# hsm_faults.sh - tokens that lock themselves, are taken out or answer what is not so: SoftHSM with
# faults put in between (faulty_pkcs11.c). Each has its message and exit code, and no entry is written.
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/integration/hsm_lib.sh"

token audit
make_key audit log 01 edwards25519 --usage-sign
make_key audit entry 02 prime256v1 --usage-sign
make_key audit careful 03 prime256v1 --usage-sign --always-auth
export FAULTY_MODULE=$MODULE ASSAY_PKCS11_MODULE=$FAULTY_PKCS11 ASSAY_PKCS11_PIN=1234
mkdir data && printf 'a\n1\n' >data/a.csv
run 0 ledger init --ledger led --log-key "pkcs11:object=log" --key "pkcs11:object=entry"
cp led/checkpoint before

# fault FAULT CODE TEXT...: recording fails so, and the ledger is what it was
fault() {
    FAULTY=$1 run "$2" record data --ledger led --log-key "pkcs11:object=log" --key "pkcs11:object=entry"
    says "${@:3}" "  do:    "
    cmp -s before led/checkpoint || fail "$1: something was written"
    run 0 verify led
}

# the PIN
fault C_Login:a4 2 "error[key.pin-locked]" "the token is locked (C_Login: CKR_PIN_LOCKED)"
fault locked 2 "error[key.pin-locked]"
fault C_Login:a3 2 "error[key.pin-wrong]" "has expired"
fault C_Login:a2 2 "error[key.pin-wrong]"
fault C_Login:102 2 "error[key.token]" "has no PIN yet"
fault C_Login:50 2 "error[key.pin]" "not confirmed at the token"
ASSAY_PKCS11_PIN=9 fault final-try 2 "error[key.pin-wrong]" "locks itself at the next wrong PIN"
env -u ASSAY_PKCS11_PIN FAULTY=pad "$ASSAY" key export "pkcs11:object=log" >/dev/null || fail "pad"
(unset ASSAY_PKCS11_PIN; FAULTY=pad run 0 sign data -o "$WORK/s" --key "pkcs11:object=entry") || exit 1

# taken out, at whatever call
fault C_GetSlotList:30 6 "error[key.device]" "C_GetSlotList gave 0x30 CKR_DEVICE_ERROR"
fault C_GetTokenInfo:e0 2 "error[key.token]" "no token that is set up"
fault C_OpenSession:e0 6 "error[key.token-gone]" "C_OpenSession: CKR_TOKEN_NOT_PRESENT"
fault C_Login:32 6 "error[key.token-gone]" "C_Login: CKR_DEVICE_REMOVED"
fault C_FindObjects:32 6 "error[key.token-gone]"
fault C_GetAttributeValue:b3 6 "error[key.token-gone]" "has ended"
fault C_SignInit:32 6 "error[key.token-gone]" "C_SignInit: CKR_DEVICE_REMOVED"
fault C_Sign:32 6 "error[key.token-gone]" "C_Sign: CKR_DEVICE_REMOVED"
fault C_Sign:32:2 6 "error[key.token-gone]" # the entry was signed, the checkpoint was not

# failed, or refused by the token
fault C_Initialize:5 2 "error[key.module]" "does not start: C_Initialize gave 0x5"
fault C_OpenSession:b1 6 "error[key.device]" "others hold all sessions"
fault C_Sign:30 6 "error[key.device]" "CKR_DEVICE_ERROR"
fault C_Sign:80000001 6 "error[key.device]" "C_Sign gave 0x80000001"
fault C_SignInit:68 2 "error[key.use]"
fault may-not-sign 2 "error[key.use]" "this key may not sign"
fault C_SignInit:70 2 "error[key.mechanism]"
fault cannot-sign 2 "error[key.mechanism]" "-M"
fault C_GetMechanismInfo:70 2 "error[key.mechanism]"

# answers that are not so
fault wrong-signature 5 "error[key.signature]" "does not hold under its own public key"
fault short-signature 5 "error[key.signature]"
fault huge-signature 5 "error[key.signature]"
fault huge-point 6 "error[key.device]"
fault growing-point 6 "error[key.device]"
fault point-off-curve 2 "error[key.format]"
fault slots-without-end 6 "error[key.device]"
for how in no-list hole version; do
    fault $how 2 "error[key.module]" "no PKCS#11 module of version 2 or 3"
done
FAULTY_MODULE='' fault none 2 "error[key.module]"

# a bare point is what some modules have
FAULTY=bare-point run 0 key list "pkcs11:"
cp out bare
run 0 key list "pkcs11:"
cmp -s out bare || fail "a bare point is another key"
FAULTY=bare-point run 0 record data --ledger led --log-key "pkcs11:object=log" --key "pkcs11:object=entry"
run 0 verify led

# the token asks again for each signature: once refused, nothing is signed
FAULTY=C_Login:a0:2 run 2 sign data -o "$WORK/s" --key "pkcs11:object=careful"
says key.pin-wrong
FAULTY=none run 0 sign data -o "$WORK/s" --key "pkcs11:object=careful"
