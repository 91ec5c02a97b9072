/*
 * facts_lineage.c - `item.lineage`: what an item was made from, and what that was made from, as far
 * as records of training and preparation lead, the entries of the ledger about lineage, and the
 * names that its card gives.
 *
 * Each thing comes once, so that a circle of records ends.
 */

#include "policy/facts_fields.h"

#include <string.h>

#include "base/arena.h"
#include "base/codec.h"
#include "base/kit.h"
#include "doc/doc.h"
#include "policy/licence_terms.h"

enum { SOURCES_FIRST = 32, SOURCES_MAX = 1024 };

struct source {
    const struct assay_item *item; /* NULL where it is not here */
    const char *path, *sha256;     /* as the record or card has them; sha256 may be NULL */
    const char *said_by;           /* path of the record, or of the item whose card it is */
    const char *kind;              /* dataset or model */
    const char *license;           /* that the record or card gives, or NULL */
    const uint8_t *digest;         /* of what is not here, where the ledger gives it; else NULL */
};

struct gathering {
    const struct facts *facts;
    struct arena *arena;
    struct source *sources;
    size_t count, capacity;
    const struct assay_item *from, *start; /* whose inputs are gathered, and what asked */
    bool over, out_of_memory;
};

static bool is_same(const struct source *a, const struct source *b)
{
    if (a->item || b->item)
        return a->item == b->item;
    return strcmp(a->path, b->path) == 0 &&
           (!a->sha256 || !b->sha256 || strcmp(a->sha256, b->sha256) == 0);
}

static bool make_room(struct gathering *gathering)
{
    size_t capacity = gathering->capacity ? 2 * gathering->capacity : SOURCES_FIRST;
    struct source *grown;

    if (gathering->count < gathering->capacity)
        return true;
    gathering->over = gathering->count == SOURCES_MAX;
    grown = gathering->over ? NULL : arena_array(gathering->arena, capacity, sizeof *grown);
    gathering->out_of_memory |= !gathering->over && !grown;
    if (!grown)
        return false;
    if (gathering->count > 0)
        memcpy(grown, gathering->sources, gathering->count * sizeof *grown);
    gathering->sources = grown;
    gathering->capacity = capacity;
    return true;
}

/* False where no more are taken. */
static bool add(struct gathering *gathering, const struct source *source)
{
    if (source->item == gathering->start)
        return true;
    for (size_t i = 0; i < gathering->count; i++)
        if (is_same(&gathering->sources[i], source))
            return true;
    if (!make_room(gathering))
        return false;
    gathering->sources[gathering->count++] = *source;
    return true;
}

static const char *text_of(struct gathering *gathering, const struct doc *map, const char *name)
{
    const struct doc *node = doc_get(map, name);
    const char *text;

    if (!node || node->type != DOC_TEXT)
        return NULL;
    text = arena_copy(gathering->arena, node->text);
    gathering->out_of_memory |= !text;
    return text;
}

static bool take_input(void *data, const struct record_input *input)
{
    struct gathering *gathering = data;
    struct source source = {.item = input->item,
                            .path = text_of(gathering, input->doc, "path"),
                            .sha256 = text_of(gathering, input->doc, "sha256"),
                            .said_by = input->record,
                            .kind = "dataset",
                            .license = text_of(gathering, input->doc, "license")};

    if (!source.path)
        source.path = source.sha256;
    if (!source.path)
        return !gathering->out_of_memory; /* an open field; the rule on the record tells it */
    return add(gathering, &source);
}

/* The licence that a card gives for a base model, "NAME: LICENCE" in its list; or NULL. */
static const char *base_license(const struct assay_item *item, const char *name)
{
    const struct assay_fact *fact = assay_item_fact(item, ASSAY_FACT_MODEL_BASE_MODEL_LICENSE);
    size_t size = strlen(name);

    for (size_t i = 0; fact && i < fact->value.count; i++) {
        const char *line = fact->value.texts[i];

        if (strncmp(line, name, size) == 0 && strncmp(line + size, ": ", 2) == 0)
            return line + size + 2;
    }
    return NULL;
}

/* Names that a card or the file itself gives: of an item that is here, or only names. */
static bool add_named(struct gathering *gathering, enum assay_fact_id id, const char *kind)
{
    const struct assay_fact *fact = assay_item_fact(gathering->from, id);
    char *shown = fact ? assay_path_show(gathering->from->path) : NULL;
    const char *said_by = shown ? arena_text(gathering->arena, shown) : NULL;
    bool more = true;

    free(shown);
    gathering->out_of_memory |= fact && !said_by;
    for (size_t i = 0; said_by && more && i < fact->value.count; i++) {
        const char *name = fact->value.texts[i];
        const struct assay_path path = {.name = name, .size = strlen(name)};

        more = add(gathering,
                   &(struct source){.item = lookup_item(gathering->facts->from.inventory, &path),
                                    .path = name,
                                    .said_by = said_by,
                                    .kind = kind,
                                    .license = base_license(gathering->from, name)});
    }
    return more;
}

