/*
 * nearest.c - which record a tree of files comes from, told by the bytes of its files.
 *
 * Manifests name every file of every record by digest. All are read from the newest to the oldest,
 * line by line: so a file is known where its bytes were recorded last, and a record by how many of
 * the files it has.
 */

#include <assay/nearest.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/codec.h"
#include "base/kit.h"
#include "inventory/path.h"
#include "ledger/held_files.h"
#include "ledger/manifest_lines.h"
#include "ledger/record.h"
#include "ledger/recorded.h"

struct nearest {
    struct assay_nearest told; /* first, so that the one is the other */
    struct arena *arena;
    struct assay_inventory *recorded;
};

/* An entry about an inventory. */
struct record_of {
    uint64_t index, lines;
    uint8_t inventory[32], manifest[32];
    const char *type, *view, *range, *name, *time;
};

/* A file that is here. */
struct wanted {
    const struct assay_item *item;
    uint64_t counted, named; /* the last record that had its bytes, its name; from 1 */
    uint64_t entry;
    const char *known_as;
};

struct score {
    uint64_t files, named, lines;
};

struct finding {
    const struct assay_ledger *ledger;
    struct arena *arena, *line; /* what stays, and what a line was parsed into */
    struct buf records;         /* struct record_of, the newest first */
    struct tree present;
    struct wanted *wanted; /* in the order of bytes */
    size_t wanted_count;
    const struct record_of *at; /* the one whose manifest is read */
    uint64_t turn;
    struct score score, best_score;
    const struct record_of *best;
    enum assay_status status;
    struct assay_error *err;
};

static void finding_clear(struct finding *finding)
{
    arena_free(finding->line);
    buf_clear(&finding->records);
}

static const struct record_of *record_at(const struct finding *finding, size_t index)
{
    return (const struct record_of *)(const void *)finding->records.data + index;
}

static size_t record_count(const struct finding *finding)
{
    return finding->records.size / sizeof(struct record_of);
}

static bool collect(void *user, uint64_t index, const struct entry *entry, const char *name,
                    struct arena *arena)
{
    struct finding *finding = user;
    const char *time = "";
    struct record record;
    struct record_of kept = {.index = index};

    (void)name;
    (void)arena;
    if (!bytes_equal(entry->statement.predicate_type, BYTES(PREDICATE_INVENTORY)) ||
        !record_read(&entry->statement, &record))
        return true;
    (void)statement_text(entry->statement.predicate, "time", &time);
    memcpy(kept.inventory, record.inventory, sizeof kept.inventory);
    memcpy(kept.manifest, record.manifest, sizeof kept.manifest);
    kept.lines = record.lines;
    kept.type = arena_text(finding->arena, record.target.type);
    kept.view = arena_text(finding->arena, record.target.view);
    kept.range = arena_text(finding->arena, record.target.range);
    kept.name = arena_text(finding->arena, record.target.name);
    kept.time = arena_text(finding->arena, time);
    if (!kept.type || !kept.view || !kept.range || !kept.name || !kept.time)
        finding->status = out_of_memory(finding->err);
    else
        buf_add(&finding->records, &kept, sizeof kept);
    return finding->status == ASSAY_OK;
}

/* ---- the files that are here ---- */

static int compare_wanted(const void *left, const void *right)
{
    const struct wanted *a = left, *b = right;
    int order =
        memcmp(a->item->content->sha256, b->item->content->sha256, sizeof a->item->content->sha256);

    return order ? order : assay_path_compare(a->item->path, b->item->path);
}

/* Nothing is known by bytes that it does not have. */
static bool has_bytes(const struct assay_item *item)
{
    return item->content->size > 0 && !item->content->cut &&
           (item->type == ASSAY_ITEM_FILE || item->type == ASSAY_ITEM_HARDLINK);
}

static ASSAY_RESULT want(struct finding *finding, const struct assay_inventory *present)
{
    TRY(tree_of(present, finding->arena, &finding->present, finding->err));
    finding->wanted =
        arena_array(finding->arena, finding->present.count + 1, sizeof *finding->wanted);
    if (!finding->wanted)
        return out_of_memory(finding->err);
    for (size_t i = 0; i < finding->present.count; i++)
        if (has_bytes(finding->present.items[i]))
            finding->wanted[finding->wanted_count++] =
                (struct wanted){.item = finding->present.items[i], .entry = ASSAY_NO_ENTRY};
    if (finding->wanted_count > 0)
        qsort(finding->wanted, finding->wanted_count, sizeof *finding->wanted, compare_wanted);
    return ASSAY_OK;
}

