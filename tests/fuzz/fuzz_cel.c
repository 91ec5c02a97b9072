/*
 * fuzz_cel.c - any bytes as an expression: it must be refused with a place, or run within its
 * budget.
 *
 * Memory is watched too: what an evaluation takes is bounded by its budget and the program's size.
 */

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/kit.h"
#include "policy/cel/cel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool read_field(const struct cel_record *record, const char *field, struct arena *arena,
                       struct cel_value *out)
{
    struct cel_value items[] = {cel_of_int(1), cel_of_int(-2),
                                cel_of_unknown(arena, "item.list[2]")};

    (void)record;
    if (strcmp(field, "size") == 0)
        *out = cel_of_int(12);
    else if (strcmp(field, "name") == 0)
        *out = cel_of_text("model.pt");
    else if (strcmp(field, "list") == 0)
        *out = cel_of_list(arena, items, ARRAY_LEN(items));
    else
        return false;
    return true;
}

static struct cel_env *make_env(struct arena *arena, const struct cel_type **item)
{
    static const char *const libraries[] = {"bindings", "comprehensions2", "encoders",
                                            "math",     "optionals",       "strings"};
    struct cel_env *env = cel_env_new(arena);
    struct cel_field fields[] = {{"size", &cel_int},
                                 {"name", &cel_string},
                                 {"lost", &cel_bool},
                                 {"list", cel_list_of(arena, &cel_int)}};

    assert(env);
    for (size_t i = 0; i < ARRAY_LEN(libraries); i++)
        assert(cel_env_library(env, libraries[i], NULL) == ASSAY_OK);
    *item = cel_record_of(arena, "item", fields, ARRAY_LEN(fields));
    assert(cel_env_variable(env, "item", *item, NULL) == ASSAY_OK);
    assert(cel_env_variable(env, "x", &cel_dyn, NULL) == ASSAY_OK);
    assert(cel_env_variable(env, "u", &cel_dyn, NULL) == ASSAY_OK);
    return env;
}

static void run(const struct cel_program *program, const struct cel_type *type, struct arena *arena)
{
    struct cel_record item = {.type = type, .path = "item", .read = read_field};
    struct cel_binding bindings[] = {{"item", cel_of_record(&item)}, {"x", cel_of_text("abc")}};
    struct cel_activation activation = {.bindings = bindings, .count = ARRAY_LEN(bindings)};
    struct cel_budget budget = {.steps = 20000, .bytes = 1 << 20};
    struct cel_evaluation *evaluation;
    struct cel_explanation explanation;
    struct assay_error err = {0};
    CLEANUP(buf_clear) struct buf text;
    size_t before = arena_used(arena), count;

    buf_init(&text, 1 << 16);
    assert(cel_evaluate(program, &activation, budget, arena, &evaluation, &err) == ASSAY_OK);
    cel_print(&text, cel_result(evaluation));
    assert(cel_explain(evaluation, &explanation, &err) == ASSAY_OK);
    assert(explanation.count <= CEL_EXPLAIN_LEAVES);
    assert(cel_program_reads(program, &count) || count == 0);
    assert(arena_used(arena) - before < (size_t)64 << 20);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct cel_type *item; /* made once: most of a short run's time otherwise */
    static struct cel_env *env;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct cel_program *program;
    struct assay_error err = {0};

    if (!env)
        env = make_env(arena_new(), &item);
    if (cel_compile(env, bytes_of(data, size), arena, &program, &err) == ASSAY_OK)
        run(program, item, arena);
    else
        assert(err.status == ASSAY_EUSAGE && err.text[0] &&
               (err.line > 0 || err.offset == ASSAY_NO_OFFSET));
    if (cel_compile_unchecked(env, bytes_of(data, size), arena, &program, &err) == ASSAY_OK)
        run(program, item, arena);
    return 0;
}
