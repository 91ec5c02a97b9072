/* zip_record.c - reads and compares the headers of entries. Integers are little-endian. */

#include "source/zip_record.h"

#include <ctype.h>

#include "base/cursor.h"
#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/inflate.h"

enum {
    EXTRA_ZIP64 = 0x0001,
    EXTRA_UNICODE_NAME = 0x7075, /* APPNOTE 4.6.9 */
};

static ASSAY_RESULT fail_record(uint64_t at, bool ended, const char *what, struct assay_error *err)
{
    enum assay_status status =
        fail_id(err, ASSAY_EFORMAT, ended ? GAP_BUNDLE_TRUNCATED : GAP_BUNDLE_BAD_HEADER,
                ended ? "the zip ends in %s" : "there is no %s where one should be", what);

    if (err)
        err->offset = at;
    return status;
}

/* ---- the fields behind a name ---- */

/* Values that did not fit into 32 bits, in the order of the specification. */
static enum assay_status read_zip64(struct cursor *cursor, struct zip_record *record, bool central)
{
    record->zip64 = true;
    if (record->plain == ZIP_SPARED32)
        TRY(cursor_u64le(cursor, &record->plain));
    if (record->packed == ZIP_SPARED32)
        TRY(cursor_u64le(cursor, &record->packed));
    if (central && record->local == ZIP_SPARED32)
        TRY(cursor_u64le(cursor, &record->local));
    if (central && record->disk == UINT16_MAX)
        TRY(cursor_u32le(cursor, &record->disk));
    return ASSAY_OK;
}

/* A name in UTF-8; one that was made for another raw name, whose sum is `of`, counts for nothing.
 */
static void read_unicode_name(struct bytes field, uint32_t of, struct zip_record *record)
{
    struct assay_error ignored;
    struct cursor cursor;
    uint8_t version;
    uint32_t sum;

    cursor_of_bytes(&cursor, field, &ignored);
    if (cursor_u8(&cursor, &version) == ASSAY_OK && version == 1 &&
        cursor_u32le(&cursor, &sum) == ASSAY_OK && sum == of)
        record->better = bytes_from(field, 5);
}

enum { FIELD_HEAD = 4 /* its id and size */ };

/* Reads the fields that matter; what is no field any more is padding, as some packers align. */
static enum assay_status read_extra(struct bytes extra, struct zip_record *record, bool central)
{
    struct assay_error ignored;
    struct cursor cursor, inner;
    struct bytes field;
    uint16_t id, size;
    uint32_t sum = 0;
    bool summed = false; /* once, however many fields give a name */

    cursor_of_bytes(&cursor, extra, &ignored);
    while (cursor_left(&cursor) >= FIELD_HEAD && cursor_u16le(&cursor, &id) == ASSAY_OK &&
           cursor_u16le(&cursor, &size) == ASSAY_OK && size <= cursor_left(&cursor) &&
           cursor_take(&cursor, size, &field) == ASSAY_OK) {
        cursor_of_bytes(&inner, field, &ignored);
        if (id == EXTRA_ZIP64 && !record->zip64)
            TRY(read_zip64(&inner, record, central));
        else if (id == EXTRA_UNICODE_NAME && record->better.size == 0) {
            if (!summed)
                sum = inflate_crc32(0, record->name);
            summed = true;
            read_unicode_name(field, sum, record);
        }
    }
    return ASSAY_OK;
}

/* Whether an extra field holds numbers alone, and no more of them than it should. Source: APPNOTE
 * 4.5.2 and 4.6.1; Info-ZIP, proginfo/extrafld.txt. */
static bool is_number(uint16_t id, size_t size)
{
    static const struct {
        uint16_t id, most;
    } known[] = {
        {EXTRA_ZIP64, 28}, {0x5455, 13}, /* times */
        {0x5855, 12},                    /* times and owner, of Unix */
        {0x7855, 4},       {0x7875, 11}, /* owner */
        {0x9901, 7},                     /* how it is encrypted */
        {0xcafe, 0},                     /* marks a jar */
    };

    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (known[i].id == id)
            return size <= known[i].most;
    return false;
}