/* The first with those bytes, or the count where there is none. */
static size_t find_wanted(const struct finding *finding, const uint8_t sha256[32])
{
    size_t low = 0, high = finding->wanted_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (memcmp(finding->wanted[middle].item->content->sha256, sha256, SHA256_SIZE) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool has_digest(const struct finding *finding, size_t i, const uint8_t sha256[32])
{
    return i < finding->wanted_count &&
           memcmp(finding->wanted[i].item->content->sha256, sha256, SHA256_SIZE) == 0;
}

/* ---- a manifest ---- */

static const char *name_in(struct finding *finding, struct bytes line)
{
    struct doc_source source = {"manifest", line};
    struct doc *doc;
    const char *name;

    arena_reset(finding->line);
    return doc_read_json(finding->line, &source, &doc, NULL) == ASSAY_OK &&
                   statement_text(doc, "name", &name)
               ? name
               : "";
}

/* A name counts for the first file that has it and did not count yet. */
static void count_name(struct finding *finding, size_t first, const uint8_t sha256[32],
                       const char *name)
{
    enum { LOOK = 16 }; /* copies of one file: more would make many copies cost their square */

    for (size_t i = first; i < first + LOOK && has_digest(finding, i, sha256); i++) {
        struct wanted *wanted = &finding->wanted[i];

        if (wanted->named == finding->turn ||
            !names_related(path_name(wanted->item->path), bytes_text(name)))
            continue;
        wanted->named = finding->turn;
        finding->score.named++;
        return;
    }
}

static void read_line(void *user, struct bytes hex, struct bytes line)
{
    struct finding *finding = user;
    uint8_t sha256[SHA256_SIZE];
    const char *name, *kept = NULL;
    size_t first;

    if (finding->status != ASSAY_OK || !hex_decode(hex, sha256, sizeof sha256))
        return;
    first = find_wanted(finding, sha256);
    if (!has_digest(finding, first, sha256))
        return;
    name = name_in(finding, line);
    count_name(finding, first, sha256, name);
    if (finding->wanted[first].counted == finding->turn)
        return;
    for (size_t i = first; has_digest(finding, i, sha256); i++) {
        struct wanted *wanted = &finding->wanted[i];

        wanted->counted = finding->turn;
        finding->score.files++;
        if (wanted->entry != ASSAY_NO_ENTRY)
            continue;
        kept = kept ? kept : arena_text(finding->arena, name);
        if (!kept) {
            finding->status = out_of_memory(finding->err);
            return;
        }
        wanted->entry = finding->at->index;
        wanted->known_as = kept;
    }
}

/* A range, or what was staged, names some files of a project; of it alone no tree can be told. */
static bool is_of_tree(const struct record_of *record)
{
    static const char *const parts[] = {"range", "staged", "listed", "push", "unreachable"};

    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (strcmp(record->view, parts[i]) == 0)
            return false;
    return true;
}

static bool is_better(const struct finding *finding)
{
    const struct score *score = &finding->score, *best = &finding->best_score;

    if (score->files == 0 || (!finding->present.lone && !is_of_tree(finding->at)))
        return false;
    if (!finding->best || score->files != best->files)
        return !finding->best || score->files > best->files;
    if (score->named != best->named)
        return score->named > best->named;
    return !finding->present.lone && score->lines < best->lines;
}

static ASSAY_RESULT read_manifest(struct finding *finding)
{
    const struct manifest_reader reader = {read_line, finding};
    struct store *store = finding->ledger->store;
    char name[STORE_NAME_SIZE];

    finding->turn++;
    finding->score = (struct score){.lines = finding->at->lines};
    store_object_name(finding->at->manifest, name);
    TRY(store_required(store, name,
                       manifest_lines(store, finding->at->manifest, &reader, finding->err),
                       finding->err));
    return finding->status;
}

static ASSAY_RESULT read_manifests(struct finding *finding)
{
    const uint8_t *last = NULL; /* a project that is recorded each day seldom changes as often */

    for (size_t i = 0; i < record_count(finding); i++) {
        finding->at = record_at(finding, i);
        if (!last || memcmp(last, finding->at->manifest, sizeof finding->at->manifest) != 0)
            TRY(read_manifest(finding));
        last = finding->at->manifest;
        if (is_better(finding)) {
            finding->best = finding->at;
            finding->best_score = finding->score;
        }
    }
    return ASSAY_OK;
}

/* ---- what is told ---- */

static ASSAY_RESULT fail_unknown(const struct finding *finding)
{
    enum assay_status status =
        assay_fail(finding->err, ASSAY_EMISSING, ASSAY_NO_OFFSET,
                   "no entry of %s recorded these bytes", finding->ledger->store->where);

    assay_error_id(finding->err, "ledger.unrecorded");
    assay_error_path(finding->err, finding->ledger->store->where);
    return status;
}

static bool is_same_target(const struct record_of *a, const struct record_of *b)
{
    return strcmp(a->type, b->type) == 0 && strcmp(a->view, b->view) == 0 &&
           strcmp(a->range, b->range) == 0 && strcmp(a->name, b->name) == 0;
}

/* The newest comes first, so that it is found first. */
static uint64_t find_newer(const struct finding *finding)
{
    const struct record_of *record = record_at(finding, 0);

    while (record != finding->best && !is_same_target(record, finding->best))
        record++;
    return record == finding->best ? ASSAY_NO_ENTRY : record->index;
}

static void tell_entries(const struct finding *finding, struct assay_held_file *files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct assay_item *item = files[i].present;
        size_t at = item && has_bytes(item) ? find_wanted(finding, item->content->sha256)
                                            : finding->wanted_count;

        if (at == finding->wanted_count || !has_digest(finding, at, item->content->sha256))
            continue;
        files[i].entry = finding->wanted[at].entry;
        files[i].known_as = finding->wanted[at].known_as;
    }
}

static ASSAY_RESULT tell(const struct finding *finding, struct nearest *nearest)
{
    const struct record_of *best = finding->best;
    struct assay_nearest *told = &nearest->told;
    struct assay_held_file *files;
    struct tree recorded;

    told->entry = best->index;
    told->newer = find_newer(finding);
    told->name = best->name;
    told->view =
        arena_printf(nearest->arena, "%s%s%s", best->type, *best->view ? "/" : "", best->view);
    told->time = best->time;
    told->known = finding->best_score.files;
    told->asked = finding->wanted_count;
    if (!told->view)
        return out_of_memory(finding->err);
    TRY(recorded_inventory(finding->ledger, best->inventory, &nearest->recorded, finding->err));
    told->recorded = nearest->recorded;
    TRY(tree_of(nearest->recorded, nearest->arena, &recorded, finding->err));
    TRY(hold_files(&recorded, &finding->present, nearest->arena, told, &files, finding->err));
    tell_entries(finding, files, told->file_count);
    return ASSAY_OK;
}

enum assay_status assay_ledger_nearest(const struct assay_ledger *ledger,
                                       const struct assay_inventory *present,
                                       struct assay_nearest **out, struct assay_error *err)
{
    struct nearest *nearest = calloc(1, sizeof *nearest);
    CLEANUP(assay_nearest_freep) struct assay_nearest *owned = nearest ? &nearest->told : NULL;
    CLEANUP(finding_clear)
    struct finding finding = {.ledger = ledger, .records = {.ceiling = SIZE_MAX}, .err = err};

    if (!nearest)
        return out_of_memory(err);
    nearest->arena = finding.arena = arena_new();
    finding.line = arena_new();
    if (!finding.arena || !finding.line)
        return out_of_memory(err);
    TRY(want(&finding, present));
    TRY(ledger_walk_back(ledger, &(struct ledger_walk){collect, &finding}, err));
    TRY(finding.status);
    TRY(buf_status(&finding.records, err));
    TRY(read_manifests(&finding));
    if (!finding.best)
        return fail_unknown(&finding);
    TRY(tell(&finding, nearest));
    *out = TAKE(owned);
    return ASSAY_OK;
}

void assay_nearest_free(struct assay_nearest *nearest)
{
    struct nearest *owner = (struct nearest *)nearest;

    if (!owner)
        return;
    assay_inventory_free(owner->recorded);
    arena_free(owner->arena);
    free(owner);
}

void assay_nearest_freep(struct assay_nearest **nearest)
{
    assay_nearest_free(*nearest);
}
