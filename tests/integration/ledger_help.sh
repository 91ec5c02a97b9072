#!/usr/bin/env bash
# ledger_help.sh - the help of what has to do with the ledger: it fits 80 columns, an action knows its
# own flags alone, and every example does what it says.
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/integration/stamp_lib.sh"
. "$SOURCE/tests/integration/envelope_lib.sh"

run 0 ledger --help
mapfile -t actions < <(sed -n 's/^  assay ledger \([a-z]*\)  .*/\1/p' out | sort -u)
[ ${#actions[@]} -ge 18 ] || fail "only ${#actions[@]} actions are listed"
pages=(attest sign verify key record)
for action in "${actions[@]}"; do pages+=("ledger $action"); done
for page in "${pages[@]}" ledger init check list report explain waive hook policy config doctor help version; do
    # shellcheck disable=SC2086 # an action is two words
    run 0 help $page
    ! grep -nE '^.{81}' out || fail "assay $page --help is too wide"
    mv out by-help
    # shellcheck disable=SC2086
    run 0 $page --help
    cmp -s out by-help || fail "assay help $page is another page"
done
run 0 --help
! grep -nE '^.{81}' out || fail "assay --help is too wide"

# wrong words
run 2 ledger
says "assay ledger export" "say what to do with the ledger"
run 2 ledger exprot x
says 'assay ledger cannot "exprot"' "did you mean: assay ledger export"
run 2 ledger frobnicate
says "assay ledger --help lists what it can do"
run 2 help ledger exprot
says "did you mean: assay ledger export"
run 2 help check ledger
run 2 ledger log --entries 3 # of another action: refused, not overlooked
says "no flag --entries here"
run 2 ledger export
says "assay ledger export DIR|FILE.tar" "(assay ledger export --help)"
run 2 ledger export x --entrys 3
says "did you mean --entries"

# The examples, each page in a copy of its own of a project that has what they name.
mkdir project && cp -R "$SOURCE/docs/example/." project
cd project || exit
git init -q && git add -A && git commit -qm scorer
for key in log ci jane w release; do run 0 key new "$key"; run 0 key export "$key"; cp "$WORK/out" $key.pub; done
run 0 ledger init
run 0 record
run 0 attest attestation models/scorecard.safetensors --name "Jane Doe" --role Validator --meaning review \
    --statement "I looked."
ci=$("$ASSAY" key list | grep "/ci.pem$" | cut -c1-16)
run 0 ledger stamp --request now.tsq
tsa_make tsa && cp tsa/ca.pem ca.pem && tsa_reply tsa tsa now.tsq now.tsr
run 0 key export
cp "$WORK/out" log.pub.pem
run 0 key export --vkey
cp "$WORK/out" log.vkey
run 0 ledger export audit
mkdir kept && cp audit/checkpoint kept
printf 'log %s\nquorum none\n' "$(cat log.vkey)" >policy
echo report >report.pdf
printf 'name: Jane Doe\nrole: Owner\nversion: 1.0.0\n' >release.yml
git archive --prefix=credit-risk/ -o release.tar.gz HEAD
mkdir release && git archive HEAD:models | tar x -C release
mkdir llama && echo weights >llama/weights.bin
run 0 key new --algorithm ecdsa-p256 model
run 0 key export model
cp "$WORK/out" signer.pub.pem
cp "$WORK/out" model.pub.pem
run 0 sign llama --key model -o model.sig
openssl req -x509 -new -key "$XDG_CONFIG_HOME/assay/keys/model.pem" -config /dev/null -subj /CN=model -days 36500 \
    -addext keyUsage=digitalSignature -out model.crt.pem 2>/dev/null
run 0 key export w --vkey --name witness.example/a
cp "$WORK/out" witness.vkey
ssh-keygen -q -t ed25519 -N '' -f "$WORK/ssh" && printf 'author@example.org %s\n' "$(cat "$WORK/ssh.pub")" >signers
git -c gpg.format=ssh -c user.signingkey="$WORK/ssh" tag -s v1.0 -m "release 1.0"
git init -q "$WORK/public" && git -C "$WORK/public" commit -q --allow-empty -m first
for key in a b; do envelope_key $key P-256 && cp $key.pub $key.pub.pem; done
envelope text/plain release.yml a b >release.dsse
run 0 ledger prove 3 -o 3.tlog-proof
run 0 record release.tar.gz
run 0 record
# shellcheck disable=SC2103 # the lines between are too many for a shell of their own
cd ..

# examples_of PAGE: its commands, in order; a comment stands behind three blanks or more
examples_of() {
    # shellcheck disable=SC2086,SC2016 # the examples' words, and what their shell is to expand
    "$ASSAY" help $1 | sed -n '/^Examples$/,/^$/p' | grep '^  ' | sed 's/^  //; s/\([^ ]\)   *[^ ].*$/\1/' |
        sed "s/984ca064bf622d89/$ci/; s/sha256:HEX/sha256:$(sha256sum <project/LICENSE | cut -c1-64)/" |
        sed 's/ LINE$/ "$(cat log.vkey)"/' | grep -v 'FILE\.tsr\|pkcs11:' # see sign.sh, hsm.sh
}

count=0
for page in "${pages[@]}"; do
    rm -rf copy && cp -a project copy
    cp -a "$HOME" "$WORK/home.kept"
    case $page in
    key) rm "$XDG_CONFIG_HOME/assay/keys/"{default,release}.pem ;;
    "ledger init") rm -r copy/.git/assay ;;
    "ledger retire" | "ledger revoke") (cd copy && run 0 ledger admit ci.pub --role entry) ;;
    "ledger sequence") (cd copy && echo a,b >data/more.csv && run 0 record --spool) ;;
    esac
    examples_of "$page" >examples
    [ -s examples ] || fail "assay $page --help has no example"
    while IFS= read -r line; do
        while [ "${line: -1}" = \\ ]; do
            IFS= read -r more
            line="${line%\\}${more}"
        done
        (cd copy && eval "$line") >out 2>err </dev/null || fail "assay $page --help says: $line"
        [[ $line != *"stamp --request"* ]] || (cd copy && tsa_reply tsa tsa now.tsq now.tsr) # as an authority would
        [[ $line != *"ledger anchor"* ]] || git -C public tag | xargs -r git -C public tag -d >/dev/null
        count=$((count + 1))
    done <examples
    rm -rf "$HOME" && mv "$WORK/home.kept" "$HOME"
done
echo "$count examples do what they say"
