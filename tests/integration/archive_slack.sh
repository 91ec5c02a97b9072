#!/usr/bin/env bash
# What a 7z holds between the end of a compressed stream and the size that its list tells is searched: no
# reader ever shows it.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir in
seq 3000 >in/numbers.txt
head -c 9437184 /dev/urandom >in/noise
7z a -bd -mhc=off -m0=LZMA2 LONG.7z in/noise >/dev/null
7z a -bd -mhc=off -m0=LZMA -mx=1 OLD.7z in/noise >/dev/null
for coder in LZMA LZMA2; do
    (cd in && 7z a -bd -mhc=off -m0=$coder ../$coder.7z numbers.txt >/dev/null)
done
python3 - "ghp_$(printf IqIMNOZH6z0wIEB4T9A2g4EHMy8Ji40jlb6i)" <<'EOF'
import struct, sys, zlib

def read(data, at):
    first, size = data[at], 0
    while first & (0x80 >> size):
        size += 1
    low = int.from_bytes(data[at + 1:at + 1 + size], "little")
    return low | (first & (0x7f >> size)) << 8 * size, at + 1 + size

def written(number):  # always nine bytes
    return b"\xff" + number.to_bytes(8, "little")

for coder in ("LZMA", "LZMA2", "LONG", "OLD"):
    data = open(coder + ".7z", "rb").read()
    at, size = struct.unpack("<QQ", data[12:28])
    stream, header = data[32:32 + at], data[32 + at:32 + at + size]
    assert header[:5] == b"\1\4\6\0\1" and header[5] == 9, header[:8]
    told, behind = read(header, 6)
    slack = b"\0" * 40 + b"token = " + sys.argv[1].encode() + b"\n"
    stream = stream[:told] + slack + stream[told:]
    header = header[:6] + written(told + len(slack)) + header[behind:]
    start = struct.pack("<QQI", len(stream), len(header), zlib.crc32(header))
    open("slack-" + coder + ".7z", "wb").write(data[:8] + struct.pack("<I", zlib.crc32(start)) + start + stream + header)
EOF
for coder in LZMA LZMA2 LONG OLD; do
    run 0 check $coder.7z || true
    run 1 check slack-$coder.7z
    says "github-token" "slack-$coder.7z"
done

# Thousands of streams that unpack to 64 MiB each are not all looked through.
python3 - <<'EOF'
import lzma, struct, zlib

def number(value):
    return b"\xff" + value.to_bytes(8, "little")

plain, count = 64 << 20, 3000
stream = lzma.compress(bytes(plain), lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 20}])
header = b"\1\4\6" + number(0) + number(count) + b"\x09" + number(len(stream)) * count + b"\0"
header += b"\7\x0b" + number(count) + b"\0" + b"\1\x21\x21\1\x10" * count + b"\x0c" + number(plain) * count + b"\0\0"
header += b"\5" + number(count) + b"\0\0"
streams = stream * count
start = struct.pack("<QQI", len(streams), len(header), zlib.crc32(header))
with open("many.7z", "wb") as out:
    out.write(b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<I", zlib.crc32(start)) + start + streams + header)
EOF
set +e
timeout 60 "$ASSAY" list -f json many.7z >out 2>err
[ $? != 124 ] || fail "many.7z: looked through for more than a minute"
set -e

# Nor is that passed over in silence.
mkdir zeros
for i in 1 2 3 4; do head -c 1048576 /dev/zero >zeros/$i; done
7z a -bd -ms=off -mhc=off -m0=lzma zeros.7z zeros >/dev/null
run 3 list -f json zeros.7z
jq -r '.gaps[] | select(.path == ["zeros.7z"]) | .id + " " + .why' out | grep -qx "bundle.size-limit its streams are too long, or too many, to look behind each of them" ||
    fail "zeros.7z: $(jq -c .gaps out | cut -c1-500)"

# What a xar keeps beside its members is packed as they are.
python3 - "ghp_$(printf IqIMNOZH6z0wIEB4T9A2g4EHMy8Ji40jlb6i)" <<'EOF'
import hashlib, struct, sys, zlib
note = b"token = " + sys.argv[1].encode() + b" and more text that a person wrote\n"
data, attribute = zlib.compress(b"hello\n" * 9), zlib.compress(note)
def place(at, packed, size):
    return f'<length>{len(packed)}</length><offset>{at}</offset><size>{size}</size><encoding style="application/x-gzip"/>'
toc = ('<?xml version="1.0" encoding="UTF-8"?><xar><toc><checksum style="sha1"><offset>0</offset><size>20</size></checksum>'
       f'<file id="1"><ea id="0"><name>user.note</name>{place(20, attribute, len(note))}</ea><data>{place(20 + len(attribute), data, 54)}</data>'
       '<type>file</type><name>one</name></file></toc></xar>').encode()
packed = zlib.compress(toc)
with open("attribute.xar", "wb") as out:
    out.write(struct.pack(">4sHHQQI", b"xar!", 28, 1, len(packed), len(toc), 1))
    out.write(packed + hashlib.sha1(packed).digest() + attribute + data)
EOF
run 0 list -f json attribute.xar
jq -e '[.items[] | select(.path == ["attribute.xar"]) | .observations[]? | .class] == ["secret.github-token"]' out >/dev/null ||
    fail "attribute.xar: $(jq -c .items out | cut -c1-500)"
