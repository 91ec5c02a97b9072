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
