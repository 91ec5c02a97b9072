"""Pickles, and files that contain them: what each kind of gadget looks like, each way to hide one, and
what ordinary libraries write.

The attacks are put together from opcodes. The ordinary files are written by the libraries themselves, as
Debian packages them: this file, run by Debian's own Python with a folder, writes them there.
"""

import base64
import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib

SYSTEM_PYTHON = "/usr/bin/python3"
P = [b"\x80" + bytes([n]) for n in range(6)]
SAY = "true"  # what an attack would run


# ---- opcodes ----

def text(value):  # SHORT_BINUNICODE, BINUNICODE
    raw = value.encode()
    return b"\x8c" + bytes([len(raw)]) + raw if len(raw) < 256 else b"X" + struct.pack("<I", len(raw)) + raw


def raw_bytes(value):
    return b"B" + struct.pack("<I", len(value)) + value


def number(value):
    return b"J" + struct.pack("<i", value)


def name(dotted):
    """GLOBAL; "module:a.b" where the name has dots itself."""
    module, _, last = dotted.partition(":") if ":" in dotted else dotted.rpartition(".")
    return b"c" + module.encode() + b"\n" + last.encode() + b"\n"


def stack_name(dotted):
    module, _, last = dotted.partition(":") if ":" in dotted else dotted.rpartition(".")
    return text(module) + text(last) + b"\x93"


def constant(value):
    if isinstance(value, str):
        return text(value)
    if isinstance(value, bytes):
        return raw_bytes(value)
    if isinstance(value, int):
        return number(value)
    if value is None:
        return b"N"
    if isinstance(value, list):
        return b"](" + b"".join(map(constant, value)) + b"e"
    if isinstance(value, dict):
        return b"}(" + b"".join(constant(k) + constant(v) for k, v in value.items()) + b"u"
    return value.code


class Code:
    def __init__(self, code):
        self.code = code


def call(callee, *args):
    """Opcodes: `callee` is a dotted name or opcodes itself."""
    head = stack_name(callee) if isinstance(callee, str) else callee
    return head + b"(" + b"".join(map(constant, args)) + b"tR"


def stream(code, protocol=4):
    return (P[protocol] if protocol >= 2 else b"") + code + b"."


SYSTEM = stream(call("os.system", SAY))
EVIL_2 = stream(name("posix.system") + b"X\4\0\0\0true\x85R", 2)
EVIL_0 = b"cos\nsystem\n(S'true'\ntR."

# ---- gadgets by what they are good for: every name that loading a file must not import ----

GADGETS = {
    "run-code": """builtins.eval builtins.exec builtins.compile builtins.__import__ builtins.breakpoint
        builtins.input __builtin__.execfile runpy._run_code runpy.run_path code.interact
        code:InteractiveInterpreter.runcode code:InteractiveInterpreter.runsource code.InteractiveConsole
        codeop.compile_command timeit.timeit timeit.main cProfile.run cProfile.runctx profile.run
        profile:Profile.run pdb.run pdb.runeval bdb:Bdb.run trace:Trace.run trace:Trace.runctx
        doctest.debug_script doctest.testfile idlelib.pyshell:ModifiedInterpreter.runcommand
        idlelib.run:Executive.runcode idlelib.autocomplete:AutoComplete.get_entity
        idlelib.calltip:Calltip.fetch_tip idlelib.debugobj:ObjectTreeItem.SetText
        lib2to3.pgen2.grammar:Grammar.loads lib2to3.pgen2.pgen:ParserGenerator.make_label
        _interpreters.run_string _xxsubinterpreters.run_string site.execsitecustomize site.main
        unittest.mock._importer test.support.script_helper.assert_python_ok sched.scheduler
        threading.Timer atexit.register signal.signal concurrent.futures.ThreadPoolExecutor""",
    "run-process": """os.system os.popen os.execv os.execvp os.spawnl os.spawnvp os.posix_spawn os.startfile
        posix.system posix.posix_spawn nt.system subprocess.Popen subprocess.run subprocess.call
        subprocess.check_output subprocess.getoutput commands.getoutput pty.spawn
        _posixsubprocess.fork_exec multiprocessing.util.spawnv_passfds multiprocessing.Process
        multiprocessing.context.Process multiprocessing.pool.Pool asyncio.create_subprocess_shell
        asyncio.unix_events:_UnixSubprocessTransport._start distutils.spawn.spawn
        distutils.file_util.write_file pydoc.pipepager pydoc.tempfilepager pydoc.locate
        uuid._get_command_stdout imaplib.IMAP4_stream platform._syscmd_file platform.popen
        _osx_support._read_output _osx_support._find_build_tool _aix_support._read_cmd_output
        _pyrepl.pager.pipe_pager webbrowser.open ensurepip._run_pip pip.main pip._internal.main
        venv.create setuptools.setup pexpect.spawn psutil.Popen paramiko.SSHClient
        IPython.core.interactiveshell.InteractiveShell fabric.Connection invoke.run sh.Command
        ctypes.util._findSoname_ldconfig""",
    "reach-anything": """builtins.setattr builtins.delattr builtins.vars builtins.globals builtins.locals
        builtins.map builtins.filter operator.attrgetter operator.methodcaller operator.getitem
        operator.call _operator.attrgetter _operator.methodcaller _operator.getitem functools.reduce
        pkgutil.resolve_name importlib.import_module importlib._bootstrap._load imp.load_source
        zipimport.zipimporter inspect.getattr_static gc.get_objects types.CodeType types.FunctionType
        marshal.loads copyreg.add_extension sys.modules sys.settrace sys._getframe
        builtins:object.__subclasses__ logging.config.dictConfig logging.config.listen
        os:path.os collections:__builtins__ numpy:os.system torch:sys.modules random:_os.system
        builtins.type.__subclasses__ builtins:dict.__class__ weakref.finalize""",
    "pickle-again": """pickle.load pickle.loads pickle.Unpickler _pickle.loads _pickle.Unpickler
        cPickle.loads dill.loads dill.load dill._dill._create_function dill._dill._create_code
        dill._dill._import_module dill._dill._eval_repr cloudpickle.loads
        cloudpickle.cloudpickle._make_function cloudpickle.cloudpickle._function_setstate
        cloudpickle.cloudpickle._builtin_type cloudpickle.cloudpickle.subimport
        cloudpickle.cloudpickle._make_cell cloudpickle.cloudpickle_fast._function_setstate joblib.load
        joblib.numpy_pickle.load numpy.load pandas.read_pickle torch.load torch.serialization.load
        shelve.open yaml.load yaml.unsafe_load jsonpickle.decode
        torch.utils._config_module:ConfigModule.load_config
        torch.utils.data.datapipes.utils.decoder.basichandlers""",
    "files-and-network": """builtins.open io.FileIO io.open io.open_code _io.FileIO _io.open
        pathlib:Path.write_text pathlib:Path.read_text pathlib:Path.unlink shutil.rmtree shutil.copyfile
        tempfile.mktemp tarfile.open zipfile.ZipFile logging.FileHandler sqlite3.connect dbm.open
        dbm.dumb.open linecache.getlines fileinput.input glob.glob mmap.mmap socket.socket
        socket.create_connection ssl.wrap_socket select.select urllib.request.urlopen urllib.urlopen
        urllib2.urlopen http.client.HTTPConnection httplib.HTTPSConnection requests.get aiohttp.request
        smtplib.SMTP ftplib.FTP poplib.POP3 nntplib.NNTP telnetlib.Telnet xmlrpc.client.ServerProxy
        socketserver.TCPServer ctypes.CDLL _ctypes.dlopen cffi.FFI pandas.read_csv
        pandas.io.pickle.read_pickle pandas.io.sql.read_sql fsspec.open numpy.fromfile numpy.save
        numpy.ctypeslib.load_library gzip.open lzma.open bz2.open""",
    "ml-libraries": """numpy.testing.runstring numpy.testing._private.utils.runstring
        numpy.f2py.crackfortran.myeval numpy.f2py.crackfortran.getlincoef
        numpy.f2py.crackfortran._eval_length numpy.f2py.compile numpy.distutils.exec_command.exec_command
        torch.hub.load torch.jit.load torch.jit.unsupported_tensor_ops.execWrapper
        torch._dynamo.guards:GuardBuilder.get torch._inductor.codecache.compile_file
        torch.fx.experimental.symbolic_shapes:ShapeEnv.evaluate_guards_expression
        torch.fx.graph_module._exec_with_source torch.fx.graph_module.reduce_graph_module
        torch.utils.collect_env.run torch.utils.bottleneck.__main__.run_cprofile
        torch.utils.cpp_extension.load torch.utils.model_zoo.load_url torch.package.PackageImporter
        torch.distributed.rpc.internal._run_function torch.multiprocessing.spawn torch.ops.load_library
        torch.compile torch.from_file pandas.eval pandas:DataFrame.query pandas:DataFrame.eval
        pandas.core.computation.eval.eval sympy.sympify sympy.parse_expr sympy.parsing.sympy_parser.parse_expr
        sklearn.utils._testing.check_skip_network scipy._lib._bunch._make_tuple_bunch
        transformers.dynamic_module_utils.get_class_from_dynamic_module transformers.pipeline
        keras.models.load_model keras.utils.get_file tensorflow.keras.models.load_model
        tensorflow.io.read_file mlflow.pyfunc.load_model
        mlflow.projects.backend.local._run_entry_point huggingface_hub.utils._subprocess.run_subprocess
        cython.inline Cython.Build.Inline.cython_inline numba.jit numba.core.serialize._unpickle__CustomPickled
        jinja2.Template""",
    "against-scanner": """picklescan.scanner.scan_bytes fickling.fickle.Pickled.load modelscan.modelscan.ModelScan
        modelaudit.core.scan_file""",
}


