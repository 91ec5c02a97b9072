/*
 * parse.c - reads assay.inventory/1 back. Source: docs/reference/json.md.
 *
 * Members that are not known are passed over, for keys may be added within a schema number. What is
 * known must be whole: the totals and the root that the document states are those of its items.
 */

#include "inventory/parse.h"

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"

static const char *kind_word(unsigned value)
{
    return assay_kind_name((enum assay_kind)value);
}

static const char *type_word(unsigned value)
{
    return assay_item_type_name((enum assay_item_type)value);
}

static const char *load_word(unsigned value)
{
    return assay_load_name((enum assay_load)value);
}

static const char *confidence_word(unsigned value)
{
    return assay_confidence_name((enum assay_confidence)value);
}

static ASSAY_RESULT read_value(struct reader *reader, const struct doc *node,
                               struct assay_value *value)
{
    const char **texts;

    switch (value->type) {
    case ASSAY_VALUE_BOOL:
        if (node->type != DOC_BOOL)
            return parse_wrong(reader, "value", "is neither true nor false");
        value->boolean = node->boolean;
        return ASSAY_OK;
    case ASSAY_VALUE_INT:
        if (node->type != DOC_INT)
            return parse_wrong(reader, "value", "is no integer");
        value->integer = node->integer;
        return ASSAY_OK;
    case ASSAY_VALUE_TEXT:
        return parse_copy(reader, node, "value", &value->text);
    case ASSAY_VALUE_TEXTS:
        break;
    }
    if (node->type != DOC_LIST)
        return parse_wrong(reader, "value", "is not an array");
    TRY(parse_array(reader, node->count, sizeof *texts, &texts));
    for (size_t i = 0; i < node->count; i++)
        TRY(parse_copy(reader, &node->items[i], "value", &texts[i]));
    value->texts = texts;
    value->count = node->count;
    return ASSAY_OK;
}

static ASSAY_RESULT read_statement(struct reader *reader, const struct doc *node,
                                   enum assay_fact_id id, struct assay_fact *fact)
{
    const struct doc *how = doc_get(node, "how");
    const struct doc *value = doc_get(node, "value");

    if (!value)
        return parse_wrong(reader, "value", "is missing");
    if (!how || how->type != DOC_TEXT)
        return parse_wrong(reader, "how", "is missing");
    fact->declared = bytes_equal(how->text, BYTES("declared"));
    if (!fact->declared && !bytes_equal(how->text, BYTES("measured")))
        return parse_wrong(reader, "how", "is neither \"measured\" nor \"declared\"");
    fact->id = id;
    fact->value.type = assay_facts[id].type;
    TRY(parse_path(reader, node, "from", "from_b64", &fact->from));
    return read_value(reader, value, &fact->value);
}

static enum assay_fact_id fact_named(struct bytes name)
{
    unsigned low = 0, high = ASSAY_FACTS;

    while (low < high) {
        unsigned middle = (low + high) / 2;
        int order = bytes_compare(name, bytes_text(assay_facts[middle].name));

        if (order == 0)
            return (enum assay_fact_id)middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return ASSAY_FACTS;
}

/* Facts in their two places: what the item itself tells, and what cards elsewhere say of it. */
struct gathered {
    struct assay_fact *own, *by_cards;
    size_t own_count, by_card_count;
};

static ASSAY_RESULT gather(struct reader *reader, const struct doc *node, enum assay_fact_id id,
                           struct gathered *all)
{
    struct assay_fact fact = {0};

    TRY(read_statement(reader, node, id, &fact));
    if (fact.from)
        all->by_cards[all->by_card_count++] = fact;
    else
        all->own[all->own_count++] = fact;
    return ASSAY_OK;
}

/* Statements of one fact keep their order; the facts are put into that of the dictionary. */
static void sort_facts(struct assay_fact *facts, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct assay_fact fact = facts[i];
        size_t at = i;

        for (; at > 0 && facts[at - 1].id > fact.id; at--)
            facts[at] = facts[at - 1];
        facts[at] = fact;
    }
}

static ASSAY_RESULT read_facts(struct reader *reader, const struct doc *map, struct gathered *all)
{
    const struct doc *facts = doc_get(map, "facts");
    size_t most = 0;

    if (!facts)
        return ASSAY_OK;
    if (facts->type != DOC_MAP)
        return parse_wrong(reader, "facts", "is not an object");
    for (size_t i = 0; i < facts->count; i++) {
        const struct doc *also = doc_get(&facts->members[i].value, "also");

        most += 1 + (also && also->type == DOC_LIST ? also->count : 0);
    }
    TRY(parse_array(reader, most, sizeof *all->own, &all->own));
    TRY(parse_array(reader, most, sizeof *all->by_cards, &all->by_cards));
    for (size_t i = 0; i < facts->count; i++) {
        enum assay_fact_id id = fact_named(facts->members[i].name);
        const struct doc *first = &facts->members[i].value;
        const struct doc *also;
        size_t count;

        if (id == ASSAY_FACTS)
            continue;
        TRY(parse_list(reader, first, "also", &also, &count));
        TRY(gather(reader, first, id, all));
        for (size_t k = 0; k < count; k++)
            TRY(gather(reader, &also[k], id, all));
    }
    sort_facts(all->own, all->own_count);
    sort_facts(all->by_cards, all->by_card_count);
    return ASSAY_OK;
}

