/* text_lines.c - see text_lines.h. */

#include "examine/text/text_lines.h"

#include "base/kit.h"
#include "examine/text/line_feeds.h"

void text_lines_pass_many(struct text_lines *lines, struct bytes some, uint64_t offset)
{
    const struct line_feeds feeds = line_feeds_of(some);

    lines->line += feeds.count;
    if (feeds.count > 0)
        lines->line_at = offset + feeds.behind;
}

struct assay_place text_lines_place(const struct text_lines *lines, uint64_t offset)
{
    const uint64_t before = offset > lines->line_at ? offset - lines->line_at : 0;

    return (struct assay_place){.offset = offset,
                                .line =
                                    lines->line < UINT32_MAX ? (uint32_t)lines->line : UINT32_MAX,
                                .column = before < UINT32_MAX ? (uint32_t)before + 1 : UINT32_MAX};
}

enum assay_status text_lines_peek(struct cursor *cursor, size_t most, struct bytes *line,
                                  bool *whole)
{
    const uint8_t *end;

    TRY(cursor_some(cursor, line));
    line->size = line->size < most ? line->size : most;
    end = line->size ? memchr(line->data, '\n', line->size) : NULL;
    if (!end && line->size > 0 && line->size < most) {
        TRY(cursor_peek(cursor, most, line));
        end = memchr(line->data, '\n', line->size);
    }
    *whole = end || line->size < most;
    if (end)
        line->size = (size_t)(end - line->data) + 1;
    return ASSAY_OK;
}
