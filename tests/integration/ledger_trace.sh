#!/usr/bin/env bash
# `assay ledger trace`: base model and data set -> training -> model -> the next one, and what is said of them.
. "$(dirname "$0")/lib.sh"

led=$(ledger_at led) gone=$(ledger_at gone)

digest() { sha256sum "$1" | cut -d' ' -f1; }
mkdir p
printf 'a,b\n1,2\n' >'p/data <&"x.csv'
printf 'note\n' >p/notes.txt
for m in base tuned final; do python3 -c "
import struct, sys
head = b'{\"w\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}}'
sys.stdout.buffer.write(struct.pack('<Q', len(head)) + head + sys.argv[1].encode().ljust(8))" $m >p/$m.safetensors; done
cat >first.yml <<'YML'
outputs: [{path: tuned.safetensors}]
inputs: [{path: base.safetensors}, {path: 'data <&"x.csv'}, {name: web, digest: unknown}]
YML
cat >second.yml <<'YML'
outputs: [{path: final.safetensors}]
inputs: [{path: tuned.safetensors}, {path: 'data <&"x.csv'}]
YML
# a cycle, as somebody may state it: it ends
cat >cycle.yml <<'YML'
outputs: [{path: base.safetensors}]
inputs: [{path: final.safetensors}]
YML
run 0 record --ledger "$led" --lineage first.yml --lineage second.yml p
tuned=$(digest p/tuned.safetensors)

# up and down, and the inventory that holds it, complete up to the checkpoint
run 0 ledger trace "sha256:$tuned" --ledger "$led"
says "complete up to checkpoint" ", 4 entries, root " "made from" "entry 2: lineage.yml" "base.safetensors" 'data <&"x.csv' \
    "web  uri:urn:assay:declared:...  unknown" "made into" "entry 3: lineage.yml" "final.safetensors" "where it is" \
    "inventory" "all signatures of these 3 entries hold"
silent_on "NOT BY"
cp out by-digest
run 0 ledger trace tuned.safetensors --ledger "$led"
cmp -s out by-digest || fail "the name leads elsewhere"
run 0 ledger trace "${tuned:0:12}" --ledger "$led"
cmp -s out by-digest || fail "the first digits lead elsewhere"
LC_ALL=C run 0 ledger trace tuned.safetensors --ledger "$led"
! LC_ALL=C grep -q '[^ -~]' out || fail "not ASCII"

# other programs read the other forms
run 0 ledger trace final.safetensors --ledger "$led" -f json
jq -e --arg tuned "sha256:$tuned" '.complete and .schema == "assay.trace/1" and (.runs | length == 2)
    and any(.runs[]; any(.inputs[]; . == $tuned) and .up and .holds) and any(.entries[]; .kind == "inventory")' out >/dev/null || fail "another trace"
run 0 ledger trace final.safetensors --ledger "$led" -f svg -o trace.svg
xmllint --noout trace.svg || fail "not well-formed"
! grep -qi '<script' trace.svg || fail "a script"
run 0 ledger trace final.safetensors --ledger "$led" -f dot -o trace.dot
dot -Tsvg trace.dot >/dev/null || fail "dot does not read it"
run 0 ledger trace final.safetensors --ledger "$led" -f svg
cmp -s out trace.svg || fail "another picture of the same"

# cycles end
run 0 record --ledger "$led" --lineage cycle.yml p
run 0 ledger trace final.safetensors --ledger "$led"
says "(told above)"

# what only a manifest names is found, and said so
run 0 ledger trace "$(digest p/notes.txt)" --ledger "$led"
says "notes.txt  sha256:" "where it is" "inventory"
cp out by-digest
run 0 ledger trace notes.txt --ledger "$led"
cmp -s out by-digest || fail "the name leads elsewhere"
# a file at hand is meant as it is, and by its name where the ledger does not know it so
run 0 ledger trace p/notes.txt --ledger "$led"
cmp -s out by-digest || fail "the file leads elsewhere"
(cd p && cp notes.txt ../kept && echo more >>notes.txt && run 0 ledger trace notes.txt --ledger "$led" && says "is not in the ledger" &&
    cmp -s ../out ../by-digest) || fail "the file's name leads elsewhere"
cp kept p/notes.txt

# a manifest that is gone: not complete, and exit 3
ledger_copy led gone
object=$(jq -r .predicate.manifest.sha256 <("$ASSAY" ledger show 1 --ledger "$led" 2>/dev/null))
piece_drop gone "$(piece_of "$object")"
run 2 ledger trace notes.txt --ledger "$gone"
says "trace.nothing" "1 lists of files are gone"
run 3 ledger trace "$tuned" --ledger "$gone"
says "NOT complete up to checkpoint" "1 lists of files are gone" "tuned.safetensors"

# a name that two things have, a thing that nobody knows, a form that is none
printf 'a,b\n9,9\n' >'p/data <&"x.csv'
run 0 record --ledger "$led" p
run 2 ledger trace 'data <&"x.csv' --ledger "$led"
says "trace.many"
run 2 ledger trace deadbeefdeadbeef --ledger "$led"
says "trace.nothing"
run 2 ledger trace "$tuned" --ledger "$led" -f png
says "a trace is text, dot, svg or json"
