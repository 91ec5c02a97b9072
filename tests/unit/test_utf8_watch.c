/* UTF-8 that comes in pieces: the same answer wherever the cuts fall. */

#include "examine/text/utf8_watch.h"
#include "rows.h"

#define FINE UINT64_MAX

struct row {
    const char *name;
    struct bytes text;
    uint64_t bad_at;
};

static const struct row rows[] = {
    {"empty", ROW_BYTES(""), FINE},
    {"ASCII", ROW_BYTES("the quick brown fox jumps"), FINE},
    {"behind 31 of ASCII", ROW_BYTES("the quick brown fox jumps over \xe9 a"), 31},
    {"behind 33 of ASCII", ROW_BYTES("the quick brown fox jumps over a \xe9"), 33},
    {"two, three and four bytes", ROW_BYTES("\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80 x"), FINE},
    {"Latin-1", ROW_BYTES("caf\xe9 au lait"), 3},
    {"Latin-1 at the end", ROW_BYTES("caf\xe9"), 3},
    {"overlong", ROW_BYTES("ab\xc0\x80"), 2},
    {"surrogate", ROW_BYTES("a\xed\xa0\x80z"), 1},
    {"above U+10FFFF", ROW_BYTES("\xf4\x90\x80\x80"), 0},
    {"a lone continuation", ROW_BYTES("abcdefgh\x80"), 8},
    {"cut at the end", ROW_BYTES("ab\xe2\x82"), 2},
    {"NUL is a character", ROW_BYTES("a\0b"), FINE},
};

static void finds(void **state)
{
    const struct row *row = *state;

    for (size_t step = 1; step <= row->text.size + 1; step++) {
        struct utf8_watch watch = {0};

        for (size_t at = 0; at < row->text.size; at += step) {
            struct bytes piece = bytes_from(row->text, at);

            if (piece.size > step)
                piece.size = step;
            utf8_watch_feed(&watch, piece);
        }
        utf8_watch_end(&watch);
        assert_int_equal(watch.bad, row->bad_at != FINE);
        if (watch.bad)
            assert_int_equal(watch.bad_at, row->bad_at);
    }
}

int main(void)
{
    return RUN_CASES(finds, rows) ? 1 : 0;
}
