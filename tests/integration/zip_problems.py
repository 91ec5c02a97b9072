#!/usr/bin/env python3
"""Zips that lie, each made by hand, and what assay must say of it.

zip_problems.py make DIR          writes the files and DIR/cases.json
zip_problems.py list DIR          prints for each case its name, exit code and flags
zip_problems.py check DIR CASE    compares the listing in JSON on standard input with what is wanted
zip_problems.py costly DIR        writes files that are cheap to make and dear to read
zip_problems.py behind DIR        writes images with a zip behind them that most programs refuse
zip_problems.py far DIR           writes zips with more behind them than most programs look through
zip_problems.py model FILE SIZE   writes a model of that size that ends as a zip
"""
import hashlib
import json
import os
import struct
import sys
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../conformance"))
import handmade_archives

FINE = b"nothing is wrong with this one\n"
EVIL = b"this is what somebody wanted to hide\n"


def deflate(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


class Entry:
    """One entry; whatever is given in `local` or `central` stands in that header alone."""

    def __init__(self, name, data=FINE, method=0, flags=0, extra=b"", packed=None, mode=0o100644,
                 local=None, central=None, descriptor=None, at=None, disk=0):
        self.data = packed if packed is not None else deflate(data) if method == 8 else data
        self.common = dict(name=name, method=method, flags=flags, extra=extra, crc=zlib.crc32(data),
                           packed=len(self.data), plain=len(data))
        self.local = {**self.common, **(local or {})}
        self.central = {**self.common, **(central or {})}
        self.descriptor, self.mode, self.at, self.disk = descriptor, mode, at, disk

    def front(self):
        h = self.local
        name = h["name"].encode() if isinstance(h["name"], str) else h["name"]
        return struct.pack("<4s5H3I2H", b"PK\3\4", 20, h["flags"], h["method"], 0, 33, h["crc"],
                           h["packed"], h["plain"], len(name), len(h["extra"])) + name + h["extra"] \
            + self.data + (self.descriptor or b"")

    def record(self, offset):
        h = self.central
        name = h["name"].encode() if isinstance(h["name"], str) else h["name"]
        return struct.pack("<4s6H3I5H2I", b"PK\1\2", 0x0314, 20, h["flags"], h["method"], 0, 33,
                           h["crc"], h["packed"], h["plain"], len(name), len(h["extra"]), 0,
                           self.disk, 0, self.mode << 16,
                           offset if self.at is None else self.at) + name + h["extra"]


def end(count, size, offset, comment=b"", disk=0, directory_disk=0, here=None):
    return struct.pack("<4s4H2IH", b"PK\5\6", disk, directory_disk, count if here is None else here,
                       count, size, offset, len(comment)) + comment


def build(entries, between=None, prefix=b"", comment=b"", shift=True, named=None, **fields):
    """`between` is put in front of the entry of that number; `named` are those in the directory."""
    out, offsets = bytearray(prefix), []
    for i, entry in enumerate(entries):
        out += (between or {}).get(i, b"")
        offsets.append(len(out) - (0 if shift else len(prefix)))
        out += entry.front()
    out += (between or {}).get(len(entries), b"")
    start = len(out)
    wanted = range(len(entries)) if named is None else named
    for i in wanted:
        out += entries[i].record(offsets[i])
    size = len(out) - start
    fields.setdefault("offset", start - (0 if shift else len(prefix)))
    return bytes(out) + end(len(list(wanted)), size, comment=comment, **fields)


def wide_end(data, needs=45, own=44, **fields):
    """The same zip with the longer end record in front of its own."""
    at = data.rindex(b"PK\5\6")
    disk, directory_disk, here, count, size, offset = struct.unpack("<4H2I", data[at + 4:at + 20])
    record = dict(disk=disk, directory_disk=directory_disk, here=here, count=count, size=size,
                  offset=offset)
    record.update(fields)
    long = struct.pack("<4sQ2H2I4Q", b"PK\6\6", own, 45, needs, record["disk"],
                       record["directory_disk"], record["here"], record["count"], record["size"],
                       record["offset"]) + b"\0" * (own - 44)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, at, 1)
    return data[:at] + long + locator + data[at:]


