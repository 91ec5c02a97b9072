#!/usr/bin/env bash
# Every problem that a repository can have, each provoked in a real one: its id, the exit code, the
# next command to type, and that all other content of the repository was examined nevertheless.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/integration/git_lib.sh"

make repo

# --- git.shallow
git clone -q --depth 2 "file://$WORK/repo" shallow
gap git.shallow --history shallow
sees four five two three
run 2 check --range HEAD~2..HEAD shallow
says "git.unknown-revision" "shallow clone" "git fetch --unshallow"
run 0 list --range HEAD~1..HEAD shallow

# --- git.object-missing: a blob, a tree, a commit
cp -r repo missing
rm -f "missing/$(loose "$(git -C repo rev-parse HEAD:a.txt)")"
gap git.object-missing --head missing
says '"path":["a.txt"]'
sees five two
cp -r repo tree
rm -f "tree/$(loose "$(git -C repo rev-parse HEAD:d/e)")"
gap git.object-missing --head tree
sees four two
cp -r repo commit
rm -f "commit/$(loose "$(git -C repo rev-parse HEAD~1)")"
gap git.object-missing --history commit
sees four five two

# The commit that what is staged is compared with: all of it counts as new then.
for damage in missing corrupt; do
    cp -r repo staged-$damage
    echo staged >staged-$damage/new.txt
    git -C staged-$damage add new.txt
    head=staged-$damage/$(loose "$(git -C repo rev-parse HEAD)")
    rm -f "$head"
    [ $damage = missing ] || echo garbage >"$head"
    gap git.object-$damage --staged staged-$damage
    says "HEAD cannot be read, so all that is staged counts as new"
    sees staged two four five
    run 3 check --staged staged-$damage
    says "git fsck"
done
cp -r repo staged-tree
echo staged >staged-tree/new.txt
git -C staged-tree add new.txt
rm -f "staged-tree/$(loose "$(git -C repo rev-parse HEAD:)")"
gap git.object-missing --staged staged-tree
sees staged two four five

# --- git.object-promised: nothing is fetched
git -C repo config uploadpack.allowfilter true
git clone -q --bare --filter=blob:none "file://$WORK/repo" promised
gap git.object-promised --history promised
cp -r promised before
diff -r promised/objects before/objects >/dev/null || fail "objects were fetched"

# --- git.object-corrupt
cp -r repo corrupt
bad=$(loose "$(git -C repo rev-parse HEAD:d/b.txt)")
chmod u+w "corrupt/$bad"
printf garbage >"corrupt/$bad"
gap git.object-corrupt --head corrupt
sees four five

# --- git.ref-broken
cp -r repo refs
echo junk >refs/.git/refs/heads/junk
echo 1111111111111111111111111111111111111111 >refs/.git/refs/heads/nowhere
gap git.ref-broken --history refs
says '"path":["refs/heads/junk"]' '"path":["refs/heads/nowhere"]'
sees one two three four five
echo "ref: refs/heads/other" >refs/.git/refs/heads/loop
echo "ref: refs/heads/loop" >refs/.git/refs/heads/other
run 3 list --commit loop refs
says "error[git.ref-broken]" "do:"

# --- git.foreign-owner
if [ "$(id -u)" = 0 ]; then
    cp -r repo foreign
    chown -R 1234 foreign
    run 3 check foreign
    says "error[git.foreign-owner]" "uid 1234" "git config --global --add safe.directory"
    git config --global --add safe.directory "$WORK/foreign"
    run 0 check --head foreign
    git config --global --unset-all safe.directory
fi

# --- git.submodule-skipped
git init -q super
cd super
git -c protocol.file.allow=always submodule --quiet add "$WORK/repo" sub
echo own >own.txt
git add own.txt
git commit -qm super
cd "$WORK"
for view in --worktree --head --history; do
    gap git.submodule-skipped "$view" super
    says '"path":["sub"]' own.txt
done

# --- git.unsafe-path, git.duplicate-entry: trees that git never writes
cp -r repo hostile
python3 "$SOURCE/tests/integration/hostile_trees.py" "$WORK/hostile"
for name in dotdot dotgit dotgit-case dotgit-ntfs dotgit-hfs dotgit-short slash dot empty mode; do
    gap git.unsafe-path --commit "refs/hostile/$name" hostile
    sees fine evil
