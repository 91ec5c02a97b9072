"""ONNX, TensorFlow, TFLite, Core ML and Paddle: graphs in protobuf and FlatBuffers, written byte by byte."""

import json
import struct


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
    ("yolo.onnx", lambda: onnx((1, node("Relu")), more=[(14, pair("stride", "32")),
                                                   (14, pair("names", "{0: 'a (b)', 1: 'f(x)'}"))]), "clean", {}),
    ("yolo-call.onnx", lambda: onnx((1, node("Relu")), more=[(14, pair("names", "__import__('os').system('true')"))]),
     "dangerous", {}),
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


# ---- TensorFlow: graph.proto, saved_model.proto ----

def attr(key, *value):
    return message((1, key), (2, message(*value)))


def tf_node(name, kind, *attrs):
    return message((1, name), (2, kind), *[(5, a) for a in attrs])


def tf_shape(*dims):
    return message(*[(2, message((1, d))) for d in dims])


def constant(name, dims, raw, kind=1):
    tensor = message((1, kind), (2, tf_shape(*dims)), (4, raw))
    return tf_node(name, "Const", attr("dtype", (6, kind)), attr("value", (8, tensor)))


def text_constant(name, text):
    tensor = message((1, 7), (2, b""), (8, text))
    return tf_node(name, "Const", attr("dtype", (6, 7)), attr("value", (8, tensor)))


def function(name, *nodes):
    return message((1, message((1, name))), *[(3, n) for n in nodes])


def graph_def(*nodes, functions=()):
    library = [(2, message(*[(1, f) for f in functions]))] if functions else []
    return message(*[(1, n) for n in nodes], *library, (4, message((1, 1286), (2, 12))))


FROZEN = (tf_node("x", "Placeholder", attr("dtype", (6, 1))), constant("w", [2, 3], bytes(24)),
          tf_node("y", "MatMul"), tf_node("z", "Softmax"))


def tensor_info(name, *dims):
    return message((1, name), (2, 1), (3, tf_shape(*dims)))


def variable(*dims):
    return message((7, message((1, 1), (2, tf_shape(*dims)), (6, "v"))))


def user_object(metadata):
    return message((4, message((1, "_tf_keras_layer"), (3, metadata))))


def passed_on(name, source):
    """An Identity of a text."""
    return message((1, name), (2, "Identity"), (3, source), (5, attr("T", (6, 7))))


def table(source, kind="InitializeTableFromTextFileV2"):
    """A table whose lines are those of the file that the node `source` names."""
    return (tf_node("hash_table", "HashTableV2"),
            message((1, "table_init"), (2, kind), (3, "hash_table"), (3, source), (3, "^x")))


def saved_model(graph, objects=(), assets=(), version=1, fed=""):
    info = message((2, message((1, message((1, "MatMul"))))), (4, "serve"), (5, "2.15.0"), (6, "v2.15.0"))
    signature = message((1, message((1, "x"), (2, tensor_info("x:0", -1, 2)))),
                        (2, message((1, "y"), (2, tensor_info("y:0", -1, 3)))),
                        (3, "tensorflow/serving/predict"))
    meta = message((1, info), (2, graph), (5, message((1, "serving_default"), (2, signature))),
                   *[(6, message((1, message((1, fed))), (2, a))) for a in assets], (7, message(*[(1, o) for o in objects])))
    return message((1, version), (2, meta))


SAVER = (tf_node("save/filename/input", "Const", attr("dtype", (6, 7)),
                 attr("value", (8, message((1, 7), (2, b""), (8, "model"))))),
         tf_node("save/StringJoin", "StringJoin"), tf_node("save/ShardedFilename", "ShardedFilename"),
         tf_node("save/SaveV2", "SaveV2"), tf_node("save/MergeV2Checkpoints", "MergeV2Checkpoints"),
         tf_node("save/RestoreV2", "RestoreV2"))


def meta_graph(*nodes):
    """What tf.train.Saver of TensorFlow 1 writes beside a checkpoint: the operators used, the graph, the saver."""
    ops = [(1, message((1, kind), (2, message((1, "x"), (3, 1))))) for kind in ("Const", "MatMul", "SaveV2")]
    info = message((2, message(*ops)), (5, "1.15.0"), (6, "v1.15.0"))
    saver = message((1, "save/Const:0"), (2, "save/Identity:0"), (3, "save/restore_all"))
    return message((1, info), (2, graph_def(*FROZEN, *SAVER, *nodes)), (3, saver))


