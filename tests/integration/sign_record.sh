#!/usr/bin/env bash
# A signed model in the ledger: an entry over the digest of its files, the bundle as an object.
. "$(dirname "$0")/lib.sh"

led=$(ledger_at led)
mkdir llama && printf 'weights' >llama/w.bin && printf 'more' >llama/b
"$ASSAY" key new --algorithm ecdsa-p256 model >/dev/null 2>&1
"$ASSAY" key export model >model.pub
run 2 sign llama --key model --record --ledger "$led"
says "error["
[ ! -e model.sig ] || fail "it was signed before the ledger was found to take nothing"
run 0 ledger init --ledger "$led" --origin-name log.example/x
run 0 sign llama --key model --record --ledger "$led" -o llama.sig
says "signed   2 files" "recorded as entry 1"
root=$(grep -o 'sha256 [0-9a-f]\{64\}' out | cut -d' ' -f2)
run 0 verify "$led"
run 0 verify --signature llama.sig llama --key model.pub
digest=$(sha256sum llama.sig | cut -d' ' -f1)
piece led "$(piece_of "$digest")" | cmp - llama.sig || fail "the object is not the bundle"
run 0 ledger show 1 --ledger "$led"
says signature "$root" "$digest" application/vnd.dev.sigstore.bundle.v0.3+json
says "$(openssl pkey -pubin -in model.pub -outform DER | sha256sum | cut -d' ' -f1)"
run 0 ledger trace "$root" --ledger "$led"
says "llama"

# by another key for the entry; one without a role is refused, and nothing is signed
"$ASSAY" key new build >/dev/null 2>&1
"$ASSAY" key export build >build.pub
run 5 sign llama --key model --record --entry-key build --ledger "$led" -o other.sig --spool
says "error[key.role]"
[ ! -e other.sig ] || fail "it was signed all the same"
run 0 ledger admit build.pub --role entry --ledger "$led"
run 0 sign llama --key model --record --entry-key build --ledger "$led" -o other.sig
says "left the signature in the spool"
run 0 ledger sequence --ledger "$led"
run 0 verify "$led"
run 0 ledger show 3 --ledger "$led"
says "$root"
