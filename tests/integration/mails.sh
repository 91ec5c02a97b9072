#!/usr/bin/env bash
# What is attached to a mail is examined as the file that it is, whatever the mail is written in; in a box of mails too.
# What stands between parts is searched, and what does not hold together is told. Plain texts that look like mails stay texts.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

cat >make.py <<'PY'
import base64, mailbox, os, pickle, random
from email.message import EmailMessage
from email.policy import SMTP
random.seed(3)
rows = "name,ssn,email\n" + "".join(f"P{i},{random.randint(1, 600):03}-{random.randint(1, 99):02}-{random.randint(1, 9999):04},p{i}@corp{i}.org\n" for i in range(30))
class Runs:
    def __reduce__(self):
        return os.system, ("true",)
def mail(text="see what is attached"):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"], message["Date"] = "x@corp.org", "y@corp.org", "data", "Mon, 02 Nov 2026 10:00:00 +0000"
    message.set_content(text)
    return message
def write(name, data):
    with open("in/" + name, "wb") as file:
        file.write(data)
os.mkdir("in")
full = mail()
full.add_attachment(rows.encode(), maintype="text", subtype="csv", filename="Leute von hier.csv", cte="base64")
full.add_attachment(rows, subtype="csv", filename="quoted.csv", cte="quoted-printable")
full.add_attachment(pickle.dumps(Runs()), maintype="application", subtype="octet-stream", filename="model.pkl")
forwarded = mail("forwarded")
forwarded.add_attachment(full)
write("full.eml", full.as_bytes(policy=SMTP))
write("forwarded.eml", forwarded.as_bytes())
box = mailbox.mbox("in/all.mbox")
box.add(mail())
box.add(full)
box.close()
write("plain.eml", mail("see jane.roe@q7f3kq.org").as_bytes())
def named(name, disposition, kind=b"text/csv"):
    write(name, b"From: a@corp.org\nTo: b@corp.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary*0=cu; boundary*1=t\n\n--cut\nContent-Type: " + kind +
          b"\nContent-Disposition: attachment; " + disposition + b"\n\na,b\n--cut--\n")
named("plain-name.eml", b'filename="a \\"b\\".csv"')
named("words.eml", b'filename="=?utf-8?B?w6Q=?= =?utf-8?q?_b=20c?= d.csv"')
named("parts.eml", b"filename*0*=utf-8''%C3%A4; filename*1=\" b\";\n filename*2*=%20c.csv; filename=old.csv")
named("of-type.eml", b"size=3", b"text/csv; name*=utf-8'de'%C3%A4.csv")
write("fix.patch", b"From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\nFrom: A <a@corp.org>\nDate: Mon, 2 Nov 2026\nSubject: [PATCH] x\n\n---\n a | 1 +\n")
os.mkdir("bad")
def bad(name, text):
    with open("bad/" + name, "wb") as file:
        file.write(b"From: a@corp.org\nTo: b@corp.org\nMIME-Version: 1.0\n" + text)
parts = b"Content-Type: multipart/mixed; boundary=cut\n\nbefore\n--cut\n\none\n--cut\nContent-Disposition: attachment; filename=%s\n%s\ntwo\n"
bad("short.eml", parts % (b"a.txt", b""))
bad("encoding.eml", parts % (b"a.txt", b"Content-Transfer-Encoding: x-uuencode\n") + b"--cut--\n")
bad("letters.eml", parts % (b"a.txt", b"Content-Transfer-Encoding: base64\n") + b"dHdv*\n--cut--\n")
bad("twice.eml", b"Content-Type: text/plain\n" + parts % (b"a.txt", b"") + b"--cut--\n")
bad("no-end.eml", b"Content-Type: multipart/mixed; boundary=cut\n\n--cut\nContent-Transfer-Encoding: base64\n"
    b"Content-Disposition: attachment; filename=model.pkl\n" + base64.b64encode(pickle.dumps(Runs())) + b"\n--cut--\n")
bad("no-end-above.eml", b"Content-Type: multipart/mixed; boundary=cut\n--cut\n\none\n--cut--\n")
bad("between.eml", b"Content-Type: multipart/mixed\n\n--cut\n\none\n--cut--\n")
bad("out.eml", parts % (b"../../.bashrc", b"") + b"--cut--\n")
bad("behind.eml", parts % (b"a.txt", b"") + b"--cut--\nghp_" + b"IqIMNOZH6z0wIEB4T9A2g4EHMy8Ji40jlb6i\n")
deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(40))
bad("deep.eml", deep + b"\nlast\n" + b"".join(b"--b%d--\n" % i for i in range(39, -1, -1)))
PY
python3 make.py
cat >judge.py <<'PY'
import json
items = {"!".join(item["path"]): item for item in json.load(open("out"))["items"]}
def seen(path):
    return sorted((o["class"], o["confidence"], o["count"]) for o in items[path].get("observations", []))
people = [("pii.email", "high", 30), ("pii.us-ssn", "high", 30)]
mails = ["full.eml", "forwarded.eml!2.eml", "all.mbox!2.eml"]
for mail in mails:
    assert items[mail]["format"] == "mail", items[mail]
    assert seen(f"{mail}!2/Leute von hier.csv") == seen(f"{mail}!3/quoted.csv") == people, mail
    assert items[f"{mail}!4/model.pkl"]["load"] == "dangerous", items[f"{mail}!4/model.pkl"]
assert items["all.mbox"]["format"] == "mbox"
for mail, name in ("plain-name", 'a "b".csv'), ("words", "ä b c d.csv"), ("parts", "ä b c.csv"), ("of-type", "ä.csv"):
    assert f"{mail}.eml!1/{name}" in items, [path for path in items if path.startswith(mail)]
for text in "plain.eml", "fix.patch":
    assert items[text]["kind"] != "container" and seen(text), items[text]
assert ("pii.email", "medium", 2) in seen("full.eml"), seen("full.eml") # its header
PY
run 0 list --no-cache -f json in
python3 judge.py || fail "parts of mails are not what they are as files"

# --- what is wrong is told, and the rest is examined
run 3 list --no-cache bad
says "gap[bundle.truncated]: short.eml: the mail is cut short" \
    "gap[bundle.method-unsupported]: encoding.eml: a part in an encoding that is not known" \
    "gap[bundle.bad-header]: letters.eml: a part has bytes that its encoding has not" \
    "gap[bundle.bad-header]: twice.eml: a header that tells twice" \
    "gap[bundle.bad-header]: no-end.eml: a header without the empty line" \
    "gap[bundle.bad-header]: no-end-above.eml: a header without the empty line" "no-end-above.eml!/1.txt" \
    "gap[bundle.bad-header]: between.eml: a header that says that parts follow" \
    "gap[bundle.unsafe-path]: out.eml!/2/../../.bashrc" \
    "gap[bundle.depth-limit]: deep.eml: parts in more than 32 others"
run 3 list --no-cache -f json bad
[ "$(jq -r '[.items[] | select(.path == ["behind.eml"]) | .observations[].class] | contains(["secret.github-token"])' out)" = true ] || fail "a token behind the parts is not seen: $(cat out)"
[ "$(jq -r '.items[] | select(.path == ["no-end.eml", "1/model.pkl"]).load' out)" = dangerous ] || fail "a pickle behind a header without an end"
[ "$(jq '[.items[] | select(.path[0] == "short.eml" and .path[1])] | length' out)" = 2 ] || fail "parts before the cut"
