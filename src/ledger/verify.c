/*
 * verify.c - everything that a ledger folder holds, against everything else in it.
 *
 * All is computed anew from the entries: their hashes, every tile, the root of every published
 * size. Where an entry and its hash differ, the signed root decides which file is the wrong one, so
 * two trees grow side by side: one made of the entries, one of what the level 0 tiles say.
 * Nothing ends at the first problem: each is told, with the file and the offset to look at.
 */

#include "ledger/verify.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/text.h"
#include "ledger/record.h"
#include "ledger/seal.h"

/* A tree as it grows, with what is needed of it later. */
struct tree {
    struct merkle edge;
    uint8_t last[TILE_BYTES]; /* hashes of the tile that is being filled or was last */
    struct buf roots;         /* of full level 0 tiles: the hashes of level 1 */
};

/* An entry that does not give the hash its tile has. */
struct difference {
    uint64_t index;  /* of the entry */
    uint64_t offset; /* in its bundle */
};

struct walk {
    struct verification v;
    const struct log *log;
    struct tree made, said;       /* of entries; of tiles */
    const struct tree *true_tree; /* the one that gives the signed root; else `made` */
    bool hole;                    /* a tile and its bundle are both gone: no root can be computed */
    struct buf differences;       /* struct difference, the first of each tile */
    struct buf sizes;             /* uint64_t, published, ascending */
    uint64_t entries, tiles, checkpoints;
};

bool verify_holds(struct verification *v, enum assay_status status,
                  const struct assay_error *failure)
{
    if (status == ASSAY_OK)
        return true;
    if (status == ASSAY_ENOMEM || status == ASSAY_EINTERNAL) {
        if (v->err)
            *v->err = *failure;
        v->fatal = status;
        return false;
    }
    if (v->problems++ == 0)
        v->first = *failure;
    if (v->report && v->report->problem)
        v->report->problem(v->report->user, failure);
    return false;
}

void verify_checked(const struct verification *v, const char *what, uint64_t count)
{
    if (v->report && v->report->checked)
        v->report->checked(v->report->user, what, count);
}

static void walk_clear(struct walk *walk)
{
    ring_clear(&walk->v.ring);
    buf_clear(&walk->v.references);
    erasures_clear(&walk->v.erasures);
    buf_clear(&walk->made.roots);
    buf_clear(&walk->said.roots);
    buf_clear(&walk->differences);
    buf_clear(&walk->sizes);
}

static void walk_init(struct walk *walk, const struct assay_ledger *ledger)
{
    *walk = (struct walk){.log = &ledger->log, .true_tree = &walk->made};
    walk->v.ledger = ledger;
    buf_init(&walk->v.references, SIZE_MAX);
    buf_init(&walk->made.roots, SIZE_MAX);
    buf_init(&walk->said.roots, SIZE_MAX);
    buf_init(&walk->differences, SIZE_MAX);
    buf_init(&walk->sizes, SIZE_MAX);
    merkle_init(&walk->made.edge, ledger->digest);
    merkle_init(&walk->said.edge, ledger->digest);
}

/* Published sizes. */

static void take_size(void *user, const char *name)
{
    struct walk *walk = user;
    uint64_t size;

    if (text_u64(bytes_text(name), &size) && size > 0 && size <= walk->log->point.size)
        buf_add(&walk->sizes, &size, sizeof size);
}

static int compare_sizes(const void *left, const void *right)
{
    uint64_t a, b;

    memcpy(&a, left, sizeof a);
    memcpy(&b, right, sizeof b);
    return (a > b) - (a < b);
}

static uint64_t size_at(const struct walk *walk, size_t i)
{
    uint64_t size;

    memcpy(&size, walk->sizes.data + i * sizeof size, sizeof size);
    return size;
}

static size_t size_count(const struct walk *walk)
{
    return walk->sizes.size / sizeof(uint64_t);
}

static bool is_published(const struct walk *walk, uint64_t size)
{
    return walk->sizes.size > 0 &&
           bsearch(&size, walk->sizes.data, size_count(walk), sizeof size, compare_sizes) != NULL;
}

