#!/usr/bin/env bash
# Databases as assay sees them: rows, people in them, what was deleted, and what is broken.
. "$(dirname "$0")/lib.sh"

# fact NAME FILE...: its value in an inventory of one item
fact() {
    local name=$1
    shift
    run 0 list --no-cache -f json "$@"
    python3 -c 'import json, sys
print(json.load(open(sys.argv[1]))["items"][0]["facts"][sys.argv[2]]["value"])' "$WORK/out" "$name"
}

# make FILE SQL: a database, by Python's library
make() {
    python3 - "$@" <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("pragma secure_delete=off")
db.executescript(sys.argv[2])
db.close()
PY
}

mkdir data
make data/people.db "create table people(id integer primary key, mail text);
insert into people(mail) values ('jane.roe@mailbox.org'), ('joe.bloggs@posteo.de'), ('a.person@fastmail.com');"
[ "$(fact dataset.rows data/people.db)" = 3 ] || fail "rows of a database"
run 0 list --no-cache -f json data/people.db
python3 - "$WORK/out" <<'PY' || fail "people in a column of a database"
import json, sys
seen = json.load(open(sys.argv[1]))["items"][0]["observations"]
mail = [o for o in seen if o["class"] == "pii.email"]
assert mail and mail[0]["columns"] == [{"name": "mail", "count": 3}], seen
assert mail[0]["confidence"] == "high", mail
PY

# Texts in UTF-16, which no pattern of bytes sees; and a row that was deleted.
make data/wide.db "pragma encoding='UTF-16le'; create table t(mail text);
insert into t values ('jane.roe@mailbox.org');"
make data/gone.db "create table t(a, mail text); insert into t values (1, 'jane.roe@mailbox.org');
delete from t;"
for name in wide gone; do
    run 0 list --no-cache -f json data/$name.db
    says '"class":"pii.email"'
done

# A damaged tree is told at its place, and the other table and file are read all the same.
make data/bad.db "pragma page_size=512; create table one(a); insert into one values (1), (2);
create table two(mail text); insert into two values ('jane.roe@mailbox.org');"
printf '\007' | dd of=data/bad.db bs=1 seek=512 conv=notrunc status=none
run 1 check --no-cache data
says data.bad-record bad.db "table one"
run 3 list --no-cache -f json data
python3 - "$WORK/out" <<'PY' || fail "what is beside the damage"
import json, sys
found = json.load(open(sys.argv[1]))
items = {item["path"][-1]: item for item in found["items"]}
assert items["bad.db"]["facts"]["dataset.tables"]["value"] == ["one", "two"]
assert any(o["class"] == "pii.email" for o in items["bad.db"]["observations"])
assert items["people.db"]["facts"]["dataset.rows"]["value"] == 3
gaps = [gap for gap in found["gaps"] if gap["id"] == "data.bad-record"]
assert [(gap["path"][-1], gap["offset"]) for gap in gaps] == [("bad.db", 512)], found["gaps"]
PY

# Pages that are not in the database yet.
python3 - <<'PY'
import shutil, sqlite3
db = sqlite3.connect("data/live.db")
db.execute("pragma journal_mode=wal")
db.execute("create table t(mail text)")
db.execute("insert into t values ('jane.roe@mailbox.org')")
db.commit()
shutil.copy("data/live.db-wal", "data/copy.db-wal")
PY
run 3 list --no-cache -f json data/copy.db-wal
says data.format-unread '"class":"pii.email"'

# Workbooks: sheets, texts in runs, programs and links of an Excel file; all of an OpenDocument one.
python3 - <<'PY'
import zipfile
with zipfile.ZipFile("book.xlsx", "w") as book:
    book.writestr("[Content_Types].xml", "<Types/>")
    book.writestr("xl/workbook.xml", '<?xml version="1.0"?><workbook><sheets><sheet name="People" sheetId="1"/>'
                  '<sheet name="R&amp;D" sheetId="2"/></sheets></workbook>')
    book.writestr("xl/sharedStrings.xml", '<sst><si><t>name</t></si><si><t>age</t></si><si><r><t>jane.</t></r>'
                  '<r><t>roe@mailbox.org</t></r></si></sst>')
    book.writestr("xl/worksheets/sheet1.xml", '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c>'
                  '<c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2"><v>41</v></c></row>'
                  '<row r="3"><c r="B3"><f>B2+1</f><v>42.5</v></c></row></sheetData></worksheet>')
    book.writestr("xl/externalLinks/_rels/externalLink1.xml.rels",
                  '<Relationships><Relationship Target="file:///other.xlsx" TargetMode="External"/></Relationships>')
    book.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
