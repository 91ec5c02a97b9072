/* facts.c - binds an inventory to the rule language: reads the fields of its variables. */

#include "policy/facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/kit.h"
#include "base/text.h"
#include "policy/facts_fields.h"
#include "policy/facts_lineage.h"

static bool read_table(const struct table *table, const struct facts *facts, const void *subject,
                       const char *name, struct arena *arena, struct cel_value *out)
{
    const struct field *field = find_field(table, name);

    return field && field->read(facts, subject, arena, out);
}

static bool read_target(const struct cel_record *record, const char *field, struct arena *arena,
                        struct cel_value *out)
{
    return read_table(&target_table, record->data, NULL, field, arena, out);
}

static bool read_ledger(const struct cel_record *record, const char *field, struct arena *arena,
                        struct cel_value *out)
{
    return read_table(&ledger_table, record->data, NULL, field, arena, out);
}

static int order_member(const void *name, const void *member)
{
    return strcmp(name, ((const struct member *)member)->name);
}

static bool give_fact(const struct assay_item *item, enum assay_fact_id id, struct arena *arena,
                      struct cel_value *out)
{
    const struct assay_fact *fact = assay_item_fact(item, id);

    if (!fact)
        return false;
    switch (fact->value.type) {
    case ASSAY_VALUE_BOOL:
        return give_bool(fact->value.boolean, out);
    case ASSAY_VALUE_INT:
        *out = cel_of_int(fact->value.integer);
        return true;
    case ASSAY_VALUE_TEXT:
        return give_text(fact->value.text, out);
    default:
        return give_texts(fact->value.texts, fact->value.count, arena, out);
    }
}

static bool give_group(const struct facts *facts, const struct group *group, struct cel_value *out)
{
    for (size_t i = 0; i < facts->types->group_count; i++) {
        if (facts->views[i].group == group) {
            *out = cel_of_record(&facts->views[i].record);
            return true;
        }
    }
    return false;
}

static bool give_group_of(const struct group_view *around, const struct member *member,
                          struct arena *arena, struct cel_value *out);

static bool read_group(const struct cel_record *record, const char *field, struct arena *arena,
                       struct cel_value *out)
{
    const struct group_view *view = record->data;
    const struct member *member =
        bsearch(field, view->group->members, view->group->count, sizeof *member, order_member);

    if (!member)
        return false;
    if (member->group && view->item)
        return give_group_of(view, member, arena, out);
    if (member->group)
        return give_group(view->facts, member->group, out);
    return give_fact(view->item ? view->item : view->facts->item, member->fact, arena, out);
}

static bool read_nothing(const struct cel_record *record, const char *field, struct arena *arena,
                         struct cel_value *out)
{
    (void)record, (void)field, (void)arena, (void)out;
    return false;
}

static bool make_view(const struct group_view *like, const char *path, struct arena *arena,
                      struct cel_value *out)
{
    struct group_view *view = arena_alloc(arena, sizeof *view);

    if (!view || !path) {
        *out = cel_of_fault(arena, "out of memory");
        return true;
    }
    *view = *like;
    view->record = (struct cel_record){.type = view->group->type,
                                       .path = path,
                                       .read = view->item ? read_group : read_nothing,
                                       .data = view};
    *out = cel_of_record(&view->record);
    return true;
}

static bool give_group_of(const struct group_view *around, const struct member *member,
                          struct arena *arena, struct cel_value *out)
{
    const struct group_view like = {
        .facts = around->facts, .group = member->group, .item = around->item};

    return make_view(&like, arena_printf(arena, "%s.%s", around->record.path, member->name), arena,
                     out);
}

bool give_item_group(const struct facts *facts, const struct group_of *of, struct arena *arena,
                     struct cel_value *out)
{
    for (size_t i = 0; i < facts->types->group_count; i++) {
        const struct group *group = facts->types->groups[i];
        const struct group_view like = {.facts = facts, .group = group, .item = of->item};

        if (strcmp(group->path + strlen("item."), of->group) == 0)
            return make_view(&like, of->path, arena, out);
    }
    return false;
}

static bool read_item(const struct cel_record *record, const char *field, struct arena *arena,
                      struct cel_value *out)
{
    const struct facts *facts = record->data;
    const struct field *found = find_field(&item_table, field);

