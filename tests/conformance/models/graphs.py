"""ONNX, TensorFlow, TFLite, Core ML and Paddle: graphs in protobuf and FlatBuffers, written byte by byte."""


def number(value):
    out = b""
    value &= (1 << 64) - 1
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def field(tag, value):
    """A field of a message: a number, or bytes, text or a message as bytes."""
    if isinstance(value, int):
        return number(tag << 3) + number(value)
    if isinstance(value, str):
        value = value.encode()
    return number(tag << 3 | 2) + number(len(value)) + value


def message(*fields):
    return b"".join(field(tag, value) for tag, value in fields)


# ---- ONNX: onnx.proto ----

def node(kind, domain="", *attributes):
    return message((1, "x"), (2, "y"), (4, kind), *[(5, a) for a in attributes], *([(7, domain)] if domain else []))


def onnx_tensor(name, dims, raw=b"", kind=1, *more):
    return message(*[(1, d) for d in dims], (2, kind), (8, name), *([(9, raw)] if raw else []), *more)


def pair(key, value):
    return message((1, key), (2, value))


def external(location, offset="0", length="16"):
    entries = [("location", location), ("offset", offset), ("length", length)]
    return onnx_tensor("e", [4], b"", 1, *[(13, pair(*e)) for e in entries], (14, 1))


def value_info(name, *dims):
    shape = message(*[(1, message((1, d)) if isinstance(d, int) else message((2, d))) for d in dims])
    return message((1, name), (2, message((1, message((1, 1), (2, shape))))))


def onnx_graph(*fields):
    return message(*fields, (2, "tiny"), (11, value_info("x", "batch", 2)), (12, value_info("y", "batch", 3)))


def onnx(*fields, more=()):
    return message((1, 8), (2, "pytorch"), (3, "2.4.0"), (7, onnx_graph(*fields)), (8, message((2, 17))), *more)


WEIGHT = (5, onnx_tensor("w", [2, 3], bytes(24)))


def onnx_plain():
    return onnx((1, node("MatMul")), (1, node("Relu")), WEIGHT,
                more=[(14, pair("license", "apache-2.0")), (14, pair("base_model", "acme/base"))])


def onnx_location(location):
    return lambda: onnx((1, node("Add")), (5, external(location)))


def onnx_reordered():
    return message((14, pair("license", "mit")), (7, onnx_graph((5, external("../x")), (1, node("Add")))), (1, 8))


def onnx_deep_python():
    inner = onnx_graph((1, node("PyOp", "ai.onnx.contrib")))
    return onnx((1, node("If", "", message((1, "then_branch"), (6, inner), (20, 5)))))


def onnx_function(name="Scale"):
    function = message((1, name), (4, "x"), (5, "y"), (7, node("Mul")), (10, "acme.ops"))
    return onnx((1, node("Scale", "acme.ops")), more=[(25, function)])


def onnx_unknown_first():
    return message((99, b"x" * 40)) + onnx((5, external("/etc/passwd")))


def onnx_nested(depth):
    graph = onnx_graph()
    for _ in range(depth):
        graph = onnx_graph((1, node("If", "", message((6, graph)))))
    return message((1, 8), (7, graph))


ONNX = [
    ("plain.onnx", onnx_plain, "clean",
     {"model.parameters": 6, "model.tensors": 1, "model.dtypes": ["F32"], "model.operators": ["MatMul", "Relu"],
      "model.producer": "pytorch 2.4.0", "model.license": ["Apache-2.0"], "model.base-model": ["acme/base"],
      "model.operator-sets": ["ai.onnx: 17"], "model.input-signature": ["x: F32[?,2]"],
      "model.output-signature": ["y: F32[?,3]"], "model.format-version": "8"}),
    ("plain.bin", onnx_plain, "clean", {"model.parameters": 6}),
    ("function.onnx", onnx_function, "clean", {"model.functions": ["acme.ops::Scale"]}),
    ("function-missing.onnx", lambda: onnx_function("Other"), "suspicious",
     {"model.operators-custom": ["acme.ops::Scale"]}),
    ("beside", lambda: {"m.onnx": onnx_location("w/data.bin")(), "w/data.bin": bytes(16)}, "clean",
     {"model.external-files": ["w/data.bin"]}),
    ("missing", lambda: {"m.onnx": onnx_location("w/data.bin")()}, "clean", {}, ["model.shard-missing"]),
    ("short", lambda: {"m.onnx": onnx_location("data.bin")(), "data.bin": bytes(15)}, "clean", {},
     ["model.size-mismatch"]),
    ("above.onnx", onnx_location("../secret"), "dangerous", {"model.external-files": ["../secret"]}),
    ("above-inside.onnx", onnx_location("a/b/../../../secret"), "dangerous", {}),
    ("above-windows.onnx", onnx_location("..\\secret"), "dangerous", {}),
    ("absolute.onnx", onnx_location("/etc/passwd"), "dangerous", {}),
    ("drive.onnx", onnx_location("C:/secret"), "dangerous", {}),
    ("scheme.onnx", onnx_location("file:///etc/passwd"), "dangerous", {}),
    ("memory.onnx", onnx_location("*/_ORT_MEM_ADDR_/*"), "dangerous", {}),
    ("reordered.bin", onnx_reordered, "dangerous", {}),
    ("unknown-first.onnx", onnx_unknown_first, "dangerous", {}),
    ("python.onnx", lambda: onnx((1, node("PythonOp", "com.microsoft"))), "dangerous", {}),
    ("deep-python.onnx", onnx_deep_python, "dangerous", {}),
    ("custom.onnx", lambda: onnx((1, node("Foo", "acme"))), "suspicious", {"model.operators-custom": ["acme::Foo"]}),
    ("two-graphs.onnx", lambda: onnx_plain() + field(7, onnx_graph(WEIGHT)), "suspicious", {}, ["model.invalid"]),
    ("nested.onnx", lambda: onnx_nested(400), "suspicious", {}, ["model.invalid"]),
    ("no-graph.onnx", lambda: message((1, 8), (2, "x")), "suspicious", {}, ["model.invalid"]),
    ("wrong-size.onnx", lambda: onnx((5, onnx_tensor("w", [2, 3], bytes(20)))), "suspicious", {}, ["model.invalid"]),
    ("cut.onnx", lambda: onnx_plain()[:-9], "suspicious", {}, ["model.invalid"]),
    ("length.onnx", lambda: message((1, 8)) + number(7 << 3 | 2) + number(1 << 63) + b"x", "suspicious", {},
     ["model.invalid"]),
]

FILES = ONNX
