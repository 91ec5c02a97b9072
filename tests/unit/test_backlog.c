/* test_backlog.c - the digest is the same, whoever makes it and however blocks and help interleave.
 */

#include "examine/backlog.h"

#include <stdlib.h>

#include "base/kit.h"
#include "rows.h"

enum { BUFFER = 70000, STREAM = 40 << 20 };

struct helper {
    struct crew *crew;
    bool over;
};

static void *help_all(void *argument)
{
    struct helper *helper = argument;

    crew_lock(helper->crew);
    while (!helper->over)
        if (!crew_help(helper->crew, 0, NULL))
            crew_wait_idle(helper->crew);
    crew_unlock(helper->crew);
    return NULL;
}

static void fill(uint8_t *buffer, size_t size, uint64_t at)
{
    for (size_t i = 0; i < size; i++)
        buffer[i] = (uint8_t)((at + i) * 2654435761U >> 13);
}

/* Sizes of blocks that follow one another without a pattern, the same in each run. */
static size_t next_size(uint32_t *seed)
{
    *seed = *seed * 1103515245U + 12345U;
    return 1 + (*seed >> 8) % (BUFFER / 2);
}

struct row {
    const char *name;
    unsigned threads; /* of the crew; all but one help */
    bool together;    /* blocks stand beside each other in one buffer until it is full */
    bool called;      /* helpers are wanted elsewhere all the time */
    uint64_t size;
    unsigned spare; /* what the crew believes */
};

static const struct row rows[] = {
    {"nothing", 2, .size = 0},
    {"one byte", 2, .size = 1},
    {"too little to ask for help", 4, .size = BACKLOG_ALONE},
    {"a crew of one", 1, .size = STREAM},
    {"one helper", 2, .size = STREAM},
    {"seven helpers for one digest", 8, .size = STREAM},
    {"many blocks in a buffer", 2, .size = STREAM, .together = true},
    {"helpers that are called away", 3, .size = STREAM, .together = true, .called = true},
    {"nobody has time", 0, .size = STREAM},
    {"somebody seems to have time and never comes", 0, .size = STREAM, .together = true,
     .spare = 1},
};

static void feed(struct backlog *backlog, uint8_t **buffers, const struct row *row,
                 struct digest *wanted)
{
    uint8_t *buffer = buffers[0];
    uint32_t seed = 7;
    size_t used = 0;

    for (uint64_t at = 0; at < row->size;) {
        size_t size = next_size(&seed);
        struct bytes block;

        if (size > row->size - at)
            size = (size_t)(row->size - at);
        if (!row->together || size > BUFFER - used) {
            buffer = backlog_turn(backlog, buffer);
            used = 0;
        }
        fill(buffer + used, size, at);
        block = bytes_of(buffer + used, size);
        digest_add(wanted, block);
        backlog_add(backlog, buffer, block);
        used += size;
        at += size;
    }
}

static void check(void **state)
{
    const struct row *row = *state;
    unsigned helpers = row->threads ? row->threads - 1 : 0;
    uint8_t *buffers[BACKLOG_BUFFERS] = {malloc(BUFFER)};
    struct digest *digest = digest_new(DIGEST_SHA256), *wanted = digest_new(DIGEST_SHA256);
    uint8_t seen[DIGEST_SIZE_MAX], right[DIGEST_SIZE_MAX];
    pthread_t threads[8];
    struct backlog backlog;
    struct crew crew;
    struct helper helper = {.crew = &crew};

    assert_true(buffers[0] && digest && wanted);
    assert_true(crew_init(&crew, row->threads ? row->threads : 2));
    crew.called = row->called;
    crew.spare = row->spare;
    for (unsigned i = 0; i < helpers; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, help_all, &helper), 0);
    for (int again = 0; again < 2; again++) { /* buffers are used again by the next stream */
        digest_start(wanted);
        backlog_start(&backlog, &crew, digest, buffers, BUFFER);
        feed(&backlog, buffers, row, wanted);
        backlog_end(&backlog);
        backlog_end(&backlog);
        assert_null(crew.tasks);
        digest_end(digest, seen);
        digest_end(wanted, right);
        assert_memory_equal(seen, right, SHA256_SIZE);
    }
    crew_lock(&crew);
    helper.over = true;
    crew_call_all(&crew);
    crew_unlock(&crew);
    for (unsigned i = 0; i < helpers; i++)
        pthread_join(threads[i], NULL);
    crew_clear(&crew);
    for (size_t i = 0; i < BACKLOG_BUFFERS; i++)
        free(buffers[i]);
    digest_free(digest);
    digest_free(wanted);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
