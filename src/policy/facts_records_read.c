/* facts_records_read.c - the records of an inventory, and which of them an item has. */

#include "policy/facts_records.h"

#include <string.h>

#include "base/arena.h"
#include "base/kit.h"
#include "base/text.h"
#include "policy/facts_records_part.h"

/* ---- which records an item has ---- */

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
    enum record_binding binding;
    const struct entry *entry;
    struct naming naming;

    if (!naming_start(records, item, &naming))
        return false;
    while ((entry = naming_next(&naming, &binding))) {
        const char *name = derivation_list(entry);
        const struct doc *list = name ? doc_get(entry->doc, name) : NULL;

        if (!list || binding == BINDING_STALE || list->type != DOC_LIST)
            continue;
        for (size_t j = 0; j < list->count; j++) {
            struct record_input input = {.doc = &list->items[j], .record = entry->path};

            (void)record_look_up(records, entry, input.doc, &input.item);
            if (!take(data, &input))
                return false;
        }
    }
    return true;
}

/* A list of records that is made. */
struct reading {
    const struct records *records;
    struct arena *arena;
    struct cel_value *items;
    size_t count;
};

static void add_record(struct reading *reading, const struct entry *entry, const char *binding)
{
    const struct view view = {.records = reading->records,
                              .entry = entry,
                              .binding = binding,
                              .form = entry->kind->form,
                              .doc = entry->doc};

    record_give(&view, entry->kind->type, entry->name, reading->arena,
                &reading->items[reading->count++]);
}

static bool give_records(const struct reading *reading, struct cel_value *out)
{
    *out = reading->items ? cel_of_list(reading->arena, reading->items, reading->count)
                          : cel_of_fault(reading->arena, "out of memory");
    return true;
}

static bool read_all(const struct cel_record *record, const char *field, struct arena *arena,
                     struct cel_value *out)
{
    const struct records *records = record->data;
    struct reading reading = {.records = records, .arena = arena};
    size_t count;
    const struct key_place *places = key_index_find(&records->by_kind, bytes_text(field), &count);

    reading.items = arena_array(arena, count + 1, sizeof *reading.items);
    for (size_t i = 0; reading.items && i < count; i++)
        add_record(&reading, &records->entries[places[i].at], NULL);
    return give_records(&reading, out);
}

static bool read_own(const struct cel_record *record, const char *field, struct arena *arena,
                     struct cel_value *out)
{
    const struct records *records = record->data;
    struct reading reading = {.records = records, .arena = arena};
    enum record_binding binding;
    const struct entry *entry;
    struct naming naming;

    if (naming_start(records, records->subject, &naming))
        reading.items = arena_array(arena, naming_most(&naming) + 1, sizeof *reading.items);
    while (reading.items && (entry = naming_next(&naming, &binding)))
        if (strcmp(entry->kind->field, field) == 0)
            add_record(&reading, entry, record_binding_name(binding));
    return give_records(&reading, out);
}

struct cel_value records_value(struct records *records, const struct assay_item *item)
{
    if (!item)
        return cel_of_record(&records->all);
    records->subject = item;
    return cel_of_record(&records->own);
}

/* ---- reading them from the inventory ---- */

static struct kind *find_kind(const struct record_types *types, const char *name)
{
    for (size_t i = 0; i < types->count; i++)
        if (strcmp(types->kinds[i].record->name, name) == 0)
            return &types->kinds[i];
    return NULL;
}

static ASSAY_RESULT add_entry(struct records *records, const struct assay_inventory *from,
                              const struct assay_item *item, struct kind *kind,
                              struct assay_error *err)
{
    const struct assay_fact *content = assay_item_fact(item, ASSAY_FACT_RECORD_CONTENT);
    struct entry *entry = &records->entries[records->count++];
    CLEANUP(free_cleanup) char *shown = assay_path_show(item->path);
    struct doc_source source = {.path = "record"};
    struct doc *doc = NULL;

