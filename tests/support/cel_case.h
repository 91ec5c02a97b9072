/* cel_case.h - an expression run with all libraries, and its outcome as one line of text. */

#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/kit.h"
#include "policy/cel/cel.h"
#include "rows.h"

/* Facts of `item`: size and name are known, model.parameters is, all others are absent. */
static inline bool cel_case_read(const struct cel_record *record, const char *field,
                                 struct arena *arena, struct cel_value *out)
{
    struct cel_value files[] = {cel_of_int(3), cel_of_int(1), cel_of_int(2)};
    struct cel_record *model;

    if (strcmp(field, "size") == 0)
        *out = cel_of_int(99);
    else if (strcmp(field, "name") == 0)
        *out = cel_of_text("model.pt");
    else if (strcmp(field, "parameters") == 0)
        *out = cel_of_int(1234);
    else if (strcmp(field, "files") == 0)
        *out = cel_of_list(arena, files, ARRAY_LEN(files));
    else if (strcmp(field, "model") == 0 && (model = arena_alloc(arena, sizeof *model))) {
        *model = (struct cel_record){.path = "item.model", .read = cel_case_read};
        for (size_t i = 0; i < record->type->field_count; i++) {
            if (strcmp(record->type->fields[i].name, "model") == 0)
                model->type = record->type->fields[i].type;
        }
        *out = cel_of_record(model);
    } else {
        return false;
    }
    return true;
}

struct cel_case {
    struct arena *arena;
    struct cel_env *env;
    const struct cel_type *item;
    struct cel_program *program;
    struct cel_evaluation *evaluation;
    struct assay_error err;
};

static inline void cel_case_init(struct cel_case *c)
{
    static const char *const libraries[] = {"bindings", "comprehensions2", "encoders",
                                            "math",     "optionals",       "strings"};
    struct arena *arena = arena_new();
    struct cel_field model[] = {
        {"parameters", &cel_int}, {"license", &cel_string}, {"executes_on_load", &cel_bool}};
    struct cel_field item[] = {{"size", &cel_int},
                               {"name", &cel_string},
                               {"path", &cel_string},
                               {"files", cel_list_of(arena, &cel_int)},
                               {"model", cel_record_of(arena, "model", model, ARRAY_LEN(model))}};

    *c = (struct cel_case){.arena = arena, .env = cel_env_new(arena)};
    for (size_t i = 0; i < ARRAY_LEN(libraries); i++)
        assert_ok(cel_env_library(c->env, libraries[i], &c->err), c->err);
    c->item = cel_record_of(arena, "item", item, ARRAY_LEN(item));
    assert_ok(cel_env_variable(c->env, "item", c->item, &c->err), c->err);
    assert_ok(cel_env_variable(c->env, "u", &cel_dyn, &c->err), c->err); /* never bound */
}

static inline void cel_case_clear(struct cel_case *c)
{
    arena_free(c->arena);
}

/* "true", "[1, 2]", "unknown(u)", "fault(...)"; "3:7: ..." where the expression is refused. */
static inline const char *cel_case_run(struct cel_case *c, const char *expression,
                                       struct cel_budget budget)
{
    struct cel_record *item = arena_alloc(c->arena, sizeof *item);
    struct cel_binding *binding = arena_alloc(c->arena, sizeof *binding);
    struct cel_activation *activation = arena_alloc(c->arena, sizeof *activation);
    CLEANUP(buf_clear) struct buf text;

    *item = (struct cel_record){c->item, "item", cel_case_read, NULL};
    *binding = (struct cel_binding){"item", cel_of_record(item)};
    *activation = (struct cel_activation){.bindings = binding, .count = 1};
    buf_init(&text, 1 << 20);
    if (cel_compile(c->env, bytes_text(expression), c->arena, &c->program, &c->err) != ASSAY_OK) {
        assert_int_equal(c->err.status, ASSAY_EUSAGE);
        assert_string_equal(c->err.id, "policy.expression");
        return arena_printf(c->arena, "%u:%u: %s", c->err.line, c->err.column, c->err.text);
    }
    assert_ok(cel_evaluate(c->program, activation, budget, c->arena, &c->evaluation, &c->err),
              c->err);
    cel_print(&text, cel_result(c->evaluation));
    return arena_text(c->arena, buf_string(&text));
}

/* A row of most tests: an expression and what it gives. A `*` at the end of `gives` stands for
 * whatever follows, so that rows need not pin down whole texts. */
struct cel_row {
    const char *name;
    const char *expression;
    const char *gives;
};

static inline void cel_check_row(void **state)
{
    const struct cel_row *row = *state;
    size_t size = strlen(row->gives);
    struct cel_case c;
    const char *text;

    cel_case_init(&c);
    text = cel_case_run(&c, row->expression, CEL_BUDGET);
    if (size > 0 && row->gives[size - 1] == '*' ? strncmp(text, row->gives, size - 1) != 0
                                                : strcmp(text, row->gives) != 0)
        fail_msg("%s\n gives %s\n  and not %s", row->expression, text, row->gives);
    cel_case_clear(&c);
}