static bool holds_texts(struct bytes extra)
{
    struct assay_error ignored;
    struct cursor cursor;
    uint16_t id, size;

    cursor_of_bytes(&cursor, extra, &ignored);
    while (cursor_left(&cursor) >= FIELD_HEAD && cursor_u16le(&cursor, &id) == ASSAY_OK &&
           cursor_u16le(&cursor, &size) == ASSAY_OK && is_number(id, size) &&
           cursor_skip(&cursor, size) == ASSAY_OK)
        extra = bytes_from(extra, (size_t)FIELD_HEAD + size);
    for (size_t i = 0; i < extra.size; i++)
        if (extra.data[i] != 0)
            return true;
    return false;
}

/* ---- the two headers ---- */

struct sizes {
    uint16_t name, extra, comment;
};

static enum assay_status read_common(struct cursor *cursor, struct zip_record *record,
                                     struct sizes *sizes)
{
    uint32_t packed, plain;

    TRY(cursor_u16le(cursor, &record->needs));
    TRY(cursor_u16le(cursor, &record->flags));
    TRY(cursor_u16le(cursor, &record->method));
    TRY(cursor_skip(cursor, 4)); /* time and date */
    TRY(cursor_u32le(cursor, &record->sum));
    TRY(cursor_u32le(cursor, &packed));
    TRY(cursor_u32le(cursor, &plain));
    TRY(cursor_u16le(cursor, &sizes->name));
    TRY(cursor_u16le(cursor, &sizes->extra));
    record->packed = packed;
    record->plain = plain;
    return ASSAY_OK;
}

static enum assay_status read_central(struct cursor *cursor, struct zip_record *record,
                                      struct sizes *sizes)
{
    uint32_t local;
    uint16_t disk;

    TRY(cursor_skip(cursor, 4));
    TRY(cursor_u16le(cursor, &record->made_by));
    TRY(read_common(cursor, record, sizes));
    TRY(cursor_u16le(cursor, &sizes->comment));
    TRY(cursor_u16le(cursor, &disk));
    TRY(cursor_skip(cursor, 2)); /* internal attributes */
    TRY(cursor_u32le(cursor, &record->attributes));
    TRY(cursor_u32le(cursor, &local));
    record->local = local;
    record->disk = disk;
    return ASSAY_OK;
}

/* Name and fields, which stand behind what has a fixed size. */
static enum assay_status read_rest(struct zip_window *window, size_t fixed,
                                   const struct sizes *sizes, struct zip_record *record,
                                   struct assay_error *err)
{
    const bool central = fixed == ZIP_CENTRAL_SIZE;
    const char *what = central ? "a record of its directory" : "the header of an entry";
    size_t size = fixed + sizes->name + sizes->extra;
    struct bytes all;

    TRY(zip_window_get(window, record->at, size, &all, err));
    if (all.size < size)
        return fail_record(record->at, true, what, err);
    record->size = size + sizes->comment;
    record->name = bytes_of(all.data + fixed, sizes->name);
    if (sizes->comment > 0 || holds_texts(bytes_from(all, fixed + sizes->name)))
        record->aside = (struct extent){.at = record->at + fixed + sizes->name,
                                        .size = (uint64_t)sizes->extra + sizes->comment};
    if (read_extra(bytes_from(all, fixed + sizes->name), record, central) != ASSAY_OK) {
        enum assay_status status =
            fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_BAD_HEADER,
                    "sizes of an entry are said to be in a field that is too short for them");

        err->offset = record->at;
        return status;
    }
    return ASSAY_OK;
}

enum assay_status zip_central_read(struct zip_window *window, uint64_t at, uint64_t end,
                                   struct zip_record *out, struct assay_error *err)
{
    struct sizes sizes = {0};
    struct cursor cursor;
    struct bytes head;

    *out = (struct zip_record){.at = at};
    TRY(zip_window_get(window, at, ZIP_CENTRAL_SIZE, &head, err));
    if (head.size < ZIP_CENTRAL_SIZE)
        return fail_record(at, true, "a record of its directory", err);
    if (!bytes_starts(head, BYTES("PK\1\2")))
        return fail_record(at, false, "record of the zip's directory", err);
    cursor_of_bytes(&cursor, head, err);
    TRY(read_central(&cursor, out, &sizes));
    TRY(read_rest(window, ZIP_CENTRAL_SIZE, &sizes, out, err));
    if (out->size > end - at)
        return fail_record(at, false, "room for a record of the zip's directory", err);
    return ASSAY_OK;
}

enum assay_status zip_local_read(struct zip_window *window, uint64_t at, struct zip_record *out,
                                 struct assay_error *err)
{
    struct sizes sizes = {0};
    struct cursor cursor;
    struct bytes head;

