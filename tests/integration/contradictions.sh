#!/usr/bin/env bash
# What a card says and what the file holds are held against each other: rows, columns, versions, and data called anonymous.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir p && cd p
printf 'policy: [assay:baseline, assay:gdpr, assay:bank-mrm]\n' >.assay.yml
printf 'id,religion,score\n1,catholic,7\n2,hindu,8\n3,none,9\n' >t.csv
run 0 init --card t.csv
card() { # ROWS FIELD
    sed -i -E "s/^rows:.*/rows: $1/; s/^personal-data:.*/personal-data: anonymous/" t.card.yml t.csv.card.yml 2>/dev/null || true
    python3 - "$2" <<'P'
import re, sys
text = open("t.csv.card.yml").read()
text = re.sub(r"(?ms)^fields:.*?(?=^\S)", "fields: {id: key, %s: what it is}\n" % sys.argv[1], text)
open("t.csv.card.yml", "w").write(text)
P
}
messages() {
    "$ASSAY" check -q -f json >"$WORK/out" 2>"$WORK/err" || true
    jq -r --arg code "$1" '.findings[] | select(.code == $code and .path == ["t.csv"]) | .message' "$WORK/out"
}
card 3 score
[ -z "$(messages DAT-010)" ] || fail "a card that says what is so is told of"
card 2 score
[ "$(messages DAT-010)" = "rows: card says 2, file has 3" ] || fail "rows: $(messages DAT-010)"
card 3 income
[ "$(messages DAT-010)" = "fields: card explains income, file has no such column" ] || fail "fields: $(messages DAT-010)"

# one card for a folder counts what stands in it, and not each file
mkdir d && cp t.csv d/a.csv && cp t.csv d/b.csv
{ echo ---; sed 's/^rows:.*/rows: 6/' t.csv.card.yml; echo ---; } >d/README.md
"$ASSAY" check -q -f json >"$WORK/out" 2>"$WORK/err" || true
jq -e 'any(.findings[]; .code == "DAT-010" and (.path[-1] // "" | startswith("d/"))) | not' "$WORK/out" >/dev/null ||
    fail "the card of a folder is held against one file"

# belief in what is called anonymous
[[ "$(messages PII-004)" == "declared as anonymous, and it has special categories of personal data"*religion* ]] ||
    fail "religion in an anonymous set: $(messages PII-004)"

# another version in the evaluation than in the card
printf 'GGUF\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' >m.gguf
run 0 init --card m.gguf
sed -i 's/^version:.*/version: "1.0.0"/' m.gguf.card.yml
printf 'record: evaluation\nmodel-version: "9.9.9"\nsubjects: [{path: m.gguf, sha256: %s}]\n' "$(sha256sum m.gguf | cut -d' ' -f1)" >evaluation.yml
"$ASSAY" check -q -f json >"$WORK/out" 2>"$WORK/err" || true
jq -e 'any(.findings[]; .code == "MOD-009" and (.message | contains("9.9.9")))' "$WORK/out" >/dev/null ||
    fail "an evaluation of another version is not told"

# figures: the names that the field has for one metric are one, and a model-index is of the data set that it names
mkdir ../figures && cd ../figures
printf 'pack: house\nedition: "1"\nrules: [MOD-009]\n' >pack.yml
printf 'policy: [pack.yml]\n' >.assay.yml
printf 'GGUF\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' >m.gguf
mkdir data && printf 'x,y\n1,2\n' >data/loans_test.csv
cat >evaluation.yml <<Y
record: evaluation
subjects: [{path: m.gguf, sha256: $(sha256sum m.gguf | cut -d' ' -f1)}]
model-version: "1.0.0"
test-set: {path: data/loans_test.csv, sha256: $(sha256sum data/loans_test.csv | cut -d' ' -f1)}
metrics:
  - {name: accuracy, why: w, better: higher, threshold: 0.9, value: 0.9123}
  - {name: f1_macro, why: w, better: higher, threshold: 0.8, value: 0.81}
Y
index() { # index METRIC VALUE DATASET
    printf -- '---\nlicense: mit\nversion: "1.0.0"\nmodel-index:\n- name: m\n  results:\n  - dataset: {type: %s, split: test}\n' "$3"
    printf '    metrics: [{type: %s, value: %s}]\n---\n' "$1" "$2"
}
index accuracy 91.2 acme/loans >README.md
run 0 check --fail-on medium
index eval_accuracy 0.99 acme/loans >README.md
run 1 check --fail-on medium
says "its card says eval_accuracy: 0.99 (acme/loans, test), its evaluation report accuracy: 0.9123"
run 0 explain --why MOD-009 m.gguf
says "eval_accuracy: 0.99 (acme/loans, test)"
index accuracy 0.99 acme/cars >README.md
run 0 check --fail-on medium
index f1 0.88 acme/loans >README.md
run 1 check --fail-on medium
says "whether these are one figure: f1: 0.88 (acme/loans, test), its evaluation report f1_macro: 0.81"

