/*
 * xml_walk.h - an XML document element by element, through libxml2's reader: no network, no DTD, no
 * entities but the five of XML, bounded depth and size of attributes. Source: XML 1.0; libxml2,
 * xmlreader.h.
 */

#pragma once

#include "base/cursor.h"

enum { XML_DEPTH = 128, XML_STEPS_KEPT = 8 };

struct xml_walk {
    void *reader; /* libxml2's */
    unsigned depth;
    struct bytes name; /* of the element, without its prefix; valid until it returns */
    struct bytes above[XML_STEPS_KEPT]; /* names of the first levels */
    void *state;                        /* the caller's */
};

/* An attribute of the element at hand; empty where there is none. */
struct bytes xml_attribute(struct xml_walk *walk, const char *name, char *room, size_t size);

/*
 * Calls `found` at the start of each element, to the end of the item.
 * ASSAY_EFORMAT  not well-formed, or a document type, which may define entities
 */
ASSAY_RESULT xml_walk(struct cursor *cursor, struct xml_walk *walk,
                      enum assay_status (*found)(struct xml_walk *walk));
