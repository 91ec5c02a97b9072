/*
 * json.c - writes assay.inventory/1. Source: docs/reference/json.md.
 *
 * Members of each object stand in canonical order here already. The first and last characters of
 * what was observed stay out: what is recorded must not need to be erased.
 */

#include "base/buf.h"
#include "base/clock.h"
#include "base/kit.h"
#include "base/limits.h"
#include "doc/jcs.h"
#include "inventory/name.h"

static const struct name_keys path_keys = {"path", "path_b64"};
static const struct name_keys from_keys = {"from", "from_b64"};
static const struct name_keys link_keys = {"link", "link_b64"};
static const struct name_keys folder_keys = {"folder", "folder_b64"};

/* All statements of one fact about one item, the one that counts first. */
struct statements {
    const struct assay_fact **list;
    size_t count, capacity;
};

static void add_statement(struct statements *all, const struct assay_fact *fact, struct buf *out)
{
    if (all->count == all->capacity) {
        size_t capacity = all->capacity ? all->capacity * 2 : 8;
        const struct assay_fact **list = realloc(all->list, capacity * sizeof *list);

        if (!list) {
            out->status = ASSAY_ENOMEM;
            return;
        }
        all->list = list;
        all->capacity = capacity;
    }
    all->list[all->count++] = fact;
}

static void write_value(struct jcs *jcs, const struct assay_value *value)
{
    switch (value->type) {
    case ASSAY_VALUE_BOOL:
        jcs_bool(jcs, value->boolean);
        break;
    case ASSAY_VALUE_INT:
        jcs_int(jcs, value->integer);
        break;
    case ASSAY_VALUE_TEXT:
        jcs_string(jcs, value->text);
        break;
    case ASSAY_VALUE_TEXTS:
        jcs_open_array(jcs);
        for (size_t i = 0; i < value->count; i++)
            jcs_string(jcs, value->texts[i]);
        jcs_close_array(jcs);
        break;
    }
}

static void write_statement(struct jcs *jcs, const struct assay_fact *fact)
{
    if (fact->from)
        name_write_path(jcs, &from_keys, fact->from);
    jcs_key(jcs, "how");
    jcs_string(jcs, fact->declared ? "declared" : "measured");
    jcs_key(jcs, "value");
    write_value(jcs, &fact->value);
}

static void write_fact(struct jcs *jcs, const struct statements *all)
{
    jcs_key(jcs, assay_facts[all->list[0]->id].name);
    jcs_open_object(jcs);
    if (all->count > 1) {
        jcs_key(jcs, "also");
        jcs_open_array(jcs);
        for (size_t i = 1; i < all->count; i++) {
            jcs_open_object(jcs);
            write_statement(jcs, all->list[i]);
            jcs_close_object(jcs);
        }
        jcs_close_array(jcs);
    }
    write_statement(jcs, all->list[0]);
    jcs_close_object(jcs);
}

static void write_facts(struct jcs *jcs, const struct assay_item *item, struct statements *all)
{
    const struct assay_examination *content = item->content;
    size_t own = 0, by_cards = 0;

    if (content->fact_count + item->declared_count == 0)
        return;
    jcs_key(jcs, "facts");
    jcs_open_object(jcs);
    while (own < content->fact_count || by_cards < item->declared_count) {
        enum assay_fact_id id = ASSAY_FACTS;

        if (own < content->fact_count)
            id = content->facts[own].id;
        if (by_cards < item->declared_count && item->declared[by_cards].id < id)
            id = item->declared[by_cards].id;
        all->count = 0;
        for (; own < content->fact_count && content->facts[own].id == id; own++)
            add_statement(all, &content->facts[own], jcs->out);
        for (; by_cards < item->declared_count && item->declared[by_cards].id == id; by_cards++)
            add_statement(all, &item->declared[by_cards], jcs->out);
        if (all->count == 0 || jcs->out->status != ASSAY_OK)
            return;
        write_fact(jcs, all);
    }
    jcs_close_object(jcs);
}

static void write_time(struct jcs *jcs, const char *key, int64_t time)
{
    char text[CLOCK_TEXT_SIZE];

    clock_text(time, text);
    if (text[0] == '\0') /* git allows years that no calendar text has */
        return;
    jcs_key(jcs, key);
    jcs_string(jcs, text);
}

