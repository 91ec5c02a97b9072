#!/usr/bin/env bash
# `assay sign` and `assay verify --signature`: published signatures hold, ours go round, and each
# thing that can be wrong with one is told by its name.
. "$(dirname "$0")/lib.sh"

cp -r "$SOURCE/tests/data/oms" oms && chmod -R u+w oms
pub=oms/keys/signing-key-pub.pem

# verifies what other programs signed
run 0 verify --signature oms/key-v1.1.0/model.sig oms/key-v1.1.0 --key $pub
says VERIFIED
run 0 verify --signature oms/key-v1.0.1/model.sig oms/key-v1.0.1 --key $pub --ignore ignore-me
run 0 verify --signature oms/certificate-v1.1.0/model.sig oms/certificate-v1.1.0 --ca-file oms/keys/ca-cert.pem
says "CN=intermediate-ca" VERIFIED

# names what changed, is missing, was added or renamed
cp -r oms/key-v1.1.0 m && echo x >>m/signme-1 && mv m/signme-2 m/other && echo y >m/more
run 5 verify --signature m/model.sig m --key $pub
says "changed  signme-1" "renamed  signme-2 -> other" "extra    more" "CHANGED  3 differences"
rm m/other
run 5 verify --signature m/model.sig m --key $pub --ignore-unsigned
says "missing  signme-2"
silent_on "extra"

# broken NAME ID PYTHON: changes a published bundle and wants to be told why it does not hold
broken() {
    python3 - "$3" <<'PY' || fail "$1: the change did not run"
import base64, json, sys
b = json.load(open("oms/key-v1.1.0/model.sig"))
e, v = b["dsseEnvelope"], b["verificationMaterial"]
def flip(text, at):
    raw = bytearray(base64.b64decode(text)); raw[at] ^= 1
    return base64.b64encode(bytes(raw)).decode()
exec(sys.argv[1])
json.dump(b, open("broken.sig", "w"))
PY
    run 5 verify --signature broken.sig oms/key-v1.1.0 --key $pub
    says "error[$2]"
}
broken "payload" signature.broken 'e["payload"] = flip(e["payload"], 100)'
broken "signature" signature.broken 'e["signatures"][0]["sig"] = flip(e["signatures"][0]["sig"], 40)'
broken "payload type" signature.broken 'e["payloadType"] = "text/plain"'
broken "hint" signature.key 'v["publicKey"]["hint"] = "0" * 64'
broken "two signatures" signature.count 'e["signatures"] *= 2'
broken "no signature" signature.count 'e["signatures"] = []'
broken "media type" signature.media-type 'b["mediaType"] = "application/vnd.dev.sigstore.bundle.v0.4+json"'
broken "keyless" signature.keyless 'v["certificate"] = v.pop("publicKey")'
broken "a member nobody knows" signature.format 'b["extra"] = 1'
broken "base64" signature.format 'e["payload"] += "!"'
echo "no json" >broken.sig
run 5 verify --signature broken.sig oms/key-v1.1.0 --key $pub
says "error[signature.format]"
run 5 verify --signature oms/key-v1.1.0/model.sig oms/key-v1.1.0 --ca-file oms/keys/ca-cert.pem
says "error[signature.method]"
run 5 verify --signature oms/certificate-v1.1.0/model.sig oms/certificate-v1.1.0 --key $pub
says "error[signature.method]"
run 5 verify --signature oms/certificate-v1.1.0/model.sig oms/certificate-v1.1.0 --ca-file oms/keys/int-ca-cert.pem
says "error[certificate.chain]"

# signs so that it can be verified, by each key and method, and by openssl
mkdir -p llama/sub llama/.git && printf 'weights of some length' >llama/w.bin && printf b >llama/sub/b
: >llama/.git/x && : >llama/empty
for curve in p256 p384 p521; do
    "$ASSAY" key new --algorithm ecdsa-$curve ./$curve.pem >/dev/null 2>&1
    "$ASSAY" key export ./$curve.pem >$curve.pub
    for how in "--method files" "--method files --hash blake2b" "--method shards --shard-size 8" \
        "--method shards --shard-size 8 --oms-dialect ref"; do
        # shellcheck disable=SC2086 # words
        run 0 sign llama --key ./$curve.pem -o llama/model.sig $how
        run 0 verify --signature llama/model.sig llama --key $curve.pub
        run 5 verify --signature llama/model.sig llama --key $pub
        says "error[signature.key]"
    done
done
run 0 sign llama --key ./p256.pem -o llama.sig
mkfifo way && cat way >came & run 0 sign llama --key ./p256.pem -o way
[ -p way ] || fail "a pipe was replaced by a file"
wait
[ -s came ] || fail "nothing came through a pipe"
python3 - <<'PY'
import base64, json
e = json.load(open("llama.sig"))["dsseEnvelope"]
t, p = e["payloadType"].encode(), base64.b64decode(e["payload"])
open("pae", "wb").write(b"DSSEv1 %d %s %d %s" % (len(t), t, len(p), p))
open("sig", "wb").write(base64.b64decode(e["signatures"][0]["sig"]))
PY
openssl dgst -sha256 -verify p256.pub -signature sig pae >/dev/null || fail "openssl does not agree"

# the same for any number of threads but for the signature; a grown file shows even where only
# unsigned files are let pass
run 0 sign llama --key ./p256.pem -o a.sig -j1 --method shards --shard-size 8
run 0 sign llama --key ./p256.pem -o b.sig -j2 --method shards --shard-size 8
payload() { grep -o '"payload":"[^"]*"' "$1"; }
[ "$(payload a.sig)" = "$(payload b.sig)" ] || fail "-j shows"
printf 'and more, to another piece' >>llama/w.bin
run 5 verify --signature a.sig llama --key p256.pub --ignore-unsigned
says "changed  w.bin"

