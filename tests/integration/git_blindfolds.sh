#!/usr/bin/env bash
# Repositories made to be examined as something else than what stands in them: settings that lead to
# another folder, links that are files, folders that only look like git's own, pipes in place of files.
. "$(dirname "$0")/lib.sh"
evil() { printf '\x80\x04cposix\nsystem\nX\x02\x00\x00\x00id\x85R.' >"$1"; }

# --- core.worktree leads out of the target
mkdir harmless
echo hi >harmless/readme.txt
git init -q diverted
(
    cd diverted || exit
    evil m.pkl
    git add -A
    git commit -qm x
    git config core.worktree ../../harmless
)
for flag in "" --worktree; do
    # shellcheck disable=SC2086 # a flag or none
    run 3 list $flag diverted
    says "gap[git.worktree-elsewhere]" "load: dangerous" "m.pkl" "$WORK/harmless"
    silent_on "readme.txt"
done
run 1 check diverted
run 0 list diverted --head
git -C diverted config --unset core.worktree
run 0 list diverted
# who calls may say so
git init -q --bare store.git
mkdir tree && echo x >tree/a.txt
(
    cd tree || exit
    GIT_DIR=$WORK/store.git GIT_WORK_TREE=$WORK/tree run 0 list
    says "a.txt"
)

# --- a symbolic link whose target is no path: git writes a file where links are off
git init -q links
(
    cd links || exit
    evil "$WORK/e.pkl"
    printf 'cposix\nsystem\n(S'"'id'"'\ntR.' >"$WORK/old.pkl"
    head -c 5000 /dev/zero | tr '\0' x >"$WORK/long"
    printf 'aim' >"$WORK/aim"
    for name in e.pkl old.pkl long aim; do
        git update-index --add --cacheinfo "120000,$(git hash-object -w "$WORK/$name"),$name"
    done
)
run 3 list --staged links
says "e.pkl" "gap[git.unsafe-path]" "load: dangerous"
git -C links commit -qm x
for view in --head --history; do
    run 3 list -v "$view" links
    says "load: dangerous" "old.pkl" "e.pkl" "long" "aim"
    says "gap[git.unsafe-path]"
    run 3 list -f json "$view" links
    python3 - out <<'PY' || fail "links that are no links"
import json, sys
items = {i["path"][0]: i for i in json.load(open(sys.argv[1]))["items"]}
assert items["aim"]["type"] == "symlink", items["aim"]
for name in ("e.pkl", "old.pkl", "long"):
    assert items[name]["type"] == "file", items[name]
PY
done

# --- what only looks like git's own is walked; what is git's own, and recorded nowhere, is told
mkdir -p plain/sub/.git/HEAD plain/sub/.git/objects plain/sub/.git/refs plain/other plain/true
evil plain/sub/.git/payload.pkl
run 0 list plain
says "payload.pkl" "load: dangerous"
rm -r plain/sub
printf 'gitdir: nowhere\n' >plain/other/.git
evil part && cat part >>plain/other/.git
run 0 list plain
says "other/.git"
rm -r plain/other
mkdir -p plain/.git/HEAD plain/.git/objects plain/.git/refs
evil plain/.git/payload.pkl
run 0 list plain
says "payload.pkl" "load: dangerous"
rm -r plain/.git
git init -q plain/true
echo x >plain/true/file.txt
evil plain/true/.git/m.pkl
run 3 list plain
says "gap[git.submodule-skipped]" "true/.git" "file.txt"
git init -q plain
run 3 list plain
says "gap[git.submodule-skipped]" "true/.git" "file.txt"

# --- a pipe where git has a file is no reason to wait
for name in config HEAD; do
    rm -rf piped && git init -q piped && echo x >piped/a.txt
    rm "piped/.git/$name" && mkfifo "piped/.git/$name"
    code=0
    timeout 60 "$ASSAY" list piped >out 2>err || code=$?
    [ "$code" != 124 ] || fail "waits for the pipe $name"
    [ "$code" != 0 ] || grep -q "$name" out err || fail "$name: nothing was said"
done

# --- GIT_DIR of the caller, a hook of a server perhaps, is about where it stands: another folder that is
# named is examined as what it is
git init -q --bare elsewhere.git
mkdir named && echo x >named/a.txt
GIT_DIR=$WORK/elsewhere.git run 0 list named
says "a.txt"
(cd tree && GIT_DIR=$WORK/store.git GIT_WORK_TREE=$WORK/tree run 0 list .)
says "a.txt"
