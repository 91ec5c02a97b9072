/*
 * record.c - an inventory as an entry: who found what, when, in which target.
 *
 * The canonical inventory and its tree manifest are objects; the entry names both by digest. Its
 * subjects are the manifest, then data sets and models by path and digest for as long as the
 * statement stays small enough for an entry; the predicate tells how many are not named. All
 * numbers are decimal texts (ledger-formats.md 1, 9 and 9.4).
 */

#include "ledger/record.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "inventory/build.h"
#include "ledger/ledger.h"

#define TREE "rfc6962-sha256"
#define MEDIA_TYPE "application/vnd.assay.inventory+json"

enum { COUNTS_SIZE = 64 }; /* bytes by which the digits of counts may yet grow */

/* All that the statement is made of. */
struct draft {
    const struct assay_inventory *inventory;
    uint8_t inventory_sha256[32], manifest_sha256[32];
    uint64_t lines;
    int64_t time;
    const char *name;   /* of the target, shown form */
    const char **names; /* of subjects: shown paths, NULL where the name stood before */
    size_t *items;      /* the item of each */
    size_t named, omitted;
};

static bool is_subject(const struct assay_item *item)
{
    return item->type == ASSAY_ITEM_FILE &&
           (item->content->kind == ASSAY_KIND_DATASET || item->content->kind == ASSAY_KIND_MODEL);
}

static void write_totals(struct jcs *jcs, const struct assay_totals *totals)
{
    jcs_key(jcs, "totals");
    jcs_open_object(jcs);
    statement_number(jcs, "bytes", totals->bytes);
    statement_number(jcs, "commits", totals->commits);
    statement_number(jcs, "containers", totals->containers);
    statement_number(jcs, "datasets", totals->datasets);
    statement_number(jcs, "ignored", totals->ignored);
    statement_number(jcs, "items", totals->items);
    statement_number(jcs, "models", totals->models);
    jcs_close_object(jcs);
}

static void write_manifest(struct jcs *jcs, const struct draft *draft)
{
    jcs_key(jcs, "manifest");
    jcs_open_object(jcs);
    statement_number(jcs, "lines", draft->lines);
    jcs_key(jcs, "root");
    jcs_hex(jcs, bytes_of(draft->inventory->root, 32));
    jcs_key(jcs, "sha256");
    jcs_hex(jcs, bytes_of(draft->manifest_sha256, 32));
    jcs_key(jcs, "tree");
    jcs_string(jcs, TREE);
    jcs_close_object(jcs);
}

static void write_target(struct jcs *jcs, const struct draft *draft)
{
    const struct assay_target_facts *target = &draft->inventory->target;

    jcs_key(jcs, "target");
    jcs_open_object(jcs);
    jcs_key(jcs, "head");
    jcs_string(jcs, target->head);
    jcs_key(jcs, "name");
    jcs_string(jcs, draft->name);
    jcs_key(jcs, "range");
    jcs_string(jcs, target->range);
    jcs_key(jcs, "type");
    jcs_string(jcs, target->type);
    jcs_key(jcs, "view");
    jcs_string(jcs, target->view);
    jcs_close_object(jcs);
}

static void write_predicate(struct jcs *jcs, const struct draft *draft)
{
    char when[CLOCK_TEXT_SIZE];

    clock_text(draft->time, when);
    jcs_open_object(jcs);
    statement_number(jcs, "gaps", draft->inventory->gap_count);
    jcs_key(jcs, "inventory");
    statement_resource(jcs, "inventory.json", MEDIA_TYPE, draft->inventory_sha256);
    write_manifest(jcs, draft);
    jcs_key(jcs, "subjects");
    jcs_open_object(jcs);
    statement_number(jcs, "named", draft->named);
    statement_number(jcs, "omitted", draft->omitted);
    jcs_close_object(jcs);
    write_target(jcs, draft);
    jcs_key(jcs, "time");
    jcs_string(jcs, when);
    statement_tool(jcs);
    write_totals(jcs, &draft->inventory->totals);
    jcs_close_object(jcs);
}

static void write_statement(const struct draft *draft, struct buf *out)
{
    const struct assay_target_facts *target = &draft->inventory->target;
    char first[RECORD_FORM_SIZE];
    struct jcs jcs;

    record_form(target, first);
    jcs_init(&jcs, out);
    statement_open(&jcs);
    write_predicate(&jcs, draft);
    statement_subjects(&jcs, PREDICATE_INVENTORY);
    statement_subject(&jcs, first, draft->manifest_sha256);
    for (size_t i = 0; i < draft->named; i++)
        statement_subject(&jcs, draft->names[i],
                          draft->inventory->items[draft->items[i]].content->sha256);
    statement_close(&jcs);
}

