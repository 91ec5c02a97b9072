#!/usr/bin/env python3
"""Writes corpus.txt: a line for each pickle, its verdict, its name and its bytes in hex.

The bytes are put together from opcodes, so that no library but Python's own is needed and nothing
is ever loaded. They are text in one file, so that nobody who scans this folder meets a pickle.
"""
import os, pickle, struct, collections, datetime, decimal, uuid, fractions

HERE = os.path.dirname(os.path.abspath(__file__))
P = [b"\x80" + bytes([n]) for n in range(6)]


def s(text):  # SHORT_BINUNICODE
    raw = text.encode()
    return b"\x8c" + bytes([len(raw)]) + raw


def u(text):  # BINUNICODE, protocol 2
    raw = text.encode()
    return b"X" + struct.pack("<I", len(raw)) + raw


def b(raw):  # BINBYTES
    return b"B" + struct.pack("<I", len(raw)) + raw


def g(module, name):  # GLOBAL
    return b"c" + module.encode() + b"\n" + name.encode() + b"\n"


def sg(module, name):  # STACK_GLOBAL
    return s(module) + s(name) + b"\x93"


def t(*items):
    return b"(" + b"".join(items) + b"t"


def call(callee, *args):
    return callee + t(*args) + b"R"


def i(n):
    return b"K" + bytes([n]) if 0 <= n < 256 else b"J" + struct.pack("<i", n)


CMD = s("id")

