/* ledger.c - opening a ledger, to read or to append. */

#include "ledger/ledger.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "ledger/export_marks.h"

#define CHECKPOINT "checkpoint"

void assay_ledger_free(struct assay_ledger *ledger)
{
    if (!ledger)
        return;
    ring_clear(&ledger->ring);
    digest_free(ledger->digest);
    store_free(ledger->store);
    free(ledger->verifier);
    free(ledger);
}

void assay_ledger_freep(struct assay_ledger **ledger)
{
    assay_ledger_free(*ledger);
}

void assay_ledger_checkpoint(const struct assay_ledger *ledger, struct assay_checkpoint *out)
{
    out->origin = ledger->log.point.origin;
    out->size = ledger->log.point.size;
    memcpy(out->root, ledger->log.point.root.bytes, sizeof out->root);
}

static const struct ring_key *log_key(const struct assay_ledger *ledger)
{
    const struct ring_key *newest = NULL;

    for (size_t i = 0; i < ledger->ring.count; i++) {
        const struct ring_key *key = &ledger->ring.keys[i];

        if ((key->roles & ROLE_LOG) && (!newest || key->ended == UINT64_MAX))
            newest = key;
    }
    return newest;
}

const char *assay_ledger_signer(const struct assay_ledger *ledger)
{
    const struct ring_key *key = log_key(ledger);

    return key ? assay_key_id(key->key) : "";
}

const char *assay_ledger_verifier(const struct assay_ledger *ledger)
{
    return ledger->verifier;
}

const char *assay_ledger_place(const struct assay_ledger *ledger)
{
    return ledger->store->where;
}

/*
 * Reads one checkpoint and holds it to the keys of entry 0, and only where that does not do to
 * those of all entries. Leaves the ledger as it was when it fails.
 */
static ASSAY_RESULT load_checkpoint(struct assay_ledger *ledger, const char *name,
                                    struct buf *bytes, struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct note_verifier known[RING_VERIFIERS_MAX];
    struct checkpoint before = ledger->log.point, *point = &ledger->log.point;
    char path[STORE_NAME_SIZE + 1024];
    struct assay_error failure = {0};
    enum assay_status status;
    struct note note;

    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a checkpoint");
    snprintf(path, sizeof path, "%s/%s", ledger->store->where, name);
    status = store_read(ledger->store, name, bytes, err);
    if (status == ASSAY_EMISSING) /* there may be none yet */
        return status;
    TRY(store_required(ledger->store, name, status, err));
    if (note_read(arena, buf_bytes(bytes), path, &note, &failure) ||
        checkpoint_read(note.text, path, point, &failure))
        return store_damaged(ledger->store, name, failure.offset, err, "%s", failure.text);
    status = point->size > 0 ? ASSAY_OK
                             : store_damaged(ledger->store, name, ASSAY_NO_OFFSET, err,
                                             "a ledger has at least one entry");
    ring_clear(&ledger->ring);
    if (status == ASSAY_OK)
        status = ledger_load_first_keys(ledger, err);
    if (status == ASSAY_OK &&
        note_verify(&note, known, ring_verifiers(&ledger->ring, point->origin, point->size, known),
                    path, NULL) != ASSAY_OK)
        status = ledger_load_keys(ledger, err);
    if (status == ASSAY_OK)
        status = note_verify(&note, known,
                             ring_verifiers(&ledger->ring, point->origin, point->size, known), path,
                             err);
    if (status != ASSAY_OK)
        *point = before;
    return status;
}

static ASSAY_RESULT fail_unpublished(struct assay_ledger *ledger, struct assay_error *err)
{
    enum assay_status status = store_damaged(ledger->store, CHECKPOINT, ASSAY_NO_OFFSET, err,
                                             "the file is missing, though sizes were signed");

    assay_error_why(err, "it was deleted, or the very first record was stopped before its end");
    assay_error_do(err, "assay record, by its owner (publishes the newest signed size again); by "
                        "others: ask for a whole copy");
    return status;
}

