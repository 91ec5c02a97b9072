/* test_sinks.c - each lane sees every block once and in order, whoever brings it and whenever. */

#include "examine/lanes.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/kit.h"
#include "rows.h"

enum { BLOCK = 70000, STREAM = 8 << 20 };

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

static uint8_t byte_at(uint64_t offset)
{
    return (uint8_t)(offset * 2654435761U >> 13);
}

/* One that looks: how far it came, and what was not as it should be. */
struct seen {
    uint64_t at;
    bool ended, wrong;
    _Atomic bool inside;
};

static void look(void *state, const struct block *block)
{
    struct seen *seen = state;
    const struct view *view = &block->view;
    const uint8_t *fresh = view->data + view->size - block->fresh;

    if (atomic_exchange(&seen->inside, true) || seen->ended ||
        view->base + view->size - block->fresh != seen->at)
        seen->wrong = true;
    for (size_t i = 0; i < block->fresh; i++)
        seen->wrong |= fresh[i] != byte_at(seen->at + i);
    seen->at += block->fresh;
    seen->ended = view->last;
    atomic_store(&seen->inside, false);
}

struct row {
    const char *name;
    unsigned threads; /* of the crew; all but one help */
    unsigned lanes;
    bool at_once;  /* the last of them, until half of the stream is over */
    bool called;   /* helpers are wanted elsewhere all the time */
    bool apart;    /* blocks do not stay */
    unsigned lazy; /* the first waits, and what waits for it is claimed each so many blocks */
    uint64_t size;
    unsigned spare; /* what the crew believes */
};

static const struct row rows[] = {
    {"nothing", 2, 1, .size = 0},
    {"one byte", 2, 3, .size = 1},
    {"too little to ask for help", 4, 3, .size = LANES_ALONE},
    {"a crew of one", 1, 3, .size = STREAM},
    {"one helper, one lane", 2, 1, .size = STREAM},
    {"one helper, three lanes", 2, 3, .size = STREAM},
    {"seven helpers", 8, 3, .size = STREAM},
    {"one that takes at once", 3, 3, .size = STREAM, .at_once = true},
    {"blocks that do not stay", 3, 3, .size = STREAM, .apart = true},
    {"helpers that are called away", 3, 3, .size = STREAM, .called = true},
    {"one that waits, in a crew of one", 1, 3, .size = STREAM, .lazy = 5},
    {"one that waits and is never claimed", 1, 3, .size = STREAM, .lazy = 1U << 30},
    {"one that waits, two helpers", 3, 3, .size = STREAM, .lazy = 3},
    {"nobody has time", 0, 3, .size = STREAM},
    {"somebody seems to have time and never comes", 0, 3, .size = STREAM, .spare = 1},
};

static uint8_t buffers[LANES_BLOCKS][BLOCK];

/* Takes what waits for the first lane, which it sees in one piece. */
static void claim(struct lanes *lanes, const struct row *row, struct seen *seen)
{
    uint64_t from, to;

    if (!row->lazy || lanes->put % row->lazy || !lanes_claim(lanes, 0, &from, &to))
        return;
    if (atomic_exchange(&seen->inside, true) || from != seen->at || to <= from)
        seen->wrong = true;
    seen->at = to;
    seen->ended = to == row->size;
    atomic_store(&seen->inside, false);
    lanes_claimed(lanes, 0);
}

/* Puts the stream in blocks of sizes that follow no pattern, the same in each run. */
static void feed(struct lanes *lanes, const struct row *row, struct seen *seen)
{
    uint64_t at = 0;
    uint32_t seed = 7;
    bool last = false;

    while (!last) {
        uint8_t *buffer = buffers[lanes->put % LANES_BLOCKS];
        size_t size = 1 + ((seed = seed * 1103515245U + 12345U) >> 8) % BLOCK;
        struct view view = {.data = buffer, .base = at};

        if (size > row->size - at)
            size = (size_t)(row->size - at);
        if (lanes->put >= LANES_BLOCKS)
            lanes_wait(lanes, 0, lanes->put - LANES_BLOCKS + 1);
        for (size_t i = 0; i < size; i++)
            buffer[i] = byte_at(at + i);
        at += size;
        last = view.last = at == row->size;
        view.size = size;
        lanes_put(lanes, &view, size);
        if (row->apart || (row->at_once && at < row->size / 2))
            assert_int_equal(seen[row->lanes - 1].at, at);
        else
            lanes_release(lanes);
        claim(lanes, row, &seen[0]);
    }
}

/* Puts a block of a stream that goes on. */
static void put_one(struct lanes *lanes, uint64_t *at)
{
    uint8_t *buffer = buffers[lanes->put % LANES_BLOCKS];
    struct view view = {.data = buffer, .size = BLOCK, .base = *at};

    for (size_t i = 0; i < BLOCK; i++)
        buffer[i] = byte_at(*at + i);
    *at += BLOCK;
    lanes_put(lanes, &view, BLOCK);
}

