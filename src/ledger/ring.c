/* ring.c - keys as entries (ledger-formats.md 9.2). */

#include "ledger/ring.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/codec.h"
#include "base/kit.h"
#include "crypto/digest.h"

enum { KEYS_MAX = 10000 }; /* more is no ring of people */

void ring_clear(struct ring *ring)
{
    for (size_t i = 0; i < ring->count; i++)
        assay_key_free(ring->keys[i].key);
    free(ring->keys);
    *ring = (struct ring){0};
}

static ASSAY_RESULT fail(const char *path, struct assay_error *err, const char *text)
{
    enum assay_status status = assay_fail(err, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "%s", text);

    assay_error_path(err, path);
    return status;
}

struct ring_key *ring_find(const struct ring *ring, struct bytes keyid, uint64_t index)
{
    for (size_t i = 0; i < ring->count; i++) {
        struct ring_key *key = &ring->keys[i];
        bool first = index == 0 && key->added == 0; /* entry 0 vouches for itself */

        if ((key->added < index || first) && index < key->ended &&
            bytes_equal(keyid, bytes_text(assay_key_id(key->key))))
            return key;
    }
    return NULL;
}

bool ring_vouches(const struct ring *ring, uint64_t index, const struct entry *entry)
{
    const struct predicate_kind *kind = predicate_find(entry->statement.predicate_type);
    const struct ring_key *key = ring_find(ring, entry->envelope.signatures[0].keyid, index);
    unsigned role = kind ? kind->role : ROLE_ENTRY; /* as verification has it */

    return key && (key->roles & role) && dsse_verify(&entry->envelope, 0, key->key);
}

bool ring_doubts(const struct ring *ring, uint64_t index, const struct entry *entry)
{
    const struct ring_key *key = ring_find(ring, entry->envelope.signatures[0].keyid, index);

    return key && key->revoked && index >= key->since;
}

static bool read_roles(const struct doc *predicate, struct ring_key *key)
{
    const struct doc *roles = doc_get(predicate, "roles");

    if (!roles || roles->type != DOC_LIST)
        return false;
    for (size_t i = 0; i < roles->count; i++) {
        if (roles->items[i].type != DOC_TEXT)
            return false;
        key->roles |= ledger_role_named(roles->items[i].text);
    }
    return key->roles != 0; /* names that are unknown are of later versions */
}

static ASSAY_RESULT add(struct ring *ring, const struct ring_key *key, struct assay_error *err)
{
    struct ring_key *keys = realloc(ring->keys, (ring->count + 1) * sizeof *keys);

    if (!keys)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for keys");
    ring->keys = keys;
    ring->keys[ring->count++] = *key;
    return ASSAY_OK;
}

/* A time alone casts doubt on all that the key ever signed. */
static ASSAY_RESULT read_doubt(const struct doc *predicate, struct ring_key *key, const char *path,
                               struct assay_error *err)
{
    uint64_t since = UINT64_MAX;
    int64_t compromised = INT64_MIN;
    const char *text;

    if (doc_get(predicate, "since") && !statement_u64(predicate, "since", &since))
        return fail(path, err, "a key is revoked since an entry that is no number");
    if (doc_get(predicate, "compromised")) {
        if (!statement_text(predicate, "compromised", &text) ||
            !clock_parse(bytes_text(text), &compromised))
            return fail(path, err, "a key was compromised at a time that is none");
        if (since == UINT64_MAX)
            since = 0;
    }
    key->since = since;
    key->compromised = compromised;
    return ASSAY_OK;
}

enum assay_status ring_apply(struct ring *ring, uint64_t index, const struct statement *statement,
                             const char *path, struct assay_error *err)
{
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    struct ring_key *known,
        made = {.added = index, .ended = UINT64_MAX, .since = UINT64_MAX, .compromised = INT64_MIN};
    const char *event, *pem;
    enum assay_status read;

    if (!statement_text(statement->predicate, "event", &event) ||
        !statement_text(statement->predicate, "key", &pem))
        return fail(path, err, "a key entry without event or key");
    read = key_of_pem(bytes_text(pem), path, &key, err);
    if (read == ASSAY_EUSAGE)
        return fail(path, err, "a key entry holds no key that signs");
    TRY(read);
    known = ring_find(ring, bytes_text(assay_key_id(key)), index);
    if (strcmp(event, "add") == 0) {
        if (known || ring->count == KEYS_MAX || !read_roles(statement->predicate, &made))
            return fail(path, err, "a key is added that is there, or has no role");
        made.key = key;
        TRY(add(ring, &made, err));
        key = NULL;
        return ASSAY_OK;
    }
    if (!known || (strcmp(event, "retire") != 0 && strcmp(event, "revoke") != 0))
        return fail(path, err, "a key entry names no key in force, or no event that exists");
    known->revoked = strcmp(event, "revoke") == 0;
    if (known->revoked)
        TRY(read_doubt(statement->predicate, known, path, err));
    known->ended = index;
    return ASSAY_OK;
}

