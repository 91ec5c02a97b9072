#!/usr/bin/env bash
# The cache changes what a run costs and never what it says: inventories are compared byte for byte,
# cold, warm and mixed, over all views; and nothing that is wrong with the file itself is a failure.
. "$(dirname "$0")/lib.sh"
unset ASSAY_NO_CACHE ASSAY_CACHE

# plain TARGET WORDS...: the inventory without a cache, in $WORK/plain
plain() { "$ASSAY" list -f json --no-cache "$@" >"$WORK/plain" 2>"$WORK/err" || [ $? = 3 ]; }

# alone WHAT TARGET WORDS...: the same for one thread, where the order decides who meets a limit
alone() {
    local what=$1 round
    shift
    plain -j1 "$@"
    for round in cold warm; do
        "$ASSAY" list -f json -j1 "$@" >"$WORK/out" 2>"$WORK/err" || [ $? = 3 ]
        cmp "$WORK/plain" "$WORK/out" || fail "$what, $round: another inventory with the cache"
    done
}

# same WHAT TARGET WORDS...: with the cache it is the same, for one thread and for two
same() {
    plain "${@:2}"
    again "$@"
}

# again WHAT TARGET WORDS...: so it is for a target that has not changed since the last same or plain
again() {
    local what=$1 jobs
    shift
    for jobs in 1 2; do
        "$ASSAY" list -f json -v "-j$jobs" "$@" >"$WORK/out" 2>"$WORK/err" || [ $? = 3 ]
        cmp "$WORK/plain" "$WORK/out" || fail "$what: another inventory with the cache, $jobs jobs"
    done
}

# once WHAT TARGET WORDS...: the same, in one run: without a place for them it compiles all patterns
once() {
    local what=$1 code=0
    shift
    XDG_CACHE_HOME=$HOME/.cache plain "$@"
    "$ASSAY" list -f json -v "$@" >"$WORK/out" 2>"$WORK/err" || code=$?
    [ $code = 0 ] || [ $code = 3 ] || fail "$what: exit code $code"
    cmp "$WORK/plain" "$WORK/out" || fail "$what: another inventory with the cache"
}

# known COUNT: the last run found that many entries in the cache
known() {
    grep -q "cache: $1 entries known" "$WORK/err" || fail "not $1 entries known: $(cat "$WORK/err")"
}

settle() { sleep 2.1; } # a file as young as this is not kept

