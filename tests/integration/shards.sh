#!/usr/bin/env bash
# Shards of WebDataset: a tar whose members are samples. Its facts, what is amiss in it, and what a
# reader that unpickles members would run.
. "$(dirname "$0")/lib.sh"

python3 - <<'PY'
import gzip, io, pickle, tarfile

def shard(name, members):
    with tarfile.open(name, "w") as tar:
        for path, data in members:
            info = tarfile.TarInfo(path)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))

def picture(n):
    return b"GIF89a" + bytes([1, 0, 1, 0, 0x80, 0, 0, n % 256, 0, 0, 255, 255, 255]) + b",\0\0\0\0\1\0\1\0\0\2\2D\1\0;"

def sample(n):
    key = f"train/{n:06}"
    return [(key + ".gif", picture(n)), (key + ".json", b'{"caption": "picture %d"}' % n), (key + ".cls", b"%d" % (n % 3))]

good = [member for n in range(300) for member in sample(n)]
shard("train-000000.tar", good)
open("train-000001.tar.gz", "wb").write(gzip.compress(open("train-000000.tar", "rb").read(), mtime=0))
shard("lacking.tar", [member for member in good if member[0] not in ("train/000007.cls", "train/000009.json")])
shard("twice.tar", good[:3] + good[:1] + good[3:])
shard("torn.tar", good[1:] + good[:1])
shard("source.tar", [("src/a.c", b"int a;\n"), ("src/a.h", b"\n"), ("src/b.c", b"int b;\n"), ("src/b.h", b"\n")])

class Run:
    def __reduce__(self):
        return (__import__("os").system, ("true",))
shard("code.tar", sample(1) + [("train/000001.pyd", pickle.dumps(Run()))] + sample(2) + [("train/000002.pyd", pickle.dumps(1))])
cut = open("lacking.tar", "rb").read()
open("cut.tar", "wb").write(cut[:len(cut) // 2 + 700])
PY

# facts FILE ITEM: the facts of the file itself, one a line
facts() {
    python3 - "$WORK/out" "$1" <<'PY'
import json, sys
item = next(i for i in json.load(open(sys.argv[1]))["items"] if i["path"] == [sys.argv[2]])
print(item["kind"], item["format"], item.get("load", "absent"))
for name, fact in item["facts"].items():
    print(name, fact["value"])
PY
}
holds() {
    local file=$1 line
    shift
    facts "$file" >"$WORK/facts"
    for line in "$@"; do
        grep -qxF -- "$line" "$WORK/facts" || fail "$file: no fact: $line: $(cat "$WORK/facts")"
    done
}

for file in train-000000.tar train-000001.tar.gz; do
    for jobs in 1 3; do
        run 0 list --no-cache -j$jobs -f json $file
        holds $file "dataset webdataset absent" "dataset.rows 300" "dataset.columns 3" \
            "dataset.column-names ['gif', 'json', 'cls']" "dataset.column-nulls ['0', '0', '0']" \
            "dataset.ragged-rows 0" "dataset.label-balance ['cls=0: 100', 'cls=1: 100', 'cls=2: 100']"
    done
done

run 0 list --no-cache -f json lacking.tar
holds lacking.tar "dataset.rows 300" "dataset.ragged-rows 2" "dataset.column-nulls ['0', '1', '1']"

# What readers stumble over is a gap, and all members are examined.
run 3 list --no-cache twice.tar
says 'gap[data.bad-record]: twice.tar: 1 files have the key and the ending of another one' '1 data set,'
says 'twice.tar!/train/000299.cls'
run 3 list --no-cache torn.tar
says 'gap[data.bad-record]: torn.tar: 1 keys come again' 'torn.tar!/train/000299.cls'

# A tar that breaks off is a shard as far as it came.
run 3 list --no-cache -f json cut.tar
says bundle.truncated
holds cut.tar "dataset webdataset absent" "dataset.rows 151"

run 0 list --no-cache source.tar
says "container  tar"

# Readers load what they unpickle.
run 0 list --no-cache -f json code.tar
holds code.tar "dataset webdataset dangerous" "dataset.rows 2"
