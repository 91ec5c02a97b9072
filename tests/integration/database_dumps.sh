#!/usr/bin/env bash
# Dumps of PostgreSQL hold the same people as the CSV that was read into it, in whatever format and compression: rows by
# column, what stands in definitions and in large objects too. What is cut short or unknown is told.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
token=ghp_$(printf IqIMNOZH6z0wIEB4T9A2g4EHMy8Ji40jlb6i)
start_postgres

PYTHONPATH="$SOURCE/tests/integration" python3 -B - <<'PY' >people.csv
from people import card, family, given
print("ssn,card_number,patient_name,email")
for i in range(12):
    print(f"{201112345 + 31110077 * i % 600000000},{card(i)},{given[i]} {family[i]},{given[i].lower()}.{i}@mail{i}.org")
PY
psql_here >/dev/null <<SQL
CREATE SCHEMA care;
CREATE TABLE care.people (ssn text, card_number text, patient_name text, email text);
\\copy care.people FROM people.csv CSV HEADER
CREATE TABLE care."odd/name" (n int);
INSERT INTO care."odd/name" SELECT generate_series(1, 5000);
CREATE TABLE care.nothing (n int);
CREATE FUNCTION care.fetch() RETURNS text LANGUAGE sql AS \$\$ SELECT 'https://x:$token@example.org' \$\$;
SELECT lo_from_bytea(0, 'see jane.roe@q7f3kq.org'), lo_from_bytea(0, '');
SQL
dump() {
    "$PG_BIN/pg_dump" -h "$PG" -U assay "$@" postgres
}
mkdir in
dump -Fc >in/default.dump
dump -Fc -Z0 >in/plain.dump
dump -Fc --inserts >in/inserts.dump
dump -Ft >in/tar.dump
dump -Fd -f in/folder
stop_postgres

cat >seen.py <<'PY'
import json
def seen(item):
    return sorted((o["class"], o["confidence"], o["count"], *(column["name"] for column in o["columns"])) for o in item["observations"])
wanted = seen(json.load(open("wanted"))["items"][0])
assert len(wanted) == 4, wanted
for item in json.load(open("out"))["items"]:
    if item["path"][-1] == "care.people.sql":
        assert item["facts"]["dataset.rows"]["value"] == 12 and seen(item) == wanted, (item["path"], seen(item))
PY
members() {
    jq -r --arg f "$1" '[.items[].path | select(.[0] == $f and .[1]) | .[-1] | sub("[0-9]+"; "N")] | join(" ")' out
}
run 0 list --no-cache -f json people.csv
cp out wanted

# --- a dump is the definitions as a script, each table as the statement that reads it back, and large objects
mkdir other && mv in/folder in/tar.dump other
run 0 list --no-cache -f json in
for file in default plain inserts; do
    [ "$(members $file.dump)" = "blob_N.dat blob_N.dat care.nothing.sql care.odd/name.sql care.people.sql schema.sql" ] || fail "members of $file: $(members $file.dump)"
done
[ "$(jq '[.items[] | select(.path[-1] == "care.odd/name.sql") | .facts["dataset.rows"].value] | unique == [5000]' out)" = true ] || fail "rows of a table: $(cat out)"
[ "$(jq '[.items[] | select(.path[-1] == "schema.sql") | .observations[].class] | unique == ["secret.github-token"]' out)" = true ] || fail "a token in a function is not seen"
[ "$(jq '[.items[] | select(.path[-1] | startswith("blob_")) | .observations[]? | .class] == ["pii.email", "pii.email", "pii.email"]' out)" = true ] || fail "an address in a large object is not seen"
jq '.items |= map(select(.path[0] != "inserts.dump"))' out >named && mv named out # statements of rows name no columns
python3 seen.py

# --- the others keep data in files of its own, and definitions in toc.dat
run 0 list --no-cache -f json other
for path in toc.dat tar.dump; do
    jq -e --arg p $path 'any(.items[]; .path[-1] == "schema.sql" and any(.path[]; endswith($p)) and .observations[0].class == "secret.github-token")' out >/dev/null ||
        fail "definitions of $path are not examined"
done
[ "$(jq '[.items[] | select(.observations != null) | .observations[] | select(.class == "pii.email" and .count == 12)] | length' out)" = 2 ] || fail "rows in files of their own"

# --- as later versions write them, and what nobody knows
python3 - <<'PY'
import os, struct, subprocess, zlib
os.mkdir("later")
def number(value):
    return bytes([value < 0]) + struct.pack("<I", abs(value))
def text(value):
    return number(-1) if value is None else number(len(value)) + value
