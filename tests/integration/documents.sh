#!/usr/bin/env bash
# What documents say is searched as a person reads it: runs of Word, PowerPoint and OpenDocument put together,
# the packed text of a PDF.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir box
python3 - "ghp_$(printf IqIMNOZH6z0wIEB4T9A2g4EHMy8Ji40jlb6i)" <<'EOF'
import sys, zipfile, zlib
token, mail = sys.argv[1], "ana.lee@mail-7f3kq.org"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = ('xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
     'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"')
def office(name, member, text):
    with zipfile.ZipFile("box/" + name, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(member, '<?xml version="1.0" encoding="UTF-8"?>' + text)
def runs(text, tag, size=7):
    return "".join(f"<{tag}:r><{tag}:rPr/><{tag}:t>{text[i:i + size]}</{tag}:t></{tag}:r>" for i in range(0, len(text), size))
def word(name, *texts):
    office(name, "word/document.xml", f"<w:document {W}><w:body>" + "".join(f"<w:p>{runs(t, 'w')}</w:p>" for t in texts) + "</w:body></w:document>")
word("runs.docx", "The key is " + token, "write to " + mail)
word("apart.docx", token[:20], token[20:])  # two paragraphs: no token
office("note.docx", "word/comments.xml", f"<w:comments {W}><w:comment><w:p>{runs('see ' + token, 'w')}</w:p></w:comment></w:comments>")
office("slides.pptx", "ppt/slides/slide1.xml", f"<p:sld {A}><p:txBody><a:p>{runs(token, 'a')}</a:p></p:txBody></p:sld>")
office("text.odt", "content.xml", '<office:document-content xmlns:office="urn:o" xmlns:text="urn:t"><office:body><office:text><text:p>Key <text:span>%s</text:span><text:span>%s</text:span></text:p></office:text></office:body></office:document-content>' % (token[:11], token[11:]))

def pdf(name, *streams, more=b"", packed=True, filters=b"/Filter /FlateDecode"):
    out = b"%PDF-1.7\n"
    for number, (data, words) in enumerate(streams, 3):
        body = zlib.compress(data) if packed else data
        out += b"%d 0 obj\n<< %s /Length %d %s >>\nstream\n%s\nendstream\nendobj\n" % (number, filters if packed else b"", len(body), words, body)
    open("box/" + name, "wb").write(out + more + b"trailer << /Root 1 0 R >>\n%%EOF\n")
def pieces(text, size):
    return b"[" + b" -3 ".join(b"(" + text[i:i + size].encode() + b")" for i in range(0, len(text), size)) + b"] TJ"
page = b"BT /F1 11 Tf 1 0 0 1 72 700 Tm " + pieces("Key: " + token, 2) + b" ET\n"
pdf("page.pdf", (page, b""))
pdf("tj.pdf", (b"BT /F1 9 Tf 72 700 Td " + b" ".join(b"(%c) Tj" % c for c in (" " + token + " ").encode()) + b" ET", b""))
pdf("tm.pdf", (b"".join(b"BT /F1 9 Tf 1 0 0 1 %d 700.3 Tm [(%s)] TJ ET\n" % (72 + 9 * i, token[i:i + 6].encode()) for i in range(0, len(token), 6)), b""))
pdf("lines.pdf", (b"BT 1 0 0 1 72 700 Tm (%s) Tj 1 0 0 1 72 686 Tm (%s) Tj ET" % (token[:20].encode(), token[20:].encode()), b""))
pdf("object.pdf", (b"12 0 13 40 << /Title (x) /Author (%s) >> << /T (y) >>" % mail.encode(), b"/Type /ObjStm /N 2 /First 10"))
pdf("utf16.pdf", more=b"9 0 obj << /Author <FEFF%s> >> endobj\n" % mail.encode("utf-16-be").hex().encode())
pdf("escaped.pdf", (b"BT (g\\150p\\137%s) Tj ET" % token[4:].encode(), b""), packed=False)
pdf("attached.pdf", (("a = '%s'\n" % token).encode(), b"/Type /EmbeddedFile"))
pdf("locked.pdf", (page, b""), more=b"8 0 obj << /Filter /Standard >> endobj\ntrailer << /Encrypt 8 0 R >>\n")
pdf("lzw.pdf", (page, b""), filters=b"/Filter /LZWDecode")
pdf("bomb.pdf", (b"(" + bytes(80 << 20) + b") Tj", b""))
EOF
run 3 list -f json box
# count FILE CLASS
count() {
    jq --arg f "$1" --arg c "$2" '[.items[] | select(.path[0] == $f) | .observations[]? | select(.class == $c) | .count] | add // 0' out
}
for file in runs.docx note.docx slides.pptx text.odt page.pdf tj.pdf tm.pdf escaped.pdf attached.pdf; do
    [ "$(count "$file" secret.github-token)" = 1 ] || fail "$file: the token was seen $(count "$file" secret.github-token) times"
done
for file in runs.docx object.pdf utf16.pdf; do
    [ "$(count "$file" pii.email)" = 1 ] || fail "$file: the address was seen $(count "$file" pii.email) times"
done
for file in apart.docx lines.pdf locked.pdf; do
    [ "$(count "$file" secret.github-token)" = 0 ] || fail "$file: a token was seen"
done
gaps() {
    jq -r --arg f "$1" '[.gaps[] | select(.path == [$f]) | .id] | join(" ")' out
}
[ "$(gaps locked.pdf)" = data.encrypted ] || fail "locked.pdf: $(gaps locked.pdf)"
[ "$(gaps lzw.pdf)" = data.format-unread ] || fail "lzw.pdf: $(gaps lzw.pdf)"
[ "$(gaps bomb.pdf)" = bundle.ratio-limit ] || fail "bomb.pdf: $(gaps bomb.pdf)"
[ "$(jq '.gaps | length' out)" = 3 ] || fail "other gaps: $(jq -c .gaps out)"