CASES = {}


def case(name, data, gaps, items, flags=(), exit=3):
    """gaps: (id, path in the zip or "" for the zip itself); items: (name, content), at least."""
    assert name not in CASES, name
    CASES[name] = dict(data=data, gaps=sorted(gaps), exit=exit, flags=list(flags),
                       items=[(k, hashlib.sha256(v).hexdigest()) for k, v in items])


def cases():
    a, z = Entry("a.txt"), Entry("z.txt", method=8)
    both = [("a.txt", FINE), ("z.txt", FINE)]

    case("fine", build([a, z]), [], both, exit=0)
    case("fine-comment", build([a, z], comment=b"a word on this zip"), [], both, exit=0)
    case("fine-wide", wide_end(build([a, z])), [], both, exit=0)
    case("fine-prefix-line", build([a, z], prefix=b"#!/usr/bin/env python3\n"), [], both, exit=0)
    case("fine-padding", build([a, z], between={1: b"\0" * 100}), [], both, exit=0)
    stream = dict(flags=8, local=dict(crc=0, packed=0, plain=0))
    tail = struct.pack("<3I", zlib.crc32(FINE), len(FINE), len(FINE))
    case("fine-descriptors", build([Entry("a.txt", descriptor=b"PK\7\10" + tail, **stream),
                                    Entry("z.txt", descriptor=tail, **stream)]), [], both, exit=0)
    case("fine-unicode-name", build([
        Entry("caf_.txt", extra=struct.pack("<2HBI", 0x7075, 5 + 9, 1, zlib.crc32(b"caf_.txt"))
              + "café.txt".encode())]), [], [("café.txt", FINE)], exit=0)

    case("duplicate-name", build([a, Entry("a.txt", EVIL), z]),
         [("bundle.duplicate-name", "a.txt")], both)
    one = Entry("n0000.txt")
    many = [one] + [Entry(f"n{i:04}.txt", at=0) for i in range(1, 3000)]
    data = one.front() + z.front()
    directory = b"".join(e.record(0) for e in many) + z.record(len(one.front()))
    case("overlap", data + directory + end(3001, len(directory), len(data)),
         # the first thousand one by one, the others as a number
         [("bundle.overlap", f"n{i:04}.txt") for i in range(1, 1001)] + [("bundle.overlap", "")]
         + [("bundle.header-mismatch", f"n{i:04}.txt") for i in range(1, 1001)]
         + [("bundle.header-mismatch", "")],
         [("n0000.txt", FINE), ("n2999.txt", FINE), ("z.txt", FINE)])
    inner = Entry("inner.txt", EVIL)
    outer = b"a text, then " + inner.front()
    case("overlap-inside", overlap_inside(outer, inner), [("bundle.overlap", "inner.txt")],
         [("a.txt", FINE), ("z.txt", outer), ("inner.txt", EVIL)])
    case("hidden-entry", build([a, Entry("hidden.txt", EVIL), z], named=[0, 2]),
         [("bundle.hidden-entry", "hidden.txt")], [*both, ("hidden.txt", EVIL)])
    case("hidden-bytes", build([a, z], between={1: EVIL}), [("bundle.hidden-entry", "")], both)
    case("hidden-prefix", build([a, z], prefix=b"\x7fELF" + b"\1" * 5000),
         [("bundle.hidden-entry", "")], both)
    case("hidden-prefix-unmoved", build([a, z], prefix=b"MZ" + b"\1" * 5000, shift=False),
         [("bundle.hidden-entry", "")], both)
    case("hidden-prefix-image", build([a, z], prefix=b"\x89PNG\r\n\x1a\n" + b"\2" * 500000),
         [("bundle.hidden-entry", "")], both)
    case("hidden-in-folder", build([a, Entry("folder/", EVIL), z]),
         [("bundle.hidden-entry", "folder/")], [*both, ("folder/", EVIL)])
    evil = dict(name="evil.pkl", method=8, crc=zlib.crc32(EVIL), packed=len(deflate(EVIL)), plain=len(EVIL))
    nothing = dict(crc=0, packed=0, plain=0)
    case("hidden-behind-folder", build([a, Entry("folder/", packed=deflate(EVIL), local=evil,
                                                 central=nothing), z]),
         [("bundle.hidden-entry", "evil.pkl")], [*both, ("evil.pkl", EVIL)])
    case("hidden-behind-folder-streamed", build([
        a, Entry("folder/", packed=deflate(EVIL), local={**evil, **nothing, "flags": 8}, central=nothing,
                 descriptor=struct.pack("<4s3I", b"PK\7\10", evil["crc"], evil["packed"], evil["plain"])), z]),
         [("bundle.hidden-entry", "evil.pkl")], [*both, ("evil.pkl", EVIL)])
    case("header-mismatch-name", build([a, Entry("shown.txt", EVIL, local=dict(name="real.sh")), z]),
         [("bundle.header-mismatch", "shown.txt")], [*both, ("shown.txt", EVIL)])
    packed = deflate(EVIL)
    case("header-mismatch-method",
         build([a, Entry("m.txt", packed, local=dict(method=8, crc=zlib.crc32(EVIL), plain=len(EVIL))), z]),
         [("bundle.header-mismatch", "m.txt")], [*both, ("m.txt", packed), ("m.txt", EVIL)])
    case("header-mismatch-size", build([a, Entry("m.txt", EVIL + FINE,
                                                 central=dict(packed=len(EVIL), plain=len(EVIL),
                                                              crc=zlib.crc32(EVIL))), z]),
         [("bundle.header-mismatch", "m.txt"), ("bundle.hidden-entry", "")],
         [*both, ("m.txt", EVIL), ("m.txt", EVIL + FINE)])
    case("header-mismatch-sum", build([a, Entry("m.txt", EVIL, local=dict(crc=1)), z]),
         [("bundle.header-mismatch", "m.txt")], [*both, ("m.txt", EVIL)])
    case("header-mismatch-descriptor",
         build([a, Entry("m.txt", EVIL, flags=8, local=dict(crc=0, packed=0, plain=0),
                         descriptor=b"PK\7\10" + tail), z]),
         [("bundle.header-mismatch", "m.txt"), ("bundle.hidden-entry", "")], [*both, ("m.txt", EVIL)])
    case("header-mismatch-unicode", build([
        a, Entry("shown.txt", EVIL, extra=struct.pack("<2HBI", 0x7075, 5 + 7, 1, zlib.crc32(b"shown.txt"))
                 + b"real.sh"), z]),
        [("bundle.header-mismatch", "real.sh")], [*both, ("real.sh", EVIL)])
    case("header-mismatch-count", build([a, z], here=5).replace(
        struct.pack("<2H", 5, 2), struct.pack("<2H", 5, 5)), [("bundle.header-mismatch", "")], both)
    case("header-mismatch-ends", wide_end(build([a, z]), count=7, here=7),
         [("bundle.header-mismatch", ""), ("bundle.header-mismatch", "")], both)
    case("ambiguous-end", build([a, z], comment=build([inner])),
         [("bundle.ambiguous-end", ""), ("bundle.hidden-entry", "a.txt"),
          ("bundle.hidden-entry", "z.txt"), ("bundle.hidden-entry", "")],
         [*both, ("inner.txt", EVIL)])
    case("ambiguous-mark", build([a, z], comment=b"see PK\5\6" + b"\0" * 30),
         [("bundle.ambiguous-end", "")], both)
    case("ambiguous-end64", two_wide_ends(a, z, inner),
         [("bundle.ambiguous-end", ""), ("bundle.hidden-entry", "inner.txt"),
          ("bundle.hidden-entry", "")], [*both, ("inner.txt", EVIL)])
    case("trailing-data", build([a, z]) + EVIL, [("bundle.trailing-data", "")], both)
    case("trailing-folders", build([a, z]) + (b"x" + Entry("d/", b"").front()) * 1500,
         [("bundle.trailing-data", "")] * 1001, both) # and not one for each 33 bytes
    case("trailing-folders-count", build([a, z]) + (b"x" + Entry("d/", b"").front()) * 1500,
         [("bundle.trailing-data", "")] * 19 + [("bundle.count-limit", "")], both,
         flags=["--max-entries", "20"])
    case("trailing-in-entry", build([a, Entry("t.txt", method=8, packed=deflate(FINE) + EVIL), z]),
         [("bundle.trailing-data", "t.txt")], [*both, ("t.txt", FINE)])
    long = Entry("cut.bin", bytes(range(256)) * 300)
    case("truncated", build([a, z, long])[:5000],
         [("bundle.truncated", ""), ("bundle.truncated", "cut.bin")], both)
    case("truncated-directory", build([a, long, z])[:-30], [("bundle.truncated", "")],
         [*both, ("cut.bin", long.data)])
    bundle = build([inner])
    def streamed(name, data, **more):
        e = Entry(name, data, flags=8, local=dict(crc=0, packed=0, plain=0), **more)
        e.descriptor = struct.pack("<4s3I", b"PK\7\10", zlib.crc32(data), len(e.data), len(data))
        return e
    entries = [streamed("a.txt", FINE), streamed("s.zip", bundle), streamed("z.txt", FINE, method=8),
               streamed("cut.bin", long.data)]
    case("truncated-descriptors", build(entries)[:-200], [("bundle.truncated", "")],
         [*both, ("s.zip", bundle), ("s.zip!inner.txt", EVIL), ("cut.bin", long.data)])
    entries = [a, Entry("s.zip", bundle), z]
    case("truncated-inner", build(entries)[:-100],
         [("bundle.truncated", ""), ("bundle.hidden-entry", "a.txt"), ("bundle.hidden-entry", "s.zip"),
          ("bundle.hidden-entry", "z.txt"), ("bundle.trailing-data", "")],
         [*both, ("inner.txt", EVIL), ("s.zip", bundle), ("s.zip!inner.txt", EVIL)])
    case("checksum", build([a, Entry("bad.txt", EVIL, local=dict(crc=7), central=dict(crc=7)), z]),
         [("bundle.checksum", "bad.txt")], [*both, ("bad.txt", EVIL)])
    case("encrypted", build([a, Entry("key.bin", EVIL, flags=1), Entry("aes.bin", EVIL, method=99, flags=1),
                             z]),
         [("bundle.encrypted", "aes.bin"), ("bundle.encrypted", "key.bin")], both)
    hidden = build([a, z])
    at = hidden.index(b"PK\1\2")
    masked = hidden[:at] + bytes(b ^ 0x5a for b in hidden[at:hidden.rindex(b"PK\5\6")]) \
        + hidden[hidden.rindex(b"PK\5\6"):]
    case("encrypted-names", wide_end(masked, needs=62, own=72), [("bundle.encrypted-names", "")], both)
    case("multi-volume", b"PK\7\10" + a.front() + z.front() + Entry("cut.bin", bytes(5000)).front()[:900],
         [("bundle.multi-volume", ""), ("bundle.truncated", "cut.bin")], both)
    case("volume-missing", volumes(),
         [("bundle.multi-volume", ""), ("bundle.volume-missing", "gone.bin")], both)
    case("method-unsupported", build([a, Entry("old.bin", EVIL, method=1), Entry("ppmd.bin", EVIL, method=98),
                                      z]),
         [("bundle.method-unsupported", "old.bin"), ("bundle.method-unsupported", "ppmd.bin")], both)
    case("bad-header-place", build([a, Entry("far.txt", EVIL, at=0x7fffffff), z]),
         [("bundle.bad-header", "far.txt"), ("bundle.hidden-entry", "far.txt"),
          ("bundle.duplicate-name", "far.txt")], [*both, ("far.txt", EVIL)])
    case("bad-header-local", build([a, Entry("odd.txt", EVIL, at=3), z], named=[0, 1, 2]),
         [("bundle.bad-header", "odd.txt"), ("bundle.hidden-entry", "odd.txt"),
          ("bundle.duplicate-name", "odd.txt")],
         [*both, ("odd.txt", EVIL)])
    broken = bytearray(build([a, z]))
    broken[broken.rindex(b"PK\1\2")] = 0
    case("bad-header-record", bytes(broken), [("bundle.bad-header", ""), ("bundle.hidden-entry", "z.txt"),
                                              ("bundle.hidden-entry", "")], both)
    case("bad-header-end", build([a, z], offset=0x00ffffff).replace(b"PK\1\2", b"PK\1\3"),
         [("bundle.bad-header", "")], both)
    case("bad-header-name", build([a, Entry(b"nul\0.txt", EVIL), z]),
         [("bundle.bad-header", "nul\0.txt")], both)
    case("bad-header-zip64", build([a, Entry("lie.txt", EVIL, central=dict(
        plain=0xffffffff, extra=struct.pack("<2HI", 1, 4, 9))), z]),
         [("bundle.bad-header", ""), ("bundle.hidden-entry", "lie.txt"), ("bundle.hidden-entry", "z.txt"),
          ("bundle.hidden-entry", "")], [*both, ("lie.txt", EVIL)])
    case("bad-size", build([a, Entry("lie.txt", EVIL, central=dict(plain=0xffffffff)), z]),
         [("bundle.header-mismatch", "lie.txt")] * 2, [*both, ("lie.txt", EVIL)])
    wide = struct.pack("<2H2Q", 1, 16, 2**64 - 1, 2**64 - 1)
    case("bad-size-wide", build([a, Entry("lie.txt", EVIL, central=dict(
        plain=0xffffffff, packed=0xffffffff, extra=wide)), z]),
         [("bundle.header-mismatch", "lie.txt"), ("bundle.overlap", "z.txt"),
          ("bundle.overlap", "lie.txt")], [*both, ("lie.txt", EVIL)])
    case("unsafe-path", build([a, Entry("../up.txt", EVIL), Entry("/abs.txt", EVIL), Entry("../dir/", b""), z]),
         [("bundle.unsafe-path", "../dir/"), ("bundle.unsafe-path", "../up.txt"),
          ("bundle.unsafe-path", "/abs.txt")], [*both, ("../up.txt", EVIL), ("/abs.txt", EVIL)])
    case("link-escape", build([a, Entry("out", b"../../etc/passwd", mode=0o120777),
                               Entry("in", b"a.txt", method=8, mode=0o120777), z]),
         [("bundle.link-escape", "out")], both)
    case("special-entry", build([a, Entry("dev", b"", mode=0o060644), Entry("pipe", b"", mode=0o010644), z]),
         [("bundle.special-entry", "dev"), ("bundle.special-entry", "pipe")], both)
    case("ratio-limit", build([a, Entry("bomb.bin", bytes(5000000), method=8), z]),
         [("bundle.ratio-limit", "bomb.bin")], both, flags=["--max-ratio", "100"])
    case("size-limit", build([a, Entry("big.bin", bytes(5000000), method=8), z]),
         [("bundle.size-limit", "big.bin"), ("bundle.size-limit", "z.txt")], [("a.txt", FINE)],
         flags=["--max-expand", "1M"])
    case("count-limit", build([a, z] + [Entry(f"{i}.txt") for i in range(20)]),
         [("bundle.count-limit", "")], both, flags=["--max-entries", "10"])


