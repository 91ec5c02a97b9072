/*
 * json.c - reading JSON through jansson, under the rules of ledger-formats.md 1.
 *
 * jansson refuses duplicate names, bad UTF-8 and lone surrogates by itself. Two things it cannot
 * be told are seen to before it runs: nesting is held to LIMIT_DOCUMENT_DEPTH, and an integer that
 * does not fit in 64 bits is handed to it as a real. It gives no places for nodes, so these stay 0.
 */

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "doc/doc.h"
#include "doc/place.h"

/* What turns an integer token into a real of the same value. */
#define AS_REAL "e0"

static void json_decref_cleanup(json_t **json)
{
    json_decref(*json);
}

static ASSAY_RESULT fail_at(struct assay_error *err, const struct doc_source *source, size_t offset,
                            const char *text)
{
    struct place place = place_of(source->text, offset);
    char excerpt[PLACE_EXCERPT_SIZE];
    enum assay_status status = assay_fail(err, ASSAY_EFORMAT, offset, "not JSON: %s", text);

    place_excerpt(source->text, place.line, excerpt);
    assay_error_path(err, source->path);
    assay_error_at(err, place.line, place.column, excerpt);
    return status;
}

/* The offset behind a string whose opening quote stands at `at`. */
static size_t string_end(struct bytes text, size_t at)
{
    for (at++; at < text.size && text.data[at] != '"'; at++)
        at += text.data[at] == '\\';
    return at < text.size ? at + 1 : text.size;
}

static bool is_number_byte(uint8_t c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

static bool is_beyond_64_bits(struct bytes token)
{
    char digits[32];

    for (size_t i = 0; i < token.size; i++)
        if ((token.data[i] < '0' || token.data[i] > '9') && !(i == 0 && token.data[i] == '-'))
            return false;
    if (token.size < 19) /* digits of 2^63-1 */
        return false;
    if (token.size >= sizeof digits)
        return true;
    memcpy(digits, token.data, token.size);
    digits[token.size] = 0;
    errno = 0;
    (void)strtoll(digits, NULL, 10);
    return errno == ERANGE;
}

/*
 * Walks the tokens, well-formed or not: tells the offset where nesting goes too deep, and where the
 * next integer beyond 64 bits ends.
 */
struct scan {
    struct bytes text;
    size_t at;
    unsigned depth;
};

enum scan_result { SCAN_END, SCAN_TOO_DEEP, SCAN_BIG_INTEGER };

static enum scan_result scan_next(struct scan *scan)
{
    while (scan->at < scan->text.size) {
        uint8_t c = scan->text.data[scan->at];
        size_t start = scan->at;

        if (c == '"') {
            scan->at = string_end(scan->text, scan->at);
        } else if (c == '[' || c == '{') {
            if (++scan->depth > LIMIT_DOCUMENT_DEPTH)
                return SCAN_TOO_DEEP;
            scan->at++;
        } else if (c == ']' || c == '}') {
            scan->depth -= scan->depth > 0;
            scan->at++;
        } else if (is_number_byte(c)) {
            while (scan->at < scan->text.size && is_number_byte(scan->text.data[scan->at]))
                scan->at++;
            if (is_beyond_64_bits(bytes_of(scan->text.data + start, scan->at - start)))
                return SCAN_BIG_INTEGER;
        } else {
            scan->at++;
        }
    }
    return SCAN_END;
}

/* Copies the text with its big integers marked as reals; leaves `out` empty where there are none.
 */
static ASSAY_RESULT prepare(const struct doc_source *source, struct buf *out,
                            struct assay_error *err)
{
    struct scan scan = {.text = source->text};
    size_t copied = 0;

    for (;;) {
        switch (scan_next(&scan)) {
        case SCAN_TOO_DEEP:
            return fail_at(err, source, scan.at, "more than 64 levels");
        case SCAN_BIG_INTEGER:
            buf_add(out, source->text.data + copied, scan.at - copied);
            buf_text(out, AS_REAL);
            copied = scan.at;
            break;
        default:
            if (copied > 0)
                buf_add(out, source->text.data + copied, source->text.size - copied);
            return buf_status(out, err);
        }
    }
}

/* The offset in the source for one in the prepared copy. */
static size_t unprepared(struct bytes text, size_t offset)
{
    struct scan scan = {.text = text};

    while (scan_next(&scan) == SCAN_BIG_INTEGER && scan.at < offset)
        offset -= strlen(AS_REAL) < offset - scan.at ? strlen(AS_REAL) : offset - scan.at;
    return offset < text.size ? offset : text.size;
}

static ASSAY_RESULT no_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory while reading JSON");
}

