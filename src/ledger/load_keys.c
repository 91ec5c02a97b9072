/*
 * load_keys.c - the keys of a ledger, out of those of its entries that are about keys.
 *
 * To find them all entries must be read. What a sequencer found it leaves in state/keys: a
 * checkpoint, the indexes of these entries below its size, and in front the digest of both. It can
 * be deleted at any time, and counts only where that checkpoint is one of this log. Who reads it
 * decides what enters the log, or the spool; verification never does. So only a store will do in
 * which who may leave an entry in the spool cannot forge it, and hide that his key was revoked.
 */

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "ledger/ledger.h"

#define KNOWN_NAME "state/keys"

enum {
    POINT_LINES = 3,         /* of a checkpoint as assay writes it */
    KNOWN_STEP = TILE_WIDTH, /* entries that are read again rather than written down */
};

/* Where entries about keys stand, of the first `size` entries. */
struct known {
    uint64_t size;
    struct buf indexes; /* uint64_t, ascending */
};

static void known_clear(struct known *known)
{
    buf_clear(&known->indexes);
}

/* Without a digest that holds it was cut short, or is nothing of ours. */
static bool take_digest(struct bytes *rest)
{
    uint8_t said[SHA256_SIZE], is[SHA256_SIZE];
    struct bytes line;

    if (!bytes_take_line(rest, &line) || !hex_decode(line, said, sizeof said))
        return false;
    sha256(*rest, is);
    return memcmp(said, is, sizeof is) == 0;
}

/* A log that was begun anew, or put back to a copy, has other checkpoints. */
static bool take_point(const struct assay_ledger *ledger, struct bytes *rest, uint64_t *size)
{
    CLEANUP(buf_clear) struct buf note = {.ceiling = NOTE_SIZE_MAX};
    struct checkpoint point = {.size = 0};
    struct bytes text = *rest, line;
    char name[STORE_NAME_SIZE];

    for (int i = 0; i < POINT_LINES; i++)
        if (!bytes_take_line(rest, &line))
            return false;
    text.size -= rest->size;
    if (checkpoint_read(text, KNOWN_NAME, &point, NULL) != ASSAY_OK || point.size == 0 ||
        point.size > ledger->log.point.size)
        return false;
    log_checkpoint_name(point.size, name);
    *size = point.size;
    return store_read(ledger->store, name, &note, NULL) == ASSAY_OK &&
           bytes_starts(buf_bytes(&note), text);
}

static bool take_indexes(struct bytes rest, struct known *known)
{
    uint64_t index, least = 0;
    struct bytes line;

    while (bytes_take_line(&rest, &line)) {
        if (!text_u64(line, &index) || index < least || index >= known->size)
            return false;
        buf_add(&known->indexes, &index, sizeof index);
        least = index + 1;
    }
    return rest.size == 0 && known->indexes.size > 0 && known->indexes.status == ASSAY_OK;
}

static void known_read(const struct assay_ledger *ledger, struct known *known)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_DOCUMENT};
    struct bytes rest;

    if (store_read(ledger->store, KNOWN_NAME, &text, NULL) != ASSAY_OK)
        return;
    rest = buf_bytes(&text);
    if (take_digest(&rest) && take_point(ledger, &rest, &known->size) && take_indexes(rest, known))
        return;
    known->size = 0;
    buf_reset(&known->indexes);
}

static ASSAY_RESULT known_write(const struct assay_ledger *ledger, const struct known *known,
                                struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf body = {.ceiling = LIMIT_DOCUMENT};
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_DOCUMENT};
    uint8_t digest[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];

    checkpoint_write(&ledger->log.point, &body);
    for (size_t at = 0; at < known->indexes.size; at += sizeof(uint64_t)) {
        uint64_t index;

        memcpy(&index, known->indexes.data + at, sizeof index);
        buf_u64(&body, index);
        buf_byte(&body, '\n');
    }
    sha256(buf_bytes(&body), digest);
    hex_encode(bytes_of(digest, sizeof digest), hex);
    buf_printf(&text, "%s\n", hex);
    buf_add(&text, body.data, body.size);
    if (body.status != ASSAY_OK || text.status != ASSAY_OK)
        return ASSAY_OK; /* so many that they are better looked for */
    TRY(store_write(ledger->store, KNOWN_NAME, buf_bytes(&text), err));
    return store_sync(ledger->store, err);
}

/* One entry into the ring, and its index to `indexes`, where it is a key's. Whether its signer may
 * is checked by verify. */
