#!/usr/bin/env bash
# Hooks around a push, with a real `git push`: the server judges what is in quarantine before any ref
# moves, the client what the remote does not have yet.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
commit() { git add -A && git commit -qm "$1"; }
# refused WORDS...: git push fails, and the pusher reads why
refused() {
    if git push -q "$@" 2>"$WORK/err"; then fail "git push $* went through"; fi
}
# seen FINDING: the command that the pusher is told works where it is typed, and shows the finding
seen() {
    local code=0
    command=$(sed -n 's/^\(remote: \)\?  see it  *//p' "$WORK/err" | head -1 | sed 's/ *(.*//; s/[[:space:]]*$//')
    [ -n "$command" ] || fail "no command is told"
    bash -c "$command" >"$WORK/out" 2>&1 || code=$?
    [ "$code" = 1 ] || fail "$command: exit code $code"
    grep -qF -- "$1" "$WORK/out" || fail "$command does not show $1"
}
passes() { git push -q "$@" 2>"$WORK/err" || fail "git push $* was stopped"; }

# --- the receiving side: a bare repository offers pre-receive only
git init -q --bare server.git
run 0 hook install -C server.git
says installed hooks/pre-receive
run 0 hook install pre-receive -C server.git
says unchanged
run 2 hook install pre-commit -C server.git
says "hook.unknown-name" "assay hook install pre-receive"

git clone -q server.git client 2>/dev/null
cd client
echo "just text" >notes.txt
commit harmless
passes origin HEAD:main
git -C ../server.git rev-parse -q --verify main >/dev/null || fail "the ref did not move"

# A key that a later commit of the same push removes again: still in history, still refused.
openssl genrsa 2048 >deploy.py 2>/dev/null
commit "a private key"
bad=$(git rev-parse HEAD)
git rm -q deploy.py
commit "and gone again"
refused origin HEAD:main
says "remote:" BLOCKED "secret." deploy.py "${bad:0:7}"
says "no longer in HEAD" # of what the push brings and does not keep
[ "$(git -C ../server.git rev-parse main)" != "$(git rev-parse HEAD)" ] || fail "the ref moved"
! git -C ../server.git cat-file -e "$bad" 2>/dev/null || fail "refused objects left the quarantine"
awk '/^remote: /' "$WORK/err" | sed 's/^remote: //; s/[[:space:]]*$//' >"$WORK/lines"
[ "$(wc -l <"$WORK/lines")" -le 40 ] || fail "more than 40 lines to the pusher"
if grep -q "$(printf '\033')" "$WORK/err"; then fail "colour was sent to the pusher"; fi

seen deploy.py # from the value that the ref has to the one that it was to have
case $command in *"$(git rev-parse HEAD~2 | cut -c1-12)..$(git rev-parse HEAD | cut -c1-12)") ;; *) fail "$command" ;; esac

# All refs of a push are judged in one run, tags of anything among them.
git reset -q --hard HEAD~2
git tag good
git tag blob "$(openssl genrsa 2048 2>/dev/null | git hash-object -w --stdin)"
refused origin good blob
says BLOCKED "refs/tags/blob"
refused origin blob
says "refs/tags/blob" "tag -d instead"
seen "secret.private-key" # of a tag that leads to no tree
git tag -a -m blob annotated blob
refused origin annotated
seen "secret.private-key"
git tag -d annotated >/dev/null
rm BLOB
# What the push leaves at its refs is not "no longer in HEAD", though the server's HEAD never had it.
openssl genrsa 2048 >stays.py 2>/dev/null
commit "a private key that stays"
refused origin HEAD:refs/heads/stays
says BLOCKED stays.py
silent_on "no longer in HEAD"
git tag -a -m tree tree "HEAD^{tree}"
git reset -q --hard HEAD~1
refused origin tree
says BLOCKED refs/tags/tree/stays.py
silent_on "no longer in HEAD"
seen stays.py # of a tag that leads to a tree, too
git tag -d tree >/dev/null
! git -C ../server.git rev-parse -q --verify refs/tags/good >/dev/null || fail "one ref moved"
passes origin good

