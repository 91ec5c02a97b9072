/* env.c - what an expression may name: variables, constants, functions, records, libraries. */

#include "policy/cel/env.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/kit.h"
#include "base/text.h"
#include "policy/cel/library.h"
#include "policy/cel/standard.h"
#include "policy/cel/types.h"
#include "policy/cel/values.h"

enum { PARAMS_MAX = 8 };

static void count_parts(struct cel_env *env, const char *name)
{
    size_t parts = 1;

    for (const char *dot = strchr(name, '.'); dot; dot = strchr(dot + 1, '.'))
        parts++;
    if (parts > env->most_parts)
        env->most_parts = parts;
}

static ASSAY_RESULT add_library(struct cel_env *env, const struct library *library,
                                struct assay_error *err)
{
    if (env->library_count == LIBRARIES_MAX)
        return assay_fail(err, ASSAY_ELIMIT, ASSAY_NO_OFFSET, "more than %d libraries",
                          LIBRARIES_MAX);
    env->libraries[env->library_count++] = library;
    env->lazy = library->lazy;
    env->optional_syntax = env->optional_syntax || library->optional_syntax;
    for (size_t i = 0; i < library->function_count; i++)
        TRY(cel_env_function(env, &library->functions[i], err));
    env->lazy = false;
    for (size_t i = 0; i < library->type_count; i++)
        TRY(cel_env_constant(env, library->types[i].name, cel_of_type(library->types[i].type),
                             err));
    return ASSAY_OK;
}

struct cel_env *cel_env_new(struct arena *arena)
{
    static const struct library *const standard[] = {&library_standard, &library_arithmetic,
                                                     &library_conversions, &library_times};
    struct cel_env *env = arena_alloc(arena, sizeof *env);

    if (!env)
        return NULL;
    *env = (struct cel_env){.arena = arena,
                            .container = "",
                            .variables = {.arena = arena},
                            .functions = {.arena = arena},
                            .records = {.arena = arena}};
    for (size_t i = 0; i < ARRAY_LEN(standard); i++) {
        if (add_library(env, standard[i], NULL) != ASSAY_OK)
            return NULL;
    }
    return env;
}

enum assay_status cel_env_library(struct cel_env *env, const char *name, struct assay_error *err)
{
    const struct library *library = library_find(name);
    size_t count;
    const char *const *names = library_names(&count);
    enum assay_status status;
    const char *nearest;

    if (!library) {
        status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "no library \"%s\"", name);
        nearest = text_nearest(name, names, count);
        if (nearest)
            assay_error_do(err, "did you mean \"%s\"?", nearest);
        return status;
    }
    for (size_t i = 0; i < env->library_count; i++) {
        if (env->libraries[i] == library)
            return ASSAY_OK;
    }
    return add_library(env, library, err);
}

enum assay_status cel_env_container(struct cel_env *env, const char *container,
                                    struct assay_error *err)
{
    env->container = arena_text(env->arena, container);
    return env->container ? ASSAY_OK : out_of_memory(err);
}

static ASSAY_RESULT add_variable(struct cel_env *env, const struct variable *variable,
                                 struct assay_error *err)
{
    struct variable *copy = arena_alloc(env->arena, sizeof *copy);

    if (names_find(&env->variables, variable->name))
        return assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "\"%s\" is declared twice",
                          variable->name);
    if (!copy)
        return out_of_memory(err);
    *copy = *variable;
    copy->name = arena_text(env->arena, variable->name);
    count_parts(env, variable->name);
    if (!copy->name || !names_add(&env->variables, variable->name, copy))
        return out_of_memory(err);
    return ASSAY_OK;
}

enum assay_status cel_env_variable(struct cel_env *env, const char *name,
                                   const struct cel_type *type, struct assay_error *err)
{
    return add_variable(env, &(struct variable){.name = name, .type = type}, err);
}

