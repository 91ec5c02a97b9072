"""Archives with a text beside their members, one file for each place that a format has for it: see archive_headers.sh."""

import bz2
import gzip
import hashlib
import lzma
import os
import struct
import subprocess
import sys
import zlib

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "conformance"))
import handmade_archives as made

KEY = b"aws_access_key_id = AKIAQYLPMN5HFIQR7XYA "
FILES = [("a", b"one\n"), ("b", b"two, and longer\n" * 99)]


def rpm_header(entries):
    index, store = b"", b""
    for tag, kind, data, count in entries:
        index += struct.pack(">IIII", tag, kind, len(store), count)
        store += data
    return b"\x8e\xad\xe8\x01" + bytes(4) + struct.pack(">II", len(entries), len(store)) + index + store


def rpm(description=b"words", script=b"exit 0", changelog=b"words", signature=b"words", lead=b"", padding=b"",
        compress=gzip.compress, payload=None, behind=b"", store=b""):
    STRING, ARRAY = 6, 8
    name = (b"made-1-1\0" + lead).ljust(66, b"\0")
    head = b"\xed\xab\xee\xdb\x03\x00" + struct.pack(">HH66sHH16s", 0, 1, name, 1, 5, b"")
    signed = rpm_header([(1000, 4, bytes(4), 1), (62, STRING, signature + b"\0", 1)])
    signed += padding.ljust(-len(signed) % 8, b"\0")[:-len(signed) % 8]
    main = rpm_header([(1000, STRING, b"made\0", 1), (1005, STRING, description + b"\0", 1),
                       (1023, STRING, script + b"\0", 1), (1082, ARRAY, changelog + b"\0", 1), (63, 7, store, len(store))])
    return head + signed + main + compress(payload or CPIO) + behind


def cpio(name=b"", pad=b"", header=b"0" * 8, between=b"", end=b""):
    out = b""
    for title, data in [("a", b"one\n!")] + [("b", b"two\n")] + [("TRAILER!!!", b"")]:
        last = title == "TRAILER!!!"
        title = title.encode() + b"\0" + (b"" if last else name)
        head = b"070701" + b"".join(b"%08x" % field for field in (1, 0o100644, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(title)))
        head += b"0" * 8 if last else header
        out += head + title + bytes(-(len(head) + len(title)) % 4) + data
        out += bytes(-len(data) % 4) if last or not pad else pad[:-len(data) % 4]
        out += b"" if last else between
    return out + end + bytes(-len(out + end) % 512)


CPIO = cpio()


def ar(date=b"0", more=b"", names=b""):
    def member(name, data):
        return (name.ljust(16) + date.ljust(12) + b"0     0     100644  " + b"%-10d" % len(data) + b"`\n" + data
                + b"\n" * (len(data) % 2))

    return b"!<arch>\n" + (member(b"//", names) if names else b"") + b"".join(
        member(name.encode() + b"/" + more, data) for name, data in FILES)


def rar4(comment=b"", header=b"", old=b"", method=0x30, old_method=0x30):
    def block(kind, flags, body, data=b""):
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + data

    def file(kind, name, data, more=b"", method=0x30):
        return block(kind, 0x8000, struct.pack("<IIBIIBBHI", len(data), len(data), 3, zlib.crc32(data), made.STAMP, 20, method,
                                               len(name), 0o100644) + name + more, data)

    out = b"Rar!\x1a\x07\x00" + block(0x73, 0, bytes(6))
    if comment:
        out += file(0x7A, b"CMT", comment, method=method)
    if old:
        out += block(0x75, 0, struct.pack("<HBBH", len(old), 15, old_method, 0) + old)
    for name, data in FILES:
        out += file(0x74, name.encode(), data, header)
    return out + block(0x7B, 0x4000, b"")


def rar5(comment=b"", extra=b"", main=b"", unknown=b""):
    def block(*fields):
        body = b"".join(field if isinstance(field, bytes) else made.vint(field) for field in fields)
        body = made.vint(len(body)) + body
        return struct.pack("<I", zlib.crc32(body)) + body

    def record(text):
        return made.vint(1 + len(text)) + made.vint(0x77) + text if text else b""

    extra, main = record(extra), record(main)
    out = b"Rar!\x1a\x07\x01\x00" + (block(1, 1, len(main), 0, main) if main else block(1, 0, 0))
    for name, data in FILES:
        sizes = (3, len(extra)) if extra else (2,)
        out += block(2, *sizes, len(data), 4, len(data), 0o100644, struct.pack("<I", zlib.crc32(data)), 0, 1,
                     len(name.encode()), name.encode(), extra) + data
    if comment:
        out += block(3, 2, len(comment), 4, len(comment), 0, struct.pack("<I", zlib.crc32(comment)), 0, 1, 3, b"CMT") + comment
    if unknown:
        out += block(3, 2, len(unknown), 0, len(unknown), 0, 0, 1, 2, b"XX") + unknown
    return out + block(5, 0, 0)


