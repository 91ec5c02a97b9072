/*
 * inspect_tf_checkpoint.c - the index of a checkpoint of TensorFlow: a sorted table whose values
 * tell each tensor's type, shape and place in the files of data beside it.
 *
 * Source: TensorFlow, core/util/tensor_bundle (the entries), core/lib/io/format.h and LevelDB,
 * doc/table_format.md (the table). TensorFlow writes its blocks without compression.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/varint.h"
#include "examine/inspect.h"
#include "examine/models/tensorflow.h"

enum {
    FOOTER = 48,
    TRAILER = 5, /* behind a block: how it is compressed, a checksum */
    KEY_MAX = LIMIT_NAME,
};

struct checkpoint {
    struct tensorflow tf; /* its proto is opened on each value */
    struct cursor *cursor;
    struct bytes name;     /* of the file */
    struct buf key, value; /* of the entry read last */
    struct buf index_key;  /* the same of the index */
    uint64_t shards, read_to;
    bool has_header;
};

struct block {
    uint64_t at, end; /* of its entries */
};

static ASSAY_RESULT read_varint(struct checkpoint *checkpoint, uint64_t end, uint64_t *value)
{
    uint64_t at = cursor_at(checkpoint->cursor);

    TRY(varint_read(checkpoint->cursor, value));
    return cursor_at(checkpoint->cursor) <= end
               ? ASSAY_OK
               : cursor_fail_at(checkpoint->cursor, ASSAY_EFORMAT, at,
                                "a number that goes on behind its block");
}

/* The block at `offset`: entries, then places in it that are of no use here, and their count. */
static ASSAY_RESULT open_block(struct checkpoint *checkpoint, uint64_t offset, uint64_t size,
                               struct block *block)
{
    struct cursor *cursor = checkpoint->cursor;
    uint64_t whole, restarts;
    uint32_t count;
    uint8_t compression;

    if (ckd_add(&whole, size, (uint64_t)TRAILER) || offset > cursor->size ||
        whole > cursor->size - offset || size < sizeof count)
        return cursor_fail(cursor, "a block behind the end of the file");
    TRY(cursor_seek(cursor, offset + size));
    TRY(cursor_u8(cursor, &compression));
    if (compression != 0)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, offset, "a block that is compressed");
    TRY(cursor_seek(cursor, offset + size - sizeof count));
    TRY(cursor_u32le(cursor, &count));
    restarts = ((uint64_t)count + 1) * sizeof count;
    if (restarts > size)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, offset, "a block that does not hold");
    *block = (struct block){.at = offset, .end = offset + size - restarts};
    return ASSAY_OK;
}

/* Reads the entry at block->at and moves behind it. A key begins as the one before it does. */
static ASSAY_RESULT read_entry(struct checkpoint *checkpoint, struct block *block, struct buf *key)
{
    struct cursor *cursor = checkpoint->cursor;
    uint64_t shared, rest, size;
    uint8_t *room;

    TRY(cursor_seek(cursor, block->at));
    TRY(read_varint(checkpoint, block->end, &shared));
    TRY(read_varint(checkpoint, block->end, &rest));
    TRY(read_varint(checkpoint, block->end, &size));
    if (shared > key->size || rest > KEY_MAX - shared || rest > block->end - cursor_at(cursor) ||
        size > block->end - cursor_at(cursor) - rest || size > LIMIT_NAME)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, block->at, "an entry that does not hold");
    key->size = (size_t)shared;
    room = buf_room(key, (size_t)rest + 1);
    if (!room)
        return cursor_fail_at(cursor, key->status, block->at, "no room for a name");
    TRY(cursor_copy(cursor, room, (size_t)rest));
    buf_used(key, (size_t)rest);
    buf_reset(&checkpoint->value);
    room = buf_room(&checkpoint->value, (size_t)size + 1);
    if (!room)
        return cursor_fail_at(cursor, checkpoint->value.status, block->at, "no room for an entry");
    TRY(cursor_copy(cursor, room, (size_t)size));
    buf_used(&checkpoint->value, (size_t)size);
    block->at = cursor_at(cursor);
    return ASSAY_OK;
}

/* BundleHeaderProto: 1 the number of files of data. */
static ASSAY_RESULT read_header(struct checkpoint *checkpoint)
{
    struct proto_field field;
    bool more;

    checkpoint->has_header = true;
    for (;;) {
        TRY(proto_next(&checkpoint->tf.proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(1, PROTO_VARINT))
            checkpoint->shards = field.value;
    }
}

/* "model.ckpt-7.index" names "model.ckpt-7.data-00000-of-00001". */
static ASSAY_RESULT note_data(struct checkpoint *checkpoint, uint64_t shard, uint64_t offset,
                              uint64_t size, uint64_t at)
{
    CLEANUP(buf_clear) struct buf name;
    struct bytes stem = checkpoint->name;

    buf_init(&name, SIZE_MAX);
    if (!bytes_ends(stem, BYTES(".index")))
        return ASSAY_OK; /* the names of its files cannot be known */
    stem.size -= strlen(".index");
    buf_add(&name, stem.data, stem.size);
    buf_printf(&name, ".data-%05" PRIu64 "-of-%05" PRIu64, shard, checkpoint->shards);
    return model_graph_external(&checkpoint->tf.graph, buf_bytes(&name), offset, size, at);
}

/* BundleEntryProto: 1 type, 2 shape, 3 file, 4 offset, 5 size, 7 slices. */
static ASSAY_RESULT read_tensor(struct checkpoint *checkpoint, uint64_t at)
{
    uint64_t type = 0, elements = 1, shard = 0, offset = 0, size = 0;
    const struct model_graph_dtype *dtype;
    struct tensorflow *tf = &checkpoint->tf;
    struct proto_field field;
    bool more, sliced = false;

    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_VARINT))
            type = field.value;
        else if (field.tag == PROTO_TAG(2, PROTO_BYTES))
            TRY(tensorflow_shape(tf, &field, &elements, NULL));
        else if (field.tag == PROTO_TAG(3, PROTO_VARINT))
            shard = field.value;
        else if (field.tag == PROTO_TAG(4, PROTO_VARINT))
            offset = field.value;
        else if (field.tag == PROTO_TAG(5, PROTO_VARINT))
            size = field.value;
        else if (field.tag == PROTO_TAG(7, PROTO_BYTES))
            sliced = true;
    }
    dtype = tensorflow_dtype(type);
    if (!dtype || elements == UINT64_MAX)
        model_graph_gap(&tf->graph, at, "a tensor whose type or shape is not known");
    else if (dtype->bits >= 8) /* the rest are texts: of objects, of random generators */
        model_graph_tensor(&tf->graph, dtype, elements);
    return sliced ? ASSAY_OK : note_data(checkpoint, shard, offset, size, at);
}

