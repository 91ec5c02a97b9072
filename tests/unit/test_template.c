/* test_template.c - one line with values filled in. */

#include "policy/template.h"

#include "base/kit.h"
#include "rows.h"

#define TWENTY "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]"
#define DEAR TWENTY ".all(a, " TWENTY ".all(b, " TWENTY ".all(c, " TWENTY ".all(d, a > 0))))"
#define TIMES(x) ".map(" x ", [" x "," x "," x "," x "," x "," x "," x "," x "," x "," x "])"

static const struct row {
    const char *name;
    const char *text;
    const char *filled; /* or NULL: refused */
    uint64_t offset;    /* to blame */
} rows[] = {
    {"plain", "no values", "no values", 0},
    {"empty", "", "", 0},
    {"a text", "about {\"x\"}", "about x", 0},
    {"a number", "{1204} rows", "1,204 rows", 0},
    {"a list", "{[\"a\", \"b\"]}", "a, b", 0},
    {"a long list", "{[1, 2, 3, 4, 5, 6, 7]}", "1, 2, 3, 4, 5 and 2 more", 0},
    {"an empty list", "[{[]}]", "[]", 0},
    {"a map inside", "{ {\"a\": 1}[\"a\"] }", "1", 0},
    {"a brace in a text", "{\"}\"}", "}", 0},
    {"a quote in a text", "{\"\\\"}\"}", "\"}", 0},
    {"braces that are meant", "{{x}} {{{1}}}", "{x} {1}", 0},
    {"what is unknown", "is {missing}", "is (unknown)", 0},
    {"a fault", "is {1 / 0}", "is (unknown)", 0},
    {"control characters", "{\"a\\x1b[31m\\u202e\"}", "a\\x1b[31m\\u202e", 0},
    {"what costs more than all may", "{" DEAR "} {" DEAR "} {1}", "true (unknown) (unknown)", 0},
    {"a brace that stays open", "about {x", NULL, 6},
    {"a brace that was not opened", "about }", NULL, 6},
    {"nothing inside", "about {}", NULL, 7},
    {"a misspelt word", "about {missin}", NULL, 7},
    {"a misspelt word further on", "{1} and {1 + mising}", NULL, 13},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct arena *arena = arena_new();
    struct cel_env *env = cel_env_new(arena);
    struct template *template;
    struct assay_error err = {0};
    struct buf out;
    const struct filled filled = {.shown = &out};

    assert_ok(cel_env_variable(env, "missing", &cel_int, &err), err);
    buf_init(&out, SIZE_MAX);
    if (row->filled) {
        assert_ok(template_read(env, bytes_text(row->text), arena, &template, &err), err);
        assert_ok(template_fill(template, &(struct cel_activation){0}, arena, &filled, &err), err);
        assert_string_equal(buf_string(&out), row->filled);
    } else {
        assert_int_equal(template_read(env, bytes_text(row->text), arena, &template, &err),
                         ASSAY_EUSAGE);
        assert_string_equal(err.id, "policy.expression");
        assert_int_equal(err.offset, row->offset);
    }
    buf_clear(&out);
    arena_free(arena);
}

static const struct whole_row {
    const char *name;
    const char *text, *whole;
} wholes[] = {
    {"nothing of a list is cut", "{[1, 2, 3, 4, 5, 6, 7]}", "1, 2, 3, 4, 5, 6, 7"},
    {"the item's place is no part of it", "{item.path}: bad, as is { item.name }", ": bad, as is "},
    {"what is told of a place is", "{\"in \" + item.path}", "(unknown)"},
    {"words alone", "a word", "a word"},
};

static void check_whole(void **state)
{
    const struct whole_row *row = *state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct cel_env *env = cel_env_new(arena);
    CLEANUP(buf_clear) struct buf shown = {.ceiling = SIZE_MAX}, whole = {.ceiling = SIZE_MAX};
    const struct filled filled = {.shown = &shown, .whole = &whole};
    struct template *template;
    struct assay_error err = {0};

    assert_ok(cel_env_variable(env, "item", &cel_dyn, &err), err);
    assert_ok(template_read(env, bytes_text(row->text), arena, &template, &err), err);
    assert_ok(template_fill(template, &(struct cel_activation){0}, arena, &filled, &err), err);
    assert_string_equal(buf_string(&whole), row->whole);
}

/* A list that holds another ten times, and that one a third: few values, of endless text. */
static void what_is_written_ends(void **state)
{
    static const char many[] = "{[[[1,2,3,4,5,6,7,8,9,0]]" TIMES("a") TIMES("b") TIMES("c")
        TIMES("d") TIMES("e") TIMES("f") "]}";
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct cel_env *env = cel_env_new(arena);
    CLEANUP(buf_clear) struct buf shown = {.ceiling = SIZE_MAX}, whole = {.ceiling = SIZE_MAX};
    const struct filled filled = {.shown = &shown, .whole = &whole};
    struct template *template;
    struct assay_error err = {0};

    (void)state;
    assert_ok(template_read(env, bytes_text(many), arena, &template, &err), err);
    assert_ok(template_fill(template, &(struct cel_activation){0}, arena, &filled, &err), err);
    assert_in_range(shown.size, 300, 310);
    assert_memory_equal(shown.data, "[[[[[[[[1, 2, 3, ", 17);
    assert_memory_equal(shown.data + shown.size - 3, "...", 3);
    assert_in_range(whole.size, 1 << 20, (16 << 20) + 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_written_ends)};

    return RUN_CASES(check, rows) + RUN_CASES(check_whole, wholes) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
