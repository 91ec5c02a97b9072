/*
 * inspect_orc.c - ORC files: what postscript and footer tell of rows, columns and stripes. The rows
 * themselves are not read, which is told; but the smallest and largest text of each column, which
 * the footer holds, are cells, and are searched.
 *
 * Source: Apache ORC Specification v1, "File Tail", and proto/orc_proto.proto.
 */

#include <inttypes.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/varint.h"
#include "examine/encoding/protobuf_bytes.h"
#include "examine/inspect.h"
#include "examine/kinds.h"
#include "inventory/gaps.h"
#include "source/unpack.h"

enum { MAGIC = 3, CHUNK_HEAD = 3, DEPTH = 64, NAME_KEPT = 1024 };
enum { SCRIPT_FOOTER = 1, SCRIPT_COMPRESSION, SCRIPT_BLOCK, SCRIPT_VERSION, SCRIPT_MAGIC = 8000 };
enum {
    FOOTER_STRIPES = 3,
    FOOTER_TYPES,
    FOOTER_METADATA,
    FOOTER_ROWS,
    FOOTER_STATISTICS,
    FOOTER_WRITER = 9,
    FOOTER_ENCRYPTION,
    FOOTER_SOFTWARE = 12
};
enum { TYPE_KIND = 1, TYPE_CHILDREN, TYPE_NAMES };
enum { PAIR_NAME = 1, PAIR_VALUE };
enum { STATISTICS_TEXTS = 4, TEXT_LEAST = 1, TEXT_MOST, TEXT_LOWER = 4, TEXT_UPPER };
enum { STRIPE_ROWS = 5 };

enum kind { LIST = 10, MAP, STRUCT, UNION };

static const struct {
    const char *name;
    enum unpack_method method;
} compressions[] = {
    {"none", UNPACK_NONE},   {"zlib", UNPACK_DEFLATE}, {"snappy", UNPACK_SNAPPY},
    {"lzo", UNPACK_METHODS}, {"lz4", UNPACK_LZ4},      {"zstd", UNPACK_ZSTD},
};
static const char *const writers[] = {"ORC Java",      "ORC C++", "Presto",
                                      "Scritchley Go", "Trino",   "CUDF"};
/* By kind; lists and what is in them are nested. */
static const char *const type_names[] = {
    "boolean", "integer", "integer", "integer", "integer", "number", "number",
    "text",    "binary",  "date",    "nested",  "nested",  "nested", "nested",
    "number",  "date",    "text",    "text",    "date",
};

/* One type of the footer: the first is the row, the others are below it, children after parents. */
struct type {
    const char *name;
    uint64_t kind;
    struct bytes children, names; /* packed numbers; the message, for its names */
    bool known, nested;
    uint32_t column; /* of a leaf, from 0; UINT32_MAX: it is none */
};

struct orc {
    struct cursor *cursor;
    struct evidence *evidence;
    struct arena *arena;
    struct unpacker *unpacker;
    struct buf packed, block, footer;
    struct type *types;
    size_t type_count;
    uint32_t columns;
    uint64_t footer_at, compression, block_size, rows, stripe_rows, stripes, writer;
    struct bytes software;
    bool encrypted;
};

/* Words begin with it, too. */
static unsigned bid(const struct subject *subject)
{
    return bytes_starts(subject->head, BYTES("ORC")) && !kind_is_text(subject->head) ? 8 * MAGIC
                                                                                     : 0;
}

static ASSAY_RESULT fail(const struct orc *orc, const char *what)
{
    return cursor_fail_at(orc->cursor, ASSAY_EFORMAT, orc->footer_at, "%s", what);
}

