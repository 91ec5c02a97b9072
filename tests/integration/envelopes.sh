#!/usr/bin/env bash
# envelopes.sh - envelopes that several people signed: a threshold counts different keys, whatever the
# envelope says of them, and nothing is read that they did not sign. All of them are made by openssl.
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/integration/envelope_lib.sh"

intoto=application/vnd.in-toto+json
envelope_key a ed25519
envelope_key b P-256
envelope_key c P-384
envelope_key d P-521
three=(--key a.pub --key b.pub --key c.pub)
id_of() { openssl pkey -pubin -in "$1.pub" -outform DER | sha256sum | cut -c1-16; }
sha256=$(printf '%064d' 7) commit=$(printf '%040d' 8)
cat >statement <<END
{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"model.bin","digest":{"sha256":"$sha256"}},
 {"digest":{"gitCommit":"$commit"}}],"predicateType":"https://example.org/approval/v1","predicate":{"by":"two"}}
END

# two of three, the third is told; what was signed comes out byte for byte
envelope $intoto statement a c >two.dsse
run 0 verify two.dsse "${three[@]}" --threshold 2 -o payload
says "signed   key $(id_of a) a.pub" "missing  key $(id_of b) b.pub" "signed   key $(id_of c) c.pub" \
    "payload  $intoto, $(stat -c %s statement) bytes" "states   https://example.org/approval/v1" "about    sha256:$sha256 model.bin" \
    "about    gitCommit:$commit" "VERIFIED 2 of 3 keys signed, 2 must"
cmp payload statement
run 0 verify two.dsse --threshold 1 --key c.pub
says "note: 1 of 2 signatures by none of these keys" "VERIFIED 1 of 1 keys signed, 1 must"
run 5 verify two.dsse "${three[@]}" --threshold 3 -o nothing
says "error[envelope.threshold]: signed by 2 of 3 keys, and 3 must" "missing  key $(id_of b) b.pub"
silent_on VERIFIED "states "
[ ! -e nothing ] || fail "what does not hold was handed on"
run 0 explain envelope.threshold

# every kind of key
envelope $intoto statement d c b a >all.dsse
run 0 verify all.dsse "${three[@]}" --key d.pub --threshold 4

# one key counts once: with two signatures, in two files, written in another way
envelope $intoto statement b b b >again.dsse
run 5 verify again.dsse "${three[@]}" --threshold 2
says "signed by 1 of 3 keys, and 2 must" "a key counts once"
cp b.pub copy.pub
openssl pkey -pubin -in b.pub -pubout -ec_conv_form compressed -out short.pub
! cmp -s b.pub short.pub || fail "the same bytes: this shows nothing"
envelope $intoto statement b >one.dsse
run 5 verify one.dsse --key b.pub --key copy.pub --key short.pub --key a.pub --threshold 2
says "same     key $(id_of b) copy.pub is b.pub once more, and counts once" "short.pub is b.pub once more" \
    "signed by 1 of 2 keys, and 2 must"
run 2 verify one.dsse --key b.pub --key copy.pub --threshold 2
says "2 of 1 different keys can never have signed" "1 of the files of --key are another's key once more"

# the ids in an envelope are anybody's words
jq -c ".signatures[0].keyid = \"$(id_of c)\" | .signatures[1].keyid = null | .extra = 1" two.dsse >lies.dsse
run 0 verify lies.dsse "${three[@]}" --threshold 2
jq -c ".signatures[0].sig = .signatures[1].sig | .signatures[0].keyid = \"$(id_of a)\"" two.dsse >lies.dsse
run 5 verify lies.dsse "${three[@]}" --threshold 2
says "signed by 1 of 3 keys"

# other bytes, another type, a signature over neither
envelope $intoto statement d d >strangers.dsse
run 5 verify strangers.dsse "${three[@]}" --threshold 1
says "of its 2 signatures 2 are of none of these keys, or over something else"
jq -c ".payload = \"$(sed s/two/one/ statement | base64 -w0)\"" two.dsse >changed.dsse
run 5 verify changed.dsse "${three[@]}" --threshold 1
says "signed by 0 of 3 keys"
jq -c '.payloadType = "text/plain"' two.dsse >changed.dsse
run 5 verify changed.dsse "${three[@]}" --threshold 1
says "signed by 0 of 3 keys"
jq -c '.payload |= (gsub("[+]"; "-") | gsub("/"; "_"))' two.dsse >urlsafe.dsse
run 0 verify urlsafe.dsse "${three[@]}" --threshold 2

