#!/usr/bin/env bash
# The target -: names that find, git and others end with a NUL are looked up in a walk of the current folder.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

# run_on LIST CODE WORDS...: as run, with a file as the standard input
run_on() {
    local list=$1 want=$2 code=0
    shift 2
    "$ASSAY" "$@" >"$WORK/out" 2>"$WORK/err" <"$list" || code=$?
    [ "$code" = "$want" ] || fail "assay $*: exit code $code, wanted $want"
}

# names NAME...: a list of them in $WORK/list
names() {
    printf '%s\0' "$@" >"$WORK/list"
}

# items: the names that the last run listed, one a line
items() {
    sed -n 's/^[a-z]* .* [0-9][0-9]*  //p' "$WORK/out"
}

git init -q repo
cd repo
mkdir -p data/deep build 'odd
name'
printf 'id,n\n1,2\n' | tee data/a.csv data/b.csv data/left.csv data/deep/c.csv build/out.csv >'odd
name/x.csv'
printf 'id,n\n3,4\n' >$'data/\377.csv'
echo build/ >.gitignore
echo left.csv >.assayignore
ln -s data link
echo text >README.md
git add -A
git commit -qm first

# All that a walk sees, by another way; .git is left out as it is there.
find . -type f -print0 >"$WORK/list"
run_on "$WORK/list" 0 list -
items | grep -v '^build/' >"$WORK/by_list"
run 0 list
items | grep -v '^link' | diff - "$WORK/by_list" || fail "a list of all files is not the walk"
find . -print0 >"$WORK/list" # folders too, each covered by the first
run_on "$WORK/list" 0 list -
items | grep -v '^build/' >"$WORK/by_list"
run 0 list
items | diff - "$WORK/by_list" || fail "a list of all folders is not the walk"
git ls-files -z >"$WORK/list"
run_on "$WORK/list" 0 list -f json -
grep -q '"view":"listed"' "$WORK/out" || fail "the view is not told"
grep -q '"path_b64"' "$WORK/out" || fail "bytes of a name were lost"

# Each once, however it was written; what git ignores was asked for, what .assayignore names is counted.
names data/b.csv ./data//b.csv "$PWD/data/b.csv" "../repo/data/b.csv" build/out.csv data/left.csv
run_on "$WORK/list" 0 list -
[ "$(items)" = $'build/out.csv\ndata/b.csv' ] || fail "listed: $(items)"
says "2 items" "1 ignored"
run_on "$WORK/list" 0 list --include-ignored -
says "3 items"
printf 'data/b.csv' >"$WORK/list" # the last NUL may be missing
run_on "$WORK/list" 0 list -
names data/deep/ # a folder is all in it, as on the command line
run_on "$WORK/list" 0 list -
[ "$(items)" = data/deep/c.csv ] || fail "listed: $(items)"
names data # unless git ignores it and it was not asked for
run_on "$WORK/list" 0 list -
says "data/deep/c.csv" "4 items"
names build
run_on "$WORK/list" 0 list -
says "build/out.csv"

# What cannot be examined is told by its name, and the rest goes on.
names data/a.csv none.csv data/none/x data/a.csv/x link/a.csv ../other /etc/passwd data/../README.md link
run_on "$WORK/list" 3 list -
[ "$(items)" = $'data/a.csv\nlink  [link]' ] || fail "listed: $(items)"
says "gap[file.missing]: none.csv" "gap[file.missing]: data/none/x" "gap[file.missing]: data/a.csv/x" \
    "gap[file.outside]: link/a.csv" "gap[file.outside]: ../other" "gap[file.outside]: /etc/passwd" \
    "gap[file.outside]: data/../README.md" "2 items" "7 gaps"
run_on "$WORK/list" 1 check -
says "gap[file.missing]: data/a.csv/x" "none.csv: a name of the list" "/etc/passwd: a name of the list"
names README.md none.csv
run_on "$WORK/list" 3 check -
run_on "$WORK/list" 0 check --allow-gap file.missing -
cd data # relative to the current folder, named as a walk of it names them
names a.csv deep/c.csv b.csv
run_on "$WORK/list" 0 list -
[ "$(items)" = $'data/a.csv\ndata/b.csv\ndata/deep/c.csv' ] || fail "listed: $(items)"
names ../README.md
run_on "$WORK/list" 3 list -
says "gap[file.outside]: ../README.md"
cd ..
names data/a.csv
(cd / && run_on "$WORK/list" 0 list -C "$WORK/repo" -)

