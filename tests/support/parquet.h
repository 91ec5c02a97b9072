/*
 * parquet.h - Parquet files written by hand: a schema, and one row group whose pages are bytes of
 * the test's own. What is told of them can be other than what they are.
 */

#pragma once

#include <assay/error.h>

#include "base/buf.h"
#include "base/kit.h"

struct made_column {
    const char *name;
    int type, converted, length; /* of parquet.thrift; `converted` is -1 where there is none */
    int repetition;              /* required, optional, repeated */
    int encoding, codec;
    uint64_t values;         /* that page and footer tell */
    struct bytes page;       /* levels and values */
    struct bytes dictionary; /* entries, plain; none where there are 0 of them */
    uint64_t entries;
    /* What is told of them else than it is; 0: as it is. */
    int64_t plain_size, packed_size, total_size, told_values, nulls_plus_one, crc_plus_one;
    int64_t data_offset, version_2_rows;
    bool version_2, encrypted, elsewhere;
};

struct made_file {
    const struct made_column *columns;
    size_t count;
    uint64_t rows;
    int64_t told_rows; /* of the file; 0: as they are */
    const char *key, *value;
};

enum { MADE_I32 = 5, MADE_I64, MADE_BINARY = 8, MADE_LIST, MADE_STRUCT = 12 };

static inline void made_varint(struct buf *out, uint64_t value)
{
    for (; value > 0x7f; value >>= 7)
        buf_byte(out, (uint8_t)(value | 0x80));
    buf_byte(out, (uint8_t)value);
}

static inline void made_head(struct buf *out, int *last, int id, int type)
{
    buf_byte(out, (uint8_t)((id - *last) << 4 | type));
    *last = id;
}

static inline void made_int(struct buf *out, int *last, int id, int type, int64_t value)
{
    made_head(out, last, id, type);
    made_varint(out, (uint64_t)value << 1 ^ (uint64_t)(value >> 63));
}

static inline void made_text(struct buf *out, int *last, int id, const char *text)
{
    made_head(out, last, id, MADE_BINARY);
    made_varint(out, strlen(text));
    buf_text(out, text);
}

static inline void made_list(struct buf *out, int *last, int id, int type, size_t count)
{
    made_head(out, last, id, MADE_LIST);
    if (count < 15) {
        buf_byte(out, (uint8_t)(count << 4 | (unsigned)type));
    } else {
        buf_byte(out, (uint8_t)(15 << 4 | type));
        made_varint(out, count);
    }
}

static inline void made_page(struct buf *out, const struct made_column *column, bool dictionary)
{
    struct bytes data = dictionary ? column->dictionary : column->page;
    int last = 0, inner = 0;

    made_int(out, &last, 1, MADE_I32, dictionary ? 2 : column->version_2 ? 3 : 0);
    made_int(out, &last, 2, MADE_I32, column->plain_size ? column->plain_size : (int64_t)data.size);
    made_int(out, &last, 3, MADE_I32,
             column->packed_size ? column->packed_size : (int64_t)data.size);
    if (column->crc_plus_one)
        made_int(out, &last, 4, MADE_I32, column->crc_plus_one - 1);
    made_head(out, &last, dictionary ? 7 : column->version_2 ? 8 : 5, MADE_STRUCT);
    if (column->version_2 && !dictionary) {
        made_int(out, &inner, 1, MADE_I32, (int64_t)column->values);
        made_int(out, &inner, 2, MADE_I32, 0);
        made_int(out, &inner, 3, MADE_I32, column->version_2_rows);
        made_int(out, &inner, 4, MADE_I32, column->encoding);
        made_int(out, &inner, 5, MADE_I32, 0);
        made_int(out, &inner, 6, MADE_I32, 0);
    } else {
        made_int(out, &inner, 1, MADE_I32,
                 (int64_t)(dictionary ? column->entries : column->values));
        made_int(out, &inner, 2, MADE_I32, dictionary ? 0 : column->encoding);
        if (!dictionary) {
            made_int(out, &inner, 3, MADE_I32, 3);
            made_int(out, &inner, 4, MADE_I32, 3);
        }
    }
    buf_byte(out, 0);
    buf_byte(out, 0);
    buf_add(out, data.data, data.size);
}

