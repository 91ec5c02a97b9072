/*
 * cel_cases.c - runs a file of cases of the expression language; its form is in
 * tests/data/cel/README.md.
 *
 *     cel-cases FILE [NEEDS...]
 *
 * Runs the cases that need nothing but the libraries named, by default all that the engine has, and
 * counts the others as not run. The last line is "N passed, N failed"; exit 0 where none failed.
 */

#include <jansson.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/kit.h"
#include "cel_values.h"
#include "policy/cel/env.h"

enum { GROUPS_MAX = 64, DECLARED_MAX = 32 };

static const char *const libraries[] = {"bindings", "comprehensions2", "encoders",
                                        "math",     "optionals",       "strings"};

struct group {
    struct bytes suite; /* what stands before the first slash of an id */
    const char *needs;
    unsigned passed, failed, skipped;
};

struct runner {
    struct group groups[GROUPS_MAX];
    size_t group_count;
    char **wanted; /* needs that are asked for; NULL for all that are there */
    int wanted_count;
};

/* The text of a field, empty where it is none. */
static const char *text_of(const json_t *json, const char *key)
{
    const char *text = json_string_value(json_object_get(json, key));

    return text ? text : "";
}

static const char *element_of(const json_t *list, size_t index)
{
    const char *text = json_string_value(json_array_get(list, index));

    return text ? text : "";
}

/* Which field a case lacks that it must have, or NULL. */
static const char *lacks(const json_t *json)
{
    static const char *const needed[] = {"id", "needs", "expr"};

    for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
        if (!json_is_string(json_object_get(json, needed[i])))
            return needed[i];
    }
    return json_is_object(json_object_get(json, "expect")) ? NULL : "expect";
}

static struct group *group_of(struct runner *runner, const json_t *json)
{
    const char *id = text_of(json, "id"), *needs = text_of(json, "needs");
    struct bytes suite = bytes_of(id, strcspn(id, "/"));

    for (size_t i = 0; i < runner->group_count; i++) {
        if (bytes_equal(runner->groups[i].suite, suite) &&
            strcmp(runner->groups[i].needs, needs) == 0)
            return &runner->groups[i];
    }
    if (runner->group_count == GROUPS_MAX) {
        fprintf(stderr, "more than %d groups of cases\n", GROUPS_MAX);
        exit(2);
    }
    runner->groups[runner->group_count] = (struct group){.suite = suite, .needs = needs};
    return &runner->groups[runner->group_count++];
}

static bool is_wanted(const struct runner *runner, const char *needs)
{
    if (runner->wanted_count > 0) {
        for (int i = 0; i < runner->wanted_count; i++) {
            if (strcmp(runner->wanted[i], needs) == 0)
                return true;
        }
        return false;
    }
    if (strcmp(needs, "core") == 0)
        return true;
    for (size_t i = 0; i < ARRAY_LEN(libraries); i++) {
        if (strncmp(needs, "ext.", 4) == 0 && strcmp(needs + 4, libraries[i]) == 0)
            return true;
    }
    return false;
}

/* Type names that a case makes up, such as tuple(<T>, <U>), are read with their arguments. */
static bool declare_overloads(struct cel_env *env, const char *name, const json_t *overloads,
                              struct arena *arena, struct assay_error *err)
{
    for (size_t i = 0; i < json_array_size(overloads); i++) {
        const json_t *overload = json_array_get(overloads, i);
        const json_t *args = json_object_get(overload, "args");
        bool member = json_is_true(json_object_get(overload, "member"));
        CLEANUP(buf_clear) struct buf text;
        struct cel_function function = {0};

        buf_init(&text, 4096);
        if (member)
            buf_printf(&text, "(%s).", element_of(args, 0));
        buf_printf(&text, "%s(", name);
        for (size_t j = member ? 1 : 0; j < json_array_size(args); j++)
            buf_printf(&text, "%s%s", j > (member ? 1 : 0) ? ", " : "", element_of(args, j));
        buf_printf(&text, ") -> %s", text_of(overload, "result"));
        function.signature = arena_text(arena, buf_string(&text));
        if (cel_env_function(env, &function, err) != ASSAY_OK)
            return false;
    }
    return true;
}

static bool declare(struct cel_env *env, const json_t *json, struct arena *arena,
                    struct assay_error *err)
{
    const json_t *declared = json_object_get(json, "typeEnv");
    const char *container = json_string_value(json_object_get(json, "container"));
    const char *name;
    json_t *value;

    if (container && cel_env_container(env, container, err) != ASSAY_OK)
        return false;
    for (size_t i = 0; i < json_array_size(declared); i++) {
        const json_t *one = json_array_get(declared, i);
        const char *type_text = json_string_value(json_object_get(one, "type"));
        const struct cel_type *type;

        name = text_of(one, "name");
        if (!type_text) {
            if (!declare_overloads(env, name, json_object_get(one, "overloads"), arena, err))
                return false;
        } else if (cel_env_type(env, type_text, &type, err) != ASSAY_OK ||
                   cel_env_variable(env, name, type, err) != ASSAY_OK) {
            return false;
        }
    }
    json_object_foreach(json_object_get(json, "bindings"), name, value)
    {
        if (!env_variable(env, name) && cel_env_variable(env, name, &cel_dyn, err) != ASSAY_OK)
            return false;
    }
    return true;
}

static bool same_names(const json_t *expected, const struct cel_names *names)
{
    if (json_array_size(expected) != names->count)
        return false;
    for (size_t i = 0; i < names->count; i++) {
        bool found = false;

        for (size_t j = 0; j < names->count; j++)
            found = found || strcmp(names->names[i], element_of(expected, j)) == 0;
        if (!found)
            return false;
    }
    return true;
}

