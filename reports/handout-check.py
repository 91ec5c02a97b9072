#!/usr/bin/env python3
"""check.py KEY.pem - checks this folder with Python's standard library and openssl alone.

KEY.pem is the public key of the log, from its owner, by a way that does not pass through this folder.
Exit status 1, with a reason, when anything does not hold.
"""
import base64
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def sha(data):
    return hashlib.sha256(data).digest()


def fail(why):
    sys.exit("DOES NOT HOLD: " + why)


def openssl(*words, data=None):
    return subprocess.run(["openssl", *map(str, words)], input=data, capture_output=True)


def signed_by(key, message, signature):
    """Ed25519, or ECDSA with the digest of its curve."""
    about = openssl("pkey", "-pubin", "-in", key, "-noout", "-text_pub").stdout
    with tempfile.TemporaryDirectory() as folder:
        message_file, signature_file = pathlib.Path(folder, "message"), pathlib.Path(folder, "signature")
        message_file.write_bytes(message)
        signature_file.write_bytes(signature)
        if b"ED25519" in about:
            done = openssl("pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", key, "-in", message_file,
                           "-sigfile", signature_file)
        else:
            digest = "-sha384" if b"P-384" in about else "-sha512" if b"P-521" in about else "-sha256"
            done = openssl("dgst", digest, "-verify", key, "-signature", signature_file, message_file)
    return done.returncode == 0


def check_note(note, key):
    text, lines = note.rsplit(b"\n\n", 1)
    text += b"\n"
    origin, size, root = text.decode().split("\n")[:3]
    for line in lines.decode().splitlines():
        dash, name, signature = line.split(" ")
        signature = base64.b64decode(signature, validate=True)
        if name == origin and len(signature) == 68 and signed_by(key, text, signature[4:]):
            return int(size), base64.b64decode(root, validate=True)
    fail("the checkpoint is not signed by this key")


def node(left, right):
    return sha(b"\x01" + left + right)


def root_of(index, size, leaf, path):
    """RFC 9162 section 2.1.3.2."""
    last, hash_ = size - 1, leaf
    if index >= size:
        fail("entry %d of %d" % (index, size))
    for sibling in path:
        if last == 0:
            fail("the proof of entry %d is too long" % index)
        if index & 1 or index == last:
            hash_ = node(sibling, hash_)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            hash_ = node(hash_, sibling)
        index, last = index >> 1, last >> 1
    return hash_ if last == 0 else None


def tree(leaves):
    if len(leaves) == 1:
        return leaves[0]
    left = 1 << (len(leaves) - 1).bit_length() - 1
    return node(tree(leaves[:left]), tree(leaves[left:]))


def check_entry(index, raw, keys):
    envelope = json.loads(raw)
    kind, body = envelope["payloadType"].encode(), base64.b64decode(envelope["payload"], validate=True)
    signature, = envelope["signatures"]
    if (HERE / "entries" / ("%d.json" % index)).read_bytes() != body:
        fail("entries/%d.json is not what entry %d says" % (index, index))
    statement = json.loads(body)
    predicate = statement["predicate"]
    if statement["predicateType"].endswith("/ledger-key/v1") and predicate["event"] == "add":
        der = openssl("pkey", "-pubin", "-outform", "DER", data=predicate["key"].encode()).stdout
        keys.setdefault(sha(der).hex(), predicate["key"])
    if signature["keyid"] not in keys:
        fail("entry %d is signed by a key that no entry before it added" % index)
    pem = HERE / "keys" / (signature["keyid"] + ".pem")
    if pem.read_text() != keys[signature["keyid"]]:
        fail("%s is not the key that was added" % pem.name)
    pae = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(body), body)
    if not signed_by(pem, pae, base64.b64decode(signature["sig"], validate=True)):
        fail("the signature of entry %d" % index)
    return statement["predicateType"].split("/")[-2], predicate.get("time", "")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    key = pathlib.Path(sys.argv[1])
    checkpoint = (HERE / "checkpoint").read_bytes()
    size, root = check_note(checkpoint, key)
    print("checkpoint: %d entries, root %s, signed by the key of the log" % (size, root.hex()))

    entries = {int(path.stem): path.read_bytes() for path in (HERE / "entries").glob("*.entry")}
    leaves, keys = {}, {}
    for index in sorted(entries):
        leaves[index] = sha(b"\x00" + entries[index])
        head, note = (HERE / "proofs" / ("%d.tlog-proof" % index)).read_bytes().split(b"\n\n", 1)
        lines = head.decode().split("\n")
        if lines[:2] != ["c2sp.org/tlog-proof@v1", "index %d" % index] or note != checkpoint:
            fail("proofs/%d.tlog-proof is of something else" % index)
        path = [base64.b64decode(line, validate=True) for line in lines[2:]]
        if root_of(index, size, leaves[index], path) != root:
            fail("entry %d is not in the log that was signed" % index)
        kind, time = check_entry(index, entries[index], keys)
        print("entry %d: %s %s" % (index, kind, time))
    if len(entries) == size:
        if tree([leaves[i] for i in range(size)]) != root:
            fail("the entries do not give the root")
        for path in (HERE / "checkpoints").iterdir():
            text = path.read_text().split("\n")
            if tree([leaves[i] for i in range(int(text[1]))]) != base64.b64decode(text[2]):
                fail("history was rewritten before size " + text[1])
        print("these are all entries, and every earlier checkpoint is a beginning of them")
    else:
        print("these are %d of %d entries; the others are not here" % (len(entries), size))

    count = 0
    for path in sorted((HERE / "objects").rglob("*")):
        if path.is_file():
            if sha(path.read_bytes()).hex() != path.parent.name + path.name:
                fail("%s is not what its name says" % path.relative_to(HERE))
            count += 1
    print("%d objects are what their names say" % count)
    print((HERE / "erased.txt").read_text(), end="")
    print("ALL HOLDS")


main()
