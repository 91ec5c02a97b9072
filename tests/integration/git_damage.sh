#!/usr/bin/env bash
# Damage that hides content: a pack without an index, refs whose commits are gone, files that are no
# blobs, refs in a circle. Each is told with exit code 3; none of it passes for an empty view.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/integration/git_lib.sh"

binary() { python3 -c 'import sys; sys.stdout.buffer.write(bytes.fromhex(sys.argv[1]))' "$1"; }

make repo
head=$(git -C repo rev-parse HEAD)

# --- a pack that no index makes known: of some objects, and of all
cp -r repo unindexed
cd unindexed
echo hidden >hidden.txt
git add hidden.txt
git commit -qm hidden
hidden=$(git rev-parse HEAD:hidden.txt)
git reset -q --hard HEAD~1
git reflog expire --expire=now --all
pack=$(echo "$hidden" | git pack-objects -q .git/objects/pack/pack)
rm -f .git/objects/"${hidden:0:2}/${hidden:2}" .git/objects/pack/*.idx
cd "$WORK"
for view in --history --unreachable; do
    gap git.object-corrupt $view unindexed
    says "pack-$pack.pack has no index" "git index-pack"
    sees one two three four five
done
run 0 check --head unindexed # all of it was seen
git -C unindexed index-pack .git/objects/pack/pack-"$pack".pack >/dev/null
run 0 list -f json --unreachable unindexed
sees hidden
cp -r repo lost
git -C lost repack -qad
rm -f lost/.git/objects/pack/*.idx
for view in --history --unreachable; do
    gap git.object-corrupt $view lost
    silent_on git.nothing-to-examine "is empty"
done
rm -rf lost/.git/refs/heads/* lost/.git/packed-refs
gap git.object-corrupt --unreachable lost
silent_on git.nothing-to-examine "is empty"
# packs of a multi-pack-index need no index of their own; a file that is not named as a pack is none
cp -r repo multi
git -C multi repack -qad
git -C multi multi-pack-index write 2>/dev/null
rm -f multi/.git/objects/pack/*.idx
echo x >multi/.git/objects/pack/tmp_pack_x
run 0 check --history multi
# an index whose pack is gone: its objects are asked for, and are not there
cp -r repo packless
git -C packless repack -qad
rm -f packless/.git/objects/pack/*.pack
gap git.ref-broken --history packless
gap git.object-corrupt --unreachable packless

# one of three packs is gone: the commit that ends the history is named, and that what stood before it was not seen
git init -q third
cd third
for i in one two three; do
    echo $i >$i.txt
    git add .
    git commit -qm $i
    git repack -qd
done
middle=$(git rev-parse HEAD~1) last=$(git rev-parse HEAD)
for index in .git/objects/pack/*.idx; do
    ! git show-index <"$index" | grep -q "$middle" || rm -f "${index%.idx}".*
done
cd "$WORK"
gap git.object-missing --history third
says "$middle" "it is a parent of commit $last" "the history before it holds was not examined"
sees three

# --- HEAD's commit is damaged or gone: not nothing, and accepting nothing accepts none of it
damaged() { # damaged NAME: a repository of one commit, all of it in one pack
    git init -q "$1"
    (cd "$1" && echo only >only.txt && git add . && git commit -qm only && git repack -qad)
}
damaged none
rm -rf none/.git/objects/[0-9a-f][0-9a-f] none/.git/objects/pack/*
damaged garbage
chmod u+w garbage/.git/objects/pack/*
for pack in garbage/.git/objects/pack/*.pack; do echo more >>"$pack"; done
damaged far
mv far/.git/objects/pack far-pack
at=$WORK/far/.git/objects
for i in 1 2 3 4 5 6 7 8; do
    mkdir -p alternate-$i/info
    echo "$WORK/alternate-$i" >"$at/info/alternates"
    at=$WORK/alternate-$i
done
mv far-pack alternate-8/pack
for name in none garbage far; do
    gap git.ref-broken --history $name
    silent_on git.nothing-to-examine
    run 3 check --history --allow-gap git.nothing-to-examine $name
    run 3 check --unreachable --allow-gap git.nothing-to-examine $name
    run 3 check --head $name
    says "error[git.object-" "do:"
done
git init -q unborn
run 4 check --history unborn
run 4 check --unreachable unborn

# --- an entry that says file and names a tree, a commit or a tag
cp -r repo types
cd types
tag=$(printf 'object %s\ntype commit\ntag t\ntagger A <a@e> 1 +0000\n\nt\n' "$head" | git hash-object -t tag -w --stdin)
wrong() { # wrong NAME MODE ID: a commit whose tree holds that entry
    local tree
    tree=$({ printf '%s data\0' "$2" && binary "$3"; } |
        git hash-object -t tree -w --stdin --literally)
    git update-ref "refs/wrong/$1" "$(git commit-tree "$tree" -p "$head" -m "$1")"
}
wrong tree 100644 "$(git rev-parse HEAD:d)"
wrong exec 100755 "$(git rev-parse HEAD:d)"
wrong link 120000 "$(git rev-parse HEAD:d)"
wrong commit 100644 "$head"
wrong tag 100644 "$tag"
cd "$WORK"
for name in tree exec link commit tag; do
    gap git.object-corrupt --commit refs/wrong/$name types
    says '"path":["data"]'
    run 3 check --commit refs/wrong/$name --verify-objects types
    run 3 check --range main..refs/wrong/$name types
    says "gap[git.object-corrupt]"
done
run 0 check --head types
gap git.object-corrupt --history types
gap git.object-corrupt --unreachable types
git -C types update-ref refs/heads/main refs/wrong/tree
gap git.object-corrupt --head types
cp -r repo staged
git -C staged update-index --add --cacheinfo "100644,$(git -C repo rev-parse HEAD:d),folder"
gap git.object-corrupt --staged staged
says '"path":["folder"]' "is a tree"
# a tree in the place of .assayignore leaves nothing out
cp -r repo ignore
cd ignore
rules=$({ printf '100644 x\n*\n\0' && binary "$(git rev-parse HEAD:a.txt)"; } |
    git hash-object -t tree -w --stdin --literally)
git update-index --add --cacheinfo "100644,$rules,.assayignore"
git commit -qm ignore
cd "$WORK"
gap git.object-corrupt --head ignore
sees four two five

# --- symbolic refs
cp -r repo circle
git -C circle checkout -q --detach
echo "ref: refs/heads/l2" >circle/.git/refs/heads/l1
echo "ref: refs/heads/l1" >circle/.git/refs/heads/l2
gap git.ref-broken --history circle
says '"path":["refs/heads/l1"]' '"path":["refs/heads/l2"]'
sees one two three four five
run 3 check --commit l1 circle
says "error[git.ref-broken]"
cp -r repo dangling # as a remote's HEAD is when its branch was pruned
echo "ref: refs/heads/gone" >dangling/.git/refs/heads/dangling
run 0 check --history dangling
cp -r repo outside # what a ref leads to stands outside of the refs
cd outside
echo secret >secret.txt
git add secret.txt
git commit -qm secret
git rev-parse HEAD >.git/ASIDE
git reset -q --hard HEAD~1
git reflog expire --expire=now --all
echo "ref: ASIDE" >.git/refs/heads/aside
cd "$WORK"
run 0 list -f json --history outside
sees secret

# --- ids in upper case, which git takes wherever it reads one
cp -r repo upper
cd upper
git branch side HEAD~1
git branch packed HEAD~2
git pack-refs --all
sed -i '/packed$/{s/^[0-9a-f]*/\U&/}' .git/packed-refs
side=$(git rev-parse side) head=$(git rev-parse HEAD)
echo "${side^^}" >.git/refs/heads/side
git checkout -q --detach
echo "${head^^}" >.git/HEAD
[ "$(git log --all --format=%H | wc -l)" = 3 ] || fail "git does not take it"
git branch -qD main
cd "$WORK"
run 0 list --history -f json upper
sees one two three four five
run 0 list --head -f json upper
sees four two five
run 0 list --commit packed upper
mkdir within # and it is a repository, where one stands inside of a folder
cp -r upper within
run 3 list within
says "gap[git.submodule-skipped]: upper/.git"
rm -r within