static ASSAY_RESULT missing_checkpoint(const struct walk *walk, uint64_t size,
                                       struct assay_error *err)
{
    char name[STORE_NAME_SIZE];

    log_checkpoint_name(size, name);
    return store_damaged(walk->log->store, name, ASSAY_NO_OFFSET, err,
                         "the file is missing, though this size was published");
}

static void list_sizes(struct walk *walk)
{
    struct assay_error failure = {0};

    verify_holds(&walk->v, store_list(walk->log->store, "checkpoints", take_size, walk, &failure),
                 &failure);
    if (walk->sizes.size > 0)
        qsort(walk->sizes.data, size_count(walk), sizeof(uint64_t), compare_sizes);
    if (!is_published(walk, walk->log->point.size))
        verify_holds(&walk->v, missing_checkpoint(walk, walk->log->point.size, &failure), &failure);
}

/* Checkpoints. */

static ASSAY_RESULT check_pin(const struct walk *walk, const struct note *note, const char *name,
                              struct assay_error *err)
{
    struct note_verifier pin = {NOTE_ED25519, walk->log->point.origin, walk->v.trusted};
    enum assay_status status;

    if (!walk->v.trusted || note_verify(note, &pin, 1, name, NULL) == ASSAY_OK)
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                        "%s: not signed by the key %.16s that is trusted", name,
                        assay_key_id(walk->v.trusted));
    assay_error_id(err, "ledger.other-key");
    store_blame(walk->log->store, name, err);
    assay_error_why(err, "the log is signed by key %.16s", assay_ledger_signer(walk->v.ledger));
    assay_error_do(err, "see that this is the ledger that you mean, and ask its owner for the key");
    return status;
}

static ASSAY_RESULT check_note(struct walk *walk, struct bytes text, const char *name,
                               struct checkpoint *point, struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct note_verifier known[RING_VERIFIERS_MAX];
    struct assay_error failure = {0};
    enum assay_status status;
    struct note note;

    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a checkpoint");
    if (note_read(arena, text, name, &note, &failure) != ASSAY_OK ||
        checkpoint_read(note.text, name, point, &failure) != ASSAY_OK)
        return store_damaged(walk->log->store, name, failure.offset, err, "%s", failure.text);
    status = note_verify(
        &note, known,
        ring_verifiers(&walk->v.ring, walk->log->point.origin, walk->made.edge.size, known), name,
        err);
    if (status != ASSAY_OK) {
        store_blame(walk->log->store, name, err);
        return status;
    }
    return walk->made.edge.size == walk->log->point.size ? check_pin(walk, &note, name, err)
                                                         : ASSAY_OK;
}

/* The checkpoint of the size that both trees have now. */
static ASSAY_RESULT check_checkpoint(struct walk *walk, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = NOTE_SIZE_MAX};
    struct checkpoint point;
    struct hash made, said;
    char name[STORE_NAME_SIZE];

    log_checkpoint_name(walk->made.edge.size, name);
    TRY(store_required(walk->log->store, name, store_read(walk->log->store, name, &text, err),
                       err));
    walk->checkpoints++;
    TRY(check_note(walk, buf_bytes(&text), name, &point, err));
    merkle_root(&walk->made.edge, &made);
    merkle_root(&walk->said.edge, &said);
    if (strcmp(point.origin, walk->log->point.origin) != 0 || point.size != walk->made.edge.size ||
        (!walk->hole && !hash_equal(&point.root, &made) && !hash_equal(&point.root, &said)))
        return store_damaged(walk->log->store, name, ASSAY_NO_OFFSET, err,
                             "it was signed for another log than the first %" PRIu64 " entries",
                             walk->made.edge.size);
    return ASSAY_OK;
}

/* Entries. */

