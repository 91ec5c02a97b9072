/* flatbuffer.c - offsets of FlatBuffers, checked one by one where they are followed. */

#include "examine/encoding/flatbuffer.h"

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"

enum {
    FIELDS_HEAD = 4, /* of a table of fields: its own size, and that of the table */
    TABLE_HEAD = 4,  /* of a table: where its table of fields is */
};

static ASSAY_RESULT fail(const struct flat *flat, uint64_t at, const char *what)
{
    return cursor_fail_at(flat->cursor, ASSAY_EFORMAT, at < flat->end ? at : flat->end, "%s", what);
}

static bool holds(const struct flat *flat, uint64_t at, uint64_t size)
{
    return at >= flat->base && at <= flat->end && size <= flat->end - at;
}

/* The number at a place that the buffer holds. */
static ASSAY_RESULT read_number(const struct flat *flat, uint64_t at, unsigned width,
                                uint64_t *value)
{
    struct bytes bytes;

    TRY(cursor_seek(flat->cursor, at));
    TRY(cursor_take(flat->cursor, width, &bytes));
    *value = 0;
    for (unsigned i = width; i-- > 0;)
        *value = *value << 8 | bytes.data[i];
    return ASSAY_OK;
}

/* The place that the offset at `at` leads to: forward, as all but those of tables of fields. */
static ASSAY_RESULT follow(const struct flat *flat, uint64_t at, uint64_t *to)
{
    uint64_t offset;

    if (!holds(flat, at, FLAT_OFFSET))
        return fail(flat, at, "an offset that is cut short");
    TRY(read_number(flat, at, FLAT_OFFSET, &offset));
    if (offset == 0 || offset > flat->end - at)
        return fail(flat, at, "an offset that leads out of its buffer");
    *to = at + offset;
    return ASSAY_OK;
}

static ASSAY_RESULT open_table(struct flat *flat, uint64_t at, struct flat_table *table)
{
    uint64_t back, fields_size, size;

    if (++flat->opened > LIMIT_FLAT_TABLES)
        return cursor_fail_at(flat->cursor, ASSAY_ELIMIT, at, "more than %u tables",
                              LIMIT_FLAT_TABLES);
    if (!holds(flat, at, TABLE_HEAD))
        return fail(flat, at, "a table that is cut short");
    TRY(read_number(flat, at, TABLE_HEAD, &back));
    *table = (struct flat_table){.flat = flat, .at = at};
    table->fields =
        at - (uint64_t)(int32_t)(uint32_t)back; /* wraps; what is below the base fails */
    if (!holds(flat, table->fields, FIELDS_HEAD))
        return fail(flat, at, "a table whose layout is not in its buffer");
    TRY(read_number(flat, table->fields, 2, &fields_size));
    TRY(read_number(flat, table->fields + 2, 2, &size));
    if (fields_size < FIELDS_HEAD || fields_size % 2 != 0 || size < TABLE_HEAD ||
        !holds(flat, table->fields, fields_size) || !holds(flat, at, size))
        return fail(flat, at, "a table that does not fit its layout");
    table->fields_size = (uint16_t)fields_size;
    table->size = (uint16_t)size;
    return ASSAY_OK;
}

enum assay_status flat_open(struct flat *flat, struct cursor *cursor, uint64_t base, uint64_t size,
                            struct flat_table *root)
{
    uint64_t at;

    *flat = (struct flat){.cursor = cursor, .base = base, .end = base + size};
    if (cursor->size < base || size > cursor->size - base)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, cursor_at(cursor), "a buffer behind the end");
    TRY(follow(flat, base, &at));
    return open_table(flat, at, root);
}

