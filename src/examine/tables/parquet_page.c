/* parquet_page.c - one page of a Parquet column: header, bytes, checksum, compression. */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/tables/parquet.h"
#include "inventory/gaps.h"
#include "source/inflate.h"

/* Fields of PageHeader and of those inside it. */
enum {
    HEADER_TYPE = 1,
    HEADER_PLAIN_SIZE,
    HEADER_PACKED_SIZE,
    HEADER_CRC,
    HEADER_DATA,
    HEADER_INDEX,
    HEADER_DICTIONARY,
    HEADER_DATA_2,
    HEADER_FIELDS
};
enum { DATA_VALUES = 1, DATA_ENCODING, DATA_DEFINITION, DATA_REPETITION, DATA_FIELDS };
enum { DICTIONARY_VALUES = 1, DICTIONARY_ENCODING, DICTIONARY_FIELDS };
enum {
    DATA_2_VALUES = 1,
    DATA_2_NULLS,
    DATA_2_ROWS,
    DATA_2_ENCODING,
    DATA_2_DEFINITION_SIZE,
    DATA_2_REPETITION_SIZE,
    DATA_2_COMPRESSED,
    DATA_2_FIELDS
};

enum {
    FIRST_LOOK = 512,       /* bytes that hold most headers */
    DICTIONARY_SLACK = 100, /* old writers left the header of a dictionary out of a column's size */
};

struct header {
    struct thrift_value of[HEADER_FIELDS];
    uint64_t plain, packed; /* bytes of the page */
    bool compressed;
};

static ASSAY_RESULT fail(const struct parquet *parquet, uint64_t at, const char *what)
{
    return assay_fail(parquet->err, ASSAY_EFORMAT, at, "%s", what);
}

/* A whole number that is told and not negative. */
static bool whole(const struct thrift_value *value, uint64_t *out)
{
    *out = (uint64_t)value->integer;
    return thrift_is_integer(value) && value->integer >= 0;
}

/* Its size is told by nobody: a look at few bytes, then at as many as a header may have. */
static ASSAY_RESULT read_header(struct parquet *parquet, struct header *header)
{
    uint64_t at = cursor_at(parquet->cursor);
    struct cursor inside;
    struct bytes bytes;

    for (size_t size = FIRST_LOOK;; size = CURSOR_WINDOW_MAX) {
        TRY(cursor_peek(parquet->cursor, size, &bytes));
        cursor_of_part(&inside, bytes, at, parquet->err);
        if (thrift_struct(&inside, header->of, HEADER_FIELDS) == ASSAY_OK)
            break;
        if (size == CURSOR_WINDOW_MAX || bytes.size < size)
            return parquet->err->status;
    }
    cursor_consume(parquet->cursor, inside.at);
    if (!whole(&header->of[HEADER_PLAIN_SIZE], &header->plain) ||
        !whole(&header->of[HEADER_PACKED_SIZE], &header->packed) ||
        !thrift_is_integer(&header->of[HEADER_TYPE]))
        return fail(parquet, at, "a page of no size");
    return ASSAY_OK;
}

static ASSAY_RESULT read_data_header(const struct parquet *parquet, const struct header *header,
                                     struct parquet_page *page)
{
    struct thrift_value of[DATA_FIELDS];

    TRY(thrift_inside(&header->of[HEADER_DATA], of, DATA_FIELDS, parquet->err));
    page->encoding = of[DATA_ENCODING].integer;
    page->definition_encoding = of[DATA_DEFINITION].integer;
    page->repetition_encoding = of[DATA_REPETITION].integer;
    return whole(&of[DATA_VALUES], &page->values)
               ? ASSAY_OK
               : fail(parquet, page->at, "a page that does not tell its values");
}

static ASSAY_RESULT read_data_2_header(const struct parquet *parquet, struct header *header,
                                       struct parquet_page *page)
{
    struct thrift_value of[DATA_2_FIELDS];

    TRY(thrift_inside(&header->of[HEADER_DATA_2], of, DATA_2_FIELDS, parquet->err));
    page->second = true;
    page->encoding = of[DATA_2_ENCODING].integer;
    header->compressed = of[DATA_2_COMPRESSED].type != THRIFT_FALSE;
    if (!whole(&of[DATA_2_VALUES], &page->values) || !whole(&of[DATA_2_NULLS], &page->nulls) ||
        !whole(&of[DATA_2_ROWS], &page->rows) ||
        !whole(&of[DATA_2_DEFINITION_SIZE], &page->definition_size) ||
        !whole(&of[DATA_2_REPETITION_SIZE], &page->repetition_size))
        return fail(parquet, page->at, "a page that does not tell its values");
    if (page->definition_size + page->repetition_size > header->packed ||
        page->definition_size + page->repetition_size > header->plain)
        return fail(parquet, page->at, "levels that are larger than their page");
    return ASSAY_OK;
}

static ASSAY_RESULT read_dictionary_header(const struct parquet *parquet,
                                           const struct header *header, struct parquet_page *page)
{
    struct thrift_value of[DICTIONARY_FIELDS];

    TRY(thrift_inside(&header->of[HEADER_DICTIONARY], of, DICTIONARY_FIELDS, parquet->err));
    page->encoding = of[DICTIONARY_ENCODING].integer;
    if (page->encoding != ENCODING_PLAIN && page->encoding != ENCODING_PLAIN_DICTIONARY)
        return fail(parquet, page->at, "a dictionary whose entries are not plain");
    return whole(&of[DICTIONARY_VALUES], &page->values)
               ? ASSAY_OK
               : fail(parquet, page->at, "a dictionary that does not tell its entries");
}