# -- dangerous ------------------------------------------------------------------------------------
D = {
    "os-system-protocol-0": b"cos\nsystem\n(S'id'\ntR.",
    "os-system-protocol-0-no-stop": b"cos\nsystem\n(S'id'\ntR",
    "posix-system-protocol-2": P[2] + g("posix", "system") + u("id") + b"\x85R.",
    "posix-system-stack-global": P[4] + call(sg("posix", "system"), CMD) + b".",
    "nt-system-frame-lies": P[4] + b"\x95" + b"\xff" * 8 + call(sg("nt", "system"), CMD) + b".",
    "names-from-memo": P[4] + s("posix") + b"\x94" + s("system") + b"\x94" + b"00" + b"h\x00h\x01\x93"
    + CMD + b"\x85R.",
    "names-from-memoize-after-put": P[4] + s("x") + b"q\x05" + s("posix") + b"\x94"
    + b"00h\x01" + s("system") + b"\x93" + CMD + b"\x85R.",
    "put-stores-the-stack-top": P[4] + s("posix") + s("system") + b"q\x000q\x01" + b"0h\x01h\x00\x93"
    + CMD + b"\x85R.",
    "names-by-dup": P[4] + s("code") + b"2\x93.",
    "names-behind-pop-mark": P[4] + s("posix") + b"(" + s("x") + b"1" + s("system") + b"\x93" + CMD + b"\x85R.",
    "names-by-binunicode8": P[4] + b"\x8d" + struct.pack("<Q", 5) + b"posix" + s("system") + b"\x93" + CMD + b"\x85R.",
    "names-by-binstring": P[4] + b"T" + struct.pack("<i", 5) + b"posix" + b"U\x06system\x93" + CMD + b"\x85R.",
    "names-by-string-escapes": P[4] + b"S'po\\x73ix'\nS'\\163ystem'\n\x93" + CMD + b"\x85R.",
    "names-by-unicode-escapes": P[4] + b"V\\u0070osix\nVsy\\u0073tem\n\x93" + CMD + b"\x85R.",
    "names-computed": P[4] + call(sg("builtins", "str"), s("posix")) + s("system") + b"\x93" + CMD + b"\x85R.",
    "builtins-eval": P[4] + call(sg("builtins", "eval"), s("1+1")) + b".",
    "builtins-exec-python2-name": P[2] + call(g("__builtin__", "eval"), u("1")) + b".",
    "commands-python2": b"ccommands\ngetoutput\n(S'id'\ntR.",
    "cpickle-loads-python2": b"ccPickle\nloads\n(S'N.'\ntR.",
    "urllib2-python2": b"curllib2\nurlopen\n(S'http://localhost'\ntR.",
    "itertools-imap-python2": P[2] + call(g("itertools", "imap"), g("collections", "OrderedDict"), b"]") + b".",
    "inst-protocol-0": b"(S'id'\nios\nsystem\n.",
    "obj-protocol-1": b"(cos\nsystem\nU\x02ido.",
    "obj-of-subprocess": P[3] + b"(" + g("subprocess", "Popen") + u("id") + b"o.",
    "newobj": P[2] + g("subprocess", "Popen") + t(u("id")) + b"\x81.",
    "newobj-ex": P[4] + sg("subprocess", "Popen") + t() + b"}" + s("args") + s("id") + b"s\x92.",
    "newobj-of-partial": P[4] + sg("functools", "partial") + t(sg("os", "system"), CMD) + b"\x81.",
    "getattr-of-dunder": P[4] + call(sg("builtins", "getattr"), sg("builtins", "list"), s("__subclasses__")) + b".",
    "getattr-of-os": P[4] + call(sg("builtins", "getattr"), sg("os", "path"), s("os")) + b".",
    "getattr-called": P[4] + call(call(sg("builtins", "getattr"), sg("numpy", "ndarray"), s("tofile")), s("x")) + b".",
    "getattr-plain-then-called": P[4] + call(call(sg("builtins", "getattr"), sg("collections", "OrderedDict"), s("fromkeys")), b"]") + b".",
    "getattr-handed-to-map": P[4] + call(sg("builtins", "map"), sg("builtins", "getattr"), b"]") + b".",
    "getattr-handed-on": P[4] + call(sg("collections", "defaultdict"), sg("builtins", "getattr")) + b".",
    "getattr-inside-a-list": P[4] + b"](" + sg("builtins", "getattr") + b"e.",
    "getattr-name-computed": P[4] + call(sg("builtins", "getattr"), sg("builtins", "list"), call(sg("builtins", "str"), s("x"))) + b".",
    "nested-pickle": P[4] + call(sg("pickle", "loads"), b"C\x02N.") + b".",
    "nested-torch-bytes": P[4] + call(sg("torch.storage", "_load_from_bytes"), b(P[2] + call(g("posix", "system"), u("id")) + b".")) + b".",
    "nested-torch-bytes-twice": P[4] + call(sg("torch.storage", "_load_from_bytes"), b(P[2] + call(
        g("torch.storage", "_load_from_bytes"), b(P[2] + call(g("posix", "system"), u("id")) + b".")) + b".")) + b".",
    "nested-torch-text": P[2] + g("torch.storage", "_load_from_bytes") + g("_codecs", "encode")
    + u((P[2] + call(g("posix", "system"), u("id")) + b".").decode("latin1")) + u("latin1") + b"\x86R\x85R.",
    "truncated-after-payload": P[4] + call(sg("posix", "system"), CMD) + b"}(",
    "broken-after-payload": P[4] + call(sg("posix", "system"), CMD) + b"\xff\xff",
    "broken-before-payload": P[4] + b"h\x07" + call(sg("posix", "system"), CMD) + b".",
    "second-stream": P[4] + b"N." + P[4] + call(sg("posix", "system"), CMD) + b".",
    "memo-of-the-first-stream-is-gone": P[4] + s("math") + b"\x94." + P[4] + s("posix") + b"\x94" + b"0h\x00" + s("system") + b"\x93" + CMD + b"\x85R.",
    "extension-registry": P[4] + call(sg("copyreg", "add_extension"), s("posix"), s("system"), i(7)) + b"0\x82\x07" + CMD + b"\x85R.",
    "build-on-a-global": P[2] + g("collections", "OrderedDict") + b"}" + u("x") + b"Nsb.",
    "build-on-an-unknown-global": P[2] + g("mypackage", "settings") + b"}" + u("x") + b"Nsb.",
    "setitem-on-a-global": P[2] + g("logging", "root") + u("x") + b"Ns.",
    "append-to-a-global": P[2] + g("mypackage", "HOOKS") + b"Na.",
    "dotted-through-os": P[4] + call(sg("shelve", "os.system"), CMD) + b".",
    "dotted-through-package": P[4] + call(sg("sklearn.base", "os.system"), CMD) + b".",
    "dotted-globals": P[4] + sg("collections", "OrderedDict.__init__.__globals__") + b".",
    "dotted-builtins": P[4] + call(sg("numpy", "__builtins__.eval"), CMD) + b".",
    "module-handed-out": P[2] + g("torch.serialization", "os") + b".",
    "class-like-in-denied-package": P[4] + sg("torch.package", "PackageImporter") + b".",
    "runpy": P[4] + call(sg("runpy", "_run_code"), CMD) + b".",
    "pip-main": P[4] + call(sg("pip", "main"), b"]") + b".",
    "torch-load": P[4] + call(sg("torch", "load"), s("x.pt")) + b".",
    "torch-serialization-load": P[4] + call(sg("torch.serialization", "load"), s("x.pt")) + b".",
    "numpy-load": P[4] + call(sg("numpy", "load"), s("x.npy")) + b".",
    "numpy-testing-runstring": P[4] + call(sg("numpy.testing._private.utils", "runstring"), CMD, b"}") + b".",
    "partial-of-system": P[4] + call(sg("functools", "partial"), sg("os", "system"), CMD) + b".",
    "partial-of-getattr": P[4] + call(sg("functools", "partial"), sg("builtins", "getattr")) + b".",
    "partial-state-differs": P[4] + call(sg("functools", "partial"), sg("builtins", "len")) + t(call(sg("builtins", "str"), s("x")), b")", b"}", b"N") + b"b.",
    "partial-called": P[4] + call(call(sg("functools", "partial"), sg("builtins", "len")), b"]") + b".",
    "itemgetter-of-an-object": P[4] + call(sg("operator", "itemgetter"), call(sg("builtins", "slice"), b"N")) + b".",
    "attrgetter": P[4] + call(sg("operator", "attrgetter"), s("system")) + b".",
    "methodcaller": P[4] + call(sg("operator", "methodcaller"), s("system"), CMD) + b".",
    "codec-that-is-none": P[2] + call(g("_codecs", "encode"), u("x"), u("zlib")) + b".",
    "importlib": P[4] + call(sg("importlib", "import_module"), s("os")) + b".",
    "types-code": P[4] + sg("types", "CodeType") + b".",
    "marshal": P[4] + call(sg("marshal", "loads"), b"C\x01N") + b".",
    "open": P[4] + call(sg("builtins", "open"), s("/etc/passwd")) + b".",
    "io-open-code": P[4] + call(sg("io", "open_code"), s("/etc/passwd")) + b".",
    "shutil": P[4] + call(sg("shutil", "rmtree"), s("/nonexistent")) + b".",
    "socket": P[4] + call(sg("socket", "create_connection"), t(s("localhost"), i(1))) + b".",
    "ctypes": P[4] + call(sg("ctypes", "CDLL"), s("x.so")) + b".",
    "pathlib-method": P[4] + call(sg("pathlib", "Path.write_text"), s("x"), s("y")) + b".",
    "pandas-read-csv": P[4] + call(sg("pandas", "read_csv"), s("http://localhost")) + b".",
    "dill-create-code": P[4] + sg("dill._dill", "_create_function") + b".",
    "cloudpickle": P[4] + sg("cloudpickle.cloudpickle", "_make_function") + b".",
    "scanner-module": P[4] + sg("picklescan.scanner", "scan_file_path") + b".",
    "keras-loader": P[4] + call(sg("keras.models", "load_model"), s("x.keras")) + b".",
    "sympy": P[4] + call(sg("sympy", "sympify"), s("x")) + b".",
    "webbrowser": P[4] + call(sg("webbrowser", "open"), s("http://localhost")) + b".",
    "swallowed-magic": b"GGUF\x03\x00\x00\x00\x00" + b"0" + call(g("posix", "system"), u("id")) + b".",
    "high-memo-number": P[2] + u("posix") + b"r\xff\xff\xff\x7f0" + b"j\xff\xff\xff\x7f" + u("system") + b"\x93" + u("id") + b"\x85R.",
    "protocol-from-the-future": b"\x80\x09" + call(sg("posix", "system"), CMD) + b".",
    "proto-again-in-the-middle": P[4] + P[2] + call(g("__builtin__", "eval"), u("1")) + b".",
    "long-name": P[4] + s("posix") + b"X" + struct.pack("<I", 600) + b"a" * 600 + b"\x93.",
    "persistent-called": P[2] + t(u("storage")) + b"Q" + b")R.",
    "set-of-watched-names": P[4] + b"\x8f(" + sg("builtins", "getattr") + b"\x90.",
    "map-in-reconstructor": P[2] + call(g("copy_reg", "_reconstructor"), g("subprocess", "Popen"), g("__builtin__", "object"), b"N") + b".",
}

