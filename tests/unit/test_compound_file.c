/* test_compound_file.c - streams of compound files, long and short, and files whose tables lie. */

#include "rows.h"

#include <string.h>

#include "base/kit.h"
#include "examine/encoding/compound_file.h"

enum {
    SECTOR = 512,
    TABLE = 0,     /* sectors of the file: what follows which, */
    DIRECTORY = 1, /* the root, "Long", "Short" in "Box" */
    SHORT_TABLE = 2,
    SHORTS = 3,
    LONG = 4, /* and eight of a stream, the last of which comes first */
    SECTORS = 12,
    SIZE = (1 + SECTORS) * SECTOR,
    LONG_SIZE = 4095 + 1,
    SHORT_SIZE = 100
};
enum { LONG_ENTRY = 1, BOX_ENTRY = 2, SHORT_ENTRY = 3, ENTRY = 128 };
#define END UINT32_C(0xfffffffe)
#define NONE UINT32_C(0xffffffff)

static uint8_t file[SIZE + 1];

static void put(size_t at, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        file[at + i] = (uint8_t)(value >> 8 * i);
}

static size_t sector_at(size_t sector)
{
    return (sector + 1) * SECTOR;
}

static size_t entry_at(size_t entry)
{
    return sector_at(DIRECTORY) + entry * ENTRY;
}

static size_t next_at(size_t sector)
{
    return sector_at(TABLE) + sector * 4;
}

static void put_entry(size_t entry, const char *name, unsigned type, uint32_t right, uint32_t child,
                      uint32_t first, uint64_t size)
{
    const size_t at = entry_at(entry);

    for (size_t i = 0; name[i]; i++)
        put(at + 2 * i, (uint8_t)name[i], 2);
    put(at + 64, 2 * strlen(name) + 2, 2);
    put(at + 66, type, 1);
    put(at + 68, NONE, 4);
    put(at + 72, right, 4);
    put(at + 76, child, 4);
    put(at + 116, first, 4);
    put(at + 120, size | UINT64_C(7) << 32, 8); /* whose upper half says nothing */
}

static uint8_t byte_of(size_t at)
{
    return (uint8_t)(at % 251);
}

/* The last sector of the long stream is the first in the file; the short one is turned as well. */
static void make(void)
{
    static const uint8_t magic[] = {0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1};

    memset(file, 0, sizeof file);
    memcpy(file, magic, sizeof magic);
    put(26, 3, 2);
    put(28, 0xfffe, 2);
    put(30, 9, 2);
    put(32, 6, 2);
    put(44, 1, 4);
    put(48, DIRECTORY, 4);
    put(56, 4096, 4);
    put(60, SHORT_TABLE, 4);
    put(68, END, 4);
    memset(file + 76, 0xff, SECTOR - 76);
    put(76, TABLE, 4);
    memset(file + sector_at(TABLE), 0xff, SECTOR);
    put(next_at(TABLE), 0xfffffffd, 4);
    for (size_t sector = DIRECTORY; sector <= SHORTS; sector++)
        put(next_at(sector), END, 4);
    for (size_t i = 0; i < 7; i++)
        put(next_at(LONG + 1 + i), i < 6 ? LONG + 2 + i : LONG, 4);
    put(next_at(LONG), END, 4);
    memset(file + sector_at(SHORT_TABLE), 0xff, SECTOR);
    put(sector_at(SHORT_TABLE) + 4, 0, 4);
    put(sector_at(SHORT_TABLE), END, 4);
    put_entry(0, "Root Entry", 5, NONE, LONG_ENTRY, SHORTS, 128);
    put_entry(LONG_ENTRY, "Long", 2, BOX_ENTRY, NONE, LONG + 1, LONG_SIZE);
    put_entry(BOX_ENTRY, "Box", 1, NONE, SHORT_ENTRY, 0, 0);
    put_entry(SHORT_ENTRY, "Short", 2, NONE, NONE, 1, SHORT_SIZE);
    for (size_t i = 0; i < LONG_SIZE; i++)
        file[sector_at(i < 7 * SECTOR ? LONG + 1 + i / SECTOR : LONG) + i % SECTOR] = byte_of(i);
    for (size_t i = 0; i < SHORT_SIZE; i++)
        file[sector_at(SHORTS) + (i < 64 ? 64 + i : i - 64)] = byte_of(i);
}

static ASSAY_RESULT read_entry(struct compound_file *compound, uint32_t entry, size_t size,
                               struct cursor *cursor)
{
    CLEANUP(compound_stream_clear) struct compound_stream stream = {0};
    uint8_t read[LONG_SIZE + 1];
    size_t got;

