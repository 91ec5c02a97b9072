/*
 * seeker.c - a cursor over a stream that is read by offset.
 *
 * Formats that lead from place to place ask for few bytes at each; tables inside them are read on
 * and on. So what is read beyond the asked is little after a leap, and doubles while reading goes
 * on where it stopped. What is small is read once, and all of it stays.
 */

#include "base/seeker.h"

#include <stdlib.h>

#include "base/kit.h"

enum { AHEAD_FIRST = 4096, SMALL = 4 * AHEAD_FIRST, WINDOW = 2 * CURSOR_WINDOW_MAX };

/* Reads on behind the `*have` bytes from `at` on, up to `most` of them; *ended where there are
 * fewer.
 */
static enum assay_status read_on(struct seeker *seeker, uint64_t at, size_t most, size_t *have,
                                 bool *ended, struct assay_error *err)
{
    size_t got = 1;

    while (*have < most && got > 0) {
        TRY(seeker->stream->read_at(seeker->stream, at + *have, seeker->window + *have,
                                    most - *have, &got, err));
        *have += got;
    }
    *ended = got == 0;
    return ASSAY_OK;
}

static enum assay_status fill_all(struct cursor *cursor)
{
    const uint64_t at = cursor_at(cursor);
    size_t have = 0;
    bool ended;

    TRY(read_on(cursor->state, 0, (size_t)cursor->size, &have, &ended, cursor->err));
    cursor->base = at <= have ? 0 : at; /* it may be shorter than was claimed */
    cursor->at = at <= have ? (size_t)at : 0;
    cursor->have = at <= have ? have : 0;
    cursor->ended = true;
    return ASSAY_OK;
}

static enum assay_status fill(struct cursor *cursor, size_t need)
{
    struct seeker *seeker = cursor->state;
    uint64_t at = cursor_at(cursor);
    size_t kept = cursor->have - cursor->at;
    bool ended;
    size_t most =
        at < cursor->size && cursor->size - at < WINDOW ? (size_t)(cursor->size - at) : WINDOW;

    if (cursor->size <= SMALL)
        return fill_all(cursor);
    if (at + kept == seeker->next && kept > 0)
        memmove(seeker->window, cursor->window + cursor->at, kept);
    else
        kept = 0;
    seeker->ahead = at + kept == seeker->next && seeker->ahead < CURSOR_WINDOW_MAX
                        ? 2 * seeker->ahead
                    : at + kept == seeker->next ? seeker->ahead
                                                : AHEAD_FIRST;
    if (need + seeker->ahead < most)
        most = need + seeker->ahead;
    TRY(read_on(seeker, at, most, &kept, &ended, cursor->err));
    cursor->window = seeker->window;
    cursor->base = at;
    cursor->at = 0;
    cursor->have = kept;
    cursor->ended = ended || at + kept >= cursor->size;
    seeker->next = at + kept;
    return ASSAY_OK;
}

enum assay_status seeker_open(struct seeker *seeker, struct stream *stream, struct cursor *cursor,
                              struct assay_error *err)
{
    *seeker = (struct seeker){
        .stream = stream, .window = malloc(WINDOW), .next = UINT64_MAX, .ahead = AHEAD_FIRST};
    if (!seeker->window)
        return out_of_memory(err);
    *cursor = (struct cursor){.window = seeker->window,
                              .size = stream->size,
                              .ended = stream->size == 0,
                              .seeks = true,
                              .fill = fill,
                              .state = seeker,
                              .err = err};
    return ASSAY_OK;
}

void seeker_clear(struct seeker *seeker)
{
    free(seeker->window);
    *seeker = (struct seeker){0};
}
