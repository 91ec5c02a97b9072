/*
 * xml_elements.h - an XML document element by element, with its attributes, through libxml2's
 * reader: no network, no document type, no entities but the five of XML, bounded depth.
 *
 * For models that are XML documents of their own: any tool may have written them, in any encoding,
 * and what is not well-formed is no model. Of their texts nothing is wanted. Tables inside of
 * office documents are read with xml_tokens.h, which keeps texts and where they stand.
 *
 * Source: XML 1.0; libxml2, xmlreader.h.
 */

#pragma once

#include "base/cursor.h"

enum { XML_DEPTH = 128 };

/* The element at hand. */
struct xml_element {
    void *reader; /* libxml2's */
    unsigned depth;
    struct bytes name; /* without its prefix; valid until found() returns */
    void *state;       /* the caller's */
};

/* True where it has that name, whatever its prefix. */
bool xml_element_is(const struct xml_element *element, const char *name);

/* An attribute of it, cut at `size` bytes; empty where there is none. */
struct bytes xml_element_attribute(struct xml_element *element, const char *name, char *room,
                                   size_t size);

/*
 * Calls `found` with `element` (whose `state` is set) at the start of each element, to the end of
 * the item. ASSAY_EFORMAT  not well-formed, or a document type, which may define entities
 */
ASSAY_RESULT xml_elements_walk(struct cursor *cursor, struct xml_element *element,
                               enum assay_status (*found)(struct xml_element *element));
