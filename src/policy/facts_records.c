/* facts_records.c - records that a person wrote, as values of the rule language. */

#include "policy/facts_records.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"
#include "examine/records.h"
#include "policy/facts_fields.h"

enum { PATH_SIZE = 256 };

/* One kind: its form and the type of its records. */
struct kind {
    const struct shipped_record *record;
    const char *field; /* its name in the language */
    const struct form *form;
    const struct cel_type *type;
};

struct record_types {
    struct kind *kinds;
    size_t count;
    const struct cel_type *all;
};

/* Facts of a file that a map names, beside those of `reference`: as `item.dataset` has them. */
static const char *const groups[] = {"dataset", "model"};

/* A record of the inventory. */
struct entry {
    const struct kind *kind;
    const struct assay_item *item; /* the file that holds it */
    const struct doc *doc;         /* NULL where it could not be read */
    const char *path;              /* as shown */
    const char *name;              /* of its fields in messages: "risk.yml:risk" */
};

struct records {
    struct arena *arena;
    const struct record_types *types;
    const struct facts *facts;
    const struct assay_inventory *inventory, *recorded;
    bool ledger; /* one was read, with inventories in it or not */
    struct entry *entries;
    size_t count;
    const struct assay_item *subject; /* of `own` */
    struct cel_record all, own;
};

/* A map of a record, seen as a value; lives in the evaluation's arena. */
struct view {
    struct cel_record record;
    const struct records *records;
    const struct entry *entry; /* of a whole record; NULL of a map inside */
    const struct assay_item *subject;
    const struct form *form;
    const struct doc *doc;
};

/* Fields that every record has beside those of its form. */
static const struct {
    const char *name;
    bool list;
    const char *normal; /* in an example that does not mention it */
    const char *meaning;
} common[] = {
    {"binding", false, "digest",
     "of item.records: digest, path, or stale where it names the path with another digest"},
    {"fields_missing", true, "", "fields that it must have and has not"},
    {"fields_placeholder", true, "", "fields that hold only a placeholder such as TODO"},
    {"path", false, "example", "path of its file"},
};

/* Fields that a map has which names a file by its path, and perhaps its digest. */
static const struct {
    const char *name, *normal, *meaning;
} reference[] = {
    {"recorded", "same",
     "of what names a file: same, path, changed or absent in the ledger; only where one was read"},
    {"there", "same", "of what names a file: same, path (no digest is given), changed or absent"},
};

static bool is_reference(const struct form *form)
{
    return form_field(form, BYTES("path")) != NULL;
}

static ASSAY_RESULT out_of_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
}

static char *with_underscores(struct arena *arena, const char *name)
{
    char *copy = arena_text(arena, name);

    for (char *p = copy; p && *p; p++)
        if (*p == '-')
            *p = '_';
    return copy;
}

/* ---- types ---- */

/* NOLINTBEGIN(misc-no-recursion): a form is no deeper than its reader lets it be */

static const struct cel_type *type_of(struct arena *arena, const struct form *form,
                                      const char *path, const struct cel_type *const *facts);

/* `facts`: the types of `groups`. */
static const struct cel_type *type_of_map(struct arena *arena, const struct form *form,
                                          const char *path, bool whole,
                                          const struct cel_type *const *facts)
{
    bool file = !whole && is_reference(form);
    size_t count = form->field_count + (whole ? ARRAY_LEN(common) : 0) +
                   (file ? ARRAY_LEN(reference) + ARRAY_LEN(groups) : 0);
    struct cel_field *fields = arena_array(arena, count, sizeof *fields);

    if (!fields)
        return NULL;
    for (size_t i = 0; i < form->field_count; i++) {
        char *name = with_underscores(arena, form->fields[i].name);
        char *below = name ? arena_printf(arena, "%s.%s", path, name) : NULL;

        fields[i] =
            (struct cel_field){name, below ? type_of(arena, &form->fields[i], below, facts) : NULL};
        if (!fields[i].type)
            return NULL;
    }
    for (size_t i = 0; whole && i < ARRAY_LEN(common); i++) {
        fields[form->field_count + i] = (struct cel_field){
            common[i].name, common[i].list ? cel_list_of(arena, &cel_string) : &cel_string};
        if (!fields[form->field_count + i].type)
            return NULL;
    }
    for (size_t i = 0; file && i < ARRAY_LEN(reference); i++)
        fields[form->field_count + i] = (struct cel_field){reference[i].name, &cel_string};
    for (size_t i = 0; file && i < ARRAY_LEN(groups); i++)
        fields[form->field_count + ARRAY_LEN(reference) + i] =
            (struct cel_field){groups[i], facts[i]};
    return cel_record_of(arena, path, fields, count);
}