/* A statement of a kind that is not known here needs the role of what machines state. */
static ASSAY_RESULT check_signer(struct walk *walk, uint64_t index, const struct entry *entry,
                                 const char *name, uint64_t offset, struct assay_error *err)
{
    const struct predicate_kind *kind = predicate_find(entry->statement.predicate_type);
    enum ledger_role role = kind ? kind->role : ROLE_ENTRY;
    struct ring_key *signer = ring_find(&walk->v.ring, entry->envelope.signatures[0].keyid, index);

    if (!signer)
        return store_damaged(walk->log->store, name, offset, err,
                             "entry %" PRIu64 " is not signed by a key in force", index);
    if (!(signer->roles & role))
        return store_damaged(walk->log->store, name, offset, err,
                             "entry %" PRIu64 " is signed by a key without the role \"%s\"", index,
                             ledger_role_name(role));
    if (!dsse_verify(&entry->envelope, 0, signer->key))
        return store_damaged(walk->log->store, name, offset, err,
                             "the signature of entry %" PRIu64 " does not hold", index);
    signer->last_used = index;
    return ASSAY_OK;
}

/* What the entry says is held to the table of its kind. */
static ASSAY_RESULT check_form(const struct walk *walk, uint64_t index, const struct entry *entry,
                               const char *name, uint64_t offset, struct assay_error *err)
{
    const struct predicate_kind *kind = predicate_find(entry->statement.predicate_type);
    struct doc_source source = {name, entry->envelope.payload};
    struct assay_error failure = {0};

    if (!kind || shape_check(kind->members, entry->statement.predicate, &source, "predicate", 0,
                             &failure) == ASSAY_OK)
        return ASSAY_OK; /* of a later version, or somebody's own: signed is what can be said */
    return store_damaged(walk->log->store, name, offset, err, "entry %" PRIu64 ": %s", index,
                         failure.text);
}