def in_function(*nodes, name="__inference_call_12"):
    return saved_model(graph_def(tf_node("x", "Placeholder"), tf_node("c", "StatefulPartitionedCall"),
                                 functions=[function(name, *nodes)]))


def saver(*more):
    return in_function(tf_node("prefix", "StringJoin"), tf_node("SaveV2", "SaveV2"), *more,
                       name="__inference__traced_save_99")


KERAS_LAMBDA = '{"class_name": "Lambda", "config": {"function": {"items": ["4wEAAA=="]}}}'

def keras_layer(name, class_name="Dense", **config):
    return {"name": name, "trainable": True, "dtype": "float32", "stateful": False, "class_name": class_name,
            "config": {"name": name, "units": 3, "activation": "relu", "kernel_initializer": {
                "class_name": "GlorotUniform", "config": {"seed": None}, "shared_object_id": 1}, **config},
            "input_spec": {"class_name": "InputSpec", "config": {"dtype": None, "min_ndim": 2, "axes": {"-1": 2}}},
            "build_input_shape": {"class_name": "TensorShape", "items": [None, 2]}}


def keras_model(*layers, **more):
    spec = {"class_name": "TypeSpec", "type_spec": "tf.TensorSpec",
            "serialized": [{"class_name": "TensorShape", "items": [None, 2]}, "float32", "x"]}
    config = {"class_name": "Sequential", "config": {"name": "tiny", "layers": [
        {"class_name": "InputLayer", "config": {"batch_input_shape": [None, 2], "name": "x"}}, *layers]}}
    return {"name": "tiny", **config, "keras_version": "2.11.0", "backend": "tensorflow", "is_graph_network": True,
            "full_save_spec": {"class_name": "__tuple__", "items": [[spec], {}]}, "model_config": config,
            "training_config": {"loss": "mse", "metrics": [[{"class_name": "MeanMetricWrapper", "config": {
                "name": "acc", "dtype": "float32", "fn": "binary_accuracy"}}]], "optimizer_config": {
                "class_name": "Adam", "config": {"learning_rate": 0.001}}}, **more}


def keras_node(number, path, identifier, metadata):
    text = metadata if isinstance(metadata, str) else json.dumps(metadata)
    return (1, message(*[(2, number)] * (number > 0), (3, path), (4, identifier), (5, text), (6, message((1, 1), (2, 1)))))


def keras_metadata(*layers, more=(), **model):
    """keras_metadata.pb: the model, each layer, a metric; `more` nodes behind."""
    nodes = [keras_node(0, "root", "_tf_keras_sequential", keras_model(*layers, **model))]
    nodes += [keras_node(i + 2, f"root.layer_with_weights-{i}", "_tf_keras_layer", layer)
              for i, layer in enumerate(layers)]
    metric = {"class_name": "Mean", "name": "loss", "dtype": "float32", "config": {"name": "loss", "dtype": "float32"}}
    return message(*nodes, keras_node(40, "root.keras_api.metrics.0", "_tf_keras_metric", metric), *more)


def beside(metadata, **model):
    return lambda: {"saved_model.pb": saved_model(graph_def(*FROZEN), **model), "keras_metadata.pb": metadata()}


DENSE = keras_layer("d")
LAMBDA = keras_layer("l", "Lambda", function={"class_name": "__tuple__", "items": ["4wEAAA==", None, None]})

