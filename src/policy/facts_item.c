/* facts_item.c - the fields of `item`. */

#include "policy/facts_fields.h"

#include <string.h>

#include "base/arena.h"
#include "base/kit.h"
#include "policy/rules.h"

READ(item_attestations)
{
    return give_attestations(facts, subject, arena, out);
}

READ(item_author)
{
    const struct assay_item *item = subject;

    UNUSED;
    return item->origin && item->origin->commit && item->origin->commit->author &&
           give_text(item->origin->commit->author, out);
}

READ(item_commit)
{
    const struct assay_item *item = subject;
    const struct assay_commit *commit = item->origin ? item->origin->commit : NULL;

    UNUSED;
    return commit && give_hex(bytes_of(commit->id, commit->id_size), arena, out);
}

READ(item_committer)
{
    const struct assay_item *item = subject;

    UNUSED;
    return item->origin && item->origin->commit && item->origin->commit->committer &&
           give_text(item->origin->commit->committer, out);
}

/* Told by the commit's header alone; whose key it is, nobody has asked. */
READ(item_signature)
{
    const struct assay_item *item = subject;
    const struct assay_commit *commit = item->origin ? item->origin->commit : NULL;

    UNUSED;
    return commit && give_text(assay_signature_name(commit->signature), out);
}

/* History holds what stands there no longer; no card can be asked of such content. */
READ(item_current)
{
    UNUSED;
    return give_bool(lookup_is_current(facts->from.inventory, subject), out);
}

/* By a card: what a manifest calls a blob describes nothing. */
static bool is_of_card(const struct assay_fact *declared)
{
    return strncmp(assay_facts[declared->id].name, "oci.", 4) != 0;
}

READ(item_described)
{
    const struct assay_item *item = subject;
    bool described = false;

    UNUSED;
    for (size_t i = 0; i < item->declared_count && !described; i++)
        described = is_of_card(&item->declared[i]);
    return give_bool(described, out);
}

/* An item has a card of its own and one of its folder; a manifest may add itself. */
enum { CARDS_MOST = 8 };

READ(item_described_by)
{
    const struct assay_item *item = subject;
    const struct assay_path *cards[CARDS_MOST];
    const char **names = arena_array(arena, CARDS_MOST, sizeof *names);
    size_t count = 0;

    UNUSED;
    for (size_t i = 0; names && i < item->declared_count && count < CARDS_MOST; i++) {
        const struct assay_fact *declared = &item->declared[i];
        CLEANUP(free_cleanup) char *shown = NULL;
        bool known = !declared->from || !is_of_card(declared);

        for (size_t k = 0; k < count && !known; k++)
            known = cards[k] == declared->from;
        if (known)
            continue;
        shown = assay_path_show(declared->from);
        cards[count] = declared->from;
        names[count] = shown ? arena_text(arena, shown) : NULL;
        if (!names[count++])
            names = NULL;
    }
    return give_texts(names, names ? count : 0, arena, out);
}

READ(item_format)
{
    UNUSED;
    return give_text(((const struct assay_item *)subject)->content->format, out);
}

READ(item_gaps)
{
    const struct assay_item *item = subject;
    size_t count;
    const struct assay_gap *const *gaps = gap_index_find(&facts->gaps, item->path, &count);
    const char **ids = arena_array(arena, count, sizeof *ids);

    UNUSED;
    for (size_t i = 0; ids && i < count; i++)
        ids[i] = gaps[i]->id;
    return give_texts(ids, ids ? count : 0, arena, out);
}

READ(item_kind)
{
    UNUSED;
    return give_text(assay_kind_name(((const struct assay_item *)subject)->content->kind), out);
}

READ(item_link)
{
    const struct assay_item *item = subject;

    UNUSED;
    return item->link && give_shown(bytes_text(item->link), arena, out);
}

READ(item_load)
{
    const struct assay_item *item = subject;

    UNUSED;
    return item->content->load != ASSAY_LOAD_ABSENT &&
           give_text(assay_load_name(item->content->load), out);
}

READ(item_licenses)
{
    return give_licenses(facts, subject, arena, out);
}

READ(item_lineage)
{
    return give_lineage(facts, subject, arena, out);
}

READ(item_name)
{
    const struct assay_path *path = ((const struct assay_item *)subject)->path;
    const uint8_t *slash = path->size ? memrchr(path->name, '/', path->size) : NULL;
    struct bytes name = bytes_of(path->name, path->size);

    UNUSED;
    if (slash)
        name = bytes_from(name, (size_t)(slash - name.data) + 1);
    return give_shown(name, arena, out);
}

