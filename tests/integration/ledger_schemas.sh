#!/usr/bin/env bash
# The published schemas and the page of statements are the program's own table.
. "$(dirname "$0")/lib.sh"

predicates=$SOURCE/docs/reference/predicates page=$SOURCE/docs/reference/statements.md

# lists every kind; the schema of each is published, and no other
run 0 ledger schema
cut -d' ' -f1 out >kinds
[ "$(wc -l <kinds)" -ge 9 ] || fail "kinds are missing"
for published in "$predicates"/*.json; do basename "$published" .json; done | diff kinds - ||
    fail "docs/reference/predicates holds other kinds than the program"
while read -r kind; do
    "$ASSAY" ledger schema "$kind" | cmp - "$predicates/$kind.json" ||
        fail "do: assay ledger schema $kind >docs/reference/predicates/$kind.json"
done <kinds

# each schema is one by its own meta-schema
python3 - "$predicates" <<'PY'
import json, jsonschema, pathlib, sys
for path in pathlib.Path(sys.argv[1]).glob("*.json"):
    jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text()))
PY

# the page tells the members of each kind, who signs it, and what each means
while read -r kind; do
    jq -r --arg kind "$kind" '
        def told: gsub("\\|"; "/");
        . as $s | ($s["$defs"].opened // {properties: {}, required: []}) as $o |
        "## \($kind)", "", "\($s.description). Signed in the role `\($s["x-assay-role"])`.", "",
        "| member | | what it says |", "|---|---|---|",
        ([$s.properties | to_entries[] | select(.key | startswith("_") | not)] | sort_by(.key)[] |
            .key as $k | (if .value == false then $o.properties[$k] else .value end) as $v |
            "| `\($k)` | \(if (($s.required + $o.required) | index($k)) then "must" else "may" end)\(
                if .value == false then ", sealed" else "" end) | \($v.description // "in-toto DigestSet" | told)\(
                if $v.enum then ": " + ($v.enum | map("`\(.)`") | join(", ")) else "" end) |")
    ' "$predicates/$kind.json"
    echo
done <kinds >tables
sed -n '/^## assessment$/,$p' "$page" >told
diff <(cat tables) told || fail "docs/reference/statements.md is not what the table says"

# a kind that is not there is told, with the nearest
run 2 ledger schema atestation
says "statement.kind" "did you mean attestation?"
