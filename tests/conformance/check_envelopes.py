"""check_envelopes.py EXPORT - the signatures of an export's envelopes as securesystemslib sees them.

Debian's 0.26 has keys and signatures and no envelopes, so the encoding of DSSE is written here.
"""
import base64
import copy
import json
import pathlib
import subprocess
import sys

from securesystemslib.signer import Signature, SSlibKey

export = pathlib.Path(sys.argv[1])


def key_of(path):
    pem = path.read_text()
    der = subprocess.run(["openssl", "pkey", "-pubin", "-in", path, "-outform", "DER"], check=True,
                         capture_output=True).stdout
    return SSlibKey(path.stem, "ed25519", "ed25519", {"public": der[-32:].hex()}) if len(der) == 44 else \
        SSlibKey(path.stem, "ecdsa", "ecdsa-sha2-nistp256", {"public": pem})


def holds(envelope, keys):
    kind, body = envelope["payloadType"].encode(), base64.b64decode(envelope["payload"])
    pae = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(body), body)
    signature, = envelope["signatures"]
    try:
        keys[signature["keyid"]].verify_signature(
            Signature(signature["keyid"], base64.b64decode(signature["sig"]).hex()), pae)
        return True
    except Exception:  # its own types for each reason
        return False


keys = {path.stem: key_of(path) for path in (export / "keys").glob("*.pem")}
count = 0
for path in sorted((export / "entries").glob("*.entry")):
    envelope = json.loads(path.read_bytes())
    assert holds(envelope, keys), path
    count += 1
    changed = copy.deepcopy(envelope)
    payload = bytearray(base64.b64decode(changed["payload"]))
    payload[len(payload) // 2] ^= 1
    changed["payload"] = base64.b64encode(payload).decode()
    assert not holds(changed, keys), "another payload"
    changed = copy.deepcopy(envelope)
    changed["payloadType"] += "x"
    assert not holds(changed, keys), "another type"
    changed = copy.deepcopy(envelope)
    signature = bytearray(base64.b64decode(changed["signatures"][0]["sig"]))
    signature[10] ^= 1
    changed["signatures"][0]["sig"] = base64.b64encode(signature).decode()
    assert not holds(changed, keys), "another signature"
assert count > 0
print("%d envelopes hold for securesystemslib" % count)
