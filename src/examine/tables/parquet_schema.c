/* parquet_schema.c - the tree of a Parquet schema as the columns at its leaves. */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/tables/parquet.h"

/* Fields of SchemaElement, and members of the union LogicalType. */
enum {
    ELEMENT_TYPE = 1,
    ELEMENT_LENGTH,
    ELEMENT_REPETITION,
    ELEMENT_NAME,
    ELEMENT_CHILDREN,
    ELEMENT_CONVERTED,
    ELEMENT_SCALE,
    ELEMENT_PRECISION,
    ELEMENT_FIELD_ID,
    ELEMENT_LOGICAL,
    ELEMENT_FIELDS
};
enum {
    LOGICAL_STRING = 1,
    LOGICAL_MAP,
    LOGICAL_LIST,
    LOGICAL_ENUM,
    LOGICAL_DECIMAL,
    LOGICAL_DATE,
    LOGICAL_TIME,
    LOGICAL_TIMESTAMP,
    LOGICAL_INTEGER = 10,
    LOGICAL_UNKNOWN,
    LOGICAL_JSON,
    LOGICAL_BSON,
    LOGICAL_UUID,
    LOGICAL_FLOAT16,
    LOGICAL_FIELDS
};
enum {
    CONVERTED_UTF8,
    CONVERTED_MAP,
    CONVERTED_MAP_KEY_VALUE,
    CONVERTED_LIST,
    CONVERTED_ENUM,
    CONVERTED_DECIMAL,
    CONVERTED_DATE,
    CONVERTED_TIME_MILLIS,
    CONVERTED_TIME_MICROS,
    CONVERTED_TIMESTAMP_MILLIS,
    CONVERTED_TIMESTAMP_MICROS,
    CONVERTED_UINT_8,
    CONVERTED_UINT_64 = CONVERTED_UINT_8 + 3,
    CONVERTED_INT_64 = CONVERTED_UINT_64 + 4,
    CONVERTED_JSON,
    CONVERTED_BSON,
    CONVERTED_INTERVAL,
};
enum { REQUIRED, OPTIONAL, REPEATED };
enum { DEPTH = 64, NAME_KEPT = 1024, WIDTH_MAX = 1 << 20 };

/* Whose names say nothing: the parts that lists and maps are built of. */
enum naming { NAMED, LIST_BELOW, ITEM_BELOW, PAIR_BELOW };

struct level {
    uint64_t left; /* children to come */
    uint8_t definition, repetition;
    enum naming naming; /* of the children */
    size_t name;        /* bytes of the path's name */
};

struct walk {
    struct assay_error *err;
    struct arena *arena;
    struct parquet_schema *schema;
    struct level levels[DEPTH];
    size_t depth;
    char name[NAME_KEPT];
};

static ASSAY_RESULT fail(const struct walk *walk, const struct thrift_value *element,
                         const char *what)
{
    return assay_fail(walk->err, ASSAY_EFORMAT, element->at, "%s", what);
}

/* One word for what both annotations say, the newer before the older. */
struct annotation {
    int64_t converted; /* or -1 */
    struct thrift_value logical[LOGICAL_FIELDS];
    int64_t scale;
};

static ASSAY_RESULT read_annotation(const struct walk *walk,
                                    const struct thrift_value of[ELEMENT_FIELDS],
                                    struct annotation *annotation)
{
    *annotation = (struct annotation){
        .converted = thrift_is_integer(&of[ELEMENT_CONVERTED]) ? of[ELEMENT_CONVERTED].integer : -1,
        .scale = thrift_is_integer(&of[ELEMENT_SCALE]) ? of[ELEMENT_SCALE].integer : 0};
    if (of[ELEMENT_LOGICAL].type == THRIFT_STRUCT)
        TRY(thrift_inside(&of[ELEMENT_LOGICAL], annotation->logical, LOGICAL_FIELDS, walk->err));
    if (annotation->logical[LOGICAL_DECIMAL].type == THRIFT_STRUCT) {
        struct thrift_value decimal[3];

        TRY(thrift_inside(&annotation->logical[LOGICAL_DECIMAL], decimal, ARRAY_LEN(decimal),
                          walk->err));
        annotation->scale = decimal[1].integer;
    }
    return ASSAY_OK;
}

static bool is_logical(const struct annotation *annotation, int field)
{
    return annotation->logical[field].type == THRIFT_STRUCT;
}