def gadgets():
    for group, names in GADGETS.items():
        for at, dotted in enumerate(names.split()):
            form = at % 4
            code = [lambda d: name(d) + b"(" + text(SAY) + b"tR",
                    lambda d: stack_name(d) + text(SAY) + b"\x85R",
                    lambda d: stack_name(d) + b"(" + text(SAY) + b"t\x81",
                    lambda d: b"(" + name(d) + text(SAY) + b"o"][form](dotted)
            made = stream(code, 2 if dotted.partition(".")[0] in ("commands", "urllib2", "httplib", "cPickle",
                                                                   "__builtin__") else 4)
            yield f"gadget-{group}-{dotted.replace(':', '.')}.pkl", lambda made=made: made, "dangerous", {}


# ---- ways to hide one ----

def swallowed(magic, code):
    return magic + code


def plain_zip(data):
    """One member, stored: its bytes stand in the archive as they are."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.txt"), data)
    return file.getvalue()


def swallowed_tar(payload):
    """The name of its first member is an opcode and a length, which swallow all that stands before the payload."""
    name = b"X" + struct.pack("<I", 0x2000)
    data = (b"A" * (5 + 0x2000 - 512) + b"0" + payload).ljust(8192 + 512, b"\0")
    header = bytearray(512)
    header[:5] = name
    header[100:108] = header[108:116] = header[116:124] = b"0000644\0"
    header[124:136] = b"%011o\0" % len(data)
    header[136:148] = b"%011o\0" % 0
    header[148:156] = b" " * 8
    header[156:157] = b"0"
    header[257:265] = b"ustar\00000"
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + data + bytes(1024)


def polyglot_safetensors():
    """A header of safetensors whose length is BINUNICODE, and whose JSON goes on as opcodes."""
    code = b"0U\x05posixU\x06system\x93U\x04true\x85R."
    for size in range(0x1058, 0xff58, 0x100):
        skip = size >> 8
        head = b'{"__metadata__":{"x":"' + b"-" * 400
        body = head[:skip - 3] + code + b'"}}'
        if len(body) <= size:
            return struct.pack("<Q", size) + body + b" " * (size - len(body))
    return b""


def gguf_and_pickle():
    return b"GGUF\3\0\0\0\0" + EVIL_0


def zip_of(files, method=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for inner, data in files:
            archive.writestr(zipfile.ZipInfo(inner, (1980, 1, 1, 0, 0, 0)), data, method)
    return out.getvalue()


def tar_of(files, mode="w"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for inner, data in files:
            info = tarfile.TarInfo(inner)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def npy(data, descr="|O", shape=(1,)):
    head = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape!r}, }}".encode()
    head += b" " * (-(len(head) + 11) % 64) + b"\n"
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(head)) + head + data


def storage(kind, key, elements, location="cpu"):
    return b"(" + text("storage") + name(f"torch.{kind}") + text(str(key)) + text(location) + \
        number(elements) + b"tQ"


def tensor(kind, key, elements, shape, offset=0):
    sizes = b"(" + b"".join(map(number, shape)) + b"t"
    strides = b"(" + b"K\1" * len(shape) + b"t"
    return name("torch._utils._rebuild_tensor_v2") + b"(" + storage(kind, key, elements) + \
        number(offset) + sizes + strides + b"\x89" + name("collections.OrderedDict") + b")RtR"


def state_dict(*tensors):
    return name("collections.OrderedDict") + b")R(" + \
        b"".join(text(key) + code for key, code in tensors) + b"u"


TWO = state_dict(("a.weight", tensor("FloatStorage", 0, 6, (2, 3))),
                 ("a.tied", tensor("FloatStorage", 0, 6, (3, 2))),
                 ("b", tensor("HalfStorage", 1, 4, (4,))))
TWO_FACTS = {"model.parameters": 10, "model.tensors": 3, "model.dtypes": ["F16", "F32"]}


def torch_zip(code=None, top="archive", more=(), order=b"little", **given):
    made = [(f"{top}/data.pkl", stream(TWO if code is None else code, 2)), (f"{top}/version", b"3\n"),
            (f"{top}/byteorder", order), (f"{top}/data/0", bytes(24)), (f"{top}/data/1", bytes(8))]
    return zip_of(made + list(more), **given)


def torch_legacy(code=None, tail=None):
    magic = P[2] + b"\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."
    system = stream(b"}(X\x0d\0\0\0little_endian\x88u", 2)
    keys = stream(b"](" + text("0") + text("1") + b"e", 2)
    raw = struct.pack("<q", 6) + bytes(24) + struct.pack("<q", 4) + bytes(8) if tail is None else tail
    return magic + stream(b"M\xe9\3", 2) + system + stream(TWO if code is None else code, 2) + keys + raw


def torch_tar(evil=False):
    kinds = name("torch.FloatStorage")
    storages = stream(b"K\1", 2) + stream(b"(" + text("0") + text("cpu") + kinds + b"t", 2) + \
        struct.pack("<q", 4) + bytes(16) + stream(b"]", 2)
    tensors = stream(b"K\1", 2) + stream(b"(" + text("1") + text("0") + name("torch.FloatTensor") + b"t", 2) + \
        struct.pack("<iiqqq", 1, 0, 4, 1, 0)
    code = SYSTEM if evil else stream(state_dict(), 2)
    return tar_of([("sys_info", stream(b"}", 2)), ("pickle", code), ("storages", storages),
                   ("tensors", tensors)])


def torchscript(python="def forward(self, x):\n  return torch.add(x, 1)\n"):
    module = b"c__torch__.M\nM\n)\x81}(" + text("training") + b"\x89ub"
    return zip_of([("m/data.pkl", stream(module, 2)), ("m/code/__torch__/M.py", python.encode()),
                   ("m/code/__torch__/M.py.debug_pkl", stream(b"()t", 2)),
                   ("m/constants.pkl", stream(b")", 2)), ("m/version", b"3\n")])


def torch_package():
    return zip_of([("p/.data/extern_modules", b"os\n"), ("p/.data/version", b"6\n"),
                   ("p/own/model.py", b"import os\nos.system('true')\n"),
                   ("p/model/model.pkl", stream(name("own.model.Net") + b")\x81", 2))])


def torch_export(*libraries):
    return zip_of([("m/archive_format", b"pt2"), ("m/version", b"0\n"), ("m/models/model.json", b"{}"),
                   ("m/byteorder", b"little")] +
                  [(f"m/data/aotinductor/model/{name}", b"\x7fELF\2\1\1\0" + bytes(56)) for name in libraries])


def two_tops():
    return zip_of([("a/data.pkl", stream(TWO, 2)), ("a/version", b"3\n"), ("b/data.pkl", SYSTEM)])


def duplicate():
    import warnings
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return zip_of([("a/data.pkl", stream(TWO, 2)), ("a/data.pkl", SYSTEM), ("a/version", b"3\n")])


def wrong_crc(data):
    """The first member's sum in its header and in the directory, which torch does not look at."""
    data = bytearray(data)
    data[14] ^= 0xff
    central = data.index(b"PK\1\2")
    data[central + 16] ^= 0xff
    return bytes(data)


def other_name(data):
    """The first member's header names it otherwise than the directory does."""
    data = bytearray(data)
    at = data.index(b"data.pkl")
    data[at:at + 8] = b"data.txt"
    return bytes(data)


def encrypted_flag(data):
    data = bytearray(data)
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    return bytes(data)


