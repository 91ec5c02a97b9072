/*
 * inspect_pair_rows.c - records in programs, logs and whatever nobody else reads: values under a
 * name count for a column. The text stays what its name says.
 */

#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/kinds.h"
#include "examine/tables/pair_rows.h"

enum { BID_TEXT = 1 /* below all that know such a text by what it says; the last in the list */ };

static unsigned pair_rows_bid(const struct subject *subject)
{
    return subject->head.size > 0 && kind_is_text(subject->head) ? BID_TEXT : 0;
}

/* Whole lines at the cursor, as many as are looked at together; less where one is longer. */
static ASSAY_RESULT peek_lines(struct cursor *cursor, struct bytes *lines)
{
    const uint8_t *end;

    TRY(cursor_peek(cursor, PAIR_PIECE, lines));
    end = lines->size == PAIR_PIECE ? memrchr(lines->data, '\n', lines->size) : NULL;
    if (end)
        lines->size = (size_t)(end - lines->data) + 1;
    return ASSAY_OK;
}

static ASSAY_RESULT read_all(struct cursor *cursor, struct pair_rows *rows)
{
    struct text_lines lines = text_lines_from(cursor_at(cursor));

    for (;;) {
        struct bytes piece;
        bool want;

        TRY(pair_rows_want(rows, cursor, &want));
        TRY(peek_lines(cursor, &piece));
        if (piece.size == 0)
            return ASSAY_OK;
        if (want)
            TRY(pair_rows_read(rows, piece, cursor_at(cursor), &lines));
        else
            pair_rows_break(rows);
        text_lines_pass(&lines, piece, cursor_at(cursor));
        cursor_consume(cursor, piece.size);
        if (!want)
            evidence_cell(rows->tables->evidence, EVIDENCE_NO_COLUMN, cursor_at(cursor));
    }
}

static enum assay_status pair_rows_inspect(struct cursor *cursor, const struct subject *subject,
                                           struct evidence *evidence)
{
    CLEANUP(pair_rows_clear) struct pair_rows rows;
    struct text_tables tables;

    (void)subject;
    evidence_decline(evidence);
    text_tables_init(&tables, evidence, cursor->err);
    pair_rows_init(&rows, &tables);
    return read_all(cursor, &rows);
}

const struct inspector inspect_pair_rows = {.format = "pair-rows",
                                            .kind = ASSAY_KIND_OTHER,
                                            .text = true,
                                            .bid = pair_rows_bid,
                                            .read = pair_rows_inspect};