/* Digits behind the point of a second: a union of three empty structs. */
static ASSAY_RESULT read_unit(const struct walk *walk, const struct thrift_value *logical,
                              bool *utc, int *scale)
{
    enum { UTC = 1, UNIT, FIELDS };
    struct thrift_value of[FIELDS], units[4];

    TRY(thrift_inside(logical, of, FIELDS, walk->err));
    TRY(thrift_inside(&of[UNIT], units, ARRAY_LEN(units), walk->err));
    *utc = of[UTC].type == THRIFT_TRUE;
    *scale = units[2].type ? 6 : units[3].type ? 9 : 3;
    return ASSAY_OK;
}

static bool is_of_bytes(const struct parquet_leaf *leaf)
{
    return leaf->type == PARQUET_BYTE_ARRAY || leaf->type == PARQUET_FIXED;
}

static bool is_of_integers(const struct parquet_leaf *leaf)
{
    return leaf->type == PARQUET_INT32 || leaf->type == PARQUET_INT64;
}

/* What values mean that nobody annotated. */
static struct meaning bare_meaning(const struct parquet_leaf *leaf)
{
    static const enum meaning_kind kinds[PARQUET_TYPES] = {
        [PARQUET_BOOLEAN] = MEANS_BOOLEAN,  [PARQUET_INT32] = MEANS_SIGNED,
        [PARQUET_INT64] = MEANS_SIGNED,     [PARQUET_INT96] = MEANS_INT96,
        [PARQUET_FLOAT] = MEANS_FLOAT,      [PARQUET_DOUBLE] = MEANS_FLOAT,
        [PARQUET_BYTE_ARRAY] = MEANS_BYTES, [PARQUET_FIXED] = MEANS_BYTES,
    };

    return (struct meaning){.kind = kinds[leaf->type]};
}

static enum meaning_kind meaning_of_bytes(const struct parquet_leaf *leaf,
                                          const struct annotation *annotation)
{
    if (is_logical(annotation, LOGICAL_DECIMAL) || annotation->converted == CONVERTED_DECIMAL)
        return MEANS_DECIMAL_BIG;
    if (is_logical(annotation, LOGICAL_UUID) && leaf->width == 16)
        return MEANS_UUID;
    if (is_logical(annotation, LOGICAL_FLOAT16) && leaf->width == 2)
        return MEANS_FLOAT;
    if (annotation->converted == CONVERTED_INTERVAL && leaf->width == 12)
        return MEANS_INTERVAL;
    if (is_logical(annotation, LOGICAL_STRING) || is_logical(annotation, LOGICAL_ENUM) ||
        is_logical(annotation, LOGICAL_JSON) || annotation->converted == CONVERTED_UTF8 ||
        annotation->converted == CONVERTED_ENUM || annotation->converted == CONVERTED_JSON)
        return MEANS_TEXT;
    return MEANS_BYTES;
}

static ASSAY_RESULT meaning_of_integers(const struct walk *walk,
                                        const struct annotation *annotation,
                                        struct meaning *meaning)
{
    int64_t converted = annotation->converted;
    bool utc;

