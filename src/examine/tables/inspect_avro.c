/*
 * inspect_avro.c - Avro object container files: every value of every record.
 *
 * Source: Apache Avro 1.12 Specification, "Object Container Files".
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/inspect.h"
#include "examine/tables/avro.h"
#include "inventory/gaps.h"
#include "source/inflate.h"
#include "source/unpack.h"

enum { MAGIC = 4, SYNC = 16, SNAPPY_SUM = 4 };

struct container {
    struct avro avro;
    struct unpacker *unpacker;
    struct buf packed, plain, schema;
    enum unpack_method method;
    bool known; /* how blocks are packed */
    uint64_t schema_at, blocks;
    uint8_t sync[SYNC];
};

static const struct {
    const char *name;
    enum unpack_method method;
} codecs[] = {
    {"null", UNPACK_NONE},   {"deflate", UNPACK_DEFLATE}, {"snappy", UNPACK_SNAPPY},
    {"bzip2", UNPACK_BZIP2}, {"xz", UNPACK_XZ},           {"zstandard", UNPACK_ZSTD},
};

static unsigned bid(const struct subject *subject)
{
    return bytes_starts(subject->head, BYTES("Obj\1")) ? 8 * MAGIC : 0;
}

static void container_clear(struct container *container)
{
    cells_clear(&container->avro.cells);
    arena_free(container->avro.arena);
    unpacker_free(container->unpacker);
    buf_clear(&container->packed);
    buf_clear(&container->plain);
    buf_clear(&container->schema);
}

static ASSAY_RESULT open_all(struct container *container)
{
    container->avro.arena = arena_new();
    container->unpacker = unpacker_new();
    buf_init(&container->packed, LIMIT_AVRO_BLOCK);
    buf_init(&container->plain, LIMIT_AVRO_BLOCK);
    buf_init(&container->schema, LIMIT_DOCUMENT);
    if (!container->avro.arena || !container->unpacker)
        return out_of_memory(container->avro.err);
    return ASSAY_OK;
}

/* A text or value of the metadata, in place of what `out` holds. */
static ASSAY_RESULT read_sized(struct container *container, struct buf *out)
{
    struct cursor *cursor = container->avro.cursor;
    uint64_t at = cursor_at(cursor);
    uint8_t *room;
    int64_t size;

    TRY(avro_read_long(cursor, &size));
    if (size < 0 || (uint64_t)size > cursor_left(cursor))
        return cursor_fail_at(cursor, ASSAY_EFORMAT, at, "%" PRId64 " bytes cannot fit in the file",
                              size);
    if ((uint64_t)size > LIMIT_DOCUMENT)
        return cursor_fail_at(cursor, ASSAY_ELIMIT, at, "metadata of %" PRId64 " bytes", size);
    buf_reset(out);
    room = buf_room(out, size ? (size_t)size : 1);
    if (!room)
        return buf_status(out, cursor->err);
    TRY(cursor_copy(cursor, room, (size_t)size));
    buf_used(out, (size_t)size);
    return ASSAY_OK;
}

static void choose_codec(struct container *container, struct bytes name)
{
    container->known = false;
    for (size_t i = 0; i < ARRAY_LEN(codecs); i++)
        if (bytes_equal(name, bytes_text(codecs[i].name))) {
            container->method = codecs[i].method;
            container->known = true;
        }
    evidence_set(container->avro.evidence, ASSAY_FACT_DATASET_COMPRESSION, MEASURED,
                 bytes_equal(name, BYTES("null")) ? BYTES("none") : name);
}

static ASSAY_RESULT read_pair(struct container *container)
{
    struct evidence *evidence = container->avro.evidence;
    struct bytes key, value;
    uint64_t at;

    TRY(read_sized(container, &container->packed));
    key = buf_bytes(&container->packed);
    at = cursor_at(container->avro.cursor);
    TRY(read_sized(container, &container->plain));
    value = buf_bytes(&container->plain);
    evidence_set(evidence, ASSAY_FACT_DATASET_METADATA_KEYS, MEASURED, key);
    if (bytes_equal(key, BYTES("avro.codec"))) {
        choose_codec(container, value);
        return ASSAY_OK;
    }
    if (bytes_equal(key, BYTES("avro.schema"))) {
        container->schema_at = at;
        buf_reset(&container->schema);
        buf_add(&container->schema, value.data, value.size);
    }
    evidence_value(evidence, EVIDENCE_NO_COLUMN, 0, at, value); /* of a schema its comments */
    return buf_status(&container->schema, container->avro.err);
}

static ASSAY_RESULT read_head(struct container *container)
{
    struct cursor *cursor = container->avro.cursor;
    int64_t count, size;

    TRY(cursor_skip(cursor, MAGIC));
    for (;;) {
        TRY(avro_read_long(cursor, &count));
        if (count == 0)
            break;
        if (count < 0) {
            TRY(avro_read_long(cursor, &size));
            count = count == INT64_MIN ? INT64_MAX : -count;
        }
        for (int64_t i = 0; i < count; i++)
            TRY(read_pair(container));
    }
    return cursor_copy(cursor, container->sync, SYNC);
}

