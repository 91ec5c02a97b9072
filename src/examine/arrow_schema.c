/* arrow_schema.c - fields of an Arrow schema as a tree, its leaves as columns. */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/arrow.h"

enum { SCHEMA_ENDIANNESS, SCHEMA_FIELDS, SCHEMA_METADATA };
enum {
    FIELD_NAME,
    FIELD_NULLABLE,
    FIELD_TYPE_TYPE,
    FIELD_TYPE,
    FIELD_DICTIONARY,
    FIELD_CHILDREN,
    FIELD_METADATA
};
enum { DICTIONARY_ID, DICTIONARY_INDEX };
enum { PAIR_KEY, PAIR_VALUE };
enum { DEPTH = 32, NAME_KEPT = 1024, OFFSET = 4 };

static ASSAY_RESULT fail(const struct arrow *arrow, const struct arrow_flat_table *table,
                         const char *what)
{
    return assay_fail(arrow->err, ASSAY_EFORMAT, table->flat ? table->flat->at + table->at : 0,
                      "%s", what);
}

static ASSAY_RESULT no_memory(const struct arrow *arrow)
{
    return assay_fail(arrow->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for columns");
}

static ASSAY_RESULT read_pairs(struct arrow *arrow, const struct arrow_flat_table *table,
                               unsigned field)
{
    struct arrow_flat_vector pairs;

    TRY(arrow_flat_vector(table, field, OFFSET, &pairs));
    for (uint32_t i = 0; i < pairs.count; i++) {
        struct arrow_flat_table pair;
        struct bytes key, value;

        TRY(arrow_flat_element(&pairs, i, &pair));
        TRY(arrow_flat_text(&pair, PAIR_KEY, &key));
        TRY(arrow_flat_text(&pair, PAIR_VALUE, &value));
        evidence_set(arrow->evidence, ASSAY_FACT_DATASET_METADATA_KEYS, MEASURED, key);
        evidence_value(arrow->evidence, EVIDENCE_NO_COLUMN, 0, pair.flat->at + pair.at, value);
    }
    return ASSAY_OK;
}

/* Digits behind the point of a second: SECOND, MILLISECOND, MICROSECOND, NANOSECOND. */
static ASSAY_RESULT read_unit(const struct arrow_flat_table *type, int16_t otherwise, int *scale)
{
    int16_t unit;

    TRY(arrow_flat_i16(type, 0, otherwise, &unit));
    *scale = unit >= 0 && unit <= 3 ? 3 * unit : -1;
    return ASSAY_OK;
}

static ASSAY_RESULT read_integer(const struct arrow *arrow, const struct arrow_flat_table *type,
                                 struct arrow_field *field)
{
    uint8_t is_signed;
    int32_t bits;

    TRY(arrow_flat_i32(type, 0, 0, &bits));
    TRY(arrow_flat_u8(type, 1, 0, &is_signed));
    if (bits != 8 && bits != 16 && bits != 32 && bits != 64)
        return fail(arrow, type, "integers of no known size");
    field->width = (uint32_t)bits / 8;
    field->meaning.kind = is_signed ? MEANS_SIGNED : MEANS_UNSIGNED;
    return ASSAY_OK;
}

static ASSAY_RESULT read_decimal(const struct arrow *arrow, const struct arrow_flat_table *type,
                                 struct arrow_field *field)
{
    int32_t scale, bits;

    TRY(arrow_flat_i32(type, 1, 0, &scale));
    TRY(arrow_flat_i32(type, 2, 128, &bits));
    if (bits != 32 && bits != 64 && bits != 128 && bits != 256)
        return fail(arrow, type, "decimals of no known size");
    field->width = (uint32_t)bits / 8;
    field->meaning = (struct meaning){MEANS_DECIMAL, scale};
    return ASSAY_OK;
}

static ASSAY_RESULT read_union(const struct arrow *arrow, const struct arrow_flat_table *type,
                               struct arrow_field *field)
{
    struct arrow_flat_vector ids;
    int16_t mode;

    TRY(arrow_flat_i16(type, 0, 0, &mode));
    field->dense = mode == 1;
    TRY(arrow_flat_vector(type, 1, OFFSET, &ids));
    for (uint32_t i = 0; i < sizeof field->tags && i < field->child_count; i++) {
        uint64_t id =
            ids.count > i ? arrow_flat_number(ids.flat, ids.at + OFFSET * (size_t)i, OFFSET) : i;

        if (id >= sizeof field->tags)
            return fail(arrow, type, "a union of unknown types");
        field->tags[id] = (uint8_t)(i + 1);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_times(const struct arrow_flat_table *type, struct arrow_field *field)
{
    struct bytes zone;
    int16_t unit;
    int32_t bits;

    switch (field->type) {
    case ARROW_DATE:
        TRY(arrow_flat_i16(type, 0, 1, &unit));
        field->width = unit == 0 ? 4 : 8;
        field->meaning =
            unit == 0 ? (struct meaning){MEANS_DATE, 0} : (struct meaning){MEANS_TIMESTAMP, 3};
        return ASSAY_OK;
    case ARROW_TIME:
        TRY(arrow_flat_i32(type, 1, 32, &bits));
        field->width = bits == 64 ? 8 : 4;
        field->meaning.kind = MEANS_TIME;
        return read_unit(type, 1, &field->meaning.scale);
    case ARROW_TIMESTAMP:
        TRY(arrow_flat_text(type, 1, &zone));
        field->width = 8;
        field->meaning.kind = zone.size > 0 ? MEANS_TIMESTAMP_UTC : MEANS_TIMESTAMP;
        return read_unit(type, 0, &field->meaning.scale);
    default:
        field->width = 8;
        field->meaning.kind = MEANS_PERIOD;
        return read_unit(type, 1, &field->meaning.scale);
    }
}

static ASSAY_RESULT read_interval(const struct arrow_flat_table *type, struct arrow_field *field)
{
    static const uint32_t widths[] = {4, 8, 16};
    int16_t unit;

    TRY(arrow_flat_i16(type, 0, 0, &unit));
    field->width = unit >= 0 && unit <= 2 ? widths[unit] : 16;
    field->meaning.kind = MEANS_NOTHING; /* an amount of months and days has no one text */
    if (unit == 0)
        field->meaning.kind = MEANS_SIGNED;
    return ASSAY_OK;
}

static ASSAY_RESULT read_type(const struct arrow *arrow, const struct arrow_flat_table *type,
                              struct arrow_field *field)
{
    static const uint32_t float_widths[] = {2, 4, 8};
    int16_t precision;
    int32_t size;

    switch (field->type) {
    case ARROW_INT:
        return read_integer(arrow, type, field);
    case ARROW_FLOAT:
        TRY(arrow_flat_i16(type, 0, 0, &precision));
        field->width = precision >= 0 && precision <= 2 ? float_widths[precision] : 0;
        field->meaning.kind = MEANS_FLOAT;
        return field->width ? ASSAY_OK : fail(arrow, type, "numbers of no known size");
    case ARROW_BOOL:
        field->meaning.kind = MEANS_BOOLEAN;
        return ASSAY_OK;
    case ARROW_DECIMAL:
        return read_decimal(arrow, type, field);
    case ARROW_DATE:
    case ARROW_TIME:
    case ARROW_TIMESTAMP:
    case ARROW_DURATION:
        return read_times(type, field);
    case ARROW_INTERVAL:
        return read_interval(type, field);
    case ARROW_FIXED_BINARY:
    case ARROW_FIXED_LIST:
        TRY(arrow_flat_i32(type, 0, 0, &size));
        if (size < 0)
            return fail(arrow, type, "values of fewer than no bytes");
        field->meaning.kind = MEANS_BYTES;
        *(field->type == ARROW_FIXED_LIST ? &field->list_size : &field->width) = (uint32_t)size;
        return ASSAY_OK;
    case ARROW_UTF8:
    case ARROW_LARGE_UTF8:
    case ARROW_UTF8_VIEW:
        field->meaning.kind = MEANS_TEXT;
        return ASSAY_OK;
    case ARROW_UNION:
        return read_union(arrow, type, field);
    default:
        field->meaning.kind = field->type == ARROW_NULL ? MEANS_NOTHING : MEANS_BYTES;
        return ASSAY_OK;
    }
}

/* The dictionary of an id, which several fields may share. */
static struct arrow_dictionary *use_dictionary(struct arrow *arrow, int64_t id,
                                               const struct arrow_field *value)
{
    struct arrow_dictionary *dictionary = arrow->dictionaries;

    while (dictionary && dictionary->id != id)
        dictionary = dictionary->next;
    if (dictionary)
        return dictionary;
    dictionary = arena_alloc(arrow->arena, sizeof *dictionary);
    if (!dictionary)
        return NULL;
    *dictionary = (struct arrow_dictionary){.next = arrow->dictionaries, .id = id, .value = *value};
    buf_init(&dictionary->texts, LIMIT_ARROW_DICTIONARY);
    arrow->dictionaries = dictionary;
    return dictionary;
}

static ASSAY_RESULT read_dictionary(struct arrow *arrow, const struct arrow_flat_table *encoding,
                                    struct arrow_field *field)
{
    struct arrow_flat_table index;
    int64_t id;

    if (!encoding->flat)
        return ASSAY_OK;
    TRY(arrow_flat_i64(encoding, DICTIONARY_ID, 0, &id));
    TRY(arrow_flat_table(encoding, DICTIONARY_INDEX, &index));
    field->dictionary = use_dictionary(arrow, id, field);
    if (!field->dictionary)
        return no_memory(arrow);
    *field = (struct arrow_field){.name = field->name,
                                  .type = ARROW_INT,
                                  .width = 4,
                                  .dictionary = field->dictionary,
                                  .meaning = {MEANS_SIGNED, 0},
                                  .nested = field->nested};
    return index.flat ? read_integer(arrow, &index, field) : ASSAY_OK;
}

static bool is_list(enum arrow_type type)
{
    return type == ARROW_LIST || type == ARROW_LARGE_LIST || type == ARROW_FIXED_LIST ||
           type == ARROW_MAP || type == ARROW_LIST_VIEW || type == ARROW_LARGE_LIST_VIEW;
}

/* The names of what lists are built of say nothing. */
static ASSAY_RESULT name_field(const struct arrow *arrow, const struct arrow_flat_table *table,
                               const struct arrow_field *parent, struct arrow_field *field)
{
    struct bytes own = {0};
    char name[NAME_KEPT] = "", text[NAME_KEPT];
    size_t size;

    if (!is_list(parent->type) && parent->type != ARROW_RUN_END)
        TRY(arrow_flat_text(table, FIELD_NAME, &own));
    size = own.size < sizeof text - 1 ? own.size : sizeof text - 1;
    for (size_t i = 0; i < size; i++)
        text[i] = own.data[i] ? (char)own.data[i] : '?';
    text[size] = 0;
    if (parent->name)
        text_append(name, sizeof name, parent->name);
    if (*name && *text)
        text_append(name, sizeof name, ".");
    text_append(name, sizeof name, text);
    field->name = arena_text(arrow->arena, name);
    return field->name ? ASSAY_OK : no_memory(arrow);
}

/* Columns in the order of their leaves; NOLINTNEXTLINE(misc-no-recursion): to DEPTH */
static ASSAY_RESULT read_field(struct arrow *arrow, const struct arrow_flat_table *table,
                               const struct arrow_field *parent, unsigned depth,
                               struct arrow_field *field)
{
    struct arrow_flat_table type, encoding;
    struct arrow_flat_vector children;
    uint32_t before = arrow->columns;
    uint8_t kind;

    if (depth == DEPTH)
        return fail(arrow, table, "fields inside fields deeper than 32 levels");
    TRY(name_field(arrow, table, parent, field));
    TRY(arrow_flat_u8(table, FIELD_TYPE_TYPE, ARROW_NONE, &kind));
    if (kind == ARROW_NONE || kind >= ARROW_TYPES)
        return fail(arrow, table, "a field of unknown type");
    field->type = kind;
    field->nested = parent->nested || is_list(parent->type);
    TRY(arrow_flat_vector(table, FIELD_CHILDREN, OFFSET, &children));
    if (children.count > LIMIT_ARROW_FIELDS - arrow->columns || arrow->columns > LIMIT_ARROW_FIELDS)
        return fail(arrow, table, "more fields than are read");
    field->child_count = children.count;
    TRY(arrow_flat_table(table, FIELD_TYPE, &type));
    TRY(read_type(arrow, &type, field));
    field->children = arena_array(arrow->arena, children.count + 1, sizeof *field->children);
    if (!field->children)
        return no_memory(arrow);
    for (uint32_t i = 0; i < children.count; i++) {
        struct arrow_flat_table child;

        TRY(arrow_flat_element(&children, i, &child));
        TRY(read_field(arrow, &child, field, depth + 1, &field->children[i]));
    }
    TRY(arrow_flat_table(table, FIELD_DICTIONARY, &encoding));
    TRY(read_dictionary(arrow, &encoding, field));
    if (field->dictionary)
        arrow->columns = before;
    if (field->child_count == 0)
        field->column = arrow->columns++;
    return read_pairs(arrow, table, FIELD_METADATA);
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as read_field() went */
static ASSAY_RESULT name_columns(struct arrow *arrow, const struct arrow_field *field)
{
    if (field->child_count == 0)
        return cells_name(&arrow->cells, field->column, bytes_text(field->name), field->nested);
    for (uint32_t i = 0; i < field->child_count; i++)
        TRY(name_columns(arrow, &field->children[i]));
    return ASSAY_OK;
}

enum assay_status arrow_read_schema(struct arrow *arrow, const struct arrow_flat_table *schema,
                                    bool *big)
{
    struct arrow_flat_vector fields;
    int16_t endianness;

    TRY(arrow_flat_i16(schema, SCHEMA_ENDIANNESS, 0, &endianness));
    *big = endianness != 0;
    if (*big)
        return ASSAY_OK;
    TRY(arrow_flat_vector(schema, SCHEMA_FIELDS, OFFSET, &fields));
    if (fields.count > LIMIT_ARROW_FIELDS)
        return fail(arrow, schema, "more fields than are read");
    arrow->root = (struct arrow_field){.type = ARROW_STRUCT, .child_count = fields.count};
    arrow->root.children =
        arena_array(arrow->arena, (size_t)fields.count + 1, sizeof *arrow->root.children);
    if (!arrow->root.children)
        return no_memory(arrow);
    for (uint32_t i = 0; i < fields.count; i++) {
        struct arrow_flat_table field;

        TRY(arrow_flat_element(&fields, i, &field));
        TRY(read_field(arrow, &field, &arrow->root, 0, &arrow->root.children[i]));
    }
    TRY(cells_open(&arrow->cells, arrow->columns, arrow->cursor->size, arrow->evidence,
                   arrow->err));
    for (uint32_t i = 0; i < fields.count; i++)
        TRY(name_columns(arrow, &arrow->root.children[i]));
    arrow->schema_met = true;
    return read_pairs(arrow, schema, SCHEMA_METADATA);
}
