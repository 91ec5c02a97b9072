#!/usr/bin/env bash
# Many writers of one ledger: entries wait in the spool, a sequencer checks them and takes them in.
. "$(dirname "$0")/lib.sh"

led=$(ledger_at led)
"$ASSAY" key new ./log.pem >/dev/null 2>&1
run 0 ledger init --ledger "$led" --key ./log.pem

entries() {
    "$ASSAY" ledger log --ledger "$led" | wc -l
}

# who has no role leaves nothing
"$ASSAY" key new ./stranger.pem >/dev/null 2>&1
mkdir t0 && echo a,b >t0/a.csv
run 5 record --ledger "$led" --key ./stranger.pem t0
run 5 record --ledger "$led" --spool --key ./stranger.pem t0
says "key.role"

# 20 writers at once, each with a key of its own, and 2 sequencers among them
for i in $(seq 20); do
    openssl genpkey -algorithm ed25519 -out "w$i.pem" # as key new and key export write them, in a third of the time
    openssl pkey -in "w$i.pem" -pubout -out "w$i.pub"
    run 0 ledger admit "w$i.pub" --role entry --ledger "$led" --key ./log.pem
    mkdir "t$i" && echo "a,$i" >"t$i/a.csv"
done
[ "$(entries)" -eq 21 ] || fail "keys are not admitted"
waits=()
for i in $(seq 20); do
    "$ASSAY" record --ledger "$led" --key "./w$i.pem" "t$i" >"said$i" 2>&1 &
    waits+=($!)
    case $i in 7 | 14)
        "$ASSAY" ledger sequence --ledger "$led" --key ./log.pem >"sequenced$i" 2>&1 &
        waits+=($!)
        ;;
    esac
done
for pid in "${waits[@]}"; do
    wait "$pid" || fail "a writer or a sequencer failed: $(cat said* sequenced*)"
done
grep -q "in the spool" said1 || fail "not said that it waits"
run 0 ledger sequence --ledger "$led" --key ./log.pem
[ "$(entries)" -eq 41 ] || fail "$(entries) entries, not 41"
run 0 ledger log --ledger "$led"
silent_on "NOT BY"
run 0 verify "$led"
run 0 ledger sequence --ledger "$led" --key ./log.pem
says "0 taken"

# the owner of the log may leave an entry, too
echo 9,9 >>t0/a.csv
run 0 record --ledger "$led" --spool --key ./log.pem t0
says "in the spool"
run 0 ledger sequence --ledger "$led" --key ./log.pem
says "1 taken"

# a person who may approve, and has no key of the log: the statement waits as well, sealed values and all
"$ASSAY" key new ./jane.pem >/dev/null 2>&1
"$ASSAY" key export ./jane.pem >jane.pub
run 0 ledger admit jane.pub --role approve --ledger "$led" --key ./log.pem
run 0 attest attestation t1/a.csv --ledger "$led" --key ./jane.pem --name "Jane Doe" --role Validator \
    --meaning review --statement "I looked."
says "left the attestation in the spool"
run 0 ledger sequence --ledger "$led" --key ./log.pem
says "1 taken"
run 0 ledger show 43 --ledger "$led"
says "name: Jane Doe" "the signature holds"
run 0 verify "$led"
run 5 attest attestation t1/a.csv --ledger "$led" --key ./w1.pem --name "Jane Doe" --role Validator \
    --meaning review --statement "I looked."
says "key.role"

# what was left again is known, and dropped
echo 8,8 >>t1/a.csv
run 0 record --ledger "$led" --key ./w1.pem t1
name=$(pieces led spool/ | grep 'json$')
piece led "$name" >kept
run 0 ledger sequence --ledger "$led" --key ./log.pem
piece_put led "$name" <kept
run 0 ledger sequence --ledger "$led" --key ./log.pem
says "0 taken, 1 known already"
[ -z "$(pieces led "$name")" ] || fail "it is still there"

# what is broken is set aside with its reason, and a good one beside it goes on
before=$(entries)
spoil() { # TEXT: as a file of the right name
    local name

    printf '%s' "$1" >spoilt
    name=$(sha256sum spoilt | cut -d' ' -f1)
    piece_put led "spool/$name.json" <spoilt
}
piece_put led "spool/$(printf '0%.0s' $(seq 64)).json" <kept
spoil '{}'
spoil "$(jq -cS '.signatures[0].sig |= .[0:8] + (if .[8:9] == "A" then "B" else "A" end) + .[9:]' kept)"
spoil "$(cat kept) "
spoil "$(jq -cjS '.z = 1' kept)" # nobody signed what stands beside the payload
echo 7,7 >>t2/a.csv
run 0 record --ledger "$led" --key ./w2.pem t2
run 3 ledger sequence --ledger "$led" --key ./log.pem
says "1 taken" "5 refused" "its name is not the digest" "its signature does not hold" "canonical" \
    "more than a payload and a signature"
