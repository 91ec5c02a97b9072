/* test_sas_unpack.c - rows of SAS that were packed, each way to do it, and what comes to no row. */

#include "rows.h"

#include <string.h>

#include "base/buf.h"
#include "base/kit.h"
#include "examine/tables/sas_file.h"

#define TEN "0123456789"
#define SIXTY_FOUR TEN TEN TEN TEN TEN TEN "abcd"

static const struct row {
    const char *name;
    bool by_reference;
    struct bytes packed;
    struct bytes row; /* what is wanted; its size is that of a row */
    bool broken;
} rows[] = {
    {"bytes as they are", false,
     ROW_BYTES("\x82"
               "abc"),
     ROW_BYTES("abc"), false},
    {"17 and more", false,
     ROW_BYTES("\x90"
               "0123456789abcdefg"),
     ROW_BYTES("0123456789abcdefg"), false},
    {"33 and more", false, ROW_BYTES("\xa1" TEN TEN TEN "abcd"), ROW_BYTES(TEN TEN TEN "abcd"),
     false},
    {"49 and more", false, ROW_BYTES("\xbf" SIXTY_FOUR), ROW_BYTES(SIXTY_FOUR), false},
    {"64 and more", false, ROW_BYTES("\0\1" SIXTY_FOUR "e"), ROW_BYTES(SIXTY_FOUR "e"), false},
    {"96 and more", false, ROW_BYTES("\x21" SIXTY_FOUR TEN TEN TEN "xyz"),
     ROW_BYTES(SIXTY_FOUR TEN TEN TEN "xyz"), false},
    {"blanks, zeros, signs", false, ROW_BYTES("\xe0\xf1\xd0"), ROW_BYTES("  \0\0\0@@"), false},
    {"another byte three times and more", false, ROW_BYTES("\xc1x"), ROW_BYTES("xxxx"), false},
    {"18 and more of a byte", false, ROW_BYTES("\x40\1x"), ROW_BYTES("xxxxxxxxxxxxxxxxxxx"), false},
    {"17 and more of a blank", false, ROW_BYTES("\x60\0"), ROW_BYTES("                 "), false},
    {"one behind the other", false,
     ROW_BYTES("\x80"
               "a\xe0\x80"
               "b"),
     ROW_BYTES("a  b"), false},
    {"nothing to do that is known", false,
     ROW_BYTES("\x30"
               "a"),
     ROW_BYTES("a"), true},
    {"more bytes than there are", false,
     ROW_BYTES("\x83"
               "abc"),
     ROW_BYTES("abcd"), true},
    {"a count that is not there", false, ROW_BYTES("\x60"), ROW_BYTES("                 "), true},
    {"more than a row", false, ROW_BYTES("\xe5"), ROW_BYTES("  "), true},
    {"less than a row", false, ROW_BYTES("\xe0"), ROW_BYTES("   "), true},
    {"runs of nothing", false, ROW_BYTES(""), ROW_BYTES("a"), true},

    {"bits of bytes", true,
     ROW_BYTES("\0\0"
               "abc"),
     ROW_BYTES("abc"), false},
    {"seventeen things", true,
     ROW_BYTES("\0\0"
               "0123456789abcdef"
               "\0\0"
               "g"),
     ROW_BYTES("0123456789abcdefg"), false},
    {"a byte three times and more", true,
     ROW_BYTES("\x40\0"
               "a\1x"),
     ROW_BYTES("axxxx"), false},
    {"19 and more of a byte", true, ROW_BYTES("\x80\0\x11\0x"), ROW_BYTES("xxxxxxxxxxxxxxxxxxxx"),
     false},
    {"what stood before", true,
     ROW_BYTES("\x08\0"
               "abcd"
               "\x31\0"),
     ROW_BYTES("abcdabc"), false},
    {"16 and more of it", true,
     ROW_BYTES("\0\0" TEN "abcdef"
               "\x80\0\x2d\0\0"),
     ROW_BYTES(TEN "abcdef" TEN "abcdef"), false},
    {"it runs into itself", true,
     ROW_BYTES("\x10\0"
               "abc"
               "\x60\0"),
     ROW_BYTES("abcabcabc"), false},
    {"before the row", true,
     ROW_BYTES("\x20\0"
               "ab"
               "\x30\0"),
     ROW_BYTES("ab   "), true},
    {"cut behind its bits", true, ROW_BYTES("\x80\0\x11"), ROW_BYTES("xxxxxxxxxxxxxxxxxxxx"), true},
    {"longer than a row", true,
     ROW_BYTES("\0\0"
               "abcd"),
     ROW_BYTES("abc"), true},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(free_cleanup) uint8_t *exact = malloc(row->packed.size + 1); /* for the sanitizer */
    static struct sas_block block = {0, 8};
    struct sas_file file = {.row_size = row->row.size,
                            .row = {.ceiling = 4096},
                            .texts = {.ceiling = 8},
                            .blocks = &block,
                            .block_count = 1,
                            .packing = {.block = 0, .at = 0, .size = 8}};

    assert_non_null(exact);
    memcpy(exact, row->packed.data, row->packed.size);
    buf_text(&file.texts, row->by_reference ? "SASYZCR2" : "SASYZCRL");
    assert_int_equal(sas_unpack(&file, bytes_of(exact, row->packed.size)), !row->broken);
    if (!row->broken)
        assert_true(bytes_equal(buf_bytes(&file.row), row->row));
    buf_clear(&file.row);
    buf_clear(&file.texts);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
