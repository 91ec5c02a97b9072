/*
 * content_xar.c - the list of a xar, which is compressed XML: it is searched as plain text, and
 * tells where content of members stands in the heap behind it.
 * Source: xar, wiki "xarformat".
 *
 * Only what xar itself writes is followed. Where XML can say the same in other ways (a document
 * type, CDATA, two places for one file), readers may differ in what they take, and all of the heap
 * is searched.
 */

#include "base/cursor.h"
#include "base/kit.h"
#include "source/content.h"
#include "source/inflate.h"

enum { HEADER = 28, DEPTH_MAX = 64, LIST_PIECE = 64 * 1024 };

enum element { OTHER, DOCUMENT, XAR, TOC, FILE_ENTRY, TYPE, DATA, ATTRIBUTE, OFFSET, LENGTH };

struct list {
    struct bytes left;
    enum element open[DEPTH_MAX];
    bool has_data[DEPTH_MAX]; /* of a file: it has its place */
    bool is_link[DEPTH_MAX];  /* of a file: what it has besides its target nobody is shown */
    bool has_type[DEPTH_MAX]; /* of a file */
    size_t depth;             /* elements that are open, the document first */
    uint64_t heap, offset, length;
    bool has_offset, has_length; /* of the data or extended attribute at hand */
    bool types_twice;            /* one file has several */
};

static enum element element_of(enum element parent, struct bytes name)
{
    static const struct {
        enum element parent;
        struct bytes name;
        enum element element;
    } elements[] = {
        {DOCUMENT, {(const uint8_t *)"xar", 3}, XAR},
        {XAR, {(const uint8_t *)"toc", 3}, TOC},
        {TOC, {(const uint8_t *)"file", 4}, FILE_ENTRY},
        {FILE_ENTRY, {(const uint8_t *)"file", 4}, FILE_ENTRY},
        {FILE_ENTRY, {(const uint8_t *)"data", 4}, DATA},
        {FILE_ENTRY, {(const uint8_t *)"type", 4}, TYPE},
        {FILE_ENTRY, {(const uint8_t *)"ea", 2}, ATTRIBUTE},
        {ATTRIBUTE, {(const uint8_t *)"offset", 6}, OFFSET},
        {ATTRIBUTE, {(const uint8_t *)"length", 6}, LENGTH},
        {DATA, {(const uint8_t *)"offset", 6}, OFFSET},
        {DATA, {(const uint8_t *)"length", 6}, LENGTH},
    };

    for (size_t i = 0; i < ARRAY_LEN(elements); i++)
        if (elements[i].parent == parent && bytes_equal(elements[i].name, name))
            return elements[i].element;
    return OTHER;
}

/* Moves behind the next `mark`. */
static bool skip_past(struct list *list, struct bytes mark)
{
    const uint8_t *at =
        list->left.size ? memmem(list->left.data, list->left.size, mark.data, mark.size) : NULL;

    if (!at)
        return false;
    list->left = bytes_from(list->left, (size_t)(at - list->left.data) + mark.size);
    return true;
}

static bool is_name(uint8_t byte)
{
    return byte != '>' && byte != '/' && byte != ' ' && byte != '\t' && byte != '\n' &&
           byte != '\r';
}

/* Moves behind a tag; a ">" may stand in the value of an attribute. */
static bool skip_tag(struct list *list, bool *empty)
{
    uint8_t quote = 0, before = 0;

    for (size_t i = 0; i < list->left.size; i++) {
        uint8_t byte = list->left.data[i];

        if (quote) {
            quote = byte == quote ? 0 : quote;
        } else if (byte == '"' || byte == '\'') {
            quote = byte;
        } else if (byte == '>') {
            *empty = before == '/';
            list->left = bytes_from(list->left, i + 1);
            return true;
        }
        before = byte;
    }
    return false;
}

static bool begin(struct list *list)
{
    enum element parent = list->open[list->depth - 1], element;
    size_t size = 0;
    bool empty = false;

    while (size < list->left.size && is_name(list->left.data[size]))
        size++;
    element = element_of(parent, bytes_of(list->left.data, size));
    if (!skip_tag(list, &empty))
        return false;
    if (element == DATA) {
        if (empty || list->has_data[list->depth - 1])
            return false;
        list->has_data[list->depth - 1] = true;
    }
    if (element == DATA || element == ATTRIBUTE)
        list->has_offset = list->has_length = false;
    if (element == TYPE) {
        list->types_twice = list->types_twice || list->has_type[list->depth - 1];
        list->has_type[list->depth - 1] = true;
    }
    if (empty)
        return true;
    if (list->depth == DEPTH_MAX)
        return false;
    list->has_data[list->depth] = list->has_type[list->depth] = false;
    list->is_link[list->depth] = false;
    list->open[list->depth++] = element;
    return true;
}

/* A number in digits alone, and once. */
static bool read_number(struct list *list, uint64_t *value, bool *has)
{
    size_t i = 0;

    if (*has)
        return false;
    for (*value = 0; i < list->left.size && list->left.data[i] != '<'; i++)
        if (list->left.data[i] < '0' || list->left.data[i] > '9' || ckd_mul(value, *value, 10) ||
            ckd_add(value, *value, list->left.data[i] - '0'))
            return false;
    list->left = bytes_from(list->left, i);
    *has = i > 0 && bytes_starts(list->left, BYTES("</"));
    return *has;
}

/* What is not in plain letters may be a link, too. */
static void read_type(struct list *list)
{
    struct bytes type = list->left;

    type.size = 0;
    while (type.size < list->left.size && list->left.data[type.size] != '<')
        type.size++;
    list->left = bytes_from(list->left, type.size);
    if (bytes_equal(type, BYTES("symlink")) || bytes_has(type, '&') ||
        !bytes_starts(list->left, BYTES("</")))
        list->is_link[list->depth - 2] = true;
}

