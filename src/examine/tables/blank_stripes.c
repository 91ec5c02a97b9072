/* blank_stripes.c - see blank_stripes.h. */

#include "examine/tables/blank_stripes.h"

#include "base/kit.h"
#include "examine/tables/column_name.h"

enum {
    WIDTH_MOST = 1024, /* bytes of a line */
    ROWS_LEAST = 5,    /* of words that stand below each other by chance there are fewer */
    ROWS_LOOKED_AT = 64,
    COLUMNS_LEAST = 3,
};

/* Where any line has more than a blank. */
struct ink {
    bool at[WIDTH_MOST];
    size_t width;
};

/* False where the line is none of a table. */
static bool add_line(struct ink *ink, struct bytes line)
{
    if (line.size > WIDTH_MOST)
        return false;
    for (size_t i = 0; i < line.size; i++) {
        if (line.data[i] < ' ' || line.data[i] > '~')
            return false;
        ink->at[i] |= line.data[i] != ' ';
    }
    if (line.size > ink->width)
        ink->width = line.size;
    return true;
}

static struct bytes trim_line(struct bytes line)
{
    while (line.size > 0 && (line.data[line.size - 1] == ' ' || line.data[line.size - 1] == '\r'))
        line.size--;
    return line;
}

static struct bytes cell_of(struct bytes line, size_t start, size_t end)
{
    return bytes_trim(bytes_front(bytes_from(line, start), end - start), BYTES(" "));
}

/* Cuts the names' line at the stripes; a piece without a name is one with the piece before it. */
static bool cut(const struct ink *ink, struct bytes head, struct stripes *out)
{
    size_t start = 0;

    out->count = 0;
    while (start < ink->width) {
        size_t end = start;
        struct bytes name;

        while (end < ink->width && !ink->at[end])
            end++;
        while (end < ink->width && ink->at[end])
            end++;
        name = cell_of(head, start, end);
        if (name.size > 0) {
            if (out->count == STRIPES_COLUMNS)
                return false;
            out->names[out->count] = name;
            out->starts[out->count++] = start;
        }
        start = end;
    }
    return out->count >= COLUMNS_LEAST;
}

static bool are_names(const struct stripes *stripes)
{
    bool identifier = false;

    for (size_t i = 0; i < stripes->count; i++) {
        const struct bytes name = stripes->names[i];

        if (!column_name_is_possible(name) || !column_name_is_likely(name))
            return false;
        identifier |= column_name_is_identifier(name);
    }
    return identifier;
}

bool blank_stripes_may_begin(struct bytes text)
{
    size_t gaps = 0, i = 0;

    while (i < text.size && text.data[i] == ' ')
        i++;
    for (; i < text.size && i < WIDTH_MOST && text.data[i] != '\n'; i++)
        gaps += text.data[i] > ' ' && i > 1 && text.data[i - 1] == ' ' && text.data[i - 2] == ' ';
    return gaps > (text.size > 0 && text.data[0] == ' ' ? 1U : 0U);
}

bool blank_stripes_read(struct bytes text, struct stripes *out)
{
    struct ink ink = {.width = 0};
    struct bytes head, line;
    size_t rows = 0;

    if (!bytes_take_line(&text, &head))
        return false;
    head = trim_line(head);
    if (head.size == 0 || !add_line(&ink, head))
        return false;
    while (rows < ROWS_LOOKED_AT && bytes_take_line(&text, &line)) {
        line = trim_line(line);
        if (line.size == 0)
            break;
        if (!add_line(&ink, line))
            return false;
        rows++;
    }
    return rows >= ROWS_LEAST && cut(&ink, head, out) && are_names(out);
}
