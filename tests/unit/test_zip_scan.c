/* test_zip_scan.c - entries by their local headers alone, told apart by their data's own size. */

#include "rows.h"

#include <signal.h>

#include "base/kit.h"
#include "inventory/gaps.h"
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

static const struct source_budget endless;

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
    zip_scan_start(&scan, &stream, &endless, 0, bytes.size);
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
    zip_scan_start(&scan, &stream, &endless, 0, bytes.size);
    for (; found; count++)
        assert_ok(zip_scan_next(&scan, &record, &known, &found, &err), err);
    assert_int_equal(count, 100001);
    stream_close(&stream);
}

/* ---- how much is read ---- */

struct counted {
    struct bytes bytes;
    uint64_t read;
};

static enum assay_status read_at(struct stream *stream, uint64_t offset, void *to, size_t size,
                                 size_t *got, struct assay_error *err)
{
    struct counted *counted = stream->state;
    struct bytes rest = bytes_from(counted->bytes, (size_t)offset);

    (void)err;
    *got = rest.size < size ? rest.size : size;
    memcpy(to, rest.data, *got);
    counted->read += *got;
    return ASSAY_OK;
}

/* What a hostile file is full of, behind an entry without an end or by itself. */
struct filling {
    const char *name, *first;
    struct bytes unit;
};

#define LONG_NAME "\xff\xff\xff\xff" /* sizes of the name and of the fields */

static const struct filling fillings[] = {
    {"marks of two bytes, in a stream", "o", ROW_BYTES("PK")},
    {"marks of descriptors, in a stream", "o", ROW_BYTES("PK\7\10")},
    {"marks of headers, in a stream", "o", ROW_BYTES("PK\3\4")},
    {"headers in a stream", "o", ROW_BYTES("PK\3\4 and so on, 30 bytes of it")},
    {"marks of headers", "", ROW_BYTES("PK\3\4")},
    {"headers that are none, with long names", "",
     ROW_BYTES("PK\3\4\xff\xff\0\0\xff\xff\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" LONG_NAME)},
};

/* Each byte may be read a few times, for it is looked at as data and as a header; not for each
 * mark in front of it. */
static void reads_each_byte_a_few_times(void **state)
{
    const struct filling *filling = *state;
    CLEANUP(buf_clear) struct buf bytes = {.ceiling = 1 << 22};
    CLEANUP(zip_scan_clear) struct zip_scan scan = {0};
    struct counted counted = {0};
    struct stream stream = {.read_at = read_at, .state = &counted};
    struct assay_error err = {0};
    struct zip_record record;
    bool known, found = true;

    for (const char *part = filling->first; *part; part++)
        put_part(&bytes, *part);
    while (bytes.size < 1 << 20)
        buf_add(&bytes, filling->unit.data, filling->unit.size);
    counted.bytes = buf_bytes(&bytes);
    stream.size = bytes.size;
    zip_scan_start(&scan, &stream, &endless, 0, bytes.size);
    while (found)
        assert_ok(zip_scan_next(&scan, &record, &known, &found, &err), err);
    assert_in_range(counted.read, bytes.size, 8 * bytes.size);
}

/* Each piece is looked through until the time is over, whatever stands in it. */
static void keeps_to_the_time(void **state)
{
    CLEANUP(buf_clear) struct buf bytes = {.ceiling = 1 << 22};
    CLEANUP(zip_scan_clear) struct zip_scan scan = {0};
    const volatile sig_atomic_t stopped = 1;
    const struct source_budget budget = {.interrupted = &stopped};
    struct assay_error err = {0};
    struct zip_record record;
    struct stream stream;
    bool known, found;

    (void)state;
    put_part(&bytes, 'o');
    stream_of_bytes(&stream, buf_bytes(&bytes));
    zip_scan_start(&scan, &stream, &budget, 0, bytes.size);
    assert_int_equal(zip_scan_next(&scan, &record, &known, &found, &err), ASSAY_ELIMIT);
    assert_string_equal(err.id, GAP_RUN_INTERRUPTED);
    stream_close(&stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(takes_time_in_order_of_the_bytes),
                                       cmocka_unit_test(keeps_to_the_time)};

    return RUN_CASES(check, rows) + RUN_CASES(reads_each_byte_a_few_times, fillings) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