# --- HEAD holds garbage: what does not need it is examined, what needs it is not
cp -r repo headless
echo garbage >headless/.git/HEAD
gap git.ref-broken --history headless
sees one two three four five
gap git.ref-broken --range main~1..main headless
gap git.ref-broken --commit main headless
gap git.ref-broken --unreachable headless
run 3 check --head headless
says "error[git.ref-broken]" "do:"
run 3 check --head repo/../headless

# --- damage in the way of what was asked for is none of the person's doing
cp -r repo damage
chmod -R u+w damage/.git/objects
echo garbage >"damage/$(loose "$head")"
for view in --head --range=HEAD~1..HEAD --commit=HEAD; do
    run 3 check $view damage
    says "error[git.object-corrupt]" "do:"
done
cp -r repo absent
rm -f "absent/$(loose "$(git -C repo rev-parse HEAD~1)")"
run 3 check --range HEAD~2..HEAD absent
says "error[git.object-missing]" "do:"
run 0 check --head absent
rm -f "absent/$(loose "$head")"
run 3 check --head absent
says "error[git.object-missing]" "do:"
cp -r repo treeless
git -C treeless update-ref refs/heads/treeless "$(printf 'tree %040d\nparent %s\nauthor A <a@e> 1 +0000\ncommitter A <a@e> 1 +0000\n\nx\n' 0 "$head" |
    git -C treeless hash-object -t commit -w --stdin --literally)"
for view in --commit=treeless --range=main..treeless --history; do
    gap git.object-missing $view treeless
done
# an id or a name that is nowhere was mistyped
for revision in 1111111111111111111111111111111111111111 nowhere HEAD~99; do
    run 2 check --commit $revision repo
    says "git.unknown-revision" "do:"
    run 2 check --range $revision..HEAD repo
done
