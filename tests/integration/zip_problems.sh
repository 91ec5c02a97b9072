#!/usr/bin/env bash
# Zips that lie: each problem has its id, and all other content of the zip is examined all the same.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
export SOURCE
zips() { python3 "$SOURCE/tests/integration/zip_problems.py" "$@"; }

mkdir zips seen
zips make zips
while read -r name code flags; do
    # shellcheck disable=SC2086 # flags are words
    run "$code" list --digests -f json $flags "zips/$name.zip"
    mv out "seen/$name"
done < <(zips list zips)
zips check zips seen || fail "another list than was wanted"

# --- detectors look into what is hidden, and what a person reads names it
python3 - <<'END'
import io, pickle, sys, zipfile
sys.path.insert(0, __import__("os").environ["SOURCE"] + "/tests/integration")
from zip_problems import Entry, build

class Evil:
    def __reduce__(self):
        import os
        return os.system, ("true",)

evil = Entry("evil.pkl", pickle.dumps(Evil()))
fine = Entry("fine.txt")
with open("hidden.zip", "wb") as out:
    out.write(build([fine, evil], named=[0]))
with open("photo.png", "wb") as out:
    out.write(build([fine, evil], prefix=b"\x89PNG\r\n\x1a\n" + b"\0\1" * 1000))
END
for file in hidden.zip photo.png; do
    run 1 check "$file"
    says "posix.system" "evil.pkl" "$file!/evil.pkl" "bundle.hidden-entry"
done

# --- an end that most programs would call broken, behind an image: some program reads it
zips behind .
for file in count-none size-none other-disk long-comment thousand-marks cut-behind; do
    run 1 check "$file.png"
    says "posix.system" "$file.png!/evil.pkl"
done
run 3 list thousand-marks.png
says "bundle.ambiguous-end"

# --- behind other containers, of which nobody looks at what stands behind them; in an archive that
# --- is read in order too, where they are kept
mkdir others
for file in behind.rar-4 behind.rar-5 behind.cab behind.cab-mszip behind.lha behind.a long.rar \
    skipped.zst skipped.lz4; do
    run 1 check "$file"
    says "posix.system" "$file!/evil.pkl"
    cp "$file" others
done
tar czf others.tar.gz others
run 1 check others.tar.gz
for file in behind.rar-4 behind.rar-5 behind.cab behind.cab-mszip behind.lha behind.a long.rar \
    skipped.zst skipped.lz4; do
    says "others/$file!/evil.pkl"
done
run 3 list -f json behind.rar-5 # what it holds is what all of it holds
says '"container.entries":{"how":"measured","value":2}'

# --- more stands behind the end than most programs look through; in an archive that is read in order
# --- as well
mkdir far && zips far far
tar czf far.tar.gz far
for file in far/* far.tar.gz; do
    run 1 check "$file"
    says "posix.system" "evil.pkl"
    run 3 list "$file"
    says "gap[bundle.trailing-data]" "more bytes stand behind the end of the zip"
done
for file in far/*; do says "$file!/evil.pkl"; done

run 3 list zips/overlap.zip
says "gap[bundle.overlap]" "1999 more entries share bytes" "n2999.txt" "z.txt"
for id in duplicate-name overlap hidden-entry header-mismatch ambiguous-end trailing-data truncated \
    checksum encrypted encrypted-names multi-volume volume-missing method-unsupported bad-header \
    unsafe-path link-escape special-entry ratio-limit size-limit count-limit; do
    grep -q "\"bundle.$id\"" zips/cases.json || fail "nothing provokes bundle.$id"
    run 0 explain "bundle.$id"
done

# --- a zip in a zip and one behind a program, inside an archive that is read in order
mkdir inner
cp zips/hidden-prefix.zip inner/program
tar czf outer.tar.gz inner
run 3 list outer.tar.gz
says "outer.tar.gz!/inner/program!/a.txt" "bundle.hidden-entry"
cp zips/hidden-prefix-image.zip inner/program # kept, as a picture is read by offset
tar czf outer.tar.gz inner
run 3 list outer.tar.gz
says "bundle.hidden-entry" "outer.tar.gz!/inner/program!/a.txt"
{ printf '\177ELF' && head -c 500000 /dev/zero | tr '\0' '\2' && cat zips/hidden-prefix.zip; } >inner/program # more than the program
tar czf outer.tar.gz inner
run 3 list outer.tar.gz
says "bundle.hidden-entry" "outer.tar.gz!/inner/program!/a.txt"
{ head -c 500000 /dev/zero | tr '\0' '\2' && cat zips/hidden-prefix.zip; } >inner/program # met when its front was gone
tar czf outer.tar.gz inner
run 3 list outer.tar.gz
says "bundle.hidden-entry" "505004 bytes stand in front of the zip" "outer.tar.gz!/inner/program!/a.txt"

for size in 786432 786433 786452 900000; do # of a model, whatever of it the last block has
    zips model "inner/program" "$size"
    tar czf outer.tar.gz inner
    run 3 list outer.tar.gz
    says "safetensors" "gap[bundle.hidden-entry]: outer.tar.gz!/inner/program"
done

# --- what a hostile zip costs: bytes read, for each byte of it
# reads_few FILE TIMES FLAGS...: the run reads no more than TIMES the file
reads_few() {
    local file=$1 times=$2 size read
    shift 2
    size=$(stat -c %s "$file")
    read=$(bash -c '"$ASSAY" list --digests "$@" >/dev/null 2>&1; cat /proc/$$/io' - "$@" "$file" |
        sed -n 's/^rchar: //p')
    [ "$read" -lt $((times * size)) ] || fail "$file has $size bytes, and $read were read"
}

zips costly .
export ASSAY
reads_few marks.zip 20
reads_few headers.zip 20
reads_few fields.zip 20
run 3 list fields.zip
says "fields.zip!/fine.txt" "gap[bundle.overlap]" "not examined"

# an entry that a thousand records name with another method: its other guise is read as often as
# overlapping entries are, not a thousand times
run 3 list --digests twins.zip
read_often=$(grep -v '^gap' out | grep -c 'twins.zip!/twin.bin$' || true)
if [ "$read_often" -le 1 ] || [ "$read_often" -ge 10 ]; then fail "twin.bin was read $read_often times"; fi

# --- the number of threads does not show
for file in zips/hidden-entry.zip zips/overlap.zip zips/truncated-descriptors.zip; do
    run 3 list -j1 -f json "$file"
    mv out one
    run 3 list -j4 -f json "$file"
    cmp out one || fail "$file differs with the number of threads"
done
