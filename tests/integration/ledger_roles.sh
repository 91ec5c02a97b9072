#!/usr/bin/env bash
# ledger_roles.sh - a key's use outside its role is refused, for every role and every command that wants
# another: with a message, the right exit code, and nothing written.
. "$(dirname "$0")/lib.sh"

led=$(ledger_at led)
mkdir data && printf 'a\n1\n' >data/a.csv
for name in log entry person stranger; do run 0 key new "./$name.pem" && sed 1d out >"$name.pub"; done
run 0 ledger init --ledger "$led" --log-key ./log.pem --key ./entry.pem
id() { openssl pkey -pubin -in "$1.pub" -outform DER | sha256sum | cut -c1-16; }
run 0 ledger retire "$(id entry)" --ledger "$led" --key ./log.pem --reason "split"
run 0 ledger admit entry.pub --ledger "$led" --key ./log.pem --role entry
run 0 ledger admit person.pub --ledger "$led" --key ./log.pem --role approve
run 0 record data --ledger "$led" --log-key ./log.pem --key ./entry.pem
printf 'a\n2\n' >data/a.csv
before=$(ledger_sum led)
refused() { # KEY WORDS...
    run 5 "${@:2}" --ledger "$led" --key "./$1.pem"
    grep -q '^error\[key\.role\]\|^error\[ledger\.other-key\]' err || fail "$*: not refused by its role"
    says "$(id "$1")" "  why:" "  do:"
    [ "$(ledger_sum led)" = "$before" ] || fail "$*: something was written, or left in the spool"
}
who=(--name J --role R --reason X)
for key in log person stranger; do refused $key record data --log-key ./log.pem; done
for key in log entry stranger; do
    refused $key attest attestation data --log-key ./log.pem --name J --role R --meaning review --statement S
    refused $key attest release data --log-key ./log.pem --name J --role R --set version=1
    refused $key attest waiver data --log-key ./log.pem "${who[@]}" --rule PII-001 --until 2027-01-01
    refused $key attest rollback data --log-key ./log.pem "${who[@]}" --set "to=sha256:$(printf '%064d' 7)"
    refused $key attest incident data --log-key ./log.pem --name J --role R --set severity=low \
        --set description=D --set detected=2026-01-01T00:00:00Z
done
for key in entry person stranger; do
    refused $key ledger admit stranger.pub --role entry
    refused $key ledger retire "$(id person)" --reason X
    refused $key ledger revoke "$(id person)" --since 3 --reason X
    refused $key ledger rotate --to ./stranger.pem
    refused $key ledger sequence
    refused $key ledger erase 1.name --ground G --who W
done
run 0 verify "$led"
