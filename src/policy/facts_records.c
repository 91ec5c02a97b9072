/* facts_records.c - records that a person wrote, as values of the rule language. */

#include "policy/facts_records.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/codec.h"
#include "base/kit.h"
#include "examine/papers/stub_paper.h"
#include "examine/words/idle_code.h"
#include "policy/facts_records_part.h"

static bool read_map(const struct cel_record *record, const char *field, struct arena *arena,
                     struct cel_value *out);

bool record_give(const struct view *from, const struct cel_type *type, const char *path,
                 struct arena *arena, struct cel_value *out)
{
    struct view *view = arena_alloc(arena, sizeof *view);

    if (!view) {
        *out = cel_of_fault(arena, "out of memory");
        return true;
    }
    *view = *from;
    view->record = (struct cel_record){.type = type, .path = path, .read = read_map, .data = view};
    *out = cel_of_record(&view->record);
    return true;
}

/* NOLINTBEGIN(misc-no-recursion): a form is no deeper than its reader lets it be */

static bool give_node(const struct view *from, const struct form *form, const struct doc *node,
                      const struct cel_type *type, const char *path, struct arena *arena,
                      struct cel_value *out);

static bool give_list(const struct view *from, const struct form *form, const struct doc *node,
                      const struct cel_type *type, const char *path, struct arena *arena,
                      struct cel_value *out)
{
    struct cel_value *items = arena_array(arena, node->count + 1, sizeof *items);

    for (size_t i = 0; items && i < node->count; i++) {
        const char *below = arena_printf(arena, "%s[%zu]", path, i + 1);

        give_node(from, form->element, &node->items[i], type->args[0], below ? below : path, arena,
                  &items[i]);
    }
    *out = items ? cel_of_list(arena, items, node->count) : cel_of_fault(arena, "out of memory");
    return true;
}

static bool give_node(const struct view *from, const struct form *form, const struct doc *node,
                      const struct cel_type *type, const char *path, struct arena *arena,
                      struct cel_value *out)
{
    const struct view view = {.records = from->records,
                              .around = from->entry ? from->entry : from->around,
                              .form = form,
                              .doc = node};

    switch (form->type) {
    case FORM_INT:
        *out = cel_of_int(node->integer);
        return true;
    case FORM_NUMBER:
        *out = cel_of_double(node->type == DOC_INT ? (double)node->integer : node->real);
        return true;
    case FORM_BOOL:
        *out = cel_of_bool(node->boolean);
        return true;
    case FORM_MAP:
        return record_give(&view, type, path, arena, out);
    case FORM_LIST:
        return give_list(from, form, node, type, path, arena, out);
    default:
        *out = cel_of_string(node->text);
        return true;
    }
}

/* NOLINTEND(misc-no-recursion) */

/* The name in the form is the field's with `-` for `_`. */
static const struct form *find_part(const struct form *form, const char *field)
{
    for (size_t i = 0; i < form->field_count; i++) {
        const char *a = form->fields[i].name, *b = field;

        while (*a && (*a == *b || (*a == '-' && *b == '_')))
            a++, b++;
        if (!*a && !*b)
            return &form->fields[i];
    }
    return NULL;
}

static bool give_common(const struct view *view, const char *field, struct arena *arena,
                        struct cel_value *out)
{
    enum assay_fact_id id = strcmp(field, "fields_missing") == 0
                                ? ASSAY_FACT_RECORD_FIELDS_MISSING
                                : ASSAY_FACT_RECORD_FIELDS_PLACEHOLDER;
    const struct assay_fact *fact = assay_item_fact(view->entry->item, id);

    if (strcmp(field, "path") == 0)
        return give_text(view->entry->path, out);
    if (strcmp(field, "said_in") == 0)
        return give_text(view->entry->of_authority ? "authority" : "target", out);
    if (strcmp(field, "binding") == 0)
        return view->binding && give_text(view->binding, out);
    return give_texts(fact ? fact->value.texts : NULL, fact ? fact->value.count : 0, arena, out);
}

static int order_record(const void *name, const void *order)
{
    return strcmp(name, ((const struct assay_commit_order *)order)->record);
}

/* Only where the repository of the record was asked. */
static bool give_order(const struct view *view, struct cel_value *out)
{
    const struct assay_commit_orders *orders = view->records->orders;
    const struct assay_path *path = view->entry->item->path;
    const struct assay_commit_order *order = NULL;

    if (orders && path->container)
        return give_text("inside", out);
    if (orders)
        order = bsearch(path->name, orders->orders, orders->count, sizeof *order, order_record);
    return order && give_text(order->order, out);
}

/* The item of an inventory that a map means, with any bytes; NULL where it has none. */
static const struct assay_item *find_named(const struct records *records,
                                           const struct assay_inventory *inventory,
                                           const struct entry *entry, const struct doc *map)
{
    const struct doc *path = doc_get(map, "path");
    CLEANUP(record_path_clear) struct record_path meant = {0};

    if (!path || path->type != DOC_TEXT || !inventory ||
        !record_path_find(records->tree, entry->item->path, path->text, &meant))
        return NULL;
    if (inventory == records->tree)
        return meant.item;
    if (meant.stands)
        return lookup_item(inventory, &meant.path);
    record_path_clear(&meant); /* it is there no more: what was recorded or removed tells it */
    return record_path_find(inventory, entry->item->path, path->text, &meant) ? meant.item : NULL;
}