KERAS_METADATA = [
    ("keras-saved", beside(lambda: keras_metadata(DENSE)), "clean",
     {"model.architecture": "Sequential", "model.name": "tiny", "model.layers": 2, "model.layer-classes": ["Dense"],
      "model.producer": "keras 2.11.0", "model.loss": "mse", "model.optimizer": "Adam"}),
    ("keras-lambda", beside(lambda: keras_metadata(DENSE, LAMBDA)), "dangerous", {}),
    ("keras-lambda-renamed/x.bin", lambda: keras_metadata(LAMBDA), "dangerous", {}),
    ("keras-lambda-node", beside(lambda: keras_metadata(DENSE, more=[keras_node(9, "root.l", "_tf_keras_layer", LAMBDA)])),
     "dangerous", {}),
    ("keras-lambda-identifier",
     beside(lambda: keras_metadata(DENSE, more=[keras_node(9, "root.l", "_generic", LAMBDA)])), "dangerous", {}),
    ("keras-lambda-escaped", beside(lambda: keras_metadata(DENSE, more=[keras_node(
        9, "root.l", "_tf_keras_layer", json.dumps(LAMBDA).replace("Lambda", "\\u004cambda"))])), "dangerous", {}),
    ("keras-module", beside(lambda: keras_metadata({**DENSE, "class_name": "f", "module": "os", "registered_name": "os>f"})),
     "dangerous", {}),
    ("keras-own-class", beside(lambda: keras_metadata({**DENSE, "class_name": "Acme>Gate"})), "suspicious", {}),
    ("keras-own-type", beside(lambda: keras_metadata(DENSE, save_spec={
        "class_name": "TypeSpec", "type_spec": "acme.Spec", "serialized": []})), "suspicious", {}),
    ("keras-vocabulary", beside(lambda: keras_metadata(
        keras_layer("v", "TextVectorization", vocabulary="/etc/passwd"))), "dangerous", {}),
    ("keras-no-json", beside(lambda: keras_metadata(more=[keras_node(9, "root.l", "_tf_keras_layer", "{")])), "suspicious",
     {}, ["model.invalid"]),
    ("keras-cut", beside(lambda: keras_metadata(DENSE)[:-9]), "suspicious", {}, ["model.invalid"]),
    ("keras-before-2.5/saved_model.pb", lambda: saved_model(graph_def(*FROZEN), objects=[
        user_object(json.dumps(keras_model(DENSE))), user_object(json.dumps(DENSE))]), "clean",
     {"model.architecture": "Sequential", "model.layers": 2}),
    ("keras-before-2.5-module/saved_model.pb", lambda: saved_model(graph_def(*FROZEN), objects=[
        user_object(json.dumps(keras_model(DENSE))),
        user_object(json.dumps({**DENSE, "class_name": "system", "module": "posix"}))]), "dangerous", {}),
    ("keras-before-2.5-other/saved_model.pb", lambda: saved_model(graph_def(*FROZEN), objects=[
        message((4, message((1, "_generic_user_object"), (3, json.dumps(LAMBDA)))))]), "dangerous", {}),
]

