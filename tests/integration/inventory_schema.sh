#!/usr/bin/env bash
# The schema that the program prints for its inventory: well-formed, every fact in it, and inventories obey it.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

run 0 policy show --schema
cp "$WORK/out" schema.json
[ "$(jq '."$defs".facts.properties | length' schema.json)" = \
    "$(grep -c '^FACT(' "$SOURCE/include/assay/facts.def")" ] || fail "not every fact is in the schema"

git init -q repo
cd repo
mkdir data models records
printf 'name,mail\na,a@example.org\nb,b@example.org\n' >data/users.csv
printf 'kind: dataset\nlicense: MIT\n' >data/users.csv.card.yml
python3 "$SOURCE/tests/integration/make.py" pickle-dangerous models/evil.pkl
printf 'record: retention\nowner: me\n' >records/retention.yml
ln -s data/users.csv link
tar cf bundle.tar data models
head -c 600 bundle.tar >broken.tar
git add . && git -c user.name=A -c user.email=a@example.org commit -qm one
for view in --worktree --head --history; do
    "$ASSAY" list $view -f json >"$WORK/inventory$view.json" || [ $? = 3 ]
done
printf '07%062d\n' 0 >"$WORK/key"
"$ASSAY" list --worktree -f json --digest-key "$WORK/key" >"$WORK/inventory-keyed.json" || [ $? = 3 ]
grep -q '"value":"[0-9a-f]\{32\}"' "$WORK/inventory-keyed.json" || fail "no digest of a value to hold to the schema"
cp "$SOURCE/tests/golden/inventory.json" "$WORK/inventory-golden.json"
python3 - "$WORK" <<'P'
import json, jsonschema, pathlib, sys

work = pathlib.Path(sys.argv[1])
schema = json.loads(next(work.rglob("schema.json")).read_text())
jsonschema.Draft202012Validator.check_schema(schema)
seen = list(work.glob("inventory*.json"))
assert len(seen) == 5, seen
for path in seen:
    jsonschema.Draft202012Validator(schema).validate(json.loads(path.read_text()))
wrong = json.loads(seen[0].read_text())
wrong["items"][0]["facts"] = {"dataset.rowz": {"how": "measured", "value": 1}}
half = json.loads((work / "inventory-keyed.json").read_text())
place = next(p for i in half["items"] for o in i.get("observations", []) for p in o["places"] if "value" in p)
place["value"] = "00ff"
assert not jsonschema.Draft202012Validator(schema).is_valid(half)
assert not jsonschema.Draft202012Validator(schema).is_valid(wrong)
P
