#!/usr/bin/env bash
# Address books, calendars and directories: cards and entries are rows, and what their properties mean by
# their standards is seen by column, folded, escaped and in base64 too. Schemas and feasts are no data.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

PYTHONPATH="$SOURCE/tests/integration" python3 -B - <<'PY'
import base64, os
from people import family, given
people = [(given[i], family[i], f"(312) {456 + 7 * i}-{1029 + 311 * i}", f"{1950 + 3 * i}-{1 + i:02d}-{10 + i}",
           f"{given[i].lower()}.{family[i].lower()}@mail-7f3kq.org", f"{201 + 31 * i:03d}{11 + i}{2345 + 77 * i}") for i in range(12)]
os.mkdir("in")
def write(name, text):
    with open(f"in/{name}", "wb") as out:
        out.write(text.encode())
def card(i, person, version):
    first, last, phone, born, mail, ssn = person
    quoted = "".join(f"={byte:02X}" for byte in f"{first} {last}".encode())
    name = f"FN:{first} {last}" if version != "2.1" else f"FN;ENCODING=QUOTED-PRINTABLE:{quoted[:12]}=\r\n{quoted[12:]}"
    return (f"BEGIN:VCARD\r\nVERSION:{version}\r\nN:{last};{first};;;\r\n{name}\r\nitem1.TEL;TYPE=CELL:{phone}\r\nBDAY:{born}\r\n"
            f"ADR;TYPE=HOME:;;{12 + i} Station\r\n  Road;Springfield;IL;{62700 + i};USA\r\nEMAIL:{mail}\r\n"
            f"NOTE:a\\, b\\nc\r\nPHOTO;ENCODING=b;TYPE=JPEG:{base64.b64encode(bytes(range(200))).decode()}\r\nX-SSN:{ssn}\r\nEND:VCARD\r\n")
for version in "2.1", "3.0", "4.0":
    write(f"people{version}.vcf", "".join(card(i, person, version) for i, person in enumerate(people)))
def packed(text):
    return base64.b64encode(text.encode()).decode()
write("people.ldif", "version: 1\n\n# all of them\n" + "".join(
    f"dn: uid=u{i},ou=people,dc=corp\nobjectClass: inetOrgPerson\ncn: {first} {last}\nsn:: {packed(last)}\ngivenName: {first}\n"
    f"telephoneNumber: {phone}\nmail: {mail[:9]}\n {mail[9:]}\nssn: {ssn}\ndateOfBirth:: {packed(born)}\n"
    f"jpegPhoto:: {base64.b64encode(bytes(range(100))).decode()}\n\n" for i, (first, last, phone, born, mail, ssn) in enumerate(people)))
write("meetings.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "".join(
    f"BEGIN:VEVENT\r\nUID:{i}\r\nATTENDEE;ROLE=CHAIR;CN=\"{first} {last}\":mailto:{mail}\r\nEND:VEVENT\r\n"
    for i, (first, last, _, _, mail, _) in enumerate(people)) + "END:VCALENDAR\r\n")
os.mkdir("other")
os.chdir("other")
os.mkdir("in")
write("feasts.ics", "BEGIN:VCALENDAR\r\n" + "".join(f"BEGIN:VEVENT\r\nSUMMARY:Feast {i}\r\nDTSTART:2026{i:02d}01\r\nEND:VEVENT\r\n"
                                                   for i in range(1, 13)) + "END:VCALENDAR\r\n")
write("schema.ldif", "dn: cn=core,cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: core\n" +
      "".join(f"olcAttributeTypes: ( 2.5.4.{i} NAME 'a{i}' )\n" for i in range(12)))
PY

cat >seen.py <<'PY'
import json, sys
wanted = dict(word.split("=") for word in sys.argv[1:])
item = json.load(open("out"))["items"][0]
seen = {(s["class"], column["name"]): (s["confidence"], column["count"]) for s in item["observations"] for column in s.get("columns", [])}
assert item["kind"] == "dataset" and item["facts"]["dataset.rows"]["value"] == 12, item
for column, name in wanted.items():
    confidence, count = seen.get((name, column), ("none", 0))
    assert count == 12 and (confidence == "high" or name in ("pii.postal-code", "pii.street-address")), (column, seen)
PY
for version in 2.1 3.0 4.0; do
    run 0 list --no-cache -f json in/people$version.vcf
    python3 seen.py "FN.full name=pii.person-name" "N.surname=pii.person-name" "N.first name=pii.person-name" TEL=pii.phone \
        BDAY=pii.date-of-birth EMAIL=pii.email X-SSN=pii.us-ssn "ADR.postal code=pii.postal-code" \
        "ADR.street address=pii.street-address" || fail "vCard $version"
done
run 0 list --no-cache -f json in/people.ldif
python3 seen.py "cn.full name=pii.person-name" "sn.surname=pii.person-name" givenName=pii.person-name telephoneNumber=pii.phone \
    mail=pii.email ssn=pii.us-ssn dateOfBirth=pii.date-of-birth || fail "LDIF"
run 0 list --no-cache -f json in/meetings.ics
python3 seen.py "ATTENDEE.full name=pii.person-name" ATTENDEE=pii.email || fail "calendar"

# What is said of a card stands where it is.
run 0 list --no-cache -f json in/people3.0.vcf
python3 - <<'PY' || fail "places"
import json
text = open("in/people3.0.vcf", newline="").read().split("\r\n")
for seen in json.load(open("out"))["items"][0]["observations"]:
    for place in seen["places"] if seen["class"] not in ("pii.postal-code", "pii.street-address") else []: # which are folded
        assert text[place["line"] - 1][place["column"] - 2] in ":;", (seen["class"], place)
PY

# One that breaks off is read up to there, and a gap.
head -n 40 in/people3.0.vcf >cut.vcf
run 3 list --no-cache -f json cut.vcf
jq -e '.items[0].facts["dataset.rows"].value >= 2 and (.gaps | length) == 1' out >/dev/null || fail "a card without an end"

run 0 list --no-cache -f json other
python3 - <<'PY' || fail "schemas and feasts"
import json
for item in json.load(open("out"))["items"]:
    assert item["kind"] == "other" and "dataset.rows" not in item.get("facts", {}) and not item.get("observations"), item
PY

# Nothing takes long, whatever does not end.
python3 - <<'PY'
import os
os.mkdir("long")
for name, begin, piece in ("folds.vcf", "BEGIN:VCARD\nFN:", "a\n "), ("names.vcf", "BEGIN:VCARD\n", "X-%d:1\n"), ("parts.vcf", "BEGIN:VCARD\nN:", ";"), \
        ("soft.vcf", "BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE:", "=\n"), ("entries.ldif", "dn: a\nobjectClass: person\n", "\ndn: a\n"), \
        ("packed.ldif", "dn: a\na:: ", "QUFB"):
    with open(f"long/{name}", "w") as out:
        out.write(begin + ("".join(piece % i for i in range(600000)) if "%" in piece else piece * (8000000 // len(piece))))
PY
for file in long/*; do
    timeout 60 "$ASSAY" list --no-cache -q "$file" >out 2>err || [ $? -le 3 ] || fail "$file"
done
