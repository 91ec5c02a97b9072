#!/usr/bin/env bash
# hsm.sh - keys in hardware: a ledger whose log, entries, statements and witness are all signed in a
# token, and a model; checked with openssl, which sees no token.
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/integration/hsm_lib.sh"
HERE=$SOURCE/tests/integration

token audit
token backup
make_key audit log 01 edwards25519 --usage-sign
make_key audit entry 02 prime256v1 --usage-sign
make_key audit person 03 secp384r1 --usage-sign
make_key audit witness 04 edwards25519 --usage-sign
make_key audit big 05 secp521r1 --usage-sign
make_key audit next 06 edwards25519 --usage-sign
make_key audit careful 07 prime256v1 --usage-sign --always-auth
make_key audit twin 08 edwards25519 --usage-sign
make_key audit twin 09 edwards25519 --usage-sign
in_token audit --keypairgen --label rsa --id 0b --key-type rsa:2048
make_key backup spare 01 edwards25519 --usage-sign
mkdir data && printf 'a\n1\n' >data/a.csv
change() { date +%N >>data/a.csv; }

# what there is, without a PIN
run 0 key list "pkcs11:token=audit"
says "ed25519     pkcs11:token=audit;object=log;id=%01" "ecdsa-p256  pkcs11:token=audit;object=entry;id=%02" \
    "ecdsa-p384" "ecdsa-p521" "of no algorithm that assay signs with"
silent_on spare
run 0 key list "pkcs11:"
says spare
run 0 key list "pkcs11:?module-path=$MODULE"
for key in entry:02 big:05; do # this pkcs11-tool cannot read P-384
    run 0 key export "pkcs11:token=audit;object=${key%:*}"
    pkcs11-tool --module "$MODULE" --token-label audit --read-object --type pubkey --id "${key#*:}" -o other.der >/dev/null 2>&1
    openssl pkey -pubin -in out -outform DER | cmp - other.der || fail "another public key than pkcs11-tool reads"
done
for name in log entry person witness next; do
    run 0 key export "pkcs11:token=audit;object=$name"
    cp out "$name.pub"
done
run 0 key export "pkcs11:token=audit;object=witness" --vkey --name witness.example/one
witness=$(cat out)

# a ledger whose keys are all in the token
export ASSAY_PKCS11_PIN=1234
log=(--log-key "pkcs11:token=audit;object=log") entry=(--key "pkcs11:token=audit;id=%02")
run 0 ledger init --ledger led --origin-name log.example/team "${log[@]}" "${entry[@]}"
vkey=$(sed -n 2p out)
run 0 key export --vkey --ledger led
[ "$(cat out)" = "$vkey" ] || fail "another verifier key of the log"
run 0 record data --ledger led "${log[@]}" "${entry[@]}"
says "as entry 2"
run 0 ledger admit "pkcs11:token=audit;object=person" --ledger led --key "pkcs11:token=audit;object=log" --role approve
change
run 0 record data --ledger led "${log[@]}" "${entry[@]}"
run 0 attest attestation data --ledger led "${log[@]}" --key "pkcs11:token=audit;object=person" \
    --name "Jane Doe" --role "Head of Validation" --meaning approval --statement "validated"
change
run 0 record data --ledger led "${entry[@]}"
says "in the spool"
run 0 ledger sequence --ledger led --key "pkcs11:token=audit;object=log"
says "1 taken"
run 0 ledger erase 5.name --ledger led --key "pkcs11:token=audit;object=log" --ground "GDPR Art. 17" --who DPO
run 0 verify led --key "pkcs11:token=audit;object=log"
says "(trusted)" VERIFIED
run 0 verify led --key log.pub

# its roles hold as those of files do
change
run 5 record data --ledger led "${log[@]}" --key "pkcs11:token=audit;object=person"
says key.role
run 2 ledger init --ledger other --key "pkcs11:token=audit;object=entry"
says key.algorithm
if [ -e other/checkpoint ] || [ -e other/tile ]; then fail "a ledger was begun"; fi

# openssl agrees on the checkpoint, and on entries of both curves
sed -n 1,3p led/checkpoint >text
sed -n '5s/.* //p' led/checkpoint | base64 -d | tail -c 64 >sig
openssl pkeyutl -verify -rawin -pubin -inkey log.pub -in text -sigfile sig >/dev/null || fail "openssl: checkpoint"
python3 - led <<'PY'
import base64, json, pathlib, sys
data, n = next((pathlib.Path(sys.argv[1]) / "tile/entries").glob("000.p/[0-9]*")), 0
data = max((pathlib.Path(sys.argv[1]) / "tile/entries").glob("000.p/*"), key=lambda p: int(p.name)).read_bytes()
while data:
    end = 2 + int.from_bytes(data[:2], "big")
    e, data = json.loads(data[2:end]), data[end:]
    body, kind = base64.b64decode(e["payload"]), e["payloadType"].encode()
    pathlib.Path(f"{n}.pae").write_bytes(b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(body), body))
    pathlib.Path(f"{n}.sig").write_bytes(base64.b64decode(e["signatures"][0]["sig"]))
    n += 1
