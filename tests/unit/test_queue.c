/* test_queue.c - every entry goes to one worker once, and workers without one help the others. */

#include "audit/queue.h"

#include <stdatomic.h>

#include "base/kit.h"

#include "rows.h"

enum { ENTRIES = 20000, TAKERS = 3 };

static struct crew crew;
static struct queue queue;

static int setup(void **state)
{
    (void)state;
    return crew_init(&crew, TAKERS) && queue_init(&queue, &crew) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    queue_clear(&queue);
    crew_clear(&crew);
    return 0;
}

static void *take_all(void *argument)
{
    uint64_t *sum = argument;
    struct entry batch[QUEUE_BATCH];
    size_t count = 0;

    while ((count = queue_take(&queue, NULL, batch, count)) > 0)
        for (size_t i = 0; i < count; i++)
            *sum += batch[i].handle;
    return NULL;
}

static void every_entry_is_taken_once(void **state)
{
    pthread_t threads[TAKERS];
    uint64_t sums[TAKERS] = {0}, sum = 0;

    (void)state;
    for (size_t i = 0; i < TAKERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, take_all, &sums[i]), 0);
    for (uint64_t i = 1; i <= ENTRIES; i++) {
        const struct entry entry = {.handle = i};

        while (!queue_put(&queue, &entry, 1, 10))
            continue;
    }
    queue_close(&queue);
    for (size_t i = 0; i < TAKERS; i++) {
        pthread_join(threads[i], NULL);
        sum += sums[i];
    }
    assert_int_equal(sum, (uint64_t)ENTRIES * (ENTRIES + 1) / 2);
}

static void a_full_queue_gives_the_walker_its_time_back(void **state)
{
    const struct entry entry = {0};

    (void)state;
    for (size_t i = 0; i < QUEUE_SIZE; i++)
        assert_true(queue_put(&queue, &entry, 1, 0));
    assert_false(queue_put(&queue, &entry, 1, 1));
    assert_false(queue_is_stopped(&queue));
}

static void of_a_handful_the_first_find_room(void **state)
{
    static struct entry handful[QUEUE_SIZE + 10];
    struct entry batch[QUEUE_BATCH];

    (void)state;
    for (size_t i = 0; i < QUEUE_SIZE + 10; i++)
        handful[i].handle = i;
    assert_int_equal(queue_put(&queue, handful, QUEUE_SIZE + 10, 0), QUEUE_SIZE);
    assert_int_equal(queue_put(&queue, handful, 1, 1), 0);
    assert_int_equal(queue_take(&queue, NULL, batch, 0), QUEUE_SHARE_LONG);
    for (size_t i = 0; i < QUEUE_SHARE_LONG; i++)
        assert_int_equal(batch[i].handle, i);
    assert_int_equal(queue_put(&queue, handful, QUEUE_SIZE, 0), QUEUE_SHARE_LONG);
}

static void stopping_says_how_much_is_left(void **state)
{
    const struct entry entry = {0};
    struct entry batch[QUEUE_BATCH];

    (void)state;
    for (int i = 0; i < 5; i++)
        assert_true(queue_put(&queue, &entry, 1, 0));
    assert_int_equal(queue_stop(&queue), 5);
    assert_int_equal(queue_stop(&queue), 0);
    assert_int_equal(queue_take(&queue, NULL, batch, 0), 0);
    assert_false(queue_put(&queue, &entry, 1, 1));
    assert_true(queue_is_stopped(&queue));
}

static void put(uint64_t group, size_t count)
{
    const struct entry entry = {.group = group};

    for (size_t i = 0; i < count; i++)
        assert_true(queue_put(&queue, &entry, 1, 0));
}

static void a_group_goes_to_one_worker_whole(void **state)
{
    struct entry batch[QUEUE_BATCH];

    (void)state;
    put(7, 40);
    put(0, 2);
    put(8, QUEUE_BATCH + 10); /* larger than a batch: handed out in two */
    put(9, 1);
    assert_int_equal(queue_take(&queue, NULL, batch, 0), 40);
    assert_int_equal(batch[39].group, 7);
    assert_int_equal(queue_take(&queue, NULL, batch, 1), 2); /* a share stops before a group */
    assert_int_equal(queue_take(&queue, NULL, batch, 1), QUEUE_BATCH);
    assert_int_equal(queue_take(&queue, NULL, batch, 1), 10);
    queue_close(&queue); /* no more of the last can come: it is whole */
    assert_int_equal(queue_take(&queue, NULL, batch, 1), 1);
    assert_int_equal(batch[0].group, 9);
    assert_int_equal(queue_take(&queue, NULL, batch, 1), 0);
}

