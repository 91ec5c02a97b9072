#!/usr/bin/env python3
"""The same signed statement in other bytes, which everybody can make without the key.

ledger_twins.py HOW ENTRY: to the standard output. HOW is "url", base64 in its other alphabet, or a curve,
"P-256", "P-384" or "P-521": the signature (r, n - s) in place of (r, s), which holds as well.
"""

import base64
import json
import pathlib
import sys

# Orders of the curves: FIPS 186-4, D.1.2.
ORDERS = {
    "P-256": 115792089210356248762697446949407573529996955224135760342422259061068512044369,
    "P-384": 39402006196394479212279040100143613805079739270465446667946905279627659399113263569398956308152294913554433653942643,
    "P-521": 6864797660130609714981900799081393217269435300143305409394463459185543183397655394245057746333217197532963996371363321113864768612440380340372808892707005449,
}


def read_length(der, at):
    if der[at] < 0x80:
        return der[at], at + 1
    return der[at + 1], at + 2


def read_number(der, at):
    assert der[at] == 2
    size, at = read_length(der, at + 1)
    return int.from_bytes(der[at:at + size], "big"), at + size


def element(tag, content):
    size = bytes([len(content)]) if len(content) < 0x80 else bytes([0x81, len(content)])
    return bytes([tag]) + size + content


def number(value):
    return element(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def mirrored(sig, order):
    der = base64.b64decode(sig)
    r, at = read_number(der, read_length(der, 1)[1])
    s, at = read_number(der, at)
    assert at == len(der)
    return base64.b64encode(element(0x30, number(r) + number(order - s))).decode()


def main():
    how, envelope = sys.argv[1], json.loads(pathlib.Path(sys.argv[2]).read_bytes())
    signature = envelope["signatures"][0]
    if how == "url":
        signature["sig"] = signature["sig"].replace("+", "-").replace("/", "_")
    else:
        signature["sig"] = mirrored(signature["sig"], ORDERS[how])
    text = json.dumps(envelope, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    sys.stdout.buffer.write(text.encode())


main()