cells = lambda *row: "".join(row)
text = lambda t: f'<table:table-cell office:value-type="string"><text:p>{t}</text:p></table:table-cell>'
number = lambda n: f'<table:table-cell office:value-type="float" office:value="{n}"><text:p>{n}</text:p></table:table-cell>'
row = lambda *c, n=1: f'<table:table-row table:number-rows-repeated="{n}">{"".join(c)}</table:table-row>'
with zipfile.ZipFile("book.ods", "w") as book:
    book.writestr("content.xml", '<?xml version="1.0"?><office:document-content><office:body><office:spreadsheet>'
                  '<table:table table:name="T">' + row(text("id"), text("word")) + row(number(1), text("a&amp;b"))
                  + row(number(2), text("c"), n=2) + row('<table:table-cell table:number-columns-repeated="1024"/>', n=1048000)
                  + '</table:table></office:spreadsheet></office:body></office:document-content>')
with open("book.csv", "w") as out:
    out.write("word,id\na&b,1\nc,2\nc,2\n")
PY
run 0 list --no-cache -f json book.xlsx
python3 - "$WORK/out" <<'PY' || fail "an Excel workbook"
import json, sys
items = {"/".join(item["path"][1:]): item for item in json.load(open(sys.argv[1]))["items"]}
fact = lambda path, name: items[path]["facts"]["dataset." + name]["value"]
sheet = "xl/worksheets/sheet1.xml"
assert items[""]["format"] == "xlsx" and items[""]["kind"] == "dataset", items[""]
assert fact("", "tables")[0] == "People", items[""]
assert (fact(sheet, "rows"), fact(sheet, "columns"), fact(sheet, "formula-cells")) == (2, 2, 1), items[sheet]
assert fact(sheet, "column-names") == ["name", "age"], items[sheet]
assert fact(sheet, "column-types") == ["text", "number"], items[sheet]
assert fact(sheet, "column-nulls") == ["1", "0"] and fact(sheet, "column-maximum") == ["", "42.5"], items[sheet]
assert fact("xl/externalLinks/_rels/externalLink1.xml.rels", "external-files") == ["file:///other.xlsx"]
assert fact("xl/vbaProject.bin", "macros") is True and items[""]["load"] == "suspicious", items[""]
assert [(o["class"], o["columns"], o["places"][0]["line"], o["places"][0]["column"]) for o in items[sheet]["observations"]
        if o["class"] == "pii.email"] == [("pii.email", [{"count": 1, "name": "name"}], 2, 1)], items[sheet]
assert not items["xl/sharedStrings.xml"].get("observations"), items["xl/sharedStrings.xml"]
PY
sketch() {
    run 0 list --no-cache -f json "$1"
    python3 -c 'import json, sys
print([i["facts"]["dataset.row-sketch"]["value"] for i in json.load(open(sys.argv[1]))["items"]
       if "dataset.row-sketch" in i.get("facts", {})])' "$WORK/out"
}
[ "$(sketch book.ods)" = "$(sketch book.csv)" ] || fail "the same rows in OpenDocument and CSV"

# A sheet that breaks off is told; an old Excel file is told as unread.
python3 - <<'PY'
import zipfile
with zipfile.ZipFile("cut.xlsx", "w") as book:
    book.writestr("xl/workbook.xml", "<workbook/>")
    book.writestr("xl/worksheets/sheet1.xml", '<worksheet><sheetData><row><c><v>1</v></c></row><row><c')
open("old.xls", "wb").write(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000))
PY
run 3 list --no-cache cut.xlsx
says data.bad-record cut.xlsx!/xl/worksheets/sheet1.xml
run 3 list --no-cache old.xls
says data.format-unread old.xls

# No number of a person is shown as the least or the most of a column.
mkdir private
cd private || exit 1
python3 - <<'PY'
for name, column, first, step in (("phone.csv", "x", 491701234567, 71), ("ssn.csv", "x", 536228712, 7),
                                  ("pin.csv", "pin", 1000, 77), ("otp.csv", "otpSecret", 1000, 7)):
    open(name, "w").write(f"n,{column}\n" + "".join(f"{i},{first + i * step}\n" for i in range(30)))
PY
run 0 list -q --no-cache -f json
python3 - "$WORK/out" <<'PY'
import json, sys
for item in json.load(open(sys.argv[1]))["items"]:
    facts = item["facts"]
    assert [facts[f"dataset.column-{m}imum"]["value"] for m in ("min", "max")] == [["0", ""], ["29", ""]], item
PY
