/*
 * xml_tokens.h - XML token by token through a cursor, in memory that does not grow with it: tags,
 * and the texts between them with the offset where each begins.
 *
 * For the tables of office documents, which are texts for the most part and may be larger than
 * memory. Models that are XML are read with xml_elements.h, which knows all encodings and holds the
 * document to its grammar; here tags are counted, so that a document that breaks off is told, and
 * not matched against each other: that is the reader's, who knows which it wants.
 *
 * Source: Extensible Markup Language 1.0, as far as office documents use it: UTF-8, no document
 * type, hence no entities but the five and characters by number; names keep their prefix.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "examine/text/text_lines.h"

enum xml_token {
    XML_OVER,
    XML_OPEN, /* also of an empty element, whose XML_CLOSE comes next */
    XML_CLOSE,
    XML_CHARS, /* between tags, decoded; cut in pieces where it is long */
};

struct xml_tokens {
    uint64_t at;       /* offset of the token's first byte */
    struct bytes name; /* OPEN, CLOSE; valid until the next call, as the rest */
    struct bytes text; /* CHARS */

    /* Set by who wants them. */
    struct text_lines *lines; /* the line that the scan is in, told as it goes; or NULL */
    bool lenient; /* a document type is passed over, and an unknown reference stays as it is */

    /* The scanner's own. */
    struct cursor *cursor;
    struct buf tag, chars;
    bool empty;     /* an XML_CLOSE is due */
    uint64_t depth; /* elements that are open */
};

/* Starts at the cursor's place. Release with xml_tokens_clear(). */
void xml_tokens_init(struct xml_tokens *scan, struct cursor *cursor);
void xml_tokens_clear(struct xml_tokens *scan);

/* ASSAY_EFORMAT: not XML, a document type, or the end inside of an element; ASSAY_ELIMIT: a tag of
 * more than LIMIT_XML_TAG. */
ASSAY_RESULT xml_tokens_next(struct xml_tokens *scan, enum xml_token *token);

/* The value of an attribute of the last OPEN, as it is written; empty where there is none. */
struct bytes xml_tokens_attribute(const struct xml_tokens *scan, const char *name);
/* Takes the next attribute of the last OPEN off *rest, which begins as xml_tokens_attributes();
 * false behind the last. The value is as it is written, and part of the tag as *rest is. */
bool xml_tokens_take_attribute(struct bytes *rest, struct bytes *name, struct bytes *value);
struct bytes xml_tokens_attributes(const struct xml_tokens *scan);
/* Where in the item a part of the last OPEN stands. */
uint64_t xml_tokens_place(const struct xml_tokens *scan, struct bytes part);
/* The same as a number; `otherwise` where it is none. */
uint64_t xml_tokens_number(const struct xml_tokens *scan, const char *name, uint64_t otherwise);

/* True where the tag has that name, whatever its prefix. */
bool xml_tokens_is(const struct xml_tokens *scan, const char *name);