# -- joblib and legacy torch ------------------------------------------------------------------------
def dtype(kind, flags=0, order="<"):
    width = int(kind[1:]) * (4 if kind[0] == "U" else 1) if kind[0] in "SUV" else -1
    return (call(sg("numpy", "dtype"), s(kind), b"\x89", b"\x88")
            + t(i(3), s(order), b"N", b"N", b"N", i(width), i(-1), i(flags)) + b"b")


def wrapper(kind, shape, flags=0, aligned=True, extra=b""):
    state = (b"}(" + s("subclass") + sg("numpy", "ndarray") + s("shape") + t(*[i(n) for n in shape])
             + s("order") + s("C") + s("dtype") + dtype(kind, flags) + s("allow_mmap") + b"\x88"
             + (s("numpy_array_alignment_bytes") + i(16) if aligned else b"") + extra + b"u")
    return sg("joblib.numpy_pickle", "NumpyArrayWrapper") + b")\x81" + state + b"b"


PAD = b"\x05" + b"\xff" * 5
D.update({
    "joblib-payload-behind-an-array": P[4] + wrapper("f8", [2]) + PAD + b"\x2e" * 16 + b"0" + call(sg("posix", "system"), CMD) + b".",
    "joblib-object-array": P[4] + wrapper("O8", [1], 63) + P[2] + call(g("posix", "system"), u("id")) + b"." + b".",
    "joblib-object-by-flag": P[4] + wrapper("f8", [1], 1) + P[2] + call(g("posix", "system"), u("id")) + b"." + b".",
})
MAGIC = P[2] + b"\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."


