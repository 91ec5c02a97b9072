"""Keras: HDF5 of Keras 1 and 2, the zip of Keras 3, and what makes loading one run or read something.

HDF5 is written by h5py, with Debian's own Python: `keras.py NAME` writes one such file to its output.
"""

import json
import os
import pickle
import subprocess
import sys

sys.dont_write_bytecode = True


class Runs:
    def __reduce__(self):
        return (os.system, ("true",))


def sequential(*layers):
    return {"class_name": "Sequential", "config": {"name": "tiny", "layers": [
        {"class_name": "InputLayer", "config": {"name": "in", "batch_input_shape": [None, 2]}},
        {"class_name": "Dense", "config": {"name": "d", "units": 1, "kernel_initializer": {
            "class_name": "GlorotUniform", "config": {"seed": None}}}}, *layers]}}


LAMBDA = {"class_name": "Lambda", "config": {
    "name": "evil", "function": ["4wAAAAA=\n", None, None], "function_type": "lambda"}}


def weights(file, numpy):
    group = file.create_group("model_weights")
    group.attrs["layer_names"] = numpy.array([b"d"])
    group.create_group("d/d")
    group["d/d/kernel:0"] = numpy.zeros((2, 1), "f4")
    group["d/d/bias:0"] = numpy.zeros(1, "f4")
    file["optimizer_weights/Adam/m"] = numpy.zeros((2, 1), "f4")


def model(file, numpy, *layers):
    file.attrs["keras_version"] = "2.11.0"
    file.attrs["backend"] = "tensorflow"
    file.attrs["model_config"] = json.dumps(sequential(*layers))
    file.attrs["training_config"] = json.dumps({"loss": "mse", "optimizer_config": {
        "class_name": "Adam", "config": {"learning_rate": 0.001}}})
    weights(file, numpy)


def nested(file, numpy):
    model(file, numpy, {"class_name": "TimeDistributed", "config": {"layer": sequential(LAMBDA)}})


def link(name):
    def make(file, numpy):
        import h5py
        model(file, numpy)
        file["model_weights/d/d/other"] = h5py.ExternalLink(name, "/x")
    return make


def storage(file, numpy):
    model(file, numpy)
    file.create_dataset("model_weights/d/d/raw", shape=(4,), dtype="u1",
                        external=[("/etc/hostname", 0, 4)])


def weights_only(file, numpy):
    file["layers/dense/vars/0"] = numpy.zeros((2, 1), "f4")
    file["layers/dense/vars/1"] = numpy.zeros(1, "f4")
    file["optimizer/vars/0"] = numpy.zeros((), "i8")


def data(file, numpy):
    file["x"] = numpy.zeros((10, 4), "f4")
    file["y"] = numpy.zeros(10, "i8")


def mails(file, numpy):
    file.create_dataset("mail", data=[f"ana{i}@mail-7f3kq.org" for i in range(50)], chunks=(16,),
                        compression="gzip", shuffle=True)


def virtual(file, numpy):
    import h5py
    layout = h5py.VirtualLayout(shape=(2,), dtype="i4")
    layout[:] = h5py.VirtualSource("../other.h5", "d", shape=(2,))
    file.create_virtual_dataset("v", layout)


def attribute(value, protocol):
    def make(file, numpy):
        data(file, numpy)
        file.attrs["info"] = numpy.bytes_(pickle.dumps(value, protocol))
    return make


def objects(file, numpy):
    import h5py
    made = file.create_dataset("block", (1,), dtype=h5py.vlen_dtype(numpy.uint8))
    made[0] = numpy.frombuffer(pickle.dumps(Runs()), numpy.uint8)
    made.attrs["CLASS"] = numpy.bytes_(b"VLARRAY")
    made.attrs["PSEUDOATOM"] = numpy.bytes_(b"object")


def pandas(file, numpy):
    """As pandas writes a frame of texts: a table whose rows hold an array, and an index beside it."""
    rows = numpy.zeros(4, dtype=[("index", "i8"), ("values_block_0", "S24", (2,))])
    rows["values_block_0"] = b"ana@mail-7f3kq.org"
    file["d/table"] = rows
    file["d/_i_table/index/bounds"] = numpy.zeros((9, 3), "i8")


def filtered(file, numpy):
    import h5py
    texts = numpy.array([b"some text"] * 8, "S16")
    file.create_dataset("t", data=texts, chunks=(4,), compression="lzf")


def broken(file, numpy):
    model(file, numpy)
    file.attrs["model_config"] = '{"class_name":"Sequential","class_name":"Lambda"}'


