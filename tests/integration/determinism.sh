#!/usr/bin/env bash
# The same input gives the same bytes: inventory, statements (given key and time), reports.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
export SOURCE_DATE_EPOCH=1772539445

cp -R "$SOURCE/docs/example" one
(cd one && git init -q && git add -A && git commit -qm all)
for i in $(seq 100); do
    printf 'id,value\n%d,%d\n' "$i" $((i * 7)) >"one/data/part-$i.csv"
done
tar -C one -czf bundle.tar.gz data models
cp bundle.tar.gz one/data/
cp -R one two

for view in --worktree --head --history; do
    "$ASSAY" list -f json -j 1 "$view" one >"$WORK/a" || [ $? = 3 ]
    for jobs in 2 7; do
        "$ASSAY" list -f json -j "$jobs" "$view" two >"$WORK/b" || [ $? = 3 ]
        cmp "$WORK/a" "$WORK/b" || fail "the inventory of $view differs with $jobs jobs"
    done
done
LC_ALL=C "$ASSAY" list -f json one >"$WORK/b" || [ $? = 3 ]
"$ASSAY" list -f json one >"$WORK/a" || [ $? = 3 ]
cmp "$WORK/a" "$WORK/b" || fail "the inventory depends on the locale"

# Archives in archives: their members go to whoever has time, and land where they belong.
mkdir nested
(
    cd nested
    for i in $(seq 100); do
        printf 'name,mail\nrow %d,person%d@q7f3kq.org\n' "$i" "$i" >"part-$i.csv"
    done
    seq 100000 >long.txt # of several blocks, so that its digest may be made apart
    python3 -m zipfile -c parts.zip part-*.csv long.txt
    tar -cf inner.tar parts.zip part-*.csv long.txt
    tar -czf inner.tar.gz inner.tar part-1?.csv
    python3 -m zipfile -c outer.zip inner.tar inner.tar.gz parts.zip
    tar -cf outer.tar outer.zip inner.tar.gz long.txt
    rm part-*.csv
)
"$ASSAY" list -f json -j 1 nested >"$WORK/a"
[ "$(grep -o 'part-100.csv' "$WORK/a" | wc -l)" -gt 10 ] || fail "the archives were not opened"
for jobs in 2 3 8; do
    "$ASSAY" list -f json -j "$jobs" nested >"$WORK/b"
    cmp "$WORK/a" "$WORK/b" || fail "the inventory of nested archives differs with $jobs jobs"
done

# What an inspector gave back (a config.json of some other program) leaves nothing with the worker: the
# next item is of its own format's kind, whoever examines it.
mkdir given-back
echo '{"colour": "red"}' >given-back/config.json
python3 -c 'import pickle, sys; pickle.dump([1, 2, 3], sys.stdout.buffer)' >given-back/weights
"$ASSAY" list -f json -j 1 given-back >"$WORK/a"
grep -q '"format":"pickle","kind":"model"' "$WORK/a" || fail "a pickle behind a foreign config.json is no model"

# Members that come in order are read ahead: small ones, large ones between them, archives among
# them, a header that is none, and an end that is missing.
mkdir mixed
(
    cd mixed
    for i in $(seq 700); do
        printf 'name,mail\nrow %d,person%d@q7f3kq.org\n' "$i" "$i" >"part-$i.csv"
    done
    : >part-350-empty.csv
    ln -s part-1.csv part-360-link.csv
    seq 30000 >part-370-large.txt
    python3 -m zipfile -c part-380-small.zip part-1?.csv
    tar -czf part-390-small.tar.gz part-2?.csv
    python3 -m zipfile -c part-400-large.zip part-370-large.txt part-3?.csv
    tar -cf whole.tar part-*
    rm part-*
    cp whole.tar broken.tar
    printf 'no header' | dd of=broken.tar bs=1024 seek=200 conv=notrunc status=none
    head -c 900000 broken.tar >cut.tar
    head -c 700000 whole.tar >short.tar
    gzip short.tar
    gzip whole.tar
    head -c 60000 whole.tar.gz >damaged.tar.gz
)
for digests in "" --digests; do
    "$ASSAY" list $digests --no-cache -f json -j 1 mixed >"$WORK/a" || [ $? = 3 ]
    [ "$(grep -o 'part-[0-9]*-small' "$WORK/a" | wc -l)" -gt 40 ] || fail "the archives were not opened"
    "$ASSAY" list $digests --no-cache -f json -j 1 mixed/broken.tar >"$WORK/one-tar" || [ $? = 3 ]
    for jobs in 2 3 8; do
        "$ASSAY" list $digests --no-cache -f json -j "$jobs" mixed >"$WORK/b" || [ $? = 3 ]
        cmp "$WORK/a" "$WORK/b" || fail "members read ahead differ with $jobs jobs"
        "$ASSAY" list $digests --no-cache -f json -j "$jobs" mixed/broken.tar >"$WORK/b" || [ $? = 3 ]
        cmp "$WORK/one-tar" "$WORK/b" || fail "members of one tar differ with $jobs jobs"
    done
