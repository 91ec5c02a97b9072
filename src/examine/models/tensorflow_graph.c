/*
 * tensorflow_graph.c - nodes of a graph of TensorFlow and of the functions in its library.
 * Source: core/framework/graph.proto, node_def.proto, attr_value.proto, function.proto.
 */

#include "base/kit.h"
#include "base/limits.h"
#include "examine/models/tensorflow.h"
#include "examine/models/tensorflow_operators.h"

static const struct proto_shape attribute_shape[] = {
    {1, PROTO_BYTES, true, NULL}, {2, PROTO_BYTES, false, NULL}, {0, PROTO_VARINT, false, NULL}};
static const struct proto_shape node_shape[] = {{1, PROTO_BYTES, true, NULL},
                                                {2, PROTO_BYTES, true, NULL},
                                                {3, PROTO_BYTES, true, NULL},
                                                {4, PROTO_BYTES, true, NULL},
                                                {5, PROTO_BYTES, false, attribute_shape},
                                                {6, PROTO_BYTES, false, NULL},
                                                {7, PROTO_BYTES, false, NULL},
                                                {0, PROTO_VARINT, false, NULL}};
static const struct proto_shape library_shape[] = {{1, PROTO_BYTES, false, NULL},
                                                   {2, PROTO_BYTES, false, NULL},
                                                   {3, PROTO_BYTES, false, NULL},
                                                   {0, PROTO_VARINT, false, NULL}};
static const struct proto_shape versions_shape[] = {{1, PROTO_VARINT, false, NULL},
                                                    {2, PROTO_VARINT, false, NULL},
                                                    {3, PROTO_VARINT, false, NULL},
                                                    {3, PROTO_BYTES, false, NULL},
                                                    {0, PROTO_VARINT, false, NULL}};
const struct proto_shape tensorflow_graph_shape[] = {
    {1, PROTO_BYTES, false, node_shape}, {2, PROTO_BYTES, false, library_shape},
    {3, PROTO_VARINT, false, NULL},      {4, PROTO_BYTES, false, versions_shape},
    {5, PROTO_BYTES, false, NULL},       {0, PROTO_VARINT, false, NULL}};

/* The nodes of one graph or function: what can only be judged when its name is known. */
struct scope {
    bool main;
    struct table_files *files;
    struct proto_name name;
    bool saves, restores, path;
    uint64_t at;
};

struct node {
    uint64_t at;
    struct proto_name name, kind;
    struct proto_name target; /* where it writes to: output_stream, debug_urls */
    struct proto_name inputs[2];
    size_t input_count;
    uint64_t type, elements; /* of a variable: attributes dtype and shape */
    uint64_t handed;         /* the type T, of a node that hands on what it is given */
    struct proto_name path;  /* of a constant that looks like one out of the folder */
};

/* NOLINTBEGIN(misc-no-recursion): an attribute may hold attributes, each a message in a message, so
 * that PROTO_DEPTH bounds it */

static ASSAY_RESULT read_value(struct tensorflow *tf, const struct proto_field *outer,
                               struct bytes key, struct node *node);

/* A map's entry: 1 the key, 2 an AttrValue. */
static ASSAY_RESULT read_attribute(struct tensorflow *tf, const struct proto_field *outer,
                                   struct node *node)
{
    struct proto_name key = {.size = 0};
    struct proto_field field;
    bool more;

    TRY(proto_enter(&tf->proto, outer));
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(proto_name(&tf->proto, &field, &key));
        else if (field.tag == PROTO_TAG(2, PROTO_BYTES))
            TRY(read_value(tf, &field, proto_name_bytes(&key), node));
    }
}

/* The function that an attribute names may have attributes of its own: NameAttrList. */
static ASSAY_RESULT read_call(struct tensorflow *tf, const struct proto_field *outer,
                              struct node *node)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&tf->proto, outer));
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(2, PROTO_BYTES))
            TRY(read_attribute(tf, &field, node));
    }
}

