#!/usr/bin/env bash
# ledger_revoked.sh - a key that was stolen: what it signed holds where others had seen it in time,
# be it a witness, a time stamp or a tag; the rest is named.
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/integration/stamp_lib.sh"

base=$(ledger_at base) three=$(ledger_at three) led=$(ledger_at led)
mkdir data && git init -q data && git -C data commit -q --allow-empty -m first
version=0
state() { # a new entry by the entry key
    version=$((version + 1))
    printf '%s\n' "$version" >data/a.csv
    run 0 record data --ledger "$1" --log-key ./log.pem --key ./entry.pem
}
for name in log entry witness; do "$ASSAY" key new "./$name.pem" >"$name.pub" 2>/dev/null; sed -i 1d "$name.pub"; done
entry=$(openssl pkey -pubin -in entry.pub -outform DER | sha256sum | cut -d' ' -f1)
revoke() { # LEDGER WORDS...
    run 0 ledger revoke "$entry" --ledger "$1" --key ./log.pem --reason stolen "${@:2}"
}

# entries 0 and 1 are the keys; the entry key signs 2, 3 and 4
run 0 ledger init --ledger "$base" --log-key ./log.pem --key ./entry.pem --origin-name log.example/revoked
vkey=$("$ASSAY" key export --vkey --ledger "$base")
state "$base"
state "$base"
ledger_copy base three # what others see
state "$base"

# without anybody who had seen it, a time casts doubt on all that the key signed; with --since on less
ledger_copy base led
revoke "$led" --compromised 2026-01-01T00:00:00Z
run 5 verify "$led"
says "key.revoked" "entries from 2 to 4 are signed by the key ${entry:0:16}" "since 2026-01-01T00:00:00Z"
ledger_copy base led
revoke "$led" --compromised 2026-01-01T00:00:00Z --since 4
run 5 verify "$led"
says "entry 4 is signed by the key" "BROKEN   1 thing in the ledger"
run 0 ledger log --ledger "$led"
[ "$(grep -c "KEY REVOKED BY ENTRY 5, THIS ENTRY WITH IT: in other hands since 2026-01-01T00:00:00Z" out)" = 1 ] || fail "log does not say it of entry 4"
[ "$(grep -c "key revoked by entry 5, this entry not" out)" = 2 ] || fail "log does not say it of entries 2 and 3"
run 0 ledger show 4 --ledger "$led"
says "the signature holds" "its key was revoked by entry 5, in other hands since 2026-01-01T00:00:00Z" "IN DOUBT"
run 0 ledger show 3 --ledger "$led"
says "its key was revoked by entry 5, in other hands since 2026-01-01T00:00:00Z" "older than what is in doubt"
run 0 ledger show 1 --ledger "$led"
silent_on "revoked by"
ledger_copy base led
revoke "$led" --since 3 # no time: nobody can have seen them before it
run 5 verify "$led"
says "entries from 3 to 4"
run 0 ledger show 3 --ledger "$led"
says "its key was revoked by entry 5" "NOT BELIEVED"
silent_on "in other hands"
run 0 ledger log --ledger "$led"
[ "$(grep -c "KEY REVOKED BY ENTRY 5, THIS ENTRY WITH IT$" out)" = 2 ] || fail "log does not say it"
ledger_copy base led
revoke "$led" --since 5
run 0 verify "$led"
run 0 ledger show 4 --ledger "$led"
says "its key was revoked by entry 5" "older than what is in doubt"
run 2 ledger revoke "$entry" --ledger "$base" --key ./log.pem --reason stolen
says "--compromised TIME"
run 2 ledger revoke "$entry" --ledger "$base" --key ./log.pem --reason stolen --compromised yesterday

# the verifier key of the witness, from the format alone
openssl pkey -in witness.pem -pubout -outform DER | tail -c 32 >raw
witness=$(python3 - <<'END'
import base64, hashlib
name, key = "witness.example", open("raw", "rb").read()
digest = hashlib.sha256(name.encode() + b"\n\x04" + key).hexdigest()[:8]
print("%s+%s+%s" % (name, digest, base64.b64encode(b"\x04" + key).decode()))
END
)
printf 'log %s\nwitness w %s\nquorum w\n' "$vkey" "$witness" >policy
cosign() { # LEDGER TIME: its newest checkpoint
    rm -rf state
    run 0 ledger witness --request request --ledger "$1"
    SOURCE_DATE_EPOCH=$(date -d "$2" +%s) run 0 ledger witness --sign request --key ./witness.pem \
        --name witness.example --state state --vkey "$vkey"
    cp out answer
    run 0 ledger witness --add answer --ledger "$3" --trust policy
}

