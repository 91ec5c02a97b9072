/*
 * verify.c - everything that a ledger folder holds, against everything else in it.
 *
 * All is computed anew from the entries: their hashes, every tile, the root of every published
 * size. Nothing ends at the first problem: each is told, with the file and the offset to look at.
 */

#include "ledger/verify.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"

bool verify_holds(struct verification *v, enum assay_status status,
                  const struct assay_error *failure)
{
    if (status == ASSAY_OK)
        return true;
    /* Memory that ran out or a server that went says nothing of the ledger. */
    if (status == ASSAY_ENOMEM || status == ASSAY_EINTERNAL || status == ASSAY_EOUTPUT) {
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

enum assay_status verify_damaged(const struct verification *v, uint64_t index,
                                 struct assay_error *err, const char *what)
{
    uint64_t bundle = index / TILE_WIDTH;
    char name[STORE_NAME_SIZE];

    tile_name(BUNDLE_LEVEL, bundle, tile_width(v->ledger->log.point.size, BUNDLE_LEVEL, bundle),
              name);
    return store_damaged(v->ledger->store, name, ASSAY_NO_OFFSET, err, "entry %" PRIu64 ": %s",
                         index, what);
}

void verify_checked(const struct verification *v, const char *what, uint64_t count)
{
    if (v->report && v->report->checked)
        v->report->checked(v->report->user, what, count);
}

static void verification_freep(struct verification **v)
{
    if (!*v)
        return;
    ring_clear(&(*v)->ring);
    buf_clear(&(*v)->references);
    erasures_clear(&(*v)->erasures);
    withheld_clear(&(*v)->withheld);
    buf_clear(&(*v)->made.roots);
    buf_clear(&(*v)->said.roots);
    buf_clear(&(*v)->differences);
    buf_clear(&(*v)->sizes);
    free(*v);
}

static struct verification *verification_new(const struct assay_ledger *ledger)
{
    struct verification *v = calloc(1, sizeof *v); /* too large for a stack */

    if (!v)
        return NULL;
    v->ledger = ledger;
    v->true_tree = &v->made;
    buf_init(&v->references, SIZE_MAX);
    buf_init(&v->made.roots, SIZE_MAX);
    buf_init(&v->said.roots, SIZE_MAX);
    buf_init(&v->differences, SIZE_MAX);
    buf_init(&v->sizes, SIZE_MAX);
    merkle_init(&v->made.edge, ledger->digest);
    merkle_init(&v->said.edge, ledger->digest);
    return v;
}

static void run(struct verification *v)
{
    verify_sizes(v);
    if (!v->fatal)
        verify_tree(v);
    if (!v->fatal)
        verify_revoked(v);
    if (!v->fatal)
        verify_tiles(v);
    if (!v->fatal)
        verify_objects(v);
    if (!v->fatal)
        verify_copies(v);
}

enum assay_status assay_ledger_verify(const struct assay_ledger *ledger,
                                      const struct assay_verify_by *by,
                                      const struct assay_verify_report *report,
                                      struct assay_error *err)
{
    static const struct assay_verify_by nobody = {.key = NULL};
    CLEANUP(verification_freep) struct verification *v = verification_new(ledger);

    if (!v)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory to verify a ledger");
    v->by = by ? by : &nobody;
    v->report = report;
    v->err = err;
    run(v);
    if (v->report && v->report->unknown)
        for (size_t i = 0; i < v->unknown_count; i++)
            v->report->unknown(v->report->user, v->unknown[i].type, v->unknown[i].count,
                               v->unknown[i].first);
    verify_checked(v, "entries", v->entries);
    verify_checked(v, "checkpoints", v->checkpoints);
    verify_checked(v, "tiles", v->tiles);
    if (v->fatal)
        return v->fatal;
    if (v->problems == 0)
        return ASSAY_OK;
    if (err) {
        *err = v->first;
        if (v->problems > 1)
            assay_error_why(err, "and %" PRIu64 " more that do not hold", v->problems - 1);
    }
    return ASSAY_ETRUST;
}
