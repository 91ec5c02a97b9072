/* entries.c - the entries of a ledger, one after the other, and what each says in short. */

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/kit.h"
#include "base/text.h"
#include "ledger/ledger.h"

/* One bundle taken apart. */
struct bundle {
    struct buf bytes;
    struct bytes entries[TILE_WIDTH];
    unsigned width;
    uint64_t first; /* index of its first entry */
    char name[STORE_NAME_SIZE];
};

static void bundle_clear(struct bundle *bundle)
{
    buf_clear(&bundle->bytes);
}

static ASSAY_RESULT bundle_load(const struct assay_ledger *ledger, uint64_t index,
                                struct bundle *bundle, struct assay_error *err)
{
    size_t at = 0;

    bundle->bytes.ceiling = BUNDLE_BYTES;
    bundle->width = tile_width(ledger->log.point.size, BUNDLE_LEVEL, index);
    bundle->first = index * TILE_WIDTH;
    TRY(log_bundle(&ledger->log, index, bundle->width, &bundle->bytes, bundle->name, err));
    for (unsigned i = 0; i < bundle->width; i++)
        if (!bundle_next(buf_bytes(&bundle->bytes), &at, &bundle->entries[i]))
            return store_damaged(ledger->store, bundle->name, at, err, "it ends inside an entry");
    return ASSAY_OK;
}

static ASSAY_RESULT tell(const struct assay_ledger *ledger, const struct bundle *bundle, unsigned i,
                         const struct ledger_walk *walk, bool *go_on, struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_error failure = {0};
    struct entry entry;

    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for an entry");
    if (entry_read(arena, bundle->entries[i], bundle->name, &entry, &failure) != ASSAY_OK)
        return store_damaged(ledger->store, bundle->name,
                             (uint64_t)(bundle->entries[i].data - bundle->bytes.data), err,
                             "entry %" PRIu64 " is broken: %s", bundle->first + i, failure.text);
    *go_on = walk->each(walk->user, bundle->first + i, &entry, bundle->name, arena);
    return ASSAY_OK;
}

enum assay_status ledger_walk_back(const struct assay_ledger *ledger,
                                   const struct ledger_walk *walk, struct assay_error *err)
{
    uint64_t count = (ledger->log.point.size + TILE_WIDTH - 1) / TILE_WIDTH;
    bool go_on = true;

    while (count > 0 && go_on) {
        CLEANUP(bundle_clear) struct bundle bundle = {.width = 0};

        TRY(bundle_load(ledger, --count, &bundle, err));
        for (unsigned i = bundle.width; i > 0 && go_on; i--)
            TRY(tell(ledger, &bundle, i - 1, walk, &go_on, err));
    }
    return ASSAY_OK;
}

enum assay_status ledger_walk_from(const struct assay_ledger *ledger, uint64_t first,
                                   const struct ledger_walk *walk, struct assay_error *err)
{
    bool go_on = true;

    for (uint64_t at = first; at < ledger->log.point.size && go_on;
         at = (at / TILE_WIDTH + 1) * TILE_WIDTH) {
        CLEANUP(bundle_clear) struct bundle bundle = {.width = 0};

        TRY(bundle_load(ledger, at / TILE_WIDTH, &bundle, err));
        for (unsigned i = (unsigned)(at % TILE_WIDTH); i < bundle.width && go_on; i++)
            TRY(tell(ledger, &bundle, i, walk, &go_on, err));
    }
    return ASSAY_OK;
}

/* Telling others in short what each entry says. */
struct telling {
    struct assay_ledger *ledger; /* with all keys */
    bool (*each)(void *user, const struct assay_entry *entry);
    void *user;
};

static const char *first_subject(const struct statement *statement, const char **digest)
{
    const struct doc *first = &statement->subjects->items[0], *digests = doc_get(first, "digest");
    const char *name = "";

    *digest = digests && digests->count ? (const char *)digests->members[0].value.text.data : "";
    if (!statement_text(first, "name", &name))
        name = "";
    return name;
}

/* What became of its key later; `when` has room for a time. */
static void tell_revoked(const struct ring *ring, const struct entry *entry, char *when,
                         struct assay_entry *told)
{
    const struct ring_key *key = ring_find(ring, entry->envelope.signatures[0].keyid, told->index);

    told->revoked = key && key->revoked ? key->ended : UINT64_MAX;
    told->doubted = ring_doubts(ring, told->index, entry);
    told->compromised = "";
    if (told->revoked == UINT64_MAX || key->compromised == INT64_MIN)
        return;
    clock_text(key->compromised, when);
    told->compromised = when;
}

static bool tell_entry(void *user, uint64_t index, const struct entry *entry, const char *name,
                       struct arena *arena)
{
    const struct telling *telling = user;
    const struct predicate_kind *kind = predicate_find(entry->statement.predicate_type);
    const struct dsse_signature *signature = &entry->envelope.signatures[0];
    struct assay_entry told = {
        .index = index,
        .kind = kind ? kind->name : "",
        .predicate_type = (const char *)entry->statement.predicate_type.data,
        .statement = (const char *)entry->envelope.payload.data,
        .statement_size = entry->envelope.payload.size,
        .subjects = entry->statement.subjects->count,
        .signer = (const char *)signature->keyid.data,
        .time = "",
    };
    char when[CLOCK_TEXT_SIZE];

    (void)name;
    (void)arena;
    told.subject = first_subject(&entry->statement, &told.digest);
    if (!statement_text(entry->statement.predicate, "time", &told.time))
        told.time = "";
    told.holds = ring_vouches(&telling->ledger->ring, index, entry);
    tell_revoked(&telling->ledger->ring, entry, when, &told);
    return telling->each(telling->user, &told);
}

enum assay_status assay_ledger_each(const struct assay_ledger *ledger, uint64_t first,
                                    bool (*each)(void *user, const struct assay_entry *entry),
                                    void *user, struct assay_error *err)
{
    struct assay_ledger all = {
        .store = ledger->store, .digest = ledger->digest, .log = ledger->log};
    struct telling telling = {&all, each, user};
    enum assay_status status = ledger_load_keys(&all, err);

    if (status == ASSAY_OK)
        status = ledger_walk_from(&all, first, &(struct ledger_walk){tell_entry, &telling}, err);
    ring_clear(&all.ring);
    return status;
}