PY
openssl dgst -sha256 -verify entry.pub -signature 2.sig 2.pae >/dev/null || fail "openssl: P-256"
openssl dgst -sha384 -verify person.pub -signature 5.sig 5.pae >/dev/null || fail "openssl: P-384"
openssl pkeyutl -verify -rawin -pubin -inkey log.pub -in 3.pae -sigfile 3.sig >/dev/null || fail "openssl: Ed25519"

# a witness in the token; the key of the log is none
run 0 ledger witness --request request --ledger led
run 0 ledger witness --sign request --key "pkcs11:token=audit;object=witness" --name witness.example/one --state state --vkey "$vkey"
cp out answer
run 0 ledger witness --add answer --ledger led --vkey "$witness"
says "1 added"
printf 'log %s\nwitness w %s\nquorum w\n' "$vkey" "$witness" >trust
run 0 verify led --trust trust

# handed over: from the token to its other key, to a file, and back into a token
run 0 ledger rotate --ledger led --key "pkcs11:token=audit;object=log" --to "pkcs11:token=audit;object=next"
run 0 verify led --key next.pub
run 5 verify led --key log.pub
run 0 key new ./file.pem
run 0 ledger rotate --ledger led --key "pkcs11:token=audit;object=next" --to ./file.pem
run 0 ledger rotate --ledger led --key ./file.pem --to "pkcs11:token=backup;object=spare"
change
run 0 record data --ledger led --log-key "pkcs11:token=backup;object=spare" "${entry[@]}"
run 0 ledger retire "$(openssl pkey -pubin -in entry.pub -outform DER | sha256sum | cut -c1-16)" \
    --ledger led --key "pkcs11:token=backup;object=spare" --reason left
run 0 verify led --key "pkcs11:token=backup;object=spare"

# models: each curve, and a key that wants the PIN for each signature
mkdir model && echo weights >model/w.bin
for name in entry:256 person:384 big:512 careful:256; do
    run 0 sign model --key "pkcs11:token=audit;object=${name%:*}" -o model.sig
    run 0 verify --signature model.sig model --key "pkcs11:token=audit;object=${name%:*}"
    run 0 key export "pkcs11:token=audit;object=${name%:*}"
    jq -r .dsseEnvelope.payload model.sig | base64 -d >payload
    { printf 'DSSEv1 28 application/vnd.in-toto+json %s ' "$(wc -c <payload)"; cat payload; } >pae
    jq -r '.dsseEnvelope.signatures[0].sig' model.sig | base64 -d >sig
    openssl dgst -"sha${name#*:}" -verify out -signature sig pae >/dev/null || fail "openssl: $name"
done
run 2 sign model --key "pkcs11:token=backup;object=spare" -o model.sig
says signature.algorithm

# where the PIN comes from
unset ASSAY_PKCS11_PIN
signs() { run "$1" sign model -o model.sig --key "pkcs11:token=audit;object=entry$2"; }
signs 2 ""
says "error[key.pin]" "where: pkcs11:token=audit;object=entry" ASSAY_PKCS11_PIN pin-source
printf '1234\nnot the PIN\n' >pin
printf '1234\r\n' >pin.dos
signs 0 "?pin-source=$WORK/pin"
signs 0 "?pin-source=file:$WORK/pin.dos"
signs 0 "?pin-source=file://$WORK/pin"
signs 0 "?pin-value=1234"
signs 0 "?pin-value=%31234"
: >nothing
signs 2 "?pin-source=$WORK/nothing"
says key.pin-source "no PIN in its first line"
signs 2 "?pin-source=$WORK/gone"
says key.pin-source "No such file"
signs 2 "?pin-source=|/bin/echo%201234"
says key.pin-source "runs no command"
signs 2 "?pin-source=pin"
says key.pin-source
ASSAY_PKCS11_PIN=1234 signs 2 "?pin-value=9999" # what the URI says counts
says key.pin-wrong "tried once"
silent_on 9999
ASSAY_KEY_PASSPHRASE=1234 signs 2 "" # a passphrase of a file is not tried on a token
says "error[key.pin]"
python3 "$HERE/typed.py" 1234 -- "$ASSAY" sign model -o model.sig --key "pkcs11:token=audit;object=entry" >out || fail "PIN typed"
says "PIN of pkcs11:token=audit;object=entry: "
silent_on 1234
code=0
python3 "$HERE/typed.py" 9999 1234 -- "$ASSAY" sign model -o model.sig --key "pkcs11:token=audit;object=entry" >out || code=$?
[ $code = 2 ] || fail "a wrong PIN was typed: exit code $code"
says key.pin-wrong
[ "$(grep -c "PIN of" out)" = 1 ] || fail "asked twice"
code=0
python3 "$HERE/typed.py" ^C -- "$ASSAY" sign model -o model.sig --key "pkcs11:token=audit;object=entry" >out || code=$?
[ $code = 130 ] || fail "interrupted at the PIN: exit code $code"

