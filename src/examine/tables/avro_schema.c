/* avro_schema.c - the schema of an Avro file as a tree, its leaves as columns. */

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "doc/doc.h"
#include "examine/tables/avro.h"

enum { DEPTH = 32, NAME_KEPT = 1024, FIXED_MAX = 1 << 24 };

/* Named types that were declared, in the order in which they were met. */
struct named {
    struct named *next;
    struct bytes name;
    const struct doc *doc;
    const struct avro_node *open; /* while its fields are read */
};

/* Columns whose names wait until the number of all is known. */
struct waiting {
    struct waiting *next;
    const char *name;
    uint32_t column;
    bool nested;
};

struct walk {
    struct avro *avro;
    struct waiting *waiting, **last;
    struct named *types;
    uint32_t nodes;
    uint64_t at;
};

static ASSAY_RESULT fail(const struct walk *walk, const char *what)
{
    return assay_fail(walk->avro->err, ASSAY_EFORMAT, walk->at, "%s", what);
}

static ASSAY_RESULT no_memory(const struct walk *walk)
{
    return assay_fail(walk->avro->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for columns");
}

static struct bytes text_of(const struct doc *doc, const char *member)
{
    const struct doc *value = doc && doc->type == DOC_MAP ? doc_get(doc, member) : NULL;

    return value && value->type == DOC_TEXT ? value->text : bytes_of(NULL, 0);
}

static int64_t integer_of(const struct doc *doc, const char *member)
{
    const struct doc *value = doc_get(doc, member);

    return value && value->type == DOC_INT ? value->integer : -1;
}

static const struct {
    const char *name;
    enum avro_type type;
    struct meaning meaning;
} types[] = {
    {"null", AVRO_NULL, {MEANS_NOTHING, 0}},   {"boolean", AVRO_BOOLEAN, {MEANS_BOOLEAN, 0}},
    {"int", AVRO_INT, {MEANS_SIGNED, 0}},      {"long", AVRO_LONG, {MEANS_SIGNED, 0}},
    {"float", AVRO_FLOAT, {MEANS_FLOAT, 0}},   {"double", AVRO_DOUBLE, {MEANS_FLOAT, 0}},
    {"bytes", AVRO_BYTES, {MEANS_BYTES, 0}},   {"string", AVRO_STRING, {MEANS_TEXT, 0}},
    {"fixed", AVRO_FIXED, {MEANS_BYTES, 0}},   {"enum", AVRO_ENUM, {MEANS_TEXT, 0}},
    {"record", AVRO_RECORD, {MEANS_BYTES, 0}}, {"error", AVRO_RECORD, {MEANS_BYTES, 0}},
    {"array", AVRO_ARRAY, {MEANS_BYTES, 0}},   {"map", AVRO_MAP, {MEANS_TEXT, 0}},
};

static const struct {
    const char *name;
    uint32_t on; /* a bit for each type that may carry it; on others it says nothing */
    struct meaning meaning;
} logical_types[] = {
    {"date", 1U << AVRO_INT, {MEANS_DATE, 0}},
    {"time-millis", 1U << AVRO_INT, {MEANS_TIME, 3}},
    {"time-micros", 1U << AVRO_LONG, {MEANS_TIME, 6}},
    {"timestamp-millis", 1U << AVRO_LONG, {MEANS_TIMESTAMP_UTC, 3}},
    {"timestamp-micros", 1U << AVRO_LONG, {MEANS_TIMESTAMP_UTC, 6}},
    {"timestamp-nanos", 1U << AVRO_LONG, {MEANS_TIMESTAMP_UTC, 9}},
    {"local-timestamp-millis", 1U << AVRO_LONG, {MEANS_TIMESTAMP, 3}},
    {"local-timestamp-micros", 1U << AVRO_LONG, {MEANS_TIMESTAMP, 6}},
    {"local-timestamp-nanos", 1U << AVRO_LONG, {MEANS_TIMESTAMP, 9}},
    {"decimal", 1U << AVRO_BYTES | 1U << AVRO_FIXED, {MEANS_DECIMAL_BIG, 0}},
    {"uuid", 1U << AVRO_FIXED, {MEANS_UUID, 0}},
    {"duration", 1U << AVRO_FIXED, {MEANS_INTERVAL, 0}},
};

static void find_meaning(const struct doc *doc, struct avro_node *node)
{
    struct bytes logical = text_of(doc, "logicalType");
    int64_t scale;

    for (size_t i = 0; i < ARRAY_LEN(logical_types); i++) {
        if (!(logical_types[i].on >> node->type & 1) ||
            !bytes_equal(logical, bytes_text(logical_types[i].name)))
            continue;
        node->meaning = logical_types[i].meaning;
        if (node->meaning.kind == MEANS_DECIMAL_BIG) {
            scale = integer_of(doc, "scale");
            node->meaning.scale = scale < 0 ? 0 : scale > INT16_MAX ? -1 : (int)scale;
        }
    }
}

static struct named *find_named(const struct walk *walk, struct bytes name)
{
    for (struct named *type = walk->types; type; type = type->next) {
        struct bytes tail = type->name;

        if (bytes_equal(type->name, name))
            return type;
        if (tail.size > name.size && tail.data[tail.size - name.size - 1] == '.' &&
            bytes_ends(tail, name)) /* in the namespace around it */
            return type;
    }
    return NULL;
}

static ASSAY_RESULT declare(struct walk *walk, const struct doc *doc, struct named **out)
{
    struct bytes name = text_of(doc, "name"), space = text_of(doc, "namespace");
    struct named *type = arena_alloc(walk->avro->arena, sizeof *type);
    const char *full;

    if (!type)
        return no_memory(walk);
    if (name.size == 0)
        return fail(walk, "its schema has a type without a name");
    full = space.size == 0 || bytes_has(name, '.')
               ? arena_copy(walk->avro->arena, name)
               : arena_printf(walk->avro->arena, "%.*s.%.*s", (int)space.size, space.data,
                              (int)name.size, name.data);
    if (!full)
        return no_memory(walk);
    *type = (struct named){.next = walk->types, .name = bytes_text(full), .doc = doc};
    walk->types = type;
    *out = type;
    return ASSAY_OK;
}

/* What a node is told of the place it stands in. */
struct place {
    const char *name; /* of it and what it stands in, with dots */
    bool nested;
    unsigned depth;
    uint32_t *shared; /* the column of all plain branches of a union; NULL: it is in none */
};

static ASSAY_RESULT read_node(struct walk *walk, const struct doc *doc, struct place place,
                              struct avro_node *node);

static ASSAY_RESULT make_children(struct walk *walk, struct avro_node *node, size_t count)
{
    if (count > LIMIT_ARROW_FIELDS - walk->nodes)
        return fail(walk, "its schema has more fields than are read");
    walk->nodes += (uint32_t)count;
    node->children = arena_array(walk->avro->arena, count + 1, sizeof *node->children);
    node->child_count = (uint32_t)count;
    return node->children ? ASSAY_OK : no_memory(walk);
}

static ASSAY_RESULT name_below(struct walk *walk, const struct place *place, struct bytes name,
                               struct place *below)
{
    char text[NAME_KEPT], whole[NAME_KEPT] = "";
    size_t size = name.size < sizeof text - 1 ? name.size : sizeof text - 1;

    if (size)
        memcpy(text, name.data, size);
    text[size] = 0;
    text_append(whole, sizeof whole, place->name);
    if (*whole && *text)
        text_append(whole, sizeof whole, ".");
    text_append(whole, sizeof whole, text);
    *below = (struct place){.name = arena_text(walk->avro->arena, whole),
                            .nested = place->nested,
                            .depth = place->depth + 1};
    return below->name ? ASSAY_OK : no_memory(walk);
}

static ASSAY_RESULT use_column(struct walk *walk, struct place place, struct avro_node *node)
{
    struct waiting *waiting;

    if (place.shared && node->type == AVRO_NULL) { /* set when the other branches are known */
        node->column = UINT32_MAX;
        return ASSAY_OK;
    }
    if (place.shared && *place.shared != UINT32_MAX) {
        node->column = *place.shared;
        return ASSAY_OK;
    }
    waiting = arena_alloc(walk->avro->arena, sizeof *waiting);
    if (!waiting)
        return no_memory(walk);
    node->column = walk->avro->columns++;
    if (place.shared)
        *place.shared = node->column;
    *waiting = (struct waiting){
        .name = place.name, .column = node->column, .nested = node->nested || place.nested};
    *walk->last = waiting;
    walk->last = &waiting->next;
    return ASSAY_OK;
}

/* NOLINTBEGIN(misc-no-recursion): read_node() bounds the depth */
static ASSAY_RESULT read_record(struct walk *walk, const struct doc *doc, struct place place,
                                struct avro_node *node)
{
    const struct doc *fields = doc_get(doc, "fields");

    if (!fields || fields->type != DOC_LIST)
        return fail(walk, "its schema has a record without fields");
    TRY(make_children(walk, node, fields->count));
    for (uint32_t i = 0; i < node->child_count; i++) {
        const struct doc *field = &fields->items[i];
        struct place below;

        if (field->type != DOC_MAP)
            return fail(walk, "its schema has a field that is none");
        TRY(name_below(walk, &place, text_of(field, "name"), &below));
        TRY(read_node(walk, doc_get(field, "type"), below, &node->children[i]));
    }
    return ASSAY_OK;
}

/* Items of a list stand for it; of a map the keys and the values do. */
static ASSAY_RESULT read_items(struct walk *walk, const struct doc *doc, struct place place,
                               struct avro_node *node)
{
    bool map = node->type == AVRO_MAP;
    struct place below;

    place.nested = true;
    place.shared = NULL;
    TRY(make_children(walk, node, 1));
    if (map) {
        TRY(name_below(walk, &place, BYTES("key"), &below));
        node->nested = true;
        TRY(use_column(walk, below, node));
    }
    TRY(name_below(walk, &place, map ? BYTES("value") : BYTES(""), &below));
    return read_node(walk, doc_get(doc, map ? "values" : "items"), below, &node->children[0]);
}

static ASSAY_RESULT read_symbols(struct walk *walk, const struct doc *doc, struct avro_node *node)
{
    const struct doc *symbols = doc_get(doc, "symbols");
    struct bytes *texts;

    if (!symbols || symbols->type != DOC_LIST)
        return fail(walk, "its schema has an enum without symbols");
    texts = arena_array(walk->avro->arena, symbols->count + 1, sizeof *texts);
    if (!texts)
        return no_memory(walk);
    for (size_t i = 0; i < symbols->count; i++)
        if (symbols->items[i].type == DOC_TEXT)
            texts[i] = symbols->items[i].text;
    node->symbols = texts;
    node->symbol_count = (uint32_t)symbols->count;
    return ASSAY_OK;
}

static ASSAY_RESULT read_typed(struct walk *walk, const struct doc *doc, struct place place,
                               struct avro_node *node)
{
    int64_t size;

    switch (node->type) {
    case AVRO_RECORD:
        return read_record(walk, doc, place, node);
    case AVRO_ARRAY:
    case AVRO_MAP:
        return read_items(walk, doc, place, node);
    case AVRO_ENUM:
        TRY(read_symbols(walk, doc, node));
        break;
    case AVRO_FIXED:
        size = integer_of(doc, "size");
        if (size < 0 || size > FIXED_MAX)
            return fail(walk, "its schema has values of no size");
        node->size = (uint64_t)size;
        break;
    default:
        break;
    }
    find_meaning(doc, node);
    return use_column(walk, place, node);
}

static ASSAY_RESULT read_union(struct walk *walk, const struct doc *doc, struct place place,
                               struct avro_node *node)
{
    uint32_t shared = UINT32_MAX;

    node->type = AVRO_UNION;
    TRY(make_children(walk, node, doc->count));
    place.depth++;
    for (uint32_t i = 0; i < node->child_count; i++) {
        place.shared = &shared;
        TRY(read_node(walk, &doc->items[i], place, &node->children[i]));
    }
    if (shared == UINT32_MAX) /* of nothing but null, or of records: null is no column of theirs */
        return ASSAY_OK;
    for (uint32_t i = 0; i < node->child_count; i++)
        if (node->children[i].type == AVRO_NULL)
            node->children[i].column = shared;
    return ASSAY_OK;
}

/* A type by its name: one of those that all know, or one that was declared before. */
static ASSAY_RESULT read_name(struct walk *walk, struct bytes name, const struct doc *doc,
                              struct place place, struct avro_node *node)
{
    struct named *named = NULL;
    enum assay_status status;

    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (!bytes_equal(name, bytes_text(types[i].name)))
            continue;
        node->type = types[i].type;
        node->meaning = types[i].meaning;
        if (node->type < AVRO_FIXED && !doc)
            return use_column(walk, place, node);
        if (!doc)
            return fail(walk, "its schema has a type without its parts");
        if (node->type == AVRO_FIXED || node->type == AVRO_ENUM || node->type == AVRO_RECORD)
            TRY(declare(walk, doc, &named));
        if (named)
            named->open = node;
        status = read_typed(walk, doc, place, node);
        if (named)
            named->open = NULL;
        return status;
    }
    named = find_named(walk, name);
    if (!named)
        return fail(walk, "its schema names a type that it does not tell");
    if (named->open) {
        node->type = AVRO_AGAIN;
        node->again = named->open;
        node->nested = true;
        return use_column(walk, place, node);
    }
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (bytes_equal(text_of(named->doc, "type"), bytes_text(types[i].name))) {
            node->type = types[i].type;
            node->meaning = types[i].meaning;
        }
    named->open = node;
    status = read_typed(walk, named->doc, place, node);
    named->open = NULL;
    return status;
}