static const struct assay_item *find_content(const struct gathering *gathering,
                                             const struct assay_material *material)
{
    const struct assay_inventory *inventory = gathering->facts->from.inventory;
    const struct assay_path path = {.name = material->name, .size = strlen(material->name)};
    const struct assay_item *named = lookup_item(inventory, &path);

    if (!material->has_sha256)
        return NULL; /* a name alone may be any version of it */
    if (named && memcmp(named->content->sha256, material->sha256, sizeof material->sha256) == 0)
        return named;
    for (size_t i = 0; i < inventory->item_count; i++)
        if (memcmp(inventory->items[i].content->sha256, material->sha256,
                   sizeof material->sha256) == 0)
            return &inventory->items[i];
    return NULL;
}

/* What the ledger has no licence of is a data set or a model: configurations have none to flow. */
static bool add_material(struct gathering *gathering, const struct assay_derivation *made,
                         const struct assay_material *material)
{
    const struct assay_item *item = find_content(gathering, material);
    struct source source = {.item = item, .path = material->name, .kind = material->kind};

    if (item ? item->content->kind != ASSAY_KIND_DATASET && item->content->kind != ASSAY_KIND_MODEL
             : strcmp(material->kind, "dataset") != 0 && strcmp(material->kind, "model") != 0)
        return true;
    source.said_by =
        arena_printf(gathering->arena, "entry %llu of the ledger", (unsigned long long)made->entry);
    gathering->out_of_memory |= !source.said_by;
    if (!item && material->has_sha256) {
        char hex[2 * sizeof material->sha256 + 1];

        hex_encode(bytes_of(material->sha256, sizeof material->sha256), hex);
        source.digest = material->sha256;
        source.sha256 = arena_text(gathering->arena, hex);
        gathering->out_of_memory |= !source.sha256;
    }
    return !gathering->out_of_memory && add(gathering, &source);
}

static bool add_recorded(struct gathering *gathering, const uint8_t sha256[32])
{
    const struct assay_testimony *testimony = gathering->facts->from.testimony;
    bool more = true;

    for (size_t i = 0; testimony && sha256 && i < testimony->derivation_count; i++) {
        const struct assay_derivation *made = &testimony->derivations[i];
        bool product = false;

        for (size_t j = 0; j < made->product_count && !product; j++)
            product =
                memcmp(made->products[j].sha256, sha256, sizeof made->products[j].sha256) == 0;
        for (size_t j = 0; product && more && j < made->material_count; j++)
            more = add_material(gathering, made, &made->materials[j]);
    }
    return more;
}

/* What is next to be followed: an item, or a content that only the ledger knows. */
static bool follow(struct gathering *gathering, const struct assay_item *item,
                   const uint8_t *digest)
{
    gathering->from = item;
    if (item && (!records_inputs(gathering->facts->records, item, take_input, gathering) ||
                 !add_named(gathering, ASSAY_FACT_MODEL_BASE_MODEL, "model") ||
                 !add_named(gathering, ASSAY_FACT_MODEL_DATASETS, "dataset")))
        return false;
    return add_recorded(gathering, item ? item->content->sha256 : digest);
}

static void gather(struct gathering *gathering)
{
    bool more = follow(gathering, gathering->start, NULL);

    for (size_t next = 0; more && next < gathering->count; next++) {
        const struct source source = gathering->sources[next]; /* the list may move */

        if (source.item || source.digest)
            more = follow(gathering, source.item, source.digest);
    }
}

/* False where *out is a fault. */
static bool gather_all(struct gathering *gathering, struct cel_value *out)
{
    gather(gathering);
    if (gathering->out_of_memory)
        *out = cel_of_fault(gathering->arena, "out of memory");
    else if (gathering->over)
        *out = cel_of_fault(gathering->arena, "made from more than %d things", SOURCES_MAX);
    return !gathering->out_of_memory && !gathering->over;
}

bool give_lineage(const struct facts *facts, const struct assay_item *item, struct arena *arena,
                  struct cel_value *out)
{
    struct gathering gathering = {.facts = facts, .arena = arena, .from = item, .start = item};
    struct cel_value *values;