def as_bytes(kind):
    """A configuration in an attribute that is no text."""
    def make(file, numpy):
        text = json.dumps(sequential(LAMBDA)).encode()
        weights(file, numpy)
        file.attrs["model_config"] = numpy.void(text) if kind == "void" else numpy.frombuffer(text, numpy.uint8)
    return make


MODEL = {"model.parameters": 3, "model.tensors": 2, "model.dtypes": ["F32"]}
HDF5 = {
    "model.h5": (model, "earliest", "clean", {
        **MODEL, "model.architecture": "Sequential", "model.layers": 2, "model.loss": "mse",
        "model.optimizer": "Adam", "model.producer": "keras 2.11.0 (tensorflow)"}),
    "latest.h5": (model, "latest", "clean", MODEL),
    "named.bin": (model, "earliest", "clean", MODEL),
    "bytes.h5": (as_bytes("numbers"), "earliest", "dangerous", MODEL),
    "void.h5": (as_bytes("void"), "earliest", "dangerous", MODEL),
    "weights.h5": (weights_only, "earliest", "clean", MODEL),
    "lambda.h5": (lambda f, n: model(f, n, LAMBDA), "earliest", "dangerous", MODEL),
    "lambda-latest.h5": (lambda f, n: model(f, n, LAMBDA), "latest", "dangerous", {}),
    "lambda-nested.h5": (nested, "earliest", "dangerous", {}),
    "custom.h5": (lambda f, n: model(f, n, {"class_name": "Mine", "config": {}}), "earliest",
                  "suspicious", {}),
    "link-outside.h5": (link("../../other.h5"), "earliest", "dangerous",
                        {"model.external-files": ["../../other.h5"]}),
    "link-beside.h5": (link("other.h5"), "latest", "suspicious",
                       {"model.external-files": ["other.h5"]}),
    "storage.h5": (storage, "earliest", "dangerous",
                   {"model.external-files": ["/etc/hostname"]}),
    "twice.h5": (broken, "earliest", "dangerous", {}, ["model.invalid"]),
    "data.h5": (data, "earliest", "clean",
                {"dataset.columns": 2, "dataset.rows": 10, "dataset.column-names": ["/x", "/y"]}),
    "mails.h5": (mails, "latest", "clean", {"dataset.rows": 50, "dataset.dtype": "string"}),
    "pandas.h5": (pandas, "earliest", "clean", {
        "dataset.columns": 2, "dataset.rows": 4,
        "dataset.column-names": ["/d/table.index", "/d/table.values_block_0"]}),
    "virtual.h5": (virtual, "latest", "dangerous", {"dataset.external-files": ["../other.h5"]}),
    "attribute.h5": (attribute({"a": [1, "b"]}, 0), "earliest", "clean", {}),
    "attribute-runs.h5": (attribute(Runs(), 0), "earliest", "dangerous", {}),
    "attribute-runs-4.h5": (attribute(Runs(), 4), "latest", "dangerous", {}),
    "objects.h5": (objects, "earliest", "dangerous", {}),
    "filtered.h5": (filtered, "earliest", "suspicious", {}, ["data.format-unread"]),
}


def hdf5(name):
    def make():
        done = subprocess.run(["/usr/bin/python3", os.path.abspath(__file__), name], check=True,
                              capture_output=True)
        return done.stdout
    return make


def cut(name, size):
    return lambda: hdf5(name)()[:size]


def layer(class_name, config=None, module="keras.layers", registered=None):
    return {"module": module, "class_name": class_name, "config": config or {},
            "registered_name": registered}


DENSE = layer("Dense", {"name": "d", "units": 1, "trainable": True, "activation": "relu",
                        "dtype": layer("DTypePolicy", {"name": "float32"}, "keras"),
                        "kernel_initializer": layer("GlorotUniform", {"seed": None},
                                                    "keras.initializers")})


def config(*layers, **more):
    return {**more, "module": "keras", "class_name": "Sequential", "registered_name": "Sequential",
            "config": {"name": "tiny", "layers": [DENSE, *layers]},
            "compile_config": {"optimizer": "adam", "loss": "mse"}}


METADATA = json.dumps({"keras_version": "3.9.0", "date_saved": "2026-01-01@00:00:00"})


def archive(text, weights="weights.h5", more=()):
    def make():
        import io
        import zipfile
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("metadata.json", METADATA)
            file.writestr("config.json", text if isinstance(text, str) else json.dumps(text))
            file.writestr("model.weights.h5", hdf5(weights)())
            for name, data in more:
                file.writestr(name, data)
        return made.getvalue()
    return make


