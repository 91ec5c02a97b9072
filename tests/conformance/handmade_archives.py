"""Archives of formats that no free program writes, by their published descriptions.

Each writer takes a path and (name, bytes) pairs. Sources: RAR 4 technical note ("technote.txt", RAR 3.93), RAR 5.0
archive format (rarlab.com/technote.htm), Microsoft Cabinet Format ([MS-CAB], 2), LHA header level 1
("LHa for UNIX", header.doc), RPM file format (Linux Standard Base 5.0, 22.2).
"""

import gzip
import struct
import subprocess
import zlib

STAMP = 0x5A21_0000  # of MS-DOS: 2025-01-01 00:00


def rar4(path, files):
    def block(kind, flags, body):
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head

    out = b"Rar!\x1a\x07\x00" + block(0x73, 0, bytes(6))
    for name, data in files:
        name = name.replace("/", "\\").encode()
        out += block(0x74, 0x8000, struct.pack("<IIBIIBBHI", len(data), len(data), 3, zlib.crc32(data), STAMP,
                                               20, 0x30, len(name), 0o100644) + name) + data
    write(path, out + block(0x7B, 0x4000, b""))


def vint(number):
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def rar5(path, files):
    def block(*fields):
        body = b"".join(field if isinstance(field, bytes) else vint(field) for field in fields)
        body = vint(len(body)) + body
        return struct.pack("<I", zlib.crc32(body)) + body

    out = b"Rar!\x1a\x07\x01\x00" + block(1, 0, 0)
    for name, data in files:
        out += block(2, 2, len(data), 4, len(data), 0o100644, struct.pack("<I", zlib.crc32(data)), 0, 1,
                     len(name.encode()), name.encode()) + data
    write(path, out + block(5, 0, 0))


def cab(compressed):
    def make(path, files):
        whole = b"".join(data for _, data in files)
        blocks, window = b"", b""
        pieces = [whole[at:at + 32768] for at in range(0, len(whole), 32768)]
        for piece in pieces:
            packed = piece
            if compressed:  # MSZIP: each block deflated with the last one as its dictionary
                deflate = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=window) if window else zlib.compressobj(
                    9, zlib.DEFLATED, -15)
                packed = b"CK" + deflate.compress(piece) + deflate.flush()
                window = piece
            blocks += struct.pack("<IHH", 0, len(packed), len(piece)) + packed
        entries, at = b"", 0
        for name, data in files:
            entries += struct.pack("<IIHHHH", len(data), at, 0, STAMP >> 16, STAMP & 0xFFFF, 0x20)
            entries += name.replace("/", "\\").encode() + b"\0"
            at += len(data)
        start = 36 + 8 + len(entries)
        write(path, struct.pack("<4sIIIIIBBHHHHH", b"MSCF", 0, start + len(blocks), 0, 44, 0, 3, 1, 1, len(files),
                                0, 7, 0) + struct.pack("<IHH", start, len(pieces), compressed) + entries + blocks)

    return make


def crc16(data):
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
        table.append(value)
    crc = 0
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc


def lha(path, files):
    out = b""
    for name, data in files:
        folder, _, base = name.rpartition("/")
        more = b"\x02" + folder.replace("/", "\xff").encode("latin-1") + b"\xff" if folder else b""
        more = struct.pack("<H", len(more) + 2) + more if more else b""
        head = b"-lh0-" + struct.pack("<IIIBBB", len(data) + len(more), len(data), STAMP, 0x20, 1, len(base))
        head += base.encode() + struct.pack("<HB", crc16(data), ord("U"))
        head += more[:2] if more else b"\0\0"
        out += bytes([len(head), sum(head) & 0xFF]) + head + (more[2:] + b"\0\0" if more else b"") + data
    write(path, out + b"\0")


def rpm(path, files):
    header = b"\x8e\xad\xe8\x01" + bytes(4) + struct.pack(">II", 1, 4) + struct.pack(">IIII", 1000, 4, 0, 1) + bytes(4)
    lead = b"\xed\xab\xee\xdb\x03\x00" + struct.pack(">HH66sHH16s", 0, 1, b"made-1-1", 1, 5, b"")
    names = "\n".join(name for name, _ in files).encode()
    payload = subprocess.run(["cpio", "-o", "-H", "newc", "--quiet"], input=names, stdout=subprocess.PIPE,
                             check=True).stdout
    signature = header + bytes(-len(header) % 8)
    write(path, lead + signature + header + gzip.compress(payload, mtime=0))


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


WRITERS = {"rar 4": rar4, "rar 5": rar5, "cab": cab(0), "cab mszip": cab(1), "lha": lha, "rpm": rpm}
