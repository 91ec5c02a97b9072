/* json_walk.c - the ways through a JSON document, without a tree of it. */

#include "examine/encoding/json_walk.h"

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"

void json_walk_clear(struct json_walk *walk)
{
    json_scan_clear(&walk->scan);
    buf_clear(&walk->names);
}

static bool is_in_array(const struct json_walk *walk, size_t level)
{
    return walk->scan.arrays >> level & 1;
}

/* Where the names of the steps above `level` end. */
static size_t names_before(const struct json_walk *walk, size_t level)
{
    return level == 0 ? 0 : walk->step[level - 1].start + walk->step[level - 1].size;
}

static struct bytes step_name(const struct json_walk *walk, const struct json_step *step)
{
    return step->size ? bytes_of(walk->names.data + step->start, step->size) : bytes_of(NULL, 0);
}

enum assay_status json_walk_enter(struct json_walk *walk)
{
    size_t level = walk->scan.depth - 1;
    struct bytes name = walk->scan.text;

    if (walk->scan.repeated && walk->repeats++ == 0)
        walk->first_repeat_at = walk->scan.at;
    if (name.size > WALK_NAME)
        name.size = WALK_NAME;
    walk->names.size = names_before(walk, level);
    walk->step[level] = (struct json_step){.start = walk->names.size, .size = name.size};
    buf_add(&walk->names, name.data, name.size);
    return buf_status(&walk->names, walk->scan.cursor->err);
}

static bool step_fits(const struct json_walk *walk, const struct json_step *step, struct bytes part)
{
    if (bytes_equal(part, BYTES("*")))
        return true;
    if (bytes_equal(part, BYTES("[]")))
        return step->element;
    return !step->element && bytes_equal(step_name(walk, step), part);
}

/* From the back: most values differ from a way in their last step. */
static bool way_fits(const struct json_walk *walk, const char *way)
{
    struct bytes rest = bytes_text(way);
    size_t left = walk->steps;

    while (rest.size > 0) {
        const uint8_t *dot = memrchr(rest.data, '.', rest.size);
        struct bytes part = dot ? bytes_from(rest, (size_t)(dot - rest.data) + 1) : rest;

        if (bytes_equal(part, BYTES("**")))
            return true;
        if (left == 0 || !step_fits(walk, &walk->step[left - 1], part))
            return false;
        left--;
        rest.size = dot ? (size_t)(dot - rest.data) : 0;
    }
    return left == 0;
}

enum assay_status json_walk_visit(struct json_walk *walk, const struct json_way *ways, size_t count)
{
    bool opens = walk->token == JSON_OBJECT || walk->token == JSON_ARRAY;

    walk->steps = walk->scan.depth - (opens ? 1 : 0);
    if (walk->steps > 0 && is_in_array(walk, walk->steps - 1))
        walk->step[walk->steps - 1].index++;
    if (walk->token == JSON_ARRAY)
        walk->step[walk->scan.depth - 1] = (struct json_step){
            .start = names_before(walk, walk->steps), .element = true, .index = UINT64_MAX};
    for (size_t i = 0; i < count; i++)
        if (way_fits(walk, ways[i].way))
            TRY(ways[i].found(walk, &ways[i]));
    return ASSAY_OK;
}

enum assay_status json_walk_blanks(struct cursor *cursor, bool *ended)
{
    struct bytes some;

    for (;;) {
        TRY(cursor_some(cursor, &some));
        *ended = some.size == 0;
        if (*ended || !bytes_has(BYTES(" \t\r\n"), some.data[0]))
            return ASSAY_OK;
        cursor_consume(cursor, 1);
    }
}

void json_walk_start(struct cursor *cursor, struct json_walk *walk)
{
    struct json_options options = {.text_max = walk->text_max ? walk->text_max : WALK_TEXT,
                                   .find_repeats = true,
                                   .not_finite = true};

    buf_init(&walk->names, (size_t)WALK_NAME * LIMIT_DOCUMENT_DEPTH);
    json_scan_init(&walk->scan, cursor, &options);
}

enum assay_status json_walk_document(struct json_walk *walk, const struct json_way *ways,
                                     size_t count)
{
    for (;;) {
        TRY(json_next(&walk->scan, &walk->token));
        switch (walk->token) {
        case JSON_END:
            return ASSAY_OK;
        case JSON_NAME:
            TRY(json_walk_enter(walk));
            break;
        case JSON_OBJECT_END:
        case JSON_ARRAY_END:
            break;
        default:
            TRY(json_walk_visit(walk, ways, count));
        }
    }
}

enum assay_status json_walk(struct cursor *cursor, const struct json_way *ways, size_t count,
                            struct json_walk *walk)
{
    bool ended;

    json_walk_start(cursor, walk);
    TRY(json_walk_document(walk, ways, count));
    TRY(json_walk_blanks(cursor, &ended));
    return ended ? ASSAY_OK : cursor_fail(cursor, "bytes behind the document");
}

struct bytes json_walk_name(const struct json_walk *walk, size_t up)
{
    if (up >= walk->steps || walk->step[walk->steps - 1 - up].element)
        return BYTES("");
    return step_name(walk, &walk->step[walk->steps - 1 - up]);
}

void json_walk_show(const struct json_walk *walk, struct buf *out)
{
    for (size_t i = 0; i < walk->steps; i++) {
        const struct json_step *step = &walk->step[i];

        if (step->element) {
            buf_byte(out, '[');
            buf_u64(out, step->index);
            buf_byte(out, ']');
            continue;
        }
        if (i > 0)
            buf_byte(out, '.');
        text_show(out, step_name(walk, step));
    }
}

bool json_walk_u64(const struct json_walk *walk, uint64_t *out)
{
    struct bytes text = walk->scan.text;

    if (walk->token == JSON_INT && !walk->scan.negative) {
        *out = walk->scan.integer;
        return true;
    }
    if (walk->token != JSON_REAL || !bytes_ends(text, BYTES(".0")))
        return false;
    text.size -= 2;
    return text_u64(text, out);
}
