/* parquet_values.c - encodings of values in Parquet pages, and dictionaries of them. */

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/load.h"
#include "examine/tables/parquet.h"

enum { PREFIX = 4 /* bytes of the size before a value */ };

static ASSAY_RESULT fail(const struct parquet *parquet, uint64_t at, const char *what)
{
    return assay_fail(parquet->err, ASSAY_EFORMAT, at, "%s", what);
}

/* A value with its size before it. */
static bool take_sized(struct bytes *data, struct bytes *value)
{
    uint32_t size;

    if (data->size < PREFIX)
        return false;
    size = load_u32le(data->data);
    if (size > data->size - PREFIX)
        return false;
    *value = bytes_of(data->data + PREFIX, size);
    *data = bytes_from(*data, PREFIX + (size_t)size);
    return true;
}

static bool take_fixed(struct bytes *data, size_t size, struct bytes *value)
{
    if (size > data->size)
        return false;
    *value = bytes_of(data->data, size);
    *data = bytes_from(*data, size);
    return true;
}

static struct bytes truth(bool value)
{
    static const uint8_t truths[] = {0, 1};

    return bytes_of(&truths[value], 1);
}

static bool next_plain(struct parquet_values *values, struct bytes *value)
{
    uint64_t bit = values->next;

    switch (values->leaf->type) {
    case PARQUET_BOOLEAN:
        if (bit / 8 >= values->data.size)
            return false;
        *value = truth(values->data.data[bit / 8] >> (bit % 8) & 1);
        return true;
    case PARQUET_BYTE_ARRAY:
        return take_sized(&values->data, value);
    default:
        return take_fixed(&values->data, values->leaf->width, value);
    }
}

static bool entry_of(const struct parquet *parquet, const struct parquet_leaf *leaf, uint32_t index,
                     struct bytes *value)
{
    struct bytes data = buf_bytes(&parquet->dictionary);

    if (index >= parquet->entry_count)
        return false;
    if (leaf->type == PARQUET_BYTE_ARRAY)
        data = bytes_from(data, parquet->entries[index]);
    else
        data = bytes_from(data, (size_t)index * leaf->width);
    return leaf->type == PARQUET_BYTE_ARRAY ? take_sized(&data, value)
                                            : take_fixed(&data, leaf->width, value);
}

static bool next_indexed(struct parquet_values *values, struct bytes *value)
{
    uint32_t index;

    return hybrid_next(&values->hybrid, &index) &&
           entry_of(values->parquet, values->leaf, index, value);
}

static bool next_run(struct parquet_values *values, struct bytes *value)
{
    uint32_t bit;

    if (!hybrid_next(&values->hybrid, &bit))
        return false;
    *value = truth(bit);
    return true;
}

static bool next_delta(struct parquet_values *values, struct bytes *value)
{
    uint64_t number;

    if (!delta_packed_next(&values->delta, &number))
        return false;
    for (size_t i = 0; i < sizeof values->room; i++)
        values->room[i] = (uint8_t)(number >> (8 * i));
    *value = bytes_of(values->room, values->leaf->width);
    return true;
}

static bool next_length(struct parquet_values *values, struct delta_packed *lengths,
                        struct bytes *value)
{
    uint64_t size;

    return delta_packed_next(lengths, &size) && size <= values->data.size &&
           take_fixed(&values->data, (size_t)size, value);
}

/* Begins as the one before it did, for so many bytes. */
static bool next_prefixed(struct parquet_values *values, struct bytes *value)
{
    struct buf *whole = values->value;
    struct bytes suffix;
    uint64_t prefix;

    if (!delta_packed_next(&values->delta, &prefix) || prefix > whole->size ||
        !next_length(values, &values->suffixes, &suffix))
        return false;
    whole->size = (size_t)prefix;
    buf_add(whole, suffix.data, suffix.size);
    *value = buf_bytes(whole);
    return whole->status == ASSAY_OK &&
           (values->leaf->type != PARQUET_FIXED || value->size == values->leaf->width);
}

/* The first bytes of all values, then the second ones. */
static bool next_split(struct parquet_values *values, struct bytes *value)
{
    size_t width = values->leaf->width;
    struct buf *whole = values->value;

    if (values->next >= values->all)
        return false;
    buf_reset(whole);
    for (size_t i = 0; i < width; i++)
        buf_byte(whole, values->data.data[i * values->all + values->next]);
    *value = buf_bytes(whole);
    return whole->status == ASSAY_OK;
}

bool parquet_next_value(struct parquet_values *values, struct bytes *value)
{
    bool read = false;

    switch (values->encoding) {
    case ENCODING_PLAIN:
        read = next_plain(values, value);
        break;
    case ENCODING_PLAIN_DICTIONARY:
    case ENCODING_RLE_DICTIONARY:
        read = next_indexed(values, value);
        break;
    case ENCODING_RLE:
        read = next_run(values, value);
        break;
    case ENCODING_DELTA_BINARY_PACKED:
        read = next_delta(values, value);
        break;
    case ENCODING_DELTA_LENGTH_BYTE_ARRAY:
        read = next_length(values, &values->delta, value);
        break;
    case ENCODING_DELTA_BYTE_ARRAY:
        read = next_prefixed(values, value);
        break;
    case ENCODING_BYTE_STREAM_SPLIT:
        read = next_split(values, value);
        break;
    case ENCODING_BIT_PACKED:
        break;
    }
    values->next++;
    return read;
}

