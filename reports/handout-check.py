#!/usr/bin/env python3
"""check.py KEY.pem [WITNESSES] - checks this folder with Python's standard library and openssl alone.

KEY.pem is the public key of the log, from its owner, by a way that does not pass through this folder; the
key that it had at an earlier visit will do. WITNESSES is a file of verifier keys of witnesses, one a line,
each of which must have signed a checkpoint. Exit status 1, with a reason, when anything does not hold.
"""
import sys

if not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    del sys.path[0]  # this folder: a module that lies here must not take the place of Python's own

import base64
import functools
import hashlib
import json
import pathlib
import re
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
SPKI_ED25519 = bytes.fromhex("302a300506032b6570032100")  # RFC 8410: the 32 bytes of the key follow
ROLES = {"ledger-key": "log", "erasure": "log", "inventory": "entry", "assessment": "entry",
         "provenance": "entry", "attestation": "approve", "waiver": "approve", "release": "approve",
         "rollback": "approve", "incident": "approve", "withdrawal": "approve"}
OBJECTS = {"inventory": ("inventory", "manifest"), "assessment": ("assessment",), "signature": ("bundle",)}
held = set()  # names of files that were held to what is signed


def sha(data):
    return hashlib.sha256(data).digest()


def b64(text):
    """Only as an encoder writes it: two texts for the same bytes would hide that one was changed."""
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw) != (text if isinstance(text, bytes) else text.encode()):
        fail("base64 that says more than its bytes")
    return raw


def shown(text):
    """On one line, whatever somebody called a file."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def fail(why):
    sys.exit("DOES NOT HOLD: " + shown(why))


def read(name):
    """A file of this folder, whose content the caller holds to what is signed."""
    try:
        content = (HERE / name).read_bytes()
    except OSError as failure:
        fail("%s cannot be read: %s" % (name, failure.strerror))
    held.add(name)
    return content


def files(folder, form=".*"):
    """Names of files; those of another form than the log's own are nothing that it says."""
    names = sorted(str(path.relative_to(HERE)) for path in (HERE / folder).rglob("*") if not path.is_dir())
    return [name for name in names if re.fullmatch(form, name, re.DOTALL)]


def check_kinds():
    for path in HERE.rglob("*"):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            fail("%s is no file of its own: what it leads to can be another tomorrow" % path.relative_to(HERE))


def openssl(*words, data=None):
    return subprocess.run(["openssl", *map(str, words)], input=data, capture_output=True)


@functools.lru_cache(None)
def der_of(pem):
    return openssl("pkey", "-pubin", "-outform", "DER", data=pem.encode()).stdout


def key_id(pem):
    return sha(der_of(pem)).hex()


@functools.lru_cache(None)
def digest_of(pem):
    """None for Ed25519, else the digest that goes with the curve."""
    about = openssl("pkey", "-pubin", "-noout", "-text_pub", data=pem.encode()).stdout
    if b"ED25519" in about:
        return None
    return "-sha384" if b"P-384" in about else "-sha512" if b"P-521" in about else "-sha256"


@functools.lru_cache(None)
def signed_by(pem, message, signature):
    with tempfile.TemporaryDirectory() as folder:
        names = [pathlib.Path(folder, name) for name in ("key", "message", "signature")]
        for name, content in zip(names, (pem.encode(), message, signature)):
            name.write_bytes(content)
        if digest_of(pem):
            done = openssl("dgst", digest_of(pem), "-verify", names[0], "-signature", names[2], names[1])
        else:
            done = openssl("pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", names[0], "-in", names[1],
                           "-sigfile", names[2])
    return done.returncode == 0


def ed25519_of(pem):
    """The 32 bytes of the key, or nothing for one of another kind."""
    der = der_of(pem)
    return der[len(SPKI_ED25519):] if der.startswith(SPKI_ED25519) else b""


def pem_of(raw):
    return ("-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n" %
            base64.b64encode(SPKI_ED25519 + raw).decode())


