#!/usr/bin/env bash
# Workbooks of Excel in binary form hold the same people as a CSV, and the same is seen by column, wherever their texts
# stand. What is cut short is told.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
token=ghp_$(printf IqIMNOZH6z0wIEB4T9A2g4EHMy8Ji40jlb6i)

PYTHONPATH="$SOURCE/tests/integration" python3 -B - "$token" <<'PY'
import os, struct, sys, zipfile
from people import card, family, given
from xlsb import record, wide, xlsb
names = ["ssn", "card_number", "patient_name", "score", "paid"]
rows = [[str(201112345 + 31110077 * i % 600000000), card(i), f"{given[i]} {family[i]}", i / 4 if i % 5 else 1e9 / 7, bool(i % 2)] for i in range(12)]
os.mkdir("in")
def write(name, data):
    open(name, "wb").write(data)
write("people.csv", ("\n".join(",".join(repr(v).lower() if not isinstance(v, str) else v for v in row) for row in [names] + rows) + "\n").encode())
write("in/shared.xlsb", xlsb([names] + rows))
write("in/inline.xlsb", xlsb([names] + rows, shared=False))
write("in/short.xlsb", xlsb([names] + rows, short=True))
write("in/formulas.xlsb", xlsb([names] + [[("=", v) if i % 2 else v for i, v in enumerate(row)] for row in rows], shared=False))
os.mkdir("odd")
link = record(494, struct.pack("<4I", 0, 0, 0, 0) + wide("rId1") + wide("see " + sys.argv[1]) + wide("") + wide(""))
write("odd/link.xlsb", xlsb([names] + rows, extra=link))
write("odd/long.xlsb", xlsb([["note", "n"], ["x" * 40000 + " jane.roe@q7f3kq.org", 1]], shared=False))
write("errors.xlsb", xlsb([["note", "n"], ["a", b"\x07"], ["b", ("=", b"\x2a")], ["c", b"\x2a"]]))
os.mkdir("cut")
def again(name, data, part, change):
    write("whole.zip", data)
    with zipfile.ZipFile("whole.zip") as whole, zipfile.ZipFile(f"cut/{name}.xlsb", "w") as out:
        for other in whole.namelist():
            out.writestr(other, change(whole.read(other)) if other == part else whole.read(other))
sheet = "xl/worksheets/sheet1.bin"
for name, data, part in ("sheet", xlsb([names] + rows, shared=False), sheet), ("texts", xlsb([names] + rows), "xl/sharedStrings.bin"):
    for at in range(9, 300, 7):
        again(f"{name}{at}", data, part, lambda whole, at=at: whole[:at] + b"\6\x7f")
again("endless", xlsb([names] + rows), sheet, lambda whole: whole + b"\x06\xff\xff\xff\x7f")
again("short", xlsb([names] + rows), sheet, lambda whole: whole + record(5, bytes(12)))
again("letters", xlsb([names] + rows), sheet, lambda whole: whole + record(6, bytes(8) + struct.pack("<I", 0x7fffffff)))
PY
cat >seen.py <<'PY'
import json, sys
item = next(item for item in json.load(open("out"))["items"] if "dataset.rows" in item.get("facts", {}))
facts = {key: fact["value"] for key, fact in item["facts"].items()}
print(facts["dataset.rows"], *(facts[f"dataset.column-{word}"] for word in ("names", "nulls", "minimum", "maximum")))
print(*facts["dataset.row-sketch"])
for seen in item["observations"]:
    print(seen["class"], seen["confidence"], seen["count"], [column["name"] for column in seen["columns"]])
PY
run 0 list --no-cache -f json people.csv
python3 seen.py >wanted
[ "$(grep -c pii wanted)" = 3 ] || fail "people in the CSV: $(cat wanted)"
for file in in/*; do
    run 0 list --no-cache -f json "$file"
    python3 seen.py >seen
    diff -u wanted seen >&2 || fail "$file"
    jq -e 'any(.items[]; .facts["dataset.tables"].value == ["People"])' out >/dev/null || fail "$file: the name of its sheet"
done
jq -e 'any(.items[]; .facts["dataset.formula-cells"].value > 0)' out >/dev/null && fail "formulas where there are none"
run 0 list --no-cache -f json in/formulas.xlsb
jq -e 'any(.items[]; .facts["dataset.formula-cells"].value == 24)' out >/dev/null || fail "formulas are not counted: $(cat out)"

# --- texts that are in no cell, and a text that no window has room for
run 0 list --no-cache -f json odd
[ "$(jq -r '[.items[] | .path[0] as $p | .observations[]? | select(.class | test("token|email")) | "\($p) \(.class)"] | sort | join(", ")' out)" = \
    "link.xlsb secret.github-token, long.xlsb pii.email" ] || fail "odd workbooks: $(cat out)"

# --- an error is what a cell shows, and #N/A is nothing
run 0 list --no-cache -f json errors.xlsb
jq -e 'any(.items[]; .facts["dataset.column-distinct"].value == ["3", "1"])' out >/dev/null || fail "errors are no values: $(cat out)"

# --- cut short
run 3 list --no-cache -f json cut
[ "$(jq '([.gaps[].path[0]] | unique | length) == ([.items[].path[0]] | unique | length)' out)" = true ] || fail "cut short, and nothing told"
[ "$(jq -r '[.gaps[] | select(.path[0] == "endless.xlsb" or .path[0] == "short.xlsb" or .path[0] == "letters.xlsb") | .why] | join("; ")' out)" = \
    "a record of 268435455 bytes, more than are read; a cell that is cut short; a cell that is cut short" ] || fail "why: $(jq -c .gaps out)"