static bool fits(const struct parquet_leaf *leaf, int64_t encoding)
{
    switch (encoding) {
    case ENCODING_PLAIN:
        return true;
    case ENCODING_PLAIN_DICTIONARY:
    case ENCODING_RLE_DICTIONARY:
        return leaf->type != PARQUET_BOOLEAN;
    case ENCODING_RLE:
        return leaf->type == PARQUET_BOOLEAN;
    case ENCODING_DELTA_BINARY_PACKED:
        return leaf->type == PARQUET_INT32 || leaf->type == PARQUET_INT64;
    case ENCODING_DELTA_LENGTH_BYTE_ARRAY:
        return leaf->type == PARQUET_BYTE_ARRAY;
    case ENCODING_DELTA_BYTE_ARRAY:
        return leaf->type == PARQUET_BYTE_ARRAY || leaf->type == PARQUET_FIXED;
    case ENCODING_BYTE_STREAM_SPLIT:
        return leaf->width > 0 && leaf->type != PARQUET_INT96;
    default:
        return false;
    }
}

static bool open_indexes(struct parquet_values *values)
{
    if (values->data.size == 0) /* of no values */
        return hybrid_open(&values->hybrid, values->data, 0);
    return hybrid_open(&values->hybrid, bytes_from(values->data, 1), values->data.data[0]);
}

static bool open_runs(struct parquet_values *values)
{
    struct bytes runs;

    if (values->data.size == 0)
        return hybrid_open(&values->hybrid, values->data, 1);
    return take_sized(&values->data, &runs) && hybrid_open(&values->hybrid, runs, 1);
}

static bool open_prefixed(struct parquet_values *values)
{
    struct bytes suffixes;

    buf_reset(values->value);
    return delta_packed_open(&values->delta, values->data) &&
           delta_packed_behind(&values->delta, &suffixes) &&
           delta_packed_open(&values->suffixes, suffixes) &&
           delta_packed_behind(&values->suffixes, &values->data);
}

/* How many there are only their bytes tell, for nulls are none of them. */
static bool open_split(struct parquet_values *values)
{
    values->all = values->data.size / values->leaf->width;
    return values->data.size % values->leaf->width == 0;
}

static bool open_encoding(struct parquet_values *values)
{
    switch (values->encoding) {
    case ENCODING_PLAIN_DICTIONARY:
    case ENCODING_RLE_DICTIONARY:
        return open_indexes(values);
    case ENCODING_RLE:
        return open_runs(values);
    case ENCODING_DELTA_BINARY_PACKED:
        return values->data.size == 0 || delta_packed_open(&values->delta, values->data);
    case ENCODING_DELTA_LENGTH_BYTE_ARRAY:
        return values->data.size == 0 || (delta_packed_open(&values->delta, values->data) &&
                                          delta_packed_behind(&values->delta, &values->data));
    case ENCODING_DELTA_BYTE_ARRAY:
        return values->data.size == 0 || open_prefixed(values);
    case ENCODING_BYTE_STREAM_SPLIT:
        return open_split(values);
    default:
        return true;
    }
}

enum assay_status parquet_open_values(const struct parquet *parquet,
                                      const struct parquet_leaf *leaf, int64_t encoding,
                                      struct bytes data, uint64_t count, struct buf *value,
                                      uint64_t at, struct parquet_values *values)
{
    if (!fits(leaf, encoding))
        return assay_fail(parquet->err, ASSAY_EFORMAT, at,
                          "values in encoding %" PRId64 ", which their type has not", encoding);
    *values = (struct parquet_values){.parquet = parquet,
                                      .leaf = leaf,
                                      .encoding = (enum parquet_encoding)encoding,
                                      .data = data,
                                      .all = count,
                                      .value = value};
    if ((encoding == ENCODING_PLAIN_DICTIONARY || encoding == ENCODING_RLE_DICTIONARY) &&
        !parquet->has_dictionary && data.size > 0)
        return fail(parquet, at, "values by a dictionary that is not there");
    return open_encoding(values) ? ASSAY_OK : fail(parquet, at, "values that cannot be decoded");
}

static ASSAY_RESULT reach_entries(struct parquet *parquet, size_t count)
{
    uint32_t *grown;

    if (count <= parquet->entry_capacity)
        return ASSAY_OK;
    grown = reallocarray(parquet->entries, count, sizeof *grown);
    if (!grown)
        return out_of_memory(parquet->err);
    parquet->entries = grown;
    parquet->entry_capacity = count;
    return ASSAY_OK;
}

enum assay_status parquet_take_dictionary(struct parquet *parquet, const struct parquet_leaf *leaf,
                                          uint64_t count, uint64_t at)
{
    struct bytes all = buf_bytes(&parquet->dictionary), left = all, value;

    parquet->entry_count = 0;
    parquet->has_dictionary = false;
    if (leaf->type == PARQUET_BOOLEAN)
        return fail(parquet, at, "a dictionary of two truths");
    if (leaf->type != PARQUET_BYTE_ARRAY) {
        if (leaf->width > 0 && count > all.size / leaf->width)
            return fail(parquet, at, "a dictionary of fewer entries than it tells");
    } else {
        if (count > all.size / PREFIX)
            return fail(parquet, at, "a dictionary of fewer entries than it tells");
        TRY(reach_entries(parquet, (size_t)count));
        for (size_t i = 0; i < count; i++) {
            parquet->entries[i] = (uint32_t)(left.data - all.data);
            if (!take_sized(&left, &value))
                return fail(parquet, at, "a dictionary of fewer entries than it tells");
        }
    }
    parquet->entry_count = (size_t)count;
    parquet->has_dictionary = true;
    return ASSAY_OK;
}
