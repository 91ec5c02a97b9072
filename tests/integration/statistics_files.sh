#!/usr/bin/env bash
# Files of SPSS, Stata, SAS and dBASE hold the same people as a CSV, and the same is seen by column: in either order
# of bytes, plain and compressed, by name and, where names are short, by label. What is cut short is told.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

PYTHONPATH="$SOURCE/tests/integration" python3 -B - <<'PY'
import datetime, os, struct, zlib
from people import card, family, given
rows = [(201112345 + 31110077 * i % 600000000, f"({312 + i}) {456 + 7 * i}-{1029 + 311 * i}", card(i),
         f"{given[i]} {family[i]}", datetime.date(1950 + 3 * i, 1 + i, 10 + i), f"MR{104733 + 9127 * i}", None if i % 5 == 4 else i / 4)
        for i in range(12)]
names = ["ssn", "phone", "card_number", "patient_name", "date_of_birth", "mrn", "score"]
widths = [0, 16, 16, 24, 0, 9, 0] # 0: a number
os.mkdir("in")
def write(name, data):
    open(name, "wb").write(data)
def short(i):
    return f"V{i + 1}"
write("people.csv", ("\n".join(",".join("" if v is None else str(v) for v in row) for row in [names] + rows) + "\n").encode())
def days(value, before): # of a date, and other numbers as they are
    return (value - datetime.date(1970, 1, 1)).days + before if isinstance(value, datetime.date) else value