static inline void made_schema(struct buf *out, const struct made_file *file)
{
    int last = 0;

    made_text(out, &last, 4, "schema");
    made_int(out, &last, 5, MADE_I32, (int64_t)file->count);
    buf_byte(out, 0);
    for (size_t i = 0; i < file->count; i++) {
        const struct made_column *column = &file->columns[i];

        last = 0;
        made_int(out, &last, 1, MADE_I32, column->type);
        if (column->length)
            made_int(out, &last, 2, MADE_I32, column->length);
        made_int(out, &last, 3, MADE_I32, column->repetition);
        made_text(out, &last, 4, column->name);
        if (column->converted >= 0)
            made_int(out, &last, 6, MADE_I32, column->converted);
        if (column->converted == 5)
            made_int(out, &last, 7, MADE_I32, 2); /* a decimal's scale */
        buf_byte(out, 0);
    }
}

static inline void made_chunk(struct buf *out, const struct made_column *column, uint64_t begin,
                              uint64_t data, uint64_t end)
{
    int last = 0, meta = 0, statistics = 0;

    if (column->elsewhere)
        made_text(out, &last, 1, "other.parquet");
    made_int(out, &last, 2, MADE_I64, (int64_t)begin);
    made_head(out, &last, 3, MADE_STRUCT);
    made_int(out, &meta, 1, MADE_I32, column->type);
    made_list(out, &meta, 2, MADE_I32, 1);
    made_varint(out, (uint64_t)column->encoding << 1);
    made_list(out, &meta, 3, MADE_BINARY, 1);
    made_varint(out, strlen(column->name));
    buf_text(out, column->name);
    made_int(out, &meta, 4, MADE_I32, column->codec);
    made_int(out, &meta, 5, MADE_I64,
             column->told_values ? column->told_values : (int64_t)column->values);
    made_int(out, &meta, 6, MADE_I64, (int64_t)(end - begin));
    made_int(out, &meta, 7, MADE_I64,
             column->total_size ? column->total_size : (int64_t)(end - begin));
    made_int(out, &meta, 9, MADE_I64, column->data_offset ? column->data_offset : (int64_t)data);
    if (column->entries)
        made_int(out, &meta, 11, MADE_I64, (int64_t)begin);
    if (column->nulls_plus_one) {
        made_head(out, &meta, 12, MADE_STRUCT);
        made_int(out, &statistics, 3, MADE_I64, column->nulls_plus_one - 1);
        buf_byte(out, 0);
    }
    buf_byte(out, 0);
    if (column->encrypted) {
        made_head(out, &last, 8, MADE_STRUCT);
        buf_byte(out, 0);
    }
    buf_byte(out, 0);
}

/* The file; released with buf_clear(). */
static inline void made_parquet(struct buf *out, const struct made_file *file)
{
    uint64_t begin[16], data[16], end[16];
    int last = 0, group = 0, pair = 0;
    size_t footer;

    buf_init(out, SIZE_MAX);
    buf_text(out, "PAR1");
    for (size_t i = 0; i < file->count; i++) {
        begin[i] = out->size;
        if (file->columns[i].entries)
            made_page(out, &file->columns[i], true);
        data[i] = out->size;
        made_page(out, &file->columns[i], false);
        end[i] = out->size;
    }
    footer = out->size;
    made_int(out, &last, 1, MADE_I32, 1);
    made_list(out, &last, 2, MADE_STRUCT, file->count + 1);
    made_schema(out, file);
    made_int(out, &last, 3, MADE_I64, file->told_rows ? file->told_rows : (int64_t)file->rows);
    made_list(out, &last, 4, MADE_STRUCT, 1);
    made_list(out, &group, 1, MADE_STRUCT, file->count);
    for (size_t i = 0; i < file->count; i++)
        made_chunk(out, &file->columns[i], begin[i], data[i], end[i]);
    made_int(out, &group, 2, MADE_I64, (int64_t)footer);
    made_int(out, &group, 3, MADE_I64, (int64_t)file->rows);
    buf_byte(out, 0);
    if (file->key) {
        made_list(out, &last, 5, MADE_STRUCT, 1);
        made_text(out, &pair, 1, file->key);
        made_text(out, &pair, 2, file->value);
        buf_byte(out, 0);
    }
    made_text(out, &last, 6, "by hand");
    buf_byte(out, 0);
    footer = out->size - footer;
    for (unsigned i = 0; i < 4; i++)
        buf_byte(out, (uint8_t)(footer >> (8 * i)));
    buf_text(out, "PAR1");
}
