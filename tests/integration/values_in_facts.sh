#!/usr/bin/env bash
# A secret that a model or table holds is told, and stands in no output: not among the arguments of a
# call, not as a column's name, not in a setting, in no format and no ledger.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

token="ghp_$(printf IqIMNOZH6z0wIEB4T9A2g4EHMy8Ji40jlb6i)"
mkdir box named
python3 - "$token" <<'EOF'
import json, os, pickle, sqlite3, struct, sys
token = sys.argv[1]

class Call:
    def __reduce__(self):
        return os.system, ("curl -H 'Authorization: token " + token + "' https://x.example",)

pickle.dump(Call(), open("box/model.pkl", "wb"))
open("box/rows.csv", "w").write("id," + token + "\n1,2\n3,4\n")
open("box/rows.jsonl", "w").write(json.dumps({"id": 1, token: 2}) + "\n")
open("box/config.json", "w").write(json.dumps({"model_type": "bert", "architectures": ["BertModel"], "_name_or_path": token}))
db = sqlite3.connect("box/a.sqlite")
db.execute('create table "%s" (id integer)' % token)
db.execute('insert into "%s" values (1)' % token)
db.commit()
header = json.dumps({"__metadata__": {"format": "pt", "base_model": token},
                     "a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
json.dump({"metadata": {"total_size": 4}, "weight_map": {"a": token + ".safetensors"}},
          open("named/model.safetensors.index.json", "w"))
json.dump({"model_type": "bert", "auto_map": {"AutoModel": token + "--modeling_x.BertModel"}}, open("named/config.json", "w"))
open("named/a.dvc", "w").write("outs:\n- md5: 0123456789abcdef0123456789abcdef\n  size: 3\n  path: " + token + "\n")
open("named/SHA256SUMS", "w").write("%064x  %s\n%064x  config.json\n" % (1, token, 2))
open("box/m.safetensors", "wb").write(struct.pack("<Q", len(header)) + header + b"\0\0\0\0")
EOF

clean() {
    grep -q "$token" out && fail "$1 repeats the token"
    return 0
}

for format in json text; do
    run 0 list -v -f "$format" box
    clean "list -f $format"
done
run 0 list -f json box
for file in model.pkl rows.csv rows.jsonl config.json a.sqlite m.safetensors; do
    jq -e --arg f "$file" '.items[] | select(.path | join("!") == $f) | .observations[]? | select(.class == "secret.github-token")' out >sight ||
        { cat out; fail "$file: the token was not seen"; }
done
jq -e '.items[] | select(.path | join("!") == "model.pkl") | .facts | tostring | test("gh..6i")' out >/dev/null ||
    fail "the call is not told with a mask"
for format in text json sarif html markdown junit csv; do
    "$ASSAY" check -f "$format" box >out 2>&1 || true
    clean "check -f $format"
done

# What other files lack or contradict names them by the names that lists give them.
run 3 list -f json named
clean "list of what is named"
for id in model.shard-missing pointer.dvc-missing bundle.list-missing; do
    jq -e --arg id "$id" '.gaps[] | select(.id == $id) | .why | test("gh..6i")' out >/dev/null ||
        { jq .gaps out; fail "$id does not name the file with a mask"; }
done
jq -e '.items[] | select(.path | join("!") == "config.json") | tostring | test("gh..6i--modeling_x")' out >/dev/null ||
    fail "the place of the code is not told with a mask"
for format in text json sarif html markdown junit csv; do
    "$ASSAY" check -f "$format" named >out 2>&1 || true
    clean "check -f $format of what is named"
done
