/*
 * inspect_html.c - tables in documents of HTML: what is seen in a cell counts for its column. A
 * file that is a table and nothing else, as pandas and databases write them (and some under the
 * name of a workbook), is a data set; any other stays what its name says.
 */

#include "base/ending.h"
#include "base/kit.h"
#include "base/word.h"
#include "examine/inspect.h"
#include "examine/tables/html_tables.h"

enum {
    BID_NAME = 4,
    BID = 8 * 5,
    ROWS_LEAST = 10, /* of a file that is a data set */
    LOOKED_AT = 1024,
};

/* True where a text begins with that tag, behind blanks and the mark of its encoding. */
static bool begins_with(struct bytes head, const char *tag)
{
    const struct bytes word = bytes_text(tag);

    if (bytes_starts(head, BYTES("\xef\xbb\xbf")))
        head = bytes_from(head, 3);
    head = bytes_front(head, LOOKED_AT);
    while (head.size > 0 && bytes_has(BYTES(" \t\r\n"), head.data[0]))
        head = bytes_from(head, 1);
    return head.size >= word.size && word_is(bytes_front(head, word.size), word);
}

static unsigned html_bid(const struct subject *subject)
{
    static const char *const endings[] = {".htm", ".html", ".xhtml"};

    if (begins_with(subject->head, "<!doctype html") || begins_with(subject->head, "<html") ||
        begins_with(subject->head, "<table"))
        return BID;
    return ends_in_one(subject->name, endings, ARRAY_LEN(endings)) &&
                   !(subject->head.size > 0 && memchr(subject->head.data, 0, subject->head.size))
               ? BID_NAME
               : 0;
}

static enum assay_status html_read(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    CLEANUP(data_table_clear) struct data_table data = {0};
    const bool alone = begins_with(subject->head, "<table") || ends_in(subject->name, ".xls");
    struct text_lines lines = text_lines_from(cursor_at(cursor));
    struct text_tables tables;

    text_tables_init(&tables, evidence, cursor->err);
    if (!alone) {
        evidence_decline(evidence);
        return html_tables_read(cursor, &lines, false, &tables);
    }
    TRY(data_table_init(&data, evidence, cursor->err));
    tables.data = &data;
    TRY(html_tables_read(cursor, &lines, false, &tables));
    if (tables.rows < ROWS_LEAST) {
        evidence_decline(evidence);
        return ASSAY_OK;
    }
    data_table_tell(&data, data.count);
    evidence_int(evidence, ASSAY_FACT_DATASET_ROWS, MEASURED, tables.rows);
    return ASSAY_OK;
}

const struct inspector inspect_html = {
    .format = "html", .kind = ASSAY_KIND_DATASET, .text = true, .bid = html_bid, .read = html_read};