static void check(void **state)
{
    const struct row *row = *state;
    unsigned helpers = row->threads ? row->threads - 1 : 0;
    pthread_t threads[8];
    struct lanes lanes;
    struct crew crew;
    struct helper helper = {.crew = &crew};

    assert_true(crew_init(&crew, row->threads ? row->threads : 2));
    crew.called = row->called;
    crew.spare = row->spare;
    for (unsigned i = 0; i < helpers; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, help_all, &helper), 0);
    for (int again = 0; again < 2; again++) {
        struct seen seen[LANES_MAX] = {0};

        lanes_start(&lanes, &crew, !row->apart);
        for (unsigned i = 0; i < row->lanes; i++)
            lanes_add(&lanes, look, &seen[i], row->at_once && i + 1 == row->lanes);
        if (row->lazy)
            lanes_let_wait(&lanes, 0);
        feed(&lanes, row, seen);
        lanes_wait(&lanes, 1, lanes.put);
        for (unsigned i = 1; i < row->lanes; i++)
            assert_int_equal(seen[i].at, row->size);
        lanes_end(&lanes);
        lanes_end(&lanes);
        assert_null(crew.tasks);
        for (unsigned i = 0; i < row->lanes; i++) {
            assert_int_equal(seen[i].at, row->size);
            assert_true(seen[i].ended);
            assert_false(seen[i].wrong);
        }
    }
    crew_lock(&crew);
    helper.over = true;
    crew_call_all(&crew);
    crew_unlock(&crew);
    for (unsigned i = 0; i < helpers; i++)
        pthread_join(threads[i], NULL);
    crew_clear(&crew);
}

/* Who has time is left alone while there is room for more of what may wait to be claimed. */
static void few_that_may_wait_are_nobodys_work(void **state)
{
    struct seen seen = {0};
    struct lanes lanes;
    struct crew crew;
    uint64_t at = 0, before;

    (void)state;
    assert_true(crew_init(&crew, 2));
    crew.spare = 1; /* or so it seems */
    lanes_start(&lanes, &crew, true);
    lanes_add(&lanes, look, &seen, false);
    lanes_let_wait(&lanes, 0);
    while (!lanes.offered) {
        lanes_wait(&lanes, 0, lanes.put);
        put_one(&lanes, &at);
    }
    lanes_wait(&lanes, 0, lanes.put);
    before = lanes.put;
    while (lanes.put - before < LANES_BLOCKS / 2)
        put_one(&lanes, &at);
    assert_false(lanes.task.open);
    put_one(&lanes, &at);
    assert_true(lanes.task.open);
    lanes_end(&lanes);
    assert_int_equal(seen.at, at);
    assert_false(seen.wrong);
    crew.spare = 0;
    crew_clear(&crew);
}

struct reader {
    struct lanes *lanes;
    uint64_t blocks;
};

static void *wait_for_blocks(void *argument)
{
    struct reader *reader = argument;

    lanes_wait(reader->lanes, 0, reader->blocks);
    return NULL;
}

static bool is_waiting(struct lanes *lanes)
{
    bool waiting;

    crew_lock(lanes->crew);
    waiting = lanes->wanted > 0;
    crew_unlock(lanes->crew);
    return waiting;
}

/* A claim ends before the block that the reader waits for: it wakes up and takes the rest itself.
 * It slept for good when nobody told it. */
static void a_claim_of_less_than_is_waited_for(void **state)
{
    struct seen seen = {0};
    struct lanes lanes;
    struct crew crew;
    struct reader reader = {.lanes = &lanes};
    struct row row = {.size = UINT64_MAX, .lazy = 1};
    uint64_t from, to, at = 0;
    pthread_t thread;

    (void)state;
    assert_true(crew_init(&crew, 2));
    lanes_start(&lanes, &crew, true);
    lanes_add(&lanes, look, &seen, false);
    lanes_let_wait(&lanes, 0);
    while (!lanes.offered) { /* claimed as it comes, up to the block with which help is asked for */
        put_one(&lanes, &at);
        claim(&lanes, &row, &seen);
        if (!lanes.offered && lanes.put % LANES_BLOCKS == 0)
            lanes_wait(&lanes, 0, lanes.put);
    }
    put_one(&lanes, &at);
    assert_true(lanes_claim(&lanes, 0, &from, &to));
    put_one(&lanes, &at);
    reader.blocks = lanes.put;
    assert_int_equal(pthread_create(&thread, NULL, wait_for_blocks, &reader), 0);
    while (!is_waiting(&lanes))
        sched_yield();
    seen.at = to;
    lanes_claimed(&lanes, 0);
    pthread_join(thread, NULL);
    lanes_end(&lanes);
    assert_int_equal(seen.at, at);
    assert_false(seen.wrong);
    crew_clear(&crew);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_that_may_wait_are_nobodys_work),
        cmocka_unit_test(a_claim_of_less_than_is_waited_for),
    };

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