class Note:
    """A checkpoint: its text, and the signatures below (C2SP signed-note)."""

    def __init__(self, name):
        self.raw = read(name)
        raw, lines = self.raw.rsplit(b"\n\n", 1)
        self.name, self.text = name, raw + b"\n"
        self.origin, size, root = self.text.decode().split("\n")[:3]
        self.size, self.root = int(size), b64(root)
        self.lines = [line.split(" ")[1:] for line in lines.decode().split("\n")[:-1]]
        if lines.decode() != "".join("\u2014 %s %s\n" % (name, text) for name, text in self.lines):
            fail("%s has other lines than signatures" % self.name)
        self.lines = [(name, b64(text)) for name, text in self.lines]
        if name != "checkpoint" and name != "checkpoints/%d" % self.size:
            fail("%s is the checkpoint of %d entries" % (name, self.size))

    def of(self, pem):
        """The signatures that say that they are of this key."""
        key_hash = sha(self.origin.encode() + b"\n\x01" + ed25519_of(pem))[:4]
        return [raw for name, raw in self.lines if (name, raw[:4]) == (self.origin, key_hash)]

    def signed_by(self, pem):
        signatures = self.of(pem)
        return bool(signatures) and all(signed_by(pem, self.text, raw[4:]) for raw in signatures)

    def cosigned_by(self, verifier):
        """When, or None: a witness signs the time and the whole text."""
        name, id_, typed = verifier.split("+", 2)
        pem = pem_of(b64(typed)[1:])
        for found, raw in self.lines:
            if (found, raw[:4].hex()) == (name, id_) and len(raw) == 76:
                when = int.from_bytes(raw[4:12], "big")
                if not signed_by(pem, b"cosignature/v1\ntime %d\n" % when + self.text, raw[12:]):
                    fail("%s: the cosignature of %s" % (self.name, name))
                return when
        return None


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


def check_proof(index, leaf, newest):
    head, note = read("proofs/%d.tlog-proof" % index).split(b"\n\n", 1)
    lines = head.decode().split("\n")
    if lines[:2] != ["c2sp.org/tlog-proof@v1", "index %d" % index] or note != newest.raw:
        fail("proofs/%d.tlog-proof is of something else" % index)
    if root_of(index, newest.size, leaf, [b64(line) for line in lines[2:]]) != newest.root:
        fail("entry %d is not in the log that was signed" % index)


def change_keys(index, predicate, keys):
    """A key is added with its roles, retired, or revoked from an entry on."""
    id_ = key_id(predicate["key"])
    if predicate["event"] == "add":
        keys[id_] = {"pem": predicate["key"], "roles": predicate["roles"], "added": index, "ended": None}
        if read("keys/%s.pem" % id_) != predicate["key"].encode():
            fail("keys/%s.pem is not the key that was added" % id_)
    elif id_ in keys:
        keys[id_]["ended"] = index
        if predicate["event"] == "revoke":
            keys[id_]["since"] = int(predicate.get("since", 0))


def check_entry(index, raw, keys):
    """An envelope, signed by a key that was added before it for what it says: that key, and what it says."""
    envelope = json.loads(raw)
    kind, body = envelope["payloadType"].encode(), b64(envelope["payload"])
    signature, = envelope["signatures"]
    if read("entries/%d.json" % index) != body:
        fail("entries/%d.json is not what entry %d says" % (index, index))
    statement = json.loads(body)
    predicate, what = statement["predicate"], statement["predicateType"].split("/")[-2]
    if index == 0:
        change_keys(0, predicate, keys)  # entry 0 vouches for itself: KEY.pem vouches for it
    key = keys.get(signature["keyid"])
    if not key or key["ended"] is not None:
        fail("entry %d is signed by a key that was not in force" % index)
    if ROLES.get(what, "entry") not in key["roles"]:
        fail("entry %d is signed by a key that may not sign: %s" % (index, what))
    pae = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(body), body)
    if not signed_by(key["pem"], pae, b64(signature["sig"])):
        fail("the signature of entry %d" % index)
    if index and what == "ledger-key":
        change_keys(index, predicate, keys)
    print("entry %d: %s %s" % (index, what.replace("provenance", "lineage"), predicate.get("time", "")))
    return key, what, predicate


