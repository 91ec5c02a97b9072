#!/usr/bin/env bash
# Values that are packed or base64 as a whole are searched as what they hold; a pickle in one is told.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir box
python3 - "ghp_$(printf IqIMNOZH6z0wIEB4T9A2g4EHMy8Ji40jlb6i)" <<'PY'
import base64, bz2, gzip, lzma, os, pickle, sqlite3, sys, zlib
text = ("a note\n" * 30 + "key " + sys.argv[1] + "\n").encode()
class Runs:
    def __reduce__(self):
        return os.system, ("true",)
def database(name, *values):
    with sqlite3.connect("box/" + name) as db:
        db.execute("create table t (id integer, value)")
        db.executemany("insert into t values (?, ?)", enumerate(values))
forms = {"zlib": zlib.compress(text), "gzip": gzip.compress(text), "bz2": bz2.compress(text),
         "base64": base64.b64encode(text).decode(), "both": base64.b64encode(gzip.compress(text)).decode(), "twice": gzip.compress(zlib.compress(text)),
         "stored": lzma.compress(("key " + sys.argv[1]).encode()), "level0": zlib.compress(text, 0),
         "behind": zlib.compress(b"x" * 99) + sys.argv[1].encode(), "named": None,
         "cut": zlib.compress(text + os.urandom(12000))[:-2000]}
with open("named.gz", "wb") as file, gzip.GzipFile(sys.argv[1], "wb", fileobj=file) as packed:
    packed.write(b"x" * 99)
forms["named"] = open("named.gz", "rb").read()
for form, value in forms.items():
    database(form + ".sqlite", value)
    pickle.dump({"a": 1, "value": value}, open("box/" + form + ".pkl", "wb"), 4)
database("calls.sqlite", zlib.compress(pickle.dumps(Runs())))
database("plain.sqlite", zlib.compress(pickle.dumps({"a": [1, 2, 3] * 9})), "x" * 40, "aGVsbG8gd29ybGQ", b"\x1f\x8b\x08" + bytes(40), b"x\x9c" + bytes(40))
database("bomb.sqlite", *[zlib.compress(bytes(8 << 20))] * 80)
noise = os.urandom(3 << 20)
for form, value in {"gzip": gzip.compress(noise), "base64": base64.b64encode(noise[:9 << 18]).decode()}.items():
    value = value if form == "gzip" else base64.b64encode(text).decode()[:-4] + value
    database("large-" + form + ".sqlite", value)
    pickle.dump({"a": 1, "value": value}, open("box/large-" + form + ".pkl", "wb"), 4)
PY
run 3 list -f json box
count() {
    jq --arg f "$1" '[.items[] | select(.path[0] == $f) | .observations[]? | select(.class == "secret.github-token") | .count] | add // 0' out
}
for form in zlib gzip bz2 base64 both twice cut stored level0 behind named; do
    for file in "$form.sqlite" "$form.pkl"; do
        [ "$(count "$file")" = 1 ] || fail "$file: the token was seen $(count "$file") times"
    done
done
gaps() {
    jq -r --arg f "$1" '[.gaps[] | select(.path == [$f]) | .id] | join(" ")' out
}
[ "$(gaps calls.sqlite)" = data.format-unread ] || fail "calls.sqlite: $(gaps calls.sqlite)"
[ "$(gaps bomb.sqlite)" = bundle.ratio-limit ] || fail "bomb.sqlite: $(gaps bomb.sqlite)"
for form in gzip base64; do
    for file in "large-$form.sqlite" "large-$form.pkl"; do
        [ "$(gaps "$file")" = bundle.ratio-limit ] || fail "$file: $(gaps "$file")"
    done
done
for file in cut.sqlite cut.pkl; do
    [ "$(gaps "$file")" = data.bad-record ] || fail "$file: $(gaps "$file")"
done
[ "$(jq '.gaps | length' out)" = 8 ] || fail "other gaps: $(jq -c .gaps out)"