static ASSAY_RESULT read_value_digest(struct reader *reader, const struct doc *map,
                                      struct assay_value_digest *value)
{
    const struct doc *node = doc_get(map, "value");

    if (!node)
        return ASSAY_OK;
    if (node->type != DOC_TEXT || !hex_decode(node->text, value->bytes, sizeof value->bytes))
        return parse_wrong(reader, "value", "is not 32 digits of hex");
    value->made = true;
    return ASSAY_OK;
}

static ASSAY_RESULT read_place(struct reader *reader, const struct doc *node,
                               struct assay_place *place)
{
    TRY(read_value_digest(reader, node, &place->value));
    place->offset = ASSAY_NO_OFFSET;
    if (!doc_get(node, "line"))
        return parse_u64(reader, node, "offset", &place->offset);
    TRY(parse_u32(reader, node, "line", &place->line));
    return parse_u32(reader, node, "column", &place->column);
}

static ASSAY_RESULT read_columns(struct reader *reader, const struct doc *node,
                                 struct assay_observation *seen)
{
    const struct doc *items;
    struct assay_column_count *columns;

    TRY(parse_list(reader, node, "columns", &items, &seen->column_count));
    TRY(parse_array(reader, seen->column_count, sizeof *columns, &columns));
    for (size_t i = 0; i < seen->column_count; i++) {
        TRY(parse_u64(reader, &items[i], "count", &columns[i].count));
        TRY(parse_text(reader, &items[i], "name", &columns[i].name));
    }
    seen->columns = seen->column_count ? columns : NULL;
    return ASSAY_OK;
}

static ASSAY_RESULT read_observation(struct reader *reader, const struct doc *node,
                                     struct assay_observation *seen)
{
    const struct doc *items;
    struct assay_place *places;
    unsigned confidence = 0;

    *seen = (struct assay_observation){.detail = "", .masked = ""};
    TRY(parse_id(reader, node, "class", &seen->class_name));
    TRY(parse_word(reader, node, "confidence", confidence_word, ASSAY_CONFIDENCES, true,
                   &confidence));
    seen->confidence = (enum assay_confidence)confidence;
    TRY(parse_u64(reader, node, "count", &seen->count));
    TRY(parse_optional(reader, node, "detail", &seen->detail));
    TRY(read_columns(reader, node, seen));
    TRY(parse_list(reader, node, "places", &items, &seen->place_count));
    TRY(parse_array(reader, seen->place_count, sizeof *places, &places));
    for (size_t i = 0; i < seen->place_count; i++)
        TRY(read_place(reader, &items[i], &places[i]));
    seen->places = places;
    return ASSAY_OK;
}

static ASSAY_RESULT read_observations(struct reader *reader, const struct doc *map,
                                      struct assay_examination *content)
{
    const struct doc *items;
    struct assay_observation *all;

    TRY(parse_list(reader, map, "observations", &items, &content->observation_count));
    TRY(parse_array(reader, content->observation_count, sizeof *all, &all));
    for (size_t i = 0; i < content->observation_count; i++)
        TRY(read_observation(reader, &items[i], &all[i]));
    content->observations = all;
    return ASSAY_OK;
}

static ASSAY_RESULT read_signature(struct reader *reader, const struct doc *git,
                                   enum assay_signature *out)
{
    const char *name = "";

    TRY(parse_optional(reader, git, "signature", &name));
    for (int i = 0; i < ASSAY_SIGNATURES; i++) {
        if (strcmp(assay_signature_name((enum assay_signature)i), name[0] ? name : "none") == 0) {
            *out = (enum assay_signature)i;
            return ASSAY_OK;
        }
    }
    *out = ASSAY_SIGNED_OTHER;
    return ASSAY_OK;
}

