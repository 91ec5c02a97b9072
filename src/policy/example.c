/* example.c - the facts that a rule's own tests write down, as values of the language. */

#include "policy/example.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/text.h"
#include "policy/params.h"

enum { PATH_MAX_SIZE = 128 };

static const char *const variables[] = {"item",    "ledger", "observation", "params",
                                        "records", "target", "waivers"};

/* A map of an example, seen as a record; lives in the evaluation's arena. */
struct map_view {
    struct cel_record record;
    const struct example_facts *facts;
    const struct doc *map; /* or NULL: nothing is said of it */
    bool element;          /* of a list: defaults go by the variable's own name */
};

static bool give_node(const struct example_facts *facts, const struct doc *node,
                      const struct cel_type *type, const char *path, struct arena *arena,
                      struct cel_value *out);

static bool give_fault(struct arena *arena, struct cel_value *out)
{
    *out = cel_of_fault(arena, "out of memory");
    return true;
}

/* A file that a record names has its facts as a group of the item's, whatever way leads to it. */
static bool is_of_type(const struct mutation *mutation, const struct cel_record *record,
                       const char *field)
{
    size_t size = strlen(record->type->name);

    return mutation->of_type && strncmp(mutation->path, record->type->name, size) == 0 &&
           mutation->path[size] == '.' && strcmp(mutation->path + size + 1, field) == 0;
}

static bool read_map(const struct cel_record *record, const char *field, struct arena *arena,
                     struct cel_value *out)
{
    const struct map_view *view = record->data;
    const struct cel_type *type = cel_record_field(record->type, field);
    const struct mutation *mutation = view->facts->mutation;
    const char *path = arena_printf(arena, "%s.%s", record->path, field);
    const struct doc *node = doc_get(view->map, field);

    if (!path)
        return give_fault(arena, out);
    if (mutation && mutation->path &&
        (strcmp(mutation->path, path) == 0 || is_of_type(mutation, record, field))) {
        *out = mutation->value;
        return !mutation->absent;
    }
    if (type && (node || type->kind == CEL_RECORD))
        return give_node(view->facts, node, type, path, arena, out);
    if (strncmp(path, "params.", 7) == 0) {
        const struct parameter *parameter = params_find(view->facts->policy, field);

        if (!parameter)
            return false;
        *out = parameter->normal; /* a pack's tests hold whatever another pack sets */
        return true;
    }
    return facts_default(path, out);
}

static bool give_map(const struct example_facts *facts, const struct doc *map,
                     const struct cel_type *type, const char *path, struct arena *arena,
                     struct cel_value *out)
{
    struct map_view *view = arena_alloc(arena, sizeof *view);

