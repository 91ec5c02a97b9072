#!/usr/bin/env bash
# A folder as the Hub has it, of many formats: what each file of it is, and what loading it would do.
# `hub_folder.sh --update` writes the golden file anew.
. "$(dirname "$0")/lib.sh"

PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$SOURCE/tests/conformance/models python3 - <<'PY'
import json, os
import formats, graphs, hub, shards, tensors

def put(path, data):
    path = os.path.join("model", path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode() if isinstance(data, str) else json.dumps(data).encode())

put("README.md", "---\nlicense: mit\nbase_model: acme/base\ndatasets: [acme/words]\n---\n# Tiny\n")
put("LICENSE", formats.read("LICENSE"))
put("config.json", hub.LLAMA)
put("generation_config.json", {"bos_token_id": 1, "transformers_version": "4.40.0"})
put("tokenizer.json", {"version": "1.0", "model": {"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": []}})
put("tokenizer_config.json", {"tokenizer_class": "LlamaTokenizer", "chat_template": hub.LAYOUT})
put("chat_template.jinja", hub.LAYOUT)
put("handler.py", "class EndpointHandler:\n    def __init__(self, path=''):\n        pass\n    def __call__(self, data):\n        return data\n")
for name, data in formats.shards().items():
    put(name, data)
put("onnx/model.onnx", graphs.onnx((1, graphs.node("Relu"))))
put("tf/saved_model.pb", graphs.saved_model(graphs.graph_def(*graphs.FROZEN)))
put("tf/keras_metadata.pb", graphs.keras_metadata(graphs.DENSE))
put("tf-lambda/keras_metadata.pb", graphs.keras_metadata(graphs.LAMBDA))
put("gguf/tiny.gguf", formats.read("tests/fuzz/corpus/gguf/tiny"))
put("data/train.csv", "text,label\ngood,1\nbad,0\n")
put("data/train.parquet", formats.seed("columnar/parquet-plain", 1)())
put("data/train-000000.tar", shards.shard({"gif": shards.PICTURE, "cls": b"1"})())
put("data/code-000000.tar", shards.shard({"gif": shards.PICTURE, "pyd": shards.pickle.dumps(shards.Run())})())
put("data/people.jsonl", '{"a": 1}\n{"a": 2}\n')
put("data/base.db", formats.live_database()["live.db"])
put("assets/logo.png", formats.seed("media/a.png")())
put("data/book.xlsx", formats.workbook())
PY

run 0 list --no-cache -v model
# Digest and size are those of the day; what is left is kind, format, path and load. Members of a box but
# for the shards are left out.
awk 'length($1) == 64 { $1 = ""; print }' "$WORK/out" | sed -E 's/^ //; s/ [0-9]+ / /' | grep -v 'xlsx!/' >seen
[ "${1:-}" != --update ] || cp seen "$SOURCE/tests/golden/hub-folder.txt"
diff "$SOURCE/tests/golden/hub-folder.txt" seen || fail "a folder of the Hub"
