"""Makes bad input for the integration tests: make.py KIND FILE. Python's standard library only."""

import io
import json
import lzma
import os
import pickle
import struct
import sys
import tarfile
import zipfile


def safetensors(shape=(2, 2), claim=None, cut=None):
    size = 4
    for n in shape:
        size *= n
    header = json.dumps({"w": {"dtype": "F32", "shape": list(shape), "data_offsets": [0, size]}})
    data = struct.pack("<Q", len(header) if claim is None else claim) + header.encode() + bytes(size)
    return data[:cut]


def gguf(tensors=0, cut=None):
    def text(value):
        return struct.pack("<Q", len(value)) + value.encode()
    pairs = text("general.architecture") + struct.pack("<I", 8) + text("llama")
    data = b"GGUF" + struct.pack("<IQQ", 3, tensors, 1) + pairs
    return data[:cut]


def npy(header="{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }", rows=3):
    head = header.encode() + b" " * (117 - len(header)) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head + bytes(8 * rows)


class Runs:
    """Loading the pickle of this would run a command; here it is only written."""

    def __reduce__(self):
        return (os.system, ("echo this was run",))


def dangerous():
    return pickle.dumps({"weights": [1.0, 2.0], "hook": Runs()})


def encrypted_zip():
    # The standard library cannot encrypt: the flag bit says that the entry is.
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:
        bundle.writestr("open.txt", "in the open\n")
        bundle.writestr("keys.bin", "0123456789ab" + "secret words")
    data = bytearray(out.getvalue())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.rindex(mark)
        data[place + at] |= 1
    return bytes(data)


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bundle:
        bundle.writestr("small.txt", "before\n")
        bundle.writestr("zeros.bin", bytes(64 << 20))
        bundle.writestr("after.txt", "after\n")
    return out.getvalue()


def traversal():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as bundle:
        for name in ("../../etc/passwd", "/absolute.txt", "fine.txt"):
            info = tarfile.TarInfo(name)
            info.size = 5
            bundle.addfile(info, io.BytesIO(b"bytes"))
        link = tarfile.TarInfo("link")
        link.type = tarfile.SYMTYPE
        link.linkname = "../../../etc/shadow"
        bundle.addfile(link)
        fifo = tarfile.TarInfo("fifo")
        fifo.type = tarfile.FIFOTYPE
        bundle.addfile(fifo)
    return out.getvalue()


def matryoshka(depth=20):
    data = b"the innermost\n"
    for level in range(depth):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as bundle:
            bundle.writestr(f"level{level}.zip" if level else "inner.txt", data)
        data = out.getvalue()
    return data


def folder_with_content():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("empty/", b"")
        bundle.writestr("full/", dangerous())
    return out.getvalue()


def torch():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:
        bundle.writestr("archive/data.pkl", dangerous())
        bundle.writestr("archive/version", "3\n")
        bundle.writestr("archive/data/0", bytes(16))
    return out.getvalue()


KINDS = {
    "safetensors": safetensors,
    "safetensors-cut": lambda: safetensors(cut=-5),
    "safetensors-lies": lambda: safetensors(claim=1 << 60),
    "gguf": gguf,
    "gguf-cut": lambda: gguf(cut=30),
    "gguf-lies": lambda: gguf(tensors=(1 << 64) - 1),
    "npy": npy,
    "npy-lies": lambda: npy(rows=1),
    "npy-nonsense": lambda: npy(header="{'descr': __import__('os')}"),
    "pickle-dangerous": dangerous,
    "pickle-cut": lambda: dangerous()[:-3],
    "pickle-safe": lambda: pickle.dumps({"weights": [1.0, 2.0]}),
    "torch": torch,
    "zip-encrypted": encrypted_zip,
    "lzma": lambda: lzma.compress(dangerous(), format=lzma.FORMAT_ALONE),
    "zip-bomb": bomb,
    "zip-folder": folder_with_content,
    "zip-nested": matryoshka,
    "tar-traversal": traversal,
    "tar-cut": lambda: traversal()[:1000],
}

with open(sys.argv[2], "wb") as target:
    target.write(KINDS[sys.argv[1]]())
