#!/usr/bin/env bash
# ledger_anchor.sh - checkpoints as tags of a git repository: git alone reads them back, and a ledger
# whose past was changed is held to them.
. "$(dirname "$0")/lib.sh"

led=$(ledger_at led) fork=$(ledger_at fork)

mkdir data && echo 1 >data/a.csv
run 0 ledger init --ledger "$led" --origin-name log.example/team
ledger_copy led fork
run 0 record data --ledger "$led"
git init -q repo
run 2 ledger anchor repo --ledger "$led"
says "anchor.no-commit"
run 2 ledger anchor data --ledger "$led"
says "anchor.no-repository"
git -C repo commit -q --allow-empty -m first
run 5 verify "$led" --anchor repo # what was to vouch for it does not: tags can be removed, too
says "anchor.none"
run 0 ledger anchor repo --ledger "$led"
tag=assay/log.example%2Fteam/2
grep -qxF "$tag" out || fail "another name"
git -C repo cat-file tag "$tag" | sed '1,/^$/d' | cmp -s - <(piece led checkpoint) || fail "the message is not the note"
[ "$(git -C repo rev-parse "$tag^{commit}")" = "$(git -C repo rev-parse HEAD)" ] || fail "not at HEAD"
git -C repo fsck --strict 2>&1 | grep -i error && fail "git does not like it"
run 0 ledger anchor repo --ledger "$led" # the same again
echo 2 >data/a.csv
run 0 record data --ledger "$led"
run 0 ledger anchor repo --ledger "$led"
git clone -q repo clone
run 0 verify "$led" --anchor clone
says "it goes on from 2 tags" "up to 3 entries" VERIFIED

# signed by a key of ours, for git to verify
for algorithm in ed25519 ecdsa-p256 ecdsa-p384 ecdsa-p521; do
    "$ASSAY" key new --algorithm $algorithm ./$algorithm.pem >/dev/null 2>&1
    echo "release@example.org namespaces=\"git\" $("$ASSAY" key export --ssh ./$algorithm.pem)" >>signers
    git init -q $algorithm && git -C $algorithm commit -q --allow-empty -m first
    run 0 ledger anchor $algorithm --ledger "$led" --key ./$algorithm.pem
    tag=$(cat out)
    git -C $algorithm -c gpg.ssh.allowedSignersFile="$WORK/signers" tag -v "$tag" >said 2>&1 ||
        fail "git does not verify the tag by $algorithm: $(cat said)"
    grep -q 'Good "git" signature for release@example.org' said || fail "git sees another signer"
    git -C $algorithm fsck --strict 2>&1 | grep -i error && fail "git does not like it"
    git -C $algorithm cat-file tag "$tag" | sed '1,/^$/d;/^-----BEGIN/,$d' | cmp -s - <(piece led checkpoint) ||
        fail "the message is not the note"
    run 0 verify "$led" --anchor $algorithm --allowed-signers signers
    says "signed   $tag by release@example.org, key SHA256:" "goes on from 1 tag"
    run 0 verify $algorithm --tag "$tag" --allowed-signers signers
    run 0 verify "$led" --anchor $algorithm
    says "signed   $tag, key SHA256:" "--allowed-signers"
    run 0 ledger anchor $algorithm --ledger "$led" --key ./$algorithm.pem
done
head -1 signers >one
run 5 verify "$led" --anchor ecdsa-p256 --allowed-signers one
says "error[signers.unknown]" "assay/log.example%2Fteam/3"
run 5 verify "$led" --anchor repo --allowed-signers signers
says "error[git-signature.none]"
run 2 ledger anchor repo --ledger "$led" --key ./ed25519.pem
says "error[anchor.not-signed]"
git -C ed25519 cat-file tag "$tag" | sed 's/^tagger Test/tagger Best/' | git -C ed25519 hash-object -t tag -w --stdin >id
git -C ed25519 update-ref "refs/tags/$tag" "$(cat id)"
run 5 verify "$led" --anchor ed25519
says "error[ssh-signature.broken]"

echo other >data/a.csv
run 0 record data --ledger "$fork"
run 5 ledger anchor repo --ledger "$fork"
says "ledger.fork"
run 5 verify "$fork" --anchor repo
says "ledger.set-back"
echo more >data/a.csv
run 0 record data --ledger "$fork"
run 5 verify "$fork" --anchor repo
says "ledger.fork" "an entry from 0 to 1 is not"
# a tag that somebody wrote there is no checkpoint
git -C repo tag -a -m "nothing" assay/log.example%2Fteam/9
run 5 verify "$led" --anchor repo
says "proof.format"

# a name that git cannot keep as a folder: said so, whoever asks
long=$(ledger_at long)
run 0 ledger init --ledger "$long" --origin-name "log.example/$(printf 'a/%.0s' $(seq 100))z"
run 2 ledger anchor repo --ledger "$long"
says "anchor.name" "too long for a tag" "at most 255 bytes"
run 2 verify "$long" --anchor repo
says "anchor.name"
[ -z "$(git -C repo tag -l '*a%2Fa*')" ] || fail "a part of it was written"
longest=$(ledger_at longest)
run 0 ledger init --ledger "$longest" --origin-name "log.example/$(printf 'a%.0s' $(seq 237))"
run 0 ledger anchor repo --ledger "$longest"
run 0 verify "$longest" --anchor repo