def overlap_inside(outer, inner):
    """An entry in the stored bytes of another one."""
    a, z = Entry("a.txt"), Entry("z.txt", outer)
    data = a.front() + z.front()
    directory = a.record(0) + z.record(len(a.front())) + inner.record(data.index(inner.front()))
    return data + directory + end(3, len(directory), len(data))


def two_wide_ends(a, z, inner):
    """The locator leads to one record, and another stands in front of it with a directory of its own."""
    first = wide_end(build([a, z]))
    cut = first.rindex(b"PK\6\7")
    hidden = inner.front()
    directory = inner.record(cut)
    second = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, len(directory),
                         cut + len(hidden))
    return first[:cut] + hidden + directory + second + first[cut:cut + 20] \
        + end(0xffff, 0xffffffff, 0xffffffff)


def volumes():
    """The last volume of two: one entry stands in the first."""
    a, z, gone = Entry("a.txt", disk=1), Entry("z.txt", method=8, disk=1), Entry("gone.bin", EVIL, at=4)
    data = a.front() + z.front()
    directory = gone.record(4) + a.record(0) + z.record(len(a.front()))
    return data + directory + end(3, len(directory), len(data), disk=1, directory_disk=1)


def make(folder):
    cases()
    for name, wanted in CASES.items():
        with open(os.path.join(folder, name + ".zip"), "wb") as out:
            out.write(wanted.pop("data"))
    with open(os.path.join(folder, "cases.json"), "w", encoding="utf-8") as out:
        json.dump(CASES, out)