static void write_origin(struct jcs *jcs, const struct assay_origin *origin)
{
    const struct assay_commit *commit = origin->commit;

    jcs_key(jcs, "git");
    jcs_open_object(jcs);
    if (commit) {
        jcs_key(jcs, "author");
        jcs_string(jcs, commit->author);
    }
    if (origin->blob_size > 0) {
        jcs_key(jcs, "blob");
        jcs_hex(jcs, bytes_of(origin->blob, origin->blob_size));
    }
    if (commit) {
        jcs_key(jcs, "commit");
        jcs_hex(jcs, bytes_of(commit->id, commit->id_size));
        if (commit->committer) {
            write_time(jcs, "committed", commit->committed);
            jcs_key(jcs, "committer");
            jcs_string(jcs, commit->committer);
        }
    }
    jcs_key(jcs, "present");
    jcs_bool(jcs, origin->present);
    if (commit && commit->signature != ASSAY_UNSIGNED) {
        jcs_key(jcs, "signature");
        jcs_string(jcs, assay_signature_name(commit->signature));
    }
    if (commit)
        write_time(jcs, "time", commit->time);
    jcs_close_object(jcs);
}

static void write_layer(struct jcs *jcs, const struct assay_layer *layer)
{
    jcs_key(jcs, "layer");
    jcs_open_object(jcs);
    jcs_key(jcs, "digest");
    jcs_string(jcs, layer->digest);
    jcs_key(jcs, "final");
    jcs_bool(jcs, layer->final);
    if (layer->whiteout) {
        jcs_key(jcs, "whiteout");
        jcs_bool(jcs, true);
    }
    jcs_close_object(jcs);
}

static void write_place(struct jcs *jcs, const struct assay_place *place)
{
    jcs_open_object(jcs);
    if (place->line > 0) {
        jcs_key(jcs, "column");
        jcs_u64(jcs, place->column);
        jcs_key(jcs, "line");
        jcs_u64(jcs, place->line);
    } else {
        jcs_key(jcs, "offset");
        jcs_u64(jcs, place->offset);
    }
    if (place->value.made) {
        jcs_key(jcs, "value");
        jcs_hex(jcs, bytes_of(place->value.bytes, sizeof place->value.bytes));
    }
    jcs_close_object(jcs);
}

static void write_observation(struct jcs *jcs, const struct assay_observation *seen)
{
    jcs_open_object(jcs);
    jcs_key(jcs, "class");
    jcs_string(jcs, seen->class_name);
    if (seen->column_count > 0) {
        jcs_key(jcs, "columns");
        jcs_open_array(jcs);
        for (size_t i = 0; i < seen->column_count; i++) {
            jcs_open_object(jcs);
            jcs_key(jcs, "count");
            jcs_u64(jcs, seen->columns[i].count);
            jcs_key(jcs, "name");
            jcs_string(jcs, seen->columns[i].name);
            jcs_close_object(jcs);
        }
        jcs_close_array(jcs);
    }
    jcs_key(jcs, "confidence");
    jcs_string(jcs, assay_confidence_name(seen->confidence));
    jcs_key(jcs, "count");
    jcs_u64(jcs, seen->count);
    if (seen->detail[0] != '\0') {
        jcs_key(jcs, "detail");
        jcs_string(jcs, seen->detail);
    }
    jcs_key(jcs, "places");
    jcs_open_array(jcs);
    for (size_t i = 0; i < seen->place_count; i++)
        write_place(jcs, &seen->places[i]);
    jcs_close_array(jcs);
    jcs_close_object(jcs);
}

static void write_item(struct jcs *jcs, const struct assay_item *item, struct statements *scratch)
{
    const struct assay_examination *content = item->content;

    jcs_open_object(jcs);
    write_facts(jcs, item, scratch);
    if (content->format[0] != '\0') {
        jcs_key(jcs, "format");
        jcs_string(jcs, content->format);
    }
    if (item->origin)
        write_origin(jcs, item->origin);
    jcs_key(jcs, "kind");
    jcs_string(jcs, assay_kind_name(content->kind));
    if (item->layer)
        write_layer(jcs, item->layer);
    if (item->link)
        name_write(jcs, &link_keys, bytes_text(item->link));
    if (content->load != ASSAY_LOAD_ABSENT) {
        jcs_key(jcs, "load");
        jcs_string(jcs, assay_load_name(content->load));
    }
    if (content->observation_count > 0) {
        jcs_key(jcs, "observations");
        jcs_open_array(jcs);
        for (size_t i = 0; i < content->observation_count; i++)
            write_observation(jcs, &content->observations[i]);
        jcs_close_array(jcs);
    }
    name_write_path(jcs, &path_keys, item->path);
    jcs_key(jcs, "sha256");
    jcs_hex(jcs, bytes_of(content->sha256, sizeof content->sha256));
    jcs_key(jcs, "size");
    jcs_u64(jcs, content->size);
    jcs_key(jcs, "type");
    jcs_string(jcs, assay_item_type_name(item->type));
    jcs_close_object(jcs);
}