static ASSAY_RESULT read_node(struct walk *walk, const struct doc *doc, struct place place,
                              struct avro_node *node)
{
    const struct doc *type;

    *node = (struct avro_node){.nested = place.nested};
    if (place.depth >= DEPTH)
        return fail(walk, "its schema has types inside types deeper than 32 levels");
    if (!doc)
        return fail(walk, "its schema has a field without a type");
    if (doc->type == DOC_TEXT)
        return read_name(walk, doc->text, NULL, place, node);
    if (doc->type == DOC_LIST)
        return read_union(walk, doc, place, node);
    type = doc->type == DOC_MAP ? doc_get(doc, "type") : NULL;
    if (type && type->type == DOC_TEXT)
        return read_name(walk, type->text, doc, place, node);
    place.depth++;
    return read_node(walk, type, place, node); /* {"type": {...}} */
}

/* NOLINTEND(misc-no-recursion) */

enum assay_status avro_read_schema(struct avro *avro, struct bytes json, uint64_t at)
{
    const struct doc_source source = {.path = "avro.schema", .text = json};
    struct walk walk = {.avro = avro, .at = at};
    struct doc *doc;

    walk.last = &walk.waiting;
    if (doc_read_json(avro->arena, &source, &doc, avro->err) != ASSAY_OK) {
        if (avro->err->status == ASSAY_ENOMEM)
            return ASSAY_ENOMEM;
        return fail(&walk, "its schema is no JSON");
    }
    TRY(read_node(&walk, doc, (struct place){.name = ""}, &avro->root));
    TRY(cells_open(&avro->cells, avro->columns, avro->cursor->size, avro->evidence, avro->err));
    for (const struct waiting *name = walk.waiting; name; name = name->next)
        TRY(cells_name(&avro->cells, name->column, bytes_text(name->name), name->nested));
    return ASSAY_OK;
}