def costly(folder):
    """Files of a megabyte or two that cost a careless reader hours."""
    endless = Entry("a", b"", flags=8).front()
    files = {
        "marks.zip": endless + b"PK" * (1 << 20),
        "headers.zip": endless + b"PK\3\4" * (1 << 19),
    }
    # thousands of records, which point to two headers that are as long as headers may be
    field = struct.pack("<2HBI", 0x7075, 5, 1, zlib.crc32(b"n" * 65535))
    long = Entry(b"n" * 65535, b"", extra=field * 7281)
    fine = Entry("fine.txt")
    data = fine.front() + long.front() + b"\1" * 300000 + long.front()
    second = data.rindex(b"PK\3\4")
    records = fine.record(0) + b"".join(
        Entry("a", b"", at=at).record(0) for at in [len(fine.front()), second] * 10000)
    files["fields.zip"] = data + records + end(20001, len(records), len(data))
    packed = deflate(bytes(range(256)) * 4000) * 20
    twin = Entry("twin.bin", packed=packed, flags=8, local=dict(method=8, crc=0, packed=0, plain=0))
    records = twin.record(0) * 1000
    files["twins.zip"] = twin.front() + records + end(1000, len(records), len(twin.front()))
    for name, content in files.items():
        with open(os.path.join(folder, name), "wb") as out:
            out.write(content)


