#!/usr/bin/env bash
# Every problem of a tar, of what compresses one and of the formats that libarchive reads: its id,
# exit code 3, and all other members examined.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
tars() { python3 "$SOURCE/tests/integration/tars.py" "$1" "$2"; }

# problem ID KIND FILE TEXT...: the archive of that kind gives the id, the texts, and both members; and the id of whichever
# archive is the first to have it leaves a check without a verdict
declare -A checked=()
problem() {
    local id=$1 kind=$2 file=$3
    shift 3
    tars "$kind" "$file"
    run 3 list "$file"
    says "gap[$id]" "first.txt" "last.txt" "$@"
    [ -z "${checked[$id]:-}" ] || return 0
    run 3 check "$file"
    says "$id" INCOMPLETE
    checked[$id]=yes
}

tars good good.tar
run 0 list good.tar
says "first.txt" "middle.txt" "last.txt"

# --- names, links, types
problem bundle.unsafe-path unsafe-path unsafe.tar "../up.txt" "/abs.txt"
[ ! -e ../up.txt ] || fail "a name with .. was followed"
problem bundle.link-escape link-escape link.tar "out"
problem bundle.special-entry special-entry special.tar "pipe" "disk"
problem bundle.duplicate-name duplicate-name twice.tar
[ "$("$ASSAY" list twice.tar | grep -c 'twice.tar!/twice.txt$')" = 2 ] || fail "both were not examined"
problem bundle.hidden-entry hidden-entry hidden.tar "hidden.tar!/folder/"
problem bundle.header-mismatch header-mismatch mismatch.tar "two.txt"
problem bundle.header-mismatch long-and-pax names.tar "pax.txt" "two names" # Python: long.txt
problem bundle.header-mismatch long-and-pax-link links.tar "link" "two names"
problem bundle.header-mismatch sparse-and-path sparse-names.tar "shown.bin" "two names" # Python: other.bin
problem bundle.header-mismatch sparse-not-of-gnu sparse-gnu.tar "shown.bin" "two names"
long=$(printf 'n%.0s' {1..120}) # as GNU tar writes a sparse file of a long name
mkdir -p "$long" && truncate -s 1M "$long/sparse.bin" && echo end >>"$long/sparse.bin"
for version in 0.0 0.1 1.0; do
    tar --format=pax --sparse --sparse-version=$version -cf gnu.tar "$long" "./$long/sparse.bin"
    run 0 list gnu.tar
    silent_on "gap["
done
for kind in long-and-pax-same sparse-of-gnu; do
    tars "$kind" same.tar
    run 0 list same.tar
done

# --- headers and ends
problem bundle.bad-header bad-header bad.tar
problem bundle.bad-header bad-extension extension.tar "no number"
problem bundle.bad-header long-name name.tar "a name is too long"
problem bundle.bad-header long-pax pax.tar "a pax header is too long"
problem bundle.bad-header bad-pax pax.tar "500 more places"
[ "$(grep -c "gap\[bundle.bad-header\]" <("$ASSAY" list pax.tar))" = 1001 ] || fail "not told a thousand times"
problem bundle.truncated truncated truncated.tar "middle.txt"
problem bundle.truncated cut cut.tar "middle.txt"
problem bundle.trailing-data trailing-data trailing.tar
problem bundle.multi-volume multi-volume volume.tar "part.txt"

# --- a tar begins with zeros: GNU tar reads on when told to, Python and others in their own ways
for kind in zero-first zeros-first; do
    problem bundle.trailing-data "$kind" "$kind.tar" "middle.txt"
    gzip -k "$kind.tar" && mv "$kind.tar.gz" "$kind"
    run 3 list "$kind"
    says "gap[bundle.trailing-data]" "first.txt" "middle.txt" "last.txt"
done
problem bundle.bad-header no-name old "a member without a name"