done
gap git.duplicate-entry --commit refs/hostile/twice hostile
sees fine evil other
run 0 list --commit refs/hostile/unsorted hostile
says fine
run 0 list --commit refs/hostile/wide hostile
[ "$(grep -c '^' "$WORK/out")" -gt 100000 ] || fail "entries of a wide tree are missing"
for view in --commit=refs/hostile/deep --range=main..refs/hostile/deep; do
    gap git.unsafe-path "$view" hostile
    says "nest deeper than 2048 levels"
    sees fine
done
for view in --commit=refs/hostile/rim --range=main..refs/hostile/rim; do
    run 0 list -f json "$view" hostile
    sees fine evil
done
gap git.object-corrupt --commit refs/hostile/cut hostile
sees fine

# --- git.index-conflict
cp -r repo conflict
cd conflict
git checkout -q -b other HEAD~2
echo theirs >a.txt
git commit -qam theirs
git checkout -q main
git merge -q other >/dev/null 2>&1 || true
echo staged >new.txt
git add new.txt
cd "$WORK"
gap git.index-conflict --staged conflict
says '"path":["a.txt"]' '"items":1,'
sees staged
run 0 explain git.index-conflict
says "None was examined"

# --- git.index-corrupt
cp -r repo index
printf junk >index/.git/index
run 3 check --staged index
says "error[git.index-corrupt]" "where:" "do:" "git reset"
run 0 check --head index

# --- git.nothing-to-examine
git init -q unborn
for view in --head --history --staged --unreachable; do
    run 4 check "$view" unborn
    says "git.nothing-to-examine" "do:"
    run 0 check "$view" --allow-gap nothing unborn
done
run 4 check --staged repo
run 4 check --range HEAD..HEAD repo

# --- git.unsupported-format: refused, and which extension
for setting in refStorage=reftable wormholes=true objectFormat=sha3; do
    cp -r repo "format-$setting"
    git -C "format-$setting" config core.repositoryformatversion 1
    git config --file "format-$setting/.git/config" "extensions.${setting%=*}" "${setting#*=}"
    run 3 check --head "format-$setting"
    says "error[git.unsupported-format]" "do:"
done
cp -r repo future
git config --file future/.git/config core.repositoryformatversion 2
run 3 check --head future
says "git.unsupported-format" "version 2"

# --- git.unknown-revision
tree=$(git -C repo rev-parse 'HEAD^{tree}')
git -C repo tag -a -m tree of-tree "$tree"
git -C repo -c advice.nestedTag=false tag -a -m tag of-tag of-tree # a tag of a tag of a tree
for name in of-tree of-tag "$tree"; do
    run 0 list -f json --commit "$name" repo
    [ "$(grep -o '"blob":"[0-9a-f]*"' "$WORK/out" | sort -u)" = \
        "$(git -C repo ls-tree -r HEAD | sed 's/.*blob \([0-9a-f]*\).*/"blob":"\1"/' | sort -u)" ] ||
        fail "$name is not read as its tree"
done
git -C repo tag -a -m blob of-blob "$(git -C repo ls-tree -r HEAD | sed 's/.*blob \([0-9a-f]*\).*/\1/;q')"
run 2 check --commit of-blob repo
says "it leads to neither"
run 2 check --commit nowhere repo
says "git.unknown-revision" "do:"
run 2 check --commit "HEAD~99" repo
run 2 check --range "main" repo

# --- notes
cp -r repo replaced
git -C replaced replace HEAD:a.txt "$(git -C replaced rev-parse HEAD:d/b.txt)"
note git.replace-ignored --history replaced
sees one two three four five
cp -r repo grafted
git -C grafted rev-parse HEAD >grafted/.git/info/grafts
note git.replace-ignored --history grafted
sees one two three four five
cp -r repo sparse
git -C sparse sparse-checkout set --cone --sparse-index d/e
note git.sparse-worktree --worktree sparse
run 0 list -f json --head sparse
sees two four five

# --- kinds of repositories that are read as any other
git clone -q --bare repo bare
run 0 list -f json bare
sees one two three four five
git -C repo worktree add -q "$WORK/linked" HEAD~1
run 0 list linked
says a.txt
run 0 list -f json --head linked
sees four three
git -C repo worktree remove linked
git init -q --object-format=sha256 sha256
(cd sha256 && echo one >a.txt && git add . && git commit -qm 1 && git rm -q a.txt && echo two >b.txt &&
    git add . && git commit -qm 2 && echo three >c.txt && git add c.txt)
for view in --head --history --staged --worktree --unreachable "--range=HEAD~1..HEAD"; do
    run 0 list -f json "$view" sha256
done
grep -q "$(git -C sha256 rev-parse HEAD~1:a.txt)" <("$ASSAY" list -f json --history sha256) ||
    fail "history of a SHA-256 repository is not whole"