static ASSAY_RESULT read_own_header(const struct parquet *parquet, struct header *header,
                                    struct parquet_page *page)
{
    header->compressed = true;
    switch (page->type) {
    case PAGE_DATA:
        return read_data_header(parquet, header, page);
    case PAGE_DATA_2:
        return read_data_2_header(parquet, header, page);
    case PAGE_DICTIONARY:
        return read_dictionary_header(parquet, header, page);
    default: /* an index, or what is not invented yet: readers pass over it */
        return ASSAY_OK;
    }
}

static const enum unpack_method methods[] = {
    UNPACK_NONE,   UNPACK_SNAPPY,     UNPACK_GZIP, UNPACK_METHODS, /* LZO */
    UNPACK_BROTLI, UNPACK_LZ4_HADOOP, UNPACK_ZSTD, UNPACK_LZ4,
};

static ASSAY_RESULT check_sizes(const struct parquet *parquet, const struct parquet_chunk *chunk,
                                const struct parquet_page *page, const struct header *header)
{
    uint64_t most = page->type == PAGE_DICTIONARY ? LIMIT_PARQUET_DICTIONARY : LIMIT_PARQUET_PAGE;

    if (header->plain > most || header->packed > most)
        return assay_fail(parquet->err, ASSAY_ELIMIT, page->at,
                          "a page of %" PRIu64 " bytes, of which at most %" PRIu64 " are read",
                          header->plain, most);
    if (chunk->codec < 0 || (size_t)chunk->codec >= ARRAY_LEN(methods) ||
        methods[chunk->codec] == UNPACK_METHODS)
        return assay_fail(parquet->err, ASSAY_ELIMIT, page->at,
                          "a compression that is not read (codec %" PRId64 ")", chunk->codec);
    return ASSAY_OK;
}

static ASSAY_RESULT read_packed(struct parquet *parquet, const struct parquet_page *page,
                                const struct header *header)
{
    const struct thrift_value *crc = &header->of[HEADER_CRC];
    uint8_t *room;

    buf_reset(&parquet->packed);
    room = buf_room(&parquet->packed, header->packed ? (size_t)header->packed : 1);
    if (!room)
        return buf_status(&parquet->packed, parquet->err);
    TRY(cursor_copy(parquet->cursor, room, (size_t)header->packed));
    buf_used(&parquet->packed, (size_t)header->packed);
    if (!thrift_is_integer(crc) ||
        inflate_crc32(0, buf_bytes(&parquet->packed)) == (uint32_t)crc->integer)
        return ASSAY_OK;
    (void)!fail(parquet, page->at, "a page whose checksum does not hold");
    text_copy(parquet->err->id, sizeof parquet->err->id, GAP_DATA_BAD_CHECKSUM);
    return ASSAY_EFORMAT;
}

/* Levels of version 2 stand before what is compressed. */
static ASSAY_RESULT unpack_page(struct parquet *parquet, const struct parquet_chunk *chunk,
                                const struct header *header, struct parquet_page *page)
{
    struct buf *plain = page->type == PAGE_DICTIONARY ? &parquet->dictionary : &parquet->plain;
    size_t levels = (size_t)(page->definition_size + page->repetition_size);
    struct bytes packed = buf_bytes(&parquet->packed);
    enum unpack_method method = header->compressed ? methods[chunk->codec] : UNPACK_NONE;

    page->levels = bytes_of(packed.data, levels);
    packed = bytes_from(packed, levels);
    if (packed.size == 0 && header->plain == levels)
        method = UNPACK_NONE;
    if (unpack(parquet->unpacker, method, packed, (size_t)header->plain - levels, plain,
               parquet->err) != ASSAY_OK) {
        parquet->err->offset = page->at;
        return parquet->err->status;
    }
    page->data = buf_bytes(plain);
    return ASSAY_OK;
}

enum assay_status parquet_read_page(struct parquet *parquet, const struct parquet_chunk *chunk,
                                    struct parquet_page *page, uint64_t *next)
{
    struct header header;
    uint64_t begin, end = chunk->end + DICTIONARY_SLACK;

    *page = (struct parquet_page){.at = cursor_at(parquet->cursor)};
    *next = UINT64_MAX;
    if (end > parquet->footer_begin)
        end = parquet->footer_begin;
    TRY(read_header(parquet, &header));
    begin = cursor_at(parquet->cursor);
    if (begin > end || header.packed > end - begin)
        return fail(parquet, page->at, "a page that reaches past the end of its column");
    *next = begin + header.packed;
    page->type = header.of[HEADER_TYPE].integer;
    TRY(read_own_header(parquet, &header, page));
    if (page->type != PAGE_DATA && page->type != PAGE_DATA_2 && page->type != PAGE_DICTIONARY)
        return ASSAY_OK;
    TRY(check_sizes(parquet, chunk, page, &header));
    TRY(cells_work(&parquet->cells, page->at, header.plain));
    TRY(read_packed(parquet, page, &header));
    return unpack_page(parquet, chunk, &header, page);
}
