/* test_base_cache.c - what is kept, what goes, and that large bodies live in a file. */

#include "rows.h"

#include "base/limits.h"
#include "source/git/base_cache.h"

static struct body *made(uint64_t size)
{
    struct body *body = NULL;
    struct assay_error err = {0};

    assert_ok(body_new(size, &body, &err), err);
    return body;
}

static void add(struct base_cache *cache, uint64_t offset, uint64_t size)
{
    struct body *body = made(size);

    base_cache_add(cache, cache, offset, body);
    body_drop(body);
}

static void keeps_what_was_asked_for(void **state)
{
    struct base_cache *cache = base_cache_new(10000);

    (void)state;
    assert_non_null(cache);
    for (uint64_t i = 0; i < 8; i++)
        add(cache, i, 1000);
    assert_non_null(base_cache_find(cache, cache, 0)); /* now the newest */
    assert_null(base_cache_find(cache, NULL, 0));      /* another pack's */
    for (uint64_t i = 8; i < 12; i++)
        add(cache, i, 1000);
    assert_non_null(base_cache_find(cache, cache, 0));
    assert_null(base_cache_find(cache, cache, 1));
    assert_non_null(base_cache_find(cache, cache, 11));
    add(cache, 100, 50000); /* larger than all there is room for: it alone is kept */
    assert_non_null(base_cache_find(cache, cache, 100));
    assert_null(base_cache_find(cache, cache, 0));
    base_cache_clear(cache);
    assert_null(base_cache_find(cache, cache, 100));
    base_cache_free(cache);
}

/* Of small bodies a few, for all of them fit into what a core has at hand; of large ones a chain of
 * deltas, up to the ceiling. */
static void keeps_what_a_chain_needs(void **state)
{
    enum { SMALL = 1024, LARGE = 100 * 1024, CHAIN = 50, MANY = 4096 };
    struct base_cache *cache = base_cache_new(8 << 20);

    (void)state;
    assert_non_null(cache);
    for (uint64_t i = 0; i < MANY; i++)
        add(cache, i, SMALL);
    assert_null(base_cache_find(cache, cache, MANY - 2 * 1024));
    assert_non_null(base_cache_find(cache, cache, MANY - 512));
    for (uint64_t i = 0; i < 2 * CHAIN; i++)
        add(cache, MANY + i, LARGE);
    assert_non_null(base_cache_find(cache, cache, MANY + CHAIN));
    assert_null(base_cache_find(cache, cache, MANY));
    base_cache_free(cache);
}

static void spools_large_bodies(void **state)
{
    struct body *body = made(LIMIT_GIT_BODY_MEMORY + 1), *small = made(LIMIT_GIT_BODY_MEMORY);

    (void)state;
    assert_true(body->spooled);
    assert_true(body_memory(body) < 4096);
    memset(body->data, 'x', body->size);
    body_forget(body);
    assert_int_equal(body->data[body->size - 1], 'x');
    assert_false(small->spooled);
    body_drop(body);
    body_drop(small);
}

static void refuses_what_is_too_large(void **state)
{
    struct body *body = NULL;
    struct assay_error err = {0};

    (void)state;
    assert_int_equal(body_new(LIMIT_GIT_OBJECT + 1, &body, &err), ASSAY_ELIMIT);
    assert_string_equal(err.id, "file.too-large");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_what_was_asked_for),
        cmocka_unit_test(keeps_what_a_chain_needs),
        cmocka_unit_test(spools_large_bodies),
        cmocka_unit_test(refuses_what_is_too_large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
