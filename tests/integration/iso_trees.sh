#!/usr/bin/env bash
# An ISO image has several trees, and a program shows one of them: what only another one names is
# examined and told.
. "$(dirname "$0")/lib.sh"

mkdir -p tree/folder
echo "in all trees" >tree/plain.txt
printf '%s\n' "-----BEGIN OPENSSH PRIVATE KEY-----" \
    "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW" \
    "-----END OPENSSH PRIVATE KEY-----" >tree/folder/hidden.key
head -c 100000 /dev/zero | tr '\0' x >tree/big.txt
: >tree/empty
make_iso() { genisoimage -quiet -o "$@" tree 2>/dev/null; }

# every kind of image, with nothing to hide
for kind in "-J -R" -R -J "" "-udf -J -R" "-udf -J" "-udf"; do
    # shellcheck disable=SC2086
    make_iso whole.iso $kind
    run 0 list whole.iso
    says " 13  " "100000"
    silent_on "gap["
    grep -qi 'whole.iso!/plain.txt' out || fail "plain.txt is not in the image with $kind"
    grep -qi 'whole.iso!/folder/hidden.key' out || fail "folders are not walked with $kind"
    [ "$(grep -c 'whole.iso!/' out)" = 4 ] || fail "not each file once with $kind"
done

# hidden RESULT OPTIONS...: the key is told as hidden, and found; all else as well
hidden() {
    make_iso hidden.iso "${@:2}"
    run 3 list hidden.iso
    says "gap[bundle.hidden-entry]: hidden.iso!/$1"
    grep -qi 'hidden.iso!/plain.txt' out || fail "the rest is gone"
    run 1 check hidden.iso
    says "hidden.iso!/$1" ssh-private-key
}
hidden folder/hidden.key -J -R -hide hidden.key
hidden FOLDER/HIDDEN.KEY -J -hide-joliet hidden.key
# the other way round the tree that is shown has it
make_iso shown.iso -J -R -hide-joliet hidden.key
run 0 list shown.iso
says "shown.iso!/folder/hidden.key"
make_iso shown.iso -J -hide hidden.key
run 0 list shown.iso
says "shown.iso!/folder/hidden.key"

# only UDF has it: told, not read as a file, and searched where it stands
make_iso udf.iso -udf -J -R -hide hidden.key -hide-joliet hidden.key
run 3 list udf.iso
says "gap[bundle.hidden-entry]: udf.iso:" "udf.iso!/plain.txt"
run 1 check --allow-gap bundle.hidden-entry udf.iso
says "udf.iso: critical secret.ssh-private-key"
# UDF alone is no format that is read
python3 - <<'END'
data = bytearray(60 * 2048)
for i, name in enumerate((b"BEA01", b"NSR02", b"TEA01")):
    data[(16 + i) * 2048 + 1:(16 + i) * 2048 + 6] = name
open("alone.iso", "wb").write(data)
END
run 3 list alone.iso
says "gap[bundle.method-unsupported]: alone.iso" UDF

# folders that hold themselves end, and cost no more than the image has bytes
python3 - <<'END'
data = bytearray(open("whole.iso", "rb").read())
root = int.from_bytes(data[16 * 2048 + 158:16 * 2048 + 162], "little") * 2048
at = root
for _ in range(2):
    at += data[at]
