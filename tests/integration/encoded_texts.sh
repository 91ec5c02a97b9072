#!/usr/bin/env bash
# Text that stands in base64 as a whole value is searched as it reads; what decodes to no text is left alone.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir box
python3 - "ghp_$(printf IqIMNOZH6z0wIEB4T9A2g4EHMy8Ji40jlb6i)" <<'EOF'
import base64, gzip, hashlib, json, lzma, os, sys, zlib
token, mail = sys.argv[1], "ana.lee@mail-7f3kq.org"
def code(text):
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()
def put(name, text):
    open("box/" + name, "w").write(text)
long = "\n".join("line %d of a longer text that says nothing" % i for i in range(300))
put("secret.yaml", "kind: Settings\ndata:\n  token: %s\n  mail: %s\n" % (code(token), code(mail)))
for cut in range(3):
    put("cut%d.env" % cut, "A=1\nB64=%s\n" % code("x" * cut + " " + token))
put("netrc.txt", "export NETRC='%s'\n" % code("machine api.example.org\nlogin ana\npassword x9Kq27dLmW0z\n# %s\n" % token))
put("values.json", json.dumps({"a": [{"config": code(json.dumps({"auth": token}))}]}))
put("table.csv", "id,note\n" + "".join("%d,%s\n" % (i, code(token) if i == 7 else "none") for i in range(40)))
for lines in 1, 310, 2500:  # far along in one value, and across the blocks that are read
    text = (long + "\n") * (lines // 300 + 1)
    put("long%d.json" % lines, json.dumps({"kubeconfig": code(text + token + "\n" + text)}))
    put("mime%d.txt" % lines, "begin\n" + base64.encodebytes((text + token + "\n" + text).encode()).decode() + "end\n")
put("indented.yaml", "data:\n  a: |\n" + "".join("    %s\n" % line for line in base64.encodebytes((long + "\n" + token).encode()).decode().split()))
# packed, as Helm keeps a release in a Secret; in lines; behind more than one block; again and again
packed = gzip.compress((long + " " + token).encode())
big = gzip.compress(os.urandom(90000).hex().encode() + b"\n" + token.encode())
put("helm.yaml", "kind: Secret\ndata:\n  release: %s\n" % code(code(packed)))
put("packed.json", json.dumps({"a": [1, {"config": code(packed)}]}))
put("zlib.jsonl", json.dumps({"n": 1}) + "\n" + json.dumps({"x": code(zlib.compress((long + " " + token).encode()))}) + "\n")
# a setting in the line behind; lines that end in escapes, packed too; within other signs
flush = code("machine and token " + token + "." * (-(18 + len(token)) % 3))
put("next.env", "A=%s\nNEXT=1\n" % flush)
put("next.yaml", "kind: Secret\ndata:\n  a: %s\n  user: none\n" % flush)
put("words.txt", "begin\n%s\nwords that follow\n" % flush)
put("lines.json", json.dumps({"a": base64.encodebytes((long + "\n" + token).encode()).decode()}))
put("crlf.json", json.dumps({"a": base64.encodebytes((long + "\n" + token).encode()).decode().replace("\n", "\r\n")}))
put("packedlines.json", json.dumps({"a": base64.encodebytes(gzip.compress((long + os.urandom(200).hex() + " " + token).encode())).decode()}))
put("query.txt", "see https://api.example.org/?d=%s&next=1 for it\n" % flush)
put("stored.csv", "id,note\n1,%s\n" % code(lzma.compress(token.encode())))
put("bigpacked.txt", "begin\n" + base64.encodebytes(big).decode() + "end\n")
put("wrapped.yaml", "a: %s\n" % code(base64.encodebytes(packed)))
put("again.env", "A=%s\n" % code(code(token)))
put("behind.json", json.dumps({"a": code(gzip.compress(b"x" * 99) + b" " + token.encode())}))
put("two.json", json.dumps([code(gzip.compress(b"x" * 99) + gzip.compress(token.encode()))]))
# the alphabet of URLs: text with its two signs in front, in the middle, and packed
url = lambda text: base64.urlsafe_b64encode(text).decode().rstrip("=")
put("url.json", json.dumps({"a": url(b"??>" * 9 + b" " + token.encode() + b"\n" + b"\xd0\xbe" * 30)}))
put("urlbehind.json", json.dumps({"a": url(b" " + token.encode() + b"\n" + b"??>" * 9)}))
put("urlpacked.json", json.dumps({"a": url(packed)}))
# digits of hexadecimal, in lines as xxd writes them; "/" as PHP escapes it
put("hex.txt", "a=%s\n" % (" " + token).encode().hex())
put("hexupper.json", json.dumps({"a": "0x" + (long + "\n" + token).encode().hex().upper()}))
put("hexlines.txt", "\n".join((long + "\n" + token).encode().hex()[i:i + 60] for i in range(0, 2 * len(long + token) + 2, 60)) + "\n")
slashes = code("??>??? " + token + "\n???" * 3).replace("/", "\\/")
assert "\\/" in slashes
put("php.json", '{"a": "%s"}' % slashes)
# of these the end is missing
put("short.json", json.dumps({"a": code(packed[:-40])}))
put("shortzlib.json", json.dumps({"a": code(zlib.compress(b"token " + token.encode() + b"\n")[:-3])}))
put("large.json", json.dumps({"a": code(gzip.compress(os.urandom(2 << 20)))}))
# nothing is seen in these
put("word.txt", "x" + code(token) + "\n" + code(token) + "-more\n")  # no whole value
put("broken.txt", code(token)[:-1] + "\n" + code(token)[:21] + "\n")
put("lock.json", json.dumps([{"integrity": "sha512-" + code(hashlib.sha512(b"%d" % i).digest()), "sha": code(hashlib.sha256(b"%d" % i).digest())} for i in range(2000)]))
put("digests.txt", "\n".join(hashlib.sha256(b"%d" % i).hexdigest() for i in range(2000)))
put("digits.txt", "\n".join(str(10 ** 50 + i * 7 ** 50) for i in range(2000)))
put("picture.json", json.dumps({"image/png": code(b"\x89PNG\r\n\x1a\n\0\0" + token.encode())}))
EOF
run 3 list -f json box
# count FILE CLASS
count() {
    jq --arg f "$1" --arg c "$2" '[.items[] | select(.path[0] == $f) | .observations[]? | select(.class == $c) | .count] | add // 0' out
}
for file in secret.yaml cut0.env cut1.env cut2.env netrc.txt values.json table.csv long1.json long310.json long2500.json mime1.txt \
    mime310.txt mime2500.txt indented.yaml helm.yaml packed.json zlib.jsonl stored.csv bigpacked.txt wrapped.yaml again.env behind.json \
    shortzlib.json hex.txt hexupper.json hexlines.txt php.json two.json next.env next.yaml words.txt lines.json crlf.json packedlines.json query.txt url.json urlbehind.json urlpacked.json; do
    [ "$(count "$file" secret.github-token)" = 1 ] || fail "$file: the token was seen $(count "$file" secret.github-token) times"
done
[ "$(count secret.yaml pii.email)" = 1 ] || fail "secret.yaml: the address was seen $(count secret.yaml pii.email) times"
[ "$(count netrc.txt secret.netrc-password)" = 1 ] || fail "netrc.txt: no password was seen"
for file in word.txt broken.txt lock.json picture.json digests.txt digits.txt; do
    [ "$(jq --arg f "$file" '[.items[] | select(.path[0] == $f) | .observations[]?] | length' out)" = 0 ] || fail "$file: something was seen"
done

# place FILE CLASS: line and column
place() {
    jq -c --arg f "$1" --arg c "$2" '.items[] | select(.path == [$f]) | .observations[] | select(.class == $c) | .places[0] | [.line, .column]' out
}
[ "$(place secret.yaml secret.github-token)" = "[3,10]" ] || fail "secret.yaml: the token stands at $(place secret.yaml secret.github-token)"
[ "$(place secret.yaml pii.email)" = "[4,9]" ] || fail "secret.yaml: the address stands at $(place secret.yaml pii.email)"
line=$(awk -v e="$(printf 'ghp_Iq' | base64)" 'index($0, substr(e, 1, 4)) { print NR; exit }' box/mime1.txt)
[ -z "$line" ] || [ "$(place mime1.txt secret.github-token | tr -d '[]' | cut -d, -f1)" = "$line" ] || fail "mime1.txt: $(place mime1.txt secret.github-token)"
# gaps FILE
gaps() {
    jq -r --arg f "$1" '[.gaps[] | select(.path == [$f]) | .id] | join(" ")' out
}
[ "$(gaps short.json)" = data.bad-record ] || fail "short.json: $(gaps short.json)"
[ "$(gaps large.json)" = bundle.ratio-limit ] || fail "large.json: $(gaps large.json)"
[ "$(gaps shortzlib.json)" = data.bad-record ] || fail "shortzlib.json: $(gaps shortzlib.json)"
[ "$(jq '.gaps | length' out)" = 3 ] || fail "other gaps: $(jq -c .gaps out)"
