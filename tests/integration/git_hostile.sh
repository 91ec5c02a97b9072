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
    printf '%b' "$(fold -w2 <<<"$3" | sed 's/^/\\x/' | tr -d '\n')"
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

# --- settings without a value
cp -r repo bare-keys
printf '[core]\n\thooksPath\n[remote "o"]\n\tfetch\n[branch "main"]\n\tremote = o\n\tmerge = refs/heads/main\n' \
    >>bare-keys/.git/config
(cd bare-keys && run 0 hook status && says "pre-commit       absent")
run 2 list --commit '@{u}' bare-keys
says "git.unknown-revision" "no upstream"
run 2 list --commit 'HEAD@{yesterday}' repo
says "git.unknown-revision" "git rev-parse"
silent_on "git fetch"
if [ "$(id -u)" = 0 ]; then
    cp -r repo foreign
    chown -R 1234 foreign
    printf '[safe]\n\tdirectory\n' >>"$GIT_CONFIG_GLOBAL"
    run 3 check --head foreign
    says "error[git.foreign-owner]"
    git config --global --add safe.directory "$WORK/foreign"
    run 0 check --head foreign
    printf '[safe]\n\tdirectory\n' >>"$GIT_CONFIG_GLOBAL" # as an empty one: what stood before is forgotten
    run 3 check --head foreign
    git config --global --unset-all safe.directory
    # What the command line says counts last, as git reads it; git is asked as well.
    cat >ask <<'END'
code=0
git -C foreign rev-parse --git-dir >"$WORK/git" 2>&1 || code=3
[ "$code" = "$1" ] || { cat "$WORK/git" >&2; exit 9; }
code=0
"$ASSAY" check --head foreign >"$WORK/out" 2>"$WORK/err" || code=$?
[ "$code" = "$1" ]
END
    export WORK
    said() { # said CODE WORDS...: what git and assay answer where these words are set
        local want=$1
        shift
        env "$@" bash ask "$want" || fail "safe.directory by $*: not $want"
    }
    said 3 A=
    said 0 GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=Safe.Directory GIT_CONFIG_VALUE_0="$WORK/foreign"
    said 0 GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
    said 3 GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0="$WORK/other"
    said 3 GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*' \
        GIT_CONFIG_KEY_1=safe.directory GIT_CONFIG_VALUE_1=
    said 3 GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
    said 3 GIT_CONFIG_COUNT=1x GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
    said 3 GIT_CONFIG_COUNT=0 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
    said 0 GIT_CONFIG_PARAMETERS="'safe.directory'='$WORK/foreign'"
    said 0 GIT_CONFIG_PARAMETERS="'safe.directory=$WORK/foreign'"
    said 0 GIT_CONFIG_PARAMETERS="'user.name'='a'\\''b'  'safe.directory'='*'"
    said 3 GIT_CONFIG_PARAMETERS="'safe.directory'='*' 'safe.directory'="
    said 3 GIT_CONFIG_PARAMETERS="'safe.directory'='*' 'safe.directory'"
    said 3 GIT_CONFIG_PARAMETERS="'safe.directory'='*'x"
    said 3 GIT_CONFIG_PARAMETERS="safe.directory=*"
    said 3 GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*' \
        GIT_CONFIG_PARAMETERS="'safe.directory'=''"
    git config -f foreign/.git/config safe.directory '*' # not the repository itself
    said 3 A=
    git -C repo config alias.assay "!env -u GIT_DIR -u GIT_PREFIX -u GIT_WORK_TREE '$ASSAY' check --head '$WORK/foreign'"
    git -C repo -c safe.directory="$WORK/foreign" assay >"$WORK/out" 2>"$WORK/err" || fail "git -c was not heard"
    git -C repo config --unset alias.assay
fi

# --- commits that name each other, under ids that nobody held them to
cp -r repo circle
python3 - circle "$(git -C circle rev-parse HEAD)" <<'END'
import hashlib, os, subprocess, sys, zlib
root, behind = sys.argv[1:]
def git(*words, data=None):
    return subprocess.run(["git", "-C", root, *words], input=data, stdout=subprocess.PIPE,
                          check=True).stdout.decode().strip()
def commit(name, text, *parents):
    blob = git("hash-object", "-w", "--stdin", data=text + b"\n")
    tree = git("mktree", data=b"100644 blob %s\t%s\n" % (blob.encode(), text))
    body = "tree %s\n%sauthor A <a@example.org> 9 +0000\ncommitter A <a@example.org> 9 +0000\n\nm\n" % (
        tree, "".join("parent %s\n" % parent for parent in parents))
    os.makedirs(f"{root}/.git/objects/{name[:2]}", exist_ok=True)
    with open(f"{root}/.git/objects/{name[:2]}/{name[2:]}", "wb") as file:
        file.write(zlib.compress(b"commit %d\0%s" % (len(body), body.encode())))
    return name
