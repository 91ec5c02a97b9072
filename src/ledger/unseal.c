/*
 * unseal.c - what is sealed in an entry, for whoever reads it, with what verify says of it.
 * Source: ledger-formats.md 9.3.
 */

#include <assay/statement.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "ledger/erasures.h"
#include "ledger/references.h"
#include "ledger/seal.h"
#include "ledger/withheld.h"

struct telling {
    const struct assay_ledger *ledger;
    const struct erasures *erasures;
    struct withheld withheld;
    uint64_t index;
    const struct shape *members; /* of the entry's kind, NULL where that is not known */
    struct buf opened;           /* const struct shape *, of each that can be seen */
    size_t closed;               /* that cannot */
    struct buf later;            /* struct later, sorted */
    bool has_later;
    void (*each)(void *user, const struct assay_sealed *sealed);
    void *user;
    enum assay_status status;
    struct assay_error *err;
};

static void telling_clear(struct telling *telling)
{
    buf_clear(&telling->opened);
    buf_clear(&telling->later);
    withheld_clear(&telling->withheld);
}

/* An object that a later entry names. */
struct later {
    uint8_t sha256[SHA256_SIZE];
    uint64_t entry;
};

static bool gather_later(void *user, uint64_t index, const struct entry *entry, const char *name,
                         struct arena *arena)
{
    CLEANUP(buf_clear) struct buf references = {.ceiling = SIZE_MAX};
    struct telling *telling = user;
    const struct reference *all;

    (void)name;
    (void)arena;
    (void)references_of(index, &entry->statement, &references);
    telling->status = buf_status(&references, telling->err);
    all = (const struct reference *)(const void *)references.data;
    for (size_t i = 0; i < references.size / sizeof *all; i++) {
        struct later later = {.entry = index};

        memcpy(later.sha256, all[i].sha256, sizeof later.sha256);
        buf_add(&telling->later, &later, sizeof later);
    }
    return telling->status == ASSAY_OK;
}

static int compare_later(const void *left, const void *right)
{
    const struct later *a = left, *b = right;
    int order = memcmp(a->sha256, b->sha256, sizeof a->sha256);

    return order ? order : (a->entry > b->entry) - (a->entry < b->entry);
}

/* The entries behind this one are read once, and only where something is there that was erased. */
static ASSAY_RESULT load_later(struct telling *telling)
{
    if (telling->has_later)
        return ASSAY_OK;
    telling->has_later = true;
    TRY(ledger_walk_from(telling->ledger, telling->index + 1,
                         &(struct ledger_walk){gather_later, telling}, telling->err));
    TRY(telling->status);
    TRY(buf_status(&telling->later, telling->err));
    if (telling->later.size > 0)
        qsort(telling->later.data, telling->later.size / sizeof(struct later), sizeof(struct later),
              compare_later);
    return ASSAY_OK;
}