    *out = (struct zip_record){.at = at, .local = at};
    TRY(zip_window_get(window, at, ZIP_LOCAL_SIZE, &head, err));
    if (head.size < ZIP_LOCAL_SIZE && head.size > 0)
        return fail_record(at, true, "the header of an entry", err);
    if (!bytes_starts(head, BYTES("PK\3\4")))
        return fail_record(at, false, "header of an entry", err);
    cursor_of_bytes(&cursor, head, err);
    TRY(cursor_skip(&cursor, 4));
    TRY(read_common(&cursor, out, &sizes));
    return read_rest(window, ZIP_LOCAL_SIZE, &sizes, out, err);
}

/* ---- the descriptor ---- */

static bool fits(struct bytes at, bool wide, const struct zip_record *of)
{
    struct assay_error ignored;
    struct cursor cursor;
    uint32_t sum, packed32, plain32;
    uint64_t packed, plain;

    cursor_of_bytes(&cursor, at, &ignored);
    if (cursor_u32le(&cursor, &sum) != ASSAY_OK || sum != of->sum)
        return false;
    if (wide)
        return cursor_u64le(&cursor, &packed) == ASSAY_OK &&
               cursor_u64le(&cursor, &plain) == ASSAY_OK && packed == of->packed &&
               plain == of->plain;
    return cursor_u32le(&cursor, &packed32) == ASSAY_OK &&
           cursor_u32le(&cursor, &plain32) == ASSAY_OK && packed32 == (uint32_t)of->packed &&
           plain32 == (uint32_t)of->plain;
}

enum assay_status zip_descriptor_size(struct zip_window *window, uint64_t at,
                                      const struct zip_record *of, unsigned *size,
                                      struct assay_error *err)
{
    struct bytes found;
    unsigned mark;

    *size = 0;
    TRY(zip_window_get(window, at, ZIP_DESCRIPTOR_MAX, &found, err));
    mark = bytes_starts(found, BYTES("PK\7\10")) ? 4 : 0; /* signature: nobody must write one */
    if (fits(bytes_from(found, mark), true, of))
        *size = mark + 20;
    else if (fits(bytes_from(found, mark), false, of))
        *size = mark + 12;
    return ASSAY_OK;
}

/* ---- comparing ---- */

static bool sizes_differ(uint64_t central, uint64_t local, bool later)
{
    return central != local && !(later && (local == 0 || local == ZIP_SPARED32));
}

unsigned zip_compare(const struct zip_record *central, const struct zip_record *local)
{
    bool later = local->flags & ZIP_DESCRIPTOR;
    unsigned differs = 0;

    if (local->flags & ZIP_MASKED)
        return central->flags & ZIP_MASKED ? 0 : ZIP_DIFFERS_ENCRYPTION;
    if (!bytes_equal(central->name, local->name))
        differs |= ZIP_DIFFERS_NAME;
    if (central->method != local->method)
        differs |= ZIP_DIFFERS_METHOD;
    if (sizes_differ(central->packed, local->packed, later) ||
        sizes_differ(central->plain, local->plain, later))
        differs |= ZIP_DIFFERS_SIZE;
    if (central->sum != local->sum && !(later && local->sum == 0))
        differs |= ZIP_DIFFERS_SUM;
    if (zip_is_encrypted(central) != zip_is_encrypted(local))
        differs |= ZIP_DIFFERS_ENCRYPTION;
    return differs;
}

/* The letters that every spelling of a name keeps: "#U00e4" is how Info-ZIP writes the others. */
static bool next_kept(struct bytes *rest, uint8_t *kept)
{
    while (rest->size > 0) {
        uint8_t c = rest->data[0];
        size_t skip = 1;

        if (c == '#' && rest->size >= 6 && rest->data[1] == 'U')
            skip = 6;
        else if (c == '#' && rest->size >= 8 && rest->data[1] == 'L')
            skip = 8;
        else if (c < 0x80 && c != '?' && c != '_' && c != '\\' && c != '/') {
            *kept = c;
            *rest = bytes_from(*rest, 1);
            return true;
        }
        *rest = bytes_from(*rest, skip);
    }
    return false;
}

bool zip_names_differ(const struct zip_record *record)
{
    struct bytes raw = record->name, better = record->better;
    uint8_t a = 0, b = 0;
    bool more = better.size > 0;

    while (more) {
        bool has = next_kept(&raw, &a);

        more = next_kept(&better, &b);
        if (has != more || (more && a != b))
            return true;
    }
    return false;
}
