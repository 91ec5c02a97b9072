/* test_protobuf.c - messages of protobuf as they are, and those that lie about their lengths. */

#include "rows.h"

#include "base/kit.h"
#include "drip.h"
#include "examine/encoding/protobuf.h"
#include "wire.h"

/* Fields 1 and 2 of bytes are messages, 3 is repeated varints, 4 a text. */
struct row {
    const char *name;
    struct bytes bytes;
    enum assay_status status;
    uint64_t offset; /* of the failure */
    const char *read;
};

static const struct row rows[] = {
    {"nothing", ROW_BYTES(""), ASSAY_OK, 0, ""},
    {"a number", ROW_BYTES("\x28\x96\x01"), ASSAY_OK, 0, "5=150 "},
    {"the largest number", ROW_BYTES("\x28\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), ASSAY_OK, 0,
     "5=18446744073709551615 "},
    {"a number of 65 bits", ROW_BYTES("\x28\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"),
     ASSAY_EFORMAT, 1, ""},
    {"a number without end", ROW_BYTES("\x28\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
     ASSAY_EFORMAT, 1, ""},
    {"a number that is cut", ROW_BYTES("\x28\x96"), ASSAY_EFORMAT, 1, ""},
    {"fixed widths", ROW_BYTES("\x2d\1\0\0\0\x31\2\0\0\0\0\0\0\0"), ASSAY_OK, 0, "5=1 6=2 "},
    {"32 bits that are cut", ROW_BYTES("\x2d\1\0\0"), ASSAY_EFORMAT, 0, ""},
    {"64 bits that are cut", ROW_BYTES("\x31\1\0\0\0\0\0\0"), ASSAY_EFORMAT, 0, ""},
    {"a text", ROW_BYTES("\x22\2hi"), ASSAY_OK, 0, "4'hi' "},
    {"a text beyond the file", ROW_BYTES("\x22\3hi"), ASSAY_EFORMAT, 0, ""},
    {"a text of 2^63 bytes", ROW_BYTES("\x22\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"),
     ASSAY_EFORMAT, 0, ""},
    {"a text of -1 bytes", ROW_BYTES("\x22\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), ASSAY_EFORMAT,
     0, ""},
    {"a message", ROW_BYTES("\x0a\2\x28\1\x28\2"), ASSAY_OK, 0, "{5=1 }5=2 "},
    {"an empty message", ROW_BYTES("\x0a\0\x28\2"), ASSAY_OK, 0, "{}5=2 "},
    {"two ends at one place", ROW_BYTES("\x0a\4\x0a\2\x28\1\x28\2"), ASSAY_OK, 0, "{{5=1 }}5=2 "},
    {"a text beyond its message", ROW_BYTES("\x0a\4\x22\3hihihi"), ASSAY_EFORMAT, 2, "{"},
    {"a message beyond its message", ROW_BYTES("\x0a\3\x0a\2\x28\1\1"), ASSAY_EFORMAT, 2, "{"},
    {"a number beyond its message", ROW_BYTES("\x0a\2\x28\x80\1"), ASSAY_EFORMAT, 3, "{"},
    {"a tag beyond its message", ROW_BYTES("\x0a\1\xa8\1\1"), ASSAY_EFORMAT, 2, "{"},
    {"packed numbers", ROW_BYTES("\x1a\4\1\x96\1\2\x28\1"), ASSAY_OK, 0, "3:1,150,2, 5=1 "},
    {"numbers one by one", ROW_BYTES("\x18\1\x18\2\x28\1"), ASSAY_OK, 0, "3:1, 3:2, 5=1 "},
    {"no packed numbers", ROW_BYTES("\x1a\0\x28\1"), ASSAY_OK, 0, "3: 5=1 "},
    {"packed numbers that are cut", ROW_BYTES("\x1a\2\1\x96\x01"), ASSAY_EFORMAT, 3, "3:1,"},
    {"numbers of another wire type", ROW_BYTES("\x1d\1\0\0\0\x28\1"), ASSAY_OK, 0, "3: 5=1 "},
    {"unknown fields are skipped", ROW_BYTES("\xfa\x3f\3abc\x28\1"), ASSAY_OK, 0, "5=1 "},
    {"field zero", ROW_BYTES("\2\0"), ASSAY_EFORMAT, 0, ""},
    {"a field number beyond 29 bits", ROW_BYTES("\x80\x80\x80\x80\x10\1"), ASSAY_EFORMAT, 0, ""},
    {"a group", ROW_BYTES("\x2b\x2c"), ASSAY_EFORMAT, 0, ""},
    {"wire type 6", ROW_BYTES("\x2e\1"), ASSAY_EFORMAT, 0, ""},
    {"wire type 7", ROW_BYTES("\x2f\1"), ASSAY_EFORMAT, 0, ""},
};

static enum assay_status read_numbers(struct proto *proto, const struct proto_field *field,
                                      FILE *out)
{
    fprintf(out, "3:");
    for (bool more = true;;) {
        uint64_t value;

        TRY(proto_varint(proto, field, &value, &more));
        if (!more)
            break;
        fprintf(out, "%llu,", (unsigned long long)value);
    }
    fprintf(out, " ");
    return ASSAY_OK;
}

static enum assay_status read_all(struct proto *proto, struct buf *text, FILE *out)
{
    for (unsigned open = 1; open > 0;) {
        struct proto_field field;
        bool more;

        TRY(proto_next(proto, &field, &more));
        if (!more) {
            if (--open > 0)
                fprintf(out, "}");
        } else if (proto_number(&field) == 3) {
            TRY(read_numbers(proto, &field, out));
        } else if (field.tag == PROTO_TAG(4, PROTO_BYTES)) {
            TRY(proto_text(proto, &field, 100, text));
            fprintf(out, "4'%s' ", buf_string(text));
        } else if (field.tag == PROTO_TAG(1, PROTO_BYTES)) {
            TRY(proto_enter(proto, &field));
            fprintf(out, "{");
            open++;
        } else if (proto_wire(&field) != PROTO_BYTES) {
            fprintf(out, "%u=%llu ", proto_number(&field), (unsigned long long)field.value);
        }
    }
    return ASSAY_OK;
}

/* Reads `bytes` in windows of `step` bytes; `size_known` as of a file, or as of a pipe. */
static enum assay_status run(struct bytes bytes, size_t step, bool size_known, char **read,
                             struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text;
    enum assay_status status;
    struct cursor cursor;
    struct proto proto;
    struct drip drip;
    size_t size;
    FILE *out = open_memstream(read, &size);

    assert_non_null(out);
    buf_init(&text, 1000);
    drip_cursor(&drip, bytes, step, &cursor, err);
    if (!size_known) {
        cursor.size = UINT64_MAX;
        cursor.seeks = false;
    }
    proto_init(&proto, &cursor);
    status = read_all(&proto, &text, out);
    fclose(out);
    drip_clear(&drip);
    return status;
}

static void check_row(void **state)
{
    const struct row *row = *state;

    for (size_t step = 0; step < 20; step += 9) {
        CLEANUP(free_cleanup) char *read = NULL;
        struct assay_error err = {0};

        assert_int_equal(run(row->bytes, step, true, &read, &err), row->status);
        assert_string_equal(read, row->read);
        if (row->status != ASSAY_OK)
            assert_int_equal(err.offset, row->offset);
    }
}

/* Each cut of each good row ends, and blames a place that is there. */
static void check_cuts(void **state)
{
    const struct row *row = *state;

    for (size_t size = 0; size < row->bytes.size; size++)
        for (int known = 0; known < 2; known++) {
            CLEANUP(free_cleanup) char *read = NULL;
            struct assay_error err = {0};

            if (run(bytes_of(row->bytes.data, size), 0, known, &read, &err) != ASSAY_OK)
                assert_true(err.offset <= size);
        }
}

static void depth_is_bounded(void **state)
{
    CLEANUP(free_cleanup) char *read = NULL, *again = NULL;
    CLEANUP(buf_clear) struct buf nest;
    struct assay_error err = {0};

    (void)state;
    buf_init(&nest, SIZE_MAX);
    for (unsigned i = 1; i < PROTO_DEPTH; i++)
        wire_wrap(&nest, 1);
    assert_ok(run(buf_bytes(&nest), 0, true, &read, &err), err);
    wire_wrap(&nest, 1);
    assert_int_equal(run(buf_bytes(&nest), 0, true, &again, &err), ASSAY_ELIMIT);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(depth_is_bounded)};

    return RUN_CASES(check_row, rows) + RUN_CASES(check_cuts, rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
