/* flatbuffer.c - offsets of FlatBuffers, checked one by one. */

#include "examine/flatbuffer.h"

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"

enum { FIRST_FIELD = 4 }; /* behind the sizes of a table of fields */

/* Moves to `at`, where `size` bytes must be. */
static ASSAY_RESULT seek(struct flat *flat, uint64_t at, uint64_t size)
{
    if (at < flat->base || at > flat->end || size > flat->end - at)
        return cursor_fail_at(flat->cursor, ASSAY_EFORMAT, cursor_at(flat->cursor),
                              "an offset to %" PRIu64 ", behind the end", at);
    return cursor_seek(flat->cursor, at);
}

static ASSAY_RESULT read_number(struct flat *flat, uint64_t at, unsigned width, uint64_t *value)
{
    struct bytes bytes;

    TRY(seek(flat, at, width));
    TRY(cursor_take(flat->cursor, width, &bytes));
    *value = 0;
    for (unsigned i = width; i-- > 0;)
        *value = *value << 8 | bytes.data[i];
    return ASSAY_OK;
}

static ASSAY_RESULT open_table(struct flat *flat, uint64_t at, struct flat_table *table)
{
    uint64_t back, size;

    if (++flat->opened > LIMIT_FLAT_TABLES)
        return cursor_fail_at(flat->cursor, ASSAY_ELIMIT, at, "more than %u tables",
                              LIMIT_FLAT_TABLES);
    TRY(read_number(flat, at, 4, &back));
    table->at = at;
    table->fields = at - (uint64_t)(int64_t)(int32_t)(uint32_t)back;
    TRY(read_number(flat, table->fields, 2, &size));
    table->fields_size = (uint16_t)size;
    TRY(read_number(flat, table->fields + 2, 2, &size));
    table->size = (uint16_t)size;
    if (table->fields_size < FIRST_FIELD || table->fields_size % 2 != 0 || table->size < 4 ||
        table->fields_size > flat->end - table->fields || table->size > flat->end - at)
        return cursor_fail_at(flat->cursor, ASSAY_EFORMAT, at, "a table that does not hold");
    return ASSAY_OK;
}

enum assay_status flat_open(struct flat *flat, struct cursor *cursor, uint64_t base, uint64_t size,
                            struct flat_table *root)
{
    uint64_t offset;

    *flat = (struct flat){.cursor = cursor, .base = base, .end = base + size};
    if (cursor->size < base || size > cursor->size - base)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, cursor_at(cursor), "a buffer behind the end");
    TRY(read_number(flat, base, 4, &offset));
    return open_table(flat, base + offset, root);
}

/* Where a field's bytes are; 0 where the table has no such field. */
static ASSAY_RESULT find_field(struct flat *flat, const struct flat_table *table, unsigned field,
                               unsigned width, uint64_t *at)
{
    uint64_t slot = FIRST_FIELD + 2 * (uint64_t)field, offset;

    *at = 0;
    if (slot + 2 > table->fields_size)
        return ASSAY_OK;
    TRY(read_number(flat, table->fields + slot, 2, &offset));
    if (offset == 0)
        return ASSAY_OK;
    if (offset + width > table->size)
        return cursor_fail_at(flat->cursor, ASSAY_EFORMAT, table->fields + slot,
                              "a field outside of its table");
    *at = table->at + offset;
    return ASSAY_OK;
}

enum assay_status flat_number(struct flat *flat, const struct flat_table *table, unsigned field,
                              unsigned width, uint64_t absent, uint64_t *value)
{
    uint64_t at;

    *value = absent;
    TRY(find_field(flat, table, field, width, &at));
    return at ? read_number(flat, at, width, value) : ASSAY_OK;
}

/* What the offset in a field leads to; 0 where there is none. */
static ASSAY_RESULT follow(struct flat *flat, const struct flat_table *table, unsigned field,
                           uint64_t *target)
{
    uint64_t at, offset;

    *target = 0;
    TRY(find_field(flat, table, field, 4, &at));
    if (!at)
        return ASSAY_OK;
    TRY(read_number(flat, at, 4, &offset));
    if (offset == 0)
        return cursor_fail_at(flat->cursor, ASSAY_EFORMAT, at, "an offset that leads to itself");
    *target = at + offset;
    return ASSAY_OK;
}

enum assay_status flat_inner(struct flat *flat, const struct flat_table *table, unsigned field,
                             struct flat_table *inner, bool *present)
{
    uint64_t target;

    TRY(follow(flat, table, field, &target));
    *present = target != 0;
    return *present ? open_table(flat, target, inner) : ASSAY_OK;
}

enum assay_status flat_list(struct flat *flat, const struct flat_table *table, unsigned field,
                            unsigned each, struct flat_vector *vector)
{
    uint64_t target;

    *vector = (struct flat_vector){.count = 0};
    TRY(follow(flat, table, field, &target));
    if (!target)
        return ASSAY_OK;
    TRY(read_number(flat, target, 4, &vector->count));
    vector->at = target + 4;
    if (vector->count > (flat->end - vector->at) / each)
        return cursor_fail_at(flat->cursor, ASSAY_EFORMAT, target,
                              "%" PRIu64 " elements cannot fit in the file", vector->count);
    return ASSAY_OK;
}

enum assay_status flat_text(struct flat *flat, const struct flat_table *table, unsigned field,
                            size_t keep, struct buf *text)
{
    struct flat_vector vector;
    uint8_t *room;

    buf_reset(text);
    TRY(flat_list(flat, table, field, 1, &vector));
    if (vector.count < keep)
        keep = (size_t)vector.count;
    if (keep == 0)
        return ASSAY_OK;
    room = buf_room(text, keep);
    if (!room)
        return cursor_fail_at(flat->cursor, text->status, vector.at, "no room for a text");
    TRY(seek(flat, vector.at, keep));
    TRY(cursor_copy(flat->cursor, room, keep));
    buf_used(text, keep);
    return ASSAY_OK;
}

enum assay_status flat_item(struct flat *flat, const struct flat_vector *vector, uint64_t index,
                            unsigned width, uint64_t *value)
{
    return read_number(flat, vector->at + index * width, width, value);
}

enum assay_status flat_element(struct flat *flat, const struct flat_vector *vector, uint64_t index,
                               struct flat_table *table)
{
    uint64_t offset;

    TRY(flat_item(flat, vector, index, 4, &offset));
    return open_table(flat, vector->at + index * 4 + offset, table);
}