    if (is_logical(annotation, LOGICAL_DECIMAL) || converted == CONVERTED_DECIMAL) {
        *meaning = (struct meaning){.kind = MEANS_DECIMAL,
                                    .scale = annotation->scale < 0 || annotation->scale > INT16_MAX
                                                 ? -1
                                                 : (int)annotation->scale};
    } else if (is_logical(annotation, LOGICAL_DATE) || converted == CONVERTED_DATE) {
        meaning->kind = MEANS_DATE;
    } else if (is_logical(annotation, LOGICAL_TIME)) {
        meaning->kind = MEANS_TIME;
        return read_unit(walk, &annotation->logical[LOGICAL_TIME], &utc, &meaning->scale);
    } else if (is_logical(annotation, LOGICAL_TIMESTAMP)) {
        TRY(read_unit(walk, &annotation->logical[LOGICAL_TIMESTAMP], &utc, &meaning->scale));
        meaning->kind = utc ? MEANS_TIMESTAMP_UTC : MEANS_TIMESTAMP;
    } else if (converted == CONVERTED_TIME_MILLIS || converted == CONVERTED_TIME_MICROS) {
        *meaning = (struct meaning){MEANS_TIME, converted == CONVERTED_TIME_MILLIS ? 3 : 6};
    } else if (converted == CONVERTED_TIMESTAMP_MILLIS || converted == CONVERTED_TIMESTAMP_MICROS) {
        *meaning =
            (struct meaning){MEANS_TIMESTAMP_UTC, converted == CONVERTED_TIMESTAMP_MILLIS ? 3 : 6};
    } else if (is_logical(annotation, LOGICAL_INTEGER)) {
        struct thrift_value of[3];

        TRY(thrift_inside(&annotation->logical[LOGICAL_INTEGER], of, ARRAY_LEN(of), walk->err));
        meaning->kind = of[2].type == THRIFT_FALSE ? MEANS_UNSIGNED : MEANS_SIGNED;
    } else if (converted >= CONVERTED_UINT_8 && converted <= CONVERTED_UINT_64) {
        meaning->kind = MEANS_UNSIGNED;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT find_meaning(const struct walk *walk, const struct annotation *annotation,
                                 struct parquet_leaf *leaf)
{
    leaf->meaning = bare_meaning(leaf);
    if (is_logical(annotation, LOGICAL_UNKNOWN)) {
        leaf->meaning.kind = MEANS_NOTHING;
    } else if (is_of_bytes(leaf)) {
        leaf->meaning.kind = meaning_of_bytes(leaf, annotation);
        leaf->meaning.scale =
            annotation->scale < 0 || annotation->scale > INT16_MAX ? -1 : (int)annotation->scale;
    } else if (is_of_integers(leaf)) {
        return meaning_of_integers(walk, annotation, &leaf->meaning);
    }
    return ASSAY_OK;
}

/* The name of what stands in the path so far. */
static void set_name(struct walk *walk, const struct level *parent, struct bytes name, bool named)
{
    char text[NAME_KEPT];
    size_t size = name.size < sizeof text - 1 ? name.size : sizeof text - 1;

    walk->name[parent->name] = 0;
    if (!named)
        return;
    if (size)
        memcpy(text, name.data, size);
    for (size_t i = 0; i < size; i++)
        if (text[i] == 0)
            text[i] = '?';
    text[size] = 0;
    if (parent->name > 0)
        text_append(walk->name, sizeof walk->name, ".");
    text_append(walk->name, sizeof walk->name, text);
}

static ASSAY_RESULT add_leaf(struct walk *walk, const struct thrift_value of[ELEMENT_FIELDS],
                             const struct annotation *annotation, struct parquet_leaf leaf)
{
    static const uint32_t widths[PARQUET_TYPES] = {
        [PARQUET_INT32] = 4, [PARQUET_INT64] = 8,  [PARQUET_INT96] = 12,
        [PARQUET_FLOAT] = 4, [PARQUET_DOUBLE] = 8,
    };
    int64_t type = of[ELEMENT_TYPE].integer, length = of[ELEMENT_LENGTH].integer;

    if (!thrift_is_integer(&of[ELEMENT_TYPE]) || type < 0 || type >= PARQUET_TYPES)
        return fail(walk, &of[ELEMENT_TYPE], "a column of unknown type");
    leaf.type = (enum parquet_type)type;
    leaf.width = widths[type];
    if (leaf.type == PARQUET_FIXED) {
        if (!thrift_is_integer(&of[ELEMENT_LENGTH]) || length < 0 || length > WIDTH_MAX)
            return fail(walk, &of[ELEMENT_LENGTH], "a column of values of no size");
        leaf.width = (uint32_t)length;
    }
    TRY(find_meaning(walk, annotation, &leaf));
    leaf.name = arena_text(walk->arena, walk->name);
    if (!leaf.name)
        return assay_fail(walk->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for columns");
    if (walk->schema->count == walk->schema->capacity)
        return fail(walk, &of[ELEMENT_TYPE], "more columns than elements of the schema");
    walk->schema->leaves[walk->schema->count++] = leaf;
    return ASSAY_OK;
}

static enum naming naming_below(enum naming naming, const struct annotation *annotation,
                                struct bytes name, uint64_t children)
{
    if (naming == LIST_BELOW) /* the repeated group of a list of old has no item below it */
        return children == 1 && !bytes_equal(name, BYTES("array")) &&
                       !bytes_ends(name, BYTES("_tuple"))
                   ? ITEM_BELOW
                   : NAMED;
    if (is_logical(annotation, LOGICAL_LIST) || annotation->converted == CONVERTED_LIST)
        return LIST_BELOW;
    if (is_logical(annotation, LOGICAL_MAP) || annotation->converted == CONVERTED_MAP ||
        annotation->converted == CONVERTED_MAP_KEY_VALUE)
        return naming == PAIR_BELOW ? NAMED : PAIR_BELOW;
    return NAMED;
}

/* One element below the root. */
static ASSAY_RESULT add_element(struct walk *walk, const struct thrift_value *element)
{
    struct level *parent = &walk->levels[walk->depth - 1];
    struct thrift_value of[ELEMENT_FIELDS];
    struct annotation annotation;
    int64_t repetition, children;
    struct level level;

    TRY(thrift_inside(element, of, ELEMENT_FIELDS, walk->err));
    TRY(read_annotation(walk, of, &annotation));
    repetition = of[ELEMENT_REPETITION].integer;
    children = thrift_is_integer(&of[ELEMENT_CHILDREN]) ? of[ELEMENT_CHILDREN].integer : 0;
    if (repetition < REQUIRED || repetition > REPEATED)
        return fail(walk, element, "a column that repeats in no known way");
    level = (struct level){.left = (uint64_t)children,
                           .definition = (uint8_t)(parent->definition + (repetition != REQUIRED)),
                           .repetition = (uint8_t)(parent->repetition + (repetition == REPEATED)),
                           .naming = naming_below(parent->naming, &annotation,
                                                  of[ELEMENT_NAME].body, (uint64_t)children)};
    set_name(walk, parent, of[ELEMENT_NAME].body, parent->naming == NAMED);
    level.name = strlen(walk->name);
    parent->left--;
    if (children < 0)
        return fail(walk, element, "a group of fewer than no columns");
    if (children == 0 && of[ELEMENT_TYPE].type != THRIFT_NONE)
        return add_leaf(
            walk, of, &annotation,
            (struct parquet_leaf){.definition = level.definition, .repetition = level.repetition});
    if (walk->depth == DEPTH)
        return fail(walk, element, "groups inside groups deeper than 64 levels");
    walk->levels[walk->depth++] = level;
    return ASSAY_OK;
}

static ASSAY_RESULT walk_elements(struct walk *walk, struct thrift_list *list)
{
    struct thrift_value element, of[ELEMENT_FIELDS];

    TRY(thrift_element(list, &element));
    TRY(thrift_inside(&element, of, ELEMENT_FIELDS, walk->err));
    if (!thrift_is_integer(&of[ELEMENT_CHILDREN]) || of[ELEMENT_CHILDREN].integer < 0)
        return fail(walk, &element, "a schema whose root has no columns");
    walk->levels[walk->depth++] = (struct level){.left = (uint64_t)of[ELEMENT_CHILDREN].integer};
    for (uint64_t i = 1; i < list->count; i++) {
        TRY(thrift_element(list, &element));
        while (walk->depth > 0 && walk->levels[walk->depth - 1].left == 0)
            walk->depth--;
        if (walk->depth == 0)
            return fail(walk, &element, "elements of the schema that stand in no group");
        TRY(add_element(walk, &element));
    }
    while (walk->depth > 0 && walk->levels[walk->depth - 1].left == 0)
        walk->depth--;
    return walk->depth == 0 ? ASSAY_OK
                            : fail(walk, &element, "a group of the schema lacks columns");
}

enum assay_status parquet_read_schema(struct arena *arena, const struct thrift_value *elements,
                                      struct parquet_schema *schema, struct assay_error *err)
{
    struct walk walk = {.err = err, .arena = arena, .schema = schema};
    struct thrift_list list;

    *schema = (struct parquet_schema){0};
    TRY(thrift_list(elements, &list, err));
    if (list.count == 0 || list.type != THRIFT_STRUCT)
        return fail(&walk, elements, "a schema of nothing");
    if (list.count > LIMIT_SCHEMA)
        return assay_fail(err, ASSAY_ELIMIT, elements->at, "a schema of %" PRIu64 " elements",
                          list.count);
    schema->leaves = arena_array(arena, (size_t)list.count, sizeof *schema->leaves);
    if (!schema->leaves)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for columns");
    schema->capacity = (size_t)list.count;
    return walk_elements(&walk, &list);
}