/*
 * Loads what is published, and then what was signed and not published: a crash came between, or the
 * checkpoint was set back. `note` holds the bytes of the one in force; *found is false where
 * there is no ledger yet, *pending true where `checkpoint` is behind.
 */
static ASSAY_RESULT load(struct assay_ledger *ledger, bool to_write, struct buf *note, bool *found,
                         bool *pending, struct assay_error *err)
{
    char name[STORE_NAME_SIZE];
    enum assay_status status;
    uint64_t newest;

    status = load_checkpoint(ledger, CHECKPOINT, note, err);
    if (status != ASSAY_OK && status != ASSAY_EMISSING)
        return status;
    TRY(log_newest(ledger->store, &newest, err));
    *found = status == ASSAY_OK || newest > 0;
    *pending = newest > ledger->log.point.size;
    if (!*pending)
        return ASSAY_OK;
    if (status == ASSAY_EMISSING && !to_write)
        return fail_unpublished(ledger, err);
    buf_reset(note);
    log_checkpoint_name(newest, name);
    TRY(store_required(ledger->store, name, load_checkpoint(ledger, name, note, err), err));
    if (ledger->log.point.size != newest)
        return store_damaged(ledger->store, name, ASSAY_NO_OFFSET, err,
                             "it is of %" PRIu64 " entries, and not of what its name says",
                             ledger->log.point.size);
    return ASSAY_OK;
}

static ASSAY_RESULT new_ledger(struct store **store, struct assay_ledger **out,
                               struct assay_error *err)
{
    struct assay_ledger *ledger = calloc(1, sizeof *ledger);

    if (!ledger)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a ledger");
    ledger->store = TAKE(*store);
    ledger->digest = digest_new(DIGEST_SHA256);
    ledger->log.store = ledger->store;
    ledger->log.digest = ledger->digest;
    *out = ledger;
    if (!ledger->digest)
        return assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET, "OpenSSL offers no SHA-256");
    return ASSAY_OK;
}

static ASSAY_RESULT set_verifier(struct assay_ledger *ledger, struct assay_error *err)
{
    const struct ring_key *key = log_key(ledger);

    if (!key)
        return store_damaged(ledger->store, CHECKPOINT, ASSAY_NO_OFFSET, err,
                             "no entry names the key of the log");
    ledger->verifier = assay_key_verifier(key->key, ledger->log.point.origin);
    if (!ledger->verifier)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a ledger");
    return ASSAY_OK;
}

struct seen {
    bool own, other;
};

static void note_own_name(void *user, const char *name)
{
    static const char *const own[] = {"checkpoint", "checkpoints", "objects",
                                      "spool",      "state",       "tile"};
    struct seen *seen = user;
    bool is_own = false;

    for (size_t i = 0; i < ARRAY_LEN(own); i++)
        is_own |= strcmp(name, own[i]) == 0;
    seen->own |= is_own;
    seen->other |= !is_own;
}

/* A folder that is full of something else is refused rather than littered. */
static ASSAY_RESULT check_folder(struct store *store, struct assay_error *err)
{
    struct seen seen = {false, false};
    enum assay_status status;

    TRY(store_list(store, ".", note_own_name, &seen, err));
    if (seen.own || !seen.other)
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "%s is a folder, but not a ledger",
                        store->where);
    assay_error_id(err, "ledger.not-one");
    assay_error_path(err, store->where);
    assay_error_why(err, "it holds files and no checkpoint");
    assay_error_do(err, "name a ledger, or an empty or new folder: --ledger PATH");
    return status;
}

static ASSAY_RESULT fail_missing(const struct store *store, struct assay_error *err)
{
    enum assay_status status = assay_fail(err, ASSAY_EMISSING, ASSAY_NO_OFFSET,
                                          "there is no ledger in %s yet", store->where);

    assay_error_id(err, "ledger.missing");
    assay_error_path(err, store->where);
    assay_error_why(err, "nothing was recorded there");
    assay_error_do(err, "assay record      (or name another place: --ledger PATH)");
    return status;
}

