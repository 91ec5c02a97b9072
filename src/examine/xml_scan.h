/*
 * xml_scan.h - XML read tag by tag through a cursor, in memory that does not grow with it.
 *
 * Source: Extensible Markup Language 1.0, as far as office documents use it: UTF-8, no document
 * type, hence no entities but the five and characters by number; names keep their prefix. Tags are
 * not matched against each other: that is the reader's, who knows which it wants.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cursor.h"

enum xml_token {
    XML_OVER,
    XML_OPEN, /* also of an empty element, whose XML_CLOSE comes next */
    XML_CLOSE,
    XML_CHARS, /* between tags, decoded; cut in pieces where it is long */
};

struct xml_scan {
    uint64_t at;       /* offset of the token's first byte */
    struct bytes name; /* OPEN, CLOSE; valid until the next call, as the rest */
    struct bytes text; /* CHARS */

    /* The scanner's own. */
    struct cursor *cursor;
    struct buf tag, chars;
    bool empty; /* an XML_CLOSE is due */
};

/* Starts at the cursor's place. Release with xml_scan_clear(). */
void xml_scan_init(struct xml_scan *scan, struct cursor *cursor);
void xml_scan_clear(struct xml_scan *scan);

/* ASSAY_EFORMAT: not XML, or a document type; ASSAY_ELIMIT: a tag of more than LIMIT_XML_TAG. */
ASSAY_RESULT xml_next(struct xml_scan *scan, enum xml_token *token);

/* The value of an attribute of the last OPEN, as it is written; empty where there is none. */
struct bytes xml_scan_attribute(const struct xml_scan *scan, const char *name);
/* The same as a number; `otherwise` where it is none. */
uint64_t xml_number(const struct xml_scan *scan, const char *name, uint64_t otherwise);

/* True where the tag has that name, whatever its prefix. */
bool xml_is(const struct xml_scan *scan, const char *name);