static const struct cel_type *type_of(struct arena *arena, const struct form *form,
                                      const char *path, const struct cel_type *const *facts)
{
    const struct cel_type *element;

    switch (form->type) {
    case FORM_INT:
        return &cel_int;
    case FORM_NUMBER:
        return &cel_double;
    case FORM_BOOL:
        return &cel_bool;
    case FORM_MAP:
        return type_of_map(arena, form, path, false, facts);
    case FORM_LIST:
        element = type_of(arena, form->element, path, facts);
        return element ? cel_list_of(arena, element) : NULL;
    default:
        return &cel_string;
    }
}

/* NOLINTEND(misc-no-recursion) */

static ASSAY_RESULT make_kind(struct arena *arena, size_t i, const struct cel_type *const *facts,
                              struct kind *kind, struct assay_error *err)
{
    kind->record = &shipped_records[i];
    kind->field = with_underscores(arena, kind->record->name);
    TRY(record_form_read(kind->record, arena, &kind->form, err));
    kind->type = kind->field ? type_of_map(arena, kind->form, kind->field, true, facts) : NULL;
    return kind->type ? ASSAY_OK : out_of_memory(err);
}

enum assay_status record_types_make(struct arena *arena, const struct cel_type *dataset,
                                    const struct cel_type *model, const struct record_types **out,
                                    struct assay_error *err)
{
    struct record_types *types = arena_alloc(arena, sizeof *types);
    struct cel_field *fields = arena_array(arena, shipped_record_count + 1, sizeof *fields);
    const struct cel_type *const facts[ARRAY_LEN(groups)] = {dataset, model};

    if (!types || !fields)
        return out_of_memory(err);
    types->kinds = arena_array(arena, shipped_record_count + 1, sizeof *types->kinds);
    types->count = shipped_record_count;
    if (!types->kinds)
        return out_of_memory(err);
    for (size_t i = 0; i < types->count; i++) {
        TRY(make_kind(arena, i, facts, &types->kinds[i], err));
        fields[i] =
            (struct cel_field){types->kinds[i].field, cel_list_of(arena, types->kinds[i].type)};
        if (!fields[i].type)
            return out_of_memory(err);
    }
    types->all = cel_record_of(arena, "records", fields, types->count);
    *out = types;
    return types->all ? ASSAY_OK : out_of_memory(err);
}

const struct cel_type *record_types_all(const struct record_types *types)
{
    return types->all;
}

/* ---- values ---- */

static bool read_map(const struct cel_record *record, const char *field, struct arena *arena,
                     struct cel_value *out);

static bool give_map(const struct view *from, const struct cel_type *type, const char *path,
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

static bool give_node(const struct records *records, const struct form *form,
                      const struct doc *node, const struct cel_type *type, const char *path,
                      struct arena *arena, struct cel_value *out);

static bool give_list(const struct records *records, const struct form *form,
                      const struct doc *node, const struct cel_type *type, const char *path,
                      struct arena *arena, struct cel_value *out)
{
    struct cel_value *items = arena_array(arena, node->count + 1, sizeof *items);

    for (size_t i = 0; items && i < node->count; i++) {
        const char *below = arena_printf(arena, "%s[%zu]", path, i + 1);

        give_node(records, form->element, &node->items[i], type->args[0], below ? below : path,
                  arena, &items[i]);
    }
    *out = items ? cel_of_list(arena, items, node->count) : cel_of_fault(arena, "out of memory");
    return true;
}

static bool give_node(const struct records *records, const struct form *form,
                      const struct doc *node, const struct cel_type *type, const char *path,
                      struct arena *arena, struct cel_value *out)
{
    const struct view view = {.records = records, .form = form, .doc = node};

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
        return give_map(&view, type, path, arena, out);
    case FORM_LIST:
        return give_list(records, form, node, type, path, arena, out);
    default:
        *out = cel_of_string(node->text);
        return true;
    }
}

