#!/usr/bin/env bash
# A release that somebody was handed, beside the ledger of the repository that it comes from: one
# answer for all its files, whatever it is called and however it is packed.
. "$(dirname "$0")/lib.sh"

led=$(ledger_at led)
key=$WORK/log.pem
mkdir -p proj/data proj/models
cd proj || exit
git init -q
echo 'print(1)' >train.py
printf 'id,x\n1,2\n' >data/a.csv
printf 'id,x\n3,4\n' >data/b.csv
: >data/__init__.py
python3 -c "
import struct, sys
head = b'{\"w\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}}'
sys.stdout.buffer.write(struct.pack('<Q', len(head)) + head + b'weights!')" >models/m.safetensors
git add .
git commit -qm one
run 0 record --ledger "$led"
assay key export >"$key"
git archive --prefix=proj-1.0/ -o ../proj-1.0.tar.gz HEAD
git archive -o ../flat.zip HEAD
mkdir ../release
git archive HEAD | tar x -C ../release
# shellcheck disable=SC2103 # the lines between are too many for a shell of their own
cd ..
held() { run "$1" verify "$2" --ledger "$led" --key "$key"; }

# whole: as a folder, as an archive with and without a folder of its own, a part of it, and one file
for target in release proj-1.0.tar.gz flat.zip; do
    held 0 $target
    says "record   $target itself was not recorded: held to entry 1, which has the bytes of 4 of its 4 files" \
        "proj, git/worktree, at" "content  is what entry 1 recorded: 5 files" VERIFIED
    silent_on changed missing "new "
done
held 0 proj-1.0.tar.gz
says "names    proj-1.0/ here is compared with the top of the record"
held 0 release/data
says "names    the top here is compared with data/ of the record" "recorded below data/: 3 files"
cp release/models/m.safetensors downloaded.bin
held 0 downloaded.bin
says "content  entry 1 recorded these bytes as models/m.safetensors of proj, git/worktree"

# a ledger of whose key nobody vouches says so here, too
run 0 verify release --ledger "$led"
says "VERIFIED, but nobody vouches for the key"

# what differs is named, each in its way
cp -r release other
echo 'print(2)' >other/train.py
mv other/data/a.csv other/data/renamed.csv
cp other/models/m.safetensors other/copy.safetensors
echo payload >other/extra.sh
rm other/data/__init__.py
tar cf other.tar -C other .
for target in other other.tar; do
    held 5 $target
    says "train.py (no entry recorded these bytes)" "data/renamed.csv (these bytes are data/a.csv of the record)" \
        "copy.safetensors (entry 1 recorded these bytes as models/m.safetensors)" \
        "extra.sh (no entry recorded these bytes)" "missing  data/__init__.py" "CHANGED  5 differences from the record"
done
# a folder of a repository is asked about alone, be it the one that was recorded or another
(cd proj && run 0 verify data --ledger "$led")
says "names    data/ here is compared with data/ of the record" "recorded below data/: 3 files"
git init -q elsewhere
mkdir elsewhere/in
cp -r release/models elsewhere/in/got
held 0 elsewhere/in/got
says "names    in/got/ here is compared with models/ of the record" "recorded below models/: 1 file"
# two files that changed places are two changes, however well their bytes are known
cp -r release swapped
cp release/data/a.csv swapped/data/b.csv
cp release/data/b.csv swapped/data/a.csv
held 5 swapped
says "changed  data/a.csv (entry 1 recorded these bytes as data/b.csv)" "CHANGED  2 differences"

# an archive that was cut hides what is missing: that is not to accuse
head -c 350 proj-1.0.tar.gz >cut.tar.gz
held 3 cut.tar.gz
says "unseen " "INCOMPLETE"
silent_on "missing "

# of several records the one that fits is taken, and that a newer one is there is told
echo 'id,x' >proj/data/c.csv
echo 'id,y' >proj/data/d.csv
echo 'print(3)' >proj/train.py
(cd proj && run 0 record --ledger "$led")
held 0 flat.zip
says "held to entry 1" "newer    entry 2 recorded the same target since" VERIFIED
# what comes from an older record is no part of the newer one
cp -r proj later
rm -r later/.git
cp release/train.py later/train.py
held 5 later
says "held to entry 2" "changed  train.py (entry 1 recorded these bytes as train.py)" "CHANGED  1 difference"
silent_on "newer "

# a view that was not recorded is held to the one that was
(cd proj && git add . && git commit -qm two && run 0 verify --head --ledger "$led")
says "held to entry 2" "proj, git/worktree, at" VERIFIED

# nothing that the ledger knows, for who cannot record it
echo strange >strange.txt
held 2 strange.txt
says "error[ledger.unrecorded]" "none recorded the bytes of any of its files" "assay ledger log --ledger"
mkdir empty
: >empty/__init__.py
held 2 empty
says "error[ledger.unrecorded]"
