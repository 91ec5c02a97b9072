#!/usr/bin/env bash
# A statement in a file counts for the whole of the project that it was signed for, and of no other that
# holds the same document and trusts the same key.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

"$ASSAY" key new jane -q >/dev/null
"$ASSAY" key export jane >jane.pem

# project NAME: a folder that trusts jane, with a rule, a control and a rule over items that she may sign for
project() {
    mkdir -p "$1/.assay/trust/keys" "$1/models"
    cp jane.pem "$1/.assay/trust/keys/"
    cp -R "$SOURCE"/policies/rules "$1/.assay/rules"
    cp "$SOURCE"/docs/example/models/scorecard.safetensors "$1/models/m.safetensors"
    printf 'all rights reserved\n' >"$1/LICENSE"
    printf 'policy: [.assay/pack.yml]\n' >"$1/.assay.yml"
    cat >"$1/.assay/pack.yml" <<'Y'
pack: team
edition: "1"
title: what people answer for
rules: [GOV-002, SIG-001]
controls:
  - {framework: Handbook, edition: "3", ref: "4.2", mark: v, demands: roles are known, rules: [SIG-001], person: whether they are kept}
Y
}
# repository NAME: the same in git, and a commit that is its own
repository() {
    project "$1"
    git init -q "$1"
    printf '%s\n' "$1" >"$1/README.md"
    git -C "$1" add -A
    git -C "$1" commit -qm "$1 begins"
}
who=(--key jane --name "Jane Doe" --role "Head of Compliance" --meaning approval --statement "in force")
sign() { run 0 attest attestation "$@" "${who[@]}" --set controls=GOV-002 --set "controls=Handbook 4.2"; }

# verdicts PLACE FLAGS...: of the rule over the target, of the control, of the rule over items
verdicts() {
    "$ASSAY" check -q -f assessment "$@" >"$WORK/out" 2>"$WORK/err" || true
    jq -r '[([.rules[] | select(.code == "GOV-002") | .verdicts | to_entries[] | select(.value > 0) | .key] | join(",")),
        (.controls[] | select(.reference == "4.2") | if .attested then "attested" else .verdict end),
        (.rules[] | select(.code == "SIG-001") | .verdicts | if .pass > 0 then "pass" elif .fail > 0 then "fail" else "unknown" end)] | join(" ")' "$WORK/out"
}
is() {
    local want=$1 got
    shift
    got=$(verdicts "$@")
    [ "$got" = "$want" ] || fail "$*: \"$got\", wanted \"$want\""
}
why() {
    jq -r '.findings[] | select(.code == "GOV-002") | .message' "$WORK/out" | grep -qF -- "$1" || fail "the finding does not say: $1"
    jq -r '.controls[] | select(.reference == "4.2") | .not_counted.why' "$WORK/out" | grep -qF -- "${2:-${1#*but }}" || fail "the control does not say: ${2:-$1}"
}
begins() { git -C "$1" rev-list --max-parents=0 HEAD | cut -c1-12; }

repository one
repository two
is "fail unknown unknown" one
cd one
sign LICENSE models/m.safetensors -o attestations/l.json
cd ..
says "attestations/l.json, signed by" "signed for the repository that begins with commit $(begins one)"
jq -r '.payload | @base64d' one/attestations/l.json |
    jq -e --arg id "$(git -C one rev-parse HEAD)" '.predicate.project == {commits: [{gitCommit: $id}]}' >/dev/null || fail "the project is not in the statement"
is "attested attested pass" one

# the same document in another repository: for the model, whose bytes it names, and for nothing else
is "fail unknown unknown" two
before=$(jq -r '.findings[] | select(.code == "GOV-002") | .fingerprint' out)
mkdir two/attestations && cp one/attestations/l.json two/attestations/
is "fail unknown pass" two
why "attestations/l.json would meet it, but it is signed for the repository that begins with commit $(begins one), and this one begins with $(begins two): sign it in this project"
[ "$before" = "$(jq -r '.findings[] | select(.code == "GOV-002") | .fingerprint' out)" ] || fail "a statement of others makes another finding of it"
jq -e '.findings[] | select(.code == "GOV-002") | .not_counted.what == "attestations/l.json"' out >/dev/null || fail "not told in the report"
run 1 check two
says "but it is signed for the repository that begins with commit $(begins one)"
run 1 report two -f html
grep -qF "attestations/l.json does not count: it is signed for" out || fail "the control's row does not tell"
git -C two add -A && git -C two commit -qm "of another project"
is "fail unknown pass" two --head
# nor where the other's history is merged in
git -C two fetch -q "$WORK/one" main
git -C two merge -q --allow-unrelated-histories -X ours FETCH_HEAD -m "both" >/dev/null 2>&1
is "fail unknown pass" two
why "the history of this one begins with $(git -C two rev-list --max-parents=0 HEAD | grep -v "$(begins one)" | cut -c1-12), too"
# what is signed in that one is for all that it begins with
(cd two && sign LICENSE models/m.safetensors -o attestations/two.json)
is "attested attested pass" two
cp two/attestations/two.json one/attestations/two.json && rm one/attestations/l.json
is "fail unknown pass" one
git -C one checkout -q . 2>/dev/null || true
rm one/attestations/two.json
(cd one && sign LICENSE models/m.safetensors -o attestations/l.json)

# a clone by another name, a fork that goes on, another branch and the index are the same project
git -C one add -A && git -C one commit -qm "signed"
git clone -q one three && mv three elsewhere
is "attested attested pass" elsewhere
printf 'more\n' >>elsewhere/README.md
git -C elsewhere checkout -q -b other && git -C elsewhere commit -qam "goes on"
is "attested attested pass" elsewhere --head
is "attested attested pass" elsewhere --commit main
mkdir deeper && git -C elsewhere worktree add -q "$WORK/deeper/tree" main
is "attested attested pass" deeper/tree