# a witness had seen entries 2 and 3 on the second of January, and everything only much later
ledger_copy base led
cosign "$three" 2026-01-02T00:00:00Z "$led"
ledger_copy led cosigned
revoke "$led" --compromised 2026-01-03T00:00:00Z
cosign "$led" 2026-02-01T00:00:00Z "$led"
run 5 verify "$led" --trust policy
says "entry 4 is signed by the key" "2 entries of revoked keys, which others had seen in time" "BROKEN   1 thing in the ledger"
silent_on "entries from"
run 5 verify "$led"
says "entries from 2 to 4"
# seen in the very second is not seen before
ledger_copy cosigned led
revoke "$led" --compromised 2026-01-02T00:00:00Z
run 5 verify "$led" --trust policy
says "entries from 2 to 4"
# a time after the loss is known, and only the last is in doubt: it was seen
ledger_copy cosigned led
revoke "$led" --compromised 2026-01-03T00:00:00Z --since 3
cosign "$led" 2026-02-01T00:00:00Z "$led"
run 5 verify "$led" --trust policy
says "entry 4 is"
ledger_copy base led
cosign "$led" 2026-01-02T00:00:00Z "$led"
revoke "$led" --compromised 2026-01-03T00:00:00Z
cosign "$led" 2026-02-01T00:00:00Z "$led"
run 0 verify "$led" --trust policy
says "3 entries of revoked keys, which others had seen in time" VERIFIED
# where no time of the loss is known, nobody can have seen it before
ledger_copy base led
cosign "$led" 2026-01-02T00:00:00Z "$led"
revoke "$led" --since 3
cosign "$led" 2026-02-01T00:00:00Z "$led"
run 5 verify "$led" --trust policy
says "entries from 3 to 4" "from entry 3 on is not believed"
# a policy that demands no witness believes none
sed 's/^quorum w/quorum none/' policy >nobody
ledger_copy base led
cosign "$led" 2026-01-02T00:00:00Z "$led"
revoke "$led" --compromised 2026-01-03T00:00:00Z
run 5 verify "$led" --trust nobody
says "entries from 2 to 4"

# a time stamp shows the same, by an authority that is believed
tsa_make tsa
ledger_copy base led
run 0 ledger stamp --request request.tsq --ledger "$led"
tsa_reply tsa tsa request.tsq answer.tsr
run 0 ledger stamp --add answer.tsr --tsa-ca tsa/ca.pem --ledger "$led"
ledger_copy led stamped
revoke "$led" --compromised 2999-01-01T00:00:00Z
run 0 verify "$led" --tsa-ca tsa/ca.pem
says "3 entries of revoked keys" VERIFIED
run 5 verify "$led"
says "entries from 2 to 4"
run 5 verify "$led" --tsa-ca tsa/other-ca.pem
says "entries from 2 to 4"
ledger_copy stamped led
revoke "$led" --compromised 2020-01-01T00:00:00Z
run 5 verify "$led" --tsa-ca tsa/ca.pem
says "entries from 2 to 4" "since 2020-01-01T00:00:00Z"

# and so does a tag, by its date, in a repository that the auditor names
git init -q keeper && git -C keeper commit -q --allow-empty -m first
ledger_copy base led
SOURCE_DATE_EPOCH=$(date -d 2026-01-02T00:00:00Z +%s) run 0 ledger anchor keeper --ledger "$led"
revoke "$led" --compromised 2026-01-03T00:00:00Z
run 0 verify "$led" --anchor keeper
says "3 entries of revoked keys" VERIFIED
ledger_copy base led
revoke "$led" --compromised 2026-01-02T00:00:00Z
run 5 verify "$led" --anchor keeper
says "entries from 2 to 4"
ledger_copy base led
revoke "$led" --compromised 2026-01-03T00:00:00Z
run 2 verify "$led" --anchor nowhere
says "anchor.no-repository"

# a key that is retired in peace leaves no doubt
ledger_copy base led
run 0 ledger retire "$entry" --ledger "$led" --key ./log.pem --reason left
run 0 verify "$led"
says VERIFIED
