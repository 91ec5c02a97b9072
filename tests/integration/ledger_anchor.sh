#!/usr/bin/env bash
# ledger_anchor.sh - checkpoints as tags of a git repository: git alone reads them back, and a ledger
# whose past was changed is held to them.
. "$(dirname "$0")/lib.sh"

mkdir data && echo 1 >data/a.csv
run 0 ledger init --ledger led --origin-name log.example/team
cp -R led fork
run 0 record data --ledger led
git init -q repo
run 2 ledger anchor repo --ledger led
says "anchor.no-commit"
run 2 ledger anchor data --ledger led
says "anchor.no-repository"
git -C repo commit -q --allow-empty -m first
run 2 verify led --anchor repo
says "anchor.none"
run 0 ledger anchor repo --ledger led
tag=assay/log.example%2Fteam/2
grep -qxF "$tag" out || fail "another name"
git -C repo cat-file tag "$tag" | sed '1,/^$/d' | cmp -s - led/checkpoint || fail "the message is not the note"
[ "$(git -C repo rev-parse "$tag^{commit}")" = "$(git -C repo rev-parse HEAD)" ] || fail "not at HEAD"
git -C repo fsck --strict 2>&1 | grep -i error && fail "git does not like it"
run 0 ledger anchor repo --ledger led # the same again
echo 2 >data/a.csv
run 0 record data --ledger led
run 0 ledger anchor repo --ledger led
git clone -q repo clone
run 0 verify led --anchor clone
says "it goes on from 2 tags" "up to 3 entries" VERIFIED

echo other >data/a.csv
run 0 record data --ledger fork
run 5 ledger anchor repo --ledger fork
says "ledger.fork"
run 5 verify fork --anchor repo
says "ledger.set-back"
echo more >data/a.csv
run 0 record data --ledger fork
run 5 verify fork --anchor repo
says "ledger.fork" "an entry from 0 to 1 is not"
# a tag that somebody wrote there is no checkpoint
git -C repo tag -a -m "nothing" assay/log.example%2Fteam/9
run 5 verify led --anchor repo
says "proof.format"
