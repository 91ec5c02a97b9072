/* test_zip_end.c - the end of a zip among what could be taken for it. */

#include "rows.h"

#include "base/kit.h"
#include "source/zip_end.h"
#include "zip.h"

/* What is put together, in order, each letter a part: p some bytes in front, z a zip of one entry
 * "a", c one with a comment, e one whose comment is a zip, j bytes behind. */
struct row {
    const char *name;
    const char *parts;
    bool found;
    uint64_t start; /* of the directory */
    const char *notes;
};

enum { LOCAL = 32, CENTRAL = 47, END = 22, ZIP = LOCAL + CENTRAL + END };

static const struct row rows[] = {
    {"nothing", "", false, 0, ""},
    {"no zip", "pj", false, 0, ""},
    {"a zip", "z", true, LOCAL, ""},
    {"with a comment", "c", true, LOCAL, ""},
    {"behind other bytes", "pz", true, 5 + LOCAL, ""},
    {"in front of other bytes", "zj", true, LOCAL, ""},
    {"two of them", "zz", true, ZIP + LOCAL, "bundle.ambiguous-end "}, /* by where it claims */
    {"one in the comment of another", "e", true, ZIP + LOCAL,
     "bundle.ambiguous-end bundle.ambiguous-end "},
    {"only the mark", "m", false, 0, "bundle.bad-header "},
};

static void put_zip(struct buf *out, const char *comment)
{
    const struct zip_values values = zip_values_of("a", "1");
    size_t base = out->size;
    uint32_t at = zip_put_local(out, &values) - (uint32_t)base;
    uint32_t start = (uint32_t)(out->size - base);

    zip_put_central(out, &values, at);
    zip_put_end(out, 1, (uint32_t)(out->size - base) - start, start, comment);
}

static void put_part(struct buf *out, char part)
{
    switch (part) {
    case 'p':
        buf_text(out, "#!/x\n");
        break;
    case 'j':
        buf_text(out, "junk");
        break;
    case 'c':
        put_zip(out, "a comment");
        break;
    case 'm':
        zip_put_end(out, 1, 47, 100, "");
        break;
    case 'e':
        put_zip(out, "");
        out->data[out->size - 2] = ZIP; /* the comment's size: what comes next */
        put_zip(out, "");
        break;
    default:
        put_zip(out, "");
        break;
    }
}

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf bytes = {.ceiling = 1 << 20}, told = {.ceiling = 4096};
    struct zip_notes notes = {0};
    struct zip_end end;
    struct stream stream;
    struct assay_error err = {0};

    for (const char *part = row->parts; *part; part++)
        put_part(&bytes, *part);
    stream_of_bytes(&stream, buf_bytes(&bytes));
    assert_ok(zip_end_find(&stream, NULL, &end, &notes, &err), err);
    assert_int_equal(end.found, row->found);
    if (row->found)
        assert_int_equal(end.start, row->start);
    for (size_t i = 0; i < notes.count; i++)
        buf_printf(&told, "%s ", notes.notes[i].id);
    assert_string_equal(buf_string(&told), row->notes);
    if (row->found)
        assert_true(zip_end_may_be(buf_bytes(&bytes), bytes.size, false));
    stream_close(&stream);
}

/* Behind 64 KiB of other bytes most programs look for no end, which is told. */
static void looks_further_than_most_programs(void **state)
{
    CLEANUP(buf_clear) struct buf bytes = {.ceiling = 1 << 20};
    struct zip_notes notes = {0};
    struct assay_error err = {0};
    struct stream stream;
    struct zip_end end;

    (void)state;
    put_zip(&bytes, "");
    for (int i = 0; i < UINT16_MAX; i++)
        buf_byte(&bytes, ' ');
    stream_of_bytes(&stream, buf_bytes(&bytes));
    assert_ok(zip_end_find(&stream, NULL, &end, &notes, &err), err);
    assert_true(end.found);
    stream_close(&stream);
    buf_byte(&bytes, ' ');
    stream_of_bytes(&stream, buf_bytes(&bytes));
    notes.count = 0;
    assert_ok(zip_end_find(&stream, NULL, &end, &notes, &err), err);
    assert_true(end.found);
    assert_string_equal(notes.notes[0].id, "bundle.trailing-data");
    stream_close(&stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(looks_further_than_most_programs)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
