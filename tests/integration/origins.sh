#!/usr/bin/env bash
# Who brought a content in: the oldest commit, its people and times, how it is signed, and whether HEAD
# still has it; and what git hands over in its variables, with the hooks that need it.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

git init -q repo
cd repo
# signed KIND: a commit whose header holds a signature of that kind; nobody checks whether it holds
signed() {
    local header=$1 armour=$2 parent
    parent=$(git rev-parse -q --verify HEAD) && parent="parent $parent"$'\n'
    git add .
    git update-ref HEAD "$(
        {
            printf 'tree %s\n%s' "$(git write-tree)" "$parent"
            printf 'author Ann <ann@x.org> 1000000000 +0200\ncommitter Bob <bob@x.org> 1100000000 -0500\n'
            printf '%s -----BEGIN %s-----\n \n abcd\n -----END %s-----\n\n%s\n' "$header" "$armour" "$armour" "$armour"
        } | git hash-object -t commit -w --stdin)"
}
for kind in "gpg:gpgsig:PGP SIGNATURE" "ssh:gpgsig:SSH SIGNATURE" "x509:gpgsig-sha256:SIGNED MESSAGE" "other:gpgsig:NOTARY"; do
    IFS=: read -r name header armour <<<"$kind"
    echo "$name" >"$name.txt"
    signed "$header" "$armour"
done
git rm -q gpg.txt
echo plain >plain.txt
git add .
git commit -qm plain
run 0 list -f json --history
for name in gpg ssh x509 other; do
    python3 - "$WORK/out" "$name" <<'PY' || fail "the origin of $name.txt"
import json, sys
items = {item["path"][0]: item for item in json.load(open(sys.argv[1]))["items"]}
git = items[sys.argv[2] + ".txt"]["git"]
assert git["signature"] == sys.argv[2], git
assert git["author"] == "Ann <ann@x.org>" and git["committer"] == "Bob <bob@x.org>", git
assert git["time"] == "2001-09-09T01:46:40Z" and git["committed"] == "2004-11-09T11:33:20Z", git
assert git["present"] == (sys.argv[2] != "gpg"), git
assert "signature" not in items["plain.txt"]["git"]
PY
done
run 0 list -v --history
says "signed: ssh" "signed: x509" "Ann <ann@x.org>  by Bob <bob@x.org>" unsigned "not in HEAD"

# Rules may ask for signed commits.
mkdir .assay
cat >.assay/policy.yml <<'YML'
pack: signed
edition: "1"
in-force-from: 2026-01-01
title: Signed commits
rules:
  - id: SGN-001
    name: commit.unsigned
    title: Content comes in by signed commits
    severity: high
    applies: has(item.signature)
    check: item.signature != "none"
    message: "{item.committer} brought it in by a commit that is not signed"
    rationale: Who brought a content in can be shown only where the commit is signed.
    remediation: "git commit -S"
YML
echo "policy: [.assay/policy.yml]" >.assay.yml
run 1 check --history
says "commit.unsigned" plain.txt BLOCKED
silent_on ssh.txt
rm -r .assay .assay.yml

# --- what git hands over: a folder of objects with a quote and a colon in its name, borrowed
mkdir "$WORK/a:\"b"
git clone -q --bare . "$WORK/a:\"b/store.git"
git clone -q --bare --shared . "$WORK/empty.git" 2>/dev/null
rm -f "$WORK/empty.git/objects/info/alternates"
run 3 list --head "$WORK/empty.git"
says "git.object-missing" "where:" "do:"
cd "$WORK/empty.git"
GIT_DIR=. GIT_ALTERNATE_OBJECT_DIRECTORIES="\"$WORK/a:\\\"b/store.git/objects\"" run 0 list --head
says plain.txt
GIT_DIR=. GIT_ALTERNATE_OBJECT_DIRECTORIES="/nowhere:\"$WORK/a:\\\"b/store.git/objects\"" run 3 list --head
says plain.txt "gap[git.alternate-missing]" /nowhere
# of another repository: the variables have no say
cd "$WORK/repo"
GIT_DIR="$WORK/empty.git" run 0 list --head "$WORK/a:\"b/store.git"
says plain.txt

# --- hooks: an index of the commit's own, in a linked work tree too
echo '*.o' >.gitignore
git add .gitignore
git commit -qm ignore
run 0 hook install
git worktree add -q "$WORK/linked"
for folder in "$WORK/repo" "$WORK/linked"; do
    cd "$folder"
    openssl genrsa 2048 >key.py 2>/dev/null
    echo text >text.txt
    git add key.py text.txt
    git commit -qm "only the text" text.txt || fail "git commit FILE was stopped by what it leaves out"
    if git commit -qam "all of it" 2>"$WORK/err"; then fail "a key was committed"; fi
    says BLOCKED key.py
    git rm -qf --cached key.py
    rm key.py
done
