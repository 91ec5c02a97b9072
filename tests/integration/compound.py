"""Compound files and the records of workbooks in them, byte by byte: what no program writes, too."""
import struct

FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SHORT = 64


def compound(streams, version=3, spread=1, more_tables=False):
    """A file with {"a/b": bytes}; storages are made as they are named. Streams of less than 4096 bytes lie in short sectors.

    spread: a stream's sectors stand so many sectors apart, others in between; more_tables: as many sectors of the table as
    its header has no room for.
    """
    size = 512 if version == 3 else 4096
    names = ["Root Entry"]
    for path in streams:
        for depth in range(1, path.count("/") + 2):
            part = "/".join(path.split("/")[:depth])
            if part not in names:
                names.append(part)
    sectors, following = [], {}

    def place(data):
        chunks = [data[i:i + size].ljust(size, b"\0") for i in range(0, len(data), size)]
        numbers = [len(sectors) + i * spread for i in range(len(chunks))]
        sectors.extend([b"\0" * size] * (numbers[-1] + 1 - len(sectors)) if chunks else [])
        for i, (number, chunk) in enumerate(zip(numbers, chunks)):
            sectors[number] = chunk
            following[number] = numbers[i + 1] if i + 1 < len(numbers) else END
        return numbers[0] if numbers else END

    shorts, short_next, first = b"", [], {}
    for path, data in streams.items():
        if 0 < len(data) < 4096:
            count = (len(data) + SHORT - 1) // SHORT
            first[path] = len(short_next)
            short_next += [len(short_next) + i + 1 for i in range(count - 1)] + [END]
            shorts += data.ljust(count * SHORT, b"\0")
        else:
            first[path] = place(data)
    short_at = place(shorts)
    short_table = place(struct.pack(f"<{len(short_next)}I", *short_next).ljust((len(short_next) * 4 + size - 1) // size * size, b"\xff"))
    entries = b""
    for i, name in enumerate(names):
        of = [j for j, other in enumerate(names) if j and ("/".join(other.split("/")[:-1]) or "Root Entry") == name]
        beside = [j for j, other in enumerate(names) if j > i > 0 and other.split("/")[:-1] == name.split("/")[:-1]]
        label = name.split("/")[-1].encode("utf-16-le") + b"\0\0"
        kind = 5 if i == 0 else 2 if name in streams else 1
        at, length = (short_at, len(shorts)) if i == 0 else (first.get(name, 0), len(streams.get(name, b"")))
        entries += label.ljust(64, b"\0") + struct.pack("<HBBIII", len(label), kind, 1, FREE, beside[0] if beside else FREE, of[0] if of else FREE) + \
            bytes(36) + struct.pack("<IQ", at, length)
    directory = place(entries.ljust((len(entries) + size - 1) // size * size, b"\0"))
    words = size // 4
    if more_tables:
        sectors.extend([b"\0" * size] * (109 * words + 2 - len(sectors)))
    tables = chained = 0
    while tables * words < len(sectors) + tables + chained:
        tables += 1
        chained = max(0, tables - 109 + words - 2) // (words - 1)
    numbers = [len(sectors) + i for i in range(tables)]
    extra = [len(sectors) + tables + i for i in range(chained)]
    following.update({number: TABLE for number in numbers} | {number: 0xFFFFFFFC for number in extra})
    table = [following.get(i, FREE) for i in range(tables * words)]
    sectors += [struct.pack(f"<{words}I", *table[i * words:][:words]) for i in range(tables)]
    for i in range(chained):
        part = numbers[109 + i * (words - 1):][:words - 1]
        sectors.append(struct.pack(f"<{words}I", *part, *[FREE] * (words - 1 - len(part)), extra[i + 1] if i + 1 < chained else END))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<5H6x", 0x3E, version, 0xFFFE, 9 if version == 3 else 12, 6) + struct.pack(
        "<9I", 0 if version == 3 else 1, tables, directory, 0, 4096, short_table, 1 if shorts else 0, extra[0] if extra else END, chained)
    header += struct.pack("<109I", *(numbers[:109] + [FREE] * (109 - len(numbers[:109]))))
    return header.ljust(size, b"\0") + b"".join(sectors)


def record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def text(value, count="<H"):
    """A text as it stands in most records: of two bytes a letter where it needs them."""
    wide = any(ord(letter) > 255 for letter in value)
    return struct.pack(count, len(value)) + bytes([wide]) + value.encode("utf-16-le" if wide else "latin-1")


def bof(kind, version=0x600):
    return record(0x809, struct.pack("<HHHHII", version, kind, 0, 0, 0, 6))


EOF = record(0x0A)


def workbook(sheets, shared=(), before=b"", behind=b""):
    """The stream of a workbook: {name: records of its cells, or (state, type, records)}, texts that they share, records on the whole."""
    parts = {name: sheet if isinstance(sheet, tuple) else (0, 0, sheet) for name, sheet in sheets.items()}
    texts = b"".join(map(text, shared))
    whole = before + (record(0xFC, struct.pack("<II", len(shared), len(shared)) + texts) if shared else b"")
    at = len(bof(5)) + len(whole) + len(EOF) + sum(4 + 6 + len(text(name, "<B")) for name in parts)
    told = body = b""
    for name, (state, kind, records) in parts.items():
        told += record(0x85, struct.pack("<IBB", at + len(body), state, kind) + text(name, "<B"))
        body += bof({0: 0x10, 1: 0x40, 2: 0x20, 6: 0x06}[kind]) + records + EOF
    return bof(5) + told + whole + EOF + body + behind


def shared_cell(row, column, number):
    return record(0xFD, struct.pack("<HHHI", row, column, 15, number))


def number_cell(row, column, number):
    return record(0x203, struct.pack("<HHHd", row, column, 15, number))


def label(row, column, value):
    return record(0x204, struct.pack("<HHH", row, column, 15) + text(value))