    if (found)
        return found->read(facts, facts->item, arena, out);
    if (strcmp(field, "records") == 0) {
        *out = records_value(facts->records, facts->item);
        return true;
    }
    for (size_t i = 0; i < facts->types->group_count; i++) {
        if (strcmp(facts->types->groups[i]->path + strlen("item."), field) == 0) {
            *out = cel_of_record(&facts->views[i].record);
            return true;
        }
    }
    return false;
}

/* An element of a list of observations, sources or waivers: each its own subject. */
struct element {
    struct cel_record record;
    const struct facts *facts;
    const void *subject;
    const char *variable;
};

static bool read_element(const struct cel_record *record, const char *field, struct arena *arena,
                         struct cel_value *out)
{
    const struct element *element = record->data;

    return read_table(find_table(element->variable), element->facts, element->subject, field, arena,
                      out);
}

bool give_element(const struct facts *facts, const struct cel_type *type, const char *variable,
                  const void *subject, struct arena *arena, struct cel_value *out)
{
    struct element *element = arena_alloc(arena, sizeof *element);

    if (!element) {
        *out = cel_of_fault(arena, "out of memory");
        return true;
    }
    *element = (struct element){
        .record = {.type = type, .path = variable, .read = read_element, .data = element},
        .facts = facts,
        .subject = subject,
        .variable = variable};
    *out = cel_of_record(&element->record);
    return true;
}

bool give_observation(const struct facts *facts, const struct assay_observation *observation,
                      struct arena *arena, struct cel_value *out)
{
    return give_element(facts, facts->types->observation, "observation", observation, arena, out);
}

bool give_elements(const struct facts *facts, const struct elements *elements, struct arena *arena,
                   struct cel_value *out)
{
    struct cel_value *items = arena_array(arena, elements->count + 1, sizeof *items);
    const uint8_t *subject = elements->first;

    for (size_t i = 0; items && i < elements->count; i++)
        give_element(facts, elements->type, elements->variable, subject + i * elements->size, arena,
                     &items[i]);
    *out =
        items ? cel_of_list(arena, items, elements->count) : cel_of_fault(arena, "out of memory");
    return true;
}

static bool give_waivers(const struct facts *facts, struct arena *arena, struct cel_value *out)
{
    return give_elements(facts,
                         &(struct elements){facts->types->waiver, "waiver", facts->from.waivers,
                                            sizeof *facts->from.waivers, facts->from.waiver_count},
                         arena, out);
}

static bool find_variable(void *data, const char *name, struct arena *arena, struct cel_value *out)
{
    const struct facts *facts = data;

    if (strcmp(name, "item") == 0 && facts->item) {
        *out = cel_of_record(&facts->item_record);
        return true;
    }
    if (strcmp(name, "observation") == 0 && facts->observation)
        return give_observation(facts, facts->observation, arena, out);
    if (strcmp(name, "params") == 0) {
        *out = facts->from.params;
        return true;
    }
    if (strcmp(name, "target") == 0) {
        *out = cel_of_record(&facts->target_record);
        return true;
    }
    if (strcmp(name, "ledger") == 0) {
        *out = cel_of_record(&facts->ledger_record);
        return true;
    }
    if (strcmp(name, "records") == 0) {
        *out = records_value(facts->records, NULL);
        return true;
    }
    return strcmp(name, "waivers") == 0 && give_waivers(facts, arena, out);
}

/* Once: each item that owes a notice asks for them. */
static ASSAY_RESULT gather_notices(struct facts *facts, struct assay_error *err)
{
    const struct assay_inventory *inventory = facts->from.inventory;

    for (size_t i = 0; i < inventory->item_count; i++) {
        const struct assay_item *item = &inventory->items[i];
        const struct assay_fact *fact = assay_item_fact(item, ASSAY_FACT_DOCUMENT_NOTICES);
        const char **grown;

        if (!fact || fact->value.count == 0 || !lookup_is_current(inventory, item))
            continue;
        grown = reallocarray(facts->notices, facts->notice_count + fact->value.count,
                             sizeof(const char *));
        if (!grown)
            return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for notices");
        facts->notices = grown;
        for (size_t j = 0; j < fact->value.count; j++)
            facts->notices[facts->notice_count++] = fact->value.texts[j];
    }
    return ASSAY_OK;
}

enum assay_status facts_new(const struct facts_types *types, const struct facts_sources *sources,
                            struct facts **out, struct assay_error *err)
{
    CLEANUP(facts_freep) struct facts *facts = calloc(1, sizeof *facts);