# a model that is one file
printf one >one.bin
run 0 sign one.bin --key ./p256.pem -o one.sig
run 0 verify --signature one.sig one.bin --key p256.pub
cp one.bin two.bin
run 5 verify --signature one.sig two.bin --key p256.pub
says "renamed  one.bin -> two.bin"

# certificates: a chain of ours holds; an expired one, one of tomorrow, and one for other uses do not
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 30 \
    -subj /CN=root 2>/dev/null
openssl req -new -key p256.pem -subj /CN=release -out leaf.csr 2>/dev/null
mkdir -p ca.d && : >ca.d/index && echo 01 >ca.d/serial
# leaf NAME START END EXTENSION
leaf() {
    printf '%s\n' "[ca]" "default_ca=x" "[x]" "database=ca.d/index" "serial=ca.d/serial" "new_certs_dir=ca.d" \
        "default_md=sha256" "policy=p" "unique_subject=no" "[p]" "commonName=supplied" "[e]" "$4" >ca.cnf
    openssl ca -batch -config ca.cnf -cert ca.pem -keyfile ca.key -in leaf.csr -out "$1" -notext \
        -startdate "$2" -enddate "$3" -extensions e 2>/dev/null
}
leaf good.pem 20250101000000Z 20990101000000Z "keyUsage=critical,digitalSignature"
leaf old.pem 20200101000000Z 20210101000000Z "keyUsage=critical,digitalSignature"
leaf early.pem 20980101000000Z 20990101000000Z "keyUsage=critical,digitalSignature"
leaf wrong.pem 20250101000000Z 20990101000000Z "keyUsage=critical,keyAgreement"
cat good.pem ca.pem >chain.pem
run 0 sign llama --key ./p256.pem --certificate-chain chain.pem -o llama.sig
run 0 verify --signature llama.sig llama --ca-file ca.pem
says "CN=release"
run 0 sign llama --key ./p256.pem --certificate-chain old.pem -o llama.sig
run 5 verify --signature llama.sig llama --ca-file ca.pem
says "error[certificate.expired]"
run 0 sign llama --key ./p256.pem --certificate-chain early.pem -o llama.sig
run 5 verify --signature llama.sig llama --ca-file ca.pem
says "error[certificate.not-yet-valid]"
run 2 sign llama --key ./p256.pem --certificate-chain wrong.pem -o llama.sig
says "error[signature.certificate-use]"
run 2 sign llama --key ./p384.pem --certificate-chain chain.pem -o llama.sig
says "error[signature.key]"

# one model's signature is not written over by another's, unless somebody names the file
mkdir two && cd two && cp -r ../llama models && cp -r ../llama data && echo more >data/more
run 0 sign models --key ../p256.pem
cp model.sig kept
run 2 sign data --key ../p256.pem
says "error[signature.exists]" "-o NAME.sig"
cmp -s model.sig kept || fail "a signature was written over"
run 0 sign data --key ../p256.pem -o data.sig
run 0 sign data --key ../p256.pem -o model.sig
cd ..

# what SEC-006 says to do, as it is typed
git init -q release
cd release || exit
printf 'a,b\n1,2\n' >t.csv
"$ASSAY" init --card t.csv >/dev/null 2>&1 || true
printf 'policy: [assay:supply-chain]\n' >.assay.yml
"$ASSAY" check -q -f json >"$WORK/before.json" || true
jq -r 'first(.findings[] | select(.code == "SEC-006" and .path == ["t.csv"]) | .fix)' "$WORK/before.json" >fix
bash -eo pipefail -c "PATH=$(dirname "$ASSAY"):\$PATH; $(sed 's/^once: //; s/; for each: /; /' fix)" >/dev/null 2>&1 || fail "what SEC-006 says does not work: $(cat fix)"
"$ASSAY" check -q -f json >"$WORK/after.json" || true
jq -e 'any(.findings[]; .code == "SEC-006" and .path == ["t.csv"]) | not' "$WORK/after.json" >/dev/null || fail "t.csv is signed, and SEC-006 fails"
cd ..

# refuses what it cannot sign, and says what to do
"$ASSAY" key new ./ed.pem >/dev/null 2>&1
run 2 sign llama --key ./ed.pem
says "error[signature.algorithm]" "--algorithm ecdsa-p256"
mkdir none
run 4 sign none --key ./p256.pem
says "error[signature.empty-model]"
run 2 sign llama --key ./p256.pem --hash blake3
says "blake3 is not computed"
run 2 sign llama --key ./p256.pem --ignore ../x
says "error[signature.ignore-path]"
mkfifo llama/pipe
run 2 sign llama --key ./p256.pem
says "error[signature.special]"
rm llama/pipe && ln -s w.bin llama/link
run 2 sign llama --key ./p256.pem
says "error[signature.link]" "--allow-symlinks"
run 0 sign llama --key ./p256.pem --allow-symlinks -o l.sig
run 0 verify --signature l.sig llama --key p256.pub
ln -s ../one.bin llama/out
run 2 sign llama --key ./p256.pem --allow-symlinks
says "error[signature.link-out]"
rm llama/out && ln -s .. llama/sub/up
run 2 sign llama --key ./p256.pem --allow-symlinks
says "error[signature.link-loop]"
rm llama/sub/up && : >"llama/$(printf 'bad\377')"
run 2 sign llama --key ./p256.pem --allow-symlinks
says "error[signature.name]"
