#!/usr/bin/env bash
# Folders that are no repository and name no ledger share the user's: what was recorded of one says nothing
# of another, until that is recorded too, or the ledger is named.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir one two
printf 'id,x\n1,2\n' >one/d.csv
printf 'id,x\n1,3\n' >two/e.csv
(cd one && run 0 record)
(cd two && run 1 check)
silent_on ledger.unrecorded
(cd two && run 1 check --ledger "$HOME/.local/share/assay/ledger")
says ledger.unrecorded
printf 'id\n1\n' >one/new.csv
(cd one && run 1 check)
says "new.csv: high ledger.unrecorded"
(cd two && run 0 record && run 1 check)
silent_on ledger.unrecorded
printf 'id\n1\n' >two/more.csv
(cd two && run 1 check)
says "more.csv: high ledger.unrecorded"