READ(item_observations)
{
    const struct assay_examination *content = ((const struct assay_item *)subject)->content;

    return give_elements(facts,
                         &(struct elements){facts->types->observation, "observation",
                                            content->observations, sizeof *content->observations,
                                            content->observation_count},
                         arena, out);
}

READ(item_part_of)
{
    UNUSED;
    (void)subject;
    return give_text(facts->container_kind, out);
}

static bool is_inside(const struct assay_path *path, const struct assay_path *container)
{
    for (path = path->container; path; path = path->container)
        if (path == container || assay_path_compare(path, container) == 0)
            return true;
    return false;
}

/* Members follow their container; what loading the worst of them does. */
READ(item_parts_load)
{
    const struct assay_inventory *inventory = facts->from.inventory;
    const struct assay_item *item = subject, *end = inventory->items + inventory->item_count;
    enum assay_load worst = ASSAY_LOAD_ABSENT;

    UNUSED;
    for (const struct assay_item *part = item + 1; part < end && is_inside(part->path, item->path);
         part++)
        if (part->content->load > worst)
            worst = part->content->load;
    return give_text(worst == ASSAY_LOAD_ABSENT ? "" : assay_load_name(worst), out);
}

READ(item_path)
{
    CLEANUP(free_cleanup)
    char *shown = assay_path_show(((const struct assay_item *)subject)->path);
    const char *text = shown ? arena_text(arena, shown) : NULL;

    (void)facts;
    *out = text ? cel_of_text(text) : cel_of_fault(arena, "out of memory");
    return true;
}

/* Nobody writes into an archive or a store: a card stands beside what holds the item. */
READ(item_card_subject)
{
    const struct assay_path *path = ((const struct assay_item *)subject)->path;
    CLEANUP(free_cleanup) char *shown = NULL;
    struct bytes suffix = BYTES(".dvc");
    const char *text = NULL;
    struct bytes name;

    (void)facts;
    while (path->container)
        path = path->container;
    shown = assay_path_show(path);
    name = shown ? bytes_text(shown) : bytes_of(NULL, 0);
    if (bytes_ends(name, suffix))
        shown[name.size - suffix.size] = 0;
    text = shown ? arena_text(arena, shown) : NULL;
    *out = text ? cel_of_text(text) : cel_of_fault(arena, "out of memory");
    return true;
}

READ(item_present)
{
    const struct assay_item *item = subject;

    UNUSED;
    return item->origin && give_bool(item->origin->present, out);
}

/* How the content stands in another inventory under the same path. */
static const char *compare_with(const struct assay_inventory *other, const struct assay_item *item)
{
    const struct assay_item *found = lookup_item(other, item->path);

    if (!found)
        return "absent";
    for (; found < other->items + other->item_count &&
           assay_path_compare(found->path, item->path) == 0;
         found++)
        if (memcmp(found->content->sha256, item->content->sha256, 32) == 0)
            return "same";
    return "changed";
}

/* Config, packs, waivers, keys, and who is in what role. */
static bool has_a_say(const struct facts *facts, const struct assay_item *item)
{
    static const char config[] = ".assay.yml", folder[] = ".assay/";
    const struct assay_fact *kind = assay_item_fact(item, ASSAY_FACT_RECORD_KIND);
    const char *path = item->path->name;

    if (item->path->container)
        return false;
    return strcmp(path, config) == 0 || strncmp(path, folder, sizeof folder - 1) == 0 ||
           (kind && records_grant_rights(bytes_text(kind->value.text))) ||
           (facts->from.policy && policy_is_read_from(facts->from.policy, path));
}

READ(item_at_authority)
{
    UNUSED;
    return facts->from.authority && has_a_say(facts, subject) &&
           give_text(compare_with(facts->from.authority, subject), out);
}

READ(item_recorded)
{
    const struct assay_inventory *recorded = facts->from.recorded;

    UNUSED;
    if (!recorded)
        return facts->from.ledger && give_text("absent", out); /* a ledger without inventories */
    return give_text(compare_with(recorded, subject), out);
}

READ(item_released)
{
    UNUSED;
    return give_released(facts, subject, out);
}

READ(item_role)
{
    UNUSED;
    return give_text(
        lookup_role(&facts->from.inventory->target, ((const struct assay_item *)subject)->path),
        out);
}

