#!/usr/bin/env bash
# `assay ledger erase`: a personal value goes, what was signed stays.
. "$(dirname "$0")/lib.sh"

led=$(ledger_at led)

mkdir data && printf 'a,b\n1,2\n' >data/a.csv
printf 'the report\n' >report.txt
run 0 record --ledger "$led" data
run 0 attest attestation data --ledger "$led" --name "Jane Doe" --role Validator --meaning review \
    --statement "I looked." --evidence report.txt
ledger_copy led before
run 0 ledger prove 2 --ledger "$led" -o 2.tlog-proof

# needs a ground and a name
run 2 ledger erase 2.name --ledger "$led"
says "--ground"

# the value is gone from every file, the entry says why, everything still verifies
run 0 ledger erase 2.name --ledger "$led" --ground "GDPR Art. 17(1)(b)" --who "Data Protection Officer"
says "entry 3"
pieces led objects/ | while read -r object; do
    piece led "$object" | tr -- '-_' '+/' | base64 -d 2>/dev/null | grep -q "Jane Doe" && echo "$object"
done >left || true
[ ! -s left ] || fail "the value is still there: $(cat left)"
run 0 ledger show 2 --ledger "$led"
says "erased, as entry 3 says" "statement: I looked."
run 0 verify "$led"
says "1 objects that were erased, as signed entries say"
run 0 ledger show 3 --ledger "$led"
says "GDPR Art. 17(1)(b)" "who: Data Protection Officer" '"member":"name"'
grep -q "Data Protection Officer" out && fail "who erased stands open in the entry"
cmp -s 2.tlog-proof.entry <("$ASSAY" ledger prove 2 --ledger "$led" -o again >/dev/null 2>&1; cat again.entry) || fail "the entry changed"

# a second time it is known by the same name, and nothing is written
run 0 ledger log --ledger "$led"
cp out entries.before
run 0 ledger erase 2.name --ledger "$led" --ground G --who W
says "2.name was erased already, by entry 3: nothing to do"
run 0 ledger log --ledger "$led"
cmp -s out entries.before || fail "an entry was written"
run 2 ledger erase 1.name --ledger "$led" --ground G --who W
says "ledger.no-object"

# evidence goes by its digest; naming the same file again afterwards brings it back
report=$(sha256sum report.txt | cut -d' ' -f1)
run 0 ledger erase "$report" --ledger "$led" --ground "GDPR Art. 17" --who DPO
[ -z "$(pieces led "$(piece_of "$report")")" ] || fail "the evidence is still there"
run 0 verify "$led"
says "2 objects that were erased"
run 0 attest attestation data --ledger "$led" --name J --role R --meaning witness --statement S --evidence report.txt
run 0 verify "$led"

# the same erasure twice is one entry
digest=$(jq -r .predicate.digest <("$ASSAY" ledger show 3 --ledger "$led" 2>/dev/null))
run 0 ledger erase "$digest" --ledger "$led" --ground G --who W
says "erased already, by entry 3"

# an object that comes back after its erasure is found, and the same command mends it
piece before "$(piece_of "$digest")" >kept
piece_put led "$(piece_of "$digest")" <kept
run 5 verify "$led"
says "ledger.not-erased" "assay ledger erase $digest"
run 0 ledger erase "$digest" --ledger "$led" --ground G --who W
says "erased $digest, as entry 3 says"
run 0 verify "$led"

# what nobody sealed is not erased
run 2 ledger erase 2.role --ledger "$led" --ground G --who W
says "ledger.no-object"
run 2 ledger erase "$(printf %064d 9)" --ledger "$led" --ground G --who W
says "ledger.no-object"
manifest=$(jq -r .predicate.manifest.sha256 <("$ASSAY" ledger show 1 --ledger "$led" 2>/dev/null))
run 2 ledger erase "$manifest" --ledger "$led" --ground G --who W
says "ledger.not-erasable"

# deleting by hand, without an entry, is damage
ledger_copy before led
piece_drop led "$(piece_of "$digest")"
run 5 verify "$led"
says "ledger.damaged" "is missing"
run 5 ledger show 2 --ledger "$led"
says "NOT THERE, and no entry says why"
