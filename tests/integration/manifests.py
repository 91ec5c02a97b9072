"""Makes what states digests of other content: manifests.py KIND FOLDER [FLAW...], each flaw in a
folder of its name, "intact" without one. manifests.py judge FOLDER LIST PREFIX FLAW=ID,ID... reads
what assay listed of them: each has these gaps and no others, and each file was examined.

layout   an OCI image layout: an index in an index, an image of three layers, a model artifact
docker   what docker save wrote before version 25
docker25 what it writes since
wheel    a wheel FOLDER/demo-1.0-py3-none-any.whl, and the same unpacked in FOLDER/unpacked
shards   a model in two files with its index
sums     data with SHA256SUMS, a BSD list and a NAME.sha256
"""

import base64
import gzip
import hashlib
import io
import json
import os
import struct
import sys
import tarfile
import zipfile

IMAGE = "application/vnd.oci.image."


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def write(path, data):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "wb") as out:
        out.write(data if isinstance(data, bytes) else data.encode())


def tar(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as bundle:
        for name, data in files:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            bundle.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def packed(data):
    return gzip.compress(data, mtime=0)


LAYERS = [
    tar([("etc/keys.txt", b"lower keys\n"), ("etc/motd", b"lower\n"), ("srv/data/a.txt", b"a\n"),
         ("srv/data/b.txt", b"b\n"), ("opt/tool", b"a file\n"), ("./home/u/plain", b"p\n")]),
    tar([("etc/.wh.keys.txt", b""), ("etc/motd", b"upper\n"), ("srv/data/.wh..wh..opq", b""),
         ("srv/data/c.txt", b"c\n"), ("opt/tool/bin", b"now a folder\n")]),
    tar([("etc/keys.txt", b"keys again\n"), ("srv", b"now a file\n")]),
]


def safetensors(name, rows):
    header = json.dumps({name: {"dtype": "F32", "shape": [rows], "data_offsets": [0, 4 * rows]}})
    return struct.pack("<Q", len(header)) + header.encode() + bytes(4 * rows)


class Layout:
    def __init__(self, folder):
        self.folder = folder

    def blob(self, data, **more):
        digest = more.pop("digest", None) or "sha256:" + sha256(data)
        write(f"{self.folder}/blobs/{digest.replace(':', '/')}", data)
        return {"mediaType": more.pop("type"), "digest": digest, "size": len(data), **more}

    def document(self, value, **more):
        return self.blob(json.dumps(value).encode(), **more)


def image(layout, layers=LAYERS, compressed=True, named=None):
    config = {"created": "2026-01-02T03:04:05Z", "architecture": "amd64", "os": "linux",
              "config": {"Env": ["PATH=/bin"], "Labels": {"long": "x" * 5000}},
              "rootfs": {"type": "layers", "diff_ids": ["sha256:" + sha256(l) for l in named or layers]}}
    kinds = [(packed(l), "layer.v1.tar+gzip") if compressed and i else (l, "layer.v1.tar")
             for i, l in enumerate(layers)]
    return layout.document({
        "schemaVersion": 2, "mediaType": IMAGE + "manifest.v1+json",
        "config": layout.document(config, type=IMAGE + "config.v1+json"),
        "layers": [layout.blob(data, type=IMAGE + kind) for data, kind in kinds],
    }, type=IMAGE + "manifest.v1+json")


def artifact(layout, subject):
    weights = layout.blob(safetensors("w", 8), type="application/vnd.cncf.model.weight.v1.raw",
                          annotations={"org.cncf.model.filepath": "model.safetensors"})
    return layout.document({
        "schemaVersion": 2, "mediaType": IMAGE + "manifest.v1+json",
        "artifactType": "application/vnd.cncf.model.manifest.v1+json",
        # the empty descriptor, whose blob need not be there
        "config": {"mediaType": "application/vnd.oci.empty.v1+json", "size": 2, "data": "e30=",
                   "digest": "sha256:" + sha256(b"{}")},
        "layers": [weights], "subject": subject,
    }, type=IMAGE + "manifest.v1+json")


def layout(folder, flaw):
    made = Layout(folder)
    # the layer that the flaw is about is a compressed one
    named = [LAYERS[0], b"another", *LAYERS[2:]] if flaw == "diff" else LAYERS
    first = image(made, named=named)
    model = artifact(made, {"mediaType": IMAGE + "manifest.v1+json", "size": 7,
                            "digest": "sha256:" + sha256(b"not here, and need not be")})
    if flaw == "missing":
        os.remove(f"{folder}/blobs/sha256/{sha256(packed(LAYERS[1]))}")
    elif flaw == "digest":
        name = f"{folder}/blobs/sha256/{sha256(packed(LAYERS[1]))}"
        changed = bytearray(open(name, "rb").read())
        changed[9] ^= 1  # the operating system in the header of gzip: it still unpacks
        write(name, bytes(changed))
    elif flaw == "orphan-digest":
        write(f"{folder}/blobs/sha256/{sha256(b'one')}", b"another")
    elif flaw == "orphan":
        write(f"{folder}/blobs/sha256/{sha256(b'alone')}", b"alone")
    elif flaw == "url":
        gone = {"mediaType": IMAGE + "layer.nondistributable.v1.tar+gzip", "size": 5,
                "digest": "sha256:" + sha256(b"gone"), "urls": ["https://example.org/layer"]}
        model = made.document({"schemaVersion": 2, "layers": [gone], "config": {
            "mediaType": "application/vnd.oci.empty.v1+json", "digest": "sha256:" + sha256(b"{}"),
            "size": 2}}, type=IMAGE + "manifest.v1+json")
    elif flaw == "not-gzip":
        model = made.document({"schemaVersion": 2, "config": made.blob(b"{}", type="x/y"), "layers": [
            made.blob(b"plain words\n", type=IMAGE + "layer.v1.tar+gzip")]},
            type=IMAGE + "manifest.v1+json")
    elif flaw in ("not-tar", "empty-tar"):
        model = made.document({"schemaVersion": 2, "config": made.blob(b"{}", type="x/y"), "layers": [
            made.blob(b"plain words\n" if flaw == "not-tar" else bytes(10240), type=IMAGE + "layer.v1.tar")]},
            type=IMAGE + "manifest.v1+json")
    elif flaw == "sha512":
        model = made.blob(b"{}", type="x/y", digest="sha512:" + hashlib.sha512(b"{}").hexdigest())
    elif flaw == "sha512-digest":
        model = made.blob(b"{}", type="x/y", digest="sha512:" + hashlib.sha512(b"[]").hexdigest())
    elif flaw == "sha384":
        model = made.blob(b"{}", type="x/y", digest="sha384:" + hashlib.sha384(b"{}").hexdigest())
    elif flaw == "short-digest":
        model = {**model, "digest": "sha256:abc"}
    elif flaw == "hidden-manifest":
        text = b" " * 5000 + json.dumps({"schemaVersion": 2, "layers": [], "config": {}}).encode()
        model = made.blob(text, type=IMAGE + "manifest.v1+json")
    elif flaw == "twice":
        model = made.blob(b'{"schemaVersion": 2, "layers": [], "layers": [], "config": {}}',
                          type=IMAGE + "manifest.v1+json")
    if flaw == "size":
        model["size"] += 1
    inner = made.document({"schemaVersion": 2, "manifests": [
        {**first, "annotations": {"org.opencontainers.image.ref.name": "v1"}}, model]},
        type=IMAGE + "index.v1+json")
    write(f"{folder}/oci-layout", '{"imageLayoutVersion": "1.0.0"}')
    if flaw != "no-index":
        write(f"{folder}/index.json", json.dumps({"schemaVersion": 2, "manifests": [inner]}))


def docker(folder, flaw):
    config = json.dumps({"architecture": "amd64", "os": "linux", "rootfs": {
        "type": "layers", "diff_ids": ["sha256:" + sha256(l) for l in LAYERS]}}).encode()
    names = []
    for number, data in enumerate(LAYERS):
        names.append(f"{sha256(b'layer %d' % number)}/layer.tar")
        if flaw == "digest" and number == 1:
            data = tar([("etc/motd", b"changed\n")])
        if flaw != "missing" or number != 1:
            write(f"{folder}/{names[-1]}", data)
    write(f"{folder}/{sha256(config)}.json", config + (b"\n" if flaw == "config" else b""))
    write(f"{folder}/manifest.json", json.dumps([
        {"Config": f"{sha256(config)}.json", "RepoTags": ["demo:1"], "Layers": names}]))


def docker25(folder, flaw):
    made = Layout(folder)
    first = image(made, compressed=False)
    body = json.load(open(f"{folder}/blobs/{first['digest'].replace(':', '/')}", "rb"))
    place = lambda d: "blobs/" + d["digest"].replace(":", "/")
    write(f"{folder}/oci-layout", '{"imageLayoutVersion": "1.0.0"}')
    write(f"{folder}/index.json", json.dumps({"schemaVersion": 2, "manifests": [first]}))
    write(f"{folder}/manifest.json", json.dumps([{
        "Config": place(body["config"]), "RepoTags": None,
        "Layers": [place(l) for l in body["layers"]]}]))
    if flaw == "missing":
        os.remove(f"{folder}/{place(body['layers'][1])}")


def record_line(name, data, algorithm="sha256"):
    digest = base64.urlsafe_b64encode(hashlib.new(algorithm, data).digest()).rstrip(b"=").decode()
    quoted = '"' + name.replace('"', '""') + '"' if "," in name or '"' in name else name
    return f"{quoted},{algorithm}={digest},{len(data)}"


def wheel(folder, flaw):
    info = "demo-1.0.dist-info"
    files = {"demo/__init__.py": b"VERSION = 1\n", "demo/data, old.txt": b"words\n",
             f"{info}/METADATA": b"Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n",
             f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    lines = [record_line(n, d, "md5" if flaw == "md5" and n == "demo/__init__.py" else
                         "sha512" if flaw == "sha512" and n == "demo/__init__.py" else "sha256")
             for n, d in files.items()] + [f"{info}/RECORD,,"]
    if flaw == "changed":
        files["demo/__init__.py"] = b"VERSION = 2\n"
    elif flaw == "longer":
        files["demo/__init__.py"] += b"more\n"
    elif flaw == "missing":
        del files["demo/data, old.txt"]
    elif flaw == "unlisted":
        files["demo/extra.py"] = b"print('added')\n"
    elif flaw == "traversal":
        lines.append("../../etc/cron.d/x,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0")
    elif flaw == "bare":
        lines[0] = "demo/__init__.py,,"
    elif flaw == "installed":  # as pip leaves it: compiled files without a digest, some not there
        files[f"{info}/INSTALLER"] = b"pip\n"
        lines += [record_line(f"{info}/INSTALLER", b"pip\n"), "../../../bin/demo,sha256=" + "A" * 43 + ",9",
                  "demo/__pycache__/__init__.cpython-311.pyc,,", record_line("demo/tests/gone.py", b"x")]
        write(f"{folder}/unpacked/demo/__pycache__/other.cpython-311.pyc", b"\x00")
    elif flaw == "second":  # a list of its own beside the one that counts
        files |= {"other-1.0.dist-info/METADATA": b"Name: other\n", "other-1.0.dist-info/RECORD": b""}
    elif flaw == "claims-installed":
        lines.append(record_line(f"{info}/INSTALLER", b"pip\n"))
        files["demo/extra.py"] = b"print('added')\n"
    files[f"{info}/RECORD"] = b"" if flaw == "empty" else ("\n".join(lines) + "\n").encode()
    if flaw == "none":
        del files[f"{info}/RECORD"]
    for name, data in files.items():
        write(f"{folder}/unpacked/{name}", data)
    if flaw != "installed":
        with zipfile.ZipFile(f"{folder}/demo-1.0-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as out:
            for name, data in files.items():
                out.writestr(name, data)


def shards(folder, flaw):
    names = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]
    for name, tensor in zip(names, ("a", "b")):
        if flaw != "missing" or tensor == "a":
            write(f"{folder}/{name}", safetensors(tensor, 16))
    places = {"a": names[0], "b": names[1]}
    if flaw == "traversal":
        places["c"] = "../secrets.safetensors"
    total = 128 + (4 if flaw == "size" else 0)
    write(f"{folder}/model.safetensors.index.json",
          json.dumps({"metadata": {"total_size": total}, "weight_map": places}, indent=2))
    write(f"{folder}/config.json", '{"architectures": ["Demo"]}\n')


def sums(folder, flaw):
    files = {"a.bin": b"aaaa\n", "sub/b.bin": b"bbbb\n", "c c.bin": b"cccc\n"}
    lists = "".join(f"{sha256(d)}  {n}\n" for n, d in files.items())
    write(f"{folder}/SHA256SUMS", "# made by hand\n" + lists)
    write(f"{folder}/bsd.sha256", "".join(f"SHA256 ({n}) = {sha256(d)}\n" for n, d in files.items()))
    write(f"{folder}/a.bin.sha256", sha256(files["a.bin"]) + "\n")
    write(f"{folder}/elsewhere/SHA256SUMS", f"{'0' * 64}  published-somewhere-else.tar.gz\n")
    if flaw == "changed":
        files["sub/b.bin"] = b"bbbX\n"
    elif flaw == "missing":
        del files["c c.bin"]
    for name, data in files.items():
        write(f"{folder}/{name}", data)


KINDS = {"layout": layout, "docker": docker, "docker25": docker25, "wheel": wheel, "shards": shards,
         "sums": sums}


def judge(folder, listed, prefix, wanted):
    with open(listed) as text:
        inventory = json.load(text)
    found = {}
    for gap in inventory["gaps"]:
        path = "!/".join(gap["path"])
        assert path.startswith(prefix), path
        found.setdefault(path[len(prefix):].split("/")[0], set()).add(gap["id"])
    for flaw, _, ids in (word.partition("=") for word in wanted):
        expected = set(ids.split(",")) - {""}
        if found.get(flaw, set()) != expected:
            sys.exit(f"{prefix}{flaw}: gaps {sorted(found.get(flaw, set()))}, not {sorted(expected)}")
    items = {("!/".join(item["path"]), item["sha256"]) for item in inventory["items"]}
    for top, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(top, name)
            with open(path, "rb") as data:
                if (prefix + os.path.relpath(path, folder), sha256(data.read())) not in items:
                    sys.exit(f"not examined: {prefix} {path}")


if __name__ == "__main__":
    if sys.argv[1] == "judge":
        judge(sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5:])
    else:
        for flaw in sys.argv[3:] or ["intact"]:
            KINDS[sys.argv[1]](f"{sys.argv[2]}/{flaw}", flaw)
