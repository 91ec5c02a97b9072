/* sqlite_record.c - the values of one record. Source: "Database File Format", 2.1. */

#include "examine/tables/sqlite_file.h"
#include "examine/tables/sqlite_varint.h"

bool sqlite_record_open(struct bytes payload, struct sqlite_record *out)
{
    struct bytes rest = payload;
    uint64_t size;

    if (!sqlite_varint(&rest, &size) || size > payload.size || size < payload.size - rest.size)
        return false;
    out->header = bytes_of(rest.data, (size_t)size - (payload.size - rest.size));
    out->body = bytes_from(payload, (size_t)size);
    return true;
}

/* Bytes of the body by the type in the header; false for types that are not in use. */
static bool size_of_type(uint64_t type, uint64_t *size)
{
    static const uint8_t sizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};

    if (type == 10 || type == 11)
        return false;
    *size = type < 10 ? sizes[type] : (type - 12) / 2;
    return true;
}

static uint64_t big_endian(struct bytes bytes)
{
    uint64_t value = bytes.size && bytes.data[0] & 0x80 ? UINT64_MAX : 0;

    for (size_t i = 0; i < bytes.size; i++)
        value = value << 8 | bytes.data[i];
    return value;
}

bool sqlite_record_next(struct sqlite_record *record, struct sqlite_value *out, bool *broken)
{
    uint64_t type, size, bits;

    *broken = false;
    if (record->header.size == 0)
        return false;
    *broken = true;
    if (!sqlite_varint(&record->header, &type) || !size_of_type(type, &size) ||
        size > record->body.size)
        return false;
    *broken = false;
    *out = (struct sqlite_value){.bytes = bytes_of(record->body.data, (size_t)size)};
    record->body = bytes_from(record->body, (size_t)size);
    bits = type < 12 ? big_endian(out->bytes) : 0;
    if (type == 0) {
        out->type = SQLITE_IS_NULL;
    } else if (type == 7) {
        out->type = SQLITE_IS_REAL;
        memcpy(&out->real, &bits, sizeof out->real);
    } else if (type < 10) {
        out->type = SQLITE_IS_INTEGER;
        out->integer = type == 9 ? 1 : (int64_t)bits;
    } else {
        out->type = type % 2 ? SQLITE_IS_TEXT : SQLITE_IS_BLOB;
    }
    return true;
}
