#!/usr/bin/env bash
# The hook with real git commits: installed, judging the index, chained, removed byte for byte.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

git init -q repo
cd repo
run 0 hook status
says "pre-commit       absent" "(commits are not judged)" "(merges are not judged)" "(pushes are not judged)"
run 0 doctor
says "hook       pre-commit: none: commits are not judged (assay hook install)" "pre-merge-commit: none: merges are not judged" "all well"
run 0 hook install
says installed .git/hooks/pre-commit .git/hooks/pre-merge-commit "git runs no hook for a merge by fast-forward, git revert and git rebase"
run 0 hook install pre-push
silent_on "fast-forward"
run 0 hook uninstall pre-push
# another folder that git looks in: what is installed here is never run
git config core.hooksPath "$WORK/elsewhere"
run 1 doctor
says "hook       core.hooksPath is $WORK/elsewhere (local config), outside the repository" \
    "pre-commit: $PWD/.git/hooks/pre-commit is NEVER RUN: git looks in core.hooksPath"
silent_on "all well"
git config core.hooksPath .git/hooks
run 0 doctor
says "pre-commit: $PWD/.git/hooks/pre-commit" "all well"
git config --unset core.hooksPath
run 0 hook status
silent_on "(commits are not judged)" "(merges are not judged)"
run 0 doctor
run 0 hook install
says unchanged

echo "just text" >notes.txt
git add notes.txt
git commit -qm "a harmless commit" || fail "a harmless commit was stopped"
[ "$(git rev-list --count HEAD)" = 1 ] || fail "no commit was made"

# Only the index counts: the file on disk is clean again when git commits.
openssl genrsa 2048 >deploy.py 2>/dev/null
git add deploy.py
echo "clean" >deploy.py
if git commit -qm "a private key" 2>"$WORK/err"; then fail "a private key was committed"; fi
says BLOCKED secret. deploy.py
[ "$(git rev-list --count HEAD)" = 1 ] || fail "a blocked commit was made"

# `git commit FILE` works on an index of its own.
echo "more" >>notes.txt
git commit -qm "one file" notes.txt || fail "git commit FILE was stopped by another staged file"
git rm -qf --cached deploy.py

# A merge that git commits itself runs another hook.
git checkout -q -b side
openssl genrsa 2048 >merged.py 2>/dev/null
git add merged.py
chmod -x .git/hooks/pre-commit
run 1 doctor
says "NOT EXECUTABLE"
git commit -qm "past a hook that git does not run" 2>/dev/null || fail "the hook ran"
chmod +x .git/hooks/pre-commit
git checkout -q main
if git merge -q --no-ff -m "a merge" side 2>"$WORK/err"; then fail "a private key was merged"; fi
says BLOCKED merged.py
git merge --abort
git branch -qD side

git commit -q --allow-empty -m "empty" || fail "an empty commit was stopped"

run 0 hook uninstall
says removed
[ ! -e .git/hooks/pre-commit ] || fail "the hook is still there"

# Somebody's hook: refused, chained on request, restored byte for byte.
printf '#!/bin/sh\necho theirs >>.git/ran\n' >.git/hooks/pre-commit
chmod +x .git/hooks/pre-commit
cp .git/hooks/pre-commit "$WORK/theirs"
run 1 doctor
says "SOMEBODY ELSE'S"
run 2 hook install
says "hook.foreign" "--chain"
says "it begins: #!/bin/sh;echo theirs"
cmp -s .git/hooks/pre-commit "$WORK/theirs" || fail "a foreign hook was touched"
run 0 hook install --chain
echo even >even.txt
git add even.txt
git commit -qm "chained" || fail "the chained commit was stopped"
grep -q theirs .git/ran || fail "the chained hook did not run"
run 0 hook status
says "with a chained hook"
run 0 hook uninstall
cmp -s .git/hooks/pre-commit "$WORK/theirs" || fail "the hook did not come back byte for byte"

# core.hooksPath outside the repository is other people's ground.
mkdir "$WORK/shared-hooks"
git config core.hooksPath "$WORK/shared-hooks"
run 2 hook install
says "hook.hooks-path" "--into-hooks-path"
run 0 hook install --into-hooks-path
says "$WORK/shared-hooks/pre-commit"
run 0 hook uninstall
git config --unset core.hooksPath

# Inside of it git may track what is written; a relative one is another folder in each work tree.
git config core.hooksPath .githooks
run 0 hook install
says ".githooks/pre-commit" "core.hooksPath is .githooks, inside of the repository: git may track"
silent_on "serves"
git worktree add -q --detach "$WORK/second"
run 0 hook install
says "serves     $PWD alone, of 2 work trees"
run 0 hook uninstall
rm -rf .githooks
git config --unset core.hooksPath
rm .git/hooks/pre-commit
(cd "$WORK/second" && run 0 hook install)
says "installed  $PWD/.git/hooks/pre-commit" "serves     $PWD" "serves     $WORK/second"
silent_on "may track"
rm -rf "$WORK/second" # and is gone, with nobody to tell git
run 0 hook install
silent_on "serves"
run 0 hook uninstall
git worktree prune

# A hook that somebody added a line to is theirs: nothing takes the line away.
run 0 hook install pre-commit
echo "echo mine" >>.git/hooks/pre-commit
cp .git/hooks/pre-commit "$WORK/edited"
run 0 hook uninstall pre-commit
says "not ours, left alone"
run 2 hook install pre-commit
says "is not ours"
cmp .git/hooks/pre-commit "$WORK/edited" || fail "a line that a person added is gone"
rm .git/hooks/pre-commit

# A limit that cut the run off is not proposed again.
run 0 hook install pre-commit
printf 'version: 1\nhooks: {pre-commit: {time-limit: 1ms}}\n' >.assay.yml
seq 200000 >numbers.csv && git add numbers.csv
if git commit -qm "cut off" 2>"$WORK/err"; then fail "a commit that was not examined was made"; fi
says "gap[time.limit]" "more time     hooks: {pre-commit: {time-limit: 4ms}} in .assay.yml"
silent_on "10s" "time-limit: 1ms"
git rm -qf --cached numbers.csv && rm numbers.csv .assay.yml .git/hooks/pre-commit

# husky and the others keep their own files.
printf '#!/bin/sh\n# lefthook\n' >.git/hooks/pre-commit
run 2 hook install
says lefthook "assay hook run pre-commit"

cd "$WORK"
mkdir plain
cd plain
run 2 hook install
says "git.not-a-repository"
run 2 hook install pre-comit
