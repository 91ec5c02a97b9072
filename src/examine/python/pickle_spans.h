/* pickle_spans.h - where texts of a pickle stand that were handed on as cells of a table. */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pickle_spans {
    struct pickle_span {
        uint64_t first, end;
    } * spans; /* by rising `first` */
    size_t count, capacity;
    size_t at; /* the first that may have what is asked next */
};

/* Whether a text at `offset` is one; asked of rising offsets. */
static inline bool pickle_spans_have(struct pickle_spans *spans, uint64_t offset)
{
    while (spans->at < spans->count && spans->spans[spans->at].end < offset)
        spans->at++;
    return spans->at < spans->count && spans->spans[spans->at].first <= offset;
}
