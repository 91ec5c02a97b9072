/* part.c - a part of a cursor's bytes, read through the same window. */

#include "examine/encoding/part.h"

#include <inttypes.h>

#include "base/kit.h"

static enum assay_status part_fill(struct cursor *cursor, size_t need)
{
    const struct part *part = cursor->state;
    struct cursor *outer = part->outer;
    struct bytes some;
    uint64_t left;

    cursor_consume(outer, cursor->at);
    cursor->base += cursor->at;
    cursor->at = cursor->have = 0;
    left = part->end - cursor->base;
    if (need > left)
        need = (size_t)left;
    TRY(cursor_peek(outer, need, &some));
    some = bytes_of(outer->window + outer->at, outer->have - outer->at);
    if (some.size > left)
        some.size = (size_t)left;
    cursor->window = some.data;
    cursor->have = some.size;
    cursor->ended = some.size == left || some.size < need;
    return ASSAY_OK;
}

enum assay_status part_open(struct part *part, struct cursor *outer, uint64_t size,
                            struct cursor *inner)
{
    uint64_t start = cursor_at(outer);

    if (size > cursor_left(outer) || ckd_add(&part->end, start, size))
        return cursor_fail(outer, "cut short: %" PRIu64 " bytes wanted, %" PRIu64 " left", size,
                           cursor_left(outer));
    part->outer = outer;
    *inner = (struct cursor){
        .base = start, .size = part->end, .fill = part_fill, .state = part, .err = outer->err};
    return ASSAY_OK;
}

enum assay_status part_close(struct part *part, struct cursor *inner)
{
    cursor_consume(part->outer, inner->at);
    inner->base += inner->at;
    inner->at = inner->have = 0;
    return cursor_skip(part->outer, part->end - cursor_at(part->outer));
}
