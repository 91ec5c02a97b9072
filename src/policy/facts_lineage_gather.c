/*
 * facts_lineage_gather.c - what an item was made from, and what that was made from, as far as
 * records of training and preparation lead, the entries of the ledger about lineage, and the names
 * that its card gives.
 *
 * Each thing comes once, so that a circle of records ends. Several rules ask about one item, so
 * what was gathered last is kept; what the ledger says is found by digest.
 */

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/codec.h"
#include "base/key_index.h"
#include "base/kit.h"
#include "doc/doc.h"
#include "policy/facts_fields.h"
#include "policy/facts_lineage.h"

enum { SOURCES_FIRST = 32 };

struct lineage {
    struct key_index products; /* digests of what derivations made: the derivation */
    struct key_index contents; /* of items: the item; empty where there are no derivations */
    struct arena *arena;       /* of what was gathered last */
    const struct assay_item *of;
    struct sources last;
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

/* Takes over the licence that is said of a known source; false where another one is said of it. */
static bool take_license(struct source *known, const struct source *source)
{
    if (!known->license)
        known->license = source->license;
    return !source->license || strcmp(known->license, source->license) == 0;
}

/* False where no more are taken. A source of which two records say two licences comes with each. */
static bool add(struct gathering *gathering, const struct source *source)
{
    if (source->item == gathering->start)
        return true;
    for (size_t i = 0; i < gathering->count; i++)
        if (is_same(&gathering->sources[i], source) && take_license(&gathering->sources[i], source))
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

static struct bytes digest_bytes(const uint8_t sha256[32])
{
    return bytes_of(sha256, 32);
}

static const struct assay_item *find_content(const struct gathering *gathering,
                                             const struct assay_material *material)
{
    const struct assay_inventory *inventory = gathering->facts->from.inventory;
    const struct assay_path path = {.name = material->name, .size = strlen(material->name)};
    const struct key_place *found;
    const struct assay_item *named;
    size_t count;

    if (!material->has_sha256)
        return NULL; /* a name alone may be any version of it */
    named = lookup_item(inventory, &path);
    if (named && memcmp(named->content->sha256, material->sha256, sizeof material->sha256) == 0)
        return named;
    found = key_index_find(&gathering->facts->lineage->contents, digest_bytes(material->sha256),
                           &count);
    return found ? &inventory->items[found->at] : NULL;
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
    const struct facts *facts = gathering->facts;
    const struct key_place *made = NULL;
    size_t count = 0;
    bool more = true;

    if (sha256)
        made = key_index_find(&facts->lineage->products, digest_bytes(sha256), &count);
    for (size_t i = 0; i < count && more; i++) {
        const struct assay_derivation *derivation = &facts->from.testimony->derivations[made[i].at];

        if (i > 0 && made[i].at == made[i - 1].at)
            continue; /* it names the same content twice */
        for (size_t j = 0; j < derivation->material_count && more; j++)
            more = add_material(gathering, derivation, &derivation->materials[j]);
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

void lineage_of(const struct facts *facts, const struct assay_item *item, struct sources *out)
{
    struct lineage *lineage = facts->lineage;

    if (lineage->of != item) {
        struct gathering gathering = {
            .facts = facts, .arena = lineage->arena, .from = item, .start = item};

        lineage->of = NULL;
        arena_reset(lineage->arena);
        gather(&gathering);
        lineage->last = (struct sources){.list = gathering.sources,
                                         .count = gathering.count,
                                         .over = gathering.over,
                                         .out_of_memory = gathering.out_of_memory};
        lineage->of = item;
    }
    *out = lineage->last;
}

/* ---- once for an inventory and a ledger ---- */

static ASSAY_RESULT make_indexes(struct lineage *lineage, const struct facts_sources *from,
                                 struct assay_error *err)
{
    const struct assay_testimony *testimony = from->testimony;

    if (!testimony || testimony->derivation_count == 0)
        return ASSAY_OK;
    for (size_t i = 0; i < testimony->derivation_count; i++)
        for (size_t j = 0; j < testimony->derivations[i].product_count; j++)
            key_index_add(&lineage->products,
                          digest_bytes(testimony->derivations[i].products[j].sha256), i);
    for (size_t i = 0; i < from->inventory->item_count; i++)
        key_index_add(&lineage->contents, digest_bytes(from->inventory->items[i].content->sha256),
                      i);
    TRY(key_index_sort(&lineage->products, err));
    return key_index_sort(&lineage->contents, err);
}

enum assay_status lineage_new(const struct facts_sources *from, struct lineage **out,
                              struct assay_error *err)
{
    CLEANUP(lineage_freep) struct lineage *lineage = calloc(1, sizeof *lineage);

    if (lineage) {
        key_index_init(&lineage->products);
        key_index_init(&lineage->contents);
        lineage->arena = arena_new();
    }
    if (!lineage || !lineage->arena)
        return out_of_memory(err);
    TRY(make_indexes(lineage, from, err));
    *out = TAKE(lineage);
    return ASSAY_OK;
}

void lineage_free(struct lineage *lineage)
{
    if (!lineage)
        return;
    key_index_clear(&lineage->products);
    key_index_clear(&lineage->contents);
    arena_free(lineage->arena);
    free(lineage);
}

void lineage_freep(struct lineage **lineage)
{
    lineage_free(*lineage);
    *lineage = NULL;
}
