/* mail_lines.c - see mail_lines.h. */

#include "source/mail_lines.h"

#include "base/kit.h"

static struct bytes at_hand(const struct mail_lines *lines)
{
    return bytes_of(lines->window + lines->at, lines->have - lines->at);
}

static ASSAY_RESULT fill(struct mail_lines *lines, struct assay_error *err)
{
    size_t got;

    TRY(source_budget_time(lines->budget, err));
    if (lines->at > 0)
        memmove(lines->window, lines->window + lines->at, lines->have - lines->at);
    lines->have -= lines->at;
    lines->at = 0;
    TRY(stream_read(lines->in, lines->window + lines->have, sizeof lines->window - lines->have,
                    &got, err));
    lines->have += got;
    lines->ended = got == 0;
    return ASSAY_OK;
}

enum assay_status mail_lines_peek(struct mail_lines *lines, struct bytes *line,
                                  struct assay_error *err)
{
    size_t looked_at = 0;

    for (;;) {
        const struct bytes rest = at_hand(lines), unseen = bytes_from(rest, looked_at);
        const uint8_t *end = unseen.size ? memchr(unseen.data, '\n', unseen.size) : NULL;

        *line = end ? bytes_front(rest, (size_t)(end - rest.data) + 1) : rest;
        if (end || lines->ended || rest.size == sizeof lines->window)
            return ASSAY_OK;
        looked_at = rest.size;
        TRY(fill(lines, err));
    }
}

void mail_lines_take(struct mail_lines *lines, struct bytes line)
{
    lines->at += line.size;
    lines->taken += line.size;
    lines->goes_on = line.size > 0 && line.data[line.size - 1] != '\n';
}

struct bytes mail_line_text(struct bytes line)
{
    if (line.size > 0 && line.data[line.size - 1] == '\n')
        line.size--;
    if (line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    return line;
}
