/* form.c - a form that a person fills in, read from its JSON Schema. */

#include "doc/form.h"

#include <string.h>

#include "base/kit.h"

static const char *const type_words[] = {
    [FORM_TEXT] = "a text",
    [FORM_DATE] = "a date such as 2026-11-01",
    [FORM_TIME] = "a time in UTC such as 2026-11-01T09:30:00Z",
    [FORM_SHA256] = "a SHA-256 of 64 small hex digits",
    [FORM_COMMIT] = "a whole commit id, in hex",
    [FORM_INT] = "a whole number",
    [FORM_NUMBER] = "a number",
    [FORM_BOOL] = "true or false",
    [FORM_LIST] = "a list",
    [FORM_MAP] = "a map",
};
_Static_assert(ARRAY_LEN(type_words) == FORM_TYPES, "each type has words");

const char *form_type_words(enum form_type type)
{
    return type_words[type];
}

const struct form *form_field(const struct form *form, struct bytes name)
{
    for (size_t i = 0; i < form->field_count; i++)
        if (bytes_equal(name, bytes_text(form->fields[i].name)))
            return &form->fields[i];
    return NULL;
}

struct reader {
    struct arena *arena;
    const struct doc_source *source;
    struct assay_error *err;
};

static ASSAY_RESULT fail_schema(struct reader *reader, const char *name, const char *what)
{
    enum assay_status status = assay_fail(reader->err, ASSAY_EFORMAT, ASSAY_NO_OFFSET,
                                          "field \"%s\" of a form: %s", name, what);

    assay_error_path(reader->err, reader->source->path);
    return status;
}

static const char *text_of(const struct doc *map, const char *key)
{
    const struct doc *node = doc_get(map, key);

    return node && node->type == DOC_TEXT ? (const char *)node->text.data : "";
}

static bool is_listed(const struct doc *list, struct bytes name)
{
    for (size_t i = 0; list && list->type == DOC_LIST && i < list->count; i++)
        if (list->items[i].type == DOC_TEXT && bytes_equal(list->items[i].text, name))
            return true;
    return false;
}

static ASSAY_RESULT check_schema_keys(struct reader *reader, const struct doc *node,
                                      const char *name)
{
    static const char *const keys[] = {"$schema",  "$id",
                                       "title",    "description",
                                       "type",     "properties",
                                       "required", "items",
                                       "enum",     "format",
                                       "minimum",  "maximum",
                                       "examples", "additionalProperties",
                                       "const",    "minItems",
                                       "x-when"};

    if (node->type != DOC_MAP)
        return fail_schema(reader, name, "no schema");
    for (size_t i = 0; i < node->count; i++) {
        bool known = false;

        for (size_t j = 0; j < ARRAY_LEN(keys); j++)
            known = known || bytes_equal(node->members[i].name, bytes_text(keys[j]));
        if (!known)
            return fail_schema(reader, name, (const char *)node->members[i].name.data);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_allowed(struct reader *reader, const struct doc *node, struct form *form)
{
    const struct doc *list = doc_get(node, "enum"), *one = doc_get(node, "const");
    const char **allowed;

    if (!list && one && one->type == DOC_TEXT) {
        allowed = arena_array(reader->arena, 1, sizeof *allowed);
        if (!allowed)
            return out_of_memory(reader->err);
        allowed[0] = (const char *)one->text.data;
        form->allowed = allowed;
        form->allowed_count = 1;
        return ASSAY_OK;
    }
    if (!list)
        return ASSAY_OK;
    if (list->type != DOC_LIST || list->count == 0)
        return fail_schema(reader, form->name, "enum is no list");
    allowed = arena_array(reader->arena, list->count, sizeof *allowed);
    if (!allowed)
        return out_of_memory(reader->err);
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].type != DOC_TEXT)
            return fail_schema(reader, form->name, "enum holds more than texts");
        allowed[i] = (const char *)list->items[i].text.data;
    }
    form->allowed = allowed;
    form->allowed_count = list->count;
    return ASSAY_OK;
}

static ASSAY_RESULT read_when(struct reader *reader, const struct doc *node, struct form *form)
{
    static const char *const words[] = {[WHEN_COVERS] = "covers", [WHEN_AHEAD] = "ahead"};
    const char *word = text_of(node, "x-when");

    if (!*word)
        return ASSAY_OK;
    for (size_t i = WHEN_COVERS; i < ARRAY_LEN(words); i++)
        if ((form->type == FORM_DATE || form->type == FORM_TIME) && strcmp(word, words[i]) == 0) {
            form->when = (enum form_when)i;
            return ASSAY_OK;
        }
    return fail_schema(reader, form->name, "x-when is of dates, and covers or ahead");
}

