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
