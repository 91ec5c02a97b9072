/*
 * inspect_line_tables.c - tables in documents that are plain text: what is seen in a cell counts
 * for its column. The document stays what its name says.
 */

#include "base/ending.h"
#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/tables/line_tables.h"

enum { BID_NAME = 1 /* below all that know such a text by what it says */ };

static bool is_document(struct bytes name)
{
    static const char *const endings[] = {".adoc", ".dat",  ".markdown", ".md",  ".mdx",
                                          ".org",  ".out",  ".prn",      ".qmd", ".rmd",
                                          ".rst",  ".text", ".txt"};

    return ends_in_one(name, endings, ARRAY_LEN(endings)) || !name.size ||
           !memchr(name.data, '.', name.size);
}

/* What is longer than the head may hold one behind it. */
static unsigned line_tables_bid(const struct subject *subject)
{
    const struct bytes head = subject->head;
    const bool all = subject->size == head.size;

    if (head.size == 0 || !is_document(subject->name) || memchr(head.data, 0, head.size))
        return 0;
    return !all || line_tables_are_in(head) ? BID_NAME : 0;
}

static enum assay_status line_tables_inspect(struct cursor *cursor, const struct subject *subject,
                                             struct evidence *evidence)
{
    struct text_tables tables;

    (void)subject;
    evidence_decline(evidence);
    text_tables_init(&tables, evidence, cursor->err);
    return line_tables_read(cursor, &tables);
}

const struct inspector inspect_line_tables = {.format = "text-tables",
                                              .kind = ASSAY_KIND_DOCUMENT,
                                              .text = true,
                                              .bid = line_tables_bid,
                                              .read = line_tables_inspect};
