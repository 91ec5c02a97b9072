#!/usr/bin/env bash
# pointers_lfs.sh - Git LFS: what a pointer stands for is examined as what it is, wherever the store
# lies; what is missing, wrong, or only nearly a pointer is told, and all else is examined still.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/pointers_lib.sh"

command -v git-lfs >/dev/null || fail "git-lfs is not installed: scripts/setup test"
git lfs install --skip-repo >/dev/null

# people NAME: a table of forty people who could be real
people() {
    printf 'name,contact\n'
    for i in $(seq 40); do printf '%s%d,%s.nr%d@posteo.de\n' "$1" "$i" "$1" "$i"; done
}

# A pickle that calls os.system, and people in a table: both behind pointers.
git init -q repo
cd repo || exit
git lfs track '*.csv' '*.pkl' >/dev/null
people ann >people.csv
printf 'cposix\nsystem\n(Vtrue\ntR.' >model.pkl
printf '{"note": "in git itself"}\n' >plain.json
git add . && git commit -qm "data and a model"
oid=$(git show HEAD:people.csv | sed -n 's/^oid sha256://p')
store=.git/lfs/objects
object=$store/${oid:0:2}/${oid:2:2}/$oid
[ -f "$object" ] || fail "git-lfs did not store the content"

for view in --head --history "--commit HEAD"; do
    # shellcheck disable=SC2086
    has "people.csv!/people.csv dataset csv $(stat -c %s "$object")" $view
    had "people.csv pointer lfs-pointer $(git show HEAD:people.csv | wc -c)"
done
run 1 check --head
says "model.pkl!/model.pkl" "pii.email" "model.code-import"
silent_on "pointer."
# The digest of the content is the one that the pointer names, and the pointer says so.
"$ASSAY" list --head -f json >"$WORK/list.json"
[ "$(jq -r '.items[] | select(.path == ["people.csv","people.csv"]) | .sha256' "$WORK/list.json")" = "$oid" ] ||
    fail "another digest than the pointer's"
[ "$(jq -r '.items[] | select(.path == ["people.csv"]) | .facts["pointer.resolved"].value' "$WORK/list.json")" = true ] ||
    fail "the pointer is not said to be resolved"
# The same finding from the work tree, where git-lfs put the content itself, has the same fingerprint.
run 1 check --head -f json
jq -r '.findings[] | select(.rule == "pii.email" or .rule == "PII-001") | .fingerprint' "$WORK/out" | sort -u >"$WORK/in-store"
run 1 check -f json
jq -r '.findings[] | select(.rule == "pii.email" or .rule == "PII-001") | .fingerprint' "$WORK/out" | sort -u >"$WORK/on-disk"
cmp "$WORK/in-store" "$WORK/on-disk" || fail "fingerprints of store and work tree differ"

# Two pointers to one content: read once, below both; the same bytes out for any number of workers.
cp people.csv again.csv && git add again.csv && git commit -qm "the same again"
has "again.csv!/again.csv dataset csv $(stat -c %s "$object")" --head
"$ASSAY" list --history -f json -j1 >"$WORK/one.json"
"$ASSAY" list --history -f json -j4 >"$WORK/four.json"
cmp "$WORK/one.json" "$WORK/four.json" || fail "the number of workers shows"

# staged: the pointer is in the index, its content in the store.
people eve >staged.csv && git add staged.csv
has "staged.csv!/staged.csv dataset csv $(stat -c %s staged.csv)" --staged
git commit -qm staged

# --- gaps, in a repository with nothing that blocks
mkdir "$WORK/gaps" && cd "$WORK/gaps" && git init -q .
git lfs track '*.csv' >/dev/null
printf 'n,square\n1,1\n2,4\n' >numbers.csv && printf 'n,square\n3,9\n' >kept.csv
printf '{"note": "in git itself"}\n' >plain.json
git add . && git commit -qm numbers && cp numbers.csv again.csv && git add . && git commit -qm again
noid=$(git show HEAD:numbers.csv | sed -n 's/^oid sha256://p')
number=.git/lfs/objects/${noid:0:2}/${noid:2:2}/$noid
printf 'gate: {fail-on: critical}\n' >.assay.yml && git add . && git commit -qm gate
run 0 check --head

# pointer.lfs-missing: unknown, never pass; all else is examined
others() {
    has "kept.csv!/kept.csv dataset csv 13" "$@"
    items "$@" | grep -q '^plain.json' || fail "plain.json was not examined"
}
mv "$number" "$WORK/kept"
for view in --head --history --worktree; do
    [ "$view" = --worktree ] && rm numbers.csv again.csv &&
        GIT_LFS_SKIP_SMUDGE=1 git checkout -q again.csv numbers.csv
    run 3 check -f json "$view"
    gap pointer.lfs-missing numbers.csv
    gap pointer.lfs-missing again.csv
    others --head
