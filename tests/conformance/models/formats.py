"""A genuine file of each format that the other families have none of: check-models holds all that
`assay explain formats` names to be met. Files that a program writes are written by it (bsdtar, ar, zstd, sqlite3);
small ones of media and medicine are those that the fuzz targets begin with."""

import hashlib
import io
import json
import os
import pickle
import sqlite3
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib

import pickles
import tensors

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(HERE, "..", "..", "..")
sys.path.insert(0, os.path.join(HERE, ".."))
import handmade_archives  # noqa: E402

LAYOUT = "{% for m in messages %}{{ '<|' + m['role'] + '|>' + m['content'] }}{% endfor %}"


def read(path):
    with open(os.path.join(SOURCE, path), "rb") as file:
        return file.read()


def seed(path, skip=0):
    """A file that a fuzz target begins with; some have a byte in front that picks the format."""
    return lambda: read("tests/fuzz/corpus/" + path)[skip:]


def text(value):
    return lambda: value.encode()


def document(value):
    return lambda: json.dumps(value).encode()


def in_folder(make):
    """What `make` leaves in the file "out", run in a folder with a file a.txt."""
    def made():
        before = os.getcwd()
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                with open("a.txt", "w") as file:
                    file.write("one line of text\n")
                make()
                with open("out", "rb") as file:
                    return file.read()
            finally:
                os.chdir(before)
    return made


def command(*words):
    return in_folder(lambda: subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))


def handmade(name):
    return in_folder(lambda: handmade_archives.WRITERS[name]("out", [("a.txt", b"one line of text\n")]))


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def tfrecord():
    size, data = struct.pack("<Q", 4), b"abcd"
    return size + crc32c(size) + data + crc32c(data)


def coreml_package():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("x.mlpackage/Data/com.apple.CoreML/model.mlmodel", seed("coreml/network")())
    return file.getvalue()


def workbook():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="People" sheetId="1"/></sheets></workbook>')
        book.writestr("xl/sharedStrings.xml", "<sst><si><t>name</t></si></sst>")
        book.writestr("xl/worksheets/sheet1.xml", '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row>'
                      '<row r="2"><c r="A2"><v>41</v></c></row></sheetData></worksheet>')
        book.writestr("xl/externalLinks/_rels/externalLink1.xml.rels",
                      '<Relationships><Relationship Target="other.xlsx" TargetMode="External"/></Relationships>')
        book.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    return file.getvalue()


def binary_workbook():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as book:
        book.writestr("xl/workbook.bin", b"\x83\x01\0")
        book.writestr("xl/worksheets/sheet1.bin", b"\x81\x01\0\x82\x01\0")
    return file.getvalue()


def pivot():
    file = io.BytesIO()
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    with zipfile.ZipFile(file, "w") as book:
        book.writestr("xl/workbook.xml", f'<workbook {space}><sheets><sheet name="A" sheetId="1"/></sheets></workbook>')
        book.writestr("xl/worksheets/sheet1.xml", f"<worksheet {space}><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>")
        book.writestr("xl/pivotCache/pivotCacheDefinition1.xml", f'<pivotCacheDefinition {space}><cacheFields>'
                      '<cacheField name="n"><sharedItems><n v="1"/><n v="2"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>')
        book.writestr("xl/pivotCache/pivotCacheRecords1.xml", f'<pivotCacheRecords {space}><r><x v="0"/></r><r><x v="1"/></r></pivotCacheRecords>')
    return file.getvalue()


def letter():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as book:
        book.writestr("word/document.xml", '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
                      "<w:body><w:p><w:r><w:t>Dear all</w:t></w:r></w:p></w:body></w:document>")
    return file.getvalue()


def printed_letter():
    page = zlib.compress(b"BT /F1 11 Tf 72 700 Td (Dear all) Tj ET")
    return (b"%%PDF-1.4\n4 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream\nendobj\n%%%%EOF\n"
            % (len(page), page))


def arrow_of_big_machines():
    """A stream of Arrow with a schema of no columns, which says that all values are big-endian."""
    message = struct.pack("<I6Hi", 16, 12, 20, 16, 18, 4, 8, 12) + struct.pack("<IqhBx", 24, 0, 4, 1)
    schema = struct.pack("<4Hihxx", 8, 12, 4, 8, 8, 1) + struct.pack("<II4x", 4, 0)
    return struct.pack("<II", 0xFFFFFFFF, 64) + message + schema


