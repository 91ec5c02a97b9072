#!/usr/bin/env bash
# The same people in every form that tables come in: as many of each kind by column, whatever the form.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

python3 - <<'PY'
import csv, json
given = ["Anna", "Peter", "Maria", "John", "Ahmed", "Fatima", "Olga", "Laura", "David", "Paul"]
family = ["Berg", "Olsen", "Lind", "Roe", "Haddad", "Noor", "Ivanova", "Schulz", "Mehta", "Rossi"]
def iban(n):
    bban = f"37040044{n:010d}"
    return f"DE{98 - int(bban + '131400') % 97:02d}{bban}"
rows = [{"full_name": f"{given[i % 10]} {family[i // 10 % 10]}", "email": f"{given[i % 10].lower()}{i}@mailbox.org",
         "iban": iban(7919 * (i + 1)), "date_of_birth": f"{1950 + i % 50}-{1 + i % 12:02d}-{1 + i % 28:02d}"}
        for i in range(120)]
with open("people.csv", "w", newline="") as out:
    table = csv.DictWriter(out, rows[0])
    table.writeheader()
    table.writerows(rows)
json.dump(rows, open("people.json", "w"))
with open("people.jsonl", "w") as out:
    out.writelines(json.dumps(row) + "\n" for row in rows)
json.dump({"version": 3, "users": rows}, open("users.json", "w"))
json.dump({"reply": {"page": 1, "people": [
    {"profile": {"full_name": row["full_name"], "contact": {"email": row["email"]}}, "bank": {"iban": row["iban"]},
     "date_of_birth": row["date_of_birth"]} for row in rows]}}, open("nested.json", "w"), indent=2)
json.dump({"name": "a", "maintainers": [{"name": "x", "email": "jane.roe@mailbox.org"}, {"name": "y"}]},
          open("package.json", "w"))
PY

# counted FILE: kind, and what was seen by column
cat >counted.py <<'PY'
import json, sys
for item in json.load(open("out"))["items"]:
    if not item.get("observations"):
        continue
    print(item["kind"])
    for seen in item["observations"]:
        for column in seen.get("columns", [{"name": "", "count": seen["count"]}]):
            print(seen["class"], column["name"], column["count"])
PY
counted() {
    run 0 list --no-cache -f json "$1"
    python3 counted.py
}
wanted() { # wanted PREFIX-OF-PROFILE PREFIX-OF-MAIL PREFIX-OF-BANK PREFIX
    printf '%s\n' dataset "pii.date-of-birth $4date_of_birth 120" "pii.email $2email 120" "pii.iban $3iban 120" \
        "pii.person-name $1full_name 120"
}
wanted "" "" "" "" >flat
wanted users. users. users. users. >users
wanted reply.people.profile. reply.people.profile.contact. reply.people.bank. reply.people. >nested
for file in people.csv people.json people.jsonl; do
    counted $file >seen
    diff -u flat seen >&2 || fail "$file"
done
for file in users nested; do
    counted $file.json >seen
    diff -u $file seen >&2 || fail "$file.json"
done

# Few of them are a configuration, and still seen.
counted package.json >seen
printf '%s\n' config "pii.email maintainers.email 1" | diff -u - seen >&2 || fail "a configuration"

# Different values are counted, not guessed.
run 0 list --no-cache -f json people.csv
python3 - <<'PY' || fail "different values"
import json
facts = json.load(open("out"))["items"][0]["facts"]
assert facts["dataset.column-distinct"]["value"][1:3] == ["120", "120"], facts["dataset.column-distinct"]
PY

# Workbooks, with texts in the cells and beside them, before and behind the sheets, and one of OpenDocument.
python3 - <<'PY'
import csv, zipfile
from xml.sax.saxutils import escape
rows = list(csv.reader(open("people.csv")))
def book(name, shared, first):
    texts, numbers = [], {}
    def cell(text):
        if not shared:
            return f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'
        if text not in numbers:
            numbers[text] = len(texts)
            texts.append(text)
        return f'<c t="s"><v>{numbers[text]}</v></c>'
    sheet = "<worksheet><sheetData>" + "".join(
        f'<row r="{i + 1}">' + "".join(map(cell, row)) + "</row>" for i, row in enumerate(rows)) + "</sheetData></worksheet>"
    texts.append("left.behind@mailbox.org")
    strings = "<sst>" + "".join(f"<si><t>{escape(text)}</t></si>" for text in texts) + "</sst>"
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="People" sheetId="1"/></sheets></workbook>')
        if shared and first:
            out.writestr("xl/sharedStrings.xml", strings)
        out.writestr("xl/worksheets/sheet1.xml", sheet)
        if shared and not first:
            out.writestr("xl/sharedStrings.xml", strings)
book("inline.xlsx", False, False)
book("shared.xlsx", True, False)
book("shared_first.xlsx", True, True)
cell = lambda text: f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'
with zipfile.ZipFile("people.ods", "w") as out:
    out.writestr("content.xml", '<office:document-content><table:table table:name="P">' + "".join(
        f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows) + "</table:table></office:document-content>")
PY
{ cat flat; printf '%s\n' dataset "pii.email  1"; } >with_rest
for jobs in 1 4; do
    for name in inline shared shared_first; do
        run 0 list --no-cache -j $jobs -f json $name.xlsx
        python3 counted.py >seen
        if [ $name = inline ]; then diff -u flat seen >&2 || fail "$name.xlsx"; else
            sort seen >sorted
            sort with_rest | diff -u - sorted >&2 || fail "$name.xlsx"
        fi
    done
done
counted people.ods >seen
wanted P. P. P. P. | diff -u - seen >&2 || fail "people.ods"
# a place is the sheet's row and column
run 0 list --no-cache -f json shared.xlsx
python3 - <<'PY' || fail "places"
import json
places = [o["places"][0] for i in json.load(open("out"))["items"] for o in i.get("observations", []) if o["class"] == "pii.iban"]
assert (places[0]["line"], places[0]["column"]) == (2, 3), places
PY
