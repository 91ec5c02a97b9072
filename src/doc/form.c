/* form.c - a form that a person fills in, read from its JSON Schema, and documents held to it. */

#include "doc/form.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"

enum { FORM_DEPTH = 8, FIELD_SIZE = 256, KEYS_MAX = 96, MEANING_COLUMN = 34 };

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

/* ---- the schema ---- */

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
        properties->count > KEYS_MAX)
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

/* ---- a document held to it ---- */

struct taker {
    const struct form_report *report;
    struct arena *arena;
    struct assay_error *err;
    size_t *wrong; /* how much was told so far */
};

static void tell_invalid(const struct taker *taker, const struct doc *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void tell_invalid(const struct taker *taker, const struct doc *node, const char *format, ...)
{
    char text[2 * FIELD_SIZE];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    ++*taker->wrong;
    taker->report->invalid(taker->report->data, node, text);
}

/* What YAML takes for nothing is no name of an owner. */
static bool is_null(const struct doc *node)
{
    static const char *const words[] = {"~", "null", "Null", "NULL"};

    for (size_t i = 0; node->plain && i < ARRAY_LEN(words); i++)
        if (bytes_equal(node->text, bytes_text(words[i])))
            return true;
    return false;
}

static bool is_empty(const struct form *form, const struct doc *node)
{
    if (form->may_be_empty && node->type == DOC_LIST)
        return false;
    if (node->type == DOC_TEXT)
        return node->text.size == 0 || is_null(node);
    return (node->type == DOC_LIST || node->type == DOC_MAP) && node->count == 0;
}

static bool is_digits(struct bytes name)
{
    return name.size > 0 && strspn((const char *)name.data, "0123456789") == name.size;
}

/* "value: 0,91" between braces is the value 0 and a key 91. */
static bool has_decimal_comma(const struct form *form, const struct doc *node)
{
    for (size_t i = 1; i < node->count; i++)
        if (is_digits(node->members[i].name) && !form_field(form, node->members[i].name))
            return true;
    return false;
}

/* A key that stands for something that is not read here; NULL for any other. */
static const char *why_no_key(struct bytes name)
{
    if (bytes_equal(name, BYTES("<<")))
        return "merge keys (<<) are not read here: write the fields out";
    return is_digits(name) ? "a decimal number takes a point, as 0.91; with a comma it is a key of "
                             "its own"
                           : NULL;
}

static void tell_unknown_keys(const struct taker *taker, const struct form *form,
                              const struct doc *node, const char *where)
{
    for (size_t i = 0; i < node->count; i++) {
        const struct doc_member *member = &node->members[i];
        struct doc at = {.line = member->line, .column = member->column};
        const char *known[KEYS_MAX], *nearest;
        CLEANUP(buf_clear) struct buf shown = {.ceiling = (size_t)4 * FIELD_SIZE};

        if (form_field(form, member->name))
            continue;
        if (why_no_key(member->name)) {
            tell_invalid(taker, &at, "%s", why_no_key(member->name));
            continue;
        }
        for (size_t j = 0; j < form->field_count; j++)
            known[j] = form->fields[j].name;
        nearest = text_nearest((const char *)member->name.data, known, form->field_count);
        text_show(&shown, bytes_front(member->name, 80));
        tell_invalid(taker, &at, "unknown key \"%s\"%s%s%s%s%s", buf_string(&shown),
                     *where ? " in \"" : "", where, *where ? "\"" : "",
                     nearest ? ": did you mean " : "", nearest ? nearest : "");
    }
}

static bool take_date(const struct doc *node, struct doc *out)
{
    int64_t seconds;

    *out = *node;
    return node->text.size == 10 && clock_parse(node->text, &seconds);
}

/* Whole, in UTC: times of two countries are compared. */
static bool take_time(const struct doc *node, struct doc *out)
{
    int64_t seconds;

    *out = *node;
    return node->text.size > 10 && clock_parse(node->text, &seconds);
}

static bool take_int(const struct form *form, const struct doc *node, struct doc *out)
{
    bool negative = node->type == DOC_TEXT && node->text.size > 0 && node->text.data[0] == '-';
    uint64_t number;

    *out = (struct doc){.type = DOC_INT, .line = node->line, .column = node->column};
    if (node->type == DOC_INT)
        out->integer = node->integer;
    else if (node->type == DOC_TEXT && node->plain &&
             text_u64(bytes_from(node->text, negative), &number) && number <= INT64_MAX)
        out->integer = negative ? -(int64_t)number : (int64_t)number;
    else
        return false;
    return out->integer >= form->least && out->integer <= form->most;
}

static bool take_hex(const struct doc *node, size_t size, struct doc *out)
{
    *out = *node;
    return node->text.size == size && hex_is_lower(node->text);
}

/* Digits with a sign, a point and an exponent, as JSON has them; "nan" and "0x1" are none. */
static bool take_number(const struct doc *node, struct doc *out)
{
    char text[64];
    char *end;

    *out = (struct doc){.type = DOC_REAL, .line = node->line, .column = node->column};
    if (node->type != DOC_TEXT || !node->plain || node->text.size == 0 ||
        !text_copy(text, sizeof text, (const char *)node->text.data))
        return false;
    if (strspn(text, "0123456789+-.eE") != node->text.size)
        return false;
    out->real = strtod(text, &end); /* the program never leaves the locale "C" for numbers */
    return *end == 0 && isfinite(out->real);
}

static bool take_bool(const struct doc *node, struct doc *out)
{
    bool yes = node->type == DOC_TEXT && node->plain && bytes_equal(node->text, BYTES("true"));
    bool no = node->type == DOC_TEXT && node->plain && bytes_equal(node->text, BYTES("false"));

    *out = (struct doc){.type = DOC_BOOL, .line = node->line, .column = node->column};
    out->boolean = node->type == DOC_BOOL ? node->boolean : yes;
    return node->type == DOC_BOOL || yes || no;
}

static bool take_text(const struct form *form, const struct doc *node, struct doc *out)
{
    *out = *node;
    if (node->type != DOC_TEXT)
        return false;
    for (size_t i = 0; i < form->allowed_count; i++)
        if (bytes_equal(node->text, bytes_text(form->allowed[i])))
            return true;
    return form->allowed_count == 0;
}

/* What stands there, where that is not plain to see. */
static const char *not_so(const struct form *form, const struct doc *node)
{
    if (node->type == DOC_LIST)
        return ", not a list";
    if (node->type == DOC_MAP)
        return ", not a map";
    return !node->plain &&
                   (form->type == FORM_INT || form->type == FORM_NUMBER || form->type == FORM_BOOL)
               ? ", and in quotes it is a text"
               : "";
}

static void tell_wrong(const struct taker *taker, const struct form *form, const struct doc *node,
                       const char *field)
{
    CLEANUP(buf_clear) struct buf words = {.ceiling = FIELD_SIZE};
    const char *nearest =
        form->allowed_count > 1 && node->type == DOC_TEXT
            ? text_nearest((const char *)node->text.data, form->allowed, form->allowed_count)
            : NULL;

    for (size_t i = 0; i < form->allowed_count; i++)
        buf_printf(&words, "%s%s",
                   i                         ? ", "
                   : form->allowed_count > 1 ? "one of: "
                                             : "",
                   form->allowed[i]);
    if (form->type == FORM_INT && (form->least > INT64_MIN || form->most < INT64_MAX)) {
        buf_text(&words, "a whole number");
        if (form->least > INT64_MIN)
            buf_printf(&words, " from %" PRId64, form->least);
        if (form->most < INT64_MAX)
            buf_printf(&words, " to %" PRId64, form->most);
    }
    tell_invalid(taker, node, "\"%s\" takes %s%s%s%s%s", field,
                 words.size ? buf_string(&words) : type_words[form->type], not_so(form, node),
                 nearest ? ": did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
}

/* NOLINTBEGIN(misc-no-recursion): the form is no deeper than FORM_DEPTH */

static ASSAY_RESULT take(const struct taker *taker, const struct form *form, const struct doc *node,
                         const char *field, struct doc *out, bool *taken);

static ASSAY_RESULT take_map(const struct taker *taker, const struct form *form,
                             const struct doc *node, const char *field, struct doc *out)
{
    struct doc_member *members = arena_array(taker->arena, form->field_count + 1, sizeof *members);
    size_t count = 0;

    if (!members)
        return out_of_memory(taker->err);
    tell_unknown_keys(taker, form, node, field);
    for (size_t i = 0; i < form->field_count; i++) {
        const struct form *part = &form->fields[i];
        const struct doc *value = doc_get(node, part->name);
        char name[FIELD_SIZE];
        bool taken = false;

        snprintf(name, sizeof name, "%s%s%s", field, *field ? "." : "", part->name);
        if (!value || is_empty(part, value)) {
            if (part->required)
                taker->report->missing(taker->report->data, name);
            continue;
        }
        TRY(take(taker, part, value, name, &members[count].value, &taken));
        if (taken)
            members[count++].name = bytes_text(part->name);
    }
    *out = (struct doc){.type = DOC_MAP, .line = node->line, .column = node->column};
    out->members = members;
    out->count = count;
    return ASSAY_OK;
}

/* An element that is wrong is not dropped, for then the others would be all: of a map nothing is
 * known, and a list of words is none. */
static ASSAY_RESULT take_list(const struct taker *taker, const struct form *form,
                              const struct doc *node, const char *field, struct doc *out)
{
    struct doc *items = arena_array(taker->arena, node->count + 1, sizeof *items);
    size_t count = 0;
    bool lost = false;

    if (!items)
        return out_of_memory(taker->err);
    for (size_t i = 0; i < node->count; i++) {
        const size_t before = *taker->wrong;
        char name[FIELD_SIZE];
        bool taken = false;

        snprintf(name, sizeof name, "%s[%zu]", field, i + 1);
        TRY(take(taker, form->element, &node->items[i], name, &items[count], &taken));
        if (!taken && *taker->wrong > before) {
            items[count] = (struct doc){.type = DOC_MAP};
            taken = form->element->type == FORM_MAP;
            lost = lost || !taken;
        }
        count += taken;
    }
    *out = (struct doc){.type = DOC_LIST, .line = node->line, .column = node->column};
    out->items = items;
    out->count = lost ? 0 : count;
    return ASSAY_OK;
}

static ASSAY_RESULT take(const struct taker *taker, const struct form *form, const struct doc *node,
                         const char *field, struct doc *out, bool *taken)
{
    bool right;

    *taken = false;
    if (node->type == DOC_TEXT && taker->report->is_placeholder(node->text)) {
        taker->report->placeholder(taker->report->data, field);
        return ASSAY_OK;
    }
    if ((form->type == FORM_MAP && node->type == DOC_MAP) ||
        (form->type == FORM_LIST && node->type == DOC_LIST)) {
        if (form->type == FORM_MAP && has_decimal_comma(form, node)) {
            tell_unknown_keys(taker, form, node, field);
            return ASSAY_OK;
        }
        TRY(form->type == FORM_MAP ? take_map(taker, form, node, field, out)
                                   : take_list(taker, form, node, field, out));
        /* of which nothing is right is not there */
        *taken = out->count > 0 || (form->may_be_empty && node->count == 0);
        return ASSAY_OK;
    }
    switch (form->type) {
    case FORM_DATE:
        right = node->type == DOC_TEXT && take_date(node, out);
        break;
    case FORM_TIME:
        right = node->type == DOC_TEXT && take_time(node, out);
        break;
    case FORM_SHA256:
        right = node->type == DOC_TEXT && take_hex(node, 64, out);
        break;
    case FORM_COMMIT:
        right = node->type == DOC_TEXT && (take_hex(node, 40, out) || take_hex(node, 64, out));
        break;
    case FORM_NUMBER:
        right = take_number(node, out);
        break;
    case FORM_INT:
        right = take_int(form, node, out);
        break;
    case FORM_BOOL:
        right = take_bool(node, out);
        break;
    case FORM_TEXT:
        right = take_text(form, node, out);
        break;
    default:
        right = false;
    }
    if (!right)
        tell_wrong(taker, form, node, field);
    *taken = right;
    return ASSAY_OK;
}

/* NOLINTEND(misc-no-recursion) */

enum assay_status form_take(const struct form *form, const struct doc *doc,
                            const struct form_report *report, struct arena *arena, struct doc *out,
                            struct assay_error *err)
{
    size_t wrong = 0;
    const struct taker taker = {.report = report, .arena = arena, .err = err, .wrong = &wrong};

    *out = (struct doc){.type = DOC_MAP};
    if (doc->type != DOC_MAP) {
        tell_invalid(&taker, doc, "a record is a map of fields");
        return ASSAY_OK;
    }
    return take_map(&taker, form, doc, "", out);
}

/* ---- a template ---- */

static void write_comment(const struct form *form, size_t blanks, struct buf *out)
{
    const char *as = form->type == FORM_DATE   ? "2026-11-01"
                     : form->type == FORM_TIME ? "2026-11-01T09:30:00Z"
                                               : NULL;

    /* of a list of words: what may stand in it */
    const struct form *words = form->type == FORM_LIST ? form->element : form;

    if (!*form->meaning && words->allowed_count == 0 && !as && !*form->example)
        return;
    buf_printf(out, "%*s# %s", (int)blanks, "", form->meaning);
    if (words->allowed_count > 0)
        buf_text(out, *form->meaning ? ": " : "");
    for (size_t i = 0; i < words->allowed_count; i++)
        buf_printf(out, "%s%s",
                   i == 0                          ? ""
                   : i + 1 == words->allowed_count ? " or "
                                                   : ", ",
                   words->allowed[i]);
    if (as)
        buf_printf(out, "%sas %s", *form->meaning ? "; " : "", as);
    if (*form->example)
        buf_printf(out, "%ssuch as %s", *form->meaning || as ? "; " : "", form->example);
}

/* NOLINTBEGIN(misc-no-recursion): the form is no deeper than FORM_DEPTH */

/* `lead` is what stands before the name: blanks, or the dash of a list's element. */
static void write_field(const struct form *form, const char *lead, unsigned indent, bool optional,
                        struct buf *out);

static void write_fields(const struct form *form, const char *lead, unsigned indent, bool optional,
                         const char *skip, struct buf *out)
{
    bool first = true;

    for (int required = 1; required >= 0; required--) {
        for (size_t i = 0; i < form->field_count; i++) {
            const struct form *field = &form->fields[i];

            if (field->required != (required == 1) || (skip && strcmp(skip, field->name) == 0))
                continue;
            write_field(field, first ? lead : "", indent, optional || !field->required, out);
            first = false;
        }
    }
}

static void write_field(const struct form *form, const char *lead, unsigned indent, bool optional,
                        struct buf *out)
{
    size_t start = out->size, width;
    bool inner = form->type == FORM_MAP || (form->type == FORM_LIST && form->element->field_count);

    buf_printf(out, "%s%*s%s%s:%s", optional ? "# " : "", (int)(indent - strlen(lead)), "", lead,
               form->name,
               inner                     ? ""
               : form->type == FORM_LIST ? " [TODO]"
                                         : " TODO");
    width = out->size - start;
    write_comment(form, width < MEANING_COLUMN ? MEANING_COLUMN - width : 2, out);
    buf_byte(out, '\n');
    if (form->type == FORM_MAP)
        write_fields(form, "", indent + 2, optional, NULL, out);
    else if (inner)
        write_fields(form->element, "- ", indent + 4, optional, NULL, out);
}

/* NOLINTEND(misc-no-recursion) */

void form_template(const struct form *form, const char *skip, struct buf *out)
{
    write_fields(form, "", 0, false, skip, out);
}
