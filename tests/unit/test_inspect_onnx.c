/* test_inspect_onnx.c - what an ONNX model says, computes and reaches for. */

#include "inspect.h"

#include "examine/inspect.h"
#include "inventory/gaps.h"
#include "wire.h"

/* The messages that a row puts together; each function closes what the one before made. */
struct maker {
    struct buf model, graph, node, part, small;
};

static void add_tensor(struct maker *m, struct buf *out, uint32_t field, const char *name,
                       const uint64_t *dims, size_t rank, uint64_t type, size_t raw)
{
    static const uint8_t zeros[64];

    for (size_t i = 0; i < rank; i++)
        wire_varint(&m->part, 1, dims[i]);
    wire_varint(&m->part, 2, type);
    wire_text(&m->part, 8, name);
    if (raw)
        wire_bytes(&m->part, 9, zeros, raw);
    wire_message(out, field, &m->part);
}

static void add_pair(struct buf *out, struct buf *small, uint32_t field, const char *key,
                     const char *value)
{
    wire_text(small, 1, key);
    wire_text(small, 2, value);
    wire_message(out, field, small);
}

/* A tensor of four F32 in the file `location`. */
static void add_external(struct maker *m, struct buf *out, uint32_t field, const char *location,
                         const char *offset, const char *length)
{
    wire_varint(&m->part, 1, 4);
    wire_varint(&m->part, 2, 1);
    wire_text(&m->part, 8, "e");
    add_pair(&m->part, &m->small, 13, "location", location);
    if (offset)
        add_pair(&m->part, &m->small, 13, "offset", offset);
    if (length)
        add_pair(&m->part, &m->small, 13, "length", length);
    wire_varint(&m->part, 14, 1);
    wire_message(out, field, &m->part);
}

static void add_node(struct maker *m, struct buf *out, uint32_t field, const char *domain,
                     const char *type)
{
    wire_text(&m->node, 1, "x");
    wire_text(&m->node, 2, "y");
    wire_text(&m->node, 4, type);
    if (*domain)
        wire_text(&m->node, 7, domain);
    wire_message(out, field, &m->node);
}

static void add_value(struct maker *m, uint32_t field, const char *name)
{
    CLEANUP(buf_clear) struct buf shape;

    buf_init(&shape, 1000);
    wire_text(&m->small, 2, "batch");
    wire_message(&shape, 1, &m->small);
    wire_varint(&m->small, 1, 3);
    wire_message(&shape, 1, &m->small);
    wire_varint(&m->small, 1, 1);
    wire_message(&m->small, 2, &shape);
    wire_wrap(&m->small, 1);
    wire_text(&m->part, 1, name);
    wire_message(&m->part, 2, &m->small);
    wire_message(&m->graph, field, &m->part);
}

static void begin(struct maker *m)
{
    wire_varint(&m->model, 1, 8);
    wire_text(&m->model, 2, "maker");
    wire_text(&m->model, 3, "1.2");
    wire_text(&m->model, 4, "org.example");
    wire_text(&m->graph, 2, "tiny");
}

static void end(struct maker *m)
{
    wire_message(&m->model, 7, &m->graph);
    wire_varint(&m->small, 2, 17);
    wire_message(&m->model, 8, &m->small);
}

static void plain(struct maker *m)
{
    static const uint64_t dims[] = {3, 2};

    begin(m);
    add_node(m, &m->graph, 1, "", "MatMul");
    add_node(m, &m->graph, 1, "ai.onnx.ml", "Scaler");
    add_tensor(m, &m->graph, 5, "w", dims, 2, 1, 24);
    add_value(m, 11, "w");
    add_value(m, 11, "x");
    add_value(m, 12, "y");
    end(m);
    add_pair(&m->model, &m->small, 14, "license", "apache-2.0");
    add_pair(&m->model, &m->small, 14, "base_model", "a/b");
    add_pair(&m->model, &m->small, 14, "dataset", "c/d");
}

static void no_graph(struct maker *m)
{
    begin(m);
}

static void two_graphs(struct maker *m)
{
    begin(m);
    end(m);
    wire_text(&m->graph, 2, "tiny");
    wire_message(&m->model, 7, &m->graph);
}

