#!/usr/bin/env bash
# ledger_kinds.sh - something else in the place of a file of a ledger: a folder, a FIFO, a device, a
# link. That is damage, so it is exit code 5, the file, and what to do; and nobody waits for a FIFO.
. "$(dirname "$0")/lib.sh"

mkdir data && printf 'a,b\n1,2\n' >data/a.csv
mkdir more && printf 'a,b\n1,3\n' >more/a.csv
"$ASSAY" key new ./log.pem >/dev/null 2>&1
run 0 ledger init --ledger good --origin-name log.example/kinds --key ./log.pem
run 0 record data --ledger good --key ./log.pem
object=$(cd good && find objects -type f | sort | head -1)

put() { # HOW PIECE: in place of a file of "led"
    rm -rf led && cp -R good led && rm -rf "led/$2"
    case $1 in
    folder) mkdir "led/$2" ;;
    FIFO) mkfifo "led/$2" ;;
    device) mknod "led/$2" c 1 3 2>/dev/null || return 1 ;;
    socket) python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "led/$2" ;;
    link) ln -s /nowhere/at/all "led/$2" ;;
    loop) ln -s "${2##*/}" "led/$2" ;;
    file) printf 'x\n' >"led/$2" ;;
    esac
}
refuses() { # HOW PIECE WORDS...: damage, told with the piece, what stands there and what to do
    local how=$1 piece=$2
    shift 2
    run 5 "$@"
    says "error[ledger.damaged]" "led/$piece"
    grep -q '^ *\(do\|fix\|try\|next\)\|restore the file' err || fail "$how $piece: not said what to do"
    case $how in
    folder | FIFO | device | socket) says "it is a $how, not a regular file" ;;
    link | loop) says "symbolic link that leads nowhere" ;;
    esac
    silent_on "Invalid argument" "No such file" "cannot open the ledger"
}
for how in folder FIFO device socket link loop; do
    for piece in checkpoint checkpoints/2 tile/0/000.p/2 tile/entries/000.p/2; do
        put "$how" "$piece" || continue
        refuses "$how" "$piece" verify led
        case $piece in tile/0/* | checkpoints/*) continue ;; esac
        refuses "$how" "$piece" ledger log --ledger led
        refuses "$how" "$piece" ledger export x.tar --ledger led
        case $piece in checkpoint) refuses "$how" "$piece" record more --ledger led --key ./log.pem ;; esac
    done
    put "$how" "$object" || continue
    refuses "$how" "$object" verify led
done

# a file where a folder belongs
for piece in checkpoints tile tile/entries tile/0 objects; do
    put file "$piece"
    run 5 verify led
    says "ledger.damaged" "led/$piece"
done
for piece in checkpoints tile objects spool state; do
    put file "$piece"
    [ "$piece" != spool ] || { run 0 record more --ledger led --key ./log.pem && continue; }
    run 5 record more --ledger led --key ./log.pem
    says "ledger.damaged" "led/$piece"
done
put folder state/lock
run 5 record more --ledger led --key ./log.pem
says "ledger.damaged" "state/lock" "remove it"
put link state/lock # a lock that somebody else could hold, or a file elsewhere that would be made
run 5 record more --ledger led --key ./log.pem
says "ledger.damaged" "state/lock" "remove it"

# links to what is right are fine: a ledger may be laid over several disks
put none checkpoint
cp good/checkpoint elsewhere && ln -s "$PWD/elsewhere" led/checkpoint
run 0 verify led
says "ledger   led holds"

# files that a person names
run 0 ledger prove 1 --ledger good -o 1.tlog-proof
vkey=$("$ASSAY" key export --vkey --ledger good)
mkfifo pipe && mkdir folder
for how in pipe folder /dev/null; do
    run 2 verify --proof "$how" --entry 1.tlog-proof.entry --vkey "$vkey"
    says "usage.not-a-file" "not a regular file" "$how"
    run 2 verify --proof 1.tlog-proof --entry "$how" --vkey "$vkey"
    says "usage.not-a-file" "not a regular file" "$how"
    run 2 verify good --trust "$how"
    says "usage.not-a-file" "not a regular file" "$how"
done
for how in pipe /dev/null; do
    run 2 verify good --since "$how"
    says "usage.not-a-file" "not a regular file" "$how"
done
