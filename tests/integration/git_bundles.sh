#!/usr/bin/env bash
# Packs, bundles and loose objects of git that lie in the target as files: opened like any archive, each
# object held to its id, and what cannot be read is told, with the rest examined.
. "$(dirname "$0")/lib.sh"

key=AKIA$(printf 'Q7ZLM2XWV5TYKD3N')

# make_repository NAME FORMAT: versions of files, a binary, a link, a tag, a commit that says a secret
make_repository() {
    git init -q --object-format="$2" "$1"
    for i in 1 2 3 4 5 6; do
        mkdir -p "$1/data"
        { seq 1 3000; echo "version $i"; seq 3000 6000; } >"$1/data/numbers.txt"
        echo "version $i" >"$1/note $i.txt"
        head -c 3000 /dev/urandom >"$1/data/noise.bin"
        git -C "$1" add -A
        git -C "$1" commit -qm "version $i by mail$i@corp.example"
    done
    echo "key = \"$key\"" >"$1/data/keys.ini"
    ln -s keys.ini "$1/data/link"
    printf 'id,name\n1,one\n' | gzip -n >"$1/data/table.csv.gz"
    git -C "$1" add -A
    git -C "$1" commit -qm "and a key"
    git -C "$1" tag -a v1 -m "told by tagger@corp.example"
    git -C "$1" repack -qadf --depth=50 --window=50
}

# same_blobs FILE REPOSITORY [LEVEL]: the members of FILE are its blobs, byte for byte, none more or less
same_blobs() {
    python3 - "$WORK/out" "$2" "${3:-1}" <<'END' || fail "the blobs of $1 are others"
import collections, hashlib, json, subprocess, sys
out, repository, level = sys.argv[1], sys.argv[2], int(sys.argv[3])
def git(*words):
    return subprocess.run(["git", "-C", repository, *words], capture_output=True, check=True).stdout
lines = git("cat-file", "--batch-all-objects", "--batch-check").decode().split("\n")
blobs = [line.split()[0] for line in lines if " blob " in line]
want = collections.Counter(hashlib.sha256(git("cat-file", "blob", blob)).hexdigest() for blob in blobs)
have = collections.Counter()
for item in json.load(open(out))["items"]:
    if len(item["path"]) == level + 1:
        link = item["type"] == "symlink"
        have[hashlib.sha256(item["link"].encode()).hexdigest() if link else item["sha256"]] += 1
        name = item["path"][level].split("/")
        if name[0] == "objects" and not link:
            content = git("cat-file", "blob", name[1])
            assert hashlib.sha256(content).hexdigest() == item["sha256"], name
if want != have:
    sys.exit(f"missing {want - have}, too many {have - want}")
END
}

for format in sha1 sha256; do
    make_repository $format $format
    cd $format || exit
    git bundle create -q ../$format.bundle --all
    cp .git/objects/pack/pack-*.pack ../$format-offsets.bin
    # deltas that name their bases by id, as servers send them to old clients
    git rev-list --objects --all | git pack-objects -q --stdout >../$format-ids.pack
    cd ..
    { printf 'a program, or what looks like one\0\1'; cat $format-offsets.bin; } >$format-behind.bin
    for file in $format.bundle $format-offsets.bin $format-ids.pack; do
        run 0 list -f json "$file"
        same_blobs "$file" $format
        run 1 check "$file"
        says "$file!/data/keys.ini:1:" secret.aws-access-key-id
        run 0 list -v "$file"
        says "$file!/note 3.txt" "$file!/data/numbers.txt" "/data/table.csv.gz!/table.csv" pii.email
    done
    run 3 list -f json $format-behind.bin
    same_blobs $format-behind.bin $format
    says bundle.hidden-entry
    # inside other archives, read in order and by offset
    tar -cf $format.tar $format.bundle
    python3 -c "import zipfile; zipfile.ZipFile('$format.zip', 'w', zipfile.ZIP_DEFLATED).write('$format.tar')"
    run 0 list -f json $format.zip
    same_blobs $format.zip $format 3
    run 3 list --max-depth 2 $format.zip
    says bundle.depth-limit
done

# A bundle in a bundle.
git init -q outer
cp sha1.bundle outer/inner.bundle
git -C outer add -A
git -C outer commit -qm inner
git -C outer bundle create -q ../outer.bundle main
run 0 list -f json outer.bundle
same_blobs outer.bundle sha1 2

# A secret in the message of a commit, of a tag, and an address in a file's name are told of the bundle.
git init -q told
git -C told commit -q --allow-empty -m "use $key for now"
echo x >told/file-of-ann@corp.example.txt
git -C told add -A
git -C told commit -qm two
git -C told bundle create -q ../told.bundle main
run 1 check told.bundle
says "told.bundle:" secret.aws-access-key-id

# Loose objects of a repository that lies in the target: opened, and held to the names of their files.
for format in sha1 sha256; do
    git init -q --bare --object-format=$format loose-$format/store.git
    objects=loose-$format/store.git/objects
    id=$(echo "key = \"$key\"" | git -C loose-$format/store.git hash-object -w --stdin)
    gz=$(printf 'id,name\n1,one\n' | gzip -n | git -C loose-$format/store.git hash-object -w --stdin)
    run 1 check loose-$format
    says "objects/${id:0:2}/${id:2}!/$id:1:" secret.aws-access-key-id
    run 0 list -v loose-$format
    says "${gz:2}!/$gz!/$gz" "git-object"
    mkdir -p $objects/ff
    cp $objects/"${id:0:2}/${id:2}" $objects/ff/"${id:2}"
    run 3 list loose-$format
    says git.object-mismatch "it is object $id"
