/* test_inspect_gguf.c - GGUF of all versions and both byte orders, and files that lie. */

#include "inspect.h"

#include "base/buf.h"
#include "examine/inspect.h"
#include "inventory/gaps.h"

/* Little-endian numbers in string literals. */
#define U32(n) n "\0\0\0"
#define U64(n) n "\0\0\0\0\0\0\0"
#define ZERO U64("\0")
#define HEAD(tensors, pairs) "GGUF" U32("\3") U64(tensors) U64(pairs)
#define ONES "\xff\xff\xff\xff\xff\xff\xff\xff"
/* A text pair: key of 12 bytes. */
#define NAME_PAIR U64("\x0c") "general.name" U32("\x8") U64("\4") "Tiny"
#define ALIGN(type, value) U64("\x11") "general.alignment" U32(type) value
/* A tensor named "a" of four F32. */
#define TENSOR(name, type, offset) U64("\1") name U32("\1") U64("\4") U32(type) U64(offset)

struct row {
    const char *name;
    struct bytes bytes;
    size_t data; /* zero bytes added behind padding to 32 */
    enum assay_status status;
    uint64_t offset;
};

static const struct row rows[] = {
    {"empty model", ROW_BYTES(HEAD("\0", "\0")), 0, ASSAY_OK, 0},
    {"a name", ROW_BYTES(HEAD("\0", "\1") NAME_PAIR), 0, ASSAY_OK, 0},
    {"one tensor", ROW_BYTES(HEAD("\1", "\0") TENSOR("a", "\0", "\0")), 16, ASSAY_OK, 0},
    {"two tensors", ROW_BYTES(HEAD("\2", "\0") TENSOR("a", "\0", "\0") TENSOR("b", "\1", " ")), 40,
     ASSAY_OK, 0},
    {"a name twice", ROW_BYTES(HEAD("\2", "\0") TENSOR("a", "\0", "\0") TENSOR("a", "\1", " ")), 40,
     ASSAY_EFORMAT, 57},
    {"the same place twice",
     ROW_BYTES(HEAD("\2", "\0") TENSOR("a", "\0", "\0") TENSOR("b", "\0", "\0")), 16, ASSAY_EFORMAT,
     57},
    {"a place that is not aligned", ROW_BYTES(HEAD("\1", "\0") TENSOR("a", "\0", "\10")), 32,
     ASSAY_EFORMAT, 24},
    {"a tensor behind the file", ROW_BYTES(HEAD("\1", "\0") TENSOR("a", "\0", " ")), 40,
     ASSAY_EFORMAT, 24},
    {"a type that was removed", ROW_BYTES(HEAD("\1", "\0") TENSOR("a", "\4", "\0")), 16,
     ASSAY_EFORMAT, 45},
    {"a type from the future", ROW_BYTES(HEAD("\1", "\0") TENSOR("a", "\xff", "\0")), 16,
     ASSAY_EFORMAT, 45},
    {"a row that is no whole block", ROW_BYTES(HEAD("\1", "\0") TENSOR("a", "\2", "\0")), 32,
     ASSAY_EFORMAT, 24},
    {"five dimensions",
     ROW_BYTES(HEAD("\1", "\0") U64("\1") "a" U32("\5") U64("\1") U64("\1") U64("\1") U64("\1")
                   U64("\1") U32("\0") ZERO),
     16, ASSAY_EFORMAT, 33},
    {"a shape that overflows",
     ROW_BYTES(HEAD("\1", "\0") U64("\1") "a" U32("\2") ONES ONES U32("\0") ZERO), 16,
     ASSAY_EFORMAT, 33},
    {"a tensor's name too long",
     ROW_BYTES(HEAD("\1", "\0")
                   U64("A") "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                            "aa" U32("\0") U32("\0") ZERO),
     16, ASSAY_EFORMAT, 24},
    {"version zero", ROW_BYTES("GGUF" U32("\0") ZERO ZERO), 0, ASSAY_EFORMAT, 4},
    {"version from the future", ROW_BYTES("GGUF" U32("\7") ZERO ZERO), 0, ASSAY_EFORMAT, 4},
    {"version in neither order", ROW_BYTES("GGUF\0\3\0\0" ZERO ZERO), 0, ASSAY_EFORMAT, 4},
    {"other magic", ROW_BYTES("GGUX" U32("\3") ZERO ZERO), 0, ASSAY_EFORMAT, 0},
    {"a count of tensors that overflows", ROW_BYTES("GGUF" U32("\3") ONES ZERO), 0, ASSAY_EFORMAT,
     8},
    {"a count of pairs that overflows", ROW_BYTES("GGUF" U32("\3") ZERO ONES), 0, ASSAY_EFORMAT,
     16},
    {"more tensors than fit", ROW_BYTES(HEAD("\2", "\0") TENSOR("a", "\0", "\0")), 0, ASSAY_EFORMAT,
     8},
    {"an empty key", ROW_BYTES(HEAD("\0", "\1") ZERO U32("\7") "\1\0\0\0\0\0\0\0"), 0,
     ASSAY_EFORMAT, 24},
    {"a key with a blank", ROW_BYTES(HEAD("\0", "\1") U64("\3") "a b" U32("\7") "\1"), 0,
     ASSAY_EFORMAT, 24},
    {"a key twice", ROW_BYTES(HEAD("\0", "\2") NAME_PAIR NAME_PAIR), 0, ASSAY_EFORMAT, 60},
    {"a key longer than the file", ROW_BYTES(HEAD("\0", "\1") ONES U32("\7") "\1"), 0,
     ASSAY_EFORMAT, 24},
    {"a value of unknown type", ROW_BYTES(HEAD("\0", "\1") U64("\1") "a" U32("\xd") "\1"), 0,
     ASSAY_EFORMAT, 33},
    {"neither true nor false", ROW_BYTES(HEAD("\0", "\1") U64("\1") "a" U32("\7") "\2"), 0,
     ASSAY_EFORMAT, 37},
    {"a text longer than the file", ROW_BYTES(HEAD("\0", "\1") U64("\1") "a" U32("\x8") ONES), 0,
     ASSAY_EFORMAT, 37},
    {"an array of numbers",
     ROW_BYTES(HEAD("\0", "\1") U64("\1") "a" U32("\x9") U32("\2") U64("\2") "abcd"), 0, ASSAY_OK,
     0},
    {"an array of texts",
     ROW_BYTES(HEAD("\0", "\1") U64("\1") "a" U32("\x9") U32("\x8") U64("\1") U64("\2") "ab"), 0,
     ASSAY_OK, 0},
    {"an array of arrays",
     ROW_BYTES(HEAD("\0", "\1") U64("\1") "a" U32("\x9") U32("\x9") U64("\1") U32("\0")
                   U64("\1") "x"),
     0, ASSAY_OK, 0},
    {"arrays too deep",
     ROW_BYTES(HEAD("\0", "\1") U64("\1") "a" U32("\x9") U32("\x9") U64("\1") U32("\x9") U64("\1")
                   U32("\0") U64("\1") "x"),
     0, ASSAY_EFORMAT, 61},
    {"an array whose count overflows",
     ROW_BYTES(HEAD("\0", "\1") U64("\1") "a" U32("\x9") U32("\xa") ONES), 0, ASSAY_EFORMAT, 41},
    {"an array of texts that cannot fit",
     ROW_BYTES(HEAD("\0", "\1") U64("\1") "a" U32("\x9") U32("\x8") U64("\x9") U64("\2") "ab"), 0,
     ASSAY_EFORMAT, 41},
    {"alignment of 8", ROW_BYTES(HEAD("\1", "\1") ALIGN("\4", U32("\x8")) TENSOR("a", "\0", "\x8")),
     88, ASSAY_OK, 0},
    {"alignment of zero", ROW_BYTES(HEAD("\0", "\1") ALIGN("\4", U32("\0"))), 0, ASSAY_EFORMAT, 53},
    {"alignment of 12", ROW_BYTES(HEAD("\0", "\1") ALIGN("\4", U32("\xc"))), 0, ASSAY_EFORMAT, 53},
    {"alignment of 64 bits", ROW_BYTES(HEAD("\0", "\1") ALIGN("\xa", U64("\x8"))), 0, ASSAY_EFORMAT,
     49},
};

/* The row's bytes, padded and with data behind them; the test's to free(). */
static struct bytes file_of(struct bytes head, size_t data)
{
    size_t size = head.size + (data ? (32 - head.size % 32) % 32 + data : 0);
    uint8_t *bytes = calloc(1, size + 1);

    assert_non_null(bytes);
    memcpy(bytes, head.data, head.size);
    return bytes_of(bytes, size);
}

static void check_row(void **state)
{
    const struct row *row = *state;
    struct bytes file = file_of(row->bytes, row->data);

    for (size_t step = 1; step < 40; step += 19) {
        struct inspected *seen = inspect_in_steps(&inspect_gguf, file, "m.gguf", step, true);

        if (seen->status != row->status || (row->status && seen->err.offset != row->offset))
            inspected_fail(seen, "the status and offset of the row");
        if (row->status != ASSAY_OK)
            assert_int_equal(seen->content.load, ASSAY_LOAD_SUSPICIOUS);
        inspected_free(seen);
    }
    free((void *)(uintptr_t)file.data);
}

static void check_every_cut(void **state)
{
    struct bytes head = BYTES(HEAD("\1", "\2") NAME_PAIR U64("\1") "a" U32("\x9") U32("\x8")
                                  U64("\1") U64("\2") "ab" TENSOR("a", "\0", "\0"));
    struct bytes file = file_of(head, 16);

    (void)state;
    for (size_t size = 0; size <= file.size; size++) {
        struct inspected *seen =
            inspect_in_steps(&inspect_gguf, bytes_of(file.data, size), "m.gguf", 3, true);

        assert_int_equal(seen->status, size == file.size ? ASSAY_OK : ASSAY_EFORMAT);
        assert_int_equal(seen->content.load,
                         size == file.size ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
        assert_true(size == file.size || seen->err.offset <= size);
        inspected_free(seen);
    }
    free((void *)(uintptr_t)file.data);
}

static void check_trailing(void **state)
{
    struct bytes file = file_of(BYTES(HEAD("\1", "\0") TENSOR("a", "\0", "\0")), 49);
    struct inspected *seen = inspect_bytes(&inspect_gguf, file, "m.gguf");

    (void)state;
    assert_int_equal(seen->status, ASSAY_OK);
    assert_int_equal(seen->content.load, ASSAY_LOAD_SUSPICIOUS);
    assert_non_null(inspected_gap(seen, GAP_MODEL_INVALID));
    assert_int_equal(inspected_gap(seen, GAP_MODEL_INVALID)->offset, 64 + 16);
    inspected_free(seen);
    free((void *)(uintptr_t)file.data);
}

static void check_facts(void **state)
{
    struct bytes head =
        BYTES(HEAD("\1", "\5") NAME_PAIR U64("\x0f") "general.license" U32("\x8")
                  U64("\3") "MIT" U64("\x14") "llama.context_length" U32("\4") U32("\x20")
                      U64("\x1d") "general.base_model.0.repo_url" U32("\x8")
                          U64("\1") "u" U64("\x10") "general.datasets" U32("\x9") U32("\x8")
                              U64("\1") U64("\2") "ab" TENSOR("a", "\1", "\0"));
    struct bytes file;
    struct inspected *seen;

    (void)state;
    file = file_of(head, 8);
    seen = inspect_bytes(&inspect_gguf, file, "m.gguf");
    if (seen->status != ASSAY_OK)
        inspected_fail(seen, "success");
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_MODEL_NAME), "Tiny");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_LICENSE), "MIT");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_BASE_MODEL), "u");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_DATASETS), "ab");
    assert_int_equal(inspected_int(seen, ASSAY_FACT_MODEL_CONTEXT_LENGTH), 32);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_MODEL_PARAMETERS), 4);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_MODEL_TENSORS), 1);
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_DTYPES), "F16");
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_MODEL_FORMAT_VERSION), "3");
    inspected_free(seen);
    free((void *)(uintptr_t)file.data);
}

