#!/usr/bin/env bash
# ledger_witness.sh - what others hold in their hands: kept checkpoints, proofs, trust policies and
# witnesses, with forks, replays, stale states and a witness that is killed.
. "$(dirname "$0")/lib.sh"

led=$(ledger_at led) copy=$(ledger_at copy) fork=$(ledger_at fork) alien=$(ledger_at alien) elsewhere=$(ledger_at else)

record() { # a new entry
    printf '%s\n' "$1" >data/a.csv
    "$ASSAY" record --ledger "$(ledger_at "${2:-led}")" data >/dev/null
}
mkdir data kept
run 0 ledger init --ledger "$led" --origin-name log.example/team
vkey=$(sed -n 2p out)
record 1
piece led checkpoint >kept/2
ledger_copy led copy
ledger_dump copy copy.kept
record 2
record 3

# an auditor who comes back
run 0 verify "$led" --since kept/2
says "it goes on from what was kept" VERIFIED
run 0 verify "$led" --since kept
run 0 verify "$led" --since copy.kept
run 0 ledger consistency --ledger "$led" --since kept/2
[ "$(head -1 out)" = "old 2" ] || fail "no proof"
grep -qx "log.example/team" out || fail "no checkpoint behind the proof"
piece led checkpoint >newest
run 5 verify "$copy" --since newest
says "ledger.set-back"

# the same key signs another past
ledger_copy copy fork
record other fork
record more fork
ledger_dump led whole
run 5 verify "$fork" --since whole/checkpoints/3
says "ledger.fork" "an entry from 0 to 2 is not"
mkdir three && cp whole/checkpoints/2 whole/checkpoints/3 three
run 5 verify "$fork" --since three
says "an entry from 2 to 2 is not" "the largest kept size that agrees is 2"
run 5 verify "$fork" --since whole
says "entry 2 is the first that is not the one that was kept"
"$ASSAY" key new ./alien.pem >/dev/null
run 0 ledger init --ledger "$alien" --origin-name log.example/team --key ./alien.pem
piece alien checkpoint >alien.kept
run 5 verify "$led" --since alien.kept
says "ledger.signature"
run 0 ledger init --ledger "$elsewhere" --origin-name log.example/else
piece else checkpoint >else.kept
run 5 verify "$led" --since else.kept
says "ledger.other-log"
head -c 20 kept/2 >short
run 5 verify "$led" --since short
says "proof.format"

# a proof, with the entry and a key alone
run 0 ledger prove 1 --ledger "$led" -o 1.tlog-proof
run 0 verify --proof 1.tlog-proof --entry 1.tlog-proof.entry --vkey "$vkey"
says "entry 1 of 4 in log.example/team" VERIFIED
sed 's/a/b/' 1.tlog-proof.entry >other.entry
run 5 verify --proof 1.tlog-proof --entry other.entry --vkey "$vkey"
says "proof.inclusion"
sed 's/^index 1$/index 2/' 1.tlog-proof >other.tlog-proof
run 5 verify --proof other.tlog-proof --entry 1.tlog-proof.entry --vkey "$vkey"
says "proof.inclusion"
run 5 verify --proof 1.tlog-proof --entry 1.tlog-proof.entry --vkey "$("$ASSAY" key export --vkey --ledger "$alien")"
says "trust.log"
head -n 3 1.tlog-proof >other.tlog-proof
run 5 verify --proof other.tlog-proof --entry 1.tlog-proof.entry --vkey "$vkey"
says "proof.format"
run 2 verify --proof 1.tlog-proof --entry 1.tlog-proof.entry
run 2 verify --proof 1.tlog-proof --entry 1.tlog-proof.entry --vkey nonsense
says "key.format"

