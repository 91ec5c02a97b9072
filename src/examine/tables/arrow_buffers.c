/* arrow_buffers.c - bodies of Arrow batches: nodes and buffers, in the order of the fields. */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/tables/arrow.h"

enum { NODE = 16, BUFFER = 16, COUNT = 8, PREFIX = 8 /* of a packed buffer: its plain size */ };
enum { RECORD_LENGTH, RECORD_NODES, RECORD_BUFFERS, RECORD_COMPRESSION, RECORD_VARIADIC };
enum { COMPRESSION_CODEC, COMPRESSION_METHOD };

static ASSAY_RESULT fail(const struct arrow_batch *batch, const char *what)
{
    return assay_fail(batch->arrow->err, ASSAY_EFORMAT, batch->at, "%s", what);
}

void arrow_buffer_clear(struct arrow_buffer *buffer)
{
    if (buffer->batch)
        buffer->batch->held -= buffer->data.size;
    buf_clear(&buffer->data);
}

static ASSAY_RESULT read_compression(struct arrow_batch *batch, const struct flat_table *record)
{
    struct flat_table compression;
    uint64_t codec, method;

    TRY(flat_table(record, RECORD_COMPRESSION, &compression));
    if (!compression.flat)
        return ASSAY_OK;
    TRY(flat_unsigned(&compression, COMPRESSION_CODEC, 1, 0, &codec));
    TRY(flat_unsigned(&compression, COMPRESSION_METHOD, 1, 0, &method));
    if (codec > 1 || method != 0)
        return fail(batch, "a compression that is not known");
    batch->compressed = true;
    batch->method = codec == 0 ? UNPACK_LZ4_FRAME : UNPACK_ZSTD;
    evidence_set(batch->arrow->evidence, ASSAY_FACT_DATASET_COMPRESSION, MEASURED,
                 codec == 0 ? BYTES("lz4") : BYTES("zstd"));
    return ASSAY_OK;
}

enum assay_status arrow_open_batch(struct arrow_batch *batch, const struct flat_table *record)
{
    int64_t rows;

    TRY(flat_signed(record, RECORD_LENGTH, 8, 0, &rows));
    if (rows < 0)
        return fail(batch, "a batch of fewer than no rows");
    batch->rows = (uint64_t)rows;
    TRY(flat_vector(record, RECORD_NODES, NODE, &batch->nodes));
    TRY(flat_vector(record, RECORD_BUFFERS, BUFFER, &batch->buffers));
    TRY(flat_vector(record, RECORD_VARIADIC, COUNT, &batch->variadic));
    return read_compression(batch, record);
}

enum assay_status arrow_next_node(struct arrow_batch *batch, uint64_t *length, uint64_t *nulls)
{
    uint64_t at = NODE * batch->node;

    if (batch->node >= batch->nodes.count)
        return fail(batch, "a batch of fewer fields than its schema");
    batch->node++;
    TRY(flat_number_at(&batch->nodes, at, 8, length));
    TRY(flat_number_at(&batch->nodes, at + 8, 8, nulls));
    if (*length > INT64_MAX || *nulls > *length)
        return fail(batch, "a field of fewer than no values, or of more nulls than values");
    return ASSAY_OK;
}

enum assay_status arrow_next_variadic(struct arrow_batch *batch, uint64_t *count)
{
    if (batch->variadic_at >= batch->variadic.count)
        return fail(batch, "views that do not tell how many buffers they have");
    TRY(flat_item(&batch->variadic, batch->variadic_at++, COUNT, count));
    /* more may have been passed over than there are */
    if (batch->buffer > batch->buffers.count || *count > batch->buffers.count - batch->buffer)
        return fail(batch, "views of more buffers than their batch has");
    return ASSAY_OK;
}

/* Where the next buffer stands in the item. */
static ASSAY_RESULT place_next(struct arrow_batch *batch, uint64_t *offset, uint64_t *size)
{
    uint64_t at = BUFFER * batch->buffer;

    if (batch->buffer >= batch->buffers.count)
        return fail(batch, "a batch of fewer buffers than its schema asks for");
    batch->buffer++;
    TRY(flat_number_at(&batch->buffers, at, 8, offset));
    TRY(flat_number_at(&batch->buffers, at + 8, 8, size));
    if (*offset > batch->body_size || *size > batch->body_size - *offset)
        return fail(batch, "a buffer outside of its batch");
    *offset += batch->body;
    return ASSAY_OK;
}

enum assay_status arrow_skip_buffer(struct arrow_batch *batch)
{
    uint64_t offset, size;

    return place_next(batch, &offset, &size);
}

static ASSAY_RESULT read_bytes(struct arrow_batch *batch, uint64_t offset, uint64_t size,
                               struct buf *out)
{
    struct arrow *arrow = batch->arrow;
    uint8_t *room;

    if (size > LIMIT_ARROW_BUFFER)
        return assay_fail(arrow->err, ASSAY_ELIMIT, offset, "a buffer of %" PRIu64 " bytes", size);
    if (size == 0)
        return ASSAY_OK;
    room = buf_room(out, (size_t)size);
    if (!room)
        return buf_status(out, arrow->err);
    TRY(cursor_seek(arrow->cursor, offset));
    TRY(cursor_copy(arrow->cursor, room, (size_t)size));
    buf_used(out, (size_t)size);
    return ASSAY_OK;
}

static ASSAY_RESULT unpack_bytes(struct arrow_batch *batch, uint64_t offset, uint64_t size,
                                 struct buf *out)
{
    struct arrow *arrow = batch->arrow;
    struct bytes packed;
    struct cursor head;
    uint64_t plain;

    buf_reset(&arrow->packed);
    TRY(read_bytes(batch, offset, size, &arrow->packed));
    packed = buf_bytes(&arrow->packed);
    cursor_of_bytes(&head, packed, arrow->err);
    TRY(cursor_u64le(&head, &plain));
    packed = bytes_from(packed, PREFIX);
    if (plain == UINT64_MAX) { /* it would not have become smaller */
        buf_add(out, packed.data, packed.size);
        return buf_status(out, arrow->err);
    }
    if (plain > LIMIT_ARROW_BUFFER)
        return assay_fail(arrow->err, ASSAY_ELIMIT, offset, "a buffer of %" PRIu64 " bytes", plain);
    if (unpack(arrow->unpacker, batch->method, packed, (size_t)plain, out, arrow->err) !=
        ASSAY_OK) {
        arrow->err->offset = offset;
        return arrow->err->status;
    }
    return ASSAY_OK;
}

enum assay_status arrow_next_buffer(struct arrow_batch *batch, uint64_t least,
                                    struct arrow_buffer *buffer)
{
    struct arrow *arrow = batch->arrow;
    uint64_t offset, size;

    buf_init(&buffer->data, LIMIT_ARROW_BUFFER);
    TRY(place_next(batch, &offset, &size));
    if (size == 0 || !batch->compressed)
        TRY(read_bytes(batch, offset, size, &buffer->data));
    else
        TRY(unpack_bytes(batch, offset, size, &buffer->data));
    TRY(cells_work(&arrow->cells, offset, buffer->data.size));
    if (buffer->data.size > LIMIT_ARROW_HELD - batch->held)
        return assay_fail(arrow->err, ASSAY_ELIMIT, offset, "more buffers at once than are held");
    buffer->batch = batch;
    batch->held += buffer->data.size;
    if (buffer->data.size < least)
        return assay_fail(arrow->err, ASSAY_EFORMAT, offset,
                          "a buffer of %zu bytes where %" PRIu64 " are needed", buffer->data.size,
                          least);
    return ASSAY_OK;
}
