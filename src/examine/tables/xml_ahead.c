/* xml_ahead.c - see xml_ahead.h. */

#include "examine/tables/xml_ahead.h"

#include "base/kit.h"
#include "base/limits.h"
#include "examine/text/text_hash.h"

enum { CELLS_LEAST = 2 /* with different names, of a record */ };

struct look {
    struct xml_tokens xml;
    unsigned depth; /* below the element */
    size_t cells;
    uint64_t last_cell; /* the hash of its name, and of the attribute that may stand for one */
    bool text;          /* in the element itself */
};

static bool is_blank(struct bytes text)
{
    return bytes_trim(text, BYTES(" \t\r\n")).size == 0;
}

/* A child that may be a cell: with another name than the one before it. */
static void see_child(struct look *look)
{
    struct text_hasher hasher;
    uint64_t digest;

    text_hasher_start(&hasher);
    text_hasher_add(&hasher, look->xml.name);
    text_hasher_add(&hasher, xml_tokens_attribute(&look->xml, "name"));
    digest = text_hasher_end(&hasher);
    look->cells += digest != look->last_cell;
    look->last_cell = digest;
}

/* To the element's end; false where that lies past what is at hand. */
static bool read_element(struct look *look)
{
    enum xml_token token;

    for (;;) {
        if (xml_tokens_next(&look->xml, &token) != ASSAY_OK || token == XML_OVER)
            return false;
        if (token == XML_OPEN) {
            if (look->depth == 0)
                see_child(look);
            if (++look->depth > LIMIT_DOCUMENT_DEPTH)
                return false;
        } else if (token == XML_CLOSE) {
            if (look->depth-- == 0)
                return true;
        } else if (look->depth == 0) {
            look->text |= !is_blank(look->xml.text);
        }
    }
}

/* True where the next tag opens one with that name. */
static bool is_followed_by(struct look *look, struct bytes name)
{
    enum xml_token token;

    for (;;) {
        if (xml_tokens_next(&look->xml, &token) != ASSAY_OK)
            return false;
        if (token != XML_CHARS)
            return token == XML_OPEN && bytes_equal(look->xml.name, name);
        if (!is_blank(look->xml.text))
            return false;
    }
}

struct xml_ahead xml_look_ahead(const struct xml_tokens *opened, size_t attributes,
                                struct bytes text)
{
    struct assay_error ignored = {0};
    struct cursor cursor;
    struct look look = {.cells = attributes};
    struct xml_ahead out = {.record = false};

    cursor_of_bytes(&cursor, text, &ignored);
    xml_tokens_init(&look.xml, &cursor);
    look.xml.lenient = true;
    out.record = (opened->empty || read_element(&look)) && !look.text &&
                 look.cells >= CELLS_LEAST && is_followed_by(&look, opened->name);
    out.looked = (size_t)cursor_at(&cursor);
    xml_tokens_clear(&look.xml);
    return out;
}
