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

/* What to do instead, of the kinds that a person signs. */
static const char *instead_of(struct bytes type)
{
    static const struct {
        const char *kind, *todo;
    } kinds[] = {
        {"release", "a release is taken back by a rollback: assay ledger schema rollback"},
        {"withdrawal", "a withdrawal stays: sign what it took back anew, and that counts"},
    };
    const struct predicate_kind *found = predicate_find(type);

    for (size_t i = 0; found && i < ARRAY_LEN(kinds); i++)
        if (strcmp(found->name, kinds[i].kind) == 0)
            return kinds[i].todo;
    return "state anew what has changed: assay ledger schema      lists the kinds";
}

/* Machines state again what has changed, and nobody could rely on a withdrawal that can be lifted.
 */
static ASSAY_RESULT take(const char *what, struct bytes payload, struct bytes type,
                         uint8_t sha256_out[32], struct assay_error *err)
{
    static const char *const kinds[] = {"attestation", "waiver"};

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (bytes_equal(type, bytes_text(predicate_named(kinds[i])->type))) {
            sha256(payload, sha256_out);
            return ASSAY_OK;
        }
    return fail("only attestations and waivers are withdrawn", instead_of(type), what, err);
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

/* What says that a statement counts no more, and by which entries. It may stand before it, where
 * the same bytes were brought in again. */
struct withdrawing {
    uint8_t statement[32];
    struct buf entries; /* uint64_t */
};

static void withdrawing_clear(struct withdrawing *withdrawing)
{
    buf_clear(&withdrawing->entries);
}

static bool note_withdrawal(void *user, uint64_t index, const struct entry *entry, const char *name,
                            struct arena *arena)
{
    struct withdrawing *withdrawing = user;
    const struct doc *subjects = entry->statement.subjects;
    bool names = false;
    uint8_t sha256[32];

    (void)name;
    (void)arena;
    if (!bytes_equal(entry->statement.predicate_type, BYTES(PREDICATE_WITHDRAWAL)))
        return true;
    for (size_t i = 0; i < subjects->count && !names; i++)
        names = statement_sha256(doc_get(&subjects->items[i], "digest"), "sha256", sha256) &&
                memcmp(sha256, withdrawing->statement, sizeof sha256) == 0;
    if (names)
        buf_add(&withdrawing->entries, &index, sizeof index);
    return withdrawing->entries.status == ASSAY_OK;
}

struct weighing {
    const struct assay_ledger *all; /* with its keys */
    bool holds;
};

static bool weigh(void *user, uint64_t index, const struct entry *entry, const char *name,
                  struct arena *arena)
{
    struct weighing *weighing = user;

    (void)name;
    (void)arena;
    weighing->holds = ring_vouches(&weighing->all->ring, index, entry) &&
                      !ring_doubts(&weighing->all->ring, index, entry);
    return false;
}

static void ring_cleanup(struct assay_ledger *all)
{
    ring_clear(&all->ring);
}

/* The first that holds, else the first. The keys are read only where there is something to weigh,
 * which is seldom. */
static ASSAY_RESULT find_first(const struct assay_ledger *ledger, const struct buf *entries,
                               struct assay_withdrawn *out, struct assay_error *err)
{
    CLEANUP(ring_cleanup)
    struct assay_ledger all = {
        .store = ledger->store, .digest = ledger->digest, .log = ledger->log};
    struct weighing weighing = {.all = &all};
    const uint64_t *indexes = (const uint64_t *)(const void *)entries->data;

    *out = (struct assay_withdrawn){.by = UINT64_MAX};
    if (entries->size == 0)
        return ASSAY_OK;
    out->by = indexes[0];
    TRY(ledger_load_keys(&all, err));
    for (size_t i = 0; i < entries->size / sizeof *indexes && !out->holds; i++) {
        TRY(ledger_walk_from(&all, indexes[i], &(struct ledger_walk){weigh, &weighing}, err));
        if (weighing.holds)
            *out = (struct assay_withdrawn){indexes[i], true};
    }
    return ASSAY_OK;
}

enum assay_status assay_ledger_withdrawn(const struct assay_ledger *ledger, uint64_t index,
                                         struct assay_withdrawn *out, struct assay_error *err)
{
    CLEANUP(withdrawing_clear)
    struct withdrawing withdrawing = {.entries = {.ceiling = SIZE_MAX}};
    struct assay_error failure = {0};
    enum assay_status status =
        assay_withdrawn_entry(ledger, index, withdrawing.statement, &failure);

    *out = (struct assay_withdrawn){.by = UINT64_MAX};
    if (status == ASSAY_EUSAGE)
        return ASSAY_OK; /* of another kind */
    if (status != ASSAY_OK) {
        if (err)
            *err = failure;
        return status;
    }
    TRY(ledger_walk_from(ledger, 0, &(struct ledger_walk){note_withdrawal, &withdrawing}, err));
    TRY(buf_status(&withdrawing.entries, err));
    return find_first(ledger, &withdrawing.entries, out, err);
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
