/*
 * inspect_jsonpickle.c - JSON that jsonpickle makes objects of: what stands behind its tags is
 * imported, and called, as in a pickle.
 *
 * Any text of JSON, and of JSON Lines, may be one: whoever else reads it, it is read again where it
 * has a tag (also_tags.c). Of a text that nobody else knows tags in the first 4 KiB tell at once.
 *
 * Source: jsonpickle, tags.py and unpickler.py.
 */

#include "base/kit.h"
#include "base/text.h"
#include "examine/encoding/json_scan.h"
#include "examine/encoding/json_walk.h"
#include "examine/inspect.h"
#include "examine/models/jsonpickle.h"
#include "examine/python/custom_code.h"
#include "inventory/gaps.h"

enum {
    BID = 2,       /* less than all that know more of it: they read it first */
    TAG_MOST = 32, /* bytes of a tag, as it may be written, and its quotes */
    FIELD_SHOWN = 120,
};

#define KEY_IS_OBJECT "json://"

/* A tag behind "py/", from what its slash is written as. */
static bool is_tag(struct bytes text)
{
    static const char *const slashes[] = {"/", "\\/", "\\u002f", "\\u002F"};
    static const char *const tags[] = {"function\"", "mod\"",  "object\"",
                                       "reduce\"",   "repr\"", "type\""};

    for (size_t i = 0; i < ARRAY_LEN(slashes); i++) {
        struct bytes word = bytes_from(text, strlen(slashes[i]));

        for (size_t j = 0; bytes_starts(text, bytes_text(slashes[i])) && j < ARRAY_LEN(tags); j++)
            if (bytes_starts(word, bytes_text(tags[j])))
                return true;
    }
    return false;
}

static bool has_tag(struct bytes text)
{
    while (text.size > 0) {
        const uint8_t *at = memmem(text.data, text.size, "\"py", 3);

        if (!at)
            return false;
        text = bytes_from(text, (size_t)(at - text.data) + 3);
        if (is_tag(text))
            return true;
    }
    return false;
}

static unsigned jsonpickle_bid(const struct subject *subject)
{
    const uint8_t first = json_first(subject->head);

    return (first == '{' || first == '[') && has_tag(subject->head) ? BID : 0;
}

/* A tag stands there: the text is one that jsonpickle makes objects of. */
static void meet(struct json_walk *walk)
{
    bool *is = walk->reader;

    *is = true;
}

static enum assay_status take_name(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    meet(walk);
    if (walk->token == JSON_TEXT)
        custom_code_target(walk->evidence, walk->scan.at, json_walk_name(walk, 0),
                           bytes_front(walk->scan.text, FIELD_SHOWN));
    return ASSAY_OK;
}

static enum assay_status tell(struct json_walk *walk, enum assay_load load)
{
    meet(walk);
    if (walk->token == JSON_TEXT)
        custom_code(walk->evidence, load, walk->scan.at, json_walk_name(walk, 0),
                    bytes_front(walk->scan.text, FIELD_SHOWN));
    return ASSAY_OK;
}

/* A module, with the name that it goes by behind a slash. */
static enum assay_status take_module(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    return tell(walk, ASSAY_LOAD_SUSPICIOUS);
}

/* Versions before 1.0 evaluate it. */
static enum assay_status take_expression(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    return tell(walk, ASSAY_LOAD_DANGEROUS);
}

static enum assay_status take_key(struct json_walk *walk, const struct json_way *way);

/* Of a key that is JSON itself all but the last. */
static const struct json_way ways[] = {
    {"**.py/function", take_name, 0}, {"**.py/mod", take_module, 0},
    {"**.py/object", take_name, 0},   {"**.py/repr", take_expression, 0},
    {"**.py/type", take_name, 0},     {"**", take_key, 0},
};
enum { WAYS_IN_KEYS = ARRAY_LEN(ways) - 1 };

/* A name may be JSON itself: a key that is made an object of. */
static enum assay_status take_key(struct json_walk *walk, const struct json_way *way)
{
    const struct bytes name = json_walk_name(walk, 0);
    struct json_walk key = {.evidence = walk->evidence, .reader = walk->reader};
    struct assay_error ignored = {0};
    enum assay_status status;
    struct cursor cursor;