static ASSAY_RESULT read_commit(struct reader *reader, const struct doc *git,
                                const struct assay_commit **out)
{
    struct assay_commit *commit;

    if (!doc_get(git, "commit"))
        return ASSAY_OK;
    TRY(parse_array(reader, 1, sizeof *commit, &commit));
    TRY(parse_object_id(reader, git, "commit", commit->id, &commit->id_size));
    TRY(parse_text(reader, git, "author", &commit->author));
    TRY(parse_time(reader, git, "time", &commit->time));
    TRY(parse_time(reader, git, "committed", &commit->committed));
    if (doc_get(git, "committer"))
        TRY(parse_text(reader, git, "committer", &commit->committer));
    TRY(read_signature(reader, git, &commit->signature));
    *out = commit;
    return ASSAY_OK;
}

static ASSAY_RESULT read_origin(struct reader *reader, const struct doc *map,
                                const struct assay_origin **out)
{
    const struct doc *git = doc_get(map, "git");
    struct assay_origin *origin;

    if (!git)
        return ASSAY_OK;
    TRY(parse_array(reader, 1, sizeof *origin, &origin));
    TRY(parse_object_id(reader, git, "blob", origin->blob, &origin->blob_size));
    TRY(parse_bool(reader, git, "present", &origin->present));
    TRY(read_commit(reader, git, &origin->commit));
    *out = origin;
    return ASSAY_OK;
}

static ASSAY_RESULT read_layer(struct reader *reader, const struct doc *map,
                               const struct assay_layer **out)
{
    const struct doc *node = doc_get(map, "layer");
    struct assay_layer *layer;

    if (!node)
        return ASSAY_OK;
    TRY(parse_array(reader, 1, sizeof *layer, &layer));
    TRY(parse_text(reader, node, "digest", &layer->digest));
    TRY(parse_bool(reader, node, "final", &layer->final));
    if (doc_get(node, "whiteout"))
        TRY(parse_bool(reader, node, "whiteout", &layer->whiteout));
    *out = layer;
    return ASSAY_OK;
}

static ASSAY_RESULT read_item(struct reader *reader, const struct doc *node)
{
    struct assay_item item = {0};
    struct assay_examination *content;
    struct gathered facts = {0};
    unsigned kind = 0, type = 0, load = ASSAY_LOAD_ABSENT;

    TRY(parse_array(reader, 1, sizeof *content, &content));
    *content = (struct assay_examination){.format = ""};
    TRY(parse_path(reader, node, "path", "path_b64", &item.path));
    if (!item.path)
        return parse_wrong(reader, "path", "is missing");
    reader->last = item.path;
    TRY(parse_word(reader, node, "type", type_word, ASSAY_ITEM_TYPES, true, &type));
    TRY(parse_word(reader, node, "kind", kind_word, ASSAY_KINDS, true, &kind));
    TRY(parse_word(reader, node, "load", load_word, ASSAY_LOADS, false, &load));
    TRY(parse_optional(reader, node, "format", &content->format));
    TRY(parse_digest(reader, node, "sha256", content->sha256));
    TRY(parse_u64(reader, node, "size", &content->size));
    TRY(parse_plain_name(reader, node, "link", "link_b64", &item.link));
    TRY(read_facts(reader, node, &facts));
    TRY(read_observations(reader, node, content));
    TRY(read_origin(reader, node, &item.origin));
    TRY(read_layer(reader, node, &item.layer));
    item.type = (enum assay_item_type)type;
    content->kind = (enum assay_kind)kind;
    content->load = (enum assay_load)load;
    content->facts = facts.own;
    content->fact_count = facts.own_count;
    item.declared = facts.by_cards;
    item.declared_count = facts.by_card_count;
    item.content = content;
    inventory_add(reader->part, &item);
    return ASSAY_OK;
}

static ASSAY_RESULT read_gap(struct reader *reader, const struct doc *node, bool note)
{
    const struct assay_path *path = NULL;
    uint64_t offset = ASSAY_NO_OFFSET;
    const char *id, *why;

    TRY(parse_id(reader, node, "id", &id));
    TRY(parse_text(reader, node, "why", &why));
    if (doc_get(node, "offset"))
        TRY(parse_u64(reader, node, "offset", &offset));
    TRY(parse_path(reader, node, "path", "path_b64", &path));
    if (note)
        inventory_note(reader->part, id, path, why);
    else
        inventory_gap(reader->part, id, path, offset, why);
    return ASSAY_OK;
}

/* All of it or nothing; `undecided` may be absent. */
static ASSAY_RESULT read_checked_out(struct reader *reader, const struct doc *node,
                                     struct assay_checked_out *out)
{
    const char *commit = "";

    TRY(parse_optional(reader, node, "checked_out", &commit));
    out->commit = commit;
    if (!commit[0])
        return ASSAY_OK;
    TRY(parse_u64(reader, node, "differs", &out->differs));
    TRY(parse_u64(reader, node, "untracked", &out->untracked));
    return doc_get(node, "undecided") ? parse_u64(reader, node, "undecided", &out->undecided)
                                      : ASSAY_OK;
}

