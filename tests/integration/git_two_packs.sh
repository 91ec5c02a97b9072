#!/usr/bin/env bash
# Two packs hold an object of the same id, and the bytes of one are others: whichever is found first,
# with --verify-objects the true ones are examined, and no run says that all was well with both.
. "$(dirname "$0")/lib.sh"

git init -q repo
cd repo || exit
echo "the true content" >a.txt
git add a.txt
git commit -qm one
git repack -qad
true_id=$(git rev-parse HEAD:a.txt)
cd "$WORK" || exit
git init -q other
false_id=$(echo "another content!" | git -C other hash-object -w --stdin)
echo "$false_id" | git -C other pack-objects -q "$WORK/forged" >/dev/null
# the list of the second pack names its object by the id of the first one's
python3 - "$true_id" "$false_id" forged-*.idx <<'END'
import hashlib, struct, sys
true, false, path = bytes.fromhex(sys.argv[1]), bytes.fromhex(sys.argv[2]), sys.argv[3]
data = bytearray(open(path, "rb").read())
for i in range(256):
    data[8 + 4 * i:12 + 4 * i] = struct.pack(">I", 1 if i >= true[0] else 0)
at = data.index(false)
data[at:at + 20] = true
data[-20:] = hashlib.sha1(data[:-20]).digest()
import os
os.chmod(path, 0o644)
open(path, "wb").write(data)
END
sha() { printf '%s\n' "$1" | sha256sum | cut -d' ' -f1; }
for times in "202001010000 202601010000" "202601010000 202001010000"; do
    rm -f repo/.git/objects/pack/forged-* repo/.git/objects/pack/pack-f*f.*
    name=pack-$(printf 'f%.0s' $(seq 40))
    cp forged-*.pack "repo/.git/objects/pack/$name.pack"
    cp forged-*.idx "repo/.git/objects/pack/$name.idx"
    touch -t "${times% *}" repo/.git/objects/pack/*
    touch -t "${times#* }" "repo/.git/objects/pack/$name."*
    code=0
    "$ASSAY" list --history --verify-objects -f json repo >out 2>err </dev/null || code=$?
    grep -q "$(sha "the true content")" out || fail "the true content was not examined"
    grep -q "$(sha "another content!")" out && [ "$code" = 0 ] && fail "a false content passed as true"
    # without the flag an object is what a list says; both packs are there, and the run ends
    "$ASSAY" list --history -f json repo >out 2>err </dev/null || [ $? = 3 ] || fail "the run broke off"
    grep -q "a.txt" out || fail "the path is not told"
done
