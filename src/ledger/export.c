/*
 * export.c - what an auditor is handed: entries with proofs, what they name, and how to check it
 * all without assay. Source: ledger-formats.md 6 to 9; C2SP tlog-proof.
 */

#include <assay/export.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "ledger/export_objects.h"
#include "ledger/handout.h"
#include "ledger/published.h"
#include "ledger/stamps.h"

struct exporting {
    const struct assay_ledger *ledger;
    const struct assay_export *what;
    struct export_sink sink;
    struct export_objects objects;
    struct buf entries; /* uint64_t: the indexes of those that are handed out */
    struct assay_exported *out;
    bool some; /* an entry that was asked for */
    enum assay_status status;
    struct assay_error *err;
};

static void exporting_clear(struct exporting *e)
{
    export_sink_clear(&e->sink);
    export_objects_clear(&e->objects);
    buf_clear(&e->entries);
}

static bool is_wanted(const struct exporting *e, uint64_t index, const struct entry *entry)
{
    char quoted[160];

    if (!e->what->part)
        return true;
    if (!e->what->about)
        return index >= e->what->first && index <= e->what->last;
    snprintf(quoted, sizeof quoted, "\"%.128s", e->what->about);
    return memmem(entry->envelope.payload.data, entry->envelope.payload.size, quoted,
                  strlen(quoted)) != NULL;
}

