#!/usr/bin/env bash
# pointers_dvc.sh - DVC: what .dvc files and dvc.lock stand for is examined out of the cache of either
# generation, or from the file beside; what is missing or other than they say is told, and all else
# is examined still. The layout is built here as DVC documents it ("Internal files", "dvc files"):
# DVC itself is no package of Debian.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/pointers_lib.sh"

md5() { md5sum | cut -d' ' -f1; }
size() { stat -c %s "$1"; }

# keep FILE [CACHE]: as `dvc add` of version 3 does; prints the MD5
keep() {
    local sum cache=${2:-.dvc/cache}
    sum=$(md5 <"$1")
    mkdir -p "$cache/files/md5/${sum:0:2}"
    cp "$1" "$cache/files/md5/${sum:0:2}/${sum:2}"
    echo "$sum"
}
# keep_old FILE: as versions before 3 did, text under the MD5 that it has with LF
keep_old() {
    local sum
    sum=$(sed 's/\r$//' "$1" | md5)
    mkdir -p ".dvc/cache/${sum:0:2}"
    cp "$1" ".dvc/cache/${sum:0:2}/${sum:2}"
    echo "$sum"
}
ignore() { for name; do echo "/$name" >>.gitignore; done; }

git init -q repo && cd repo && mkdir .dvc && printf '/cache\n/config.local\n/tmp\n' >.dvc/.gitignore
: >.dvc/config
printf 'gate: {fail-on: critical}\n' >.assay.yml
printf '{"note": "in git itself"}\n' >plain.json

# --- one file of version 3, one of version 2 with CRLF, a folder, a pipeline
printf 'n,square\n1,1\n2,4\n' >numbers.csv
printf 'outs:\n- md5: %s\n  size: 17\n  hash: md5\n  path: numbers.csv\n' "$(keep numbers.csv)" >numbers.csv.dvc
printf 'n,cube\r\n1,1\r\n2,8\r\n' >old.csv
printf 'outs:\n- md5: %s\n  size: %s\n  path: old.csv\n' "$(keep_old old.csv)" "$(size old.csv)" >old.csv.dvc
mkdir -p set/deep
printf 'a,b\n1,2\n' >set/a.csv && printf '{"x": 1}\n{"x": 2}\n' >set/deep/b.jsonl
cp numbers.csv set/same.csv
printf '[{"md5": "%s", "relpath": "a.csv"}, {"md5": "%s", "relpath": "deep/b.jsonl"}, {"md5": "%s", "relpath": "same.csv"}]' \
    "$(keep set/a.csv)" "$(keep set/deep/b.jsonl)" "$(keep set/same.csv)" >"$WORK/list"
list=$(keep "$WORK/list") && mv ".dvc/cache/files/md5/${list:0:2}/${list:2}" ".dvc/cache/files/md5/${list:0:2}/${list:2}.dir"
total=$(($(size set/a.csv) + $(size set/deep/b.jsonl) + $(size set/same.csv)))
printf 'outs:\n- md5: %s.dir\n  size: %s\n  nfiles: 3\n  hash: md5\n  path: set\n' "$list" "$total" >set.dvc
printf 'cposix\nsystem\n(Vtrue\ntR.' >model.pkl
cat >dvc.lock <<END
schema: '2.0'
stages:
  train:
    cmd: python train.py
    deps:
    - path: numbers.csv
      hash: md5
      md5: $(keep numbers.csv)
      size: 17
    - path: train.py
      hash: md5
      md5: 0123456789abcdef0123456789abcdef
      size: 3
    outs:
    - path: model.pkl
      hash: md5
      md5: $(keep model.pkl)
      size: $(size model.pkl)
END
ignore numbers.csv old.csv set model.pkl
git add . && git commit -qm "data with dvc"
[ "$(git ls-files | grep -c csv$)" = 0 ] || fail "data went into git"

