/* test_loose.c - how a loose object begins, whatever its bytes were deflated to. */

#include "rows.h"

#include <zlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "source/git/loose.h"

enum { READ = 1024 /* bytes of a file that are looked at */ };

struct row {
    const char *name, *head;
    size_t head_size;
    unsigned values; /* different bytes behind it, at random: more make a longer table of codes */
    int level;
    bool is;
};

#define HEAD(text) (text), sizeof(text)

static const struct row rows[] = {
    {"stored", HEAD("blob 4096"), 256, 0, true},
    {"with fixed codes", HEAD("commit 1"), 1, 9, true},
    {"a short table of codes", HEAD("tree 4096"), 4, 6, true},
    {"a long one", HEAD("blob 4096"), 250, 6, true},
    {"another", HEAD("tag 4096"), 120, 1, true},
    {"large", HEAD("blob 18446744073709551615"), 60, 9, true},
    {"larger than a size", HEAD("blob 18446744073709551616"), 60, 9, false},
    {"another type", HEAD("blub 4096"), 60, 6, false},
    {"no size", HEAD("blob "), 60, 6, false},
    {"a zero in front", HEAD("blob 04096"), 60, 6, false},
    {"no end of it", "blob 4", 6, 60, 6, false},
    {"nothing", "", 0, 0, 6, false},
};

static void make(const struct row *row, struct buf *out)
{
    enum { BODY = 4096 };
    uint8_t plain[64 + BODY], packed[2 * sizeof plain];
    uLongf size = sizeof packed;
    uint64_t random = 88172645463325252;

    assert_true(row->head_size <= 64);
    memcpy(plain, row->head, row->head_size);
    for (size_t i = 0; i < BODY && row->values > 0; i++) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        plain[row->head_size + i] = (uint8_t)('a' + random % row->values * (random >> 32 & 1));
    }
    assert_int_equal(compress2(packed, &size, plain,
                               (uLong)(row->head_size + (row->values > 0 ? BODY : 0)), row->level),
                     Z_OK);
    buf_add(out, packed, size);
}

static void is_told(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf object;

    buf_init(&object, SIZE_MAX);
    make(row, &object);
    assert_int_equal(loose_begins(bytes_front(buf_bytes(&object), READ)), row->is);
    assert_false(loose_begins(bytes_front(buf_bytes(&object), 8)));
}

int main(void)
{
    return RUN_CASES(is_told, rows);
}