# the verifier key of a witness, from the format alone
witness_key() { # KEY NAME
    "$ASSAY" key new "./$1" >/dev/null
    openssl pkey -in "$1" -pubout -outform DER | tail -c 32 >raw
    python3 - "$2" <<'END'
import base64, hashlib, sys
name, key = sys.argv[1], open("raw", "rb").read()
digest = hashlib.sha256(name.encode() + b"\n\x04" + key).hexdigest()[:8]
print("%s+%s+%s" % (name, digest, base64.b64encode(b"\x04" + key).decode()))
END
}
one=$(witness_key w1.pem witness.example/one)
two=$(witness_key w2.pem witness.example/two)
run 0 key export ./w2.pem --vkey --name witness.example/two
[ "$(cat out)" = "$two" ] || fail "another verifier key of the witness"
run 2 key export ./w2.pem --vkey --name "two words"
says "witness.name"
sign() { # CODE N REQUEST: witness N answers
    run "$1" ledger witness --sign "$3" --key "./w$2.pem" --name "witness.example/$([ "$2" = 1 ] && echo one || echo two)" \
        --state "state$2" --vkey "$vkey"
}

# first sight, and then from the size that was signed last
run 0 ledger witness --request first --ledger "$copy"
[ "$(head -1 first)" = "old 0" ] || fail "not the first request"
sign 0 1 first
cp out first.answer
[ "$(wc -l <out)" = 1 ] || fail "not one line"
run 0 ledger witness --request next --ledger "$led"
sign 2 1 next
says "witness.stale" 409
[ "$(cat out)" = 2 ] || fail "the size is not told"
run 0 ledger witness --request next --ledger "$led" --from 2
sign 0 1 next
cp out answer1
sign 2 1 next # a replay is stale; asked from the new size it is signed again
says "witness.stale"
run 0 ledger witness --request again --ledger "$led" --from 4
sign 0 1 again
sign 2 1 first
says "witness.stale" # a smaller size

# refusals, each with its code
run 0 ledger witness --request forked --ledger "$fork" --from 2
sed 's/^old 2$/old 4/' forked >forked4
sign 5 1 forked4
says "witness.proof" 422
run 0 ledger witness --request same --ledger "$fork" --from 4
sign 5 1 same
says "witness.proof" 422
sed 's/^old 4$/old 9/' same >old9
sign 2 1 old9
says "witness.request" 400
run 0 ledger witness --request elsewhere --ledger "$elsewhere"
sign 2 1 elsewhere
says "witness.unknown-log" 404
run 0 ledger witness --request impostor --ledger "$alien"
sign 5 1 impostor
says "witness.signature" 403
echo rubbish >rubbish
sign 2 1 rubbish
says "witness.request" 400
state=$(find state1 -type f ! -name lock)
cp "$state" saved
sed -i '2s/4/5/' "$state"
sign 5 1 again
says "witness.state"
cp saved "$state"
sign 0 1 again

# a second witness, which begins with the newest
run 0 ledger witness --request second --ledger "$led"
sign 0 2 second
cp out answer2

# two at once get one order: one is answered, the other is stale or signs the same again
record 4
run 0 ledger witness --request at5 --ledger "$led" --from 4
pids=()
for i in 1 2 3 4; do
    "$ASSAY" ledger witness --sign at5 --key ./w2.pem --name witness.example/two --state state2 --vkey "$vkey" \
        >"par$i" 2>/dev/null &
    pids+=($!)
done
answered=0
for i in "${pids[@]}"; do if wait "$i"; then answered=$((answered + 1)); fi; done
[ "$answered" = 1 ] || fail "$answered of four were signed"

# killed at each of its writes and renames: what it signed last is always known, and it goes on
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
    export ASAN_OPTIONS=detect_leaks=0:handle_sigill=1:exitcode=99
    points=0
    for call in write fsync fdatasync rename renameat renameat2; do
        for nth in 1 2 3 4; do
            rm -rf state3 && cp -R state1 state3
            if strace -f -o calls -e trace="$call" -e inject="$call":signal=SIGKILL:when="$nth" \
                "$ASSAY" ledger witness --sign at5 --key ./w1.pem --name witness.example/one --state state3 \
                --vkey "$vkey" >killed.out 2>/dev/null; then
                break
            fi
            points=$((points + 1))
            size=$(sed -n 2p "state3/$(basename "$state")")
            [ "$size" = 4 ] || [ "$size" = 5 ] || fail "killed at $call $nth: the state is $size"
            # an answer that got out is of a state that is on disk
            [ ! -s killed.out ] || [ "$size" = 5 ] || fail "answered before it was stored"
            run 0 ledger witness --request after --ledger "$led" --from "$size"
            run 0 ledger witness --sign after --key ./w1.pem --name witness.example/one --state state3 --vkey "$vkey"
        done
    done
    unset ASAN_OPTIONS
    [ "$points" -ge 4 ] || fail "killed at $points points only"
    echo "killed at $points points"
