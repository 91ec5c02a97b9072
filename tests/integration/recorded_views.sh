#!/usr/bin/env bash
# What was recorded of a project counts in each view of it: a record of the work tree is one of HEAD too, as
# far as the bytes are the same. A commit that was recorded itself is held to that record.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

git init -q -b main project
cd project
printf 'version: 1\npolicy: [ledger.yml]\n' >.assay.yml
printf 'pack: ledger\nedition: "1"\ntitle: Ledger\nrules: [PRV-001, PRV-002]\n' >ledger.yml
printf 'id,x\n1,2\n' >d.csv
git add . && git commit -qm one

for recorded in "" --head "--commit HEAD" --history; do
    rm -rf .git/assay
    # shellcheck disable=SC2086 # two words, or none
    run 0 record $recorded
    for view in "" --head "--commit HEAD" --history; do
        # shellcheck disable=SC2086
        run 0 check $view
        silent_on ledger.unrecorded ledger.changed
    done
done

# what is new is told in every view that holds it
printf 'id,x\n1,2\n3,4\n' >e.csv
git add e.csv
for view in "" --staged; do
    # shellcheck disable=SC2086
    run 1 check $view
    says "e.csv: high ledger.unrecorded"
done
run 0 check --head
run 0 record
run 0 check --staged
git commit -qm two
run 0 check --head

# what was staged and recorded names that alone
rm -rf .git/assay
printf 'id,x\n5,6\n' >f.csv
git add f.csv
run 0 record --staged
run 0 check --staged
run 1 check
says "d.csv: high ledger.unrecorded"
git commit -qm three

# a release that was recorded is held to its own record, whatever came after
rm -rf .git/assay
run 0 record --commit HEAD
printf 'id,x\n1,3\n' >d.csv
run 0 record
git commit -qam four
run 0 check --head
run 0 check --commit HEAD~1
silent_on ledger.changed
printf 'id,x\n1,4\n' >d.csv
git commit -qam five
run 1 check --head
says ledger.changed

# verify compares with a record of the same view; where there is none, with the one that has most of
# the files, and says so
rm -rf .git/assay
run 0 record
run 0 verify --head
says "not recorded in the view head: held to entry 1" "git/worktree, at" "VERIFIED"
run 5 verify --commit HEAD~1
says "not recorded in the view commit: held to entry 1" "changed  d.csv (no entry recorded these bytes)"
# a part of a project is no record of it: which command makes one is said
rm -rf .git/assay
printf 'id,x\n7,8\n' >g.csv
git add g.csv
run 0 record --staged
run 2 verify --head
says "ledger.unrecorded" "assay record --head"
