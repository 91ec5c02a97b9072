/*
 * inspect_jsonpickle.c - JSON that jsonpickle makes objects of: what stands behind its tags is
 * imported, and called, as in a pickle.
 *
 * Tags in the first 4 KiB tell that it is one; an escape or two in them do not hide it.
 *
 * Source: jsonpickle, tags.py and unpickler.py.
 */

#include "base/kit.h"
#include "base/text.h"
#include "examine/encoding/json_walk.h"
#include "examine/inspect.h"
#include "examine/python/custom_code.h"
#include "inventory/gaps.h"

enum { BID = 8 * 8 /* "py/type" with its quotes */, FIELD_SHOWN = 120 };

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
    struct bytes head = text_unmarked(subject->head);

    while (head.size > 0 && bytes_has(BYTES(" \t\r\n"), head.data[0]))
        head = bytes_from(head, 1);
    return head.size > 0 && bytes_has(BYTES("{["), head.data[0]) && has_tag(head) ? BID : 0;
}

static enum assay_status take_name(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    if (walk->token == JSON_TEXT)
        custom_code_target(walk->evidence, walk->scan.at, json_walk_name(walk, 0),
                           bytes_front(walk->scan.text, FIELD_SHOWN));
    return ASSAY_OK;
}

static enum assay_status tell(struct json_walk *walk, enum assay_load load)
{
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

static const struct json_way ways[] = {
    {"**.py/function", take_name, 0}, {"**.py/mod", take_module, 0},
    {"**.py/object", take_name, 0},   {"**.py/repr", take_expression, 0},
    {"**.py/type", take_name, 0},
};

static enum assay_status jsonpickle_read(struct cursor *cursor, const struct subject *subject,
                                         struct evidence *evidence)
{
    struct json_walk walk = {.evidence = evidence};
    enum assay_status status;
    struct bytes mark;

    (void)subject;
    TRY(cursor_peek(cursor, 3, &mark));
    cursor_consume(cursor, mark.size - text_unmarked(mark).size);
    status = json_walk(cursor, ways, ARRAY_LEN(ways), &walk);
    json_walk_clear(&walk);
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status; /* of a name that stands twice both values are looked at */
}

const struct inspector inspect_jsonpickle = {.format = "jsonpickle",
                                             .kind = ASSAY_KIND_CONFIG,
                                             .text = true,
                                             .gap = GAP_MODEL_INVALID,
                                             .bid = jsonpickle_bid,
                                             .read = jsonpickle_read};
