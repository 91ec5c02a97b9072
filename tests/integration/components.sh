#!/usr/bin/env bash
# What a release is made of: lock files held to bills of materials, build provenance told to what was built, and
# reviews of outside components that stand for exactly the pins that were reviewed.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir p && cd p
cat >pack.yml <<'Y'
pack: parts
edition: "1"
set: {trusted_builders: ["https://ci.example/builder"]}
rules: [SEC-002, SEC-003, SEC-005]
Y
printf 'policy: [pack.yml]\n' >.assay.yml
printf 'GGUF\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' >model.gguf
repeat() { printf "%.0s$1" $(seq "$2"); }
digest() { sha256sum "$1" | cut -d ' ' -f 1; }
hash=--hash=sha256:$(repeat a 64)

# said RULE TEXT: a finding of that rule holds the text
said() {
    jq -e --arg rule "$1" --arg text "$2" \
        'any(.findings[]; .code == $rule and (.message | contains($text)))' "$WORK/out" >/dev/null ||
        fail "$1 does not say '$2'"
}
silent() {
    jq -e --arg rule "$1" 'all(.findings[]; .code != $rule)' "$WORK/out" >/dev/null || fail "$1 says something"
}
# bom DIGEST COMPONENT...
bom() {
    printf '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"machine-learning-model",'
    printf '"name":"model.gguf","hashes":[{"alg":"SHA-256","content":"%s"}]}' "$1"
    shift
    printf ',%s' "$@"
    printf ']}\n'
}
numpy='{"type":"library","name":"numpy","version":"1.26.4","purl":"pkg:pypi/numpy@1.26.4"}'
torch='{"type":"library","name":"torch","version":"2.5.0"}'

printf 'numpy==1.26.4 %s\nTorch==2.5.0\n' "$hash" >requirements.txt
run 1 check -q -f json
said SEC-002 "1 of 2 pins have no hash: pypi/torch@2.5.0"
said SEC-002 "there is no bill of materials that could list its pins"
said SEC-002 "there is no bill of materials that could list it"
said SEC-003 "nobody looked whether what it pins has known defects"
said SEC-005 "no build provenance here names these bytes"

# a bill of materials of other bytes, and of one pin
bom "$(repeat b 64)" "$numpy" >bom.json
run 1 check -q -f json
said SEC-002 "names it, and not by the digest of these bytes"
said SEC-002 "no bill of materials lists 1 of them: pypi/torch@2.5.0"

# all of it
printf 'numpy==1.26.4 %s\nTorch==2.5.0 \\\n    %s\n' "$hash" "$hash" >requirements.txt
bom "$(digest model.gguf)" "$numpy" "$torch" >bom.json
run 1 check -q -f json
silent SEC-002

# a review stands for these pins, and for no others
cat >components.yml <<Y
record: components
subjects: [{path: requirements.txt, sha256: $(digest requirements.txt)}]
reviewed-on: $(date -u +%F)
reviewed-by: A. Doe, security
source: OSV of today
components:
  - {name: numpy, version: 1.26.4, supplier: NumPy, defects: none}
  - {name: torch, version: 2.5.0, supplier: PyTorch Foundation, defects: none}
Y
run 1 check -q -f json
silent SEC-003
printf 'einops==0.8.0 %s\n' "$hash" >>requirements.txt
run 1 check -q -f json
said SEC-003 "its pins changed since they were looked at"
said SEC-002 "no bill of materials lists 1 of them: pypi/einops@0.8.0"

# provenance speaks of a model by its digest, in an envelope or not at all
statement() {
    jq -cn --arg model "$1" '{_type: "https://in-toto.io/Statement/v1",
        subject: [{name: "model.gguf", digest: {sha256: $model}}], predicateType: "https://slsa.dev/provenance/v1",
        predicate: {buildDefinition: {resolvedDependencies: [
            {uri: "git+https://git.example/credit", digest: {gitCommit: ("c" * 40)}},
            {uri: "train.csv", digest: {sha256: ("d" * 64)}}]},
            runDetails: {builder: {id: "https://ci.example/builder"}}}}'
}
statement "$(digest model.gguf)" >model.intoto.json
run 1 check -q -f json
said SEC-005 "its provenance stands in no signed envelope"
statement "$(digest model.gguf)" | base64 -w0 | jq -Rc \
    '{payloadType: "application/vnd.in-toto+json", payload: ., signatures: [{sig: "AA=="}]}' >model.intoto.jsonl
rm model.intoto.json
run 1 check -q -f json
said SEC-005 "no key of .assay/signers made it"

