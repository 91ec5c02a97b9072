#!/usr/bin/env bash
# A card changed in a range that describes tens of thousands of pointers, whose bytes are not here, is
# judged in seconds: each of them is said to be left out.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

COUNT=${COUNT:-30000}
git init -q box
python3 - "$COUNT" <<'PY' | git -C box fast-import --quiet
import sys

def commit(mark, parent, files):
    print(f"commit refs/heads/main\nmark :{mark}\ncommitter A <a@example.org> {1767312000 + mark} +0000\ndata 2\nc\n" + (f"from :{parent}\n" if parent else ""), end="")
    for path, text in files:
        print(f"M 100644 inline {path}\ndata {len(text)}\n{text}")

pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:%064x\nsize 50000\n"
card = "---\nlicense: mit\nlibrary_name: %s\n---\n# A model\n"
commit(1, 0, [("README.md", card % "keras"), (".gitattributes", "*.safetensors filter=lfs diff=lfs merge=lfs -text\n")] +
       [(f"part-{i:06}.safetensors", pointer % (i + 1)) for i in range(int(sys.argv[1]))])
commit(2, 1, [("README.md", card % "transformers")])
PY
cd box
status=0
timeout 60 "$ASSAY" check --no-cache --range main~1..main -f json >"$WORK/out" 2>"$WORK/err" || status=$?
[ "$status" = 3 ] || fail "left with $status"
left=$(jq '[.. | objects | select(.id? == "pointer.lfs-missing")] | length' "$WORK/out")
[ "$left" = "$COUNT" ] || fail "$left pointers of $COUNT are said to be left out"