static void short_tensor(struct maker *m)
{
    static const uint64_t dims[] = {3, 2};

    begin(m);
    add_tensor(m, &m->graph, 5, "w", dims, 2, 1, 23);
    end(m);
}

static void huge_shape(struct maker *m)
{
    static const uint64_t dims[] = {UINT64_C(1) << 40, UINT64_C(1) << 40};

    begin(m);
    add_tensor(m, &m->graph, 5, "w", dims, 2, 1, 4);
    end(m);
}

static void unknown_type(struct maker *m)
{
    static const uint64_t dims[] = {1};

    begin(m);
    add_tensor(m, &m->graph, 5, "w", dims, 1, 99, 4);
    end(m);
}

static void custom(struct maker *m)
{
    begin(m);
    add_node(m, &m->graph, 1, "my.ops", "Foo");
    end(m);
}

static void local_function(struct maker *m)
{
    custom(m);
    wire_text(&m->part, 1, "Foo");
    add_node(m, &m->part, 7, "", "Relu");
    wire_text(&m->part, 10, "my.ops");
    wire_message(&m->model, 25, &m->part);
}

static void python(struct maker *m)
{
    begin(m);
    add_node(m, &m->graph, 1, "ai.onnx.contrib", "PyOp");
    end(m);
}

/* A graph in an attribute of a node in a graph in training_info. */
static void python_deep(struct maker *m)
{
    CLEANUP(buf_clear) struct buf deep;

    begin(m);
    end(m);
    buf_init(&deep, 1000);
    add_node(m, &deep, 1, "com.microsoft", "PythonOp");
    wire_wrap(&deep, 6); /* g */
    wire_wrap(&deep, 5); /* attribute */
    wire_text(&deep, 4, "If");
    wire_wrap(&deep, 1); /* node */
    wire_wrap(&deep, 2); /* algorithm */
    wire_message(&m->model, 20, &deep);
}

static void with_location(struct maker *m, const char *location)
{
    begin(m);
    add_external(m, &m->graph, 5, location, "4096", "16");
    end(m);
}

#define LOCATION(name, location)                                                                   \
    static void name(struct maker *m)                                                              \
    {                                                                                              \
        with_location(m, location);                                                                \
    }
LOCATION(beside, "weights/model.bin")
LOCATION(above, "../model.bin")
LOCATION(above_inside, "a/../../model.bin")
LOCATION(above_windows, "a\\..\\..\\model.bin")
LOCATION(absolute, "/etc/passwd")
LOCATION(drive, "C:model.bin")
LOCATION(backslash, "a\\model.bin")
LOCATION(scheme, "https://example.com/m.bin")
LOCATION(memory, "*/_ORT_MEM_ADDR_/*")

static void no_location(struct maker *m)
{
    with_location(m, "");
}

static void short_external(struct maker *m)
{
    begin(m);
    add_external(m, &m->graph, 5, "m.bin", "0", "8");
    end(m);
}

static void endless_external(struct maker *m)
{
    begin(m);
    add_external(m, &m->graph, 5, "m.bin", "18446744073709551615", "16");
    end(m);
}

static void odd_offset(struct maker *m)
{
    begin(m);
    add_external(m, &m->graph, 5, "m.bin", "-1", "16");
    end(m);
}

/* In the places where a tensor can sit besides the initializers. */
static void above_in_attribute(struct maker *m)
{
    CLEANUP(buf_clear) struct buf attribute;

    begin(m);
    buf_init(&attribute, 1000);
    add_external(m, &attribute, 5, "../a", NULL, NULL);
    wire_message(&m->node, 5, &attribute);
    add_node(m, &m->graph, 1, "", "Constant");
    end(m);
}

static void above_in_sparse(struct maker *m)
{
    CLEANUP(buf_clear) struct buf sparse;

    begin(m);
    buf_init(&sparse, 1000);
    add_external(m, &sparse, 2, "../a", NULL, NULL); /* the indices */
    wire_message(&m->graph, 15, &sparse);
    end(m);
}

