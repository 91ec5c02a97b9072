/* test_kinds.c - kinds by config, by name, by first line. */

#include "rows.h"

#include "examine/kinds.h"

static const char *const data[] = {"data/**"};
static const char *const models[] = {"models/**", "*.weights"};
static const struct examiner_options options = {
    .dataset_globs = data, .dataset_glob_count = 1, .model_globs = models, .model_glob_count = 2};

struct row {
    const char *name; /* the path */
    const char *head;
    enum assay_kind kind;
};

static const struct row rows[] = {
    {"src/train.py", "import os", ASSAY_KIND_CODE},
    {"README.MD", "# x", ASSAY_KIND_DOCUMENT},
    {"conf/app.yaml", "a: 1", ASSAY_KIND_CONFIG},
    {"data/notes.txt", "x", ASSAY_KIND_DATASET},
    {"models/readme.txt", "x", ASSAY_KIND_MODEL},
    {"a.weights", "x", ASSAY_KIND_MODEL},
    {"Makefile", "all:", ASSAY_KIND_CODE},
    {"src/LICENSE", "MIT", ASSAY_KIND_DOCUMENT},
    {"requirements.txt", "numpy", ASSAY_KIND_CONFIG},
    {"bin/run", "#!/bin/sh\n", ASSAY_KIND_CODE},
    {"bin/run2", "hello", ASSAY_KIND_OTHER},
    {"x.unknown", "", ASSAY_KIND_OTHER},
    {"x.", "", ASSAY_KIND_OTHER},
    {"a.b/c", "", ASSAY_KIND_OTHER},
    {"x.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "", ASSAY_KIND_OTHER},
    {"x.zsh", "", ASSAY_KIND_CODE},
    {"x.adoc", "", ASSAY_KIND_DOCUMENT},
    {"weights.onnx", "", ASSAY_KIND_MODEL},
    {"asr.nemo", "", ASSAY_KIND_MODEL},
    {"detect.engine", "", ASSAY_KIND_MODEL},
    {"paper.bst", "#!/bin/sh\n", ASSAY_KIND_CODE}, /* an ending that makes no kind */
    {"people.sav", "", ASSAY_KIND_OTHER},
};

static void check(void **state)
{
    const struct row *row = *state;

    assert_int_equal(kind_of_name(&options, bytes_text(row->name), bytes_text(row->head)),
                     row->kind);
}

static void text_has_no_zeros(void **state)
{
    (void)state;
    assert_true(kind_is_text(BYTES("")));
    assert_true(kind_is_text(BYTES("caf\xc3\xa9\r\n\tx")));
    assert_false(kind_is_text(BYTES("a\0b")));
    assert_false(kind_is_text(BYTES("\1\2\3\4")));
}

static void endings_promise_what_they_hold(void **state)
{
    (void)state;
    assert_int_equal(kind_promise(BYTES("people.CSV")), PROMISE_TEXT);
    assert_int_equal(kind_promise(BYTES("people.accdb")), PROMISE_ROWS);
    assert_int_equal(kind_promise(BYTES("people.ZSAV")), PROMISE_ROWS);
    assert_int_equal(kind_promise(BYTES("t.parquet")), PROMISE_ROWS);
    assert_int_equal(kind_promise(BYTES("paper.bst")), PROMISE_PACKED_MODEL);
    assert_int_equal(kind_promise(BYTES("m.ckpt.data-00000-of-00001")), PROMISE_TENSORS);
    assert_int_equal(kind_promise(BYTES("train.py")), PROMISE_NONE);
    assert_int_equal(kind_promise(BYTES("parquet")), PROMISE_NONE);
}

static void names_promise_models(void **state)
{
    (void)state;
    assert_int_equal(kind_promise(BYTES("adapter_model.bin")), PROMISE_MODEL);
    assert_int_equal(kind_promise(BYTES("ggml-base.en.bin")), PROMISE_MODEL);
    assert_int_equal(kind_promise(BYTES("tree.cbm")), PROMISE_MODEL);
    assert_int_equal(kind_promise(BYTES("firmware.bin")), PROMISE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(text_has_no_zeros),
                                       cmocka_unit_test(endings_promise_what_they_hold),
                                       cmocka_unit_test(names_promise_models)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