# --- a folder: plain files, a table with people in it, containers, what cannot be read
mkdir box && cd box && mkdir -p data/deep models
for i in $(seq 30); do echo "text $i" >"data/deep/$i.txt"; done
printf 'id,contact\n1,ann@example.org\n2,bob@example.org\n' >data/people.csv
printf 'id,contact\n1\n2,bob@example.org,3,4\n' >data/ragged.csv
printf '{"a": 1}\n{broken\n' >data/broken.jsonl
printf '\x80\x04cposix\nsystem\nX\x02\x00\x00\x00id\x85R.' >models/evil.pkl
python3 - <<'PY'
import io, tarfile, zipfile
with zipfile.ZipFile("inner.zip", "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("people.csv", "name,mail\nann,ann@example.org\n")
    z.writestr("evil.pkl", b"\x80\x04cposix\nsystem\nX\x02\x00\x00\x00id\x85R.")
with tarfile.open("data/outer.tar.gz", "w:gz") as t:
    t.add("inner.zip")
    t.add("data/people.csv")
with zipfile.ZipFile("data/doubled.zip", "w") as z:
    z.writestr("a.txt", "one")
    z.writestr("a.txt", "two")
PY
head -c 200 data/outer.tar.gz >data/cut.tar.gz
mv inner.zip models/
ln -s people.csv data/link.csv
mkfifo data/pipe
cd ..
settle
same "cold" box
known 38
[ "$(stat -c %a "$HOME/.cache/assay/cache.db")" = 600 ] || fail "others can read the cache"
again "warm" box
known 38
[ -z "$(find box -newer plain)" ] || fail "something was written into the target"

# A part of it is a target of its own, and so is one file.
same "one container" box/data/outer.tar.gz
again "one container again" box/data/outer.tar.gz
known 1

# An edit of the same size with its old time of change; a new time; a new name; a file gone and back.
(
    cd box || exit
    cp -p data/deep/1.txt keep
    echo "TEXT 1" >data/deep/1.txt
    touch -r keep data/deep/1.txt
    touch data/deep/2.txt
    mv data/deep/3.txt data/deep/3.csv
    mv data/deep/4.txt 4.txt
    rm keep
)
same "edited" box
mv box/4.txt box/data/deep/4.txt
same "back again" box
ln box/data/deep/5.txt box/data/deep/5.md
ln box/data/people.csv box/data/people.txt
settle
same "names of one file" box
again "names of one file, warm" box
known 40

# Other rules see other things: none of them may find what the others left.
printf 'version: 1\nexamine: {data: ["data/deep/**"]}\n' >box/.assay.yml
same "data by the config" box
printf 'version: 1\nexamine: {models: ["data/deep/**"]}\n' >box/.assay.yml
same "models by the config" box
rm box/.assay.yml
same "a lower depth" --max-depth 1 box
alone "fewer members than there are" --max-entries 3 box
alone "fewer bytes than there are" --max-expand 100 box
same "a ratio" --max-ratio 2 box

# What the budget of a run has left decides, whoever used it: a container that is known is charged,
# and where the limit is met the order is that of a run that knows nothing.
mkdir many
for i in 1 2 3 4; do tar -cf "many/$i.tar" -C box data/deep; done
settle
same "four containers within the limit" --max-entries 150 many
again "four containers within the limit, warm" --max-entries 150 many
alone "the limit is met in the third" --max-entries 70 many
touch many/1.tar
alone "the first is new" --max-entries 70 many
touch many/2.tar
alone "the limit of bytes" --max-expand 600 many

# --- turned off
run 3 list -v --no-cache box
says "cache: not used"
ASSAY_NO_CACHE=1 run 3 list -v box
says "cache: not used"
printf 'version: 1\ncache: false\n' >box/.assay.yml
run 3 list -v box
says "cache: not used"
run 0 -C box config show
says "cache"
printf 'version: 1\ncache: perhaps\n' >box/.assay.yml
run 2 list box
rm box/.assay.yml

# --- record and verify read every byte, unless they are told to believe
run 0 record -v --ledger "$WORK/ledger" box/data
grep -q "cache: 0 entries known" err || fail "record believed the cache"
run 0 record -v --cache --ledger "$WORK/ledger" box/data
grep -q "cache: [1-9][0-9]* entries known" err || fail "record --cache did not use it"
says "unchanged since entry"
"$ASSAY" verify -v --ledger "$WORK/ledger" box/data >out 2>err || fail "verify"
says "cache: not used"
run 0 verify --cache --ledger "$WORK/ledger" box/data
run 0 verify -v --cache --ledger "$WORK/ledger" box/data
grep -q "cache: [1-9][0-9]* entries known" err || fail "verify --cache did not use it"
run 2 list --cache box/data

# --- git: blobs by their id and their repository, in the user's folder and never in the target's
mkdir repo && cd repo && git init -q
rm ../box/data/pipe && cp -R ../box/data ../box/models .
git add -A && git commit -qm one
printf 'id,contact\n3,eve@example.org\n' >>data/people.csv
cp data/ragged.csv data/again.csv
git add -A && git commit -qm two
echo staged >new.txt && git add new.txt
cd ..
settle
for view in --worktree --staged --head --history "--range HEAD~1..HEAD" "--commit HEAD~1"; do
    # shellcheck disable=SC2086 # a view is one word or two
    same "$view" $view repo
    # shellcheck disable=SC2086
    again "$view, warm" $view repo
    ! grep -q "cache: 0 entries" err || fail "$view: nothing was known"
done
[ ! -e repo/.git/assay ] || fail "a cache in the target's git folder"
git -C repo status --porcelain | grep -qv new.txt && fail "the work tree was changed"
git -C repo worktree add -q ../linked HEAD
settle
same "linked" linked
again "linked, warm" linked
run 3 list -v --head repo
run 3 -C linked list -v --head
! grep -q "cache: 0 entries" err || fail "work trees of one repository share what is known"
run 0 -C repo doctor
says "cache " "entries" "$HOME/.cache/assay/cache.db"

# A repository brings objects that are not what their ids say, and what was found in them: not kept,
# and a cache that comes along is neither read nor removed.
git init -q forged
printf '\x80\x04cposix\nsystem\nX\x02\x00\x00\x00id\x85R.' >forged/m.pkl
git -C forged add -A && git -C forged commit -qm x
id=$(git -C forged rev-parse HEAD:m.pkl)
object=forged/.git/objects/${id:0:2}/${id:2}
cp "$object" real-object && chmod u+w "$object"
python3 -c 'import sys, zlib
body = b"nothing to see here\n"
open(sys.argv[1], "wb").write(zlib.compress(b"blob %d\0" % len(body) + body))' "$object"
run 3 list -v --head forged
run 3 list -v --head forged
known 0
cp -f real-object "$object"
mkdir forged/.git/assay && cp "$HOME/.cache/assay/cache.db" forged/.git/assay/cache.db
before=$(sha256sum forged/.git/assay/cache.db)
run 1 check --head forged
says "posix.system"
cp -R forged moved
run 1 check --head moved
says "posix.system"
[ "$before" = "$(sha256sum forged/.git/assay/cache.db)" ] || fail "the target's cache was touched"

# A pointer is as good as what it points to: that comes and goes without a change of the pointer.
mkdir lfs && cd lfs && git init -q
oid=$(printf 'large content\n' | sha256sum | cut -d' ' -f1)
printf '*.bin filter=lfs diff=lfs merge=lfs -text\n' >.gitattributes
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 14\n' "$oid" >big.bin
git add -A && git commit -qm lfs
cd ..
settle
run 3 list lfs
run 3 list lfs
says "pointer.lfs-missing"
mkdir -p "lfs/.git/lfs/objects/${oid:0:2}/${oid:2:2}"
printf 'large content\n' >"lfs/.git/lfs/objects/${oid:0:2}/${oid:2:2}/$oid"
run 0 list lfs
run 0 list --head lfs

# --- the file itself: each of these is made anew or gone without, and the answer stays the same
db=$HOME/.cache/assay/cache.db
"$ASSAY" list -q box >/dev/null || [ $? = 3 ]
cp "$db" whole.db
plain box
broken() {
    again "$1" box
    again "$1, and once more" box
}
: >"$db" && broken "an empty file"
head -c 5000 whole.db >"$db" && broken "a cut file"
echo "no database at all" >"$db" && broken "a file that is no database"
head -c 100000 /dev/urandom >"$db" && broken "noise"
cp whole.db "$db" && head -c 32768 /dev/urandom >"$db-wal" && broken "a WAL of noise"
rm -f "$db-wal" "$db-shm"
python3 - whole.db <<'PY'
import sys, random
random.seed(3)
whole = open(sys.argv[1], "rb").read()
for i in range(12):
    cut = bytearray(whole)
    for _ in range(1 + i * 10):
        cut[random.randrange(0 if i % 2 else 4096, len(cut))] ^= 1 << random.randrange(8)
    open(f"flip-{i}.db", "wb").write(cut)
PY
for flipped in flip-*.db; do
    rm -f "$db-wal" "$db-shm"
    cp "$flipped" "$db"
    for _ in 1 2; do
        "$ASSAY" list -f json box >out 2>err || [ $? = 3 ] || fail "$flipped: a failure"
        cmp "$WORK/plain" out || fail "$flipped: another inventory"
    done
done
# A row that says something else, its check made to fit no longer.
cp whole.db "$db"
rm -f "$db-wal" "$db-shm"
python3 - "$db" <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
rows = db.execute("SELECT scope, key, value FROM results ORDER BY key").fetchall()
# every value under its neighbour's name
for (scope, key, _), (_, _, value) in zip(rows, rows[1:]):
    db.execute("UPDATE results SET value = ? WHERE scope = ? AND key = ?", (value, scope, key))
db.execute("CREATE TRIGGER t AFTER INSERT ON results BEGIN DELETE FROM results; END")
db.commit()
PY
broken "values exchanged"

# A link, a folder, a file that others may write: not touched.
rm -f "$db"*
ln -s "$WORK/elsewhere" "$db" && again "a link" box
[ ! -e elsewhere ] || fail "a link was followed"
rm "$db" && mkdir "$db" && again "a folder" box && rmdir "$db"
cp whole.db "$db" && chmod 666 "$db" && again "others may write it" box
known 0
says "others may write it"
rm -f "$db"
if [ "$(id -u)" != 0 ]; then # root writes everywhere
    chmod 555 "$HOME/.cache/assay" && again "read-only" box && chmod 755 "$HOME/.cache/assay"
fi
# Without a place for them patterns are compiled in each run. A folder of this login is one: they are kept and read there,
# not where others may look into it, and not where it lies in the target, as the cache's own place may.
mkdir -m 700 login
mkdir -p box/cache/assay
XDG_RUNTIME_DIR=$PWD/login XDG_CACHE_HOME=$PWD/box/cache once "inside the target, a folder of this login" box
kept=$(ls -i login/assay)
[ -n "$kept" ] || fail "compiled patterns were not kept for this login"
XDG_RUNTIME_DIR=$PWD/login XDG_CACHE_HOME=$PWD/box/cache "$ASSAY" list -q box >/dev/null 2>&1 || :
[ "$(ls -i login/assay)" = "$kept" ] || fail "patterns were compiled again"
[ -z "$(ls box/cache/assay)" ] || fail "compiled patterns were written into the target"
rmdir box/cache/assay box/cache
XDG_RUNTIME_DIR=$PWD/login XDG_CACHE_HOME=$PWD/box/cache once "inside the target, and not there yet" box
[ ! -e box/cache ] || fail "a cache was written into the target"
XDG_CACHE_HOME=/dev/null once "no place for it" --digests box # which looks for no pattern
known 0
if [ -e /dev/full ]; then # the pattern cache, too
    mkdir full && ln -s /dev/full full/assay
    XDG_CACHE_HOME=$PWD/full once "a device" box
    known 0
fi
rm -rf login/assay && chmod 755 login
mkdir -p box/cache/assay
XDG_RUNTIME_DIR=$PWD/login XDG_CACHE_HOME=$PWD/box/cache "$ASSAY" list -q box >/dev/null 2>&1 || :
[ ! -e login/assay ] || fail "compiled patterns were written where others may look"
mkdir -m 700 box/login
XDG_RUNTIME_DIR=$PWD/box/login XDG_CACHE_HOME=$PWD/box/cache "$ASSAY" list -q box >/dev/null 2>&1 || :
[ -z "$(find box/login box/cache -name 'patterns-*')" ] || fail "compiled patterns were written into the target"
# and what lies in the cache's place there is examined
chmod 700 login && mkdir login/assay && cp "$HOME"/.cache/assay/patterns-* login/assay/
echo "aws_access_key_id = AKIAQYLPMN5HFIQR7XYA" >box/cache/assay/patterns-1
XDG_RUNTIME_DIR=$PWD/login XDG_CACHE_HOME=$PWD/box/cache "$ASSAY" check box >"$WORK/out" 2>"$WORK/err" || :
says "cache/assay/patterns-1:1:21: critical secret.aws"
rm -rf box/cache box/login

# --- two at once, and one that is killed
mkdir both
for i in $(seq 400); do echo "file $i" >"both/$i.txt"; done
settle
plain both
for round in 1 2 3; do
    rm -f "$HOME"/.cache/assay/cache.db*
    for i in 1 2 3 4; do
        "$ASSAY" list -f json both >"out.$i" 2>"err.$i" &
    done
    wait
    for i in 1 2 3 4; do
        cmp "$WORK/plain" "out.$i" || fail "round $round: process $i gave another inventory"
    done
done
"$ASSAY" list both >/dev/null & pid=$!
kill -9 $pid 2>/dev/null || true
wait $pid 2>/dev/null || true
again "after a kill" both

# --- the rows of many files as one file beside it: believed where it is whole, else the database is asked
rm -f "$HOME"/.cache/assay/rows-*
again "many, without their file" both
known 400
rows=$(ls "$HOME"/.cache/assay/rows-*)
[ "$(stat -c %a "$rows")" = 600 ] || fail "others can read the rows"
again "many, from their file" both
known 400
cp "$rows" whole.rows
python3 - whole.rows <<'PY'
import random, sys
random.seed(5)
whole = open(sys.argv[1], "rb").read()
for i in range(8):
    cut = bytearray(whole)
    for _ in range(1 + i * 22):
        cut[random.randrange(len(cut))] ^= 1 << random.randrange(8)
    open(f"flip-{i}.rows", "wb").write(cut if i % 4 else cut[: random.randrange(len(cut))])
PY
for flipped in flip-*.rows; do
    cp "$flipped" "$rows"
    again "$flipped" both
    known 400
done
cp whole.rows "$rows" && chmod 666 "$rows" && again "rows that others may write" both
rm "$rows" && ln -s "$WORK/whole.rows" "$rows" && again "rows behind a link" both
rm "$rows" && mkdir "$rows" && again "rows that are a folder" both && rmdir "$rows"
again "many again" both
sleep 0.05
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
    "$ASSAY" list -f json both >"out.$i" 2>"err.$i" &
    if [ $((i % 4)) = 0 ]; then rm -f "$rows" "$HOME"/.cache/assay/cache.db*; fi
done
wait
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
    cmp "$WORK/plain" "out.$i" || fail "process $i gave another inventory"
done
again "many, after twelve" both

# --- bounded: what was not used for long goes first
rm -f "$HOME"/.cache/assay/rows-*
run 3 list --cache-size 64K -q box
run 0 list --cache-size 64K -q both
[ "$(stat -c %s "$HOME/.cache/assay/cache.db")" -le 200000 ] || fail "the cache grows past its size"
[ -z "$(find "$HOME/.cache/assay" -name 'rows-*' -size +16k)" ] || fail "rows grow past their share"
same "a small cache" --cache-size 64K both

# --- nothing is written when nothing changed
run 0 list both
before=$(stat -c '%Y %Z %s %i' "$HOME/.cache/assay/cache.db")
sleep 0.05
run 0 list both
[ "$before" = "$(stat -c '%Y %Z %s %i' "$HOME/.cache/assay/cache.db")" ] || fail "written for nothing"
