/* screen.c - text laid out for a person. */

#include "assess/screen.h"

#include <string.h>

#include "base/kit.h"
#include "base/text.h"

void screen_paragraph(struct buf *out, const char *label, const char *text)
{
    size_t column = SCREEN_LABEL;

    buf_printf(out, "%-*s", SCREEN_LABEL, label);
    while (*text) {
        size_t size = strcspn(text, " \n");

        if (column > SCREEN_LABEL && column + size + 1 > SCREEN_WIDTH) {
            buf_printf(out, "\n%*s", SCREEN_LABEL, "");
            column = SCREEN_LABEL;
        } else if (column > SCREEN_LABEL) {
            buf_byte(out, ' ');
            column++;
        }
        text_show(out, bytes_of(text, size));
        column += size;
        text += size;
        text += strspn(text, " \n");
    }
    buf_byte(out, '\n');
}

const char *screen_mark(char mark)
{
    switch (mark) {
    case 'v':
        return "read in its own words";
    case 'r':
        return "met in a detailed reading";
    case 's':
        return "known by title or summary";
    default:
        return "from practice, not checked";
    }
}
