/*
 * values.c - values that an inspector decoded, gathered and searched many at a time.
 *
 * A search costs some microseconds to start, a value some nanoseconds to look at. Values stand
 * between line ends, which no detector's shape crosses.
 */

#include "examine/values.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/detect/idle_number.h"
#include "examine/python/pickle_sniff.h"
#include "inventory/gaps.h"

enum { GATHERED = 64 * 1024, FIRST_CAPACITY = 256 };

static ASSAY_RESULT search(struct values *values, struct bytes text, struct assay_error *err)
{
    const struct view view = {.data = text.data, .size = text.size, .last = true};
    uint64_t settled;

    if (!values->watcher)
        TRY(watcher_new(values->detectors, &values->watcher, err));
    watcher_start(values->watcher, false);
    return watcher_look(values->watcher, &view, values->evidence, &settled, err);
}

static struct value value_of(const struct values *values, const struct waiting_value *waiting)
{
    return (struct value){
        .column = waiting->column,
        .place = {.offset = waiting->offset,
                  .line = waiting->line,
                  .column = waiting->place_column},
        .lines = waiting->lines,
        .text = bytes_of(values->text.data + waiting->end - 1 - waiting->size, waiting->size),
        .raw = waiting->raw_size > 0 ? bytes_of(values->raw.data + waiting->raw, waiting->raw_size)
                                     : bytes_of(NULL, 0),
        .encoded = (enum encoded_as)waiting->encoded};
}

static void look(struct values *values)
{
    if (values->count == 0 || values->status != ASSAY_OK)
        return;
    evidence_values_looked(values->evidence, true);
    values->status = search(values, buf_bytes(&values->text), &values->failure);
    for (size_t i = 0; i < values->count; i++) {
        const struct waiting_value *waiting = &values->waiting[i];
        struct value value;

        if (waiting->column == EVIDENCE_NO_COLUMN && waiting->raw_size == 0 &&
            evidence_value_unseen(values->evidence))
            continue;
        value = value_of(values, waiting);
        evidence_value_seen(values->evidence, &value, waiting->end);
    }
    evidence_values_looked(values->evidence, false);
    values->count = values->idle = 0;
    buf_reset(&values->text);
    buf_reset(&values->raw);
}

/* Looked at where it is: a copy would take as much memory as the value. */
static void look_at_large(struct values *values, const struct value *value)
{
    look(values);
    if (values->status != ASSAY_OK)
        return;
    evidence_values_looked(values->evidence, true);
    values->status = search(values, value->text, &values->failure);
    evidence_value_seen(values->evidence, value, value->text.size + 1); /* as if ended by LF */
    evidence_values_looked(values->evidence, false);
}