SYSTEM = b"cposix\nsystem\n(S'true'\ntR."


def behind(folder):
    """Each has evil.pkl, which a program that looks no closer at the end finds."""
    image = b"\x89PNG\r\n\x1a\n" + b"\0\1" * 1000
    fine = build([Entry("evil.pkl", SYSTEM)], prefix=image)
    at = fine.rindex(b"PK\5\6")
    disk, directory_disk, here, count, size, offset = struct.unpack("<4H2I", fine[at + 4:at + 20])
    data = fine[:at]
    files = {
        "count-none": end(0, size, offset),
        "size-none": end(count, 0, offset),
        "other-disk": end(count, size, offset, disk=3, directory_disk=1),
        "long-comment": end(count, size, offset)[:-2] + b"\xff\xff",
        "thousand-marks": end(count, size, offset, comment=b"PK\5\6" * 10000),
    }
    files = {name: data + more for name, more in files.items()}
    # the last one leads to the directory; one in front of it ends better and leads nowhere
    last = data[offset:] + end(count, size, offset + 22)[:-2] + b"\xff\xff"
    files["cut-behind"] = data[:offset] + end(1, 1, 1)[:-2] + struct.pack("<H", len(last)) + last
    for name, content in files.items():
        with open(os.path.join(folder, name + ".png"), "wb") as out:
            out.write(content)
    behind_containers(folder, build([Entry("evil.pkl", SYSTEM)]))