TENSORFLOW = [
    ("frozen.pb", lambda: graph_def(*FROZEN), "clean",
     {"model.parameters": 6, "model.dtypes": ["F32"], "model.operators": ["Const", "MatMul", "Placeholder", "Softmax"]}),
    ("frozen-readfile.pb", lambda: graph_def(*FROZEN, tf_node("r", "ReadFile")), "dangerous",
     {"model.operators": ["ReadFile"]}),
    ("frozen-pyfunc.bin", lambda: graph_def(*FROZEN, tf_node("r", "PyFunc")), "dangerous", {}),
    ("frozen-unknown.pb", lambda: graph_def(*FROZEN, tf_node("r", "AcmeFastNms")), "suspicious",
     {"model.operators-custom": ["AcmeFastNms"]}),
    ("frozen-function.pb",
     lambda: graph_def(*FROZEN, tf_node("r", "scale"), functions=[function("scale", tf_node("m", "Mul"))]), "clean",
     {"model.functions": ["scale"]}),
    ("frozen-size.pb", lambda: graph_def(*FROZEN, constant("v", [5], bytes(16))), "suspicious", {}, ["model.invalid"]),
    ("model.ckpt.meta", meta_graph, "clean", {"model.producer": "tensorflow 1.15.0", "model.dtypes": ["F32"]}),
    ("model-writes.ckpt.meta", lambda: meta_graph(tf_node("w", "WriteFile")), "dangerous",
     {"model.operators": ["WriteFile"]}),
    ("frozen-cut.pb", lambda: graph_def(*FROZEN)[:-3], "suspicious", {}, ["model.invalid"]),
    ("saved/saved_model.pb",
     lambda: saved_model(graph_def(*FROZEN[:1], tf_node("m", "MatMul")), objects=[variable(4, 5), variable(5)]), "clean",
     {"model.parameters": 25, "model.producer": "tensorflow 2.15.0", "model.tags": ["serve"],
      "model.signatures": ["serving_default"], "model.input-signature": ["serving_default/x: F32[?,2]"],
      "model.output-signature": ["serving_default/y: F32[?,3]"], "model.format-version": "1"}),
    ("saver", lambda: {"saved_model.pb": saver()}, "clean", {"model.operators": ["SaveV2"]}),
    ("saver-path/saved_model.pb", lambda: saver(text_constant("p", "/root/.ssh/authorized_keys")), "dangerous", {}),
    ("no-saver/saved_model.pb", lambda: in_function(tf_node("s", "SaveV2")), "dangerous", {}),
    ("function/saved_model.pb", lambda: in_function(tf_node("w", "WriteFile")), "dangerous", {}),
    ("print/saved_model.pb",
     lambda: in_function(tf_node("p", "PrintV2", attr("output_stream", (2, "file:///tmp/x")))), "dangerous", {}),
    ("print-err/saved_model.pb",
     lambda: in_function(tf_node("p", "PrintV2", attr("output_stream", (2, "stderr")))), "clean", {}),
    ("debug/saved_model.pb", lambda: in_function(tf_node("p", "DebugIdentityV2")), "dangerous", {}),
    ("eager/saved_model.pb", lambda: in_function(tf_node("p", "EagerPyFunc")), "dangerous", {}),
    ("records/saved_model.pb", lambda: in_function(tf_node("p", "TFRecordDatasetV2")), "suspicious", {}),
    ("lambda/saved_model.pb", lambda: saved_model(graph_def(*FROZEN), objects=[user_object(KERAS_LAMBDA)]), "dangerous",
     {}),
    ("asset", lambda: {"saved_model.pb": saved_model(graph_def(*FROZEN), assets=["vocab.txt"]),
                       "assets/vocab.txt": b"a\nb\n"}, "clean", {"model.external-files": ["assets/vocab.txt"]}),
    ("asset-missing", lambda: {"saved_model.pb": saved_model(graph_def(*FROZEN), assets=["vocab.txt"])}, "clean", {},
     ["model.shard-missing"]),
    ("asset-above/saved_model.pb", lambda: saved_model(graph_def(*FROZEN), assets=["../../../../etc/passwd"]),
     "dangerous", {}),
    ("table/saved_model.pb", lambda: saved_model(graph_def(text_constant("p", "/etc/passwd"), *table("p"))), "dangerous",
     {}),
    ("table-1/saved_model.pb",
     lambda: saved_model(graph_def(text_constant("p", "../../x"), *table("p:0", "InitializeTableFromTextFile"))),
     "dangerous", {}),
    ("table-passed/saved_model.pb",
     lambda: saved_model(graph_def(passed_on("b", "a"), text_constant("p", "gs://bucket/x"), *table("b"),
                                   passed_on("a", "p"))), "dangerous", {}),
    ("table-function/saved_model.pb",
     lambda: in_function(text_constant("p", "/etc/passwd"), *table("p:output:0")), "dangerous", {}),
    ("frozen-table.pb", lambda: graph_def(*FROZEN, text_constant("p", "/etc/passwd"), *table("p")), "dangerous", {}),
    # The loader replaces the constant by the path of the asset: the path is the author's own.
    ("table-asset", lambda: {"saved_model.pb": saved_model(graph_def(text_constant("p", "/home/ana/vocab.txt"),
                                                                     passed_on("q", "p"), *table("q")),
                                                           assets=["vocab.txt"], fed="p:0"),
                             "assets/vocab.txt": b"a\n"}, "clean", {}),
    ("table-beside/saved_model.pb",
     lambda: saved_model(graph_def(text_constant("p", "https://x/"), text_constant("q", "vocab.txt"), *table("q"))),
     "clean", {}),
    ("table-circle/saved_model.pb",
     lambda: saved_model(graph_def(passed_on("a", "b"), passed_on("b", "a"), *table("a"))), "clean", {}),
    ("table-shared/saved_model.pb",
     lambda: saved_model(graph_def(text_constant("p", "/etc/passwd"), passed_on("a", "p"), passed_on("b", "a"),
                                   *table("b"), *table("b"), *table("a"))), "dangerous", {}),
    ("table-circles/saved_model.pb",
     lambda: saved_model(graph_def(passed_on("a", "b"), passed_on("b", "c"), passed_on("c", "b"), *table("a"), *table("b"),
                                   *table("c"))), "clean", {}),
    ("table-argument/saved_model.pb", lambda: in_function(*table("vocabulary")), "clean", {}),
    ("empty/saved_model.pb", lambda: message((1, 1)), "suspicious", {}, ["model.invalid"]),
]


