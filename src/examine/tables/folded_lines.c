/* folded_lines.c - see folded_lines.h. */

#include "examine/tables/folded_lines.h"

#include "base/find.h"
#include "base/kit.h"

void folded_lines_init(struct folded_lines *lines, struct cursor *cursor)
{
    *lines = (struct folded_lines){.cursor = cursor, .lines = text_lines_from(cursor_at(cursor))};
    buf_init(&lines->kept, FOLDED_LINE_MOST);
}

void folded_lines_clear(struct folded_lines *lines)
{
    buf_clear(&lines->kept);
}

static void keep(struct folded_lines *lines, struct bytes some)
{
    const size_t room = FOLDED_LINE_MOST - lines->kept.size;

    buf_add(&lines->kept, some.data, some.size < room ? some.size : room);
}

/* A line of the item to its end; what it goes on from is kept before it. */
static ASSAY_RESULT read_line(struct folded_lines *lines)
{
    bool whole = false;

    while (!whole) {
        struct bytes line, text;

        TRY(text_lines_peek(lines->cursor, CURSOR_WINDOW_MAX, &line, &whole));
        text = bytes_until(line, '\n');
        lines->end = cursor_at(lines->cursor) + text.size;
        if (whole && text.size > 0 && text.data[text.size - 1] == '\r') {
            text.size--;
            lines->end--;
        }
        keep(lines, text);
        text_lines_pass(&lines->lines, line, cursor_at(lines->cursor));
        cursor_consume(lines->cursor, line.size);
    }
    return buf_status(&lines->kept, lines->cursor->err);
}

/* Text of vCard 2.1 in quoted-printable, whose lines end in '=' where they go on. */
static bool goes_on_softly(struct folded_lines *lines)
{
    struct buf *kept = &lines->kept;

    if (kept->size == 0 || kept->data[kept->size - 1] != '=' ||
        !bytes_contain(buf_bytes(kept), "QUOTED-PRINTABLE"))
        return false;
    kept->size--;
    return true;
}

enum assay_status folded_lines_next(struct folded_lines *lines, bool *found)
{
    struct bytes next;

    buf_reset(&lines->kept);
    lines->folded = false;
    lines->start = cursor_at(lines->cursor);
    lines->place = text_lines_place(&lines->lines, lines->start);
    TRY(cursor_peek(lines->cursor, 1, &next));
    *found = next.size > 0;
    if (!*found)
        return ASSAY_OK;
    TRY(read_line(lines));
    for (;;) {
        bool blank;

        TRY(cursor_peek(lines->cursor, 1, &next));
        blank = next.size > 0 && (next.data[0] == ' ' || next.data[0] == '\t');
        if (next.size == 0 || (!blank && !goes_on_softly(lines)))
            break;
        if (blank && !lines->keeps_blank)
            cursor_consume(lines->cursor, 1);
        lines->folded = true;
        TRY(read_line(lines));
    }
    lines->text = buf_bytes(&lines->kept);
    return ASSAY_OK;
}

struct text_cell folded_lines_cell(const struct folded_lines *lines, struct bytes part)
{
    const size_t into = (size_t)(part.data - lines->text.data);
    struct text_cell cell = {.start = lines->start + into,
                             .end = lines->end,
                             .text = part,
                             .place = lines->place,
                             .hidden = lines->folded};

    if (lines->folded)
        return cell;
    cell.end = cell.start + part.size;
    cell.place.offset = cell.start;
    if (ckd_add(&cell.place.column, cell.place.column, (uint32_t)into))
        cell.place.column = UINT32_MAX;
    return cell;
}
