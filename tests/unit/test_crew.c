/* test_crew.c - tasks are shared among threads that have time, and done as well where none has. */

#include "base/crew.h"

#include <stdatomic.h>

#include "base/kit.h"
#include "rows.h"

enum { PARTS = 2000 };

/* A count that any thread may bring one further, one thread at a time. */
struct sum {
    struct task task;
    struct crew *crew;
    unsigned done, by_helpers;
    bool taken; /* a part is under way */
};

static void do_parts(struct sum *sum, bool helper)
{
    crew_lock(sum->crew);
    assert_false(sum->taken);
    sum->taken = true;
    crew_unlock(sum->crew);
    crew_lock(sum->crew);
    sum->taken = false;
    sum->done++;
    sum->by_helpers += helper;
    if (sum->done < PARTS)
        crew_open(sum->crew, &sum->task);
    crew_unlock(sum->crew);
}

static void help_sum(struct task *task, void *helper)
{
    (void)helper;
    do_parts((struct sum *)task, true);
}

static void own_sum(struct sum *sum, unsigned depth)
{
    bool more = true;

    crew_offer(sum->crew, &sum->task);
    do_parts(sum, false);
    while (more) {
        bool mine;

        crew_lock(sum->crew);
        while (!sum->task.open && sum->done < PARTS)
            crew_help_or_wait(sum->crew, depth, sum->crew);
        mine = sum->task.open;
        sum->task.open = false;
        more = mine || sum->done < PARTS;
        crew_unlock(sum->crew);
        if (mine)
            do_parts(sum, false);
    }
    crew_withdraw(sum->crew, &sum->task);
}

struct helper {
    struct crew *crew;
    const bool *over;
};

static void *help_all(void *argument)
{
    struct helper *helper = argument;

    crew_lock(helper->crew);
    while (!*helper->over)
        if (!crew_help(helper->crew, 0, helper->crew))
            crew_wait_idle(helper->crew);
    crew_unlock(helper->crew);
    return NULL;
}

static void every_part_is_done_once(void **state)
{
    static const unsigned sizes[] = {1, 2, 8};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        struct crew crew;
        struct sum sum = {.task = {.help = help_sum}, .crew = &crew};
        bool over = false;
        struct helper helper = {.crew = &crew, .over = &over};
        pthread_t threads[8];

        assert_true(crew_init(&crew, sizes[i]));
        for (unsigned k = 1; k < sizes[i]; k++)
            assert_int_equal(pthread_create(&threads[k], NULL, help_all, &helper), 0);
        own_sum(&sum, 0);
        crew_lock(&crew);
        over = true;
        crew_call_all(&crew);
        crew_unlock(&crew);
        for (unsigned k = 1; k < sizes[i]; k++)
            pthread_join(threads[k], NULL);
        assert_int_equal(sum.done, PARTS);
        assert_true(sizes[i] > 1 || sum.by_helpers == 0);
        assert_null(crew.tasks);
        crew_clear(&crew);
    }
}

static void note(struct task *task, void *helper)
{
    struct task **last = helper;

    *last = task;
}

static void tasks_come_by_rank_and_depth_is_kept(void **state)
{
    struct task outer = {.help = note, .depth = 0, .open = true};
    struct task inner = {.help = note, .depth = 3, .open = true};
    struct task digest = {.help = note, .depth = TASK_ANY_DEPTH, .open = true, .rank = TASK_SOON};
    struct task *last = NULL;
    struct crew crew;

    (void)state;
    assert_true(crew_init(&crew, 2));
    crew_offer(&crew, &outer);
    crew_offer(&crew, &inner);
    crew_offer(&crew, &digest);
    crew_lock(&crew);
    assert_true(crew_help(&crew, 1, &last));
    assert_ptr_equal(last, &digest);
    assert_true(crew_help(&crew, 1, &last));
    assert_ptr_equal(last, &inner);
    assert_false(crew_help(&crew, 1, &last)); /* the outer one needs what is in use */
    assert_true(crew_help(&crew, 0, &last));
    assert_ptr_equal(last, &outer);
    assert_false(crew_help(&crew, 0, &last)); /* none is open any more */
    crew_open(&crew, &inner);
    assert_true(crew_help(&crew, 3, &last));
    assert_ptr_equal(last, &inner);
    crew_unlock(&crew);
    crew_withdraw(&crew, &inner);
    crew_withdraw(&crew, &digest);
    crew_withdraw(&crew, &outer);
    assert_null(crew.tasks);
    crew_clear(&crew);
}

struct slow {
    struct task task;
    _Atomic bool entered, may_leave;
    bool left;
};

static void stay(struct task *task, void *helper)
{
    struct slow *slow = (struct slow *)task;

    (void)helper;
    atomic_store(&slow->entered, true);
    while (!atomic_load(&slow->may_leave))
        sched_yield();
    slow->left = true;
}

static void *withdraw_slow(void *argument)
{
    struct slow *slow = argument;

    atomic_store(&slow->may_leave, true);
    return NULL;
}

static void an_owner_waits_for_those_inside(void **state)
{
    struct slow slow = {.task = {.help = stay, .open = true}};
    struct crew crew;
    bool over = false;
    struct helper helper = {.crew = &crew, .over = &over};
    pthread_t thread, releaser;

    (void)state;
    assert_true(crew_init(&crew, 2));
    crew_offer(&crew, &slow.task);
    assert_int_equal(pthread_create(&thread, NULL, help_all, &helper), 0);
    while (!atomic_load(&slow.entered))
        sched_yield();
    assert_int_equal(pthread_create(&releaser, NULL, withdraw_slow, &slow), 0);
    crew_withdraw(&crew, &slow.task);
    assert_true(slow.left);
    pthread_join(releaser, NULL);
    crew_lock(&crew);
    over = true;
    crew_call_all(&crew);
    crew_unlock(&crew);
    pthread_join(thread, NULL);
    crew_clear(&crew);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_part_is_done_once),
        cmocka_unit_test(tasks_come_by_rank_and_depth_is_kept),
        cmocka_unit_test(an_owner_waits_for_those_inside),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
