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

# fonts that number their letters in their own way
def objects(name, *parts):
    out = b"%PDF-1.7\n"
    for part in parts:
        number, words, data = (*part, None)[:3]
        if data is None:
            out += b"%d 0 obj\n%s\nendobj\n" % (number, words)
        else:
            body = zlib.compress(data)
            out += b"%d 0 obj\n<< /Filter /FlateDecode /Length %d %s >>\nstream\n%s\nendstream\nendobj\n" % (number, len(body), words, body)
    open("box/" + name, "wb").write(out + b"trailer << /Root 1 0 R >>\n%%EOF\n")
letters = sorted(set(token + mail + "Key: "))
def codes(text, offset=3):
    return "".join("%04X" % (offset + letters.index(c)) for c in text).encode()
def cmap(offset=3, form="char"):
    lines = {"char": ["%d beginbfchar" % len(letters)] + ["<%04x> <%04x>" % (offset + i, ord(c)) for i, c in enumerate(letters)] + ["endbfchar"],
             "list": ["1 beginbfrange", "<%04x> <%04x> [%s]" % (offset, offset + len(letters) - 1, " ".join("<%04x>" % ord(c) for c in letters)), "endbfrange"],
             "range": ["%d beginbfrange" % len(letters)] + ["<%04x> <%04x> <%04x>" % (offset + i, offset + i, ord(c)) for i, c in enumerate(letters)] + ["endbfrange"]}[form]
    return "\n".join(["/CIDInit /ProcSet findresource begin", "1 begincodespacerange <0000> <FFFF> endcodespacerange"] + lines).encode()
def shown(text, font=b"F1", offset=3):
    return b"q BT /%s 11 Tf 1 0 0 1 72 700 Tm [<%s> 20 <%s>] TJ ET Q" % (font, codes(text[:9], offset), codes(text[9:], offset))
font = b"<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Any /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode %d 0 R >>"
tree = (1, b"<< /Type /Page /Contents 2 0 R /Resources << /Font << /F1 5 0 R >> >> >>")
for form in "char", "list", "range":
    objects("font-%s.pdf" % form, tree, (2, b"", shown("Key: " + token)), (5, font % 7), (7, b"", cmap(form=form)))
objects("font-late.pdf", (7, b"", cmap()), (2, b"", shown(token)), (5, font % 7), tree)
objects("font-name.pdf", (1, b"<< /Resources << /Font 4 0 R >> >>"), (4, b"<< /F#31 5 0 R >>"), (2, b"", shown(token)), (5, font.replace(b"ToUnicode", b"To#55nicode") % 7), (7, b"", cmap()))
objects("font-here.pdf", (1, b"<< /Resources << /Font << /F1 %s >> >> >>" % (font % 7)), (2, b"", shown(token)), (7, b"", cmap()))
packed = [(1, tree[1]), (5, font % 7)]
head, body = b"", b""
for number, text in packed:
    head += b"%d %d " % (number, len(body))
    body += text + b" "
objects("font-packed.pdf", (2, b"", shown(token)), (7, b"", cmap()), (9, b"/Type /ObjStm /N 2 /First %d" % len(head), head + body))
objects("font-newer.pdf", tree, (2, b"", shown(token)), (5, font % 7), (7, b"", cmap(offset=60)), (7, b"", cmap()))
objects("font-twice.pdf", tree, (2, b"", shown(token)), (5, font % 7), (7, b"", cmap()), (11, b"<< /Resources << /Font << /F1 15 0 R >> >> >>"),
        (12, b"", shown(mail, offset=40)), (15, font % 17), (17, b"", cmap(offset=40)))
names = {"_": "underscore", "@": "at", "-": "hyphen", ".": "period", ":": "colon", " ": "space", **dict(zip("0123456789", "zero one two three four five six seven eight nine".split()))}
simple = b"<< /Type /Font /Subtype /Type3 /Encoding << /Differences [1 %s] >> >>"
def bytecodes(text):
    return "".join("%02X" % (1 + letters.index(c)) for c in text).encode()
objects("font-glyphs.pdf", tree, (2, b"", b"BT /F1 9 Tf <%s> Tj ET" % bytecodes(token)), (5, simple % " ".join("/" + names.get(c, c) for c in letters).encode()))
objects("font-coding.pdf", tree, (2, b"", b"BT /F1 9 Tf <%s> Tj ET" % bytecodes(token)), (5, b"<< /Type /Font /Subtype /TrueType /Encoding 8 0 R >>"),
        (8, b"<< /Type /Encoding /Differences [1 %s] >>" % " ".join("/uni%04X" % ord(c) for c in letters).encode()))