# A checkpoint's index: a table of LevelDB.

def entry(shared, key, value):
    return number(shared) + number(len(key)) + number(len(value)) + key + value


def block(*entries):
    return b"".join(entries) + struct.pack("<II", 0, 1)


def checkpoint(*tensors, magic=0xDB4775248B80FB57, compression=0, shift=0):
    data = block(entry(0, b"", message((1, 1), (3, message((1, 1))))),
                 *[entry(0, name.encode(), value) for name, value in tensors])
    trailer = bytes([compression]) + bytes(4)
    index = block(entry(0, b"~", number(shift) + number(len(data))))
    meta = block()
    at = len(data) + 5
    footer = number(at) + number(len(meta)) + number(at + len(meta) + 5) + number(len(index))
    return (data + trailer + meta + bytes(5) + index + bytes(5) + footer + bytes(40 - len(footer)) +
            struct.pack("<Q", magic))


def bundle(dims, offset, size):
    return message((1, 1), (2, tf_shape(*dims)), (4, offset), (5, size)) + number(6 << 3 | 5) + bytes(4)


WHOLE = [("dense/bias", bundle([3], 0, 12)), ("dense/kernel", bundle([2, 3], 12, 24))]
DATA = "model.ckpt-7.data-00000-of-00001"

CHECKPOINTS = [
    ("ckpt", lambda: {"model.ckpt-7.index": checkpoint(*WHOLE), DATA: bytes(36)}, "clean",
     {"model.parameters": 9, "model.tensors": 2, "model.external-files": [DATA]}),
    ("ckpt-missing", lambda: {"model.ckpt-7.index": checkpoint(*WHOLE)}, "clean", {}, ["model.shard-missing"]),
    ("ckpt-short", lambda: {"model.ckpt-7.index": checkpoint(*WHOLE), DATA: bytes(35)}, "clean", {},
     ["model.size-mismatch"]),
    ("ckpt-magic/a.index", lambda: checkpoint(*WHOLE, magic=1), "suspicious", {}, ["model.invalid"]),
    ("ckpt-packed/a.index", lambda: checkpoint(*WHOLE, compression=1), "suspicious", {}, ["model.invalid"]),
    ("ckpt-outside/a.index", lambda: checkpoint(*WHOLE, shift=1 << 40), "suspicious", {}, ["model.invalid"]),
]


# ---- Core ML: Model.proto ----

def feature(name, *dims):
    array = message(*[(1, d) for d in dims], (2, 0x10020))
    return message((1, name), (3, message((5, array))))


def coreml(kind, body, metadata=((3, "Acme"), (4, "MIT"))):
    about = message((1, feature("x", 1, 4)), (10, feature("y", 1, 2)), (100, message((1, "A model"), *metadata)))
    return message((1, 5), (2, about), (kind, body))


def mil(location="@model_path/weights/weight.bin"):
    kind = message((1, message((1, 11), (2, 2), *[(3, message((1, message((1, d))))) for d in (2, 3)])))
    value = message((2, kind), (5, message((1, location), (2, 64))))
    constant_op = message((1, "const"), (5, message((1, "val"), (2, value))))
    body = message((3, constant_op), (3, message((1, "linear"))))
    main = message((2, "CoreML6"), (3, message((1, "CoreML6"), (2, body))))
    return coreml(502, message((1, 1), (2, message((1, "main"), (2, main)))))


