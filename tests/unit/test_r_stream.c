/* test_r_stream.c - numbers, lengths and texts of R in its three encodings. */

#include "rows.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/kit.h"
#include "drip.h"
#include "examine/r/r_stream.h"

/* What is asked for, a letter each: i an int, l a length, t a text of 3 bytes, s two values of 8
 * bytes skipped, c one complex value skipped. */
static const struct row {
    const char *name;
    enum r_encoding encoding;
    const char *asked;
    struct bytes bytes;
    enum assay_status status;
    uint64_t offset;
    const char *read;
} rows[] = {
    {"big-endian", R_XDR, "ii", ROW_BYTES("\0\0\1\2\xff\xff\xff\xff"), ASSAY_OK, 0, "258 -1 "},
    {"little-endian", R_NATIVE, "ii", ROW_BYTES("\2\1\0\0\xff\xff\xff\xff"), ASSAY_OK, 0,
     "258 -1 "},
    {"in letters", R_ASCII, "iii", ROW_BYTES("258\n-1\n NA\n"), ASSAY_OK, 0, "258 -1 -2147483648 "},
    {"a number that is cut", R_XDR, "i", ROW_BYTES("\0\0\1"), ASSAY_EFORMAT, 0, ""},
    {"letters that are no number", R_ASCII, "i", ROW_BYTES("12x\n"), ASSAY_EFORMAT, 0, ""},
    {"a number beyond 32 bits", R_ASCII, "ii", ROW_BYTES("1\n2147483648\n"), ASSAY_EFORMAT, 1,
     "1 "},
    {"a number of many digits", R_ASCII, "i",
     ROW_BYTES("00000000000000000000000000000000000000000000000000000000000000001\n"),
     ASSAY_EFORMAT, 64, ""},
    {"blanks and no number", R_ASCII, "i", ROW_BYTES("\n \n"), ASSAY_EFORMAT, 3, ""},
    {"a length", R_XDR, "l", ROW_BYTES("\0\0\0\7"), ASSAY_OK, 0, "7 "},
    {"a length of two halves", R_XDR, "l", ROW_BYTES("\xff\xff\xff\xff\0\0\0\1\xff\xff\xff\xff"),
     ASSAY_OK, 0, "8589934591 "},
    {"a length of -2", R_XDR, "l", ROW_BYTES("\xff\xff\xff\xfe"), ASSAY_EFORMAT, 0, ""},
    {"a length of no value", R_ASCII, "l", ROW_BYTES("NA\n"), ASSAY_EFORMAT, 0, ""},
    {"a length beyond R's own", R_XDR, "l", ROW_BYTES("\xff\xff\xff\xff\0\1\0\1\0\0\0\0"),
     ASSAY_EFORMAT, 0, ""},
    {"half of a length", R_XDR, "l", ROW_BYTES("\xff\xff\xff\xff\0\0\0\1"), ASSAY_EFORMAT, 8, ""},
    {"a text", R_XDR, "ti", ROW_BYTES("abc\0\0\0\1"), ASSAY_OK, 0, "'abc' 1 "},
    {"a text in letters", R_ASCII, "ti", ROW_BYTES("a\\nb\n1\n"), ASSAY_OK, 0, "'a\nb' 1 "},
    {"a text of escapes", R_ASCII, "t", ROW_BYTES("\\101\\60x\n"), ASSAY_OK, 0, "'A0x' "},
    {"an escape at the end", R_ASCII, "t", ROW_BYTES("ab\\"), ASSAY_EFORMAT, 3, ""},
    {"a text that is cut", R_XDR, "t", ROW_BYTES("ab"), ASSAY_EFORMAT, 0, ""},
    {"values passed over", R_XDR, "si", ROW_BYTES("aaaaaaaabbbbbbbb\0\0\0\1"), ASSAY_OK, 0, "1 "},
    {"values passed over in letters", R_ASCII, "sci", ROW_BYTES("1.5\nInf\n1 2\n3\n"), ASSAY_OK, 0,
     "3 "},
    {"values that are not there", R_XDR, "s", ROW_BYTES("aaaaaaaabbbb"), ASSAY_EFORMAT, 0, ""},
    {"values in letters that are not there", R_ASCII, "s", ROW_BYTES("1\n"), ASSAY_EFORMAT, 2, ""},
};

static enum assay_status ask(struct r_stream *stream, char what, struct buf *out)
{
    uint64_t length;
    int32_t number;

    switch (what) {
    case 'i':
        TRY(r_int(stream, &number));
        buf_printf(out, "%" PRId32 " ", number);
        return ASSAY_OK;
    case 'l':
        TRY(r_length(stream, &length));
        buf_printf(out, "%" PRIu64 " ", length);
        return ASSAY_OK;
    case 't':
        TRY(r_text(stream, 3));
        buf_printf(out, "'%s' ", stream->text);
        return ASSAY_OK;
    case 'c':
        return r_skip(stream, 1, 16);
    default:
        return r_skip(stream, 2, 8);
    }
}

static enum assay_status read_all(const struct row *row, struct bytes bytes, size_t step,
                                  struct buf *out, struct assay_error *err)
{
    enum assay_status status = ASSAY_OK;
    struct cursor cursor;
    struct r_stream stream = {.cursor = &cursor, .encoding = row->encoding};
    struct drip drip;

    drip_cursor(&drip, bytes, step, &cursor, err);
    for (const char *what = row->asked; *what && status == ASSAY_OK; what++)
        status = ask(&stream, *what, out);
    drip_clear(&drip);
    return status;
}

static void check_row(void **state)
{
    const struct row *row = *state;

    for (size_t step = 0; step < 20; step += 9) {
        CLEANUP(buf_clear) struct buf out = {.ceiling = 4096};
        struct assay_error err = {0};

        assert_int_equal(read_all(row, row->bytes, step, &out, &err), row->status);
        assert_string_equal(buf_string(&out), row->read);
        if (row->status != ASSAY_OK)
            assert_int_equal(err.offset, row->offset);
    }
}

static void check_cuts(void **state)
{
    const struct row *row = *state;

    for (size_t size = 0; size < row->bytes.size; size++) {
        CLEANUP(buf_clear) struct buf out = {.ceiling = 4096};
        struct assay_error err = {0};

        if (read_all(row, bytes_of(row->bytes.data, size), 0, &out, &err) != ASSAY_OK)
            assert_true(err.offset <= size);
    }
}

/* More values than any file holds are refused before they are counted down. */
static void counts_beyond_any_file(void **state)
{
    struct assay_error err = {0};
    struct cursor cursor;
    struct r_stream stream = {.cursor = &cursor, .encoding = R_XDR};

    (void)state;
    cursor_of_bytes(&cursor, BYTES("abcd"), &err);
    assert_int_equal(r_skip(&stream, UINT64_MAX / 4, 8), ASSAY_EFORMAT);
    assert_int_equal(r_skip(&stream, UINT64_C(1) << 48, 8), ASSAY_EFORMAT);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(counts_beyond_any_file)};

    return RUN_CASES(check_row, rows) + RUN_CASES(check_cuts, rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