/* What a key signed since it fell into other hands does not count, entries before this one too. */
static ASSAY_RESULT check_revoked(const struct walk *walk, uint64_t index, const char *name,
                                  uint64_t offset, struct assay_error *err)
{
    for (size_t i = 0; i < walk->v.ring.count; i++) {
        const struct ring_key *key = &walk->v.ring.keys[i];

        if (key->ended == index && key->revoked && key->since <= key->last_used)
            return store_damaged(walk->log->store, name, offset, err,
                                 "entries from %" PRIu64 " to %" PRIu64
                                 " are signed by a key that was no longer its owner's alone",
                                 key->since, key->last_used);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT check_keys(struct walk *walk, uint64_t index, const struct entry *entry,
                               const char *name, uint64_t offset, struct assay_error *err)
{
    struct assay_error failure = {0};

    if (index > 0)
        TRY(check_signer(walk, index, entry, name, offset, err));
    if (ring_apply(&walk->v.ring, index, &entry->statement, name, &failure) != ASSAY_OK)
        return store_damaged(walk->log->store, name, offset, err, "entry %" PRIu64 ": %s", index,
                             failure.text);
    if (index == 0) /* it is signed by the key that it adds */
        TRY(check_signer(walk, index, entry, name, offset, err));
    return check_revoked(walk, index, name, offset, err);
}

static void refer(struct walk *walk, const struct record *record, uint64_t index)
{
    struct reference inventory = {.entry = index};
    struct reference manifest = {.entry = index, .lines = record->lines, .manifest = true};

    memcpy(inventory.sha256, record->inventory, sizeof inventory.sha256);
    memcpy(manifest.sha256, record->manifest, sizeof manifest.sha256);
    memcpy(manifest.root, record->root, sizeof manifest.root);
    buf_add(&walk->v.references, &inventory, sizeof inventory);
    buf_add(&walk->v.references, &manifest, sizeof manifest);
}

/* What an entry names in passing: sealed values and files of evidence. */
struct naming {
    struct walk *walk;
    uint64_t index;
    const struct predicate_kind *kind;
};

static void refer_object(void *user, const uint8_t sha256[32])
{
    const struct naming *naming = user;
    struct reference reference = {.entry = naming->index, .erasable = true, .kind = naming->kind};

    memcpy(reference.sha256, sha256, sizeof reference.sha256);
    buf_add(&naming->walk->v.references, &reference, sizeof reference);
}

static void refer_more(struct walk *walk, uint64_t index, const struct statement *statement)
{
    const struct predicate_kind *kind = predicate_find(statement->predicate_type);
    struct naming sealed = {walk, index, kind}, objects = {walk, index, NULL};

    if (!kind)
        return;
    seal_digests(statement->predicate, refer_object, &sealed);
    shape_objects(kind->members, statement->predicate, refer_object, &objects);
    if (bytes_equal(statement->predicate_type, BYTES(PREDICATE_ERASURE)))
        erasures_take(&walk->v.erasures, index, statement);
}

static ASSAY_RESULT check_entry(struct walk *walk, uint64_t index, struct bytes text,
                                const char *name, uint64_t offset, struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_error failure = {0};
    struct record record;
    struct entry entry;

    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for an entry");
    if (entry_read(arena, text, name, &entry, &failure) != ASSAY_OK)
        return store_damaged(walk->log->store, name, offset, err, "entry %" PRIu64 ": %s", index,
                             failure.text);
    TRY(check_form(walk, index, &entry, name, offset, err));
    if (bytes_equal(entry.statement.predicate_type, BYTES(PREDICATE_KEY)))
        return check_keys(walk, index, &entry, name, offset, err);
    TRY(check_signer(walk, index, &entry, name, offset, err));
    refer_more(walk, index, &entry.statement);
    if (!bytes_equal(entry.statement.predicate_type, BYTES(PREDICATE_INVENTORY)))
        return buf_status(&walk->v.references, err);
    if (!record_read(&entry.statement, &record))
        return store_damaged(walk->log->store, name, offset, err,
                             "entry %" PRIu64 " does not say what an inventory's entry says",
                             index);
    refer(walk, &record, index);
    return buf_status(&walk->v.references, err);
}

static void add_hash(struct tree *tree, const struct hash *hash)
{
    size_t at = tree->edge.size % TILE_WIDTH;

    memcpy(tree->last + at * SHA256_SIZE, hash->bytes, SHA256_SIZE);
    merkle_add_hash(&tree->edge, hash);
}

static void tile_root(struct digest *digest, const uint8_t *hashes, struct hash *out)
{
    struct merkle tile;

    merkle_init(&tile, digest);
    for (size_t i = 0; i < TILE_WIDTH; i++) {
        struct hash hash;

        memcpy(hash.bytes, hashes + i * SHA256_SIZE, SHA256_SIZE);
        merkle_add_hash(&tile, &hash);
    }
    merkle_root(&tile, out);
}

static void end_tile(struct walk *walk, struct tree *tree)
{
    struct hash root;

    tile_root(walk->log->digest, tree->last, &root);
    buf_add(&tree->roots, root.bytes, sizeof root.bytes);
}

/* One bundle and its level 0 tile; either may be gone. */
struct pair {
    struct buf bundle;
    uint8_t hashes[TILE_BYTES];
    bool has_bundle, has_tile, differs;
    size_t at; /* in the bundle */
    char bundle_name[STORE_NAME_SIZE], tile_name[STORE_NAME_SIZE];
};

static void pair_clear(struct pair *pair)
{
    buf_clear(&pair->bundle);
}

/* Entry `index` into both trees. */
static void take_entry(struct walk *walk, struct pair *pair, uint64_t index)
{
    struct assay_error failure = {0};
    struct hash made = {0}, said = {0};
    uint64_t offset = pair->at;
    struct bytes text;

    if (pair->has_bundle && !bundle_next(buf_bytes(&pair->bundle), &pair->at, &text)) {
        pair->has_bundle = false;
        verify_holds(&walk->v,
                     store_damaged(walk->log->store, pair->bundle_name, offset, &failure,
                                   "it ends inside entry %" PRIu64, index),
                     &failure);
    }
    if (pair->has_tile)
        memcpy(said.bytes, pair->hashes + index % TILE_WIDTH * SHA256_SIZE, SHA256_SIZE);
    if (pair->has_bundle) {
        merkle_leaf(walk->log->digest, text, &made);
        walk->entries++;
        verify_holds(&walk->v, check_entry(walk, index, text, pair->bundle_name, offset, &failure),
                     &failure);
    }
    walk->hole |= !pair->has_bundle && !pair->has_tile;
    if (pair->has_bundle && pair->has_tile && !pair->differs && !hash_equal(&made, &said)) {
        buf_add(&walk->differences, &(struct difference){index, offset}, sizeof(struct difference));
        pair->differs = true;
    }
    add_hash(&walk->made, pair->has_bundle ? &made : &said);
    add_hash(&walk->said, pair->has_tile ? &said : &made);
    if (is_published(walk, index + 1))
        verify_holds(&walk->v, check_checkpoint(walk, &failure), &failure);
}

static void check_bundle_end(struct walk *walk, const struct pair *pair, uint64_t tile,
                             unsigned width)
{
    struct assay_error failure = {0};
    char own[STORE_NAME_SIZE];

    tile_name(BUNDLE_LEVEL, tile, width, own);
    if (pair->has_bundle && pair->at != pair->bundle.size && strcmp(own, pair->bundle_name) == 0)
        verify_holds(&walk->v,
                     store_damaged(walk->log->store, own, pair->at, &failure,
                                   "it goes on behind its last entry"),
                     &failure);
}

static void check_pair(struct walk *walk, uint64_t tile)
{
    CLEANUP(pair_clear) struct pair pair = {.bundle = {.ceiling = BUNDLE_BYTES}};
    unsigned width = tile_width(walk->log->point.size, 0, tile);
    struct assay_error failure = {0};

    pair.has_bundle = verify_holds(
        &walk->v, log_bundle(walk->log, tile, width, &pair.bundle, pair.bundle_name, &failure),
        &failure);
    pair.has_tile = verify_holds(
        &walk->v, log_tile(walk->log, 0, tile, width, pair.hashes, pair.tile_name, &failure),
        &failure);
    walk->tiles++;
    for (unsigned i = 0; i < width && !walk->v.fatal; i++)
        take_entry(walk, &pair, tile * TILE_WIDTH + i);
    check_bundle_end(walk, &pair, tile, width);
    if (width == TILE_WIDTH) {
        end_tile(walk, &walk->made);
        end_tile(walk, &walk->said);
    }
}

/* Which of the two trees was signed, and so which file of each difference is wrong. */
static void judge(struct walk *walk)
{
    const struct log *log = walk->log;
    struct assay_error failure = {0};
    struct hash made, said;
    bool made_holds, said_holds;

    merkle_root(&walk->made.edge, &made);
    merkle_root(&walk->said.edge, &said);
    made_holds = hash_equal(&made, &log->point.root);
    said_holds = hash_equal(&said, &log->point.root);
    if (!made_holds && said_holds)
        walk->true_tree = &walk->said;
    if (!made_holds && !said_holds && !walk->hole)
        verify_holds(&walk->v,
                     store_damaged(log->store, "checkpoint", ASSAY_NO_OFFSET, &failure,
                                   "its root is not that of the %" PRIu64 " entries",
                                   log->point.size),
                     &failure);
    for (size_t i = 0; i < walk->differences.size / sizeof(struct difference); i++) {
        struct difference difference;
        uint64_t tile;
        char name[STORE_NAME_SIZE];
        enum assay_status status;

        memcpy(&difference, walk->differences.data + i * sizeof difference, sizeof difference);
        tile = difference.index / TILE_WIDTH;
        if (made_holds) {
            tile_name(0, tile, tile_width(log->point.size, 0, tile), name);
            status = store_damaged(log->store, name, difference.index % TILE_WIDTH * SHA256_SIZE,
                                   &failure, "it does not hold the hash of entry %" PRIu64,
                                   difference.index);
        } else {
            tile_name(BUNDLE_LEVEL, tile, tile_width(log->point.size, 0, tile), name);
            status = store_damaged(log->store, name, difference.offset, &failure,
                                   "entry %" PRIu64 " does not give the hash that was signed",
                                   difference.index);
        }
        verify_holds(&walk->v, status, &failure);
    }
}

/* Tiles above level 0, and partial tiles that stay because their size was published. */

static size_t first_difference(const uint8_t *a, const uint8_t *b, size_t size)
{
    size_t at = 0;

    while (at < size && a[at] == b[at])
        at++;
    return at;
}

static ASSAY_RESULT check_tile(struct walk *walk, int level, uint64_t index, unsigned width,
                               const uint8_t *wanted, struct assay_error *err)
{
    size_t size = (size_t)width * SHA256_SIZE, at;
    uint8_t found[TILE_BYTES];
    char name[STORE_NAME_SIZE];

    walk->tiles++;
    TRY(log_tile(walk->log, level, index, width, found, name, err));
    at = first_difference(found, wanted, size);
    if (at < size)
        return store_damaged(walk->log->store, name, at, err, "it is not made of the tiles below");
    return ASSAY_OK;
}

static ASSAY_RESULT check_old_tile(const struct walk *walk, const char *name, unsigned width,
                                   const uint8_t *wanted, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf bytes = {.ceiling = TILE_BYTES};
    size_t size = (size_t)width * SHA256_SIZE, at;

    TRY(store_required(walk->log->store, name, store_read(walk->log->store, name, &bytes, err),
                       err));
    at = first_difference(bytes.data, wanted, bytes.size < size ? bytes.size : size);
    if (bytes.size != size || at < size)
        return store_damaged(walk->log->store, name, at, err, "it is not the start of its tile");
    return ASSAY_OK;
}

static ASSAY_RESULT check_old_bundle(const struct walk *walk, const char *name, unsigned width,
                                     const uint8_t *wanted, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf bytes = {.ceiling = BUNDLE_BYTES};
    size_t at = 0;

    TRY(store_required(walk->log->store, name, store_read(walk->log->store, name, &bytes, err),
                       err));
    for (unsigned i = 0; i < width; i++) {
        size_t start = at;
        struct bytes entry;
        struct hash hash;

        if (!bundle_next(buf_bytes(&bytes), &at, &entry))
            return store_damaged(walk->log->store, name, start, err, "it ends inside an entry");
        merkle_leaf(walk->log->digest, entry, &hash);
        if (memcmp(hash.bytes, wanted + (size_t)i * SHA256_SIZE, SHA256_SIZE) != 0)
            return store_damaged(walk->log->store, name, start, err,
                                 "an entry is not that of the newest bundle");
    }
    if (at != bytes.size)
        return store_damaged(walk->log->store, name, at, err, "it goes on behind its last entry");
    return ASSAY_OK;
}

/* A published size of which nothing but its partial bundle is left. */
struct widths {
    struct walk *walk;
    uint64_t tile;
};

static void check_width(void *user, const char *name)
{
    struct widths *widths = user;
    struct walk *walk = widths->walk;
    struct assay_error failure = {0};
    uint64_t width, size;

    if (!text_u64(bytes_text(name), &width) || width == 0 || width >= TILE_WIDTH)
        return;
    size = widths->tile * TILE_WIDTH + width;
    if (size < walk->log->point.size && !is_published(walk, size)) /* beyond: left by a crash */
        verify_holds(&walk->v, missing_checkpoint(walk, size, &failure), &failure);
}

/* The partials of the last tile of a level, whose hashes are `wanted`. */
static void check_partials(struct walk *walk, int level, const uint8_t *wanted)
{
    uint64_t tile = tile_hashes(walk->log->point.size, level) / TILE_WIDTH;
    unsigned newest = tile_width(walk->log->point.size, level, tile), before = 0;
    struct assay_error failure = {0};
    char name[STORE_NAME_SIZE];

    for (size_t i = 0; i < size_count(walk) && !walk->v.fatal; i++) {
        uint64_t hashes = tile_hashes(size_at(walk, i), level);
        unsigned width = (unsigned)(hashes % TILE_WIDTH);
        enum assay_status status;

        if (hashes / TILE_WIDTH != tile || width == before || width == newest)
            continue; /* the newest was checked as the tile that it is */
        before = width;
        tile_name(level, tile, width, name);
        walk->tiles++;
        status = level == BUNDLE_LEVEL ? check_old_bundle(walk, name, width, wanted, &failure)
                                       : check_old_tile(walk, name, width, wanted, &failure);
        verify_holds(&walk->v, status, &failure);
    }
    if (level == BUNDLE_LEVEL) {
        tile_partials(level, tile, name);
        verify_holds(
            &walk->v,
            store_list(walk->log->store, name, check_width, &(struct widths){walk, tile}, &failure),
            &failure);
    }
}

/* Level by level from the roots of the full tiles below. */
static void check_upper(struct walk *walk)
{
    CLEANUP(buf_clear) struct buf hashes = {.ceiling = SIZE_MAX};
    CLEANUP(buf_clear) struct buf above = {.ceiling = SIZE_MAX};
    struct assay_error failure = {0};

    buf_add(&hashes, walk->true_tree->roots.data, walk->true_tree->roots.size);
    for (int level = 1; hashes.size > 0 && !walk->v.fatal; level++) {
        uint64_t count = hashes.size / SHA256_SIZE;

        buf_reset(&above);
        for (uint64_t tile = 0; tile * TILE_WIDTH < count; tile++) {
            const uint8_t *wanted = hashes.data + tile * TILE_BYTES;
            unsigned width = tile_width(walk->log->point.size, level, tile);
            struct hash root;

            verify_holds(&walk->v, check_tile(walk, level, tile, width, wanted, &failure),
                         &failure);
            if (width < TILE_WIDTH) {
                check_partials(walk, level, wanted);
                continue;
            }
            tile_root(walk->log->digest, wanted, &root);
            buf_add(&above, root.bytes, sizeof root.bytes);
        }
        buf_reset(&hashes);
        buf_add(&hashes, above.data, above.size);
        verify_holds(&walk->v, buf_status(&hashes, &failure), &failure);
    }
}

static void run(struct walk *walk)
{
    struct assay_error failure = {0};

    list_sizes(walk);
    verify_holds(&walk->v, buf_status(&walk->sizes, &failure), &failure);
    for (uint64_t tile = 0; tile_width(walk->log->point.size, 0, tile) > 0; tile++)
        if (!walk->v.fatal)
            check_pair(walk, tile);
    verify_holds(&walk->v, buf_status(&walk->made.roots, &failure), &failure);
    verify_holds(&walk->v, buf_status(&walk->said.roots, &failure), &failure);
    if (walk->v.fatal)
        return;
    judge(walk);
    check_partials(walk, BUNDLE_LEVEL, walk->true_tree->last);
    check_partials(walk, 0, walk->true_tree->last);
    if (!walk->hole)
        check_upper(walk);
    if (!walk->v.fatal)
        verify_objects(&walk->v);
}

enum assay_status assay_ledger_verify(const struct assay_ledger *ledger,
                                      const struct assay_key *trusted,
                                      const struct assay_verify_report *report,
                                      struct assay_error *err)
{
    CLEANUP(free_cleanup) struct walk *walk = malloc(sizeof *walk); /* too large for a stack */
    uint64_t problems;

    if (!walk)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory to verify a ledger");
    walk_init(walk, ledger);
    walk->v.trusted = trusted;
    walk->v.report = report;
    walk->v.err = err;
    run(walk);
    verify_checked(&walk->v, "entries", walk->entries);
    verify_checked(&walk->v, "checkpoints", walk->checkpoints);
    verify_checked(&walk->v, "tiles", walk->tiles);
    problems = walk->v.problems;
    walk_clear(walk);
    if (walk->v.fatal)
        return walk->v.fatal;
    if (problems == 0)
        return ASSAY_OK;
    if (err) {
        *err = walk->v.first;
        if (problems > 1)
            assay_error_why(err, "and %" PRIu64 " more that do not hold", problems - 1);
    }
    return ASSAY_ETRUST;
}
