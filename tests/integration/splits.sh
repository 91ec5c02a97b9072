#!/usr/bin/env bash
# Parts of a split: rows and patients that stand in two of them are found, with the part and the count;
# of large tables an estimate with its error, and never a pass by silence.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir repo
cd repo
cp -r "$SOURCE/policies/rules" rules
printf 'pack: parts\nedition: "1"\nin-force-from: 2026-01-01\ntitle: Parts\nrules: [DAT-002, DAT-003]\n' >parts.yml
printf 'version: 1\npolicy: [parts.yml]\n' >.assay.yml
mkdir data
printf '%064d\n' 7 >key

# table NAME FROM TO: a row for each number, two rows a patient
table() {
    echo patient,age,dose >"$1"
    seq "$2" "$3" | awk '{ printf "P%05d,%d,%.2f\n", $1 / 2, 20 + $1 % 60, $1 / 7 }' >>"$1"
}

# record [GROUP-KEY [BECAUSE]]: what the pipeline would write of both parts
record() {
    cat >split.yml <<YML
record: split
subjects:
  - {path: data/train.csv, sha256: $(sha256sum data/train.csv | cut -d' ' -f1), part: training}
  - {path: data/test.csv, sha256: $(sha256sum data/test.csv | cut -d' ' -f1), part: test}
method: by a hash of the patient
group-key: ${1:-patient}${2:+
because: $2}
checked-on: 2026-11-01
checked-with: pipeline 1.0
shared-rows: 0
near-duplicate-threshold: 0.9
near-duplicates: 0
shared-groups: 0
YML
}

table data/train.csv 100 499
table data/test.csv 500 599
record
run 0 check --digest-key key
# The same rows in another order of columns are the same rows.
{ echo dose,patient,age; sed -n 2,4p data/train.csv | awk -F, '{ print $3 "," $1 "," $2 }'; } >data/test.csv
record
run 1 check --digest-key key
says "dataset.split-shares-rows" "3 rows of it stand in data/train.csv, too" "dataset.split-shares-groups" "2 values of patient stand in data/train.csv, too"
# Without a key nobody can compare patients, and that is said.
table data/train.csv 100 498
table data/test.csv 499 599
record
run 1 check
says "dataset.split-shares-groups" "unknown" "key_sketch"
run 1 check --digest-key key
says "1 values of patient"
silent_on "rows of it stand"
table data/test.csv 498 599
record none
run 1 check
says "dataset.split-shares-rows" "1 rows of it stand"
# The record is of other bytes, or there is none.
echo >>data/test.csv
run 1 check
says "its split record is of other bytes than these"
# Large tables: an estimate, and where nothing is seen no pass.
table data/train.csv 1 40000
table data/test.csv 39001 45000
record none
run 1 check --digest-key key
says "dataset.split-shares-rows" "90 % sure" "sampled" "its split record names no group key, but about" "values of patient stand"
table data/test.csv 50001 60000
record none
run 1 check --digest-key key
says "rows that large tables share: none of" "at most"
printf 'set: {split_sample_enough: true}\n' >>parts.yml
run 0 check --digest-key key

