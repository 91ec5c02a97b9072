/* params.c - the parameters of packs: declared with type and range, set by other packs. */

#include "policy/params.h"

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"
#include "policy/shared.h"

const char *const parameter_type_names[] = {
    [PARAMETER_BOOL] = "bool",
    [PARAMETER_INT] = "int",
    [PARAMETER_TEXT] = "text",
    [PARAMETER_TEXTS] = "texts",
};
_Static_assert(ARRAY_LEN(parameter_type_names) == PARAMETERS, "each type has a name");

const char *const parameter_stricter_names[] = {
    [STRICTER_NONE] = "none",
    [STRICTER_HIGHER] = "higher",
    [STRICTER_LOWER] = "lower",
    [STRICTER_MORE] = "more",
};
_Static_assert(ARRAY_LEN(parameter_stricter_names) == STRICTERS, "each way has a name");

static bool is_allowed(const struct parameter *parameter, const char *text)
{
    for (size_t i = 0; i < parameter->allowed_count; i++)
        if (strcmp(parameter->allowed[i], text) == 0)
            return true;
    return parameter->allowed_count == 0;
}

static ASSAY_RESULT read_text(struct assay_policy *policy, const struct parameter *parameter,
                              const struct doc_source *source, const struct doc *node,
                              struct cel_value *out, struct assay_error *err)
{
    const char *const *texts;
    struct cel_value *items;
    size_t count;

    TRY(doc_texts(policy->arena, node, source, parameter->shown.name, &texts, &count, err));
    items = arena_array(policy->arena, count + 1, sizeof *items);
    if (!items)
        return out_of_memory(err);
    for (size_t i = 0; i < count; i++) {
        if (!is_allowed(parameter, texts[i])) {
            const char *nearest =
                text_nearest(texts[i], parameter->allowed, parameter->allowed_count);

            return doc_fail(node, source, "policy.parameter", err,
                            "\"%s\" cannot be \"%s\"; it is one of those listed where it is "
                            "declared, such as \"%s\"",
                            parameter->shown.name, texts[i],
                            nearest ? nearest : parameter->allowed[0]);
        }
        items[i] = cel_of_text(texts[i]);
    }
    *out = parameter->type == PARAMETER_TEXT ? items[0] : cel_of_list(policy->arena, items, count);
    return out->kind == CEL_FAULT ? out_of_memory(err) : ASSAY_OK;
}

/* Reads a value of the parameter's type and range. */
static ASSAY_RESULT read_value(struct assay_policy *policy, const struct parameter *parameter,
                               const struct doc_source *source, const struct doc *node,
                               struct cel_value *out, struct assay_error *err)
{
    const char *name = parameter->shown.name, *text;

    switch (parameter->type) {
    case PARAMETER_BOOL: {
        bool value;

        TRY(doc_bool(node, source, name, &value, err));
        *out = cel_of_bool(value);
        return ASSAY_OK;
    }
    case PARAMETER_INT: {
        uint64_t value;

        TRY(doc_u64(node, source, name, &value, err));
        if (value > INT64_MAX || (int64_t)value < parameter->least ||
            (int64_t)value > parameter->most)
            return doc_fail(node, source, "policy.parameter", err,
                            "\"%s\" must be from %lld to %lld", name, (long long)parameter->least,
                            (long long)parameter->most);
        *out = cel_of_int((int64_t)value);
        return ASSAY_OK;
    }
    case PARAMETER_TEXT:
        TRY(doc_text(node, source, name, &text, err));
        return read_text(policy, parameter, source, node, out, err);
    default:
        return read_text(policy, parameter, source, node, out, err);
    }
}

static ASSAY_RESULT read_int(const struct doc *map, const struct doc_source *source,
                             const char *key, int64_t *out, struct assay_error *err)
{
    const struct doc *node = doc_get(map, key);
    uint64_t value;

    if (!node)
        return ASSAY_OK;
    TRY(doc_u64(node, source, key, &value, err));
    *out = value > INT64_MAX ? INT64_MAX : (int64_t)value;
    return ASSAY_OK;
}