def joblib_array(then):
    """An array of joblib's in the stream, and what comes behind it."""
    dtype = name("numpy.dtype") + b"(X\2\0\0\0f8\x89\x88tR(K\3X\1\0\0\0<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb"
    wrapper = name("joblib.numpy_pickle.NumpyArrayWrapper") + b")\x81}(" + text("subclass") + \
        name("numpy.ndarray") + text("shape") + b"K\2\x85" + text("order") + text("C") + text("dtype") + dtype + \
        text("allow_mmap") + b"\x88ub"
    return P[3] + wrapper + bytes(16) + then


def joblib_bytes(raw, then):
    """A small array of bytes of joblib's in the stream."""
    dtype = name("numpy.dtype") + b"(X\2\0\0\0u1\x89\x88tR(K\3X\1\0\0\0|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb"
    return P[3] + name("joblib.numpy_pickle.NumpyArrayWrapper") + b")\x81}(" + text("subclass") + name("numpy.ndarray") + \
        text("shape") + b"K" + bytes([len(raw)]) + b"\x85" + text("order") + text("C") + text("dtype") + dtype + \
        text("allow_mmap") + b"\x88ub" + raw + then


def joblib_past(pop, payload):
    """The array's bytes are an argument that ends in another one, for who is not joblib."""
    behind = b"x" * 20 + payload
    front = pop + b"B" + struct.pack("<I", len(behind))
    return joblib_bytes(b"B" + struct.pack("<I", 10 + len(front) + 20) + bytes(10), front + behind + b"0N.")


def element_type(kind, rest):
    """An element type of NumPy; `rest` of its state: base, names, fields, width, alignment, flags."""
    return name("numpy.dtype") + b"(" + text(kind) + b"\x89\x88tR(K\3" + text("|") + rest + b"tb"


def joblib_numbers(kind, width, flags, numbers):
    """One element of joblib's, whose name and state may tell two widths."""
    wrapper = name("joblib.numpy_pickle.NumpyArrayWrapper") + b")\x81}(" + text("subclass") + \
        name("numpy.ndarray") + text("shape") + b"K\1\x85" + text("order") + text("C") + text("dtype") + \
        element_type(kind, b"NNN" + number(width) + number(1) + number(flags)) + text("allow_mmap") + b"\x88ub"
    return P[3] + wrapper + numbers.ljust(400, b"B") + b"."


def array_of(dtype, raw):
    return stack_name("numpy.core.multiarray._reconstruct") + b"(" + stack_name("numpy.ndarray") + \
        b"K\0\x85C\1btR(K\1K\1\x85" + dtype + b"\x89" + raw_bytes(raw) + b"tb"


def at_an_address():
    space = stack_name("types.SimpleNamespace") + b")\x81" + constant(
        {"__array_interface__": {"version": 3, "typestr": "|u1", "data": Code(b"K\0\x89\x86"), "shape": Code(b"K\1\x85")}}) + b"b"
    return stream(call("numpy.asarray", Code(space)))


def formula_before_its_class():
    state = constant({"formula": "y ~ __import__('os').system('true')", "frame": None})
    return stream(state + b"\x940" + stack_name("statsmodels.base.data.PandasData") + b")\x81h\0b")


def mar(handler="handler.py", more=()):
    manifest = {"createdOn": "01/01/2024", "runtime": "python", "archiverVersion": "0.8.0",
                "model": {"modelName": "m", "serializedFile": "m.pt", "handler": handler, "modelVersion": "1.0",
                          **dict(more)}}
    return zip_of([("m.pt", torch_zip()), ("MAR-INF/MANIFEST.json", json.dumps(manifest).encode())] +
                  ([(handler, b"class H:\n    pass\n")] if handler.endswith(".py") else []))


def nemo(target="nemo.collections.asr.models.EncDecCTCModel", deep=None):
    inner = f"    deeper:\n      - _target_: {deep}\n" if deep else ""
    config = f"target: {target}\nsample_rate: 16000\nencoder:\n  _target_: nemo.collections.asr.modules." \
             f"ConvASREncoder\n  layers:\n    n: 2\n{inner}"
    return [("./model_config.yaml", config.encode()), ("./model_weights.ckpt", torch_zip())]


def skops(module="sklearn.linear_model._base", cls="LinearRegression", loader="ObjectNode", extra=None):
    schema = {"__class__": cls, "__module__": module, "__loader__": loader, "__id__": 1,
              "content": {"__class__": "dict", "__module__": "builtins", "__loader__": "DictNode", "__id__": 2,
                          "key_types": {"__class__": "list", "__module__": "builtins",
                                        "__loader__": "ListNode", "content": [], "__id__": 3},
                          "content": extra or {}},
              "protocol": 1, "_skops_version": "0.9"}
    return zip_of([("schema.json", json.dumps(schema).encode())], zipfile.ZIP_DEFLATED)


def skops_function(module, function):
    schema = {"__class__": "ufunc", "__module__": "numpy", "__loader__": "FunctionNode", "__id__": 1,
              "content": {"module_path": module, "function": function}, "protocol": 1, "_skops_version": "0.9"}
    return zip_of([("schema.json", json.dumps(schema).encode())], zipfile.ZIP_DEFLATED)


def sevenzip(inner, data):
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, inner), "wb") as file:
            file.write(data)
        subprocess.run(["7z", "a", "-bd", "x.7z", inner], cwd=folder, check=True, capture_output=True)
        with open(os.path.join(folder, "x.7z"), "rb") as file:
            return file.read()


def lz4(data):
    return subprocess.run(["lz4", "-c"], input=data, check=True, capture_output=True).stdout


def scipy_template(line):
    state = {"name": "norm", "_parse_arg_template": line, "badvalue": None}
    return stream(stack_name("scipy.stats._continuous_distns.norm_gen") + b")\x81" + constant(state) + b"b")


TEMPLATE = """
def _parse_args(self, %s loc=0, scale=1):
    return (%s), loc, scale

def _parse_args_rvs(self, %s loc=0, scale=1, size=None):
    return self._argcheck_rvs(%s loc, scale, size=size)

def _parse_args_stats(self, %s loc=0, scale=1, moments='mv'):
    return (%s), loc, scale, moments
"""


def patsy_formula(formula):
    state = {"design_info": None, "restore_design_info": True, "formula": formula, "frame": None}
    return stream(stack_name("statsmodels.base.data.PandasData") + b")\x81" + constant(state) + b"b")


def rebuild(*args):
    return stream(call("torch._tensor._rebuild_from_type_v2", *args))


def laundered(thing):
    """What a function handed out is what it was handed."""
    return call("builtins.next", Code(call("builtins.iter", Code(b"]" + constant(thing) + b"a"))))


def attribute(thing, what):
    return call("builtins.getattr", Code(laundered(thing)), what)


def called(thing):
    return call("builtins.next", Code(call("builtins.iter", thing, None)))


def by_standard_library():
    """From an iterator over a folder to its frame, to exec, through calls of harmless names only."""
    frame = attribute(Code(attribute(Code(called(Code(attribute(Code(call("pathlib.PosixPath", ".")), "iterdir")))),
                                     "gi_frame")), "f_builtins")
    space = call("argparse.Namespace")
    state = b"}(" + text("__new__") + attribute(Code(frame), "get") + text("__init__") + name("_operator.is_") + b"ub"
    run = call("copyreg._reconstructor", "exec", Code(space + state), None)
    return stream(space + b"}" + text("__setstate__") + run + b"sb" + text("pass") + b"b")


def joblib_laundered():
    """Raw bytes of an array for joblib, an argument that hides the rest for who does not know it is one."""
    evil = call("os.system", SAY) + b"0N."
    wrapper = name("joblib.numpy_pickle.NumpyArrayWrapper") + b")\x81"
    kind = call("numpy.dtype", "u1", False, True)
    state = constant({"shape": Code(b"K\5\x85"), "order": "C", "allow_mmap": True, "numpy_array_alignment_bytes": None})
    return stream(laundered(Code(wrapper)) + state + text("dtype") + kind + b"sbB" + struct.pack("<I", len(evil)) + evil)


def bitmap():
    """An image for whoever looks at its head, an argument of 77 bytes for an unpickler."""
    head = b"BM" + bytes(8) + struct.pack("<I", 54)
    head += struct.pack("<IiiHHIIiiII", 40, 1, 1, 1, 24, 0, 4, 2835, 2835, 0, 0)
    return head.ljust(1 + 4 + 77, b"\0") + b"0I 1\n0" + EVIL_0