    if (!facts)
        return out_of_memory(err);
    facts->types = types;
    facts->from = *sources;
    facts->container_kind = "";
    TRY(gap_index_init(&facts->gaps, sources->inventory, err));
    TRY(gather_notices(facts, err));
    TRY(records_new(types->records, facts, sources, &facts->records, err));
    TRY(lineage_new(sources, &facts->lineage, err));
    TRY(attested_new(sources->testimony, &facts->attested, err));
    clock_text(sources->time, facts->today);
    facts->today[10] = 0; /* the date alone */
    facts->item_record =
        (struct cel_record){.type = types->item, .path = "item", .read = read_item, .data = facts};
    facts->target_record = (struct cel_record){
        .type = types->target, .path = "target", .read = read_target, .data = facts};
    facts->ledger_record = (struct cel_record){
        .type = types->ledger, .path = "ledger", .read = read_ledger, .data = facts};
    for (size_t i = 0; i < types->group_count; i++) {
        struct group_view *view = &facts->views[i];

        *view = (struct group_view){.record = {.type = types->groups[i]->type,
                                               .path = types->groups[i]->path,
                                               .read = read_group,
                                               .data = view},
                                    .facts = facts,
                                    .group = types->groups[i]};
    }
    facts->activation = (struct cel_activation){.find = find_variable, .data = facts};
    *out = TAKE(facts);
    return ASSAY_OK;
}

void facts_free(struct facts *facts)
{
    if (!facts)
        return;
    gap_index_clear(&facts->gaps);
    records_free(facts->records);
    lineage_free(facts->lineage);
    attested_free(facts->attested);
    free(facts->notices);
    free(facts);
}

void facts_freep(struct facts **facts)
{
    facts_free(*facts);
    *facts = NULL;
}

/* The kind of the nearest container that is a model or a data set, whose part the item is. */
static const char *kind_around(const struct facts *facts, const struct assay_path *container)
{
    for (; container; container = container->container) {
        const struct assay_item *item = lookup_item(facts->from.inventory, container);

        if (item &&
            (item->content->kind == ASSAY_KIND_MODEL || item->content->kind == ASSAY_KIND_DATASET))
            return assay_kind_name(item->content->kind);
    }
    return "";
}

void facts_set_item(struct facts *facts, const struct assay_item *item)
{
    const struct assay_path *container = item ? item->path->container : NULL;

    facts->item = item;
    facts->observation = NULL;
    if (container != facts->container) {
        facts->container = container;
        facts->container_kind = kind_around(facts, container);
    }
}

void facts_set_observation(struct facts *facts, const struct assay_observation *observation)
{
    facts->observation = observation;
}

const struct cel_activation *facts_activation(const struct facts *facts)
{
    return &facts->activation;
}

const struct assay_item *facts_record_of(const struct facts *facts, const char *field,
                                         bool *declared)
{
    return records_file_of(facts->records, field, declared);
}

bool facts_item_is_named_in(const struct facts *facts, const struct assay_item *item,
                            const struct assay_inventory *files)
{
    return records_name_in(facts->records, item, files);
}

bool facts_item_has_gap(struct facts *facts, const struct assay_item *item)
{
    size_t count;

    return gap_index_find(&facts->gaps, item->path, &count) != NULL;
}

bool facts_default(const char *path, struct cel_value *out)
{
    char variable[NAME_MAX_SIZE];
    size_t size = strcspn(path, ".");
    const struct table *table;
    const struct field *field;

    if (records_default(path, out))
        return true;
    if (size >= sizeof variable || path[size] != '.')
        return false;
    memcpy(variable, path, size);
    variable[size] = 0;
    table = find_table(variable);
    field = table ? find_field(table, path + size + 1) : NULL;
    if (!field || !field->normal)
        return false;
    switch (field->type) {
    case FIELD_BOOL:
        *out = cel_of_bool(strcmp(field->normal, "true") == 0);
        return true;
    case FIELD_INT: {
        uint64_t number = 0;

        return text_u64(bytes_text(field->normal), &number) && give_number(number, out);
    }
    case FIELD_TEXT:
        *out = cel_of_text(field->normal);
        return true;
    default: {
        static const struct cel_list empty = {0};

        *out = (struct cel_value){.kind = CEL_LIST, .of.list = &empty};
        return true;
    }
    }
}
