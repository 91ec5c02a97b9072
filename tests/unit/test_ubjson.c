/* test_ubjson.c - Universal Binary JSON value by value, and what lies about its counts. */

#include "rows.h"

#include <inttypes.h>

#include "base/kit.h"
#include "drip.h"
#include "examine/encoding/ubjson.h"

static const struct row {
    const char *name;
    struct bytes bytes;
    enum assay_status status;
    uint64_t offset; /* of the failure */
    const char *read;
} rows[] = {
    {"an object", ROW_BYTES("{i\1ai\5i\1bSi\2hi}"), ASSAY_OK, 0, "={ a=5 b=hi "},
    {"an array", ROW_BYTES("[i\1U\xffI\xff\xfeZTF]"), ASSAY_OK, 0,
     "=[ [0]=1 [1]=255 [2]=-2 [3]=null [4]=true [5]=false "},
    {"an array in an array", ROW_BYTES("[[i\1]i\2]"), ASSAY_OK, 0, "=[ [0]=[ [0][0]=1 [1]=2 "},
    {"nothing, on purpose", ROW_BYTES("[Ni\1N]"), ASSAY_OK, 0, "=[ [0]=1 "},
    {"the smallest number", ROW_BYTES("L\x80\0\0\0\0\0\0\0"), ASSAY_OK, 0,
     "=-9223372036854775808 "},
    {"fractions and a character", ROW_BYTES("[d\0\0\0\0D\0\0\0\0\0\0\0\0Cx]"), ASSAY_OK, 0,
     "=[ [0]=real [1]=real [2]=real "},
    {"a counted object", ROW_BYTES("{#i\1i\1aZ"), ASSAY_OK, 0, "={ a=null "},
    {"numbers of one type are passed over", ROW_BYTES("{i\1a[$l#i\2\0\0\0\1\0\0\0\2i\1bT}"),
     ASSAY_OK, 0, "={ a=[ b=true "},
    {"texts of one type are not", ROW_BYTES("[$S#i\2i\1ai\1b"), ASSAY_OK, 0, "=[ [0]=a [1]=b "},
    {"a billion nulls that take no bytes", ROW_BYTES("[$Z#l\x3b\x9a\xca\0"), ASSAY_OK, 0, "=[ "},
    {"2^63 - 1 nulls, likewise", ROW_BYTES("[$Z#L\x7f\xff\xff\xff\xff\xff\xff\xff"), ASSAY_OK, 0,
     "=[ "},
    {"a billion members of which none is there", ROW_BYTES("{$Z#l\x3b\x9a\xca\0"), ASSAY_EFORMAT, 9,
     ""},
    {"more numbers than bytes", ROW_BYTES("[$l#i\3\0\0\0\1"), ASSAY_EFORMAT, 6, "=[ "},
    {"numbers whose size does not fit 64 bits", ROW_BYTES("[$D#L\x7f\xff\xff\xff\xff\xff\xff\xff"),
     ASSAY_EFORMAT, 13, "=[ "},
    {"a count of -1", ROW_BYTES("[#i\xff"), ASSAY_EFORMAT, 2, ""},
    {"a count that is a fraction", ROW_BYTES("[#d\0\0\0\0"), ASSAY_EFORMAT, 3, ""},
    {"a type without a count", ROW_BYTES("[$ii\1]"), ASSAY_EFORMAT, 3, ""},
    {"a text of -1 bytes", ROW_BYTES("Si\xff"), ASSAY_EFORMAT, 1, ""},
    {"a text of 2^31 bytes", ROW_BYTES("Sl\x7f\xff\xff\xffhi"), ASSAY_EFORMAT, 6, ""},
    {"a name of 2^63 - 1 bytes", ROW_BYTES("{L\x7f\xff\xff\xff\xff\xff\xff\xff"), ASSAY_EFORMAT, 10,
     "={ "},
    {"an array that does not end", ROW_BYTES("[i\1"), ASSAY_EFORMAT, 3, "=[ [0]=1 "},
    {"an unknown type", ROW_BYTES("?"), ASSAY_EFORMAT, 0, ""},
    {"nothing", ROW_BYTES(""), ASSAY_EFORMAT, 0, ""},
    {"bytes behind the document", ROW_BYTES("Zi\1"), ASSAY_EFORMAT, 1, "=null "},
};

static enum assay_status note(struct json_walk *walk, const struct json_way *way)
{
    static const char *const shown[JSON_TOKENS] = {
        [JSON_OBJECT] = "{",  [JSON_ARRAY] = "[",     [JSON_REAL] = "real",
        [JSON_TRUE] = "true", [JSON_FALSE] = "false", [JSON_NULL] = "null"};
    struct buf *out = walk->reader;

    (void)way;
    json_walk_show(walk, out);
    buf_byte(out, '=');
    if (walk->token == JSON_INT)
        buf_printf(out, "%s%" PRIu64, walk->scan.negative ? "-" : "", walk->scan.integer);
    else if (walk->token == JSON_TEXT)
        buf_add(out, walk->scan.text.data, walk->scan.text.size);
    else
        buf_text(out, shown[walk->token]);
    buf_byte(out, ' ');
    return ASSAY_OK;
}

static enum assay_status walk_bytes(struct bytes bytes, size_t step, struct buf *out,
                                    struct assay_error *err)
{
    static const struct json_way all[] = {{"", note, 0}, {"**.*", note, 0}};
    struct json_walk walk = {.reader = out};
    enum assay_status status;
    struct cursor cursor;
    struct drip drip;

    drip_cursor(&drip, bytes, step, &cursor, err);
    status = ubjson_walk(&cursor, all, ARRAY_LEN(all), &walk);
    json_walk_clear(&walk);
    drip_clear(&drip);
    return status;
}

static void check_row(void **state)
{
    const struct row *row = *state;

    for (size_t step = 0; step < 20; step += 9) {
        CLEANUP(buf_clear) struct buf out = {.ceiling = 4096};
        struct assay_error err = {0};

        assert_int_equal(walk_bytes(row->bytes, step, &out, &err), row->status);
        assert_string_equal(buf_string(&out), row->read);
        if (row->status != ASSAY_OK)
            assert_int_equal(err.offset, row->offset);
    }
}

/* Each cut of each row ends, and blames a place that is there. */
static void check_cuts(void **state)
{
    const struct row *row = *state;

    for (size_t size = 0; size < row->bytes.size; size++) {
        CLEANUP(buf_clear) struct buf out = {.ceiling = 4096};
        struct assay_error err = {0};

        if (walk_bytes(bytes_of(row->bytes.data, size), 0, &out, &err) != ASSAY_OK)
            assert_true(err.offset <= size);
    }
}

static void depth_is_bounded(void **state)
{
    CLEANUP(buf_clear) struct buf out = {.ceiling = 1 << 20}, nest = {.ceiling = 1 << 20};
    struct assay_error err = {0};

    (void)state;
    for (size_t i = 0; i < 100000; i++)
        buf_byte(&nest, '[');
    assert_int_equal(walk_bytes(buf_bytes(&nest), 0, &out, &err), ASSAY_ELIMIT);
    assert_int_equal(err.offset, LIMIT_DOCUMENT_DEPTH);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(depth_is_bounded)};

    return RUN_CASES(check_row, rows) + RUN_CASES(check_cuts, rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