HIDDEN = [
    ("sympy-by-scipy.pkl", lambda: stream(call("scipy.interpolate._interpnd_info.Matrix", [["1"]]))),
    ("joblib-memory-by-sklearn.pkl", lambda: stream(name("sklearn.utils._joblib.Memory"))),
    ("method-type-by-sklearn.pkl", lambda: stream(name("sklearn.utils._available_if.MethodType"))),
    ("torch-by-another-name.pkl", lambda: stream(name("torch.nn.modules.rnn._VF"))),
    ("callable-by-scipy.pkl", lambda: stream(name("scipy.stats._continuous_distns.LowLevelCallable"))),
    ("behind-a-spaced-number.bin", lambda: b"I 1\n0" + EVIL_0),
    ("behind-a-based-number", lambda: b"I0x10\n0" + EVIL_0),
    ("behind-a-grouped-number.sav", lambda: b"L1_0\n0" + EVIL_0),
    ("behind-a-spaced-memo.dat", lambda: b"Np 5\n0" + EVIL_0),
    ("behind-a-spaced-float.model", lambda: b"F 1_0\n0" + EVIL_0),
    ("behind-many-marks.bin", lambda: b"(" * 72 + b"1" * 72 + EVIL_0),
    ("behind-a-long-text.dat", lambda: b"T" + struct.pack("<I", 70000) + b"A" * 70000 + b"0" + EVIL_0),
    ("behind-a-number.JOBLIB", lambda: b"I 1\n0" + EVIL_0),
    ("image.bmp", bitmap, ["bundle.ambiguous-format"]),
    ("image-in-a-zip.pt", lambda: zip_of([("archive/data.pkl", bitmap()), ("archive/version", b"3\n")]),
     ["bundle.ambiguous-format"]),
    ("image.gif", lambda: b"GIF89a01\0" + b"0I 1\n0" + EVIL_0, ["bundle.ambiguous-format"]),
    ("two-members.pt", lambda: zip_of([("archive/DATA.PKL", stream(TWO, 2)), ("archive/data.pkl", stream(TWO, 2)),
                                       ("archive/version", b"3\n")])),
    ("upper-case-member.pt", lambda: zip_of([("archive/DATA.PKL", SYSTEM), ("archive/version", b"3\n")])),
    ("behind-a-number.gz", lambda: gzip.compress(b"I 1\n0" + EVIL_0, mtime=0)),
    ("by-standard-library.pkl", by_standard_library),
    ("hook-in-a-state.pkl", lambda: stream(call("argparse.Namespace") + b"}" + text("__setstate__") +
                                           name("builtins.len") + b"sb")),
    ("hook-in-slots.pkl", lambda: stream(call("argparse.Namespace") + b"N}" + text("append") + name("builtins.len") +
                                         b"s\x86b")),
    ("iter-that-calls.pkl", lambda: stream(call("builtins.iter", Code(name("builtins.dict")), None))),
    ("reconstructor-of-a-text.pkl",
     lambda: stream(call("copyreg._reconstructor", "x", Code(call("argparse.Namespace")), None))),
    ("newobj-of-an-object.pkl", lambda: stream(call("copyreg.__newobj__", Code(call("argparse.Namespace"))))),
    ("frame-of-a-generator.pkl", lambda: stream(attribute(1, "gi_frame"))),
    ("random-generator-of-a-class.pkl",
     lambda: stream(call("numpy.random._pickle.__generator_ctor", "x", Code(name("builtins.str"))))),
    ("rebuild-by-a-method.pkl",
     lambda: rebuild(Code(attribute(Code(call("pathlib.PosixPath", "x")), "touch")), Code(name("builtins.int")),
                     Code(b")"), None)),
    ("method-handed-on.pkl",
     lambda: stream(call("scipy.optimize._differentiable_functions.ScalarFunction",
                         Code(call("builtins.getattr", Code(call("pandas.DataFrame")), "to_pickle")), "x"))),
    ("protocol-0.pkl", lambda: EVIL_0),
    ("protocol-0-under-another-name.txt", lambda: EVIL_0),
    ("protocol-1.pkl", lambda: b"cos\nsystem\nq\0(U\4trueq\1tq\2Rq\3."),
    ("protocol-2.pkl", lambda: EVIL_2),
    ("protocol-5-frame-lies.pkl", lambda: P[5] + b"\x95" + b"\xff" * 8 + call("os.system", SAY) + b"."),
    ("python2-commands.pkl", lambda: b"ccommands\ngetoutput\n(S'true'\ntR."),
    ("python2-builtin.pkl", lambda: b"c__builtin__\neval\n(S'1'\ntR."),
    ("inst.pkl", lambda: b"(S'true'\nios\nsystem\n."),
    ("obj.pkl", lambda: b"(cos\nsystem\nU\4trueo."),
    ("newobj.pkl", lambda: stream(name("subprocess.Popen") + text(SAY) + b"\x85\x81")),
    ("newobj-ex.pkl", lambda: stream(name("subprocess.Popen") + b")}" + text("args") + text(SAY) + b"s\x92")),
    ("memo-by-binput.pkl", lambda: stream(text("posix") + b"q\x07" + text("system") + b"q\x0800h\x07h\x08\x93" +
                                          text(SAY) + b"\x85R")),
    ("memo-by-memoize-after-put.pkl",
     lambda: stream(text("x") + b"q\5" + text("posix") + b"\x9400h\1" + text("system") + b"\x93" + text(SAY) +
                    b"\x85R")),
    ("memo-put-takes-the-top.pkl",
     lambda: stream(text("system") + text("posix") + b"p0\n" + b"0p1\n0g0\ng1\n\x93" + text(SAY) + b"\x85R")),
    ("names-by-dup.pkl", lambda: stream(text("code") + b"2\x93")),
    ("names-by-binstring.pkl", lambda: stream(b"T\5\0\0\0posixU\6system\x93" + text(SAY) + b"\x85R")),
    ("names-by-escapes.pkl", lambda: stream(b"S'po\\x73ix'\nV\\u0073ystem\n\x93" + text(SAY) + b"\x85R")),
    ("names-by-binunicode8.pkl", lambda: stream(b"\x8d\5\0\0\0\0\0\0\0posix" + text("system") + b"\x93" + text(SAY) +
                                                b"\x85R")),
    ("names-behind-pop-mark.pkl", lambda: stream(text("posix") + b"(" + text("x") * 3 + b"1" + text("system") +
                                                 b"\x93" + text(SAY) + b"\x85R")),
    ("names-computed.pkl", lambda: stream(call("builtins.str", "posix") + text("system") + b"\x93" + text(SAY) +
                                          b"\x85R")),
    ("extension-code.pkl", lambda: stream(call("copyreg.add_extension", "os", "system", 77) + b"0\x82\x4d" +
                                          text(SAY) + b"\x85R")),
    ("dotted.pkl", lambda: stream(text("numpy") + text("os.system") + b"\x93" + text(SAY) + b"\x85R")),
    ("dotted-builtins.pkl", lambda: stream(text("collections") + text("OrderedDict.__init__.__globals__.get") +
                                           b"\x93" + text(SAY) + b"\x85R")),
    ("private-alias.pkl", lambda: stream(call("numpy.core._multiarray_umath.os.system", SAY))),
    ("getattr-of-module.pkl", lambda: stream(call("builtins.getattr", Code(stack_name("os.path")), "os"))),
    ("getattr-then-called.pkl", lambda: stream(call(call("builtins.getattr", Code(stack_name("numpy.ndarray")),
                                                         "tofile"), "x"))),
    ("getattr-in-partial.pkl", lambda: stream(call("functools.partial", Code(stack_name("builtins.getattr"))))),
    ("partial-of-system.pkl", lambda: stream(call("functools.partial", Code(stack_name("os.system")), SAY))),
    ("partial-state.pkl", lambda: stream(call("functools.partial", Code(stack_name("builtins.len"))) + b"(" +
                                         stack_name("os.system") + b")}Ntb")),
    ("partial-called.pkl", lambda: stream(call(call("functools.partial", Code(stack_name("builtins.len"))), "x"))),
    ("methodcaller-chain.pkl",
     lambda: stream(call("builtins.map", Code(call("operator.methodcaller", "system", SAY)),
                         [Code(stack_name("os.path"))]))),
    ("attrgetter-chain.pkl",
     lambda: stream(call(call("operator.attrgetter", "path.os.system"), Code(stack_name("shutil.copy"))))),
    ("itemgetter-of-object.pkl", lambda: stream(call("operator.itemgetter", Code(stack_name("builtins.dict"))))),
    ("import-by-ufunc.pkl", lambda: stream(call("numpy.core._ufunc_reconstruct", "os", "system"))),
    ("import-by-ufunc-called.pkl",
     lambda: rebuild(Code(call("numpy.core._ufunc_reconstruct", "os", "system")),
                     Code(stack_name("torch.Tensor")), Code(text(SAY) + b"\x85"), {})),
    ("rebuild-with-getattr.pkl",
     lambda: rebuild(Code(stack_name("builtins.getattr")), Code(stack_name("torch.Tensor")),
                     Code(b"(" + stack_name("numpy.ndarray") + text("dump") + b"t"), {})),
    ("build-on-global.pkl", lambda: stream(stack_name("collections.OrderedDict") + b"}" + text("get") +
                                           stack_name("builtins.eval") + b"sb")),
    ("build-on-module-class.pkl", lambda: stream(stack_name("logging.Logger") + constant({"info": 1}) + b"b")),
    ("setitem-on-global.pkl", lambda: stream(stack_name("os.environ") + text("A") + text("B") + b"s")),
    ("append-to-global.pkl", lambda: stream(stack_name("sys.path") + text("x") + b"a")),
    ("setattr-through-reduce.pkl", lambda: stream(call("builtins.setattr", Code(stack_name("torch.Tensor")), "x", 1))),
    ("nested-loads.pkl", lambda: stream(call("pickle.loads", SYSTEM))),
    ("nested-torch-bytes.pkl", lambda: stream(call("torch.storage._load_from_bytes", SYSTEM))),
    ("nested-torch-bytes-twice.pkl",
     lambda: stream(call("torch.storage._load_from_bytes",
                         stream(call("torch.storage._load_from_bytes", SYSTEM))))),
    ("nested-torch-zip.pkl", lambda: stream(call("torch.storage._load_from_bytes",
                                                 torch_zip(call("os.system", SAY))))),
    ("nested-zlib.pkl", lambda: stream(call("pickle.loads", Code(call("zlib.decompress", zlib.compress(SYSTEM)))))),
    ("nested-base64.pkl", lambda: stream(call("pickle.loads", Code(call("base64.b64decode",
                                                                        base64.b64encode(SYSTEM)))))),
    ("nested-codec.pkl", lambda: stream(call("pickle.loads", Code(call("_codecs.encode", SYSTEM.hex(), "hex"))))),
    ("codec-by-name.pkl", lambda: stream(call("_codecs.encode", "x", "zlib_codec"))),
    ("cut-after-payload.pkl", lambda: SYSTEM[:-1], ["model.invalid"]),
    ("broken-after-payload.pkl", lambda: SYSTEM[:-1] + b"\xff\xff", ["model.invalid"]),
    ("broken-before-payload.pkl", lambda: P[4] + b"R0" + SYSTEM[2:], ["model.invalid"]),
    ("second-stream.pkl", lambda: stream(b"N") + SYSTEM),
    ("third-stream-protocol-0.pkl", lambda: stream(b"N") + b"]." + EVIL_0),
    ("starts-as-gguf.pkl", gguf_and_pickle, ["bundle.ambiguous-format"]),
    ("starts-as-gguf.gguf", gguf_and_pickle, ["bundle.ambiguous-format"]),
    ("starts-as-zip.pkl", lambda: b"PK\3\4 \n" + EVIL_0, ["bundle.ambiguous-format"]),
    ("starts-as-zip.bin", lambda: b"PK\3\4 \n" + EVIL_0, ["bundle.ambiguous-format"]),
    ("starts-as-lz4.pkl", lambda: b"\x80\2U\4\x04\x22\x4d\x180" + EVIL_0),
    ("starts-as-safetensors.bin", polyglot_safetensors, ["bundle.ambiguous-format"]),
    ("behind-text.txt", lambda: b"V" + b"Lorem ipsum. " * 500 + b"\n0" + EVIL_0, ["bundle.ambiguous-format"]),
    ("behind-utf-16.txt", lambda: b"X" + struct.pack("<I", 0x2000) + b"\0" + "Lorem ipsum.".encode("utf-16le") * 341 +
     b"0000000" + b"0" + EVIL_0),
    ("behind-bytes.dat", lambda: b"X" + struct.pack("<I", 9000) + b"\1\2\3" * 3000 + b"0" + EVIL_0),
    ("image-with-a-long-text.gif", lambda: b"GIF89a01\0" + b"0T" + struct.pack("<I", 70000) + b"A" * 70000 + b"0" +
     EVIL_0, ["bundle.ambiguous-format"]),
    ("behind-zip.zip", lambda: plain_zip(b"A" * 5000 + b"\n0" + EVIL_0), ["bundle.ambiguous-format"]),
    ("behind-tar.tar", lambda: swallowed_tar(EVIL_0), ["bundle.ambiguous-format"]),
    ("behind-text.txt.gz", lambda: gzip.compress(b"V" + b"Lorem ipsum. " * 5000 + b"\n0" + EVIL_0, mtime=0)),
    ("long-text-first.pkl", lambda: stream(b"X" + struct.pack("<I", 70000) + b"A" * 70000 + b"0" +
                                           call("os.system", SAY))),
    ("many-values-first.pkl", lambda: stream(b"N0" * 50000 + call("os.system", SAY))),
    ("hidden-by-name.txt", lambda: SYSTEM),
    ("hidden-by-name.jpg", lambda: SYSTEM),
    ("no-name", lambda: SYSTEM),
    ("persistent-called.pkl", lambda: stream(text("x") + b"Q)R")),
    ("call-of-a-call.pkl", lambda: stream(call(call("collections.OrderedDict")))),
    ("scipy-template.pkl", lambda: scipy_template("def _parse_args(self):\n    pass\n__import__('os')\n")),
    ("patsy-formula.pkl", lambda: patsy_formula("y ~ __import__('os').system('true')")),
    ("formula-before-its-class.pkl", formula_before_its_class),
    ("formula-of-lifelines.pkl", lambda: stream(call("lifelines.utils.CovariateParameterMappings",
                                                     {"a": "{__import__('os').system('true')}"}, None))),
    ("formula-of-lifelines-later.pkl", lambda: stream(call("operator.mod", "%(x)s", Code(call(
        "collections.defaultdict", Code(call("functools.partial", Code(stack_name(
            "lifelines.utils.CovariateParameterMappings")), {"a": "{__import__('os').system('true')}"}, None))))))),
    ("array-at-an-address.pkl", at_an_address),
    ("bytes-as-objects.pkl", lambda: stream(array_of(
        element_type("O8", b"NNN" + number(-1) + number(-1) + b"K\0"), bytes(8)))),
    ("bytes-as-objects-of-a-class.pkl", lambda: stream(array_of(Code(
        call("numpy.dtype", Code(stack_name("builtins.dict")), Code(b"\x89"), Code(b"\x88")) + b"(K\3" + text("|") +
        b"NNNK\x08K\1K\0tb").code, bytes(8)))),
    ("bytes-as-objects-in-a-buffer.pkl",
     lambda: stream(call("builtins.repr", Code(call("numpy.ndarray", Code(b"K\1\x85"), "O", b"A" * 8))))),
    ("field-behind-the-end.pkl", lambda: stream(element_type(
        "V8", b"N" + text("a") + b"\x85}" + text("a") + element_type(
            "f8", b"NNN" + number(-1) + number(-1) + b"K\0") + b"K\4\x86sK\x08K\1K\x10"))),
    ("joblib-two-widths.joblib", lambda: joblib_numbers("V400", 8, 0, bytes(8) + b"0" + call("os.system", SAY) + b".")),
    ("joblib-read-by-pickle.pkl", lambda: joblib_numbers("S400", 400, 0, b"0" + call("os.system", SAY) + b".")),
    ("type-by-copyreg.pkl", lambda: stream(call("copyreg.__newobj__", Code(name("builtins.type")), "X",
                                                Code(name("builtins.object") + b"\x85"), {}))),
    ("joblib-past-an-array.joblib", lambda: joblib_past(b"0", call("os.system", SAY) + b"0N.")),
    ("scanner-import.pkl", lambda: stream(call("picklescan.scanner.scan_bytes", b""))),
    ("joblib-behind-an-array.joblib", lambda: joblib_array(b"0" + call("os.system", SAY) + b".")),
    ("joblib.joblib.gz", lambda: gzip.compress(SYSTEM, mtime=0)),
    ("joblib.joblib.z", lambda: zlib.compress(SYSTEM)),
    ("joblib-fast.joblib.z", lambda: zlib.compress(SYSTEM, 1)),
    ("joblib.joblib.bz2", lambda: bz2.compress(SYSTEM)),
    ("joblib.joblib.xz", lambda: lzma.compress(SYSTEM)),
    ("joblib.joblib.lzma", lambda: lzma.compress(SYSTEM, format=lzma.FORMAT_ALONE)),
    ("joblib.joblib.lz4", lambda: lz4(SYSTEM)),
    ("joblib-legacy.joblib", lambda: b"ZF" + hex(len(SYSTEM)).ljust(19).encode() + zlib.compress(SYSTEM)),
    ("objects.npy", lambda: npy(SYSTEM)),
    ("objects-in-two-halves.npy", lambda: npy(SYSTEM, "|' 'O"), {}, ["data.bad-record"]),
    ("objects.npz", lambda: zip_of([("a.npy", npy(SYSTEM)), ("b.npy", npy(bytes(8), "<f8"))])),
    ("model.pt", lambda: torch_zip(call("os.system", SAY))),
    ("extra.pt", lambda: torch_zip(more=[("archive/extra/x.pkl", SYSTEM)])),
    ("extra-under-any-name.pt", lambda: torch_zip(more=[("archive/data/99", SYSTEM)])),
    ("legacy.pt", lambda: torch_legacy(call("os.system", SAY))),
    ("legacy-tar.pt", lambda: torch_tar(True)),
    ("wrong-sum.pt", lambda: wrong_crc(torch_zip(call("os.system", SAY)))),
    ("other-name.pt", lambda: other_name(torch_zip(call("os.system", SAY)))),
    ("duplicate.pt", duplicate),
    ("two-tops.pt", two_tops),
    ("torch-package.pt", torch_package),
    ("torch-package-extern.pt", lambda: zip_of([("p/.data/extern_modules", b"subprocess\n"), ("p/.data/version", b"6\n"),
                                                ("p/m/m.pkl", stream(b"N", 2))])),
    ("in-a-zip.zip", lambda: zip_of([("deep/model.bin", SYSTEM)], zipfile.ZIP_DEFLATED)),
    ("in-a-tar.tar.gz", lambda: tar_of([("deep/model.bin", SYSTEM)], "w:gz")),
    ("in-a-7z.7z", lambda: sevenzip("model.bin", SYSTEM)),
    ("target.nemo", lambda: tar_of(nemo(deep="os.system"))),
    ("target-top.nemo", lambda: tar_of(nemo(target="subprocess.Popen"), "w:gz")),
    ("target-eval.nemo", lambda: tar_of(nemo(deep="builtins.eval"))),
    ("weights.nemo", lambda: tar_of([("model_config.yaml", nemo()[0][1]),
                                     ("model_weights.ckpt", torch_zip(call("os.system", SAY)))])),
    ("inner.mar", lambda: zip_of([("MAR-INF/MANIFEST.json", b'{"model":{"modelName":"m","serializedFile":"m.pt",'
                                   b'"handler":"image_classifier"}}'), ("m.pt", SYSTEM)])),
    ("method.skops", lambda: skops("os", "system", "FunctionNode")),
    ("function.skops", lambda: skops_function("os", "system")),
    ("operator.skops", lambda: skops("os", "system", "OperatorFuncNode")),
    ("inner.skops", lambda: skops(extra={"f": {"__class__": "Popen", "__module__": "subprocess",
                                               "__loader__": "TypeNode", "__id__": 9}})),
    ("path-file.pth", lambda: b"import os; os.system('true')\n"),
    ("path-file-return.pth", lambda: b"/usr/lib/x\rimport os\r"),
    ("path-file-separator.pth", lambda: b"/usr/lib/x\xe2\x80\xa8import os\n"),
    ("path-file-tab.pth", lambda: b"/usr/lib/x\nimport\tos\n"),
    ("distributed.distcp", lambda: torch_zip(call("os.system", SAY))),
    (".metadata", lambda: SYSTEM),
]

