#!/usr/bin/env bash
# The project passes its own gate: whoever adopts the program runs it here first.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

cp -r "$SOURCE"/{.assayignore,CMakeLists.txt,README.md,SECURITY.md,CONTRIBUTING.md,cmake,docs,include,policies,reports,scripts,src} .
"$ASSAY" check . >"$WORK/out" 2>"$WORK/err" || fail "the project's own source: $(cat "$WORK/out" "$WORK/err")"
grep -q '^gaps *none' "$WORK/out" || fail "not all of it was examined: $(cat "$WORK/out")"
