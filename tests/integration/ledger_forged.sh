#!/usr/bin/env bash
# ledger_forged.sh - what the owner of a log signs although assay would not: verify names each, and
# what shows an entry says the same of it.
. "$(dirname "$0")/lib.sh"
forge=$SOURCE/tests/integration/ledger_forge.py

mkdir data && printf 'a,b\n1,2\n' >data/a.csv
printf 'the report\n' >report.txt
"$ASSAY" key new ./log.pem >/dev/null 2>&1
run 0 ledger init --ledger good --origin-name log.example/forged --key ./log.pem
run 0 record data --ledger good --key ./log.pem
run 0 attest attestation data --ledger good --key ./log.pem --name "Jane Doe" --role Validator \
    --meaning review --statement "I looked." --evidence report.txt
cp -R good before
run 0 ledger erase 2.name --ledger good --key ./log.pem --ground "GDPR Art. 17" --who DPO
statement() { # INDEX: as it was signed
    "$ASSAY" ledger show "$1" --ledger good 2>/dev/null
}
statement 2 >attestation.json
statement 3 >erasure.json

fresh() {
    rm -rf led && cp -R good led
}
append() { # FILE FILTER: led is the good ledger and what jq makes of a statement
    fresh
    jq "$2" "$1" >forged.json
    python3 "$forge" led log.pem log.pem <forged.json
}
refused() { # WORDS...: verify names entry 4, its file and the reason
    run 5 verify led
    says "ledger.damaged" "led/tile/entries/000.p/5" "entry 4" "$@" "BROKEN   1 things"
}
append erasure.json . # what is forged is right in all else
run 0 verify led
says "5 entries"

# --- erasures: of what is not there, is not named, is not erasable, or is something else
append erasure.json '.predicate.entry = "77"'
refused "what entry 77 is said to name"
append erasure.json '.predicate.entry = "1"'
refused "what entry 1 is said to name"
append erasure.json '.predicate.entry = "4"' # itself
refused "what entry 4 is said to name"
none=$(printf %064d 7)
append erasure.json ".predicate.digest = \"$none\" | .subject[0].digest.sha256 = \"$none\""
refused "what entry 2 is said to name"
append erasure.json '.predicate.member = "role"'
refused '"role" of entry 2'
append erasure.json '.predicate.member = "evidence"'
refused '"evidence" of entry 2'
append erasure.json ".subject[0].digest.sha256 = \"$none\""
refused "its subject is not what it erases"
manifest=$(statement 1 | jq -r .predicate.manifest.sha256)
append erasure.json ".predicate.digest = \"$manifest\" | .predicate.entry = \"1\" | .subject[0].digest.sha256 = \"$manifest\""
run 5 verify led
says "entry 4: it erases what an inventory names, which stays"

# --- sealed values: show and verify say the same of them
text_of() { # NAME VALUE: a disclosure
    printf '["%s","%s",%s]' "$(head -c 16 /dev/urandom | base64 -w0 | tr -- '+/' '-_' | tr -d =)" "$1" "$2" |
        base64 -w0 | tr -- '+/' '-_' | tr -d =
}
seal() { # NAME VALUE: an object of the ledger "led"; prints its base64url digest
    local text name
    text=$(text_of "$1" "$2")
    name=$(printf %s "$text" | sha256sum | cut -d' ' -f1)
    mkdir -p "led/objects/sha256/${name:0:2}"
    printf %s "$text" >"led/objects/sha256/${name:0:2}/${name:2}"
    printf %s "$text" | openssl dgst -sha256 -binary | base64 -w0 | tr -- '+/' '-_' | tr -d =
}
sealed() { # [NAME VALUE]...: an attestation with these values and no evidence, as entry 4
    fresh
    while [ $# -gt 0 ]; do
        seal "$1" "$2"
        echo
        shift 2
    done | LC_ALL=C sort | jq -R . | jq -s . >digests.json
    jq --slurpfile sd digests.json '.predicate._sd = $sd[0] | del(.predicate.evidence)' attestation.json >forged.json
    python3 "$forge" led log.pem log.pem <forged.json
}
neither() { # WORDS...: both refuse it, both with these words
    refused "$@"
    run 5 ledger show 4 --ledger led
    says "$@" "DO NOT HOLD"
}
sealed name '"Jane Doe"' statement '"I looked."'
run 0 verify led
run 0 ledger show 4 --ledger led
says "name: Jane Doe" "statement: I looked."
sealed name '"Jane Doe"' name '"John Doe"' statement '"I looked."' # RFC 9901, 7.1: which of them is it?
neither '"name" is sealed in it 2 times'
sealed name '"Jane Doe"' name '"John Doe"'
neither '"name" is sealed in it 2 times'
foreign() { # WORDS...: one value is of no member that is sealed
    run 5 verify led
    says "sealed in entry 4, whose kind has no such member"
    run 5 ledger show 4 --ledger led
    says "DOES NOT HOLD: its kind of statement seals no such member" "$@"
}
sealed name '"Jane Doe"' statement '"I looked."' role '"Boss"' # beside the one that stands open
foreign "role: Boss"
sealed name '"Jane Doe"' statement '"I looked."' nothing '"x"'
foreign "nothing: x"
sealed name '"Jane Doe"' statement 7
run 5 verify led
says "sealed in entry 4, whose kind has no such member"
run 5 ledger show 4 --ledger led
says "seals no such member" "name: Jane Doe"

# an object that is gone, and one that came back after its erasure
sealed name '"Jane Doe"' statement '"I looked."'
rm "$(diff -rq good led | sed -n 's/^Only in \(led.objects.*\): /\1\//p' | head -1)" 2>/dev/null ||
    rm -r "$(diff -rq good led | sed -n 's/^Only in \(led.objects.*\): /\1\//p' | head -1)"
run 5 verify led
says "the object that entry 4 names is missing"
run 5 ledger show 4 --ledger led
says "NOT THERE, and no entry says why"
fresh
cp -R before/objects led
run 5 verify led
says "ledger.not-erased"
run 5 ledger show 2 --ledger led
says "name: Jane Doe (DOES NOT HOLD: an entry says that it was erased, and it is there)"
