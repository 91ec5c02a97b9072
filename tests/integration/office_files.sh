#!/usr/bin/env bash
# Files of Office beside the texts of documents (documents.sh) and the cells of sheets (tables.sh): what pivot
# tables keep of their source, tables of Word, RTF, comments and drawings, workbooks in binary form, files of Office 97 to 2003 and
# those behind a password. What is not read is a gap.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir box cut
python3 - "ghp_$(printf IqIMNOZH6z0wIEB4T9A2g4EHMy8Ji40jlb6i)" <<'EOF'
import struct, sys, zipfile
token = sys.argv[1]
cards = """4539578763621486 4485275742308327 4916338506082832 4556737586899855 4024007136512380 5425233430109903
4532015112830366 4929420573595709 4716461583322103 4532261615476013 4539682995824395 5105105105105100""".split()
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
D = 'xmlns:xdr="urn:x" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
def book(name, **parts):
    with zipfile.ZipFile("box/" + name, "w", zipfile.ZIP_DEFLATED) as out:
        if name.endswith("xlsx"):
            out.writestr("xl/workbook.xml", f'<workbook {S}><sheets><sheet name="A" sheetId="1"/></sheets></workbook>')
            out.writestr("xl/worksheets/sheet1.xml", f'<worksheet {S}><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>')
        for path, text in parts.items():
            out.writestr(path, text)
