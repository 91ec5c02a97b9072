#!/usr/bin/env bash
# Licences flow along what the ledger has on lineage, by digest: also over a step whose file is gone.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir -p repo/data repo/models
cd repo
cp -r "$SOURCE/policies/rules" rules
printf 'pack: terms\nedition: "1"\nin-force-from: 2026-01-01\ntitle: Terms\nset: {commercial: true}\nrules: [LIC-002]\n' >pack.yml
printf 'version: 1\npolicy: [pack.yml]\nledger: ../ledger\n' >.assay.yml
printf 'id,text\n1,a\n2,b\n' >data/raw.csv
printf 'id,text\n1,a\n' >data/clean.csv
python3 - <<'PY'
import json, struct
head = json.dumps({"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
open("models/m.safetensors", "wb").write(struct.pack("<Q", len(head)) + head + b"\0" * 4)
PY
# card FILE KIND LICENCE
card() {
    printf 'kind: %s\nlicense: %s\n' "$2" "$3" >"$1.card.yml"
}
card data/raw.csv dataset CC-BY-NC-4.0
card data/clean.csv dataset MIT
card models/m.safetensors model MIT
run 0 record
run 1 check # the data itself is not for sale
silent_on "models/m.safetensors"

printf 'outputs: [{path: data/clean.csv}]\ninputs: [{path: data/raw.csv, kind: dataset}]\n' >clean.yml
printf 'outputs: [{path: models/m.safetensors}]\ninputs: [{path: data/clean.csv, kind: dataset}, {name: settings, kind: other, digest: {sha256: %064d}}]\n' 7 >train.yml
run 0 record --lineage clean.yml --lineage train.yml
run 1 check
says "models/m.safetensors" "data/raw.csv (CC-BY-NC-4.0, says entry"

rm data/clean.csv data/clean.csv.card.yml # the ledger still knows what it was made from
run 1 check
says "models/m.safetensors" "data/raw.csv (CC-BY-NC-4.0, says entry"

card data/raw.csv dataset MIT
run 1 check # of what is gone nobody knows the terms
says "models/m.safetensors: unknown license.non-commercial" "not known: source.license"
silent_on "data/raw.csv ("

# Of one thing two records may say two licences: what one of them holds back is not lost, whichever is read first.
mkdir "$WORK/two" && cd "$WORK/two" || exit
cp "$OLDPWD/models/m.safetensors" .
sha=$(sha256sum m.safetensors | cut -c1-64)
mkdir records
# terms FILE LICENCE
terms() {
    printf 'record: training\nsubjects: [{path: m.safetensors, sha256: %s}]\ndatasets:\n  - {role: training, path: ext/a.csv, sha256: %064d, license: %s}\n' \
        "$sha" 5 "$2" >"records/$1.yml"
}
printf 'pack: shop\nedition: "1"\nin-force-from: 2026-01-01\ntitle: Shop\nparent: assay:licences\nset: {commercial: true}\n' >shop.yml
printf 'version: 1\npolicy: [shop.yml]\n' >.assay.yml
for order in "MIT CC-BY-NC-4.0" "CC-BY-NC-4.0 MIT"; do
    terms t1 "${order% *}"
    terms t2 "${order#* }"
    run 1 check --no-cache .
    says "license.non-commercial" "ext/a.csv (CC-BY-NC-4.0, says records/"
done