UNSURE = [
    ("own-class.pkl", lambda: stream(name("mine.Model") + b")\x81"), {"model.imports-unknown": ["mine.Model"]}),
    ("own-function.pkl", lambda: stream(call("mine.build", 1)), {"model.imports-unknown": ["mine.build"]}),
    ("unlisted-function.pkl", lambda: stream(call("sklearn.utils.murmurhash.murmurhash3_32", "x")),
     {"model.imports-unknown": ["sklearn.utils.murmurhash.murmurhash3_32"]}),
    ("extension-of-elsewhere.pkl", lambda: stream(b"\x82\x07")),
    ("trainer-among-settings.pkl", lambda: stream(call("trl.trainer.sft_trainer.SFTTrainer", "a/b"))),
    ("functions-of-torch-by-another-name.pkl", lambda: stream(name("torch.nn.modules.conv.F"))),
    ("type-of-three.pkl", lambda: stream(call("builtins.type", "X", Code(name("builtins.object") + b"\x85"), {})), {}),
    ("joblib-by-sklearn.pkl", lambda: stream(name("sklearn.pipeline.Parallel") + b")\x81")),
    ("path-by-sklearn.pkl", lambda: stream(name("sklearn.utils.fixes.Path") + b")\x81")),
    ("method-of-an-object.pkl", lambda: stream(call("builtins.getattr", Code(call("pandas.DataFrame")), "nunique"))),
    ("attribute-of-a-result.pkl", lambda: stream(attribute(Code(name("collections.OrderedDict")), "get"))),
    ("state-of-a-result.pkl", lambda: stream(call("logging.getLogger") + constant({"disabled": True}) + b"b")),
    ("items-for-a-result.pkl", lambda: stream(laundered([]) + b"K\1a")),
    ("items-for-no-list.pkl", lambda: stream(call("argparse.Namespace") + b"(K\1K\2e")),
    ("hook-in-a-mapping.pkl", lambda: stream(
        name("lightning.fabric.utilities.data.AttributeDict") + b")R" + text("__setstate__") + name("builtins.len") +
        b"s")),
    ("joblib-array-laundered.joblib", joblib_laundered, {}, ["model.invalid"]),
    ("joblib-array-by-copyreg.joblib",
     lambda: stream(call("copyreg.__newobj__", Code(name("joblib.numpy_pickle.NumpyArrayWrapper")))), {},
     ["model.invalid"]),
    ("constructor-of-a-computed-text.pkl",
     lambda: stream(call("sentence_transformers.SentenceTransformer", Code(call("builtins.str", "a/b"))))),
    ("constructor-by-copyreg.pkl", lambda: stream(call(
        "copyreg._reconstructor", Code(stack_name("sentence_transformers.SentenceTransformer")),
        Code(stack_name("sentence_transformers.SentenceTransformer")), "a/b"))),
    ("constructor-of-a-path.pkl",
     lambda: stream(call("ultralytics.nn.autobackend.AutoBackend", Code(call("pathlib.PosixPath", "evil.pt"))))),
    ("constructor-with-settings.pkl", lambda: stream(call("ultralytics.nn.tasks.DetectionModel", {
        "nc": 1, "backbone": [], "head": [], "activation": "__import__('os').system('true')"}))),
    ("constructor-of-a-hub-model.pkl", lambda: stream(call("sentence_transformers.SentenceTransformer", "a/b"))),
    ("function-that-is-called.pkl", lambda: stream(call("builtins.repr", Code(call("collections.OrderedDict"))))),
    ("formula-with-calls.pkl", lambda: patsy_formula("y ~ mine(x)")),
    ("bytes-not-followed.pkl", lambda: stream(call("zlib.decompress", zlib.compress(b"x")))),
    ("cut-short.pkl", lambda: stream(b"](K\1K\2e")[:-2], {}, ["model.invalid"]),
    ("trailing.pkl", lambda: stream(b"N") + b"\1\2\3\4", {}, ["model.invalid"]),
    ("behind-zeros.pkl", lambda: stream(b"N") + bytes(8) + SYSTEM, {}, ["model.invalid"]),
    ("behind-other-bytes.pkl", lambda: stream(b"N") + b"-----" + EVIL_2, {}, ["model.invalid"]),
    ("far-behind.pkl", lambda: stream(b"N") + b"-" * 100000 + EVIL_2, {}, ["model.invalid"]),
    ("behind-a-newline.pkl", lambda: b"\n" + EVIL_2, {}, ["model.invalid"]),
    ("no-mark.pkl", lambda: P[4] + b"t.", {}, ["model.invalid"]),
    ("no-memo.pkl", lambda: P[4] + b"h\7.", {}, ["model.invalid"]),
    ("long-text.pkl", lambda: P[4] + b"X\xff\xff\xff\x7fabc.", {}, ["model.invalid"]),
    ("marks.pkl", lambda: P[4] + b"(" * 100000 + b".", {}, ["model.invalid"]),
    ("legacy-cut.pt", lambda: torch_legacy()[:-4], {}, ["model.invalid"]),
    ("legacy-tail.pt", lambda: torch_legacy() + b"more", {}, ["model.invalid"]),
    ("compiled.pt2", lambda: torch_export("cmodel.so")),
    ("handler.mar", lambda: mar("handler.py")),
    ("requirements.mar", lambda: mar("image_classifier", [("requirementsFile", "requirements.txt")])),
    ("unknown.skops", lambda: skops("mine", "Model"), {"model.imports-unknown": ["mine.Model"]}),
    ("unknown.nemo", lambda: tar_of(nemo(deep="mine.Layer")), {"model.imports-unknown": ["mine.Layer"]}),
    ("byte-order.pt", lambda: torch_zip(order=b"middle"), {}, ["model.invalid"]),
    ("encrypted.pt", lambda: encrypted_flag(torch_zip()), {}, ["bundle.encrypted"]),
    ("no-tensors.pt", lambda: zip_of([("a/data.pkl", stream(TWO, 2)), ("a/version", b"3\n")]), {}, ["model.invalid"]),
    ("no-storage.pt", lambda: zip_of([("a/data.pkl", stream(TWO, 2)), ("a/version", b"3\n"),
                                      ("a/data/0", bytes(24))]), {}, ["model.invalid"]),
    ("short-storage.pt", lambda: zip_of([("a/data.pkl", stream(TWO, 2)), ("a/version", b"3\n"),
                                         ("a/data/0", bytes(20)), ("a/data/1", bytes(8))]), {}, ["model.invalid"]),
]

