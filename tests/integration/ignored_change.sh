#!/usr/bin/env bash
# A change that names its own files in .assayignore says so: at the gate of a commit, of a range, and in the hook.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
git init -q . && echo ok >a.txt && echo '*.tmp' >.assayignore && touch b.tmp && git add -A && git commit -qm base
note="and leaves out 1 file: --include-ignored examines it"
python3 -c 'import os, pickle
class Runs:
    def __reduce__(self):
        return os.system, ("true",)
open("model.pkl", "wb").write(pickle.dumps(Runs()))'

git add model.pkl
run 1 check --staged
git commit -qm "a model" --no-verify && git reset -q --soft HEAD~1
printf '*.pkl\n*.tmp\n' >.assayignore && git add -A
run 0 check --staged
says "note: .assayignore is changed in this change, $note"
run 1 check --staged --include-ignored
"$ASSAY" hook install >/dev/null
git commit -qm "a model" 2>"$WORK/err" && cp "$WORK/err" "$WORK/out"
says "note: .assayignore is changed in this change, $note"
for range in HEAD~1..HEAD HEAD~1.. HEAD~1...HEAD; do
    run 0 check --range $range
    says "note: .assayignore is changed in this change, $note"
done
run 1 check --range HEAD~1..HEAD --config-from HEAD~1

# --- nothing is said where it hides nothing, or was there before
echo '*.none' >>.assayignore && git add -A && git commit -qm rules 2>/dev/null
echo more >>a.txt && git add -A
run 0 check --staged
! grep -q "note: .assayignore" "$WORK/err" || fail "a note of an .assayignore that did not change"
git rm -q --cached .assayignore && rm .assayignore && git commit -qm none --no-verify 2>/dev/null
echo '*.pkl' >.assayignore && git add -A
run 0 check --staged
! grep -q "note: .assayignore" "$WORK/err" || fail "a note of what is not in the change"
