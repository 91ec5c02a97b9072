/* attest.c - statements of people into the ledger, and what is sealed in entries out of it again.
 * Source: ledger-formats.md 9.3. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"
#include "ledger/draft.h"
#include "ledger/ledger.h"
#include "ledger/record.h"
#include "ledger/seal.h"

/* Objects first: an entry never names what is not there. */
enum assay_status assay_ledger_state(struct assay_ledger *ledger, const struct assay_key *signer,
                                     const struct assay_statement *statement, uint64_t *index,
                                     struct assay_error *err)
{
    const struct ledger_statement entry = {statement->kind, statement->text};

    TRY(ledger_may_sign(ledger, signer, statement->kind, err));
    for (size_t i = 0; i < statement->object_count; i++)
        TRY(ledger_write_object(ledger, statement->objects[i].sha256, statement->objects[i].text,
                                err));
    TRY(ledger_append(ledger, signer, &entry, 1, err));
    *index = ledger->spools ? UINT64_MAX : ledger->log.point.size - 1;
    return ASSAY_OK;
}

struct search {
    const char *name;
    bool found;
    uint8_t *sha256;
};

static bool search_target(void *user, uint64_t index, const struct entry *entry, const char *name,
                          struct arena *arena)
{
    struct search *search = user;
    struct record record;

    (void)index;
    (void)name;
    (void)arena;
    if (!bytes_equal(entry->statement.predicate_type, BYTES(PREDICATE_INVENTORY)) ||
        !record_read(&entry->statement, &record) || strcmp(record.target.name, search->name) != 0)
        return true;
    memcpy(search->sha256, record.manifest, 32);
    search->found = true;
    return false;
}

enum assay_status assay_ledger_target(const struct assay_ledger *ledger, const char *name,
                                      uint8_t sha256[32], struct assay_error *err)
{
    struct search search = {.name = name, .sha256 = sha256};
    enum assay_status status;

    TRY(ledger_walk_back(ledger, &(struct ledger_walk){search_target, &search}, err));
    if (search.found)
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                        "\"%.100s\" is no digest, no file and no target that was recorded", name);
    assay_error_id(err, "statement.subject");
    assay_error_path(err, ledger->store->where);
    assay_error_do(err, "assay record %.100s      first, or name sha256:HEX", name);
    return status;
}

enum assay_status assay_file_sha256(const char *path, uint8_t out[32], struct assay_error *err)
{
    enum { BLOCK = 64 * 1024 };
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    CLEANUP(close_cleanup) int fd = open(path, O_RDONLY | O_CLOEXEC);
    CLEANUP(free_cleanup) uint8_t *block = malloc(BLOCK);
    uint8_t whole[DIGEST_SIZE_MAX];
    ssize_t got = 1;

    if (!digest || !block)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a digest");
    digest_start(digest);
    while (fd >= 0 && got > 0) {
        got = read(fd, block, BLOCK);
        if (got > 0)
            digest_add(digest, bytes_of(block, (size_t)got));
    }
    if (fd < 0 || got < 0) {
        enum assay_status status = assay_fail_errno(err, ASSAY_EIO, errno, "cannot read %s", path);

        assay_error_id(err, "file.unreadable");
        assay_error_path(err, path);
        return status;
    }
    digest_end(digest, whole);
    memcpy(out, whole, 32);
    return ASSAY_OK;
}
