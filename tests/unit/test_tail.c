/* test_tail.c - where a RAR or a cabinet ends by its own account. */

#include "source/tail.h"

#include "base/kit.h"

#include "seed.h"

enum { WHOLE = -1, NOWHERE = -2 };

static const struct row {
    const char *name, *seed;
    struct bytes behind;
    size_t cut; /* bytes that are missing at the end */
    int end;    /* offset, WHOLE: of the seed, or NOWHERE */
} rows[] = {
    {"RAR 4", "beside/rar4", ROW_BYTES(""), 0, WHOLE},
    {"RAR 4 and more", "beside/rar4", ROW_BYTES("some words"), 0, WHOLE},
    {"RAR 4 without its last block", "beside/rar4", ROW_BYTES(""), 7, 94},
    {"RAR 4 that breaks off", "beside/rar4", ROW_BYTES(""), 9, NOWHERE},
    {"RAR 5", "beside/rar5", ROW_BYTES(""), 0, WHOLE},
    {"RAR 5 and more", "beside/rar5", ROW_BYTES("some words"), 0, WHOLE},
    {"RAR 5 that breaks off", "beside/rar5", ROW_BYTES(""), 9, NOWHERE},
    {"a cabinet", "beside/cab-reserve", ROW_BYTES(""), 0, WHOLE},
    {"a cabinet and more", "beside/cab-reserve", ROW_BYTES("some words"), 0, WHOLE},
    {"a cabinet that breaks off", "beside/cab-reserve", ROW_BYTES(""), 1, NOWHERE},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf seed = {.ceiling = 1 << 16};
    CLEANUP(content_clear) struct content content;
    struct source_budget budget;
    struct assay_error err = {0};
    struct stream stream;
    uint64_t end = 0, whole;

    seed_read(row->seed, &seed);
    whole = seed.size;
    seed.size -= row->cut;
    buf_add(&seed, row->behind.data, row->behind.size);
    source_budget_init(&budget, NULL);
    content_init(&content);
    stream_of_bytes(&stream, buf_bytes(&seed));
    if (strstr(row->seed, "rar"))
        assert_ok(tail_of_rar(&stream, &budget, &content, &end, &err), err);
    else
        assert_ok(tail_of_cab(&stream, &end, &err), err);
    stream_close(&stream);
    assert_true(end == (row->end == WHOLE     ? whole
                        : row->end == NOWHERE ? ASSAY_NO_OFFSET
                                              : (uint64_t)row->end));
}

#define MAGIC "Rar!\x1a\7\1\0"
#define SUM "\1\2\3\4"
#define LAST SUM "\2\5\0"
#define MAGIC_4 "Rar!\x1a\7\0"
#define LAST_4 "\1\2\x7b\0\0\7\0"
/* Headers of 25 and 22 bytes: that of the archive with a comment in it, and of a stream. */
#define MAIN_4(method)                                                                             \
    "\1\2\x73\2\0\x1b\0"                                                                           \
    "\0\0\0\0\0\0"                                                                                 \
    "\1\2\x75\0\0\x0e\0\0\0\x1d" method "\0\0"                                                     \
    "x"
#define OLD_4(method)                                                                              \
    "\1\2\x77\0\x80\x16\0"                                                                         \
    "\1\0\0\0"                                                                                     \
    "\2\1\0"                                                                                       \
    "\1\0\0\0"                                                                                     \
    "\x1d" method "\0\0"                                                                           \
    "x"

/* Service blocks of a RAR 5: comments, and streams of NTFS beside a file. */
static const struct service_row {
    const char *name;
    struct bytes bytes;
    bool unread;
} service_rows[] = {
    {"as it is", ROW_BYTES(MAGIC SUM "\7\3\2\4\0\4\0\0" SUM LAST), false},
    {"packed", ROW_BYTES(MAGIC SUM "\x08\3\2\4\0\4\0\x80\1" SUM LAST), true},
    {"packed, with time and sum", ROW_BYTES(MAGIC SUM "\x10\3\2\4\6\4\0" SUM SUM "\x80\1" SUM LAST),
     true},
    {"without data", ROW_BYTES(MAGIC SUM "\7\3\0\0\0\0\x80\1" LAST), false},
    {"RAR 4, in the archive's header", ROW_BYTES(MAGIC_4 MAIN_4("\x33") LAST_4), true},
    {"RAR 4, as it is there", ROW_BYTES(MAGIC_4 MAIN_4("\x30") LAST_4), false},
    {"RAR 4, of a file", ROW_BYTES(MAGIC_4 "\1\2\x74\x08\x80\x0b\0\0\0\0\0" LAST_4), true},
    {"RAR 4, an older stream", ROW_BYTES(MAGIC_4 OLD_4("\x33") LAST_4), true},
    {"RAR 4, such a stream as it is", ROW_BYTES(MAGIC_4 OLD_4("\x30") LAST_4), false},
};

static void tells_what_is_packed_beside_members(void **state)
{
    const struct service_row *row = *state;
    CLEANUP(content_clear) struct content content;
    struct source_budget budget;
    struct assay_error err = {0};
    struct stream stream;
    uint64_t end = 0;

    source_budget_init(&budget, NULL);
    content_init(&content);
    stream_of_bytes(&stream, row->bytes);
    assert_ok(tail_of_rar(&stream, &budget, &content, &end, &err), err);
    stream_close(&stream);
    assert_int_equal(end, row->bytes.size);
    assert_int_equal(content.unread != NULL, row->unread);
}

int main(void)
{
    return RUN_CASES(check, rows) + RUN_CASES(tells_what_is_packed_beside_members, service_rows);
}
