/*
 * inspect_xml.c - tables in XML: lists of elements with one name, whose attributes, and elements of
 * text alone, are cells of columns with their names. Exports of databases call the element "field"
 * or "column" and tell the name in an attribute.
 *
 * What is seen in a cell counts for its column, whatever the document is. It is a data set where
 * its records are called rows by custom, and so many and alike that nobody wrote them.
 *
 * Source: mysql and mysqldump, "--xml"; phpMyAdmin, "XML"; SQL Server, "FOR XML"; Extensible Markup
 * Language 1.0.
 */

#include "base/ending.h"
#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/word.h"
#include "examine/encoding/html_text.h"
#include "examine/encoding/xml_tokens.h"
#include "examine/inspect.h"
#include "examine/tables/named_rows.h"
#include "examine/tables/xml_ahead.h"

enum {
    BID = 2, /* below all that know such a document by what it says */
    NAME_MOST = 128,
    LOOK_FREE = 1024 * 1024, /* bytes that looks ahead may read again, */
    LOOK_RATIO = 4,          /* and beyond, for each byte of the document */
};

/* An element that is open. */
struct element {
    uint64_t name;   /* its hash */
    uint64_t record; /* that of its last child that was a record; 0: none */
    size_t way;      /* bytes of `way` before its own name */
    bool leaf;       /* no element in it so far */
};

struct document {
    struct xml_tokens xml;
    struct text_lines lines;
    struct named_rows rows;
    struct element elements[LIMIT_DOCUMENT_DEPTH + 1]; /* the first stands for the document */
    unsigned depth;
    unsigned record; /* the depth of the one that is open; 0: none */
    uint64_t listed; /* the name of the records of the present table */
    bool by_custom;  /* records are called so in some table */
    uint64_t looked; /* bytes that were read ahead */
    struct buf way;  /* names from the record to the element at hand, with dots between */
    struct buf text; /* of the element at hand */
    struct buf decoded;
    struct assay_place place; /* of the text */
    uint64_t start, end;
    bool begun;
};

#define BLANKS BYTES(" \t\r\n")

static void document_clear(struct document *document)
{
    xml_tokens_clear(&document->xml);
    named_rows_clear(&document->rows);
    buf_clear(&document->way);
    buf_clear(&document->text);
    buf_clear(&document->decoded);
}

static struct bytes without_prefix(struct bytes name)
{
    const struct bytes prefix = bytes_until(name, ':');

    return prefix.size < name.size ? bytes_from(name, prefix.size + 1) : name;
}

/* Names of schemas and of what a value is, and no values. */
static bool is_of_markup(struct bytes attribute)
{
    return bytes_starts(attribute, BYTES("xmlns")) || bytes_starts(attribute, BYTES("xsi:")) ||
           bytes_starts(attribute, BYTES("xml:")) || bytes_starts(attribute, BYTES("diffgr:"));
}

static bool is_called_row(struct bytes name)
{
    static const char *const names[] = {"record", "row", "table"};

    return word_is_one_of(without_prefix(name), names, ARRAY_LEN(names));
}

static size_t count_attributes(const struct xml_tokens *xml)
{
    struct bytes rest = xml_tokens_attributes(xml), name, value;
    size_t count = 0;

    while (xml_tokens_take_attribute(&rest, &name, &value))
        count += !is_of_markup(name);
    return count;
}

/* What a column is called by: the element, or its attribute where it is called as any other. */
static struct bytes column_of(const struct xml_tokens *xml)
{
    static const char *const any[] = {"attribute", "cell",  "col",  "column",   "data",
                                      "entry",     "field", "item", "property", "value"};
    static const char *const names[] = {"name", "Name", "NAME", "key", "column"};
    const struct bytes own = without_prefix(xml->name);

    for (size_t i = 0; i < ARRAY_LEN(names) && word_is_one_of(own, any, ARRAY_LEN(any)); i++) {
        const struct bytes name = xml_tokens_attribute(xml, names[i]);

        if (name.size > 0)
            return name;
    }
    return own;
}

static void add_to_way(struct document *document, struct bytes name)
{
    if (document->way.size > 0)
        buf_byte(&document->way, '.');
    buf_add(&document->way, name.data, bytes_front(name, NAME_MOST).size);
}