/* What is said to be gone may be there where a later entry names it anew. */
static ASSAY_RESULT is_named_again(struct telling *telling, const uint8_t sha256[32],
                                   uint64_t erased, bool *again)
{
    const struct later *all;
    struct later wanted = {.entry = erased};
    size_t low = 0, high;

    TRY(load_later(telling));
    memcpy(wanted.sha256, sha256, sizeof wanted.sha256);
    all = (const struct later *)(const void *)telling->later.data;
    high = telling->later.size / sizeof *all;
    while (low < high) { /* the first behind that */
        size_t middle = low + (high - low) / 2;

        if (compare_later(&all[middle], &wanted) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    *again = low < telling->later.size / sizeof *all &&
             memcmp(all[low].sha256, sha256, sizeof wanted.sha256) == 0;
    return ASSAY_OK;
}

static ASSAY_RESULT judge_open(struct telling *telling, const struct disclosure *disclosure,
                               const uint8_t sha256[32], struct assay_sealed *told)
{
    const struct shape *member =
        telling->members ? seal_member(telling->members, disclosure) : NULL;
    bool again = false;

    told->name = (const char *)disclosure->name.data;
    if (disclosure->value->type == DOC_TEXT)
        told->value = (const char *)disclosure->value->text.data;
    if (member)
        buf_add(&telling->opened, &member, sizeof(const struct shape *));
    else if (telling->members)
        told->fault = "its kind of statement seals no such member";
    told->erased = erasures_find(telling->erasures, sha256, telling->index);
    if (told->erased == UINT64_MAX)
        return ASSAY_OK;
    TRY(is_named_again(telling, sha256, told->erased, &again));
    if (!again)
        told->fault = "an entry says that it was erased, and it is there";
    return ASSAY_OK;
}

static ASSAY_RESULT tell_value(struct telling *telling, const uint8_t sha256[32])
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    char hex[65];
    struct assay_sealed told = {.name = "", .digest = hex, .erased = UINT64_MAX};
    struct assay_error failure = {0};
    struct disclosure disclosure;
    enum assay_status status;

    if (!arena)
        return assay_fail(telling->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                          "out of memory for a disclosure");
    hex_encode(bytes_of(sha256, 32), hex);
    status = seal_open(telling->ledger->store, arena, sha256, &disclosure, &failure);
    if (status == ASSAY_OK) {
        TRY(judge_open(telling, &disclosure, sha256, &told));
    } else if (status == ASSAY_EMISSING) {
        told.erased = erasures_find(telling->erasures, sha256, telling->index);
        told.withheld =
            told.erased == UINT64_MAX && withheld_find(&telling->withheld, sha256) != NULL;
        if (told.erased == UINT64_MAX && !told.withheld)
            told.fault = "NOT THERE, and no entry says why";
    } else if (status == ASSAY_ETRUST || status == ASSAY_EFORMAT || status == ASSAY_ELIMIT) {
        told.fault = failure.text;
    } else {
        if (telling->err)
            *telling->err = failure;
        return status;
    }
    telling->closed += status != ASSAY_OK || (told.fault && !told.value);
    telling->each(telling->user, &told);
    return ASSAY_OK;
}

static void tell_digest(void *user, const uint8_t sha256[32])
{
    struct telling *telling = user;

    if (telling->status == ASSAY_OK)
        telling->status = tell_value(telling, sha256);
}

static bool tell_entry(void *user, uint64_t index, const struct entry *entry, const char *name,
                       struct arena *arena)
{
    const struct predicate_kind *kind = predicate_find(entry->statement.predicate_type);
    struct telling *telling = user;
    char fault[SEAL_FAULT_SIZE];

    (void)index;
    (void)name;
    (void)arena;
    telling->members = kind ? kind->members : NULL;
    seal_digests(entry->statement.predicate, tell_digest, telling);
    if (telling->status == ASSAY_OK)
        telling->status = buf_status(&telling->opened, telling->err);
    if (telling->status == ASSAY_OK && telling->members &&
        seal_fault(telling->members,
                   (const struct shape *const *)(const void *)telling->opened.data,
                   telling->opened.size / sizeof(const struct shape *), telling->closed, fault))
        telling->each(
            telling->user,
            &(struct assay_sealed){.name = "", .digest = "", .erased = UINT64_MAX, .fault = fault});
    return false;
}

enum assay_status assay_ledger_sealed(const struct assay_ledger *ledger, uint64_t index,
                                      void (*each)(void *user, const struct assay_sealed *sealed),
                                      void *user, struct assay_error *err)
{
    CLEANUP(erasures_clear) struct erasures erasures = {0};
    CLEANUP(telling_clear)
    struct telling telling = {.ledger = ledger,
                              .erasures = &erasures,
                              .index = index,
                              .opened = {.ceiling = SIZE_MAX},
                              .later = {.ceiling = SIZE_MAX},
                              .each = each,
                              .user = user,
                              .err = err};
    struct assay_error unread = {0};

    TRY(erasures_load(ledger, &erasures, err));
    if (withheld_load(ledger->store, &telling.withheld, &unread) != ASSAY_OK &&
        unread.status != ASSAY_ETRUST) { /* a list that does not hold explains nothing */
        if (err)
            *err = unread;
        return unread.status;
    }
    TRY(ledger_walk_from(ledger, index, &(struct ledger_walk){tell_entry, &telling}, err));
    return telling.status;
}
