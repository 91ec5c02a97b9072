#!/usr/bin/env bash
# A symbolic link that leads out of what is examined is told: the model that a program reads over it was not looked at.
# Folders of a hub's cache are such links, as are models that a repository borrows from the folder beside it.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
outside="symbolic link leads out of what is examined"

mkdir -p hub/blobs hub/snapshots/abc
python3 -c 'import os, pickle
class Runs:
    def __reduce__(self):
        return os.system, ("true",)
open("hub/blobs/b1", "wb").write(pickle.dumps(Runs()))'
ln -s ../../blobs/b1 hub/snapshots/abc/pytorch_model.bin
ln -s ../../blobs/gone hub/snapshots/abc/train.csv
run 3 list --no-cache hub/snapshots/abc
says "gap[file.link-outside]: pytorch_model.bin: the $outside" "gap[file.link-outside]: train.csv" "2 gaps"
run 3 check --no-cache hub/snapshots/abc
says "INCOMPLETE" "gap[file.link-outside]"
run 0 check --no-cache --allow-gap file.link-outside hub/snapshots/abc
# --- with the folder that holds both, what they lead to is examined
run 0 list --no-cache hub
says "blobs/b1"
run 1 check --no-cache hub
says "loading it would run posix.system"
run 1 check --no-cache hub/snapshots/abc/pytorch_model.bin # names the file that it leads to
says "loading it would run posix.system"

# --- what leads into the folder, or to nothing in it, hides nothing
mkdir -p inside/data && echo a,b >inside/data/a.csv
ln -s data/a.csv inside/near && ln -s ./data/../data inside/folder && ln -s "$WORK/inside/data/a.csv" inside/whole
ln -s gone inside/nowhere && echo c,d >inside/top.csv && ln -s ../top.csv inside/data/up && ln -s ../near inside/data/back
run 0 list --no-cache inside
# but out of a folder in it, when that alone is examined
run 3 list --no-cache inside/data
says "gap[file.link-outside]: up: " "1 gap" # the other comes back

# --- a repository: on disk, staged, committed; in all history nothing is opened by a link
git init -q repo && cd repo
mkdir -p models kept && echo ok >kept/a.txt && ln -s ../../hub/blobs/b1 models/model.bin && ln -s /opt/none/model.bin far.bin
ln -s ../kept/a.txt models/a.txt
git add -A
for view in "" --staged; do
    # shellcheck disable=SC2086
    run 3 list --no-cache $view
    says "gap[file.link-outside]: models/model.bin: " "gap[file.link-outside]: far.bin: " "2 gaps"
done
git commit -qm links
run 3 list --no-cache --head
says "gap[file.link-outside]: models/model.bin: the symbolic link leads out of the repository" "2 gaps"
run 0 list --no-cache --history
run 3 list --no-cache kept models # a target of its own each
says "models/model.bin"
mkdir only && ln -s ../kept/a.txt only/up && cd only
run 3 list --no-cache
says "gap[file.link-outside]: only/up: the $outside" "1 gap"
cd ../..

# --- a list of names: what a link leads to is examined where the list names it too
listed() {
    printf '%s\0' "$@" >names
}
listed hub/snapshots/abc/pytorch_model.bin
run_on() {
    local code=0
    "$ASSAY" list --no-cache - <names >out 2>err || code=$?
    [ "$code" = "$1" ] || fail "exit code $code, wanted $1"
}
run_on 3
says "gap[file.link-outside]: hub/snapshots/abc/pytorch_model.bin: the symbolic link leads to what the list does not name"
listed hub/snapshots/abc/pytorch_model.bin hub/blobs/b1
run_on 0
listed hub
run_on 0
listed hub/snapshots/abc/train.csv # leads to nothing
run_on 0
ln -s hub/blobs folder
listed folder
run_on 3
listed folder hub/blobs/b1
run_on 0