# SPSS: numbers and pieces of texts of eight bytes
def spss(order, compressed, step=1):
    def ints(*values):
        return struct.pack(f"{order}{len(values)}i", *values)
    out = b"$FL2" + b"@(#) SPSS DATA FILE".ljust(60) + ints(2, sum(max(1, (w + 7) // 8) for w in widths), compressed, 0, 12) + \
        struct.pack(order + "d", 100) + b"01 Jan 2600:00:00" + b"People".ljust(64) + b"\0" * 3
    for i, (name, width) in enumerate(zip(names, widths)):
        label = f"The {name}".encode()
        form = (22 if name == "date_of_birth" else 5 if width == 0 else 1) << 16 | 0x0800
        out += ints(2, width, 1, 0, form, form) + short(i).encode().ljust(8) + ints(len(label)) + label.ljust((len(label) + 3) // 4 * 4)
        out += (ints(2, -1, 0, 0, form, form) + b" " * 8) * (max(1, (width + 7) // 8) - 1)
    out += ints(3, 1) + struct.pack(order + "d", 1) + b"\7a label" + ints(4, 1, 1)
    longs = "\t".join([f"{short(i)}={name}" for i, name in enumerate(names)][::step]).encode()
    out += ints(7, 13, 1, len(longs)) + longs + ints(999, 0)
    elements = []
    for row in rows:
        for value, width in zip(row, widths):
            if width:
                text = value.encode().ljust((width + 7) // 8 * 8)
                elements += [text[i:i + 8] for i in range(0, len(text), 8)]
            elif isinstance(value, datetime.date):
                elements.append(struct.pack(order + "d", days(value, 141428) * 86400.0))
            else:
                elements.append(struct.pack(order + "d", -1.7976931348623157e308 if value is None else value))
    if not compressed:
        return out + b"".join(elements)
    codes, literal, data = [], [], b""
    def flush():
        nonlocal codes, literal, data
        data += bytes(codes).ljust(8, b"\0") + b"".join(literal)
        codes, literal = [], []
    for element in elements + [None]:
        if element is None:
            codes.append(252)
        elif element == b" " * 8:
            codes.append(254)
        elif element == struct.pack(order + "d", -1.7976931348623157e308):
            codes.append(255)
        elif struct.unpack(order + "d", element)[0] in range(-99, 152):
            codes.append(int(struct.unpack(order + "d", element)[0]) + 100)
        else:
            codes.append(253)
            literal.append(element)
        if len(codes) == 8:
            flush()
    flush()
    return out + data
write("in/plain.sav", spss("<", 0))
write("in/big.sav", spss(">", 0))
write("in/turned.sav", spss("<", 0, -1)) # long names from the last to the first
write("in/compressed.sav", spss("<", 1))
def in_blocks(data, size=256): # of zlib, and a trailer that tells where they are
    at = data.index(struct.pack("<2i", 999, 0)) + 8
    blocks = [(i, data[at:][i:i + size]) for i in range(0, len(data) - at, size)]
    packed, entries, where = b"", b"", at + 24
    for i, block in blocks:
        entries += struct.pack("<qqii", at + i, where + len(packed), len(block), len(zlib.compress(block)))
        packed += zlib.compress(block)
    head = b"$FL3" + data[4:72] + struct.pack("<i", 2) + data[76:at]
    return head + struct.pack("<qqq", at, where + len(packed), 24 + len(entries)) + packed + \
        struct.pack("<qqii", -100, 0, 0x3ff000, len(blocks)) + entries
write("in/blocks.zsav", in_blocks(spss("<", 1)))

# Stata
def stata_old(order, release):
    out = bytes([release, 2 if order == "<" else 1, 1, 0]) + struct.pack(order + "hi", len(names), 12) + b"People".ljust(81, b"\0") + b"\0" * 18
    types = [255 if w == 0 else w for w in widths]
    out += bytes(types) + b"".join(name.encode().ljust(33, b"\0") for name in names) + b"\0" * (2 * (len(names) + 1))
    for name in names:
        out += (b"%td" if name == "date_of_birth" else b"%9.0g").ljust(12 if release == 113 else 49, b"\0")
    out += (b"colours".ljust(33, b"\0")) + b"\0" * 33 * (len(names) - 1)
    out += b"".join(f"The {name}".encode().ljust(81, b"\0") for name in names) + b"\0" * 5
    for row in rows:
        for value, width in zip(row, widths):
            if width:
                out += value.encode().ljust(width, b"\0")
            else:
                out += struct.pack(order + "d", 2.0 ** 1023 if value is None else days(value, 3653))
    texts = b"red\0blue\0"
    return out + struct.pack(order + "i", 16 + len(texts)) + b"colours".ljust(33, b"\0") + b"\0" * 3 + \
        struct.pack(order + "6i", 2, len(texts), 0, 4, 1, 2) + texts
write("in/old.dta", stata_old("<", 114))
write("in/older-big.dta", stata_old(">", 113))
def stata(release, long_names):
    large = release > 117
    width, form, label = (129, 57, 321) if large else (33, 49, 81)
    out = b"<stata_dta><header><release>%d</release><byteorder>LSF</byteorder><K>" % release + struct.pack("<H", len(names)) + b"</K><N>" + \
        struct.pack("<Q" if large else "<I", 12) + b"</N><label>" + (struct.pack("<H", 6) if large else b"\6") + b"People</label><timestamp>\0" + \
        b"</timestamp></header><map>" + b"\0" * 112 + b"</map><variable_types>"
    out += struct.pack("<7H", *[65526 if w == 0 else 32768 if name == "patient_name" else w for name, w in zip(names, widths)])
    out += b"</variable_types><varnames>" + b"".join((name if long_names else short(i)).encode().ljust(width, b"\0") for i, name in enumerate(names))
    out += b"</varnames><sortlist>" + b"\0" * 16 + b"</sortlist><formats>"
    out += b"".join((b"%tc" if name == "date_of_birth" else b"%9.0g").ljust(form, b"\0") for name in names) + b"</formats><value_label_names>"
    out += b"\0" * width * len(names) + b"</value_label_names><variable_labels>" + b"".join(name.encode().ljust(label, b"\0") for name in names)
    out += b"</variable_labels><characteristics><ch>" + struct.pack("<I", 2 * width + 2) + b"_dta".ljust(width, b"\0") + b"note1".ljust(width, b"\0")
    out += b"hi</ch></characteristics><data>"
    for r, row in enumerate(rows):
        for name, value, w in zip(names, row, widths):
            if name == "patient_name":
                out += struct.pack("<Q" if large else "<2I", *([4 | (r + 1) << 16] if large else [4, r + 1]))
            elif w:
                out += value.encode().ljust(w, b"\0")
            else:
                scale = 86400000.0 if name == "date_of_birth" else 1.0
                out += struct.pack("<d", 2.0 ** 1023 if value is None else days(value, 3653) * scale)
    out += b"</data><strls>"
    for r, row in enumerate(rows):
        out += b"GSO" + struct.pack("<IQB" if large else "<IIB", 4, r + 1, 130) + struct.pack("<I", len(row[3]) + 1) + row[3].encode() + b"\0"
    return out + b"</strls><value_labels></value_labels></stata_dta>"
write("in/new.dta", stata(118, True))
write("in/labels.dta", stata(117, False))

# SAS: records of 80 bytes, numbers by powers of 16
def ibm(value):
    if value is None:
        return b"." + b"\0" * 7
    if value == 0:
        return b"\0" * 8
    sign, value, power = 128 * (value < 0), abs(value), 0
    while value >= 1:
        value, power = value / 16, power + 1
    while value < 1 / 16:
        value, power = value * 16, power - 1
    return bytes([sign + 64 + power]) + int(value * 2 ** 56).to_bytes(7, "big")
def header(word, numbers=""):
    return f"HEADER RECORD*******{word:8}HEADER RECORD!!!!!!!{numbers:0<30}".ljust(80).encode()
def sas(version):
    v8 = version == 8
    out = header("LIBV8" if v8 else "LIBRARY") + b"SAS     SAS     SASLIB  ".ljust(80) + b"01JAN26".ljust(80)
    out += header("MEMBV8" if v8 else "MEMBER", "000000000000000001600000000140") + header("DSCPTV8" if v8 else "DSCRPTR")
    out += b"SAS     PEOPLE  SASDATA ".ljust(80) + b"01JAN26".ljust(80)
    out += header("NAMSTV8" if v8 else "NAMESTR", f"{len(names):010d}")
    described, at = b"", 0
    for i, (name, width) in enumerate(zip(names, widths)):
        size = width or 8
        form = b"DATE" if name == "date_of_birth" else b""
        one = struct.pack(">4h", 2 if width else 1, 0, size, i + 1) + short(i).encode().ljust(8) + name.encode().ljust(40) + form.ljust(8)
        one += struct.pack(">3h", 9, 0, 0) + b"\0\0" + b" " * 8 + struct.pack(">2hi", 0, 0, at)
        one += (name.encode().ljust(32) if v8 else b"").ljust(140 - len(one), b"\0")
        described, at = described + one, at + size
    out += described.ljust((len(described) + 79) // 80 * 80) + header("OBSV8" if v8 else "OBS", "000000000000012" if v8 else "")
    data = b"".join(value.encode().ljust(width) if width else ibm(days(value, 3653)) for row in rows for value, width in zip(row, widths))
    return out + data.ljust((len(data) + 79) // 80 * 80)
write("in/people.xpt", sas(5))
write("in/people8.xpt", sas(8))

# SAS's own: pages of subheaders and rows
from sas7bdat import sas7bdat
columns = [(name, f"The {name}", "DATE" if name == "date_of_birth" else "BEST", -1 if name == "score" else width) for name, width in zip(names, widths)]
numbers = [[days(value, 3653) for value in row] for row in rows]
write("in/plain.sas7bdat", sas7bdat(columns, numbers))
write("in/big.sas7bdat", sas7bdat(columns, numbers, big=True))
write("in/narrow.sas7bdat", sas7bdat(columns, numbers, wide=False))
write("in/narrow-big.sas7bdat", sas7bdat(columns, numbers, wide=False, big=True, mixed=True))
write("in/mixed.sas7bdat", sas7bdat(columns, numbers, mixed=True))
write("in/transfer.sas7bdat", sas7bdat(columns, numbers, wide=False, mixed=True, release=b"9.0000M0"))
write("in/runs.sas7bdat", sas7bdat(columns, numbers, packing="runs"))
write("in/references.sas7bdat", sas7bdat(columns, numbers, wide=False, packing="references"))
write("in/deleted.sas7bdat", sas7bdat(columns, numbers, packing="references", deleted=3))
short_names = [(f"V{i + 1}", *column[1:]) for i, column in enumerate(columns)] # labels tell what they are, behind the rows
write("in/later.sas7bdat", sas7bdat(short_names, numbers, later=True))
write("in/later-runs.sas7bdat", sas7bdat(short_names, numbers, packing="runs", later=True))

# dBASE: a head with fields, and rows of one size
def dbf(behind=b"", deleted=0, told=12):
    fields, data = b"", b""
    kinds = [("N", 12) if name == "ssn" else ("D", 8) if name == "date_of_birth" else ("N", 8) if w == 0 else ("C", w) for name, w in zip(names, widths)]
    short = ["ssn", "phone", "card_no", "full_name", "birth_date", "mrn", "score"] # ten letters at most
    for name, (kind, width) in zip(short, kinds):
        fields += name.encode().ljust(11, b"\0") + kind.encode() + bytes(4) + bytes([width, 2]) if kind != "C" else \
            name.encode().ljust(11, b"\0") + b"C" + bytes(4) + struct.pack("<H", width)
        fields += bytes(14)
    for i, row in enumerate(rows):
        data += b"*" if i < deleted else b" "
        for value, (kind, width) in zip(row, kinds):
            data += ("" if value is None else value.strftime("%Y%m%d") if kind == "D" else str(value)).encode().rjust(width) if kind != "C" else value.encode().ljust(width)
    head = bytes([0x30 if behind else 3, 126, 1, 2]) + struct.pack("<IHH", told, 33 + len(fields) + len(behind), 1 + sum(width for _, width in kinds)) + bytes(20)
    return head + fields + b"\r" + behind + data + b"\x1a"
write("in/people.dbf", dbf())
write("in/fox.dbf", dbf(bytes(263), deleted=2))
os.mkdir("fewer")
write("fewer/fewer.dbf", dbf(told=13))
PY

cat >seen.py <<'PY'
import json, sys
NAMES = ["ssn", "phone", "card_number", "patient_name", "date_of_birth", "mrn", "score"]
SHORT = {"card_number": "card_no", "patient_name": "full_name", "date_of_birth": "birth_date"}
for item in json.load(open("out"))["items"]:
    facts = item["facts"]
    print(item["kind"], facts["dataset.rows"]["value"], facts["dataset.columns"]["value"])
    print(*facts["dataset.column-types"]["value"][4:], facts["dataset.column-nulls"]["value"], facts["dataset.column-minimum"]["value"][-1])
    for seen in item.get("observations", []):
        names = sorted((name for name in NAMES for column in seen.get("columns", []) if name in column["name"] or column["name"] == SHORT.get(name)))
        print(seen["class"], seen["confidence"], seen["count"], names)
PY
run 0 list --no-cache -f json people.csv
python3 seen.py >wanted
[ "$(grep -c pii wanted)" = 6 ] || fail "six kinds of people's data in the CSV"
for file in in/*; do
    run 0 list --no-cache -f json "$file"
    python3 seen.py >seen
    diff -u wanted seen >&2 || fail "$file"
done

run 3 list --no-cache -f json fewer
[ "$(jq -r '.gaps[0].id' out)" = data.bad-record ] || fail "fewer rows than a table of dBASE tells: $(cat out)"

# Long names stand for the short ones in whatever order they are.
for file in plain turned; do
    run 0 list --no-cache -f json in/$file.sav
    jq -c '.items[0].facts["dataset.column-names"].value' out >$file.names
done
cmp plain.names turned.names || fail "long names from the last to the first: $(cat turned.names)"

# Parts of a file that are rare: no variables, a text of several cells, one with NUL in it, labels of no variable, rows of blanks.
python3 - "ghp_$(printf IqIMNOZH6z0wIEB4T9A2g4EHMy8Ji40jlb6i)" <<'PY'
import os, struct, sys
token = sys.argv[1].encode()
os.mkdir("odd")
def write(name, data):
    open(f"odd/{name}", "wb").write(data)
def stata(release, types, cells, rows, texts=b"", labels=b""):
    head = b"<stata_dta><header><release>%d</release><byteorder>LSF</byteorder><K>%s</K><N>%s</N><label>%s</label>" % (
        release, struct.pack("<H", len(types)), struct.pack("<Q" if release > 117 else "<I", rows), b"\0" * (2 if release > 117 else 1))
    width, form, label = (129, 57, 321) if release > 117 else (33, 49, 81)
    n = len(types)
    return head + b"<timestamp>\0</timestamp></header><map>" + bytes(112) + b"</map><variable_types>" + struct.pack(f"<{n}H", *types) + \
        b"</variable_types><varnames>" + b"".join(b"v%d" % i + bytes(width - 2) for i in range(n)) + b"</varnames><sortlist>" + bytes(2 * n + 2) + \
        b"</sortlist><formats>" + bytes(form * n) + b"</formats><value_label_names>" + bytes(width * n) + b"</value_label_names><variable_labels>" + \
        bytes(label * n) + b"</variable_labels><characteristics></characteristics><data>" + cells + b"</data><strls>" + texts + \
        b"</strls><value_labels>" + labels + b"</value_labels></stata_dta>"
def text(row, kind, data):
    return b"GSO" + struct.pack("<IQBI", 1, row, kind, len(data)) + data
write("none.dta", stata(118, [], b"", 0))
write("none-old.dta", bytes([114, 2, 1, 0]) + bytes(6 + 81 + 18 + 2 + 5))
write("shared.dta", stata(118, [32768], b"".join(struct.pack("<Q", 1 | 1 << 16 if i < 5 else 0) for i in range(6)), 6, text(1, 130, b"the same\0")))
write("binary.dta", stata(118, [32768], struct.pack("<Q", 1 | 1 << 16), 1, text(1, 129, b"\1\2\0" + token + b"\0\3")))
one = struct.pack("<Q", 1 | 1 << 16)
write("across.dta", stata(118, [32768], one, 1, text(1, 130, b"a note\n" * 9361 + b" jane.roe@q7f3kq.org and more\0"))) # over 65,536
labels = b"key\0" + token + b"\0"
write("labels.dta", stata(117, [65530], b"\1", 1, labels=b"<lbl>" + struct.pack("<I", 24 + len(labels)) + b"odd" + bytes(33) +
                          struct.pack("<6i", 2, len(labels), 0, 4, 1, 2) + labels + b"</lbl>"))
def long_text(length, value, parts): # of SPSS: in variables of 255 bytes at most, and a number behind
    def ints(*values):
        return struct.pack(f"<{len(values)}i", *values)
    out = b"$FL2" + b"@(#) SPSS DATA FILE".ljust(60) + ints(2, sum((w + 7) // 8 for w in parts) + 1, 0, 0, 2) + struct.pack("<d", 100) + b" " * 81 + bytes(3)
    for i, width in enumerate(parts):
        out += ints(2, width, 0, 0, 1 << 16, 1 << 16) + (b"NOTE" if i == 0 else b"N%d" % i).ljust(8)
        out += (ints(2, -1, 0, 0, 0, 0) + b" " * 8) * ((width + 7) // 8 - 1)
    tells = b"NOTE=%05d\0\t" % length
    out += ints(2, 0, 0, 0, 5 << 16, 5 << 16) + b"AGE".ljust(8) + ints(7, 14, 1, len(tells)) + tells + ints(999, 0)
    one, at = b"", 0
    for width in parts:
        one, at = one + value[at:at + width].ljust((width + 7) // 8 * 8), at + width
    return out + (one + struct.pack("<d", 44)) * 2
write("long.sav", long_text(600, b"." * 240 + b" " + token + b" end", [255, 255, 96]))
write("unjoined.sav", long_text(40000, b"none", [255, 255]))
def header(word, numbers=""):
    return f"HEADER RECORD*******{word:8}HEADER RECORD!!!!!!!{numbers:0<30}".ljust(80).encode()
def sas(rows, told, size=140):
    old = told is None
    one = struct.pack(">4h", 2, 0, 8, 1) + b"V1".ljust(8) + b" " * 56 + bytes(12)
    return header("LIBRARY" if old else "LIBV8") + b" " * 160 + header("MEMBER" if old else "MEMBV8", f"00000000000000000160000000{size:04d}") + \
        header("DSCRPTR" if old else "DSCPTV8") + b" " * 160 + header("NAMESTR" if old else "NAMSTV8", f"{2:010d}") + \
        (one.ljust(size, b"\0") * 2).ljust(320) + header("OBS" if old else "OBSV8", told or "") + \
        b"".join(row.ljust(16) for row in rows).ljust(80 * -(-16 * len(rows) // 80))
write("blanks8.xpt", sas([b"James"] * 5 + [b"Mary"] + [b""] * 3, "000000000000009"))
write("vms.xpt", sas([b"James"] * 6, None, 136))
write("fewer8.xpt", sas([b"James"] * 5, "12"))
PY
run 3 list --no-cache -f json odd
told() {
    jq -r --arg f "$1" '[.items[] | select(.path[-1] == $f) | .facts["dataset.rows"].value, .facts["dataset.columns"].value,
                         .facts["dataset.column-nulls"].value[0]] | map(. // "-" | tostring) | join(" ")' out
}
while read -r file wanted; do
    [ "$(told "$file")" = "$wanted" ] || fail "$file: rows, columns and nulls are $(told "$file"), not $wanted"
done <<'TOLD'
none.dta 0 0 -
none-old.dta 0 0 -
shared.dta 6 1 1
binary.dta 1 1 0
across.dta 1 1 0
labels.dta 1 1 0
blanks8.xpt 9 2 3
vms.xpt 6 2 0
long.sav 2 2 0
unjoined.sav 2 3 0
fewer8.xpt 5 2 0
TOLD
[ "$(jq -r '[.items[] | select(.observations) | .path[-1]] | join(" ")' out)" = "across.dta binary.dta labels.dta long.sav" ] || fail "texts that are not of a cell: $(cat out)"
[ "$(jq -r '.items[] | select(.path[-1] == "across.dta") | .observations[0].columns[0].name' out)" = v0 ] || fail "a value in two pieces of a long text is of no column"
[ "$(jq -r '[.gaps[].path[-1]] | join(" ")' out)" = fewer8.xpt ] || fail "other gaps: $(jq -c .gaps out)"

# Cut at many bytes: an answer, and never a silent one.
python3 - <<'PY'
import os
os.mkdir("cut")
plain = open("in/plain.sav", "rb").read()
open("cut/unknown.sav", "wb").write(plain[:72] + b"\3" + plain[73:]) # a compression that there is not
at = plain.index(b"V1      ") - 20
open("cut/goeson.sav", "wb").write(plain[:at] + b"\xff" * 4 + plain[at + 4:]) # a text that nothing began
for name in "plain.sav", "compressed.sav", "blocks.zsav", "old.dta", "new.dta", "people.xpt", "people8.xpt", "plain.sas7bdat", "runs.sas7bdat", "narrow-big.sas7bdat", "people.dbf":
    data = open(f"in/{name}", "rb").read()
    for at in range(200, len(data) - 100, 97):
        stem, ending = name.split(".")
        open(f"cut/{stem}{at}.{ending}", "wb").write(data[:at])
PY
run 3 list --no-cache -f json cut
python3 - <<'PY' || fail "cut short, and nothing told"
import json, re
inventory = json.load(open("out"))
told = {gap["path"][-1] for gap in inventory["gaps"]}
silent = [item["path"] for item in inventory["items"] if item["path"][-1] not in told and not re.match("people[^8]", item["path"][-1])] # nothing tells how many rows version 5 has
assert not silent, silent
PY
