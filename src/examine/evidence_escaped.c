/*
 * evidence_escaped.c - text that hides behind escapes, searched as it reads.
 *
 * Spans of it come as they are found, and wait until the inspector has read past them: what it
 * decodes itself is blanked there. What is seen in the text counts where an escape hid some of it;
 * all else was seen in the bytes.
 */

#include "base/kit.h"
#include "examine/detect/escapes.h"
#include "examine/evidence_part.h"

enum { WAITING_MAX = 256 * 1024 }; /* bytes that wait: more than a reader is behind */

void evidence_escapes_start(struct evidence *evidence)
{
    struct escaped *escaped = &evidence->escaped;

    buf_reset(&escaped->raw);
    escaped->at = escaped->count = 0;
    escaped->own = escaped->counted = 0;
}

static struct bytes raw_of(const struct escaped *escaped, const struct escaped_span *span)
{
    return bytes_of(escaped->raw.data + span->raw, span->size);
}

/* Blanks what stands in [start, end) of the item: a line feed is in no token. */
static void blank(struct escaped *escaped, const struct escaped_span *span, uint64_t start,
                  uint64_t end)
{
    const uint64_t at = span->place.offset;

    if (start < at)
        start = at;
    if (end > at + span->size)
        end = at + span->size;
    if (start < end)
        memset(escaped->raw.data + span->raw + (start - at), '\n', (size_t)(end - start));
}

static void hand_on(struct evidence *evidence, const struct escaped_span *span)
{
    struct escaped *escaped = &evidence->escaped;
    struct value value = {
        .column = EVIDENCE_NO_COLUMN, .place = span->place, .raw = raw_of(escaped, span)};

    if (!evidence->sink || !escapes_hide(value.raw, 0, value.raw.size))
        return;
    buf_reset(&escaped->text);
    escapes_decode(value.raw, &escaped->text);
    value.text = buf_bytes(&escaped->text);
    evidence->sink->take(evidence->sink, &value);
}

void evidence_escapes_read_past(struct evidence *evidence, uint64_t offset)
{
    struct escaped *escaped = &evidence->escaped;

    while (escaped->at < escaped->count) {
        const struct escaped_span *span = &escaped->spans[escaped->at];

        if (span->place.offset + span->size > offset)
            return;
        hand_on(evidence, span);
        escaped->at++;
    }
    escaped->at = escaped->count = 0;
    buf_reset(&escaped->raw);
}

void evidence_escaped(struct evidence *evidence, const struct assay_place *place, struct bytes raw)
{
    struct escaped *escaped = &evidence->escaped;
    struct escaped_span span = {.place = *place, .size = raw.size};

    if (escaped->raw.size + raw.size > WAITING_MAX)
        evidence_escapes_read_past(evidence, UINT64_MAX);
    if (!evidence_reserve(evidence, (void **)&escaped->spans, &escaped->capacity, escaped->count,
                          sizeof *escaped->spans))
        return;
    span.raw = escaped->raw.size;
    buf_add(&escaped->raw, raw.data, raw.size);
    if (escaped->raw.status != ASSAY_OK) {
        evidence->out_of_memory = true;
        return;
    }
    blank(escaped, &span, 0, escaped->own);
    escaped->spans[escaped->count++] = span;
}

void evidence_escapes_own(struct evidence *evidence, uint64_t start, uint64_t end)
{
    struct escaped *escaped = &evidence->escaped;

    for (size_t i = escaped->at; i < escaped->count; i++)
        blank(escaped, &escaped->spans[i], start, end);
    if (escaped->own < end)
        escaped->own = end;
}

/* A column of a line, `more` bytes further on. */
static uint32_t column_behind(uint32_t column, size_t more)
{
    return ckd_add(&column, column, more) ? UINT32_MAX : column;
}

void evidence_escaped_seen(struct evidence *evidence, const struct value *value, uint64_t end)
{
    struct waiting *waiting = evidence->waiting;
    const uint64_t text = end - 1 - value->text.size;

    while (waiting->at < waiting->count && waiting->hits[waiting->at].start < end) {
        const struct hit *hit = &waiting->hits[waiting->at];
        const size_t start = hit->start < text ? 0 : (size_t)(hit->start - text);
        const size_t from = escapes_place(value->raw, start);
        const size_t to = escapes_place(value->raw, start + (size_t)(hit->end - hit->start));
        struct assay_place place = value->place;

        place.offset += from;
        if (place.line > 0)
            place.column = column_behind(place.column, from);
        if (place.offset < evidence->escaped.counted || !escapes_hide(value->raw, from, to)) {
            waiting->at++;
            continue;
        }
        evidence->escaped.counted = value->place.offset + to;
        evidence_count_waiting(evidence, hit->start + 1, EVIDENCE_NO_COLUMN, &place);
    }
}
