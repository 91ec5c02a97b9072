/*
 * content_lha.c - where the content of members stands in an LHA archive.
 * Source: LHa for UNIX, header.doc, levels 0 to 3.
 */

#include "base/cursor.h"
#include "base/kit.h"
#include "base/seeker.h"
#include "source/content.h"

enum { HEAD = 28 /* bytes of a header that tell its size */ };

static uint32_t number(struct bytes head, size_t at, size_t size)
{
    uint32_t value = 0;

    for (size_t i = size; i > 0; i--)
        value = value << 8 | head.data[at + i - 1];
    return value;
}

/* Further headers stand in front of the content, each with the size of the next at its end. */
static bool skip_further(struct cursor *cursor, uint64_t *size)
{
    enum { NEXT = 2 };
    uint16_t next = 0;

    do {
        if (cursor_u16le(cursor, &next) != ASSAY_OK ||
            (next > 0 &&
             (next <= NEXT || next > *size || cursor_skip(cursor, next - NEXT) != ASSAY_OK)))
            return false;
        *size -= next;
    } while (next > 0);
    return true;
}

/* Moves to the content; false where no header is next. */
static bool read_header(struct cursor *cursor, uint64_t *size)
{
    enum { LEVEL = 20, PACKED = 7, SIZE_FIELD = 2 };
    struct bytes head;

    if (cursor_peek(cursor, HEAD, &head) != ASSAY_OK || head.size <= LEVEL || head.data[0] == 0 ||
        head.data[2] != '-' || head.data[6] != '-')
        return false;
    *size = number(head, PACKED, 4);
    switch (head.data[LEVEL]) {
    case 0:
        return head.data[0] > LEVEL &&
               cursor_skip(cursor, SIZE_FIELD + (uint64_t)head.data[0]) == ASSAY_OK;
    case 1: /* the size of the first of the further headers is the last field */
        return head.data[0] > LEVEL && cursor_skip(cursor, head.data[0]) == ASSAY_OK &&
               skip_further(cursor, size);
    case 2:
        return number(head, 0, 2) > LEVEL && cursor_skip(cursor, number(head, 0, 2)) == ASSAY_OK;
    case 3:
        return head.size == HEAD && number(head, 24, 4) >= HEAD &&
               cursor_skip(cursor, number(head, 24, 4)) == ASSAY_OK;
    default:
        return false;
    }
}

enum assay_status content_of_lha(struct stream *in, const struct source_budget *budget,
                                 struct content *content, struct assay_error *err)
{
    CLEANUP(seeker_clear) struct seeker seeker = {0};
    struct assay_error failure = {0};
    struct cursor cursor;
    uint64_t size = 0, at;

    TRY(seeker_open(&seeker, in, &cursor, err));
    cursor.err = &failure;
    while (read_header(&cursor, &size)) {
        TRY(source_budget_time(budget, err));
        at = cursor_at(&cursor);
        if (cursor_skip(&cursor, size) != ASSAY_OK)
            return ASSAY_OK;
        content_add(content, at, size);
    }
    return ASSAY_OK;
}