static ASSAY_RESULT put(struct document *document, struct text_cell *cell)
{
    TRY(buf_status(&document->way, document->rows.err));
    if (cell->text.size > TEXT_CELL_MOST)
        cell->text.size = 0;
    return named_rows_cell(&document->rows, buf_bytes(&document->way), cell);
}

static ASSAY_RESULT put_attribute(struct document *document, struct bytes value)
{
    struct text_cell cell = {.start = xml_tokens_place(&document->xml, value), .text = value};

    cell.end = cell.start + value.size;
    cell.place = text_lines_place(&document->lines, cell.start);
    cell.hidden = html_text_decode(value, &document->decoded);
    if (cell.hidden)
        cell.text = buf_bytes(&document->decoded);
    TRY(buf_status(&document->decoded, document->rows.err));
    return put(document, &cell);
}

/* Of a record and of what is in it: columns called by the attribute, behind the way to it. */
static ASSAY_RESULT put_attributes(struct document *document, struct bytes column)
{
    const size_t way = document->way.size;
    struct bytes rest = xml_tokens_attributes(&document->xml), name, value;

    while (xml_tokens_take_attribute(&rest, &name, &value)) {
        if (is_of_markup(name) || value.size == 0 || value.data == column.data)
            continue;
        add_to_way(document, without_prefix(name));
        TRY(put_attribute(document, value));
        document->way.size = way;
    }
    return ASSAY_OK;
}

/* The element that was just opened is one of a list of records. */
static ASSAY_RESULT is_record(struct document *document, uint64_t name, bool *is)
{
    const struct element *parent = &document->elements[document->depth - 1];
    struct cursor *cursor = document->xml.cursor;
    struct xml_ahead ahead;
    struct bytes text;

    *is = parent->record == name;
    if (*is || document->depth < 2 || document->looked > LOOK_FREE + LOOK_RATIO * cursor_at(cursor))
        return ASSAY_OK;
    TRY(cursor_peek(cursor, CURSOR_WINDOW_MAX, &text));
    ahead = xml_look_ahead(&document->xml, count_attributes(&document->xml), text);
    document->looked += ahead.looked;
    *is = ahead.record;
    return ASSAY_OK;
}

static ASSAY_RESULT begin_record(struct document *document, uint64_t name)
{
    if (document->listed != name) {
        named_rows_part(&document->rows);
        document->listed = name;
    }
    document->by_custom |= is_called_row(document->xml.name);
    document->elements[document->depth - 1].record = name;
    document->record = document->depth;
    buf_reset(&document->way);
    return put_attributes(document, bytes_of(NULL, 0));
}

static ASSAY_RESULT open_tag(struct document *document)
{
    const uint64_t name = text_hash(document->xml.name);
    struct bytes column;
    bool record = false;

    document->elements[document->depth].leaf = false;
    if (document->depth == LIMIT_DOCUMENT_DEPTH)
        return cursor_fail_at(document->xml.cursor, ASSAY_ELIMIT, document->xml.at,
                              "elements nested more than %d deep", LIMIT_DOCUMENT_DEPTH);
    document->elements[++document->depth] =
        (struct element){.name = name, .way = document->way.size, .leaf = true};
    document->begun = false;
    buf_reset(&document->text);
    if (!document->record) {
        TRY(is_record(document, name, &record));
        return record ? begin_record(document, name) : ASSAY_OK;
    }
    column = column_of(&document->xml);
    add_to_way(document, without_prefix(document->xml.name));
    TRY(put_attributes(document, column));
    document->way.size = document->elements[document->depth].way;
    add_to_way(document, column);
    return ASSAY_OK;
}

