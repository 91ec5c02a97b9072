#!/usr/bin/env bash
# How many files of a work tree are not what its commit has, held to what git itself says of it: for
# what is tracked `git diff HEAD`, after `git status` has looked, for the rest `git ls-files`.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.org
git config --global core.autocrlf false
git config --global protocol.file.allow always

# target WORDS...: what a list tells of the work tree, DIFFERS UNTRACKED UNDECIDED COMMIT; null is what it does not tell.
# Taken out here, for jq needs as long to start as assay.
target() {
    local said
    "$ASSAY" list "$@" -f json >"$WORK/list.json" 2>"$WORK/err" || [ $? = 3 ] || { echo "a failure"; return; }
    said=$(<"$WORK/list.json")
    said=${said##*\"target\":\{}
    said=${said%%\}*}
    echo "$(member differs null) $(member untracked null) $(member undecided 0) $(member checked_out null)"
}

# member NAME ELSE: of the object in $said
member() {
    [[ $said =~ \"$1\":\"?([^,\"]*) ]] && echo "${BASH_REMATCH[1]}" || echo "$2"
}

# told DIFFERS UNTRACKED [UNDECIDED]: what a list of the work tree says, whatever the cache knows
told() {
    local flags said
    for flags in --no-cache "" "" "--digests" "-j 1"; do
        # shellcheck disable=SC2086  # one word, or none
        said=$(target $flags)
        [ "${said% *}" = "$1 $2 ${3:-0}" ] || fail "$PWD $flags: $said, wanted $1 $2 ${3:-0}"
    done
}

# as_git [NAME]: the same as git says; the list comes first, for git status writes the index anew
as_git() {
    local said wanted
    said=$(target --no-cache)
    git status --porcelain -uall >"$WORK/status"
    wanted="$(git diff HEAD --no-renames --name-only 2>"$WORK/said" | wc -l)"
    wanted+=" $(git ls-files --others --exclude-standard | wc -l) 0 $(git rev-parse HEAD)"
    [ "$said" = "$wanted" ] || {
        cat "$WORK/status" >&2
        fail "${1:-}: $said, and git has $wanted"
    }
    said=$(target) # once more, with an index that git looked at last, and what the cache knows
    [ "$said" = "$wanted" ] || fail "${1:-}, again: $said"
}

new() {
    cd "$WORK"
    rm -rf repo
    git init -q "$@" repo
    cd repo
    mkdir -p a/b "a b" z
    for i in 1 2 3 4 5; do
        echo "file $i" >a/$i.txt
        echo "below $i" >a/b/$i.txt
    done
    printf 'x\n' >a.txt
    printf 'y\n' >"a b/c.txt"
    printf 'run\n' >z/run.sh
    chmod +x z/run.sh
    ln -s a.txt link
    git add -A
    git commit -qm one
}

# Nothing changed, and git may have looked just now, or long ago.
new
as_git clean
sleep 0.02
git status >"$WORK/status"
as_git clean
run 0 list -q
[ "$(wc -l <"$WORK/out")" = 1 ] || fail "a tree that is its commit has a line about that"

# Each way in which a file can differ, one after the other in the same tree.
echo more >>a/1.txt && as_git modified
echo "file 9" >a/2.txt && as_git "modified, of the same size"
git add a/1.txt && as_git staged
echo new >new.txt && as_git untracked
git add new.txt && as_git added
echo newer >new.txt && as_git "added, then modified"
rm a/3.txt && as_git deleted
git rm -q a/b/1.txt && as_git "deleted from the index too"
git mv a/b/2.txt moved.txt && as_git renamed
chmod -x z/run.sh && as_git "mode changed"
chmod +x a.txt && git add a.txt && as_git "mode changed and staged"
rm link && ln -s elsewhere link && as_git "link leads elsewhere"
rm a/4.txt && ln -s 5.txt a/4.txt && as_git "link in place of a file"
rm a/b/3.txt && mkdir a/b/3.txt && echo in >a/b/3.txt/in && as_git "folder in place of a file"
rm -rf "a b" && echo file >"a b" && as_git "file in place of a folder"
mkdir -p deep/er && echo 1 >deep/1 && echo 2 >deep/er/2 && as_git "untracked folders"
printf 'ignored/\n*.log\n' >.gitignore && mkdir ignored && echo i >ignored/i && echo l >x.log && as_git ignored
echo l >tracked.log && git add -f tracked.log && as_git "ignored and tracked"
git rm -q --cached a/5.txt && as_git "no longer tracked, and there"
echo n >later.txt && git add -N later.txt && as_git "meant to be added"
touch a/b/4.txt && as_git "touched alone"
run 0 list -q
says "files differ from commit $(git rev-parse --short=12 HEAD), " " not in it"
git reset -q --hard && git clean -qfdx && as_git "all taken back"

# What is staged and taken back on disk is what the commit has.
echo other >a/1.txt && git add a/1.txt && git show HEAD:a/1.txt >a/1.txt && as_git "staged, and taken back on disk"
git reset -q && as_git "reset, and not looked at"

# In the instant that the index is written a change leaves no trace in stat(2).
for i in 1 2 3 4; do
    echo "racy $i" >a/1.txt
    git add a/1.txt
    echo "RACY $i" >a/1.txt
    as_git "racy $i"
done
git reset -q --hard

# A copy of the tree has other inodes and times, and the same content.
cp -r "$WORK/repo" "$WORK/copy"
cd "$WORK/copy"
told 0 0
echo "file 7" >a/2.txt
as_git "a copy"
rm -rf "$WORK/copy"

# An index of each form.
new && git update-index --index-version 4 && echo more >a/1.txt && rm a/2.txt && as_git "version 4"
new && git update-index --split-index && echo more >a/1.txt && git add a/1.txt && as_git "split"
new --object-format=sha256 && echo "file 9" >a/1.txt && touch a/2.txt && git rm -q a/3.txt && as_git "SHA-256"

# Line ends: what git converts is what the commit has.
new
printf '*.txt text eol=crlf\n*.bin -text\n*.auto text=auto\n*.old crlf\n' >.gitattributes
git add . 2>"$WORK/said" && git commit -qm attributes
rm a/*.txt a.txt && git checkout -q . 2>"$WORK/said" && as_git "checked out with CRLF"
grep -q $'\r' a.txt || fail "git has not converted"
touch a/*.txt a.txt && as_git "the same, touched"
printf 'z\r\n' >a.txt && as_git "the same, changed"
printf '1\r\n2\r\n' >x.auto && printf '1\r\n\0\r\n' >n.auto && printf '1\r\n' >x.bin && printf '1\r\n' >o.old
git add -A 2>"$WORK/said" && git commit -qm auto && as_git "text=auto"
touch ./*.auto x.bin o.old && as_git "text=auto, touched"
printf '1\r\n3\r\n' >x.auto && printf '2\r\n\0\r\n' >n.auto && printf '1\n\n' >x.bin && as_git "text=auto, changed"
new
git config core.autocrlf true
rm a/*.txt && git checkout -q . && touch a/*.txt && as_git "core.autocrlf"
printf 'file 9\r\n' >a/1.txt && as_git "core.autocrlf, changed"
git config core.autocrlf input && as_git "core.autocrlf=input"
new
printf '[attr]plain -text\n*.txt plain\n' >.gitattributes
git add . && git commit -qm macros
printf 'file 1\r\n' >a/1.txt && as_git "a macro"
printf '*.txt binary\n' >.gitattributes && git commit -qam binary && as_git "git's own macro"
printf '*.txt text\n' >.git/info/attributes && touch a/1.txt
told 0 0 # git status: modified, for the size is another; git diff: empty

# Pointers of git-lfs: the content that one stands for is what the commit has, and so is the pointer.
new
printf '*.bin filter=lfs diff=lfs merge=lfs -text\n' >.gitattributes
head -c 3000 /dev/urandom >w.bin
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 3000\n' "$(sha256sum w.bin | cut -d' ' -f1)" >pointer
cp pointer v.bin
git add .gitattributes v.bin
git update-index --add --cacheinfo "100644,$(git hash-object -w pointer),w.bin"
rm pointer
git commit -qm lfs
told 0 0
printf 'x' >>w.bin
told 1 0
git rm -q --cached w.bin && rm w.bin
as_git "the pointer alone"

# A filter that is no program here does nothing; of one that is, only git could tell.
new
printf '*.txt filter=upper\n' >.gitattributes
git add . && git commit -qm filter
echo "FILE 1" >a/1.txt
as_git "a filter without a program"
git config filter.upper.clean "touch '$HOME/ran'; tr A-Z a-z"
git config filter.upper.smudge "touch '$HOME/ran'; tr a-z A-Z"
touch a/1.txt a/2.txt
told 0 0 1
run 0 list -q
says "only git can tell of 1"
[ ! -e "$HOME/ran" ] || fail "a filter was run"

# Modes and links that git does not ask the disk for.
new
git config core.fileMode false
chmod -x z/run.sh && chmod +x a.txt && as_git "modes do not count"
git config core.symlinks false
rm link && printf a.txt >./link && as_git "links are files"
printf b.txt >./link && as_git "links are files, changed"

# What git was told not to look at is looked at: it is no excuse.
new
git update-index --assume-unchanged a/1.txt
echo "file 9" >a/1.txt
told 1 0

# A sparse checkout: what is kept off the disk is not missing; what is on it counts.
new
git sparse-checkout set --no-cone a/b 2>/dev/null
[ ! -e z ] || fail "nothing is kept off the disk"
as_git sparse
echo more >>a/b/1.txt && as_git "sparse, changed"
new
git sparse-checkout set --cone --sparse-index a 2>/dev/null
echo more >>a/1.txt && as_git "a sparse index"

# A linked work tree has its own index and HEAD.
new
git worktree add -q ../linked -b other
echo more >>a/1.txt
cd ../linked && as_git linked
echo n >n && echo "file 9" >a/1.txt && as_git "linked, changed"
cd "$WORK" && rm -rf linked

# A submodule: its commit is the recorded one, or another; its own files are another repository's.
new
git init -q ../inner && git -C ../inner commit -q --allow-empty -m 1 && echo i >../inner/i && git -C ../inner add . && git -C ../inner commit -qm 2
git submodule --quiet add ../inner sub && git commit -qm sub
as_git submodule
git -C sub checkout -q HEAD^ && as_git "another commit"
git add sub && as_git "staged"
git reset -q --hard && git submodule --quiet update && as_git "as it was"
echo more >>sub/i && echo n >sub/n
told 0 0
[ "$(target --recurse-submodules)" = "1 1 0 $(git rev-parse HEAD)" ] || fail "files of a submodule are not counted with it"
git -C sub checkout -q . && rm sub/n && git submodule --quiet deinit -f sub && as_git "not checked out"

# A conflict counts once.
new
git checkout -q -b o && echo o >a/1.txt && git commit -qam o && git checkout -q - && echo m >a/1.txt && git commit -qam m
git merge -q o >/dev/null || true
[ "$(git ls-files -u | wc -l)" = 3 ] || fail "no conflict"
told 1 0
git merge --abort

# A part of the tree, what is left out of it, and the whole of it again.
new
echo more >>a/1.txt && echo more >>z/run.sh && echo n >n && echo n >a/n && rm a/b/1.txt
[ "$(target a)" = "2 1 0 $(git rev-parse HEAD)" ] || fail "a folder: $(target a)"
echo 'z/' >.assayignore
[ "$(target)" = "2 3 0 $(git rev-parse HEAD)" ] || fail "what is not examined is counted: $(target)"
printf 'n\n' >.gitignore
[ "$(target --include-ignored)" = "3 4 0 $(git rev-parse HEAD)" ] || fail "ignored: $(target --include-ignored)"

# Of other views, of lists, without a commit and of a run that was cut nothing is told.
for flags in --staged --head --history; do
    git add -A
    [ "$(target $flags)" = "null null 0 null" ] || fail "$flags tells of files on disk"
done
[ "$(printf 'n\0' | target -)" = "null null 0 null" ] || fail "a list is held to a commit"
cd "$WORK" && git init -q unborn && cd unborn && echo n >n && git add n
[ "$(target)" = "null null 0 null" ] || fail "a branch without a commit has one"
new
rm -rf "$WORK/gone" && mkdir "$WORK/gone"
echo more >>a/1.txt && git add a/1.txt
tree=$(git rev-parse 'HEAD^{tree}')
mv ".git/objects/${tree:0:2}/${tree:2}" "$WORK/gone/tree"
[ "$(target)" = "null null 0 null" ] || fail "a tree that is not here is guessed"

# Attributes that are too large, or too many, to be read: only git can tell what they make of a file.
new
printf 'file 1\r\n' >a/1.txt
told 1 0
seq -f 'name-%.0f text' 1 80000 >a/.gitattributes
[ "$(target)" = "0 1 1 $(git rev-parse HEAD)" ] || fail "a file of attributes that is too large: $(target)"
new
folder=a
head -c 1000000 <(yes 'a b') >../many
many=$(git hash-object -w --no-filters ../many) # git itself would read them for seconds
for _ in 1 2 3 4 5 6 7 8; do
    folder=$folder/d
    mkdir $folder
    cp ../many $folder/.gitattributes
    git update-index --add --cacheinfo "100644,$many,$folder/.gitattributes"
done
echo one >$folder/1.txt
git update-index --add --cacheinfo "100644,$(git hash-object -w --no-filters $folder/1.txt),$folder/1.txt"
git update-ref HEAD "$(git commit-tree -m deep -p HEAD "$(git write-tree)")"
printf 'one\r\n' >$folder/1.txt
[ "$(target)" = "0 0 1 $(git rev-parse HEAD)" ] || fail "attributes that are too many: $(target)"

# Ten trees, each ten times in the next: more files than anybody waits for, of which nothing is told.
new
tree=$(git rev-parse HEAD:z)
for _ in 1 2 3 4 5 6 7 8 9 10; do
    tree=$(for i in 0 1 2 3 4 5 6 7 8 9; do printf '040000 tree %s\td%s\n' "$tree" $i; done | git mktree)
done
git update-ref HEAD "$(git commit-tree -m many "$tree")"
timeout -s KILL 120 "$ASSAY" list --no-cache -f json >"$WORK/list.json" 2>"$WORK/err" || fail "many files: exit code $?"
! grep -q '"checked_out"' "$WORK/list.json" || fail "it is told of files that nobody counted"

# Nor is it waited for longer than a run may last.
"$ASSAY" list --no-cache --time-limit 300ms -f json >"$WORK/list.json" 2>"$WORK/err" && fail "the time limit was not heard"
jq -e '.gaps | any(.id == "time.limit")' "$WORK/list.json" >/dev/null || fail "the time limit is not told"