def cab(head=b"", folder=b"", block=b"", cabinet=b"", unused=b""):
    """One folder as it is; the fields that a packer may reserve, the names of the cabinet before, bytes of no file."""
    data = b"".join(data for _, data in FILES) + unused
    blocks = struct.pack("<IHH", 0, len(data), len(data)) + block + data
    entries, at = b"", 0
    for name, content in FILES:
        entries += struct.pack("<IIHHHH", len(content), at, 0, made.STAMP >> 16, 0, 0x20) + name.encode() + b"\0"
        at += len(content)
    flags = 4 if head or folder or block else 0
    reserve = struct.pack("<HBB", len(head), len(folder), len(block)) + head if flags else b""
    names = cabinet + b"\0disk\0" if cabinet else b""
    flags |= 1 if cabinet else 0
    start = 36 + len(reserve) + len(names) + 8 + len(folder)
    whole = start + len(entries) + len(blocks)
    return (struct.pack("<4sIIIIIBBHHHHH", b"MSCF", 0, whole, 0, start, 0, 3, 1, 1, len(FILES), flags, 7, 0) + reserve + names
            + struct.pack("<IHH", start + len(entries), 1, 0) + folder + entries + blocks)


def lha(level, comment=b"", tail=b""):
    out = b""
    for name, data in FILES:
        name, crc = name.encode(), struct.pack("<H", made.crc16(data))
        more = b"\x3f" + comment if comment else b""
        if level == 0:
            head = b"-lh0-" + struct.pack("<IIIBBB", len(data), len(data), made.STAMP, 0x20, 0, len(name)) + name + crc + tail
            out += bytes([len(head), sum(head) & 0xFF]) + head + data
        elif level == 1:
            first = struct.pack("<H", len(more) + 2) if more else b"\0\0"
            chain = more + b"\0\0" if more else b""
            head = b"-lh0-" + struct.pack("<IIIBBB", len(data) + len(chain), len(data), made.STAMP, 0x20, 1, len(name))
            head += name + crc + b"U" + first
            out += bytes([len(head), sum(head) & 0xFF]) + head + chain + data
        else:
            pieces = [piece for piece in (b"\x01" + name, more, b"\0\0\0") if piece]  # its sum last
            chain = b"".join(struct.pack("<H", len(piece) + 2) + piece for piece in pieces) + b"\0\0"
            head = b"-lh0-" + struct.pack("<IIIBB", len(data), len(data), 1735689600, 0x20, 2) + crc + b"U" + chain + tail
            head = struct.pack("<H", 2 + len(head)) + head
            at = len(head) - len(tail) - 4
            out += head[:at] + struct.pack("<H", made.crc16(head)) + head[at + 2:] + data
    return out + b"\0"


def xar(note=b"", heap=b"", comment=b""):
    """Members as they are, so that they can be read where they stand."""
    files, at = b"", 20
    body = heap.ljust(64, b"\0")
    for name, data in FILES:
        files += (b'<file id="1">%s<data><length>%d</length><offset>%d</offset><size>%d</size>'
                  b'<encoding style="application/octet-stream"/></data><type>file</type><name>%s</name></file>'
                  % (note, len(data), at + len(body), len(data), name.encode()))
        body += data
    toc = b'<?xml version="1.0"?>%s<xar><toc><checksum style="sha1"><size>20</size><offset>0</offset></checksum>%s</toc></xar>' % (
        comment, files)
    packed = zlib.compress(toc)
    return struct.pack(">4sHHQQI", b"xar!", 28, 1, len(packed), len(toc), 1) + packed + hashlib.sha1(packed).digest() + body


def sevenzip(dummy=b"", archive=b"", encoded=False, gap=b""):
    """Members as they are; a property that is skipped, one of the archive, bytes between the members and the list."""
    data = b"".join(data for _, data in FILES)
    names = b"".join(name.encode("utf-16-le") + b"\0\0" for name, _ in FILES)

    def number(value):
        return bytes([value]) if value < 0x80 else bytes([0x80 | value >> 8, value & 255]) if value < 0x4000 else \
            b"\xc0" + struct.pack("<H", value)[:2]

    head = b"\1" + (b"\2\x99" + number(len(archive)) + archive + b"\0" if archive else b"")
    head += b"\4\6\0\1\x09" + number(len(data)) + b"\0"
    head += b"\7\x0b\1\0\1\1\0\x0c" + number(len(data)) + b"\x0a\1" + struct.pack("<I", zlib.crc32(data)) + b"\0"
    head += b"\x08\x0d\2\x09" + number(len(FILES[0][1])) + b"\x0a\1" + b"".join(
        struct.pack("<I", zlib.crc32(content)) for _, content in FILES) + b"\0\0"
    head += b"\5\2" + (b"\x19" + number(len(dummy)) + dummy if dummy else b"")
    head += b"\x11" + number(len(names) + 1) + b"\0" + names + b"\0\0"
    if encoded:
        filters = [{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16, "lc": 3, "lp": 0, "pb": 2}]
        packed = lzma.compress(head, lzma.FORMAT_RAW, filters=filters)
        sizes = len(head), len(packed), zlib.crc32(head)
        head = b"\x17\6" + number(len(data) + len(gap)) + b"\1\x09" + number(len(packed)) + b"\0"
        head += b"\7\x0b\1\0\1\x23\3\1\1\5\x5d\0\0\1\0\x0c" + number(sizes[0]) + b"\x0a\1" + struct.pack("<I", sizes[2]) + b"\0\0"
        body = data + gap + packed
    else:
        body = data + gap
    start = struct.pack("<QQI", len(body), len(head), zlib.crc32(head))
    return b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<I", zlib.crc32(start)) + start + body + head


