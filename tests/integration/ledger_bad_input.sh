#!/usr/bin/env bash
# ledger_bad_input.sh - what is malformed, wherever it comes from: a message that says what and where,
# the exit code of the manual, and a ledger that is what it was, byte for byte.
. "$(dirname "$0")/lib.sh"
make=$SOURCE/tests/integration/ledger_bad_input.py

good=$(ledger_at good) led=$(ledger_at led)
mkdir data && printf 'a,b\n1,2\n' >data/a.csv
"$ASSAY" key new ./log.pem >/dev/null 2>&1
run 0 ledger init --ledger "$good" --origin-name log.example/bad --key ./log.pem
vkey=$(sed -n 2p out)
run 0 record data --ledger "$good" --key ./log.pem
printf 'a,b\n1,3\n' >data/a.csv
run 0 record data --ledger "$good" --key ./log.pem
printf 'log %s\nquorum none\n' "$vkey" >policy
piece good checkpoint >kept
run 0 ledger prove 1 --ledger "$good" -o 1.tlog-proof

count=0
told() { # every message has its id, and says what is to be done
    grep -qE '^error\[[a-z]+\.[a-z-]+\]: .' err || fail "$1: no error[ID]"
    count=$((count + 1))
}
wrong() { # NAME: what "led" is now is told by readers, and changed by no writer
    local before
    before=$(ledger_sum led)
    run 5 verify "$led"
    told "$1"
    says "${@:2}"
    run 5 record data --ledger "$led" --key ./log.pem
    told "$1"
    [ "$(ledger_sum led)" = "$before" ] || fail "$1: the ledger was changed"
}

leave() { # FILE: in the spool, under the name that it must have
    local name
    name=spool/$(sha256sum "$1" | cut -d' ' -f1).json
    piece_put led "$name" <"$1"
}

# --- envelopes, as a writer may leave them: refused with the reason, and the others go on
ledger_copy good led
printf 'a,b\n1,4\n' >data/a.csv
run 0 record data --ledger "$led" --key ./log.pem --spool
waiting=$(pieces led spool/)
piece led "$waiting" >waiting.json && piece_drop led "$waiting"
ledger_copy led before
before=$(ledger_sum before spool/)
mkdir envelopes
python3 "$make" envelopes waiting.json envelopes
for file in envelopes/*; do
    name=${file##*/}
    ledger_copy before led
    leave "$file"
    run 3 ledger sequence --ledger "$led" --key ./log.pem
    says "0 taken" "1 refused"
    [ "$(piece led "$(pieces led spool/refused/ | grep '\.why$')" | wc -l)" = 1 ] || fail "$name: no reason beside it"
    [ "$(ledger_sum led spool/)" = "$before" ] || fail "$name: the ledger was changed"
    count=$((count + 1))
done
ledger_copy before led
leave waiting.json
run 0 ledger sequence --ledger "$led" --key ./log.pem
says "1 taken" # the one that all of them were made of

# --- notes and checkpoints: where readers open them, where writers go on, where auditors bring them
mkdir notes
python3 "$make" notes kept notes
for file in notes/*; do
    name=${file##*/}
    ledger_copy good led
    piece_put led checkpoint <"$file"
    case $name in size-other | size-none) wrong "$name" ;; *) wrong "$name" checkpoint ;; esac # of another size other pieces are wanted
    case $name in known-by-nobody) continue ;; esac # which is a matter of keys
    run 5 verify "$good" --since "$file"
    told "$name"
done

# --- checkpoints that go back, or are of another size than they say
ledger_copy good led
piece good checkpoints/2 | piece_put led checkpoint
run 0 verify "$led" # what was signed last is in force: an earlier one in its place sets nothing back
says "3 entries"
piece_drop led checkpoints/3
run 5 verify "$led" --since kept
told "set back"
says "ledger.set-back"
ledger_copy good led
piece good checkpoints/2 | piece_put led checkpoints/3
piece good checkpoints/2 | piece_put led checkpoint
wrong "a size under another name"

