/* facts_types.c - declares the variables and their fields to the rule language. */

#include "policy/facts_fields.h"

#include <string.h>

#include "base/arena.h"
#include "base/kit.h"
#include "base/text.h"
#include "policy/functions.h"

void fact_name(char out[NAME_MAX_SIZE], enum assay_fact_id id)
{
    text_copy(out, NAME_MAX_SIZE, assay_facts[id].name);
    for (char *p = out; *p; p++)
        if (*p == '-')
            *p = '_';
}

/* The next part of a dotted name from `at` on, copied; *last when no dot follows. */
static char *name_part(struct arena *arena, const char *name, size_t at, bool *last)
{
    size_t size = strcspn(name + at, ".");

    *last = name[at + size] == 0;
    return arena_copy(arena, bytes_of(name + at, size));
}

static const struct cel_type *type_of_fact(enum assay_value_type type, const struct cel_type *texts)
{
    switch (type) {
    case ASSAY_VALUE_BOOL:
        return &cel_bool;
    case ASSAY_VALUE_INT:
        return &cel_int;
    case ASSAY_VALUE_TEXTS:
        return texts;
    default:
        return &cel_string;
    }
}

/*
 * Makes the group of all facts from `*next` on whose names begin with `prefix`, and moves *next
 * past them: the dictionary is sorted, so they stand side by side.
 */
// NOLINTNEXTLINE(misc-no-recursion): one level for each dot in a name of our own table
static const struct group *make_group(struct arena *arena, struct facts_types *types,
                                      const struct cel_type *texts, const char *path,
                                      const char *prefix, size_t *next)
{
    struct group *group = arena_alloc(arena, sizeof *group);
    struct cel_field *fields = arena_array(arena, ASSAY_FACTS, sizeof *fields);
    size_t at = strlen(prefix), slot = types->group_count++;

    if (!group || !fields || slot >= GROUPS_MAX)
        return NULL;
    group->path = path;
    group->members = arena_array(arena, ASSAY_FACTS, sizeof *group->members);
    if (!group->members)
        return NULL;
    while (*next < ASSAY_FACTS) {
        struct member *member = &group->members[group->count];
        char name[NAME_MAX_SIZE];
        bool last;

        fact_name(name, (enum assay_fact_id) * next);
        if (strncmp(name, prefix, at) != 0)
            break;
        member->name = name_part(arena, name, at, &last);
        member->fact = (enum assay_fact_id) * next;
        if (!member->name)
            return NULL;
        if (last) {
            ++*next;
        } else {
            member->group =
                make_group(arena, types, texts, arena_printf(arena, "%s.%s", path, member->name),
                           arena_printf(arena, "%s%s.", prefix, member->name), next);
            if (!member->group)
                return NULL;
        }
        fields[group->count++] = (struct cel_field){
            member->name,
            last ? type_of_fact(assay_facts[member->fact].type, texts) : member->group->type};
    }
    group->type = cel_record_of(arena, path, fields, group->count);
    types->groups[slot] = group;
    return group->type ? group : NULL;
}

static const struct cel_type *type_of_field(struct arena *arena, const struct facts_types *types,
                                            enum field_type type)
{
    switch (type) {
    case FIELD_BOOL:
        return &cel_bool;
    case FIELD_INT:
        return &cel_int;
    case FIELD_TEXTS:
        return cel_list_of(arena, &cel_string);
    case FIELD_OBSERVATIONS:
        return cel_list_of(arena, types->observation);
    case FIELD_SOURCES:
        return cel_list_of(arena, types->source);
    case FIELD_WAIVERS:
        return cel_list_of(arena, types->waiver);
    case FIELD_ATTESTATIONS:
        return cel_list_of(arena, types->attestation);
    case FIELD_RELEASES:
        return cel_list_of(arena, types->release);
    case FIELD_GONE:
        return cel_list_of(arena, types->gone);
    default:
        return &cel_string;
    }
}

/* The record type of a table; of `item` with the groups of facts. */
static const struct cel_type *make_record(struct arena *arena, const struct facts_types *types,
                                          const char *variable)
{
    const struct table *table = find_table(variable);
    bool grouped = strcmp(variable, "item") == 0;
    size_t count = table->count + (grouped ? types->group_count + 1 : 0);
    struct cel_field *fields = arena_array(arena, count, sizeof *fields);

    count = 0;
    for (; fields && count < table->count; count++)
        fields[count] = (struct cel_field){table->fields[count].name,
                                           type_of_field(arena, types, table->fields[count].type)};
    for (size_t i = 0; fields && grouped && i < types->group_count; i++)
        if (!strchr(types->groups[i]->path + strlen("item."), '.'))
            fields[count++] = (struct cel_field){types->groups[i]->path + strlen("item."),
                                                 types->groups[i]->type};
    if (fields && grouped)
        fields[count++] = (struct cel_field){"records", record_types_all(types->records)};
    return fields ? cel_record_of(arena, variable, fields, count) : NULL;
}