# Columns that have other names, or are fewer: rows are found by their values, and where none are that is no pass.
# wide FROM TO: rows of ten columns
wide() {
    seq "$1" "$2" | awk '{ printf "%d,c%d,%d,%.3f,%.2f,%s,%d,t%d,%.4f,%d\n", 1000 + 3 * $1, $1 * 7 % 50, 18 + $1 * 31 % 70, $1 * 97 % 1009 / 7,
        $1 * 389 % 9973 / 3, $1 % 2 ? "F" : "M", $1 * 13 % 40, $1 * 7919 % 10007, $1 * 104729 % 99991 / 13, $1 % 3 }'
}
names=code,town,age,dose,price,sex,ward,note,score,class
sed -i '/^set:/d' parts.yml
{ echo "$names"; wide 1 300; } >data/train.csv
values='rows of it have the values of rows of data/train.csv, whose columns have other names'
# found HEADER FIELDS: a hundred of the rows, with those columns under these names
found() {
    { echo "$1"; wide 51 150 | cut -d, -f"$2"; } >data/test.csv
    record none
    run 1 check
    says "$values"
    { echo "$1"; wide 401 500 | cut -d, -f"$2"; } >data/test.csv
    record none
    run 1 check
    silent_on "$values"
    says "rows of parts whose columns have other names"
}
found "${names^^}" 1-
found nr,place,years,dosage,cost,gender,station,text,points,kind 1-
found place,years,dosage,cost,gender,station,text,points,kind 2-
found place,years,dosage,cost,gender,station,text,points 2-9
found "${names/dose/dosage}" 1-
# The number of a row that was counted anew is no value of it.
{ echo "nr,$names"; wide 1 300 | awk '{ print NR "," $0 }'; } >data/train.csv
{ echo "row,${names//e/a}"; wide 51 150 | awk '{ print NR "," $0 }'; } >data/test.csv
record none
run 1 check
says "$values"
{ echo "row,${names//e/a}"; wide 401 500 | awk '{ print NR "," $0 }'; } >data/test.csv
record none
run 1 check
silent_on "$values"
# Few columns: an id that was dropped, and a name that was changed.
{ echo id,age,city,label; wide 1 300 | awk -F, -v OFS=, '{ print $1, $3, $8, $10 }'; } >data/train.csv
{ echo age,town,label; wide 51 150 | awk -F, -v OFS=, '{ print $3, $8, $10 }'; } >data/test.csv
record none
run 1 check
says "$values"
# One column that only one of the parts has: the others are compared by their names.
{ echo "$names"; wide 1 300; } >data/train.csv
{ echo "${names%,class}"; wide 401 500 | cut -d, -f1-9; } >data/test.csv
record none
run 0 check
# No names at all, and another number of columns.
wide 1 300 | cut -d, -f3-5,9 >data/train.csv
wide 401 500 | cut -d, -f3-5 >data/test.csv
record none
run 1 check
says "rows of parts whose columns have other names, or none"
wide 401 500 | cut -d, -f3-5,9 >data/test.csv
record none
run 0 check

# A part that is not here, or has changed since: that alone is said.
{ echo "$names"; wide 1 300; } >data/train.csv
{ echo "$names"; wide 401 500; } >data/test.csv
record none
mv data/test.csv data/away.csv
run 1 check
says "not known: rows of parts that are not here, or not as the record names them: a path counts from the nearest folder above its record in which it stands ["
silent_on "other names"
mv data/away.csv data/test.csv
echo >>data/test.csv
run 1 check
says "not here, or not as the record names them"
silent_on "other names"

# A patient is the same in another spelling of the key, its column and its file.
table data/train.csv 100 499
for change in 's/^P/p/' 's/^P/\xEF\xBC\xB0/' 's/^\(P[0-9]*\)/\1./' 's/^P/P\xE2\x80\x8B/' 's/^P/P\xE2\x80\x93/' 's/^P/P\xE2\x80\x89/' 's/^P0*/P/' 's/^P/P-/' 's/^\(P[0-9]*\)/ \1 /' 's/^\(P[0-9]*\)/\1\xC2\xA0/' 's/^\(P[0-9]*\)/"\1"/'; do
    table data/test.csv 498 599
    sed -i "2,\$ $change" data/test.csv
    record
    run 1 check --digest-key key
    says "1 values of patient stand in data/train.csv, too"
    table data/test.csv 500 599
    sed -i "2,\$ $change" data/test.csv
    record
    run 0 check --digest-key key
done
table data/test.csv 498 599
sed -i '1s/patient/Patient_ID/' data/test.csv
sed -i '1s/patient/patientId/' data/train.csv
record "patient id"
run 1 check --digest-key key
says "1 values of patient id stand in data/train.csv, too"

# No group key, or one that tells visits apart, and a column of persons that stand in both: the record is believed
# only where it says why.
# visits COLUMN FROM TO: a row for each number, some thirty persons in turn, none with the same figures twice
visits() {
    echo "visit,$1,pulse,dose"
    seq "$2" "$3" | awk '{ printf "V%05d,C%03d,%d,%.3f\n", $1, 100 + $1 * 7 % 31, $1 * 7919 % 10007, $1 * 389 % 9973 / 3 }'
}
for column in customer_id patient MRN "NHS number" kundennr account-holder USUBJID; do
    visits "$column" 1 300 >data/train.csv
    visits "$column" 301 360 >data/test.csv
    record none
    run 1 check --digest-key key
    says "its split record names no group key, but 31 values of $column stand in data/train.csv, too: split by it and write group-key: $column, or write because: why one person may stand in both"
    silent_on "split-shares-rows"