# --- a tar whose first name is the magic of another format, or a whole pickle: both are examined, and
# --- in an archive that is read in order too
mkdir two
python3 - "$SOURCE/tests/integration" <<'END'
import io, random, sys, zipfile
sys.path.insert(0, sys.argv[1])
from tars import END, FIRST, LAST, member
evil = member("evil.pkl", b"cposix\nsystem\n(S'true'\ntR.")
names = {"zip": b"PK\3\4", "gzip": b"\x1f\x8b\x08", "zstd": b"\x28\xb5\x2f\xfd", "xz": b"\xfd7zXZ",
         "lz4": b"\x04\x22\x4d\x18", "7z": b"7z\xbc\xaf\x27\x1c", "rar": b"Rar!\x1a\x07", "cpio": b"070701" + b"0" * 90,
         "ar": b"!<arch>\n", "bzip2": b"BZh91AY&SY", "lzip": b"LZIP\1", "PDF": b"%PDF-1.7", "PNG": b"\x89PNG\r\n\x1a\n",
         "ELF": b"\x7fELF", "gguf": b"GGUF\3", "SquashFS": b"hsqs"}
random.seed(1)
for format, name in names.items():
    for size in "small", "large":
        fill = member("fill.bin", random.randbytes(700000)) if size == "large" else b""
        open(f"two/{format}-{size}", "wb").write(member(name, b"abc") + fill + evil + LAST + END)
# the other reading has content of its own
pickle = b"cposix\nsystem\n(S'true'\ntR."
open("two/pickle-only", "wb").write(member(pickle, b"") + FIRST + LAST + END)
inner = io.BytesIO()
with zipfile.ZipFile(inner, "w") as out:
    out.writestr("in-zip.pkl", pickle)