static bool stood_before(const struct draft *draft, const char *name)
{
    for (size_t i = 0; i < draft->named; i++)
        if (draft->names[i] && strcmp(draft->names[i], name) == 0)
            return true;
    return false;
}

/* Bytes of a subject, with the comma before it. */
static ASSAY_RESULT subject_size(const char *name, const uint8_t sha256[32], size_t *size,
                                 struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    struct jcs jcs;

    jcs_init(&jcs, &text);
    statement_subject(&jcs, name, sha256);
    *size = text.size + 1;
    return buf_status(&text, err);
}

/* Names data sets and models while they fit; counts the others. */
static ASSAY_RESULT name_subjects(struct arena *arena, struct draft *draft, struct assay_error *err)
{
    enum { MOST = ENTRY_PAYLOAD_MAX / 80 }; /* a subject without a name has more bytes */
    CLEANUP(buf_clear) struct buf bare = {.ceiling = SIZE_MAX};
    const struct assay_inventory *inventory = draft->inventory;
    bool full = false;
    size_t used;

    draft->names = arena_array(arena, MOST, sizeof *draft->names);
    draft->items = arena_array(arena, MOST, sizeof *draft->items);
    if (!draft->names || !draft->items)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a statement");
    write_statement(draft, &bare);
    TRY(buf_status(&bare, err));
    used = bare.size + COUNTS_SIZE;
    for (size_t i = 0; i < inventory->item_count; i++) {
        const struct assay_item *item = &inventory->items[i];
        CLEANUP(free_cleanup) char *shown = NULL;
        const char *name = NULL;
        size_t size;

        if (!is_subject(item))
            continue;
        if (full) {
            draft->omitted++;
            continue;
        }
        shown = assay_path_show(item->path);
        if (!shown)
            return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a statement");
        if (!stood_before(draft, shown)) /* a history holds one path many times */
            name = arena_text(arena, shown);
        TRY(subject_size(name, item->content->sha256, &size, err));
        full = used + size > ENTRY_PAYLOAD_MAX || draft->named == MOST;
        if (full) {
            draft->omitted++;
            continue;
        }
        used += size;
        draft->names[draft->named] = name;
        draft->items[draft->named++] = i;
    }
    return ASSAY_OK;
}

void record_form(const struct assay_target_facts *target, char out[RECORD_FORM_SIZE])
{
    snprintf(out, RECORD_FORM_SIZE, "%s%s%s", target->type, *target->view ? "/" : "", target->view);
}

bool record_read(const struct statement *statement, struct record *out)
{
    const struct doc *predicate = statement->predicate, *target = doc_get(predicate, "target");
    const struct doc *manifest = doc_get(predicate, "manifest");
    const struct doc *inventory = doc_get(doc_get(predicate, "inventory"), "digest");
    const char *tree;

    return statement_text(target, "type", &out->target.type) &&
           statement_text(target, "view", &out->target.view) &&
           statement_text(target, "name", &out->target.name) &&
           statement_text(target, "head", &out->target.head) &&
           statement_text(target, "range", &out->target.range) &&
           statement_sha256(inventory, "sha256", out->inventory) &&
           statement_sha256(manifest, "sha256", out->manifest) &&
           statement_sha256(manifest, "root", out->root) &&
           statement_u64(manifest, "lines", &out->lines) &&
           statement_text(manifest, "tree", &tree) && strcmp(tree, TREE) == 0;
}

static void show_name(const char *name, struct buf *out)
{
    text_show(out, bytes_text(name));
}

static bool is_named(const struct record *record, const struct assay_target_facts *facts)
{
    CLEANUP(buf_clear) struct buf name = {.ceiling = SIZE_MAX};

    if (!facts->name)
        return true;
    show_name(facts->name, &name);
    return strcmp(record->target.name, buf_string(&name)) == 0;
}

bool record_is_about(const struct record *record, const struct assay_target_facts *facts)
{
    return !facts || (strcmp(record->target.type, facts->type) == 0 &&
                      strcmp(record->target.view, facts->view) == 0 &&
                      strcmp(record->target.range, facts->range) == 0 && is_named(record, facts));
}