one, two, self = "11" * 20, "22" * 20, "33" * 20
commit(one, b"round", two)
commit(two, b"about", one, behind)
commit(self, b"alone", self)
for name, id in ("a", one), ("z", self):
    with open(f"{root}/.git/refs/heads/{name}", "w") as file:
        file.write(id + "\n")
END
for view in --history --unreachable --range=main..a; do
    gap git.object-mismatch "$view" circle
    says "name each other in a circle"
    sees round about
    [ "$view" = --range=main..a ] || sees one two three four five alone
done
run 3 list --history --verify-objects circle # held to their ids they are no commits
says "gap[git.ref-broken]"
silent_on "in a circle"

# --- a pack that lost its own index and is served by a multi-pack-index alone
cp -r repo served
blob=$(echo stray | git -C served hash-object -w --stdin)
git -C served update-ref refs/heads/gone "$(git -C served commit-tree -m gone \
    "$(printf '100644 blob %s\tstray\n' "$blob" | git -C served mktree)")"
git -C served repack -adq
git -C served update-ref -d refs/heads/gone
git -C served multi-pack-index write 2>/dev/null
rm -f served/.git/objects/pack/*.idx
run 0 list -f json --unreachable served
sees one two three four five stray
run 0 list -f json --commit "$(git -C repo rev-parse HEAD~1 | head -c 10)" served
sees four two three

# --- folders of refs that cannot be read; root, who may read all, becomes somebody else for it
cp -r repo closed
cd closed
git checkout -q -b team/one
echo hidden >hidden.txt
git add hidden.txt
git commit -qm hidden
git checkout -q main
git worktree add -q --detach "$WORK/beside" HEAD
cd "$WORK"
make_somebody
[ "$(id -u)" != 0 ] || chown -R 65534 closed
chmod 000 closed/.git/refs/heads/team
ASSAY="$WORK/somebody" gap git.ref-broken --history closed
says '"path":["refs/heads/team"]'
sees one two three four five
chmod 755 closed/.git/refs/heads/team
chmod 000 closed/.git/worktrees
ASSAY="$WORK/somebody" gap git.ref-broken --history closed
says '"path":["worktrees"]'
sees one two three four five hidden
chmod 755 closed/.git/worktrees

# --- a folder whose name begins as the git folder's does
cp -r repo actions
mkdir actions/.github
echo inside >actions/.github/inside.yml
run 0 list actions/.github
says inside.yml "1 item"
silent_on a.txt

# --- rules of what is ignored that are not there, damaged, or larger than any
cp -r repo rules
echo 'd/' >rules/.assayignore
git -C rules add .assayignore
git -C rules commit -qm rules
run 0 list -f json --head rules
sees four
says '"ignored":2'
cp -r rules unruled
chmod u+w "unruled/$(loose "$(git -C rules rev-parse HEAD:.assayignore)")"
printf garbage >"unruled/$(loose "$(git -C rules rev-parse HEAD:.assayignore)")"
gap git.object-corrupt --head unruled
says '"path":[".assayignore"]'
sees four two five
gap git.object-corrupt --history unruled
sees one two three four five
head -c 1100000 /dev/zero | tr '\0' '\n' >rules/.assayignore
git -C rules add .assayignore
gap file.too-large --staged rules
says '"path":[".assayignore"]'
git -C rules commit -qm large
gap file.too-large --head rules
sees four two five

# --- folders to borrow objects from, with names that no system has
for size in 5000 70000; do
    cp -r repo "borrower-$size"
    head -c "$size" /dev/zero | tr '\0' x >"borrower-$size/.git/objects/info/alternates"
    gap git.alternate-missing --head "borrower-$size"
    sees two four five
done

# --- two stores of submodules that hold one commit: the first by name is read, in whatever order
git init -q outer
git -C outer -c protocol.file.allow=always submodule --quiet add "$WORK/repo" sub
git -C outer commit -qm outer
rm -rf outer/sub
git config --file outer/.git/modules/sub/config --unset core.worktree
for name in zz aa mm; do cp -r outer/.git/modules/sub "outer/.git/modules/$name"; done
rm -rf outer/.git/modules/sub
four=$(git -C repo rev-parse HEAD:a.txt)
for name in zz mm; do rm -f "outer/.git/modules/$name/objects/${four:0:2}/${four:2}"; done
run 0 list -f json --head --recurse-submodules outer
sees four two five
# one before it that cannot be opened does not end the search
cp -r outer/.git/modules/aa outer/.git/modules/a0
git config --file outer/.git/modules/a0/config core.repositoryformatversion 1
git config --file outer/.git/modules/a0/config extensions.unheard true
run 0 list -f json --head --recurse-submodules outer
sees four two five
rm -rf outer/.git/modules/{aa,mm,zz} # and is told where no other has the commit
run 3 list --head --recurse-submodules outer
says "gap[git.submodule-skipped]" "extensions.unheard"

# --- a ref whose file cannot be read does not give way to what it was before
cp -r repo stale
git -C stale branch side HEAD~1
git -C stale pack-refs --all
ln -s side stale/.git/refs/heads/side # a link to itself
run 3 list --commit side stale
says "error[git.ref-broken]"
gap git.ref-broken --history stale
sees one two three four five

# --- more folders in folders than git walks, staged: no part of the path is lost
cp -r repo steep
steep=$(printf 'first/'; printf 'd/%.0s' {1..2100}; echo last)
printf '100644 %s\t%s\n' "$(git -C steep rev-parse HEAD~2:a.txt)" "$steep" | git -C steep update-index --index-info
run 0 list -f json --staged steep
sees one
says '"path":["first/d/d'
run 0 list --staged steep
says "first/d/d/d"

# --- more of them in git's variable than anybody counts, and one that is no path
git clone -q --bare --no-local repo far.git
git init -q --bare poor.git
cp repo/.git/refs/heads/main poor.git/refs/heads/main
cd poor.git
GIT_DIR=. GIT_ALTERNATE_OBJECT_DIRECTORIES=$(printf 'missing-%s:' {1..300})$WORK/far.git/objects \
    run 3 list -f json --head
says '"id":"git.alternate-missing"' missing-300
sees two four five
GIT_DIR=. GIT_ALTERNATE_OBJECT_DIRECTORIES="/$(printf 'x%.0s' {1..5000}):$WORK/far.git/objects" \
    run 3 list -f json --head
says '"id":"git.alternate-missing"' /xxxx
sees two four five
cd "$WORK"

# --- the base of a change, damaged here and whole in a folder that is borrowed from
cp -r repo changed
cp -r changed whole
python3 - changed whole <<'END'
import hashlib, os, struct, subprocess, sys, zlib
here, there = sys.argv[1:]
sha = lambda data: hashlib.sha1(data).digest()
base, behind = b"base " * 20, b"and behind\n"
made = base + behind
def loose(root, data):
    name = hashlib.sha1(b"blob %d\0%s" % (len(data), data)).hexdigest()
    os.makedirs(f"{root}/.git/objects/{name[:2]}", exist_ok=True)
    return name, f"{root}/.git/objects/{name[:2]}/{name[2:]}"
name, file = loose(there, base)
open(file, "wb").write(zlib.compress(b"blob %d\0%s" % (len(base), base)))
name, file = loose(here, base)
open(file, "wb").write(b"x\234junk")
delta = bytes([len(base), len(made), 0x90, len(base), len(behind)]) + behind
assert len(delta) < 0x80
head = bytes([7 << 4 | 0x80 | len(delta) & 15, len(delta) >> 4])
entry = head + bytes.fromhex(name) + zlib.compress(delta)
pack = b"PACK" + struct.pack(">II", 2, 1) + entry
pack += sha(pack)
id = sha(b"blob %d\0%s" % (len(made), made))
index = b"\xfftOc" + struct.pack(">I", 2)
index += b"".join(struct.pack(">I", byte >= id[0]) for byte in range(256))
index += id + struct.pack(">II", zlib.crc32(entry), 12) + pack[-20:]
index += sha(index)
stem = f"{here}/.git/objects/pack/pack-{pack[-20:].hex()}"
open(stem + ".pack", "wb").write(pack)
open(stem + ".idx", "wb").write(index)
open(f"{here}/.git/objects/info/alternates", "w").write(os.path.abspath(there) + "/.git/objects\n")
tree = subprocess.run(["git", "-C", here, "mktree", "--missing"], input=b"100644 blob %s\tmade\n" % id.hex().encode(),
                      stdout=subprocess.PIPE, check=True).stdout.decode().strip()
open(f"{here}/.git/refs/heads/made", "w").write(subprocess.run(
    ["git", "-C", here, "commit-tree", "-m", "made", tree], stdout=subprocess.PIPE, check=True).stdout.decode())
END
run 0 list -f json --commit made changed
says '"path":["made"]' '"size":111'

# --- a ref that is a pipe: it is told, and holds no run
git clone -q --bare repo piped.git && mkfifo piped.git/refs/heads/pipe
run 3 check --fail-on critical --history piped.git
says "gap[git.ref-broken]" "refs/heads/pipe"