# of a shallow clone nobody knows where its history begins: not attested, and not refused
git clone -q --depth 1 "file://$WORK/one" shallow
is "unknown unknown pass" shallow
why "attestations/l.json would meet it, but whether it is signed for this project is not known, for the clone is shallow, and its history is cut off: git fetch --unshallow"
run 1 check shallow
says "git fetch --unshallow"
(cd shallow && run 0 attest attestation LICENSE "${who[@]}" -o ../s.json)
says "it names no repository, for the clone is shallow"
git -C shallow fetch -q --unshallow
is "attested attested pass" shallow
# cut off at one end, and of another project by the other
git -C two add -A && git -C two commit -qm "signed" && git -C two rm -q attestations/two.json
git -C two commit -qm "left"
git clone -q --shallow-exclude=main "file://$WORK/two" cut 2>/dev/null || git clone -q --depth 2 "file://$WORK/two" cut
is "unknown unknown pass" cut
# a commit that is not here
git clone -q one holed
first=$(git -C one rev-list --max-parents=0 HEAD)
rm -f "holed/.git/objects/${first:0:2}/${first:2}"
is "unknown unknown pass" holed
why "whether it is signed for this project is not known, for commits of its history are not here"

# one that names no project, as older versions signed it and others do: for its subjects alone
project outside && cd outside
sign LICENSE models/m.safetensors -o ../one/attestations/l.json
says "it names no project, so it counts for its subjects alone"
cd ..
is "fail unknown pass" one
why "it names no project, and equal documents stand in many: sign it in this project"
project unborn && cd unborn && git init -q
sign LICENSE -o ../u.json
says "it names no project"
cd ..
git -C one checkout -q .
is "attested attested pass" one

# what was signed can be withdrawn from anywhere: a withdrawal names the bytes alone
cd two
run 0 attest withdrawal ../elsewhere/attestations/l.json --key jane --name "Jane Doe" --role Head --reason "not so" -o ../elsewhere/attestations/w.json
silent_on "signed for the repository"
cd ..
jq -r '.payload | @base64d' elsewhere/attestations/w.json | jq -e '.predicate | has("project") | not' >/dev/null || fail "a withdrawal names a project"
is "fail fail fail" elsewhere
says "which was withdrawn by Jane Doe"
cp elsewhere/attestations/w.json one/attestations/
run 1 check one
says "which was withdrawn by Jane Doe"
silent_on "did not count here before"
rm one/attestations/w.json
# where it is of another project it is told whose it was
rm -f two/attestations/*
cp elsewhere/attestations/{l,w}.json two/attestations/
run 1 check two
says "which was withdrawn by Jane Doe" \
    "it did not count here before either: it is signed for the repository that begins with commit $(begins one), and" "begins with"

# a folder in no repository is the one that its ledger is of; without one, all of it is named
project plain
cp one/attestations/l.json plain.json
mkdir plain/attestations && cp plain.json plain/attestations/l.json
is "fail unknown pass" plain
why "and this is in no repository"
(cd plain && run 0 attest attestation LICENSE "${who[@]}" --set controls=GOV-002 -o attestations/l.json)
says "it names no project"
rm -r plain/attestations
mkdir -p parcel/attestations && cp -R plain/.assay plain/.assay.yml parcel/ && tar -C plain -cf parcel/p.tar models LICENSE
is "fail unknown unknown" parcel/p.tar
cd parcel
sign "sha256:$(jq -r .inventory.root ../out)" -o attestations/all.json
cd ..
is "attested attested unknown" parcel/p.tar
tar -C plain -rf parcel/p.tar .assay.yml
is "fail unknown unknown" parcel/p.tar
# a bundle that lies in a repository is judged by what that one says
cp parcel/p.tar one/
is "attested attested pass" one/p.tar
rm one/p.tar

for p in north south; do
    project "$p"
    printf 'ledger: %s\n' "$(ledger_at "$p.led")" >>"$p/.assay.yml"
    run 0 record --key jane "$p"
done
(cd north && sign LICENSE -o attestations/l.json)
says "signed for the project of the ledger assay.local/"
is "attested attested fail" north
mkdir south/attestations && cp north/attestations/l.json south/attestations/
is "fail fail fail" south
why "it is signed for the project of the ledger assay.local/"
rm -r south/attestations
# in a ledger of two it could be either
project west
printf 'ledger: %s\n' "$(ledger_at north.led)" >>west/.assay.yml
printf 'west\n' >west/README.md
run 0 record --key jane west
is "fail fail fail" north
why "the ledger that it is signed for holds several projects"
mkdir west/attestations && cp north/attestations/l.json west/attestations/
is "fail fail fail" west

# an entry counts in the ledger that it was signed into; one that was brought into another does not
(cd south && sign LICENSE)
is "attested attested fail" south
in_folders || exit 0
mkdir -p more && project more/east
printf 'ledger: %s\n' "$(ledger_at east.led)" >>more/east/.assay.yml
run 0 record --key jane more/east
(cd south && sign LICENSE --spool)
cp -R south.led/spool south.led/objects east.led/
run 0 ledger sequence --key jane --ledger east.led
is "fail fail fail" more/east
why "it is signed for the project of the ledger assay.local/"
(cd south && run 0 ledger sequence --key jane)
is "attested attested fail" south

# a waiver counts in a ledger alone, and so it is told to whoever signs one into a file
cd south
run 0 attest waiver LICENSE --key jane --name "Jane Doe" --role Head --rule GOV-002 --until +30d --reason "being written" -o ../w.json
says "a waiver excuses what it names in a ledger alone"
