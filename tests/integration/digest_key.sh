#!/usr/bin/env bash
# Which values are the same, by keyed digests: across files, forms and containers, for who has the key,
# however the bytes were read; and a key that is none is refused.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir box
secret="q7Rw2$(printf 'zX9vK4mB')pL1s"
printf 'password = "%s"\n' "$secret" >box/app.ini
printf 'url: postgres://ana:%s@db7.acme.test/x\n' "$secret" >box/db.yaml
printf 'id,card\n1,4916 7312 0854 3970\n2,4916731208543970\n' >box/cards.csv
printf 'password = "%s"\n' "${secret}x" >box/other.ini
mkdir in && cp box/app.ini in/inner.ini && tar -czf box/in.tgz in
printf '07%s\n' "$(printf '00%.0s' $(seq 31))" >key
printf '08%s\n' "$(printf '00%.0s' $(seq 31))" >another

# values PATTERN: the digests at the places of the items whose path matches
values() {
    jq -r --arg p "$1" '.items[] | select(.path | join("!") | test($p)) | .observations[]? | .places[] | .value // "none"' out | sort -u
}

run 0 list -f json --digest-key key box
cp out keyed
wanted=$(printf '%s' "${secret,,}" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$(cat key)" | sed 's/.*= //' | cut -c1-32)
for file in app.ini db.yaml inner.ini; do
    [ "$(values "$file\$")" = "$wanted" ] || fail "$file: not the digest that openssl makes: $(values "$file\$")"
done
[ "$(values other.ini)" != "$wanted" ] || fail "another value has the same digest"
[ "$(values cards.csv | wc -l)" = 1 ] || fail "one card in two forms has two digests"
[ "$(values cards.csv)" = "$(printf 4916731208543970 | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$(cat key)" | sed 's/.*= //' | cut -c1-32)" ] || fail "the card's digest is another"
! grep -q "$secret" out || fail "the value is in the inventory"

# The same from the cache, and by one thread.
run 0 list -f json --digest-key key box
cmp keyed out || fail "another inventory from the cache"
run 0 list -f json -j1 --no-cache --digest-key key box
cmp keyed out || fail "another inventory by one thread"

# Another key tells the same equalities by other digests; without one there are none.
run 0 list -f json --digest-key another box
[ "$(values app.ini)" = "$(values db.yaml)" ] || fail "one value has two digests with the other key"
[ "$(values app.ini)" != "$wanted" ] || fail "two keys make one digest"
run 0 list -f json box
[ "$(values app.ini)" = none ] || fail "a digest without a key"

echo short >bad
run 2 list --digest-key bad box
says "64 hexadecimal digits" "openssl rand -hex 32"
run 2 list --digest-key nowhere box
says nowhere