HANDMADE = [
    ("settings-of-a-trainer.bin", lambda: stream(name("trl.trainer.sft_config.SFTConfig") + b")\x81}b"), {}),
    ("nothing.pkl", lambda: stream(b"N"), {"model.protocol": 4}),
    ("torch.pt", torch_zip, TWO_FACTS),
    ("torch-named.bin", lambda: torch_zip(top="pytorch_model"), TWO_FACTS),
    ("torch-legacy.pt", torch_legacy, TWO_FACTS),
    ("torch-legacy-tar.pt", torch_tar, {"model.parameters": 4, "model.dtypes": ["F32"]}),
    ("torchscript.pt", torchscript, {}),
    ("checkpoint.distcp", torch_zip, TWO_FACTS),
    ("lightning.ckpt",
     lambda: torch_zip(b"}(" + text("epoch") + b"K\3" + text("global_step") + b"M\x10\x27" +
                       text("pytorch-lightning_version") + text("2.1.0") + text("state_dict") + TWO +
                       text("hyper_parameters") + b"}" + text("optimizer_states") + b"]u"),
     {**TWO_FACTS, "model.producer": "pytorch-lightning 2.1.0", "model.checkpoint-keys": ["epoch", "state_dict"]}),
    ("torch-in-bytes.pkl", lambda: stream(call("torch.storage._load_from_bytes", torch_legacy())), {}),
    ("torch-in-text.pkl", lambda: stream(
        name("torch.storage._load_from_bytes") + name("_codecs.encode") +
        text(torch_legacy().decode("latin1")) + text("latin1") + b"\x86R\x85R", 2), TWO_FACTS),
    (".metadata", lambda: stream(
        name("torch.distributed.checkpoint.metadata.Metadata") + b")\x81}" + text("storage_data") + b"}" +
        name("torch.distributed.checkpoint.metadata.MetadataIndex") + b")\x81" +
        name("torch.distributed.checkpoint.filesystem._StorageInfo") + b")\x81ssb"), {}),
    ("paths.pkl", lambda: stream(call("pathlib.PosixPath", "runs", "train")), {}),
    ("joblib-array.joblib", lambda: joblib_array(b"."), {}),
    ("joblib-like-opcodes.joblib", lambda: joblib_bytes(b"B\xff\xff\xff\0" + bytes(20), b"."), {}),
    ("joblib-like-opcodes-near.joblib", lambda: joblib_past(b"0", b"c" * 20 + call("numpy.dtype", "u1") + b"0N."), {}),
    ("tagger.bin", lambda: torch_zip(name("flair.nn.dropout.LockedDropout") + b")\x81" +
                                          name("flair.tokenization.SegtokTokenizer") + b")\x81\x86"), {}),
    ("types.pkl", lambda: pickle.dumps([type(None), type(...), type(NotImplemented)], 2), {}),
    ("distribution.pkl", lambda: scipy_template(TEMPLATE % ("a,", "a,", "a,", "a,", "a,", "a,")), {}),
    ("formula.pkl", lambda: patsy_formula("y ~ x1 + np.log(x2) + C(group)"), {}),
    ("model.nemo", lambda: tar_of(nemo()), {"model.architecture": "nemo.collections.asr.models.EncDecCTCModel"}),
    ("model.tar.nemo", lambda: tar_of(nemo(), "w:gz"), {}),
    ("exported.pt2", torch_export, {}),
    ("model.mar", lambda: mar("image_classifier"), {"model.name": "m"}),
    ("model.skops", skops, {"model.architecture": "sklearn.linear_model._base.LinearRegression",
                            "model.producer": "skops 0.9"}),
    ("path-file-plain.pth", lambda: b"/usr/lib/x\n# import is only a word\nimports\n", {}),
]