static void above_in_default(struct maker *m)
{
    CLEANUP(buf_clear) struct buf function;

    begin(m);
    end(m);
    buf_init(&function, 1000);
    wire_text(&function, 1, "F");
    add_external(m, &function, 10, "../a", NULL, NULL); /* tensors, of the attribute below */
    wire_wrap(&function, 11);
    wire_message(&m->model, 25, &function);
}

static void compiled(struct maker *m)
{
    CLEANUP(buf_clear) struct buf attribute;

    begin(m);
    buf_init(&attribute, 1000);
    wire_text(&attribute, 1, "ep_cache_context");
    wire_text(&attribute, 4, "../engine.bin");
    wire_message(&m->node, 5, &attribute);
    wire_text(&attribute, 1, "embed_mode");
    wire_varint(&attribute, 3, 0);
    wire_message(&m->node, 5, &attribute);
    add_node(m, &m->graph, 1, "com.microsoft", "EPContext");
    end(m);
}

static void deep(struct maker *m)
{
    begin(m);
    for (int i = 0; i < 40; i++) {
        wire_wrap(&m->graph, 6);
        wire_wrap(&m->graph, 5);
        wire_wrap(&m->graph, 1);
    }
    end(m);
}

static const struct row {
    const char *name;
    void (*make)(struct maker *maker);
    enum assay_status status;
    enum assay_load load;
    const char *class_name; /* of an observation, or NULL */
    const char *gap;        /* or NULL */
} rows[] = {
    {"a plain model", plain, ASSAY_OK, ASSAY_LOAD_CLEAN, NULL, NULL},
    {"no graph", no_graph, ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS, NULL, NULL},
    {"two graphs", two_graphs, ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, NULL, GAP_MODEL_INVALID},
    {"a tensor too short", short_tensor, ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, NULL, GAP_MODEL_INVALID},
    {"a shape that overflows", huge_shape, ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, NULL,
     GAP_MODEL_INVALID},
    {"an unknown type", unknown_type, ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, NULL, GAP_MODEL_INVALID},
    {"an operator of its own", custom, ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, "model.custom-operator",
     NULL},
    {"a function of its own", local_function, ASSAY_OK, ASSAY_LOAD_CLEAN, NULL, NULL},
    {"PyOp", python, ASSAY_OK, ASSAY_LOAD_DANGEROUS, "model.host-code", NULL},
    {"PythonOp in a graph in training", python_deep, ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     "model.host-code", NULL},
    {"data beside", beside, ASSAY_OK, ASSAY_LOAD_CLEAN, NULL, NULL},
    {"data above", above, ASSAY_OK, ASSAY_LOAD_DANGEROUS, "model.outside-data", NULL},
    {"data above, from inside", above_inside, ASSAY_OK, ASSAY_LOAD_DANGEROUS, "model.outside-data",
     NULL},
    {"data above for Windows", above_windows, ASSAY_OK, ASSAY_LOAD_DANGEROUS, "model.outside-data",
     NULL},
    {"an absolute path", absolute, ASSAY_OK, ASSAY_LOAD_DANGEROUS, "model.outside-data", NULL},
    {"a drive", drive, ASSAY_OK, ASSAY_LOAD_DANGEROUS, "model.outside-data", NULL},
    {"a backslash", backslash, ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, "model.outside-data", NULL},
    {"a URL", scheme, ASSAY_OK, ASSAY_LOAD_DANGEROUS, "model.outside-data", NULL},
    {"an address in memory", memory, ASSAY_OK, ASSAY_LOAD_DANGEROUS, "model.outside-data", NULL},
    {"no location", no_location, ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, NULL, GAP_MODEL_INVALID},
    {"another length than the shape", short_external, ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, NULL,
     GAP_MODEL_INVALID},
    {"an end behind any file", endless_external, ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, NULL,
     GAP_MODEL_INVALID},
    {"an offset that is no number", odd_offset, ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, NULL,
     GAP_MODEL_INVALID},
    {"data above, of an attribute", above_in_attribute, ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     "model.outside-data", NULL},
    {"data above, of sparse indices", above_in_sparse, ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     "model.outside-data", NULL},
    {"data above, of a default", above_in_default, ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     "model.outside-data", NULL},
    {"compiled code from above", compiled, ASSAY_OK, ASSAY_LOAD_DANGEROUS, "model.outside-data",
     NULL},
    {"graphs in graphs without end", deep, ASSAY_ELIMIT, ASSAY_LOAD_SUSPICIOUS, NULL, NULL},
};