def head(version, packing, form=1):
    algorithm = bytes([packing]) if version >= 15 else number(packing)
    return b"PGDMP" + bytes([1, version, 0, 4, 8, form]) + algorithm + number(0) * 7 + text(b"care") + text(b"15") + text(b"15")
def entry(version, id, tag, kind, definition, copy=None, has_data=True):
    out = number(id) + number(has_data) + text(b"0") + text(b"0") + text(tag) + text(kind)
    out += (number(2) if version >= 11 else b"") + text(definition) + text(b"") + text(copy) + text(b"care") + text(b"")
    out += (text(b"heap") if version >= 14 else b"") + (number(0) if version >= 16 else b"") + text(b"assay") + text(b"false")
    return out + text(b"1") + text(None) + bytes(9)
rows = open("people.csv", "rb").read().split(b"\n", 1)[1].replace(b",", b"\t") + b"\\.\n\n\n"
copy = b"COPY care.people (ssn, card_number, patient_name, email) FROM stdin;\n"
def pieces(data, size=100):
    return b"".join(text(data[i:i + size]) for i in range(0, len(data), size)) + number(0)
def dump(version, packing, data, **head_words):
    toc = number(2) + entry(version, 1, b"people", b"TABLE", b"CREATE TABLE care.people ();\n", has_data=False) + entry(version, 2, b"people", b"TABLE DATA", b"", copy)
    return head(version, packing, **head_words) + toc + b"\1" + number(2) + pieces(data)
def packed(*command):
    return subprocess.run(command, input=rows, capture_output=True, check=True).stdout
def write(name, data):
    open(f"later/{name}.dump", "wb").write(data)
for version in 10, 11, 14:
    write(f"zlib{version}", dump(version, 6, zlib.compress(rows)))
write("plain15", dump(15, 0, rows))
write("zlib15", dump(15, 1, zlib.compress(rows)))
write("lz416", dump(16, 2, packed("lz4", "-c")))
write("zstd16", dump(16, 3, packed("zstd", "-c")))
os.mkdir("odd")
whole = dump(14, 6, zlib.compress(rows))
def odd(name, data):
    open(f"odd/{name}", "wb").write(data)
odd("version", dump(17, 0, rows))
odd("packing", dump(16, 9, rows))
odd("form", dump(14, 0, rows, form=4))
odd("width", whole[:8] + b"\x09" + whole[9:])
odd("behind", whole + b"more: jane.roe@q7f3kq.org")
odd("trailing", dump(14, 6, zlib.compress(rows) + b"more: jane.roe@q7f3kq.org"))
odd("damaged", dump(14, 6, zlib.compress(rows)[:-4] + b"1234"))
odd("unknown", dump(14, 6, zlib.compress(rows)).replace(b"\1" + number(2) + number(100), b"\1" + number(7) + number(100)))
odd("endless", head(14, 0) + number(1) + number(1) + number(0) + number(0x7fffffff))
os.mkdir("cut")
for at in range(11, len(whole), 13):
    open(f"cut/{at}", "wb").write(whole[:at])
PY
run 0 list --no-cache -f json later
[ "$(jq '[.items[] | select(.path[-1] == "care.people.sql")] | length' out)" = 7 ] || fail "not all versions are read: $(cat out)"
python3 seen.py
run 3 list --no-cache -f json odd
while read -r file wanted; do
    got=$(jq -r --arg f "$file" '[.gaps[] | select(.path[0] == $f) | .id] | join(" ")' out)
    [ "$got" = "$wanted" ] || fail "$file: $got, not $wanted"
done <<'ODD'
version bundle.method-unsupported
packing bundle.method-unsupported
form bundle.bad-header
width bundle.bad-header
behind bundle.bad-header
trailing bundle.trailing-data
damaged bundle.checksum
unknown
endless bundle.truncated
ODD
[ "$(jq '[.items[] | select(.path[-1] == "care.people.sql")] | length' out)" = 3 ] || fail "what can be read of odd dumps: $(jq -c '[.items[].path]' out)"
[ "$(jq -c '[.items[] | select(.path[1] == null and .observations) | .path[0]]' out)" = '["behind","trailing"]' ] || fail "what is in no member is not searched: $(cat out)"
[ "$(jq -c '[.items[] | select(.path[0] == "unknown") | .path[1]]' out)" = '[null,"7.sql","schema.sql"]' ] || fail "data of an object that is not listed"
run 3 list --no-cache -f json cut
[ "$(jq '([.gaps[].path[0]] | unique | length) == ([.items[].path[0]] | unique | length)' out)" = true ] || fail "cut short, and nothing told"