static ASSAY_RESULT put(struct exporting *e, struct bytes content, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static ASSAY_RESULT put(struct exporting *e, struct bytes content, const char *format, ...)
{
    char name[STORE_NAME_SIZE];
    va_list args;

    va_start(args, format);
    vsnprintf(name, sizeof name, format, args);
    va_end(args);
    return export_put(&e->sink, name, content, e->err);
}

static ASSAY_RESULT put_entry(struct exporting *e, uint64_t index, const struct entry *entry)
{
    CLEANUP(buf_clear) struct buf raw = {.ceiling = LIMIT_ENTRY};
    CLEANUP(free_cleanup) char *proof = NULL;

    TRY(log_entry(&e->ledger->log, index, &raw, e->err));
    TRY(assay_ledger_prove(e->ledger, index, &proof, e->err));
    TRY(put(e, buf_bytes(&raw), "entries/%" PRIu64 ".entry", index));
    TRY(put(e, entry->envelope.payload, "entries/%" PRIu64 ".json", index));
    TRY(put(e, bytes_text(proof), "proofs/%" PRIu64 ".tlog-proof", index));
    buf_add(&e->entries, &index, sizeof index);
    e->out->entries++;
    return buf_status(&e->entries, e->err);
}

static int compare_indexes(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

/* What an entry that is handed out named and is no longer there: this one says why. */
static bool explains(const struct exporting *e, const struct entry *entry)
{
    uint64_t named;

    return bytes_equal(entry->statement.predicate_type, BYTES(PREDICATE_ERASURE)) &&
           statement_u64(entry->statement.predicate, "entry", &named) && e->entries.size > 0 &&
           bsearch(&named, e->entries.data, e->entries.size / sizeof named, sizeof named,
                   compare_indexes);
}

static bool each_entry(void *user, uint64_t index, const struct entry *entry, const char *name,
                       struct arena *arena)
{
    struct exporting *e = user;
    struct bytes type = entry->statement.predicate_type;
    bool wanted =
        is_wanted(e, index, entry) || bytes_equal(type, BYTES(PREDICATE_KEY)) || explains(e, entry);

    (void)name;
    (void)arena;
    if (bytes_ends(type, BYTES("/erasure/v1")))
        e->status = export_objects_erased(&e->objects, index, entry, e->err);
    if (wanted && e->status == ASSAY_OK)
        e->status = export_objects_named(&e->objects, index, entry, e->err);
    if (wanted && e->status == ASSAY_OK)
        e->status = put_entry(e, index, entry);
    return e->status == ASSAY_OK;
}

/* Checkpoints, stamps and tiles, as they stand. */

static ASSAY_RESULT copy(struct exporting *e, const char *name, bool required, bool *found)
{
    CLEANUP(buf_clear) struct buf content = {.ceiling = SIZE_MAX};
    enum assay_status status = store_read(e->ledger->store, name, &content, e->err);

    *found = status == ASSAY_OK;
    if (status == ASSAY_EMISSING && !required)
        return ASSAY_OK;
    TRY(store_required(e->ledger->store, name, status, e->err));
    return put(e, buf_bytes(&content), "%s", name);
}

static ASSAY_RESULT copy_size(struct exporting *e, uint64_t size)
{
    char name[STORE_NAME_SIZE];
    bool found;

    log_checkpoint_name(size, name);
    TRY(copy(e, name, true, &found));
    stamps_name(size, name);
    TRY(copy(e, name, false, &found));
    e->out->stamps += found;
    return ASSAY_OK;
}

/* All tiles of a level, with the partial ones of the sizes that were published. */
static ASSAY_RESULT copy_level(struct exporting *e, int level, const struct buf *sizes)
{
    uint64_t full = tile_hashes(e->ledger->log.point.size, level) / TILE_WIDTH;
    char name[STORE_NAME_SIZE];
    unsigned before = 0;
    bool found;

    for (uint64_t i = 0; i < full; i++) {
        tile_name(level, i, TILE_WIDTH, name);
        TRY(copy(e, name, true, &found));
    }
    for (size_t i = 0; i < published_count(sizes); i++) {
        uint64_t size = published_at(sizes, i);
        unsigned width = tile_width(size, level, full);

        if (width == 0 || width == before)
            continue;
        before = width;
        tile_name(level, full, width, name);
        TRY(copy(e, name, size == e->ledger->log.point.size, &found));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT put_log(struct exporting *e)
{
    CLEANUP(buf_clear) struct buf sizes = {.ceiling = SIZE_MAX};
    CLEANUP(buf_clear) struct buf note = {.ceiling = NOTE_SIZE_MAX};
    uint64_t size = e->ledger->log.point.size;
    char name[STORE_NAME_SIZE];

    log_checkpoint_name(size, name);
    TRY(store_required(e->ledger->store, name, store_read(e->ledger->store, name, &note, e->err),
                       e->err));
    TRY(put(e, buf_bytes(&note), "checkpoint"));
    if (e->what->part)
        return copy_size(e, size);
    TRY(published_sizes(e->ledger, &sizes, e->err));
    for (size_t i = 0; i < published_count(&sizes); i++)
        TRY(copy_size(e, published_at(&sizes, i)));
    for (int level = BUNDLE_LEVEL;
         level <= 0 || (level < TILE_LEVELS && tile_hashes(size, level) > 0); level++)
        TRY(copy_level(e, level, &sizes));
    return ASSAY_OK;
}

/* Keys, and how to use all this. */

static void each_key(void *user, const struct assay_ledger_key *key)
{
    struct exporting *e = user;

    if (e->status == ASSAY_OK)
        e->status = put(e, bytes_text(key->pem), "keys/%s.pem", key->id);
}

static ASSAY_RESULT put_keys(struct exporting *e)
{
    CLEANUP(buf_clear) struct buf vkey = {.ceiling = 4096};

    TRY(assay_ledger_keys(e->ledger, each_key, e, e->err));
    TRY(e->status);
    buf_printf(&vkey, "%s\n", assay_ledger_verifier(e->ledger));
    TRY(buf_status(&vkey, e->err));
    return put(e, buf_bytes(&vkey), "log.vkey");
}

static ASSAY_RESULT put_page(struct exporting *e)
{
    CLEANUP(buf_clear) struct buf page = {.ceiling = LIMIT_DOCUMENT};

    buf_printf(&page,
               "# %s: %" PRIu64 " of %" PRIu64 " entries\n\nA part of a signed ledger of data sets "
               "and models, or the whole of it,\nmade by `assay ledger export`.\n",
               e->ledger->log.point.origin, e->out->entries, e->ledger->log.point.size);
    for (size_t i = 0; i < handout_file_count; i++) {
        const struct handout_file *file = &handout_files[i];

        if (strcmp(file->name, "handout-check.py") == 0)
            TRY(put(e, bytes_of(file->data, file->size), "check.py"));
        else
            buf_add(&page, file->data, file->size);
    }
    TRY(buf_status(&page, e->err));
    return put(e, buf_bytes(&page), "README.md");
}

static ASSAY_RESULT fail_none(const struct exporting *e)
{
    uint64_t size = e->ledger->log.point.size;
    enum assay_status status =
        e->what->about ? assay_fail(e->err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                    "no entry of the ledger is about %.128s", e->what->about)
                       : assay_fail(e->err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                    "the ledger has %" PRIu64 " entries, 0 to %" PRIu64
                                    ": there is no %" PRIu64 "..%" PRIu64,
                                    size, size - 1, e->what->first, e->what->last);

    assay_error_id(e->err, "ledger.no-entry");
    assay_error_path(e->err, e->ledger->store->where);
    assay_error_do(e->err, "assay ledger log      shows them");
    return status;
}

static bool find_one(void *user, uint64_t index, const struct entry *entry, const char *name,
                     struct arena *arena)
{
    struct exporting *e = user;

    (void)name;
    (void)arena;
    e->some = is_wanted(e, index, entry);
    return !e->some;
}

/* An entry is meant, at least. */
static ASSAY_RESULT check_some(struct exporting *e)
{
    const struct assay_export *what = e->what;

    e->some = !what->part || (what->first <= what->last && what->last < e->ledger->log.point.size);
    if (what->about)
        TRY(ledger_walk_from(e->ledger, 0, &(struct ledger_walk){find_one, e}, e->err));
    return e->some ? ASSAY_OK : fail_none(e);
}

enum assay_status assay_ledger_export(const struct assay_ledger *ledger,
                                      const struct assay_export *what, struct assay_exported *out,
                                      struct assay_error *err)
{
    CLEANUP(exporting_clear)
    struct exporting e = {.ledger = ledger,
                          .what = what,
                          .sink = {.folder = -1},
                          .entries = {.ceiling = SIZE_MAX},
                          .out = out,
                          .err = err};

    *out = (struct assay_exported){0};
    export_objects_init(&e.objects);
    TRY(check_some(&e)); /* before anything is made */
    TRY(export_sink_open(what->path, &e.sink, err));
    TRY(put_log(&e));
    TRY(put_keys(&e));
    TRY(ledger_walk_from(ledger, 0, &(struct ledger_walk){each_entry, &e}, err));
    TRY(e.status);
    TRY(export_objects_put(&e.objects, ledger, what->without_sealed, &e.sink, out, err));
    TRY(put_page(&e));
    return export_sink_end(&e.sink, err);
}
