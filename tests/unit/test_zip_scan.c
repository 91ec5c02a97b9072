/* test_zip_scan.c - entries by their local headers alone, told apart by their data's own size. */

#include "rows.h"

#include "base/kit.h"
#include "source/zip_scan.h"
#include "zip.h"

/* Parts, in order: a an entry "a" of two bytes; s the same as a stream, with a descriptor; n one
 * without the descriptor's mark; o one that has none; z a stream that holds an entry; j junk; c a
 * record of a directory; f a mark that is no header. */
struct row {
    const char *name, *parts;
    const char *found; /* offset and packed size of each; "?" where it is not known */
};

static const struct row rows[] = {
    {"nothing", "", ""},
    {"junk", "jjj", ""},
    {"one", "a", "0:2 "},
    {"two", "aa", "0:2 33:2 "},
    {"junk between", "jaja", "4:2 41:2 "},
    {"a mark that is no header", "fa", "10:2 "},
    {"streams", "ss", "0:2 49:2 "},
    {"a stream without a mark", "na", "0:2 45:2 "},
    {"a stream without an end", "oa", "0:2? 33:2 "},
    {"a stream without an end, in front of the directory", "oc", "0:2? "},
    {"an entry in a stream is its data", "za", "0:33 80:2 "},
};

static void put_descriptor(struct buf *out, const char *mark, uint32_t size)
{
    buf_add(out, mark, strlen(mark));
    zip_u32(out, 1);
    zip_u32(out, size);
    zip_u32(out, size);
}

static void put_part(struct buf *out, char part)
{
    struct zip_values values = zip_values_of("a", "12");

    if (part == 'j') {
        buf_text(out, "junk");
    } else if (part == 'f') {
        buf_text(out, "PK\3\4 a text");
        out->size -= 1;
    } else if (part == 'c') {
        zip_put_central(out, &values, 0);
    } else if (part == 'a') {
        zip_put_local(out, &values);
    } else {
        values.flags = ZIP_DESCRIPTOR;
        values.sum = values.packed = values.plain = 0;
        if (part == 'z')
            values.data.size = 0;
        zip_put_local(out, &values);
        if (part == 'z')
            put_part(out, 'a');
        if (part != 'o')
            put_descriptor(out, part == 'n' ? "" : "PK\7\10", part == 'z' ? 33 : 2);
    }
}

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf bytes = {.ceiling = 1 << 16}, seen = {.ceiling = 4096};
    CLEANUP(zip_scan_clear) struct zip_scan scan = {0};
    struct assay_error err = {0};
    struct zip_record record;
    struct stream stream;
    bool known, found = true;

    for (const char *part = row->parts; *part; part++)
        put_part(&bytes, *part);
    stream_of_bytes(&stream, buf_bytes(&bytes));
    zip_scan_start(&scan, &stream, 0, bytes.size);
    for (;;) {
        assert_ok(zip_scan_next(&scan, &record, &known, &found, &err), err);
        if (!found)
            break;
        buf_printf(&seen, "%u:%u%s ", (unsigned)record.at, (unsigned)record.packed,
                   known ? "" : "?");
    }
    assert_string_equal(buf_string(&seen), row->found);
    stream_close(&stream);
}

/* Many entries without an end must not each cost a pass over the rest. */
static void takes_time_in_order_of_the_bytes(void **state)
{
    CLEANUP(buf_clear) struct buf bytes = {.ceiling = 1 << 24};
    CLEANUP(zip_scan_clear) struct zip_scan scan = {0};
    struct assay_error err = {0};
    struct zip_record record;
    struct stream stream;
    bool known, found = true;
    unsigned count = 0;

    (void)state;
    for (int i = 0; i < 100000; i++)
        put_part(&bytes, 'o');
    stream_of_bytes(&stream, buf_bytes(&bytes));
    zip_scan_start(&scan, &stream, 0, bytes.size);
    for (; found; count++)
        assert_ok(zip_scan_next(&scan, &record, &known, &found, &err), err);
    assert_int_equal(count, 100001);
    stream_close(&stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(takes_time_in_order_of_the_bytes)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
