#!/usr/bin/env bash
# ledger_words.sh - the ledger's commands in the wrong order, with wrong words, in wrong places: each
# time an id, what to do, the right exit code, and nothing done.
. "$(dirname "$0")/lib.sh"

# wrong CODE ID TEXT WORDS...: one error of that id, saying that text, with a next step
wrong() {
    local code=$1 id=$2 text=$3
    shift 3
    run "$code" "$@"
    [ "$(grep -c '^error\[' err)" = 1 ] || fail "assay $*: not one error"
    grep -q "^error\[$id\]: " err || fail "assay $*: not $id"
    grep -q '^  do:    ' err || fail "assay $*: no next step"
    says "$text"
}

place=$XDG_DATA_HOME/assay/ledger begin="assay record"
if ! in_folders; then
    place=$(ledger_at led) begin="assay ledger init"
    export ASSAY_LEDGER=$place
fi

mkdir data && echo a,b >data/d.csv
echo hello >hello

# before there is a ledger or a key: said, and neither is made
for words in log "show 0" "trace d.csv" "prove 0" keys "export given" "stamp --request q" "witness --request q" \
    "anchor ." "erase 1.name --ground x --who y" "rotate --to nokey" "retire 12345678" sequence; do
    # shellcheck disable=SC2086 # words
    case $words in
    rotate*) wrong 2 key.missing "assay key new" ledger $words ;;
    *) wrong 2 ledger.missing "$begin" ledger $words ;;
    esac
done
wrong 2 ledger.missing "$begin" attest release data/d.csv --name x --role y --set version=1
[ ! -e "$XDG_CONFIG_HOME/assay" ] || fail "a key was made for nothing"
[ ! -e "$XDG_DATA_HOME/assay" ] || fail "a ledger was made for nothing"
in_folders || ! ledger_exists led || fail "a ledger was made for nothing"

# made twice, and in places that are no place
run 0 ledger init
wrong 2 ledger.exists "assay ledger log --ledger" ledger init
wrong 2 ledger.not-one "a ledger is a folder" ledger init --ledger hello
wrong 2 ledger.not-one "name a ledger" ledger log --ledger data
wrong 2 ledger.not-one "a ledger is a folder" ledger log --ledger data/d.csv
wrong 2 ledger.origin "ledger.example.org/team" ledger init --ledger other --origin-name "bad name"
wrong 2 usage.wrong "ledger init --ledger DIR" ledger init other
[ ! -e other ] || fail "something was made"

# entries that are not there
run 0 record data
wrong 2 ledger.no-entry "2 entries, 0 to 1: there is no 99" ledger show 99
wrong 2 ledger.no-entry "assay ledger trace NAME" ledger show d.csv
wrong 2 ledger.no-entry "there is no 99" ledger prove 99
wrong 2 ledger.no-entry "2 entries, 0 to 1: there is no 0..9" ledger export given --entries 0..9
wrong 2 ledger.no-entry "about 00000000" ledger export given --about 00000000
wrong 2 usage.wrong "3 or 3..7" ledger export given --entries 1-2
wrong 2 trace.nothing "nothing.csv" ledger trace nothing.csv
wrong 2 ledger.no-object "INDEX.MEMBER" ledger erase 1.name --ground x --who y
wrong 2 usage.wrong "--ground TEXT --who NAME" ledger erase 1.name
[ ! -e given ] || fail "something was exported"

# files that are not there, are something else, or cannot be written
wrong 2 usage.missing-file "is the name right?" ledger consistency --since nofile
wrong 5 proof.format "assay explain proof.format" ledger consistency --since hello
wrong 2 usage.missing-file "cannot read nofile" ledger stamp --add nofile --tsa-ca nofile
wrong 2 stamp.authorities "--tsa-ca CA.pem" ledger stamp --add hello --tsa-ca hello
wrong 2 usage.wrong "--tsa-ca CA.pem" ledger stamp --add hello
vkey=$("$ASSAY" key export --vkey)
wrong 2 usage.missing-file nofile ledger witness --add nofile --vkey "$vkey"
wrong 5 proof.format "signature lines" ledger witness --add hello --vkey "$vkey"
wrong 2 key.format "assay key export --vkey" ledger witness --add hello --vkey bogus
wrong 2 trust.policy "hello:1:1: a line begins with" ledger witness --add hello --trust hello
[ "$(grep -o 'hello:1:1' err | wc -l)" = 1 ] || fail "the place is said twice"
wrong 6 output.failed "in a folder that can be written" ledger prove 1 -o hello/x
wrong 6 output.failed "in a folder that can be written" ledger trace d.csv -o data
wrong 2 export.exists "name a new folder" ledger export hello
for name in x.tgz x.tar.gz x.zip; do
    wrong 2 export.form "FILE.tar" ledger export $name
    [ ! -e $name ] || fail "$name was made"
done
wrong 2 anchor.no-repository "others fetch from" ledger anchor data

# keys that may not, or that nobody knows
"$ASSAY" key new jane >/dev/null 2>&1
wrong 2 key.missing "assay key list" ledger admit nobody --role approve
"$ASSAY" key export jane >jane.pub
wrong 2 key.role "--role entry,approve" ledger admit jane.pub --role boss
wrong 2 usage.wrong "KEY.pub --role ROLES" ledger admit jane.pub
wrong 2 key.format "assay key export prints" ledger admit hello --role entry
wrong 5 ledger.other-key "--log-key beside --key" ledger admit jane.pub --role approve --key jane
wrong 5 ledger.other-key "leave entries in the spool" ledger sequence --key jane
run 0 ledger admit jane.pub --role approve
wrong 2 key.known "assay ledger keys" ledger admit jane.pub --role approve
wrong 2 key.known "assay key new NAME" ledger rotate --to jane
wrong 2 key.unknown "assay key list" ledger retire jane
wrong 2 key.last "assay ledger rotate --to NEWKEY" ledger retire "$("$ASSAY" ledger keys | head -1 | cut -c1-16)"
jane=$("$ASSAY" key list | grep /jane.pem | cut -c1-16)
wrong 2 ledger.no-entry "beyond the end" ledger revoke "$jane" --since 99 --reason x
wrong 2 usage.wrong "--since takes the index" ledger revoke "$jane" --since abc --reason x

# statements that are not whole
wrong 2 statement.kind "did you mean attestation" ledger schema attestaton
wrong 2 statement.kind "assay ledger schema" attest foo data/d.csv
wrong 2 statement.subject "assay record nofile" attest release nofile --name x --role y --set version=1
wrong 2 statement.missing "--meaning approval" attest attestation data/d.csv
wrong 2 statement.member "fix the flag; nothing was signed" attest attestation data/d.csv --name x --role y \
    --meaning z --statement w
wrong 2 statement.set "ticket=CHG-4711" attest release data/d.csv --set foo
wrong 2 statement.member "fix the line; nothing was signed" attest release data/d.csv --file hello
[ "$("$ASSAY" ledger log | wc -l)" = 3 ] || fail "something was added to the ledger"
run 0 verify "$place"

# who is not root: a ledger that can be read and not written
if in_folders && [ "$(id -u)" -ne 0 ]; then
    chmod -R a-w "$place"
    echo 1,2 >>data/d.csv
    run 6 record data
    grep -q '^  do:    ' err || fail "no next step"
    run 0 ledger log
fi
