#!/usr/bin/env bash
# init proposes, shows, and writes only when told to; what it writes is a config that loads.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

git init -q repo
cd repo
mkdir data
printf 'id,score\n1,2\n3,4\n' >data/table.csv
run 0 init
says "found: 1 data set" '+ version: 1' '"data/**"' "nothing was written"
[ ! -e .assay.yml ] || fail "init wrote without being told to"
run 0 init --yes
says "written: 2 files"
if [ ! -f .assay.yml ] || [ ! -f .assay/waivers ]; then fail "init did not write"; fi
run 0 config show --origin
says "examine.data" ".assay.yml:"
run 0 init --yes
says "left alone"

# A card to fill in names its open fields until they are filled; it is never overwritten.
run 0 init --card data/table.csv
says "written: data/table.csv.card.yml"
grep -q "purpose: TODO" data/table.csv.card.yml || fail "the card has no purpose to fill in"
run 1 check
says "dataset.card" "leaves open" "purpose"
run 2 init --card data/table.csv
says "card.exists"
echo text >notes.txt
run 2 init --card notes.txt
says "card.no-subject"

# What is kept elsewhere, or in an archive, gets its card beside what holds it, and the finding says so.
mkdir stored && cd stored && git init -q . && mkdir .dvc && : >.dvc/config
sum=$(printf 'n,cube\n1,1\n2,8\n' | md5sum | cut -d' ' -f1)
mkdir -p ".dvc/cache/files/md5/${sum:0:2}" && printf 'n,cube\n1,1\n2,8\n' >".dvc/cache/files/md5/${sum:0:2}/${sum:2}"
printf 'outs:\n- md5: %s\n  size: 15\n  hash: md5\n  path: cubes.csv\n' "$sum" >cubes.csv.dvc
printf 'a,b\n1,2\n' >inside.csv && tar cf kept.tar inside.csv && rm inside.csv
run 1 check -f json
jq -r '.findings[] | select(.rule == "dataset.card") | .fix' "$WORK/out" | cut -d, -f1 | sort >"$WORK/told"
printf 'fill cubes.csv.card.yml\nfill kept.tar.card.yml\n' | diff - "$WORK/told" || fail "cards are asked for elsewhere"
if jq -r '.findings[].fix' "$WORK/out" | grep '!/.*card.yml'; then fail "a card inside an archive is asked for"; fi
run 0 init --card cubes.csv
run 0 init --card kept.tar
run 1 check
says "cubes.csv.dvc!/cubes.csv: high dataset.card: the card of this data set leaves open" "kept.tar!/inside.csv: high dataset.card: the card of this data set leaves open"
cd ..

# A folder's name is never written where it would be read as settings.
mkdir -p $'odd"]\ngate: {fail-on: critical}\n#' "b[a]c"
for folder in odd* b*; do printf 'x,y\n1,2\n' >"$folder/t.csv"; done
rm -r .assay.yml .assay
run 0 init --yes
silent_on critical
grep -q '"data/\*\*"' .assay.yml || fail "plain folders are no longer proposed"
run 0 config show
cd ..

# What was found hints at packs: each stands as a comment with its reason, and nothing is chosen for anybody.
mkdir clinic bank empty && cd clinic && git init -q .
printf 'name,date_of_birth,mrn\n' >patients.csv
printf '%s,%s,%s\n' "Jane Doe" 1961-04-05 "MRN 104772" "John Smith" 1957-11-23 "MRN 204913" "Mary Jones" 1980-02-14 "MRN 330051" \
    "Peter Brown" 1944-07-30 "MRN 488121" "Susan Miller" 1990-09-09 "MRN 571200" "David Wilson" 1972-12-01 "MRN 610044" \
    "Linda Taylor" 1966-05-17 "MRN 700391" "James Moore" 1985-08-21 "MRN 823370" >>patients.csv
python3 -c "import sys; sys.stdout.buffer.write(b'\0' * 128 + b'DICM' + bytes.fromhex('0200000055 4c0400 00000000'.replace(' ', '')))" >scan.dcm
python3 -c "
import struct, sys
head = b'{\"w\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}}'
sys.stdout.buffer.write(struct.pack('<Q', len(head)) + head + b'weights!')" >m.safetensors
run 0 init
says "  - assay:baseline   # shipped rules" "you decide: take away the #" "nothing was written" \
    "+   #- assay:hipaa   # health records in 2 files, the first patients.csv (pii.medical-record)" \
    "+   #- assay:device   # health records in 2 files, the first patients.csv (pii.medical-record), and models" \
    "+   #- assay:gdpr   # personal data in 1 file, patients.csv (pii." \
    "+   #- assay:nist-ai   # models in 1 file, m.safetensors (safetensors)"
silent_on assay:pci assay:bcbs239 assay:eu-ai-act-gpai assay:licences "packs that may apply"
cp ../out first
run 0 init -j 1
cmp -s ../out first || fail "two runs say different things"
run 0 init --yes
run 0 config show
says "assay:baseline"
silent_on hipaa
sed -i 's/#- assay:hipaa/- assay:hipaa/' .assay.yml
run 0 config show
says hipaa
run 0 init
says ".assay.yml  (there already: left alone)" "packs that may apply, and that the config does not choose" "  assay:gdpr: personal data"
silent_on assay:hipaa
# each that it may name is shipped
"$ASSAY" policy show --packs >packs
grep -o '^ *#- assay:[a-z0-9-]*' .assay.yml | sed 's/.*://' | while read -r pack; do
    grep -qw -- "$pack" packs || fail "no pack $pack"
done

cd ../bank
{
    echo iban,card
    for i in DE89370400440532013000,4539578763621486 GB82WEST12345698765432,4556737586899855 FR1420041010050500013M02606,4716461583322103 \
        NL91ABNA0417164300,5425233430109903 CH9300762011623852957,2223000048410010 ES9121000418450200051332,4917484589897107; do
        echo "$i"
    done
} >payments.csv
run 0 init
says "#- assay:bcbs239   # bank accounts in 1 file, payments.csv (pii.iban)" "#- assay:dora" \
    "#- assay:pci   # payment cards in 1 file, payments.csv (pii.credit-card)"
silent_on assay:bank-mrm assay:hipaa

# what stands in a manual is no data of the project; and a name cannot speak for itself in the config
cd ../empty
printf 'Pay to IBAN DE89370400440532013000, of patient MRN 104772.\n' >MANUAL.md
run 0 list -f json
says '"pii.iban"'
run 0 init
says "policy: [assay:baseline]"
cp ../bank/payments.csv $'odd\n  - assay:part11 #.csv'
run 0 init --yes
grep -qF '  #- assay:pci   # payment cards in 1 file, odd\x0a  - assay:part11 #.csv (pii.credit-card)' .assay.yml || fail "how a name is shown"
run 0 config show
silent_on part11