/* A piece of text, which began in the line that `before` tells. */
static void add_text(struct document *document, struct text_lines before)
{
    struct bytes text = document->xml.text;

    if (!document->record || bytes_trim(text, BLANKS).size == 0)
        return;
    if (!document->begun) {
        struct bytes blanks = text;

        while (bytes_has(BLANKS, text.data[0]))
            text = bytes_from(text, 1);
        blanks.size -= text.size;
        text_lines_pass(&before, blanks, document->xml.at);
        document->start = document->xml.at + blanks.size;
        document->place = text_lines_place(&before, document->start);
        document->begun = true;
    }
    document->end = cursor_at(document->xml.cursor);
    if (document->text.size <= TEXT_CELL_MOST)
        buf_add(&document->text, text.data, bytes_front(text, TEXT_CELL_MOST + 1).size);
}

/* Where its bytes are others than it says, references or marks of CDATA are in it. */
static ASSAY_RESULT put_text(struct document *document)
{
    const struct bytes all = buf_bytes(&document->text);
    struct text_cell cell = {.start = document->start,
                             .end = document->end,
                             .text = bytes_trim(all, BLANKS),
                             .place = document->place};

    TRY(buf_status(&document->text, document->rows.err));
    cell.hidden = all.size <= TEXT_CELL_MOST && cell.end - cell.start != all.size;
    if (document->depth == document->record)
        add_to_way(document, without_prefix(document->xml.name));
    return put(document, &cell);
}

static ASSAY_RESULT close_tag(struct document *document)
{
    const struct element *element = &document->elements[document->depth];

    if (document->depth == 0 || element->name != text_hash(document->xml.name))
        return cursor_fail_at(document->xml.cursor, ASSAY_EFORMAT, document->xml.at,
                              "the end of an element that was not begun");
    if (document->record && element->leaf && document->begun)
        TRY(put_text(document));
    document->begun = false;
    buf_reset(&document->text);
    document->way.size = element->way;
    if (document->depth == document->record) {
        named_rows_end(&document->rows);
        document->record = 0;
    }
    document->depth--;
    return ASSAY_OK;
}

static ASSAY_RESULT read_document(struct document *document)
{
    enum xml_token token;

    for (;;) {
        const struct text_lines before = document->lines;

        TRY(xml_tokens_next(&document->xml, &token));
        if (token == XML_OPEN)
            TRY(open_tag(document));
        else if (token == XML_CLOSE)
            TRY(close_tag(document));
        else if (token == XML_CHARS)
            add_text(document, before);
        else
            return ASSAY_OK;
    }
}

static unsigned xml_bid(const struct subject *subject)
{
    struct bytes head = subject->head;

    if (bytes_starts(head, BYTES("\xef\xbb\xbf")))
        head = bytes_from(head, 3);
    while (head.size > 0 && bytes_has(BLANKS, head.data[0]))
        head = bytes_from(head, 1);
    if (head.size == 0 || head.data[0] != '<' || memchr(head.data, 0, head.size))
        return 0;
    return ends_in(subject->name, ".xml") || bytes_starts(head, BYTES("<?xml")) ? BID : 0;
}

static enum assay_status xml_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    CLEANUP(document_clear)
    struct document document = {.lines = text_lines_from(cursor_at(cursor))};
    enum assay_status status;

    xml_tokens_init(&document.xml, cursor);
    document.xml.lines = &document.lines;
    document.xml.lenient = true;
    buf_init(&document.way, (size_t)LIMIT_DOCUMENT_DEPTH * (NAME_MOST + 1) * 2);
    buf_init(&document.text, 2 * (size_t)TEXT_CELL_MOST + 2);
    buf_init(&document.decoded, LIMIT_XML_TAG);
    TRY(named_rows_init(&document.rows, evidence, cursor->err));
    if (bytes_starts(subject->head, BYTES("\xef\xbb\xbf")))
        TRY(cursor_skip(cursor, 3));
    status = read_document(&document);
    if (status != ASSAY_OK && status != ASSAY_EFORMAT && status != ASSAY_ELIMIT)
        return status;
    if (status != ASSAY_OK)
        data_table_lose_rows(&document.rows.table);
    named_rows_part(&document.rows);
    if (!document.by_custom || !document.rows.filled) {
        evidence_decline(evidence);
        return ASSAY_OK;
    }
    named_rows_tell(&document.rows);
    return status;
}

const struct inspector inspect_xml = {
    .format = "xml", .kind = ASSAY_KIND_DATASET, .text = true, .bid = xml_bid, .read = xml_read};
