#!/usr/bin/env bash
# `assay check --record`: the verdict becomes a signed entry beside the inventory that was judged; and a trace of one
# model tells all that was recorded, judged, approved, released, taken back and erased.
. "$(dirname "$0")/lib.sh"

led=$(ledger_at led)
digest() { sha256sum "$1" | cut -d' ' -f1; }
model() { python3 -c "
import struct, sys
head = b'{\"w\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}'
sys.stdout.buffer.write(struct.pack('<Q', len(head)) + head + sys.argv[1].encode())" "$1"; }
mkdir p
model BASE >p/base.safetensors
model TUNE >p/tuned.safetensors
printf 'a,b\n1,2\n' >p/train.csv
cat >p/lineage.yml <<'YML'
outputs: [{path: tuned.safetensors}]
inputs: [{path: base.safetensors}, {path: train.csv}]
YML
run 0 record --ledger "$led" p
says "as entry 1" "lineage as entry 2"

# the verdict, of the very inventory that was recorded; the document is whole on the standard output
code=0
"$ASSAY" check p --ledger "$led" --record -f json -o sarif=out.sarif -o html=page.html >out 2>err || code=$?
[ $code -eq 1 ] || [ $code -eq 3 ] || [ $code -eq 0 ] || fail "exit code $code"
jq -e --argjson code $code '.exit == $code' out >/dev/null || fail "the report is not alone on the output"
verdict=$(jq -r .verdict out)
says "unchanged since entry 1" "recorded the assessment ($verdict) as entry 3"
run 0 ledger show 1 --ledger "$led"
cp out inventory.json
run 0 ledger show 3 --ledger "$led"
cp out assessment.json
jq -e --slurpfile i inventory.json --arg verdict "$verdict" --arg sarif "$(digest out.sarif)" --arg page "$(digest page.html)" '
    .predicateType == "urn:assay:predicate/assessment/v1" and .subject[0].digest.sha256 == $i[0].predicate.manifest.sha256
    and .predicate.inventory == $i[0].predicate.inventory.digest.sha256 and .predicate.verdict == $verdict
    and (.predicate.counts | (map_values(tonumber) | add) > 0 and has("unknown") and has("fail"))
    and ([.predicate.reports[] | {(.name): .digest.sha256}] | add) == {"out.sarif": $sarif, "page.html": $page}' out >/dev/null ||
    fail "another statement"
if [ -d "$led" ]; then
    object=$(jq -r .predicate.assessment.digest.sha256 assessment.json)
    jq -e --slurpfile a assessment.json '.schema == "assay.assessment/1" and .verdict == $a[0].predicate.verdict' \
        "$led/objects/sha256/${object:0:2}/${object:2}" >/dev/null || fail "the assessment is no object"
fi
run 0 verify --ledger "$led" p

# what is not recorded yet is, and waivers that were applied are named by digest
printf 'a,b\n1,3\n' >p/train.csv
mkdir p/.assay
code=0
"$ASSAY" check p --ledger "$led" --record >out 2>err || code=$?
says "as entry 4" "recorded the assessment" "as entry 5"

# wrong use: a key that signs nothing; a key that may not
run 2 check p --ledger "$led" --key ./other.pem
says "only --record signs"
"$ASSAY" key new ./other.pem >/dev/null 2>&1
run 5 check p --ledger "$led" --record --key ./other.pem
says "ledger.other-key"

# people: an attestation of the assessment, of the model, a release, an incident, a rollback, an erasure, a withdrawal
attest() { run 0 attest "$@" --ledger "$led" --name "Jane Doe" --role "Head of Validation"; }
attest attestation "sha256:$(jq -r .predicate.assessment.digest.sha256 assessment.json)" --meaning review --statement "read it"
attest attestation p/tuned.safetensors --meaning approval --statement "validated"
attest waiver p/tuned.safetensors --rule MOD-007 --until +90d --reason "no other"
attest release p/tuned.safetensors --set version=1.0 --set assessment=3
attest incident p/tuned.safetensors --set severity=high --set detected=2026-01-01T00:00:00Z --set description="wrong answers"
printf 'to: {sha256: %s}\nrelease: 9\nincident: 10\n' "$(digest p/base.safetensors)" >back.yml
attest rollback p/tuned.safetensors --reason "wrong answers" --file back.yml
run 0 ledger erase 7.name --ledger "$led" --ground "GDPR Art. 17(1)(b)" --who "Bob Roe"
"$ASSAY" key new --algorithm ecdsa-p256 model >/dev/null 2>&1
run 0 sign p --key model --record --entry-key default --ledger "$led" -o model.sig
attest withdrawal 8 --reason "there is another"

run 0 ledger trace p/tuned.safetensors --ledger "$led"
says "signature" "signed base.safetensors, tuned.safetensors"
says "complete up to checkpoint" ", 15 entries" "all signatures of these 14 entries hold" "made from" "base.safetensors" \
    "where it is" "tuned.safetensors" "what is said of it" "approval, Head of Validation" "MOD-007" "1.0, Head of Validation, Jane Doe" \
    "high, 2026-01-01T00:00:00Z" "rollback" "erasure" "of entry 7" "withdrawal" "of entry 8" "what is said of the inventories" "$verdict" "about entry 3"
! grep "^ *7 " out | grep -q "Jane Doe" || fail "an erased name is shown"
run 0 ledger trace tuned.safetensors --ledger "$led" -f json
jq -e '[.entries[].kind] | unique == ["assessment","attestation","erasure","incident","inventory","lineage","release","rollback","signature","waiver","withdrawal"]' \
    out >/dev/null || fail "kinds are missing"
jq -e '.complete and all(.entries[]; .holds and (.doubt | not))
    and any(.entries[]; .entry == "6" and .near == "holder" and .about[0].of == "3")
    and any(.entries[]; .kind == "erasure" and .of == "7" and .near == "self")' out >/dev/null || fail "another trace"
for form in text dot svg json; do
    run 0 ledger trace "sha256:$(digest p/tuned.safetensors)" --ledger "$led" -f $form
    says assay.local "$(jq -r .checkpoint.root <("$ASSAY" ledger trace tuned.safetensors --ledger "$led" -f json 2>/dev/null))"
done

# through the spool: an entry of a key that is not the log's waits there
"$ASSAY" key export ./other.pem >other.pub
run 0 ledger admit other.pub --role entry --ledger "$led"
code=0
"$ASSAY" check p --ledger "$led" --record --key ./other.pem >out 2>err || code=$?
says "unchanged since entry 4" "left the assessment ($verdict) in the spool"
run 0 ledger sequence --ledger "$led"
run 0 ledger trace tuned.safetensors --ledger "$led"
says ", 17 entries" "all signatures of these 15 entries hold"

# every kind of statement is in this ledger now, and each is what its published schema says
"$ASSAY" ledger log --ledger "$led" 2>/dev/null | wc -l >size
for i in $(seq 0 $(($(cat size) - 1))); do
    "$ASSAY" ledger show "$i" --ledger "$led" 2>/dev/null | head -1
done >entries.ndjson
python3 - "$SOURCE/docs/reference/predicates" <<'PY'
import json, jsonschema, pathlib, sys
schemas = {s["$id"]: s for s in (json.loads(p.read_text()) for p in pathlib.Path(sys.argv[1]).glob("*.json"))}
seen = set()
for line in open("entries.ndjson"):
    statement = json.loads(line)
    jsonschema.Draft202012Validator(schemas[statement["predicateType"]]).validate(statement["predicate"])
    seen.add(statement["predicateType"])
assert seen == set(schemas), set(schemas) - seen
PY

# the digest of the waivers is that of what was judged, whatever stands in the file by then
fingerprint=$({ "$ASSAY" check p 2>/dev/null || :; } | sed -n "s/.*\\[fp \\(.*\\)\\]/\\1/p" | head -1)
[ -n "$fingerprint" ] || fail "nothing to waive"
(cd p && "$ASSAY" waive "$fingerprint" --reason "a test" --until +30d --who tester) >/dev/null 2>&1 || fail "not waived"
judged=$(sha256sum p/.assay/waivers | cut -d' ' -f1)
code=0
(cd p && "$ASSAY" check . --ledger "$led" --record -o json=.assay/waivers) >out 2>err || code=$?
says "recorded the assessment"
[ "$(sha256sum p/.assay/waivers | cut -d' ' -f1)" != "$judged" ] || fail "the report did not replace the file"
run 0 ledger log --ledger "$led"
newest=$(tail -1 out | awk '{print $1}')
run 0 ledger show "$newest" --ledger "$led"
[ "$(jq -r .predicate.waivers out)" = "$judged" ] || fail "not the digest of the waivers that were applied"