/* Attributes that are packed are no content, and say nothing as they stand. */
static bool add_attribute(const struct list *list, struct content *content)
{
    uint64_t at;

    if (ckd_add(&at, list->heap, list->offset))
        return false;
    if (content->packed_count < CONTENT_PACKED)
        content->packed[content->packed_count++] = (struct extent){at, list->length};
    else
        content->beyond = "its extended attributes are too many to unpack each of them";
    return true;
}

static bool end(struct list *list, struct content *content)
{
    bool empty;
    uint64_t at;

    if (list->depth == 1 || !skip_tag(list, &empty))
        return false;
    list->depth--;
    if (list->has_data[list->depth] && list->is_link[list->depth])
        return false;
    if (list->open[list->depth] == DATA && list->has_offset && list->has_length) {
        if (ckd_add(&at, list->heap, list->offset))
            return false;
        content_add(content, at, list->length);
    }
    if (list->open[list->depth] == ATTRIBUTE && list->has_offset && list->has_length)
        return add_attribute(list, content);
    return true;
}

static bool step(struct list *list, struct content *content)
{
    enum element element = list->open[list->depth - 1];

    if (element == OFFSET && !read_number(list, &list->offset, &list->has_offset))
        return false;
    if (element == TYPE)
        read_type(list);
    if (element == LENGTH && !read_number(list, &list->length, &list->has_length))
        return false;
    if (!skip_past(list, BYTES("<")))
        return false;
    if (bytes_starts(list->left, BYTES("?")))
        return skip_past(list, BYTES("?>"));
    if (bytes_starts(list->left, BYTES("!--")))
        return skip_past(list, BYTES("-->"));
    if (bytes_starts(list->left, BYTES("!")))
        return false;
    return bytes_starts(list->left, BYTES("/")) ? end(list, content) : begin(list);
}

bool content_of_xar_list(struct bytes text, uint64_t heap, struct content *content)
{
    struct list list = {.left = text, .open = {DOCUMENT}, .depth = 1, .heap = heap};
    size_t before = content->count;
    bool any = false, follows = true;

    while (follows && (!any || list.depth > 1)) {
        follows = step(&list, content);
        any = any || list.depth > 1;
    }
    if (list.types_twice)
        content->refused = "a file of its list has two types";
    if (!follows || content->refused)
        content->count = before;
    return follows;
}

/* ---- the list ---- */

static ASSAY_RESULT unpack(struct stream *in, const struct source_budget *budget, uint64_t at,
                           uint64_t size, struct inflater *inflater, struct buf *out,
                           struct assay_error *err)
{
    const uint64_t end = at + size;
    uint8_t piece[4096];
    enum inflate_result result = INFLATE_NEEDS_INPUT;
    struct assay_error ignored;

    while (at < end && result == INFLATE_NEEDS_INPUT) {
        uint64_t left = end - at;
        struct inflate_io io = {0};

        TRY(source_budget_time(budget, err)); /* any number of attributes may be the same bytes */
        TRY(content_read(in, at, piece, left < sizeof piece ? (size_t)left : sizeof piece, &io.in,
                         err));
        if (io.in.size == 0)
            return ASSAY_OK;
        at += io.in.size;
        do {
            io.room = LIST_PIECE;
            io.out = buf_room(out, io.room);
            if (!io.out)
                return ASSAY_OK; /* the buffer tells */
            result = inflate_step(inflater, &io, &ignored);
            buf_used(out, LIST_PIECE - io.room);
        } while (result == INFLATE_OUTPUT_FULL);
    }
    return ASSAY_OK;
}

/* Behind the list: what is compressed as xar compresses, each from a line of its own. */
static ASSAY_RESULT unpack_attributes(struct stream *in, const struct source_budget *budget,
                                      struct content *content, struct assay_error *err)
{
    for (size_t i = 0; i < content->packed_count && content->texts.status == ASSAY_OK; i++) {
        const struct extent *packed = &content->packed[i];
        struct inflater *inflater;
        enum assay_status status;

        if (packed->at > in->size || packed->size > in->size - packed->at)
            continue;
        inflater = inflater_new(INFLATE_ZLIB);
        if (!inflater)
            return out_of_memory(err);
        buf_byte(&content->texts, '\n');
        status = unpack(in, budget, packed->at, packed->size, inflater, &content->texts, err);
        inflater_free(inflater);
        TRY(status);
    }
    return ASSAY_OK;
}

enum assay_status content_of_xar(struct stream *in, const struct source_budget *budget,
                                 struct content *content, struct assay_error *err)
{
    enum { SIZE_AT = 8 };
    uint8_t room[HEADER];
    struct inflater *inflater;
    struct assay_error failure = {0};
    struct cursor cursor;
    struct bytes head;
    uint64_t size = 0;
    enum assay_status status;

    TRY(source_budget_time(budget, err));
    TRY(content_read(in, 0, room, sizeof room, &head, err));
    cursor_of_bytes(&cursor, head, &failure);
    if (cursor_skip(&cursor, SIZE_AT) != ASSAY_OK || cursor_u64be(&cursor, &size) != ASSAY_OK ||
        in->size < HEADER || size > in->size - HEADER)
        return ASSAY_OK;
    inflater = inflater_new(INFLATE_ZLIB);
    if (!inflater)
        return out_of_memory(err);
    status = unpack(in, budget, HEADER, size, inflater, &content->texts, err);
    inflater_free(inflater);
    TRY(status);
    if (content->texts.status == ASSAY_OK)
        (void)content_of_xar_list(buf_bytes(&content->texts), HEADER + size, content);
    return unpack_attributes(in, budget, content, err);
}