open("two/zip-whole", "wb").write(member(b"PK\3\4", inner.getvalue()) + FIRST + LAST)
END
tar czf two.tar.gz two
run 1 check two
for file in two/*-small two/*-large; do
    grep -q "^${file#two/}!/evil.pkl.*posix.system" out || fail "${file#two/}: its pickle was not seen"
done
for file in two/*-small two/*-large; do
    format=${file#two/} format=${format%-*}
    run 3 list "$file"
    case $format in
        # in these the rest of the magic is missing, so that nobody takes them for more than a tar
        xz | rar) ;;
        # what is read has its name as the inventory has it
        PDF | PNG) says "gap[bundle.ambiguous-format]" "as a tar and as ${format,,}" ;;
        *) says "gap[bundle.ambiguous-format]" "as a tar and as $format" ;;
    esac
    says "${file#two/}!/evil.pkl" "${file#two/}!/last.txt"
done
run 1 check two/pickle-only
says "posix.system"
run 3 list two/pickle-only
says "gap[bundle.ambiguous-format]" "as a tar and as pickle" "pickle-only!/first.txt" "pickle-only!/last.txt"
run 3 list two/zip-whole
says "gap[bundle.ambiguous-format]" "zip-whole!/in-zip.pkl" "zip-whole!/first.txt"
run 3 list two.tar.gz
for file in two/*-small two/*-large; do says "$file!/evil.pkl"; done
says "two/zip-whole!/in-zip.pkl" "two/pickle-only!/last.txt"
run 1 check two.tar.gz
run 0 explain bundle.ambiguous-format

# --- texts that are no bytes of any file: in headers of gzip, and where links lead
mkdir texts links
python3 - <<'END'
import io, os, struct, tarfile, zipfile, zlib
key = "AKIA" + "Q3EXR7ZLMPWD5KTY"
def gz(name=None, comment=None, extra=None, data=b"fine\n"):
    flags = 4 * (extra is not None) + 8 * (name is not None) + 16 * (comment is not None)
    out = b"\x1f\x8b\x08" + bytes([flags]) + bytes(6)
    if extra is not None:
        out += struct.pack("<H", len(extra)) + extra
    for text in (name, comment):
        out += text.encode() + b"\0" if text is not None else b""
    body = zlib.compressobj(wbits=-15)
    return out + body.compress(data) + body.flush() + struct.pack("<2I", zlib.crc32(data), len(data))
word = f"aws_access_key_id = {key} "
files = {"name.gz": gz(name=word), "comment.gz": gz(name="a", comment=word),
         "extra.gz": gz(extra=b"XX" + struct.pack("<H", len(word)) + word.encode()),
         "second.gz": gz() + gz(comment=word), "many.gz": gz(comment="x" * 60000) * 40}
for file, data in files.items():
    open("texts/" + file, "wb").write(data)
open("texts/blocks.gz", "wb").write(gz(extra=b"BC\2\0\x20\0") * 200000)
os.symlink("token/" + word, "links/symbolic")
with tarfile.open("links/links.tar", "w") as out:
    for kind in tarfile.SYMTYPE, tarfile.LNKTYPE:
        info = tarfile.TarInfo("link-" + kind.decode())
        info.type, info.linkname = kind, word
        out.addfile(info)
END
for file in texts/{name,comment,extra,second}.gz; do
    run 1 check "$file"
    says "secret.aws"
    run 0 list "$file"
    says "!/" "2 items"
done
run 0 list texts/blocks.gz # as bgzip writes them: a few bytes in each header
run 3 list texts/many.gz
says "gap[bundle.bad-header]" "more names and comments than are searched"
run 1 check -f json links
for link in '["symbolic"]' '["links.tar","link-1"]' '["links.tar","link-2"]'; do
    jq -e --argjson path "$link" '.findings[] | select(.rule | startswith("secret.aws")) | select(.path == $path)' "$WORK/out" >/dev/null ||
        fail "nothing found in the link $link"
done
(cd links && git init -q . && git add symbolic && git commit -qm link)
run 1 check -C links --head
says "secret.aws"

# --- what compresses a tar
problem bundle.checksum gzip-checksum sum.tar.gz "middle.txt"
problem bundle.checksum gzip-length length.tar.gz
problem bundle.trailing-data gzip-trailing behind.tar.gz
problem bundle.truncated gzip-truncated short.tar.gz
problem bundle.bad-header gzip-header header.tar.gz
problem bundle.trailing-data xz-trailing behind.tar.xz
problem bundle.trailing-data bzip2-trailing behind.tar.bz2
for kind in xz-truncated bzip2-truncated xz-checksum bzip2-checksum; do
    tars "$kind" "$kind.tar"
    run 3 list "$kind.tar"
    says "gap[bundle.${kind#*-}]"
done
for kind in gzip-padded gzip-members; do
    tars "$kind" "$kind.tar.gz"
    run 0 list "$kind.tar.gz"
    says "first.txt" "last.txt"
done
for kind in lzma-sized lzma-plain; do
    tars "$kind" "$kind"
    run 0 list "$kind"
    says "first.txt" "middle.txt" "last.txt"
done
zstd -q good.tar
cp good.tar.zst sum.tar.zst # its last byte is of the checksum
printf '\377' | dd of=sum.tar.zst bs=1 seek=$(($(stat -c %s sum.tar.zst) - 1)) conv=notrunc status=none
run 3 list sum.tar.zst
says "gap[bundle.checksum]" "first.txt" "last.txt"
head -c -8 good.tar.zst >short.tar.zst
run 3 list short.tar.zst
says "gap[bundle.truncated]"
{ cat good.tar.zst; printf junk; } >behind.tar.zst
run 3 list behind.tar.zst
says "gap[bundle.trailing-data]" "first.txt" "last.txt"
{ printf '\120\052\115\030\004\000\000\000skip'; cat good.tar.zst; } >skip.tar.zst
run 0 list --digests skip.tar.zst
{ cat good.tar.zst; printf '\120\052\115\030\004\000\000\000skip'; } >skip.tar.zst
run 0 list skip.tar.zst
says "first.txt" "last.txt"
printf '\050\265\057\375\000\250\001\000\000' >wide.zst # a window of 2 GiB, an empty last block
run 3 list wide.zst
says "gap[bundle.method-unsupported]"

# --- formats that libarchive reads
mkdir in
seq 1000 >in/first.txt
echo last >in/last.txt
(cd in && 7z a -bd ../plain.7z first.txt last.txt >/dev/null)
run 0 list plain.7z
says "plain.7z!/first.txt" "plain.7z!/last.txt"
(cd in && 7z a -bd -psecret ../encrypted.7z first.txt >/dev/null)
run 3 list encrypted.7z
says "gap[bundle.encrypted]" "encrypted.7z!/first.txt"
(cd in && 7z a -bd -psecret -mhe=on ../names.7z first.txt >/dev/null)
run 3 list names.7z
says "gap[bundle.encrypted-names]"
silent_on "(null)"
head -c 300 plain.7z >cut.7z
run 3 list cut.7z
says "gap[bundle.truncated]"
{ cat plain.7z; printf junk; } >behind.7z
run 3 list behind.7z
says "gap[bundle.trailing-data]" "behind.7z!/first.txt"
tars cpio good.cpio
run 0 list good.cpio
says "first.txt" "last.txt"
problem bundle.unsafe-path cpio-unsafe unsafe.cpio
problem bundle.trailing-data cpio-trailing trailing.cpio
printf '2.0\n' >debian-binary
tar czf control.tar.gz -C in first.txt
tar cJf data.tar.xz -C in last.txt
ar rc package.deb debian-binary control.tar.gz data.tar.xz
run 0 list package.deb
says "package.deb!/control.tar.gz!/first.txt" "package.deb!/data.tar.xz!/last.txt"
printf 'hsqs%0100d' 0 >image.squashfs
run 3 list image.squashfs
says "gap[bundle.method-unsupported]"

# --- volumes
mkdir volumes
7z a -bd -v1k -mx0 volumes/a.7z in/first.txt >/dev/null
split -b 4000 good.tar volumes/b.tar.
run 3 list volumes
says "gap[bundle.multi-volume]: a.7z.001" "gap[bundle.multi-volume]: a.7z.002" \
    "gap[bundle.multi-volume]: b.tar.aa" "b.tar.aa!/first.txt"
silent_on "bundle.volume-missing"
rm volumes/a.7z.002
run 3 list volumes
says "gap[bundle.volume-missing]" "volume 2 of it is not here"
run 3 list volumes/a.7z.001
says "gap[bundle.volume-missing]" "gap[bundle.multi-volume]"

# --- limits: each ends one thing, and the rest is examined
tars zeros zeros.tar
gzip -k zeros.tar
run 3 list --max-ratio 100 zeros.tar.gz
says "gap[bundle.ratio-limit]" "first.txt" "last.txt"
tars sparse sparse.tar
run 3 list sparse.tar
says "gap[bundle.ratio-limit]" "huge.bin" "first.txt" "last.txt"
run 3 list --max-expand 1M zeros.tar
says "gap[bundle.size-limit]: zeros.tar!/zeros.bin" "gap[bundle.size-limit]: zeros.tar!/last.txt"
tars many many.tar
run 3 list --max-entries 20 many.tar
says "gap[bundle.count-limit]" "f19.txt"
silent_on "f20.txt"
tars nest-5 nest.tar
run 3 list --max-depth 3 nest.tar
says "gap[bundle.depth-limit]" "first.txt" "last.txt"
run 0 list --max-depth 6 nest.tar
# each layer keeps to its ratio, together they do not
python3 - <<'PYTHON'
import gzip
block = b"".join(b"%d," % i for i in range(3000))
with open("inner", "wb") as file:
    file.write(gzip.compress(block * 8000, 9, mtime=0))
with open("layers.gz", "wb") as file:
    file.write(gzip.compress(open("inner", "rb").read() * 2, 9, mtime=0))
PYTHON
run 3 list layers.gz
says "gap[bundle.ratio-limit]" "all containers together"
run 3 list --time-limit 1s --max-ratio 1000000000 --max-expand 1000G sparse.tar
says "gap[time.limit]"

# --- the same names, whatever the locale
tars names names.tar
(cd in && 7z a -bd ../umlaut.7z first.txt >/dev/null)
for file in names.tar umlaut.7z good.cpio; do
    LC_ALL=C.UTF-8 "$ASSAY" list -f json "$file" >one.json || true
    LC_ALL=C "$ASSAY" list -f json "$file" >two.json || true
    LC_ALL=POSIX LANG=en_US.ISO-8859-1 "$ASSAY" list -f json "$file" >three.json || true
    if ! cmp one.json two.json || ! cmp one.json three.json; then
        fail "the locale changes the names of $file"
    fi
done
grep -q path_b64 one.json || "$ASSAY" list -f json names.tar | grep -q path_b64 ||
    fail "a name that is not UTF-8 is kept as it is"

# --- a name that promises an archive: an empty file, a page that says why the download failed; what DVC
# or git-lfs keeps elsewhere is no such thing
mkdir named && : >named/release.tar.gz && echo "404 not found" >named/weights.zip && printf 'a,b\n1,2\n' >named/last.csv
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 12\n' 7 >named/kept.zip
run 3 check --fail-on critical named
says "gap[bundle.bad-header]: release.tar.gz: its name says gz, but it is empty" \
    "weights.zip: its name says zip, but no archive is in it"
silent_on "kept.zip: its name"
run 3 list named
says "last.csv"

# --- data sets whose rows nobody read are told, wherever they stand
printf 'COL1\000\001\002\003COL1' >rows.parquet && tar cf rows.tar rows.parquet && mkdir unread && mv rows.* unread
run 3 check --fail-on critical unread
says "gap[data.format-unread]: rows.parquet" "rows.tar!/rows.parquet: its rows were not read"
run 0 check --fail-on critical --allow-gap data.format-unread unread
run 0 explain data.format-unread

# --- a tar behind other bytes, under any name: opened and told; the bytes in front are examined as they are
mkdir behind && echo inside >inside.txt && tar cf inside.tar inside.txt
{ head -c 1000 /dev/zero | tr '\0' J && cat inside.tar; } >behind/picture.bin
{ printf 'AKIA%s is here\n' QWERTYUIOPASDFGH && cat inside.tar; } >behind/notes.tar
{ seq 30000 && cat inside.tar; } >behind/farther.txt # a magic is found anywhere
python3 - <<'END2' # headers as they were before ustar: no magic, anywhere, without a single zero
data = b"inside\n"
def header(fill):
    block = bytearray(fill * 512)
    block[:10] = b"inside.txt"
    block[100:156] = b"000644 \0" b"000000 \0" b"000000 \0" + b"%011o " % len(data) + b"00000000000 " + b" " * 8
    block[156:157] = b"0"
    if fill != b"\0":
        block[10:100] = b"/" * 90
        block[100:156] = block[100:156].replace(b"\0", b" ")
    block[148:156] = b"%06o  " % sum(block) if fill != b"\0" else b"%06o\0 " % sum(block)
    return bytes(block)
for name, fill in ("v7", b"\0"), ("blank", b" "):
    open(f"behind/{name}.txt", "wb").write(b"a line of text\n" * 77 + header(fill) + data.ljust(512, b"\0") + bytes(1024))
    open(f"behind/{name}-numbers.txt", "wb").write(b"0000 1234 7654 " * 777 + header(fill) + data.ljust(512, b"\0") + bytes(1024))
sums = bytearray(header(b"\0"))
sums[20] = ord("x")
open("behind/no-sum.txt", "wb").write(b"a line of text\n" * 77 + sums + data + b" 0000000 0000644 0000000 " * 999)
END2
(cd behind && tar cf ../behind.tar picture.bin)
run 3 list behind
says "picture.bin!/inside.txt" "gap[bundle.hidden-entry]: picture.bin: a tar stands behind" \
    "notes.tar!/inside.txt"
silent_on "its name says tar"
for name in v7 v7-numbers blank blank-numbers farther; do
    grep -q "$name.txt!/inside.txt" out || fail "a tar behind other bytes, not found: $name"
done
silent_on "no-sum.txt!/"
run 3 list behind.tar
says "behind.tar!/picture.bin!/inside.txt"
run 3 list -j4 -f json behind
cp out four.json
run 3 list -j1 -f json behind
cmp -s out four.json || fail "threads show"
