#!/usr/bin/env bash
# Rows of a test set that are like rows of the training set but for one cell, a column or its order are found
# by sketches, in about the number that were put there; tables of few categories are left in peace.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir -p repo/data
cd repo
cp -r "$SOURCE/policies/rules" rules
printf 'pack: parts\nedition: "1"\nin-force-from: 2026-01-01\ntitle: Parts\nrules: [DAT-002]\n' >parts.yml
printf 'version: 1\npolicy: [parts.yml]\n' >.assay.yml
printf 'set: {split_sample_enough: true}\n' >>parts.yml

# people FROM TO: rows that are all different, the same for the same number each time
people() {
    awk -v from="$1" -v to="$2" 'BEGIN { for (i = from; i <= to; i++) {
        a = (i * 7919) % 10007; b = (i * 104729) % 99991; c = (i * 31337) % 65521
        printf "%d,n%d,%d,%.4f,city%d,%d,%.2f,%s\n", i, a, 18 + b % 70, b / 7, c % 50, c, a / 3, i % 2 ? "F" : "M" } }'
}
names=id,name,age,income,city,code,score,sex

# record COUNT: the split record, which says how many near duplicates there are
record() {
    cat >split.yml <<YML
record: split
subjects:
  - {path: data/train.csv, sha256: $(sha256sum data/train.csv | cut -d' ' -f1), part: training}
  - {path: data/test.csv, sha256: $(sha256sum data/test.csv | cut -d' ' -f1), part: test}
method: at random
group-key: none
checked-on: 2026-11-01
checked-with: pipeline 1.0
shared-rows: 0
near-duplicate-threshold: 0.9
near-duplicates: ${1:-0}
shared-groups: 0
YML
}

# found LEAST MOST: the estimate of the part that was changed lies there
found() {
    local about
    run 1 check
    says "rows of it are like rows of data/train.csv but for a quarter of their columns, and its split record counts 0 near duplicates"
    about=$(grep -oE '(about )?[0-9]+( \([^)]*\))? rows of it are like rows of data/train.csv' "$WORK/out" | grep -oE '[0-9]+' | head -1)
    ((about >= $1 && about <= $2)) || fail "$about near duplicates, wanted $1 to $2"
}

# Small tables, of which all is known: the number is exact.
{ echo "$names"; people 1 160; } >data/train.csv
{ echo "$names"; people 501 540; people 11 20 | sed 's/,[FM]$/,X/'; } >data/test.csv
record
found 10 10
record 10
run 0 check
run 0 list -v data/test.csv
says "dataset.alike-groups       0"
silent_on "alike-sketch"
# An id of its own, the name changed, a number rounded, a column more that says nothing, columns in another order.
for change in 's/^/9/' 's/,n\([0-9]*\),/,m\1,/' 's/\(\.[0-9][0-9]\)[0-9]*,city/\1,city/'; do
    { echo "$names"; people 501 540; people 11 30 | sed "$change"; } >data/test.csv
    record
    found 17 20 # three figures are round already: the same rows
done
{ echo "source,$names"; { people 501 540; people 11 30; } | sed 's/^/web,/'; } >data/test.csv
record
found 20 20
{ echo "sex,${names%,sex}"; { people 501 540; people 11 30; } | awk -F, -v OFS=, '{ $7 = "0" $7; print $8, $1, $2, $3, $4, $5, $6, $7 }'; } >data/test.csv
record
found 20 20
# Two columns: a text that has another label.
{ echo text,label; people 1 160 | awk -F, '{ print $2 " " $4 " " $5 ",yes" }'; } >data/train.csv
{ echo text,label; { people 501 540 | awk -F, '{ print $2 " " $4 " " $5 ",yes" }'; people 11 30 | awk -F, '{ print $2 " " $4 " " $5 ",no" }'; }; } >data/test.csv
record
found 20 20
# Large tables: an estimate, and the share that was put there.
{ echo "$names"; people 1 20000; } >data/train.csv
{ echo "$names"; people 50001 57000; people 1001 4000 | sed 's/,[FM]$/,X/'; } >data/test.csv
record
found 2000 4200
says "90 % sure"
record 3000
run 0 check
# Rows that differ only here and there: none.
{ echo "$names"; people 50001 60000; } >data/test.csv
record
run 0 check
# Row numbers that begin anew in each part make no rows alike, whatever stands beside them.
# numbered COLUMNS FROM TO: these columns of rows, behind a number of their own
numbered() {
    echo "id,$(echo "$names" | cut -d, -f"$1")"
    people "$2" "$3" | cut -d, -f"$1" | awk '{ print NR "," $0 }'
}
for columns in 2,8 4,8 2,5,8 3,4,5 3,4,5,8; do
    numbered "$columns" 1 160 >data/train.csv
    numbered "$columns" 501 560 >data/test.csv
    record
    run 0 check
done
# The rows of the other part are found by what stands beside the number, and so is a part that was written again.
{ numbered 2,4,5,8 501 540; people 11 30 | cut -d, -f2,4,5,8 | awk '{ print 40 + NR "," $0 }'; } >data/test.csv
numbered 2,4,5,8 1 160 >data/train.csv
record
found 20 20
numbered 2,4,5,8 1 160 | awk -F, -v OFS=, 'NR > 1 { $5 = "X" } 1' >data/test.csv
record
found 150 160
# So do times: the same hours in both parts, other readings.
hours() { awk -v from="$1" 'BEGIN { for (i = 0; i < 160; i++) printf "2024-01-%02d %02d:00,%d,%s\n", 1 + i / 24, i % 24, from + i * 7919 % 5, i % 3 ? "a" : "b" }'; }
for from in 0 5; do
    { echo at,level,state; hours $from; } >data/$from.csv
done
mv data/0.csv data/train.csv
mv data/5.csv data/test.csv
record
run 0 check
# Few categories: rows that are alike are no near duplicates there.
# few SEED ROWS
few() {
    awk -v seed="$1" -v rows="$2" 'BEGIN { srand(seed); print "a,b,c,d,e,f,g,h"
        for (i = 0; i < rows; i++) { for (j = 0; j < 8; j++) printf "%s%d", j ? "," : "", int(rand() * 6); print "" } }'
}
for rows in 150 900 6000; do
    few 1 $rows >data/train.csv
    few 2 $((rows / 4)) >data/test.csv
    grep -vxFf data/train.csv data/test.csv >data/other.csv || true
    { head -1 data/train.csv; cat data/other.csv; } >data/test.csv
    rm data/other.csv
    record
    run 0 check
done
run 0 list -v data/train.csv
grep -qE 'dataset.alike-groups +[1-9]' "$WORK/out" || fail "no rows alike within the table"
# What is left of a row without its one open column would be somebody's mail alone: no such sketch.
{ echo mail,label; seq 100 | sed 's/.*/person&@example-mail.de,x/'; } >data/train.csv
run 0 list -f json data/train.csv
says "row-sketch" "pii.email"
silent_on "alike-sketch"