static ASSAY_RESULT read_block(struct checkpoint *checkpoint, uint64_t offset, uint64_t size)
{
    struct assay_error *err = checkpoint->cursor->err;
    struct block block;

    TRY(open_block(checkpoint, offset, size, &block));
    buf_reset(&checkpoint->key);
    while (block.at < block.end) {
        uint64_t at = block.at;
        enum assay_status status;
        struct cursor value;

        TRY(read_entry(checkpoint, &block, &checkpoint->key));
        cursor_of_bytes(&value, buf_bytes(&checkpoint->value), err);
        proto_init(&checkpoint->tf.proto, &value);
        status = checkpoint->key.size == 0 ? read_header(checkpoint) : read_tensor(checkpoint, at);
        if (status != ASSAY_OK)
            return cursor_fail_at(checkpoint->cursor, status, at, "an entry that cannot be read");
    }
    return ASSAY_OK;
}

/* Two numbers: where a block is, and its size. Blocks follow each other, so that none is read
 * twice. */
static ASSAY_RESULT read_handle(struct checkpoint *checkpoint, const struct buf *from,
                                uint64_t *offset, uint64_t *size)
{
    struct bytes rest = buf_bytes(from);

    return varint_take(&rest, offset) && varint_take(&rest, size)
               ? ASSAY_OK
               : cursor_fail(checkpoint->cursor, "a place of a block that cannot be read");
}

static ASSAY_RESULT read_index(struct checkpoint *checkpoint, struct block index)
{
    while (index.at < index.end) {
        uint64_t offset, size;

        TRY(read_entry(checkpoint, &index, &checkpoint->index_key));
        TRY(read_handle(checkpoint, &checkpoint->value, &offset, &size));
        if (offset < checkpoint->read_to)
            return cursor_fail(checkpoint->cursor, "a block that stands before the last one");
        checkpoint->read_to = offset + size;
        TRY(read_block(checkpoint, offset, size));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_table(struct checkpoint *checkpoint)
{
    static const uint8_t magic[] = {0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb};
    struct cursor *cursor = checkpoint->cursor;
    uint64_t footer, offset, size, ignored;
    struct block index;

    if (cursor->size < FOOTER)
        return cursor_fail(cursor, "too short for a table");
    footer = cursor->size - FOOTER;
    TRY(cursor_seek(cursor, cursor->size - sizeof magic));
    TRY(cursor_expect(cursor, magic, sizeof magic));
    TRY(cursor_seek(cursor, footer));
    TRY(read_varint(checkpoint, cursor->size, &ignored));
    TRY(read_varint(checkpoint, cursor->size, &ignored));
    TRY(read_varint(checkpoint, cursor->size, &offset));
    TRY(read_varint(checkpoint, cursor->size, &size));
    TRY(open_block(checkpoint, offset, size, &index));
    TRY(read_index(checkpoint, index));
    return checkpoint->has_header ? ASSAY_OK
                                  : cursor_fail_at(cursor, ASSAY_EFORMAT, 0, "no header");
}

static unsigned checkpoint_bid(const struct subject *subject)
{
    enum { BID = 40, FIRST = 2, TAG = 3, SHARDS = 0x08 };
    struct bytes head = subject->head;

    /* The first entry has no name, and its value begins with the number of files. */
    if (head.size > TAG && head.data[0] == 0 && head.data[1] == 0 && head.data[FIRST] >= 2 &&
        head.data[FIRST] < 32 && head.data[TAG] == SHARDS && subject->size >= FOOTER &&
        bytes_ends(subject->name, BYTES(".index")))
        return BID;
    return 0;
}

static enum assay_status checkpoint_read(struct cursor *cursor, const struct subject *subject,
                                         struct evidence *evidence)
{
    struct checkpoint checkpoint = {.cursor = cursor, .name = subject->name};
    enum assay_status status;

    tensorflow_init(&checkpoint.tf, cursor, evidence);
    buf_init(&checkpoint.key, 2 * (size_t)LIMIT_NAME);
    buf_init(&checkpoint.index_key, 2 * (size_t)LIMIT_NAME);
    buf_init(&checkpoint.value, 2 * (size_t)LIMIT_NAME);
    status = read_table(&checkpoint);
    tensorflow_end(&checkpoint.tf);
    buf_clear(&checkpoint.key);
    buf_clear(&checkpoint.index_key);
    buf_clear(&checkpoint.value);
    tensorflow_clear(&checkpoint.tf);
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_tf_checkpoint = {.format = "tensorflow-checkpoint",
                                                .kind = ASSAY_KIND_MODEL,
                                                .seeks = true,
                                                .bid = checkpoint_bid,
                                                .read = checkpoint_read};