def storage(key, kind="FloatStorage", n=4):
    return t(u("storage"), g("torch", kind), u(key), u("cpu"), i(n), b"N") + b"Q"


def tensor(key, kind="FloatStorage", n=4):
    return call(g("torch._utils", "_rebuild_tensor_v2"), storage(key, kind, n), i(0), t(i(n)), t(i(1)), b"\x89",
                call(g("collections", "OrderedDict")))


def legacy(body, keys, tail):
    return (MAGIC + P[2] + b"M\xe9\x03." + P[2] + b"}(" + u("little_endian") + b"\x88u." + P[2] + body + b"."
            + P[2] + b"](" + b"".join(u(k) for k in keys) + b"e." + tail)


RAW4 = struct.pack("<q", 4) + b"\x00" * 16
D.update({
    "torch-legacy-with-payload": legacy(call(g("posix", "system"), u("id")), [], b""),
    "torch-legacy-payload-in-keys": MAGIC + P[2] + b"M\xe9\x03." + P[2] + b"}." + P[2] + b"}." + P[2] + call(g("posix", "system"), u("id")) + b".",
})

# -- unknown: neither clean nor known to be dangerous -------------------------------------------------
U = {
    "own-dataclass": P[4] + sg("mymodel.config", "Config") + b")\x81}" + s("x") + i(1) + b"sb.",
    "own-function": P[4] + sg("__main__", "tokenize") + b".",
    "extension-without-registry": P[2] + b"\x82\x07.",
    "class-like-in-unvetted-package": P[4] + sg("surprise.algorithms", "SVD") + b".",
    "lower-case-in-vetted-package": P[4] + sg("sklearn.base", "clone") + b".",
    "method-by-dotted-name": P[4] + sg("mymodel", "Model.forward") + b".",
    "torch-bytes-not-followed": P[4] + call(sg("torch.storage", "_load_from_bytes"), call(sg("builtins", "bytes"), i(3))) + b".",
    "torch-text-of-another-codec": P[2] + g("torch.storage", "_load_from_bytes") + g("_codecs", "encode")
    + u("N.") + u("utf-8") + b"\x86R\x85R.",
    "torch-text-beyond-latin1": P[2] + g("torch.storage", "_load_from_bytes") + g("_codecs", "encode")
    + u("\u20ac") + u("latin1") + b"\x86R\x85R.",
    "joblib-array-elsewhere": P[2] + g("joblib.numpy_pickle", "NDArrayWrapper") + b")\x81}" + u("filename")
    + u("m_01.npy") + b"sb.",
    "name-with-control-characters": P[4] + sg("my\x1b[1mpackage", "x") + b".",
}
U["call-of-a-forgotten-value"] = P[2] + b"h\x07)R."

