#!/usr/bin/env python3
"""Malformed envelopes, notes, proofs, witness requests and trust policies, each from a good one.

ledger_bad_input.py KIND GOOD FOLDER: one file in FOLDER for each thing that may be wrong.
"""

import base64
import json
import pathlib
import sys


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def envelopes(good):
    envelope = json.loads(good)
    signature = envelope["signatures"][0]
    payload, sig = envelope["payload"], signature["sig"]

    def change(**members):
        return canonical({**envelope, **members})

    def sign(**members):
        return change(signatures=[{**signature, **members}])

    yield "duplicate-payload", good.replace(b'{"payload":', b'{"payload":"e30=","payload":', 1)
    yield "duplicate-payload-type", good.replace(b'"payloadType":', b'"payloadType":"text/plain","payloadType":', 1)
    yield "duplicate-escaped", good.replace(b'{"payload":', b'{"\\u0070ayload":"e30=","payload":', 1)
    yield "duplicate-sig", good.replace(b'"sig":', b'"sig":"AAAA","sig":', 1)
    yield "another-payload-type", change(payloadType="application/json")
    yield "no-payload-type", canonical({k: v for k, v in envelope.items() if k != "payloadType"})
    yield "two-signatures", change(signatures=[signature, signature])
    yield "no-signature", change(signatures=[])
    yield "signatures-no-list", change(signatures=signature)
    yield "payload-no-base64", change(payload="*" + payload[1:])
    yield "payload-blank", change(payload=payload[:8] + " " + payload[8:])
    yield "payload-line-end", change(payload=payload + "\n")
    yield "payload-unpadded", change(payload=base64.b64encode(base64.b64decode(payload) + b" ").decode().rstrip("="))
    yield "payload-empty", change(payload="")
    yield "payload-number", change(payload=7)
    yield "sig-no-base64", sign(sig="#" + sig[1:])
    yield "sig-unpadded", sign(sig=sig.rstrip("="))
    yield "sig-stray-bits", sign(sig=sig[:-3] + chr(ord(sig[-3]) + 1) + "==")
    yield "sig-short", sign(sig=base64.b64encode(base64.b64decode(sig)[:-1]).decode())
    yield "sig-long", sign(sig=base64.b64encode(base64.b64decode(sig) + b"\0").decode())
    yield "sig-zero", sign(sig=base64.b64encode(bytes(64)).decode())
    yield "keyid-of-nobody", sign(keyid="0" * 64)
    yield "no-keyid", change(signatures=[{"sig": sig}])
    yield "trailing-byte", good + b"\n"
    yield "trailing-document", good + good
    yield "leading-blank", b" " + good
    yield "byte-order-mark", b"\xef\xbb\xbf" + good
    yield "cut", good[:-1]
    yield "nul", good[:-1] + b"\0}"
    yield "not-utf8", good.replace(b'"payloadType":"', b'"payloadType":"\xff', 1)
    yield "lone-surrogate", good.replace(b'"payloadType":"', b'"payloadType":"\\ud800', 1)
    yield "deep", b"[" * 65 + b"]" * 65
    yield "empty", b""
    yield "null", b"null"
    yield "another-order", json.dumps(dict(reversed(list(envelope.items()))), separators=(",", ":")).encode()


