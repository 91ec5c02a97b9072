#include "audit/queue.h"

#include "rows.h"

enum { ENTRIES = 20000, TAKERS = 3 };

static struct queue queue;

static void *take_all(void *argument)
{
    uint64_t *sum = argument;
    struct entry batch[QUEUE_BATCH];
    size_t count;

    while ((count = queue_take(&queue, batch)) > 0)
        for (size_t i = 0; i < count; i++)
            *sum += batch[i].handle;
    return NULL;
}

static void every_entry_is_taken_once(void **state)
{
    pthread_t threads[TAKERS];
    uint64_t sums[TAKERS] = {0}, sum = 0;

    (void)state;
    assert_true(queue_init(&queue));
    for (size_t i = 0; i < TAKERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, take_all, &sums[i]), 0);
    for (uint64_t i = 1; i <= ENTRIES; i++) {
        const struct entry entry = {.handle = i};

        while (!queue_put(&queue, &entry, 10))
            continue;
    }
    queue_close(&queue);
    for (size_t i = 0; i < TAKERS; i++) {
        pthread_join(threads[i], NULL);
        sum += sums[i];
    }
    assert_int_equal(sum, (uint64_t)ENTRIES * (ENTRIES + 1) / 2);
    queue_clear(&queue);
}

static void a_full_queue_gives_the_walker_its_time_back(void **state)
{
    const struct entry entry = {0};

    (void)state;
    assert_true(queue_init(&queue));
    for (size_t i = 0; i < QUEUE_SIZE; i++)
        assert_true(queue_put(&queue, &entry, 0));
    assert_false(queue_put(&queue, &entry, 1));
    assert_false(queue_is_stopped(&queue));
    queue_clear(&queue);
}

static void stopping_says_how_much_is_left(void **state)
{
    const struct entry entry = {0};
    struct entry batch[QUEUE_BATCH];

    (void)state;
    assert_true(queue_init(&queue));
    for (int i = 0; i < 5; i++)
        assert_true(queue_put(&queue, &entry, 0));
    assert_int_equal(queue_stop(&queue), 5);
    assert_int_equal(queue_stop(&queue), 0);
    assert_int_equal(queue_take(&queue, batch), 0);
    assert_false(queue_put(&queue, &entry, 1));
    assert_true(queue_is_stopped(&queue));
    queue_clear(&queue);
}

static void put(uint64_t group, size_t count)
{
    const struct entry entry = {.group = group};

    for (size_t i = 0; i < count; i++)
        assert_true(queue_put(&queue, &entry, 0));
}

static void a_group_goes_to_one_worker_whole(void **state)
{
    struct entry batch[QUEUE_BATCH];

    (void)state;
    assert_true(queue_init(&queue));
    put(7, 40);
    put(0, 2);
    put(8, QUEUE_BATCH + 10); /* larger than a batch: handed out in two */
    put(9, 1);
    assert_int_equal(queue_take(&queue, batch), 40);
    assert_int_equal(batch[39].group, 7);
    assert_int_equal(queue_take(&queue, batch), 2); /* a share stops before a group */
    assert_int_equal(queue_take(&queue, batch), QUEUE_BATCH);
    assert_int_equal(queue_take(&queue, batch), 10);
    queue_close(&queue); /* no more of the last can come: it is whole */
    assert_int_equal(queue_take(&queue, batch), 1);
    assert_int_equal(batch[0].group, 9);
    assert_int_equal(queue_take(&queue, batch), 0);
    queue_clear(&queue);
}

static void *take_one_batch(void *argument)
{
    struct entry batch[QUEUE_BATCH];

    *(size_t *)argument = queue_take(&queue, batch);
    return NULL;
}

static void a_group_is_waited_for(void **state)
{
    pthread_t taker;
    size_t taken = 0;

    (void)state;
    assert_true(queue_init(&queue));
    put(7, 3);
    assert_int_equal(pthread_create(&taker, NULL, take_one_batch, &taken), 0);
    put(7, 3);
    put(8, 1);
    pthread_join(taker, NULL);
    assert_int_equal(taken, 6); /* however early the worker came */
    queue_clear(&queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_entry_is_taken_once),
        cmocka_unit_test(a_full_queue_gives_the_walker_its_time_back),
        cmocka_unit_test(stopping_says_how_much_is_left),
        cmocka_unit_test(a_group_goes_to_one_worker_whole),
        cmocka_unit_test(a_group_is_waited_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
