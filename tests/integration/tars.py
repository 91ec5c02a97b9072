"""Archives that are wrong in one way each, with a member `first.txt` before and `last.txt` behind.

tars.py KIND FILE
"""

import bz2
import gzip
import lzma
import sys


def member(name, data=b"", kind=b"0", link="", size=None, pax=None):
    """One member as ustar writes it, with whatever size is wanted."""
    name = name if isinstance(name, bytes) else name.encode()
    block = bytearray(512)
    block[: len(name)] = name
    block[100:136] = b"0000644\0" b"0000000\0" b"0000000\0" + b"%011o\0" % (
        len(data) if size is None else size
    )
    block[136:148] = b"00000000000\0"
    block[148:156] = b" " * 8
    block[156:157] = kind
    block[157 : 157 + len(link)] = link.encode()
    block[257:265] = b"ustar\00000"
    block[148:156] = b"%06o\0 " % sum(block)
    head = b""
    if pax:
        records = b""
        for key, value in pax.items():
            text = f" {key}={value}\n".encode()
            length = len(text) + len(str(len(text)))
            length += len(str(length)) != len(str(len(text)))
            records += str(length).encode() + text
        head = member("pax", records, b"x")
    return head + bytes(block) + data + b"\0" * (-len(data) % 512)


FIRST = member("first.txt", b"first\n")
LAST = member("last.txt", b"last\n")
END = b"\0" * 1024


def resized(block, field):
    """A header whose size is `field`, with a sum that holds."""
    block = bytearray(block)
    block[124:136] = field.ljust(12, b"\0")
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def around(*middle, end=END):
    return FIRST + b"".join(middle) + LAST + end


def damaged(data, at):
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def cpio(*names):
    def one(name, data):
        return (
            b"070701" + b"%08x" * 13
            % (1, 0o100644, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0)
            + name + b"\0" + b"\0" * (-(111 + len(name)) % 4) + data + b"\0" * (-len(data) % 4)
        )

    return b"".join(one(name, b"text\n") for name in names) + one(b"TRAILER!!!", b"")


def old(name):
    """A member as tars had them before there was a magic."""
    block = bytearray(member(name, b"text\n"))
    block[257:265] = bytes(8)
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block[:512])
    return bytes(block)


def sized(data):
    """LZMA alone with its size in the header, as the LZMA SDK writes it; the end mark may stay."""
    return data[:5] + len(GOOD).to_bytes(8, "little") + data[13:]


