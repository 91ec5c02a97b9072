/* pdf_doubt.c - see pdf_doubt.h. */

#include "examine/papers/pdf_doubt.h"

#include "base/find.h"
#include "base/kit.h"
#include "examine/kinds.h"

enum {
    SEAM = 4,          /* bytes of both pieces, between which an operator may stand */
    STRING_MOST = 512, /* of a string in front of a quote */
    STRING_LEAST = 4
};

void pdf_doubt_init(struct pdf_doubt *doubt)
{
    *doubt = (struct pdf_doubt){.open = false};
    buf_init(&doubt->before, SIZE_MAX);
}

void pdf_doubt_clear(struct pdf_doubt *doubt)
{
    buf_clear(&doubt->before);
}

void pdf_doubt_start(struct pdf_doubt *doubt, bool open)
{
    doubt->open = open;
    buf_reset(&doubt->before);
}

static bool is_operator_at(struct bytes piece, size_t at)
{
    return at > 0 && at + 2 < piece.size && bytes_has(BYTES(")>] \t\r\n"), piece.data[at - 1]) &&
           bytes_has(BYTES("()<>[]/% \t\r\n"), piece.data[at + 2]);
}

static bool has_operator(struct bytes piece, struct bytes operator)
{
    for (struct bytes rest = piece;;) {
        const uint8_t *found = bytes_find(rest, operator);

        if (!found)
            return false;
        if (is_operator_at(piece, (size_t)(found - piece.data)))
            return true;
        rest = bytes_from(rest, (size_t)(found - rest.data) + operator.size);
    }
}

static bool is_printable(uint8_t byte)
{
    return byte >= ' ' && byte < 0x7f;
}

/* Quotes are operators as well, but of one byte: of pixels too many are such, so a string that
 * could be read stands in front. */
static bool is_quote_behind_string(struct bytes piece, size_t quote)
{
    size_t end = quote, start;

    while (end > 0 && bytes_has(BYTES(" \t\r\n"), piece.data[end - 1]))
        end--;
    if (end == 0 || !bytes_has(BYTES(")>"), piece.data[end - 1]))
        return false;
    for (start = --end; start > 0 && end - start < STRING_MOST;)
        if (!is_printable(piece.data[--start]))
            return false;
        else if (bytes_has(BYTES("(<"), piece.data[start]))
            return end - start > STRING_LEAST;
    return end - start > STRING_LEAST; /* it begins further back than is looked */
}

static bool has_quote(struct bytes piece)
{
    for (size_t at = 0; at < piece.size; at++)
        if ((piece.data[at] == '\'' || piece.data[at] == '"') && is_quote_behind_string(piece, at))
            return true;
    return false;
}

static bool shows_text(struct bytes piece)
{
    return has_operator(piece, BYTES("Tj")) || has_operator(piece, BYTES("TJ")) || has_quote(piece);
}

static bool shows_between(struct bytes before, struct bytes piece)
{
    CLEANUP(buf_clear) struct buf seam = {.ceiling = (size_t)2 * SEAM};
    const struct bytes end = bytes_from(before, before.size > SEAM ? before.size - SEAM : 0);
    const struct bytes start = bytes_front(piece, SEAM);

    buf_add(&seam, end.data, end.size);
    buf_add(&seam, start.data, start.size);
    return shows_text(buf_bytes(&seam));
}

bool pdf_doubt_ended(struct pdf_doubt *doubt, struct bytes piece)
{
    const struct bytes before = buf_bytes(&doubt->before);

    if (!doubt->open)
        return true;
    if (shows_text(piece) || shows_between(before, piece) ||
        (before.size == 0 && kind_is_text(piece))) {
        doubt->open = false;
        return true;
    }
    buf_reset(&doubt->before);
    buf_add(&doubt->before, piece.data, piece.size);
    return false;
}

bool pdf_doubt_ended_by_last(const struct pdf_doubt *doubt)
{
    return doubt->open && shows_between(buf_bytes(&doubt->before), BYTES("\n"));
}