static void write_gap(struct jcs *jcs, const struct assay_gap *gap)
{
    jcs_open_object(jcs);
    jcs_key(jcs, "id");
    jcs_string(jcs, gap->id);
    if (gap->offset != ASSAY_NO_OFFSET) {
        jcs_key(jcs, "offset");
        jcs_u64(jcs, gap->offset);
    }
    if (gap->path)
        name_write_path(jcs, &path_keys, gap->path);
    jcs_key(jcs, "why");
    jcs_string(jcs, gap->why);
    jcs_close_object(jcs);
}

static void write_optional(struct jcs *jcs, const char *key, const char *text)
{
    if (text[0] == '\0')
        return;
    jcs_key(jcs, key);
    jcs_string(jcs, text);
}

static void write_count(struct jcs *jcs, const char *key, uint64_t count)
{
    jcs_key(jcs, key);
    jcs_u64(jcs, count);
}

static void write_target(struct jcs *jcs, const struct assay_target_facts *target)
{
    const struct assay_checked_out *checked_out = &target->checked_out;
    bool told = checked_out->commit && checked_out->commit[0];

    jcs_key(jcs, "target");
    jcs_open_object(jcs);
    if (told) {
        write_optional(jcs, "checked_out", checked_out->commit);
        write_count(jcs, "differs", checked_out->differs);
    }
    if (target->folder[0] != '\0')
        name_write(jcs, &folder_keys, bytes_text(target->folder));
    write_optional(jcs, "head", target->head);
    write_optional(jcs, "range", target->range);
    write_optional(jcs, "type", target->type);
    if (told && checked_out->undecided > 0)
        write_count(jcs, "undecided", checked_out->undecided);
    if (told)
        write_count(jcs, "untracked", checked_out->untracked);
    write_optional(jcs, "view", target->view);
    jcs_close_object(jcs);
}

static void write_totals(struct jcs *jcs, const struct assay_totals *totals)
{
    const struct {
        const char *name;
        uint64_t value;
    } members[] = {
        {"bytes", totals->bytes},           {"commits", totals->commits},
        {"containers", totals->containers}, {"datasets", totals->datasets},
        {"ignored", totals->ignored},       {"items", totals->items},
        {"models", totals->models},
    };

    jcs_key(jcs, "totals");
    jcs_open_object(jcs);
    for (size_t i = 0; i < ARRAY_LEN(members); i++) {
        jcs_key(jcs, members[i].name);
        jcs_u64(jcs, members[i].value);
    }
    jcs_close_object(jcs);
}

static void write_inventory(struct jcs *jcs, const struct assay_inventory *inventory)
{
    struct statements scratch = {0};

    jcs_open_object(jcs);
    if (inventory->digests_only) {
        jcs_key(jcs, "examined");
        jcs_string(jcs, "digests");
    }
    jcs_key(jcs, "gaps");
    jcs_open_array(jcs);
    for (size_t i = 0; i < inventory->gap_count; i++)
        write_gap(jcs, &inventory->gaps[i]);
    jcs_close_array(jcs);
    jcs_key(jcs, "items");
    jcs_open_array(jcs);
    for (size_t i = 0; i < inventory->item_count && jcs->out->status == ASSAY_OK; i++)
        write_item(jcs, &inventory->items[i], &scratch);
    jcs_close_array(jcs);
    if (inventory->note_count > 0) {
        jcs_key(jcs, "notes");
        jcs_open_array(jcs);
        for (size_t i = 0; i < inventory->note_count; i++)
            write_gap(jcs, &inventory->notes[i]);
        jcs_close_array(jcs);
    }
    jcs_key(jcs, "root");
    jcs_hex(jcs, bytes_of(inventory->root, sizeof inventory->root));
    jcs_key(jcs, "schema");
    jcs_string(jcs, "assay.inventory/1");
    write_target(jcs, &inventory->target);
    write_totals(jcs, &inventory->totals);
    jcs_close_object(jcs);
    free(scratch.list);
}

enum assay_status assay_inventory_json(const struct assay_inventory *inventory, char **text,
                                       size_t *size, struct assay_error *err)
{
    enum { ITEM = 128 }; /* bytes of most, or less */
    CLEANUP(buf_clear) struct buf out;
    struct jcs jcs;

    buf_init(&out, LIMIT_INVENTORY);
    if (inventory->item_count < LIMIT_INVENTORY / ITEM) /* so that it is not copied as it grows */
        (void)buf_room(&out, inventory->item_count * ITEM);
    jcs_init(&jcs, &out);
    write_inventory(&jcs, inventory);
    buf_byte(&out, '\0');
    TRY(buf_status(&out, err));
    *size = out.size - 1;
    *text = buf_take_string(&out);
    if (!*text)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory after %zu bytes",
                          *size);
    return ASSAY_OK;
}
