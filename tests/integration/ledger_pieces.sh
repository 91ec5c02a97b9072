#!/usr/bin/env bash
# ledger_pieces.sh - `assay verify` of what is not a whole ledger: it says what it was given, what is
# missing and what to do; and what is no ledger at all is not taken for one.
. "$(dirname "$0")/lib.sh"

mkdir data && printf 'a,b\n1,2\n' >data/a.csv
"$ASSAY" key new ./log.pem >/dev/null 2>&1
"$ASSAY" key export ./log.pem >log.pub
run 0 record data --ledger led --key ./log.pem
run 0 ledger export whole --ledger led
run 0 ledger export whole.tar --ledger led
silent_on "ledger.missing"

# an export is a copy with proofs of just that: nobody writes into one, and it holds afterwards
"$ASSAY" key new ./other.pem >/dev/null 2>&1
"$ASSAY" key export ./other.pem >other.pub
for words in "record model" "record model --spool" "record data --log-key ./log.pem" "ledger admit other.pub --role entry" \
    "ledger sequence" "ledger erase 1.name --ground x --who y" "attest attestation data/a.csv --name N --role R --meaning approval --statement S"; do
    mkdir -p model && echo "$words" >model/word
    # shellcheck disable=SC2086 # several words
    run 2 $words --ledger whole --key ./log.pem
    says "error[ledger.export]: whole is an export of a ledger, and is not written to" "--ledger PATH" "copy checkpoint"
done
run 0 verify whole --key log.pub
run 0 ledger export again --ledger whole # read it may be
diff -r whole again || fail "an export was written to"
mkdir back && cp -R whole/{checkpoint,checkpoints,tile,objects} back # as it says
run 0 record model --ledger back --key ./log.pem
run 0 verify back --key log.pub
rm -r model
run 0 explain ledger.export

without() { # PART...: "part" is the export without them
    rm -rf part && cp -R whole part
    for name in "$@"; do rm -rf "part/$name"; done
}
lacks() { # WORDS...: an export in which the log has holes
    run 5 verify part --key log.pub
    says "ledger.damaged" "$@" "it is an export of a ledger" "assay ledger export"
    silent_on "cannot open the ledger" "ledger.missing"
}
run 0 verify whole --key log.pub
without checkpoint
lacks "checkpoint: the file is missing, though sizes were signed"
without checkpoints
lacks "checkpoints/1: the file is missing" "checkpoints/2: the file is missing"
without tile
lacks "tile/entries/000.p/2: the file is missing"
without tile/0
lacks "tile/0/000.p/2: the file is missing"
without objects
lacks "the object that entry 1 names is missing"
for name in README.md check.py SHA256SUMS; do # of the version that made it
    without "$name"
    run 0 verify part --key log.pub
done
# copies, for people: what the check.py of an export refuses is refused here as well
both_refuse() { # WORDS...: of the export in "part"
    run 5 verify part --key log.pub
    says "$@" "it is an export of a ledger"
    silent_on VERIFIED
    if python3 part/check.py log.pub >checked 2>&1; then fail "check.py takes it: $*"; fi
    grep -q "DOES NOT HOLD" checked || fail "check.py says: $(cat checked)"
}
for name in entries proofs keys log.vkey erased.txt entries/1.entry entries/1.json proofs/0.tlog-proof; do
    without "$name"
    both_refuse "$name" ": the file is missing"