static ASSAY_RESULT convert(struct arena *arena, json_t *json, struct doc *out,
                            struct assay_error *err);

static ASSAY_RESULT copy_text(struct arena *arena, const char *text, size_t size, struct bytes *out,
                              struct assay_error *err)
{
    char *copy = arena_copy(arena, bytes_of(text, size));

    if (!copy)
        return no_memory(err);
    *out = bytes_of(copy, size);
    return ASSAY_OK;
}

/* NOLINTBEGIN(misc-no-recursion): prepare() bounded the depth */
static ASSAY_RESULT convert_map(struct arena *arena, json_t *json, struct doc *out,
                                struct assay_error *err)
{
    const char *name;
    json_t *value;
    size_t size, i = 0;

    out->type = DOC_MAP;
    out->count = json_object_size(json);
    out->members = arena_array(arena, out->count + 1, sizeof *out->members);
    if (!out->members)
        return no_memory(err);
    json_object_keylen_foreach(json, name, size, value)
    {
        TRY(copy_text(arena, name, size, &out->members[i].name, err));
        TRY(convert(arena, value, &out->members[i].value, err));
        i++;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT convert_list(struct arena *arena, json_t *json, struct doc *out,
                                 struct assay_error *err)
{
    out->type = DOC_LIST;
    out->count = json_array_size(json);
    out->items = arena_array(arena, out->count + 1, sizeof *out->items);
    if (!out->items)
        return no_memory(err);
    for (size_t i = 0; i < out->count; i++)
        TRY(convert(arena, json_array_get(json, i), &out->items[i], err));
    return ASSAY_OK;
}

static ASSAY_RESULT convert(struct arena *arena, json_t *json, struct doc *out,
                            struct assay_error *err)
{
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        return convert_map(arena, json, out, err);
    case JSON_ARRAY:
        return convert_list(arena, json, out, err);
    case JSON_STRING:
        out->type = DOC_TEXT;
        return copy_text(arena, json_string_value(json), json_string_length(json), &out->text, err);
    case JSON_INTEGER:
        out->type = DOC_INT;
        out->integer = json_integer_value(json);
        return ASSAY_OK;
    case JSON_REAL:
        out->type = DOC_REAL;
        out->real = json_real_value(json);
        return ASSAY_OK;
    case JSON_TRUE:
    case JSON_FALSE:
        out->type = DOC_BOOL;
        out->boolean = json_is_true(json);
        return ASSAY_OK;
    default:
        out->type = DOC_NULL;
        return ASSAY_OK;
    }
}

/* NOLINTEND(misc-no-recursion) */

enum assay_status doc_read_json(struct arena *arena, const struct doc_source *source,
                                struct doc **out, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf prepared = {.ceiling = SIZE_MAX};
    CLEANUP(json_decref_cleanup) json_t *json = NULL;
    struct bytes text = source->text;
    json_error_t failure;
    struct doc *doc;

    TRY(prepare(source, &prepared, err));
    if (prepared.size > 0)
        text = buf_bytes(&prepared);
    json = json_loadb((const char *)text.data, text.size,
                      JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &failure);
    if (!json && json_error_code(&failure) == json_error_out_of_memory)
        return no_memory(err);
    if (!json) {
        size_t offset = failure.position > 0 ? (size_t)failure.position : 0;

        return fail_at(err, source, unprepared(source->text, offset), failure.text);
    }
    doc = arena_alloc(arena, sizeof *doc);
    if (!doc)
        return no_memory(err);
    TRY(convert(arena, json, doc, err));
    *out = doc;
    return ASSAY_OK;
}