check_all() {
    has "numbers.csv.dvc!/numbers.csv dataset csv 17" "$@"
    had "old.csv.dvc!/old.csv dataset csv $(size "$WORK/old.csv")"
    had "set.dvc!/set/a.csv dataset csv 8"
    had "set.dvc!/set/deep/b.jsonl dataset jsonl 18"
    had "set.dvc!/set/same.csv dataset csv 17"
    had "dvc.lock!/model.pkl model pickle $(size "$WORK/model.pkl")"
    had "dvc.lock!/numbers.csv dataset csv 17"
    for pointer in numbers.csv.dvc old.csv.dvc set.dvc dvc.lock; do fact "$pointer" pointer.resolved true; done
}
cp old.csv model.pkl "$WORK"
for view in --head --history --worktree; do check_all "$view"; done
run 1 check --head
says "dvc.lock!/model.pkl" "model.code-import"
silent_on "pointer."
"$ASSAY" list --head -f json -j1 >"$WORK/one.json"
"$ASSAY" list --head -f json -j4 >"$WORK/four.json"
cmp "$WORK/one.json" "$WORK/four.json" || fail "the number of workers shows"
# Without the files on disk the cache alone has them; without the cache the files do.
mkdir "$WORK/away" && mv numbers.csv old.csv set model.pkl "$WORK/away"
check_all --worktree
cp -r "$WORK/away/." . && mv .dvc/cache "$WORK/cache"
has "numbers.csv.dvc!/numbers.csv dataset csv 17" --worktree
fact numbers.csv.dvc pointer.resolved true
# The cache elsewhere: absolute, relative to the folder of the settings, local before shared.
rm -r set && rm numbers.csv old.csv model.pkl
printf '[core]\n    autostage = true\n[cache]\n    dir = %s\n' "$WORK/cache" >.dvc/config
check_all --head
mv "$WORK/cache" .dvc-cache && ignore .dvc-cache
printf '[cache]\ndir = "../.dvc-cache"\n' >.dvc/config.local
check_all --head
rm .dvc/config.local && mv .dvc-cache .dvc/cache && git checkout -q .
# A folder in no repository is read likewise.
cp -r . "$WORK/plain" && rm -rf "$WORK/plain/.git" "$WORK/plain/dvc.lock"
has "numbers.csv.dvc!/numbers.csv dataset csv 17" "$WORK/plain"

# The card of the data, beside its .dvc, is the card of what stands in the cache.
printf 'kind: dataset\nname: numbers\nlicense: MIT\n' >numbers.csv.card.yml
"$ASSAY" list --worktree -f json >"$WORK/list.json" || true
jq -e '.items[] | select(.path == ["numbers.csv.dvc", "numbers.csv"]) | .facts["dataset.license"].value == ["MIT"]' \
    "$WORK/list.json" >/dev/null || fail "the card does not reach the data"
rm numbers.csv.card.yml

# From here on nothing may block but gaps.
git rm -q dvc.lock && git commit -qm "no model"
others() {
    items "$@" >"$WORK/items"
    grep -q '^plain.json' "$WORK/items" || fail "plain.json was not examined"
    grep -qxF "old.csv.dvc!/old.csv dataset csv $(size "$WORK/old.csv")" "$WORK/items" || fail "old.csv was not examined"
}
run 0 check --head

# --- pointer.dvc-missing: a file, a list, files of a list, what is kept elsewhere
sum=$(sed -n 's/^- md5: //p' numbers.csv.dvc)
number=.dvc/cache/files/md5/${sum:0:2}/${sum:2}
mv "$number" "$WORK/kept"
run 3 check --head -f json
gap pointer.dvc-missing numbers.csv.dvc
gap pointer.dvc-missing set.dvc
others --head
fact numbers.csv.dvc pointer.resolved false
fact old.csv.dvc pointer.resolved true
has "set.dvc!/set/a.csv dataset csv 8" --head
run 0 explain pointer.dvc-missing
printf 'gate: {fail-on: critical}\npointers: {dvc: note}\n' >.assay.yml
run 0 check --head
git checkout -q .assay.yml
cp "$WORK/kept" "$number"
mv ".dvc/cache/files/md5/${list:0:2}/${list:2}.dir" "$WORK/list.dir"
run 3 check --head -f json
gap pointer.dvc-missing set.dvc
others --head
mv "$WORK/list.dir" ".dvc/cache/files/md5/${list:0:2}/${list:2}.dir"
printf 'outs:\n- etag: 5d41402abc4b2a76b9719d911017c592-2\n  size: 9\n  path: s3://bucket/far.bin\n' >far.dvc
run 3 check --worktree -f json
gap pointer.dvc-missing far.dvc
rm far.dvc

