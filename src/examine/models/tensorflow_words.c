/*
 * tensorflow_words.c - names of the fields of graphs, as TensorFlow writes them in text:
 * saved_model .pbtxt, graph.pbtxt. What its reader of the wire format passes over is textproto_any
 * here. Source: TensorFlow,
 * core/framework/{graph,function,node_def,attr_value,op_def,tensor,types}.proto,
 * core/protobuf/{saved_model,meta_graph,saved_object_graph}.proto.
 */

#include "base/kit.h"
#include "examine/models/tensorflow.h"

uint64_t tensorflow_dtype_number(struct bytes name)
{
    static const char *const names[] = {
        "INVALID",
        "FLOAT",
        "DOUBLE",
        "INT32",
        "UINT8",
        "INT16",
        "INT8",
        "STRING",
        "COMPLEX64",
        "INT64",
        "BOOL",
        "QINT8",
        "QUINT8",
        "QINT32",
        "BFLOAT16",
        "QINT16",
        "QUINT16",
        "UINT16",
        "COMPLEX128",
        "HALF",
        "RESOURCE",
        "VARIANT",
        "UINT32",
        "UINT64",
        "FLOAT8_E5M2",
        "FLOAT8_E4M3FN",
        "FLOAT8_E4M3FNUZ",
        "FLOAT8_E4M3B11FNUZ",
        "FLOAT8_E5M2FNUZ",
        "INT4",
        "UINT4",
        "INT2",
        "UINT2",
    };
    enum { REFERENCE = 100 };
    const bool reference = bytes_ends(name, BYTES("_REF"));

    if (!bytes_starts(name, BYTES("DT_")))
        return UINT64_MAX;
    name = bytes_from(name, strlen("DT_"));
    name.size -= reference ? strlen("_REF") : 0;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (bytes_equal(name, bytes_text(names[i])))
            return i + (reference ? REFERENCE : 0);
    return UINT64_MAX;
}

#define NUMBER(field, name)                                                                        \
    {                                                                                              \
        name, PROTO_TAG(field, PROTO_VARINT), NULL, NULL                                           \
    }
#define FIXED(field, name)                                                                         \
    {                                                                                              \
        name, PROTO_TAG(field, PROTO_FIXED32), NULL, NULL                                          \
    }
#define FIXED64(field, name)                                                                       \
    {                                                                                              \
        name, PROTO_TAG(field, PROTO_FIXED64), NULL, NULL                                          \
    }
#define DTYPE(field, name)                                                                         \
    {                                                                                              \
        name, PROTO_TAG(field, PROTO_VARINT), NULL, tensorflow_dtype_number                        \
    }
#define TEXT(field, name)                                                                          \
    {                                                                                              \
        name, PROTO_TAG(field, PROTO_BYTES), NULL, NULL                                            \
    }
#define MESSAGE(field, name, words)                                                                \
    {                                                                                              \
        name, PROTO_TAG(field, PROTO_BYTES), words, NULL                                           \
    }
#define ANY(field, name) MESSAGE(field, name, textproto_any)
#define THE_END                                                                                    \
    {                                                                                              \
        NULL, 0, NULL, NULL                                                                        \
    }

typedef const struct textproto_word words[];

static words dimension = {NUMBER(1, "size"), TEXT(2, "name"), THE_END};
static words shape = {MESSAGE(2, "dim", dimension), NUMBER(3, "unknown_rank"), THE_END};
static words tensor = {
    DTYPE(1, "dtype"),
    MESSAGE(2, "tensor_shape", shape),
    NUMBER(3, "version_number"),
    TEXT(4, "tensor_content"),
    FIXED(5, "float_val"),
    FIXED64(6, "double_val"),
    NUMBER(7, "int_val"),
    TEXT(8, "string_val"),
    FIXED(9, "scomplex_val"),
    NUMBER(10, "int64_val"),
    NUMBER(11, "bool_val"),
    FIXED64(12, "dcomplex_val"),
    NUMBER(13, "half_val"),
    ANY(14, "resource_handle_val"),
    ANY(15, "variant_val"),
    NUMBER(16, "uint32_val"),
    NUMBER(17, "uint64_val"),
    TEXT(18, "float8_val"),
    THE_END,
};

/* An attribute may hold a call, and that has attributes: declared with its size, to be met. */
static const struct textproto_word value[11];
static words attribute = {TEXT(1, "key"), MESSAGE(2, "value", value), THE_END};
static words call = {TEXT(1, "name"), MESSAGE(2, "attr", attribute), THE_END};
static words list = {
    TEXT(2, "s"),
    NUMBER(3, "i"),
    FIXED(4, "f"),
    NUMBER(5, "b"),
    DTYPE(6, "type"),
    MESSAGE(7, "shape", shape),
    MESSAGE(8, "tensor", tensor),
    MESSAGE(9, "func", call),
    THE_END,
};
static const struct textproto_word value[11] = {
    MESSAGE(1, "list", list),
    TEXT(2, "s"),
    NUMBER(3, "i"),
    FIXED(4, "f"),
    NUMBER(5, "b"),
    DTYPE(6, "type"),
    MESSAGE(7, "shape", shape),
    MESSAGE(8, "tensor", tensor),
    TEXT(9, "placeholder"),
    MESSAGE(10, "func", call),
    THE_END,
};

