#!/usr/bin/env bash
# Text that stands in base64 as a whole value is searched as it reads; what decodes to no text is left alone.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir box
python3 - "ghp_$(printf IqIMNOZH6z0wIEB4T9A2g4EHMy8Ji40jlb6i)" <<'EOF'
import base64, hashlib, json, sys
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
# nothing is seen in these
put("word.txt", "x" + code(token) + "\n" + code(token) + "-more\n")  # no whole value
put("broken.txt", code(token)[:-1] + "\n" + code(token)[:21] + "\n")
put("lock.json", json.dumps([{"integrity": "sha512-" + code(hashlib.sha512(b"%d" % i).digest()), "sha": code(hashlib.sha256(b"%d" % i).digest())} for i in range(2000)]))
put("picture.json", json.dumps({"image/png": code(b"\x89PNG\r\n\x1a\n\0\0" + token.encode())}))
EOF
run 0 list -f json box
# count FILE CLASS
count() {
    jq --arg f "$1" --arg c "$2" '[.items[] | select(.path[0] == $f) | .observations[]? | select(.class == $c) | .count] | add // 0' out
}
for file in secret.yaml cut0.env cut1.env cut2.env netrc.txt values.json table.csv long1.json long310.json long2500.json mime1.txt \
    mime310.txt mime2500.txt indented.yaml; do
    [ "$(count "$file" secret.github-token)" = 1 ] || fail "$file: the token was seen $(count "$file" secret.github-token) times"
done
[ "$(count secret.yaml pii.email)" = 1 ] || fail "secret.yaml: the address was seen $(count secret.yaml pii.email) times"
[ "$(count netrc.txt secret.netrc-password)" = 1 ] || fail "netrc.txt: no password was seen"
for file in word.txt broken.txt lock.json picture.json; do
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
