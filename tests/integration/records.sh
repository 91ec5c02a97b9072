#!/usr/bin/env bash
# Pictures, sound, video, medical images, messages and HDF5: what is told of them, that packed texts are
# searched, and that a broken one is a gap while all others are examined.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

corpus=$SOURCE/tests/fuzz/corpus
mkdir good
cp "$corpus"/media/* "$corpus"/dicom/* "$corpus"/health/* "$corpus"/hdf5/* good/

# told FILE: its facts, and its observations as class x count, in one line
told() {
    jq -r --arg name "$1" '.items[] | select(.path[-1] == $name) |
        ([.facts | to_entries[] | "\(.key)=\(.value.value | tostring)"] +
         [.observations[]? | "\(.class)x\(.count)"]) | join("; ")' out
}
# has FILE TEXT...
has() {
    local line text
    line=$(told "$1")
    for text in "${@:2}"; do
        [[ "; $line;" == *"; $text;"* ]] || fail "$1 lacks '$text': $line"
    done
}

run 0 list -q -f json -j 2 good
jq -e '.gaps == []' out >/dev/null || fail "files that are whole have gaps"
has a.png media.width=3 media.device="Maker M1" pii.emailx2 pii.coordinatesx1 pii.person-namex1
has b.jpg media.height=2 media.location=true pii.device-serialx1
has f.wav media.duration=100 media.sample-rate=8000
has i.mp4 media.width=640 media.duration=2500
has k.webm 'media.codecs=["A_OPUS","V_VP9"]'
has explicit.dcm imaging.modality=MR pii.medical-recordx1
has removed.dcm imaging.deidentified=YES
has message.hl7 'health.records=["MSH: 1","NK1: 1","OBX: 2","PID: 1"]'
has bundle.json 'health.records=["Bundle: 1","Observation: 1","Patient: 1"]'
has texts-old.h5 pii.emailx12 dataset.columns=2
has texts-new.h5 pii.emailx12
has grows.h5 pii.emailx12
has table.h5 pii.emailx3
has keras-old.h5 model.parameters=3
cp out first
run 0 list -q -f json -j 1 good
cmp -s out first || fail "-j1 and -j2 differ"

# A place in packed content is a row and a column.
jq -e '.items[] | select(.path[-1] == "table.h5") | .observations[] | select(.class == "pii.email") |
    .places[0].line >= 1 and .columns[0].name == "/t.mail"' out >/dev/null || fail "no place in a table"

# Broken ones: a gap each, and everything else as before.
mkdir bad
cp good/* bad/
while read -r name size; do
    head -c "$size" "good/$name" >"bad/$name"
done <<'LIST'
a.png 60
b.jpg 200
e.tif 100
g.webp 100
i.mp4 300
l.flac 30
explicit.dcm 200
table.h5 1500
LIST
run 3 list -q -f json bad
jq -r '[.gaps[] | "\(.path[-1]) \(.id)"] | unique[]' out >gaps
for name in a.png b.jpg e.tif g.webp i.mp4 l.flac explicit.dcm table.h5; do
    grep -qx "$name data.bad-record" gaps || fail "no gap for $name: $(tr '\n' ';' <gaps)"
done
has c.gif media.width=4
has implicit.dcm imaging.modality=MR pii.medical-recordx1
has texts-old.h5 pii.emailx12
[ "$(jq '.items | length' out)" = "$(find bad -type f | wc -l)" ] || fail "a file is no item"
run 3 list bad/a.png
says data.bad-record

# What cannot be unpacked is said.
python3 - "$SOURCE" <<'PYTHON'
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1] + "/tests/support")
import make_media
syntax = make_media.element("explicit", 0x00020010, "UI", make_media.UIDS["deflated"])
open("deflated.dcm", "wb").write(bytes(128) + b"DICM" + syntax + b"\3\0")
PYTHON
run 3 list deflated.dcm
says data.format-unread
