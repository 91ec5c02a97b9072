#!/usr/bin/env bash
# What lies in a git folder and is none of git's is examined; settings that name programs are told;
# a named pipe in place of any file of git's makes nobody wait.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/git_lib.sh"

key='-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
QyNTUxOQAAACDw5Zb8VjGHhBHpZGVcHXTkGbZeD5pXGEIcIGQpQZ9XaAAAAJgFrYJZBa2C
WQAAAAtzc2gtZWQyNTUxOQAAACDw5Zb8VjGHhBHpZGVcHXTkGbZeD5pXGEIcIGQpQZ9XaA
-----END OPENSSH PRIVATE KEY-----'

make plain
run 0 list plain
silent_on ".git/"

# ---- strays ----
make strays
g=strays/.git
echo "$key" >$g/deploy.key
printf 'GGUF\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' >$g/model.gguf
mkdir -p $g/info/deep $g/objects/aa
echo "hidden one" >$g/info/deep/x
echo "hidden two" >$g/objects/aa/not-an-object
echo "hidden three" >$g/objects/pack/pack-1234.pack
echo "hidden four" >$g/objects/pack/notes.txt
head -c 5000 /dev/zero >$g/refs/heads/big
printf 'text\0model' >$g/COMMIT_EDITMSG
printf '#!/bin/sh\nexit 0\n' >$g/hooks/pre-push
printf 'not an index' >$g/sharedindex.123
run 0 list strays
says ".git/deploy.key" ".git/model.gguf" ".git/info/deep/x" ".git/objects/aa/not-an-object" \
    ".git/objects/pack/pack-1234.pack" ".git/objects/pack/notes.txt" ".git/refs/heads/big" \
    ".git/COMMIT_EDITMSG" ".git/hooks/pre-push" ".git/sharedindex.123" a.txt d/b.txt
silent_on .sample ".git/HEAD" ".git/config" ".git/index" ".git/logs"
run 1 check strays
says ".git/deploy.key" secret.ssh-private-key
run 1 check --worktree strays
# a second run, from the cache, says the same; so do threads
run 0 list -f json strays
cp out first
run 0 list -j4 -f json strays
cmp -s out first || fail "threads show"
run 0 list --no-cache -f json strays
cmp -s out first || fail "the cache shows"
# views of commits have no git folder, and neither has a folder below the top
run 0 list --head strays
silent_on ".git/"
run 0 list strays/d
silent_on ".git/"
# git's names alone hide nothing: each file begins as git writes it, or is examined
make names
g=names/.git
git -C names repack -qad
hex=00112233445566778899aabbccddeeff001122
mkdir -p $g/objects/ab $g/objects/info/commit-graphs $g/reftable
stem=$(basename "$g"/objects/pack/pack-*.pack .pack)
chmod -R u+w $g/objects
for name in index.lock next-index-1.lock objects/ab/$hex objects/info/commit-graph objects/info/commit-graphs/graph-1.graph \
    objects/pack/multi-pack-index objects/pack/multi-pack-index-1.bitmap objects/pack/multi-pack-index-1.rev \
    objects/pack/"$stem".{bitmap,mtimes,rev} objects/pack/{pack-12.idx,pack-12.pack} \
    reftable/tables.ref; do
    echo "$key" >$g/"$name"
done
printf 'a\0b' >$g/objects/pack/"$stem".keep
run 1 check names
for name in index.lock next-index-1.lock objects/ab/$hex objects/info/commit-graph objects/info/commit-graphs/graph-1.graph \
    objects/pack/multi-pack-index objects/pack/multi-pack-index-1.bitmap objects/pack/multi-pack-index-1.rev \
    objects/pack/"$stem".{bitmap,mtimes,rev} objects/pack/{pack-12.idx,pack-12.pack} reftable/tables.ref; do
    says ".git/$name"
done
run 0 list names
says ".git/objects/pack/$stem.keep"
silent_on "$stem.pack" "$stem.idx"
# and all that git itself writes there is left out
make written
cd written || exit
echo six >a.txt
git commit -qam 4
git commit-graph write --reachable --split 2>/dev/null
git repack -qadb
git multi-pack-index write --bitmap 2>/dev/null
rm -f .git/objects/pack/pack-*.rev
git index-pack --rev-index .git/objects/pack/pack-*.pack >/dev/null
echo seven >a.txt
git commit -qam 5
git commit-graph write --reachable 2>/dev/null
touch .git/objects/pack/"$(basename .git/objects/pack/pack-*.pack .pack)".{keep,promisor}
cp .git/index .git/index.lock
: >.git/next-index-7.lock
head -c 100000 /dev/urandom | git hash-object -w --stdin >/dev/null # more than one block of it
: | git hash-object -w --stdin >/dev/null
cd "$WORK" || exit
run 0 list written
silent_on ".git/"
git -C written -c pack.indexVersion=1 repack -qadF
run 0 list written
silent_on ".git/"
git init -q --object-format=sha256 written-256
(cd written-256 && echo one >a.txt && git add . && git commit -qm 1)
run 0 list written-256
silent_on ".git/"
# what git-lfs, git-annex and the ledger keep is held to what it is named by
make stores
g=stores/.git
digest=$(printf 'kept\n' | sha256sum | cut -d' ' -f1)
lfs=$g/lfs/objects/${digest:0:2}/${digest:2:2}
mkdir -p "$lfs" $g/lfs/objects/00/00 $g/annex/objects/v2/gm
printf 'kept\n' >"$lfs/$digest"
annex=SHA256E-s6--5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03.bin
folders=$(printf %s "$annex" | md5sum) && folders=${folders:0:3}/${folders:3:3}
mkdir -p "$g/annex/objects/$folders/$annex"
printf 'hello\n' >"$g/annex/objects/$folders/$annex/$annex"
(cd stores && "$ASSAY" key new >/dev/null 2>&1 && "$ASSAY" ledger init >/dev/null 2>&1 && "$ASSAY" record -q >/dev/null 2>&1)
[ -s $g/assay/ledger/checkpoint ] || fail "no ledger was made"
run 0 list stores
silent_on ".git/"
zeros=$(printf '0%.0s' $(seq 64))
odd="lfs/objects/00/00/$zeros lfs/objects/${digest:0:2}/aa/$digest annex/objects/note.txt annex/objects/v2/gm/$annex
    annex/objects/$folders/$annex/other assay/ledger/notes.txt assay/ledger/objects/sha256/00/${zeros:2} assay/ledger/tile/0/001
    assay/ledger/tile/entries/001 assay/ledger/state/lock assay/ledger/state/new/1"
