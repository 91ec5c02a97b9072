/* test_applies.c - which kinds an expression can be true for; in doubt, all of them. */

#include "cel_case.h"
#include "policy/rule.h"

#define ALL ((1U << ASSAY_KINDS) - 1)
#define DATASET (1U << ASSAY_KIND_DATASET)
#define MODEL (1U << ASSAY_KIND_MODEL)

static const struct row {
    const char *name;
    const char *text;
    unsigned kinds;
} rows[] = {
    {"one kind", "item.kind == \"model\"", MODEL},
    {"one kind and more", "item.kind == \"dataset\" && item.size > 0", DATASET},
    {"two kinds", "item.kind in [\"dataset\", \"model\"] && true", DATASET | MODEL},
    {"second place", "item.size > 0 && item.kind == \"model\"", MODEL},
    {"all but one", "item.kind != \"model\"", ALL & ~MODEL},
    {"or", "item.kind == \"model\" || item.size > 0", ALL},
    {"a word that is no kind", "item.kind == \"modle\"", 0},
    {"no kind at all", "item.kind in []", 0},
    {"true", "true", ALL},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct cel_env *env = cel_env_new(arena);
    struct cel_field fields[] = {{"kind", &cel_string}, {"size", &cel_int}};
    struct cel_program *program;
    struct assay_error err = {0};

    assert_ok(cel_env_variable(env, "item", cel_record_of(arena, "item", fields, 2), &err), err);
    assert_ok(cel_compile(env, bytes_text(row->text), arena, &program, &err), err);
    assert_int_equal(kinds_of(program), row->kinds);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