# ---- what the libraries write ----

def genuine_files():
    """Yields (name, bytes), in Debian's Python."""
    import collections, datetime, decimal, fractions, uuid, zoneinfo
    import joblib
    import numpy
    import pandas
    import scipy.signal
    import scipy.sparse
    import scipy.stats
    from sklearn import (cluster, compose, datasets, decomposition, ensemble, feature_extraction,
                         gaussian_process, linear_model, metrics, model_selection, naive_bayes, neighbors,
                         neural_network, pipeline, preprocessing, svm, tree)

    def dump(thing, protocol=pickle.DEFAULT_PROTOCOL):
        return pickle.dumps(thing, protocol)

    def through_joblib(thing, compress):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "x")
            joblib.dump(thing, path, compress=compress)
            with open(path, "rb") as file:
                return file.read()

    plain = {"list": [1, 2.5, None, True, "text", b"bytes", 10 ** 30], "set": {1, 2}, "tuple": (1, (2, 3)),
             "date": datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone.utc),
             "decimal": decimal.Decimal("1.5"), "fraction": fractions.Fraction(1, 3),
             "uuid": uuid.UUID(int=7), "counter": collections.Counter("abca"),
             "default": collections.defaultdict(list, a=[1]), "complex": 1j, "range": range(3),
             "ordered": collections.OrderedDict(a=1), "deque": collections.deque([1])}
    for protocol in range(6):
        yield f"plain-protocol-{protocol}.pkl", dump(plain, protocol)
        yield f"array-protocol-{protocol}.pkl", dump(numpy.arange(12.0).reshape(3, 4), protocol)
    yield "array-kinds.pkl", dump([numpy.zeros(3, dtype=kind) for kind in ("i1", "u2", "f2", "c16", "?", ">i4")])
    yield "array-records.pkl", dump(numpy.zeros(3, dtype=[("a", "i4"), ("b", "U5")]))
    yield "array-objects.pkl", dump(numpy.array([1, "a", None], dtype=object))
    yield "array-masked.pkl", dump(numpy.ma.array([1, 2], mask=[0, 1]))
    yield "array-times.pkl", dump(numpy.array(["2024-01-01"], dtype="datetime64[D]"))
    yield "array-matrix.pkl", dump(numpy.matrix([[1, 2]]))
    yield "scalars.pkl", dump([numpy.float64(1), numpy.int8(2), numpy.str_("x"), numpy.bool_(True)])
    yield "random-state.pkl", dump([numpy.random.RandomState(1), numpy.random.default_rng(1)])
    yield "ufunc.pkl", dump([numpy.log1p, numpy.add, numpy.exp])
    yield "polynomial.pkl", dump(numpy.polynomial.Polynomial([1, 2]))
    for kind in ("csr", "csc", "coo", "lil", "dok", "dia", "bsr"):
        yield f"sparse-{kind}.pkl", dump(scipy.sparse.eye(3).asformat(kind))
    yield "distribution-norm.pkl", dump(scipy.stats.norm)
    yield "distribution-frozen.pkl", dump([scipy.stats.norm(0, 1), scipy.stats.gamma(2.0), scipy.stats.poisson(3)])

    frame = pandas.DataFrame({"n": [1, 2], "f": [0.5, None], "s": ["a", "b"],
                              "t": pandas.to_datetime(["2024-01-01", "2024-01-02"], utc=True),
                              "c": pandas.Categorical(["x", "y"]), "i": pandas.array([1, None], dtype="Int64")})
    yield "frame.pkl", dump(frame)
    yield "frame-protocol-2.pkl", dump(frame, 2)
    yield "frame-grouped-index.pkl", dump(frame.set_index(["s", "n"]))
    yield "series.pkl", dump(frame["f"])
    yield "index-kinds.pkl", dump([pandas.date_range("2024-01-01", periods=3), pandas.RangeIndex(3),
                                   pandas.period_range("2024-01", periods=2, freq="M"),
                                   pandas.interval_range(0, 2), pandas.timedelta_range("1D", periods=2)])
    from dateutil import tz
    yield "zones-of-dateutil.pkl", dump([tz.gettz("Europe/Berlin"), tz.tzutc(), tz.tzoffset("x", 3600)])
    yield "zone.pkl", dump([zoneinfo.ZoneInfo("Europe/Berlin"),
                            pandas.Timestamp("2024-01-01", tz=zoneinfo.ZoneInfo("Europe/Berlin"))])
    yield "density.pkl", dump([scipy.stats.gaussian_kde([1.0, 2.0, 4.0]), numpy.poly1d([1, 2]),
                               scipy.stats.multivariate_normal([0.0, 0.0]), scipy.signal.lti([1], [1, 1]),
                               scipy.sparse.csr_array(numpy.eye(2))])
    yield "timestamps.pkl", dump([pandas.Timestamp("2024-01-01", tz="Europe/Berlin"), pandas.Timedelta("1D"),
                                  pandas.NaT, pandas.NA, pandas.Period("2024-01"), pandas.Interval(0, 1)])

    x, y = datasets.make_classification(60, 5, random_state=0)
    models = {
        "logistic": linear_model.LogisticRegression(), "ridge": linear_model.Ridge(),
        "sgd": linear_model.SGDClassifier(random_state=0), "svc": svm.SVC(probability=True, random_state=0),
        "linear-svc": svm.LinearSVC(), "tree": tree.DecisionTreeClassifier(random_state=0),
        "forest": ensemble.RandomForestClassifier(4, random_state=0),
        "boosting": ensemble.GradientBoostingClassifier(n_estimators=4, random_state=0),
        "hist-boosting": ensemble.HistGradientBoostingClassifier(max_iter=4),
        "adaboost": ensemble.AdaBoostClassifier(n_estimators=4, random_state=0),
        "isolation": ensemble.IsolationForest(n_estimators=4, random_state=0),
        "voting": ensemble.VotingClassifier([("a", naive_bayes.GaussianNB()), ("b", tree.DecisionTreeClassifier())]),
        "stacking": ensemble.StackingClassifier([("a", naive_bayes.GaussianNB())], cv=2),
        "bayes": naive_bayes.GaussianNB(), "neighbors": neighbors.KNeighborsClassifier(),
        "ball-tree": neighbors.KNeighborsClassifier(algorithm="ball_tree"),
        "kd-tree": neighbors.KNeighborsClassifier(algorithm="kd_tree"),
        "perceptron": neural_network.MLPClassifier((4,), max_iter=5, random_state=0),
        "gaussian-process": gaussian_process.GaussianProcessClassifier(),
        "kmeans": cluster.KMeans(2, n_init=1, random_state=0), "pca": decomposition.PCA(2),
        "search": model_selection.GridSearchCV(tree.DecisionTreeClassifier(), {"max_depth": [1, 2]}, cv=2,
                                               scoring=metrics.make_scorer(metrics.accuracy_score)),
        "pipeline": pipeline.Pipeline([
            ("columns", compose.ColumnTransformer([("scale", preprocessing.StandardScaler(), [0, 1]),
                                                   ("bins", preprocessing.KBinsDiscretizer(3), [2])])),
            ("log", preprocessing.FunctionTransformer(numpy.abs)),
            ("model", linear_model.LogisticRegression())]),
    }
    import warnings
    warnings.simplefilter("ignore")
    for title, model in models.items():
        model.fit(x, y)
        yield f"sklearn-{title}.pkl", dump(model)
        yield f"sklearn-{title}.joblib", through_joblib(model, 0)
    words = feature_extraction.text.TfidfVectorizer().fit(["one two", "two three"])
    yield "sklearn-words.pkl", dump(words)
    yield "sklearn-words-protocol-2.pkl", dump(words, 2)
    for compress in (3, ("zlib", 1), ("gzip", 3), ("bz2", 3), ("xz", 3), ("lzma", 3)):
        title = compress if isinstance(compress, int) else "-".join(map(str, compress))
        yield f"joblib-{title}.joblib", through_joblib(models["forest"], compress)
    yield "joblib-objects.joblib", through_joblib({"o": numpy.array(["a", None], dtype=object),
                                                   "f": numpy.arange(3.0), "e": numpy.empty((0, 3))}, 0)
    yield "joblib-frame.joblib", through_joblib(frame, 0)
    for title, arrays in {"float": numpy.arange(6.0), "text": numpy.array(["a", "bc"])}.items():
        out = io.BytesIO()
        numpy.save(out, arrays)
        yield f"numpy-{title}.npy", out.getvalue()
    out = io.BytesIO()
    numpy.savez(out, a=numpy.arange(3), b=numpy.array(["x", None], dtype=object))
    yield "numpy-objects.npz", out.getvalue()
    out = io.BytesIO()
    numpy.savez(out, a=numpy.array(["x", {"a": 1}], dtype=object))
    yield "numpy-objects-alone.npz", out.getvalue()
    yield from torch_files()


