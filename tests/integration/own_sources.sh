#!/usr/bin/env bash
# The program's own repository, full of the words that formats are known by, is read without a gap.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

git -C "$SOURCE" rev-parse --git-dir >/dev/null 2>&1 || { echo "the sources are no repository here"; exit 0; }
run 0 list "$SOURCE"
says " 0 gaps"