enum assay_status ledger_open(struct store **store, struct assay_ledger **out,
                              struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(buf_clear) struct buf note = {.ceiling = NOTE_SIZE_MAX};
    bool found, pending;

    TRY(check_folder(*store, err));
    TRY(new_ledger(store, &ledger, err));
    TRY(load(ledger, false, &note, &found, &pending, err));
    if (!found)
        return fail_missing(ledger->store, err);
    TRY(set_verifier(ledger, err));
    *out = TAKE(ledger);
    return ASSAY_OK;
}

/* The entry that gives a key its roles, signed by the key of the log. */
static ASSAY_RESULT write_first(const struct assay_ledger *ledger, const struct assay_key *key,
                                const struct assay_key *added, unsigned roles, struct buf *out,
                                struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf statement = {.ceiling = ENTRY_PAYLOAD_MAX};
    const struct ring_event event = {.event = "add",
                                     .key = added,
                                     .origin = ledger->log.point.origin,
                                     .roles = roles,
                                     .since = UINT64_MAX,
                                     .time = clock_now()};

    ring_statement(&event, &statement);
    TRY(buf_status(&statement, err));
    return entry_sign(key, buf_bytes(&statement), out, err);
}

static ASSAY_RESULT begin(struct assay_ledger *ledger, const char *origin,
                          const struct assay_key *key, const struct assay_key *entry_key,
                          struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_DOCUMENT};
    CLEANUP(buf_clear) struct buf more = {.ceiling = LIMIT_DOCUMENT};
    struct checkpoint *point = &ledger->log.point;
    bool apart = entry_key && strcmp(assay_key_id(entry_key), assay_key_id(key)) != 0;
    struct bytes entries[2];

    *point = (struct checkpoint){.size = 0};
    TRY(note_key_fits(key, err)); /* before anything is written that it could not sign */
    if (origin)
        text_copy(point->origin, sizeof point->origin, origin);
    else
        snprintf(point->origin, sizeof point->origin, "assay.local/%.16s", assay_key_id(key));
    merkle_init(&ledger->log.edge, ledger->digest);
    TRY(log_drop_beyond(&ledger->log, err));
    TRY(write_first(ledger, key, key, apart ? ROLE_LOG : ROLES_ALL, &text, err));
    if (apart)
        TRY(write_first(ledger, key, entry_key, ROLE_ENTRY | ROLE_APPROVE, &more, err));
    entries[0] = buf_bytes(&text);
    entries[1] = buf_bytes(&more);
    TRY(log_append(&ledger->log, key, entries, apart ? 2 : 1, err));
    return ledger_load_first_keys(ledger, err);
}

static ASSAY_RESULT check_own_key(struct assay_ledger *ledger, const struct assay_key *key,
                                  struct assay_error *err)
{
    struct bytes id = bytes_text(assay_key_id(key));
    const struct ring_key *known = ring_find(&ledger->ring, id, ledger->log.point.size);
    enum assay_status status;

    if (!known) { /* one that took over, or is about to */
        TRY(ledger_load_keys(ledger, err));
        known = ring_find(&ledger->ring, id, ledger->log.point.size);
    }
    if (known && (known->roles & ROLE_LOG))
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                        "the ledger %s is signed by key %.16s, not by %.16s", ledger->store->where,
                        assay_ledger_signer(ledger), assay_key_id(key));
    assay_error_id(err, "ledger.other-key");
    assay_error_path(err, ledger->store->where);
    assay_error_why(err,
                    "only the key of the log may continue it; keys that it admits leave entries in "
                    "the spool");
    assay_error_do(err, "use that key: --key, or --log-key beside --key; or begin a ledger of your "
                        "own: --ledger PATH");
    return status;
}

enum assay_status ledger_open_writer(struct store **store, const char *origin,
                                     struct assay_key *key, struct assay_ledger **out,
                                     struct assay_error *err)
{
    return ledger_open_writer_for(store, origin, key, NULL, out, err);
}

