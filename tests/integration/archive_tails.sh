#!/usr/bin/env bash
# What stands behind the last member of an archive is told, however short it is; zeros are padding.
. "$(dirname "$0")/lib.sh"

echo one >a
echo two, and longer >b
clean() {
    run 0 list --no-cache "$1"
    says "$1!/a" "$1!/b"
    silent_on "gap["
}
for format in ar 7zip xar newc; do
    bsdtar -cf "plain.$format" --format "$format" a b
    bsdtar -cf - --format "$format" a b >"padded.$format" # to a record of a tape
    clean "plain.$format"
    clean "padded.$format"
    cp "plain.$format" zeros
    head -c 20 /dev/zero >>zeros
    clean zeros
    for tail in x "a tail that is not as long as a header" "$(printf '%070d' 1)"; do
        cp "plain.$format" short
        printf '%s' "$tail" >>short
        run 3 list --no-cache short
        grep -qE 'gap\[bundle\.(trailing-data|bad-header)\]: short' out err || fail "$format: '$tail' is not told"
        cp "padded.$format" short
        printf '%s' "$tail" >>short
        run 3 list --no-cache short
        grep -qE 'gap\[bundle\.(trailing-data|bad-header)\]: short' out err || fail "$format, padded: '$tail' is not told"
    done
done
# in another archive, where all is read in order
mkdir packed && cp plain.ar packed/short.ar && printf 'tail' >>packed/short.ar
cp padded.ar packed/padded.ar
tar -cf packed.tar packed
run 3 list packed.tar
says "gap[bundle.trailing-data]: packed.tar!/packed/short.ar"
silent_on "padded.ar: "

# the tables of a linker's archive are no members that anybody unpacks
echo 'int x;' | cc -xc -c -o a-name-longer-than-sixteen.o -
ar rcs libx.a a-name-longer-than-sixteen.o
run 0 list --no-cache libx.a
says "libx.a!/a-name-longer-than-sixteen.o"
silent_on "gap["

# what stands there is searched, and opened where it is a container; of all formats, in order and by offset
mkdir inner && echo "aws_access_key_id = AKIAQYLPMN5HFIQR7XYA" >inner/config.txt
bsdtar -cf inner.7z --format 7zip inner
PYTHONPATH="$SOURCE/tests/conformance" python3 - <<'END2'
from handmade_archives import WRITERS
for name, write in WRITERS.items():
    if name != "rpm":
        write("plain." + name.replace(" ", "-"), [("a", b"one\n"), ("b", b"two, and longer\n" * 99)])
END2
bsdtar -cf plain.iso --format iso9660 a b
for plain in plain.*; do
    format=${plain#plain.}
    run 0 list --no-cache "$plain"
    silent_on "gap["
    head -c 700 /dev/zero | cat "$plain" - >zeros
    run 0 list --no-cache zeros
    cat "$plain" inner/config.txt >"key.$format"
    run 1 check "key.$format"
    says "gap[bundle.trailing-data]: key.$format" "key.$format: critical secret.aws" \
        "(byte $(grep -abo AKIA "key.$format" | cut -d: -f1))"
    cat "$plain" inner.7z >"container.$format"
    run 1 check "container.$format"
    grep -qE 'gap\[bundle\.(trailing-data|bad-header)\]: container' out || fail "$format: a container is not told"
    says "container.$format!/inner/config.txt:1:21: critical secret.aws" \
        "stands a container (7z)"
    mkdir -p tails && cp "key.$format" "container.$format" tails
done
tar -cf tails.tar tails
run 1 check tails.tar
for plain in plain.*; do
    says "tails.tar!/tails/key.${plain#plain.}: critical secret.aws" \
        "tails.tar!/tails/container.${plain#plain.}!/inner/config.txt:1:21: critical secret.aws"
done

# in front of the volumes of an image, which no file owns
cp plain.iso system-area.iso && dd if=inner.7z of=system-area.iso bs=1 seek=512 conv=notrunc status=none
run 1 check system-area.iso
says "system-area.iso!/inner/config.txt:1:21: critical secret.aws" "stands a container (7z)"

# a cabinet's signature is none of that
python3 - <<'END2'
import struct
plain = open("plain.cab", "rb").read()
flags, head = 4, 36
size = struct.unpack_from("<I", plain, 8)[0] + 24
signature = b"0\x82 a signature"
data = bytearray(plain[:head]) + struct.pack("<HBBIIIII", 20, 0, 0, 0x100000, size, len(signature), 0, 0) + plain[head:]
struct.pack_into("<I", data, 8, size)
struct.pack_into("<I", data, 16, struct.unpack_from("<I", data, 16)[0] + 24)
struct.pack_into("<H", data, 30, flags)
struct.pack_into("<I", data, head + 24, struct.unpack_from("<I", data, head + 24)[0] + 24)
open("signed.cab", "wb").write(data + signature)
open("signed-more.cab", "wb").write(data + signature + b"more")
END2
run 0 list --no-cache signed.cab
says "signed.cab!/a"
silent_on "gap["
run 3 list --no-cache signed-more.cab
says "gap[bundle.trailing-data]: signed-more.cab"