size_t ring_verifiers(const struct ring *ring, const char *origin, uint64_t size,
                      struct note_verifier out[RING_VERIFIERS_MAX])
{
    size_t count = 0;

    for (size_t i = 0; i < ring->count && count < RING_VERIFIERS_MAX; i++) {
        const struct ring_key *key = &ring->keys[i];

        if ((key->roles & ROLE_LOG) && key->added < size && size <= key->ended)
            out[count++] = (struct note_verifier){NOTE_ED25519, origin, key->key};
    }
    return count;
}

/* A log key has a verifier where it is added, which is what others check checkpoints with. */
static bool is_verifier(const struct statement *statement, const struct assay_key *key,
                        const char *origin)
{
    CLEANUP(free_cleanup) char *own = NULL;
    struct ring_key roles = {.roles = 0};
    const char *stated;
    bool is_added_log = read_roles(statement->predicate, &roles) && (roles.roles & ROLE_LOG);

    if (!doc_get(statement->predicate, "verifier"))
        return !is_added_log;
    own = assay_key_algorithm(key) == ASSAY_KEY_ED25519 ? assay_key_verifier(key, origin) : NULL;
    return own && statement_text(statement->predicate, "verifier", &stated) &&
           strcmp(stated, own) == 0;
}

const char *ring_names_fault(const struct statement *statement, const char *origin)
{
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    const struct doc *subject = &statement->subjects->items[0];
    uint8_t id[SHA256_SIZE], stated[SHA256_SIZE];
    const char *pem, *name;

    if (!statement_text(statement->predicate, "key", &pem) ||
        key_of_pem(bytes_text(pem), "", &key, NULL) != ASSAY_OK)
        return "it holds no key that signs";
    if (!hex_decode(bytes_text(assay_key_id(key)), id, sizeof id) ||
        statement->subjects->count != 1 ||
        !statement_sha256(doc_get(subject, "digest"), "sha256", stated) ||
        memcmp(id, stated, sizeof id) != 0)
        return "its subject is not the digest of the key that it holds";
    if (!statement_text(subject, "name", &name) || strcmp(name, origin) != 0)
        return "its subject has not the name of the log that the checkpoint has";
    return is_verifier(statement, key, origin)
               ? NULL
               : "its verifier is not that of the key under the name of the log";
}

static void write_roles(struct jcs *jcs, unsigned roles)
{
    static const enum ledger_role order[] = {ROLE_APPROVE, ROLE_ENTRY, ROLE_LOG};

    jcs_key(jcs, "roles");
    jcs_open_array(jcs);
    for (size_t i = 0; i < ARRAY_LEN(order); i++)
        if (roles & order[i])
            jcs_string(jcs, ledger_role_name(order[i]));
    jcs_close_array(jcs);
}

static void write_event(struct jcs *jcs, const struct ring_event *event, const char *verifier)
{
    char when[CLOCK_TEXT_SIZE];

    clock_text(event->time, when);
    jcs_open_object(jcs);
    if (event->compromised) {
        jcs_key(jcs, "compromised");
        jcs_string(jcs, event->compromised);
    }
    jcs_key(jcs, "event");
    jcs_string(jcs, event->event);
    jcs_key(jcs, "key");
    jcs_string(jcs, assay_key_public_pem(event->key));
    if (event->reason) {
        jcs_key(jcs, "reason");
        jcs_string(jcs, event->reason);
    }
    if (event->roles)
        write_roles(jcs, event->roles);
    if (event->since != UINT64_MAX)
        statement_number(jcs, "since", event->since);
    jcs_key(jcs, "time");
    jcs_string(jcs, when);
    if (verifier) {
        jcs_key(jcs, "verifier");
        jcs_string(jcs, verifier);
    }
    jcs_close_object(jcs);
}

void ring_statement(const struct ring_event *event, struct buf *out)
{
    CLEANUP(free_cleanup) char *verifier = NULL;
    uint8_t id[32] = {0};
    struct jcs jcs;

    if (event->roles & ROLE_LOG) {
        verifier = assay_key_verifier(event->key, event->origin);
        if (!verifier)
            out->status = ASSAY_ENOMEM;
    }
    if (!hex_decode(bytes_text(assay_key_id(event->key)), id, sizeof id))
        out->status = ASSAY_EINTERNAL;
    jcs_init(&jcs, out);
    statement_open(&jcs);
    write_event(&jcs, event, verifier);
    statement_subjects(&jcs, PREDICATE_KEY);
    statement_subject(&jcs, event->origin, id);
    statement_close(&jcs);
}
