#!/usr/bin/env bash
# What a card says and what the file holds are held against each other: rows, columns, versions, and data called anonymous.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir p && cd p
printf 'policy: [assay:baseline, assay:gdpr, assay:bank-mrm]\n' >.assay.yml
printf 'id,religion,score\n1,catholic,7\n2,hindu,8\n3,none,9\n' >t.csv
run 0 init --card t.csv
card() { # ROWS FIELD
    sed -i -E "s/^rows:.*/rows: $1/; s/^personal-data:.*/personal-data: anonymous/" t.card.yml t.csv.card.yml 2>/dev/null || true
    python3 - "$2" <<'P'
import re, sys
text = open("t.csv.card.yml").read()
text = re.sub(r"(?ms)^fields:.*?(?=^\S)", "fields: {id: key, %s: what it is}\n" % sys.argv[1], text)
open("t.csv.card.yml", "w").write(text)
P
}
messages() {
    "$ASSAY" check -q -f json >"$WORK/out" 2>"$WORK/err" || true
    jq -r --arg code "$1" '.findings[] | select(.code == $code and .path == ["t.csv"]) | .message' "$WORK/out"
}
card 3 score
[ -z "$(messages DAT-010)" ] || fail "a card that says what is so is told of"
card 2 score
[ "$(messages DAT-010)" = "rows: card says 2, file has 3" ] || fail "rows: $(messages DAT-010)"
card 3 income
[ "$(messages DAT-010)" = "fields: card explains income, file has no such column" ] || fail "fields: $(messages DAT-010)"

# one card for a folder counts what stands in it, and not each file
mkdir d && cp t.csv d/a.csv && cp t.csv d/b.csv
{ echo ---; sed 's/^rows:.*/rows: 6/' t.csv.card.yml; echo ---; } >d/README.md
"$ASSAY" check -q -f json >"$WORK/out" 2>"$WORK/err" || true
jq -e 'any(.findings[]; .code == "DAT-010" and (.path[-1] // "" | startswith("d/"))) | not' "$WORK/out" >/dev/null ||
    fail "the card of a folder is held against one file"

# belief in what is called anonymous
[[ "$(messages PII-004)" == "declared as anonymous, and it has special categories of personal data"*religion* ]] ||
    fail "religion in an anonymous set: $(messages PII-004)"

# another version in the evaluation than in the card
printf 'GGUF\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' >m.gguf
run 0 init --card m.gguf
sed -i 's/^version:.*/version: "1.0.0"/' m.gguf.card.yml
printf 'record: evaluation\nmodel-version: "9.9.9"\nsubjects: [{path: m.gguf, sha256: %s}]\n' "$(sha256sum m.gguf | cut -d' ' -f1)" >evaluation.yml
"$ASSAY" check -q -f json >"$WORK/out" 2>"$WORK/err" || true
jq -e 'any(.findings[]; .code == "MOD-009" and (.message | contains("9.9.9")))' "$WORK/out" >/dev/null ||
    fail "an evaluation of another version is not told"
