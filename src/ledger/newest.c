/* newest.c - coming back to what was recorded last. */

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "ledger/ledger.h"
#include "ledger/record.h"
#include "ledger/recorded.h"

struct search {
    const struct assay_ledger *ledger;
    const struct assay_target_facts *facts;
    struct assay_ledger all; /* the same with all keys, loaded when the first do not do */
    bool loaded, found;
    bool any_name; /* one name is as good as another, as long as it is the only one */
    bool project;  /* in whatever view holds all of it */
    bool ambiguous;
    bool of_commit;            /* what was found is a record of the commit that is judged */
    uint8_t name[SHA256_SIZE]; /* digest of the name that was found */
    uint64_t index;
    uint8_t sha256[32];
    enum assay_status status;
    struct assay_error *err;
};

/* The key that signed entry `index`, or NULL. Most ledgers need no other than that of entry 0. */
static const struct ring_key *signer_of(struct search *search, struct bytes keyid, uint64_t index)
{
    const struct ring_key *key = ring_find(&search->ledger->ring, keyid, index);

    if (key || search->loaded)
        return key ? key : ring_find(&search->all.ring, keyid, index);
    search->loaded = true;
    search->all = (struct assay_ledger){.store = search->ledger->store,
                                        .digest = search->ledger->digest,
                                        .log = search->ledger->log};
    search->status = ledger_load_keys(&search->all, search->err);
    return search->status == ASSAY_OK ? ring_find(&search->all.ring, keyid, index) : NULL;
}

static bool is_of_commit(const char *view)
{
    return strcmp(view, "head") == 0 || strcmp(view, "commit") == 0;
}

/* A commit is asked about, and this is a record of that very commit. */
static bool is_of_the_commit(const struct search *search, const struct record *record)
{
    return search->project && is_of_commit(search->facts->view) &&
           is_of_commit(record->target.view) &&
           strcmp(record->target.head, search->facts->head) == 0;
}

/* Whether the walk goes on: for a record of the commit itself, or for one of another name. */
static bool wants_more(const struct search *search)
{
    return search->any_name ||
           (search->project && is_of_commit(search->facts->view) && !search->of_commit);
}

static bool search_back(void *user, uint64_t index, const struct entry *entry, const char *name,
                        struct arena *arena)
{
    struct search *search = user;
    const struct ring_key *key;
    struct record record;
    uint8_t digest[SHA256_SIZE];
    bool of_commit;

    (void)arena;
    if (!bytes_equal(entry->statement.predicate_type, BYTES(PREDICATE_INVENTORY)) ||
        !record_read(&entry->statement, &record) ||
        !(search->project ? record_is_of_project : record_is_about)(&record, search->facts))
        return true;
    of_commit = is_of_the_commit(search, &record);
    sha256(bytes_text(record.target.name), digest);
    if (search->found && search->any_name && memcmp(digest, search->name, sizeof digest) != 0) {
        search->ambiguous = true;
        return false;
    }
    if (search->found && (search->of_commit || !of_commit))
        return true;
    key = signer_of(search, entry->envelope.signatures[0].keyid, index);
    if (search->status != ASSAY_OK)
        return false;
    if (!key || !(key->roles & ROLE_ENTRY) || !dsse_verify(&entry->envelope, 0, key->key)) {
        search->status = store_damaged(search->ledger->store, name, ASSAY_NO_OFFSET, search->err,
                                       "the signature of entry %" PRIu64 " does not hold", index);
        return false;
    }
    search->found = true;
    search->of_commit = of_commit;
    search->index = index;
    memcpy(search->sha256, record.inventory, sizeof search->sha256);
    memcpy(search->name, digest, sizeof search->name);
    return wants_more(search);
}

static ASSAY_RESULT find(struct search *search, struct assay_error *err)
{
    enum assay_status status =
        ledger_walk_back(search->ledger, &(struct ledger_walk){search_back, search}, err);

    ring_clear(&search->all.ring);
    return status == ASSAY_OK ? search->status : status;
}

static ASSAY_RESULT fail_unrecorded(const struct search *search, struct assay_error *err)
{
    const char *where = search->ledger->store->where;
    const struct assay_target_facts *facts = search->facts;
    enum assay_status status =
        assay_fail(err, ASSAY_EMISSING, ASSAY_NO_OFFSET, "%s was never recorded in %s",
                   facts ? facts->name : "anything", where);

    assay_error_id(err, "ledger.unrecorded");
    assay_error_path(err, where);
    assay_error_why(err, "no entry of the ledger is about this target and view");
    assay_error_do(err, "assay record");
    return status;
}

static ASSAY_RESULT read_newest(const struct search *asked, uint64_t *index,
                                struct assay_inventory **out)
{
    struct search search = *asked;
    struct assay_error *err = asked->err;

    TRY(find(&search, err));
    if (!search.found && asked->facts) { /* a folder may have been renamed or cloned elsewhere */
        struct assay_target_facts nameless = *asked->facts;

        nameless.name = NULL;
        search = *asked;
        search.facts = &nameless;
        search.any_name = true;
        TRY(find(&search, err));
        search.facts = asked->facts;
    }
    if (!search.found || search.ambiguous)
        return fail_unrecorded(&search, err);
    TRY(recorded_inventory(search.ledger, search.sha256, out, err));
    *index = search.index;
    return ASSAY_OK;
}

enum assay_status assay_ledger_newest(const struct assay_ledger *ledger,
                                      const struct assay_target_facts *facts, uint64_t *index,
                                      struct assay_inventory **out, struct assay_error *err)
{
    const struct search search = {.ledger = ledger, .facts = facts, .err = err};

    return read_newest(&search, index, out);
}

enum assay_status assay_ledger_newest_of_project(const struct assay_ledger *ledger,
                                                 const struct assay_target_facts *facts,
                                                 uint64_t *index, struct assay_inventory **out,
                                                 struct assay_error *err)
{
    const struct search search = {.ledger = ledger, .facts = facts, .project = true, .err = err};

    return read_newest(&search, index, out);
}

enum assay_status assay_ledger_knows(const struct assay_ledger *ledger,
                                     const struct assay_target_facts *facts, bool *known,
                                     struct assay_error *err)
{
    struct search search = {.ledger = ledger, .facts = facts, .err = err};

    TRY(find(&search, err));
    *known = search.found;
    return ASSAY_OK;
}