static bool is_expected(const json_t *expect, struct cel_value result, struct arena *arena)
{
    const json_t *value = json_object_get(expect, "value");
    const json_t *unknowns = json_object_get(expect, "unknown");
    struct cel_value wanted;

    if (json_object_get(expect, "error"))
        return result.kind == CEL_FAULT;
    if (value)
        return case_value(value, arena, &wanted) && case_equal(wanted, result);
    for (size_t i = 0; result.kind == CEL_UNKNOWN && i < json_array_size(unknowns); i++) {
        if (same_names(json_array_get(unknowns, i), result.of.names))
            return true;
    }
    return false;
}

static bool read_bindings(const json_t *json, struct arena *arena, struct cel_activation *out)
{
    json_t *bindings = json_object_get(json, "bindings");
    struct cel_binding *table = arena_array(arena, json_object_size(bindings), sizeof *table);
    const char *name;
    json_t *value;

    *out = (struct cel_activation){.bindings = table};
    json_object_foreach(bindings, name, value)
    {
        table[out->count].name = name;
        if (!case_value(value, arena, &table[out->count++].value))
            return false;
    }
    return true;
}

/* What went wrong, or NULL. */
static const char *run_case(const json_t *json, struct arena *arena)
{
    const json_t *expect = json_object_get(json, "expect");
    const json_t *expr = json_object_get(json, "expr");
    struct bytes text = bytes_of(json_string_value(expr), json_string_length(expr));
    const char *type = json_string_value(json_object_get(expect, "type"));
    bool unchecked = json_is_true(json_object_get(json, "disableCheck"));
    struct cel_env *env = cel_env_new(arena);
    struct cel_activation activation;
    struct cel_evaluation *evaluation;
    struct cel_program *program;
    struct assay_error err = {0};
    CLEANUP(buf_clear) struct buf shown;

    buf_init(&shown, 1024);
    for (size_t i = 0; i < ARRAY_LEN(libraries); i++) {
        if (cel_env_library(env, libraries[i], &err) != ASSAY_OK)
            return arena_text(arena, err.text);
    }
    if (!declare(env, json, arena, &err) || !read_bindings(json, arena, &activation))
        return arena_printf(arena, "the case cannot be read: %s",
                            *err.text ? err.text : "a binding is no value of the form");
    if ((unchecked ? cel_compile_unchecked(env, text, arena, &program, &err)
                   : cel_compile(env, text, arena, &program, &err)) != ASSAY_OK)
        return json_object_get(expect, "error") ? NULL : arena_text(arena, err.text);
    if (type && strcmp(type, cel_type_text(arena, cel_program_type(program))) != 0)
        return arena_printf(arena, "type %s", cel_type_text(arena, cel_program_type(program)));
    if (json_is_true(json_object_get(json, "checkOnly")) || (type && json_object_size(expect) == 1))
        return type ? NULL : "nothing is asked";
    if (cel_evaluate(program, &activation, CEL_BUDGET, arena, &evaluation, &err) != ASSAY_OK)
        return arena_text(arena, err.text);
    if (is_expected(expect, cel_result(evaluation), arena))
        return NULL;
    cel_print(&shown, cel_result(evaluation));
    return arena_text(arena, buf_string(&shown));
}

static void run_all(struct runner *runner, const json_t *cases)
{
    for (size_t i = 0; i < json_array_size(cases); i++) {
        const json_t *json = json_array_get(cases, i);
        struct group *group = group_of(runner, json);
        struct arena *arena = arena_new();
        const char *missing = lacks(json), *wrong;

        if (!missing && !is_wanted(runner, group->needs)) {
            group->skipped++;
            arena_free(arena);
            continue;
        }
        wrong = missing ? arena_printf(arena, "the case cannot be read: it has no \"%s\"", missing)
                        : run_case(json, arena);
        if (wrong)
            printf("FAIL %s: %s\n     %s\n", text_of(json, "id"), text_of(json, "expr"), wrong);
        *(wrong ? &group->failed : &group->passed) += 1;
        arena_free(arena);
    }
}

int main(int argc, char **argv)
{
    struct runner runner = {.wanted = argv + 2, .wanted_count = argc - 2};
    unsigned passed = 0, failed = 0, skipped = 0;
    json_error_t err;
    json_t *file;

    if (argc < 2) {
        fprintf(stderr, "usage: cel-cases FILE [NEEDS...]\n");
        return 2;
    }
    file = json_load_file(argv[1], JSON_ALLOW_NUL, &err);
    if (!file) {
        fprintf(stderr, "%s:%d: %s\n", argv[1], err.line, err.text);
        return 2;
    }
    if (!json_is_array(json_object_get(file, "cases"))) {
        fprintf(stderr, "%s: no list \"cases\"\n", argv[1]);
        json_decref(file);
        return 2;
    }
    run_all(&runner, json_object_get(file, "cases"));
    for (size_t i = 0; i < runner.group_count; i++) {
        const struct group *group = &runner.groups[i];

        passed += group->passed;
        failed += group->failed;
        skipped += group->skipped;
        printf("%-20s %-20.*s %4u of %u passed%s\n", group->needs, (int)group->suite.size,
               group->suite.size ? (const char *)group->suite.data : "", group->passed,
               group->passed + group->failed, group->skipped ? ", not run: library not there" : "");
    }
    json_decref(file);
    printf("%u not run\n%u passed, %u failed\n", skipped, passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}
