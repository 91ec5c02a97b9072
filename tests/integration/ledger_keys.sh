#!/usr/bin/env bash
# Keys over time: separate keys, keys admitted, retired and revoked, the log handed over.
. "$(dirname "$0")/lib.sh"

led=$(ledger_at led)

mkdir data && printf 'a\n1\n' >data/a.csv
change() { date +%N >>data/a.csv; }
for name in log entry person new; do "$ASSAY" key new "./$name.pem" >"$name.pub" 2>/dev/null; sed -i 1d "$name.pub"; done
id() { openssl pkey -pubin -in "$1.pub" -outform DER | sha256sum | cut -d' ' -f1; }

# a ledger whose log key signs checkpoints alone
run 0 ledger init --ledger "$led" --log-key ./log.pem --key ./entry.pem
run 0 ledger keys --ledger "$led"
says "$(id log)  log " "$(id entry)  approve,entry "
run 0 record data --ledger "$led" --log-key ./log.pem --key ./entry.pem
run 0 verify "$led"
change
run 5 record data --ledger "$led" --log-key ./log.pem --key ./log.pem
says "key.role" "assay ledger admit"
run 0 record data --ledger "$led" --key ./entry.pem
says "left 1 item in the spool"

# a person's key may approve once it is admitted, and nothing else
attest=(attest attestation data --ledger "$led" --log-key ./log.pem --key ./person.pem --name J --role R --meaning review --statement S)
run 5 "${attest[@]}"
says "key.role" "does not know the key"
run 2 ledger admit person.pub --ledger "$led" --key ./log.pem --role boss
says "key.role"
run 2 ledger admit person.pub --ledger "$led" --key ./log.pem --role log
says "rotate"
run 0 ledger admit person.pub --ledger "$led" --key ./log.pem --role approve
run 0 "${attest[@]}"
run 5 record data --ledger "$led" --log-key ./log.pem --key ./person.pem
says "key.role" "not in the role"
run 2 ledger admit person.pub --ledger "$led" --key ./log.pem --role entry
says "key.known"

# retired, it signs no more, and what it signed holds
run 0 ledger retire "$(id person)" --ledger "$led" --key ./log.pem --reason left
run 5 "${attest[@]}"
run 2 ledger retire "$(id person)" --ledger "$led" --key ./log.pem
says "key.unknown"
run 2 ledger retire "$(id log)" --ledger "$led" --key ./log.pem
says "key.last"
run 0 verify "$led"

# the log is handed over: one checkpoint by both, then by the new key alone
size=$(piece led checkpoint | sed -n 2p)
run 0 ledger rotate --ledger "$led" --key ./log.pem --to ./new.pem
[ "$(piece led "checkpoints/$((size + 1))" | grep -c '^—')" = 2 ] || fail "not signed by both"
[ "$(piece led "checkpoints/$((size + 2))" | grep -c '^—')" = 1 ] || fail "not signed by the new key alone"
run 0 verify "$led"
run 0 verify "$led" --key new.pub
run 5 verify "$led" --key log.pub
run 5 record data --ledger "$led" --log-key ./log.pem --key ./entry.pem
says "ledger.other-key"
run 0 record data --ledger "$led" --log-key ./new.pem --key ./entry.pem
run 0 ledger log --ledger "$led"
silent_on "NOT BY"

# a key that fell into other hands: what it signed since then is not believed
last=$(($(piece led checkpoint | sed -n 2p) - 1))
run 2 ledger revoke "$(id entry)" --ledger "$led" --key ./new.pem
run 0 ledger revoke "$(id entry)" --ledger "$led" --key ./new.pem --since "$((last + 1))" --reason "laptop lost"
run 0 verify "$led"
run 0 ledger keys --ledger "$led"
says "revoked by entry $((last + 1))"
run 5 record data/a.csv --ledger "$led" --log-key ./new.pem --key ./entry.pem
says "key.role"

# a passphrase from the environment
ASSAY_KEY_PASSPHRASE=secret "$ASSAY" key new ./sealed.pem >/dev/null 2>&1
run 2 ledger rotate --ledger "$led" --key ./new.pem --to ./sealed.pem
says "passphrase"
echo wrong >wrong.txt && echo secret >right.txt
run 2 ledger rotate --ledger "$led" --key ./new.pem --to ./sealed.pem --passphrase-file wrong.txt
says "passphrase"
run 2 ledger rotate --ledger "$led" --key ./new.pem --to ./sealed.pem --passphrase-file gone.txt
says "key.passphrase"
run 0 ledger rotate --ledger "$led" --key ./new.pem --to ./sealed.pem --passphrase-file wrong.txt --passphrase-file right.txt
run 0 verify "$led"