GOOD = around(member("middle.txt", b"middle\n" * 1000))
KINDS = {
    "good": lambda: GOOD,
    "unsafe-path": lambda: around(member("../up.txt", b"up"), member("/abs.txt", b"abs")),
    "link-escape": lambda: around(member("out", kind=b"2", link="../../etc/passwd")),
    "special-entry": lambda: around(member("pipe", kind=b"6"), member("disk", kind=b"4")),
    "duplicate-name": lambda: around(member("twice.txt", b"1"), member("twice.txt", b"2")),
    "hidden-entry": lambda: around(member("folder/", b"in the folder", kind=b"5")),
    "header-mismatch": lambda: around(member("two.txt", b"12", size=1, pax={"size": 2})),
    "long-and-pax": lambda: around(member("long", b"long.txt\0", kind=b"L")
                                   + member("plain.txt", b"12", pax={"path": "pax.txt"})),
    "long-and-pax-link": lambda: around(member("long", b"one\0", kind=b"K")
                                        + member("link", kind=b"2", pax={"linkpath": "two"})),
    "long-and-pax-same": lambda: around(member("long", b"pax.txt\0", kind=b"L")
                                        + member("plain.txt", b"12", pax={"path": "pax.txt"})),
    "sparse-and-path": lambda: around(member("sparse.bin", b"12", pax={
        "GNU.sparse.major": 0, "GNU.sparse.minor": 1, "GNU.sparse.name": "shown.bin",
        "GNU.sparse.size": 2, "GNU.sparse.map": "0,2", "path": "other.bin"})),
    "sparse-of-gnu": lambda: around(member("sparse.bin", b"12", pax={
        "GNU.sparse.major": 0, "GNU.sparse.minor": 1, "GNU.sparse.name": "d/shown.bin",
        "GNU.sparse.size": 2, "GNU.sparse.map": "0,2", "path": "d/GNUSparseFile.1/shown.bin"})),
    "sparse-not-of-gnu": lambda: around(member("sparse.bin", b"12", pax={
        "GNU.sparse.major": 0, "GNU.sparse.minor": 1, "GNU.sparse.name": "d/shown.bin",
        "GNU.sparse.size": 2, "GNU.sparse.map": "0,2", "path": "d/GNUSparseFile.1/other.bin"})),
    "bad-header": lambda: around(damaged(member("middle.txt", b"1"), 3)),
    "bad-pax": lambda: around(*[member("pax", b"bad", b"x")] * 1500),
    "long-pax": lambda: around(member("pax", b"8388608 comment=".ljust((8 << 20) - 1, b".") + b"\n"
                                      + b"20 path=renamed.txt\n", b"x"), member("middle.txt", b"1")),
    "long-name": lambda: around(member("middle.txt", b"1", pax={"path": "n" * 70000})),
    "bad-extension": lambda: around(resized(member("pax", b"", b"x"), b"no number"),
                                    member("middle.txt", b"1")),
    "truncated": lambda: GOOD[:-1024],
    "cut": lambda: FIRST + LAST + member("middle.txt", b"m" * 5000)[:3000],
    "trailing-data": lambda: FIRST + END + b"junk" * 200 + b"\0" * 224 + LAST + END,
    "multi-volume": lambda: around(member("part.txt", b"rest", kind=b"M")),
    "sparse": lambda: around(
        member("huge.bin", b"x" * 512, pax={
            "GNU.sparse.major": 0, "GNU.sparse.minor": 1, "GNU.sparse.name": "huge.bin",
            "GNU.sparse.size": 4 << 40, "GNU.sparse.map": f"0,256,{(4 << 40) - 256},256"})),
    "gzip-checksum": lambda: damaged(gzip.compress(GOOD, mtime=0), -6),
    "gzip-length": lambda: damaged(gzip.compress(GOOD, mtime=0), -1),
    "gzip-trailing": lambda: gzip.compress(GOOD, mtime=0) + b"junk",
    "gzip-padded": lambda: gzip.compress(GOOD, mtime=0) + b"\0" * 100,
    "gzip-members": lambda: gzip.compress(GOOD[:700], mtime=0) + gzip.compress(GOOD[700:], mtime=0),
    "gzip-truncated": lambda: gzip.compress(GOOD, mtime=0)[:-10],
    "gzip-header": lambda: gzip.compress(GOOD, mtime=0) + b"\x1f\x8b\x08\xe0" + b"\0" * 20,
    "xz-trailing": lambda: lzma.compress(GOOD) + b"junk",
    "xz-truncated": lambda: lzma.compress(GOOD)[:-40],
    "xz-checksum": lambda: damaged(lzma.compress(GOOD), 60),
    "bzip2-trailing": lambda: bz2.compress(GOOD) + b"junk",
    "bzip2-truncated": lambda: bz2.compress(GOOD)[:-10],
    "bzip2-checksum": lambda: damaged(bz2.compress(GOOD), 11),
    "no-name": lambda: old(b"") + old(b"first.txt") + old(b"last.txt") + END,
    "zero-first": lambda: b"\0" * 512 + GOOD,
    "zeros-first": lambda: END + GOOD,
    "lzma-sized": lambda: sized(lzma.compress(GOOD, format=lzma.FORMAT_ALONE)),
    "lzma-plain": lambda: lzma.compress(GOOD, format=lzma.FORMAT_ALONE, filters=[
        {"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16, "lc": 0}]),
    "cpio": lambda: cpio(b"first.txt", b"last.txt"),
    "cpio-trailing": lambda: cpio(b"first.txt", b"last.txt") + b"\0" * 100 + cpio(b"unseen.txt"),
    "cpio-unsafe": lambda: cpio(b"first.txt", b"../up.txt", b"last.txt"),
    "names": lambda: around(
        member("ä.txt".encode(), b"1"), member(b"\xff\xfe.txt", b"2"), member(b"a\x1b[2J.txt", b"3")),
    "many": lambda: b"".join(member(f"f{i}.txt", b"x") for i in range(50)) + END,
    "zeros": lambda: around(member("zeros.bin", b"\0" * (30 << 20))),
}


def nest(depth):
    data = around()
    for i in range(depth):
        data = around(member(f"inner{i}.tar", data))
    return data


def main():
    kind, path = sys.argv[1:]
    data = nest(int(kind[5:])) if kind.startswith("nest-") else KINDS[kind]()
    with open(path, "wb") as file:
        file.write(data)


if __name__ == "__main__":
    main()
