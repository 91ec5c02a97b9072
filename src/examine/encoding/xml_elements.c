/* xml_elements.c - an XML document element by element, through libxml2's reader. */

#include "examine/encoding/xml_elements.h"

#include <libxml/xmlreader.h>
#include <pthread.h>

#include "base/kit.h"

/* What libxml2 asks for its next bytes. */
struct feed {
    struct cursor *cursor;
    enum assay_status status;
};

static int feed_read(void *context, char *buffer, int size)
{
    struct feed *feed = context;
    struct bytes some;

    feed->status = cursor_some(feed->cursor, &some);
    if (feed->status != ASSAY_OK)
        return -1;
    if (size >= 0 && some.size > (size_t)size)
        some.size = (size_t)size;
    if (some.size > 0)
        memcpy(buffer, some.data, some.size);
    cursor_consume(feed->cursor, some.size);
    return (int)some.size;
}

static int feed_close(void *context)
{
    (void)context;
    return 0;
}

/* Errors are told once, by the walk; libxml2 would print them. */
static void keep_quiet(void *context, xmlErrorPtr error)
{
    (void)context;
    (void)error;
}

static struct bytes xml_bytes(const xmlChar *text)
{
    return text ? bytes_text((const char *)text) : BYTES("");
}

bool xml_element_is(const struct xml_element *element, const char *name)
{
    return bytes_equal(element->name, bytes_text(name));
}

struct bytes xml_element_attribute(struct xml_element *element, const char *name, char *room,
                                   size_t size)
{
    xmlChar *value = xmlTextReaderGetAttribute(element->reader, (const xmlChar *)name);
    size_t length = 0;

    if (value) {
        length = strlen((const char *)value);
        if (length > size)
            length = size;
        memcpy(room, value, length);
        xmlFree(value);
    }
    return bytes_of(room, length);
}

static ASSAY_RESULT take_node(struct cursor *cursor, struct xml_element *element,
                              enum assay_status (*found)(struct xml_element *element))
{
    int type = xmlTextReaderNodeType(element->reader), depth = xmlTextReaderDepth(element->reader);

    if (type == XML_READER_TYPE_DOCUMENT_TYPE || type == XML_READER_TYPE_ENTITY_REFERENCE)
        return cursor_fail(cursor, "a document type or an entity, which is not read");
    if (type != XML_READER_TYPE_ELEMENT)
        return ASSAY_OK;
    if (depth < 0 || depth >= XML_DEPTH)
        return cursor_fail_at(cursor, ASSAY_ELIMIT, cursor_at(cursor), "deeper than %d levels",
                              XML_DEPTH);
    element->depth = (unsigned)depth;
    element->name = xml_bytes(xmlTextReaderConstLocalName(element->reader));
    return found(element);
}

enum assay_status xml_elements_walk(struct cursor *cursor, struct xml_element *element,
                                    enum assay_status (*found)(struct xml_element *element))
{
    struct feed feed = {.cursor = cursor};
    enum assay_status status = ASSAY_OK;
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    int more = 0;

    (void)pthread_once(&once, xmlInitParser); /* several workers may come here first */
    xmlSetStructuredErrorFunc(NULL,
                              keep_quiet); /* of this thread: for its input, before a reader */
    element->reader = xmlReaderForIO(feed_read, feed_close, &feed, NULL, NULL,
                                     XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (!element->reader) {
        xmlSetStructuredErrorFunc(NULL, NULL);
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for XML");
    }
    xmlTextReaderSetStructuredErrorHandler(element->reader, keep_quiet, NULL);
    while (status == ASSAY_OK && (more = xmlTextReaderRead(element->reader)) == 1)
        status = take_node(cursor, element, found);
    xmlFreeTextReader(element->reader);
    element->reader = NULL;
    xmlSetStructuredErrorFunc(NULL, NULL);
    if (feed.status != ASSAY_OK)
        return feed.status;
    if (status == ASSAY_OK && more < 0)
        return cursor_fail(cursor, "XML that is not well-formed");
    return status;
}