static ASSAY_RESULT no_memory(const struct orc *orc)
{
    return cursor_fail_at(orc->cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
}

static ASSAY_RESULT read_at(struct orc *orc, uint64_t at, uint64_t size, struct buf *out)
{
    uint8_t *room;

    buf_reset(out);
    room = buf_room(out, size ? (size_t)size : 1);
    if (!room)
        return buf_status(out, orc->cursor->err);
    TRY(cursor_seek(orc->cursor, at));
    TRY(cursor_copy(orc->cursor, room, (size_t)size));
    buf_used(out, (size_t)size);
    return ASSAY_OK;
}

/* The last byte tells the size of the postscript, which tells that of the footer before it. */
static ASSAY_RESULT read_postscript(struct orc *orc, uint64_t *footer_size)
{
    uint64_t end = orc->cursor->size - 1, at;
    struct proto_value field;
    struct bytes script;
    char version[48] = "";
    uint64_t number;
    uint8_t size;

    *footer_size = 0;
    TRY(cursor_seek(orc->cursor, end));
    TRY(cursor_u8(orc->cursor, &size));
    orc->footer_at = end;
    if (size > end - MAGIC)
        return fail(orc, "a postscript that cannot fit");
    at = orc->footer_at = end - size;
    TRY(read_at(orc, at, size, &orc->packed));
    script = buf_bytes(&orc->packed);
    if (!bytes_ends(script, BYTES("ORC")))
        return fail(orc, "a postscript without its magic: cut short");
    while (proto_take_field(&script, &field)) {
        if (field.number == SCRIPT_FOOTER)
            *footer_size = field.integer;
        if (field.number == SCRIPT_COMPRESSION)
            orc->compression = field.integer;
        if (field.number == SCRIPT_BLOCK)
            orc->block_size = field.integer;
        if (field.number == SCRIPT_VERSION && field.wire == PROTO_BYTES)
            while (varint_take(&field.bytes, &number)) {
                char part[24];

                snprintf(part, sizeof part, "%s%" PRIu64, *version ? "." : "", number);
                text_append(version, sizeof version, part);
            }
    }
    if (script.size > 0 || *footer_size > at - MAGIC || *footer_size > LIMIT_ORC_FOOTER)
        return fail(orc, "a footer that cannot fit, or is too large");
    evidence_text(orc->evidence, ASSAY_FACT_DATASET_FORMAT_VERSION, MEASURED, bytes_text(version));
    orc->footer_at = at - *footer_size;
    return ASSAY_OK;
}

/* What is compressed comes in chunks: three bytes of size, the lowest bit set where one is as it
 * was. */
static ASSAY_RESULT unpack_chunks(struct orc *orc, struct bytes packed)
{
    while (packed.size > 0) {
        struct bytes chunk;
        uint32_t head;

        if (packed.size < CHUNK_HEAD)
            return fail(orc, "a footer whose chunks are cut short");
        head = packed.data[0] | (uint32_t)packed.data[1] << 8 | (uint32_t)packed.data[2] << 16;
        packed = bytes_from(packed, CHUNK_HEAD);
        if (!proto_take_bytes(&packed, head >> 1, &chunk))
            return fail(orc, "a footer whose chunks are cut short");
        if (!(head & 1)) {
            if (unpack(orc->unpacker, compressions[orc->compression].method, chunk, UNPACK_ANY_SIZE,
                       &orc->block, orc->cursor->err) != ASSAY_OK)
                return fail(orc, "a footer that does not unpack");
            chunk = buf_bytes(&orc->block);
        }
        buf_add(&orc->footer, chunk.data, chunk.size);
    }
    return buf_status(&orc->footer, orc->cursor->err);
}

static ASSAY_RESULT read_footer(struct orc *orc, uint64_t size)
{
    if (orc->compression >= ARRAY_LEN(compressions) ||
        compressions[orc->compression].method == UNPACK_METHODS)
        return cursor_fail_at(orc->cursor, ASSAY_ELIMIT, orc->footer_at,
                              "a compression that is not read");
    evidence_set(orc->evidence, ASSAY_FACT_DATASET_COMPRESSION, MEASURED,
                 bytes_text(compressions[orc->compression].name));
    TRY(read_at(orc, orc->footer_at, size, &orc->packed));
    if (orc->compression == 0) {
        buf_add(&orc->footer, orc->packed.data, orc->packed.size);
        return buf_status(&orc->footer, orc->cursor->err);
    }
    return unpack_chunks(orc, buf_bytes(&orc->packed));
}

static void read_type(struct type *type, struct bytes message)
{
    struct proto_value field;

    *type = (struct type){.names = message, .column = UINT32_MAX};
    while (proto_take_field(&message, &field)) {
        if (field.number == TYPE_KIND)
            type->kind = field.integer;
        if (field.number == TYPE_CHILDREN && field.wire == PROTO_BYTES)
            type->children = field.bytes;
    }
}

static void read_stripe(struct orc *orc, struct bytes stripe)
{
    struct proto_value field;

    orc->stripes++;
    while (proto_take_field(&stripe, &field))
        if (field.number == STRIPE_ROWS && field.integer <= UINT64_MAX - orc->stripe_rows)
            orc->stripe_rows += field.integer;
}

static void read_pair(const struct orc *orc, struct bytes pair)
{
    struct proto_value field;

    while (proto_take_field(&pair, &field)) {
        if (field.number == PAIR_NAME)
            evidence_set(orc->evidence, ASSAY_FACT_DATASET_METADATA_KEYS, MEASURED, field.bytes);
        if (field.number == PAIR_VALUE)
            evidence_value(orc->evidence, EVIDENCE_NO_COLUMN, 0, orc->footer_at, field.bytes);
    }
}

static ASSAY_RESULT count_types(struct orc *orc)
{
    struct bytes footer = buf_bytes(&orc->footer);
    struct proto_value field;
    size_t count = 0;

    while (proto_take_field(&footer, &field))
        count += field.number == FOOTER_TYPES && field.wire == PROTO_BYTES;
    if (footer.size > 0)
        return fail(orc, "a footer that is no message");
    if (count > LIMIT_ARROW_FIELDS)
        return fail(orc, "more columns than are read");
    orc->types = arena_array(orc->arena, count + 1, sizeof *orc->types);
    return orc->types ? ASSAY_OK : no_memory(orc);
}

static ASSAY_RESULT read_fields(struct orc *orc)
{
    struct bytes footer = buf_bytes(&orc->footer);
    struct proto_value field;

    TRY(count_types(orc));
    while (proto_take_field(&footer, &field)) {
        switch (field.number) {
        case FOOTER_STRIPES:
            read_stripe(orc, field.bytes);
            break;
        case FOOTER_TYPES:
            if (field.wire == PROTO_BYTES)
                read_type(&orc->types[orc->type_count++], field.bytes);
            break;
        case FOOTER_METADATA:
            read_pair(orc, field.bytes);
            break;
        case FOOTER_ROWS:
            orc->rows = field.integer;
            break;
        case FOOTER_WRITER:
            orc->writer = field.integer;
            break;
        case FOOTER_ENCRYPTION:
            orc->encrypted = true;
            break;
        case FOOTER_SOFTWARE:
            orc->software = field.bytes;
            break;
        default:
            break;
        }
    }
    return ASSAY_OK;
}

/* The name of a child: of structs their own, of all others that of what they are in. */
static ASSAY_RESULT name_child(const struct orc *orc, const struct type *parent,
                               struct bytes *names, struct type *child)
{
    char text[NAME_KEPT] = "", own[NAME_KEPT] = "";
    struct proto_value field;

    if (parent->kind == STRUCT)
        while (proto_take_field(names, &field))
            if (field.number == TYPE_NAMES) {
                size_t size = field.bytes.size < sizeof own - 1 ? field.bytes.size : sizeof own - 1;

                for (size_t i = 0; i < size; i++)
                    own[i] = field.bytes.data[i] ? (char)field.bytes.data[i] : '?';
                break;
            }
    if (parent->name)
        text_append(text, sizeof text, parent->name);
    if (*text && *own)
        text_append(text, sizeof text, ".");
    text_append(text, sizeof text, own);
    child->name = arena_text(orc->arena, text);
    return child->name ? ASSAY_OK : no_memory(orc);
}

/* Types come before those inside them, so one pass names all; a leaf is a column. */
static ASSAY_RESULT name_types(struct orc *orc)
{
    if (orc->type_count > 0)
        orc->types[0].known = true;
    for (size_t i = 0; i < orc->type_count; i++) {
        struct type *type = &orc->types[i];
        struct bytes children = type->children, names = type->names;
        uint64_t index;

        if (!type->known)
            return fail(orc, "a type that stands in none");
        if (children.size == 0)
            type->column = orc->columns++;
        while (varint_take(&children, &index)) {
            if (index <= i || index >= orc->type_count || orc->types[index].known)
                return fail(orc, "types that are inside each other");
            orc->types[index].known = true;
            orc->types[index].nested = type->nested || type->kind != STRUCT;
            TRY(name_child(orc, type, &names, &orc->types[index]));
        }
    }
    return ASSAY_OK;
}

static void tell_columns(const struct orc *orc)
{
    evidence_int(orc->evidence, ASSAY_FACT_DATASET_COLUMNS, MEASURED, orc->columns);
    for (size_t i = 0; i < orc->type_count; i++) {
        const struct type *type = &orc->types[i];

        if (type->column == UINT32_MAX)
            continue;
        if (type->column < LIMIT_COLUMNS)
            evidence_column(orc->evidence, type->column,
                            type->name ? bytes_text(type->name) : BYTES(""));
        evidence_list(orc->evidence, ASSAY_FACT_DATASET_COLUMN_NAMES, MEASURED,
                      type->name ? bytes_text(type->name) : BYTES(""));
        evidence_list(orc->evidence, ASSAY_FACT_DATASET_COLUMN_TYPES, MEASURED,
                      bytes_text(type->nested                         ? "nested"
                                 : type->kind < ARRAY_LEN(type_names) ? type_names[type->kind]
                                                                      : "text"));
    }
}

static void look_at_texts(const struct orc *orc, uint32_t column, struct bytes texts)
{
    struct proto_value text;

    while (proto_take_field(&texts, &text))
        if (text.wire == PROTO_BYTES && text.number <= TEXT_UPPER)
            evidence_value(orc->evidence, column, 0, orc->footer_at, text.bytes);
}

static void look_at_column(const struct orc *orc, uint32_t column, struct bytes statistics)
{
    struct proto_value part;

    while (proto_take_field(&statistics, &part))
        if (part.number == STATISTICS_TEXTS && part.wire == PROTO_BYTES)
            look_at_texts(orc, column, part.bytes);
}

/* The texts that statistics hold are cells. */
static void look_at_statistics(const struct orc *orc)
{
    struct bytes footer = buf_bytes(&orc->footer);
    struct proto_value field;
    size_t type = 0;

    while (proto_take_field(&footer, &field)) {
        if (field.number != FOOTER_STATISTICS || field.wire != PROTO_BYTES)
            continue;
        if (type < orc->type_count && orc->types[type].column < LIMIT_COLUMNS)
            look_at_column(orc, orc->types[type].column, field.bytes);
        type++;
    }
}

static void tell(const struct orc *orc)
{
    char producer[256] = "";

    if (orc->writer < ARRAY_LEN(writers))
        text_append(producer, sizeof producer, writers[orc->writer]);
    if (orc->software.size > 0 && orc->software.size < sizeof producer / 2) {
        char version[sizeof producer] = " ";

        memcpy(version + 1, orc->software.data, orc->software.size);
        text_append(producer, sizeof producer, version);
    }
    if (*producer)
        evidence_text(orc->evidence, ASSAY_FACT_DATASET_PRODUCER, DECLARED, bytes_text(producer));
    evidence_int(orc->evidence, ASSAY_FACT_DATASET_ROWS, MEASURED, orc->rows);
    evidence_int(orc->evidence, ASSAY_FACT_DATASET_ROW_GROUPS, MEASURED, orc->stripes);
    if (orc->encrypted)
        evidence_gap(orc->evidence, GAP_DATA_ENCRYPTED, orc->footer_at,
                     "columns of it are encrypted");
    if (orc->stripe_rows != orc->rows)
        evidence_gap(orc->evidence, GAP_DATA_BAD_RECORD, orc->footer_at,
                     "%" PRIu64 " rows in stripes where the footer tells %" PRIu64,
                     orc->stripe_rows, orc->rows);
    if (orc->rows > 0)
        evidence_gap(orc->evidence, GAP_DATA_FORMAT_UNREAD, 0,
                     "its rows were not read: only what its footer tells of them is known");
}

static void orc_clear(struct orc *orc)
{
    arena_free(orc->arena);
    unpacker_free(orc->unpacker);
    buf_clear(&orc->packed);
    buf_clear(&orc->block);
    buf_clear(&orc->footer);
}

static enum assay_status orc_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    CLEANUP(orc_clear) struct orc orc = {.cursor = cursor, .evidence = evidence};
    uint64_t footer_size;

    (void)subject;
    orc.arena = arena_new();
    orc.unpacker = unpacker_new();
    buf_init(&orc.packed, LIMIT_ORC_FOOTER);
    buf_init(&orc.block, LIMIT_ORC_FOOTER);
    buf_init(&orc.footer, LIMIT_ORC_FOOTER);
    if (!orc.arena || !orc.unpacker)
        return no_memory(&orc);
    if (cursor->size < MAGIC + 1)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, cursor->size, "cut short: no postscript");
    TRY(read_postscript(&orc, &footer_size));
    TRY(read_footer(&orc, footer_size));
    TRY(read_fields(&orc));
    TRY(name_types(&orc));
    tell_columns(&orc);
    look_at_statistics(&orc);
    tell(&orc);
    return ASSAY_OK;
}

const struct inspector inspect_orc = {.format = "orc",
                                      .kind = ASSAY_KIND_DATASET,
                                      .packed = true,
                                      .gap = GAP_DATA_FOOTER_CORRUPT,
                                      .bid = bid,
                                      .read = orc_read};