done
record visit
run 1 check --digest-key key
says "its split record groups by visit, but 31 values of USUBJID stand in data/train.csv, too"
record none
run 1 check
says "dataset.split-shares-groups" "unknown" "key_sketch"
record none "split by time, the model judges the same persons again"
run 0 check --digest-key key
run 0 check
record none none
run 1 check --digest-key key
says "31 values of USUBJID stand"
# The other part calls them otherwise, and has a column of others, too.
sed -i '1s/USUBJID/customer_id/' data/test.csv
awk -F, -v OFS=, '{ print $0, (NR == 1 ? "employee_id" : "E" NR % 20) }' data/train.csv >data/more.csv
mv data/more.csv data/train.csv
record none
run 1 check --digest-key key
says "31 values of USUBJID stand in data/test.csv, too, as customer_id: split by it and write group-key: USUBJID"
# The same persons once a month, in the order of their numbers, which have gaps.
for part in train test; do
    { echo customer,balance; seq 1 200 | awk -v part=$part '{ printf "%d,%.2f\n", 1000 + 3 * $1 + $1 % 2, (part == "test" ? 7 : 3) * $1 * 389 % 9973 / 3 }'; } >data/$part.csv
done
record none
run 1 check --digest-key key
says "200 values of customer stand"
# A test set of so few persons that its column would be one of kinds.
visits patient 1 300 >data/train.csv
{ visits patient 301 400 | grep -E 'visit|C10[0-4]'; } >data/test.csv
record none
run 1 check --digest-key key
says "data/train.csv: high" "5 values of patient stand in data/test.csv"
# What is no column of persons, or numbers the rows anew, is none.
for column in id number customer_segment user_age client_type number_of_persons sex row; do
    visits "$column" 1 300 >data/train.csv
    visits "$column" 301 360 >data/test.csv
    record none
    run 0 check --digest-key key
    run 0 check
done
for part in 1 301; do
    { echo PassengerId,fare,cabin; visits x "$part" $((part + 99)) | tail -n +2 | awk -F, '{ print NR "," $3 "," $4 }'; } >data/$part.csv
done
mv data/1.csv data/train.csv
mv data/301.csv data/test.csv
record none
run 0 check --digest-key key
run 0 check
# Few persons are kinds of them.
visits user 1 300 | sed 's/,C[0-9]*\([0-9]\),/,\1,/; s/,[6-9],/,5,/' >data/train.csv
visits user 301 360 | sed 's/,C[0-9]*\([0-9]\),/,\1,/; s/,[6-9],/,5,/' >data/test.csv
record none
run 0 check --digest-key key

# A key by any name is compared, of small tables and of large ones.
# cases FROM TO: two rows a person
cases() {
    seq "$1" "$2" | awk '{ printf "V%05d,K-%05d,%d,%.3f\n", $1, $1 / 2, $1 * 7919 % 10007, $1 * 389 % 99991 / 3 }'
}
header=case,Kennzahl,pulse,dose
{ echo $header; cases 2 401; } >data/train.csv
{ echo $header; cases 402 461; } >data/test.csv
record kennzahl
run 0 check --digest-key key
{ echo $header; cases 390 461 | sed 's/K-0*/k/'; } >data/test.csv
record kennzahl
run 1 check --digest-key key
says "6 values of kennzahl stand in data/train.csv, too"
{ echo $header; cases 2 30001; } >data/train.csv
{ echo $header; cases 28002 31001; } >data/test.csv
record kennzahl
run 1 check --digest-key key
grep -qE 'about (9|10|11)[0-9]{2} \([^)]*, 90 % sure; [0-9]* of [0-9]* sampled\) values of kennzahl stand in data/train.csv, too' "$WORK/out" || fail "not about 1000 shared"
