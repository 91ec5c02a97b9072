#!/usr/bin/env bash
# Workbooks of Excel 97 to 2003 hold the same people as a CSV, and the same is seen by column, whatever program wrote them
# and however their file is laid out. What is not read of them is a gap, and so is what is cut short or leads in circles.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

cat >sheets.py <<'PY'
import datetime, os, struct, sys
import xlwt
from compound import EOF, bof, compound, label, number_cell, record, shared_cell, text, workbook
from people import card, family, given
names = ["ssn", "phone", "card_number", "patient_name", "date_of_birth", "mrn", "score"]
rows = [(201112345 + 31110077 * i % 600000000, f"({312 + i}) {456 + 7 * i}-{1029 + 311 * i}", card(i), f"{given[i]} {family[i]}",
         str(datetime.date(1950 + 3 * i, 1 + i, 10 + i)), f"MR{104733 + 9127 * i}", None if i % 5 == 4 else i / 4) for i in range(12)]
TOKEN = sys.argv[1]
def write(name, data):
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    open(name, "wb").write(data)
def cells(put_text, put_number):
    table = [(r, c, value) for r, row in enumerate([names] + rows) for c, value in enumerate(row) if value is not None]
    return b"".join(put_text(*cell) if isinstance(cell[2], str) else put_number(*cell) for cell in table)
PY
export PYTHONPATH="$SOURCE/tests/integration:$PWD" PYTHONDONTWRITEBYTECODE=1
TOKEN="ghp_$(printf IqIMNOZH6z0wIEB4T9A2g4EHMy8Ji40jlb6i)"

# The same people: by xlwt, and as cells of every kind in files of every layout.
python3 - "$TOKEN" <<'PY'
from sheets import *
write("people.csv", ("\n".join(",".join("" if v is None else str(v) for v in row) for row in [names] + rows) + "\n").encode())
book = xlwt.Workbook()
sheet = book.add_sheet("People")
for r, row in enumerate([names] + rows):
    for c, value in enumerate(row):
        if value is not None:
            sheet.write(r, c, value)
os.mkdir("in")
book.save("in/xlwt.xls")
plain = workbook({"People": cells(label, number_cell)})
write("in/labels.xls", compound({"Workbook": plain}))
shared = [value for row in [names] + rows for value in row if isinstance(value, str)]
write("in/shared.xls", compound({"Workbook": workbook({"People": cells(lambda r, c, value: shared_cell(r, c, shared.index(value)), number_cell)}, shared)}))
def rich(r, c, value):
    return record(0xD6, struct.pack("<HHH", r, c, 15) + text(value) + struct.pack("<HHH", 1, 0, 5))
def rk(r, c, value):
    number = value * 100 if value != int(value) else value
    return record(0x27E, struct.pack("<HHHI", r, c, 15, (int(number) << 2 | 2 | (value != int(value))) & 0xFFFFFFFF))
write("in/rich.xls", compound({"Workbook": workbook({"People": cells(rich, lambda r, c, value: (rk if value < 2 ** 29 else number_cell)(r, c, value))})}))
def formula(r, c, value, kind=6):
    worth = b"\0\0\0\0\0\0\xff\xff" if isinstance(value, str) else struct.pack("<d", value)
    return record(kind, struct.pack("<HHH", r, c, 15) + worth + struct.pack("<HIH", 0, 0, 0)) + (record(0x207, text(value)) if isinstance(value, str) else b"")
