/* facts_records_read.c - the records of an inventory, and which of them an item has. */

#include "policy/facts_records.h"

#include <string.h>

#include "base/arena.h"
#include "base/codec.h"
#include "base/kit.h"
#include "policy/facts_records_part.h"

/* ---- which records an item has ---- */

static bool is_path(const struct assay_item *item, struct bytes text)
{
    CLEANUP(free_cleanup) char *shown = assay_path_show(item->path);

    return shown && bytes_equal(text, bytes_text(shown));
}

/* How one subject of a record names the item; NULL where it does not. */
static const char *binding_by(const struct doc *subject, const struct assay_item *item)
{
    const struct doc *path = doc_get(subject, "path"), *digest = doc_get(subject, "sha256");
    char hex[2 * 32 + 1];
    bool named = path && path->type == DOC_TEXT && is_path(item, path->text);

    hex_encode(bytes_of(item->content->sha256, 32), hex);
    if (digest && digest->type == DOC_TEXT && bytes_equal(digest->text, bytes_text(hex)))
        return "digest";
    return !named ? NULL : digest ? "stale" : "path";
}

/* The best that any of its subjects gives: a digest before a path, a path before a stale one. */
const char *record_binding(const struct entry *entry, const struct assay_item *subject)
{
    static const char *const order[] = {"digest", "path", "stale"};
    const struct doc *subjects = entry->doc ? doc_get(entry->doc, "subjects") : NULL;
    size_t best = ARRAY_LEN(order);

    for (size_t i = 0; subjects && subjects->type == DOC_LIST && i < subjects->count; i++) {
        const char *binding = binding_by(&subjects->items[i], subject);

        for (size_t j = 0; binding && j < best; j++)
            if (strcmp(order[j], binding) == 0)
                best = j;
    }
    return best < ARRAY_LEN(order) ? order[best] : NULL;
}

/* Kinds that say what their subjects were made from, and the list that does. */
static const struct {
    const char *kind, *list;
} derivations[] = {{"preparation", "parents"}, {"training", "datasets"}};

static const char *derivation_list(const struct entry *entry)
{
    for (size_t i = 0; i < ARRAY_LEN(derivations); i++)
        if (strcmp(derivations[i].kind, entry->kind->field) == 0)
            return derivations[i].list;
    return NULL;
}

bool records_inputs(const struct records *records, const struct assay_item *item,
                    records_input *take, void *data)
{
    for (size_t i = 0; i < records->count; i++) {
        const struct entry *entry = &records->entries[i];
        const char *name = derivation_list(entry);
        const struct doc *list = name && entry->doc ? doc_get(entry->doc, name) : NULL;
        const char *binding = list ? record_binding(entry, item) : NULL;

        if (!binding || strcmp(binding, "stale") == 0 || list->type != DOC_LIST)
            continue;
        for (size_t j = 0; j < list->count; j++) {
            struct record_input input = {.doc = &list->items[j], .record = entry->path};

            (void)record_look_up(records->inventory, input.doc, &input.item);
            if (!take(data, &input))
                return false;
        }
    }
    return true;
}

static bool read_kind(const struct records *records, const struct assay_item *subject,
                      const char *field, struct arena *arena, struct cel_value *out)
{
    struct cel_value *items = arena_array(arena, records->count + 1, sizeof *items);
    size_t count = 0;

    if (!items) {
        *out = cel_of_fault(arena, "out of memory");
        return true;
    }
    for (size_t i = 0; i < records->count; i++) {
        const struct entry *entry = &records->entries[i];
        const struct view view = {.records = records,
                                  .entry = entry,
                                  .subject = subject,
                                  .form = entry->kind->form,
                                  .doc = entry->doc};

        if (strcmp(entry->kind->field, field) != 0 || (subject && !record_binding(entry, subject)))
            continue;
        record_give(&view, entry->kind->type, entry->name, arena, &items[count++]);
    }
    *out = cel_of_list(arena, items, count);
    return true;
}

static bool read_all(const struct cel_record *record, const char *field, struct arena *arena,
                     struct cel_value *out)
{
    return read_kind(record->data, NULL, field, arena, out);
}

static bool read_own(const struct cel_record *record, const char *field, struct arena *arena,
                     struct cel_value *out)
{
    const struct records *records = record->data;

    return read_kind(records, records->subject, field, arena, out);
}

struct cel_value records_value(struct records *records, const struct assay_item *item)
{
    if (!item)
        return cel_of_record(&records->all);
    records->subject = item;
    return cel_of_record(&records->own);
}

