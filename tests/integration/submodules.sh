#!/usr/bin/env bash
# Submodules: recorded without --recurse-submodules, examined with it where they are here, from the work
# tree or from .git/modules; never fetched, and no name of .gitmodules is acted on.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
git config --global protocol.file.allow always

git init -q inner
(cd inner && echo inner-one >f.txt && git add . && git commit -qm 1)
git init -q middle
(cd middle && git submodule --quiet add "$WORK/inner" deep && echo middle >m.txt && git add . && git commit -qm 1)
git init -q outer
cd outer
git submodule --quiet add --name other/name "$WORK/middle" sub
git submodule --quiet update --init --recursive
echo outer >o.txt
git add .
git commit -qm 1
(cd sub/deep && echo inner-two >f.txt && git commit -qam 2)
(cd sub && git add deep && git commit -qm 2)
git add sub
git commit -qm 2
echo on-disk >sub/deep/f.txt
blob() { printf '%s\n' "$1" | git hash-object --stdin; }
sees() { grep -q "$(blob "$1")" "$WORK/out" || fail "$1 was not examined"; }
blind_to() { ! grep -q "$(blob "$1")" "$WORK/out" || fail "$1 is not in this view"; }

run 3 list --head
says "gap[git.submodule-skipped]: sub"
run 0 list --head --recurse-submodules
says sub/m.txt sub/deep/f.txt o.txt
run 0 list -f json --head --recurse-submodules
sees inner-two
blind_to inner-one
run 0 list -f json --commit HEAD~1 --recurse-submodules
sees inner-one
blind_to inner-two
run 0 list --worktree --recurse-submodules
says sub/m.txt sub/deep/f.txt
grep "sub/deep/f.txt" "$WORK/out" | grep -q " 8  " || fail "not the file on disk"
run 0 list -f json --history --recurse-submodules
sees inner-one
sees inner-two
[ "$(grep -o '"path":\["sub/m.txt"\]' "$WORK/out" | wc -l)" = 1 ] || fail "one place came twice"
run 0 list -f json --history --recurse-submodules -j 1
mv "$WORK/out" "$WORK/one"
run 0 list -f json --history --recurse-submodules -j 4
cmp "$WORK/one" "$WORK/out" || fail "the number of threads shows"
run 0 list -f json --range HEAD~1..HEAD --recurse-submodules
sees inner-two

# Findings are found below the path of the submodule.
openssl genrsa 2048 >sub/deep/key.py 2>/dev/null
run 1 check --worktree --recurse-submodules
says BLOCKED sub/deep/key.py
rm sub/deep/key.py

# The work tree of the submodule is gone: its store is still here. .gitmodules has no say.
mv sub/deep/.git "$WORK/aside"
rm -rf sub/deep/*
printf '[submodule "x"]\n\tpath = sub\n\turl = ext::touch %s/ran\n\tupdate = !touch %s/ran\n' "$WORK" "$WORK" \
    >.gitmodules
git add .gitmodules
git commit -qm hostile
run 0 list -f json --head --recurse-submodules
sees inner-two
run 3 list --worktree --recurse-submodules
says "gap[git.submodule-skipped]: sub/deep" "not checked out" sub/m.txt
[ ! -e "$WORK/ran" ] || fail "something of .gitmodules was run"

# Not here at all, and here but without the commit.
git clone -q . "$WORK/plain"
cd "$WORK/plain"
run 3 check --head --recurse-submodules
says "git.submodule-skipped" "not here" INCOMPLETE
run 3 list --head --recurse-submodules
says o.txt

# A blob that a submodule lacks is told under its path.
cd "$WORK/outer"
bad=$(git -C sub rev-parse HEAD:m.txt)
store=.git/modules/other/name/objects
git -C sub repack -qad
mkdir "$WORK/packs"
mv "$store"/pack/* "$WORK/packs/"
git -C sub unpack-objects -q <"$(ls "$WORK"/packs/*.pack)"
rm -f "$store/${bad:0:2}/${bad:2}"
run 3 list --head --recurse-submodules
says "gap[git.object-missing]: sub/m.txt" sub/deep/f.txt
