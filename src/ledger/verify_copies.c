/*
 * verify_copies.c - what an export lays beside the log for people to read, against what is signed.
 *
 * An auditor reads entries/4.json and not a tile, so a copy that says something else would be
 * believed, and one that is missing passed over. What is held to here is what an export's own
 * check.py holds to, so that both say the same. README.md, check.py and SHA256SUMS are not held:
 * they are those of the version that made the export.
 */

#include <inttypes.h>
#include <stdarg.h>

#include "base/kit.h"
#include "base/text.h"
#include "ledger/export_marks.h"
#include "ledger/verify.h"

#define ENTRIES "entries"
#define PROOFS "proofs"

struct copies {
    struct verification *v;
    const char *folder; /* that is being listed */
    uint64_t held;
};

static void hold(struct copies *copies, struct bytes wanted, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void hold(struct copies *copies, struct bytes wanted, const char *format, ...)
{
    CLEANUP(buf_clear) struct buf found = {.ceiling = wanted.size + 1};
    struct store *store = copies->v->ledger->store;
    struct assay_error failure = {0};
    char name[STORE_NAME_SIZE];
    enum assay_status status;
    va_list args;

    va_start(args, format);
    vsnprintf(name, sizeof name, format, args);
    va_end(args);
    status = store_read(store, name, &found, &failure);
    if (status == ASSAY_EMISSING)
        status = store_damaged(store, name, ASSAY_NO_OFFSET, &failure,
                               "the file is missing, which an export lays beside the log");
    copies->held += status == ASSAY_OK;
    if (status == ASSAY_ELIMIT || (status == ASSAY_OK && !bytes_equal(buf_bytes(&found), wanted)))
        status = store_damaged(store, name, ASSAY_NO_OFFSET, &failure,
                               "it is not what the log says, whose copy it should be");
    verify_holds(copies->v, status, &failure);
}

/* "7.json" in entries/ is that of entry 7. */
static bool is_of_entry(const struct copies *copies, const char *name)
{
    const char *dot = strchr(name, '.');
    uint64_t index;

    return dot && text_u64(bytes_of((const uint8_t *)name, (size_t)(dot - name)), &index) &&
           index < copies->v->ledger->log.point.size;
}

/* A file that looks like one of the copies and is of nothing. */
static void refuse_stray(void *user, const char *name)
{
    struct copies *copies = user;
    struct assay_error failure = {0};
    char path[STORE_NAME_SIZE];

    if (is_of_entry(copies, name) || copies->v->fatal)
        return;
    snprintf(path, sizeof path, "%s/%.100s", copies->folder, name);
    verify_holds(copies->v,
                 store_damaged(copies->v->ledger->store, path, ASSAY_NO_OFFSET, &failure,
                               "it is the copy of no entry of the log"),
                 &failure);
}

static void list(struct copies *copies, const char *folder,
                 void (*each)(void *user, const char *name))
{
    struct assay_error failure = {0};

    copies->folder = folder;
    verify_holds(copies->v, store_list(copies->v->ledger->store, folder, each, copies, &failure),
                 &failure);
}

static bool hold_entry(void *user, uint64_t index, const struct entry *entry, const char *name,
                       struct arena *arena)
{
    struct copies *copies = user;
    CLEANUP(free_cleanup) char *proof = NULL;
    struct assay_error failure = {0};

    (void)name;
    (void)arena;
    hold(copies, entry->text, ENTRIES "/%" PRIu64 ".entry", index);
    hold(copies, entry->envelope.payload, ENTRIES "/%" PRIu64 ".json", index);
    if (verify_holds(copies->v, assay_ledger_prove(copies->v->ledger, index, &proof, &failure),
                     &failure))
        hold(copies, bytes_text(proof), PROOFS "/%" PRIu64 ".tlog-proof", index);
    return !copies->v->fatal;
}

static void hold_keys(struct copies *copies)
{
    const struct ring *ring = &copies->v->ring;
    CLEANUP(buf_clear) struct buf vkey = {.ceiling = 4096};

    for (size_t i = 0; i < ring->count; i++)
        hold(copies, bytes_text(assay_key_public_pem(ring->keys[i].key)), "keys/%s.pem",
             assay_key_id(ring->keys[i].key));
    buf_printf(&vkey, "%s\n", assay_ledger_verifier(copies->v->ledger));
    if (vkey.status == ASSAY_OK)
        hold(copies, buf_bytes(&vkey), "log.vkey");
}

/* It is a copy of the newest that is in checkpoints/, of which one that is older would hide
 * entries. */
static void hold_head(struct copies *copies)
{
    const struct log *log = &copies->v->ledger->log;
    CLEANUP(buf_clear) struct buf note = {.ceiling = NOTE_SIZE_MAX};
    struct assay_error failure = {0};
    char name[STORE_NAME_SIZE];

    log_checkpoint_name(log->point.size, name);
    if (verify_holds(copies->v,
                     store_required(log->store, name, store_read(log->store, name, &note, &failure),
                                    &failure),
                     &failure))
        hold(copies, buf_bytes(&note), "checkpoint");
}

static void refuse_link(void *user, const char *name)
{
    struct copies *copies = user;
    struct assay_error failure = {0};

    if (!copies->v->fatal)
        verify_holds(copies->v,
                     store_damaged(copies->v->ledger->store, name, ASSAY_NO_OFFSET, &failure,
                                   "it is no file of its own: what it leads to can be another "
                                   "tomorrow"),
                     &failure);
}

static void refuse_links(struct copies *copies)
{
    struct store *store = copies->v->ledger->store;
    struct assay_error failure = {0};

    if (store->kind->list_links)
        verify_holds(copies->v, store->kind->list_links(store, refuse_link, copies, &failure),
                     &failure);
}

void verify_copies(struct verification *v)
{
    struct copies copies = {.v = v};
    struct assay_error failure = {0};
    bool is_export = false;

    if (v->problems > 0)
        return; /* what the log says is in doubt itself */
    verify_holds(v, export_marks_find(v->ledger->store, &is_export, &failure), &failure);
    if (!is_export)
        return;
    refuse_links(&copies);
    list(&copies, ENTRIES, refuse_stray);
    list(&copies, PROOFS, refuse_stray);
    hold_head(&copies);
    verify_holds(
        v, ledger_walk_from(v->ledger, 0, &(struct ledger_walk){hold_entry, &copies}, &failure),
        &failure);
    hold_keys(&copies);
    verify_holds(v, verify_erased(v, &failure), &failure);
    verify_checked(v, "copies for people to read", copies.held);
}