# no envelope, and what is not what it says
no_envelope() {
    run 5 verify bad.dsse "${three[@]}" --threshold 1
    says "error[envelope.format]" "$1"
}
{ cat two.dsse; echo x; } >bad.dsse
no_envelope "bad.dsse"
jq -c 'del(.signatures)' two.dsse >bad.dsse
no_envelope "there are no signatures"
sed 's/"payloadType"/"payloadType":"x",&/' two.dsse >bad.dsse
no_envelope "duplicate"
jq -c '.signatures[0].sig += "="' two.dsse >bad.dsse
no_envelope "not base64"
jq -c '.signatures = [range(1025) as $i | .signatures[0]]' two.dsse >bad.dsse
no_envelope "more signatures than anybody gives"
: >bad.dsse
no_envelope "bad.dsse"
echo hello >text
envelope $intoto text a >bad.dsse
no_envelope "bad.dsse"
envelope text/plain text a b >text.dsse
run 0 verify text.dsse "${three[@]}" --threshold 2
says "payload  text/plain, 6 bytes"
silent_on "states "
sed 's|https://example.org/approval/v1|urn:assay:predicate/release/v1|' statement >release
envelope $intoto release a b >bad.dsse
no_envelope "predicate.role is missing"
run 2 verify nowhere.dsse "${three[@]}" --threshold 1

# an entry of a ledger is such an envelope
mkdir m && echo x >m/x.csv
run 0 record m --ledger l
run 0 ledger prove 1 --ledger l -o 1.tlog-proof
run 0 key export
cp out log.pub
run 0 verify 1.tlog-proof.entry --key log.pub --key a.pub --threshold 1
says "states   urn:assay:predicate/inventory/v1" "VERIFIED 1 of 2 keys signed, 1 must"

# wrong words
run 2 verify two.dsse --key a.pub --key b.pub
says "more than one --key goes with an envelope: --threshold N"
run 2 verify two.dsse --key a.pub -o payload
says "-o goes with an envelope"
run 2 verify two.dsse --threshold 2
says "say whose signatures count"
run 2 verify --key a.pub --threshold 1
says "say which envelope"
run 2 verify two.dsse --key a.pub --threshold 1 --trust policy
says "--threshold is about an envelope, and nothing else but --key is"
run 2 verify two.dsse --key a.pub --threshold 0
run 2 verify two.dsse --key statement --threshold 1
says "key.format"

# what docs/reference/envelopes.md says, typed
mkdir manual && cd manual || exit
for who in ann ben; do run 0 key new "./$who.pem" --algorithm ecdsa-p256; run 0 key export "./$who.pem"; cp ../out $who.pub.pem; done
run 0 key new ./cem.pem
run 0 key export ./cem.pem
cp ../out cem.pub.pem
cp ../statement release.json
page="$SOURCE/docs/reference/envelopes.md"
sed -n 's/^    \(pae\)/\1/p' "$page" >how && . ./how
mapfile -t ways < <(sed -n 's/^    \(openssl .*\)/\1/p' "$page")
printf '{"payload":"%s","payloadType":"%s","signatures":[{"sig":"%s"},{"sig":"%s"}]}' \
    "$(base64 -w0 release.json)" $intoto "$(eval "${ways[0]}")" "$(eval "${ways[1]}")" >release.dsse
rm release.json
sed -n 's/^    \$ //p' "$page" >typed
bash -e typed >said || fail "the page's command"
grep -q '^VERIFIED 2 of 3 keys signed, 2 must' said
cmp release.json ../statement
sed -n '/^    \$ /,/^    VERIFIED/p' "$page" | sed 's/^ *//; s/[0-9a-f]\{16\}/ID/; s/[0-9]* bytes/N bytes/' | grep -v '^\$\|^about' >shown
sed 's/[0-9a-f]\{16\}/ID/; s/[0-9]* bytes/N bytes/' said | grep -v ^about | diff shown - || fail "the page shows something else"