bool record_is_of_project(const struct record *record, const struct assay_target_facts *facts)
{
    const char *view = record->target.view;
    bool whole = strcmp(view, "range") != 0 &&
                 ((strcmp(view, "staged") != 0 && strcmp(view, "listed") != 0) ||
                  strcmp(view, facts->view) == 0);

    return whole && strcmp(record->target.type, facts->type) == 0 && is_named(record, facts);
}

/* The newest entry about a target, and whether it names this inventory. */
struct newest {
    const struct assay_target_facts *facts;
    const uint8_t *sha256;
    uint64_t index;
    bool same;
    uint8_t manifest[32];
};

static bool compare_newest(void *user, uint64_t index, const struct entry *entry, const char *name,
                           struct arena *arena)
{
    struct newest *newest = user;
    struct record record;

    (void)name;
    (void)arena;
    if (!bytes_equal(entry->statement.predicate_type, BYTES(PREDICATE_INVENTORY)) ||
        !record_read(&entry->statement, &record) || !record_is_about(&record, newest->facts))
        return true;
    newest->index = index;
    memcpy(newest->manifest, record.manifest, sizeof newest->manifest);
    newest->same = memcmp(record.inventory, newest->sha256, sizeof record.inventory) == 0;
    return false;
}

static ASSAY_RESULT append(struct assay_ledger *ledger, const struct assay_key *key,
                           const struct draft *draft, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = ENTRY_PAYLOAD_MAX};
    struct ledger_statement statement = {.kind = predicate_named("inventory")};

    write_statement(draft, &text);
    TRY(buf_status(&text, err));
    statement.text = buf_bytes(&text);
    return ledger_append(ledger, key, &statement, 1, err);
}

static uint64_t count_lines(struct bytes text)
{
    uint64_t lines = 0;

    while (text.size > 0) {
        const uint8_t *at = memchr(text.data, '\n', text.size);

        if (!at)
            break;
        text = bytes_from(text, (size_t)(at - text.data) + 1);
        lines++;
    }
    return lines;
}

static ASSAY_RESULT record(struct assay_ledger *ledger, struct assay_key *key, struct draft *draft,
                           struct bytes json, struct assay_record_result *result,
                           struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf manifest = {.ceiling = SIZE_MAX};
    CLEANUP(buf_clear) struct buf name = {.ceiling = ENTRY_PAYLOAD_MAX / 2};
    struct newest newest = {.facts = &draft->inventory->target, .sha256 = draft->inventory_sha256};

    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a statement");
    sha256(json, draft->inventory_sha256);
    TRY(ledger_walk_back(ledger, &(struct ledger_walk){compare_newest, &newest}, err));
    if (newest.same) {
        *result = (struct assay_record_result){.index = newest.index, .unchanged = true};
        memcpy(result->inventory, draft->inventory_sha256, sizeof result->inventory);
        memcpy(result->manifest, newest.manifest, sizeof result->manifest);
        return ASSAY_OK;
    }
    inventory_manifest(draft->inventory, &manifest);
    TRY(buf_status(&manifest, err));
    sha256(buf_bytes(&manifest), draft->manifest_sha256);
    draft->lines = count_lines(buf_bytes(&manifest));
    show_name(draft->inventory->target.name, &name);
    TRY(buf_status(&name, err));
    draft->name = buf_string(&name);
    TRY(name_subjects(arena, draft, err));
    TRY(ledger_write_object(ledger, draft->inventory_sha256, json, err));
    TRY(ledger_write_object(ledger, draft->manifest_sha256, buf_bytes(&manifest), err));
    TRY(append(ledger, key, draft, err));
    *result = (struct assay_record_result){
        .index = ledger->spools ? UINT64_MAX : ledger->log.point.size - 1,
        .items = draft->named + draft->omitted,
    };
    memcpy(result->inventory, draft->inventory_sha256, sizeof result->inventory);
    memcpy(result->manifest, draft->manifest_sha256, sizeof result->manifest);
    return ASSAY_OK;
}

enum assay_status assay_ledger_record(struct assay_ledger *ledger, struct assay_key *key,
                                      const struct assay_inventory *inventory, int64_t time,
                                      struct assay_record_result *result, struct assay_error *err)
{
    struct draft draft = {.inventory = inventory, .time = time, .name = ""};
    CLEANUP(free_cleanup) char *json = NULL;
    size_t size;

    if (!ledger->key && !ledger->spools)
        return assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET,
                          "the ledger %s was opened for reading", ledger->store->where);
    TRY(assay_inventory_json(inventory, &json, &size, err));
    return record(ledger, key, &draft, bytes_of(json, size), result, err);
}