# -- safe -------------------------------------------------------------------------------------------
def array(kind="f8", shape=(2,), data=b"\x00" * 16):
    return (call(sg("numpy.core.multiarray", "_reconstruct"), sg("numpy", "ndarray"), t(i(0)), b"C\x01b")
            + t(i(1), t(*[i(n) for n in shape]), dtype(kind), b"\x89", b(data)) + b"b")


def numbered(count):  # an index of pandas
    parts = b"}(" + s("name") + b"N" + s("start") + i(0) + s("stop") + i(count) + s("step") + i(1) + b"u"
    return call(sg("pandas.core.indexes.base", "_new_Index"), sg("pandas.core.indexes.range", "RangeIndex"), parts)


def est(module, name, **state):
    out = sg(module, name) + b")\x81}("
    for key, value in state.items():
        out += s(key) + value
    return out + b"ub"


many = {("key%d" % n): n for n in range(1200)}
S = {
    "none-protocol-4": P[4] + b"N.",
    "state-dict": P[2] + call(g("collections", "OrderedDict")) + b"(" + u("w") + tensor("0") + u("b") + tensor("1", "HalfStorage", 2) + b"u.",
    "torch-legacy": legacy(b"}(" + u("w") + tensor("0") + b"u", ["0"], RAW4),
    "torch-legacy-two-tensors-one-storage": legacy(b"}(" + u("w") + tensor("0") + u("v") + tensor("0") + b"u", ["0"], RAW4),
    "torch-parameter": P[2] + call(g("torch._utils", "_rebuild_parameter"), tensor("0"), b"\x88", call(g("collections", "OrderedDict"))) + b".",
    "torch-nested-bytes": P[4] + call(sg("torch.storage", "_load_from_bytes"), b(legacy(storage("0"), ["0"], RAW4))) + b".",
    "torch-nested-text": P[2] + g("torch.storage", "_load_from_bytes") + g("_codecs", "encode")
    + u(legacy(storage("0"), ["0"], RAW4).decode("latin1")) + u("latin1") + b"\x86R\x85R.",
    "pathlib-path": P[4] + call(sg("pathlib", "PosixPath"), s("a")) + b".",
    "torch-metadata": P[4] + sg("torch.distributed.checkpoint.metadata", "Metadata") + b")\x81}b.",
    "torch-module": P[2] + g("torch.nn.modules.linear", "Linear") + b")\x81}" + u("training") + b"\x88sb.",
    "numpy-array": P[4] + array() + b".",
    "numpy-2-array": P[4] + call(sg("numpy._core.multiarray", "_reconstruct"), sg("numpy", "ndarray"), t(i(0)), b"C\x01b") + b".",
    "numpy-scalar": P[4] + call(sg("numpy.core.multiarray", "scalar"), dtype("i8"), b"C\x08" + b"\0" * 8) + b".",
    "numpy-ufunc-by-private-name": P[4] + sg("numpy.core._multiarray_umath", "log1p") + b".",
    "numpy-random-state": P[4] + call(sg("numpy.random._pickle", "__randomstate_ctor"), s("MT19937")) + b".",
    "sklearn-pipeline": P[4] + est("sklearn.pipeline", "Pipeline", steps=b"](" + s("scale") + est("sklearn.preprocessing._data", "StandardScaler", mean_=array()) + b"\x86e", _sklearn_version=s("1.4.0")) + b".",
    "sklearn-forest": P[4] + est("sklearn.ensemble._forest", "RandomForestClassifier", estimators_=b"](" + est("sklearn.tree._classes", "DecisionTreeClassifier", tree_=call(sg("sklearn.tree._tree", "Tree"), i(4), array(), i(1))) + b"e") + b".",
    "sklearn-cython": P[4] + call(sg("sklearn._loss._loss", "__pyx_unpickle_CyHalfBinomialLoss"), sg("sklearn._loss._loss", "CyHalfBinomialLoss"), i(1), b"N") + b".",
    "scipy-sparse": P[4] + est("scipy.sparse._csr", "csr_matrix", data=array()) + b".",
    "scipy-distribution": P[4] + call(sg("scipy.stats._continuous_distns", "norm_gen"), b"N") + b".",
    "pandas-frame": P[4] + est("pandas.core.frame", "DataFrame", _mgr=call(sg("pandas.core.internals.managers", "BlockManager"), t(call(sg("pandas._libs.internals", "_unpickle_block"), array(shape=(1, 2)), call(sg("builtins", "slice"), i(0), i(1), i(1)), i(2))), b"](" + numbered(1) + numbered(2) + b"e")) + b".",
    "pandas-timestamp": P[4] + call(sg("pandas._libs.tslibs.timestamps", "_unpickle_timestamp"), i(1), b"N", b"N", i(10)) + b".",
    "xgboost": P[4] + est("xgboost.sklearn", "XGBClassifier", n_estimators=i(10)) + b".",
    "training-arguments": P[2] + g("transformers.training_args", "TrainingArguments") + b")\x81}" + u("x") + call(g("transformers.trainer_utils", "IntervalStrategy"), u("no")) + b"sb.",
    "ordered-dict": pickle.dumps(collections.OrderedDict(a=1, b=[1, 2.5, None, True]), 4),
    "default-dict-of-list": pickle.dumps(collections.defaultdict(list, a=[1]), 2),
    "counter-protocol-0": pickle.dumps(collections.Counter("abca"), 0),
    "datetime-protocol-1": pickle.dumps([datetime.datetime(2026, 1, 2), datetime.timedelta(1)], 1),
    "datetime-with-zone": pickle.dumps(datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc), 5),
    "decimal-and-fraction": pickle.dumps([decimal.Decimal("1.5"), fractions.Fraction(1, 3)], 3),
    "uuid": pickle.dumps(uuid.UUID(int=5), 4),
    "sets": pickle.dumps([{1, 2}, frozenset("ab"), bytearray(b"xy"), 1 << 80, -3, "\u00e9"], 5),
    "sets-protocol-0": pickle.dumps([{1, 2}, frozenset("ab"), b"\xff\x00", 1 << 80, -3, "\u00e9\n"], 0),
    "bytes-protocol-2": pickle.dumps(b"\xff\x00abc", 2),
    "complex-and-slices": pickle.dumps([1j, slice(1, 2), range(3), Exception("x")], 4),
    "many-keys": pickle.dumps(many, 4),
    "many-keys-protocol-2": pickle.dumps(many, 2),
    "two-streams": pickle.dumps([1], 4) + pickle.dumps({"a": 2}, 2),
    "partial-of-len": P[4] + call(sg("functools", "partial"), sg("builtins", "len")) + t(sg("builtins", "len"), b")", b"}", b"N") + b"b.",
    "itemgetter": P[4] + call(sg("operator", "itemgetter"), i(1)) + b".",
    "getattr-plain": P[4] + call(sg("builtins", "getattr"), sg("sklearn.metrics._dist_metrics", "DistanceMetric"), s("get_metric")) + b".",
    "joblib-arrays": P[4] + b"](" + wrapper("f8", [2, 2]) + PAD + b"\x2e" * 32 + wrapper("i4", [3]) + PAD + b"R" * 12 + b"e.",
    "joblib-before-1.2": P[4] + wrapper("<f4", [2], aligned=False) + b"\x2e" * 8 + b".",
    "joblib-object-array": P[4] + wrapper("O8", [1], 63) + P[2] + b"]" + u("a") + b"a." + b".",
    "joblib-empty-array": P[4] + wrapper("U5", [0]) + PAD + b".",
    "regular-expression": pickle.dumps(__import__("re").compile("a+"), 4),
}