    if (entry == COMPOUND_NONE)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, 1, "not found");
    TRY(compound_stream_open(&stream, compound, entry));
    TRY(compound_stream_read(&stream, 0, read, sizeof read, &got));
    assert_int_equal(got, size);
    for (size_t i = 0; i < got; i++)
        assert_int_equal(read[i], byte_of(i));
    for (size_t i = 0; i < got; i += 37) {
        assert_int_equal(file[compound_stream_place(&stream, i)], byte_of(i));
        TRY(compound_stream_read(&stream, i, read, 80, &got));
        assert_int_equal(got, size - i < 80 ? size - i : 80);
        assert_int_equal(read[got - 1], byte_of(i + got - 1));
        got = size;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_all(struct cursor *cursor)
{
    CLEANUP(compound_file_clear) struct compound_file compound = {0};
    uint32_t box;

    TRY(compound_file_open(&compound, cursor));
    TRY(read_entry(&compound, compound_file_find(&compound, COMPOUND_ROOT, BYTES("LONG")),
                   LONG_SIZE, cursor));
    box = compound_file_find(&compound, COMPOUND_ROOT, BYTES("Box"));
    assert_int_equal(compound_file_find(&compound, COMPOUND_ROOT, BYTES("Short")), COMPOUND_NONE);
    TRY(read_entry(&compound, compound_file_find(&compound, box, BYTES("Short")), SHORT_SIZE,
                   cursor));
    return compound_file_is_whole(&compound);
}

static void reads_streams(void **state)
{
    struct assay_error err = {0};
    struct cursor cursor;

    (void)state;
    make();
    cursor_of_bytes(&cursor, bytes_of(file, SIZE), &err);
    cursor.seeks = true;
    assert_ok(read_all(&cursor), err);
}

static void is_cut_anywhere(void **state)
{
    (void)state;
    make();
    for (size_t size = 0; size < SIZE; size++) {
        struct assay_error err = {0};
        struct cursor cursor;

        cursor_of_bytes(&cursor, bytes_of(file, size), &err);
        cursor.seeks = true;
        assert_int_equal(read_all(&cursor), ASSAY_EFORMAT);
        assert_in_range(err.offset, 0, size);
    }
}

/* As some servers send them. */
static void needs_no_byte_behind(void **state)
{
    struct assay_error err = {0};
    struct cursor cursor;

    (void)state;
    make();
    cursor_of_bytes(&cursor, bytes_of(file, SIZE + 1), &err);
    cursor.seeks = true;
    assert_ok(read_all(&cursor), err);
}

static const struct lie {
    const char *name;
    size_t at;
    uint32_t value;
    size_t width;
    uint64_t offset; /* that is to blame */
} lies[] = {
    {"sectors of 2^8 bytes", 30, 8, 2, 28},
    {"sectors of 2^63 bytes", 30, 63, 2, 28},
    {"short sectors of a byte", 32, 0, 2, 28},
    {"another order of bytes", 28, 0xfeff, 2, 28},
    {"a stream is short below another size", 56, 0, 4, 28},
    {"a table that is not there", 76, SECTORS, 4, 76},
    {"no table", 76, NONE, 4, SECTOR + SECTOR},
    {"a directory that is not there", 48, SECTORS, 4, 48},
    {"a directory that is the table", 48, TABLE, 4, 48},
    {"no directory", 48, END, 4, 48},
    {"a directory in a circle", SECTOR + DIRECTORY * 4, DIRECTORY, 4, 2 * SECTOR},
    {"a directory that goes on in a free sector", SECTOR + DIRECTORY * 4, NONE, 4, 2 * SECTOR},
    {"the short table is the directory", 60, DIRECTORY, 4, 60},
    {"no short table", 60, END, 4, 48},
    {"the long stream in a circle", SECTOR + (LONG + 3) * 4, LONG + 1, 4, (LONG + 4) * SECTOR},
    {"the long stream ends early", SECTOR + (LONG + 3) * 4, END, 4, (LONG + 4) * SECTOR},
    {"the long stream leads behind the end", SECTOR + (LONG + 3) * 4, 4711, 4, (LONG + 4) * SECTOR},
    {"the long stream leads into the directory", SECTOR + (LONG + 3) * 4, DIRECTORY, 4,
     (LONG + 4) * SECTOR},
    {"the long stream is larger than the file", 2 * SECTOR + ENTRY + 120, 0xfffffff0, 4,
     (LONG + 1) * SECTOR},
    {"the short stream in a circle", 3 * SECTOR + 4, 1, 4, 4 * SECTOR + 64},
    {"the short stream leads behind the end", 3 * SECTOR + 4, 2, 4, 4 * SECTOR + 64},
    {"the short stream ends early", 3 * SECTOR + 4, END, 4, 4 * SECTOR + 64},
    {"an entry is its own neighbour", 2 * SECTOR + ENTRY + 72, LONG_ENTRY, 4, 48},
    {"an entry is in itself", 2 * SECTOR + BOX_ENTRY *ENTRY + 76, BOX_ENTRY, 4, 48},
    {"an entry has the root in it", 2 * SECTOR + BOX_ENTRY *ENTRY + 76, 0, 4, 48},
    {"an entry that there is not", 2 * SECTOR + 76, 4, 4, 48},
    {"a sector that nobody reads leads behind the end", SECTOR + SHORTS * 4, 99, 4, SIZE},
};

static void tells_lies(void **state)
{
    const struct lie *lie = *state;
    struct assay_error err = {0};
    struct cursor cursor;

    make();
    put(lie->at, lie->value, lie->width);
    cursor_of_bytes(&cursor, bytes_of(file, SIZE), &err);
    cursor.seeks = true;
    if (read_all(&cursor) != ASSAY_EFORMAT || err.offset != lie->offset)
        fail_msg("%s at %d", err.text, (int)err.offset);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_streams),
        cmocka_unit_test(is_cut_anywhere),
        cmocka_unit_test(needs_no_byte_behind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) + RUN_CASES(tells_lies, lies);
}
