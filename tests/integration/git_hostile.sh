#!/usr/bin/env bash
# Repositories that somebody made to be misread: each is told of, nothing falls over, and all other
# content of the repository was examined nevertheless.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/integration/git_lib.sh"

# written REPOSITORY TYPE: the id of an object with the bytes on standard input, which git need not like
written() { git -C "$1" hash-object -t "$2" --literally -w --stdin; }
# entry MODE NAME ID: one entry of a tree
entry() {
    printf '%s %s\0' "$1" "$2"
    printf '%b' "$(sed 's/../\\x&/g' <<<"$3")"
}
make repo

# --- a commit without a tree, met twice
cp -r repo hollow
bad=$(printf x | written hollow commit)
echo "$bad" >hollow/.git/refs/heads/bad-1
echo "$bad" >hollow/.git/refs/heads/bad-2
for view in --history --unreachable; do
    gap git.ref-broken "$view" hollow
    says '"path":["refs/heads/bad-1"]' '"path":["refs/heads/bad-2"]' "$bad is not a commit"
    sees one two three four five
done

# --- names of no bytes, folder in folder: nothing is read behind the end of a path
cp -r repo nameless
inside=$(git -C nameless rev-parse HEAD:a.txt)
last=$(entry 100644 x "$inside" | written nameless tree)
middle=$(entry 40000 "" "$last" | written nameless tree)
top=$({ entry 40000 "" "$middle"; entry 100644 x "$(git -C nameless rev-parse HEAD:d/e/c.txt)"; } | written nameless tree)
before=$(git -C nameless rev-parse HEAD)
git -C nameless update-ref refs/heads/nameless "$(git -C nameless commit-tree -p "$before" -m nameless "$top")"
for view in --range=main..nameless --unreachable --history --commit=nameless; do
    gap git.unsafe-path "$view" nameless
    sees four five
done