def check_signatures(trusted, notes, keys):
    """Each checkpoint by a key of the log: the one that is trusted, or one that entries below a
    checkpoint added, which a trusted key had signed."""
    pems = [trusted]
    seen = -1
    while True:
        size = max((note.size for note in notes if any(map(note.signed_by, pems))), default=0)
        if size <= seen or size == 0:
            break
        seen = size
        pems = [trusted] + [key["pem"] for key in keys.values()
                            if "log" in key["roles"] and key["added"] < size]
    for note in notes:
        if not any(map(note.signed_by, pems)):
            fail("%s is not signed by this key of the log, nor by one that it led to"
                 % note.name)
        others = len(note.lines) - sum(len(note.of(pem)) for pem in set(pems))
        if others and len(sys.argv) < 3:
            print("%s has signatures of witnesses, which were not looked at: %d" % (note.name, others))
    print("every checkpoint is signed by the key of the log%s"
          % ("" if notes[0].signed_by(trusted) else ", which was changed since"))
    name, id_, typed = read("log.vkey").decode().split("+", 2)
    named = b64(typed[:-1])
    if (name != notes[0].origin or typed[-1] != "\n" or id_ != sha(name.encode() + b"\n" + named)[:4].hex() or named[0] != 1 or
            key_id(pem_of(named[1:])) not in map(key_id, pems)):
        fail("log.vkey is not the verifier key of this log")


def check_tiles(size, entries, leaves):
    """The log as tlog tools read it (C2SP tlog-tiles): every tile that is here, and all that its size needs."""
    levels = [leaves]
    while len(levels[-1]) >= 256:
        below = levels[-1]
        levels.append([tree(below[i:i + 256]) for i in range(0, len(below) - len(below) % 256, 256)])
    for level, of in [("entries", [len(raw).to_bytes(2, "big") + raw for raw in entries])] + list(enumerate(levels)):
        for start in range(0, len(of), 256):
            number, width = start // 256, min(256, len(of) - start)
            name, number = "%03d" % (number % 1000), number // 1000
            while number:
                name, number = "x%03d/%s" % (number % 1000, name), number // 1000
            name = "tile/%s/%s" % (level, name)
            newest = name if width == 256 else "%s.p/%d" % (name, width)
            for found in sorted({newest, *files(name + ".p", r".*\.p/[1-9][0-9]{0,2}")}):
                part = width if found == newest else int(found.rsplit("/", 1)[1])
                if part > width or read(found) != b"".join(of[start:start + part]):
                    fail("%s is not what the entries are" % found)
    print("the tiles are those of these entries")


def named_by(what, predicate):
    """Digests of the objects that an entry names, and whether each is a sealed value: those, evidence, and
    what its kind names."""
    for text in predicate.get("_sd", []) if what in ROLES else []:
        yield base64.urlsafe_b64decode(text + "=").hex(), True
    if ROLES.get(what) == "approve":
        yield from ((one["digest"]["sha256"], False) for one in predicate.get("evidence", []))
    for member in OBJECTS.get(what, ()):
        yield predicate[member].get("digest", predicate[member])["sha256"], False


def is_here(digest):
    return "objects/sha256/%s/%s" % (digest[:2], digest[2:]) in held


def told_in(name, form):
    """The lines of a list, each of a digest and in the order of these."""
    lines = read(name).decode().split("\n")
    told = [re.fullmatch("([0-9a-f]{64}) named by entry (0|[1-9][0-9]{0,19})" + form, line) for line in lines[:-1]]
    if lines[-1] or None in told or [one[1] for one in told] != sorted({one[1] for one in told}):
        fail("%s is not as an export writes it" % name)
    return map(re.Match.groups, told)


def read_withheld(needed, others):
    """What this export was made without: only what an entry seals, and no entry names as anything else."""
    told = dict(told_in("withheld.txt", ", withheld")) if (HERE / "withheld.txt").exists() else {}
    for digest, first in told.items():
        if needed.get(digest, [None])[0] != int(first) or digest in others:
            fail("withheld.txt: entry %s is not the first to seal %s, or an entry names it as something else" %
                 (first, digest))
    return told


def check_erased(needed, erased, withheld):
    """What is not here, who named it first, and who erased it."""
    absent = {digest for digest in needed if not is_here(digest) and digest not in withheld}
    told = list(told_in("erased.txt", ", erased by entry (0|[1-9][0-9]{0,19})"))
    for digest, first, by in told:
        if erased.get(digest) != int(by) or needed.get(digest, [int(first)])[0] != int(first):
            fail("erased.txt: no entry says that %s was named by entry %s, and erased by entry %s" %
                 (digest, first, by))
    if not absent <= {digest for digest, _, _ in told}:
        fail("erased.txt does not name all that was erased")


