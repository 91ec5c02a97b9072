/* stored_tell.c - what came of the claims of pointers, told at each pointer once. */

#include <stdlib.h>

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/stored_claims.h"

static const struct {
    const char *missing, *mismatch, *where;
} stores[] = {
    [STORE_LFS] = {GAP_POINTER_LFS_MISSING, GAP_POINTER_LFS_MISMATCH, "the local LFS store"},
    [STORE_DVC] = {GAP_POINTER_DVC_MISSING, GAP_POINTER_DVC_MISMATCH, "the cache of DVC"},
    [STORE_ANNEX] = {GAP_POINTER_ANNEX_MISSING, GAP_POINTER_ANNEX_MISMATCH, "the annex"},
};

/* The claims of one version of a pointer. */
struct run {
    const struct claim **claims;
    size_t count;
};

static int by_version(const void *left, const void *right)
{
    const struct claim *a = *(const struct claim *const *)left;
    const struct claim *b = *(const struct claim *const *)right;
    int order = assay_path_compare(a->of.path, b->of.path);

    if (order == 0 && a->of.origin && b->of.origin)
        order = memcmp(a->of.origin->blob, b->of.origin->blob, sizeof a->of.origin->blob);
    return order ? order : bytes_compare(a->of.claim.name, b->of.claim.name);
}

static bool same_version(const struct claim *a, const struct claim *b)
{
    return a->of.content == b->of.content && assay_path_compare(a->of.path, b->of.path) == 0;
}

/* The first with that verdict, and how many there are. */
static const struct claim *first(const struct run *run, enum claim_verdict verdict, size_t *count)
{
    const struct claim *found = NULL;

    *count = 0;
    for (size_t i = 0; i < run->count; i++) {
        if (run->claims[i]->verdict != verdict)
            continue;
        if ((*count)++ == 0)
            found = run->claims[i];
    }
    return found;
}

void name_content(const struct claim *claim, char out[NAME_SHOWN])
{
    struct bytes name = claim->of.claim.name;
    struct bytes path = bytes_of(claim->of.path->name, claim->of.path->size);
    bool own = bytes_ends(path, name) &&
               (path.size == name.size || path.data[path.size - name.size - 1] == '/');

    if (own)
        snprintf(out, NAME_SHOWN, "its content");
    else
        snprintf(out, NAME_SHOWN, "%.*s",
                 (int)(name.size < NAME_SHOWN ? name.size : NAME_SHOWN - 1),
                 (const char *)name.data);
}

static void tell_missing(const struct run *run, struct inventory_part *part)
{
    char why[512];
    size_t count;
    const struct claim *claim = first(run, CLAIM_MISSING, &count);
    const struct stored_claim *of = claim ? &claim->of.claim : NULL;
    char name[NAME_SHOWN];

    if (!claim)
        return;
    name_content(claim, name);
    if (claim->why)
        snprintf(why, sizeof why, "%s is not here: %s", name, claim->why);
    else
        snprintf(why, sizeof why, "%s (%s) is not in %s", name,
                 of->digest[0] ? of->digest : "named by no digest", stores[of->store].where);
    if (count > 1)
        snprintf(why + strlen(why), sizeof why - strlen(why), ", nor are %zu more of its files",
                 count - 1);
    inventory_gap(part, stores[of->store].missing, claim->of.path, ASSAY_NO_OFFSET, why);
}

static void tell_mismatch(const struct run *run, struct inventory_part *part)
{
    char why[768];
    size_t count;
    const struct claim *claim = first(run, CLAIM_DIFFERS, &count);

    if (!claim)
        return;
    snprintf(why, sizeof why, "%s", claim->why ? claim->why : "it is not what the pointer names");
    if (count > 1)
        snprintf(why + strlen(why), sizeof why - strlen(why), "; so are %zu more", count - 1);
    inventory_gap(part, stores[claim->of.claim.store].mismatch, claim->of.path, ASSAY_NO_OFFSET,
                  why);
}

static bool is_resolved(const struct run *run)
{
    for (size_t i = 0; i < run->count; i++)
        if (run->claims[i]->verdict != CLAIM_HOLDS && run->claims[i]->verdict != CLAIM_PASSED_OVER)
            return false;
    return true;
}

/* The fact was false from the start; no place of the content makes it true alone. */
static ASSAY_RESULT resolve(struct assay_examination *content, bool resolved, struct arena *arena,
                            struct assay_error *err)
{
    struct assay_fact *facts = arena_array(arena, content->fact_count, sizeof *facts);

    if (!facts)
        return fail_no_memory(err);
    memcpy(facts, content->facts, content->fact_count * sizeof *facts);
    for (size_t i = 0; i < content->fact_count; i++) {
        if (facts[i].id == ASSAY_FACT_POINTER_RESOLVED)
            facts[i].value.boolean = resolved;
    }
    content->facts = facts;
    return ASSAY_OK;
}

static int by_content(const void *left, const void *right)
{
    const struct claim *a = *(const struct claim *const *)left;
    const struct claim *b = *(const struct claim *const *)right;

    return (a->of.content > b->of.content) - (a->of.content < b->of.content);
}

enum assay_status claims_tell(struct claims *claims, struct inventory_part *part,
                              struct assay_error *err)
{
    CLEANUP(free_cleanup)
    const struct claim **order = calloc(claims->count + 1, sizeof(const struct claim *));
    struct arena *arena = inventory_part_arena(part);

    if (!order)
        return fail_no_memory(err);
    for (size_t i = 0; i < claims->count; i++)
        order[i] = &claims->claims[i];
    qsort(order, claims->count, sizeof *order, by_version);
    for (size_t i = 0, end; i < claims->count; i = end) {
        for (end = i + 1; end < claims->count && same_version(order[i], order[end]);)
            end++;
        tell_missing(&(struct run){order + i, end - i}, part);
        tell_mismatch(&(struct run){order + i, end - i}, part);
    }
    qsort(order, claims->count, sizeof *order, by_content);
    for (size_t i = 0, end; i < claims->count; i = end) {
        for (end = i + 1; end < claims->count && order[i]->of.content == order[end]->of.content;)
            end++;
        TRY(resolve(order[i]->of.content, is_resolved(&(struct run){order + i, end - i}), arena,
                    err));
    }
    return ASSAY_OK;
}