static bool make_room(struct values *values)
{
    size_t capacity = values->capacity ? 2 * values->capacity : FIRST_CAPACITY;
    struct waiting_value *grown;

    if (values->count < values->capacity)
        return true;
    grown = reallocarray(values->waiting, capacity, sizeof *grown);
    if (!grown) {
        values->status =
            assay_fail(&values->failure, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for values");
        return false;
    }
    values->waiting = grown;
    values->capacity = capacity;
    return true;
}

static void take(struct value_sink *sink, const struct value *value);

/* Programs unpack such a value to load it, where nothing shows that they do. */
static void tell_pickle(const struct values *values, const struct value *value)
{
    const struct pickle_look look = pickle_look(value->text);

    if (look.prefixed && look.sound && look.called)
        evidence_gap(values->evidence, GAP_DATA_FORMAT_UNREAD, value->place.offset,
                     "a value unpacks to a pickle that calls functions: they were not examined");
}

/* What is packed in a value is another one, in no column. Tells what of the value is not in that.
 */
// NOLINTNEXTLINE(misc-no-recursion): UNWRAPPED_DEPTH levels
static struct bytes unwrap(struct values *values, const struct value *value)
{
    struct buf *out = &values->unwrapped[values->depth];
    struct value inner;
    struct bytes rest;

    buf_reset(out);
    if (!unwrapped_read(&values->unwrapping, value->text, out, &rest))
        return value->text;
    inner = (struct value){
        .column = EVIDENCE_NO_COLUMN, .place.offset = value->place.offset, .text = buf_bytes(out)};
    tell_pickle(values, &inner);
    values->depth++;
    take(&values->sink, &inner);
    values->depth--;
    return rest;
}

static bool holds_more(const struct value *value)
{
    return value->text.size >= UNWRAPPED_LEAST && value->raw.size == 0 &&
           unwrapped_begins(value->text);
}

static bool may_unwrap(const struct values *values, const struct value *value)
{
    return values->depth < UNWRAPPED_DEPTH && values->unwrapping.left > 0 && holds_more(value);
}

static void add_text(struct buf *to, struct bytes text)
{
    uint8_t *room = buf_room(to, text.size + 1);

    if (!room)
        return;
    memcpy(room, text.data, text.size);
    room[text.size] = '\n';
    buf_used(to, text.size + 1);
}

/* To be searched with others, or at once where it is large. */
static void add(struct values *values, const struct value *value)
{
    if (value->text.size >= GATHERED) {
        look_at_large(values, value);
        return;
    }
    if (values->text.size + value->text.size >= GATHERED)
        look(values);
    if (!make_room(values))
        return;
    add_text(&values->text, value->text);
    if (value->raw.size > 0)
        buf_add(&values->raw, value->raw.data, value->raw.size);
    if (values->text.status != ASSAY_OK || values->raw.status != ASSAY_OK) {
        values->status =
            assay_fail(&values->failure, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for values");
        return;
    }
    values->waiting[values->count++] =
        (struct waiting_value){.end = values->text.size,
                               .size = value->text.size,
                               .raw = values->raw.size - value->raw.size,
                               .raw_size = value->raw.size,
                               .offset = value->place.offset,
                               .line = value->place.line,
                               .place_column = value->place.column,
                               .column = value->column,
                               .lines = value->lines,
                               .encoded = (uint8_t)value->encoded};
}

/* Several may be packed one behind the other. */
// NOLINTNEXTLINE(misc-no-recursion): UNWRAPPED_DEPTH levels
static void take_packed(struct values *values, const struct value *value)
{
    struct value left = *value;
    size_t size;

    do {
        size = left.text.size;
        left.text = unwrap(values, &left);
    } while (left.text.size < size && may_unwrap(values, &left));
    if (left.text.size > 0 && values->status == ASSAY_OK)
        add(values, &left);
}

static bool pass(struct value_sink *sink, uint32_t column)
{
    struct values *values = (struct values *)sink;

    return values->idle >= WATCH_BEHIND && evidence_value_idle(values->evidence, column);
}

/* Of numbers that come to nothing so many are gathered as a proof of what stands beside them looks
 * at: it meets the same, whatever comes behind them. */
static bool is_passed(struct values *values, const struct value *value)
{
    if (value->raw.size > 0 || !idle_number_is(value->text) ||
        detectors_look_for_own(values->detectors)) {
        values->idle = 0;
        return false;
    }
    if (pass(&values->sink, value->column))
        return true;
    values->idle += value->text.size + 1;
    return false;
}

// NOLINTNEXTLINE(misc-no-recursion): UNWRAPPED_DEPTH levels
static void take(struct value_sink *sink, const struct value *value)
{
    struct values *values = (struct values *)sink;

    if (value->text.size == 0 || values->status != ASSAY_OK || is_passed(values, value))
        return;
    values->unwrapping.cut |= values->depth == UNWRAPPED_DEPTH && holds_more(value);
    if (may_unwrap(values, value))
        take_packed(values, value);
    else
        add(values, value);
}

void values_init(struct values *values, struct detectors *detectors)
{
    *values = (struct values){.sink = {.take = take, .pass = pass}, .detectors = detectors};
    buf_init(&values->text, (size_t)2 * GATHERED);
    buf_init(&values->raw, SIZE_MAX);
    for (size_t i = 0; i < UNWRAPPED_DEPTH; i++)
        buf_init(&values->unwrapped[i], SIZE_MAX);
}

void values_clear(struct values *values)
{
    watcher_freep(&values->watcher);
    unwrapped_clear(&values->unwrapping);
    buf_clear(&values->text);
    buf_clear(&values->raw);
    for (size_t i = 0; i < UNWRAPPED_DEPTH; i++)
        buf_clear(&values->unwrapped[i]);
    free(values->waiting);
    *values = (struct values){0};
}

void values_start(struct values *values, struct evidence *evidence)
{
    values->evidence = evidence;
    values->count = values->idle = 0;
    values->status = ASSAY_OK;
    unwrapped_start(&values->unwrapping);
    values->depth = 0;
    buf_reset(&values->text);
    buf_reset(&values->raw);
    evidence_values_to(evidence, &values->sink);
}

enum assay_status values_end(struct values *values, struct assay_error *err)
{
    look(values);
    if (values->unwrapping.cut)
        evidence_gap(values->evidence, GAP_BUNDLE_RATIO_LIMIT, 0,
                     "values of it unpack to more than is searched");
    if (values->unwrapping.broken)
        evidence_gap(
            values->evidence, GAP_DATA_BAD_RECORD, 0,
            "a packed value of it ends too early or is damaged: what comes behind that was "
            "not searched");
    values->unwrapping.cut = values->unwrapping.broken = false;
    if (values->status != ASSAY_OK)
        *err = values->failure;
    return values->status;
}