# --- pointer.dvc-mismatch: other bytes in the cache, on disk, another size, count, or list
printf 'n,square\n9,81\n' >"$number"
run 3 check --head -f json
gap pointer.dvc-mismatch numbers.csv.dvc
gap pointer.dvc-mismatch set.dvc
has "numbers.csv.dvc!/numbers.csv dataset csv 14" --head
others --head
cp "$WORK/kept" "$number"
printf 'n,square\n5,25\n6,36\n7,49\n' >numbers.csv
run 3 check --worktree -f json
gap pointer.dvc-mismatch numbers.csv.dvc
says "on disk has the digest"
has "numbers.csv.dvc!/numbers.csv dataset csv 24" --worktree
others --worktree
rm numbers.csv
run 0 explain pointer.dvc-mismatch
for change in 's/nfiles: 3/nfiles: 4/' "s/size: $total/size: 1/"; do
    sed -i "$change" set.dvc
    run 3 check --worktree -f json
    gap pointer.dvc-mismatch set.dvc
    git checkout -q set.dvc
done
jq -c 'reverse' "$WORK/list" >"$WORK/reversed"
bad=$(keep "$WORK/reversed") && mv ".dvc/cache/files/md5/${bad:0:2}/${bad:2}" ".dvc/cache/files/md5/${bad:0:2}/${bad:2}.dir"
sed -i "s/$list/$bad/" set.dvc
run 3 check --worktree -f json
gap pointer.dvc-mismatch set.dvc
says "not in order"
has "set.dvc!/set/a.csv dataset csv 8" --worktree
printf 'x' >>".dvc/cache/files/md5/${bad:0:2}/${bad:2}.dir"
run 3 check --worktree -f json
gap pointer.dvc-mismatch set.dvc
others --worktree
git checkout -q set.dvc

# --- a folder on disk that holds more than its list, which git ignores as a whole: examined, and told
cp -r "$WORK/away/set" .
run 0 check --worktree
mkdir set/deep/er
cp "$WORK/away/model.pkl" set/deep/er/more.pkl
run 1 check --worktree
says "set.dvc!/set/deep/er/more.pkl" "model.code-import" "1 file of the folder on disk is not in its list"
run 3 list --worktree -f json
gap pointer.dvc-mismatch set.dvc
has "set.dvc!/set/deep/b.jsonl dataset jsonl 18" --worktree
printf 'more.*\n' >.dvcignore # which DVC leaves out of the list: examined, and as it should be
run 1 check --worktree
says "set.dvc!/set/deep/er/more.pkl" "model.code-import"
silent_on "pointer.dvc-mismatch"
mkdir below # whose own .dvcignore adds to the one above
cp -r set set.dvc below
printf '/set\n' >below/.gitignore
printf 'other.*\n' >below/.dvcignore
run 1 check --worktree
says "below/set.dvc!/set/deep/er/more.pkl" "model.code-import"
silent_on "pointer.dvc-mismatch"
rm -r below set/deep/er/more.pkl .dvcignore
for own in .dvc .hg; do # never in a list, and a file like any other for who loads it
    mkdir set/deep/$own
    cp "$WORK/away/model.pkl" set/deep/$own/own.pkl
    run 1 check --worktree
    says "set.dvc!/set/deep/$own/own.pkl" "model.code-import"
    silent_on "pointer.dvc-mismatch"
    rm -r set/deep/$own
done
ln -s "$WORK/away" set/deep/link # told, and not followed
run 3 check --worktree -f json
gap pointer.dvc-mismatch set.dvc
says "not in its list, such as deep/link, a symbolic link"
echo link >.dvcignore
run 0 check --worktree
rm set/deep/link .dvcignore
mv set/a.csv "$WORK/a.csv" # a link that a list names leads into the cache, or astray
ln -s "$PWD/.dvc/cache/files/md5/$(md5 <"$WORK/a.csv" | sed 's,^..,&/,')" set/a.csv
run 0 check --worktree
ln -sf "$WORK/away/model.pkl" set/a.csv
run 3 check --worktree -f json
gap pointer.dvc-mismatch set.dvc
says "set/a.csv on disk is a symbolic link that does not lead to the file in the cache"
has "set.dvc!/set/a.csv dataset csv 8" --worktree
rm set/a.csv
mv "$WORK/a.csv" set/a.csv
mv set "$WORK/kept-set"
: >./set # nor is anything else a folder
run 3 check --worktree -f json
gap pointer.dvc-mismatch set.dvc
says "no folder, or one behind a link, stands on disk in its place"
rm set
mv "$WORK/kept-set" set
mv ".dvc/cache/files/md5/${list:0:2}/${list:2}.dir" "$WORK/list.dir" # no list: what is on disk is all new
run 3 check --worktree -f json
gap pointer.dvc-missing set.dvc
has "set.dvc!/set/a.csv dataset csv 8" --worktree
mv "$WORK/list.dir" ".dvc/cache/files/md5/${list:0:2}/${list:2}.dir"
rm -r set

