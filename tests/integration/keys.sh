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
run 2 key new ./mask0022.pem
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
cd ..

# whose key is trusted or admitted may be a name of the store as well: its public half is used
led=$(ledger_at led)
run 0 key new log
run 0 key new jane
run 0 ledger init --ledger "$led" --key log
run 0 ledger admit jane --role approve --key log --ledger "$led"
run 0 ledger keys --ledger "$led"
says "$("$ASSAY" key export jane | openssl pkey -pubin -outform DER | sha256sum | cut -d' ' -f1)  approve"
run 0 verify "$led" --key log
says "(trusted)" VERIFIED
run 5 verify "$led" --key jane
mkdir llama && echo weights >llama/weights.bin
run 0 sign llama --key model -o model.sig
run 0 verify --signature model.sig llama --key model
says VERIFIED
# a public key that is kept there, and a private one that is sealed
"$ASSAY" key export log >"$HOME/.config/assay/keys/owner.pem"
run 0 verify "$led" --key owner
says "(trusted)"
ASSAY_KEY_PASSPHRASE=secret run 0 key new closed
run 2 verify "$led" --key closed
says key.passphrase
run 2 verify "$led" --key nobody
says "error[key.missing]: nobody is no file, and no key of that name is in $HOME/.config/assay/keys"
# a file goes by its name where the store has none, and by its path where it has
"$ASSAY" key export log >log.pub
run 0 verify "$led" --key log.pub
"$ASSAY" key export log >jane
run 5 verify "$led" --key jane
run 0 verify "$led" --key ./jane

# a home that cannot be written: which folder, and what to do about it
cd "$WORK" || exit
mkdir -p data && echo a,b >data/a.csv
make_somebody
chmod 755 "$WORK"
closed=$HOME
[ "$(id -u)" -ne 0 ] || closed=$ROOM/somebody
chmod 555 "$closed"
code=0
env -u ASSAY_KEY_DIR XDG_CONFIG_HOME="$closed/none" ./somebody record data --ledger "$WORK/unmade" >out 2>err || code=$?
[ "$code" = 6 ] || fail "exit code $code"
says "error[key.write]: cannot make the folder" "do:    name a folder that can be written with ASSAY_KEY_DIR"
[ ! -e unmade ] || fail "a ledger was begun"