/* How `item`, the first version of a history, fits the digest that a map gives. */
static const char *fit(const struct assay_inventory *inventory, const struct assay_item *item,
                       const struct doc *map, const struct assay_item **found)
{
    const struct doc *digest = doc_get(map, "sha256");
    const struct assay_path *path = item ? item->path : NULL;
    char hex[2 * 32 + 1];

    *found = item;
    if (!item)
        return "absent";
    if (!digest || digest->type != DOC_TEXT)
        return "path";
    for (; item < inventory->items + inventory->item_count &&
           assay_path_compare(item->path, path) == 0;
         item++) {
        hex_encode(bytes_of(item->content->sha256, 32), hex);
        *found = item;
        if (bytes_equal(digest->text, bytes_text(hex)))
            return "same";
    }
    *found = NULL;
    return "changed";
}

static bool names_path(const struct doc *map)
{
    const struct doc *path = doc_get(map, "path");

    return path && path->type == DOC_TEXT;
}

const char *record_look_up(const struct records *records, const struct entry *entry,
                           const struct doc *map, const struct assay_item **found)
{
    *found = NULL;
    return names_path(map) ? fit(records->inventory,
                                 find_named(records, records->inventory, entry, map), map, found)
                           : NULL;
}

static bool has_words(const struct assay_item *item, enum assay_fact_id id)
{
    const struct assay_fact *fact = assay_item_fact(item, id);

    return fact && fact->value.count > 0;
}

static bool is_open_record(const struct assay_item *item)
{
    return has_words(item, ASSAY_FACT_RECORD_FIELDS_MISSING) ||
           has_words(item, ASSAY_FACT_RECORD_FIELDS_PLACEHOLDER);
}

static const char *kind_of(const struct assay_item *item)
{
    if (strcmp(item->content->format, IDLE_CODE) == 0)
        return IDLE_CODE;
    if (strcmp(item->content->format, STUB_PAPER) == 0 || is_open_record(item))
        return STUB_PAPER;
    return item->content->size > 0 ? assay_kind_name(item->content->kind) : "empty";
}

static const char *record_of(const struct assay_item *item)
{
    const struct assay_fact *kind = assay_item_fact(item, ASSAY_FACT_RECORD_KIND);

    return kind ? kind->value.text : "";
}

/* What the file is, whether or not it is the one that the digest means. */
static bool give_sort(const struct view *view, const char *field, struct cel_value *out)
{
    const struct assay_item *item =
        find_named(view->records, view->records->inventory, view->around, view->doc);

    return item &&
           give_text(strcmp(field, "file_kind") == 0 ? kind_of(item) : record_of(item), out);
}

/* What the ledger has of the file. */
static bool give_recorded(const struct view *view, struct cel_value *out)
{
    const struct assay_inventory *recorded = view->records->recorded;
    const struct assay_item *item;

    return view->records->ledger && names_path(view->doc) &&
           give_text(fit(recorded, find_named(view->records, recorded, view->around, view->doc),
                         view->doc, &item),
                     out);
}

/* Holds what was chosen, or is to be committed, and records and cards beside that alone. */
static bool is_part(const struct assay_inventory *inventory)
{
    return strcmp(inventory->target.view, "staged") == 0 ||
           strcmp(inventory->target.view, "listed") == 0 ||
           strcmp(inventory->target.view, "push") == 0;
}

static bool give_there(const struct view *view, struct cel_value *out)
{
    const struct assay_item *item;
    const char *word = record_look_up(view->records, view->around, view->doc, &item);

    if (item && assay_path_compare(item->path, view->around->item->path) == 0)
        word = "itself"; /* a record is no evidence for what it says */
    if (word && strcmp(word, "absent") == 0 && is_part(view->records->inventory))
        return false; /* it may stand beside what is looked at */
    return word && give_text(word, out);
}

static bool give_of_file(const struct view *view, const char *field, struct cel_value *out)
{
    if (strcmp(field, "recorded") == 0)
        return give_recorded(view, out);
    return strcmp(field, "there") == 0 ? give_there(view, out) : give_sort(view, field, out);
}

/* The facts of the very file that a map names; none where it is another, or is not here. */
static bool give_facts(const struct cel_record *record, const char *field, struct arena *arena,
                       struct cel_value *out)
{
    const struct view *view = record->data;
    const struct assay_item *item;
    const char *path = arena_printf(arena, "%s.%s", record->path, field);

    (void)record_look_up(view->records, view->around, view->doc, &item);
    return give_item_group(view->records->facts, &(struct group_of){item, field, path}, arena, out);
}

static bool read_map(const struct cel_record *record, const char *field, struct arena *arena,
                     struct cel_value *out)
{
    const struct view *view = record->data;
    const struct form *part;
    const struct doc *node;
    const char *path;

    if (view->entry && strcmp(record_order.name, field) == 0)
        return give_order(view, out);
    for (size_t i = 0; view->entry && i < RECORD_FIELDS; i++)
        if (strcmp(record_fields[i].name, field) == 0)
            return give_common(view, field, arena, out);
    for (size_t i = 0; !view->entry && record_names_file(view->form) && i < FILE_FIELDS; i++)
        if (strcmp(file_fields[i].name, field) == 0)
            return give_of_file(view, field, out);
    for (size_t i = 0; !view->entry && record_names_file(view->form) && i < FILE_GROUPS; i++)
        if (strcmp(file_groups[i], field) == 0)
            return give_facts(record, field, arena, out);
    part = find_part(view->form, field);
    node = part && view->doc ? doc_get(view->doc, part->name) : NULL;
    if (!node)
        return false;
    path = arena_printf(arena, "%s.%s", record->path, field);
    return give_node(view, part, node, cel_record_field(record->type, field), path ? path : field,
                     arena, out);
}