def far(folder):
    """More stands behind the end than most programs look through."""
    junk = b"more than any comment\n" * 4000
    plain = build([Entry("evil.pkl", SYSTEM)])
    prefixed = build([Entry("evil.pkl", SYSTEM)], prefix=b"no magic at all " * 700)
    files = {
        "front": plain + junk,  # begins as a zip, whatever it is called
        "front-large": plain + junk * 40,
        "false-end": plain + junk + end(7, 700, 70),  # and an end that leads nowhere
        "inside.zip": prefixed + junk,
        "inside-large.whl": prefixed + junk * 40,
        "skipped.zip": bytes.fromhex("28b52ffd 2005 290000") + b"fine\n"
                       + struct.pack("<2I", 0x184d2a50, len(plain) + len(junk)) + plain + junk,
        "skipped-lz4.zip": bytes.fromhex("04224d18 604082 05000080") + b"fine\n" + bytes(4)
                           + struct.pack("<2I", 0x184d2a50, len(plain) + len(junk)) + plain + junk,
    }
    for name, content in files.items():
        with open(os.path.join(folder, name), "wb") as out:
            out.write(content)


def behind_containers(folder, hidden):
    skipped = struct.pack("<2I", 0x184d2a50, len(hidden)) + hidden
    files = {
        "skipped.zst": bytes.fromhex("28b52ffd 2005 290000") + b"fine\n" + skipped,
        "skipped.lz4": bytes.fromhex("04224d18 604082 05000080") + b"fine\n" + bytes(4) + skipped,
        "behind.a": b"!<arch>\n%-16s%-12d%-6d%-6d%-8o%-10d`\n" % (b"fine.txt/", 0, 0, 0, 0o100644, 6)
                    + b"fine!\n" + hidden,
    }
    for name, content in files.items():
        with open(os.path.join(folder, name), "wb") as out:
            out.write(content)
    for kind, write in handmade_archives.WRITERS.items():
        if kind == "rpm":
            continue
        path = os.path.join(folder, "behind." + kind.replace(" ", "-"))
        write(path, [("fine.txt", FINE)])
        with open(path, "ab") as out:
            out.write(hidden)
    with open(os.path.join(folder, "behind.rar-5"), "rb") as rar, \
            open(os.path.join(folder, "long.rar"), "wb") as out:
        out.write(rar.read()[:-len(hidden)] + os.urandom(600000) + hidden)