    if (!gather_all(&gathering, out))
        return true;
    values = arena_array(arena, gathering.count + 1, sizeof *values);
    if (!values) {
        *out = cel_of_fault(arena, "out of memory");
        return true;
    }
    for (size_t i = 0; i < gathering.count; i++)
        give_element(facts, facts->types->source, "source", &gathering.sources[i], arena,
                     &values[i]);
    *out = cel_of_list(arena, values, gathering.count);
    return true;
}

/* What its own card says comes first: a record elsewhere may be older. */
static size_t licences_of(const struct assay_item *item, const char *const *said,
                          const char *const **out)
{
    static const enum assay_fact_id ids[] = {ASSAY_FACT_DATASET_LICENSE, ASSAY_FACT_MODEL_LICENSE};

    for (size_t i = 0; item && i < ARRAY_LEN(ids); i++) {
        const struct assay_fact *fact = assay_item_fact(item, ids[i]);

        if (fact && fact->value.count > 0) {
            *out = fact->value.texts;
            return fact->value.count;
        }
    }
    *out = said;
    return *said ? 1 : 0;
}

static const char *kind_of(const struct source *source)
{
    return source->item ? assay_kind_name(source->item->content->kind) : source->kind;
}

/* Not where the licence says that it asks nothing of a model that was made from the data. */
static bool reaches(const char *licence, const struct source *source, const struct assay_item *made)
{
    struct licence_parts parts;

    return !licence_parts_read(bytes_text(licence), &parts) || !parts.whole ||
           licence_owed(&parts, "", "") == 0 ||
           licence_owed(&parts, kind_of(source), assay_kind_name(made->content->kind)) != 0;
}

static size_t add_licences(const char **list, size_t count, const char *const *more, size_t size,
                           const struct source *source, const struct assay_item *made)
{
    for (size_t i = 0; i < size; i++) {
        bool there = source && !reaches(more[i], source, made);

        for (size_t j = 0; j < count && !there; j++)
            there = strcmp(list[j], more[i]) == 0;
        if (!there)
            list[count++] = more[i];
    }
    return count;
}

bool give_licenses(const struct facts *facts, const struct assay_item *item, struct arena *arena,
                   struct cel_value *out)
{
    struct gathering gathering = {.facts = facts, .arena = arena, .from = item, .start = item};
    const char *const none = NULL, *const * texts;
    size_t size = licences_of(item, &none, &texts), most = size, count;
    const char **list;

    if (!gather_all(&gathering, out))
        return true;
    for (size_t i = 0; i < gathering.count; i++)
        most += licences_of(gathering.sources[i].item, &gathering.sources[i].license, &texts);
    list = arena_array(arena, most + 1, sizeof *list);
    if (!list) {
        *out = cel_of_fault(arena, "out of memory");
        return true;
    }
    size = licences_of(item, &none, &texts);
    count = add_licences(list, 0, texts, size, NULL, item);
    for (size_t i = 0; i < gathering.count; i++) {
        size = licences_of(gathering.sources[i].item, &gathering.sources[i].license, &texts);
        count = add_licences(list, count, texts, size, &gathering.sources[i], item);
    }
    return give_texts(list, count, arena, out);
}

READ(source_here)
{
    UNUSED;
    return give_bool(((const struct source *)subject)->item != NULL, out);
}

READ(source_kind)
{
    UNUSED;
    return give_text(kind_of(subject), out);
}

READ(source_license)
{
    const struct source *source = subject;
    const char *const *texts;
    size_t count = licences_of(source->item, &source->license, &texts);

    UNUSED;
    return count > 0 && give_texts(texts, count, arena, out);
}

READ(source_path)
{
    UNUSED;
    return give_shown(bytes_text(((const struct source *)subject)->path), arena, out);
}

READ(source_said_by)
{
    UNUSED;
    return give_text(((const struct source *)subject)->said_by, out);
}

READ(source_sha256)
{
    const struct source *source = subject;

    UNUSED;
    if (source->item)
        return give_hex(bytes_of(source->item->content->sha256, 32), arena, out);
    return source->sha256 && give_text(source->sha256, out);
}

static const struct field source_fields[] = {
    {"here", FIELD_BOOL, "true", source_here, "it is an item of the target"},
    {"kind", FIELD_TEXT, "dataset", source_kind, "dataset or model"},
    {"license", FIELD_TEXTS, NULL, source_license,
     "its licences: of its card, else of the record that names it"},
    {"path", FIELD_TEXT, "example", source_path, "its path, or the name that the record gives"},
    {"said_by", FIELD_TEXT, "example", source_said_by,
     "path of the record that says so, or of the item whose card does"},
    {"sha256", FIELD_TEXT, NULL, source_sha256, "its SHA-256, in hex"},
};

const struct table source_table = {"source", source_fields, ARRAY_LEN(source_fields)};
