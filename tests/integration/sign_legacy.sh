#!/usr/bin/env bash
# Signatures of before 1.0, which assay reads and never writes: the files are the subjects, and what was
# signed was encoded wrongly. Made here from the formats, with openssl.
. "$(dirname "$0")/lib.sh"

mkdir -p model/sub && printf 'weights' >model/w.bin && printf 'more' >model/sub/b
openssl ecparam -name prime256v1 -genkey -noout -out key.pem
openssl ec -in key.pem -pubout -out key.pub 2>/dev/null
# make NAME PYTHON: the bundle, after PYTHON changed the statement or how it is signed
make() {
    python3 - "$1" "${2:-}" <<'PY' || fail "$1 was not made"
import base64, hashlib, json, subprocess, sys
def digest(name):
    return hashlib.sha256(open("model/" + name, "rb").read()).hexdigest()
statement = {"_type": "https://in-toto.io/Statement/v1",
             "subject": [{"name": n, "digest": {"sha256": digest(n)}} for n in ("sub/b", "w.bin")],
             "predicateType": "https://model_signing/Digests/v0.1", "predicate": {"unused": "x"}}
kind, wrong = "application/vnd.in-toto+json", True
exec(sys.argv[2])
body = json.dumps(statement).encode()
if wrong:  # the literal of Python's bytes in place of the bytes
    pae = b"DSSEV1 %d %s %d " % (len(kind), kind.encode(), len(body)) + repr(body).encode()
else:
    pae = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(body), body)
open("pae", "wb").write(pae)
subprocess.run(["openssl", "dgst", "-sha256", "-sign", "key.pem", "-out", "sig", "pae"], check=True)
pem = open("key.pub", "rb").read()
json.dump({"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
           "verificationMaterial": {"publicKey": {"rawBytes": base64.b64encode(pem).decode(),
                                                  "keyDetails": "PKIX_ECDSA_P256_SHA_256"}},
           "dsseEnvelope": {"payload": base64.b64encode(body).decode(), "payloadType": kind,
                            "signatures": [{"sig": base64.b64encode(open("sig", "rb").read()).decode(),
                                            "keyid": None}]}}, open(sys.argv[1], "w"))
PY
}
make old.sig
run 5 verify --signature old.sig model --key key.pub
says "error[signature.legacy]" "--allow-legacy"
run 0 verify --signature old.sig model --key key.pub --allow-legacy
says "note: signed in a form of before 1.0" VERIFIED
# it is the model that is held to it
printf 'changed' >model/w.bin && mv model/sub/b model/c && printf 'x' >model/more
run 5 verify --signature old.sig model --key key.pub --allow-legacy
says "changed  w.bin" "renamed  sub/b -> c" "extra    more" "CHANGED  3 differences"
rm model/c model/more
run 5 verify --signature old.sig model --key key.pub --allow-legacy --ignore-unsigned
says "missing  sub/b"
printf 'weights' >model/w.bin && printf 'more' >model/sub/b
# the flag makes nothing else pass
openssl ecparam -name prime256v1 -genkey -noout -out other.pem
openssl ec -in other.pem -pubout -out other.pub 2>/dev/null
run 5 verify --signature old.sig model --key other.pub --allow-legacy
says "error[signature.key]"
make mixed.sig 'wrong = False'
run 5 verify --signature mixed.sig model --key key.pub --allow-legacy
says "error[signature.legacy]" "mixes two versions"
make new.sig 'statement["predicateType"] = "https://model_signing/signature/v1.0"'
run 5 verify --signature new.sig model --key key.pub --allow-legacy
says "error[signature.legacy]"
python3 - <<'PY'
import base64, json
b = json.load(open("old.sig"))
raw = bytearray(base64.b64decode(b["dsseEnvelope"]["payload"]))
raw[raw.index(b"w.bin")] ^= 1
b["dsseEnvelope"]["payload"] = base64.b64encode(bytes(raw)).decode()
json.dump(b, open("forged.sig", "w"))
PY
run 5 verify --signature forged.sig model --key key.pub --allow-legacy
says "error[signature.broken]"
