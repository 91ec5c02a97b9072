/* test_office_theme.c - which zip at the end of a workbook is its theme. */

#include "rows.h"

#include "base/buf.h"
#include "base/kit.h"
#include "examine/office_theme.h"

#define COMPOUND "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#define ENTRY(name, size)                                                                          \
    "PK\1\2"                                                                                       \
    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" size "\0\0\0\0"                             \
    "\0\0\0\0\0\0\0\0\0\0\0\0" name
/* Of a directory of so many bytes behind 6 others. */
#define END(entries, size)                                                                         \
    "PK\5\6\0\0\0\0" entries entries size "\0\0\0"                                                 \
    "\6\0\0\0"                                                                                     \
    "\0\0"
#define RELS ENTRY("_rels/.rels", "\xb\0")
#define OTHER ENTRY("_rels/.rel2", "\xb\0")

static const struct row {
    const char *name;
    struct bytes head, tail;
    bool is_theme;
    uint64_t begin, end;
} rows[] = {
    {"a theme", ROW_BYTES(COMPOUND),
     ROW_BYTES("front"
               "member" RELS END("\1\0", "\x39") "behind"),
     true, 1005, 1005 + 6 + 57 + 22},
    {"two members", ROW_BYTES(COMPOUND), ROW_BYTES("member" RELS RELS END("\2\0", "\x72")), true,
     1000, 1000 + 6 + 114 + 22},
    {"another member", ROW_BYTES(COMPOUND), ROW_BYTES("member" RELS OTHER END("\2\0", "\x72")),
     false, 0, 0},
    {"more members than are told", ROW_BYTES(COMPOUND),
     ROW_BYTES("member" RELS OTHER END("\1\0", "\x72")), false, 0, 0},
    {"fewer members than are told", ROW_BYTES(COMPOUND),
     ROW_BYTES("member" RELS END("\2\0", "\x39")), false, 0, 0},
    {"a directory that begins before the bytes", ROW_BYTES(COMPOUND),
     ROW_BYTES(END("\1\0", "\x39")), false, 0, 0},
    {"none", ROW_BYTES(COMPOUND), ROW_BYTES("member" RELS), false, 0, 0},
    {"no members", ROW_BYTES(COMPOUND), ROW_BYTES("member" END("\0\0", "\0")), false, 0, 0},
    {"in another file",
     ROW_BYTES("\x7f"
               "ELF1234"),
     ROW_BYTES("member" RELS END("\1\0", "\x39")), false, 0, 0},
    {"another zip ends before it", ROW_BYTES(COMPOUND),
     ROW_BYTES(OTHER END("\1\0", "\x39") "member" RELS END("\1\0", "\x39")), false, 0, 0},
    {"a comment follows", ROW_BYTES(COMPOUND),
     ROW_BYTES("member" RELS "PK\5\6\0\0\0\0\1\0\1\0\x39\0\0\0\6\0\0\0\1\0c"), false, 0, 0},
    {"an end that is cut", ROW_BYTES(COMPOUND), ROW_BYTES("PK\5\6"), false, 0, 0},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(free_cleanup) uint8_t *exact = malloc(row->tail.size); /* for the sanitizer */
    uint64_t begin = 0, end = 0;

    assert_non_null(exact);
    memcpy(exact, row->tail.data, row->tail.size);
    assert_int_equal(office_theme_find(row->head, bytes_of(exact, row->tail.size),
                                       1000 + row->tail.size, &begin, &end),
                     row->is_theme);
    assert_int_equal(begin, row->begin);
    assert_int_equal(end, row->end);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