done
run 0 attest attestation data/a.csv --name "Jane Doe" --role R --meaning review --statement S --ledger led --key ./log.pem
run 0 ledger erase 2.name --ground G --who W --ledger led --key ./log.pem
mv whole first && run 0 ledger export whole --ledger led
without nothing && cp part/checkpoints/2 part/checkpoint
both_refuse "checkpoint: it is not what the log says, whose copy it should be"
without nothing && : >part/erased.txt
both_refuse "erased.txt: it does not name what entry 3 erased"
without nothing && sed -i 's/by entry 3/by entry 2/' part/erased.txt
both_refuse "erased.txt: line 1: no entries say"
without nothing && sed -i 's/named by entry 2/named by entry 1/' part/erased.txt
both_refuse "erased.txt: line 1: no entries say"
without nothing && sed 's/^./0/' part/erased.txt >twice.txt && cat part/erased.txt >>twice.txt && mv twice.txt part/erased.txt
both_refuse "erased.txt: line "
without nothing && cp part/erased.txt twice.txt && cat twice.txt >>part/erased.txt
both_refuse "erased.txt: line 2 is not as an export writes it"
without nothing && printf 'x\n' >part/erased.txt
both_refuse "erased.txt: line 1 is not as an export writes it"
for name in link proofs/link objects/sha256/link; do
    without nothing && ln -s /etc/hostname "part/$name"
    both_refuse "$name: it is no file of its own"
done
without nothing entries/1.json && ln -s ../README.md part/entries/1.json
both_refuse "entries/1.json"
without nothing && mkfifo part/pipe
both_refuse "pipe: it is no file of its own"
without nothing
run 0 verify part --key log.pub
python3 part/check.py log.pub >checked || fail "a whole export"
rm -r whole && mv first whole
without checkpoint checkpoints tile objects
run 5 verify part
says "ledger.partial" "part is a part of an export of a ledger: tile/ (the entries) is missing" "--proof part/proofs"
silent_on "cannot open the ledger"
vkey=$(cat whole/log.vkey)
run 0 verify --proof part/proofs/1.tlog-proof --entry part/entries/1.entry --vkey "$vkey" # as it says
rm -rf part && mkdir part && cp whole/checkpoint part
run 5 verify part
says "tile/entries/000.p/2: the file is missing"

piece() { # FILE WHAT DO
    run 2 verify "$1"
    says "ledger.piece" "$1 is $2" "$3"
    silent_on "cannot open the ledger"
}
piece whole/checkpoint "a checkpoint of a ledger" "--since"
piece whole/proofs/1.tlog-proof "a proof of one entry" "--entry"
piece whole/entries/1.entry "an entry of a ledger" "--proof"
piece whole.tar "an export of a ledger as a tar" "tar xf"
tar xf whole.tar && run 0 verify ledger-export --key log.pub # as it says

# what is no ledger: models have such files and folders, too
mkdir model && printf 'model_checkpoint_path: "model.ckpt-7"\n' >model/checkpoint && mkdir model/checkpoints
run 2 verify model
says "ledger.missing"
silent_on "ledger.damaged" "not a checkpoint"
run 0 record model --ledger led --key ./log.pem
run 0 verify model --ledger led --key log.pub
says VERIFIED

# keys: a public one where a private one is wanted, and the other way round
run 2 ledger rotate --to log.pub --ledger led --key ./log.pem
says "key.format" "this is a public key, and signing takes the private one"
silent_on "chmod"
run 2 ledger rotate --to data/a.csv --ledger led --key ./log.pem
says "key.format" "not a private key"
silent_on "chmod"
chmod 644 log.pem
run 5 ledger rotate --to ./log.pem --ledger led --key ./log.pem
says "key.mode" "chmod 600"
chmod 600 log.pem
run 2 ledger admit ./log.pem --role entry --ledger led --key ./log.pem
says "key.format" "this is a private key, and others need the public one alone" "assay key export ./log.pem"

# a damaged ledger is handed out with a word about it, and what is there
rm -rf part && cp -R led damaged && find damaged/objects -type f | LC_ALL=C sort | head -1 | xargs rm
run 5 ledger export part --ledger damaged
says "ledger.damaged" "1 object that entries name is missing, and no entry says why" "erased.txt"
grep -q "not in this ledger" part/erased.txt || fail "erased.txt does not name it"
[ -s part/entries/1.entry ] || fail "what is there is not exported"
run 5 verify part --key log.pub
says "is missing"