    (void)way;
    if (!bytes_starts(name, BYTES(KEY_IS_OBJECT)) || !has_tag(name))
        return ASSAY_OK;
    cursor_of_part(&cursor, bytes_from(name, strlen(KEY_IS_OBJECT)), walk->scan.at, &ignored);
    status = json_walk(&cursor, ways, WAYS_IN_KEYS, &key);
    json_walk_clear(&key);
    if (status == ASSAY_ENOMEM)
        return cursor_fail_at(walk->scan.cursor, status, walk->scan.at, "out of memory for a key");
    if (status == ASSAY_OK)
        return ASSAY_OK;
    meet(walk); /* it is cut where it is longer than a name that is kept */
    custom_code(walk->evidence, ASSAY_LOAD_SUSPICIOUS, walk->scan.at, BYTES("a key"),
                bytes_front(name, FIELD_SHOWN));
    return ASSAY_OK;
}

/* To behind the line feed; *tagged where a tag stands before it. */
static ASSAY_RESULT skip_line(struct cursor *cursor, bool *tagged)
{
    for (;;) {
        struct bytes some;
        const uint8_t *end;

        TRY(cursor_peek(cursor, CURSOR_WINDOW_MAX, &some));
        end = some.size ? memchr(some.data, '\n', some.size) : NULL;
        *tagged |= has_tag(end ? bytes_of(some.data, (size_t)(end - some.data)) : some);
        if (end || some.size < CURSOR_WINDOW_MAX) {
            cursor_consume(cursor, end ? (size_t)(end - some.data) + 1 : some.size);
            return ASSAY_OK;
        }
        cursor_consume(cursor, some.size - TAG_MOST);
    }
}

/* What was read so far, where one document of many, or all of it, is broken. */
struct fault {
    enum assay_status status;
    struct assay_error error;
    bool tagged; /* a tag stands in what was not read */
};

/* Behind a fault the next line may be a document again. */
static ASSAY_RESULT read_documents(struct json_walk *walk, struct cursor *cursor,
                                   struct fault *fault)
{
    for (;;) {
        enum assay_status status;
        bool ended;

        TRY(json_walk_blanks(cursor, &ended));
        if (ended)
            return ASSAY_OK;
        status = json_walk_document(walk, ways, ARRAY_LEN(ways));
        if (status == ASSAY_OK)
            continue;
        if (status != ASSAY_EFORMAT && status != ASSAY_ELIMIT)
            return status;
        if (fault->status == ASSAY_OK)
            *fault = (struct fault){.status = status, .error = *cursor->err};
        json_scan_restart(&walk->scan);
        TRY(skip_line(cursor, &fault->tagged));
    }
}

enum assay_status jsonpickle_read_any(struct cursor *cursor, struct evidence *evidence, bool *is)
{
    struct json_walk walk = {.evidence = evidence, .reader = is};
    struct fault fault = {.status = ASSAY_OK};
    enum assay_status status;
    struct bytes mark;

    *is = false;
    TRY(cursor_peek(cursor, 3, &mark));
    cursor_consume(cursor, mark.size - text_unmarked(mark).size);
    json_walk_start(cursor, &walk);
    status = read_documents(&walk, cursor, &fault);
    *is |= fault.tagged && walk.names.size > 0; /* else it is no JSON that broke off */
    json_walk_clear(&walk);
    TRY(status);
    if (!*is)
        return ASSAY_OK;
    evidence_load(evidence, fault.status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    if (fault.status != ASSAY_OK)
        *cursor->err = fault.error;
    return fault.status; /* of a name that stands twice both values are looked at */
}

static enum assay_status jsonpickle_read(struct cursor *cursor, const struct subject *subject,
                                         struct evidence *evidence)
{
    enum assay_status status;
    bool is;

    (void)subject;
    status = jsonpickle_read_any(cursor, evidence, &is);
    if (status == ASSAY_OK && !is)
        evidence_decline(evidence);
    return status;
}

const struct inspector inspect_jsonpickle = {.format = "jsonpickle",
                                             .kind = ASSAY_KIND_CONFIG,
                                             .text = true,
                                             .gap = GAP_MODEL_INVALID,
                                             .bid = jsonpickle_bid,
                                             .read = jsonpickle_read};
