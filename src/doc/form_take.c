/* form_take.c - a document that was filled in, held to its form. */

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
#include "doc/form.h"

enum { FIELD_SIZE = 256 }; /* of "classes[2].period", and of words about it */

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
        const char *known[FORM_FIELDS_MAX], *nearest;
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
                 words.size ? buf_string(&words) : form_type_words(form->type), not_so(form, node),
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