done

# Whoever reads first, the entries that a limit refuses are the same: those behind it.
python3 - <<'END'
import zipfile
for name, count in ("expand", 24), ("ratio", 80):
    with zipfile.ZipFile(f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as out:
        for i in range(count):
            out.writestr(f"{i:03}.bin", bytes(2**20))
        for i, method in enumerate((zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)):
            out.writestr(f"9{i}.txt", b"some words\n" * 10000, method)
END
for limit in "--max-expand 8M expand.zip" "--max-expand 24697K expand.zip" "--max-ratio 100 ratio.zip"; do
    # shellcheck disable=SC2086 # an option, its value and a file
    set -- list --no-cache --digests -f json $limit
    "$ASSAY" "$@" -j 1 >"$WORK/a" && fail "$limit was not met"
    grep -q '"bundle.[a-z]*-limit"' "$WORK/a" || fail "$limit tells no limit"
    for jobs in 2 2 2 3 8; do
        "$ASSAY" "$@" -j "$jobs" >"$WORK/b" || [ $? = 3 ]
        cmp "$WORK/a" "$WORK/b" || fail "$limit refuses other entries with $jobs jobs"
    done
done

# So they are where archives lie in archives and beside one another, which threads take in any order.
python3 - <<'END'
import io, os, tarfile, zipfile
os.mkdir("layers")
for n in range(6):
    with tarfile.open(f"layers/{n}.tar", "w") as outer:
        for m in range(5):
            inner = io.BytesIO()
            with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as members:
                for i in range(6):
                    members.writestr(f"{i}.txt", f"{n} {m} {i}\n" * (400 * (i + 1)))
            info = tarfile.TarInfo(f"{m}.zip")
            info.size = inner.tell()
            inner.seek(0)
            outer.addfile(info, inner)
END
for limit in "--max-entries 7" "--max-entries 100" "--max-expand 40K" "--max-expand 300K"; do
    # shellcheck disable=SC2086 # an option and its value
    set -- list --no-cache -f json $limit layers
    "$ASSAY" "$@" -j 1 >"$WORK/a" && fail "$limit was not met"
    for jobs in 2 2 3 3 8 8; do
        "$ASSAY" "$@" -j "$jobs" >"$WORK/b" || [ $? = 3 ]
        cmp "$WORK/a" "$WORK/b" || fail "$limit refuses other members of archives with $jobs jobs"
    done
done

for format in html sarif json assessment gitlab junit markdown ndjson; do
    "$ASSAY" report -f "$format" one -j 1 >"$WORK/a" 2>"$WORK/err" || [ $? = 1 ]
    sleep 0.01
    "$ASSAY" report -f "$format" one -j 2 >"$WORK/b" 2>"$WORK/err" || [ $? = 1 ]
    [ -s "$WORK/a" ] || fail "$format is empty"
    cmp "$WORK/a" "$WORK/b" || fail "the report $format differs from run to run"
    ! grep -q "$WORK" "$WORK/a" || fail "the report $format tells where it was made"
done

run 0 record --ledger "$WORK/ledger-a" one
run 0 record --ledger "$WORK/ledger-b" one
rm -rf "$WORK"/ledger-?/state
diff -r "$WORK/ledger-a" "$WORK/ledger-b" || fail "two ledgers of the same key and time differ"