# a signature over provenance counts by a listed key, and only where all that the file says is signed
# envelope: of the statement on standard input, signed by builder.key
envelope() {
    local type=application/vnd.in-toto+json
    cat >body
    { printf 'DSSEv1 %d %s %d ' ${#type} $type "$(stat -c %s body)"; cat body; } >pae
    openssl pkeyutl -sign -rawin -inkey builder.key -in pae -out sig
    jq -cn --arg body "$(base64 -w0 body)" --arg sig "$(base64 -w0 sig)" \
        '{payloadType: "application/vnd.in-toto+json", payload: $body, signatures: [{sig: "AA=="}, {sig: $sig}]}'
    rm body pae sig
}
openssl genpkey -algorithm ed25519 -out builder.key 2>/dev/null
mkdir -p .assay/signers
openssl pkey -in builder.key -pubout -out .assay/signers/builder.pem
statement "$(digest model.gguf)" | envelope >model.intoto.jsonl
run 1 check -q -f json
silent SEC-005
run 0 list -q -f json model.intoto.jsonl
run 0 list -q -f json
jq -e 'any(.items[]; .facts["provenance.signers"].value == ["builder.pem"])' "$WORK/out" >/dev/null || fail "who signed the provenance is not told"
cp model.intoto.jsonl "$WORK/good"
statement "$(digest model.gguf)" | base64 -w0 | jq -Rc \
    '{payloadType: "application/vnd.in-toto+json", payload: ., signatures: [{sig: "AA=="}]}' >>model.intoto.jsonl
run 1 check -q -f json
said SEC-005 "no key of .assay/signers made it"
statement "$(digest model.gguf)" | sed 's|git.example|evil.example|' | base64 -w0 >other
jq -c --rawfile other other '.payload = $other' "$WORK/good" >model.intoto.jsonl
run 1 check -q -f json
said SEC-005 "no key of .assay/signers made it"
mv "$WORK/good" model.intoto.jsonl
rm other builder.key
run 1 check -q -f json
silent SEC-005
sed -i 's|ci.example|other.example|' pack.yml
run 1 check -q -f json
said SEC-005 "it was built by https://ci.example/builder, which is not among trusted_builders"
statement "$(repeat e 64)" | base64 -w0 | jq -Rc \
    '{payloadType: "application/vnd.in-toto+json", payload: ., signatures: [{sig: "AA=="}]}' >model.intoto.jsonl
run 1 check -q -f json
said SEC-005 "no build provenance here names these bytes"

# what is broken is a gap and not a pass
printf '{"payloadType":"application/vnd.in-toto+json","payload":"!"}' >broken.intoto.jsonl
run 1 check -q -f json
jq -e 'any(.gaps[]; .path[-1] == "broken.intoto.jsonl")' "$WORK/out" >/dev/null || fail "a broken statement is no gap"

# a signature counts by a listed key alone, and for the bytes that were signed
rm broken.intoto.jsonl
mkdir -p m .assay/signers
mv model.gguf m/
printf 'policy: [pack.yml]\n' >.assay.yml
sed -i 's/^rules: .*/rules: [SEC-006]/; /^set:/d' pack.yml
run 1 check -q -f json
said SEC-006 "no signature here is over these bytes"
run 0 key new --algorithm ecdsa-p256 release
run 0 sign m --key release -o m.sig
run 1 check -q -f json
said SEC-006 "m.sig is over these bytes, and by no key of .assay/signers"
"$ASSAY" key export release >.assay/signers/release.pem
run 0 check -q -f json
run 0 list -q -f json
jq -e 'any(.items[]; .facts["statement.signers"].value == ["release.pem"])' "$WORK/out" >/dev/null || fail "who signed is not told"
printf x >>m/model.gguf
run 1 check -q -f json
said SEC-006 "no signature here is over these bytes"
printf 'no key\n' >.assay/signers/broken.pem
run 2 check -q -f json
says ".assay/signers/broken.pem"

# A lock file is seen however it is spelt, and each kind of it; what is no such file is told.
cd .. && mkdir locks && cd locks
printf '[[ package ]]\nname = """p"""\n"version" = "1"\n' >uv.lock
printf '[["package"]]\nname = "p"\nversion = "1"\nsource = "registry+x"\n' >cargo.lock
printf 'package = [{name = "p", version = "1"}]\n' >pdm.lock
printf '\357\273\277p==1\r# c\rq==2\r' >requirements.txt
mkdir requirements
echo 'p==1' >requirements/dev.txt
echo 'The system shall be quick.' >requirements/goals.txt
printf 'p@^1:\n  version "1.0.0"\n' >yarn.lock
printf 'packages:\n  p@1.0.0: {resolution: {integrity: x}}\n' >pnpm-lock.yaml
printf '{"default":{"p":{"version":"==1.0"}}}\n' >Pipfile.lock
printf '{"packages":[{"name":"a/p","version":"1"}]}\n' >composer.lock
printf 'example.com/p v1.0.0 h1:aaa=\n' >go.sum
run 0 list -q -f json
jq -r '.items[] | select(.facts["lockfile.pinned"]) | "\(.path[0]) \(.facts["lockfile.pinned"].value | join(" "))"' "$WORK/out" | sort >got
LC_ALL=C sort >wanted <<'T'
Pipfile.lock pypi/p@1.0
cargo.lock cargo/p@1
composer.lock composer/a/p@1
go.sum golang/example.com/p@v1.0.0
pdm.lock pypi/p@1
pnpm-lock.yaml npm/p@1.0.0
requirements.txt pypi/p@1 pypi/q@2
requirements/dev.txt pypi/p@1
uv.lock pypi/p@1
yarn.lock npm/p@1.0.0
T
LC_ALL=C sort got | diff wanted - || fail "what lock files pin"
mkdir ../broken && cd ../broken
printf '[[package]]\nname = "p"\n<<<<<<< HEAD\n' >uv.lock
printf 'what is this\n' >yarn.lock
run 3 list
says uv.lock "no TOML"
says yarn.lock "a line that yarn does not write"