static const struct cel_type *group_type(const struct facts_types *types, const char *path)
{
    for (size_t i = 0; i < types->group_count; i++)
        if (strcmp(types->groups[i]->path, path) == 0)
            return types->groups[i]->type;
    return NULL;
}

static bool make_groups(struct arena *arena, struct facts_types *types)
{
    const struct cel_type *texts = cel_list_of(arena, &cel_string);

    for (size_t next = 0; texts && next < ASSAY_FACTS;) {
        char name[NAME_MAX_SIZE];
        const char *part;
        bool last;

        fact_name(name, (enum assay_fact_id)next);
        part = name_part(arena, name, 0, &last);
        if (!part || !make_group(arena, types, texts, arena_printf(arena, "item.%s", part),
                                 arena_printf(arena, "%s.", part), &next))
            return false;
    }
    return texts != NULL;
}

static bool make_types(struct arena *arena, struct facts_types *types)
{
    types->observation = make_record(arena, types, "observation");
    types->attestation = make_record(arena, types, "attestation");
    types->release = make_record(arena, types, "release");
    types->gone = make_record(arena, types, "gone");
    types->source = make_record(arena, types, "source");
    if (!types->observation || !types->attestation || !types->release || !types->gone ||
        !types->source)
        return false; /* items have lists of them */
    types->waiver = make_record(arena, types, "waiver");
    types->target = make_record(arena, types, "target");
    types->ledger = make_record(arena, types, "ledger");
    types->item = make_record(arena, types, "item");
    return types->waiver && types->target && types->ledger && types->item;
}

enum assay_status facts_declare(struct arena *arena, struct cel_env *env,
                                const struct cel_type *params, const struct facts_types **out,
                                struct assay_error *err)
{
    struct facts_types *types = arena_alloc(arena, sizeof *types);
    const struct cel_type *waivers;

    if (!types || !make_groups(arena, types))
        return out_of_memory(err);
    TRY(record_types_make(arena, group_type(types, "item.dataset"), group_type(types, "item.model"),
                          &types->records, err));
    if (!make_types(arena, types))
        return out_of_memory(err);
    types->params = params;
    waivers = cel_list_of(arena, types->waiver);
    if (!waivers)
        return out_of_memory(err);
    TRY(cel_env_library(env, "bindings", err));
    TRY(cel_env_library(env, "comprehensions2", err));
    TRY(cel_env_library(env, "strings", err));
    TRY(cel_env_variable(env, "item", types->item, err));
    TRY(cel_env_variable(env, "observation", types->observation, err));
    TRY(cel_env_variable(env, "target", types->target, err));
    TRY(cel_env_variable(env, "ledger", types->ledger, err));
    TRY(cel_env_variable(env, "waivers", waivers, err));
    TRY(cel_env_variable(env, "records", record_types_all(types->records), err));
    TRY(cel_env_variable(env, "params", params, err));
    for (size_t i = 0; i < policy_function_count; i++)
        TRY(cel_env_function(env, &policy_functions[i].function, err));
    *out = types;
    return ASSAY_OK;
}

const struct cel_type *facts_type(const struct facts_types *types, const char *variable)
{
    const struct {
        const char *variable;
        const struct cel_type *type;
    } known[] = {
        {"item", types->item},
        {"observation", types->observation},
        {"target", types->target},
        {"ledger", types->ledger},
        {"waivers", types->waiver},
        {"params", types->params},
        {"records", record_types_all(types->records)},
    };

    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (strcmp(known[i].variable, variable) == 0)
            return known[i].type;
    return NULL;
}

bool facts_find(const char *path, enum assay_fact_id *id)
{
    char name[NAME_MAX_SIZE];

    if (strncmp(path, "item.", 5) != 0)
        return false;
    for (size_t i = 0; i < ASSAY_FACTS; i++) {
        fact_name(name, (enum assay_fact_id)i);
        if (strcmp(name, path + 5) == 0) {
            *id = (enum assay_fact_id)i;
            return true;
        }
    }
    return false;
}