/* The value as a literal, for show, report and explain. */
static ASSAY_RESULT literal(struct assay_policy *policy, struct cel_value value, const char **out,
                            struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};

    cel_print(&text, value);
    *out = arena_text(policy->arena, buf_string(&text));
    return text.status == ASSAY_OK && *out ? ASSAY_OK : out_of_memory(err);
}

static ASSAY_RESULT set_origin(struct assay_policy *policy, struct parameter *parameter,
                               const struct source_file *file, uint32_t line,
                               struct assay_error *err)
{
    parameter->origin = (struct origin){file, line};
    parameter->shown.origin =
        arena_printf(policy->arena, "%s:%u", file->source.path, (unsigned)line);
    return parameter->shown.origin ? ASSAY_OK : out_of_memory(err);
}

static bool is_name(struct bytes name)
{
    for (size_t i = 0; i < name.size; i++)
        if (!(name.data[i] >= 'a' && name.data[i] <= 'z') && name.data[i] != '_' &&
            !(i > 0 && name.data[i] >= '0' && name.data[i] <= '9'))
            return false;
    return name.size > 0 && name.size < 48;
}

/* Room for one more; they are few, and old arrays stay in the arena. */
static ASSAY_RESULT make_room(struct assay_policy *policy, struct assay_error *err)
{
    size_t room = policy->parameter_room ? 2 * policy->parameter_room : 16;
    struct parameter *grown;

    if (policy->parameter_count < policy->parameter_room)
        return ASSAY_OK;
    grown = arena_array(policy->arena, room, sizeof *grown);
    if (!grown)
        return out_of_memory(err);
    if (policy->parameter_count > 0)
        memcpy(grown, policy->parameters, policy->parameter_count * sizeof *grown);
    policy->parameters = grown;
    policy->parameter_room = room;
    return ASSAY_OK;
}

static ASSAY_RESULT read_stricter(const struct doc *map, const struct doc_source *source,
                                  struct parameter *parameter, struct assay_error *err)
{
    const struct doc *node = doc_get(map, "stricter");
    const char *word;

    if (!node)
        return ASSAY_OK;
    TRY(doc_text(node, source, "stricter", &word, err));
    for (unsigned i = STRICTER_HIGHER; i < STRICTERS; i++)
        if (strcmp(word, parameter_stricter_names[i]) == 0)
            parameter->stricter = (enum parameter_stricter)i;
    if (parameter->stricter == STRICTER_NONE ||
        (parameter->stricter == STRICTER_MORE) != (parameter->type == PARAMETER_TEXTS) ||
        parameter->type == PARAMETER_TEXT)
        return doc_fail(node, source, "policy.parameter", err,
                        "\"stricter\" is higher or lower, of a bool or int; or more, of texts");
    return ASSAY_OK;
}

static ASSAY_RESULT read_type(const struct doc *map, const struct doc_source *source,
                              struct parameter *parameter, struct assay_error *err)
{
    const struct doc *node = doc_get(map, "type");
    const char *type;

    TRY(doc_text(node, source, "type", &type, err));
    for (unsigned i = 0; i < PARAMETERS; i++)
        if (strcmp(type, parameter_type_names[i]) == 0)
            parameter->type = (enum parameter_type)i;
    if (parameter->type == PARAMETERS)
        return doc_fail(node, source, "policy.parameter", err,
                        "\"%s\" is no type: use bool, int, text or texts", type);
    return read_stricter(map, source, parameter, err);
}