# --- numbers at the edge of what a log may have, as arguments and as names of checkpoints
whole=$(ledger_sum good)
for number in 9223372036854775807 9223372036854775808 18446744073709551615 18446744073709551616; do
    for words in "show $number" "prove $number" "export never --entries $number" "export never --entries 0..$number" \
        "trace $number" "erase $number.name --key ./log.pem --ground G --who W"; do
        # shellcheck disable=SC2086 # words
        run 2 ledger $words --ledger "$good"
        told "$words"
        [ ! -e never ] || fail "$words: something was written"
    done
    ledger_copy good led
    piece good checkpoint | piece_put led "checkpoints/$number"
    case $number in
    18446744073709551616) run 0 verify "$led" ;; # a name like any other, and no size
    *) wrong "checkpoints/$number" "checkpoints/$number" ;;
    esac
done
[ "$(ledger_sum good)" = "$whole" ] || fail "numbers: the ledger was changed"

# --- tiles and bundles: too short, too long, empty
for tile in tile/0/000.p/3 tile/entries/000.p/3; do
    for how in short long empty; do
        ledger_copy good led
        case $how in
        short) piece good "$tile" | head -c -1 ;;
        long) piece good "$tile" && printf x ;;
        empty) ;;
        esac | piece_put led "$tile"
        wrong "$tile $how" "$tile"
    done
done

# --- an unknown key
"$ASSAY" key new ./other.pem >/dev/null 2>&1
"$ASSAY" key export ./other.pem >other.pub
run 5 verify "$good" --key other.pub
told "an unknown key"
run 5 record data --ledger "$good" --key ./other.pem
told "an unknown key"

# What follows is about files that are brought, about folders and about disks.
in_folders || { echo "$count malformed things told"; exit; }

# --- proofs, requests, policies
mkdir proofs requests policies
python3 "$make" proofs 1.tlog-proof proofs
for file in proofs/*; do
    run 5 verify --proof "$file" --entry 1.tlog-proof.entry --vkey "$vkey"
    told "${file##*/}"
done
run 0 ledger witness --request ask --ledger "$good"
"$ASSAY" key new ./w.pem >/dev/null 2>&1
python3 "$make" requests ask requests
for file in requests/*; do
    code=0
    "$ASSAY" ledger witness --sign "$file" --key ./w.pem --name witness.example/w --state state --vkey "$vkey" \
        >out 2>err </dev/null || code=$?
    [ "$code" = 2 ] || [ "$code" = 5 ] || fail "${file##*/}: exit code $code"
    told "${file##*/}"
    [ ! -s out ] || ! grep -q '^—' out || fail "${file##*/}: a witness signed it"
done
python3 "$make" policies policy policies
for file in policies/*; do
    run 2 verify "$good" --trust "$file"
    told "${file##*/}"
    says "trust.policy" "${file##*/}"
done
# --- a folder that cannot be written, a disk that is full: nothing is lost, and it goes on afterwards
same() { # LEDGER as another, but for what the writer keeps for itself
    [ "$(ledger_sum "$1")" = "$(ledger_sum "$2")" ] || fail "$3: the ledger was changed"
}
shut() { # NAME TEXT...: the ledger "led" cannot be written, and the message says so
    run 6 record data --ledger led --key ./log.pem
    told "$1"
    says "${@:2}" "led/"
    same good led "$1"
    run 0 verify led
}
rm -rf led && mkdir led
if mount -t tmpfs -o size=128k tmpfs led 2>/dev/null; then
    trap 'umount "$WORK/led" 2>/dev/null || :; remove_room' EXIT
    cp -R good/. led
    dd if=/dev/zero of=led/filler bs=1k 2>/dev/null || :
    mv led/filler led/state/filler
    shut "a full disk" "No space left" "free space"
    rm led/state/filler
    mount -o remount,ro led
    shut "a read-only disk" "Read-only file system"
    mount -o remount,rw led
    run 0 record data --ledger led --key ./log.pem
    run 0 verify led
    umount led
else
    cp -R good/. led
    if [ "$(id -u)" -ne 0 ]; then
        chmod -R a-w led
        shut "a folder that cannot be written" "Permission denied"
        chmod -R u+w led
    fi
    run 0 record data --ledger led --key ./log.pem
    run 0 verify led
fi

# --- a lock that is held by a process, and one whose holder was killed
rm -rf led && cp -R good led
(
    exec 9>>led/state/lock
    flock 9
    : >held
    exec sleep 60
) &
holder=$!
until [ -e held ]; do sleep 0.1; done
shut "a lock that is held" "ledger.locked"
kill -KILL "$holder"
wait "$holder" 2>/dev/null || :
run 0 record data --ledger led --key ./log.pem
run 0 verify led
echo "$count malformed things told"