enum assay_status cel_env_constant(struct cel_env *env, const char *name, struct cel_value value,
                                   struct assay_error *err)
{
    struct variable variable = {
        .name = name, .type = value_type(value), .constant = true, .value = value};

    return add_variable(env, &variable, err);
}

enum assay_status cel_env_record(struct cel_env *env, const struct cel_type *record,
                                 struct assay_error *err)
{
    struct cel_type *copy = arena_alloc(env->arena, sizeof *copy);

    if (names_find(&env->records, record->name))
        return assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "record \"%s\" is declared twice",
                          record->name);
    if (!copy)
        return out_of_memory(err);
    *copy = *record;
    return names_add(&env->records, record->name, copy) ? ASSAY_OK : out_of_memory(err);
}

static const struct cel_type *find_record(const void *data, const char *name)
{
    const struct cel_env *env = data;

    return names_find(&env->records, name);
}

enum assay_status cel_env_type(struct cel_env *env, const char *text, const struct cel_type **out,
                               struct assay_error *err)
{
    struct bytes rest = bytes_text(text);
    const struct cel_type *type = type_read(env->arena, &rest, find_record, env);

    if (!type || rest.size != 0)
        return assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "\"%s\" is no type", text);
    *out = type;
    return ASSAY_OK;
}

/* ---- signatures ---- */

static void skip_blanks(struct bytes *text)
{
    while (text->size > 0 && text->data[0] == ' ')
        *text = bytes_from(*text, 1);
}

static bool skip(struct bytes *text, const char *word)
{
    skip_blanks(text);
    if (!bytes_starts(*text, bytes_text(word)))
        return false;
    *text = bytes_from(*text, strlen(word));
    return true;
}

struct signature {
    char *name;
    bool member;
    const struct cel_type *params[PARAMS_MAX];
    size_t count;
    const struct cel_type *result;
};

static bool read_param(struct cel_env *env, struct bytes *text, struct signature *out)
{
    const struct cel_type *type = type_read(env->arena, text, find_record, env);

    if (!type || out->count == PARAMS_MAX)
        return false;
    out->params[out->count++] = type;
    return true;
}

static bool read_signature(struct cel_env *env, struct bytes text, struct signature *out)
{
    size_t size = 0;

    *out = (struct signature){0};
    if (skip(&text, "(")) {
        out->member = true;
        if (!read_param(env, &text, out) || !skip(&text, ")") || !skip(&text, "."))
            return false;
    }
    while (size < text.size && text.data[size] != '(')
        size++;
    if (size == 0 || size == text.size)
        return false;
    out->name = arena_copy(env->arena, bytes_of(text.data, size));
    text = bytes_from(text, size + 1);
    if (!skip(&text, ")")) {
        do {
            if (!read_param(env, &text, out))
                return false;
        } while (skip(&text, ","));
        if (!skip(&text, ")"))
            return false;
    }
    if (!skip(&text, "->"))
        return false;
    out->result = type_read(env->arena, &text, find_record, env);
    return out->name && out->result && text.size == 0;
}

/* NOLINTNEXTLINE(misc-no-recursion): types of signatures are shallow */
static bool is_generic(const struct cel_type *type)
{
    if (type->kind == CEL_PARAM)
        return true;
    for (size_t i = 0; i < type->arg_count; i++) {
        if (is_generic(type->args[i]))
            return true;
    }
    return false;
}

static bool same_params(const struct overload *overload, const struct signature *signature)
{
    if (overload->member != signature->member || overload->count != signature->count)
        return false;
    for (size_t i = 0; i < overload->count; i++) {
        if (!type_equal(overload->params[i], signature->params[i]))
            return false;
    }
    return true;
}

