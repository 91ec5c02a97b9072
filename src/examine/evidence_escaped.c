/*
 * evidence_escaped.c - text that hides behind escapes, in base64 or hexadecimal, searched as it
 * reads.
 *
 * Spans of it come as they are found, and wait until the inspector has read past them: what it
 * decodes itself is blanked there. What is seen in the text counts where an escape hid some of it;
 * all else was seen in the bytes.
 */

#include "base/codec.h"
#include "base/kit.h"
#include "examine/detect/encoded.h"
#include "examine/detect/escapes.h"
#include "examine/evidence_part.h"
#include "examine/unwrapped.h"

enum { WAITING_MAX = 256 * 1024 }; /* bytes that wait: more than a reader is behind */

void evidence_escapes_start(struct evidence *evidence)
{
    struct escaped *escaped = &evidence->escaped;

    buf_reset(&escaped->raw);
    buf_reset(&escaped->packed);
    escaped->at = escaped->count = 0;
    escaped->own = escaped->counted[0] = escaped->counted[1] = 0;
}

static struct bytes raw_of(const struct escaped *escaped, const struct escaped_span *span)
{
    return bytes_of(escaped->raw.data + span->raw, span->size);
}

/* Blanks what stands in [start, end) of the item: a line feed is in no token. Base64 stays, for no
 * inspector decodes it. */
static void blank(struct escaped *escaped, const struct escaped_span *span, uint64_t start,
                  uint64_t end)
{
    const uint64_t at = span->place.offset;

    if (start < at)
        start = at;
    if (end > at + span->size)
        end = at + span->size;
    if (start < end && !span->encoded)
        memset(escaped->raw.data + span->raw + (start - at), '\n', (size_t)(end - start));
}

static void hand_on(struct evidence *evidence, const struct escaped_span *span)
{
    struct escaped *escaped = &evidence->escaped;
    struct value value = {.column = EVIDENCE_NO_COLUMN,
                          .place = span->place,
                          .raw = raw_of(escaped, span),
                          .encoded = span->encoded};

    if (!evidence->sink || (!span->encoded && !escapes_hide(value.raw, 0, value.raw.size)))
        return;
    buf_reset(&escaped->text);
    if (span->encoded)
        encoded_decode(value.raw, span->encoded, &escaped->text);
    else
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

static void add_span(struct evidence *evidence, const struct assay_place *place, struct bytes raw,
                     enum encoded_as encoded)
{
    struct escaped *escaped = &evidence->escaped;
    struct escaped_span span = {.place = *place, .size = raw.size, .encoded = encoded};

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

void evidence_escaped(struct evidence *evidence, const struct assay_place *place, struct bytes raw)
{
    add_span(evidence, place, raw, ENCODED_NOT);
}

void evidence_encoded(struct evidence *evidence, const struct assay_place *place, struct bytes raw,
                      enum encoded_as as)
{
    add_span(evidence, place, raw, as);
}

static void hand_on_packed(struct evidence *evidence)
{
    struct escaped *escaped = &evidence->escaped;
    const struct value value = {.column = EVIDENCE_NO_COLUMN,
                                .place = escaped->packed_at,
                                .text = buf_bytes(&escaped->packed)};

    evidence->out_of_memory |= escaped->packed.status != ASSAY_OK;
    if (evidence->sink)
        evidence->sink->take(evidence->sink, &value);
    buf_reset(&escaped->packed);
}

/* Of a larger value as much is gathered as tells that there is more. */
void evidence_packed(struct evidence *evidence, const struct assay_place *place, struct bytes raw,
                     bool first)
{
    struct escaped *escaped = &evidence->escaped;

    if (first) {
        hand_on_packed(evidence);
        escaped->packed_at = *place;
    }
    if (escaped->packed.size < UNWRAPPED_ENOUGH)
        base64_decode_lines(&escaped->packed, raw);
}

void evidence_escapes_end(struct evidence *evidence)
{
    evidence_escapes_read_past(evidence, UINT64_MAX);
    hand_on_packed(evidence);
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

/* The byte `size` of what was written from `place` on. */
static struct assay_place place_behind(const struct value *value, size_t size)
{
    struct assay_place place = value->place;
    size_t line = 0;

    for (size_t i = 0; i < size && place.line > 0 && place.line < UINT32_MAX; i++) {
        if (value->raw.data[i] != '\n')
            continue;
        line = i + 1;
        place.line++;
        place.column = 1;
    }
    place.offset += size;
    if (place.line > 0)
        place.column = column_behind(place.column, size - line);
    return place;
}

static size_t raw_place(const struct value *value, uint64_t at)
{
    return value->encoded ? encoded_place(value->raw, value->encoded, (size_t)at)
                          : escapes_place(value->raw, (size_t)at);
}

void evidence_escaped_seen(struct evidence *evidence, const struct value *value, uint64_t end)
{
    struct waiting *waiting = evidence->waiting;
    const uint64_t text = end - 1 - value->text.size;
    uint64_t *counted = &evidence->escaped.counted[value->encoded != ENCODED_NOT];

    while (waiting->at < waiting->count && waiting->hits[waiting->at].start < end) {
        const struct hit *hit = &waiting->hits[waiting->at];
        const uint64_t start = hit->start < text ? 0 : hit->start - text;
        const size_t from = raw_place(value, start);
        const size_t to = raw_place(value, start + (hit->end - hit->start));
        const struct assay_place place = place_behind(value, from);

        if (place.offset < *counted || (!value->encoded && !escapes_hide(value->raw, from, to))) {
            waiting->at++;
            continue;
        }
        *counted = value->place.offset + to;
        evidence_count_waiting(evidence, hit->start + 1, EVIDENCE_NO_COLUMN, &place);
    }
}