for i in range(20):
    record = bytearray(40)
    record[0] = 40
    record[2:6] = (root // 2048).to_bytes(4, "little")
    record[6:10] = (root // 2048).to_bytes(4, "big")
    record[10:14] = (2048).to_bytes(4, "little")
    record[14:18] = (2048).to_bytes(4, "big")
    record[25] = 2
    record[32] = 3
    record[33:36] = b"D%02d" % i
    data[at:at + 40] = record
    at += 40
open("circle.iso", "wb").write(data)
END
timeout 60 "$ASSAY" list circle.iso >out 2>err </dev/null || [ $? = 3 ] || fail "folders in a circle do not end"

# bytes that no file owns are searched where they stand: in front, between and behind files, and in folders
make_iso plain.iso -J -R
cat >put.py <<'END'
import sys
image, what, where, out = sys.argv[1:]
data = bytearray(open(image, "rb").read())
key = b"\naws_access_key_id = AKIAQYLPMN5HFIQR7XYA\n"
at = {"system": 4096, "descriptor": 16 * 2048 + 900, "behind": len(data),
      "slack": data.index(b"in all trees\n") + 100, "padding": len(data) - 3000}[where]
data[at:at + len(key)] = key
open(out, "wb").write(data)
END
for where in system descriptor slack padding behind; do
    python3 put.py plain.iso key "$where" put.iso
    run 1 check --allow-gap bundle.trailing-data put.iso
    says "put.iso: critical secret.aws-access-key-id"
    grep -q 'aws-access-key-id.*(byte [0-9]' out || fail "it does not say where"
done
says "$(printf '(byte %d)' $(($(stat -c %s plain.iso) + 21)))"
# zeros behind the end are padding, and so is a partition table's second copy; all else is told
cp plain.iso put.iso
head -c 300000 /dev/zero >>put.iso
run 0 list put.iso
silent_on "gap["
printf 'EFI PART' >>put.iso
head -c 504 /dev/zero >>put.iso
run 0 list put.iso
silent_on "gap["
for kind in "-J -R" "" "-udf -J -R"; do
    # shellcheck disable=SC2086
    make_iso put.iso $kind
    printf 'hidden' >>put.iso
    run 3 list put.iso
    grep -qE 'gap\[bundle.(trailing-data|hidden-entry)\]: put.iso' out err || fail "bytes behind $kind are not told"
done

# names of 200 letters go on in sectors of their own, more of them than any list begins with
mkdir long
for i in $(seq 400); do echo "$i" >"long/$(printf "%0200d" "$i").txt"; done
bsdtar -cf long.iso --format iso9660 long
run 0 list long.iso
silent_on "gap["
[ "$(grep -c 'long.iso!/long/.*txt' out)" = 400 ] || fail "not each of the long names"

# a path of more bytes than a name may have is cut, and told; its file is examined all the same
cat >deep.py <<'END'
import struct
SECTOR, DEPTH, EMPTY, ROOT = 2048, 250, 19, 20
def both(number, code="I"): return struct.pack("<" + code, number) + struct.pack(">" + code, number)
def sector(data): return data.ljust(SECTOR, b"\0")
def record(name, at, size, folder):
    data = bytearray(33 + len(name) + (1 - len(name) % 2))
    data[0], data[25], data[32] = len(data), 2 if folder else 0, len(name)
    data[2:18], data[28:32], data[33:33 + len(name)] = both(at) + both(size), both(1, "H"), name
    return bytes(data)
def folder(at, *records):
    return sector(record(b"\0", at, SECTOR, True) + record(b"\1", at, SECTOR, True) + b"".join(records))
def volume(kind, root, escape):
    data = bytearray(SECTOR)
    data[0:7], data[80:91], data[881] = bytes([kind]) + b"CD001\1", both(ROOT + DEPTH + 4) + escape, 1
    data[120:132] = both(1, "H") + both(1, "H") + both(SECTOR, "H")
    data[132:144] = both(10) + struct.pack("<I", ROOT + DEPTH + 2)
    data[148:152] = struct.pack(">I", ROOT + DEPTH + 3)
    data[156:190] = record(b"\0", root, SECTOR, True)
    return bytes(data)
name = ("\u6f22" * 103).encode("utf-16-be")
image = bytes(16 * SECTOR) + volume(1, EMPTY, b"\0\0\0") + volume(2, ROOT, b"%/E")
image += sector(b"\377CD001\1") + folder(EMPTY)
for i in range(ROOT, ROOT + DEPTH):
    image += folder(i, record(name, i + 1, SECTOR, True))
key = b"aws_access_key_id = AKIAQYLPMN5HFIQR7XYA\n"
image += folder(ROOT + DEPTH, record("deep.txt".encode("utf-16-be"), ROOT + DEPTH + 1, len(key), False))
table = bytes([1, 0]) + struct.pack("<I", EMPTY) + b"\1\0\0\0"
image += sector(key) + sector(table) + sector(table)
open("deep.iso", "wb").write(image)
END
python3 deep.py
run 3 list --no-cache deep.iso
says "1 gap" "a name is too long, and was cut"
grep -q 'deep.iso!/.*/deep.txt' out || fail "the file has not its own name"
run 1 check --no-cache deep.iso
grep -q 'deep.txt.* critical secret.aws-access-key-id' out || fail "the file was not examined"
