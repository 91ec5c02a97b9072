#!/usr/bin/env python3
"""What the owner of a log can sign although assay would not: appends one entry with openssl alone.

ledger_forge.py LEDGER LOG.pem SIGNER.pem [ORIGIN] <STATEMENT
The folder is made where it is missing, under the name ORIGIN; with ORIGIN on an existing one only the
newest checkpoint has that name. Keys are Ed25519. Up to 255 entries.
"""

import base64
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile


def sha(data):
    return hashlib.sha256(data).digest()


def openssl(*words):
    return subprocess.run(["openssl", *words], check=True, capture_output=True).stdout


def public(key):
    return openssl("pkey", "-in", key, "-pubout", "-outform", "DER")


def sign(key, message):
    with tempfile.NamedTemporaryFile() as file:
        file.write(message)
        file.flush()
        return openssl("pkeyutl", "-sign", "-rawin", "-inkey", key, "-in", file.name)


def b64(data):
    return base64.b64encode(data).decode()


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def entry(signer, statement):
    kind = b"application/vnd.in-toto+json"
    pae = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(statement), statement)
    signature = {"keyid": sha(public(signer)).hex(), "sig": b64(sign(signer, pae))}
    return canonical({"payload": b64(statement), "payloadType": kind.decode(), "signatures": [signature]})


def tree(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else sha(b"")
    left = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\x01" + tree(leaves[:left]) + tree(leaves[left:]))


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def main():
    ledger, log, signer = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    statement = canonical(json.load(sys.stdin))
    bundle, leaves, origin, size = b"", b"", "", 0
    if (ledger / "checkpoint").exists():
        lines = (ledger / "checkpoint").read_text().split("\n")
        origin, size = lines[0], int(lines[1])
        bundle = (ledger / f"tile/entries/000.p/{size}").read_bytes()
        leaves = (ledger / f"tile/0/000.p/{size}").read_bytes()
    if len(sys.argv) > 4:
        origin = sys.argv[4]
    new = entry(signer, statement)
    bundle += len(new).to_bytes(2, "big") + new
    leaves += sha(b"\0" + new)
    size += 1
    root = tree([leaves[i:i + 32] for i in range(0, len(leaves), 32)])
    text = f"{origin}\n{size}\n{b64(root)}\n"
    name = sha(f"{origin}\n\x01".encode() + public(log)[-32:])[:4]
    note = f"{text}\n\u2014 {origin} {b64(name + sign(log, text.encode()))}\n".encode()
    write(ledger / f"tile/entries/000.p/{size}", bundle)
    write(ledger / f"tile/0/000.p/{size}", leaves)
    write(ledger / f"checkpoints/{size}", note)
    write(ledger / "checkpoint", note)


main()
