#!/usr/bin/env bash
# Flags that would be passed over, or that contradict each other, are said before anything is done:
# whoever wrote them believes that they were heeded.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

git init -q repo
cd repo
printf 'a,b\n1,2\n' >d.csv
git add . && git commit -qm first
"$ASSAY" key new >/dev/null 2>&1
"$ASSAY" key new --algorithm ecdsa-p256 model >/dev/null 2>&1
"$ASSAY" record >/dev/null 2>&1

# wrong TEXT WORDS...: refused with exit code 2, and says so
wrong() {
    local text=$1
    shift
    run 2 "$@"
    says "$text"
}

# --- assay policy: two packs are compared, not all with all
wrong "--all is all that the program ships" policy diff --all assay:baseline assay:dora
wrong "go with assay policy show" policy diff --packs assay:baseline assay:dora
wrong "--all is all that the program ships" policy test --all no-such-pack.yml
wrong "go with assay policy show" policy lint --facts
wrong "one thing at a time" policy show --facts --licences
wrong "--markdown goes with" policy show --markdown
run 0 policy show --facts --markdown
run 0 policy show --controls --all
silent_on "no pack of this policy lists controls"
run 0 policy show --controls
says "no pack of this policy lists controls: assay policy show --packs" "policy: [assay:baseline, assay:gdpr]"
run 0 policy show --packs

# --- assay verify: what is not looked at is not verified
vkey=$("$ASSAY" key export --vkey)
run 0 ledger prove 1 -o proof
wrong "leave out the target" verify d.csv --proof proof --entry proof.entry --vkey "$vkey"
wrong "checked without one" verify --proof proof --entry proof.entry --vkey "$vkey" --since proof
wrong "--entry is what a proof is about" verify --entry proof.entry --vkey "$vkey"
wrong "--ca-file goes with --signature" verify --ca-file no-such.pem
wrong "--allow-legacy goes with --signature" verify --allow-legacy d.csv
wrong "--ignore goes with --signature" verify --ignore d.csv
run 0 sign d.csv --key model -o d.sig
wrong "one at a time" verify --signature d.sig d.csv --key model --tag v1
wrong "one at a time" verify --signature d.sig d.csv --key model --proof proof
wrong "--threshold is about an envelope" verify proof.entry --threshold 1 --key default --tag v1
run 0 verify --proof proof --entry proof.entry --vkey "$vkey"
run 0 verify --signature d.sig d.csv --key model --ignore-unsigned

# --- one file for one document
wrong "name one -o" ledger prove 1 -o one -o two
wrong "name one -o" ledger trace d.csv -o one -o two
wrong "name one -o" sign d.csv --key model -o one -o two
wrong "only --record writes an entry" sign d.csv --key model -o one --spool
wrong "only --record writes an entry" sign d.csv --key model -o one --entry-key no-such
wrong "leave out the model" sign d.csv --key model -o d.sig --add no-such.tsr --tsa-ca no-such.pem
wrong "one of them" attest attestation d.csv -o one.json --spool
wrong "--output names no file" check -o sarif=
for name in one two one.json .part; do
    [ ! -e "$name" ] || fail "$name was written"
done

# --- two forms of one thing
wrong "in one form" key export --vkey --ssh
wrong "all of the key store" key list model
wrong "one at a time" init --card d.csv --record retention
for name in records d.csv.card.yml; do
    [ ! -e "$name" ] || fail "$name was written"
done
wrong "asked for and turned off" record --cache --no-cache
wrong "go with install" hook uninstall --chain
wrong "go with install" hook status --if-missing warn

# --- a passphrase that would be cut seals no key
printf '%300s\n' x >long
wrong "too long" key new sealed --passphrase-file long
printf '%255s\n' x >fits
run 0 key new sealed --passphrase-file fits

# --- assay report: they get what --for names, or are told
run 1 report --for ci -o out.sarif
grep -q '"version":"2.1.0"' out.sarif || fail "no SARIF"
wrong "another format than -f" report --for ci -f html
wrong "asks for a format that no -o has" report --for release -o release.json
says "-o assessment=FILE"
wrong "for nobody" report --for somebody
wrong "name one --key" report --key default --key model
printf 'version: 1\ndefaults: {for: ci}\n' >.assay.yml
run 1 report
says '"version":"2.1.0"'
run 1 report -f markdown
says "### assay"
rm .assay.yml

# --- several targets: incomplete outweighs nothing, and wrong use is not hidden behind either
mkdir empty
printf 'PK\3\4xxxx' >bad.zip
run 3 list empty bad.zip
run 2 list no-such bad.zip
silent_on "bad.zip"

# --- a name that a shell found reaches no terminal as it is
mkdir found
hostile=$(printf 'found/e\033[31mvil.csv')
cp d.csv "$hostile"
cp d.csv found/plain.csv
run 1 check found/*.csv
says 'found/e\x1b[31mvil.csv'
if grep -q "$(printf '\033')" "$WORK/out"; then fail "an escape sequence reached the terminal"; fi

# --- where a report cannot go is said before anything is examined
run 6 check -o json=no-such-folder/x.json
[ ! -s "$WORK/out" ] || fail "examined before it was found"

# --- what wrong use is called, and what is cut
run 2 key new
says "key.write" "give the new key another name"
run 2 attest release sha256:5ee348c9 --dry-run
says "it has 64 hex digits"
for edition in old new; do
    python3 - "$edition" >"$edition.yml" <<'END'
import sys
words = ["w%03d" % i for i in range(200)] + ["last-" + sys.argv[1]]
print('pack: own\nedition: "1"\nin-force-from: 2026-01-01\ntitle: Own\nparams:\n  words:\n    type: texts\n    meaning: what may stand there')
print("    default: [%s]" % ", ".join(words))
print("""rules:
  - id: OWN-001
    name: own.words
    title: t
    severity: high
    applies: item.kind == "model"
    check: item.name in params.words
    message: "{item.path}"
    rationale: r
    remediation: m
    tests:
      - {name: in, facts: {item: {kind: model, name: w001}}, expect: pass}
      - {name: out, facts: {item: {kind: model, name: x}}, expect: fail}""")
END
done
run 1 policy diff old.yml new.yml
says "last-old" "last-new" "1 change"

# --- no home, no repository: there is no place for a ledger, which is said
mkdir "$WORK/bare"
cd "$WORK/bare"
for words in verify "verify ." "key export --vkey" "ledger log"; do
    code=0
    # shellcheck disable=SC2086 # several words
    env -i "$ASSAY" $words >"$WORK/out" 2>"$WORK/err" </dev/null || code=$?
    [ "$code" = 2 ] || fail "assay $words: exit code $code, wanted 2"
    says "ledger.no-place" "--ledger DIR"
done
