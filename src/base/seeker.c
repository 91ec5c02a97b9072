/*
 * seeker.c - a cursor over a stream that is read by offset.
 *
 * Formats that lead from place to place ask for few bytes at each; tables inside them are read on
 * and on. So what is read beyond the asked is little after a leap, and doubles while reading goes
 * on where it stopped.
 */

#include "base/seeker.h"

#include <stdlib.h>

#include "base/kit.h"

enum { AHEAD_FIRST = 4096, WINDOW = 2 * CURSOR_WINDOW_MAX };

static enum assay_status fill(struct cursor *cursor, size_t need)
{
    struct seeker *seeker = cursor->state;
    uint64_t at = cursor_at(cursor);
    size_t kept = cursor->have - cursor->at, got = 1;
    size_t most =
        at < cursor->size && cursor->size - at < WINDOW ? (size_t)(cursor->size - at) : WINDOW;

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
    while (kept < most && got > 0) {
        TRY(seeker->stream->read_at(seeker->stream, at + kept, seeker->window + kept, most - kept,
                                    &got, cursor->err));
        kept += got;
    }
    cursor->window = seeker->window;
    cursor->base = at;
    cursor->at = 0;
    cursor->have = kept;
    cursor->ended = got == 0 || at + kept >= cursor->size;
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
