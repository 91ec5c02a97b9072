#!/usr/bin/env bash
# No archive holds a run up or ends it: what libarchive would never come back from is told, all else is
# examined, and a time limit or a signal ends the run whatever libarchive is at.
. "$(dirname "$0")/lib.sh"

key() {
    printf '%s\n' "-----BEGIN OPENSSH PRIVATE KEY-----" \
        "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW" \
        "-----END OPENSSH PRIVATE KEY-----"
}

# make_xar FILE HEAD TYPE: a xar of one hardlink, whose list begins with HEAD
make_xar() {
    python3 - "$@" <<'END'
import hashlib, struct, sys, zlib
name, head, kind = sys.argv[1:]
toc = (f'<?xml version="1.0" encoding="UTF-8"?>{head}<xar><toc><checksum style="sha1"><offset>0</offset>'
       f'<size>20</size></checksum><file id="1"><name>one</name>{kind}</file></toc></xar>').encode()
packed = zlib.compress(toc)
with open(name, "wb") as out:
    out.write(struct.pack(">4sHHQQI", b"xar!", 28, 1, len(packed), len(toc), 1))
    out.write(packed + hashlib.sha1(packed).digest())
END
}

LINK='<type link="original">hardlink</type>'
make_xar good.xar "" "$LINK"
run 0 list --no-cache good.xar
says "good.xar!/one"

# --- what is known to have no end is told before it is read
mkdir known && key >known/zzz.key
make_xar known/links.xar "" "$LINK$LINK"
run 3 list --no-cache --time-limit 60s known
says "gap[bundle.bad-header]: links.xar: a file of its list has two types" "zzz.key"
run 1 check known
says "zzz.key"

# Rock Ridge: the first field that goes on elsewhere goes on in itself, or in two that name each other
mkdir tree
echo short >"tree/$(printf 'long-%.0s' {1..40}).txt"
key >tree/hidden.key
genisoimage -quiet -R -o whole.iso tree 2>/dev/null
run 0 list --no-cache whole.iso
says "hidden.key" "long-long-"
python3 - <<'END'
data = bytearray(open("whole.iso", "rb").read())
at = data.index(b"CE\x1c\x01", 17 * 2048)
sector = int.from_bytes(data[at + 4:at + 8], "little")
offset = int.from_bytes(data[at + 12:at + 16], "little")
def field(sector, offset):
    both = lambda n: n.to_bytes(4, "little") + n.to_bytes(4, "big")
    return b"CE\x1c\x01" + both(sector) + both(offset) + both(28)
place = sector * 2048 + offset
data[place:place + 28] = field(sector, offset)
open("itself.iso", "wb").write(data)
data[place:place + 28] = field(sector, offset + 28)
data[place + 28:place + 56] = field(sector, offset)
open("each.iso", "wb").write(data)
END
for kind in itself each; do
    run 3 list --no-cache --time-limit 60s $kind.iso
    says "gap[bundle.bad-header]: $kind.iso: attributes of a record go on in themselves"
    grep -qi "$kind.iso!/hidden.key" out || fail "files are gone with Rock Ridge"
    run 1 check $kind.iso
    says ssh-private-key
done

# --- what nobody foresaw: our own reader does not follow a list with a document type
mkdir unknown && key >unknown/aaa.key && key >unknown/zzz.key
make_xar unknown/links.xar "<!DOCTYPE xar>" "$LINK$LINK"
sleep 2.1 # a file as young as this is not kept in the cache
run 3 list -v unknown
says "gap[bundle.reader-failed]: links.xar: libarchive" "aaa.key" "zzz.key" "container  xar"
run 0 explain bundle.reader-failed
# a busy machine is enough for that: the next run tries again, and knows the other two
run 3 list -v unknown
grep -q "cache: 2 entries known" err || fail "what libarchive broke down on is kept: $(grep cache: err)"

# quick COMMAND...: within 15 seconds, on however busy a machine
quick() {
    local start=$SECONDS
    "$@"
    [ $((SECONDS - start)) -lt 15 ] || fail "$* took $((SECONDS - start)) s"
}
quick run 3 list --no-cache --time-limit 500ms unknown
says "gap[time.limit]: links.xar"

stopped() {
    local code=0 reader
    "$ASSAY" list --no-cache unknown >out 2>err </dev/null &
    reader=$!
    sleep 2
    kill -TERM $reader
    wait $reader || code=$?
    [ $code = 3 ] || [ $code = 143 ] || fail "exit code $code"
}
quick stopped
says "gap[run.interrupted]: links.xar" "aaa.key"
for process in /proc/[0-9]*; do
    if [ "$(readlink "$process/cwd" 2>/dev/null)" = "$WORK" ] &&
        [ "$(readlink "$process/exe" 2>/dev/null)" = "$(readlink -f "$ASSAY")" ]; then
        fail "a reader is left behind: $process"
    fi
done

# --- a CAB by which libarchive 3.6.2 frees what is not its own
mkdir broken && key >broken/zzz.key
base64 -d >broken/cfdata.cab <<'END'
TVNDRgAAAABBAACSkpKSkpIAAAAAAAAS5AABAAEAAMSw3gAAHwEAAAEAQxABATvS0gkJCQkJCQkJAAAAAAAAAAAAAACysrKysrKy
srKysrKysrKysrIKMAAAAAAAAAAAAAAAAAAAsrKS4////7aysgAAAAAAAAAAsrKyCjAAAAAAAAAAAAAAAAAAALKykuP///+2srIA
AAAAAAAAAACyH52JTAAAAAAAAAAAAAAQEBAQEBAQEBAQEBkQEBAQEBAQEBAQEBAQEBAQEBD///8PEBAQAAAAAAAAAEAQEABAMDcw
NzAyAAAAMDYSz34vLy8A/wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD18koKNzAyAAAAMDYSz34vLy8A/wAAAAAA
AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
END
run 3 list --no-cache broken
says "container  cab" "zzz.key" "cfdata.cab"
grep -qE 'gap\[bundle\.(bad-header|reader-failed)\]: cfdata.cab' out err || fail "the CAB is not told"

# names in a code page, whose conversion a reader without rights cannot load
python3 - <<'END'
def crc(data):
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value.to_bytes(2, "little")
name = "\u30c6\u30b9\u30c8.txt".encode("cp932")
pieces = b"".join((len(piece) + 2).to_bytes(2, "little") + piece for piece in (
    b"\x01" + name, b"\x46" + (932).to_bytes(4, "little"), b"\x00" + bytes(2))) + bytes(2)
head = b"-lh0-" + (1).to_bytes(4, "little") * 2 + bytes(4) + b"\x20\x02" + crc(b"x") + b"U" + pieces
head = (len(head) + 2).to_bytes(2, "little") + head
open("name.lzh", "wb").write(head[:-4] + crc(head) + head[-2:] + b"x" + bytes(1))
END
run 0 list --no-cache name.lzh
says "name.lzh!/テスト.txt"