static ASSAY_RESULT take_key(struct assay_ledger *ledger, uint64_t index, struct bytes text,
                             const char *name, struct buf *indexes, struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_error failure = {0};
    struct ring_key *signer;
    struct entry entry;
    bool applied;

    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for an entry");
    if (entry_read(arena, text, name, &entry, &failure) != ASSAY_OK)
        return index == 0 ? store_damaged(ledger->store, name, ASSAY_NO_OFFSET, err,
                                          "entry 0, the keys, is broken: %s", failure.text)
                          : ASSAY_OK;
    if (!bytes_equal(entry.statement.predicate_type, BYTES(PREDICATE_KEY)))
        return index == 0 ? store_damaged(ledger->store, name, ASSAY_NO_OFFSET, err,
                                          "entry 0 does not add the first keys")
                          : ASSAY_OK;
    buf_add(indexes, &index, sizeof index);
    signer = ring_find(&ledger->ring, entry.envelope.signatures[0].keyid, index);
    if (index > 0 &&
        (!signer || !(signer->roles & ROLE_LOG) || !dsse_verify(&entry.envelope, 0, signer->key)))
        return ASSAY_OK;
    applied = ring_apply(&ledger->ring, index, &entry.statement, name, &failure) == ASSAY_OK;
    if (index > 0)
        return ASSAY_OK;
    signer = ring_find(&ledger->ring, entry.envelope.signatures[0].keyid, 0);
    if (!applied || !signer || !dsse_verify(&entry.envelope, 0, signer->key))
        return store_damaged(ledger->store, name, ASSAY_NO_OFFSET, err,
                             "entry 0 is not signed by the key that it adds");
    return ASSAY_OK;
}

/* Of one bundle. */
struct wanted {
    bool entries[TILE_WIDTH];
};

/* The wanted entries of bundle `index`, in their order. */
static ASSAY_RESULT take_keys_of(struct assay_ledger *ledger, uint64_t index,
                                 const struct wanted *wanted, struct buf *indexes,
                                 struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf bundle = {.ceiling = BUNDLE_BYTES};
    unsigned width = tile_width(ledger->log.point.size, BUNDLE_LEVEL, index);
    char name[STORE_NAME_SIZE];
    size_t at = 0;

    TRY(log_bundle(&ledger->log, index, width, &bundle, name, err));
    for (unsigned i = 0; i < width; i++) {
        struct bytes text;

        if (!bundle_next(buf_bytes(&bundle), &at, &text))
            return store_damaged(ledger->store, name, at, err, "it ends inside an entry");
        if (wanted->entries[i])
            TRY(take_key(ledger, index * TILE_WIDTH + i, text, name, indexes, err));
    }
    return buf_status(indexes, err);
}

static ASSAY_RESULT take_known(struct assay_ledger *ledger, const struct known *known,
                               struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf again = {.ceiling = SIZE_MAX};
    size_t at = 0, count = known->indexes.size / sizeof(uint64_t);
    const uint64_t *indexes = (const uint64_t *)(const void *)known->indexes.data;

    while (at < count) {
        uint64_t bundle = indexes[at] / TILE_WIDTH;
        struct wanted wanted = {{false}};

        for (; at < count && indexes[at] / TILE_WIDTH == bundle; at++)
            wanted.entries[indexes[at] % TILE_WIDTH] = true;
        TRY(take_keys_of(ledger, bundle, &wanted, &again, err));
    }
    return ASSAY_OK;
}

/* Those that are known, and what more there is behind them. */
static ASSAY_RESULT take_keys(struct assay_ledger *ledger, struct known *known,
                              struct assay_error *err)
{
    uint64_t at = known->size;

    ring_clear(&ledger->ring);
    TRY(take_known(ledger, known, err));
    while (at < ledger->log.point.size) {
        struct wanted wanted = {{false}};

        memset(wanted.entries + at % TILE_WIDTH, true, TILE_WIDTH - at % TILE_WIDTH);
        TRY(take_keys_of(ledger, at / TILE_WIDTH, &wanted, &known->indexes, err));
        at = (at / TILE_WIDTH + 1) * TILE_WIDTH;
    }
    return ASSAY_OK;
}

enum assay_status ledger_load_first_keys(struct assay_ledger *ledger, struct assay_error *err)
{
    static const struct wanted first = {{true}};
    CLEANUP(buf_clear) struct buf indexes = {.ceiling = SIZE_MAX};

    return take_keys_of(ledger, 0, &first, &indexes, err);
}

enum assay_status ledger_load_keys(struct assay_ledger *ledger, struct assay_error *err)
{
    CLEANUP(known_clear) struct known known = {.indexes = {.ceiling = SIZE_MAX}};

    return take_keys(ledger, &known, err);
}

enum assay_status ledger_load_known_keys(struct assay_ledger *ledger, struct assay_error *err)
{
    CLEANUP(known_clear) struct known known = {.indexes = {.ceiling = SIZE_MAX}};
    uint64_t before;

    if (!ledger->store->kind->owner_state)
        return ledger_load_keys(ledger, err);
    known_read(ledger, &known);
    before = known.size;
    TRY(take_keys(ledger, &known, err));
    return ledger->key && ledger->log.point.size - before >= KNOWN_STEP
               ? known_write(ledger, &known, err)
               : ASSAY_OK;
}
