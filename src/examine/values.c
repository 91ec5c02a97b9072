/*
 * values.c - values that an inspector decoded, gathered and searched many at a time.
 *
 * A search costs some microseconds to start, a value some nanoseconds to look at. Values stand
 * between line ends, which no detector's shape crosses.
 */

#include "examine/values.h"

#include <stdlib.h>

#include "base/kit.h"

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

static void look(struct values *values)
{
    if (values->count == 0 || values->status != ASSAY_OK)
        return;
    evidence_values_looked(values->evidence, true);
    values->status = search(values, buf_bytes(&values->text), &values->failure);
    for (size_t i = 0; i < values->count; i++) {
        struct waiting_value *waiting = &values->waiting[i];

        waiting->value.text.data = /* the copies: the caller's bytes are gone */
            buf_bytes(&values->text).data + waiting->end - 1 - waiting->value.text.size;
        if (waiting->value.raw.size > 0)
            waiting->value.raw.data = buf_bytes(&values->raw).data + waiting->raw;
        evidence_value_seen(values->evidence, &waiting->value, waiting->end);
    }
    evidence_values_looked(values->evidence, false);
    values->count = 0;
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

static void take(struct value_sink *sink, const struct value *value)
{
    struct values *values = (struct values *)sink;

    if (value->text.size == 0 || values->status != ASSAY_OK)
        return;
    if (value->text.size >= GATHERED) {
        look_at_large(values, value);
        return;
    }
    if (values->text.size + value->text.size >= GATHERED)
        look(values);
    if (!make_room(values))
        return;
    buf_add(&values->text, value->text.data, value->text.size);
    buf_byte(&values->text, '\n');
    if (value->raw.size > 0)
        buf_add(&values->raw, value->raw.data, value->raw.size);
    if (values->text.status != ASSAY_OK || values->raw.status != ASSAY_OK) {
        values->status =
            assay_fail(&values->failure, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for values");
        return;
    }
    values->waiting[values->count++] = (struct waiting_value){
        .value = *value, .end = values->text.size, .raw = values->raw.size - value->raw.size};
}

void values_init(struct values *values, struct detectors *detectors)
{
    *values = (struct values){.sink = {.take = take}, .detectors = detectors};
    buf_init(&values->text, (size_t)2 * GATHERED);
    buf_init(&values->raw, SIZE_MAX);
}

void values_clear(struct values *values)
{
    watcher_freep(&values->watcher);
    buf_clear(&values->text);
    buf_clear(&values->raw);
    free(values->waiting);
    *values = (struct values){0};
}

void values_start(struct values *values, struct evidence *evidence)
{
    values->evidence = evidence;
    values->count = 0;
    values->status = ASSAY_OK;
    buf_reset(&values->text);
    buf_reset(&values->raw);
    evidence_values_to(evidence, &values->sink);
}

enum assay_status values_end(struct values *values, struct assay_error *err)
{
    look(values);
    if (values->status != ASSAY_OK)
        *err = values->failure;
    return values->status;
}