# a login serves the second key of the token; each token has its own PIN
rm -rf led2
run 2 ledger init --ledger led2 --log-key "pkcs11:token=backup;object=spare" --key "pkcs11:token=audit;object=entry?pin-value=1234"
says key.pin "token=backup"
run 0 ledger init --ledger led2 --log-key "pkcs11:token=audit;object=log" --key "pkcs11:token=audit;object=entry?pin-value=1234"

# which key is meant must be clear, and it must be one that can
export ASSAY_PKCS11_PIN=1234
uses() { run "$1" record data --ledger led2 --log-key "$2"; }
uses 2 "pkcs11:token=audit;object=twin"
says key.ambiguous "several private keys match" "assay key list"
uses 2 "pkcs11:token=audit;object=log;type=cert"
says key.uri
uses 2 "pkcs11:token=audit;object=gone"
says key.missing
uses 2 "pkcs11:token=gone;object=log"
says "error[key.token]" "audit (serial " "backup (serial "
uses 2 "pkcs11:id=%01"
says key.ambiguous "several tokens match" "audit (serial "
uses 2 "pkcs11:token=audit;object=rsa"
says key.format
uses 2 "pkcs11:tokn=audit;object=log"
says key.uri "did you mean token?"
uses 2 "pkcs11:token=audit;object=log?module-name=softhsm2"
says key.module "not searched for"
serial=$(pkcs11-tool --module "$MODULE" --list-token-slots | sed -n '/: audit/,/serial/s/.*serial num *: //p')
run 0 key export "pkcs11:serial=$serial;object=log;manufacturer=SoftHSM%20project;model=SoftHSM%20v2"
run 2 key export "pkcs11:serial=$serial;object=log;model=other"
run 2 key new "pkcs11:token=audit;object=fresh"
says key.write pkcs11-tool
run 2 key export "pkcs11:token=audit;object=entry" --vkey --name a.example/b
says key.algorithm

# the module is one that a person named, and a module
for path in "" /no/such.so ./softhsm.so libsofthsm2.so "$WORK/text" "$(ldd "$ASSAY" | sed -n 's/.*=> \(.*libz\.so[^ ]*\) .*/\1/p')"; do
    echo "no program" >text
    ASSAY_PKCS11_MODULE=$path run 2 key export "pkcs11:token=audit;object=log"
    says key.module "do:"
done
unset ASSAY_PKCS11_MODULE
run 2 key export "pkcs11:token=audit;object=log"
says key.module "no PKCS#11 module is named"
run 0 key export "pkcs11:token=audit;object=log?module-path=$MODULE"
run 2 key export "pkcs11:token=audit;object=log?module-path=libsofthsm2.so"
says key.module "does not begin with a slash"

# nothing that is examined can have a module loaded: FAULTY_LOADED is made by one that is
export FAULTY_LOADED=$WORK/loaded
run 2 key export "pkcs11:token=audit;object=log?module-path=$FAULTY_PKCS11"
[ -e loaded ] || fail "the module says nothing of being loaded"
rm loaded
git init -q repo
uri="pkcs11:token=audit;object=log?module-path=$FAULTY_PKCS11"
printf 'a\n1\n' >repo/a.csv
"$ASSAY" key new "$WORK/repo/default.pem" >/dev/null 2>&1
cp repo/default.pem repo/default
printf '%s\n' "$uri" >"repo/pkcs11:object=log"
git -C repo add . && git -C repo commit -qm one
config() {
    printf 'version: 1\n%b\n' "$1" >repo/.assay.yml
    shift
    (cd repo && run "$@") || exit 1
    [ ! -e loaded ] || fail "what was examined had a module loaded: $(cat repo/.assay.yml)"
}
for flag in key log-key to vkey ledger; do
    config "defaults:\n  $flag: \"$uri\"" 2 record
done
config "ledger: \"$uri\"" 0 record
config "gate: {gaps: warn}" 0 record --ledger "$WORK/led3"
silent_on "$(openssl pkey -in repo/default -pubout -outform DER | sha256sum | cut -c1-16)" # but the key store's
