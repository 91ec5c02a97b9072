"""Data sets of SAS (.sas7bdat) as a machine of 32 or 64 bits writes them, plain and compressed.

The layout is that of "SAS7BDAT Database Binary Format" by M. Shotwell and C. Cummins.
"""
import struct

MAGIC = bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")
MISSING = bytes.fromhex("fffffe0000000000")
SHORTER = 4  # bytes of a number that keeps its first ones alone


def pack_runs(row):
    """COMPRESS=CHAR: runs of blanks, zeros, signs and other bytes, and what lies between."""
    out, copied, at = b"", b"", 0
    fillers = {0x40: 0xD, 0x20: 0xE, 0: 0xF}

    def flush():
        nonlocal out, copied
        while copied:
            piece = copied[:64] if len(copied) < 96 else copied[:96]
            head = bytes([0x20]) if len(piece) == 96 else bytes([0x80 + len(piece) - 1])
            out, copied = out + head + piece, copied[len(piece):]

    while at < len(row):
        byte, run = row[at], 1
        while at + run < len(row) and row[at + run] == byte and run < 4000:
            run += 1
        filler = fillers.get(byte)
        if filler and run >= 2:
            flush()
            many = run > 17
            out += bytes([(filler - 8) << 4 | (run - 17) >> 8, (run - 17) & 255]) if many else bytes([filler << 4 | run - 2])
        elif run >= 3:
            flush()
            out += bytes([0x40 | (run - 18) >> 8, (run - 18) & 255, byte]) if run > 18 else bytes([0xC0 | run - 3, byte])
        else:
            copied += row[at:at + run]
        at += run
    flush()
    return out


def pack_references(row):
    """COMPRESS=BINARY: also what stood in the row before."""
    things, at = [], 0
    while at < len(row):
        run = 1
        while at + run < len(row) and row[at + run] == row[at] and run < 4000:
            run += 1
        if run >= 3:
            low, high = (run - 3, None) if run <= 18 else ((run - 19) & 15, (run - 19) >> 4)
            things.append((True, bytes([low, row[at]] if high is None else [0x10 | low, high, row[at]])))
            at += run
            continue
        size, back = max(((n, at - row.rfind(row[at:at + n], 0, at)) for n in range(3, min(272, len(row) - at + 1))
                          if row.rfind(row[at:at + n], 0, at) >= 0), default=(0, 0))
        size = min(size, back)
        if size >= 3 and back >= 3:
            low, high = (back - 3) & 15, (back - 3) >> 4
            things.append((True, bytes([size << 4 | low, high]) if size < 16 else bytes([0x20 | low, high, size - 16])))
            at += size
            continue
        things.append((False, row[at:at + 1]))
        at += 1
    out = b""
    for i in range(0, len(things), 16):
        some = things[i:i + 16]
        out += struct.pack(">H", sum(0x8000 >> k for k, (is_more, _) in enumerate(some) if is_more)) + b"".join(data for _, data in some)
    return out


class Writer:
    def __init__(self, wide, big, page_size):
        self.order, self.wide, self.page_size = ">" if big else "<", wide, page_size
        self.mark_size = 8 if wide else 4
        self.texts = b""

    def word(self, *values):
        return struct.pack(f"{self.order}{len(values)}{'Q' if self.wide else 'I'}", *values)

    def short(self, *values):
        return struct.pack(f"{self.order}{len(values)}H", *values)

    def mark(self, low):
        if not self.wide:
            return struct.pack(self.order + "I", low)
        return struct.pack(self.order + "Q", low | (0xFFFFFFFF << 32 if low >> 16 == 0xFFFF else 0))

    def text(self, text, block=0):
        """The place of a text, which stands behind eight bytes of its block."""
        at = 8 + len(self.texts)
        self.texts += text + bytes(-len(text) % 4)
        return self.short(block, at, len(text)) if text else self.short(0, 0, 0)

    def page(self, kind, subheaders=(), rows=(), gap=True):
        """Subheaders are (bytes, packing, type) and stand near the end; rows behind their places."""
        places, end, parts = b"", self.page_size - 16, bytes(16)
        for data, packing, what in subheaders:
            end -= len(data)
            parts = data + parts
            places += self.word(end, len(data)) + bytes([packing, what]) + bytes(6 if self.wide else 2)
        begin = bytes(32 if self.wide else 16) + self.short(kind, len(subheaders) + len(rows), len(subheaders), 0) + places
        begin += bytes(4 if rows and gap and len(begin) % 8 == 4 else 0) + b"".join(rows)
        assert len(begin) <= end, "the page is too small"
        return begin.ljust(end, b"\0") + parts

    def file(self, pages, release=b"9.0401M6"):
        gap = 4 if self.wide else 0
        head = MAGIC + bytes([0x33 if self.wide else 0x22, 0, 0, 0x33 if gap else 0x22, 0, 1 if self.order == "<" else 0])
        head = head.ljust(70, b"\0") + bytes([20])
        head = head.ljust(92, b"\0") + b"PEOPLE".ljust(64) + b"DATA    "
        head = head.ljust(196 + gap, b"\0") + struct.pack(self.order + "2I", 1024, self.page_size) + self.word(len(pages))
        head = head.ljust(216 + gap + (4 if self.wide else 0), b"\0") + release
        return head.ljust(1024, b"\0") + b"".join(pages)

    def number(self, value, width=8):
        bits = MISSING if value is None else struct.pack(">d", value)
        return bits[:width] if self.order == ">" else bits[:width][::-1]