/* Where a node writes what it prints, or what a debugger sees. */
static ASSAY_RESULT read_target(struct tensorflow *tf, const struct proto_field *field,
                                struct bytes key, struct node *node)
{
    bool known = bytes_equal(key, BYTES("output_stream")) ||
                 bytes_equal(key, BYTES("debug_urls")) || bytes_equal(key, BYTES("gated_grpc"));

    if (!known && key.size > 0) /* the key may stand behind its value */
        return ASSAY_OK;
    return proto_name(&tf->proto, field, &node->target);
}

/* AttrValue and its list, whose numbers of fields are the same but for the list itself. */
static ASSAY_RESULT read_value_field(struct tensorflow *tf, const struct proto_field *field,
                                     struct bytes key, struct node *node)
{
    struct proto_name path;

    switch (field->tag) {
    case PROTO_TAG(1, PROTO_BYTES):
        return read_value(tf, field, key, node);
    case PROTO_TAG(2, PROTO_BYTES):
        return read_target(tf, field, key, node);
    case PROTO_TAG(6, PROTO_VARINT):
        if (bytes_equal(key, BYTES("dtype")))
            node->type = field->value;
        else if (bytes_equal(key, BYTES("T")))
            node->handed = field->value;
        return ASSAY_OK;
    case PROTO_TAG(7, PROTO_BYTES):
        return bytes_equal(key, BYTES("shape")) ? tensorflow_shape(tf, field, &node->elements, NULL)
                                                : ASSAY_OK;
    case PROTO_TAG(8, PROTO_BYTES):
        TRY(tensorflow_tensor(tf, field, &path));
        if (node->path.size == 0)
            node->path = path;
        return ASSAY_OK;
    case PROTO_TAG(9, PROTO_BYTES): /* of a list: func; else a placeholder's text */
    case PROTO_TAG(10, PROTO_BYTES):
        return bytes_equal(key, BYTES("")) || field->tag == PROTO_TAG(9, PROTO_BYTES)
                   ? ASSAY_OK
                   : read_call(tf, field, node);
    default:
        return ASSAY_OK;
    }
}

static ASSAY_RESULT read_value(struct tensorflow *tf, const struct proto_field *outer,
                               struct bytes key, struct node *node)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&tf->proto, outer));
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        TRY(read_value_field(tf, &field, key, node));
    }
}

/* NOLINTEND(misc-no-recursion) */

/* The saver's nodes in the graph of TensorFlow 1: "save/SaveV2", "save_1/RestoreV2". */
static bool is_of_saver(struct bytes node)
{
    return bytes_starts(node, BYTES("save/")) || bytes_starts(node, BYTES("save_"));
}

static void judge_saver(struct tensorflow *tf, const struct node *node, struct scope *scope)
{
    struct bytes kind = proto_name_bytes(&node->kind);
    bool writes = !bytes_starts(kind, BYTES("Restore"));

    if (!scope->main) {
        scope->saves = scope->saves || writes;
        scope->restores = true;
        scope->at = node->at;
    } else if (!is_of_saver(proto_name_bytes(&node->name))) {
        model_graph_observe(&tf->graph, writes ? ASSAY_LOAD_DANGEROUS : ASSAY_LOAD_SUSPICIOUS,
                            GRAPH_FILE_ACCESS, node->at,
                            "a checkpoint that the saver does not ask for: ", kind);
    }
}

enum assay_status tensorflow_operator(struct model_graph *graph, struct bytes domain,
                                      struct bytes kind, uint64_t at)
{
    static const struct {
        enum tf_judgement judgement;
        enum assay_load load;
        const char *class_name, *what;
    } meanings[] = {
        {TF_FILES, ASSAY_LOAD_DANGEROUS, GRAPH_FILE_ACCESS, "operator that reaches files: "},
        {TF_FILE_DATA, ASSAY_LOAD_SUSPICIOUS, GRAPH_FILE_ACCESS, "operator that reads data: "},
        {TF_NETWORK, ASSAY_LOAD_DANGEROUS, GRAPH_FILE_ACCESS,
         "operator that talks to other machines: "},
        {TF_HOST, ASSAY_LOAD_DANGEROUS, GRAPH_HOST_CODE, "operator that calls Python: "},
        {TF_STOPS, ASSAY_LOAD_DANGEROUS, GRAPH_HOST_CODE, "operator that ends the program: "},
        {TF_COMPILED, ASSAY_LOAD_SUSPICIOUS, GRAPH_CUSTOM_OPERATOR,
         "code that was compiled for a device: "},
    };
    enum tf_judgement judgement = tf_judge_operator(kind);

