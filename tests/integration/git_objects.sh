# git_objects.sh - objects that are damaged, missing, promised or not what their ids say, in
# repositories that git made: each is a gap with its path, and all else is still examined.
# shellcheck shell=bash source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

object() { # object REPOSITORY REVISION: the file of a loose object
    local id
    id=$(git -C "$1" rev-parse "$2")
    echo "$1/.git/objects/${id:0:2}/${id:2}"
}

# made NAME: a repository of three files, loose
made() {
    git init -q "$1"
    mkdir "$1/d"
    echo one >"$1/a"
    echo two >"$1/d/b"
    echo three >"$1/z"
    git -C "$1" add -A
    git -C "$1" commit -q -m 1
}

# deflated TEXT: a loose object's file on standard output
deflated() {
    python3 -c 'import sys, zlib; sys.stdout.buffer.write(zlib.compress(sys.argv[1].encode("latin-1").decode("unicode_escape").encode("latin-1")))' "$1"
}

# sees_others REPOSITORY ID: exit code 3, that gap, and the others of the three files
sees_others() {
    run 3 check --head "$1"
    says "gap[$2]"
    run 3 list -f json --head "$1"
    says '"path":["z"]'
}

# ---- one copy of an object is damaged

made zlib
chmod u+w "$(object zlib HEAD:a)"
printf 'x\234junk' >"$(object zlib HEAD:a)"
sees_others zlib git.object-corrupt
says '"path":["d/b"]'

made legacy
chmod u+w "$(object legacy HEAD:a)"
printf '\260junk' >"$(object legacy HEAD:a)"
sees_others legacy git.object-corrupt
says "since 1.4.3"

made empty
chmod u+w "$(object empty HEAD:a)"
: >"$(object empty HEAD:a)"
sees_others empty git.object-corrupt
says "its file is empty"

for size in 2 9 18446744073709551615 99999999999999999999; do
    rm -rf lying
    made lying
    chmod u+w "$(object lying HEAD:a)"
    deflated "blob $size\\0one\\n" >"$(object lying HEAD:a)"
    run 3 check --head lying
    run 3 list -f json --head lying
    says '"path":["z"]' '"path":["d/b"]'
    grep -qE 'git.object-corrupt|file.too-large' out || fail "a size of $size is believed"
done

made type
chmod u+w "$(object type HEAD:d)"
deflated 'blob 3\0abc' >"$(object type HEAD:d)"
sees_others type git.object-corrupt