def sheet():
    file = io.BytesIO()
    cell = '<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>'
    with zipfile.ZipFile(file, "w") as book:
        book.writestr("content.xml", "<office:document-content><office:body><office:spreadsheet>"
                      '<table:table table:name="T"><table:table-row>' + cell % "a" + "</table:table-row>"
                      "<table:table-row>" + cell % "b" + "</table:table-row></table:table>"
                      "</office:spreadsheet></office:body></office:document-content>")
    return file.getvalue()


def live_database():
    """A database of SQLite and the log beside it, which is written back when it is closed."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "live.db")
        base = sqlite3.connect(path)
        base.execute("pragma journal_mode=wal")
        base.execute("create table t(a text)")
        base.commit()
        made = {}
        for name in ("live.db", "live.db-wal"):
            with open(os.path.join(folder, name), "rb") as file:
                made[name] = file.read()
        base.close()
        return made


def with_sums():
    data = b"a,b\n1,2\n3,4\n"
    return {"data.csv": data, "SHA256SUMS": f"{hashlib.sha256(data).hexdigest()}  data.csv\n".encode()}


def shards():
    weights = tensors.safetensors({"a": tensors.tensor("F32", [2], 0, 8)}, bytes(8))
    index = {"metadata": {"total_size": 8}, "weight_map": {"a": "model-00001-of-00001.safetensors"}}
    return {"model-00001-of-00001.safetensors": weights, "model.safetensors.index.json": json.dumps(index).encode()}


def layout():
    blobs, made = {}, {}

    def blob(data, kind):
        digest = hashlib.sha256(data).hexdigest()
        blobs["blobs/sha256/" + digest] = data
        return {"mediaType": f"application/vnd.oci.image.{kind}", "digest": "sha256:" + digest, "size": len(data)}

    config = blob(b"{}", "config.v1+json")
    manifest = blob(json.dumps({"schemaVersion": 2, "config": config, "layers": []}).encode(), "manifest.v1+json")
    made["oci-layout"] = b'{"imageLayoutVersion":"1.0.0"}'
    made["index.json"] = json.dumps({"schemaVersion": 2, "manifests": [manifest]}).encode()
    return {**made, **blobs}


def old_joblib():
    """As joblib wrote a pickle before 0.10: its length in hexadecimal, then zlib."""
    data = pickle.dumps([1, 2], 2)
    return b"ZF" + hex(len(data)).ljust(19).encode() + zlib.compress(data)


def saved_image():
    config = b"{}"
    name = hashlib.sha256(config).hexdigest() + ".json"
    return {name: config, "manifest.json": json.dumps([{"Config": name, "RepoTags": ["x:1"], "Layers": []}]).encode()}


def annexed():
    return {"data.csv": b"/annex/objects/SHA256E-s6--" + hashlib.sha256(b"hello\n").hexdigest().encode() + b".csv\n"}


MEDIA = [(f"media{i}/x.{name}", seed("media/" + path)) for i, (name, path) in enumerate((
    ("bmp", "d.bmp"), ("flac", "l.flac"), ("mp4", "i.mp4"), ("heic", "j.heic"), ("jpg", "b.jpg"), ("webm", "k.webm"),
    ("mp3", "n.mp3"), ("ogg", "m.ogg"), ("png", "a.png"), ("wav", "f.wav"), ("avi", "h.avi"), ("webp", "g.webp"),
    ("tif", "e.tif")))]

HELLO = b"hello\n"
HELLO_ID = hashlib.sha1(b"blob 6\0" + HELLO).hexdigest()


def git_pack():
    pack = b"PACK" + struct.pack(">II", 2, 1) + bytes([3 << 4 | len(HELLO)]) + zlib.compress(HELLO)
    return pack + hashlib.sha1(pack).digest()


def rows(before, row, after):
    return text(before + "".join(row.format(i) for i in range(12)) + after)


TABLES = [
    ("arff/x.arff", text("@relation x\n@attribute a numeric\n@attribute b {c, d}\n@data\n1, c\n2, d\n3, c\n")),
    ("dbf/x.dbf", seed("dbf/plain", 0)),
    ("mail/x.eml", seed("mail/parts", 0)),
    ("mbox/x.mbox", seed("mail/box", 0)),
    ("pg-dump/x.dump", seed("pg_dump/zlib14", 0)),
    ("sas7bdat/x.sas7bdat", seed("sas7bdat/plain", 0)),
    ("xls/x.xls", seed("xls/cells", 0)),
    ("arrow/x.arrow", seed("columnar/arrow-arrow", 1)),
    ("avro/x.avro", seed("columnar/avro-plain", 1)),
    ("orc/x.orc", seed("columnar/orc-plain", 1)),
    ("parquet/x.parquet", seed("columnar/parquet-plain", 1)),
    ("csv/x.csv", text("a,b\n1,2\n3,4\n")),
    ("json/x.json", document([{"a": 1, "b": "x"}, {"a": 2, "b": "y"}])),
    ("jsonl/x.jsonl", text('{"a": 1}\n{"a": 2}\n')),
    ("tfrecord/x.tfrecord", tfrecord),
    ("dicom/x.dcm", seed("dicom/explicit.dcm")),
    ("fhir/x.json", seed("health/bundle.json")),
    ("hl7/x.hl7", seed("health/message.hl7")),
    ("lmdb/data.mdb", seed("lmdb/small.mdb")),
    ("ods/x.ods", sheet),
    ("sqlite", live_database),
    ("catboost/x.cbm", seed("catboost/model")),
    ("html/x.html", rows("<table><tr><th>a</th><th>b</th></tr>\n", "<tr><td>{}</td><td>x</td></tr>\n", "</table>\n")),
    ("spss/x.sav", seed("survey/plain-sav", 1)),
    ("stata/x.dta", seed("survey/new-dta", 1)),
    ("sas/x.xpt", seed("survey/people-xpt", 1)),
    ("vcard/x.vcf", rows("", "BEGIN:VCARD\nVERSION:3.0\nFN:Firm {0}\nN:Firm;{0};;;\nEND:VCARD\n", "")),
    ("ldif/x.ldif", rows("version: 1\n", "\ndn: uid=a{0},dc=example\nobjectClass: inetOrgPerson\nuid: a{0}\nsn: b\n", "")),
    ("xml/x.xml", rows("<?xml version=\"1.0\"?>\n<rows>\n", "<row><a>{}</a><b>x</b></row>\n", "</rows>\n")),
    ("sheet/x.xml", seed("sheets/excel-2003", 1)),
    ("pivot/x.xlsx", pivot),
    ("sql/x.sql", rows("-- MySQL dump 10.13\nCREATE TABLE t (a int, b text);\n", "INSERT INTO t VALUES ({}, 'x');\n", "")),
]

ARCHIVES = [
    ("tar/x.tar", command("bsdtar", "-cf", "out", "a.txt")),
    ("7z/x.7z", command("bsdtar", "-cf", "out", "--format", "7zip", "a.txt")),
    ("lz4/x.tar.lz4", command("bsdtar", "-cf", "out", "--lz4", "a.txt")),
    ("joblib/x.pkl", old_joblib),
    ("ar/x.a", command("ar", "rc", "out", "a.txt")),
    ("cpio/x.cpio", command("bsdtar", "-cf", "out", "--format", "cpio", "a.txt")),
    ("iso/x.iso", command("bsdtar", "-cf", "out", "--format", "iso9660", "a.txt")),
    ("xar/x.xar", command("bsdtar", "-cf", "out", "--format", "xar", "a.txt")),
    ("lzip/x.tar.lz", command("bsdtar", "-cf", "out", "--lzip", "a.txt")),
    ("compress/x.tar.Z", command("bsdtar", "-cf", "out", "-Z", "a.txt")),
    ("zstd/x.zst", command("zstd", "-q", "a.txt", "-o", "out")),
    ("cab/x.cab", handmade("cab mszip")),
    ("lha/x.lzh", handmade("lha")),
    ("rar/x.rar", handmade("rar 5")),
    ("rpm/x.rpm", handmade("rpm")),
    (f"git-object/{HELLO_ID[:2]}/{HELLO_ID[2:]}", lambda: zlib.compress(b"blob 6\0" + HELLO)),
    ("git-pack/x.pack", git_pack),
    ("git-bundle/x.bundle", lambda: f"# v2 git bundle\n{HELLO_ID} refs/tags/hello\n\n".encode() + git_pack()),
]

PAPERS = [
    ("license/LICENSE", lambda: read("LICENSE")),
    ("card/a.card.yml", text("assay_card: 1\nkind: dataset\nsubject: a.csv\nlicense: [MIT]\n")),
    ("record/retention.yml", lambda: read("tests/fuzz/corpus/record/whole.yml")),
    ("idle/test_bias.py", text("# every case is looked at by hand\nimport pytest\n\npass\n")),
    ("stub/report.md", text("# Test report\n\nResult: TODO\n")),
    ("letter.docx", letter),
    ("rtf/x.rtf", text("{\\rtf1\\ansi Dear all\\par}")),
    ("letter.pdf", printed_letter),
    ("dvc/a.csv.dvc", text("outs:\n- md5: d41d8cd98f00b204e9800998ecf8427e\n  size: 0\n  hash: md5\n  path: a.csv\n")),
    ("annex", annexed),
    ("lfs/a.bin", text("version https://git-lfs.github.com/spec/v1\noid sha256:" + "4d" * 32 + "\nsize 12\n")),
    ("sums", with_sums),
    ("shards", shards),
    ("oci", layout),
    ("docker", saved_image),
    ("wheel/x-1.dist-info/RECORD", text("x-1.dist-info/RECORD,,\n")),
    ("croissant/metadata.json", document({"@context": "http://mlcommons.org/croissant/1.0", "@type": "Dataset",
                                          "conformsTo": "http://mlcommons.org/croissant/1.0", "name": "x"})),
    ("package/datapackage.json", document({"name": "x", "resources": [{"name": "a", "data": [1]}]})),
    ("infos/dataset_infos.json", document({"default": {"features": {"a": {"dtype": "int64"}},
                                                       "splits": {"train": {"num_examples": 3}}}})),
    ("scheduler/scheduler_config.json", document({"_class_name": "PNDMScheduler", "_diffusers_version": "0.6.0"})),
    ("template/chat_template.json", document({"chat_template": LAYOUT})),
    ("generation/generation_config.json", document({"bos_token_id": 1, "transformers_version": "4.40.0"})),
    ("processor/preprocessor_config.json", document({"image_processor_type": "CLIPImageProcessor", "size": 224})),
    ("spec/config.json", document({"descriptor": {"name": "x", "licenses": ["MIT"]}, "modelfs": {
        "type": "layers", "diffIds": []}, "config": {"architecture": "transformer", "paramSize": "8b"}})),
    ("sentence/config_sentence_transformers.json", document({"__version__": {"sentence_transformers": "2.2.2"}})),
    ("mlpackage/x.mlpackage.zip", coreml_package),
    ("bom/sbom.cdx.json", document({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
        {"type": "library", "name": "numpy", "version": "1.26.4", "purl": "pkg:pypi/numpy@1.26.4"}]})),
    ("provenance/p.json", document({"_type": "https://in-toto.io/Statement/v1", "subject": [
        {"name": "m.bin", "digest": {"sha256": "aa" * 32}}], "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {"runDetails": {"builder": {"id": "https://b"}}}})),
    ("notices/NOTICE", text("This product contains data of Ana Lee, CC-BY-4.0.\n")),
    ("npm/package-lock.json", document({"name": "x", "lockfileVersion": 3, "packages": {
        "": {}, "node_modules/a": {"version": "1.0.0", "integrity": "sha512-" + "A" * 86 + "=="}}})),
    ("pip/requirements.txt", text("numpy==1.26.4 --hash=sha256:" + "ab" * 32 + "\n")),
    ("yarn/yarn.lock", text('# yarn lockfile v1\n\na@^1.0.0:\n  version "1.0.0"\n  resolved "https://r.example/a.tgz#' + "ab" * 20 + '"\n')),
    ("uv/uv.lock", text('version = 1\n[[package]]\nname = "numpy"\nversion = "1.26.4"\n')),
]


def entry(path, make):
    folder, slash, name = path.partition("/")
    return (folder, lambda: {name: make()}, "clean", {}) if slash else (folder, make, "clean", {})


FILES = [entry(*pair) for pair in MEDIA + TABLES + ARCHIVES + PAPERS] + [
    ("workbook.xlsx", workbook, "suspicious", {}),
    ("x.ser", lambda: b"\xac\xed\0\5sr\0\7weka.J8\1\2\3\4\5\6\7\x08\2\0\0xp", "suspicious", {}),
    ("x.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024), "clean", {}, ["data.format-unread"]),
    ("x.xlsb", binary_workbook, "clean", {}),
    ("big.arrows", arrow_of_big_machines, "clean", {}, ["data.format-unread"]),
    ("x.ini", rows("", "[a{0}]\nname = b{0}\n", ""), "unread", {}),
    ("notes.md", text("Numbers that were met:\n\n| a | b |\n|---|---|\n| 1 | x |\n"), "unread", {}),
    ("big.pt", lambda: pickles.torch_zip(order=b"big"), "clean", {}),
]