def cut(name, *paths): # in the middle, behind an element's end: a reader that does not count tags takes it for whole
    with zipfile.ZipFile("box/" + name) as whole:
        for path in paths:
            text = whole.read(path).decode()
            with zipfile.ZipFile(f"cut/{name}-{path.split('/')[-1]}.zip", "w") as out:
                out.writestr(path, text[:text.index(">", len(text) // 2) + 1])
runs = lambda tag: "".join(f"<{tag}r><{tag}t>{token[i:i + 7]}</{tag}t></{tag}r>" for i in range(0, len(token), 7))
fields = ('<cacheField name="region"><sharedItems><s v="north"/><m/><s v="south"/></sharedItems></cacheField>'
          '<cacheField name="pan"><sharedItems containsInteger="1"/></cacheField>')
records = "".join(f'<r><x v="{i % 3}"/><n v="{card}"/></r>' for i, card in enumerate(cards))
book("pivot.xlsx", **{"xl/pivotCache/pivotCacheDefinition1.xml": f"<pivotCacheDefinition {S}><cacheFields>{fields}</cacheFields></pivotCacheDefinition>",
                      "xl/pivotCache/pivotCacheRecords1.xml": f"<pivotCacheRecords {S}>{records}</pivotCacheRecords>"})
items = "".join(f'<s v="{card}"/>' for card in cards)
book("items.xlsx", **{"xl/pivotCache/pivotCacheDefinition1.xml":
                      f'<pivotCacheDefinition {S}><cacheFields><cacheField name="pan"><sharedItems>{items}</sharedItems></cacheField></cacheFields></pivotCacheDefinition>'})
coded = "".join(f'<s v="&#{ord(card[0])};{card[1:]}"/>' for card in cards) # as references to characters
book("coded.xlsx", **{"xl/pivotCache/pivotCacheDefinition1.xml":
                      f'<pivotCacheDefinition {S}><cacheFields><cacheField name="pan"><sharedItems>{coded}</sharedItems></cacheField></cacheFields></pivotCacheDefinition>'})
book("comment.xlsx", **{"xl/comments1.xml": f'<comments {S}><commentList><comment ref="A1"><text>{runs("")}</text></comment></commentList></comments>'})
book("drawing.xlsx", **{"xl/drawings/drawing1.xml": f'<xdr:wsDr {D}><a:p>{runs("a:")}</a:p></xdr:wsDr>'})
book("graphic.docx", **{"word/diagrams/data1.xml": f'<dgm:dataModel xmlns:dgm="urn:d" {D}><a:p>{runs("a:")}</a:p></dgm:dataModel>'})
rows = [("Customer", "Date of birth")] + list(zip("Anna Berg,Jonas Weber,Maria Rossi,Pierre Dupont,Eva Novak,John Smith".split(","),
        "1984-03-12,1979-11-02,1990-05-23,1988-07-30,1965-01-19,1972-10-10".split(",")))
def table(row, cell):
    return "".join(f"<{row}>" + "".join(cell % text for text in texts) + f"</{row}>" for texts in rows)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
book("table.docx", **{"word/document.xml": f"<w:document {W}><w:tbl>{table('w:tr', '<w:tc><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:tc>')}</w:tbl><w:p><w:r><w:t>end</w:t></w:r></w:p></w:document>"})
book("table.pptx", **{"ppt/slides/slide1.xml": f'<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" {D}><a:tbl>{table("a:tr", "<a:tc><a:txBody><a:p><a:r><a:t>%s</a:t></a:r></a:p></a:txBody></a:tc>")}</a:tbl></p:sld>'})
open("box/runs.rtf", "w").write(r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\b The key }{\i is} {\rtlch " + r"}{\f0\insrsid7 ".join(token[i:i + 6] for i in range(0, len(token), 6)) + r"}\par}")
open("box/codes.rtf", "w").write(r"{\rtf1\ansi\uc1 " + "".join(r"\'%02x" % ord(c) if i % 2 else r"\u%d?" % ord(c) for i, c in enumerate(token)) + r"\par}")
row = lambda texts: r"\trowd\cellx100\cellx200\pard\intbl " + "".join(r"{\rtlch %s\cell}" % text for text in texts) + r"\row" + "\n"
open("box/table.rtf", "w").write(r"{\rtf1\ansi before\par " + "".join(map(row, rows)) + r"\pard after\par}")
open("box/object.rtf", "w").write(r"{\rtf1\ansi{\pict\pngblip 89504e47}\par{\object\objemb{\*\objdata 0105000002000000}}}")
book("macros.docm", **{"word/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)})
wide = lambda text: text.encode("utf-16-le")
book("binary.xlsb", **{"xl/workbook.bin": b"\x83\x01\0", "xl/worksheets/sheet1.bin": b"\x81\x01\0\x82\x01\0",
                       "xl/sharedStrings.bin": b"\x9f\x01\x08\1\0\0\0\1\0\0\0" + b"\x13\x55\0" + struct.pack("<I", len(token)) + wide(token) + b"\xa0\x01\0"})
compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
open("box/old.doc", "wb").write(compound + wide("The key is " + token) + bytes(700))
open("box/odd.msg", "wb").write(compound + b"\1" + wide(token) + bytes(700))
open("box/far.doc", "wb").write(compound + bytes(65536 - 512 - 33) + wide(token) + bytes(700))
open("box/old.xls", "wb").write(compound + bytes(700) + wide("_VBA_PROJECT") + bytes(700))
open("box/locked.docx", "wb").write(compound + wide("EncryptedPackage") + bytes(700))
cut("pivot.xlsx", "xl/pivotCache/pivotCacheDefinition1.xml", "xl/pivotCache/pivotCacheRecords1.xml", "xl/worksheets/sheet1.xml")
cut("table.docx", "word/document.xml")
EOF
run 3 list --no-cache -f json box
seen() {
    jq -r --arg f "$1" '[.items[] | select(.path[0] == $f) | .observations[]? | select(.confidence == "high") | .class] | unique | join(" ")' out
}
for file in runs.rtf codes.rtf comment.xlsx drawing.xlsx graphic.docx binary.xlsb old.doc odd.msg far.doc; do
    [ "$(seen $file)" = secret.github-token ] || fail "$file: seen is $(seen $file)"
done
for file in pivot.xlsx items.xlsx coded.xlsx; do
    [ "$(seen $file)" = pii.credit-card ] || fail "$file: seen is $(seen $file)"
done
for file in table.docx table.pptx table.rtf; do
    [ "$(seen $file)" = "pii.date-of-birth pii.person-name" ] || fail "$file: seen is $(seen $file)"
done
gaps() {
    jq -r --arg f "$1" '[.gaps[] | select(.path[0] == $f) | .id] | join(" ")' out
}
for file in old.doc odd.msg far.doc object.rtf; do
    [ "$(gaps $file)" = data.format-unread ] || fail "$file: $(gaps $file)"
done
[ "$(gaps old.xls)" = "data.bad-record data.format-unread" ] || fail "old.xls: $(gaps old.xls)"
[ "$(gaps locked.docx)" = data.encrypted ] || fail "locked.docx: $(gaps locked.docx)"
[ "$(jq '.gaps | length' out)" = 7 ] || fail "other gaps: $(jq -c .gaps out)"
told() {
    jq -r --arg f "$1" '[.items[] | select(.path[-1] == $f) | "\(.kind) \(.format) \(.load // "-")"] | join(", ")' out
}
[ "$(told old.doc)" = "document compound -" ] || fail "old.doc: $(told old.doc)"
[ "$(told old.xls)" = "dataset compound suspicious" ] || fail "old.xls: $(told old.xls)"
[ "$(told word/vbaProject.bin)" = "code vba suspicious" ] || fail "macros of Word: $(told word/vbaProject.bin)"
jq -e '.items[] | select(.path[-1] == "xl/pivotCache/pivotCacheRecords1.xml") | .facts
       | .["dataset.rows"].value == 12 and .["dataset.columns"].value == 2' out >/dev/null || fail "rows of a pivot table"
jq -e '.items[] | select(.path == ["pivot.xlsx", "xl/pivotCache/pivotCacheDefinition1.xml"]) | .facts
       | .["dataset.column-names"].value == ["region", "pan"]' out >/dev/null || fail "columns of a pivot table"

# Parts that break off are gaps.
run 3 list --no-cache -f json cut
[ "$(jq '[.gaps[] | select(.path | length == 2)] | length' out)" = 4 ] || fail "parts that break off: $(jq -c .gaps out)"