made cut
git -C cut gc -q
# an entry cut out of a pack: the index leads into what is no deflated data any more
pack=$(echo cut/.git/objects/pack/*.pack)
where=$(git verify-pack -v "$pack" | awk -v id="$(git -C cut rev-parse HEAD:a)" '$1 == id { print $5 }')
chmod u+w "$pack"
printf '\377\377\377\377' | dd of="$pack" bs=1 seek=$((where + 2)) conv=notrunc status=none
sees_others cut git.object-corrupt
says '"path":["d/b"]'

made header
git -C header gc -q
echo loose >header/loose
git -C header add loose
git -C header commit -q -m 2
pack=$(echo header/.git/objects/pack/*.pack)
chmod u+w "$pack"
printf 'JUNK' | dd of="$pack" bs=1 conv=notrunc status=none
run 3 check --head header
says "gap[git.object-corrupt]: a" "it does not begin as a pack"
run 3 list -f json --head header
says '"path":["loose"]'

# a copy elsewhere serves
made copy
cp -r copy/.git/objects copies
git -C copy gc -q
pack=$(echo copy/.git/objects/pack/*.pack)
chmod u+w "$pack"
dd if=/dev/zero of="$pack" bs=1 seek=12 count=40 conv=notrunc status=none
cp -rn copies/?? copy/.git/objects/
run 0 check --head copy

# ---- deltas that lead nowhere

python3 - "$WORK" <<'PYTHON'
# Packs by hand: a delta named by id whose base is itself, two in a circle, one without a base.
import hashlib, os, struct, subprocess, sys, zlib

work = sys.argv[1]


def head(kind, size):
    out, byte = b"", kind << 4 | size & 15
    size >>= 4
    while size:
        out, byte, size = out + bytes([byte | 128]), size & 127, size >> 7
    return out + bytes([byte])


def pack(folder, entries):
    """entries: (id of what it claims to be, type, base id, bytes)"""
    body, offsets, sums = b"PACK" + struct.pack(">II", 2, len(entries)), [], []
    for _, kind, base, data in entries:
        entry = head(kind, len(data)) + base + zlib.compress(data)
        offsets.append(len(body))
        sums.append(zlib.crc32(entry))
        body += entry
    trailer = hashlib.sha1(body).digest()
    order = sorted(range(len(entries)), key=lambda i: entries[i][0])
    ids = [entries[i][0] for i in order]
    index = b"\xfftOc" + struct.pack(">I", 2)
    index += b"".join(struct.pack(">I", sum(i[0] <= n for i in ids)) for n in range(256))
    index += b"".join(ids) + b"".join(struct.pack(">I", sums[i]) for i in order)
    index += b"".join(struct.pack(">I", offsets[i]) for i in order) + trailer
    name = os.path.join(folder, ".git/objects/pack/pack-" + trailer.hex())
    os.makedirs(os.path.dirname(name), exist_ok=True)
    open(name + ".pack", "wb").write(body + trailer)
    open(name + ".idx", "wb").write(index + hashlib.sha1(index).digest())


def made(name, ids, entries):
    folder = os.path.join(work, name)
    git = ["git", "-C", folder]
    subprocess.run(["git", "init", "-q", folder], check=True)
    open(os.path.join(folder, "z"), "w").write("three\n")
    subprocess.run(git + ["add", "z"], check=True)
    for i, id in enumerate(ids):
        line = f"100644,{id.hex()},bad{i}"
        subprocess.run(git + ["update-index", "--add", "--cacheinfo", line], check=True)
    tree = subprocess.run(git + ["write-tree", "--missing-ok"], check=True, capture_output=True)
    commit = subprocess.run(git + ["commit-tree", "-m", "1", tree.stdout.decode().strip()],
                            check=True, capture_output=True)
    subprocess.run(git + ["update-ref", "HEAD", commit.stdout.decode().strip()], check=True)
    pack(folder, entries)


A, B = b"\xaa" * 20, b"\xbb" * 20
REF, BLOB = 7, 3
made("itself", [A], [(A, REF, A, b"\3\3\x90\3")])
made("circle", [A, B], [(A, REF, B, b"\3\3\x90\3"), (B, REF, A, b"\3\3\x90\3")])
made("baseless", [A], [(A, REF, B, b"\3\3\x90\3")])
made("outside", [A], [(B, BLOB, b"", b"abc"), (A, REF, B, b"\3\3\x91\2\3")])
made("shorter", [A], [(B, BLOB, b"", b"abc"), (A, REF, B, b"\4\3\x90\3")])
made("claims", [A], [(B, BLOB, b"", b"abc"), (A, REF, B, b"\3\xff\xff\xff\xff\xff\xff\xff\x7f\x90\3")])
PYTHON
for name in itself circle baseless outside shorter; do
    sees_others $name git.object-corrupt
    says '"path":["bad0"]'
done
sees_others claims file.too-large

# ---- missing, promised, borrowed

made missing
rm -f "$(object missing HEAD:a)"
sees_others missing git.object-missing
says '"path":["a"]'

made full
git -C full config uploadpack.allowfilter true
git clone -q --no-checkout --filter=blob:none "file://$WORK/full" promised
run 3 check --head promised
says "gap[git.object-promised]: a" "d/b: object"

made lender
git clone -q -s lender borrower
echo four >borrower/own
git -C borrower add own
git -C borrower commit -q -m 2
run 0 check --history borrower
echo "$WORK/gone/objects" >>borrower/.git/objects/info/alternates
run 3 check --history borrower
says "gap[git.alternate-missing]" "$WORK/gone/objects"
mv lender/.git/objects elsewhere
run 3 list --history borrower
says "git.alternate-missing" "git.object-missing"

# ---- what is not what its id says

for shape in loose packed; do
    made mismatch-$shape
    other=mismatch-$shape
    if [ $shape = packed ]; then
        git -C $other repack -adq
        # the blob's own bytes are changed and its deflated bytes are sound: only its id tells
        python3 - $other "$(git -C $other rev-parse HEAD:a)" <<'PYTHON'
import glob, os, subprocess, sys, zlib

folder, id = sys.argv[1:]
(path,) = glob.glob(folder + "/.git/objects/pack/*.pack")
listing = subprocess.run(["git", "verify-pack", "-v", path], capture_output=True, text=True)
line = next(l.split() for l in listing.stdout.splitlines() if l.startswith(id))
os.chmod(path, 0o644)
bytes = bytearray(open(path, "rb").read())
at = int(line[4]) + 1
wanted = zlib.compress(b"One\n")
assert zlib.decompressobj().decompress(bytes[at:]) == b"one\n" and len(wanted) == int(line[3]) - 1
bytes[at : at + len(wanted)] = wanted
open(path, "wb").write(bytes)
PYTHON
    else
        chmod u+w "$(object $other HEAD:a)"
        deflated 'blob 4\0One\n' >"$(object $other HEAD:a)"
    fi
    run 0 check --head $other
    run 3 check --head --verify-objects $other
    says "gap[git.object-mismatch]: a"
    for view in "--history" "--commit HEAD"; do
        # shellcheck disable=SC2086
        run 3 check $view --verify-objects $other
        says "git.object-mismatch"
    done
    run 3 list -f json --head --verify-objects $other
    says '"path":["a"]' '"path":["z"]' '"path":["d/b"]'
    run 0 record --head --ledger ledger-$shape $other
    says "what was not seen: "
done
run 3 check --head --verify-objects mismatch-packed
says "do not have the checksum at its end"

made staged
echo new >staged/n
git -C staged add n
chmod u+w "$(object staged :n)"
deflated 'blob 4\0New\n' >"$(object staged :n)"
run 0 check --staged staged
run 3 check --staged --verify-objects staged
says "gap[git.object-mismatch]: n"

made tree
python3 - "$(object tree HEAD:d)" <<'PYTHON'
import os, sys, zlib

os.chmod(sys.argv[1], 0o644)
bytes = zlib.decompress(open(sys.argv[1], "rb").read())
open(sys.argv[1], "wb").write(zlib.compress(bytes.replace(b" b\0", b" c\0")))
PYTHON
run 3 check --head --verify-objects tree
says "gap[git.object-mismatch]: d"

# ---- many versions of many folders, read ahead by helpers or not: the same to the last byte

git init -q --bare long.git
python3 - <<'PYTHON' | git -C long.git fast-import --quiet
import sys

for i in range(700):
    print(f"commit refs/heads/main\nmark :{i + 1}\ncommitter A <a@x> {1000000000 + i} +0000\ndata 1\nx")
    if i:
        print(f"from :{i}")
    for path in f"d{i % 7}/e{i % 5}/f{i % 11}", f"d{i % 7}/top", "flat":
        text = f"{path} {i}\n"
        print(f"M 100644 inline {path}\ndata {len(text)}\n{text}")
PYTHON
git -C long.git rev-list --objects --all | cut -d' ' -f1 | git -C long.git cat-file --batch-check |
    awk '$2 == "blob" { print $1 }' | sort >long.blobs
for options in "" --verify-objects; do
    for threads in 1 2 5; do
        # shellcheck disable=SC2086 # no option, or one
        run 0 list --no-cache -f json -j$threads $options --history long.git
        cp out long$options.$threads
    done
    cmp long$options.1 long$options.2
    cmp long$options.1 long$options.5
done
grep -o '"blob":"[0-9a-f]*"' long.1 | cut -d'"' -f4 | sort -u | cmp - long.blobs
cmp long.1 long--verify-objects.1

mv long.git/objects/pack/*.pack long.pack
rm -f long.git/objects/pack/*
git -C long.git unpack-objects -q <long.pack
for commit in main~600 main~300 main~1; do
    tree=$(git -C long.git rev-parse $commit:d4)
    rm -f "long.git/objects/${tree:0:2}/${tree:2}"
done
for threads in 1 2 5; do
    run 3 list --no-cache -f json -j$threads --history long.git
    cp out cut.$threads
done
cmp cut.1 cut.2
cmp cut.1 cut.5
test "$(grep -o '"id":"git.object-missing","path":\["d4"\]' cut.1 | wc -l)" = 3

echo "objects: every kind of damage is seen, and nothing beside it is lost"
