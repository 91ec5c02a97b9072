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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_entry_is_taken_once),
        cmocka_unit_test(a_full_queue_gives_the_walker_its_time_back),
        cmocka_unit_test(stopping_says_how_much_is_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