# -- odd: read to a break, or not all of it; never clean ------------------------------------------------
O = {
    "cut-short": pickle.dumps([1, "abc", 2.5], 4)[:-4],
    "no-stop": P[4] + b"N",
    "text-longer-than-the-file": P[4] + b"X\xff\xff\xff\x7fabc",
    "bytes8-longer-than-the-file": P[4] + b"\x8e" + b"\xff" * 8 + b"abc",
    "not-an-opcode": P[4] + b"\xfe.",
    "stack-underflow": P[4] + b"R.",
    "mark-missing": P[4] + b"t.",
    "memo-missing": P[4] + b"h\x00.",
    "trailing-bytes": P[4] + b"N." + b"\x00\x01\x02",
    "joblib-size-computed": P[4] + sg("joblib.numpy_pickle", "NumpyArrayWrapper") + b")\x81}(" + s("shape") + call(sg("builtins", "tuple"), b"]") + s("dtype") + dtype("f8") + b"ub" + b"\0" * 8 + b".",
    "joblib-state-swapped": P[4] + b"}\x940" + sg("joblib.numpy_pickle", "NumpyArrayWrapper") + b")\x81}(" + s("shape") + t(i(1)) + s("dtype") + dtype("f8") + b"u0h\x00b" + b"\0" * 8 + b".",
    "joblib-array-cut-short": P[4] + wrapper("f8", [200]) + PAD + b"\0" * 16,
    "joblib-array-size-overflows": P[4] + wrapper("f8", [-1, -1]) + PAD,
    "torch-legacy-cut-short": legacy(b"}(" + u("w") + tensor("0") + b"u", ["0"], RAW4[:-1]),
    "torch-legacy-count-lies": legacy(b"}(" + u("w") + tensor("0") + b"u", ["0"], struct.pack("<q", 5) + b"\0" * 20),
    "torch-legacy-trailing": legacy(b"}(" + u("w") + tensor("0") + b"u", ["0"], RAW4 + b"x"),
    "torch-legacy-unknown-key": legacy(b"}", ["0"], RAW4),
    "nested-torch-bytes-broken": P[4] + call(sg("torch.storage", "_load_from_bytes"), b(b"PK\3\4abcd")) + b".",
}

with open(os.path.join(HERE, "corpus.txt"), "w") as file:
    for verdict, rows in (("dangerous", D), ("unknown", U), ("safe", S), ("odd", O)):
        for name, data in rows.items():
            file.write("%s %s %s\n" % (verdict, name, data.hex()))
