#!/usr/bin/env bash
# keys.sh - key files: modes whatever the umask, passphrases from everywhere, names before files.
. "$(dirname "$0")/lib.sh"
HERE=$SOURCE/tests/integration
typed() { # CODE ANSWERS... -- WORDS...: assay on a terminal
    local want=$1 code=0
    shift
    python3 "$HERE/typed.py" "$@" >"$WORK/out" 2>"$WORK/err" || code=$?
    [ "$code" = "$want" ] || fail "typed $*: exit code $code, wanted $want"
}

# modes, whatever the umask; and what others could read is not used
for mask in 0000 0022 0077 0277; do
    (umask $mask && run 0 key new "./mask$mask.pem") || exit 1
    [ "$(stat -c %a "mask$mask.pem")" = 600 ] || [ $mask = 0277 ] || fail "umask $mask: mode $(stat -c %a "mask$mask.pem")"
    [ $((0$(stat -c %a "mask$mask.pem") & 077)) = 0 ] || fail "umask $mask: others can read it"
done
for mode in 640 604 620 602 660 666; do
    chmod $mode mask0022.pem
    run 5 key export ./mask0022.pem
    says "error[key.mode]" "$mode" "chmod 600"
done
chmod 400 mask0022.pem
run 0 key export ./mask0022.pem
cp mask0022.pem before
run 6 key new ./mask0022.pem
says key.write
cmp mask0022.pem before || fail "a key was written over another"
(umask 0 && run 0 key new) || exit 1
[ "$(stat -c %a "$HOME/.config/assay/keys")" = 700 ] || fail "the key store is open to others"

# openssl's keys are read, and ours by openssl
for curve in P-256 P-384 P-521; do
    (umask 077 && openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:$curve -out "o$curve.pem" 2>/dev/null)
    run 0 key export "./o$curve.pem"
    openssl pkey -in "o$curve.pem" -pubout | cmp - out || fail "another public key than openssl's"
done
ASSAY_KEY_PASSPHRASE=secret run 0 key new ./sealed.pem
grep -q "BEGIN ENCRYPTED PRIVATE KEY" sealed.pem || fail "not sealed"
openssl pkey -in sealed.pem -passin pass:secret -pubout -out sealed.pub || fail "openssl cannot open it"

# the passphrase: environment, file, terminal
run 2 key export ./sealed.pem
says "error[key.passphrase]" "none was given" ASSAY_KEY_PASSPHRASE --passphrase-file
ASSAY_KEY_PASSPHRASE=secret run 0 key export ./sealed.pem
cmp out sealed.pub || fail "environment"
ASSAY_KEY_PASSPHRASE=wrong run 2 key export ./sealed.pem
says "error[key.passphrase]" "does not open the key"
printf 'wrong\n' >wrong.txt && printf 'secret\r\nmore\n' >right.txt
run 2 key export ./sealed.pem --passphrase-file wrong.txt
run 0 key export ./sealed.pem --passphrase-file wrong.txt --passphrase-file right.txt
cmp out sealed.pub || fail "file"
run 0 key new ./filed.pem --passphrase-file right.txt
openssl pkey -in filed.pem -passin pass:secret -noout || fail "sealed with another passphrase"
typed 0 secret -- "$ASSAY" key export ./sealed.pem
says "passphrase of ./sealed.pem: " "BEGIN PUBLIC KEY"
silent_on secret
typed 2 wrong -- "$ASSAY" key export ./sealed.pem
says key.passphrase
silent_on wrong
typed 130 ^C -- "$ASSAY" key export ./sealed.pem
typed 0 typed typed -- "$ASSAY" key new ./typed.pem
silent_on "without a passphrase"
openssl pkey -in typed.pem -passin pass:typed -noout || fail "not the passphrase that was typed"
typed 2 typed tpyed -- "$ASSAY" key new ./twice.pem
says "not the same"
[ ! -e twice.pem ] || fail "a key was made"
typed 0 "" -- "$ASSAY" key new ./bare.pem
openssl pkey -in bare.pem -noout || fail "sealed, where nothing was typed"
typed 130 ^C -- "$ASSAY" key new ./none.pem
[ ! -e none.pem ] || fail "a key was made"

# a name is one of the store before it is a file here, and the default is never a file here
mkdir here && cd here || exit
cp ../oP-256.pem default
cp ../oP-256.pem model
run 0 key new --algorithm ecdsa-p384 model
run 0 key export model
openssl pkey -in "$HOME/.config/assay/keys/model.pem" -pubout | cmp - "$WORK/out" || fail "the file took the key's place"
run 0 key export
! openssl pkey -in default -pubout | cmp -s - "$WORK/out" || fail "the file took the default key's place"
run 0 key export ./model
openssl pkey -in model -pubout | cmp - "$WORK/out" || fail "a path is a path"