done
items --head >/dev/null
fact numbers.csv pointer.resolved false
run 0 explain pointer.lfs-missing

# pointers: { lfs: note } says that a missing one is no reason to stop; the default is that it is
printf 'gate: {fail-on: critical}\npointers: {lfs: note}\n' >.assay.yml
run 0 check --worktree
says "pointer.lfs-missing"
git checkout -q .assay.yml

# pointer.lfs-mismatch: other bytes, or another size; they are examined all the same
printf 'n,square\n9,81\n7,49\n8,64\n' >"$number"
run 3 check -f json --head
gap pointer.lfs-mismatch numbers.csv
says "$noid"
has "numbers.csv!/numbers.csv dataset csv $(stat -c %s "$number")" --head
others --head
mv "$WORK/kept" "$number"
git cat-file blob HEAD:numbers.csv | sed 's/^size .*/size 7/' >sized.csv
git -c filter.lfs.clean=cat -c filter.lfs.process= -c filter.lfs.required=false add sized.csv
run 3 check -f json --staged
gap pointer.lfs-mismatch sized.csv
says "the pointer says 7"
run 0 explain pointer.lfs-mismatch
git rm -qf --cached sized.csv && rm sized.csv

# nearly a pointer: told as pointer.invalid, and not silently taken as text
mkdir near && printf 'near/* -filter\n' >>.gitattributes
git cat-file blob HEAD:numbers.csv >pointer
sed 's/$/\r/' pointer >near/crlf
{ cat pointer && printf 'x\n'; } >near/extra-line
{ cat pointer && head -c 2000 /dev/zero | tr '\0' ' '; } >near/too-long
printf '%s\n' 'version https://git-lfs.github.com/spec/v1' 'size 5' "oid sha256:$noid" >near/order
head -c -1 pointer >near/no-end
sed '/^oid/s/[a-f]/\U&/g;s/SHA/sha/' pointer | sed 's/^oid shA256/oid sha256/' >near/upper
rm pointer
git -c core.autocrlf=false add . && git commit -qm "nearly pointers"
run 3 check -f json --head
for name in crlf extra-line too-long order no-end upper; do
    gap pointer.invalid "near/$name"
done
# What git-lfs would check out for all that is examined too: it takes CRLF, and looks at 1024 bytes.
[ "$(git lfs smudge <near/too-long)" = "$(cat "$number")" ] || fail "git-lfs reads a long one otherwise"
has "near/too-long!/too-long dataset csv $(stat -c %s "$number")" --head
had "near/crlf!/crlf dataset csv $(stat -c %s "$number")"
others --head
run 0 explain pointer.invalid