READ(item_sha256)
{
    const struct assay_item *item = subject;

    UNUSED;
    return give_hex(bytes_of(item->content->sha256, 32), arena, out);
}

READ(item_size)
{
    UNUSED;
    return give_number(((const struct assay_item *)subject)->content->size, out);
}

READ(item_trained_on)
{
    UNUSED;
    return give_bool(records_trained_on(facts->records, subject), out);
}

READ(item_type)
{
    UNUSED;
    return give_text(assay_item_type_name(((const struct assay_item *)subject)->type), out);
}

READ(item_withdrawn)
{
    return give_withdrawn(facts, subject, arena, out);
}

static const struct field item_fields[] = {
    {"at_authority", FIELD_TEXT, NULL, item_at_authority,
     "of a file that judges (.assay.yml, .assay/, packs, records of roles and policies): same, "
     "changed or absent in the commit that --config-from names; only with that"},
    {"attestations", FIELD_ATTESTATIONS, "", item_attestations,
     "what people signed about it, by its digest or, of other bytes, by its path; without what was "
     "withdrawn"},
    {"author", FIELD_TEXT, NULL, item_author, "author of the commit that introduced the content"},
    {"card_subject", FIELD_TEXT, "example", item_card_subject,
     "path that its card stands beside: its own, or that of the file that it is kept in"},
    {"commit", FIELD_TEXT, NULL, item_commit, "commit that introduced the content here, in hex"},
    {"committer", FIELD_TEXT, NULL, item_committer, "committer of that commit"},
    {"current", FIELD_BOOL, "true", item_current,
     "stands in what is judged, and not only in its past"},
    {"described", FIELD_BOOL, "false", item_described, "a card elsewhere describes it"},
    {"described_by", FIELD_TEXTS, "", item_described_by, "paths of the cards that describe it"},
    {"format", FIELD_TEXT, "", item_format, "safetensors, csv ...; empty: not recognised"},
    {"gaps", FIELD_TEXTS, "", item_gaps, "ids of what could not be examined of it"},
    {"kind", FIELD_TEXT, "other", item_kind,
     "dataset, model, code, document, card, pointer, container, config or other"},
    {"licenses", FIELD_TEXTS, "", item_licenses,
     "its licences, and those of what it was made from that ask anything of it, each once"},
    {"lineage", FIELD_SOURCES, "", item_lineage,
     "what it was made from, as far as records and cards lead"},
    {"link", FIELD_TEXT, NULL, item_link, "where a symlink or hard link leads"},
    {"load", FIELD_TEXT, NULL, item_load,
     "what loading it would do: clean, suspicious or dangerous"},
    {"name", FIELD_TEXT, "example", item_name, "last part of the path"},
    {"observations", FIELD_OBSERVATIONS, "", item_observations, "what was seen in it"},
    {"part_of", FIELD_TEXT, "", item_part_of,
     "model or dataset where it is a member of one, else empty"},
    {"parts_load", FIELD_TEXT, "", item_parts_load,
     "the worst `load` among its members; empty where none has one"},
    {"path", FIELD_TEXT, "example", item_path, "path as shown, release.zip!/a.bin in containers"},
    {"present", FIELD_BOOL, NULL, item_present,
     "HEAD, or the end of the range, has this content at this path; only of git"},
    {"recorded", FIELD_TEXT, NULL, item_recorded,
     "in the ledger: same, changed or absent; only where a ledger was read"},
    {"released", FIELD_TEXT, NULL, item_released,
     "in the newest release of the ledger: same, changed or absent; none where nothing was "
     "released"},
    {"role", FIELD_TEXT, "", item_role,
     "use that its path tells: fixture, log, notebook, prompt, transcript, or empty"},
    {"sha256", FIELD_TEXT, "", item_sha256, "SHA-256 of the content, in hex"},
    {"signature", FIELD_TEXT, NULL, item_signature,
     "of that commit: gpg, ssh, x509, other or none; present, not verified"},
    {"size", FIELD_INT, "0", item_size, "bytes"},
    {"trained_on", FIELD_BOOL, "false", item_trained_on,
     "a record of training names it among its data sets, by its digest"},
    {"type", FIELD_TEXT, "file", item_type, "file, symlink, hardlink, gitlink or special"},
    {"withdrawn", FIELD_TEXTS, "", item_withdrawn,
     "attestations of these bytes that were taken back, and stand in `attestations` no more: a "
     "line "
     "each, who signed and who took it back, when and why"},
};

const struct table item_table = {"item", item_fields, ARRAY_LEN(item_fields)};