def model(path, size):
    hidden = build([Entry("evil.pkl", SYSTEM)])
    header = b'{"t":{"dtype":"U8","shape":[%d],"data_offsets":[0,%d]}}'
    room = size - 8 - 200
    head = (header % (room, room)).ljust(200)
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(head)) + head + bytes(room - len(hidden)) + hidden)


def check(folder, seen_folder):
    """What was seen of each case: SEEN_FOLDER/NAME is the list of its zip."""
    with open(os.path.join(folder, "cases.json"), encoding="utf-8") as text:
        cases = json.load(text)
    for name, wanted in cases.items():
        with open(os.path.join(seen_folder, name), encoding="utf-8") as text:
            check_one(name, wanted, json.load(text))


def check_one(name, wanted, seen):
    inner = {("!".join(item["path"][1:]), item["sha256"]) for item in seen["items"]}
    gaps = sorted([gap["id"], "!".join(gap["path"][1:])] for gap in seen["gaps"])
    wrong = [f"{path} with {digest} is no item" for path, digest in wanted["items"]
             if (path, digest) not in inner]
    if gaps != wanted["gaps"]:
        wrong += [f"gap {g} is missing" for g in wanted["gaps"] if g not in gaps]
        wrong += [f"gap {g} was not wanted" for g in gaps if g not in wanted["gaps"]]
        wrong += ["the gaps differ in number"]
    if "" not in {path for path, _ in inner}:
        wrong += ["the zip itself is no item"]
    if wrong:
        sys.exit(f"{name}: " + "\n    ".join(wrong[:20]))


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2])
    elif sys.argv[1] == "costly":
        costly(sys.argv[2])
    elif sys.argv[1] == "model":
        model(sys.argv[2], int(sys.argv[3]))
    elif sys.argv[1] == "behind":
        behind(sys.argv[2])
    elif sys.argv[1] == "far":
        far(sys.argv[2])
    elif sys.argv[1] == "list":
        with open(os.path.join(sys.argv[2], "cases.json"), encoding="utf-8") as cases_file:
            for case_name, case_wanted in json.load(cases_file).items():
                print(case_name, case_wanted["exit"], *case_wanted["flags"])
    else:
        check(sys.argv[2], sys.argv[3])
