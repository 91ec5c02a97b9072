/* arrow_schema.c - fields of an Arrow schema as a tree, its leaves as columns. */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/python/arrow_types.h"
#include "examine/tables/arrow.h"

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
enum { DEPTH = 32, NAME_KEPT = 1024 };

static ASSAY_RESULT fail(const struct arrow *arrow, const struct flat_table *table,
                         const char *what)
{
    return assay_fail(arrow->err, ASSAY_EFORMAT, table->at, "%s", what);
}

static ASSAY_RESULT no_memory(const struct arrow *arrow)
{
    return assay_fail(arrow->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for columns");
}

static ASSAY_RESULT read_pairs(struct arrow *arrow, const struct flat_table *table, unsigned field)
{
    struct flat_vector pairs;

    TRY(flat_vector(table, field, FLAT_OFFSET, &pairs));
    for (uint64_t i = 0; i < pairs.count; i++) {
        struct flat_table pair;
        bool name, parameters;

        TRY(flat_element(&pairs, i, &pair));
        TRY(flat_text(&pair, PAIR_KEY, SIZE_MAX, &arrow->text));
        evidence_set(arrow->evidence, ASSAY_FACT_DATASET_METADATA_KEYS, MEASURED,
                     buf_bytes(&arrow->text));
        name = bytes_equal(buf_bytes(&arrow->text), BYTES("ARROW:extension:name"));
        parameters = bytes_equal(buf_bytes(&arrow->text), BYTES("ARROW:extension:metadata"));
        TRY(flat_text(&pair, PAIR_VALUE, SIZE_MAX, &arrow->text));
        if (name)
            arrow_type_named(arrow->evidence, pair.at, buf_bytes(&arrow->text));
        if (parameters)
            TRY(arrow_type_parameters(arrow->evidence, pair.at, buf_bytes(&arrow->text),
                                      arrow->err));
        evidence_value(arrow->evidence, EVIDENCE_NO_COLUMN, 0, pair.at, buf_bytes(&arrow->text));
    }
    return ASSAY_OK;
}

/* Digits behind the point of a second: SECOND, MILLISECOND, MICROSECOND, NANOSECOND. */
static ASSAY_RESULT read_unit(const struct flat_table *type, int64_t otherwise, int *scale)
{
    int64_t unit;

    TRY(flat_signed(type, 0, 2, otherwise, &unit));
    *scale = unit >= 0 && unit <= 3 ? 3 * (int)unit : -1;
    return ASSAY_OK;
}

static ASSAY_RESULT read_integer(const struct arrow *arrow, const struct flat_table *type,
                                 struct arrow_field *field)
{
    uint64_t is_signed;
    int64_t bits;

    TRY(flat_signed(type, 0, 4, 0, &bits));
    TRY(flat_unsigned(type, 1, 1, 0, &is_signed));
    if (bits != 8 && bits != 16 && bits != 32 && bits != 64)
        return fail(arrow, type, "integers of no known size");
    field->width = (uint32_t)bits / 8;
    field->meaning.kind = is_signed ? MEANS_SIGNED : MEANS_UNSIGNED;
    return ASSAY_OK;
}

static ASSAY_RESULT read_decimal(const struct arrow *arrow, const struct flat_table *type,
                                 struct arrow_field *field)
{
    int64_t scale, bits;

    TRY(flat_signed(type, 1, 4, 0, &scale));
    TRY(flat_signed(type, 2, 4, 128, &bits));
    if (bits != 32 && bits != 64 && bits != 128 && bits != 256)
        return fail(arrow, type, "decimals of no known size");
    field->width = (uint32_t)bits / 8;
    field->meaning = (struct meaning){MEANS_DECIMAL, (int)scale};
    return ASSAY_OK;
}

static ASSAY_RESULT read_union(const struct arrow *arrow, const struct flat_table *type,
                               struct arrow_field *field)
{
    struct flat_vector ids;
    int64_t mode;

    TRY(flat_signed(type, 0, 2, 0, &mode));
    field->dense = mode == 1;
    TRY(flat_vector(type, 1, 4, &ids));
    for (uint32_t i = 0; i < sizeof field->tags && i < field->child_count; i++) {
        uint64_t id = i;

        if (i < ids.count)
            TRY(flat_item(&ids, i, 4, &id));
        if (id >= sizeof field->tags)
            return fail(arrow, type, "a union of unknown types");
        field->tags[id] = (uint8_t)(i + 1);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_times(const struct flat_table *type, struct arrow_field *field)
{
    struct flat_vector zone;
    int64_t unit, bits;

    switch (field->type) {
    case ARROW_DATE:
        TRY(flat_signed(type, 0, 2, 1, &unit));
        field->width = unit == 0 ? 4 : 8;
        field->meaning =
            unit == 0 ? (struct meaning){MEANS_DATE, 0} : (struct meaning){MEANS_TIMESTAMP, 3};
        return ASSAY_OK;
    case ARROW_TIME:
        TRY(flat_signed(type, 1, 4, 32, &bits));
        field->width = bits == 64 ? 8 : 4;
        field->meaning.kind = MEANS_TIME;
        return read_unit(type, 1, &field->meaning.scale);
    case ARROW_TIMESTAMP:
        TRY(flat_vector(type, 1, 1, &zone));
        field->width = 8;
        field->meaning.kind = zone.count > 0 ? MEANS_TIMESTAMP_UTC : MEANS_TIMESTAMP;
        return read_unit(type, 0, &field->meaning.scale);
    default:
        field->width = 8;
        field->meaning.kind = MEANS_PERIOD;
        return read_unit(type, 1, &field->meaning.scale);
    }
}

static ASSAY_RESULT read_interval(const struct flat_table *type, struct arrow_field *field)
{
    static const uint32_t widths[] = {4, 8, 16};
    int64_t unit;

    TRY(flat_signed(type, 0, 2, 0, &unit));
    field->width = unit >= 0 && unit <= 2 ? widths[unit] : 16;
    field->meaning.kind = MEANS_NOTHING; /* an amount of months and days has no one text */
    if (unit == 0)
        field->meaning.kind = MEANS_SIGNED;
    return ASSAY_OK;
}

static ASSAY_RESULT read_type(const struct arrow *arrow, const struct flat_table *type,
                              struct arrow_field *field)
{
    static const uint32_t float_widths[] = {2, 4, 8};
    int64_t precision, size;

    switch (field->type) {
    case ARROW_INT:
        return read_integer(arrow, type, field);
    case ARROW_FLOAT:
        TRY(flat_signed(type, 0, 2, 0, &precision));
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
        TRY(flat_signed(type, 0, 4, 0, &size));
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

static ASSAY_RESULT read_dictionary(struct arrow *arrow, const struct flat_table *encoding,
                                    struct arrow_field *field)
{
    struct flat_table index;
    int64_t id;

    if (!encoding->flat)
        return ASSAY_OK;
    TRY(flat_signed(encoding, DICTIONARY_ID, 8, 0, &id));
    TRY(flat_table(encoding, DICTIONARY_INDEX, &index));
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
static ASSAY_RESULT name_field(struct arrow *arrow, const struct flat_table *table,
                               const struct arrow_field *parent, struct arrow_field *field)
{
    char name[NAME_KEPT] = "", text[NAME_KEPT];
    struct bytes own;

    buf_reset(&arrow->text);
    if (!is_list(parent->type) && parent->type != ARROW_RUN_END)
        TRY(flat_text(table, FIELD_NAME, sizeof text - 1, &arrow->text));
    own = buf_bytes(&arrow->text);
    for (size_t i = 0; i < own.size; i++)
        text[i] = own.data[i] ? (char)own.data[i] : '?';
    text[own.size] = 0;
    if (parent->name)
        text_append(name, sizeof name, parent->name);
    if (*name && *text)
        text_append(name, sizeof name, ".");
    text_append(name, sizeof name, text);
    field->name = arena_text(arrow->arena, name);
    return field->name ? ASSAY_OK : no_memory(arrow);
}

/* Columns in the order of their leaves; NOLINTNEXTLINE(misc-no-recursion): to DEPTH */
static ASSAY_RESULT read_field(struct arrow *arrow, const struct flat_table *table,
                               const struct arrow_field *parent, unsigned depth,
                               struct arrow_field *field)
{
    struct flat_table type, encoding;
    struct flat_vector children;
    uint32_t before = arrow->columns;
    uint64_t kind;

    if (depth == DEPTH)
        return fail(arrow, table, "fields inside fields deeper than 32 levels");
    TRY(name_field(arrow, table, parent, field));
    TRY(flat_unsigned(table, FIELD_TYPE_TYPE, 1, ARROW_NONE, &kind));
    if (kind == ARROW_NONE || kind >= ARROW_TYPES)
        return fail(arrow, table, "a field of unknown type");
    field->type = (enum arrow_type)kind;
    field->nested = parent->nested || is_list(parent->type);
    TRY(flat_vector(table, FIELD_CHILDREN, FLAT_OFFSET, &children));
    if (children.count > LIMIT_ARROW_FIELDS - arrow->columns || arrow->columns > LIMIT_ARROW_FIELDS)
        return fail(arrow, table, "more fields than are read");
    field->child_count = (uint32_t)children.count;
    TRY(flat_table(table, FIELD_TYPE, &type));
    TRY(read_type(arrow, &type, field));
    field->children =
        arena_array(arrow->arena, (size_t)children.count + 1, sizeof *field->children);
    if (!field->children)
        return no_memory(arrow);
    for (uint32_t i = 0; i < field->child_count; i++) {
        struct flat_table child;

        TRY(flat_element(&children, i, &child));
        TRY(read_field(arrow, &child, field, depth + 1, &field->children[i]));
    }
    TRY(flat_table(table, FIELD_DICTIONARY, &encoding));
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

enum assay_status arrow_read_schema(struct arrow *arrow, const struct flat_table *schema, bool *big)
{
    struct flat_vector fields;
    int64_t endianness;

    TRY(flat_signed(schema, SCHEMA_ENDIANNESS, 2, 0, &endianness));
    *big = endianness != 0;
    if (*big)
        return ASSAY_OK;
    TRY(flat_vector(schema, SCHEMA_FIELDS, FLAT_OFFSET, &fields));
    if (fields.count > LIMIT_ARROW_FIELDS)
        return fail(arrow, schema, "more fields than are read");
    arrow->root = (struct arrow_field){.type = ARROW_STRUCT, .child_count = (uint32_t)fields.count};
    arrow->root.children =
        arena_array(arrow->arena, (size_t)fields.count + 1, sizeof *arrow->root.children);
    if (!arrow->root.children)
        return no_memory(arrow);
    for (uint32_t i = 0; i < arrow->root.child_count; i++) {
        struct flat_table field;

        TRY(flat_element(&fields, i, &field));
        TRY(read_field(arrow, &field, &arrow->root, 0, &arrow->root.children[i]));
    }
    TRY(cells_open(&arrow->cells, arrow->columns, arrow->cursor->size, arrow->evidence,
                   arrow->err));
    for (uint32_t i = 0; i < arrow->root.child_count; i++)
        TRY(name_columns(arrow, &arrow->root.children[i]));
    arrow->schema_met = true;
    return read_pairs(arrow, schema, SCHEMA_METADATA);
}