static ASSAY_RESULT read_target(struct reader *reader, const struct doc *document,
                                struct assay_target_facts *target)
{
    const struct doc *node = doc_get(document, "target");

    *target = (struct assay_target_facts){
        .type = "", .view = "", .name = "", .head = "", .range = "", .folder = ""};
    if (!node)
        return parse_wrong(reader, "target", "is missing");
    TRY(parse_optional(reader, node, "type", &target->type));
    TRY(parse_optional(reader, node, "view", &target->view));
    TRY(parse_optional(reader, node, "head", &target->head));
    TRY(parse_plain_name(reader, node, "folder", "folder_b64", &target->folder));
    TRY(parse_optional(reader, node, "range", &target->range));
    return read_checked_out(reader, node, &target->checked_out);
}

/* Absent where all was examined. */
static ASSAY_RESULT read_examined(struct reader *reader, const struct doc *document,
                                  bool *digests_only)
{
    const char *word = "";

    TRY(parse_optional(reader, document, "examined", &word));
    *digests_only = strcmp(word, "digests") == 0;
    return word[0] == 0 || *digests_only
               ? ASSAY_OK
               : parse_wrong(reader, "examined", "is a word that is not known");
}

static ASSAY_RESULT read_document(struct reader *reader, const struct doc *document,
                                  struct assay_target_facts *target, bool *digests_only,
                                  uint8_t root[32])
{
    const struct doc *schema = doc_get(document, "schema");
    const struct doc *totals = doc_get(document, "totals");
    const struct doc *items, *gaps, *notes;
    uint64_t commits, ignored, stated;
    size_t item_count, gap_count, note_count = 0;

    if (!schema || schema->type != DOC_TEXT ||
        !bytes_equal(schema->text, BYTES("assay.inventory/1")))
        return parse_wrong(reader, "schema", "is not assay.inventory/1");
    TRY(parse_list(reader, document, "items", &items, &item_count));
    TRY(parse_list(reader, document, "gaps", &gaps, &gap_count));
    if (doc_get(document, "notes"))
        TRY(parse_list(reader, document, "notes", &notes, &note_count));
    TRY(parse_u64(reader, totals, "items", &stated));
    if (stated != item_count)
        return parse_wrong(reader, "items", "is not the number of items in the document");
    TRY(parse_u64(reader, totals, "commits", &commits));
    TRY(parse_u64(reader, totals, "ignored", &ignored));
    inventory_count(reader->part, commits, ignored);
    TRY(parse_digest(reader, document, "root", root));
    TRY(read_examined(reader, document, digests_only));
    TRY(read_target(reader, document, target));
    reader->list = "items";
    for (reader->index = 0; reader->index < item_count; reader->index++)
        TRY(read_item(reader, &items[reader->index]));
    reader->list = "gaps";
    for (reader->index = 0; reader->index < gap_count; reader->index++)
        TRY(read_gap(reader, &gaps[reader->index], false));
    reader->list = "notes";
    for (reader->index = 0; reader->index < note_count; reader->index++)
        TRY(read_gap(reader, &notes[reader->index], true));
    reader->list = NULL;
    return ASSAY_OK;
}

static ASSAY_RESULT read_text_whole(struct reader *reader, struct bytes text,
                                    struct assay_target_facts *target, bool *digests_only,
                                    uint8_t root[32])
{
    CLEANUP(arena_freep) struct arena *tree = arena_new();
    struct doc_source source = {.path = "", .text = text};
    struct doc *document;

    if (!tree)
        return out_of_memory(reader->err);
    TRY(doc_read_json(tree, &source, &document, reader->err));
    return read_document(reader, document, target, digests_only, root);
}

enum assay_status assay_inventory_parse(const void *text, size_t size, struct assay_inventory **out,
                                        struct assay_error *err)
{
    CLEANUP(inventory_part_freep) struct inventory_part *part = inventory_part_new();
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    struct reader reader = {.part = part, .err = err};
    struct assay_target_facts target;
    enum assay_status status;
    bool digests_only = false;
    uint8_t root[32];

    if (!part)
        return out_of_memory(reader.err);
    reader.arena = inventory_part_arena(part);
    buf_init(&reader.scratch, LIMIT_INVENTORY);
    status = read_text_whole(&reader, bytes_of(text, size), &target, &digests_only, root);
    buf_clear(&reader.scratch);
    TRY(status);
    TRY(inventory_merge(&part, 1, &target, &inventory, err));
    if (memcmp(inventory->root, root, sizeof root) != 0)
        return parse_wrong(&reader, "root", "is not the root over the items of the document");
    inventory->digests_only = digests_only;
    *out = TAKE(inventory);
    return ASSAY_OK;
}
