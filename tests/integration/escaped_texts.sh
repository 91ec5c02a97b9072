#!/usr/bin/env bash
# What a format writes between letters of its own, or escapes, is searched as a reader would have it: texts
# of pickles of every protocol, values of JSON with escapes nobody needs.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir box
python3 - "ghp_$(printf IqIMNOZH6z0wIEB4T9A2g4EHMy8Ji40jlb6i)" <<'EOF'
import json, pickle, sys
token = sys.argv[1]
mails = ["ana.lee%d@mail-7f3kq.org" % i for i in range(300)]
for protocol in range(6):
    pickle.dump({"mails": mails, "token": token}, open("box/p%d.pkl" % protocol, "wb"), protocol)
open("box/escaped.pkl", "wb").write(pickle.dumps({"mails": mails, "token": token}, 0).replace(b"@", b"\\u0040").replace(b"ghp_", b"g\\u0068p_"))
def hide(text):
    return text.replace("@", "\\u0040").replace("ghp_", "g\\u0068p_")
open("box/a.json", "w").write(hide(json.dumps([{"mail": m, "token": token if i == 7 else ""} for i, m in enumerate(mails)])))
open("box/a.jsonl", "w").write(hide("".join(json.dumps({"mail": m, "token": token if i == 7 else ""}) + "\n" for i, m in enumerate(mails))))
open("box/alone.json", "w").write(hide(json.dumps({"rows": [{"a": 1}], "token": token})))
EOF
run 0 list -f json box
# count FILE CLASS
count() {
    jq --arg f "$1" --arg c "$2" '[.items[] | select(.path == [$f]) | .observations[]? | select(.class == $c) | .count] | add // 0' out
}
for file in p0.pkl p1.pkl p2.pkl p3.pkl p4.pkl p5.pkl escaped.pkl a.json a.jsonl; do
    [ "$(count "$file" pii.email)" = 300 ] || fail "$file: $(count "$file" pii.email) of 300 addresses were seen"
    [ "$(count "$file" secret.github-token)" = 1 ] || fail "$file: the token was seen $(count "$file" secret.github-token) times"
done
[ "$(count alone.json secret.github-token)" = 1 ] || fail "alone.json: the token was not seen"

# The same where no inspector decodes texts: settings, templates, locks, YAML, programs, whatever has lines.
mkdir lines
python3 - "ghp_$(printf IqIMNOZH6z0wIEB4T9A2g4EHMy8Ji40jlb6i)" <<'EOF'
import json, struct, sys, zlib
token = sys.argv[1]
seen, hidden = token.replace("ghp_", "g\\u0068p_"), "".join("\\u%04x" % ord(c) for c in token)
def put(name, text):
    open("lines/" + name, "w").write(text)
put("config.json", json.dumps({"model_type": "bert", "note": {"deep": ["T"]}}, indent=1).replace("T", seen))
put("tokenizer_config.json", json.dumps({"tokenizer_class": "X", "chat_template": "{{ messages }} T"}).replace("T", hidden, 1))
put("lists.json", json.dumps({"rows": [{"a": 1}], "words": [["x", "T"]]}).replace("T", hidden))
put("broken.json", '{"a": "T", /* no JSON */ }'.replace("T", seen))
put("package-lock.json", json.dumps({"lockfileVersion": 3, "packages": {"": {"note": "T"}}}).replace("T", seen))
put("twice.json", json.dumps({"inner": json.dumps({"t": "T"})}).replace("T", seen.replace("\\", "\\\\")))
put("app.yaml", 'a: 1\nb:\n  key: "%s"\n' % token.replace("ghp_", "g\\x68p_"))
put("long.yaml", 'key: "%s"\n' % "".join("\\U%08x" % ord(c) for c in token))
put("app.py", "import os\n\n\nT = '%s'\n" % "".join("\\x%02x" % ord(c) for c in token))
put("far.json", json.dumps({"model_type": "x", "pad": ["p" * 70000, "\\u0041" * 30000, "T"]}).replace("T", hidden))
put("plain.json", json.dumps({"model_type": "bert", "note": "\\u003cb\\u003e T"}).replace("T", token).replace("\\\\", "\\"))
put("decimal.html", "<p>\n<b>%s</b>\n" % "".join("&#%d;" % ord(c) for c in token))
put("hexadecimal.xml", "<a>\n<b c='%s'/></a>\n" % "".join("&#x%x;" % ord(c) for c in token))
put("percent.txt", "GET /a?t=%s HTTP/1.1\n" % "".join("%%%02X" % ord(c) for c in token))
put("address.html", "<p>write to ana.lee&#64;mail-7f3kq.org</p>\n")
put("printf.c", 'printf("%4d%4d %20s &#39;x&#39; &#x2F;", ' + token[:-1] + ");\n")
head = json.dumps({"__metadata__": {"note": "T"}, "w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).replace("T", seen)
open("lines/m.safetensors", "wb").write(len(head).to_bytes(8, "little") + head.encode() + bytes(4))
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
open("lines/private.png", "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) +
    chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"prVt", b"\0\1token=" + token.encode()) + chunk(b"IEND", b""))
mails = ["ana.lee%d@mail-7f3kq.org" % i for i in range(3)]
put("people.json", json.dumps({"model_type": "x", "people": [[m] for m in mails]}).replace("@", "\\u0040"))
EOF
run 0 list -f json lines
for file in config.json tokenizer_config.json broken.json package-lock.json twice.json app.yaml app.py far.json plain.json m.safetensors \
    lists.json long.yaml decimal.html hexadecimal.xml percent.txt private.png; do
    [ "$(count "$file" secret.github-token)" = 1 ] || fail "$file: the token was seen $(count "$file" secret.github-token) times"
done
[ "$(count people.json pii.email)" = 3 ] || fail "people.json: $(count people.json pii.email) of 3 addresses were seen"

[ "$(count address.html pii.email)" = 1 ] || fail "address.html: the address was not seen"
[ "$(jq '[.items[] | select(.path == ["printf.c"]) | .observations[]?] | length' out)" = 0 ] || fail "printf.c: something was seen"

# place FILE: line and column of the token
place() {
    jq -c --arg f "$1" '.items[] | select(.path == [$f]) | .observations[] | select(.class == "secret.github-token") | .places[0] | [.line, .column]' out
}
[ "$(place app.yaml)" = "[3,9]" ] || fail "app.yaml: the token stands at $(place app.yaml)"
[ "$(place app.py)" = "[4,6]" ] || fail "app.py: the token stands at $(place app.py)"
[ "$(place decimal.html)" = "[2,4]" ] || fail "decimal.html: the token stands at $(place decimal.html)"
[ "$(place config.json)" = "[5,5]" ] || fail "config.json: the token stands at $(place config.json)"