/* ---- reading them from the inventory ---- */

static const struct kind *find_kind(const struct record_types *types, const char *name)
{
    for (size_t i = 0; i < types->count; i++)
        if (strcmp(types->kinds[i].record->name, name) == 0)
            return &types->kinds[i];
    return NULL;
}

static ASSAY_RESULT add_entry(struct records *records, const struct assay_item *item,
                              const struct kind *kind, bool of_authority, struct assay_error *err)
{
    const struct assay_fact *content = assay_item_fact(item, ASSAY_FACT_RECORD_CONTENT);
    struct entry *entry = &records->entries[records->count++];
    CLEANUP(free_cleanup) char *shown = assay_path_show(item->path);
    struct doc_source source = {.path = "record"};
    struct doc *doc = NULL;

    *entry = (struct entry){.kind = kind, .item = item, .of_authority = of_authority};
    entry->path = shown ? arena_text(records->arena, shown) : NULL;
    entry->name = shown ? arena_printf(records->arena, "%s:%s", shown, kind->field) : NULL;
    if (!entry->path || !entry->name)
        return records_no_memory(err);
    if (content) {
        source.text = bytes_text(content->value.text);
        TRY(doc_read_json(records->arena, &source, &doc, err));
    }
    entry->doc = doc;
    return ASSAY_OK;
}

/* The kind of the record that an item holds; NULL where it holds none. */
static const struct kind *kind_of(const struct records *records,
                                  const struct assay_inventory *inventory,
                                  const struct assay_item *item)
{
    const struct assay_fact *fact;

    if (item->content->kind != ASSAY_KIND_DOCUMENT ||
        strcmp(item->content->format, "record") != 0 || !lookup_is_current(inventory, item))
        return NULL;
    fact = assay_item_fact(item, ASSAY_FACT_RECORD_KIND);
    return fact ? find_kind(records->types, fact->value.text) : NULL;
}

bool records_grant_rights(struct bytes kind)
{
    return bytes_equal(kind, BYTES("roles")) || bytes_equal(kind, BYTES("policies"));
}

/* Who developed a model and how much hangs on it is asked of the authority too: a branch that
 * writes another developer into the inventory must not let somebody validate his own work. That a
 * model is listed the target itself has to say. */
static bool is_said_twice(const struct kind *kind)
{
    return strcmp(kind->record->name, "inventory") == 0;
}

static bool counts(const struct facts_sources *sources, bool of_authority, const struct kind *kind)
{
    return kind && (!sources->authority || is_said_twice(kind) ||
                    records_grant_rights(bytes_text(kind->record->name)) == of_authority);
}

static ASSAY_RESULT read_entries(struct records *records, const struct facts_sources *sources,
                                 struct assay_error *err)
{
    const struct assay_inventory *const from[] = {sources->inventory, sources->authority};

    for (int pass = 0; pass < 2; pass++) {
        size_t count = 0;

        for (size_t i = 0; i < ARRAY_LEN(from) && from[i]; i++)
            for (size_t j = 0; j < from[i]->item_count; j++) {
                const struct kind *kind = kind_of(records, from[i], &from[i]->items[j]);

                if (!counts(sources, i > 0, kind))
                    continue;
                count++;
                if (pass == 1)
                    TRY(add_entry(records, &from[i]->items[j], kind, i > 0, err));
            }
        if (pass == 0)
            records->entries = arena_array(records->arena, count + 1, sizeof *records->entries);
        if (!records->entries)
            return records_no_memory(err);
    }
    return ASSAY_OK;
}

enum assay_status records_new(const struct record_types *types, const struct facts *facts,
                              const struct facts_sources *sources, struct records **out,
                              struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct records *records = arena ? arena_alloc(arena, sizeof *records) : NULL;

    if (!records)
        return records_no_memory(err);
    records->arena = arena;
    records->types = types;
    records->facts = facts;
    records->inventory = sources->inventory;
    records->recorded = sources->recorded;
    records->orders = sources->orders;
    records->ledger = sources->ledger || sources->recorded;
    records->all = (struct cel_record){
        .type = types->all, .path = "records", .read = read_all, .data = records};
    records->own = (struct cel_record){
        .type = types->all, .path = "item.records", .read = read_own, .data = records};
    TRY(read_entries(records, sources, err));
    (void)TAKE(arena);
    *out = records;
    return ASSAY_OK;
}

void records_free(struct records *records)
{
    if (records)
        arena_free(records->arena);
}