# No list is no pass.
: >"$WORK/list"
run_on "$WORK/list" 4 list -
run_on "$WORK/list" 4 check -
says "error[git.nothing-to-examine]" "the list holds no name"
run_on "$WORK/list" 0 check --allow-gap nothing -
names data/left.csv
run_on "$WORK/list" 4 check -
find . -type f >"$WORK/list"
run_on "$WORK/list" 2 check -
says "error[usage.bad-list]" "lines, and no NUL" "find -print0" "tr '\\n' '\\0'"
printf 'README.md\0\0data/a.csv\0' >"$WORK/list"
run_on "$WORK/list" 2 check -
says "name 2 of the list is empty"
head -c 70000 /dev/zero | tr '\0' a >"$WORK/list"
run_on "$WORK/list" 2 check -
says "name 1 of the list is longer than a path can be"
names README.md
run_on "$WORK/list" 2 check --staged -
says "a view of git was asked for"
run_on "$WORK/list" 2 list - -
says "was named twice"
if script -qec true /dev/null >/dev/null 2>&1 </dev/null; then # a bare root has no terminals
    code=0
    script -qec "$ASSAY check -" /dev/null >"$WORK/out" 2>&1 </dev/null || code=$?
    [ "$code" = 2 ] || fail "a terminal: exit code $code"
    says "the standard input is a terminal" "find . -name '*.csv' -print0 | assay check -"
fi
: >./-
run 0 list ./-
names -
run_on "$WORK/list" 0 list -- -
[ "$(items)" = - ] || fail "listed: $(items)"

# A part is judged with the cards beside it, and asked for no records of the whole.
printf -- '---\nlicense: mit\n---\n# a\n\nRows of two numbers that were counted by hand.\n' >data/README.md
names data/a.csv
run_on "$WORK/list" 1 check -
says "examined 1 listed file," "about the whole project: assay check" "the card of this data set"
silent_on "license.missing"
mv data/README.md data/other.txt
run_on "$WORK/list" 1 check -
says "license.missing"

# A record of a list is of those files alone, and none of the project.
run_on "$WORK/list" 0 record -
says "recorded 1 item"
run_on "$WORK/list" 0 verify -
says "1 outermost item"
run 2 verify
says "error[ledger.unrecorded]"
echo 5,6 >>data/a.csv
run_on "$WORK/list" 5 verify -
says "CHANGED"
run_on "$WORK/list" 1 report -f markdown -
says "examined 1 listed file,"

# What git-lfs keeps is found in its store, and the files of a submodule by their names.
git init -q "$WORK/inner"
printf 'id\n7\n' >"$WORK/inner/in.csv"
git -C "$WORK/inner" add -A
git -C "$WORK/inner" commit -qm inner
git -c protocol.file.allow=always submodule --quiet add "$WORK/inner" sub
names sub/in.csv
run_on "$WORK/list" 0 list -
[ "$(items)" = sub/in.csv ] || fail "listed: $(items)"
names sub
run_on "$WORK/list" 3 list -
says "gap[git.submodule-skipped]: sub"
printf 'x,y\n1,2\n' >"$WORK/content"
id=$(sha256sum <"$WORK/content" | cut -d' ' -f1)
mkdir -p ".git/lfs/objects/${id:0:2}/${id:2:2}"
cp "$WORK/content" ".git/lfs/objects/${id:0:2}/${id:2:2}/$id"
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 8\n' "$id" >big.csv
echo '*.csv filter=lfs' >.gitattributes # read, and not listed
names big.csv
run_on "$WORK/list" 0 list -
says "pointer" "2 items"

# Outside of git, and in a repository without files.
mkdir -p "$WORK/plain/x"
cp data/b.csv "$WORK/plain/x/"
cd "$WORK/plain"
names x/b.csv
run_on "$WORK/list" 0 list -f json -
says '"view":"listed"' '"type":"directory"'
git init -q --bare "$WORK/bare.git"
cd "$WORK/bare.git"
names config
run_on "$WORK/list" 0 list -
echo "ok"
