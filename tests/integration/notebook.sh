#!/usr/bin/env bash
# Notebooks are searched as they read: what JSON escapes or cuts into lines is found, pictures are no text.
. "$(dirname "$0")/lib.sh"

openssl genpkey -algorithm ed25519 2>/dev/null >key.pem
mkdir t
python3 - <<'END'
import json

key = open("key.pem").read()
name = "".join(f"\\u{ord(c):04x}" for c in "jane.doe@corp-mail.com")
cells = [{"cell_type": "code", "source": key.splitlines(True), "outputs": []},
         {"cell_type": "code", "source": [], "outputs": [{"output_type": "stream", "text": ["NAME\n"]}]}]
text = json.dumps({"cells": cells, "metadata": {"kernelspec": {"name": "python3"}}, "nbformat": 4})
open("t/a.ipynb", "w").write(text.replace("NAME", name))
open("t/broken.ipynb", "w").write(text[:-1])
open("t/rows.csv", "w").write("id,n\n1,2\n3,4\n")
END

run 3 list -f json --no-cache t
jq -e '
    (.items[] | select(.path == ["a.ipynb"])) as $notebook
    | $notebook.format == "notebook" and $notebook.facts."document.cells".value == 2
    and ([$notebook.observations[].class] | contains(["pii.email", "secret.private-key"]))
    and (.items[] | select(.path == ["rows.csv"]) | .facts."dataset.rows".value == 2)
    and ([.gaps[] | select(.id == "data.bad-record") | .path] == [["broken.ipynb"]])' <"$WORK/out" >/dev/null ||
    fail "what stands in a notebook was not found"

# Each secret at the line and column of the file, in sources that stand line by line and in one piece.
python3 - <<'END'
import json
cells = [{"cell_type": "code", "source": ["x = 1\n", "mail = 'jane.doe@corp-mail.com'\n", "more = 'bob.roe@corp-mail.com'\n"],
          "outputs": []},
         {"cell_type": "code", "source": [], "outputs": [{"output_type": "stream", "text": ["to ann.lee@corp-mail.com\n"]}]}]
open("lines.ipynb", "w").write(json.dumps({"cells": cells, "nbformat": 4}, indent=1))
END
run 0 list -f json --no-cache lines.ipynb
jq -r '.items[0].observations[] | select(.class == "pii.email") | .places[] | "\(.line):\(.column)"' <"$WORK/out" >told
grep -nob '[a-z.]*@corp-mail.com' lines.ipynb | cut -d: -f1 | sort -nu >lines
cut -d: -f1 told | diff -u lines - >&2 || fail "lines of a notebook"
while IFS=: read -r line column; do
    sed -n "${line}p" lines.ipynb | cut -c"$column"- | grep -q '^[a-z.]*@corp' || fail "a column of a notebook: $line:$column"
done <told
python3 -c 'import json; json.dump(json.load(open("lines.ipynb")), open("one.ipynb", "w"))'
run 0 list -f json --no-cache one.ipynb
jq -e '.items[0].observations[] | select(.class == "pii.email") | .places | map(.line) == [1, 1, 1] and (map(.column) | unique | length) == 3' \
    <"$WORK/out" >/dev/null || fail "places in a notebook of one line"
