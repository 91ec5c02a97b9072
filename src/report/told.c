/* told.c - which signed statements speak of what was judged. */

#include "report/told.h"

#include <stdlib.h>

#include "base/kit.h"

/* The items by their digests. */
struct contents {
    const struct assay_assessment *assessment;
    const struct assay_item **sorted;
};

static int compare_items(const void *a, const void *b)
{
    const struct assay_item *left = *(const struct assay_item *const *)a,
                            *right = *(const struct assay_item *const *)b;
    int order = memcmp(left->content->sha256, right->content->sha256, sizeof left->content->sha256);

    return order ? order : (left > right) - (left < right);
}

static int compare_digest(const void *digest, const void *item)
{
    return memcmp(digest, (*(const struct assay_item *const *)item)->content->sha256, 32);
}

static const struct assay_item *find_item(const struct contents *contents, const uint8_t sha256[32])
{
    const struct assay_item *const *found =
        bsearch(sha256, contents->sorted, contents->assessment->inventory->item_count,
                sizeof *contents->sorted, compare_digest);

    return found ? *found : NULL;
}

/* The manifest that was recorded stands for what is judged only as long as that is the same. */
static bool is_whole(const struct assay_assessment *assessment, const uint8_t sha256[32])
{
    const struct assay_testimony *testimony = assessment->testimony;
    bool unchanged = testimony->has_manifest && assessment->ledger && assessment->ledger->recorded;

    return memcmp(sha256, assessment->inventory->root, 32) == 0 ||
           (unchanged && memcmp(sha256, testimony->manifest, 32) == 0);
}

/* Fills in what of its subjects is here; false where nothing of them is. */
static bool find_subjects(const struct contents *contents,
                          const struct assay_signed_subject *subjects, size_t count,
                          struct told_statement *out)
{
    bool whole = false;
    uint64_t found = 0;

    for (size_t i = 0; i < count; i++) {
        const struct assay_item *item = find_item(contents, subjects[i].sha256);

        if (item && !out->item)
            out->item = item;
        found += item != NULL;
        whole |= is_whole(contents->assessment, subjects[i].sha256);
    }
    if (whole)
        out->item = NULL;
    out->more = whole || !found ? found : found - 1;
    return whole || found > 0;
}

static const char *state_of(const struct assay_assessment *assessment,
                            const struct assay_attestation *told)
{
    bool is_kept = told->filed || (assessment->ledger && assessment->ledger->holds);

    if (told->withdrawal)
        return "withdrawn";
    if (told->doubt)
        return "in doubt: a withdrawal of it cannot be verified";
    if (!told->holds)
        return "does not hold: not signed by a key in force that may approve";
    if (!is_kept)
        return "does not count: its ledger does not hold";
    if (assessment->time >= told->until)
        return "ended";
    return told->belongs == ASSAY_BELONGS ? "holds" : "holds, for its very subjects alone";
}

static void add(struct told *told, const struct told_statement *statement)
{
    told->statements[told->count++] = *statement;
}

static void gather(const struct contents *contents, struct told *out)
{
    const struct assay_assessment *assessment = contents->assessment;
    const struct assay_testimony *testimony = assessment->testimony;

    for (size_t i = 0; i < testimony->attestation_count; i++) {
        const struct assay_attestation *attestation = &testimony->attestations[i];
        struct told_statement statement = {.attestation = attestation,
                                           .state = state_of(assessment, attestation)};

        if (find_subjects(contents, attestation->subjects, attestation->subject_count, &statement))
            add(out, &statement);
    }
    for (size_t i = 0; i < testimony->release_count; i++) {
        const struct assay_release *release = &testimony->releases[i];
        struct told_statement statement = {.release = release};

        statement.elsewhere =
            !find_subjects(contents, release->subjects, release->subject_count, &statement);
        statement.state = !release->holds       ? "does not hold: not signed by a key that may"
                          : statement.elsewhere ? "holds, of other bytes than these"
                                                : "holds";
        add(out, &statement);
    }
}

enum assay_status told_gather(const struct assay_assessment *assessment, struct told *out,
                              struct assay_error *err)
{
    const struct assay_testimony *testimony = assessment->testimony;
    const struct assay_inventory *inventory = assessment->inventory;
    CLEANUP(free_cleanup) const struct assay_item **sorted = NULL;
    size_t most = testimony ? testimony->attestation_count + testimony->release_count : 0;

    *out = (struct told){0};
    if (most == 0)
        return ASSAY_OK;
    sorted = calloc(inventory->item_count + 1, sizeof *sorted);
    out->statements = calloc(most, sizeof *out->statements);
    if (!sorted || !out->statements) {
        told_clear(out);
        return out_of_memory(err);
    }
    for (size_t i = 0; i < inventory->item_count; i++)
        sorted[i] = &inventory->items[i];
    qsort(sorted, inventory->item_count, sizeof *sorted, compare_items);
    gather(&(struct contents){assessment, sorted}, out);
    return ASSAY_OK;
}

void told_clear(struct told *told)
{
    free(told->statements);
    *told = (struct told){0};
}
