#!/usr/bin/env bash
# A part of a split that was written again (another program, format, encoding, spelling) holds the same rows, and is
# found to: the table "What makes no other row" of docs/reference/tables.md.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir -p repo/data
cd repo
cp -r "$SOURCE/policies/rules" rules
printf 'pack: parts\nedition: "1"\nin-force-from: 2026-01-01\ntitle: Parts\nrules: [DAT-002]\n' >parts.yml
printf 'version: 1\npolicy: [parts.yml]\n' >.assay.yml

# rows FROM TO: rows that are all different
rows() {
    seq "$1" "$2" | awk '{ printf "%d,Jörg  Name %d É,%.2f,2024-%02d-%02d,%s\n", 1000 + 7 * $1, $1 * 7919 % 10007,
        1000 + $1 * 389 % 9973 * 1.37, 1 + $1 % 12, 13 + $1 % 15, $1 % 2 ? "true" : "false" }'
}
names=id,name,income,when,paid
{ echo "$names"; rows 1 200; } >data/train.csv
{ echo "$names"; rows 31 70; } >part.csv

# same FILE SAYS: the test set is that file
same() {
    cat >split.yml <<YML
record: split
subjects:
  - {path: data/train.csv, sha256: $(sha256sum data/train.csv | cut -d' ' -f1), part: training}
  - {path: $1, sha256: $(sha256sum "$1" | cut -d' ' -f1), part: test}
method: at random
group-key: none
checked-on: 2026-11-01
checked-with: pipeline 1.0
shared-rows: 0
near-duplicate-threshold: 0.9
near-duplicates: 0
shared-groups: 0
YML
    run 1 check
    says "$2"
    rm -- "$1"
}

# written SCRIPT: by a script of sed on the rows
written() {
    sed "2,\$ $1" part.csv >data/test.csv
    same data/test.csv "40 rows of it stand in data/train.csv, too"
}

for script in 's/,/ , /g' 's/É,/É\xC2\xA0,/' 's/  /\t/' 's/Name/NAME/' 's/ö/Ö/; s/É/é/' 's/ö/o\xCC\x88/; s/É/E\xCC\x81/' 's/N/\xE2\x80\x8BN/' 's/N/\xEF\xBC\xAE/' 's/Name /Name\xE2\x80\x89/' 's/m/\xF0\x9D\x90\xA6/' \
    's/^[0-9]*/&.0/' 's/^[0-9]*/&e0/' 's/^/+/' 's/,\([0-9]*\)\([0-9]\{3\}\)\(\.[0-9]*\),/,"\1,\2\3",/' 's/\(\.[0-9]*\),/\100000000000000001,/' \
    's/\(20..\)-\(..\)-\(..\)/\3.\2.\1/' 's/\(20..\)-\(..\)-\(..\)/\2\/\3\/\1/' 's/\(20..-..-..\)/\1 00:00:00/' 's/true/True/; s/false/FALSE/' \
    's/[^,]*/"&"/g' 's/$/\r/'; do
    written "$script"
done
# European figures: another delimiter, and a comma before the fraction.
sed '2,$ s/\./,/; s/,\([0-9]*\),\([0-9][0-9]\),/,\1\x01\2,/; s/,/;/g; s/\x01/,/' part.csv >data/test.csv
same data/test.csv "40 rows of it stand"
tr ',' '\t' <part.csv >data/test.tsv
same data/test.tsv "40 rows of it stand"
{ head -1 part.csv; tail -n +2 part.csv | tac; } | awk -F, -v OFS=, '{ print $5, $3, $1, $2, $4 }' >data/test.csv
same data/test.csv "40 rows of it stand"
printf '\xEF\xBB\xBF' | cat - part.csv >data/test.csv
same data/test.csv "40 rows of it stand"
for encoding in UTF-16 UTF-16LE LATIN1; do
    iconv -t "$encoding" part.csv >data/test.csv
    same data/test.csv "40 rows of it stand"
done
tail -n +2 part.csv | awk -F, '{ printf "{\"paid\": %s, \"id\": %s, \"name\": \"%s\", \"income\": %s, \"when\": \"%s\"}\n", $5, $1, $2, $3, $4 }' >data/test.jsonl
same data/test.jsonl "40 rows of it stand"
python3 - "$SOURCE/tests/integration" <<'PY'
import csv, sqlite3, sys
sys.path.insert(0, sys.argv[1])
from parquet_write import parquet
rows = list(csv.reader(open("part.csv", encoding="utf-8")))
names, rows = rows[0], rows[1:]
open("data/test.parquet", "wb").write(parquet({n.encode(): [r[i].encode() for r in rows] for i, n in enumerate(names)}, len(rows)))
with sqlite3.connect("data/test.db") as base:
    base.execute('create table t (id integer, name text, income real, "when" text, paid text)')
    base.executemany("insert into t values (?, ?, ?, ?, ?)", rows)
PY
mv data/test.db .
same data/test.parquet "40 rows of it stand"
mv test.db data
same data/test.db "40 rows of it stand"
# One column, or those of one quarter, written as something else: alike.
for script in 's/^/00/' 's/\(20..\)-\(..\)-\(..\)/\1\2\3/' 's/true/1/; s/false/0/' 's/\(\.[0-9]\)[0-9],/\1,/'; do
    sed "2,\$ $script" part.csv >data/test.csv
    same data/test.csv "rows of it are like rows of data/train.csv"
done
