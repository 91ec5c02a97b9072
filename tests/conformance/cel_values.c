/* cel_values.c - values of the expression language as the case files write them. */

#include "cel_values.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"

static const struct cel_type *type_by_name(const char *name, struct arena *arena)
{
    struct cel_env *env = cel_env_new(arena);
    const struct cel_type *type;
    char text[64];

    if (!env || cel_env_library(env, "optionals", NULL) != ASSAY_OK)
        return NULL;
    snprintf(text, sizeof text, "%s%s", name,
             strcmp(name, "list") == 0            ? "(dyn)"
             : strcmp(name, "map") == 0           ? "(dyn, dyn)"
             : strcmp(name, "optional_type") == 0 ? "(dyn)"
                                                  : "");
    if (strcmp(name, "google.protobuf.Duration") == 0)
        return &cel_duration;
    if (strcmp(name, "google.protobuf.Timestamp") == 0)
        return &cel_timestamp;
    return cel_env_type(env, text, &type, NULL) == ASSAY_OK ? type : NULL;
}

static bool type_value(const char *name, struct arena *arena, struct cel_value *out)
{
    const struct cel_type *type = type_by_name(name, arena);

    if (type)
        *out = cel_of_type(type);
    return type;
}

/* "1.5s" and "2026-01-01T00:00:00Z" are what the language reads itself. */
static bool time_value(const char *function, const char *text, struct arena *arena,
                       struct cel_value *out)
{
    struct cel_env *env = cel_env_new(arena);
    struct cel_evaluation *evaluation;
    struct cel_program *program;
    char source[128];

    snprintf(source, sizeof source, "%s(\"%s\")", function, text);
    if (!env || cel_compile(env, bytes_text(source), arena, &program, NULL) != ASSAY_OK ||
        cel_evaluate(program, NULL, CEL_BUDGET, arena, &evaluation, NULL) != ASSAY_OK)
        return false;
    *out = cel_result(evaluation);
    return out->kind != CEL_FAULT;
}

static bool bytes_value(const json_t *json, struct arena *arena, struct cel_value *out)
{
    CLEANUP(buf_clear) struct buf bytes;
    struct bytes text = bytes_of(json_string_value(json), json_string_length(json));

    buf_init(&bytes, SIZE_MAX);
    if (!base64_decode(&bytes, text, false))
        return false;
    *out = cel_of_bytes(bytes_of(arena_copy(arena, buf_bytes(&bytes)), bytes.size));
    return true;
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the case files, which are ours */

static bool list_value(const json_t *json, struct arena *arena, struct cel_value *out)
{
    size_t count = json_array_size(json);
    struct cel_value *items = arena_array(arena, count, sizeof *items);

    for (size_t i = 0; i < count; i++) {
        if (!case_value(json_array_get(json, i), arena, &items[i]))
            return false;
    }
    *out = cel_of_list(arena, items, count);
    return true;
}

static bool map_value(const json_t *json, struct arena *arena, struct cel_value *out)
{
    size_t count = json_array_size(json);
    struct cel_entry *entries = arena_array(arena, count, sizeof *entries);

    for (size_t i = 0; i < count; i++) {
        const json_t *pair = json_array_get(json, i);

        if (!case_value(json_array_get(pair, 0), arena, &entries[i].key) ||
            !case_value(json_array_get(pair, 1), arena, &entries[i].value))
            return false;
    }
    *out = cel_of_map(arena, entries, count);
    return out->kind == CEL_MAP;
}

static bool unknown_value(const json_t *json, struct arena *arena, struct cel_value *out)
{
    size_t count = json_array_size(json);
    const char **names = arena_array(arena, count, sizeof *names);

    for (size_t i = 0; i < count; i++) {
        const json_t *name = json_array_get(json, i);

        if (!json_is_string(name))
            return false;
        names[i] = arena_text(arena, json_string_value(name));
    }
    *out = cel_of_unknowns(arena, names, count);
    return count > 0;
}

bool case_value(const json_t *json, struct arena *arena, struct cel_value *out)
{
    void *at = json_object_iter((json_t *)(uintptr_t)json);
    const char *tag = at ? json_object_iter_key(at) : "";
    const json_t *value = at ? json_object_iter_value(at) : NULL;
    const char *text = json_string_value(value);

    if (strcmp(tag, "null") == 0)
        *out = cel_of_null();
    else if (strcmp(tag, "bool") == 0 && json_is_boolean(value))
        *out = cel_of_bool(json_is_true(value));
    else if (strcmp(tag, "list") == 0)
        return list_value(value, arena, out);
    else if (strcmp(tag, "map") == 0)
        return map_value(value, arena, out);
    else if (strcmp(tag, "unknown") == 0)
        return unknown_value(value, arena, out);
    else if (!text) /* all others are written as a text */
        return false;
    else if (strcmp(tag, "int") == 0)
        *out = cel_of_int(strtoll(text, NULL, 10));
    else if (strcmp(tag, "uint") == 0)
        *out = cel_of_uint(strtoull(text, NULL, 10));
    else if (strcmp(tag, "double") == 0)
        *out = cel_of_double(strtod(text, NULL));
    else if (strcmp(tag, "string") == 0)
        *out = cel_of_string(bytes_of(arena_copy(arena, bytes_of(text, json_string_length(value))),
                                      json_string_length(value)));
    else if (strcmp(tag, "type") == 0)
        return type_value(text, arena, out);
    else if (strcmp(tag, "duration") == 0 || strcmp(tag, "timestamp") == 0)
        return time_value(tag, text, arena, out);
    else if (strcmp(tag, "bytes") == 0)
        return bytes_value(value, arena, out);
    else
        return false;
    return true;
}

static bool list_equal(const struct cel_list *a, const struct cel_list *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        if (!case_equal(a->items[i], b->items[i]))
            return false;
    }
    return true;
}

static bool map_equal(const struct cel_map *a, const struct cel_map *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const struct cel_value *other = cel_map_find(b, a->entries[i].key);

        if (!other || !case_equal(a->entries[i].value, *other))
            return false;
    }
    return true;
}

bool case_equal(struct cel_value a, struct cel_value b)
{
    if (a.kind != b.kind)
        return false;
    if (a.kind == CEL_DOUBLE && isnan(a.of.real) && isnan(b.of.real))
        return true;
    if (a.kind == CEL_LIST)
        return list_equal(a.of.list, b.of.list);
    if (a.kind == CEL_MAP)
        return map_equal(a.of.map, b.of.map);
    return cel_equal(a, b);
}

/* NOLINTEND(misc-no-recursion) */