objects("font-silent.pdf", tree, (2, b"", shown(token)), (5, font.replace(b"/ToUnicode %d 0 R", b"") + b""))
objects("font-numbers.pdf", tree, (2, b"", b"BT /F1 9 Tf <%s> Tj ET" % bytecodes(token)), (5, simple % " ".join("/g%d" % i for i in range(60)).encode()))
wide = b"\n".join([b"/Adobe-Identity-UCS usecmap", b"2 beginbfrange <00000000> <FFFFFFFF> <0041> <0003> <FFFF> [<0041>]"] + [b"<0000> <FFFF> <%s>" % (b"0041" * 2)] * 400)
objects("font-wide.pdf", tree, (2, b"", shown(token)), (5, font % 7), (7, b"/UseCMap 7 0 R", wide))
objects("font-many.pdf", *[(100 + i, b"<< /Font << /F1 %d 0 R >> >>" % (200 + i)) for i in range(12)], *[(200 + i, font % (300 + i)) for i in range(12)],
        *[(300 + i, b"", cmap(offset=3 + i)) for i in range(12)], (2, b"", shown(token)))
# made to cost: the same bytes for every pair, fonts and names by the thousand, room that nothing fills
pairs = b"1 0 1 8000000 " * 280000
objects("cost-pairs.pdf", (2, b"", shown(token)), (9, b"/Type /ObjStm /N 560000 /First %d" % len(pairs), pairs + b"(a) " * 2000000))
objects("cost-fonts.pdf", (2, b"", shown(token)), *[(5, simple % b"/A /B" + b" " + font % 7) for i in range(1200)],
        *[(7, b"", b"1 beginbfchar <%04x> <0041> endbfchar" % (i % 7)) for i in range(1200)],
        (1, b"<< " + b" ".join(b"/N%d 5 0 R" % i for i in range(60000)) + b" >>"))
objects("cost-room.pdf", *[(100 + i, font % (600 + i)) for i in range(300)], *[(600 + i, b"", b"1 beginbfchar <FFFF> <0041> endbfchar") for i in range(300)])
objects("font-ligatures.pdf", tree, (2, b"", shown(token)), (5, font % 7), (7, b"", b"1 beginbfrange <0100> <FFFF> <%s> endbfrange " % (b"3042" * 16) + cmap()))
pdf("bomb.pdf", (b"(" + bytes(65 << 20) + b") Tj", b""))
EOF
code=0
timeout -s KILL 60 "$ASSAY" list -f json box >out 2>err || code=$? # what is made to cost takes a second
[ "$code" = 3 ] || fail "the documents: exit code $code, wanted 3"
jq -r '[.items[] | {file: .path[0]} + (.observations[]? | {class, count})] | group_by([.file, .class])[] |
    "\(.[0].file) \(.[0].class) \(map(.count) | add)"' out >counts
jq -r '.gaps[] | "\(.path | join("!/")) \(.id)"' out >gaps
# count FILE CLASS
count() {
    awk -v file="$1" -v class="$2" '$1 == file && $2 == class { count = $3 } END { print count + 0 }' counts
}
for file in runs.docx note.docx slides.pptx text.odt page.pdf tj.pdf tm.pdf escaped.pdf attached.pdf \
    font-char.pdf font-list.pdf font-range.pdf font-late.pdf font-name.pdf font-here.pdf font-packed.pdf font-newer.pdf font-twice.pdf \
    font-glyphs.pdf font-coding.pdf font-many.pdf font-ligatures.pdf; do
    [ "$(count "$file" secret.github-token)" = 1 ] || fail "$file: the token was seen $(count "$file" secret.github-token) times"
done
for file in runs.docx object.pdf utf16.pdf font-twice.pdf; do
    [ "$(count "$file" pii.email)" = 1 ] || fail "$file: the address was seen $(count "$file" pii.email) times"
done
for file in apart.docx lines.pdf locked.pdf; do
    [ "$(count "$file" secret.github-token)" = 0 ] || fail "$file: a token was seen"
done
gaps() {
    awk -v file="$1" '$1 == file { print $2 }' gaps
}
[ "$(gaps locked.pdf)" = data.encrypted ] || fail "locked.pdf: $(gaps locked.pdf)"
[ "$(gaps lzw.pdf)" = data.format-unread ] || fail "lzw.pdf: $(gaps lzw.pdf)"
[ "$(gaps bomb.pdf)" = bundle.ratio-limit ] || fail "bomb.pdf: $(gaps bomb.pdf)"
for file in font-silent.pdf font-numbers.pdf font-wide.pdf font-many.pdf font-ligatures.pdf cost-pairs.pdf cost-fonts.pdf cost-room.pdf; do
    [ "$(gaps "$file")" = data.format-unread ] || fail "$file: $(gaps "$file")"
done
jq -r '.gaps[] | select(.path == ["font-silent.pdf"]) | .why' out | grep -q '^40 letters of its pages could not be read' || fail "the words of a silent font"
[ "$(wc -l <gaps)" = 11 ] || fail "other gaps: $(jq -c .gaps out)"

