/*
 * inspect_office_text.c - what a document of Word, slides of PowerPoint, and drawings and comments
 * of Excel say: a member of their zip, in which any letters of a paragraph may stand in runs of
 * their own, so that its bytes show no whole word. Source: ECMA-376, part 1, 17.3 (paragraphs and
 * runs), 17.4 (tables), 18.7 (comments), 21.1.2 (text of drawings), 21.1.3 (their tables).
 */

#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/xml_tokens.h"
#include "examine/inspect.h"
#include "examine/papers/office_table.h"
#include "inventory/gaps.h"

struct paragraph {
    struct evidence *evidence;
    struct office_table table;
    struct buf text;
    uint64_t at;
    bool in_text;
};

static void end_paragraph(struct paragraph *paragraph)
{
    if (paragraph->text.size > 0 &&
        !office_table_take(&paragraph->table, buf_bytes(&paragraph->text)))
        evidence_value(paragraph->evidence, EVIDENCE_NO_COLUMN, 0, paragraph->at,
                       buf_bytes(&paragraph->text));
    buf_reset(&paragraph->text);
}

/* A comment of Excel is one text of several runs. */
static bool is_paragraph(const struct xml_tokens *xml)
{
    return xml_tokens_is(xml, "p") || xml_tokens_is(xml, "comment");
}

static void open_tag(const struct xml_tokens *xml, struct paragraph *paragraph)
{
    paragraph->in_text =
        xml_tokens_is(xml, "t") || xml_tokens_is(xml, "delText") || xml_tokens_is(xml, "instrText");
    if (is_paragraph(xml))
        end_paragraph(paragraph); /* one in a box stands in another */
    else if (xml_tokens_is(xml, "tab"))
        buf_byte(&paragraph->text, '\t');
    else if (xml_tokens_is(xml, "br") || xml_tokens_is(xml, "cr"))
        buf_byte(&paragraph->text, '\n');
    else if (xml_tokens_is(xml, "tbl"))
        office_table_open(&paragraph->table);
    else if (xml_tokens_is(xml, "tc"))
        office_table_open_cell(&paragraph->table, xml->at);
}

static ASSAY_RESULT close_tag(const struct xml_tokens *xml, struct paragraph *paragraph)
{
    paragraph->in_text = false;
    if (is_paragraph(xml))
        end_paragraph(paragraph);
    else if (xml_tokens_is(xml, "tbl"))
        office_table_close(&paragraph->table);
    else if (xml_tokens_is(xml, "tr"))
        return office_table_end_row(&paragraph->table);
    return ASSAY_OK;
}

static void add_text(const struct xml_tokens *xml, struct paragraph *paragraph)
{
    if (paragraph->text.size + xml->text.size > LIMIT_XML_CHARS)
        end_paragraph(paragraph);
    if (paragraph->text.size == 0)
        paragraph->at = xml->at;
    buf_add(&paragraph->text, xml->text.data, xml->text.size);
}

static ASSAY_RESULT read_paragraphs(struct xml_tokens *xml, struct paragraph *paragraph)
{
    enum xml_token token;

    for (;;) {
        TRY(xml_tokens_next(xml, &token));
        TRY(buf_status(&paragraph->text, xml->cursor->err));
        if (token == XML_OVER)
            return ASSAY_OK;
        if (token == XML_OPEN) {
            open_tag(xml, paragraph);
        } else if (token == XML_CHARS && paragraph->in_text) {
            add_text(xml, paragraph);
        } else if (token == XML_CLOSE) {
            TRY(close_tag(xml, paragraph));
        }
    }
}

static enum assay_status office_text_read(struct cursor *cursor, const struct subject *subject,
                                          struct evidence *evidence)
{
    CLEANUP(xml_tokens_clear) struct xml_tokens xml;
    struct paragraph paragraph = {.evidence = evidence};
    enum assay_status status;

    (void)subject;
    xml_tokens_init(&xml, cursor);
    buf_init(&paragraph.text, 2 * (size_t)LIMIT_XML_CHARS);
    office_table_init(&paragraph.table, evidence, cursor->err);
    status = read_paragraphs(&xml, &paragraph);
    end_paragraph(&paragraph);
    if (status == ASSAY_EFORMAT || status == ASSAY_ELIMIT) /* what was read of a row that is cut */
        office_table_flush(&paragraph.table);
    buf_clear(&paragraph.text);
    office_table_clear(&paragraph.table);
    return status;
}

static bool names(const struct subject *subject, const char *word)
{
    return subject->head.size > 0 &&
           memmem(subject->head.data, subject->head.size, word, strlen(word)) != NULL;
}

/* Both forms of the standard, the strict one and the other, have the names in their spaces. */
static unsigned office_text_bid(const struct subject *subject)
{
    enum { BID = 80 };
    static const struct {
        const char *folder, *space;
    } parts[] = {
        {"word/", "/wordprocessingml/"}, {"word/", "/drawingml/"},
        {"ppt/", "/presentationml/"},    {"ppt/", "/drawingml/"},
        {"xl/drawings/", "/drawingml/"}, {"xl/comments", "/spreadsheetml/"},
    };
    const struct bytes path = subject->path;

    if (!bytes_ends(path, BYTES(".xml")))
        return 0;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (bytes_starts(path, bytes_text(parts[i].folder)) && names(subject, parts[i].space))
            return BID;
    return 0;
}

const struct inspector inspect_office_text = {.format = "office-text",
                                              .kind = ASSAY_KIND_DOCUMENT,
                                              .text = true,
                                              .packed = true,
                                              .gap = GAP_DATA_BAD_RECORD,
                                              .bid = office_text_bid,
                                              .read = office_text_read};