done
mkdir -p lies/objects/ab
python3 -c "import zlib; open('lies/objects/ab/$(printf 'c%.0s' $(seq 38))', 'wb').write(zlib.compress(b'blob 99\0' + b'$key is here'))"
run 3 list -v lies
says git.object-corrupt "its header says 99 bytes, and" secret.aws-access-key-id

# What a thin bundle leaves out is told by its id, and all else is examined.
git -C sha1 branch part main~1
git -C sha1 bundle create -q ../thin.bundle main~2..part
run 3 list thin.bundle
says git.object-missing "is not in it, and others here are changes of it" \
    "2 objects were not examined" noise.bin "thin.bundle!/objects/$(git -C sha1 rev-parse "main~1:note 6.txt")"
missing=$(grep -o 'object [0-9a-f]\{40\} is not in it' out | head -1 | cut -d' ' -f2)
git -C sha1 cat-file -e "$missing" || fail "no object of the repository is named: $missing"

# A filtered bundle says so in version 3, and holds trees whose blobs are elsewhere: nothing of it is unseen.
git -C sha1 bundle create -q --version=3 ../v3.bundle --filter=blob:none --all 2>/dev/null && {
    run 0 list -v v3.bundle
    says git-bundle pii.email
}
sed '1a @later-thing=1' v3.bundle >later.bundle
run 3 list later.bundle
says bundle.method-unsupported "asks for more than git knows of"

# A cruft pack.
git clone -q sha1 cruft
git -C cruft reset -q --hard HEAD~3
git -C cruft tag -d v1 >/dev/null
git -C cruft update-ref -d refs/remotes/origin/main
git -C cruft update-ref -d refs/remotes/origin/HEAD
git -C cruft reflog expire --expire=now --all
git -C cruft repack -q --cruft -d
for pack in cruft/.git/objects/pack/*.pack; do
    cp "$pack" one.pack
    run 0 list one.pack
done

# Damage. The offset of a blob's own deflated bytes comes from git.
damage() { # damage FILE OFFSET: another byte there
    python3 -c "
d = bytearray(open('sha1-offsets.bin', 'rb').read()); d[$2] ^= 0x55; open('$1', 'wb').write(d)"
}
at=$(git -C sha1 verify-pack -v "$PWD"/sha1/.git/objects/pack/*.idx | awk '$2 == "blob" && $4 > 2000 && NF == 5 {print $5; exit}')
damage damaged.pack "$((at + 300))"
run 3 list damaged.pack
says "git.object-corrupt" "byte $at" "the next one begins at" "note 1.txt" "data/keys.ini"
size=$(stat -c %s sha1-offsets.bin)
damage sum.pack "$((size - 3))"
run 3 list -f json sum.pack
same_blobs sum.pack sha1
says "the checksum of the pack does not hold"
head -c "$((size * 2 / 3))" sha1-offsets.bin >cut.pack
run 3 list cut.pack
says bundle.truncated "all behind it cannot be read"
cat sha1-offsets.bin told.bundle >behind.pack
run 3 list behind.pack
says bundle.trailing-data "byte $size"
python3 -c "
d = bytearray(open('sha1-offsets.bin', 'rb').read()); d[8:12] = b'\xff\xff\xff\xff'; open('count.pack', 'wb').write(d)"
run 3 list count.pack
says "data/keys.ini" "its header says that 4294967295 objects are in it"

# Limits are held object by object.
run 3 list --max-entries 10 sha1.bundle
says bundle.count-limit
run 3 list --max-expand 20k sha1.bundle
says bundle.size-limit
git init -q wide
head -c 40000000 /dev/zero >wide/zeros
git -C wide add -A
git -C wide commit -qm zeros
git -C wide bundle create -q ../wide.bundle main
run 3 list --max-ratio 100 wide.bundle
says bundle.ratio-limit

# Forty bases of 4 MiB that wait for each other, as no packer writes them: each object is made once, and no
# more memory is taken than is told.
python3 - <<'END'
import hashlib, random, struct, zlib
out, count = bytearray(), 0
def groups(n):
    b = [n & 127]
    while n > 127: b[-1] |= 128; n >>= 7; b.append(n & 127)
    return bytes(b)
def add(type, data, before=b""):
    global count
    count += 1
    head = bytes([type << 4 | len(data) & 15 | 128]) + groups(len(data) >> 4)
    out.extend(head + before + zlib.compress(data, 1))
def id(data): return hashlib.sha1(b"blob %d\0" % len(data) + data).digest()
def change(base, tail):
    copy = b"\xff" + struct.pack("<I", 0) + struct.pack("<I", len(base))[:3]
    return groups(len(base)) + groups(len(base) + len(tail)) + copy + bytes([len(tail)]) + tail
random.seed(1)
base = random.randbytes(1 << 12) * 1024
add(3, base)
for i in range(40):
    add(7, change(base, b"leaf%03d" % i), id(base))
    add(7, change(base, b"next%03d" % i), id(base))
    base += b"next%03d" % i
pack = b"PACK" + struct.pack(">II", 2, count) + out
open("waiting.pack", "wb").write(pack + hashlib.sha1(pack).digest())
END
run 0 list --max-ratio 100000 --digests waiting.pack
says "82 items, "

# The store of a repository that is the target is not walked as files, and its objects are not told twice.
run 1 check sha1
! grep -q '\.pack' out || fail "the store was walked as files"
run 0 list -f json sha1
! grep -q 'git-pack' out || fail "the store was walked as files"

# A pack that is elsewhere is told as a pointer, and no text about bundles is one.
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 9\n' "$(printf 'a%.0s' $(seq 64))" >pointer.pack
run 3 list pointer.pack
says pointer.lfs-missing
printf '# v2 git bundle\n- is how one begins\n' >page.md
run 0 check page.md
