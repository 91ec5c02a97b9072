/* verify_entries.c - what one entry says: its form, its signer, the keys and objects that it names.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "ledger/verify.h"

/* A statement of a kind that is not known here needs the role of what machines state. */
static ASSAY_RESULT check_signer(struct verification *v, uint64_t index, const struct entry *entry,
                                 const char *name, uint64_t offset, struct assay_error *err)
{
    const struct predicate_kind *kind = predicate_find(entry->statement.predicate_type);
    enum ledger_role role = kind ? kind->role : ROLE_ENTRY;
    struct ring_key *signer = ring_find(&v->ring, entry->envelope.signatures[0].keyid, index);

    if (!signer)
        return store_damaged(v->ledger->store, name, offset, err,
                             "entry %" PRIu64 " is not signed by a key in force", index);
    if (!(signer->roles & role))
        return store_damaged(v->ledger->store, name, offset, err,
                             "entry %" PRIu64 " is signed by a key without the role \"%s\"", index,
                             ledger_role_name(role));
    if (!dsse_verify(&entry->envelope, 0, signer->key))
        return store_damaged(v->ledger->store, name, offset, err,
                             "the signature of entry %" PRIu64 " does not hold", index);
    signer->last_used = index;
    return ASSAY_OK;
}

/* What the entry says is held to the table of its kind. */
static ASSAY_RESULT check_form(const struct verification *v, uint64_t index,
                               const struct entry *entry, const char *name, uint64_t offset,
                               struct assay_error *err)
{
    const struct predicate_kind *kind = predicate_find(entry->statement.predicate_type);
    struct doc_source source = {name, entry->envelope.payload};
    struct assay_error failure = {0};

    if (!kind || shape_check(kind->members, entry->statement.predicate, &source, "predicate", 0,
                             &failure) == ASSAY_OK)
        return ASSAY_OK; /* of a later version, or somebody's own: signed is what can be said */
    return store_damaged(v->ledger->store, name, offset, err, "entry %" PRIu64 ": %s", index,
                         failure.text);
}

static ASSAY_RESULT check_keys(struct verification *v, uint64_t index, const struct entry *entry,
                               const char *name, uint64_t offset, struct assay_error *err)
{
    struct assay_error failure = {0};
    const char *fault;

    if (index > 0)
        TRY(check_signer(v, index, entry, name, offset, err));
    fault = ring_names_fault(&entry->statement, v->ledger->log.point.origin);
    if (ring_apply(&v->ring, index, &entry->statement, name, &failure) != ASSAY_OK)
        return store_damaged(v->ledger->store, name, offset, err, "entry %" PRIu64 ": %s", index,
                             failure.text);
    if (index == 0) /* it is signed by the key that it adds */
        TRY(check_signer(v, index, entry, name, offset, err));
    if (fault) /* told last: the key counts all the same, so that this is one problem */
        return store_damaged(v->ledger->store, name, offset, err, "entry %" PRIu64 ": %s", index,
                             fault);
    return ASSAY_OK;
}

/* What it says cannot be judged, so that it is told; a hostile ledger has no end of kinds. */
static void count_unknown(struct verification *v, uint64_t index, const struct entry *entry)
{
    char type[sizeof v->unknown->type] = "";
    struct bytes full = entry->statement.predicate_type;
    size_t i = 0;

    if (full.size < sizeof type)
        memcpy(type, full.data, full.size);
    while (i < v->unknown_count && strcmp(v->unknown[i].type, type) != 0)
        i++;
    if (i >= UNKNOWN_KINDS_MAX) { /* the last line is for all the rest */
        i = UNKNOWN_KINDS_MAX;
        type[0] = 0;
    }
    if (i == v->unknown_count) {
        v->unknown[i] = (struct unknown_kind){.first = index};
        memcpy(v->unknown[i].type, type, sizeof type);
        v->unknown_count++;
    }
    v->unknown[i].count++;
}

bool verify_alone(const struct entry *entry, uint64_t index, enum ledger_role *role,
                  struct buf *references)
{
    const struct predicate_kind *kind = predicate_find(entry->statement.predicate_type);
    struct doc_source source = {"", entry->envelope.payload};

    if (!kind || bytes_equal(entry->statement.predicate_type, BYTES(PREDICATE_KEY)) ||
        bytes_equal(entry->statement.predicate_type, BYTES(PREDICATE_ERASURE)))
        return false;
    *role = kind->role;
    return shape_check(kind->members, entry->statement.predicate, &source, "predicate", 0, NULL) ==
               ASSAY_OK &&
           references_of(index, &entry->statement, references) && references->status == ASSAY_OK;
}

bool verify_signed(struct verification *v, uint64_t index, const struct assay_key *key,
                   enum ledger_role role)
{
    struct ring_key *signer = ring_find(&v->ring, bytes_text(assay_key_id(key)), index);

    if (!signer || !(signer->roles & role))
        return false;
    signer->last_used = index;
    return true;
}

enum assay_status verify_entry(struct verification *v, uint64_t index, struct bytes text,
                               const char *name, uint64_t offset, struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_error failure = {0};
    struct entry entry;

    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for an entry");
    if (entry_read(arena, text, name, &entry, &failure) != ASSAY_OK)
        return store_damaged(v->ledger->store, name, offset, err, "entry %" PRIu64 ": %s", index,
                             failure.text);
    TRY(check_form(v, index, &entry, name, offset, err));
    if (bytes_equal(entry.statement.predicate_type, BYTES(PREDICATE_KEY)))
        return check_keys(v, index, &entry, name, offset, err);
    TRY(check_signer(v, index, &entry, name, offset, err));
    if (!predicate_find(entry.statement.predicate_type))
        count_unknown(v, index, &entry);
    if (bytes_equal(entry.statement.predicate_type, BYTES(PREDICATE_ERASURE)))
        erasures_take(&v->erasures, index, &entry.statement);
    if (!references_of(index, &entry.statement, &v->references))
        return store_damaged(v->ledger->store, name, offset, err,
                             "entry %" PRIu64 " does not say what an inventory's entry says",
                             index);
    return buf_status(&v->references, err);
}
