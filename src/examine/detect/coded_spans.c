/* coded_spans.c - see coded_spans.h. */

#include "examine/detect/coded_spans.h"

#include "base/room.h"

bool coded_spans_add(struct coded_spans *spans, uint64_t start, uint64_t end)
{
    spans->out_of_memory |= !HAS_ROOM(spans->all, spans->count, spans->capacity);
    if (spans->out_of_memory)
        return false;
    spans->all[spans->count++] = (struct coded_span){.start = start, .end = end};
    return true;
}