    for (size_t i = 0; i < ARRAY_LEN(meanings); i++)
        if (meanings[i].judgement == judgement)
            model_graph_observe(graph, meanings[i].load, meanings[i].class_name, at,
                                meanings[i].what, kind);
    return model_graph_operator(graph, domain, kind, judgement == TF_UNKNOWN, at);
}

static void judge_targets(struct tensorflow *tf, const struct node *node, struct scope *scope)
{
    if (tf_judge_operator(proto_name_bytes(&node->kind)) == TF_SAVER)
        judge_saver(tf, node, scope);
    if (bytes_starts(proto_name_bytes(&node->target), BYTES("file://")))
        model_graph_observe(&tf->graph, ASSAY_LOAD_DANGEROUS, GRAPH_FILE_ACCESS, node->at,
                            "writes what it sees to ", proto_name_bytes(&node->target));
}

static void count_variable(struct tensorflow *tf, const struct node *node)
{
    struct bytes kind = proto_name_bytes(&node->kind);
    const struct model_graph_dtype *dtype = tensorflow_dtype(node->type);

    if (!bytes_equal(kind, BYTES("VarHandleOp")) && !bytes_equal(kind, BYTES("VariableV2")) &&
        !bytes_equal(kind, BYTES("Variable")))
        return;
    if (!dtype || node->elements == UINT64_MAX ||
        ckd_add(&tf->node_variables, tf->node_variables, node->elements))
        return;
    tf->node_count++;
    evidence_set(tf->graph.evidence, ASSAY_FACT_MODEL_DTYPES, MEASURED, bytes_text(dtype->name));
}

/* What tells the file that a table is filled from: constants, what hands them on, and tables. */
static ASSAY_RESULT note_table_file(struct tensorflow *tf, const struct node *node,
                                    struct table_files *files)
{
    enum { TEXT = 7 }; /* DT_STRING */
    const struct bytes kind = proto_name_bytes(&node->kind);
    const struct bytes name = proto_name_bytes(&node->name);
    enum assay_status status = ASSAY_OK;

    if (node->path.size > 0 && bytes_equal(kind, BYTES("Const")))
        status = table_files_constant(files, name, proto_name_bytes(&node->path));
    else if (bytes_equal(kind, BYTES("Identity")) && node->handed == TEXT && node->input_count > 0)
        status = table_files_pass(files, name, proto_name_bytes(&node->inputs[0]));
    else if (bytes_starts(kind, BYTES("InitializeTableFromTextFile")) && node->input_count > 1)
        status = table_files_read(files, proto_name_bytes(&node->inputs[1]), node->at);
    return status == ASSAY_OK
               ? ASSAY_OK
               : cursor_fail_at(tf->proto.cursor, status, node->at,
                                "more than %u texts that a graph hands on", LIMIT_GRAPH_NAMES);
}

/* Those of data; what a node waits for stands behind them. */
static ASSAY_RESULT read_input(struct tensorflow *tf, const struct proto_field *field,
                               struct node *node)
{
    if (node->input_count == ARRAY_LEN(node->inputs))
        return ASSAY_OK;
    return proto_name(&tf->proto, field, &node->inputs[node->input_count++]);
}

static ASSAY_RESULT end_node(struct tensorflow *tf, const struct node *node, struct scope *scope)
{
    struct bytes kind = proto_name_bytes(&node->kind);

    if (node->kind.cut)
        return cursor_fail_at(tf->proto.cursor, ASSAY_EFORMAT, node->at,
                              "an operator's name of more than %d bytes", PROTO_NAME_MAX);
    TRY(note_table_file(tf, node, scope->files));
    TRY(tensorflow_operator(&tf->graph, BYTES(""), kind, node->at));
    judge_targets(tf, node, scope);
    if (scope->main)
        count_variable(tf, node);
    if (node->path.size > 0 && (!scope->main || is_of_saver(proto_name_bytes(&node->name))))
        scope->path = true;
    if (bytes_starts(kind, BYTES("Quantized")) || bytes_starts(kind, BYTES("FakeQuant")))
        evidence_set(tf->graph.evidence, ASSAY_FACT_MODEL_QUANTISATION, MEASURED,
                     bytes_starts(kind, BYTES("FakeQuant")) ? BYTES("FakeQuant")
                                                            : BYTES("Quantized"));
    return ASSAY_OK;
}

