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

/* Quotes are operators as well, but of one byte: of pixels too many are such, so a string that
 * could be read stands in front. */
struct quotes {
    size_t readable; /* where the bytes that could be read begin */
    size_t opened;   /* behind the last bracket that opens, since then; 0: there is none */
    bool string;     /* what ends here, but for blanks, is a string */
};

/* Whether the bracket at `at` closes a string: of a long one the begin is not asked for. */
static bool closes_string(const struct quotes *quotes, size_t at)
{
    if (quotes->opened > 0 && at - quotes->opened < STRING_MOST)
        return at - quotes->opened >= STRING_LEAST;
    return at - quotes->readable >= STRING_MOST ||
           (quotes->readable == 0 && at > STRING_LEAST); /* it may begin in the piece before */
}

static bool has_quote(struct bytes piece)
{
    struct quotes quotes = {.readable = 0};

    for (size_t at = 0; at < piece.size; at++) {
        const uint8_t byte = piece.data[at];

        if (quotes.string && (byte == '\'' || byte == '"'))
            return true;
        if (byte == ')' || byte == '>')
            quotes.string = closes_string(&quotes, at);
        else
            quotes.string &= bytes_has(BYTES(" \t\r\n"), byte);
        if (byte == '(' || byte == '<')
            quotes.opened = at + 1;
        if (byte < ' ' || byte >= 0x7f)
            quotes = (struct quotes){.readable = at + 1, .string = quotes.string};
    }
    return false;
}

/* Pictures are flat in large parts, which have none of the letters. */
static bool shows_text(struct bytes piece)
{
    return (bytes_has(piece, 'T') &&
            (has_operator(piece, BYTES("Tj")) || has_operator(piece, BYTES("TJ")))) ||
           ((bytes_has(piece, '\'') || bytes_has(piece, '"')) && has_quote(piece));
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
