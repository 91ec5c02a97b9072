"""safetensors and GGUF: weights alone, and what is wrong with files of them."""

import json
import struct


def safetensors(header, data=b"", size=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if size is None else size) + text + data


def tensor(dtype, shape, start, end):
    return {"dtype": dtype, "shape": shape, "data_offsets": [start, end]}


def weights():
    return safetensors({
        "__metadata__": {"format": "pt", "license": "apache-2.0"},
        "a": tensor("F32", [2, 3], 0, 24), "b": tensor("BF16", [4], 24, 32)}, bytes(32))


def overlap():
    return safetensors({"a": tensor("F32", [2], 0, 8), "b": tensor("F32", [2], 4, 12)}, bytes(12))


def hole():
    return safetensors({"a": tensor("F32", [2], 0, 8), "b": tensor("F32", [2], 12, 20)}, bytes(20))


def behind():
    return safetensors({"a": tensor("F32", [2], 0, 8)}, bytes(8) + b"PAYLOAD")


def twice():
    one = b'"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}'
    return safetensors(b"{" + one + b"," + one + b"}", bytes(8))


def text(value):
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def pair(key, kind, packed):
    return text(key) + struct.pack("<I", kind) + packed


def gguf(pairs=(), tensors=(), data=b"", version=3):
    out = b"GGUF" + struct.pack("<IQQ", version, len(tensors), len(pairs)) + b"".join(pairs)
    for name, dims, kind, offset in tensors:
        out += text(name) + struct.pack("<I", len(dims)) + struct.pack(f"<{len(dims)}Q", *dims)
        out += struct.pack("<IQ", kind, offset)
    return out + bytes(-len(out) % 32) + data


def named(*more):
    return [pair("general.architecture", 8, text("llama")), *more]


def small():
    return gguf(named(pair("llama.context_length", 4, struct.pack("<I", 4096)),
                      pair("general.license", 8, text("mit"))),
                [("w", [32, 2], 8, 0)], bytes(96))


def template(words):
    return lambda: gguf(named(pair("tokenizer.chat_template", 8, text(words))))


HARMLESS = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}{% endfor %}"
ESCAPE = "{{ ''.__class__.__mro__[1].__subclasses__() }}"
CYCLER = "{{ cycler.__init__.__globals__['os'] }}"
JOINED = "{{ ''['__cl' + 'ass__'] }}"
FILTER = "{{ x | attr('\\x5f\\x5fclass\\x5f\\x5f') }}"

FILES = [
    ("weights.safetensors", weights, "clean",
     {"model.parameters": 10, "model.tensors": 2, "model.dtypes": ["BF16", "F32"]}),
    ("adapter.safetensors", lambda: safetensors({"__metadata__": {
        "ss_dataset_dirs": '{"10_cat person": {"n_repeats": 10, "img_count": 4}, "1_dog": {"n_repeats": 1}}',
        "ss_reg_dataset_dirs": "{}"}, "a": tensor("U8", [1], 0, 1)}, b"x"), "clean",
     {"model.datasets": ["10_cat person", "1_dog"]}),
    ("adapter-odd.safetensors", lambda: safetensors({"__metadata__": {"ss_dataset_dirs": '{"a": [{"b": '},
                                                     "a": tensor("U8", [1], 0, 1)}, b"x"), "clean", {}),
    ("weights.bin", weights, "clean", {"model.parameters": 10}),
    ("empty.safetensors", lambda: safetensors({}), "clean", {"model.tensors": 0}),
    ("overlap.safetensors", overlap, "suspicious", {}, ["model.invalid"]),
    ("hole.safetensors", hole, "suspicious", {}, ["model.invalid"]),
    ("behind.safetensors", behind, "suspicious", {}, ["model.invalid"]),
    ("twice.safetensors", twice, "suspicious", {}, ["model.invalid"]),
    ("long.safetensors", lambda: safetensors(b"{}", size=1 << 63), "suspicious", {}, ["model.invalid"]),
    ("cut.safetensors", lambda: weights()[:40], "suspicious", {}, ["model.invalid"]),
    ("small.gguf", small, "clean",
     {"model.architecture": "llama", "model.parameters": 64, "model.context-length": 4096,
      "model.license": ["mit"]}),
    ("version2.gguf", lambda: gguf(named(), version=2), "clean", {"model.architecture": "llama"}),
    ("template.gguf", template(HARMLESS), "clean", {}),
    ("escape.gguf", template(ESCAPE), "dangerous", {}),
    ("cycler.gguf", template(CYCLER), "dangerous", {}),
    ("joined.gguf", template(JOINED), "dangerous", {}),
    ("filter.gguf", template(FILTER), "dangerous", {}),
    ("twice.gguf", lambda: gguf(named(*named())), "suspicious", {}, ["model.invalid"]),
    ("count.gguf", lambda: b"GGUF" + struct.pack("<IQQ", 3, 1 << 32, 1), "suspicious", {}, ["model.invalid"]),
    ("outside.gguf", lambda: gguf(named(), [("w", [32], 0, 1 << 40)]), "suspicious", {}, ["model.invalid"]),
    ("cut.gguf", lambda: small()[:60], "suspicious", {}, ["model.invalid"]),
]
