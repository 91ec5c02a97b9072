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
    says "ledger.damaged" "led/tile/entries/000.p/5" "entry 4" "$@" "BROKEN   1 thing in the ledger"
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

# --- keys: what the entry says of its key is that key, and the log has one name
"$ASSAY" key new ./second.pem >/dev/null 2>&1
"$ASSAY" key export ./second.pem >second.pub
fresh
run 0 ledger admit second.pub --role entry --ledger led --key ./log.pem
"$ASSAY" ledger show 4 --ledger led 2>/dev/null >admitted.json
append admitted.json .
run 0 verify led
append admitted.json ".subject[0].digest.sha256 = \"$none\""
refused "its subject is not the digest of the key that it holds"
append admitted.json '.subject[0].name = "log.example/other"'
refused "its subject has not the name of the log"
append admitted.json '.predicate.verifier = "log.example/forged+00000000+AQAA"'
refused "its verifier is not that of the key"
vkey=$("$ASSAY" key export --vkey --ledger good)
append admitted.json ".predicate.verifier = \"$vkey\"" # of another key
refused "its verifier is not that of the key"
append admitted.json '.predicate.roles = ["log"]' # which others could not check checkpoints with
refused "its verifier is not that of the key"
statement 0 >key.json
first() { # FILTER [ORIGIN]: led is a log of one entry that jq made of the first
    rm -rf led
    jq "$1" key.json >forged.json
    python3 "$forge" led log.pem log.pem "${2:-log.example/forged}" <forged.json
}
refused_first() { # WORDS...
    run 5 verify led
    says "ledger.damaged" "led/tile/entries/000.p/1" "entry 0" "$@"
}
first .
run 0 verify led
first ".subject[0].digest.sha256 = \"$none\""
refused_first "its subject is not the digest of the key that it holds"
first '.predicate.verifier |= sub("forged"; "other")'
refused_first "its verifier is not that of the key"
first 'del(.predicate.verifier)'
refused_first "its verifier is not that of the key"
first . log.example/renamed # signed under another name than the keys were added under
refused_first "its subject has not the name of the log that the checkpoint has"
fresh
python3 "$forge" led log.pem log.pem log.example/renamed <erasure.json
run 5 verify led
says "entry 0: its subject has not the name of the log" "checkpoints/4"

# --- kinds that this version does not know are told, each, and never pass for judged
foreign='.predicateType = "https://example.org/audit/v1" | .predicate = {"anything":["goes"]}'
append attestation.json "$foreign"
run 0 verify led
says "unknown  1 of kind https://example.org/audit/v1, from entry 4: signed, not judged" \
    "VERIFIED, but nobody vouches for the key, and what 1 entry says was not judged"
"$ASSAY" key export ./log.pem >log.pub
run 0 verify led --key log.pub -q
says "unknown  1 of kind" "VERIFIED, but what 1 entry says was not judged"
run 0 ledger show 4 --ledger led
says "https://example.org/audit/v1" "knows no such kind" "all that is checked"
run 0 ledger log --ledger led
says "https://example.org/audit/v1"
jq '.predicateType = "urn:assay:predicate/attestation/v2"' attestation.json >forged.json # of a later version
python3 "$forge" led log.pem log.pem <forged.json
jq "$foreign" attestation.json >forged.json
python3 "$forge" led log.pem log.pem <forged.json
run 0 verify led
says "unknown  2 of kind https://example.org/audit/v1, from entry 4" "unknown  1 of kind urn:assay:predicate/attestation/v2" \
    "what 3 entries say was not judged"
append attestation.json "$foreign"
fresh
run 0 ledger admit second.pub --role approve --ledger led --key ./log.pem
jq "$foreign" attestation.json >forged.json
python3 "$forge" led log.pem second.pem <forged.json # which needs the role "entry", as all that machines state
run 5 verify led
says "entry 5 is signed by a key without the role \"entry\""
run 5 ledger show 5 --ledger led
says "NOT BY A KEY THAT MAY SIGN THIS"

# --- digests have one spelling, so that who looks for one finds it: on reading, and on writing
upper='.subject[0].digest.sha256 |= ascii_upcase'
append erasure.json "$upper"
refused "digest in lowercase hex"
append attestation.json "$foreign | $upper"
refused "digest in lowercase hex"
append attestation.json "$foreign | .subject[0].digest.sha256 |= .[2:]"
refused "digest in lowercase hex"
append attestation.json "$foreign | .subject[0].digest = {\"sha512\": \"AB\"}"
refused "digest in lowercase hex"
fresh
jq -cjS '.subject[0].digest.sha256 |= ascii_upcase' <(statement 1) >forged.json
python3 - "$forge" log.pem forged.json <<'END' >entry.json
import importlib.util, pathlib, sys
forge, key, statement = sys.argv[1:]
sys.argv = ["", "", "", ""]
source = pathlib.Path(forge).read_text().replace("\nmain()\n", "\n")
space = {}
exec(source, space)
sys.stdout.buffer.write(space["entry"](key, pathlib.Path(statement).read_bytes()))
END
mkdir -p led/spool && cp entry.json "led/spool/$(sha256sum entry.json | cut -d' ' -f1).json"
run 3 ledger sequence --ledger led --key ./log.pem
says "0 taken" "1 refused" "digest in lowercase hex"
run 2 attest attestation "sha256:$(printf 'A%.0s' $(seq 64))" --ledger led --key ./log.pem --name J --role R \
    --meaning review --statement S

# --- numbers in statements: as text, and no larger than a number may be
append erasure.json '.predicate.entry = "9223372036854775808"'
refused "what entry 9223372036854775808 is said to name"
append erasure.json '.predicate.entry = "18446744073709551616"'
refused "predicate.entry"
append erasure.json '.predicate.entry = "02"'
refused "predicate.entry"
append erasure.json '.predicate.entry = 2'
refused "predicate.entry"