for name in $odd; do
    mkdir -p "$(dirname "$g/$name")"
    echo "$key" >"$g/$name"
done
run 1 check stores
for name in $odd; do says ".git/$name:1:1: critical secret"; done
# submodules' own folders are git folders too
git init -q sub && (cd sub && echo s >s && git add s && git commit -qm s)
make super
git -C super -c protocol.file.allow=always submodule --quiet add "$WORK/sub" sub
git -C super commit -qm sub
run 3 list super
silent_on ".git/"
echo hidden >super/.git/modules/sub/objects/hidden
run 3 list super
says ".git/modules/sub/objects/hidden"
run 0 list --recurse-submodules super
says ".git/modules/sub/objects/hidden" sub/s

# ---- a bare one ----
git clone -q --bare plain bare.git
run 0 list bare.git
silent_on config HEAD
echo "$key" >bare.git/deploy.key
run 1 check bare.git
says deploy.key
run 0 list --history bare.git
silent_on deploy.key
run 0 record --no-cache bare.git --ledger "$WORK/none" 2>/dev/null || :

# ---- settings ----
make commands
cat >>commands/.git/config <<'END'
[core]
	fsmonitor = ./evil.sh
	sshCommand = ssh -i key
[filter "lfs"]
	clean = git-lfs clean -- %f
[filter "x"]
	smudge = ./smudge.sh hunter2
[alias]
	st = status
	x = !rm -rf /
[include]
	path = more
END
printf '[diff "y"]\n\ttextconv = ./conv\n' >commands/.git/more
note git.config-command commands
run 0 list commands
says "core.fsmonitor names" "core.sshcommand names" "filter.x.smudge names" "alias.x names" \
    "diff.y.textconv names" "include.path takes in" ".git/more" a.txt
silent_on hunter2 filter.lfs alias.st
# a password in the config is a secret like any
make password
printf '[remote "o"]\n\turl = https://me:hunter2hunter2@example.org/x.git\n' >>password/.git/config
run 0 list password
says ".git/config"
token=ghp_$(printf IqIMNOZH6z0wIEB4T9A2g4EHMy8Ji40jlb6i)
for setting in "[remote \"o\"]\n\turl = https://$token@example.org/x.git" "[github]\n\ttoken = $token" \
    "[url \"https://$token@example.org/\"]\n\tinsteadOf = https://example.org/" \
    "[credential]\n\thelper = \"!f() { echo password=$token; }; f\""; do
    rm -rf token
    make token
    printf '%b\n' "$setting" >>token/.git/config
    run 1 check token
    says .git/config secret.github-token
done
make ordinary
printf '[branch "token-of-fact"]\n\tremote = https://git@example.org/x.git\n' >>ordinary/.git/config
run 0 list ordinary
silent_on .git/config

# ---- what never ends ----
pipes() { # pipes WHAT: each of assay's views of the repository is done within seconds
    local view
    for view in --worktree --history --staged --head --unreachable; do
        timeout 60 "$ASSAY" list "$view" "$1" >"$WORK/out" 2>"$WORK/err" </dev/null || [ $? -lt 7 ] ||
            fail "$view of $1 waits for a pipe"
    done
}
make included
mkfifo included/.git/pipe
printf '[include]\n\tpath = pipe\n' >>included/.git/config
gap git.config-unread included
says '"a.txt"'
pipes included
make circle
for _ in $(seq 50); do printf '[include]\n\tpath = config\n'; done >>circle/.git/config
gap git.config-unread circle
says '"a.txt"'
pipes circle
make device
printf '[include]\n\tpath = /dev/zero\n' >>device/.git/config
gap git.config-unread device
make null
printf '[include]\n\tpath = /dev/null\n[core]\n\texcludesFile = /dev/zero\n' >>null/.git/config
run 0 list null
says a.txt
for name in info/exclude info/attributes info/grafts objects/info/alternates packed-refs \
    refs/heads/pipe MERGE_HEAD shallow logs/HEAD index description config.worktree; do
    rm -rf piped
    make piped
    rm -f "piped/.git/$name"
    mkfifo "piped/.git/$name"
    pipes piped
done
make attributes
rm -f attributes/.gitattributes attributes/.gitignore
mkfifo attributes/.gitattributes attributes/.gitignore attributes/.assayignore
pipes attributes
run 3 list attributes
says "gap[file.special]" a.txt
