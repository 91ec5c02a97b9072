#!/usr/bin/env bash
# What a container holds beside its members is searched where it stands: comments and fields of zips.
. "$(dirname "$0")/lib.sh"

cat >put.py <<'END'
import io, struct, sys, zipfile
key = b"aws_access_key_id = AKIAQYLPMN5HFIQR7XYA "
def made(where, big):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        for name in ("a.txt", "b.txt"):
            info = zipfile.ZipInfo(name)
            info.extra = struct.pack("<HHBI", 0x5455, 5, 1, 1767323045)
            if where == "extra":
                info.extra += struct.pack("<HH", 0x7777, len(key)) + key
            if where == "entry":
                info.comment = key
            bundle.writestr(info, b"words\n" * (4000 if big else 1))
        if where == "zip":
            bundle.comment = key
    data = out.getvalue()
    if where == "signature":
        end = data.rindex(b"PK\5\6")
        size = struct.unpack_from("<I", data, end + 12)[0]
        record = b"PK\5\5" + struct.pack("<H", len(key)) + key
        data = data[:end] + record + data[end:end + 12] + struct.pack("<I", size + len(record)) + data[end + 16:]
    return data
open(sys.argv[3], "wb").write(made(sys.argv[1], sys.argv[2] == "big"))
END
for size in small big; do
    python3 put.py nothing "$size" plain.zip
    run 0 check plain.zip
    silent_on "gap[" secret
    for where in extra entry zip signature; do
        python3 put.py "$where" "$size" put.zip
        run 1 check put.zip
        says "put.zip: critical secret.aws-access-key-id"
        silent_on "gap["
        offset=$(grep -abo AKIAQY put.zip | tail -1 | cut -d: -f1)
        [ "$where" = extra ] || [ "$where" = entry ] || says "(byte $offset)"
    done
done
# as a member of a tar, where the zip is spooled
tar -cf put.tar put.zip
run 1 check put.tar
says "put.tar!/put.zip: critical secret.aws-access-key-id"

# tars: what headers say beside names and sizes, and what pads
cat >tars_aside.py <<'END2'
import io, sys, tarfile
sys.path.insert(0, sys.argv[1])
from tars import END, member
key = b"aws_access_key_id = AKIAQYLPMN5HFIQR7XYA"
id_alone = b"AKIAQYLPMN5HFIQR7XYA"
def summed(block, *puts):
    block = bytearray(block)
    for at, text in puts:
        block[at:at + len(text)] = text
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block[:512])
    return bytes(block)
def record(name, value):
    text = b" " + name + b"=" + value + b"\n"
    size = len(text) + 1
    while len(str(size)) + len(text) != size:
        size += 1
    return str(size).encode() + text
first, last = member("a.txt", b"words\n"), member("b.txt", b"words\n")
long_name = b"n" * 120
made = {
    "comment": member("pax", record(b"comment", key), b"x") + first,
    "xattr": member("pax", record(b"SCHILY.xattr.user.note", key), b"x") + first,
    "vendor": member("pax", record(b"VENDOR." + id_alone, b"x"), b"x") + first,
    "global": member("pax", record(b"comment", key), b"g") + first,
    "number": member("pax", record(b"mtime", key), b"x") + first,
    "records": member("pax", record(b"mtime", b"1") + b"no record: " + key, b"x") + first,
    "twice": member("pax", record(b"path", key) + record(b"path", b"a.txt"), b"x") + first,
    "nul": member("pax", record(b"path", b"a.txt\0" + key), b"x") + first,
    "uname": summed(first, (265, id_alone)),
    "gname": summed(first, (297, id_alone)),
    "name": summed(first, (0, b"a.txt\0" + key)),
    "link": summed(first, (157, key)),
    "prefix": summed(first, (345, b"\0" + key)),
    "v7": summed(first, (257, b"\0" * 8), (345, key)),
    "label": summed(member("l", b"", b"V"), (0, key)),
    "longname": member("././@LongLink", long_name + b"\0" + key, b"L") + first,
    "padding": first[:512 + 100] + key + first[512 + 100 + len(key):],
    "stray": first + key.ljust(512, b"\0"),
    "trailing": first + last + END + key.ljust(512, b"."),
    "odd": first + last + END + key,
}
for kind, data in made.items():
    open(kind + ".tar", "wb").write(data if kind in ("trailing", "odd") else data + last + END)
