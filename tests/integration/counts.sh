#!/usr/bin/env bash
# What a run costs in counts, which no busy machine changes: bytes read, system calls a file, syncs.
. "$(dirname "$0")/lib.sh"

if ! command -v strace >/dev/null; then
    echo "not run: strace is missing, so nothing was counted"
    exit 0
fi
export ASAN_OPTIONS=detect_leaks=0:handle_sigill=1:exitcode=99 # the leak checker and strace both want to be the tracer

FILES=200
mkdir data
for i in $(seq "$FILES"); do
    head -c $((1000 + i)) /dev/zero | tr '\0' a >"data/$i.txt"
done
bytes=$(cat data/* | wc -c)
"$ASSAY" list -q data >/dev/null # the pattern cache is there from now on

# trace OUT ARGUMENTS...: the calls of a run on files and folders, one a line
trace() {
    local out=$1
    shift
    strace -f -o all.calls -e trace=openat,openat2,pread64,newfstatat,fstat,statx,fsync,fdatasync \
        "$ASSAY" "$@" >/dev/null || fail "strace of assay $*"
    sed -n '/ openat([0-9]/,$p' all.calls >"$out" # the loader of shared libraries reads too, before
}

# count OUT CALLS: how often one of the calls was made, unfinished lines not twice
count() {
    grep -cE "^[0-9]+ +($2)\(" "$1" || true
}

# at_most WHAT IS LIMIT
at_most() {
    [ "$2" -le "$3" ] || fail "$1: $2, at most $3 wanted"
}

trace list.calls list -q -j1 --no-cache data

# Each byte once: what was read by offset is what the files hold.
read=$(sed -nE 's/.*pread64.*= ([0-9]+)$/\1/p' list.calls | awk '{ sum += $1 } END { print sum + 0 }')
[ "$read" = "$bytes" ] || fail "$read bytes read of $bytes in the data"

# A file is opened once, read once and looked at twice; what the start-up needs does not grow.
at_most "opens by folder" "$(count list.calls 'openat2?')" $((FILES + 20))
at_most "reads" "$(count list.calls pread64)" $((FILES + 8))
at_most "looks at a file" "$(count list.calls 'newfstatat|fstat|statx')" $((2 * FILES + 300))

# What is known is looked at once and not opened, however many look.
unset ASSAY_NO_CACHE ASSAY_CACHE
sleep 2.1 # a file as young as this is not kept
"$ASSAY" list -q data >/dev/null
for jobs in 1 2; do
    strace -f -o known.calls -e trace=openat,openat2,newfstatat,statx \
        "$ASSAY" list -v "-j$jobs" data >/dev/null 2>known.err || fail "strace of assay list -j$jobs"
    grep -q "cache: $FILES entries known" known.err || fail "not all is known: $(cat known.err)"
    at_most "opens of known files" "$(grep -cE 'openat2?\(.*\.txt' known.calls || true)" 0
    looks=$(grep -cE '(newfstatat|statx)\([0-9]+, "[0-9]+\.txt"' known.calls || true)
    [ "$looks" = "$FILES" ] || fail "$looks looks at $FILES known files, $jobs jobs"
done

# The ledger is synced by what is written, not by what was examined.
run 0 init
trace many.calls record -q -j1 --ledger many data
mkdir few
cp data/1.txt data/2.txt few
trace few.calls record -q -j1 --ledger few.ledger few
many=$(count many.calls 'fsync|fdatasync')
few=$(count few.calls 'fsync|fdatasync')
[ "$many" -gt 0 ] || fail "a ledger was written and never synced"
at_most "syncs of a ledger of $FILES items, beyond those of one of 2" $((many - few)) 2

# A plain repository is found without libgit2, which reads all certificates of the machine at its start.
git init -q plain
echo hello >plain/a.txt
git -C plain add a.txt
git -C plain -c user.name=t -c user.email=t@example.org commit -qm one
git clone -q --bare plain bare.git
for target in plain bare.git; do
    strace -f -o found.calls -e trace=openat "$ASSAY" list -q "$target" >/dev/null || fail "strace of list $target"
    if grep -E 'ca-certificates|/certs' found.calls; then
        fail "certificates were read to find $target"
    fi
done

# What lies in no repository has nothing to do with that in which a command was started, a linked work tree say.
git -C plain worktree add -q ../linked
(cd linked && strace -f -o ../found.calls -e trace=openat "$ASSAY" list -q ../data >/dev/null) ||
    fail "strace of list from a linked work tree"
if grep -E 'ca-certificates|/certs' found.calls; then
    fail "certificates were read for a folder in no repository"
fi

# Nor are they read where libgit2 is needed, in a linked work tree: no connection is made.
strace -f -o found.calls -e trace=openat "$ASSAY" list -q linked >/dev/null || fail "strace of list linked"
if grep -E 'ca-certificates|/certs' found.calls; then
    fail "certificates were read for a linked work tree"
fi
