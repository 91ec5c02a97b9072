#!/usr/bin/env bash
# files.sh - what stands on disk and cannot be examined: each has its id and exit code 3, and all
# else of the target is examined still.
. "$(dirname "$0")/lib.sh"

gap() {
    jq -r '.gaps[] | .id + " " + (.path // [] | join("!/"))' "$WORK/out" | grep -qxF -- "$1 $2" ||
        fail "no gap: $1 $2"
}
others() {
    "$ASSAY" list -f json "$@" >"$WORK/list.json" 2>"$WORK/err" || [ $? = 3 ] || fail "assay list $*"
    jq -e '[.items[] | select(.path == ["a/first.csv"] or .path == ["z/last.csv"]) | .format] == ["csv", "csv"]' \
        "$WORK/list.json" >/dev/null || fail "not all else was examined: $*"
}

mkdir -p tree/a tree/z
printf 'gate: {fail-on: critical}\n' >tree/.assay.yml
printf 'n,square\n1,1\n2,4\n' >tree/a/first.csv
printf 'n,cube\n1,1\n2,8\n' >tree/z/last.csv
run 0 check tree

# --- file.special: a pipe nobody writes to and a socket; neither is opened, so neither holds the run
mkfifo tree/pipe
python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' tree/socket
run 3 check -f json tree
gap file.special pipe
gap file.special socket
others tree
rm tree/pipe tree/socket
run 0 explain file.special

# --- file.unreadable: a file, and a folder with all that is in it; root, who may read both, becomes
# somebody else for it
mkdir tree/closed && echo x >tree/closed/inside && echo x >tree/secret.txt
chmod 000 tree/closed tree/secret.txt
make_somebody
code=0
"$WORK/somebody" check -f json tree >"$WORK/out" 2>"$WORK/err" || code=$?
[ "$code" = 3 ] || fail "unreadable files gave exit code $code"
gap file.unreadable secret.txt
gap file.unreadable closed
"$WORK/somebody" list -f json tree >"$WORK/list.json" 2>"$WORK/err" || true
jq -e '[.items[] | select(.format == "csv")] | length == 2' "$WORK/list.json" >/dev/null || fail "not all else was examined"
chmod 755 tree/closed && rm -r tree/closed tree/secret.txt
run 0 explain file.unreadable

# --- file.changed-while-reading: one that grows, and one that is cut, all the time that it is read.
# Both are large and hold nothing, so that reading takes longer than the pauses between changes.
truncate -s 300M tree/growing.bin && truncate -s 300M tree/shrinking.bin
size=$((300 << 20))
touch "$WORK/busy"
(
    for _ in $(seq 20000); do
        [ -e "$WORK/busy" ] || break
        printf x >>tree/growing.bin
        size=$((size - 4096)) && truncate -s "$size" tree/shrinking.bin
    done
) &
writer=$!
code=0
"$ASSAY" check -f json tree >"$WORK/out" 2>"$WORK/err" || code=$?
rm "$WORK/busy" && wait "$writer"
[ "$code" = 3 ] || fail "files that change gave exit code $code"
gap file.changed-while-reading growing.bin
gap file.changed-while-reading shrinking.bin
rm tree/growing.bin tree/shrinking.bin
others tree
run 0 explain file.changed-while-reading

# --- file.too-large: a version that git keeps as a difference, larger than memory for it, where no
# temporary file can hold it
cd tree && git init -q . && git add . && git commit -qm first
seq -f 'line %.0f of a large file' 400000 >large.txt && git add . && git commit -qm large
sed -i '7s/$/ and more/' large.txt && git add . && git commit -qm larger
git repack -qadf && cd ..
run 0 check --no-cache -C tree --history
(
    trap '' XFSZ
    ulimit -f 2048
    run 3 check --no-cache -f json -C tree --history
    gap file.too-large large.txt
    others -C tree --history
)
run 0 explain file.too-large

# --- run.interrupted: a signal while a large file is read; what was seen until then is in the result,
# and neither a second command nor a code of success may follow from it
truncate -s 64G tree/z/large.bin
start_long() { # sets program: it is reading the large file
    "$ASSAY" check --no-cache -j1 -f json "$@" tree >"$WORK/out" 2>"$WORK/err" &
    program=$!
    until find "/proc/$program/fd" -lname "*/large.bin" 2>/dev/null | grep -q .; do
        kill -0 "$program" || fail "the run was over before it could be stopped"
    done
}
ends_with() { # CODE
    local code=0
    wait "$program" || code=$?
    [ "$code" = "$1" ] || fail "exit code $code, wanted $1"
}
tells_stop() { # CODE: the result is there, and says how the process ended
    jq -e --argjson code "$1" '.exit == $code and (.gaps | map(.id) | index("run.interrupted") != null)' "$WORK/out" \
        >/dev/null || fail "the run looks whole, or ended otherwise than it says"
}
for signal in INT:130 TERM:143; do
    start_long
    kill -s "${signal%:*}" "$program"
    ends_with "${signal#*:}"
    tells_stop "${signal#*:}"
done
start_long --report-only
kill -s TERM "$program"
ends_with 143
tells_stop 143
# the same stop comes twice, to the process and to its group: it stays one, and its result whole
start_long
kill -s TERM "$program"
sleep 0.05
kill -s TERM "$program" 2>/dev/null || true
ends_with 143
tells_stop 143
# later, when the result has nowhere to go, a second one ends it at once
mkfifo stuck
exec 9<>stuck
seq 20000 | tr -d '\n' >&9 & filler=$!
sleep 0.3
"$ASSAY" check --no-cache -j1 -f json tree >stuck 2>"$WORK/err" &
program=$!
until find "/proc/$program/fd" -lname "*/large.bin" 2>/dev/null | grep -q .; do :; done
kill -s INT "$program"
sleep 1.5
kill -s INT "$program"
ends_with 130
kill "$filler"
exec 9<&-
rm tree/z/large.bin
run 0 explain run.interrupted