# Content that a merge alone brings, and a file that is marked as not to be compared.
git checkout -q -b side
echo '*.csv -diff' >.gitattributes
commit attributes
git checkout -q main 2>/dev/null || git checkout -q -b main
echo more >more.txt
commit more
git merge -q --no-commit side >/dev/null 2>&1
openssl genrsa 2048 >evil.csv 2>/dev/null
git add evil.csv
git commit -qm "an evil merge"
refused origin HEAD:main
says BLOCKED evil.csv
git reset -q --hard HEAD~1
passes origin HEAD:main

# Only what is new is examined: an old find does not block who comes after it.
mv ../server.git/hooks/pre-receive "$WORK/aside"
openssl genrsa 2048 >old.py 2>/dev/null
commit "slipped in before the hook"
passes origin HEAD:main
mv "$WORK/aside" ../server.git/hooks/pre-receive
echo again >>notes.txt
commit "something else"
passes origin HEAD:main
passes origin HEAD~1:refs/heads/other # known objects only: nothing to examine
passes origin :other                  # a deletion brings nothing
refused origin "$bad:refs/heads/bad"

# An ignore file that comes with the push hides nothing of it.
echo '*' >.assayignore
openssl genrsa 2048 >hidden.py 2>/dev/null
commit hidden
refused origin HEAD:main
says BLOCKED hidden.py
git reset -q --hard HEAD~1

# A time that is over blocks; it does not wave through.
for i in $(seq 300); do echo "$i" >"many$i.txt"; done
commit many
sed -i 's/hook run pre-receive/hook run pre-receive --time-limit 1ms/' ../server.git/hooks/pre-receive
if "$ASSAY" check --time-limit 1ms notes.txt >/dev/null 2>&1 || [ $? = 3 ]; then
    refused origin HEAD:main
    says "time.limit"
fi
sed -i 's/ --time-limit 1ms//' ../server.git/hooks/pre-receive
passes origin HEAD:main

# --- a hook that was there keeps its standard input
cat >../server.git/hooks/pre-receive <<'HOOK'
#!/bin/sh
cat >theirs
HOOK
chmod +x ../server.git/hooks/pre-receive
run 0 hook install pre-receive --chain -C ../server.git
echo chained >chained.txt
commit chained
passes origin HEAD:main
grep -q "refs/heads/main" ../server.git/theirs || fail "the chained hook did not see the refs"
openssl genrsa 2048 >key2.py 2>/dev/null
commit key2
refused origin HEAD:main
says BLOCKED key2.py
git reset -q --hard HEAD~1

# --- the sending side
git init -q --bare ../open.git
git remote add open ../open.git
run 0 hook install pre-push
git push -q open HEAD:main 2>"$WORK/err" && fail "the old key in history went out"
says BLOCKED old.py
seen old.py # a remote of which nothing is known
git push -q --no-verify open HEAD:main
git fetch -q open
echo fine >fine.txt
commit fine
passes open HEAD:main # the rest is there already
git fetch -q open
openssl genrsa 2048 >key3.py 2>/dev/null
commit key3
refused open HEAD:main
says BLOCKED key3.py
seen key3.py
# Another branch than the one that is checked out, new there, and of a remote whose name needs quotes.
git branch topic
git reset -q --hard HEAD~1
refused open topic
says "assay check --range open/main..$(git rev-parse topic | cut -c1-12)"
seen key3.py
git remote rename open "o'pen;x" 2>"$WORK/err"
refused "o'pen;x" topic
seen key3.py
git remote rename "o'pen;x" open 2>"$WORK/err"
git reset -q --hard topic
git push -q --no-verify open HEAD~1:refs/heads/gone 2>/dev/null
passes open :gone

# --- ids of 64 digits, and what is no push at all
printf '%064d %064d refs/heads/x\n' 0 0 | "$ASSAY" hook run pre-receive || fail "zero ids of 64"
code=0
echo "no push" | "$ASSAY" hook run pre-receive 2>"$WORK/err" || code=$?
[ "$code" = 2 ] || fail "nonsense on the standard input gave $code"
says "usage.bad-value"
