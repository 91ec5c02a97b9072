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