def package(location="@model_path/weights/weight.bin", path="com.apple.CoreML/model.mlmodel"):
    entries = {"A": {"path": path, "name": "model.mlmodel"}, "B": {"path": "com.apple.CoreML/weights", "name": "weights"}}
    manifest = {"fileFormatVersion": "1.0.0", "itemInfoEntries": entries, "rootModelIdentifier": "A"}
    return {"M.mlpackage/Manifest.json": json.dumps(manifest).encode(),
            "M.mlpackage/Data/com.apple.CoreML/model.mlmodel": mil(location),
            "M.mlpackage/Data/com.apple.CoreML/weights/weight.bin": bytes(128)}


COREML = [
    ("network.mlmodel", lambda: coreml(500, message((1, message((1, "fc"), (140, b""))))), "clean",
     {"model.architecture": "neuralNetwork", "model.license": ["MIT"], "model.owner": "Acme",
      "model.input-signature": ["x: F32[1,4]"], "model.output-signature": ["y: F32[1,2]"], "model.format-version": "5"}),
    ("network.bin", lambda: coreml(500, message((1, message((1, "fc"), (140, b""))))), "clean",
     {"model.architecture": "neuralNetwork"}),
    ("layer.mlmodel", lambda: coreml(500, message((1, message((1, "l"), (500, message((10, "AcmeLayer"))))))), "suspicious",
     {"model.operators-custom": ["custom::AcmeLayer"]}),
    ("custom.mlmodel", lambda: coreml(555, message((10, "AcmeModel"))), "suspicious", {}),
    ("pipeline.mlmodel", lambda: coreml(202, message((1, coreml(555, message((10, "AcmeModel")))))), "suspicious", {}),
    ("linked.mlmodel", lambda: coreml(556, message((1, message((1, message((1, "/etc/x"))))))), "dangerous", {}),
    ("package", package, "clean", {"model.parameters": 6, "model.operators": ["const", "linear"]}),
    ("package-above", lambda: package("@model_path/../../../../secret"), "dangerous", {}),
    ("package-root-above", lambda: package(path="../../../evil.mlmodel"), "dangerous", {}),
    ("package-missing", lambda: package(path="com.apple.CoreML/other.mlmodel"), "clean", {}, ["model.shard-missing"]),
    ("no-type.mlmodel", lambda: message((1, 5), (2, message((1, feature("x", 1))))), "suspicious", {}, ["model.invalid"]),
    ("cut.mlmodel", lambda: mil()[:-5], "suspicious", {}, ["model.invalid"]),
]


# ---- PaddlePaddle: framework.proto ----

def paddle_var(name, dims, persistable=1):
    tensor = message((1, 5), *[(2, d) for d in dims])
    kind = message((1, 7), (3, message((1, tensor))))
    return message((1, name), (2, kind), (3, persistable))


def paddle_op(kind, source="", target=""):
    return message((1, message((1, "X"), (2, source))), (2, message((1, "Out"), (2, target))), (3, kind))


def paddle(*ops):
    block0 = message((1, 0), (2, -1), (3, paddle_var("w", [2, 3])), (3, paddle_var("x", [-1, 2], 0)),
                     (4, paddle_op("feed", "feed", "x")), *[(4, op) for op in ops], (4, paddle_op("fetch", "y", "fetch")))
    return message((1, block0), (4, message((1, 2004000))))


def paddle_params(*shapes):
    out = b""
    for dims in shapes:
        desc = message((1, 5), *[(2, d) for d in dims])
        count = 1
        for d in dims:
            count *= d
        out += bytes(16) + struct.pack("<I", len(desc)) + desc + bytes(4 * count)
    return out


PADDLE = [
    ("inference.pdmodel", lambda: paddle(paddle_op("matmul_v2", "x", "y")), "clean",
     {"model.parameters": 6, "model.operators": ["feed", "fetch", "matmul_v2"], "model.input-signature": ["x"],
      "model.output-signature": ["y"], "model.format-version": "2004000"}),
    ("__model__", lambda: paddle(paddle_op("relu", "x", "y")), "clean", {"model.operators": ["relu"]}),
    ("python.pdmodel", lambda: paddle(paddle_op("py_func", "x", "y")), "dangerous", {}),
    ("save.pdmodel", lambda: paddle(paddle_op("save_combine", "x", "y")), "dangerous", {}),
    ("cut.pdmodel", lambda: paddle(paddle_op("relu"))[:-2], "suspicious", {}, ["model.invalid"]),
    ("inference.pdiparams", lambda: paddle_params([2, 3], [4]), "clean", {"model.parameters": 10, "model.tensors": 2}),
    ("cut.pdiparams", lambda: paddle_params([2, 3], [4])[:-1], "suspicious", {}, ["model.invalid"]),
]