write("in/formulas.xls", compound({"Workbook": workbook({"People": cells(formula, formula)})}))
write("in/old-formulas.xls", compound({"Workbook": workbook({"People": cells(lambda *cell: formula(*cell, 0x406), lambda *cell: formula(*cell, 0x206))})}))
write("in/book.xls", compound({"Book": plain}))
write("in/capitals.xls", compound({"WORKBOOK": plain}))
write("in/sectors.xls", compound({"Workbook": plain}, version=4))
write("in/spread.xls", compound({"\5SummaryInformation": bytes(4096), "Workbook": plain}, spread=3))
write("in/table.xls", compound({"Workbook": plain}, more_tables=True))
short = workbook({"P": cells(label, number_cell)})
assert len(short) < 4096
write("in/short.xls", compound({"Workbook": short}))
write("in/padded.xls", compound({"\1CompObj": b"x" * 99, "Workbook": plain + bytes(5000)}))
PY
cat >seen.py <<'PY'
import json
from sheets import names
for item in json.load(open("out"))["items"]:
    facts = item["facts"]
    print(item["kind"], facts["dataset.rows"]["value"], facts["dataset.columns"]["value"], facts["dataset.column-nulls"]["value"])
    for seen in item.get("observations", []):
        print(seen["class"], seen["confidence"], seen["count"], sorted(name for name in names for column in seen.get("columns", []) if name in column["name"]))