/* A limit that does not belong to the type would be one that nobody keeps. */
static ASSAY_RESULT check_limits(const struct doc *map, const struct doc_source *source,
                                 const struct parameter *parameter, struct assay_error *err)
{
    const bool is_int = parameter->type == PARAMETER_INT;
    const bool of_texts = parameter->type == PARAMETER_TEXT || parameter->type == PARAMETER_TEXTS;
    static const char *const keys[] = {"least", "most", "allowed"};

    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        const struct doc *node = doc_get(map, keys[i]);
        const bool fits = strcmp(keys[i], "allowed") == 0 ? of_texts : is_int;
        enum assay_status status;

        if (!node || fits)
            continue;
        status = doc_fail(node, source, "policy.parameter", err,
                          "\"%s\" of \"%s\" limits nothing: its type is %s", keys[i],
                          parameter->shown.name, parameter_type_names[parameter->type]);
        assay_error_do(err, is_int     ? "limit an int by \"least\" and \"most\""
                            : of_texts ? "limit texts by \"allowed\", a list"
                                       : "leave it out: a bool is true or false");
        return status;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_declaration(struct assay_policy *policy, const struct source_file *file,
                                     const struct doc_member *member, struct parameter *parameter,
                                     struct assay_error *err)
{
    static const char *const keys[] = {"type",    "default", "least",   "most",
                                       "allowed", "meaning", "stricter"};
    const struct doc_source *source = &file->source;
    const struct doc *map = &member->value, *allowed = doc_get(map, "allowed");
    struct doc at = {.line = member->line, .column = member->column};

    TRY(doc_check_keys(map, source, "params", keys, ARRAY_LEN(keys), err));
    if (!doc_get(map, "type") || !doc_get(map, "default") || !doc_get(map, "meaning"))
        return doc_fail(&at, source, "policy.parameter", err,
                        "parameter \"%s\" needs \"type\", \"default\" and \"meaning\"",
                        parameter->shown.name);
    TRY(read_type(map, source, parameter, err));
    TRY(check_limits(map, source, parameter, err));
    TRY(doc_text(doc_get(map, "meaning"), source, "meaning", &parameter->meaning, err));
    TRY(read_int(map, source, "least", &parameter->least, err));
    TRY(read_int(map, source, "most", &parameter->most, err));
    if (parameter->least > parameter->most)
        return doc_fail(
            doc_get(map, doc_get(map, "most") ? "most" : "least"), source, "policy.parameter", err,
            "\"most\" of \"%s\", %lld, is less than \"least\", %lld", parameter->shown.name,
            (long long)parameter->most, (long long)parameter->least);
    parameter->ranges =
        doc_get(map, parameter->stricter == STRICTER_LOWER ? "most" : "least") != NULL;
    if (allowed)
        TRY(doc_texts(policy->arena, allowed, source, "allowed", &parameter->allowed,
                      &parameter->allowed_count, err));
    TRY(read_value(policy, parameter, source, doc_get(map, "default"), &parameter->value, err));
    parameter->normal = parameter->value;
    TRY(literal(policy, parameter->value, &parameter->shown.normal, err));
    parameter->shown.value = parameter->shown.normal;
    return set_origin(policy, parameter, file, member->line, err);
}

static ASSAY_RESULT declare(struct assay_policy *policy, const struct source_file *file,
                            size_t pack, const struct doc_member *member, struct assay_error *err)
{
    const char *name = (const char *)member->name.data;
    struct doc at = {.line = member->line, .column = member->column};
    const struct parameter *known;
    struct parameter *parameter;

    if (!is_name(member->name))
        return doc_fail(&at, &file->source, "policy.parameter", err,
                        "a parameter's name has small letters, digits and _ only");
    known = params_find(policy, name);
    if (known && doc_same(known->declaration, &member->value))
        return ASSAY_OK; /* two editions of shared rules that agree */
    if (known)
        return doc_fail(&at, &file->source, "policy.parameter", err,
                        "parameter \"%s\" is declared already; to change its value write it "
                        "under \"set\"",
                        name);
    TRY(make_room(policy, err));
    parameter = &policy->parameters[policy->parameter_count];
    *parameter = (struct parameter){.shown.name = name,
                                    .most = INT64_MAX,
                                    .meaning = "",
                                    .pack = pack,
                                    .shared = file->declared,
                                    .declaration = &member->value,
                                    .type = PARAMETERS};
    TRY(read_declaration(policy, file, member, parameter, err));
    policy->parameter_count++;
    return ASSAY_OK;
}

enum assay_status params_declare(struct assay_policy *policy, const struct source_file *file,
                                 size_t pack, const struct doc *map, struct assay_error *err)
{
    if (!map)
        return ASSAY_OK;
    if (map->type != DOC_MAP)
        return doc_fail(map, &file->source, "policy.parameter", err,
                        "\"params\" is a map from names to declarations");
    for (size_t i = 0; i < map->count; i++)
        TRY(declare(policy, file, pack, &map->members[i], err));
    return ASSAY_OK;
}

const struct parameter *params_find(const struct assay_policy *policy, const char *name)
{
    for (size_t i = 0; i < policy->parameter_count; i++)
        if (strcmp(policy->parameters[i].shown.name, name) == 0)
            return &policy->parameters[i];
    return NULL;
}

static ASSAY_RESULT unknown_parameter(const struct assay_policy *policy,
                                      const struct doc_source *source, const struct doc *at,
                                      const char *name, struct assay_error *err)
{
    CLEANUP(free_cleanup)
    const char **names = calloc(policy->parameter_count + 1, sizeof(const char *));
    const char *nearest;
    enum assay_status status;

    for (size_t i = 0; names && i < policy->parameter_count; i++)
        names[i] = policy->parameters[i].shown.name;
    nearest = names ? text_nearest(name, names, policy->parameter_count) : NULL;
    status =
        doc_fail(at, source, "policy.parameter", err, "no pack declares a parameter \"%s\"", name);
    if (nearest)
        assay_error_why(err, "did you mean \"%s\"?", nearest);
    assay_error_do(err,
                   "assay policy show lists the parameters; declare new ones under \"params\"");
    return status;
}

static bool has_text(const struct cel_list *list, struct cel_value text)
{
    for (size_t i = 0; i < list->count; i++)
        if (bytes_equal(list->items[i].of.text, text.of.text))
            return true;
    return false;
}

/* What several packs ask for is asked for: all of it, in the order in which they ask. */
static struct cel_value join(struct arena *arena, struct cel_value now, struct cel_value next)
{
    const struct cel_list *left = now.of.list, *right = next.of.list;
    struct cel_value *items = arena_array(arena, left->count + right->count + 1, sizeof *items);
    size_t count = 0;

    if (!items)
        return cel_of_fault(arena, "out of memory");
    for (size_t i = 0; i < left->count; i++)
        items[count++] = left->items[i];
    for (size_t i = 0; i < right->count; i++)
        if (!has_text(left, right->items[i]))
            items[count++] = right->items[i];
    return cel_of_list(arena, items, count);
}

static bool is_milder(const struct parameter *parameter, struct cel_value value,
                      struct cel_value than)
{
    bool boolean = parameter->type == PARAMETER_BOOL;
    int64_t now = boolean ? value.of.boolean : value.of.integer;
    int64_t other = boolean ? than.of.boolean : than.of.integer;

    switch (parameter->stricter) {
    case STRICTER_HIGHER:
        return now < other;
    case STRICTER_LOWER:
        return now > other;
    case STRICTER_MORE: /* they are joined: only the wish for none takes away */
        return value.of.list->count == 0 && than.of.list->count > 0;
    default:
        return false;
    }
}

/* The strictest of what packs set holds, whatever their order. */
static bool gives_way(const struct parameter *parameter, struct cel_value value)
{
    return !parameter->set || !is_milder(parameter, value, parameter->value);
}

/* What is normal is the mildest, or how far its declaration lets packs go: a pack that asks for
 * less would switch rules off by a line. */
static ASSAY_RESULT check_floor(struct assay_policy *policy, const struct parameter *parameter,
                                const struct doc_source *source, const struct doc *node,
                                struct cel_value value, struct assay_error *err)
{
    enum assay_status status;
    const char *text;

    if (parameter->ranges || !is_milder(parameter, value, parameter->normal))
        return ASSAY_OK;
    TRY(literal(policy, value, &text, err));
    status = doc_fail(node, source, "policy.lowered", err, "\"%s\" cannot be %s: %s is the least",
                      parameter->shown.name, text, parameter->shown.normal);
    assay_error_why(err, "packs add up, so that nobody loses a rule by a line");
    assay_error_do(err, "excuse findings one by one, with reason and date: "
                        "assay waive FINGERPRINT --reason \"...\" --until DATE");
    return status;
}

static bool is_loosened(const struct parameter *parameter)
{
    return parameter->stricter == STRICTER_NONE
               ? strcmp(parameter->shown.value, parameter->shown.normal) != 0
               : is_milder(parameter, parameter->value, parameter->normal);
}

static ASSAY_RESULT set(struct assay_policy *policy, size_t pack, const struct doc_member *member,
                        struct assay_error *err)
{
    const struct source_file *file = policy->files[pack];
    const char *name = (const char *)member->name.data;
    struct doc at = {.line = member->line, .column = member->column};

    for (size_t i = 0; i < policy->parameter_count; i++) {
        struct parameter *parameter = &policy->parameters[i];
        struct cel_value value = {.kind = CEL_NULL};

        if (strcmp(parameter->shown.name, name) != 0)
            continue;
        TRY(read_value(policy, parameter, &file->source, &member->value, &value, err));
        TRY(check_floor(policy, parameter, &file->source, &member->value, value, err));
        if (!gives_way(parameter, value))
            return ASSAY_OK;
        if (parameter->stricter == STRICTER_MORE)
            value = join(policy->arena, parameter->value, value);
        if (value.kind == CEL_FAULT)
            return out_of_memory(err);
        parameter->set = true;
        parameter->value = value;
        TRY(literal(policy, parameter->value, &parameter->shown.value, err));
        parameter->shown.loosened = is_loosened(parameter);
        return set_origin(policy, parameter, file, member->line, err);
    }
    return unknown_parameter(policy, &file->source, &at, name, err);
}

static int order_parameters(const void *a, const void *b)
{
    return strcmp(((const struct parameter *)a)->shown.name,
                  ((const struct parameter *)b)->shown.name);
}

static bool read_parameter(const struct cel_record *record, const char *field, struct arena *arena,
                           struct cel_value *out)
{
    const struct assay_policy *policy = record->data;
    size_t low = 0, high = policy->parameter_count;

    (void)arena;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(field, policy->parameters[middle].shown.name);

        if (order == 0) {
            *out = policy->parameters[middle].value;
            return true;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

enum assay_status params_settle(struct assay_policy *policy, const struct cel_type **type,
                                struct assay_error *err)
{
    const struct cel_type *texts = cel_list_of(policy->arena, &cel_string);
    const struct cel_type *const types[] = {[PARAMETER_BOOL] = &cel_bool,
                                            [PARAMETER_INT] = &cel_int,
                                            [PARAMETER_TEXT] = &cel_string,
                                            [PARAMETER_TEXTS] = texts};
    struct cel_field *fields =
        arena_array(policy->arena, policy->parameter_count + 1, sizeof *fields);

    for (size_t i = 0; i < policy->pack_count; i++) {
        const struct doc *map = doc_get(policy->files[i]->tree, "set");

        if (map && map->type != DOC_MAP)
            return doc_fail(map, &policy->files[i]->source, "policy.parameter", err,
                            "\"set\" is a map from parameters to values");
        for (size_t j = 0; map && j < map->count; j++)
            TRY(set(policy, i, &map->members[j], err));
    }
    if (!fields || !texts)
        return out_of_memory(err);
    if (policy->parameter_count > 0)
        qsort(policy->parameters, policy->parameter_count, sizeof *policy->parameters,
              order_parameters);
    for (size_t i = 0; i < policy->parameter_count; i++)
        fields[i] =
            (struct cel_field){policy->parameters[i].shown.name, types[policy->parameters[i].type]};
    *type = cel_record_of(policy->arena, "params", fields, policy->parameter_count);
    policy->params = (struct cel_record){
        .type = *type, .path = "params", .read = read_parameter, .data = policy};
    return *type ? ASSAY_OK : out_of_memory(err);
}
