#include "policy/cel/unify.h"

#include "base/arena.h"
#include "base/kit.h"
#include "policy/cel/types.h"
#include "rows.h"

/* A signature's parameters on the left, arguments on the right, the result they lead to. */
struct row {
    const char *name;
    const char *params, *args; /* of a made up type, so that there may be several */
    const char *result;        /* of the type "r(<T>, <U>)"; NULL where they do not fit */
};

static const struct row rows[] = {
    {"equal", "a(int)", "a(int)", "r(dyn, dyn)"},
    {"unlike", "a(int)", "a(string)", NULL},
    {"parameter takes what comes", "a(<T>)", "a(list(int))", "r(list(int), dyn)"},
    {"the same twice", "a(<T>, <T>)", "a(int, int)", "r(int, dyn)"},
    {"not the same twice", "a(<T>, <T>)", "a(int, string)", NULL},
    {"dyn fits", "a(<T>, int)", "a(int, dyn)", "r(int, dyn)"},
    {"grows more general", "a(<T>, <T>)", "a(int, dyn)", "r(dyn, dyn)"},
    {"stays general", "a(<T>, <T>)", "a(dyn, int)", "r(dyn, dyn)"},
    {"inside", "a(list(<T>), map(<T>, <U>))", "a(list(int), map(int, bool))", "r(int, bool)"},
    {"null fits an optional", "a(optional_type(<T>), <U>)", "a(null_type, int)", "r(dyn, int)"},
    {"null fits no int", "a(int)", "a(null_type)", NULL},
    {"list is no map", "a(list(<T>))", "a(map(int, int))", NULL},
    {"other name", "a(b(int))", "a(c(int))", NULL},
};

static void check(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct row *row = *state;
    struct unifier u = {.arena = arena};
    struct instance instance = {.count = 0};
    struct bytes texts[] = {bytes_text(row->params), bytes_text(row->args), BYTES("r(<T>, <U>)")};
    const struct cel_type *types[3];

    for (size_t i = 0; i < 3; i++)
        types[i] = type_read(arena, &texts[i], NULL, NULL);
    types[0] = unify_instance(&u, &instance, types[0]);
    types[2] = unify_instance(&u, &instance, types[2]);
    assert_int_equal(unify_fits(&u, types[0], types[1]), row->result != NULL);
    if (row->result)
        assert_string_equal(cel_type_text(arena, unify_result(&u, types[2], true)), row->result);
    assert_false(u.no_memory);
}

static void what_does_not_fit_leaves_no_trace(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct unifier u = {.arena = arena};
    const struct cel_type *t = unify_fresh(&u);
    const struct cel_type *const to[] = {t, &cel_int};
    const struct cel_type *const from[] = {&cel_bool, &cel_string};

    (void)state;
    assert_false(unify_all_fit(&u, to, from, 2));
    assert_ptr_equal(unify_look(&u, t), t);
}

static void nothing_holds_itself(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct unifier u = {.arena = arena};
    const struct cel_type *t = unify_fresh(&u);

    (void)state;
    assert_false(unify_fits(&u, t, cel_list_of(arena, t)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_does_not_fit_leaves_no_trace),
                                       cmocka_unit_test(nothing_holds_itself)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