# a card of its own does not hide what README.md says: a reader may find either first
printf 'kind: model\nname: m\nversion: "1.0.0"\nmetrics: {accuracy: 0.91}\n' >m.gguf.card.yml
index accuracy 0.9123 acme/loans >README.md
run 0 check --fail-on medium
index accuracy 0.99 acme/cars >README.md
run 1 check --fail-on medium
says "figures: README.md says accuracy: 0.99 (acme/cars, test), m.gguf.card.yml says accuracy: 0.91"
mv m.gguf.card.yml m.gguf.card.yaml
run 1 check --fail-on medium
says "m.gguf.card.yaml says accuracy: 0.91"
mv m.gguf.card.yaml m.gguf.card.yml
printf -- '---\nlicense: mit\nversion: "1.0.0"\npipeline_tag: text-generation\nmetrics: {accuracy: 0.99}\n---\n' >README.md
run 1 check --fail-on medium
says "figures: README.md says accuracy: 0.99, m.gguf.card.yml says accuracy: 0.91"
# one of several data sets is the model's; and of that one nothing else is said
index accuracy 0.91 acme/loans >README.md
sed -i '$d' README.md
printf '  - dataset: {type: acme/cars, split: test}\n    metrics: [{type: accuracy, value: 0.99}]\n---\n' >>README.md
run 0 check --fail-on medium
sed -i 's#acme/cars#acme/loans#' README.md
run 1 check --fail-on medium
says "README.md says accuracy: 0.99 (acme/loans, test), m.gguf.card.yml says accuracy: 0.91"
# other metrics, and results of training, contradict nothing
index f1 0.5 acme/cars >README.md
run 0 check --fail-on medium
index accuracy 0.99 acme/loans >README.md
sed -i 's/split: test/split: train/' README.md
run 0 check --fail-on medium
rm m.gguf.card.yml

# one right figure excuses no other of the same metric; the configuration of a data set is a slice of it
index accuracy 0.9123 acme/loans >README.md
sed -i 's/metrics: \[/metrics: [{type: acc, value: 0.99}, /' README.md
run 1 check --fail-on medium
says "its card says acc: 0.99 (acme/loans, test), its evaluation report accuracy: 0.9123"
index 'accuracy, name: "): 0.91 (x"' 0.99 acme/loans >README.md # no name of a metric hides its value
run 1 check --fail-on medium
says "0.99"
index accuracy 0.9123 acme/loans >README.md
sed -i '$d' README.md
printf '  - dataset: {type: acme/loans, config: private, split: test}\n    metrics: [{type: accuracy, name: Accuracy, value: 0.5}]\n---\n' >>README.md
run 1 check --fail-on medium
sed -i 's/config: private/config: corporate/' README.md
run 0 check --fail-on medium
sed -i '0,/accuracy/s//mae/' README.md # it stands alone: nobody can tell
run 1 check --fail-on medium
says "accuracy: 0.5 (acme/loans, test; config corporate)"

# however a card writes its figures, they are read: as one element for a list, as a text, with what nobody sees
card_of() {
    printf -- '---\nlicense: mit\nversion: "1.0.0"\npipeline_tag: text-classification\n%b\n---\n' "$1" >README.md
}
for text in 'metrics: {"Accu\xe2\x80\x8bracy": 0.99}' 'metrics: {accuracy: [0.99]}' 'metrics: "accuracy: 0.99"' \
    'metrics: [{accuracy: {value: 0.99}}]' 'metrics: {accuracy: "~0.99"}' \
    'model-index: {results: {dataset: {type: loans, split: tests}, metrics: {type: [accuracy], value: [0.99]}}}' \
    'model-index: [{results: [{dataset: {type: loans}, metrics: [{accuracy: 0.99}]}]}]'; do
    card_of "$text"
    run 1 check --fail-on medium
    says "0.99" "its evaluation report accuracy: 0.9123"
done

# a comma before decimals is one, as most of Europe writes them; one before thousands is not
for text in 'metrics: {accuracy: "0,9123"}' 'metrics: {accuracy: "91,2 %"}' 'metrics: {accuracy: "0,912"}'; do
    card_of "$text"
    run 0 check --fail-on medium
done
for text in 'metrics: {accuracy: "0,99"}' 'metrics: {accuracy: "99,1 %"}'; do
    card_of "$text"
    run 1 check --fail-on medium
    says "its evaluation report accuracy: 0.9123"
done

# all of the data is no slice of it, and the last word on a figure is none of another metric
for name in 'accuracy (all)' 'accuracy (overall)' 'accuracy (full test set)' final_accuracy 'reported accuracy' 'our accuracy'; do
    card_of "metrics: {accuracy: 0.9123, \"$name\": 0.99}"
    run 1 check --fail-on medium
    says "its card says $name: 0.99"
done
card_of 'metrics: {accuracy: 0.9123, "accuracy (women)": 0.99, baseline_accuracy: 0.7, final_loss: 0.2}'
run 0 check --fail-on medium