static struct overload *make_overload(struct cel_env *env, const struct signature *signature,
                                      const struct cel_function *function)
{
    struct overload *made = arena_alloc(env->arena, sizeof *made);
    const struct cel_type **params = arena_array(env->arena, signature->count, sizeof *params);

    if (!made || !params)
        return NULL;
    *made = (struct overload){.signature = arena_text(env->arena, function->signature),
                              .member = signature->member,
                              .params = params,
                              .count = signature->count,
                              .result = signature->result,
                              .call = function->call,
                              .user = function->user};
    for (size_t i = 0; i < signature->count; i++) {
        enum cel_kind kind = signature->params[i]->kind;

        params[i] = signature->params[i];
        made->generic = made->generic || is_generic(params[i]);
        made->looks_inside =
            made->looks_inside || (!env->lazy && (kind == CEL_LIST || kind == CEL_MAP));
    }
    return made->signature ? made : NULL;
}

enum assay_status cel_env_function(struct cel_env *env, const struct cel_function *function,
                                   struct assay_error *err)
{
    struct signature signature;
    struct function *home;
    struct overload **end;

    if (!read_signature(env, bytes_text(function->signature), &signature))
        return assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "\"%s\" is no signature",
                          function->signature);
    home = names_find(&env->functions, signature.name);
    if (!home) {
        home = arena_alloc(env->arena, sizeof *home);
        if (!home)
            return out_of_memory(err);
        home->name = signature.name;
        count_parts(env, signature.name);
        if (!names_add(&env->functions, signature.name, home))
            return out_of_memory(err);
    }
    for (end = &home->overloads; *end; end = &(*end)->next) {
        if (same_params(*end, &signature))
            return assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                              "\"%s\" is there already as \"%s\"", function->signature,
                              (*end)->signature);
    }
    *end = make_overload(env, &signature, function);
    return *end ? ASSAY_OK : out_of_memory(err);
}

enum assay_status cel_env_functions(struct cel_env *env, const struct cel_function *functions,
                                    size_t count, struct assay_error *err)
{
    for (size_t i = 0; i < count; i++)
        TRY(cel_env_function(env, &functions[i], err));
    return ASSAY_OK;
}

/* ---- looking up ---- */

char *env_candidate(const struct cel_env *env, const char *name, bool absolute, size_t nth,
                    struct arena *arena)
{
    size_t size = absolute ? 0 : strlen(env->container);

    if (absolute)
        return nth == 0 ? arena_text(arena, name) : NULL;
    for (size_t i = 0; i < nth; i++) { /* one part less each time, the whole container at first */
        if (size == 0)
            return NULL;
        while (size > 0 && env->container[--size] != '.') {
        }
    }
    if (size == 0)
        return arena_text(arena, name);
    return arena_printf(arena, "%.*s.%s", (int)size, env->container, name);
}

const struct variable *env_variable(const struct cel_env *env, const char *name)
{
    return names_find(&env->variables, name);
}

const struct function *env_function(const struct cel_env *env, const char *name)
{
    return names_find(&env->functions, name);
}

const struct macro *env_macro(const struct cel_env *env, const char *name, size_t args)
{
    for (size_t i = env->library_count; i-- > 0;) {
        const struct library *library = env->libraries[i];

        for (size_t j = 0; j < library->macro_count; j++) {
            const struct macro *macro = &library->macros[j];

            if (args >= macro->least && args <= macro->most && strcmp(macro->name, name) == 0)
                return macro;
        }
    }
    return NULL;
}

const char *env_shown_name(const char *function)
{
    static const struct {
        const char *function, *text;
    } operators[] = {{"_<_", "<"}, {"_<=_", "<="}, {"_>_", ">"}, {"_>=_", ">="},
                     {"_+_", "+"}, {"_-_", "-"},   {"_*_", "*"}, {"_/_", "/"},
                     {"_%_", "%"}, {"!_", "!"},    {"-_", "-"}};

    for (size_t i = 0; i < ARRAY_LEN(operators); i++) {
        if (strcmp(operators[i].function, function) == 0)
            return operators[i].text;
    }
    return function;
}
