/* test_arrow_types.c - extension types of Arrow that libraries of Python make from pickles. */

#include "inspect_rows.h"

#include "examine/inspect.h"
#include "examine/python/arrow_types.h"

#define FIELD "observation model.custom-code [ARROW:extension:name: "
#define RAY "\x15\0\0\0ray.data.arrow_tensor\0\0\0"

static unsigned bid(const struct subject *subject)
{
    return subject->head.size > 0;
}

/* A schema of Parquet's. */
static enum assay_status read_schema(struct cursor *cursor, const struct subject *subject,
                                     struct evidence *evidence)
{
    struct bytes text;

    (void)subject;
    TRY(cursor_peek(cursor, CURSOR_WINDOW_MAX, &text));
    return arrow_types_in_schema(evidence, 7, text, cursor->err);
}

static const struct inspector schema = {
    .format = "schema", .kind = ASSAY_KIND_DATASET, .bid = bid, .read = read_schema};

static const struct inspect_row rows[] = {
    {"no type of a library", "x", ROW_BYTES("\4\0\0\0\x80\4N."), ASSAY_OK, ASSAY_LOAD_ABSENT, ""},
    {"a type that is a pickle", "x", ROW_BYTES("\x17\0\0\0arrow.py_extension_type"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, FIELD "arrow.py_extension_type] high\n"},
    {"values that are pickles", "x", ROW_BYTES("\x1d\0\0\0ray.data.arrow_pickled_object"), ASSAY_OK,
     ASSAY_LOAD_SUSPICIOUS, FIELD "ray.data.arrow_pickled_object] medium\n"},
    {"a tensor whose shape is JSON", "x", ROW_BYTES(RAY "\3\0\0\0[3]"), ASSAY_OK, ASSAY_LOAD_ABSENT,
     ""},
    {"a tensor whose shape is a pickle", "x", ROW_BYTES(RAY "\6\0\0\0\x80\5K\3\x85."), ASSAY_OK,
     ASSAY_LOAD_CLEAN, ""},
    {"a tensor whose shape is a call", "x",
     ROW_BYTES(RAY "\x16\0\0\0\x80\5cos\nsystem\nVtrue\n\x85R."), ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     "observation model.code-import [os.system] high\n"},
    {"a tensor whose shape is broken", "x", ROW_BYTES(RAY "\5\0\0\0\x80\5RR."), ASSAY_OK,
     ASSAY_LOAD_SUSPICIOUS, ""},
};

static void check(void **state)
{
    inspect_row_check(&schema, *state);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