/* NOLINTEND(misc-no-recursion) */

static const struct cel_type *field_type(const struct cel_type *record, const char *name)
{
    for (size_t i = 0; i < record->field_count; i++)
        if (strcmp(record->fields[i].name, name) == 0)
            return record->fields[i].type;
    return NULL;
}

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

static const char *binding_of(const struct entry *entry, const struct assay_item *subject);

static bool give_common(const struct view *view, const char *field, struct arena *arena,
                        struct cel_value *out)
{
    enum assay_fact_id id = strcmp(field, "fields_missing") == 0
                                ? ASSAY_FACT_RECORD_FIELDS_MISSING
                                : ASSAY_FACT_RECORD_FIELDS_PLACEHOLDER;
    const struct assay_fact *fact = assay_item_fact(view->entry->item, id);

    if (strcmp(field, "path") == 0)
        return give_text(view->entry->path, out);
    if (strcmp(field, "binding") == 0)
        return view->subject && give_text(binding_of(view->entry, view->subject), out);
    return give_texts(fact ? fact->value.texts : NULL, fact ? fact->value.count : 0, arena, out);
}

/* What an inventory has of the file that a map names; NULL where it names none. *found: the item
 * itself, where it is not another. */
static const char *look_up(const struct assay_inventory *inventory, const struct doc *map,
                           const struct assay_item **found)
{
    const struct doc *path = doc_get(map, "path"), *digest = doc_get(map, "sha256");
    struct assay_path name = {0};
    const struct assay_item *item;
    char hex[2 * 32 + 1];

    *found = NULL;
    if (!path || path->type != DOC_TEXT)
        return NULL;
    name.name = (const char *)path->text.data;
    name.size = path->text.size;
    item = inventory ? lookup_item(inventory, &name) : NULL;
    if (!item)
        return "absent";
    *found = item;
    if (!digest || digest->type != DOC_TEXT)
        return "path";
    for (; item < inventory->items + inventory->item_count &&
           assay_path_compare(item->path, &name) == 0;
         item++) { /* each version of a history */
        hex_encode(bytes_of(item->content->sha256, 32), hex);
        *found = item;
        if (bytes_equal(digest->text, bytes_text(hex)))
            return "same";
    }
    *found = NULL;
    return "changed";
}

static bool give_reference(const struct view *view, const char *field, struct cel_value *out)
{
    bool recorded = strcmp(field, "recorded") == 0;
    const struct assay_item *item;
    const char *word =
        look_up(recorded ? view->records->recorded : view->records->inventory, view->doc, &item);

    return word && (!recorded || view->records->ledger) && give_text(word, out);
}

/* The facts of the very file that a map names; none where it is another, or is not here. */
static bool give_facts(const struct cel_record *record, const char *field, struct arena *arena,
                       struct cel_value *out)
{
    const struct view *view = record->data;
    const struct assay_item *item;
    const char *path = arena_printf(arena, "%s.%s", record->path, field);

    (void)look_up(view->records->inventory, view->doc, &item);
    return give_item_group(view->records->facts, &(struct group_of){item, field, path}, arena, out);
}

static bool read_map(const struct cel_record *record, const char *field, struct arena *arena,
                     struct cel_value *out)
{
    const struct view *view = record->data;
    const struct form *part;
    const struct doc *node;
    const char *path;

