/* coded_spans.c - see coded_spans.h. */

#include "examine/detect/coded_spans.h"

#include "base/room.h"

bool coded_spans_add(struct coded_spans *spans, struct coded_span span)
{
    spans->out_of_memory |= !HAS_ROOM(spans->all, spans->count, spans->capacity);
    if (spans->out_of_memory)
        return false;
    spans->all[spans->count++] = span;
    return true;
}
