#!/usr/bin/env bash
# What licences ask flows to what is made from a work: over records, and over several steps.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir repo
cd repo
cp -r "$SOURCE/policies/rules" rules
printf 'pack: terms\nedition: "1"\nin-force-from: 2026-01-01\ntitle: Terms\nset: {commercial: true}\nrules: [LIC-002, LIC-003, LIC-004, LIC-005, LIC-006]\n' >pack.yml
printf 'version: 1\npolicy: [pack.yml]\n' >.assay.yml
mkdir data models
printf 'id,text\n1,a\n2,b\n' >data/raw.csv
printf 'id,text\n1,a\n' >data/clean.csv
python3 "$SOURCE/tests/integration/make.py" safetensors models/m.safetensors 2>/dev/null ||
    python3 - <<'PY'
import json, struct
head = json.dumps({"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
open("models/m.safetensors", "wb").write(struct.pack("<Q", len(head)) + head + b"\0" * 4)
PY
digest() {
    sha256sum "$1" | cut -d' ' -f1
}
# card FILE KIND LICENCE [ORIGIN]
card() {
    printf 'kind: %s\nlicense: %s\n' "$2" "$3" >"$1.card.yml"
    [ -z "${4:-}" ] || printf 'origin: {kind: %s, supplier: Acme}\n' "$4" >>"$1.card.yml"
}
cat >preparation.yml <<YML
record: preparation
subjects: [{path: data/clean.csv, sha256: $(digest data/clean.csv)}]
parents: [{path: data/raw.csv, sha256: $(digest data/raw.csv)}]
YML
cat >training.yml <<YML
record: training
subjects: [{path: models/m.safetensors, sha256: $(digest models/m.safetensors)}]
datasets: [{role: training, path: data/clean.csv, sha256: $(digest data/clean.csv)}]
YML

# Two steps away from data that is not for sale.
card data/raw.csv dataset CC-BY-NC-4.0
card data/clean.csv dataset MIT
card models/m.safetensors model MIT
run 1 check
says "license.non-commercial" "models/m.safetensors" "data/raw.csv (CC-BY-NC-4.0, says preparation.yml)"

# Share-alike: the model must come under a licence that is listed.
card data/raw.csv dataset CC-BY-SA-4.0
run 1 check
says "license.share-alike" "under MIT" "data/raw.csv (CC-BY-SA-4.0"
card models/m.safetensors model CC-BY-SA-4.0
card data/clean.csv dataset CC-BY-SA-4.0
printf 'models/m.safetensors is made from data/clean.csv and data/raw.csv, all CC-BY-SA-4.0\n' >NOTICE
run 0 check
rm NOTICE
run 1 check
says "license.notice" "a line of a notice file that names data/raw.csv"

# A circle of records ends.
sed "s|{path: data/raw.csv, sha256: .*}|{path: data/clean.csv, sha256: $(digest data/clean.csv)}|; s|{path: data/clean.csv, sha256: [0-9a-f]*}\]|{path: data/raw.csv, sha256: $(digest data/raw.csv)}]|" preparation.yml >circle.yml
sed -i "1,2s|data/clean.csv, sha256: [0-9a-f]*|data/raw.csv, sha256: $(digest data/raw.csv)|" circle.yml
run 1 check
says "license.notice"
rm circle.yml

# A base model's terms come with its card: restrictions, limits, the brand in the name.
cat >models/m.safetensors.card.yml <<'YML'
kind: model
license: llama3.1
name: ours
base-model: {name: meta-llama/base, supplier: Meta, version: "3.1", license: llama3.1, revision: 0123456789012345678901234567890123456789}
YML
rm preparation.yml training.yml
card data/clean.csv dataset CC0-1.0
card data/raw.csv dataset CC0-1.0
run 1 check
says "license.use-restrictions" "license.notice" "Built with Llama" "a model's name that begins with Llama" "license.limits" "user-limit"
mkdir records licences
echo "You must not use it to ..." >terms.md
echo "the licence" >licences/llama.txt
cat >records/terms.yml <<YML
record: terms
product: ours 1.0
text: {path: terms.md, sha256: $(digest terms.md)}
passes-on: [{licence: llama3.1, clause: "4", path: licences/llama.txt}]
YML
cat >records/review.yml <<YML
record: licence-review
subjects: [{path: models/m.safetensors, sha256: $(digest models/m.safetensors)}]
product: ours 1.0
reviewed-on: 2026-01-02
reviewer: A. Doe, counsel
works: [{licence: llama3.1, statement: fewer than 700 million users a month}]
YML
sed -i 's/name: ours/name: Llama-ours/' models/m.safetensors.card.yml
cat >NOTICE <<'TXT'
Llama-ours (models/m.safetensors), made from meta-llama/base under llama3.1
Llama 3.1 is licensed under the Llama 3.1 Community License, Copyright © Meta Platforms, Inc. All Rights Reserved.
Built with Llama
TXT
run 0 check
rm licences/llama.txt
run 1 check
says "license.use-restrictions" "do not pass on, with a copy that is here: LicenseRef-llama3.1"

# What is in the table can be read.
run 0 policy show --licences
says "CC-BY-SA-4.0" "share-alike" "llama3.1" "use-restrictions"