static words node = {
    TEXT(1, "name"),
    TEXT(2, "op"),
    TEXT(3, "input"),
    TEXT(4, "device"),
    MESSAGE(5, "attr", attribute),
    ANY(6, "experimental_debug_info"),
    ANY(7, "experimental_type"),
    THE_END,
};
static words signature = {
    TEXT(1, "name"),
    ANY(2, "input_arg"),
    ANY(3, "output_arg"),
    ANY(4, "attr"),
    TEXT(5, "summary"),
    TEXT(6, "description"),
    ANY(8, "deprecation"),
    NUMBER(16, "is_aggregate"),
    NUMBER(17, "is_stateful"),
    NUMBER(18, "is_commutative"),
    NUMBER(19, "allows_uninitialized_input"),
    TEXT(20, "control_output"),
    NUMBER(21, "is_distributed_communication"),
    THE_END,
};
static words function = {
    MESSAGE(1, "signature", signature),
    MESSAGE(3, "node_def", node),
    ANY(4, "ret"),
    MESSAGE(5, "attr", attribute),
    ANY(6, "control_ret"),
    ANY(7, "arg_attr"),
    ANY(8, "resource_arg_unique_id"),
    THE_END,
};
static words library = {
    MESSAGE(1, "function", function),
    ANY(2, "gradient"),
    ANY(3, "registered_gradients"),
    THE_END,
};
words tensorflow_graph_words = {
    MESSAGE(1, "node", node), MESSAGE(2, "library", library), NUMBER(3, "version"),
    ANY(4, "versions"),       ANY(5, "debug_info"),           THE_END,
};

static words info = {
    TEXT(1, "meta_graph_version"),
    ANY(2, "stripped_op_list"),
    ANY(3, "any_info"),
    TEXT(4, "tags"),
    TEXT(5, "tensorflow_version"),
    TEXT(6, "tensorflow_git_version"),
    NUMBER(7, "stripped_default_attrs"),
    ANY(8, "function_aliases"),
    THE_END,
};
static words tensor_info = {
    TEXT(1, "name"),      DTYPE(2, "dtype"),          MESSAGE(3, "tensor_shape", shape),
    ANY(4, "coo_sparse"), ANY(5, "composite_tensor"), THE_END,
};
static words end_point = {TEXT(1, "key"), MESSAGE(2, "value", tensor_info), THE_END};
static words called = {
    MESSAGE(1, "inputs", end_point),
    MESSAGE(2, "outputs", end_point),
    TEXT(3, "method_name"),
    ANY(4, "defaults"),
    THE_END,
};
static words called_as = {TEXT(1, "key"), MESSAGE(2, "value", called), THE_END};
static words asset = {MESSAGE(1, "tensor_info", tensor_info), TEXT(2, "filename"), THE_END};
static words variable = {
    DTYPE(1, "dtype"),
    MESSAGE(2, "shape", shape),
    NUMBER(3, "trainable"),
    NUMBER(4, "synchronization"),
    NUMBER(5, "aggregation"),
    TEXT(6, "name"),
    TEXT(7, "device"),
    ANY(8, "experimental_distributed_variable_components"),
    THE_END,
};
static words user_object = {TEXT(1, "identifier"), ANY(2, "version"), TEXT(3, "metadata"), THE_END};
static words object = {
    ANY(1, "children"),
    ANY(3, "slot_variables"),
    MESSAGE(4, "user_object", user_object),
    ANY(5, "asset"),
    ANY(6, "function"),
    MESSAGE(7, "variable", variable),
    ANY(8, "bare_concrete_function"),
    ANY(9, "constant"),
    ANY(10, "resource"),
    ANY(11, "saveable_objects"),
    ANY(12, "captured_tensor"),
    TEXT(13, "registered_name"),
    ANY(14, "serialized_user_proto"),
    ANY(15, "dependencies"),
    TEXT(16, "registered_saver"),
    THE_END,
};
static words objects = {MESSAGE(1, "nodes", object), ANY(2, "concrete_functions"), THE_END};
words tensorflow_meta_graph_words = {
    MESSAGE(1, "meta_info_def", info),
    MESSAGE(2, "graph_def", tensorflow_graph_words),
    ANY(3, "saver_def"),
    ANY(4, "collection_def"),
    MESSAGE(5, "signature_def", called_as),
    MESSAGE(6, "asset_file_def", asset),
    MESSAGE(7, "object_graph_def", objects),
    THE_END,
};
words tensorflow_saved_model_words = {
    NUMBER(1, "saved_model_schema_version"),
    MESSAGE(2, "meta_graphs", tensorflow_meta_graph_words),
    THE_END,
};