def torch_files():
    """PyTorch's own, where it is installed: it is too large to ask for."""
    try:
        import torch
    except ImportError:
        return

    def save(thing, **given):
        out = io.BytesIO()
        torch.save(thing, out, **given)
        return out.getvalue()

    net = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.ReLU(), torch.nn.BatchNorm1d(2))
    optimizer = torch.optim.Adam(net.parameters())
    net(torch.zeros(2, 3)).sum().backward()
    optimizer.step()
    yield "torch-state.pt", save(net.state_dict())
    yield "torch-state-legacy.pt", save(net.state_dict(), _use_new_zipfile_serialization=False)
    yield "torch-module.pt", save(net)
    yield "torch-module-legacy.pt", save(net, _use_new_zipfile_serialization=False)
    yield "torch-optimizer.pt", save({"model": net.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 1})
    kinds = ("float16", "bfloat16", "int8", "uint8", "bool", "complex64", "int64", "float64")
    yield "torch-kinds.pt", save({kind: torch.zeros(2, dtype=getattr(torch, kind)) for kind in kinds})
    yield "torch-sparse.pt", save(torch.eye(3).to_sparse())
    yield "torch-quantized.pt", save(torch.quantize_per_tensor(torch.zeros(2), 0.1, 0, torch.qint8))
    yield "torch-tensor.pkl", pickle.dumps(torch.arange(4.0))
    yield "torch-transformer.pt", save(torch.nn.TransformerEncoderLayer(8, 2))
    out = io.BytesIO()
    torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), out)
    yield "torch-script.pt", out.getvalue()


def write_genuine(folder):
    for title, data in genuine_files():
        with open(os.path.join(folder, title), "wb") as file:
            file.write(data)


def genuine():
    """{name: bytes}: what Debian's Python writes with the libraries that it has."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([SYSTEM_PYTHON, "-B", os.path.abspath(__file__), folder], check=True)
        made = {}
        for title in sorted(os.listdir(folder)):
            with open(os.path.join(folder, title), "rb") as file:
                made[title] = file.read()
        return made


FACTS = {
    "sklearn-forest.pkl": {"model.architecture": "sklearn.ensemble._forest.RandomForestClassifier",
                           "model.producer": "scikit-learn 1.2.1"},
    "sklearn-pipeline.joblib": {"model.architecture": "sklearn.pipeline.Pipeline"},
    "plain-protocol-5.pkl": {"model.protocol": 5},
    "torch-state.pt": {"model.parameters": 17, "model.tensors": 7, "model.dtypes": ["F32", "I64"]},
    "torch-state-legacy.pt": {"model.parameters": 17, "model.tensors": 7, "model.dtypes": ["F32", "I64"]},
}

if __name__ == "__main__":
    write_genuine(sys.argv[1])
    sys.exit(0)


def files():
    yield from gadgets()
    for title, make, *gaps in HIDDEN:
        yield (f"hidden-{title}" if not title.startswith(".") else f"hidden{title}", make, "dangerous", {}, *gaps)
    for title, make, *rest in UNSURE:
        yield f"unsure-{title}", make, "suspicious", rest[0] if rest else {}, *rest[1:]
    for title, make, facts in HANDMADE:
        yield f"handmade-{title}" if not title.startswith(".") else f"handmade{title}", make, "clean", facts
    for title, data in genuine().items():
        yield title, lambda data=data: data, "clean", FACTS.get(title, {})


FILES = list(files())