/* Snappy's blocks end in a sum of their plain bytes. */
static ASSAY_RESULT unpack_block(struct container *container)
{
    struct avro *avro = &container->avro;
    struct bytes packed = buf_bytes(&container->packed);
    uint32_t sum = 0;

    if (!container->known)
        return assay_fail(avro->err, ASSAY_ELIMIT, avro->at, "a compression that is not read");
    if (container->method == UNPACK_SNAPPY) {
        if (packed.size < SNAPPY_SUM)
            return assay_fail(avro->err, ASSAY_EFORMAT, avro->at, "a block without its sum");
        packed.size -= SNAPPY_SUM;
        for (size_t i = 0; i < SNAPPY_SUM; i++)
            sum = sum << 8 | packed.data[packed.size + i];
    }
    if (unpack(container->unpacker, container->method, packed, UNPACK_ANY_SIZE, &container->plain,
               avro->err) != ASSAY_OK) {
        avro->err->offset = avro->at;
        return avro->err->status;
    }
    if (container->method == UNPACK_SNAPPY && inflate_crc32(0, buf_bytes(&container->plain)) != sum)
        return assay_fail(avro->err, ASSAY_EFORMAT, avro->at,
                          "a block whose checksum does not hold");
    return cells_work(&avro->cells, avro->at, container->plain.size);
}

static ASSAY_RESULT read_records(struct container *container, uint64_t count)
{
    struct avro *avro = &container->avro;
    enum assay_status status;

    TRY(unpack_block(container));
    TRY(cells_begin_rows(&avro->cells, avro->rows, count, true, avro->at));
    status = avro_read_records(avro, buf_bytes(&container->plain), count);
    cells_end_rows(&avro->cells);
    return status;
}

/* A block that is broken is told, and the next one is read. */
static ASSAY_RESULT tell_block(struct container *container, enum assay_status status)
{
    struct avro *avro = &container->avro;

    if ((status != ASSAY_EFORMAT && status != ASSAY_ELIMIT) || cells_are_too_many(&avro->cells))
        return status;
    evidence_gap(avro->evidence,
                 status == ASSAY_ELIMIT ? GAP_DATA_FORMAT_UNREAD : GAP_DATA_BAD_RECORD,
                 avro->err->offset, "block %" PRIu64 ": %s", container->blocks, avro->err->text);
    data_table_lose_rows(&avro->cells.table);
    return ASSAY_OK;
}

static ASSAY_RESULT read_block(struct container *container)
{
    struct avro *avro = &container->avro;
    struct cursor *cursor = avro->cursor;
    enum assay_status status;
    int64_t count, size;
    struct bytes sync;
    uint64_t data;
    uint8_t *room;

    avro->at = cursor_at(cursor);
    TRY(avro_read_long(cursor, &count));
    TRY(avro_read_long(cursor, &size));
    data = cursor_at(cursor);
    if (count < 0 || size < 0 || (uint64_t)count > INT64_MAX - avro->rows ||
        cursor_left(cursor) < SYNC || (uint64_t)size > cursor_left(cursor) - SYNC)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, avro->at,
                              "a block of %" PRId64 " bytes cannot fit in the file", size);
    container->blocks++;
    TRY(cursor_skip(cursor, (uint64_t)size));
    TRY(cursor_take(cursor, SYNC, &sync));
    if (!bytes_equal(sync, bytes_of(container->sync, SYNC)))
        return cursor_fail_at(cursor, ASSAY_EFORMAT, data + (uint64_t)size,
                              "a block that does not end in the file's mark");
    if ((uint64_t)size > LIMIT_AVRO_BLOCK) {
        status =
            cursor_fail_at(cursor, ASSAY_ELIMIT, avro->at, "a block of %" PRId64 " bytes", size);
    } else {
        TRY(cursor_seek(cursor, data));
        buf_reset(&container->packed);
        room = buf_room(&container->packed, size ? (size_t)size : 1);
        if (!room)
            return buf_status(&container->packed, cursor->err);
        TRY(cursor_copy(cursor, room, (size_t)size));
        buf_used(&container->packed, (size_t)size);
        status = read_records(container, (uint64_t)count);
    }
    avro->rows += (uint64_t)count;
    if (status != ASSAY_OK)
        TRY(tell_block(container, status));
    return cursor_seek(cursor, data + (uint64_t)size + SYNC);
}

static ASSAY_RESULT read_blocks(struct container *container)
{
    while (cursor_left(container->avro.cursor) > 0)
        TRY(read_block(container));
    return ASSAY_OK;
}

static enum assay_status avro_read(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    CLEANUP(container_clear)
    struct container container = {
        .avro = {.cursor = cursor, .evidence = evidence, .err = cursor->err}, .known = true};
    enum assay_status status;

    (void)subject;
    TRY(open_all(&container));
    TRY(read_head(&container));
    TRY(avro_read_schema(&container.avro, buf_bytes(&container.schema), container.schema_at));
    status = read_blocks(&container);
    evidence_int(evidence, ASSAY_FACT_DATASET_ROW_GROUPS, MEASURED, container.blocks);
    cells_tell(&container.avro.cells, container.avro.rows, container.avro.columns);
    return status;
}

const struct inspector inspect_avro = {
    .format = "avro", .kind = ASSAY_KIND_DATASET, .packed = true, .bid = bid, .read = avro_read};