def sas7bdat(columns, rows, wide=True, big=False, packing=None, mixed=False, later=False, told=None, release=b"9.0401M6", deleted=0, page_size=4096):
    """`columns` are (name, label, format, width), a width of 0 for a number, below 0 for a shorter one. `packing` is None,
    "runs" or "references"; `mixed`: rows beside subheaders; `later`: labels and formats in a page behind the rows."""
    w = Writer(wide, big, page_size)
    described, at = [], 0
    for name, label, form, width in columns:
        size = width if width > 0 else SHORTER if width < 0 else 8
        described.append((w.text(name.encode()), at, size, 2 if width > 0 else 1))
        at += size
    how = w.text({"runs": b"SASYZCRL", "references": b"SASYZCR2", None: b""}[packing])
    first, w.texts = w.texts, w.texts if not later else b""
    formats = [w.mark(0xFFFFFBFE).ljust(46 if wide else 34, b"\0") + w.text(form.encode(), int(later)) + w.text(label.encode(), int(later)) + bytes(6)
               for _, label, form, _ in columns]
    last, first = w.texts, first if later else w.texts
    data = [b"".join(value.encode().ljust(size) if kind == 2 else w.number(value, size) for value, (_, _, size, kind) in zip(row, described))
            for row in rows]
    size = 808 if wide else 480
    row_size = (w.mark(0xF7F7F7F7) + bytes(4 * len(w.word(0))) + w.word(at, len(rows) if told is None else told)).ljust(9 * len(w.word(0)), b"\0")
    row_size = (row_size + w.word(len(columns), 0)).ljust(15 * len(w.word(0)), b"\0")
    row_size = (row_size + w.word(len(rows) if mixed else 0)).ljust(size - 118, b"\0") + how
    plain = [row_size.ljust(size, b"\0"), w.mark(0xF6F6F6F6) + w.word(len(columns), 0), w.mark(0xFFFFFC00) + bytes(200)]
    around = bytes(w.mark_size + 4)
    def texts(block):
        return w.mark(0xFFFFFFFD) + w.short(len(block) + 8) + bytes(6) + block
    plain += [texts(first), w.mark(0xFFFFFFFF) + bytes(8) + b"".join(place + bytes(2) for place, *_ in described) + around,
              w.mark(0xFFFFFFFC) + bytes(8) + b"".join(w.word(at) + struct.pack(w.order + "I", size) + bytes(2) + bytes([kind, 0])
                                                       for _, at, size, kind in described) + around]
    plain += [] if later else formats
    subheaders = [(part, 0, 0) for part in plain]
    packed = [(pack(row), 5 if i < deleted else 4, 1) for pack in [{"runs": pack_runs, "references": pack_references}.get(packing)] if pack
              for i, row in enumerate(data)]
    if packing:  # a row that does not get shorter stands as it is
        packed = [one if len(one[0]) < at else (row, 0, 1) for one, row in zip(packed, data)]
    if packing:
        pages = [w.page(0x0000, subheaders), w.page(0x4000, packed), w.page(0x9000)]
    elif mixed:
        pages = [w.page(0x0200, subheaders, data, release != b"9.0000M0")]
    else:
        half = len(data) // 2
        pages = [w.page(0x0000, subheaders), w.page(0x0100, rows=data[:half]), w.page(0x0180, rows=data[half:])]
    if later:
        pages.append(w.page(0x0400, [(texts(last), 0, 0)] + [(part, 0, 0) for part in formats]))
    return w.file(pages, release)