PY
run 0 list --no-cache -f json people.csv
python3 seen.py x >wanted
[ "$(grep -c pii wanted)" = 6 ] || fail "six kinds of people's data in the CSV"
for file in in/*; do
    run 0 list --no-cache -f json "$file"
    python3 seen.py x >seen
    diff -u wanted seen >&2 || fail "$file"
    [ "$(jq -r '.items[0].format' out)" = xls ] || fail "$file: not read"
done
[ "$(run 0 list --no-cache -f json in/formulas.xls && jq '.items[0].facts["dataset.formula-cells"].value' out)" = 89 ] || fail "formulas are counted"

# What stands in no cell, or in many records; sheets that are hidden; what other files and programs are asked for.
python3 - "$TOKEN" <<'PY'
from sheets import *
def book(name, records=label(0, 0, "a"), streams=None, version=3, **more):
    write(f"odd/{name}.xls", compound({"Workbook": workbook({"A": records}, **more).ljust(4096, b"\0"), **(streams or {})}, version))
def xlwt_book(name, *texts):
    made = xlwt.Workbook()
    sheet = made.add_sheet("A")
    sheet.write(0, 0, "note")
    for i, value in enumerate(texts):
        sheet.write(i + 1, 0, value)
    made.save(f"odd/{name}.xls")
os.mkdir("odd")
xlwt_book("long", "x" * 8170 + " " + TOKEN + " " + "y" * 20000)
xlwt_book("long-wide", "Ω" * 4086 + " " + TOKEN + " " + "y" * 20000)
xlwt_book("many", *(f"{i} " + "z" * (i % 97) for i in range(900)), TOKEN, *(f"{i} Ω" for i in range(900)))
box = record(0x1B6, struct.pack("<HH6xHHI", 530, 0, len(TOKEN), 0, 0))
wide = TOKEN.encode("utf-16-le")
book("box", label(0, 0, "a") + box + record(0x3C, b"\0" + TOKEN[:9].encode()) + record(0x3C, b"\1" + wide[18:]))
book("unused", shared=["a", TOKEN[:3] + TOKEN[3:]])
book("link", label(0, 0, "a") + record(0x1B8, bytes(32) + wide + b"\0\0"))
chart = bof(0x20) + label(0, 0, TOKEN) + EOF
book("chart", label(0, 0, "a") + chart + label(1, 0, "b"))
book("behind", behind=b"\0" * 40 + wide)
book("free", streams={"\5SummaryInformation": b"\0" * 5000 + wide})
book("cached", before=record(0x1AE, struct.pack("<H", 1) + text("\1\1Cshare\3of\3others.xls") + text("B")) + record(0x5A, struct.pack("<BBH", 1, 0, 0) + b"\2" + text(TOKEN) + b"\1" + bytes(8)))
book("program", before=record(0x1AE, struct.pack("<H", 0) + text("cmd\3/c calc")))
hidden = workbook({"Seen": label(0, 0, "a"), "Hidden": (1, 0, label(0, 0, "b")), "Very": (2, 0, label(0, 0, "c"))})
write("odd/hidden.xls", compound({"Workbook": hidden.ljust(4096, b"\0")}))
book("macros", streams={"_VBA_PROJECT_CUR/VBA/dir": b"x" * 70, "_VBA_PROJECT_CUR/PROJECT": b"y" * 5000})
write("odd/macro-sheet.xls", compound({"Workbook": workbook({"A": label(0, 0, "a"), "M": (2, 1, label(0, 0, "b"))}).ljust(4096, b"\0")}))

# Gaps
os.mkdir("gaps")
def gap(name, data, **more):
    write(f"gaps/{name}.xls", compound({"Workbook": data.ljust(4096, b"\0"), **more}))
gap("encrypted", bof(5) + record(0x2F, bytes(54)) + record(0x85, bytes(20)) + EOF)
gap("older", bof(5, 0x500) + record(0x85, bytes(20)) + EOF)
plain = workbook({"A": label(0, 0, "a")})
write("gaps/book.xls", compound({"Book": (bof(5, 0x500) + record(0x85, bytes(20)) + EOF).ljust(4096, b"\0")}))
gap("pictures", plain, **{"MBD00A1/\1Ole10Native": b"%PDF-1.4" + bytes(99)})
gap("pivot", plain, **{"_SX_DB_CUR/0001": bytes(5000)})
gap("nowhere", bof(5) + record(0x85, struct.pack("<IBB", 3000, 0, 0) + text("A", "<B")) + EOF + bof(0x10) + EOF)
gap("unended", workbook({"A": label(0, 0, "a")})[:-4] + record(0x204, b"\0\0"))
gap("few-texts", bof(5) + record(0xFC, struct.pack("<II", 9, 9) + text("a") + text(TOKEN)) + EOF)
many = record(0xFC, struct.pack("<IIHB", 1, 1, 65535, 0) + b"x" * 8000) + b"".join(record(0x3C, b"\0" + b"x" * size) for size in [8000] * 7 + [1535])
gap("amplified", bof(5) + many + EOF + bof(0x10) + b"".join(shared_cell(row, 0, 0) for row in range(7200)) + EOF)
write("gaps/report.doc", compound({"WordDocument": "Workbook".encode("utf-16-le") + bytes(5000)}))
write("gaps/garbled.xls", compound({"Workbook": plain.ljust(4096, b"\0")})[:512] + b"\x55" * 2048 + "\0Workbook\0".encode("utf-16-le"))
PY
run 0 list --no-cache -f json odd
cp out odd.json
for name in long long-wide many box unused chart behind free cached link; do
    [ "$(jq -r --arg f $name.xls '[.items[] | select(.path[-1] == $f) | .observations[]? | "\(.class) \(.count)"] | join(", ")' odd.json)" = "secret.github-token 1" ] ||
        fail "$name: $(jq -c --arg f $name.xls '.items[] | select(.path[-1] == $f)' odd.json)"
done
for name in long long-wide many; do
    jq -e --arg f $name.xls '.items[] | select(.path[-1] == $f) | .observations[0].columns == [{"name": "A.note", "count": 1}]' odd.json >/dev/null ||
        fail "$name: not in its column"
done
fact() {
    jq -c --arg f "$1.xls" --arg n "$2" '.items[] | select(.path[-1] == $f) | .facts[$n].value' odd.json
}
[ "$(fact hidden dataset.tables)" = '["Seen","Hidden","Very"]' ] || fail "hidden sheets: $(fact hidden dataset.tables)"
[ "$(fact many dataset.rows)" = 1801 ] || fail "rows: $(fact many dataset.rows)"
[ "$(fact cached dataset.external-files)" = '["C:\\share\\of\\others.xls"]' ] || fail "links: $(fact cached dataset.external-files)"
[ "$(fact program dataset.external-files)" = '["cmd|/c calc"]' ] || fail "programs: $(fact program dataset.external-files)"
jq -e '.items[] | select(.path[-1] == "program.xls") | .observations | map(.class) == ["data.formula-cell"]' odd.json >/dev/null || fail "DDE"
for name in macros macro-sheet; do
    [ "$(fact $name dataset.macros)" = true ] || fail "$name"
    [ "$(jq -r --arg f $name.xls '.items[] | select(.path[-1] == $f) | .load' odd.json)" = suspicious ] || fail "$name: load"
done

run 3 list --no-cache -f json gaps
gap() {
    [ "$(jq -r --arg f "$1" '[.gaps[] | select(.path[-1] == $f) | .id] | join(" ")' out)" = "$2" ] || fail "$1: $(jq -c --arg f "$1" '.gaps[] | select(.path[-1] == $f)' out)"
}
gap encrypted.xls data.encrypted
for file in older.xls book.xls pictures.xls pivot.xls report.doc; do
    gap $file data.format-unread
done
for file in nowhere.xls unended.xls few-texts.xls amplified.xls; do
    gap $file data.bad-record
done
gap garbled.xls "data.bad-record data.format-unread"
says "holds more cells than are looked at" "1, the first is MBD00A1/" "1, the first is _SX_DB_CUR/0001"
[ "$(jq -r '.items[] | select(.path[-1] == "report.doc") | "\(.kind) \(.format)"' out)" = "document compound" ] || fail "a document that speaks of a workbook"
jq -e '.items[] | select(.path[-1] == "few-texts.xls") | .observations | map(.class) == ["secret.github-token"]' out >/dev/null || fail "texts before what fails"

# Excel keeps the theme of a workbook as a zip in it; any other is one that hides.
python3 - <<'PY'
import io, os, zipfile
os.mkdir("theme")
for name, last in ("theme", "theme/theme/theme1.xml"), ("other", "theme/theme/other.xml"):
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as out:
        for member in "[Content_Types].xml", "_rels/.rels", last:
            out.writestr(member, "<a>see jane.roe@q7f3kq.org</a>")
    open(f"theme/{name}.xls", "wb").write(open("in/xlwt.xls", "rb").read() + box.getvalue().ljust(4096, b"\0"))
PY
run 3 list --no-cache -f json theme
[ "$(jq -r '[.gaps[] | .path[0]] | unique | join(" ")' out)" = other.xls ] || fail "a theme is taken for a zip that hides: $(jq -c .gaps out)"
[ "$(jq '[.items[] | select(.path[1] and (.observations | length) > 0)] | length' out)" = 6 ] || fail "members of a theme are not examined"

# Whatever is cut off is missed, and no chain leads in circles.
python3 - "$TOKEN" <<'PY'
from sheets import *
os.mkdir("broken")
for name in ["xlwt", "shared", "sectors", "short"]:
    whole = open(f"in/{name}.xls", "rb").read()
    table, = struct.unpack_from("<I", whole, 76) # the last sector, whose end says nothing
    behind = (table + 1) * (4096 if name == "sectors" else 512)
    for size in sorted({behind - 1, behind, behind + 4, *range(600, behind, behind // 20)}):
        write(f"broken/{name}-{size}.xls", whole[:size])
whole = open("in/labels.xls", "rb").read()
table, = struct.unpack_from("<I", whole, 76)
directory, = struct.unpack_from("<I", whole, 48)
for name, to in [("back", 0), ("itself", 2), ("other", directory)]: # where the workbook's third sector leads
    broken = bytearray(whole)
    struct.pack_into("<I", broken, (table + 1) * 512 + 2 * 4, to)
    write(f"broken/circles/{name}.xls", bytes(broken))
entry = bytearray(whole) # an entry of the directory that is its own neighbour
at = whole.index("Workbook".encode("utf-16-le"))
struct.pack_into("<I", entry, at + 68, 1)
write("broken/circles/entry.xls", bytes(entry))
first = bytearray(whole) # a sector of the table is the directory's, too
struct.pack_into("<I", first, 48, table)
write("broken/circles/table.xls", bytes(first))
PY
run 3 list --no-cache -f json broken
[ "$(jq '[.gaps[].path] | unique | length' out)" = "$(jq '.items | length' out)" ] || fail "cut short: $(jq -c '([.items[].path] - [.gaps[].path])' out)"
[ "$(jq '.items | length' out)" -gt 80 ] || fail "few files"
jq -e '[.gaps[] | select(.path[0] | startswith("circles")) | .why | select(test("two chains|twice"))] | length == 5' out >/dev/null || fail "circles: $(jq -c '[.gaps[] | select(.path[0] | startswith("circles"))]' out)"