open("nothing.tar", "wb").write(member("pax", record(b"mtime", b"1767323045.25") + record(b"path", b"a.txt"), b"x") + first + last + END)
END2
python3 tars_aside.py "$SOURCE/tests/integration"
run 0 check nothing.tar
silent_on "gap[" secret
gzip -nk nothing.tar
for file in *.tar; do
    [ "$file" = put.tar ] || [ "$file" = nothing.tar ] && continue
    gzip -nk "$file"
    for container in "$file" "$file.gz"; do
        run 1 check "$container"
        says "$container: critical secret.aws-access-key-id"
    done
    run 1 check "$file"
    says "(byte $(grep -abo AKIAQY "$file" | head -1 | cut -d: -f1))"
    case $file in
    stray.tar | records.tar) says "gap[bundle.bad-header]" ;;
    trailing.tar | odd.tar) says "gap[bundle.trailing-data]" ;;
    *) silent_on "gap[" ;;
    esac
done
mkdir tars && cp uname.tar.gz comment.tar tars && tar -cf both.tar tars
run 1 check both.tar
says "both.tar!/tars/uname.tar.gz: critical secret.aws-access-key-id" "both.tar!/tars/comment.tar: critical secret.aws-access-key-id"
# what all members share is kept once, numbers and times not at all: a large tar of small members stays clean
python3 - <<'END2'
import io, tarfile
with tarfile.open("many.tar", "w", format=tarfile.PAX_FORMAT) as tar:
    for i in range(20000):
        info = tarfile.TarInfo(f"folder/{'n' * 100}{i}")
        info.uname = "a-user-with-a-name"
        info.mtime = 1767323045.25 + i
        info.pax_headers = {"SCHILY.xattr.user.shared": "value" * 100, "LIBARCHIVE.creationtime": f"{i}.5"}
        tar.addfile(info)
END2
run 0 list -q --no-cache many.tar

# compressed: frames that are skipped, and what stands behind the last
echo words >words.txt
python3 - <<'END2'
import bz2, gzip, lzma, struct, subprocess
key = b"aws_access_key_id = AKIAQYLPMN5HFIQR7XYA"
def packed(*command):
    return subprocess.run(command, input=b"words\n", stdout=subprocess.PIPE, check=True).stdout
frames = {"zst": packed("zstd", "-q", "-c"), "lz4": packed("lz4", "-q", "-c"), "xz": lzma.compress(b"words\n"),
          "bz2": bz2.compress(b"words\n"), "gz": gzip.compress(b"words\n", mtime=0),
          "lzma": lzma.compress(b"words\n", lzma.FORMAT_ALONE)}
skipped = struct.pack("<II", 0x184D2A53, len(key)) + key
for name in ("zst", "lz4"):
    open(f"between.{name}", "wb").write(frames[name] + skipped + frames[name])
    open(f"last.{name}", "wb").write(frames[name] + skipped)
    open(f"cut.{name}", "wb").write(frames[name] + struct.pack("<II", 0x184D2A53, 99) + key)
    open(f"large.{name}", "wb").write(frames[name] + struct.pack("<II", 0x184D2A50, 9 << 20) + b"words " * (3 << 19))
for name, frame in frames.items():
    open(f"behind.{name}", "wb").write(frame + key)
END2
for file in between.* last.*; do
    run 1 check "$file"
    says "$file: critical secret.aws-access-key-id" "(byte $(grep -abo AKIAQY "$file" | cut -d: -f1))"
    silent_on "gap["
done
for file in cut.*; do
    run 1 check "$file"
    says "$file: critical secret.aws-access-key-id" "gap[bundle.truncated]: $file!/"
done
for file in large.*; do
    run 3 check "$file"
    says "gap[bundle.bad-header]: $file" "more than 8 MiB"
done
for file in behind.*; do
    run 1 check "$file"
    says "$file: critical secret.aws-access-key-id" "(byte $(grep -abo AKIAQY "$file" | cut -d: -f1))" "gap[bundle.trailing-data]: $file"
done
mkdir frames && cp between.zst behind.xz frames && tar -cf frames.tar frames
run 1 check frames.tar
says "frames.tar!/frames/between.zst: critical secret" "frames.tar!/frames/behind.xz: critical secret"