fi
if [ -w /dev/full ]; then
    code=0
    "$ASSAY" ledger witness --sign at5 --key ./w1.pem --name witness.example/one --state state1 --vkey "$vkey" \
        >/dev/full 2>err || code=$?
    [ "$code" = 6 ] || fail "the answer was lost, and the code is $code"
fi

# answers are taken in once they hold; nothing else changes
cp answer1 both && cat answer2 >>both
run 2 ledger witness --add both --ledger "$led" --vkey "$vkey"
says "witness.unknown"
run 0 ledger witness --add both --ledger "$led" --vkey "$one" --vkey "$two"
says "2 added"
run 0 ledger witness --add both --ledger "$led" --vkey "$one" --vkey "$two"
says "0 added, 2 there before"
[ "$(piece led checkpoints/4 | grep -c witness.example)" = 2 ] || fail "not under the checkpoint of its size"
! piece led checkpoint | grep -q witness.example || fail "under another checkpoint too"
grep -h "^— " par? >par
run 0 ledger witness --add par --ledger "$led" --vkey "$two"
piece led checkpoint | grep "witness.example/two" >/dev/null || fail "not under the newest"
run 0 verify "$led"
run 5 ledger witness --add both --ledger "$fork" --vkey "$one" --vkey "$two"
says "witness.cosignature"
run 0 ledger witness --request from-last --ledger "$led" --vkey "$one"
[ "$(head -1 from-last)" = "old 4" ] || fail "what the witness signed last is in the ledger"
# a witness that has forgotten answers 0, and is then asked from there, whatever the ledger knows
run 0 ledger witness --request from-none --ledger "$led" --vkey "$one" --from 0
[ "$(head -1 from-none)" = "old 0" ] || fail "asked from $(head -1 from-none)"
run 2 ledger witness --request from-word --ledger "$led" --from none
says "--from takes a number"

# trust policies
cat >policy <<END
# whom we trust
log $vkey
witness one $one
witness two $two https://witness.example/two
group both all one two
quorum both
END
run 5 verify "$led" --trust policy
says "trust.quorum"
sed 's/^group both all/group both any/' policy >any
run 0 verify "$led" --trust any
says "trusted  log.example/team at 5 entries" "1 witness" VERIFIED
run 0 ledger witness --request last --ledger "$led" --from 5
run 0 ledger witness --sign last --key ./w1.pem --name witness.example/one --state state1 --vkey "$vkey"
cp out last.answer
run 0 ledger witness --add last.answer --ledger "$led" --trust policy
run 0 verify "$led" --trust policy
says "2 witnesses"
run 0 ledger prove 2 --ledger "$led" -o 2.tlog-proof
run 0 verify --proof 2.tlog-proof --entry 2.tlog-proof.entry --trust policy
says "2 witnesses, quorum at"
run 5 verify --proof 1.tlog-proof --entry 1.tlog-proof.entry --trust policy
says "trust.quorum"
sed -i '/^log /d' any
run 2 verify "$led" --trust any
says "trust.policy" "there is no log"
sed 's/two$/three/' policy >bad
run 2 verify "$led" --trust bad
says "trust.policy" "bad:5:20"
# a cosignature that was changed is refused where its witness is known
for name in checkpoint checkpoints/5; do
    piece led $name | sed -e 's|^\(.* witness.example/two [A-Za-z0-9+/]\{20\}\)/|\1A|;t' \
        -e 's|^\(.* witness.example/two [A-Za-z0-9+/]\{20\}\).|\1/|' >changed
    piece_put led $name <changed
done
run 5 verify "$led" --trust policy
says "ledger.signature"