static int64_t bound(const struct doc *node, const char *key, int64_t otherwise)
{
    const struct doc *value = doc_get(node, key);

    return value && value->type == DOC_INT ? value->integer : otherwise;
}

static ASSAY_RESULT read_format(struct reader *reader, const struct doc *node, struct form *form)
{
    static const struct {
        const char *word;
        enum form_type type;
    } formats[] = {{"date", FORM_DATE},
                   {"date-time", FORM_TIME},
                   {"sha256", FORM_SHA256},
                   {"commit", FORM_COMMIT}};
    const char *word = text_of(node, "format");

    if (!*word)
        return ASSAY_OK;
    for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
        if (form->type == FORM_TEXT && strcmp(word, formats[i].word) == 0) {
            form->type = formats[i].type;
            return ASSAY_OK;
        }
    }
    return fail_schema(reader, form->name, "a format that forms have not");
}

/* NOLINTBEGIN(misc-no-recursion): bounded by FORM_DEPTH */

static ASSAY_RESULT read_form(struct reader *reader, const struct doc *node, unsigned depth,
                              struct form *form);

static ASSAY_RESULT read_fields(struct reader *reader, const struct doc *node, unsigned depth,
                                struct form *form)
{
    const struct doc *properties = doc_get(node, "properties");
    struct form *fields;

    if (!properties || properties->type != DOC_MAP || properties->count == 0 ||
        properties->count > FORM_FIELDS_MAX)
        return fail_schema(reader, form->name, "an object without properties, or with too many");
    fields = arena_array(reader->arena, properties->count, sizeof *fields);
    if (!fields)
        return out_of_memory(reader->err);
    for (size_t i = 0; i < properties->count; i++) {
        fields[i].name = (const char *)properties->members[i].name.data;
        fields[i].required = is_listed(doc_get(node, "required"), properties->members[i].name);
        TRY(read_form(reader, &properties->members[i].value, depth + 1, &fields[i]));
    }
    form->fields = fields;
    form->field_count = properties->count;
    return ASSAY_OK;
}

static ASSAY_RESULT read_element(struct reader *reader, const struct doc *node, unsigned depth,
                                 struct form *form)
{
    const struct doc *items = doc_get(node, "items");
    struct form *element = arena_alloc(reader->arena, sizeof *element);

    if (!items)
        return fail_schema(reader, form->name, "an array without items");
    if (!element)
        return out_of_memory(reader->err);
    element->name = "";
    element->required = true;
    form->element = element;
    return read_form(reader, items, depth + 1, element);
}

static ASSAY_RESULT read_form(struct reader *reader, const struct doc *node, unsigned depth,
                              struct form *form)
{
    static const struct {
        const char *word;
        enum form_type type;
    } types[] = {{"string", FORM_TEXT},  {"integer", FORM_INT}, {"number", FORM_NUMBER},
                 {"boolean", FORM_BOOL}, {"array", FORM_LIST},  {"object", FORM_MAP}};
    const char *word = text_of(node, "type");
    const struct doc *examples = doc_get(node, "examples");

    if (depth > FORM_DEPTH)
        return fail_schema(reader, form->name, "too deep");
    TRY(check_schema_keys(reader, node, form->name));
    form->type = FORM_TYPES;
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (strcmp(word, types[i].word) == 0)
            form->type = types[i].type;
    if (form->type == FORM_TYPES)
        return fail_schema(reader, form->name, "no type, or one that forms have not");
    TRY(read_format(reader, node, form));
    TRY(read_when(reader, node, form));
    form->meaning = text_of(node, "description");
    form->example = "";
    if (examples && examples->type == DOC_LIST && examples->count > 0 &&
        examples->items[0].type == DOC_TEXT)
        form->example = (const char *)examples->items[0].text.data;
    form->least = bound(node, "minimum", INT64_MIN);
    form->most = bound(node, "maximum", INT64_MAX);
    form->may_be_empty = form->type == FORM_LIST && bound(node, "minItems", 1) == 0;
    TRY(read_allowed(reader, node, form));
    if (form->type == FORM_MAP)
        return read_fields(reader, node, depth, form);
    return form->type == FORM_LIST ? read_element(reader, node, depth, form) : ASSAY_OK;
}

/* NOLINTEND(misc-no-recursion) */

enum assay_status form_read(struct arena *arena, const struct doc_source *source,
                            const struct form **out, struct assay_error *err)
{
    struct reader reader = {.arena = arena, .source = source, .err = err};
    struct form *form = arena_alloc(arena, sizeof *form);
    struct doc *doc;

    if (!form)
        return out_of_memory(err);
    form->name = "";
    TRY(doc_read_json(arena, source, &doc, err));
    TRY(read_form(&reader, doc, 0, form));
    if (form->type != FORM_MAP)
        return fail_schema(&reader, "", "the whole is no object");
    *out = form;
    return ASSAY_OK;
}
