/* test_zip_record.c - the two headers of an entry: read, compared, their descriptors. */

#include "rows.h"

#include "base/kit.h"
#include "source/zip_record.h"
#include "zip.h"

struct row {
    const char *name;
    struct zip_values central, local;
    unsigned differs;
};

#define ENTRY                                                                                      \
    {                                                                                              \
        .name = "a", .sum = 7, .packed = 3, .plain = 5, .method = 8                                \
    }

static const struct row rows[] = {
    {"the same", ENTRY, ENTRY, 0},
    {"another name",
     ENTRY,
     {.name = "b", .sum = 7, .packed = 3, .plain = 5, .method = 8},
     ZIP_DIFFERS_NAME},
    {"another method", ENTRY, {.name = "a", .sum = 7, .packed = 3, .plain = 5}, ZIP_DIFFERS_METHOD},
    {"another size",
     ENTRY,
     {.name = "a", .sum = 7, .packed = 3, .plain = 6, .method = 8},
     ZIP_DIFFERS_SIZE},
    {"no size",
     ENTRY,
     {.name = "a", .sum = 7, .packed = 0, .plain = 5, .method = 8},
     ZIP_DIFFERS_SIZE},
    {"another sum",
     ENTRY,
     {.name = "a", .sum = 8, .packed = 3, .plain = 5, .method = 8},
     ZIP_DIFFERS_SUM},
    {"encrypted",
     ENTRY,
     {.name = "a", .sum = 7, .packed = 3, .plain = 5, .method = 8, .flags = 1},
     ZIP_DIFFERS_ENCRYPTION},
    {"told behind the data", ENTRY, {.name = "a", .method = 8, .flags = 8}, 0},
    {"told behind the data, and otherwise in front",
     ENTRY,
     {.name = "a", .sum = 9, .packed = 3, .plain = 5, .method = 8, .flags = 8},
     ZIP_DIFFERS_SUM},
    {"all of it",
     ENTRY,
     {.name = "bb", .sum = 8, .packed = 4, .plain = 6, .flags = 1},
     ZIP_DIFFERS_NAME | ZIP_DIFFERS_METHOD | ZIP_DIFFERS_SIZE | ZIP_DIFFERS_SUM |
         ZIP_DIFFERS_ENCRYPTION},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf bytes = {.ceiling = 4096};
    struct zip_record central, local;
    struct zip_window one, two;
    struct stream stream;
    struct assay_error err = {0};
    uint32_t at;

    zip_put_local(&bytes, &row->local);
    at = (uint32_t)bytes.size;
    zip_put_central(&bytes, &row->central, 0);
    stream_of_bytes(&stream, buf_bytes(&bytes));
    one = zip_window_of(&stream);
    two = zip_window_of(&stream);
    assert_ok(zip_local_read(&one, 0, &local, &err), err);
    assert_ok(zip_central_read(&two, at, bytes.size, &central, &err), err);
    assert_int_equal(central.size, bytes.size - at);
    assert_int_equal(zip_compare(&central, &local), row->differs);
    zip_window_clear(&one);
    zip_window_clear(&two);
    stream_close(&stream);
}

struct bad {
    const char *name;
    size_t cut; /* bytes that are missing */
    size_t at;
    const char *id;
};

static const struct bad bad[] = {
    {"cut in the head", 25, 0, "bundle.truncated"},
    {"cut in the name", 1, 0, "bundle.truncated"},
    {"no header there", 0, 1, "bundle.bad-header"},
    {"behind the end", 0, 5000, "bundle.bad-header"},
};

static void check_bad(void **state)
{
    const struct bad *row = *state;
    const struct zip_values values = {.name = "name"};
    CLEANUP(buf_clear) struct buf bytes = {.ceiling = 4096};
    struct zip_record local;
    struct zip_window window;
    struct stream stream;
    struct assay_error err = {0};

    zip_put_local(&bytes, &values);
    stream_of_bytes(&stream, bytes_of(bytes.data, bytes.size - row->cut));
    window = zip_window_of(&stream);
    assert_int_equal(zip_local_read(&window, row->at, &local, &err), ASSAY_EFORMAT);
    assert_string_equal(err.id, row->id);
    assert_int_equal(err.offset, row->at);
    zip_window_clear(&window);
    stream_close(&stream);
}

struct spelling {
    const char *name;
    struct bytes raw, better;
    bool differ;
};

static const struct spelling spellings[] = {
    {"none", ROW_BYTES("a.txt"), {NULL, 0}, false},
    {"the same", ROW_BYTES("a.txt"), ROW_BYTES("a.txt"), false},
    {"a letter of another page", ROW_BYTES("caf\x82.txt"), ROW_BYTES("caf\xc3\xa9.txt"), false},
    {"a letter that could not be written", ROW_BYTES("caf_.txt"), ROW_BYTES("caf\xc3\xa9.txt"),
     false},
    {"a letter as Info-ZIP writes it", ROW_BYTES("caf#U00e9.txt"), ROW_BYTES("caf\xc3\xa9.txt"),
     false},
    {"another name", ROW_BYTES("shown.txt"), ROW_BYTES("real.sh"), true},
    {"more of it", ROW_BYTES("a.txt"), ROW_BYTES("a.txt.exe"), true},
    {"less of it", ROW_BYTES("a.txt.gz"), ROW_BYTES("a.txt"), true},
};

static void check_spelling(void **state)
{
    const struct spelling *row = *state;
    const struct zip_record record = {.name = row->raw, .better = row->better};

    assert_int_equal(zip_names_differ(&record), row->differ);
}

int main(void)
{
    return RUN_CASES(check, rows) + RUN_CASES(check_bad, bad) +
           RUN_CASES(check_spelling, spellings);
}
