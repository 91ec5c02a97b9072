/* read.c - taking what one expects out of a document, with errors a person can act on. */

#include <stdarg.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"
#include "doc/doc.h"
#include "doc/place.h"

#define REMEDY "fix the line; nothing was examined"

static const char *const type_names[] = {
    [DOC_NULL] = "nothing",  [DOC_BOOL] = "true or false", [DOC_INT] = "a number",
    [DOC_REAL] = "a number", [DOC_TEXT] = "a text",        [DOC_LIST] = "a list",
    [DOC_MAP] = "a map",
};
_Static_assert(ARRAY_LEN(type_names) == DOC_MAP + 1, "one name a type");

const struct doc *doc_get(const struct doc *map, const char *name)
{
    struct bytes wanted = bytes_text(name);

    if (!map || map->type != DOC_MAP)
        return NULL;
    for (size_t i = 0; i < map->count; i++)
        if (bytes_equal(map->members[i].name, wanted))
            return &map->members[i].value;
    return NULL;
}

static void add_place(struct assay_error *err, const struct doc_source *source, const char *id,
                      uint32_t line, uint32_t column)
{
    char excerpt[PLACE_EXCERPT_SIZE];

    place_excerpt(source->text, line, excerpt);
    assay_error_id(err, id);
    assay_error_path(err, source->path);
    assay_error_at(err, line, column, excerpt);
    assay_error_do(err, REMEDY);
}

enum assay_status doc_fail(const struct doc *doc, const struct doc_source *source, const char *id,
                           struct assay_error *err, const char *format, ...)
{
    char text[sizeof err->text];
    enum assay_status status;
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "%s", text);
    add_place(err, source, id, doc->line, doc->column);
    return status;
}

static ASSAY_RESULT wrong_type(const struct doc *doc, const struct doc_source *source,
                               const char *what, const char *wanted, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf shown = {.ceiling = SIZE_MAX};
    enum assay_status status;

    if (doc->type == DOC_TEXT) {
        buf_byte(&shown, '"');
        text_show(&shown, bytes_front(doc->text, 80));
        buf_byte(&shown, '"');
    } else {
        buf_text(&shown, type_names[doc->type]);
    }
    status = doc_fail(doc, source, "config.wrong-type", err, "\"%s\" must be %s, not %s", what,
                      wanted, buf_string(&shown));
    if (doc->type == DOC_TEXT && !doc->plain)
        assay_error_why(err, "in quotes it is a text, whatever it says");
    else
        assay_error_why(err, "the field \"%s\" takes %s and nothing is converted", what, wanted);
    return status;
}

static void list_words(struct buf *out, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_printf(out, "%s\"%s\"", i ? ", " : "", words[i]);
}

static ASSAY_RESULT unknown_key(const struct doc_member *member, const struct doc_source *source,
                                const char *what, const char *const *known, size_t count,
                                struct assay_error *err)
{
    const char *nearest = text_nearest((const char *)member->name.data, known, count);
    CLEANUP(buf_clear) struct buf shown = {.ceiling = SIZE_MAX};
    CLEANUP(buf_clear) struct buf words = {.ceiling = SIZE_MAX};
    enum assay_status status;

    text_show(&shown, bytes_front(member->name, 80));
    if (*what)
        status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "unknown key \"%s\" in \"%s\"",
                            buf_string(&shown), what);
    else
        status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "unknown key \"%s\"",
                            buf_string(&shown));
    add_place(err, source, "config.unknown-key", member->line, member->column);
    list_words(&words, known, count);
    if (nearest)
        assay_error_why(err, "did you mean \"%s\"?", nearest);
    else
        assay_error_why(err, "known are %s", buf_string(&words));
    return status;
}

enum assay_status doc_check_keys(const struct doc *map, const struct doc_source *source,
                                 const char *what, const char *const *known, size_t count,
                                 struct assay_error *err)
{
    if (map->type != DOC_MAP)
        return wrong_type(map, source, what, type_names[DOC_MAP], err);
    for (size_t i = 0; i < map->count; i++) {
        bool found = false;

        for (size_t j = 0; j < count && !found; j++)
            found = bytes_equal(map->members[i].name, bytes_text(known[j]));
        if (!found)
            return unknown_key(&map->members[i], source, what, known, count, err);
    }
    return ASSAY_OK;
}

enum assay_status doc_text(const struct doc *doc, const struct doc_source *source, const char *what,
                           const char **out, struct assay_error *err)
{
    if (doc->type != DOC_TEXT)
        return wrong_type(doc, source, what, type_names[DOC_TEXT], err);
    if (doc->text.size > 0 && memchr(doc->text.data, 0, doc->text.size)) {
        enum assay_status status =
            doc_fail(doc, source, "config.bad-text", err, "\"%s\" holds a NUL character", what);

        assay_error_why(err, "what stands behind it would not be seen");
        return status;
    }
    *out = (const char *)doc->text.data;
    return ASSAY_OK;
}

enum assay_status doc_optional_text(const struct doc *map, const struct doc_source *source,
                                    const char *key, const char **out, struct assay_error *err)
{
    const struct doc *value = doc_get(map, key);

    *out = "";
    return value ? doc_text(value, source, key, out, err) : ASSAY_OK;
}

enum assay_status doc_bool(const struct doc *doc, const struct doc_source *source, const char *what,
                           bool *out, struct assay_error *err)
{
    bool is_true = doc->type == DOC_TEXT && doc->plain && bytes_equal(doc->text, BYTES("true"));
    bool is_false = doc->type == DOC_TEXT && doc->plain && bytes_equal(doc->text, BYTES("false"));

    if (doc->type != DOC_BOOL && !is_true && !is_false)
        return wrong_type(doc, source, what, type_names[DOC_BOOL], err);
    *out = doc->type == DOC_BOOL ? doc->boolean : is_true;
    return ASSAY_OK;
}

enum assay_status doc_u64(const struct doc *doc, const struct doc_source *source, const char *what,
                          uint64_t *out, struct assay_error *err)
{
    if (doc->type == DOC_INT && doc->integer >= 0) {
        *out = (uint64_t)doc->integer;
        return ASSAY_OK;
    }
    if (doc->type == DOC_TEXT && doc->plain && text_u64(doc->text, out))
        return ASSAY_OK;
    return wrong_type(doc, source, what, "a whole number, 0 or more", err);
}

enum assay_status doc_texts(struct arena *arena, const struct doc *doc,
                            const struct doc_source *source, const char *what,
                            const char *const **out, size_t *count, struct assay_error *err)
{
    size_t size = doc->type == DOC_LIST ? doc->count : 1;
    const char **texts = arena_array(arena, size + 1, sizeof *texts);

    if (!texts)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory while reading %s",
                          what);
    if (doc->type == DOC_TEXT) {
        TRY(doc_text(doc, source, what, &texts[0], err));
    } else if (doc->type == DOC_LIST) {
        for (size_t i = 0; i < size; i++)
            TRY(doc_text(&doc->items[i], source, what, &texts[i], err));
    } else {
        return wrong_type(doc, source, what, "a list of texts", err);
    }
    *out = texts;
    *count = size;
    return ASSAY_OK;
}