# ---- FlatBuffers: tables are laid out from the end of the file to its front ----

class Flat:
    """Collects objects; offsets are patched when all are placed."""

    def __init__(self):
        self.out = bytearray(8)
        self.out[4:8] = b"TFL3"

    def align(self, size=8):
        self.out += bytes(-len(self.out) % size)

    def table(self, fields):
        """fields: number -> (width, value) or ("offset", maker); returns the table's place."""
        self.align()
        order = sorted(fields)
        slots = (max(order) + 1) if order else 0
        vtable = len(self.out)
        self.out += bytes(4 + 2 * slots)
        self.align()
        at = len(self.out)
        size = 4
        places = {}
        for number_ in order:
            width = 4 if fields[number_][0] == "offset" else fields[number_][0]
            size += -size % width
            places[number_] = size
            size += width
        self.out += bytes(size)
        struct.pack_into("<i", self.out, at, at - vtable)
        struct.pack_into("<HH", self.out, vtable, 4 + 2 * slots, size)
        for number_ in order:
            struct.pack_into("<H", self.out, vtable + 4 + 2 * number_, places[number_])
            kind, value = fields[number_]
            if kind != "offset":
                struct.pack_into({1: "<B", 4: "<I", 8: "<Q"}[kind], self.out, at + places[number_], value)
        for number_ in order:
            kind, value = fields[number_]
            if kind == "offset":
                target = value()
                struct.pack_into("<I", self.out, at + places[number_], target - at - places[number_])
        return at

    def vector(self, makers):
        self.align()
        at = len(self.out)
        self.out += struct.pack("<I", len(makers)) + bytes(4 * len(makers))
        for i, make in enumerate(makers):
            target = make()
            struct.pack_into("<I", self.out, at + 4 + 4 * i, target - at - 4 - 4 * i)
        return at

    def numbers(self, values):
        self.align()
        at = len(self.out)
        self.out += struct.pack(f"<I{len(values)}i", len(values), *values)
        return at

    def data(self, raw):
        self.align(16)
        self.out += bytes(12)
        at = len(self.out)
        self.out += struct.pack("<I", len(raw)) + raw + b"\0"
        return at


def tflite(codes=((22, None),), shape=(2, 3), data=24, about=None, opcode=0, buffer=1):
    f = Flat()

    def code(number_, custom):
        fields = {0: (1, min(number_, 127)), 3: (4, number_)}
        if custom:
            fields[1] = ("offset", lambda: f.data(custom.encode()))
        return lambda: f.table(fields)

    def tensor(name, dims, index, kind=0):
        return lambda: f.table({0: ("offset", lambda: f.numbers(dims)), 1: (1, kind), 2: (4, index),
                                3: ("offset", lambda: f.data(name.encode()))})

    def graph():
        tensors = [tensor("x", (1, 2), 0), tensor("w", shape, buffer), tensor("y", (1, 3), 0)]
        operator = f.table
        return f.table({0: ("offset", lambda: f.vector(tensors)), 1: ("offset", lambda: f.numbers([0])),
                        2: ("offset", lambda: f.numbers([2])),
                        3: ("offset", lambda: f.vector([lambda: operator({0: (4, opcode)})]))})

    buffers = [lambda: f.table({}), lambda: f.table({0: ("offset", lambda: f.data(bytes(data)))})]
    fields = {0: (4, 3), 1: ("offset", lambda: f.vector([code(*c) for c in codes])),
              2: ("offset", lambda: f.vector([graph])), 3: ("offset", lambda: f.data(b"MLIR Converted."))}
    if about:
        buffers.append(lambda: f.table({0: ("offset", lambda: f.data(about))}))
        fields[6] = ("offset", lambda: f.vector([lambda: f.table(
            {0: ("offset", lambda: f.data(b"TFLITE_METADATA")), 1: (4, 2)})]))
    fields[4] = ("offset", lambda: f.vector(buffers))
    root = f.table(fields)
    struct.pack_into("<I", f.out, 0, root)
    return bytes(f.out)


