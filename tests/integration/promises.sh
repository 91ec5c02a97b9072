#!/usr/bin/env bash
# A name that promises rows or a model, and bytes that nobody could read as such: a gap, whatever the bytes
# are; and all else is examined.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir data
python3 -c "
import random, sys
r = random.Random(5)
sys.stdout.buffer.write(bytes([2]) + bytes(r.randrange(1, 256) for _ in range(3000)) + b'a\0b')" >bytes
for ending in parquet arrow feather avro orc tfrecord xls sqlite db rds rda sav dta sas7bdat xpt mat duckdb bson; do
    cp bytes data/garbage.$ending
    echo hello >data/text.$ending
    : >data/empty.$ending
done
cp bytes data/garbage.csv
cp bytes data/garbage.xlsx
: >data/empty.xlsx
for ending in keras pb nemo cbm ort engine; do
    cp bytes data/garbage.$ending
    : >data/empty.$ending
done
cp bytes data/adapter_model.bin
for ending in plan mar bst ubj hef mindir om; do
    cp bytes data/garbage.$ending
    printf 'ENTRY\n  { address author }\n' >data/style.$ending
done
cp bytes data/variables.data-00000-of-00001
seq 100 >data/text.data-00000-of-00001
echo 'jane.roe@mailbox.org' >data/beside.txt
: >data/empty.csv
echo 'a,b' >data/names.csv
: >data/empty.jsonl
: >data/empty.txt

run 3 list --no-cache -f json data
python3 - <<'PY' || fail "promises"
import json, os
found = json.load(open("out"))
gaps = {}
for gap in found["gaps"]:
    gaps.setdefault(gap["path"][0], set()).add(gap["id"])
fine = {"beside.txt", "empty.csv", "names.csv", "empty.jsonl", "empty.txt", "style.plan", "style.mar", "style.bst", "style.ubj", "style.hef",
        "style.mindir", "style.om",
        "variables.data-00000-of-00001"}
for name in os.listdir("data"):
    told = gaps.get(name, set())
    if name in fine:
        assert not told, (name, told)
    else:
        # a .sav is one of SPSS or a pickle of scikit-learn
        model = name.endswith((".keras", ".pb", ".nemo", ".cbm", ".ort", ".engine", ".bin", ".plan", ".mar", ".bst", ".ubj", ".hef", ".mindir", ".om", ".data-00000-of-00001")) or (name.endswith(".sav") and "model.invalid" in told)
        assert ("model.invalid" if model else "data.format-unread") in told, (name, told)
assert any(o["class"] == "pii.email" for i in found["items"] for o in i.get("observations", []))
PY
says "its name promises rows, and it is empty" "its name promises a model, and it is empty"

# formats that are known by their first bytes, and not read, whatever their names are
mkdir unread
python3 - <<'PY'
import base64, io, random, sqlite3, zipfile
noise = random.Random(7).randbytes(3000)
begins = {"mailbox": b"!BDN", "redis": b"REDIS0009", "events": b"ElfFile\0", "registry": b"regf",
          "memory": b"MDMP\x93\xa7", "notebook": bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3"),
          "sas": bytes(12) + b"\xc2\xea\x81\x63", "jet": b"\0\1\0\0Standard Jet DB\0", "duck": bytes(8) + b"DUCK",
          "netcdf": b"CDF\1", "mssql": b"MSSQLBAK", "tape": b"TAPE\0\0\3\0", "exchange": b"1234\xef\xcd\xab\x89", "notes": b"\x1a\0\0\4\0\0",
          "filemaker": b"\0\1\0\0\0\2\0\1\0\5\0\2\0\2\xc0HBAM7", "mongo": b"\x41\xd8\1\0", "lucene": b"\x3f\xd7\x6c\x17", "sequence": b"SEQ\6", "rcfile": b"RCF\1",
          "matlab": b"MATLAB 5.0 MAT-file, Platform: GLNXA64".ljust(124) + b"\0\1IM", "hdf4": b"\x0e\3\x13\1", "powerbi": "This backup was created using XPress9 compression.".encode("utf-16"),
          "table.iwa": b"\0", "book.hyper": b"HyPe"}
for name, begin in begins.items():
    open("unread/" + name, "wb").write(begin + noise)
box = io.BytesIO()
with zipfile.ZipFile(box, "w") as out:
    out.writestr("a.txt", "jane.roe@mailbox.org")
open("unread/letter.eml", "wb").write(b"From: a@b.example\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(box.getvalue()))
store = sqlite3.connect("unread/papers.db")
store.execute("create table papers (id, body)")
store.executemany("insert into papers values (?, ?)", [(i, b"%PDF-1.7\n" + noise) for i in range(2000)])
store.commit()
PY
echo 'PGDMP is how a dump begins, %PDF- a page' >words.txt
run 0 list --no-cache words.txt
run 3 list --no-cache -f json unread
for file in unread/*; do
    jq -e --arg f "${file#unread/}" 'any(.gaps[]; .path[0] == $f and .id == "data.format-unread")' out >/dev/null || fail "$file has no gap"
done
[ "$(jq '[.gaps[] | select(.path[0] == "papers.db")] | length' out)" -le 2 ] || fail "a gap for each paper"
