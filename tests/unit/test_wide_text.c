/* Text of two or four bytes a character: what it is told by, and what it decodes to. */

#include "examine/text/wide_text.h"

#include <stdlib.h>

#include "base/kit.h"
#include "rows.h"

#define TEXT "t\0w\0o\0 \0w\0o\0r\0d\0s\0"
#define TEXT_BE "\0t\0w\0o\0 \0w\0o\0r\0d\0s"

static const struct row {
    const char *name;
    struct bytes bytes;
    enum wide_text wide;
    const char *text; /* in UTF-8 */
} rows[] = {
    {"UTF-8", ROW_BYTES("two words and more"), WIDE_NONE, NULL},
    {"nothing", ROW_BYTES(""), WIDE_NONE, NULL},
    {"a mark alone", ROW_BYTES("\xff\xfe"), WIDE_NONE, NULL},
    {"little-endian", ROW_BYTES(TEXT), WIDE_16LE, "two words"},
    {"big-endian", ROW_BYTES(TEXT_BE), WIDE_16BE, "two words"},
    {"marked", ROW_BYTES("\xff\xfe" TEXT), WIDE_16LE, "two words"},
    {"marked, big-endian", ROW_BYTES("\xfe\xff" TEXT_BE), WIDE_16BE, "two words"},
    {"short and marked",
     ROW_BYTES("\xff\xfe"
               "a\0"),
     WIDE_16LE, "a"},
    {"no Latin letter", ROW_BYTES("\xfe\xff\x4e\x2d\x65\x87\x5b\x57"), WIDE_16BE,
     "\xe4\xb8\xad\xe6\x96\x87\xe5\xad\x97"},
    {"a pair",
     ROW_BYTES("\xff\xfe"
               "a\0\x3d\xd8\x00\xde"
               "b\0"),
     WIDE_16LE,
     "a\xf0\x9f\x98\x80"
     "b"},
    {"half a pair",
     ROW_BYTES("\xff\xfe" TEXT "\x3d\xd8"
               "b\0"),
     WIDE_16LE,
     "two words\xef\xbf\xbd"
     "b"},
    {"an odd byte", ROW_BYTES("\xff\xfe" TEXT "b"), WIDE_16LE, "two words\xef\xbf\xbd"},
    {"UTF-32", ROW_BYTES("t\0\0\0w\0\0\0o\0\0\0 \0\0\0w\0\0\0o\0\0\0r\0\0\0d\0\0\0"), WIDE_32LE,
     "two word"},
    {"UTF-32, marked", ROW_BYTES("\0\0\xfe\xff\0\0\0t\0\0\0w\0\0\0o\0\0\0!"), WIDE_32BE, "two!"},
    {"zeros", ROW_BYTES("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), WIDE_NONE, NULL},
    {"sound", ROW_BYTES("\xff\xfe\x90\x64\x00\x0f\xff\xff\x12\xd9\x00\x01\x07\x08"), WIDE_NONE,
     NULL},
};

static void is_known(void **state)
{
    const struct row *row = *state;

    assert_int_equal(wide_text_of(row->bytes), row->wide);
}

/* Reads `size` bytes at a time. */
static void check_decoded(const struct row *row, size_t size)
{
    CLEANUP(stream_close) struct stream raw = {0};
    CLEANUP(stream_close) struct stream decoded = {0};
    CLEANUP(buf_clear) struct buf text;
    struct assay_error err = {0};
    struct wide_stream state;
    char room[64];
    size_t got;

    buf_init(&text, SIZE_MAX);
    stream_of_bytes(&raw, row->bytes);
    wide_stream_open(&state, &raw, row->wide, &decoded);
    do {
        assert_ok(stream_read(&decoded, room, size, &got, &err), err);
        buf_add(&text, room, got);
    } while (got > 0);
    assert_string_equal(buf_string(&text), row->text);
}

static void is_decoded(void **state)
{
    const struct row *row = *state;

    for (size_t size = 1; row->text && size < sizeof(char[64]); size += 7)
        check_decoded(row, size);
}

/* A pair at the end of a chunk stays whole. */
static void long_texts_are_whole(void **state)
{
    enum { PAIRS = 40000 };
    CLEANUP(free_cleanup) uint8_t *bytes = malloc(4 * PAIRS + 2);
    CLEANUP(free_cleanup) char *wanted = malloc(4 * PAIRS + 2);

    (void)state;
    assert_true(bytes && wanted);
    for (size_t odd = 0; odd < 2; odd++) {
        struct row row = {.wide = WIDE_16LE, .text = wanted};

        memcpy(bytes, "a\0", 2);
        memcpy(wanted, "a", 1);
        for (size_t i = 0; i < PAIRS; i++) {
            memcpy(bytes + 2 * odd + 4 * i, "\x3d\xd8\x00\xde", 4);
            memcpy(wanted + odd + 4 * i, "\xf0\x9f\x98\x80", 4);
        }
        wanted[odd + (size_t)4 * PAIRS] = 0;
        row.bytes = bytes_of(bytes, 2 * odd + (size_t)4 * PAIRS);
        check_decoded(&row, 63);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(long_texts_are_whole)};
    int failures = RUN_CASES(is_known, rows);

    failures += RUN_CASES(is_decoded, rows);
    failures += cmocka_run_group_tests(tests, NULL, NULL);
    return failures ? 1 : 0;
}