def tflite_about():
    f = Flat()
    f.out[4:8] = b"M001"
    root = f.table({0: ("offset", lambda: f.data(b"Tiny")), 4: ("offset", lambda: f.data(b"Acme")),
                    5: ("offset", lambda: f.data(b"Apache-2.0"))})
    struct.pack_into("<I", f.out, 0, root)
    return bytes(f.out)


TFLITE = [
    ("plain.tflite", tflite, "clean",
     {"model.parameters": 6, "model.operators": ["RESHAPE"], "model.format-version": "3",
      "model.producer": "MLIR Converted.", "model.input-signature": ["x: F32[1,2]"],
      "model.output-signature": ["y: F32[1,3]"]}),
    ("plain.bin", tflite, "clean", {"model.parameters": 6}),
    ("about.tflite", lambda: tflite(about=tflite_about()), "clean",
     {"model.name": "Tiny", "model.owner": "Acme", "model.license": ["Apache-2.0"]}),
    ("custom.tflite", lambda: tflite(codes=((32, "AcmeOp"),)), "suspicious",
     {"model.operators-custom": ["custom::AcmeOp"]}),
    ("detection.tflite", lambda: tflite(codes=((32, "TFLite_Detection_PostProcess"),)), "clean", {}),
    ("flex.tflite", lambda: tflite(codes=((32, "FlexErf"),)), "clean", {"model.operators": ["Flex::Erf"]}),
    ("flex-file.tflite", lambda: tflite(codes=((32, "FlexWriteFile"),)), "dangerous", {}),
    ("flex-unknown.tflite", lambda: tflite(codes=((32, "FlexAcme"),)), "suspicious", {}),
    ("size.tflite", lambda: tflite(data=20), "suspicious", {}, ["model.invalid"]),
    ("opcode.tflite", lambda: tflite(opcode=7), "suspicious", {}, ["model.invalid"]),
    ("buffer.tflite", lambda: tflite(buffer=9), "suspicious", {}, ["model.invalid"]),
    ("builtin.tflite", lambda: tflite(codes=((4000, None),)), "suspicious", {}, ["model.invalid"]),
    ("root.tflite", lambda: b"\xff\xff\xff\x7fTFL3" + bytes(64), "suspicious", {}, ["model.invalid"]),
    ("cut.tflite", lambda: tflite()[:-8], "suspicious", {}, ["model.invalid"]),
]


# ExecuTorch: schema/program.fbs.

def executorch(operators=("aten::add",), delegates=()):
    f = Flat()
    f.out[4:8] = b"ET12"

    def named(text):
        return lambda: f.table({0: ("offset", lambda: f.data(text.encode()))})

    def plan():
        fields = {0: ("offset", lambda: f.data(b"forward")),
                  6: ("offset", lambda: f.vector([named(o) for o in operators]))}
        if delegates:
            fields[7] = ("offset", lambda: f.vector([named(d) for d in delegates]))
        return f.table(fields)

    root = f.table({0: (4, 1), 1: ("offset", lambda: f.vector([plan]))})
    struct.pack_into("<I", f.out, 0, root)
    return bytes(f.out)


EXECUTORCH = [
    ("plain.pte", executorch, "clean",
     {"model.format-version": "1", "model.signatures": ["forward"], "model.operators": ["aten::add"]}),
    ("custom.pte", lambda: executorch(["acme::nms"]), "suspicious", {"model.operators-custom": ["acme::nms"]}),
    ("delegate.pte", lambda: executorch(delegates=["XnnpackBackend"]), "suspicious", {}),
    ("cut.pte", lambda: executorch()[:-20], "suspicious", {}, ["model.invalid"]),
    ("state/checkpoint", lambda: b'model_checkpoint_path: "model.ckpt-7"\n', "clean",
     {"model.external-files": ["model.ckpt-7"]}),
]


def in_folder(entry):
    """A file whose name matters stands in a folder of its own."""
    folder, slash, name = entry[0].partition("/")
    return (folder, lambda: {name: entry[1]()}, *entry[2:]) if slash else entry


FILES = [in_folder(entry) for entry in ONNX + TENSORFLOW + KERAS_METADATA + CHECKPOINTS + COREML + PADDLE + TFLITE + EXECUTORCH]
