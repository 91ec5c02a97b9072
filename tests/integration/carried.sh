#!/usr/bin/env bash
# Containers behind other bytes are opened where they stand: behind scripts, programs, images and text. What only looks
# like one is none.
. "$(dirname "$0")/lib.sh"

mkdir inner && echo "aws_access_key_id = AKIAQYLPMN5HFIQR7XYA" >inner/config.txt
tar -cf inner.tar inner
bsdtar -cf c.7z --format 7zip inner
for packer in gzip zstd xz bzip2 lz4; do
    "$packer" -kc <inner.tar >"c.$packer"
done
cp "$(type -P true)" program
head -c 3000 /dev/urandom >unknown && echo "#!/bin/sh
tail -n +3 \"\$0\" | unpack; exit" >script
seq 50000 >text
gzip -k text
echo words >words.txt
tar -cf stray.tar words.txt
python3 - <<'END2'
import struct, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
open("png", "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b""))
END2
for front in program unknown script text png; do
    run 0 check -q "$front"
    for container in c.*; do
        cat "$front" "$container" >carrier.bin
        run 1 check carrier.bin
        says "gap[bundle.hidden-entry]: carrier.bin" "at byte $(stat -c %s "$front")" "inner/config.txt:1:21: critical secret.aws"
        [ "$(grep -c 'gap\[' out)" = 1 ] || [ "$front" = png ] || fail "$container behind $front: more than one gap"
        # in an archive that is read in order
        tar -cf around.tar carrier.bin
        run 1 check around.tar
        says "gap[bundle.hidden-entry]: around.tar!/carrier.bin" "at byte $(stat -c %s "$front")" \
            "inner/config.txt:1:21: critical secret.aws"
    done
done
# far behind what is unknown, and long itself: kept from where it begins, in a file where it is larger than memory for it
head -c 3000000 /dev/urandom >far && head -c 12000000 /dev/urandom >inner/noise && tar -cf long.tar inner
(cat far && gzip -1c <long.tar) >carrier.bin
tar -cf around.tar carrier.bin far
run 1 check around.tar
says "gap[bundle.hidden-entry]: around.tar!/carrier.bin" "at byte 3000000" "around.tar!/carrier.bin!/inner/config.txt:1:21: critical secret.aws"
(cd inner && zip -q0 ../long.zip noise config.txt) && rm inner/noise
cat far long.zip >carrier.bin
tar -cf around.tar carrier.bin
run 1 check around.tar
says "around.tar!/carrier.bin!/config.txt:1:21: critical secret.aws"
silent_on "was not opened"
# two, one behind the other, and something behind both
cat script c.xz c.7z >two.bin
run 1 check two.bin
[ "$(grep -c 'stands a container' out)" = 2 ] || fail "two containers, not both told"
# behind a tar that stands behind a text itself, near and far, and behind one that is damaged
seq 3000 >near
for front in near text; do
    cat "$front" stray.tar c.7z >three.bin
    run 1 check three.bin
    says "inner/config.txt:1:21: critical secret.aws" "stands a container (7z)"
done
mkdir many && (cd many && seq 100 | xargs touch)
tar -cf many.tar many
cat text many.tar c.7z >three.bin # more members than places that are looked at
run 1 check three.bin
says "inner/config.txt:1:21: critical secret.aws" "stands a container (7z)" "stands a container (tar)"
silent_on "more places"
(cat script && head -c 20000 text.gz && head -c 99 /dev/zero && cat c.7z) >three.bin
run 1 check three.bin
says "inner/config.txt:1:21: critical secret.aws" "stands a container (7z)" "stands a container (gzip)"
# many frames are one container
(cat script && for _ in 1 2 3 4 5; do gzip -c <text; done) >frames.bin
run 3 check frames.bin
[ "$(grep -c 'gap\[' out)" = 1 ] || fail "frames of one container are told one by one"
# behind the end of compressed data, and of a tar
for container in c.*; do
    cat inner.tar "$container" >behind.tar
    run 1 check behind.tar
    says "gap[bundle.hidden-entry]: behind.tar" "at byte $(stat -c %s inner.tar)" "gap[bundle.trailing-data]"
    case $container in c.xz) continue ;; esac
    xz -kc <text >behind.xz && cat "$container" >>behind.xz
    run 1 check behind.xz
    says "gap[bundle.hidden-entry]: behind.xz" "gap[bundle.trailing-data]" "inner/config.txt:1:21: critical secret.aws"
done
# SquashFS behind a program, as AppImages have it
python3 - <<'END2'
import struct
block = bytearray(4096)
struct.pack_into("<4sIIIIHHHHHH", block, 0, b"hsqs", 5, 0, 131072, 0, 1, 17, 0, 0, 4, 0)
open("squashfs", "wb").write(block)
END2
cat program squashfs >app.bin
run 3 check app.bin
says "gap[bundle.method-unsupported]: app.bin" "SquashFS"

# what only looks like one: magics in a program's own data, in text, and with nothing behind
python3 - <<'END2'
import gzip
magics = [b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ\0", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\0", b"Rar!\x1a\x07\1\0",
          b"BZh91AY&SY", b"\x04\x22\x4d\x18", b"MSCF\0\0\0\0", b"hsqs"]
open("magics.bin", "wb").write(b"first" + b"".join(magic + bytes(range(256)) for magic in magics) * 9)
open("zeros.bin", "wb").write(b"first" + b"".join(magic + bytes(300) for magic in magics))
open("cut.bin", "wb").write(b"\1" * 99 + gzip.compress(b"words\n")[:-4])
data = bytearray(open("program", "rb").read())
data[2000:2000] = b""
packed = gzip.compress(b"words\n" * 9)
data[9000:9000 + len(packed)] = packed
open("own.bin", "wb").write(data)
END2
for file in magics.bin zeros.bin cut.bin own.bin; do
    run 0 check "$file"
    silent_on "gap["
done
# stored in a zip that stands behind a script, as Python's zipapps are
(cd inner && gzip -k config.txt && zip -q0 ../stored.zip config.txt.gz)
cat script stored.zip >zipapp.bin
run 1 check zipapp.bin
silent_on "stands a container"