[ "$(entries)" -eq $((before + 1)) ] || fail "a refused one is in the log"
[ "$(pieces led spool/refused/ | grep -c 'json$')" -eq 5 ] || fail "not all set aside"
[ "$(pieces led spool/refused/ | grep 'why$' | while read -r name; do piece led "$name"; done | wc -l)" -eq 5 ] || fail "not a line of reason each"

# an object that is gone
echo 6,6 >>t3/a.csv
pieces led objects/ >there
run 0 record --ledger "$led" --key ./w3.pem t3
pieces led objects/ | comm -13 there - | while read -r name; do piece_drop led "$name"; done
run 3 ledger sequence --ledger "$led" --key ./log.pem
says "an object that it names is not in the ledger"

# what a person's statement names is asked for as well: sealed values, and files of evidence
attests() { # WORDS: signed by Jane, with evidence.txt beside
    run 0 attest attestation t1/a.csv --ledger "$led" --key ./jane.pem --name "Jane Doe" --role Validator \
        --meaning review --statement "$1" --evidence evidence.txt
    evidence=$(sha256sum evidence.txt | cut -d' ' -f1)
}
for gone in evidence sealed; do
    echo "$gone" >evidence.txt
    pieces led objects/ >there
    attests "Looked at $gone."
    if [ "$gone" = evidence ]; then
        piece_drop led "$(piece_of "$evidence")"
    else
        pieces led objects/ | comm -13 there - | grep -v "$(piece_of "$evidence")" |
            while read -r name; do piece_drop led "$name"; done
    fi
    run 3 ledger sequence --ledger "$led" --key ./log.pem
    says "0 taken" "1 refused" "an object that it names is not in the ledger"
done

# what is in the log is dropped, though its key was retired since and what it named was erased
echo again >evidence.txt
attests "Once more."
name=$(pieces led spool/ | grep -v refused)
piece led "$name" >kept
run 0 ledger sequence --ledger "$led" --key ./log.pem
run 0 ledger erase "$evidence" --ledger "$led" --key ./log.pem --ground "GDPR Art. 17(1)(b)" --who Owner
run 0 ledger retire "$(openssl pkey -in jane.pem -pubout -outform DER | sha256sum | cut -d' ' -f1)" --ledger "$led" --key ./log.pem
piece_put led "$name" <kept
run 0 ledger sequence --ledger "$led" --key ./log.pem
says "0 taken, 1 known already"

# a key that was retired while its entry waited
echo 5,5 >>t4/a.csv
run 0 record --ledger "$led" --key ./w4.pem t4
id=$(openssl pkey -in w4.pem -pubout -outform DER | sha256sum | cut -d' ' -f1)
run 0 ledger retire "$id" --reason left --ledger "$led" --key ./log.pem
run 3 ledger sequence --ledger "$led" --key ./log.pem
says "not signed by a key in force"
run 0 verify "$led"

# a statement is taken once, though anybody can make other bytes of what its key signed
twins=$SOURCE/tests/integration/ledger_twins.py
spooled() { # FILE: as a file of the right name
    local name
    name=spool/$(sha256sum "$1" | cut -d' ' -f1).json
    piece_put led "$name" <"$1"
}
once() { # CURVE KEY FOLDER: recorded, and the two forms of its signature brought in every order
    local order

    for order in together first second; do
        echo "$order" >>"$3/a.csv"
        run 0 record --ledger "$led" --key "$2" "$3"
        name=$(pieces led spool/ | grep -v refused)
        piece led "$name" >kept
        python3 "$twins" "$1" kept >twin
        [ "$order" = first ] || spooled twin
        [ "$order" != second ] || piece_drop led "$name"
        before=$(entries)
        run 0 ledger sequence --ledger "$led" --key ./log.pem
        says "1 taken" # high or low: other programs sign as they do
        spooled kept && spooled twin
        run 0 ledger sequence --ledger "$led" --key ./log.pem
        says "0 taken, 2 known already"
        [ "$(entries)" -eq $((before + 1)) ] || fail "$1 $order: taken twice"
    done
}
for curve in P-256 P-384 P-521; do
    "$ASSAY" key new --algorithm "ecdsa-p${curve#P-}" "./$curve.pem" >/dev/null 2>&1
    "$ASSAY" key export "./$curve.pem" >"$curve.pub"
    run 0 ledger admit "$curve.pub" --role entry --ledger "$led" --key ./log.pem
    once "$curve" "./$curve.pem" t5
done
for _ in $(seq 20); do # a signature without + and / has no second spelling
    echo again >>t6/a.csv
    run 0 record --ledger "$led" --key ./w6.pem t6
    name=$(pieces led spool/ | grep -v refused)
    piece led "$name" >kept
    python3 "$twins" url kept >twin
    cmp -s kept twin || break
    run 0 ledger sequence --ledger "$led" --key ./log.pem
done
spooled twin
run 3 ledger sequence --ledger "$led" --key ./log.pem
says "1 taken, 0 known already, 1 refused" "base64"
run 0 verify "$led"