static void make(struct maker *m, void (*fill)(struct maker *))
{
    buf_init(&m->model, SIZE_MAX);
    buf_init(&m->graph, SIZE_MAX);
    buf_init(&m->node, SIZE_MAX);
    buf_init(&m->part, SIZE_MAX);
    buf_init(&m->small, SIZE_MAX);
    fill(m);
}

static void maker_clear(struct maker *m)
{
    buf_clear(&m->model);
    buf_clear(&m->graph);
    buf_clear(&m->node);
    buf_clear(&m->part);
    buf_clear(&m->small);
}

static void check_row(void **state)
{
    const struct row *row = *state;
    CLEANUP(maker_clear) struct maker m;

    make(&m, row->make);
    for (size_t step = 1; step < 40; step += 19) {
        struct inspected *seen =
            inspect_in_steps(&inspect_onnx, buf_bytes(&m.model), "x.bin", step, step == 1);

        if (seen->status != row->status || seen->content.load != row->load ||
            (row->class_name && !inspected_observation(seen, row->class_name, "")) ||
            (!row->class_name && seen->content.observation_count > 0) ||
            (row->gap && !inspected_gap(seen, row->gap)))
            inspected_fail(seen, row->name);
        inspected_free(seen);
    }
}

/* The bytes alone tell the format, and none of the file's parts may be cut off unnoticed. */
static void check_cuts(void **state)
{
    const struct row *row = *state;
    CLEANUP(maker_clear) struct maker m;

    make(&m, row->make);
    for (size_t size = 0; size < m.model.size; size++) {
        struct inspected *seen =
            inspect_bytes(&inspect_onnx, bytes_of(m.model.data, size), "x.onnx");

        if (seen->status != ASSAY_OK)
            assert_true(seen->err.offset <= size);
        if (seen->status != ASSAY_OK && seen->content.load < ASSAY_LOAD_SUSPICIOUS)
            inspected_fail(seen, "a cut file is not clean");
        inspected_free(seen);
    }
}

static void facts_are_told(void **state)
{
    CLEANUP(maker_clear) struct maker m;
    struct inspected *seen;

    (void)state;
    make(&m, plain);
    seen = inspect_bytes(&inspect_onnx, buf_bytes(&m.model), "no-ending");
    assert_true(seen->bid > 24);
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_MODEL_FORMAT_VERSION), "8");
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_MODEL_PRODUCER), "maker 1.2");
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_MODEL_NAMESPACE), "org.example");
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_MODEL_NAME), "tiny");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_LICENSE), "Apache-2.0");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_BASE_MODEL), "a/b");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_DATASETS), "c/d");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_OPERATORS),
                        "MatMul,ai.onnx.ml::Scaler");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_OPERATOR_SETS), "ai.onnx: 17");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_DTYPES), "F32");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_INPUT_SIGNATURE), "x: F32[?,3]");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_OUTPUT_SIGNATURE), "y: F32[?,3]");
    assert_int_equal(inspected_int(seen, ASSAY_FACT_MODEL_PARAMETERS), 6);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_MODEL_TENSORS), 1);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_MODEL_TENSOR_BYTES), 24);
    inspected_free(seen);
}

static void files_beside_are_claimed(void **state)
{
    CLEANUP(maker_clear) struct maker m;
    struct inspected *seen;

    (void)state;
    make(&m, beside);
    seen = inspect_bytes(&inspect_onnx, buf_bytes(&m.model), "x.onnx");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_EXTERNAL_FILES), "weights/model.bin");
    assert_int_equal(seen->content.claim_count, 1);
    assert_int_equal(seen->content.claims[0].role, ASSAY_CLAIM_TENSORS);
    assert_string_equal(seen->content.claims[0].name, "weights/model.bin");
    assert_int_equal(seen->content.claims[0].size, 4096 + 16);
    inspected_free(seen);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_are_told),
        cmocka_unit_test(files_beside_are_claimed),
    };

    return RUN_CASES(check_row, rows) + RUN_CASES(check_cuts, rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