# the word "stream" begins bytes behind a dictionary alone: in a title or a name it is a word
mkdir words
python3 - <<'PY'
import zlib
page = zlib.compress(b"BT /F1 12 Tf (mail anna.smith@example.org) Tj ET")
for name, said, between in (("live", b"/Title (Livestream notes)", b"\n"), ("of", b"/Title (a stream of notes)", b"\n"),
                            ("key", b"/Downstream 3", b"\n"), ("comment", b"/A 1", b" % bytes\n")):
    with open(f"words/{name}.pdf", "wb") as out:
        out.write(b"%PDF-1.4\n1 0 obj\n<< " + said + b" >>\nendobj\n2 0 obj\n<</Length " + str(len(page)).encode()
                  + b"/Filter/FlateDecode>>" + between + b"stream\n" + page + b"\nendstream\nendobj\n%%EOF\n")
mail = b"mail anna.smith@example.org"
for name, page in (("no-picture", b"ID BT /F1 12 Tf (" + mail + b") Tj ET"),
                   ("picture", b"BI /W 8 /H 8 ID aaEI(xx\x01\x02EIbb( EI BT (" + mail + b") Tj ET"),
                   ("unclosed", b"BT (x) Tj (" + mail), ("long", b"BT (" + b"x" * (1 << 20) + b" " + mail + b") Tj ET")):
    page = zlib.compress(page)
    with open(f"words/{name}.pdf", "wb") as out:
        out.write(b"%PDF-1.4\n2 0 obj\n<</Length " + str(len(page)).encode() + b"/Filter/FlateDecode>>\nstream\n"
                  + page + b"\nendstream\nendobj\n%%EOF\n")
PY
run 0 list -v words
[ "$(grep -c pii.email out)" = 8 ] || fail "a page behind the word stream was not read"

# what a dictionary says counts by its own keys: no word of a string or of another dictionary hides a page
mkdir dictionaries
python3 - <<'PY'
import zlib
page = zlib.compress(b"BT /F1 12 Tf [(mail anna.sm) -20 (ith@example.org)] TJ ET")
packed = b"/Filter/FlateDecode"
for name, said, before in (
        ("length1", packed + b"/Length1 0", b""), ("metadata", packed + b"/Metadata 7 0 R", b""),
        ("type", packed + b"/Type/Metadata", b""), ("escaped", b"/F#69lter/Fl#61teDecode", b""),
        ("image", packed + b"/Subtype/Image/Width 1/Height 1", b""), ("title", packed + b"/Title (5 0 obj)", b""),
        ("opened", packed + b"/Title (5 0 obj <<)", b""), ("object", packed + b"/Desc (my object)", b""),
        ("unclosed", packed, b"1 0 obj (never closed\n"), ("long", packed + b"/Pad (" + b"y" * 90000 + b")", b""),
        ("inner", packed + b"/DecodeParms<</Filter/DCTDecode/Type/Metadata>>", b"")):
    with open(f"dictionaries/{name}.pdf", "wb") as out:
        out.write(b"%PDF-1.4\n" + before + b"2 0 obj\n<<" + said + b"/Length " + str(len(page)).encode()
                  + b">>\nstream\n" + page + b"\nendstream\nendobj\n%%EOF\n")
PY
run 0 list -v dictionaries
[ "$(grep -c pii.email out)" = 11 ] || fail "a page was hidden by what its dictionary says"

# a page that says to be a picture or a font shows its text behind what looks like one
mkdir doubts
python3 - <<'PY'
import random, zlib
random.seed(7)
pixels = bytes(random.choice(b"\x80\x81\x82\x90\xa0\xff\xfe\x07") for _ in range(1 << 16))
text = b" BT /F1 12 Tf (mail anna.smith@example.org) Tj ET "
image, font = b"/Subtype/Image/Width 9/Height 9", b"/Length1 99"
cut = text.index(b"Tj") + 1
for name, said, page in (("behind", image, pixels * 3 + text + pixels), ("far", image, pixels * 60 + text), ("font", font, b"\0\1\0\0" + pixels * 2 + text),
                         ("between", image, pixels[:-cut] + text), ("string", image, pixels[:-20] + text),
                         ("last", image, pixels + text[:-4]), ("quote", image, pixels + text.replace(b"Tj", b"'")),
                         ("none", image, pixels * 9), ("large", image, None)):
    packer = zlib.compressobj(1)
    part = lambda: packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    page = zlib.compress(page, 1) if page else part() + part() * 1025
    with open(f"doubts/{name}.pdf", "wb") as out:
        out.write(b"%PDF-1.4\n2 0 obj\n<</Filter/FlateDecode" + said + b"/Length " + str(len(page)).encode()
                  + b">>\nstream\n" + page + b"\nendstream\nendobj\n%%EOF\n")
PY
run 3 list -f json doubts
[ "$(jq -r '[.items[] | select(.observations) | .path[0]] | join(" ")' out)" = "behind.pdf between.pdf far.pdf font.pdf last.pdf quote.pdf string.pdf" ] ||
    fail "pages in doubt: $(jq -c '[.items[] | [.path[0], .observations]]' out)"
[ "$(jq -r '[.gaps[] | .path[0] + " " + .id] | join(" ")' out)" = "large.pdf bundle.ratio-limit" ] || fail "gaps of pages in doubt: $(jq -c .gaps out)"