    for (size_t i = 0; view->entry && i < ARRAY_LEN(common); i++)
        if (strcmp(common[i].name, field) == 0)
            return give_common(view, field, arena, out);
    for (size_t i = 0; !view->entry && is_reference(view->form) && i < ARRAY_LEN(reference); i++)
        if (strcmp(reference[i].name, field) == 0)
            return give_reference(view, field, out);
    for (size_t i = 0; !view->entry && is_reference(view->form) && i < ARRAY_LEN(groups); i++)
        if (strcmp(groups[i], field) == 0)
            return give_facts(record, field, arena, out);
    part = find_part(view->form, field);
    node = part && view->doc ? doc_get(view->doc, part->name) : NULL;
    if (!node)
        return false;
    path = arena_printf(arena, "%s.%s", record->path, field);
    return give_node(view->records, part, node, field_type(record->type, field),
                     path ? path : field, arena, out);
}

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
static const char *binding_of(const struct entry *entry, const struct assay_item *subject)
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
        const char *binding = list ? binding_of(entry, item) : NULL;

        if (!binding || strcmp(binding, "stale") == 0 || list->type != DOC_LIST)
            continue;
        for (size_t j = 0; j < list->count; j++) {
            struct record_input input = {.doc = &list->items[j], .record = entry->path};

            (void)look_up(records->inventory, input.doc, &input.item);
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

        if (strcmp(entry->kind->field, field) != 0 || (subject && !binding_of(entry, subject)))
            continue;
        give_map(&view, entry->kind->type, entry->name, arena, &items[count++]);
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
                              const struct kind *kind, struct assay_error *err)
{
    const struct assay_fact *content = assay_item_fact(item, ASSAY_FACT_RECORD_CONTENT);
    struct entry *entry = &records->entries[records->count++];
    CLEANUP(free_cleanup) char *shown = assay_path_show(item->path);
    struct doc_source source = {.path = "record"};
    struct doc *doc = NULL;

    *entry = (struct entry){.kind = kind, .item = item};
    entry->path = shown ? arena_text(records->arena, shown) : NULL;
    entry->name = shown ? arena_printf(records->arena, "%s:%s", shown, kind->field) : NULL;
    if (!entry->path || !entry->name)
        return out_of_memory(err);
    if (content) {
        source.text = bytes_text(content->value.text);
        TRY(doc_read_json(records->arena, &source, &doc, err));
    }
    entry->doc = doc;
    return ASSAY_OK;
}

static ASSAY_RESULT read_entries(struct records *records, const struct assay_inventory *inventory,
                                 struct assay_error *err)
{
    for (int pass = 0; pass < 2; pass++) {
        size_t count = 0;

        for (size_t i = 0; i < inventory->item_count; i++) {
            const struct assay_item *item = &inventory->items[i];
            const struct assay_fact *fact;
            const struct kind *kind;

            if (item->content->kind != ASSAY_KIND_DOCUMENT ||
                strcmp(item->content->format, "record") != 0 || !lookup_is_current(inventory, item))
                continue;
            fact = assay_item_fact(item, ASSAY_FACT_RECORD_KIND);
            kind = fact ? find_kind(records->types, fact->value.text) : NULL;
            count += kind != NULL;
            if (kind && pass == 1)
                TRY(add_entry(records, item, kind, err));
        }
        if (pass == 0)
            records->entries = arena_array(records->arena, count + 1, sizeof *records->entries);
        if (!records->entries)
            return out_of_memory(err);
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
        return out_of_memory(err);
    records->arena = arena;
    records->types = types;
    records->facts = facts;
    records->inventory = sources->inventory;
    records->recorded = sources->recorded;
    records->ledger = sources->ledger || sources->recorded;
    records->all = (struct cel_record){
        .type = types->all, .path = "records", .read = read_all, .data = records};
    records->own = (struct cel_record){
        .type = types->all, .path = "item.records", .read = read_own, .data = records};
    TRY(read_entries(records, sources->inventory, err));
    (void)TAKE(arena);
    *out = records;
    return ASSAY_OK;
}

void records_free(struct records *records)
{
    if (records)
        arena_free(records->arena);
}

/* ---- examples, and the dictionary ---- */

static bool is_kind(const char *name, size_t size)
{
    for (size_t i = 0; i < shipped_record_count; i++) {
        const char *kind = shipped_records[i].name;
        size_t at = 0;

        while (at < size && (kind[at] == name[at] || (kind[at] == '-' && name[at] == '_')))
            at++;
        if (at == size && !kind[at])
            return true;
    }
    return false;
}

bool records_default(const char *path, struct cel_value *out)
{
    static const struct cel_list empty = {0};
    const char *field;

    if (strncmp(path, "item.", 5) == 0)
        path += 5;
    if (strncmp(path, "records.", 8) == 0) { /* nobody wrote any */
        *out = (struct cel_value){.kind = CEL_LIST, .of.list = &empty};
        return is_kind(path + 8, strlen(path + 8));
    }
    field = strrchr(path, '.');
    for (size_t i = 0; field && i < ARRAY_LEN(reference); i++) {
        if (strcmp(reference[i].name, field + 1) != 0 || !is_kind(path, strcspn(path, ".")))
            continue;
        *out = cel_of_text(reference[i].normal);
        return true;
    }
    field = strchr(path, '.');
    if (!field || !is_kind(path, (size_t)(field - path)))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(common); i++) {
        if (strcmp(common[i].name, field + 1) != 0)
            continue;
        *out = common[i].list ? (struct cel_value){.kind = CEL_LIST, .of.list = &empty}
                              : cel_of_text(common[i].normal);
        return true;
    }
    return false;
}