def notes(good):
    text, signatures = good.rsplit(b"\n\n", 1)
    origin, size, root = text.split(b"\n")[:3]
    yield "cr", good.replace(b"\n", b"\r\n")
    yield "cr-in-text", good.replace(origin, origin + b"\r", 1)
    yield "control", good.replace(origin, origin + b"\x01", 1)
    yield "tab", good.replace(origin, origin + b"\t", 1)
    yield "nul", good.replace(origin, origin + b"\0", 1)
    yield "not-utf8", good.replace(origin, origin + b"\xff", 1)
    yield "no-empty-line", text + b"\n" + signatures
    yield "no-signature", text + b"\n\n"
    yield "no-last-line-end", good[:-1]
    yield "text-alone", text + b"\n"
    yield "empty", b""
    yield "hyphen-for-dash", good.replace("\u2014".encode(), b"-")
    yield "signature-no-base64", good[:-6] + b"*" + good[-5:]
    yield "signature-short", text + b"\n\n" + signatures[:-8] + b"\n"
    yield "known-by-nobody", good.replace(b"\xe2\x80\x94 " + origin, b"\xe2\x80\x94 other.example/log")
    yield "junk-behind", good + b"junk\n"
    for name, other in [
        ("size-2-63", b"9223372036854775808"), ("size-2-64", b"18446744073709551616"),
        ("size-negative", b"-1"), ("size-leading-zero", b"0" + size), ("size-hex", b"0x3"),
        ("size-blank", b" " + size), ("size-none", b""), ("size-zero", b"0"), ("size-other", b"2"),
    ]:
        yield name, good.replace(b"\n" + size + b"\n", b"\n" + other + b"\n", 1)
    yield "root-short", good.replace(root, base64.b64encode(base64.b64decode(root)[:-1]), 1)
    yield "root-other", good.replace(root, base64.b64encode(bytes(32)), 1)
    yield "root-unpadded", good.replace(root, root.rstrip(b"="), 1)
    yield "origin-other", good.replace(origin, b"other.example/log", 1)
    yield "two-lines", good.replace(b"\n" + root, b"", 1)
    yield "too-large", text + b"\n" + b"x" * (2 << 20) + b"\n\n" + signatures


def proofs(good):
    lines = good.split(b"\n")
    index = next(i for i, line in enumerate(lines) if line.startswith(b"index "))

    def line(number, text):
        return b"\n".join(lines[:number] + text + lines[number + 1:])

    yield "another-version", line(0, [b"c2sp.org/tlog-proof@v2"])
    yield "no-index", line(index, [])
    for name, value in [("2-63", b"9223372036854775808"), ("2-64", b"18446744073709551616"), ("beyond", b"3"),
                        ("negative", b"-1"), ("leading-zero", b"01"), ("none", b"")]:
        yield "index-" + name, line(index, [b"index " + value])
    yield "hash-short", line(index + 1, [base64.b64encode(bytes(31))])
    yield "hash-other", line(index + 1, [base64.b64encode(bytes(32))])
    yield "hash-no-base64", line(index + 1, [b"*" * 44])
    yield "hash-missing", line(index + 1, [])
    yield "hash-more", line(index + 1, [lines[index + 1]] * 2)
    yield "hash-64-more", line(index + 1, [lines[index + 1]] * 65)
    yield "cr", good.replace(b"\n", b"\r\n")
    yield "no-checkpoint", good[:good.index(b"\n\n") + 2]
    yield "empty", b""


def requests(good):
    old, rest = good.split(b"\n", 1)
    for name, value in [("2-63", b"9223372036854775808"), ("2-64", b"18446744073709551616"), ("larger", b"99"),
                        ("negative", b"-1"), ("leading-zero", b"00"), ("none", b"")]:
        yield "old-" + name, b"old " + value + b"\n" + rest
    yield "no-old", rest
    yield "proof-from-nothing", old + b"\n" + base64.b64encode(bytes(32)) + b"\n" + rest
    yield "proof-64", b"old 1\n" + (base64.b64encode(bytes(32)) + b"\n") * 64 + rest
    yield "no-empty-line", good.replace(b"\n\n", b"\n")
    yield "cr", good.replace(b"\n", b"\r\n")
    yield "empty", b""


def policies(good):
    log, quorum = good.splitlines(True)
    key = log.split()[1]
    yield "unknown-word", good + b"colour red\n"
    yield "no-quorum", log
    yield "two-quorums", good + quorum
    yield "no-log", quorum
    yield "quorum-of-nobody", log + b"quorum nobody\n"
    yield "key-cut", b"log " + key[:-4] + b"\n" + quorum
    yield "key-other-id", b"log " + key.replace(b"+", b"+0", 1) + b"\n" + quorum
    yield "group-empty", log + b"group g any\n" + quorum
    yield "group-of-unknown", log + b"group g any w\n" + quorum
    yield "group-more-than-members", log + b"group g 2\n" + quorum
    yield "nul", log + b"\0\n" + quorum


def main():
    kind, good, folder = sys.argv[1], pathlib.Path(sys.argv[2]).read_bytes(), pathlib.Path(sys.argv[3])
    makers = {f.__name__: f for f in (envelopes, notes, proofs, requests, policies)}
    for name, content in makers[kind](good):
        assert content != good, name
        (folder / name).write_bytes(content)


main()