def function(module, name, class_name="function"):
    return layer("Activation", {"activation": {
        "module": module, "class_name": class_name, "config": name, "registered_name": class_name}})


def text(value):
    return lambda: json.dumps(value).encode()


KERAS3 = {"model.parameters": 3, "model.tensors": 2, "model.architecture": "Sequential",
          "model.layers": 1, "model.loss": "mse", "model.optimizer": "adam"}
FILES = [(name, hdf5(name), *entry[2:]) for name, entry in HDF5.items()]
FILES += [("cut.h5", cut("model.h5", 4000), "suspicious", {}, ["data.bad-record"])]
FILES += [
    ("model.keras", archive(config()), "clean", KERAS3),
    ("renamed.bin", archive(config()), "clean", KERAS3),
    ("lambda.keras", archive(config(layer("Lambda", {"function": {
        "class_name": "__lambda__", "config": {"code": "4wAAAAA=\n"}}}))), "dangerous", {"model.layers": 2}),
    ("cve-2025-1550.keras", archive(config(function("os", "system"))), "dangerous", {}),
    ("function-that-loads.keras", archive(config(function("keras.src.legacy.saving.legacy_h5_format",
                                                          "load_model_from_hdf5"))), "dangerous", {}),
    ("function-of-a-module.keras", archive(config(function("keras.src.models.sequential", "legacy_load"))),
     "suspicious", {}),
    ("type-of-a-tensor.keras", archive(config({"class_name": "__typespec__", "spec_name": "TensorSpec", "module":
                                               "tensorflow.python.framework.tensor", "config": [[2], "float32"]})),
     "clean", {}),
    ("type-of-elsewhere.keras", archive(config({"class_name": "__typespec__", "spec_name": "system", "module": "os",
                                                "config": []})), "dangerous", {}),
    ("function-that-computes.keras", archive(config(function("keras.activations", "relu"))), "clean", {}),
    ("cve-2025-8747.keras", archive(config(function("keras.utils", "get_file"))), "dangerous", {}),
    ("cve-2025-9906.keras", archive(config(function("keras.config",
                                                    "enable_unsafe_deserialization"))),
     "dangerous", {}),
    ("cve-2025-12058.keras", archive(config(layer("StringLookup", {
        "vocabulary": "/etc/passwd"}))), "dangerous", {}),
    ("torch.keras", archive(config(layer("TorchModuleWrapper", {"module": "AAAA"}))), "dangerous",
     {}),
    ("tfsm.keras", archive(config(layer("TFSMLayer", {"filepath": "x"}))), "dangerous", {}),
    ("weights-link.keras", archive(config(), "link-outside.h5"), "dangerous", {}),
    ("custom.keras", archive(config(layer("Mine", {}, "mine", "mine>Mine"))), "suspicious", {}),
    ("bytes.keras", archive(config({"class_name": "__bytes__", "config": {"value": "x"}})),
     "suspicious", {}),
    ("in-a-text.keras", archive(config(layer("TimeDistributed", {"layer": json.dumps(layer("Lambda"))}))),
     "dangerous", {}),
    ("padded.keras", archive(config(layer("Lambda"), aa="x" * 8000)), "dangerous", {}),
    ("escaped.keras", archive(json.dumps(config(layer("Lambda"))).replace(
        "class_name", "class\\u005fname")), "dangerous", {}),
    ("mark.keras", archive("\ufeff" + json.dumps(config(layer("Lambda")))), "dangerous", {}),
    ("nan.keras", archive(json.dumps(config(layer("Lambda"), aa=float("nan")))), "dangerous", {}, ["model.invalid"]),
    ("other.keras", archive(json.dumps({"a": "x" * 8000})), "suspicious", {}),
    ("broken.keras", archive(json.dumps(config())[:-1]), "suspicious", {}, ["model.invalid"]),
    ("model.json", text(config()), "clean", {"model.architecture": "Sequential"}),
    ("old.json", text(sequential()), "clean", {"model.layers": 2}),
    ("old-lambda.json", text(sequential(LAMBDA)), "dangerous",
     {"model.layers": 3}),
]


def main():
    import io

    import h5py
    import numpy

    made = io.BytesIO()
    make, version = HDF5[sys.argv[1]][:2]
    with h5py.File(made, "w", libver=version) as file:
        make(file, numpy)
    sys.stdout.buffer.write(made.getvalue())


if __name__ == "__main__":
    main()