struct order_row {
    const char *name;
    struct bytes bytes;
    const char *version;
};

static const struct order_row orders[] = {
    {"version 1 counts in 32 bits",
     ROW_BYTES("GGUF" U32("\1") U32("\0") U32("\1") U32("\xc") "general.name" U32("\x8")
                   U32("\4") "Tiny"),
     "1"},
    {"version 2", ROW_BYTES("GGUF" U32("\2") ZERO U64("\1") NAME_PAIR), "2"},
    {"big-endian",
     ROW_BYTES("GGUF\0\0\0\3" ZERO "\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\xcgeneral.name\0\0\0\x8\0\0\0\0"
               "\0\0\0\4Tiny"),
     "3"},
};

static void check_order(void **state)
{
    const struct order_row *row = *state;
    struct inspected *seen = inspect_bytes(&inspect_gguf, row->bytes, "m.bin");

    if (seen->status != ASSAY_OK)
        inspected_fail(seen, "success");
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_MODEL_NAME), "Tiny");
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_MODEL_FORMAT_VERSION), row->version);
    assert_true(seen->bid > 8);
    inspected_free(seen);
}

static void check_template(void **state)
{
    struct bytes file = BYTES(HEAD("\0", "\1") U64("\x17") "tokenizer.chat_template" U32("\x8")
                                  U64("\x17") "{{ ''.__class__.x.y }}!");
    struct inspected *seen = inspect_bytes(&inspect_gguf, file, "m.gguf");
    const struct assay_observation *found =
        inspected_observation(seen, "model.template-reaches-python", "");

    (void)state;
    assert_non_null(found);
    assert_int_equal(found->places[0].offset, 24 + 8 + 23 + 4 + 8 + 6);
    assert_int_equal(seen->content.load, ASSAY_LOAD_DANGEROUS);
    inspected_free(seen);
}

/* What a reader of the file shows of it. */
static void numbers_are_told(void **state)
{
    struct inspected *seen =
        inspect_bytes(&inspect_gguf,
                      BYTES(HEAD("\0", "\3") U64("\x11") "llama.block_count" U32("\4") U32("\x18")
                                U64("\x11") "general.file_type" U32("\4") U32("\xf")
                                    U64("\x15") "tokenizer.ggml.tokens" U32("\x9") U32("\x8")
                                        U64("\2") U64("\1") "a" U64("\1") "b"),
                      "x.gguf");

    (void)state;
    assert_int_equal(inspected_int(seen, ASSAY_FACT_MODEL_LAYERS), 24);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_MODEL_VOCABULARY), 2);
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_QUANTISATION), "Q4_K_M");
    inspected_free(seen);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_every_cut),  cmocka_unit_test(check_trailing),
        cmocka_unit_test(check_facts),      cmocka_unit_test(check_template),
        cmocka_unit_test(numbers_are_told),
    };

    return RUN_CASES(check_row, rows) + RUN_CASES(check_order, orders) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
