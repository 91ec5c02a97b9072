#!/usr/bin/env bash
# Time stamps in the signatures of models: asked for and put in without a network, and what they
# show: that a certificate was valid when it signed, though it is not any more.
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/integration/stamp_lib.sh"

# the certificate of brief.sig is over; its stamp was given before, that of over.sig after
cp -r "$SOURCE/tests/data/oms-stamped/." . && chmod -R u+w .
run 5 verify --signature brief.sig model --ca-file ca.pem
says "error[certificate.expired]" "note: a time stamp came with it: --tsa-ca"
run 0 verify --signature brief.sig model --ca-file ca.pem --tsa-ca tsa-ca.pem
says "stamped  it was signed by 2026-11-27T09:45:41Z, says CN=tsa.example" VERIFIED
run 5 verify --signature over.sig model --ca-file ca.pem --tsa-ca tsa-ca.pem
says "error[certificate.expired]" "here taken as 2026-11-27T09:45:42Z"

# a signature of ours: request, answer, back into it
tsa_make tsa
"$ASSAY" key new --algorithm ecdsa-p256 ./key.pem >/dev/null 2>&1
"$ASSAY" key export ./key.pem >key.pub
run 0 sign model --key ./key.pem -o m.sig --request m.tsq
says "application/timestamp-query"
python3 - <<'PY'
import base64, json
e = json.load(open("m.sig"))["dsseEnvelope"]["signatures"][0]["sig"]
open("raw", "wb").write(base64.b64decode(e))
PY
tsa_reply tsa tsa m.tsq m.tsr
openssl ts -verify -data raw -in m.tsr -CAfile tsa/ca.pem 2>&1 | grep -q "Verification: OK" ||
    fail "openssl sees no stamp over the raw signature"
cp m.sig bare.sig
run 2 sign --add m.tsr -o m.sig
says "say whom you trust"
run 0 sign --add m.tsr --request m.tsq --tsa-ca tsa/ca.pem -o m.sig
says "stamped  it was signed by" "CN=tsa.example"
run 0 verify --signature m.sig model --key key.pub --tsa-ca tsa/ca.pem
says "stamped  it was signed by" VERIFIED
run 0 verify --signature m.sig model --key key.pub
says "note: a time stamp came with it"
silent_on "stamped "
run 0 verify --signature bare.sig model --key key.pub --tsa-ca tsa/ca.pem
says "note: no time stamp came with it"
run 5 verify --signature m.sig model --key key.pub --tsa-ca tsa/other-ca.pem
says "error[stamp.authority]"

# a second one; the first that holds by whom one trusts is what counts
run 0 sign --request again.tsq -o m.sig
tsa_reply tsa tsa again.tsq again.tsr
run 0 sign --add again.tsr --tsa-ca tsa/ca.pem -o m.sig
[ "$(grep -o signedTimestamp m.sig | wc -l)" = 2 ] || fail "there are not two stamps"
run 0 verify --signature m.sig model --key key.pub --tsa-ca tsa/ca.pem
# by an authority that hashes with SHA-512
openssl ts -query -data raw -sha512 -cert -out wide.tsq 2>/dev/null
sed -i 's/^digests = sha256/digests = sha256,sha512/' tsa/tsa.cnf
tsa_reply tsa tsa wide.tsq wide.tsr
cp bare.sig wide.sig
run 0 sign --add wide.tsr --tsa-ca tsa/ca.pem -o wide.sig
run 0 verify --signature wide.sig model --key key.pub --tsa-ca tsa/ca.pem

# put TSR: into a signature as somebody else may do, without a look at it
put() {
    python3 - "$1" <<'PY'
import base64, json, sys
b = json.load(open("bare.sig"))
stamp = base64.b64encode(open(sys.argv[1], "rb").read()).decode()
b["verificationMaterial"]["timestampVerificationData"] = {"rfc3161Timestamps": [{"signedTimestamp": stamp}]}
json.dump(b, open("put.sig", "w"))
PY
}
# stamp ID TSR: neither taken in nor believed
stamp() {
    cp bare.sig in.sig
    run 5 sign --add "$2" --tsa-ca tsa/ca.pem -o in.sig
    says "error[$1]"
    cmp -s bare.sig in.sig || fail "the signature was changed all the same"
    put "$2"
    run 5 verify --signature put.sig model --key key.pub --tsa-ca tsa/ca.pem
    says "error[$1]"
}
run 0 sign model --key ./key.pem -o other.sig --request other.tsq
tsa_reply tsa tsa other.tsq other.tsr
stamp stamp.imprint other.tsr
tsa_misuse tsa signer m.tsr misused.tsr
stamp stamp.purpose misused.tsr
tsa_misuse tsa old m.tsr expired.tsr
stamp stamp.expired expired.tsr
head -c 100 m.tsr >cut.tsr
stamp stamp.format cut.tsr
run 5 sign --add m.tsr --request again.tsq --tsa-ca tsa/ca.pem -o bare.sig
says "error[stamp.nonce]"
run 2 verify --signature m.sig model --key key.pub --tsa-ca key.pub
says "error[stamp.authorities]"
python3 - <<'PY'
import json
b = json.load(open("m.sig"))
b["verificationMaterial"]["timestampVerificationData"]["rfc3161Timestamps"][0]["extra"] = "x"
json.dump(b, open("extra.sig", "w"))
PY
run 5 verify --signature extra.sig model --key key.pub --tsa-ca tsa/ca.pem
says "error[signature.format]"
run 5 sign --request x.tsq -o raw
says "error[signature.format]"