# One of just 1024 bytes is a pointer, and one of the empty file needs no store: git-lfs makes an empty file.
nothing=$(printf '' | sha256sum | cut -d' ' -f1)
printf 'near/* filter=lfs\n' >>.gitattributes
git rm -qr --cached near && rm -r near && mkdir near
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 0\n' "$nothing" >near/nothing.csv
version='version https://git-lfs.github.com/spec/v1' rest=$(printf 'oid sha256:%s\nsize %s' "$noid" "$(stat -c %s "$number")")
{ printf '%s\next-0-' "$version"; head -c $((1024 - ${#version} - ${#rest} - 81)) /dev/zero | tr '\0' a
    printf ' sha256:%s\n%s\n' "$noid" "$rest"; } >near/whole.csv
[ "$(stat -c %s near/whole.csv)" = 1024 ] || fail "not 1024 bytes"
git lfs pointer --check --strict --file near/whole.csv || fail "git-lfs takes no pointer of 1024 bytes"
[ -z "$(git lfs smudge <near/nothing.csv)" ] || fail "git-lfs makes something of nothing"
git -c filter.lfs.clean=cat -c filter.lfs.process= -c filter.lfs.required=false add . && git commit -qm "at the edges"
run 0 check --head
has "near/whole.csv!/whole.csv dataset csv $(stat -c %s "$number")" --head
items --head >/dev/null
fact near/nothing.csv pointer.resolved true
cd ../repo || exit

# --- the store elsewhere: lfs.storage, absolute and relative to the git folder
mv .git/lfs "$WORK/lfs-store"
git config lfs.storage "$WORK/lfs-store"
has "people.csv!/people.csv dataset csv $(stat -c %s "$WORK/lfs-store/objects/${object#"$store"/}")" --head
mv "$WORK/lfs-store" .git/other && git config lfs.storage other
has "people.csv!/people.csv dataset csv $(stat -c %s ".git/other/objects/${object#"$store"/}")" --head
git config --unset lfs.storage && mv .git/other .git/lfs
# ... of the repository that a shared clone borrows from, of a bare one, of a linked work tree
GIT_LFS_SKIP_SMUDGE=1 git clone -q --shared . "$WORK/shared"
has "people.csv!/people.csv dataset csv $(stat -c %s "$object")" -C "$WORK/shared" --head
has "people.csv!/people.csv dataset csv $(stat -c %s "$object")" -C "$WORK/shared"
GIT_LFS_SKIP_SMUDGE=1 git clone -q --bare . "$WORK/bare.git" && mkdir "$WORK/bare.git/lfs"
cp -r .git/lfs/objects "$WORK/bare.git/lfs/objects"
has "people.csv!/people.csv dataset csv $(stat -c %s "$object")" -C "$WORK/bare.git"
GIT_LFS_SKIP_SMUDGE=1 git worktree add -q "$WORK/linked" HEAD 2>/dev/null
has "people.csv!/people.csv dataset csv $(stat -c %s "$object")" -C "$WORK/linked"

# --- attributes: what git sends to git-lfs is said by the tree that is examined, not by the disk
mkdir "$WORK/attributes" && cd "$WORK/attributes" && git init -q .
printf 'gate: {fail-on: critical}\n' >.assay.yml
printf '{"note": "in git itself"}\n' >plain.json
printf 'n,square\n1,1\n' >raw.csv && git add . && git commit -qm "before git-lfs"
run 0 check --head

# pointer.lfs-raw: named by .gitattributes, and in git as it is; an empty file is its own pointer
git lfs track '*.csv' >/dev/null && : >empty.csv
git -c filter.lfs.clean=cat -c filter.lfs.process= -c filter.lfs.required=false add . && git commit -qm "tracked too late"
# raw.csv came into git before anybody named it, so the history has nothing to tell of it
run 0 check --history
printf 'n,square\n2,4\n' >later.csv
git -c filter.lfs.clean=cat -c filter.lfs.process= -c filter.lfs.required=false add later.csv
run 3 check -f json --staged
gap pointer.lfs-raw later.csv
git commit -qm "named, and raw all the same"
for view in --head --history "--commit HEAD" "--range HEAD~1..HEAD"; do
    # shellcheck disable=SC2086
    run 3 check -f json $view
    gap pointer.lfs-raw later.csv
    ! jq -e '.gaps[] | select(.path == ["empty.csv"])' "$WORK/out" >/dev/null || fail "an empty file is told"
done
run 3 check -f json --head
gap pointer.lfs-raw raw.csv
items --head | grep -q '^plain.json' || fail "plain.json was not examined"
run 0 explain pointer.lfs-raw
says "git add --renormalize PATH && git commit"
git clone -q . "$WORK/renormalized" # the advice, followed in a fresh clone
(cd "$WORK/renormalized" && git lfs install --local >/dev/null && git add --renormalize raw.csv later.csv &&
    git commit -qm "as .gitattributes says")
run 0 check --head -C "$WORK/renormalized"
# On disk stand the bytes themselves, as they should.
run 0 check --worktree

# The attributes on disk have no say on what was committed, nor those of another folder or commit.
printf '*.csv -filter\n' >.gitattributes
run 3 check -f json --head
gap pointer.lfs-raw raw.csv
git add .gitattributes && git commit -qm "not named any more"
run 0 check --head
run 3 check -f json --history
gap pointer.lfs-raw later.csv
mkdir sub && printf '[attr]big filter=lfs\n' >.gitattributes && printf '*.csv big\n' >sub/.gitattributes
cp raw.csv sub/deep.csv
git -c filter.lfs.clean=cat -c filter.lfs.process= -c filter.lfs.required=false add . && git commit -qm "by a macro, in a folder"
run 3 check -f json --head
gap pointer.lfs-raw sub/deep.csv
! jq -e '.gaps[] | select(.path == ["raw.csv"])' "$WORK/out" >/dev/null || fail "raw.csv is not named"
git rm -qrf sub && printf '' >.gitattributes && git add . && git commit -qm "nothing named"

# pointer.lfs-stray: a pointer where git would never call git-lfs
git -C "$WORK/gaps" cat-file blob HEAD:numbers.csv >stray.csv
mkdir -p .git/lfs/objects && cp -r "$WORK/gaps/.git/lfs/objects/." .git/lfs/objects
git add . && git commit -qm "a pointer nobody asked for"
for view in --head --history --worktree "--range HEAD~1..HEAD"; do
    # shellcheck disable=SC2086
    run 3 check -f json $view
    gap pointer.lfs-stray stray.csv
done
items --head | grep -q '^plain.json' || fail "plain.json was not examined"
has "stray.csv!/stray.csv dataset csv 17" --head
run 0 explain pointer.lfs-stray
# info/attributes is the last word, for what is in git and on disk alike
mkdir -p .git/info && printf 'stray.csv filter=lfs\n' >.git/info/attributes
run 0 check --head
run 0 check --worktree
git lfs uninstall --skip-repo >/dev/null