# --- cloud versioning: the files of a folder stand in the pointer
number=$(keep "$WORK/away/set/same.csv")
cat >cloud.dvc <<END
outs:
- path: cloud
  hash: md5
  size: 25
  nfiles: 2
  files:
  - relpath: a.csv
    md5: $(keep "$WORK/away/set/a.csv")
    size: 8
    cloud: {s3: {etag: e, version_id: v}}
  - relpath: deep/same.csv
    md5: $number
    size: 17
    cloud: {s3: {etag: f, version_id: w}}
END
run 0 check --worktree -f json
has "cloud.dvc!/cloud/a.csv dataset csv 8" --worktree
had "cloud.dvc!/cloud/deep/same.csv dataset csv 17"
fact cloud.dvc pointer.resolved true
fact cloud.dvc pointer.verifiable true
sed 's/size: 17/size: 18/' cloud.dvc >other.dvc
run 3 check --worktree -f json
gap pointer.dvc-mismatch other.dvc
sed "s/md5: $number/etag: 12345/" cloud.dvc >other.dvc # one of them under no digest
run 3 check --worktree -f json
gap pointer.dvc-missing other.dvc
has "other.dvc!/cloud/a.csv dataset csv 8" --worktree
for change in 's/nfiles: 2/nfiles: 3/' 's/relpath: a.csv/path: a.csv/' "s/$number/$number.dir/"; do
    sed "$change" cloud.dvc >other.dvc
    run 3 check --worktree -f json
    gap pointer.invalid other.dvc
done
rm cloud.dvc other.dvc

# --- a name that leads out of the tree is not followed
printf 'secret' >"$WORK/outside.txt"
printf 'outs:\n- md5: %s\n  hash: md5\n  path: ../outside.txt\n' "$(md5 <"$WORK/outside.txt")" >out.dvc
run 3 check --worktree -f json
gap pointer.dvc-missing out.dvc
ln -s "$WORK/outside.txt" link.txt
printf 'outs:\n- md5: %s\n  hash: md5\n  path: link.txt\n' "$(md5 <"$WORK/outside.txt")" >out.dvc
run 3 check --worktree -f json
gap pointer.dvc-missing out.dvc
rm out.dvc link.txt

# --- pointer.invalid
printf 'outs:\n- md5: XYZ\n  path: a\n' >bad.dvc
printf 'outs: [\n' >worse.dvc
run 3 check --worktree -f json
gap pointer.invalid bad.dvc
gap pointer.invalid worse.dvc
others --worktree

# --- two projects of one repository that keep the same folder: each answers for its own cache, and two
# versions of a pointer that hold the same files are one item at each place
cd .. && git init -q two && cd two && printf 'gate: {fail-on: critical}\n' >.assay.yml
mkdir -p one/.dvc two/.dvc && : >one/.dvc/config && : >two/.dvc/config
printf '/cache\n' | tee one/.dvc/.gitignore >two/.dvc/.gitignore
cd two && mkdir files && printf 'a,b\n1,2\n' >files/a.csv && printf 'a,b\n3,4\n' >files/b.csv
printf '[{"md5": "%s", "relpath": "a.csv"}, {"md5": "%s", "relpath": "b.csv"}]' "$(keep files/a.csv)" "$(keep files/b.csv)" >"$WORK/list"
list=$(keep "$WORK/list") && mv ".dvc/cache/files/md5/${list:0:2}/${list:2}" ".dvc/cache/files/md5/${list:0:2}/${list:2}.dir"
rm -r files && cd ..
printf 'outs:\n- md5: %s.dir\n  size: 16\n  nfiles: 2\n  hash: md5\n  path: files\n' "$list" | tee one/files.dvc >two/files.dvc
git add . && git commit -qm first && echo "# again" >>two/files.dvc && git commit -qam second
run 3 check --head -f json
gap pointer.dvc-missing one/files.dvc
has "two/files.dvc!/files/b.csv dataset csv 8" --head
! grep -q "^one/files.dvc!/" "$WORK/out" || fail "one project's files are said to be in the other's cache"
items --history | grep '!/' | sort | uniq -d >"$WORK/twice"
[ ! -s "$WORK/twice" ] || fail "an item stands twice: $(cat "$WORK/twice")"
