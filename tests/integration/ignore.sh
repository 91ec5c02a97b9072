#!/usr/bin/env bash
# .assayignore holds in every view, with the rules that the view itself contains, and is counted.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

git init -q repo
cd repo
mkdir -p fixtures/deep data
openssl genrsa 2048 >fixtures/deep/key.pem 2>/dev/null
cp fixtures/deep/key.pem data/own.txt # the same content elsewhere still counts
echo text >readme.txt
printf 'fixtures/\n' >.assayignore
git add -A
git commit -qm first
for view in --worktree --head --history; do
    run 1 check "$view"
    says "data/own.txt" "1 path ignored"
    silent_on "fixtures/"
    run 1 check "$view" --include-ignored
    says "fixtures/deep/key.pem"
done
git rm -q data/own.txt
git commit -qm second
run 0 check --head
run 4 check --range HEAD~1..HEAD # only a removal
openssl genrsa 2048 >fixtures/other.pem 2>/dev/null
git add fixtures/other.pem
run 4 check --staged
says "1 path ignored"
# A change that ignores itself is seen by whoever reads the count; without the rule it is found.
git rm -q --cached .assayignore
run 1 check --staged
says "fixtures/other.pem"
