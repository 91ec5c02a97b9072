/* test_delta.c - instructions that hold, and those that lead astray. */

#include "rows.h"

#include "base/kit.h"
#include "source/git/delta.h"

struct row {
    const char *name;
    struct bytes delta;
    const char *base;
    const char *result; /* NULL: refused */
};

static const struct row rows[] = {
    {"nothing of nothing", ROW_BYTES("\0\0"), "", ""},
    {"bytes added", ROW_BYTES("\0\3\3abc"), "", "abc"},
    {"bytes copied", ROW_BYTES("\6\3\x91\2\3"), "abcdef", "cde"},
    {"copied from the start, offset left out", ROW_BYTES("\6\2\x90\2"), "abcdef", "ab"},
    {"copied and added", ROW_BYTES("\3\6\x90\3\1-\x91\1\2"), "abc", "abc-bc"},
    {"a size of two bytes", ROW_BYTES("\3\x83\0\x90\3"), "abc", "abc"},
    {"no sizes", ROW_BYTES(""), "", NULL},
    {"a size cut short", ROW_BYTES("\x83"), "abc", NULL},
    {"a size of 64 bits and more", ROW_BYTES("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\1\0"), "",
     NULL},
    {"a copy past the base", ROW_BYTES("\3\3\x91\1\3"), "abc", NULL},
    {"a copy from behind the base", ROW_BYTES("\3\1\x91\4\1"), "abc", NULL},
    {"a copy of 65536, which a size of none means", ROW_BYTES("\3\3\x80"), "abc", NULL},
    {"a copy with its arguments cut short", ROW_BYTES("\3\3\x91\1"), "abc", NULL},
    {"a copy past the result", ROW_BYTES("\3\2\x90\3"), "abc", NULL},
    {"bytes past the result", ROW_BYTES("\0\2\3abc"), "", NULL},
    {"bytes cut short", ROW_BYTES("\0\3\3ab"), "", NULL},
    {"the instruction that is reserved", ROW_BYTES("\0\0\0"), "", NULL},
    {"an unfinished result", ROW_BYTES("\0\4\3abc"), "", NULL},
    {"instructions behind a finished result", ROW_BYTES("\0\1\1a\1b"), "", NULL},
};

static bool apply(const struct row *row, struct bytes delta_bytes, struct bytes base, uint8_t *to,
                  size_t enough, size_t *size)
{
    struct delta delta;

    if (!delta_open(delta_bytes, &delta) || delta.base_size != base.size || delta.size > 100)
        return false;
    do {
        if (!delta_step(&delta, base, to, enough))
            return false;
    } while (delta.rest.size > 0);
    *size = (size_t)delta.size;
    (void)row;
    return true;
}

/* In memory of just the size, so that the sanitizers see a byte too many; at once and in steps. */
static void carries_out(void **state)
{
    const struct row *row = *state;

    for (size_t enough = 1; enough < 1000; enough *= 30) {
        size_t base_size = strlen(row->base), size = 0;
        uint8_t *delta = malloc(row->delta.size + 1), *base = malloc(base_size + 1);
        uint8_t *to = malloc(100 + DELTA_SLACK);
        bool done;

        assert_true(delta && base && to);
        memcpy(delta + 1, row->delta.data, row->delta.size);
        memcpy(base + 1, row->base, base_size);
        done = apply(row, bytes_of(delta + 1, row->delta.size), bytes_of(base + 1, base_size), to,
                     enough, &size);
        assert_int_equal(done, row->result != NULL);
        if (done) {
            assert_int_equal(size, strlen(row->result));
            assert_memory_equal(to, row->result, size);
        }
        free(delta);
        free(base);
        free(to);
    }
}

int main(void)
{
    return RUN_CASES(carries_out, rows);
}
