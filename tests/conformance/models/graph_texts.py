"""Graphs of TensorFlow as text: each file of graphs.TENSORFLOW once more, under the same verdict and facts."""

import itertools

import graphs

# What fields are called: by the number in the message a name, and the message that is in it, or what it is else.
SHAPE = {2: ("dim", {1: ("size", "signed")}), 3: ("unknown_rank", "number")}
TENSOR = {1: ("dtype", "type"), 2: ("tensor_shape", SHAPE), 4: ("tensor_content", "text"), 8: ("string_val", "text")}
VALUE = {2: ("s", "text"), 6: ("type", "type"), 7: ("shape", SHAPE), 8: ("tensor", TENSOR)}
NODE = {1: ("name", "text"), 2: ("op", "text"), 3: ("input", "text"), 5: ("attr", {1: ("key", "text"), 2: ("value", VALUE)})}
FUNCTION = {1: ("signature", {1: ("name", "text")}), 3: ("node_def", NODE)}
GRAPH = {1: ("node", NODE), 2: ("library", {1: ("function", FUNCTION)}),
         4: ("versions", {1: ("producer", "number"), 2: ("min_consumer", "number")})}
OPS = {1: ("op", {1: ("name", "text"), 2: ("input_arg", {1: ("name", "text"), 3: ("type", "type")})})}
INFO = {2: ("stripped_op_list", OPS), 4: ("tags", "text"), 5: ("tensorflow_version", "text"),
        6: ("tensorflow_git_version", "text")}
TENSOR_INFO = {1: ("name", "text"), 2: ("dtype", "type"), 3: ("tensor_shape", SHAPE)}
END_POINT = {1: ("key", "text"), 2: ("value", TENSOR_INFO)}
SIGNATURE = {1: ("inputs", END_POINT), 2: ("outputs", END_POINT), 3: ("method_name", "text")}
OBJECT = {4: ("user_object", {1: ("identifier", "text"), 3: ("metadata", "text")}),
          7: ("variable", {1: ("dtype", "type"), 2: ("shape", SHAPE), 6: ("name", "text")})}
SAVER = {1: ("filename_tensor_name", "text"), 2: ("save_tensor_name", "text"), 3: ("restore_op_name", "text")}
ASSET = {1: ("tensor_info", {1: ("name", "text")}), 2: ("filename", "text")}
META = {1: ("meta_info_def", INFO), 2: ("graph_def", GRAPH), 3: ("saver_def", SAVER),
        5: ("signature_def", {1: ("key", "text"), 2: ("value", SIGNATURE)}), 6: ("asset_file_def", ASSET),
        7: ("object_graph_def", {1: ("nodes", OBJECT)})}
MODEL = {1: ("saved_model_schema_version", "number"), 2: ("meta_graphs", META)}

TYPES = {1: "DT_FLOAT", 3: "DT_INT32", 7: "DT_STRING"}


def take_number(data, at):
    value, shift = 0, 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def quoted(data, quote='"'):
    """Octal, hexadecimal and single letters, which readers take alike."""
    out = ""
    for i, byte in enumerate(data):
        char = chr(byte)
        if char == "\n":
            out += "\\n"
        elif 32 <= byte < 127 and char not in "\\\"'":
            out += char
        else:
            out += f"\\{byte:03o}" if i % 2 else f"\\x{byte:02x}"
    return quote + out + quote


def value_text(kind, value, style):
    if isinstance(kind, dict):
        return (" {\n" + as_text(value, kind) + "}") if style % 3 else (": <" + as_text(value, kind) + ">")
    if kind == "text":
        half = len(value) // 2 if style % 2 else 0
        return ": " + " ".join([quoted(value[:half], "'")] * (half > 0) + [quoted(value[half:])])
    if kind == "signed":
        return f": {value - (1 << 64) if value >> 63 else value}"
    return ": " + (TYPES[value] if kind == "type" else hex(value) if style % 2 else str(value))


def as_text(data, fields):
    at, out = 0, ""
    for style in itertools.count():
        if at == len(data):
            return out
        tag, at = take_number(data, at)
        value, at = take_number(data, at)
        if tag & 7 == 2:
            value, at = data[at:at + value], at + value
        name, kind = fields[tag >> 3]
        out += name + value_text(kind, value, style) + (";\n" if style % 4 == 3 else " # so it is\n")


def fields_for(name):
    return META if name.endswith(".meta") else GRAPH if name.startswith("frozen") else MODEL


def twin(name, made):
    """The same file, or folder, with its graph as text."""
    if isinstance(made, dict):
        return {twin_name(inner): as_text(data, MODEL).encode() if inner == "saved_model.pb" else data
                for inner, data in made.items()}
    return as_text(made, fields_for(name)).encode()


def twin_name(name):
    return name.replace(".pb", ".pbtxt")


def whole(name):
    return "cut" not in name


def saved(*nodes):
    return as_text(graphs.in_function(*nodes), MODEL)


NODE_TEXT = 'node { name: "w" op: "%s" }\n'

TEXTS = [(twin_name(name), lambda name=name, make=make: twin(name, make()), *rest)
         for name, make, *rest in graphs.TENSORFLOW if whole(name)] + [
    ("cut/saved_model.pbtxt", lambda: saved(graphs.tf_node("m", "Mul"))[:-30].encode(), "suspicious", {}, ["model.invalid"]),
    ("commented.pbtxt", lambda: ("# " + "-" * 90 + "\n").encode() * 90 + (NODE_TEXT % "WriteFile").encode(), "dangerous", {}),
    ("split.pbtxt", lambda: b"node { name: 'w' op: 'Write' \"\\106\" \"i\\154e\" input: 'x' }", "dangerous",
     {"model.operators": ["WriteFile"]}),
    ("list.pbtxt", lambda: b"node [ { name: 'a' op: 'Mul' }, < name: 'b' op: 'ReadFile' > ] versions { producer: 27 }",
     "dangerous", {"model.operators": ["Mul", "ReadFile"]}),
    ("late-key/saved_model.pbtxt", lambda: saved(graphs.tf_node("p", "PrintV2", graphs.message(
        (2, graphs.message((2, "file:///tmp/x"))), (1, "output_stream")))).encode(), "dangerous", {}),
    ("late-key-binary/saved_model.pb", lambda: graphs.in_function(graphs.tf_node("p", "PrintV2", graphs.message(
        (2, graphs.message((2, "file:///tmp/x"))), (1, "output_stream")))), "dangerous", {}),
    ("deep.pbtxt", lambda: b"node { name: 'a' op: 'Mul' " + b"experimental_type { " * 400 + b"} " * 400 + b"}",
     "suspicious", {}, ["model.invalid"]),
    ("media-pipe/graph.pbtxt", lambda: b'input_stream: "in"\nnode { calculator: "PassThrough" input_stream: "in" }\n', "unread",
     {}),
    ("labels/label_map.pbtxt", lambda: b'item { id: 1 name: "cat" }\nitem { id: 2 name: "dog" }\n', "unread", {}),
]

FILES = [graphs.in_folder(entry) for entry in TEXTS]