    if (!view)
        return give_fault(arena, out);
    *view =
        (struct map_view){.record = {.type = type, .path = path, .read = read_map, .data = view},
                          .facts = facts,
                          .map = map};
    *out = cel_of_record(&view->record);
    return true;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as a document may be
static bool give_list(const struct example_facts *facts, const struct doc *node,
                      const struct cel_type *element, struct arena *arena, struct cel_value *out)
{
    size_t count = node->type == DOC_LIST ? node->count : 0;
    struct cel_value *items = arena_array(arena, count + 1, sizeof *items);

    if (!items)
        return give_fault(arena, out);
    for (size_t i = 0; i < count; i++)
        if (!give_node(facts, &node->items[i], element, element->name, arena, &items[i]))
            return give_fault(arena, out);
    *out = cel_of_list(arena, items, count);
    return true;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as a document may be
static bool give_node(const struct example_facts *facts, const struct doc *node,
                      const struct cel_type *type, const char *path, struct arena *arena,
                      struct cel_value *out)
{
    uint64_t number;

    switch (type->kind) {
    case CEL_RECORD:
        return give_map(facts, node, type, path, arena, out);
    case CEL_LIST:
        return give_list(facts, node, type->args[0], arena, out);
    case CEL_BOOL:
        *out = cel_of_bool(bytes_equal(node->text, BYTES("true")));
        return true;
    case CEL_INT: {
        bool negative = node->text.size > 0 && node->text.data[0] == '-';

        if (!text_u64(bytes_from(node->text, negative), &number) || number > INT64_MAX)
            return false;
        *out = cel_of_int(negative ? -(int64_t)number : (int64_t)number);
        return true;
    }
    case CEL_DOUBLE:
        *out = cel_of_double(strtod((const char *)node->text.data, NULL));
        return true;
    default:
        *out = cel_of_string(node->text);
        return true;
    }
}

static bool find_variable(void *data, const char *name, struct arena *arena, struct cel_value *out)
{
    const struct example_facts *facts = data;
    const struct doc *node = doc_get(facts->facts, name);
    const struct cel_type *type = facts_type(facts->policy->types, name);

    if (!type)
        return false;
    if (facts->mutation && facts->mutation->path && strcmp(facts->mutation->path, name) == 0) {
        *out = facts->mutation->value;
        return !facts->mutation->absent;
    }
    if (strcmp(name, "waivers") == 0) {
        static const struct doc none = {.type = DOC_LIST};

        return give_list(facts, node ? node : &none, type, arena, out);
    }
    if (!node && (strcmp(name, "item") == 0 || strcmp(name, "observation") == 0))
        return false;
    return give_map(facts, node, type, name, arena, out);
}

void example_bind(struct example_facts *out, const struct assay_policy *policy,
                  const struct doc *facts, const struct mutation *mutation)
{
    *out = (struct example_facts){.policy = policy, .facts = facts, .mutation = mutation};
    out->activation = (struct cel_activation){.find = find_variable, .data = out};
}

bool example_value(const struct example_facts *facts, const char *path, struct arena *arena,
                   struct cel_value *out)
{
    char name[PATH_MAX_SIZE];
    struct example_facts copy = *facts;
    size_t size = strcspn(path, ".");

    if (!text_copy(name, sizeof name, path))
        return false;
    name[size] = 0;
    if (!find_variable(&copy, name, arena, out))
        return false;
    while (path[size]) {
        size_t next = size + 1 + strcspn(path + size + 1, ".");
        char field[PATH_MAX_SIZE];

        if (out->kind != CEL_RECORD || !text_copy(field, sizeof field, path + size + 1))
            return false;
        field[next - size - 1] = 0;
        if (!out->of.record->read(out->of.record, field, arena, out))
            return false;
        size = next;
    }
    return true;
}

/* ---- checking ---- */

static ASSAY_RESULT check_node(const struct doc_source *source, const struct doc *node,
                               const struct cel_type *type, const char *what,
                               struct assay_error *err);

static ASSAY_RESULT unknown_fact(const struct doc_source *source, const struct doc_member *member,
                                 const char *what, const char *const *names, size_t count,
                                 struct assay_error *err)
{
    const char *nearest = text_nearest((const char *)member->name.data, names, count);
    struct doc at = {.line = member->line, .column = member->column};
    enum assay_status status =
        doc_fail(&at, source, "policy.fact", err, "there is no fact \"%s\" in \"%s\"",
                 (const char *)member->name.data, what);

    if (nearest)
        assay_error_why(err, "did you mean \"%s\"?", nearest);
    assay_error_do(err, "all facts: assay policy show --facts");
    return status;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as a document may be
static ASSAY_RESULT check_record(const struct doc_source *source, const struct doc *node,
                                 const struct cel_type *type, const char *what,
                                 struct assay_error *err)
{
    if (node->type != DOC_MAP)
        return doc_fail(node, source, "policy.fact", err, "\"%s\" is a map of facts", what);
    for (size_t i = 0; i < node->count; i++) {
        const struct doc_member *member = &node->members[i];
        const struct cel_type *field = cel_record_field(type, (const char *)member->name.data);

        if (!field) {
            const struct cel_type *whole = cel_record_fields(type);
            size_t count = whole ? whole->field_count : 0;
            CLEANUP(free_cleanup) const char **names = calloc(count + 1, sizeof(const char *));

            for (size_t j = 0; names && j < count; j++)
                names[j] = whole->fields[j].name;
            return unknown_fact(source, member, what, names, names ? count : 0, err);
        }
        TRY(check_node(source, &member->value, field, (const char *)member->name.data, err));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT wrong_type(const struct doc_source *source, const struct doc *node,
                               const char *what, const char *wanted, struct assay_error *err)
{
    enum assay_status status =
        doc_fail(node, source, "policy.fact", err, "fact \"%s\" is %s", what, wanted);

    assay_error_do(err, "write a value of that type, without quotes where it is no text");
    return status;
}

static bool is_int(const struct doc *node)
{
    uint64_t number;

    return node->type == DOC_TEXT && node->plain &&
           text_u64(bytes_from(node->text, node->text.size > 0 && node->text.data[0] == '-'),
                    &number) &&
           number <= INT64_MAX;
}

static bool is_number(const struct doc *node)
{
    char *end;

    if (node->type != DOC_TEXT || !node->plain || node->text.size == 0 ||
        strspn((const char *)node->text.data, "0123456789+-.eE") != node->text.size)
        return false;
    (void)strtod((const char *)node->text.data, &end);
    return *end == 0;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as a document may be
static enum assay_status check_node(const struct doc_source *source, const struct doc *node,
                                    const struct cel_type *type, const char *what,
                                    struct assay_error *err)
{
    bool value;

    switch (type->kind) {
    case CEL_RECORD:
        return check_record(source, node, type, what, err);
    case CEL_LIST:
        if (node->type != DOC_LIST)
            return wrong_type(source, node, what, "a list", err);
        for (size_t i = 0; i < node->count; i++)
            TRY(check_node(source, &node->items[i], type->args[0], what, err));
        return ASSAY_OK;
    case CEL_BOOL:
        return doc_bool(node, source, what, &value, err);
    case CEL_DOUBLE:
        return is_number(node) ? ASSAY_OK : wrong_type(source, node, what, "a number", err);
    case CEL_INT:
        return is_int(node) ? ASSAY_OK : wrong_type(source, node, what, "a whole number", err);
    default:
        return node->type == DOC_TEXT ? ASSAY_OK : wrong_type(source, node, what, "a text", err);
    }
}

enum assay_status example_check(const struct assay_policy *policy, const struct rule *rule,
                                const struct example *example, struct assay_error *err)
{
    const struct doc_source *source = &rule->origin.file->source;

    if (!example->facts)
        return ASSAY_OK;
    if (example->facts->type != DOC_MAP)
        return doc_fail(example->facts, source, "policy.fact", err, "\"facts\" is a map");
    for (size_t i = 0; i < example->facts->count; i++) {
        const struct doc_member *member = &example->facts->members[i];
        const char *name = (const char *)member->name.data;
        const struct cel_type *type = facts_type(policy->types, name);

        if (!type)
            return unknown_fact(source, member, "facts", variables, ARRAY_LEN(variables), err);
        if (strcmp(name, "waivers") == 0) {
            if (member->value.type != DOC_LIST)
                return wrong_type(source, &member->value, name, "a list", err);
            for (size_t j = 0; j < member->value.count; j++)
                TRY(check_node(source, &member->value.items[j], type, name, err));
        } else {
            TRY(check_node(source, &member->value, type, name, err));
        }
    }
    return ASSAY_OK;
}