    *entry =
        (struct entry){.kind = kind,
                       .item = item,
                       .of_authority = from != records->inventory,
                       .of_others = lookup_is_of_others(&records->inventory->target, item->path)};
    TRY(record_kind_read(kind, err));
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
static struct kind *kind_of(const struct records *records, const struct assay_inventory *inventory,
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
                struct kind *kind = kind_of(records, from[i], &from[i]->items[j]);

                if (!counts(sources, i > 0, kind))
                    continue;
                count++;
                if (pass == 1)
                    TRY(add_entry(records, from[i], &from[i]->items[j], kind, err));
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
    records->tree = sources->tree ? sources->tree : sources->inventory;
    records->recorded = sources->recorded;
    records->orders = sources->orders;
    for (size_t i = 0; i < RECORD_BINDINGS; i++)
        key_index_init(&records->named[i]);
    key_index_init(&records->by_kind);
    key_index_init(&records->trained_on);
    records->ledger = sources->ledger || sources->recorded;
    records->all = (struct cel_record){
        .type = types->all, .path = "records", .read = read_all, .data = records};
    records->own = (struct cel_record){
        .type = types->all, .path = "item.records", .read = read_own, .data = records};
    if (read_entries(records, sources, err) || namings_make(records, err)) {
        namings_clear(records);
        return err->status;
    }
    (void)TAKE(arena);
    *out = records;
    return ASSAY_OK;
}

/* What is said of a record, or of a file that it names, and stands in none. */
static bool is_measured(const char *field)
{
    const char *last = strrchr(field, '.');

    for (size_t i = 0; last && i < RECORD_FIELDS; i++)
        if (strcmp(record_fields[i].name, last + 1) == 0 && strchr(field, '.') == last)
            return true;
    for (size_t i = 0; last && i < FILE_FIELDS; i++)
        if (strcmp(file_fields[i].name, last + 1) == 0)
            return true;
    for (size_t i = 0; i < FILE_GROUPS; i++) {
        const char *group = strstr(field, file_groups[i]);

        if (group && group > field && group[-1] == '.' && group[strlen(file_groups[i])] == '.')
            return true;
    }
    return last && strcmp(record_order.name, last + 1) == 0;
}

/* The record that is `at` in the list of a kind: of all, or of those that name the item. */
static const struct entry *entry_at(const struct records *records, bool own, struct bytes kind,
                                    uint64_t at)
{
    const struct key_place *places;
    const struct entry *entry;
    enum record_binding binding;
    struct naming naming;
    size_t count;

    if (!own) {
        places = key_index_find(&records->by_kind, kind, &count);
        return at < count ? &records->entries[places[at].at] : NULL;
    }
    if (!records->subject || !naming_start(records, records->subject, &naming))
        return NULL;
    while ((entry = naming_next(&naming, &binding)))
        if (bytes_equal(bytes_text(entry->kind->field), kind) && at-- == 0)
            return entry;
    return NULL;
}

/* The record that a field is of, as "item.records.risk[0].owner"; *field goes on to ".owner". */
static const struct entry *entry_in_list(const struct records *records, const char **field)
{
    static const char mine[] = "item.", all[] = "records.";
    bool own = strncmp(*field, mine, sizeof mine - 1) == 0;
    const char *kind = *field + (own ? sizeof mine - 1 : 0), *end;
    uint64_t at;

    if (strncmp(kind, all, sizeof all - 1) != 0)
        return NULL;
    kind += sizeof all - 1;
    end = strchr(kind, '[');
    if (!end || !text_u64(bytes_of(end + 1, strspn(end + 1, "0123456789")), &at))
        return NULL;
    *field = strchr(end, '.');
    return *field ? entry_at(records, own, bytes_of(kind, (size_t)(end - kind)), at) : NULL;
}

/* The same of one by its own name, as "records/risk.yml:risk.owner". */
static const struct entry *entry_by_name(const struct records *records, const char **field)
{
    for (size_t i = 0; i < records->count; i++) {
        size_t size = strlen(records->entries[i].name);

        if (strncmp(*field, records->entries[i].name, size) == 0 && (*field)[size] == '.') {
            *field += size;
            return &records->entries[i];
        }
    }
    return NULL;
}

const struct assay_item *records_file_of(const struct records *records, const char *field,
                                         bool *declared)
{
    const char *rest = field;
    const struct entry *entry = entry_by_name(records, &rest);

    if (!entry)
        entry = entry_in_list(records, &rest);
    if (!entry)
        return NULL;
    *declared = !is_measured(rest);
    return entry->item;
}

void records_free(struct records *records)
{
    if (!records)
        return;
    namings_clear(records);
    arena_free(records->arena);
}