static ASSAY_RESULT read_node(struct tensorflow *tf, const struct proto_field *outer,
                              struct scope *scope)
{
    struct node node = {.at = outer->at, .elements = UINT64_MAX};
    struct proto_field field;
    bool more;

    TRY(proto_enter(&tf->proto, outer));
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            return end_node(tf, &node, scope);
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(proto_name(&tf->proto, &field, &node.name));
        else if (field.tag == PROTO_TAG(2, PROTO_BYTES))
            TRY(proto_name(&tf->proto, &field, &node.kind));
        else if (field.tag == PROTO_TAG(3, PROTO_BYTES))
            TRY(read_input(tf, &field, &node));
        else if (field.tag == PROTO_TAG(5, PROTO_BYTES))
            TRY(read_attribute(tf, &field, &node));
    }
}

/* OpDef: its name is the function's. */
static ASSAY_RESULT read_signature(struct tensorflow *tf, const struct proto_field *outer,
                                   struct proto_name *name)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&tf->proto, outer));
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(proto_name(&tf->proto, &field, name));
    }
}

/* The saver's functions are known by name, and take the path from whoever calls them. */
static void end_scope(struct tensorflow *tf, const struct scope *scope)
{
    struct bytes name = proto_name_bytes(&scope->name);
    bool saver = bytes_starts(name, BYTES("__inference__traced_save")) ||
                 bytes_starts(name, BYTES("__inference__traced_restore"));

    if (scope->restores && !saver)
        model_graph_observe(&tf->graph, scope->saves ? ASSAY_LOAD_DANGEROUS : ASSAY_LOAD_SUSPICIOUS,
                            GRAPH_FILE_ACCESS, scope->at,
                            "a checkpoint in a function that is not the saver's: ", name);
    else if (scope->path && (scope->restores || scope->main))
        model_graph_observe(&tf->graph, ASSAY_LOAD_DANGEROUS, GRAPH_FILE_ACCESS, scope->at,
                            "a checkpoint at a place that the file names: ", name);
}

static ASSAY_RESULT read_function(struct tensorflow *tf, const struct proto_field *outer)
{
    CLEANUP(table_files_clear) struct table_files files = {0};
    struct scope scope = {.main = false, .files = &files, .at = outer->at};
    struct node defaults = {.at = outer->at};
    struct proto_field field;
    bool more;

    TRY(proto_enter(&tf->proto, outer));
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(read_signature(tf, &field, &scope.name));
        else if (field.tag == PROTO_TAG(3, PROTO_BYTES))
            TRY(read_node(tf, &field, &scope));
        else if (field.tag == PROTO_TAG(5, PROTO_BYTES))
            TRY(read_attribute(tf, &field, &defaults));
    }
    end_scope(tf, &scope);
    table_files_end(&files, &tf->graph);
    return model_graph_function(&tf->graph, BYTES(""), proto_name_bytes(&scope.name), outer->at);
}

static ASSAY_RESULT read_library(struct tensorflow *tf, const struct proto_field *outer)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&tf->proto, outer));
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(read_function(tf, &field));
    }
}

enum assay_status tensorflow_graph(struct tensorflow *tf, const struct proto_field *outer)
{
    struct scope scope = {.main = true, .files = &tf->table_files, .at = outer ? outer->at : 0};
    struct proto_field field;
    bool more;

    if (outer)
        TRY(proto_enter(&tf->proto, outer));
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(read_node(tf, &field, &scope));
        else if (field.tag == PROTO_TAG(2, PROTO_BYTES))
            TRY(read_library(tf, &field));
    }
    end_scope(tf, &scope);
    return ASSAY_OK;
}
