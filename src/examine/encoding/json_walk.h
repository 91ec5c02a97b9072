/*
 * json_walk.h - a JSON document value by value, each with the way that leads to it, for readers
 * that are tables: which ways they know, and what to do with the value there.
 *
 *     static const struct json_way ways[] = {
 *         {"architectures.[]", take_architecture, 0},
 *         {"**.trust_remote_code", take_trust, 0},
 *     };
 *     TRY(json_walk(cursor, ways, ARRAY_LEN(ways), &walk));
 */

#pragma once

#include "base/limits.h"
#include "examine/encoding/json_scan.h"
#include "examine/inspector.h"

struct json_walk;

/*
 * Names of members from the outermost on, joined by '.'; "[]" is any element of an array, "*" any
 * one member or element, a "**" in front any number of either. A name with a dot in it is matched
 * by stars only. "" is the document itself.
 */
struct json_way {
    const char *way;
    enum assay_status (*found)(struct json_walk *walk, const struct json_way *way);
    int what; /* the reader's own: which fact */
};

struct json_step {
    size_t start, size; /* of a member's name, in `names` */
    bool element;
    uint64_t index; /* of an element */
};

struct json_walk {
    /* The reader's own. */
    struct evidence *evidence;
    void *reader;
    size_t text_max; /* bytes of a text that are kept; 0: WALK_TEXT */

    /* About the value at hand; its text is `scan.text`. Of arrays and objects the beginning. */
    struct json_scan scan;
    enum json_token token;
    size_t steps;             /* that lead to it */
    uint64_t repeats;         /* names that stood twice in their object so far */
    uint64_t first_repeat_at; /* offset of the first of them */

    struct json_step step[LIMIT_DOCUMENT_DEPTH];
    struct buf names;
};

enum { WALK_TEXT = 4096, WALK_NAME = 1024 };

/*
 * Reads one document to the end of the item, calling `found` of each way that fits a value, in the
 * order of the table. NaN and infinities are taken for numbers, as Python does.
 *
 * ASSAY_EFORMAT, ASSAY_ELIMIT  as json_next(); bytes behind the document; what `found` fails with
 */
ASSAY_RESULT json_walk(struct cursor *cursor, const struct json_way *ways, size_t count,
                       struct json_walk *walk);

/* The same step by step, for texts of many documents: once json_walk_start(), then each of them. */
void json_walk_start(struct cursor *cursor, struct json_walk *walk);
ASSAY_RESULT json_walk_document(struct json_walk *walk, const struct json_way *ways, size_t count);
/* Moves past the blanks between documents: *ended where nothing follows. */
ASSAY_RESULT json_walk_blanks(struct cursor *cursor, bool *ended);
void json_walk_clear(struct json_walk *walk);

/* For readers of other forms of the same trees (ubjson.c): a member's name, `scan.text`, was read;
 * a value was, `token` says which. They keep `scan.depth` and `scan.arrays`. */
ASSAY_RESULT json_walk_enter(struct json_walk *walk);
ASSAY_RESULT json_walk_visit(struct json_walk *walk, const struct json_way *ways, size_t count);

/* The name of the step that is `up` levels above the value's own; empty for elements. */
struct bytes json_walk_name(const struct json_walk *walk, size_t up);

/* The way to the value as a person reads it: "quantization_config.bits", "trees[2].depth". */
void json_walk_show(const struct json_walk *walk, struct buf *out);

/* True for a text, all of which is there, that is not empty. */
static inline bool json_walk_is_text(const struct json_walk *walk)
{
    return walk->token == JSON_TEXT && !walk->scan.cut && walk->scan.text.size > 0;
}

/* True for a whole number that is not negative, also one that was written with a fraction of 0. */
bool json_walk_u64(const struct json_walk *walk, uint64_t *out);
