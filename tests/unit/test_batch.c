/* test_batch.c - what was read ahead is what the member gave, whatever it had said of itself. */

#include "examine/batch.h"

#include <stdlib.h>

#include "base/kit.h"
#include "rows.h"
#include "source/class.h"

/* A container of one member, which says one thing and does another. */
struct row {
    const char *name;
    enum assay_item_type type;
    uint64_t says, has; /* bytes */
    uint64_t opened;    /* what the stream says, where the member says nothing */
    size_t piece;       /* as much comes at once */
    uint64_t fails_at;  /* of the stream, or 0 */
    bool unreadable;    /* it does not even open */
    bool whole, more;   /* as the batch has it */
};

static const struct row rows[] = {
    {"small", .says = 100, .has = 100, .piece = 7, .whole = true, .more = true},
    {"empty", .piece = 1, .whole = true, .more = true},
    {"a link", .type = ASSAY_ITEM_SYMLINK, .says = 5, .whole = true, .more = true},
    {"as large as it may be", .says = BATCH_SMALL - 1, .has = BATCH_SMALL - 1, .piece = 5000,
     .whole = true, .more = true},
    {"one byte too large", .says = BATCH_SMALL, .has = BATCH_SMALL, .piece = 5000},
    {"no size", .says = STREAM_SIZE_UNKNOWN, .has = 9, .piece = 9},
    {"a size when it is opened", .says = STREAM_SIZE_UNKNOWN, .opened = 9, .has = 9, .piece = 4,
     .whole = true, .more = true},
    {"less than it says", .says = 100, .has = 10, .piece = 3, .whole = true, .more = true},
    {"more than it says", .says = 100, .has = 5000, .piece = 33},
    {"one byte more than it says", .says = 100, .has = 101, .piece = 33},
    {"it breaks", .says = 100, .has = 100, .piece = 9, .fails_at = 55, .whole = true},
    {"it does not open", .says = 100, .unreadable = true, .whole = true},
};

struct lone {
    struct source base;
    const struct row *row;
    uint64_t at;
    bool ended;
    int closed;
};

static uint8_t byte_at(uint64_t at)
{
    return (uint8_t)(at * 2654435761U >> 13);
}

static enum assay_status lone_stream_read(struct stream *stream, void *to, size_t size, size_t *got,
                                          struct assay_error *err)
{
    struct lone *lone = stream->state;
    uint64_t end = lone->row->fails_at ? lone->row->fails_at : lone->row->has;
    uint8_t *out = to;

    if (lone->row->fails_at && lone->at == end)
        return assay_fail(err, ASSAY_EFORMAT, lone->at, "broken here");
    size = size < lone->row->piece ? size : lone->row->piece;
    *got = size < end - lone->at ? size : (size_t)(end - lone->at);
    lone->ended = *got == 0;
    for (size_t i = 0; i < *got; i++)
        out[i] = byte_at(lone->at++);
    return ASSAY_OK;
}

static void lone_stream_close(struct stream *stream)
{
    ((struct lone *)stream->state)->closed++;
}

static enum assay_status lone_read(struct source *source, struct source_session *session,
                                   const struct entry *entry, struct stream *stream,
                                   struct assay_error *err)
{
    struct lone *lone = (struct lone *)source;

    (void)session;
    if (lone->row->unreadable)
        return assay_fail(err, ASSAY_EFORMAT, 0, "not to be opened");
    *stream = (struct stream){.read = lone_stream_read,
                              .close = lone_stream_close,
                              .state = lone,
                              .size = lone->row->opened ? lone->row->opened : entry->size};
    return ASSAY_OK;
}

static bool lone_attested(const struct stream *stream)
{
    return ((const struct lone *)stream->state)->ended;
}

static const struct source_class lone_class = {
    .sequential = true, .read = lone_read, .attested = lone_attested};

/* All that a member gave: what was read ahead, and the rest. */
static void check_bytes(struct held *held, const struct row *row, struct lone *lone)
{
    CLEANUP(stream_close) struct stream stream = {0};
    uint64_t wanted = row->fails_at ? row->fails_at : row->has, size = 0;
    struct assay_error err = {0};
    uint8_t piece[1000];
    size_t got = 1;

    held_stream(held, &stream);
    assert_int_equal(stream.size, row->opened ? row->opened : row->says);
    assert_int_equal(held->identified, held->whole && !row->fails_at);
    while (got > 0) {
        assert_ok(stream_read(&stream, piece, sizeof piece, &got, &err), err);
        for (size_t i = 0; i < got; i++)
            assert_int_equal(piece[i], byte_at(size + i));
        size += got;
    }
    assert_int_equal(size, wanted);
    assert_int_equal(lone->closed, held->whole ? 1 : 0);
    stream_close(&stream);
    assert_int_equal(lone->closed, 1);
}

static void check(void **state)
{
    const struct row *row = *state;
    struct batch *batch = batch_new();
    struct lone lone = {.base = {.class = &lone_class}, .row = row};
    struct batch_member *member;

    assert_non_null(batch);
    member = batch_room(batch);
    assert_non_null(member);
    member->entry = (struct entry){.type = row->type, .size = row->says};
    assert_int_equal(batch_add(batch, &lone.base, NULL), row->more);
    assert_int_equal(batch->count, 1);
    assert_int_equal(member->held.whole, row->whole);
    assert_ptr_equal(batch_open_member(batch), row->whole ? NULL : member);
    assert_int_equal(member->held.opened, row->unreadable ? ASSAY_EFORMAT : ASSAY_OK);
    assert_int_equal(member->held.status, row->fails_at ? ASSAY_EFORMAT : ASSAY_OK);
    if (row->fails_at)
        assert_string_equal(member->held.failure->text, "broken here");
    if (row->type == ASSAY_ITEM_FILE && !row->unreadable)
        check_bytes(&member->held, row, &lone);
    batch_reset(batch);
    assert_ptr_equal(batch_room(batch), member);
    free(batch);
}

/* There is room for each that batch_room() lets in, and it fills up. */
static void a_batch_ends(void **state)
{
    static const uint64_t sizes[] = {0, 10, BATCH_SMALL - 1};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        struct row row = {"", .says = sizes[i], .has = sizes[i], .piece = SIZE_MAX};
        struct batch *batch = batch_new();
        struct batch_member *member;

        assert_non_null(batch);
        while ((member = batch_room(batch))) {
            struct lone lone = {.base = {.class = &lone_class}, .row = &row};

            member->entry = (struct entry){.type = ASSAY_ITEM_FILE, .size = row.says};
            assert_true(batch_add(batch, &lone.base, NULL));
            assert_true(batch->used <= BATCH_BYTES);
        }
        assert_true(batch->count == BATCH_MEMBERS || batch->used > BATCH_BYTES - BATCH_SMALL);
        free(batch);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_batch_ends)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