enum assay_status ledger_open_writer_for(struct store **store, const char *origin,
                                         struct assay_key *key, const struct assay_key *entry_key,
                                         struct assay_ledger **out, struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(buf_clear) struct buf note = {.ceiling = NOTE_SIZE_MAX};
    bool found, pending;

    TRY(check_folder(*store, err));
    TRY(export_marks_refuse(*store, err));
    TRY((*store)->kind->lock(*store, err));
    TRY(new_ledger(store, &ledger, err));
    TRY(load(ledger, true, &note, &found, &pending, err));
    if (!found)
        TRY(begin(ledger, origin, key, entry_key, err));
    TRY(check_own_key(ledger, key, err));
    ledger->key = key;
    if (pending)
        TRY(store_commit(ledger->store, CHECKPOINT, buf_bytes(&note), err));
    TRY(log_drop_beyond(&ledger->log, err));
    TRY(log_open_edge(&ledger->log, err));
    TRY(set_verifier(ledger, err));
    *out = TAKE(ledger);
    return ASSAY_OK;
}

enum assay_status assay_ledger_open(const char *path, struct assay_ledger **out,
                                    struct assay_error *err)
{
    CLEANUP(store_freep) struct store *store = NULL;

    TRY(store_open_place(path, false, &store, err));
    return ledger_open(&store, out, err);
}

enum assay_status assay_ledger_open_writer(const char *path, const char *origin,
                                           struct assay_key *key, struct assay_ledger **out,
                                           struct assay_error *err)
{
    return assay_ledger_open_writer_for(path, origin, key, NULL, out, err);
}

static ASSAY_RESULT check_origin(const char *origin, struct assay_error *err)
{
    enum assay_status status;

    if (!origin || note_name_valid(bytes_text(origin)))
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                        "\"%.100s\" cannot be the name of a log", origin);
    assay_error_id(err, "ledger.origin");
    assay_error_why(err, "a name has 1 to 255 bytes, no blanks and no plus sign");
    assay_error_do(err, "use a name like ledger.example.org/team");
    return status;
}

enum assay_status assay_ledger_open_writer_for(const char *path, const char *origin,
                                               struct assay_key *log_key,
                                               const struct assay_key *entry_key,
                                               struct assay_ledger **out, struct assay_error *err)
{
    CLEANUP(store_freep) struct store *store = NULL;

    TRY(check_origin(origin, err)); /* before a folder is made for it */
    TRY(store_open_place(path, true, &store, err));
    return ledger_open_writer_for(&store, origin, log_key, entry_key, out, err);
}

/* By the bits of enum ledger_role. */
static const char *role_names(unsigned roles)
{
    static const char *const names[ROLES_ALL + 1] = {
        [ROLE_LOG] = "log",
        [ROLE_ENTRY] = "entry",
        [ROLE_ENTRY | ROLE_LOG] = "entry,log",
        [ROLE_APPROVE] = "approve",
        [ROLE_APPROVE | ROLE_LOG] = "approve,log",
        [ROLE_APPROVE | ROLE_ENTRY] = "approve,entry",
        [ROLES_ALL] = "approve,entry,log",
    };

    return names[roles & ROLES_ALL] ? names[roles & ROLES_ALL] : "";
}

enum assay_status assay_ledger_keys(const struct assay_ledger *ledger,
                                    void (*key)(void *user, const struct assay_ledger_key *key),
                                    void *user, struct assay_error *err)
{
    struct assay_ledger all = {
        .store = ledger->store, .digest = ledger->digest, .log = ledger->log};
    enum assay_status status = ledger_load_keys(&all, err);

    for (size_t i = 0; status == ASSAY_OK && i < all.ring.count; i++) {
        const struct ring_key *one = &all.ring.keys[i];

        key(user, &(struct assay_ledger_key){
                      .id = assay_key_id(one->key),
                      .pem = assay_key_public_pem(one->key),
                      .roles = role_names(one->roles),
                      .added = one->added,
                      .ended = one->ended,
                      .revoked = one->revoked,
                  });
    }
    ring_clear(&all.ring);
    return status;
}