/* Where the `width` bytes of a field are; 0 where the table has no such field. */
static ASSAY_RESULT find_field(const struct flat_table *table, unsigned field, unsigned width,
                               uint64_t *at)
{
    uint64_t slot = FIELDS_HEAD + 2 * (uint64_t)field, offset;

    *at = 0;
    if (!table->flat || slot + 2 > table->fields_size)
        return ASSAY_OK;
    TRY(read_number(table->flat, table->fields + slot, 2, &offset));
    if (offset == 0)
        return ASSAY_OK;
    if (offset < TABLE_HEAD || offset + width > table->size)
        return fail(table->flat, table->at, "a field that is not in its table");
    *at = table->at + offset;
    return ASSAY_OK;
}

enum assay_status flat_unsigned(const struct flat_table *table, unsigned field, unsigned width,
                                uint64_t otherwise, uint64_t *value)
{
    uint64_t at;

    *value = otherwise;
    TRY(find_field(table, field, width, &at));
    return at ? read_number(table->flat, at, width, value) : ASSAY_OK;
}

enum assay_status flat_signed(const struct flat_table *table, unsigned field, unsigned width,
                              int64_t otherwise, int64_t *value)
{
    const unsigned above = 64 - 8 * width;
    uint64_t at, bits;

    *value = otherwise;
    TRY(find_field(table, field, width, &at));
    if (!at)
        return ASSAY_OK;
    TRY(read_number(table->flat, at, width, &bits));
    *value = (int64_t)(bits << above) >> above;
    return ASSAY_OK;
}

enum assay_status flat_table(const struct flat_table *table, unsigned field,
                             struct flat_table *inner)
{
    uint64_t at, to;

    TRY(find_field(table, field, FLAT_OFFSET, &at));
    if (!at) {
        *inner = (struct flat_table){0};
        return ASSAY_OK;
    }
    TRY(follow(table->flat, at, &to));
    return open_table(table->flat, to, inner);
}

enum assay_status flat_vector(const struct flat_table *table, unsigned field, unsigned each,
                              struct flat_vector *vector)
{
    struct flat *flat = table->flat;
    uint64_t at, to, count;

    *vector = (struct flat_vector){.flat = flat};
    TRY(find_field(table, field, FLAT_OFFSET, &at));
    if (!at)
        return ASSAY_OK;
    TRY(follow(flat, at, &to));
    if (!holds(flat, to, FLAT_OFFSET))
        return fail(flat, to, "a vector that is cut short");
    TRY(read_number(flat, to, FLAT_OFFSET, &count));
    to += FLAT_OFFSET;
    if (count > (flat->end - to) / each)
        return cursor_fail_at(flat->cursor, ASSAY_EFORMAT, to - FLAT_OFFSET,
                              "%" PRIu64 " elements cannot fit in the buffer", count);
    vector->at = to;
    vector->count = count;
    return ASSAY_OK;
}

enum assay_status flat_text(const struct flat_table *table, unsigned field, size_t keep,
                            struct buf *text)
{
    struct flat_vector vector;
    uint8_t *room;

    buf_reset(text);
    TRY(flat_vector(table, field, 1, &vector));
    if (vector.count < keep)
        keep = (size_t)vector.count;
    if (keep == 0)
        return ASSAY_OK;
    room = buf_room(text, keep);
    if (!room)
        return cursor_fail_at(vector.flat->cursor, text->status, vector.at, "no room for a text");
    TRY(cursor_seek(vector.flat->cursor, vector.at));
    TRY(cursor_copy(vector.flat->cursor, room, keep));
    buf_used(text, keep);
    return ASSAY_OK;
}

enum assay_status flat_number_at(const struct flat_vector *vector, uint64_t offset, unsigned width,
                                 uint64_t *value)
{
    return read_number(vector->flat, vector->at + offset, width, value);
}

enum assay_status flat_item(const struct flat_vector *vector, uint64_t index, unsigned width,
                            uint64_t *value)
{
    return flat_number_at(vector, index * width, width, value);
}

enum assay_status flat_element(const struct flat_vector *vector, uint64_t index,
                               struct flat_table *table)
{
    uint64_t to;

    TRY(follow(vector->flat, vector->at + index * FLAT_OFFSET, &to));
    return open_table(vector->flat, to, table);
}
