/* references.c - the objects that an entry names. */

#include "ledger/references.h"

#include "base/kit.h"
#include "ledger/record.h"
#include "ledger/seal.h"

static void refer(const struct record *record, uint64_t index, struct buf *references)
{
    struct reference inventory = {.entry = index, .last = index};
    struct reference manifest = {
        .entry = index, .last = index, .lines = record->lines, .manifest = true};

    memcpy(inventory.sha256, record->inventory, sizeof inventory.sha256);
    memcpy(manifest.sha256, record->manifest, sizeof manifest.sha256);
    memcpy(manifest.root, record->root, sizeof manifest.root);
    buf_add(references, &inventory, sizeof inventory);
    buf_add(references, &manifest, sizeof manifest);
}

/* What an entry names in passing: sealed values and files of evidence. */
struct naming {
    struct buf *references;
    uint64_t index;
    const struct predicate_kind *kind;
};

static void refer_object(void *user, const uint8_t sha256[32])
{
    const struct naming *naming = user;
    struct reference reference = {
        .entry = naming->index, .last = naming->index, .erasable = true, .kind = naming->kind};

    memcpy(reference.sha256, sha256, sizeof reference.sha256);
    buf_add(naming->references, &reference, sizeof reference);
}

bool references_of(uint64_t index, const struct statement *statement, struct buf *references)
{
    const struct predicate_kind *kind = predicate_find(statement->predicate_type);
    struct naming sealed = {references, index, kind}, objects = {references, index, NULL};
    struct record record;

    if (!kind)
        return true;
    seal_digests(statement->predicate, refer_object, &sealed);
    shape_objects(kind->members, statement->predicate, refer_object, &objects);
    if (!bytes_equal(statement->predicate_type, BYTES(PREDICATE_INVENTORY)))
        return true;
    if (!record_read(statement, &record))
        return false;
    refer(&record, index, references);
    return true;
}
