/* withdrawn.c - which statement a withdrawal is about: named by the bytes that were signed. */

#include <assay/statement.h>
#include <fcntl.h>
#include <inttypes.h>

#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "crypto/digest.h"
#include "ledger/ledger.h"

static ASSAY_RESULT fail(const char *why, const char *todo, const char *what,
                         struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "%.200s is nothing to withdraw", what);

    assay_error_id(err, "statement.withdrawal");
    assay_error_why(err, "%s", why);
    assay_error_do(err, "%s; nothing was signed", todo);
    return status;
}

/* A release is taken back by what is in use instead, and machines state again what has changed. */
static ASSAY_RESULT take(const char *what, struct bytes payload, struct bytes type,
                         uint8_t sha256_out[32], struct assay_error *err)
{
    static const char *const kinds[] = {"attestation", "waiver"};

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (bytes_equal(type, bytes_text(predicate_named(kinds[i])->type))) {
            sha256(payload, sha256_out);
            return ASSAY_OK;
        }
    return fail("only attestations and waivers are withdrawn",
                "a release is taken back by a rollback: assay ledger schema rollback", what, err);
}

struct search {
    uint8_t *sha256;
    enum assay_status status;
    struct assay_error *err;
};

static bool take_entry(void *user, uint64_t index, const struct entry *entry, const char *name,
                       struct arena *arena)
{
    struct search *search = user;
    char what[32];

    (void)name;
    (void)arena;
    snprintf(what, sizeof what, "entry %" PRIu64, index);
    search->status = take(what, entry->envelope.payload, entry->statement.predicate_type,
                          search->sha256, search->err);
    return false;
}

enum assay_status assay_withdrawn_entry(const struct assay_ledger *ledger, uint64_t index,
                                        uint8_t sha256[32], struct assay_error *err)
{
    struct search search = {.sha256 = sha256, .status = ASSAY_OK, .err = err};
    char what[32];

    snprintf(what, sizeof what, "entry %" PRIu64, index);
    if (index >= ledger->log.point.size)
        return fail("the ledger has no such entry", "assay ledger log      lists the entries", what,
                    err);
    TRY(ledger_walk_from(ledger, index, &(struct ledger_walk){take_entry, &search}, err));
    return search.status;
}

struct later {
    const struct assay_ledger *all; /* with its keys */
    uint8_t statement[32];
    uint64_t by;
};

static bool is_withdrawal(void *user, uint64_t index, const struct entry *entry, const char *name,
                          struct arena *arena)
{
    struct later *later = user;
    const struct doc *subjects = entry->statement.subjects;
    uint8_t sha256[32];

    (void)name;
    (void)arena;
    if (!bytes_equal(entry->statement.predicate_type, BYTES(PREDICATE_WITHDRAWAL)) ||
        !ring_vouches(&later->all->ring, index, entry) ||
        ring_doubts(&later->all->ring, index, entry))
        return true;
    for (size_t i = 0; i < subjects->count && later->by == UINT64_MAX; i++)
        if (statement_sha256(doc_get(&subjects->items[i], "digest"), "sha256", sha256) &&
            memcmp(sha256, later->statement, sizeof sha256) == 0)
            later->by = index;
    return later->by == UINT64_MAX;
}

enum assay_status assay_ledger_withdrawn(const struct assay_ledger *ledger, uint64_t index,
                                         uint64_t *by, struct assay_error *err)
{
    struct assay_ledger all = {
        .store = ledger->store, .digest = ledger->digest, .log = ledger->log};
    struct later later = {.all = &all, .by = UINT64_MAX};
    struct assay_error other = {0};
    enum assay_status status;

    *by = UINT64_MAX;
    status = assay_withdrawn_entry(ledger, index, later.statement, &other);
    if (status == ASSAY_EUSAGE)
        return ASSAY_OK; /* of another kind */
    if (status == ASSAY_OK)
        status = ledger_load_keys(&all, &other);
    if (status == ASSAY_OK)
        status =
            ledger_walk_from(&all, index + 1, &(struct ledger_walk){is_withdrawal, &later}, &other);
    ring_clear(&all.ring);
    if (status != ASSAY_OK && err)
        *err = other;
    *by = later.by;
    return status;
}

enum assay_status assay_withdrawn_file(const char *path, uint8_t sha256[32],
                                       struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_DOCUMENT};
    struct statement statement;
    struct dsse envelope;

    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a statement");
    if (file_read(AT_FDCWD, path, &text, NULL) != ASSAY_OK ||
        dsse_read(arena, buf_bytes(&text), path, &envelope, NULL) != ASSAY_OK ||
        statement_read(arena, envelope.payload, path, &statement, NULL) != ASSAY_OK)
        return fail("it is no entry of a ledger that is read here, and no file with a statement",
                    "name the number of an entry, or a file of attestations/", path, err);
    return take(path, envelope.payload, statement.predicate_type, sha256, err);
}