def gz(flags, field):
    return b"\x1f\x8b\x08" + bytes([flags]) + bytes(4) + b"\0\3" + field + gzip.compress(b"words\n", mtime=0)[10:]


def zstd(data):
    return subprocess.run(["zstd", "-q", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout


CLEAN = {
    "rpm": rpm(), "rpm-zstd": rpm(compress=zstd), "rpm-xz": rpm(compress=lzma.compress), "rpm-lzma": rpm(compress=lambda data: lzma.compress(data, lzma.FORMAT_ALONE)),
    "rpm-bzip2": rpm(compress=bz2.compress), "rpm-plain": rpm(compress=lambda data: data),
    "cpio": cpio(), "ar": ar(), "rar4": rar4(), "rar5": rar5(), "cab": cab(), "cab-reserve": cab(head=bytes(8)),
    "lha0": lha(0), "lha1": lha(1), "lha2": lha(2), "xar": xar(), "7z": sevenzip(), "7z-encoded": sevenzip(encoded=True),
}

# With the key as it is in a member: found there, and once
FILES, KEPT = [("a", KEY + b"\n"), ("b", b"two, and longer\n" * 99)], FILES
MEMBERS = {"rar4": rar4(), "rar5": rar5(), "cab": cab(), "lha0": lha(0), "lha1": lha(1), "lha2": lha(2), "xar": xar(),
           "7z": sevenzip(), "7z-encoded": sevenzip(encoded=True), "ar": ar()}
FILES = KEPT

BESIDE = {
    "rpm-description": rpm(description=KEY), "rpm-script": rpm(script=b"echo " + KEY), "rpm-changelog": rpm(changelog=KEY),
    "rpm-signature": rpm(signature=KEY), "rpm-lead": rpm(lead=KEY), "rpm-store": rpm(store=KEY),
    "rpm-cpio": rpm(payload=cpio(name=KEY)), "rpm-gzip": rpm(compress=lambda data: gz(8, KEY + b"\0")[:10 + len(KEY) + 1]
                                                             + gzip.compress(data, mtime=0)[10:]),
    "rpm-skipped": rpm(compress=lambda data: zstd(data) + struct.pack("<II", 0x184D2A53, len(KEY)) + KEY),
    "rpm-behind": rpm(behind=KEY), "rpm-plain-behind": rpm(compress=lambda data: data, behind=KEY),
    "cpio-name": cpio(name=KEY), "cpio-between": cpio(between=KEY.ljust(44, b"\0")),
    "ar-names": ar(names=b"a-name-that-is-long/\n" + KEY + b"/\n"),
    "rar4-comment": rar4(comment=KEY), "rar4-header": rar4(header=KEY), "rar4-old": rar4(old=KEY),
    "rar5-comment": rar5(comment=KEY), "rar5-extra": rar5(extra=KEY), "rar5-main": rar5(main=KEY), "rar5-unknown": rar5(unknown=KEY),
    "cab-head": cab(head=KEY), "cab-folder": cab(folder=KEY), "cab-block": cab(block=KEY), "cab-cabinet": cab(cabinet=KEY),
    "cab-unused": cab(unused=KEY),
    "lha0-tail": lha(0, tail=b"U" + KEY), "lha1-comment": lha(1, comment=KEY), "lha2-comment": lha(2, comment=KEY),
    "lha2-tail": lha(2, tail=KEY),
    "xar-note": xar(note=b"<note>" + KEY + b"</note>"), "xar-comment": xar(comment=b"<!-- " + KEY + b" -->"), "xar-heap": xar(heap=KEY),
    "7z-dummy": sevenzip(dummy=KEY), "7z-archive": sevenzip(archive=KEY), "7z-gap": sevenzip(gap=KEY),
    "7z-encoded-dummy": sevenzip(dummy=KEY, encoded=True), "7z-encoded-archive": sevenzip(archive=KEY, encoded=True),
    "7z-encoded-gap": sevenzip(gap=KEY, encoded=True),
    "gz-extra": gz(4, struct.pack("<H", len(KEY)) + KEY), "gz-name": gz(8, KEY + b"\0"), "gz-comment": gz(16, KEY + b"\0"),
}

PACKED = {"rar4": rar4(comment=bytes(range(99)), method=0x33), "rar4-old": rar4(old=bytes(range(99)), old_method=0x33)}

for folder, archives in (("packed", PACKED), ("clean", CLEAN), ("members", MEMBERS), ("beside", BESIDE)):
    os.makedirs(folder)
    for name, data in archives.items():
        with open(os.path.join(folder, name), "wb") as out:
            out.write(data)