static void *take_one_batch(void *argument)
{
    struct entry batch[QUEUE_BATCH];

    *(size_t *)argument = queue_take(&queue, NULL, batch, 0);
    return NULL;
}

static void a_group_is_waited_for(void **state)
{
    pthread_t taker;
    size_t taken = 0;

    (void)state;
    put(7, 3);
    assert_int_equal(pthread_create(&taker, NULL, take_one_batch, &taken), 0);
    put(7, 3);
    put(8, 1);
    pthread_join(taker, NULL);
    assert_int_equal(taken, 6); /* however early the worker came */
}

struct shared {
    struct task task;
    _Atomic int parts;
};

static void do_part(struct task *task, void *helper)
{
    struct shared *shared = (struct shared *)task;

    assert_ptr_equal(helper, &crew);
    atomic_fetch_add(&shared->parts, 1);
}

static void *help_until_over(void *argument)
{
    struct entry batch[QUEUE_BATCH];

    (void)argument;
    assert_int_equal(queue_take(&queue, &crew, batch, 0), 0);
    return NULL;
}

/* The queue is empty and closed, and one worker still has an entry under way: the others stay to
 * help with it. */
static void workers_help_until_the_last_is_done(void **state)
{
    struct shared shared = {.task = {.help = do_part}};
    struct entry batch[QUEUE_BATCH];
    pthread_t helpers[2];

    (void)state;
    put(0, 1);
    queue_close(&queue);
    assert_int_equal(queue_take(&queue, NULL, batch, 0), 1);
    for (size_t i = 0; i < ARRAY_LEN(helpers); i++)
        assert_int_equal(pthread_create(&helpers[i], NULL, help_until_over, NULL), 0);
    crew_offer(&crew, &shared.task);
    for (int parts = 0; parts < 100; parts++) {
        crew_lock(&crew);
        crew_open(&crew, &shared.task);
        while (shared.task.open || shared.task.inside)
            crew_wait_helpers(&crew);
        crew_unlock(&crew);
    }
    crew_withdraw(&crew, &shared.task);
    assert_int_equal(queue_take(&queue, NULL, batch, 1), 0);
    for (size_t i = 0; i < ARRAY_LEN(helpers); i++)
        pthread_join(helpers[i], NULL);
    assert_int_equal(atomic_load(&shared.parts), 100);
}

static void stopping_ends_helpers_at_once(void **state)
{
    struct entry batch[QUEUE_BATCH];
    pthread_t helper;

    (void)state;
    put(0, 2);
    assert_int_equal(queue_take(&queue, NULL, batch, 0), 1); /* and is never done with it */
    assert_int_equal(queue_take(&queue, NULL, batch, 0), 1);
    assert_int_equal(pthread_create(&helper, NULL, help_until_over, NULL), 0);
    assert_int_equal(queue_stop(&queue), 0);
    pthread_join(helper, NULL);
}

static void *leave_when_over(void *argument)
{
    take_all(argument);
    queue_leave(&queue);
    return NULL;
}

static void who_waits_for_workers_is_told_of_the_last(void **state)
{
    pthread_t threads[TAKERS];
    uint64_t sums[TAKERS] = {0};

    (void)state;
    assert_true(queue_wait_left(&queue, 1)); /* nobody came */
    for (size_t i = 0; i < TAKERS; i++) {
        queue_enter(&queue);
        assert_int_equal(pthread_create(&threads[i], NULL, leave_when_over, &sums[i]), 0);
    }
    assert_false(queue_wait_left(&queue, 1)); /* they wait for entries */
    queue_close(&queue);
    while (!queue_wait_left(&queue, 60000))
        ;
    for (size_t i = 0; i < TAKERS; i++)
        pthread_join(threads[i], NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_entry_is_taken_once, setup, teardown),
        cmocka_unit_test_setup_teardown(a_full_queue_gives_the_walker_its_time_back, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(of_a_handful_the_first_find_room, setup, teardown),
        cmocka_unit_test_setup_teardown(stopping_says_how_much_is_left, setup, teardown),
        cmocka_unit_test_setup_teardown(a_group_goes_to_one_worker_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(a_group_is_waited_for, setup, teardown),
        cmocka_unit_test_setup_teardown(workers_help_until_the_last_is_done, setup, teardown),
        cmocka_unit_test_setup_teardown(stopping_ends_helpers_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(who_waits_for_workers_is_told_of_the_last, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
