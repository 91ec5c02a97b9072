"""Parquet files in few lines: texts in plain pages of one row group, and ways to spoil them."""

import struct


def varint(value):
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def field(last, number, kind, body):
    return bytes([(number - last) << 4 | kind]) + body


def fields(*members):
    """A struct of (id, type, encoded value)."""
    out, last = b"", 0
    for number, kind, body in members:
        out += field(last, number, kind, body)
        last = number
    return out + b"\0"


def integer(value):
    return varint(value * 2 if value >= 0 else -value * 2 - 1)


def text(value):
    return varint(len(value)) + value


def items(kind, values):
    head = bytes([len(values) << 4 | kind]) if len(values) < 15 else bytes([0xF0 | kind]) + varint(len(values))
    return head + b"".join(values)


I32, I64, BINARY, LIST, STRUCT = 5, 6, 8, 9, 12


def parquet(columns, rows, encrypted=(), broken=(), huge=(), wrong_sum=()):
    """columns: {name: [text, ...]}; names in `encrypted`, `broken` (its bytes), `huge` (its page's size), `wrong_sum`."""
    out, chunks = b"PAR1", []
    for name, cells in columns.items():
        page = b"".join(struct.pack("<I", len(cell)) + cell for cell in cells)
        header = fields((1, I32, integer(0)), (2, I32, integer(2**31 - 1 if name in huge else len(page))),
                        (3, I32, integer(len(page))), *([(4, I32, integer(7))] if name in wrong_sum else []),
                        (5, STRUCT, fields((1, I32, integer(len(cells))), (2, I32, integer(0)), (3, I32, integer(3)),
                                           (4, I32, integer(3)))))
        if name in broken:
            page = b"\xff" * len(page)
        meta = fields((1, I32, integer(6)), (2, LIST, items(I32, [integer(0)])), (3, LIST, items(BINARY, [text(name)])),
                      (4, I32, integer(0)), (5, I64, integer(len(cells))), (6, I64, integer(len(page))),
                      (7, I64, integer(len(header) + len(page))), (9, I64, integer(len(out))))
        crypto = [(8, STRUCT, fields())] if name in encrypted else []
        chunks.append(fields((2, I64, integer(len(out))), (3, STRUCT, meta), *crypto))
        out += header + page
    schema = [fields((4, BINARY, text(b"schema")), (5, I32, integer(len(columns))))]
    schema += [fields((1, I32, integer(6)), (3, I32, integer(0)), (4, BINARY, text(name)), (6, I32, integer(0)))
               for name in columns]
    group = fields((1, LIST, items(STRUCT, chunks)), (2, I64, integer(len(out))), (3, I64, integer(rows)))
    footer = fields((1, I32, integer(1)), (2, LIST, items(STRUCT, schema)), (3, I64, integer(rows)),
                    (4, LIST, items(STRUCT, [group])), (6, BINARY, text(b"parquet_write.py")))
    return out + footer + struct.pack("<I", len(footer)) + b"PAR1"
