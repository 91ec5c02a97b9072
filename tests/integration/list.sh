#!/usr/bin/env bash
# What a person sees of a folder by `assay list -v`: facts with who declares them, the columns of a
# table side by side, and what was seen and where; never a value, and nothing that a terminal acts on.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir box
{
    echo 'id,contact,born,score'
    for i in $(seq 200); do echo "$i,user$i@mail$i.acme$i.net,$((1950 + i % 50))-01-0$((1 + i % 9)),$i.5"; done
} >box/people.csv
printf '{"architectures": ["LlamaForCausalLM"], "model_type": "llama", "auto_map": {"AutoModel": "modeling.Model"}}' >box/config.json
printf 'card \xe2\x80\xae' >box/note.txt
printf '%s\n' 'a,b' '1,2' >"box/$(printf 'evil\033[31m').csv"

run 0 list -v box
says 'columns                    id: integer, ' ' distinct, 1 to 200' \
    'born: date, ' 'score: number' \
    'pii.email                  200 (high) in contact, first at 2:3' \
    'dataset.rows               200' \
    'model.architecture         LlamaForCausalLM  (declared)' \
    'model.custom-code' 'evil\x1b[31m.csv'
silent_on 'user7@' $'\033'
[ "$(grep -c 'first at' out)" -ge 3 ] || fail "not all that was seen is listed"
run 0 list box
silent_on 'dataset.rows' 'first at'

# Sizes stand below each other, whatever the formats are called.
[ "$(grep -o '^.* [0-9]*  ' out | grep -v item | awk '{ print length }' | sort -u | wc -l)" = 1 ] ||
    fail "the columns are not straight"

# Wide tables and long texts are cut, and say so.
python3 -c "print(','.join('c%d' % i for i in range(99)))
for r in range(3): print(','.join(str(i * r) for i in range(99)))" >wide.csv
run 0 list -v wide.csv
says 'and 59 more'

# Quiet, it says what it comes to, gaps too, and no names; the document for programs is the same.
mkfifo box/pipe
run 3 list -q box
[ "$(wc -l <out)" = 1 ] || fail "a quiet list has more than a line"
says "5 items, " "2 data sets, " "1 gap"
run 3 list box
says "gap[file.special]: pipe"
run 3 list -f json box
mv out loud
run 3 list -q -f json box
cmp loud out || fail "a quiet document is another one"
run 3 list -q --digests box
says "digests only: no content was inspected"
