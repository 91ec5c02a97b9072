/* arrow_flat.c - tables of FlatBuffers in memory. */

#include "examine/arrow_flat.h"

#include <inttypes.h>

#include "base/kit.h"

enum { OFFSET = 4, VTABLE_HEAD = 4 /* its own size, and that of the table */ };

static ASSAY_RESULT fail(const struct arrow_flat *flat, size_t at, const char *what)
{
    return assay_fail(flat->err, ASSAY_EFORMAT,
                      flat->at + (at < flat->bytes.size ? at : flat->bytes.size), "%s", what);
}

static bool holds(const struct arrow_flat *flat, size_t at, size_t size)
{
    return at <= flat->bytes.size && size <= flat->bytes.size - at;
}

uint64_t arrow_flat_number(const struct arrow_flat *flat, size_t at, size_t size)
{
    uint64_t number = 0;

    for (size_t i = 0; i < size; i++)
        number |= (uint64_t)flat->bytes.data[at + i] << (8 * i);
    return number;
}

/* The place that the offset at `at` leads to, forward as all but those of vtables. */
static ASSAY_RESULT follow(const struct arrow_flat *flat, size_t at, size_t *to)
{
    uint64_t offset;

    if (!holds(flat, at, OFFSET))
        return fail(flat, at, "an offset that is cut short");
    offset = arrow_flat_number(flat, at, OFFSET);
    if (offset == 0 || offset > flat->bytes.size - at)
        return fail(flat, at, "an offset that leads out of its buffer");
    *to = at + (size_t)offset;
    return ASSAY_OK;
}

static ASSAY_RESULT open_table(const struct arrow_flat *flat, size_t at,
                               struct arrow_flat_table *out)
{
    int64_t vtable;

    if (!holds(flat, at, OFFSET))
        return fail(flat, at, "a table that is cut short");
    vtable = (int64_t)at - (int32_t)arrow_flat_number(flat, at, OFFSET);
    if (vtable < 0 || !holds(flat, (size_t)vtable, VTABLE_HEAD))
        return fail(flat, at, "a table whose layout is not in its buffer");
    *out = (struct arrow_flat_table){
        .flat = flat,
        .at = at,
        .vtable = (size_t)vtable,
        .vtable_size = (uint16_t)arrow_flat_number(flat, (size_t)vtable, 2),
        .size = (uint16_t)arrow_flat_number(flat, (size_t)vtable + 2, 2)};
    if (out->vtable_size < VTABLE_HEAD || out->vtable_size % 2 != 0 ||
        !holds(flat, out->vtable, out->vtable_size) || out->size < OFFSET ||
        !holds(flat, at, out->size))
        return fail(flat, at, "a table that does not fit its layout");
    return ASSAY_OK;
}

enum assay_status arrow_flat_root(const struct arrow_flat *flat, struct arrow_flat_table *out)
{
    size_t at;

    TRY(follow(flat, 0, &at));
    return open_table(flat, at, out);
}

/* Where the field stands in the table; 0: it is absent. */
static size_t place_of(const struct arrow_flat_table *table, unsigned field)
{
    size_t entry = VTABLE_HEAD + 2 * (size_t)field;

    if (!table->flat || entry + 2 > table->vtable_size)
        return 0;
    return (size_t)arrow_flat_number(table->flat, table->vtable + entry, 2);
}

bool arrow_flat_has(const struct arrow_flat_table *table, unsigned field)
{
    return place_of(table, field) != 0;
}

/* Of a field of `size` bytes the place in the buffer; 0: it is absent. */
static ASSAY_RESULT find(const struct arrow_flat_table *table, unsigned field, size_t size,
                         size_t *at)
{
    size_t place = place_of(table, field);

    *at = 0;
    if (place == 0)
        return ASSAY_OK;
    if (place < OFFSET || place > table->size || size > table->size - place)
        return fail(table->flat, table->at, "a field that is not in its table");
    *at = table->at + place;
    return ASSAY_OK;
}

static ASSAY_RESULT number(const struct arrow_flat_table *table, unsigned field, size_t size,
                           uint64_t otherwise, uint64_t *out)
{
    size_t at;

    TRY(find(table, field, size, &at));
    *out = at ? arrow_flat_number(table->flat, at, size) : otherwise;
    return ASSAY_OK;
}

enum assay_status arrow_flat_u8(const struct arrow_flat_table *table, unsigned field,
                                uint8_t otherwise, uint8_t *out)
{
    uint64_t wide;

    TRY(number(table, field, sizeof *out, otherwise, &wide));
    *out = (uint8_t)wide;
    return ASSAY_OK;
}

enum assay_status arrow_flat_i16(const struct arrow_flat_table *table, unsigned field,
                                 int16_t otherwise, int16_t *out)
{
    uint64_t wide;

    TRY(number(table, field, sizeof *out, (uint64_t)otherwise, &wide));
    *out = (int16_t)wide;
    return ASSAY_OK;
}

enum assay_status arrow_flat_i32(const struct arrow_flat_table *table, unsigned field,
                                 int32_t otherwise, int32_t *out)
{
    uint64_t wide;

    TRY(number(table, field, sizeof *out, (uint64_t)otherwise, &wide));
    *out = (int32_t)wide;
    return ASSAY_OK;
}

enum assay_status arrow_flat_i64(const struct arrow_flat_table *table, unsigned field,
                                 int64_t otherwise, int64_t *out)
{
    uint64_t wide;

    TRY(number(table, field, sizeof *out, (uint64_t)otherwise, &wide));
    *out = (int64_t)wide;
    return ASSAY_OK;
}

enum assay_status arrow_flat_table(const struct arrow_flat_table *table, unsigned field,
                                   struct arrow_flat_table *out)
{
    size_t at, to;

    *out = (struct arrow_flat_table){0};
    TRY(find(table, field, OFFSET, &at));
    if (at == 0)
        return ASSAY_OK;
    TRY(follow(table->flat, at, &to));
    return open_table(table->flat, to, out);
}

enum assay_status arrow_flat_vector(const struct arrow_flat_table *table, unsigned field,
                                    size_t size, struct arrow_flat_vector *out)
{
    const struct arrow_flat *flat = table->flat;
    uint64_t count, bytes;
    size_t at, to;

    *out = (struct arrow_flat_vector){.flat = flat};
    TRY(find(table, field, OFFSET, &at));
    if (at == 0)
        return ASSAY_OK;
    TRY(follow(flat, at, &to));
    if (!holds(flat, to, OFFSET))
        return fail(flat, to, "a vector that is cut short");
    count = arrow_flat_number(flat, to, OFFSET);
    bytes = count * size; /* of 32 bits times few */
    if (bytes > flat->bytes.size - to - OFFSET)
        return fail(flat, to, "a vector of more elements than its buffer holds");
    *out = (struct arrow_flat_vector){.flat = flat, .at = to + OFFSET, .count = (uint32_t)count};
    return ASSAY_OK;
}

enum assay_status arrow_flat_text(const struct arrow_flat_table *table, unsigned field,
                                  struct bytes *out)
{
    struct arrow_flat_vector vector;

    TRY(arrow_flat_vector(table, field, 1, &vector));
    *out = vector.count ? bytes_of(vector.flat->bytes.data + vector.at, vector.count)
                        : bytes_of(NULL, 0);
    return ASSAY_OK;
}

enum assay_status arrow_flat_element(const struct arrow_flat_vector *vector, uint32_t index,
                                     struct arrow_flat_table *out)
{
    size_t to;

    TRY(follow(vector->flat, vector->at + OFFSET * (size_t)index, &to));
    return open_table(vector->flat, to, out);
}
