#!/usr/bin/env bash
# Lineage: lineage.yml, DVC, MLflow and cards become SLSA provenance; what is wrong is told by line and column.
. "$(dirname "$0")/lib.sh"

led=$(ledger_at led) none=$(ledger_at none) dvc=$(ledger_at dvc) flow=$(ledger_at flow) card=$(ledger_at card)
found=$(ledger_at found)
digest() { sha256sum "$1" | cut -d' ' -f1; }
model() { python3 -c "
import struct, sys
head = b'{\"w\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}'
sys.stdout.buffer.write(struct.pack('<Q', len(head)) + head + sys.argv[1].encode())" "$1"; }

mkdir -p p/data
printf 'a,b\n1,2\n' >p/data/train.csv
printf 'a,b\n3,4\n' >p/data/more.csv
model BASE >p/base.safetensors
model TUNE >p/tuned.safetensors
commit=0123456789abcdef0123456789abcdef01234567

# the example of the manual, by itself: it is lineage.yml at the root
# shellcheck disable=SC2016 # backticks of the page, not of the shell
sed -n '/^```yaml$/,/^```$/p' "$SOURCE/docs/reference/lineage.md" | sed '1d;$d' >p/lineage.yml
[ -s p/lineage.yml ] || fail "the manual has no example"
run 0 record --ledger "$led" p
says "recorded the lineage as entry 2"
run 0 ledger show 2 --ledger "$led"
jq -e --arg tuned "$(digest p/tuned.safetensors)" --arg base "$(digest p/base.safetensors)" \
    --arg data "$(digest p/data/train.csv)" --arg commit "$commit" '
    .predicateType == "https://slsa.dev/provenance/v1" and .subject[0].digest.sha256 == $tuned
    and (.predicate.buildDefinition.resolvedDependencies
        | any(.digest.sha256 == $base and .annotations.kind == "model")
        and any(.digest.sha256 == $data and .name == "data/train.csv")
        and any(.digest.gitCommit == $commit)
        and any(.annotations.how == "unknown" and (.digest | not)))
    and .predicate.buildDefinition.externalParameters.parameters.epochs == "3"
    and .predicate.runDetails.metadata.startedOn == "2026-11-20T08:00:00Z"' out >/dev/null || fail "another statement"

# the same again is not written twice, and all of it verifies
run 0 record --ledger "$led" p
says "lineage unchanged"
run 0 verify --ledger "$led" p

# each wrong record: line, column, what was expected; and nothing is recorded
rm p/lineage.yml
wrong() { # LINE:COLUMN TEXT, the record on the standard input
    cat >wrong.yml
    run 2 record --ledger "$none" --lineage wrong.yml p
    says "wrong.yml:$1" "$2"
    ! ledger_exists none || fail "something was recorded"
}
wrong 1:1 "lineage.yml must be a map" <<<'[]'
wrong 1:1 "inputs is missing" <<<'outputs: [{path: tuned.safetensors}]'
wrong 2:1 'unknown key "output"' <<<$'inputs: []\noutput: []'
wrong 2:10 "outputs is empty" <<<$'inputs: []\noutputs: []'
wrong 1:10 "inputs must be a list" <<<$'inputs:  x\noutputs: [{path: tuned.safetensors}]'
wrong 2:18 "is no file or folder of what is recorded" <<<$'inputs: []\noutputs: [{path: gone.bin}]'
wrong 3:5 "an input needs a path, a digest, or digest: unknown" <<<$'outputs: [{path: tuned.safetensors}]\ninputs:\n  - name: the web'
wrong 2:37 "digest.sha256 must be 64 lowercase hex digits" <<<$'outputs: [{path: tuned.safetensors}]\ninputs: [{name: x, digest: {sha256: ABC}}]'
wrong 2:56 "the digest is not that of" <<<$'outputs: [{path: tuned.safetensors}]\ninputs: [{kind: dataset, path: data/train.csv, digest: {sha256: '"$(printf '0%.0s' {1..64})"'}}]'
wrong 3:16 "code.commit must be 40 or 64" <<<$'outputs: [{path: tuned.safetensors}]\ninputs: []\ncode: {commit: main}'
wrong 3:13 "parameters must be a map" <<<$'outputs: [{path: tuned.safetensors}]\ninputs: []\nparameters: 3'
wrong 3:16 "run.started must be a time" <<<$'outputs: [{path: tuned.safetensors}]\ninputs: []\nrun: {started: yesterday}'
wrong 2:10 "stands twice" <<<$'inputs: []\noutputs: [{path: tuned.safetensors}, {path: tuned.safetensors}]'

# a folder stands for its files; a file in a bundle is named as it is shown
cat >folder.yml <<'YML'
outputs: [{path: tuned.safetensors}]
inputs: [{path: data/, kind: dataset}]
YML
run 0 record --ledger "$led" --lineage folder.yml p
run 0 ledger show "$(($(ledger_size=$("$ASSAY" ledger log --ledger "$led" | wc -l); echo "$ledger_size") - 1))" --ledger "$led"
says '"name":"data/more.csv"' '"name":"data/train.csv"'

# DVC: md5 stays md5, and a SHA-256 stands beside it where the file is the one that DVC saw
md5() { md5sum "$1" | cut -d' ' -f1; }
cat >p/dvc.lock <<YML
schema: '2.0'
stages:
  train:
    cmd: python train.py
    deps:
    - path: data/train.csv
      hash: md5
      md5: $(md5 p/data/train.csv)
      size: 8
    - path: data/more.csv
      hash: md5
      md5: 00000000000000000000000000000000
      size: 8
    - path: data/raw
      hash: md5
      md5: 11111111111111111111111111111111.dir
    params:
      params.yaml:
        lr: 0.1
    outs:
    - path: tuned.safetensors
      hash: md5
      md5: $(md5 p/tuned.safetensors)
YML
run 0 record --ledger "$dvc" --lineage p/dvc.lock p
run 0 ledger show 2 --ledger "$dvc"
jq -e --arg md5 "$(md5 p/data/train.csv)" --arg sha "$(digest p/data/train.csv)" \
    --arg tuned "$(digest p/tuned.safetensors)" '
    .subject[0].digest.sha256 == $tuned
    and (.predicate.buildDefinition.resolvedDependencies
        | any(.digest == {md5: $md5, sha256: $sha})
        and any(.annotations.how == "changed" and (.digest.sha256 | not))
        and any(.annotations.how == "folder"))
    and .predicate.buildDefinition.externalParameters.step == "train"' out >/dev/null || fail "another statement"
sed -i 's/md5: 0\{32\}/md5: zero/' p/dvc.lock
run 2 record --ledger "$none" --lineage p/dvc.lock p
says "dvc.lock:12:12" "md5 must be 32 lowercase hex digits"
rm p/dvc.lock

# MLflow: the folder of a run, without who ran it and without a password
r=p/mlruns/1/run1
mkdir -p $r/params $r/tags $r/artifacts/model $r/inputs/i1 p/mlruns/1/datasets/d1
model FLOW >$r/artifacts/model/model.safetensors
printf '0.1' >$r/params/lr
printf '%s' $commit >$r/tags/mlflow.source.git.commit
printf 'https://bob:secret@git.example.org/m' >$r/tags/mlflow.source.git.repoURL
printf 'train.py' >$r/tags/mlflow.source.name
printf 'source_id: d1\nsource_type: 1\n' >$r/inputs/i1/meta.yaml
printf 'name: reviews\ndigest: 1a2b3c4d\nsource: "{}"\n' >p/mlruns/1/datasets/d1/meta.yaml
printf 'run_id: run1\nuser_id: bob\nstart_time: 1763600000000\nend_time: 1763600060000\n' >$r/meta.yaml
printf 'flavors:\n  python_function:\n    python_version: 3.11.2\nrun_id: run1\n' >$r/artifacts/model/MLmodel
run 0 record --ledger "$flow" --lineage $r/meta.yaml --lineage $r/artifacts/model/MLmodel p
run 0 ledger show 2 --ledger "$flow"
silent_on bob secret
jq -e --arg out "$(digest $r/artifacts/model/model.safetensors)" --arg commit "$commit" '
    .subject[0].digest.sha256 == $out
    and (.predicate.buildDefinition.resolvedDependencies
        | any(.digest.gitCommit == $commit and .uri == "https://git.example.org/m")
        and any(.name == "reviews@1a2b3c4d" and .annotations.how == "declared"))
    and .predicate.buildDefinition.externalParameters.parameters.lr == "0.1"
    and .predicate.runDetails.metadata == {finishedOn: "2025-11-20T00:54:20Z", invocationId: "run1", startedOn: "2025-11-20T00:53:20Z"}' out >/dev/null || fail "another statement"
run 0 ledger show 3 --ledger "$flow"
jq -e '.predicate.buildDefinition.internalParameters.environment.python_function.python_version == "3.11.2"' out >/dev/null ||
    fail "no environment"
rm -r p/mlruns

# a card declares by name alone
printf -- '---\nlicense: mit\nbase_model: org/base\ndatasets: [org/set]\n---\n# Tuned\n' >p/README.md
rm p/base.safetensors
run 0 record --ledger "$card" --lineage p/README.md p
run 0 ledger show 2 --ledger "$card"
jq -e '.predicate.buildDefinition.resolvedDependencies
    == [{annotations: {how: "declared", kind: "model"}, name: "org/base", uri: "urn:assay:declared:org/base"},
        {annotations: {how: "declared", kind: "dataset"}, name: "org/set", uri: "urn:assay:declared:org/set"}]' out >/dev/null ||
    fail "another statement"

# both fields as the Hub takes them: one name, or a list of names
printf -- '---\nlicense: mit\nbase_model:\n- org/base\n- org/other\ndatasets: org/set\n---\n# Tuned\n' >p/README.md
run 0 record --ledger "$card" --lineage p/README.md p
run 0 ledger trace tuned.safetensors --ledger "$card" -f json
jq -e '[.things[] | select(.how == "declared") | .key | ltrimstr("uri:urn:assay:declared:")] | unique == ["org/base", "org/other", "org/set"]' \
    out >/dev/null || fail "other declared things"

# the stages of a pipeline tell nothing of what ran
printf 'stages:\n  train:\n    cmd: x\n' >dvc.yaml
run 2 record --ledger "$none" --lineage dvc.yaml p
says "dvc.yaml:1:1" "assay record --lineage dvc.lock"

# a file that is only found and is something else stands in nobody's way
mkdir -p other && printf 'version: 1\nmodels: []\n' >other/lineage.yml
run 0 record --ledger "$found" other
says "lineage.yml is recorded, and says nothing"
run 2 record --ledger "$found" --lineage other/lineage.yml other