static void show_line(struct buf *out, bool markdown, const char *name, const char *type,
                      const char *meaning)
{
    facts_line(out, markdown, &(struct facts_line){name, type, "", meaning, "declared", "record"});
}

static const char *type_word(const struct form *form)
{
    if (form->type == FORM_LIST)
        return form->element->type == FORM_MAP   ? "list"
               : form->element->type == FORM_INT ? "list(int)"
                                                 : "list(string)";
    return form->type == FORM_INT      ? "int"
           : form->type == FORM_NUMBER ? "double"
           : form->type == FORM_BOOL   ? "bool"
           : form->type == FORM_MAP    ? "group"
                                       : "string";
}

// NOLINTNEXTLINE(misc-no-recursion): a form is no deeper than its reader lets it be
static void show_form(struct buf *out, bool markdown, const struct form *form, const char *path)
{
    for (size_t i = 0; i < form->field_count; i++) {
        const struct form *part = &form->fields[i];
        char name[PATH_SIZE];

        snprintf(name, sizeof name, "%s.%s", path, part->name);
        for (char *p = name; *p; p++)
            if (*p == '-')
                *p = '_';
        show_line(out, markdown, name, type_word(part), part->meaning);
        if (part->type == FORM_LIST) {
            snprintf(name + strlen(name), sizeof name - strlen(name), "[]");
            part = part->element;
        }
        show_form(out, markdown, part, name);
    }
}

enum assay_status records_show(struct buf *out, bool markdown, struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct record_types *types;

    if (!arena)
        return out_of_memory(err);
    TRY(record_types_make(arena, &cel_dyn, &cel_dyn, &types, err));
    facts_head(out, markdown, "Records that a person writes");
    for (size_t i = 0; i < types->count; i++) {
        char path[PATH_SIZE];
        const char *title, *meaning;

        TRY(record_meaning(types->kinds[i].record, arena, &title, &meaning, err));
        snprintf(path, sizeof path, "records.%s", types->kinds[i].field);
        show_line(out, markdown, path, "list", meaning);
        snprintf(path, sizeof path, "records.%s[]", types->kinds[i].field);
        show_form(out, markdown, types->kinds[i].form, path);
    }
    for (size_t i = 0; i < ARRAY_LEN(reference); i++) {
        char name[PATH_SIZE];

        snprintf(name, sizeof name, "records.KIND[].FILE.%s", reference[i].name);
        show_line(out, markdown, name, "string", reference[i].meaning);
    }
    for (size_t i = 0; i < ARRAY_LEN(groups); i++) {
        char name[PATH_SIZE], meaning[PATH_SIZE];

        snprintf(name, sizeof name, "records.KIND[].FILE.%s", groups[i]);
        snprintf(meaning, sizeof meaning,
                 "of what names a file that is here with that digest: its facts, as item.%s",
                 groups[i]);
        show_line(out, markdown, name, "group", meaning);
    }
    for (size_t i = 0; i < ARRAY_LEN(common); i++) {
        char name[PATH_SIZE];

        snprintf(name, sizeof name, "records.KIND[].%s", common[i].name);
        show_line(out, markdown, name, common[i].list ? "list(string)" : "string",
                  common[i].meaning);
    }
    return ASSAY_OK;
}