def check_objects(statements, bodies):
    """What is here is what its name says, and what is not here was erased by an entry that is, or withheld by
    who made this export: how many were."""
    needed, erased, others, missed = {}, {}, set(), 0
    for index, (what, predicate) in sorted(statements.items()):
        for digest, sealed in named_by(what, predicate):
            needed.setdefault(digest, []).append(index)
            if not sealed:
                others.add(digest)
        if what == "erasure":
            erased[predicate["digest"]] = index
    here = files("objects", "objects/sha256/[0-9a-f]{2}/[0-9a-f]{62}")
    for name in here:
        digest = sha(read(name))
        if digest.hex() != "".join(name.split("/")[-2:]):
            fail("%s is not what its name says" % name)
        if digest.hex() not in needed and digest.hex().encode() not in bodies:
            held.discard(name)  # it is itself, and of no entry
    print("%d objects are what their names say" % len(here))
    withheld = read_withheld(needed, others)
    for digest, indexes in sorted(needed.items()):
        if is_here(digest):
            continue
        if erased.get(digest, -1) > indexes[-1]:
            print("%s named by entry %d, erased by entry %d" % (digest, indexes[0], erased[digest]))
        elif digest in withheld:
            missed += 1
            print("%s named by entry %d, withheld" % (digest, indexes[0]))
        else:
            fail("entry %d names the object %s, which is not here, and no later entry erased it" %
                 (indexes[-1], digest))
    check_erased(needed, erased, withheld)
    return missed


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    trusted = pathlib.Path(sys.argv[1]).read_text()
    check_kinds()
    newest = Note("checkpoint")
    older = sorted((Note(name) for name in files("checkpoints", "checkpoints/(0|[1-9][0-9]*)")),
                   key=lambda note: note.size)
    print("checkpoint: %d entries, root %s" % (newest.size, newest.root.hex()))
    if older and older[-1].size > newest.size:
        fail("%s is newer than checkpoint" % older[-1].name)
    for note in older:
        if note.origin != newest.origin or (note.size == newest.size and note.text != newest.text):
            fail("%s is of another log than checkpoint" % note.name)

    entries = {int(pathlib.Path(name).stem): read(name)
               for name in files("entries", r"entries/(0|[1-9][0-9]*)\.entry")}
    if not entries:
        fail("no entry is here")
    leaves, keys, signers, statements = {}, {}, {}, {}
    for index in sorted(entries):
        leaves[index] = sha(b"\x00" + entries[index])
        check_proof(index, leaves[index], newest)
        signers[index], *statements[index] = check_entry(index, entries[index], keys)
    if len(entries) == newest.size:
        for note in [newest] + older:
            if tree([leaves[i] for i in range(note.size)]) != note.root:
                fail("history was rewritten before size %d" % note.size)
        print("these are all entries, and every earlier checkpoint is a beginning of them")
        check_tiles(newest.size, [entries[i] for i in range(newest.size)], [leaves[i] for i in range(newest.size)])
    elif files("tile"):
        fail("tile/ is of the whole log, and %d of %d entries are here" % (len(entries), newest.size))
    else:
        print("these are %d of %d entries; the others are not here" % (len(entries), newest.size))
        # that an earlier checkpoint is a beginning of this log shows only where all entries are
        held.difference_update(note.name for note in older if note.size < newest.size)
    check_signatures(trusted, [newest] + older, keys)

    for verifier in pathlib.Path(sys.argv[2]).read_text().split() if len(sys.argv) == 3 else []:
        seen = [(note.size, when) for note in [newest] + older for when in [note.cosigned_by(verifier)] if when]
        if not seen:
            fail("no checkpoint that is here was signed by the witness " + verifier.split("+")[0])
        size, when = max(seen)
        print("witness %s saw %d entries at %s" % (verifier.split("+")[0], size,
              time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(when))))
    missed = check_objects(statements, b"".join(read("entries/%d.json" % index) for index in entries))
    doubts = [i for i in entries if i >= signers[i].get("since", newest.size)]
    for index in sorted(doubts):
        print("entry %d is by a key that was revoked from then on: believe it only if it was witnessed or "
              "stamped before that" % index)
    rest = [name for name in files(".") if name not in held]
    print("not held to the log by this program: " + (", ".join(map(shown, rest)) or "nothing"))
    but = ["for entries by revoked keys"] if doubts else []
    if missed:
        but.append("%d sealed value%s withheld" % (missed, " was" if missed == 1 else "s were"))
    print("ALL HOLDS" + (", but " + ", and ".join(but) if but else ""))


try:
    main()
except Exception as failure:  # whatever is not of the form that was read here
    fail("what is here cannot be read: %r" % failure)
