"""Workbooks of Excel in binary form (.xlsb), as [MS-XLSB] has them."""
import io
import struct
import zipfile


def number(value, most):
    out = b""
    while True:
        low, value = value & 127, value >> 7
        out += bytes([low | (128 if value else 0)])
        if not value:
            assert len(out) <= most
            return out


def record(kind, data=b""):
    return (number(kind, 2) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])) + number(len(data), 4) + data


def wide(text):
    data = text.encode("utf-16-le")
    return struct.pack("<I", len(data) // 2) + data


def rk(value):
    """A number in 30 bits, or None."""
    if value == int(value) and abs(value) < 1 << 29:
        return struct.pack("<i", int(value) << 2 | 2)
    if value * 100 == int(value * 100) and abs(value * 100) < 1 << 29:
        return struct.pack("<i", int(value * 100) << 2 | 3)
    real = struct.pack("<d", value)
    return real[4:] if real[:4] == bytes(4) and not real[4] & 3 else None


def cell(column, value, shared, short):
    """One cell; `short`: it stands behind the one before. Values: a text, a number, a truth, the
    code of an error as a byte, ("=", any of them) or None."""
    formula = isinstance(value, tuple)
    value = value[1] if formula else value
    head = (b"" if short else struct.pack("<I", column)) + bytes(4)
    tail = struct.pack("<HI", 0, 3) + b"\x1e\1\0" + bytes(4) if formula else b""
    if value is None:
        kind, data = 1, b""
    elif isinstance(value, bytes):
        kind, data = 11 if formula else 3, value
    elif isinstance(value, bool):
        kind, data = 10 if formula else 4, bytes([value])
    elif isinstance(value, str):
        if formula:
            kind, data = 8, wide(value)
        elif shared is None:
            kind, data = (62, b"\0" + wide(value)) if not short and len(value) % 2 else (6, wide(value))
        else:
            kind, data = 7, struct.pack("<I", shared.setdefault(value, len(shared)))
    else:
        small = None if formula else rk(value)
        kind, data = (2, small) if small else (9 if formula else 5, struct.pack("<d", value))
    return record(kind + (11 if short and kind < 8 else 0), head + data + tail)


def xlsb(rows, shared=True, short=False, sheet_name="People", extra=b""):
    """A workbook of one sheet; `shared`: texts stand in a part of their own."""
    texts = {} if shared else None
    sheet = record(129) + record(145)
    for i, row in enumerate(rows):
        sheet += record(0, struct.pack("<I", i) + bytes(13))
        sheet += b"".join(cell(k, value, texts, short and k > 0) for k, value in enumerate(row))
    parts = {
        "xl/workbook.bin": record(131) + record(143) + record(156, bytes(8) + wide("rId1") + wide(sheet_name)) + record(144) + record(132),
        "xl/worksheets/sheet1.bin": sheet + record(146) + extra + record(130),
    }
    if shared:
        parts["xl/sharedStrings.bin"] = record(159, struct.pack("<2I", len(texts), len(texts))) + \
            b"".join(record(19, b"\0" + wide(text)) for text in texts) + record(160)
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", "<Types/>")
        for name, data in parts.items():
            out.writestr(name, data)
    return box.getvalue()
