/* policy_functions.h - an expression run with functions of policy, and what it yields. */

#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/kit.h"
#include "policy/functions_part.h"
#include "rows.h"

struct function_row {
    const char *name, *expression, *value;
};

static inline void function_evaluate(const struct cel_function *functions, size_t count,
                                     const char *expression, struct buf *out)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct cel_env *env = cel_env_new(arena);
    struct cel_evaluation *evaluation;
    struct cel_program *program;
    struct assay_error err = {0};

    assert_ok(cel_env_functions(env, functions, count, &err), err);
    assert_ok(cel_compile(env, bytes_text(expression), arena, &program, &err), err);
    assert_ok(
        cel_evaluate(program, &(struct cel_activation){0}, CEL_BUDGET, arena, &evaluation, &err),
        err);
    cel_print(out, cel_result(evaluation));
}

static inline void function_row_check(const struct cel_function *functions, size_t count,
                                      const struct function_row *row)
{
    CLEANUP(buf_clear) struct buf shown = {.ceiling = SIZE_MAX};

    function_evaluate(functions, count, row->expression, &shown);
    assert_string_equal(buf_string(&shown), row->value);
}
