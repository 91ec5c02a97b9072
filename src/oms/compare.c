/* compare.c - what changed, is missing, was added or renamed. Source: ledger-formats.md 4.6. */

#include "oms/compare.h"

#include <stdlib.h>

#include "base/kit.h"

/* One file: all of its resources. */
struct group {
    const struct oms_resource *first;
    size_t count;
    bool renamed; /* an added one, which a missing one is called now */
};

struct compare {
    const struct assay_model_check *check;
    size_t digest_size;
    uint64_t differences;
    struct group *gone, *added; /* to be held against each other for renames */
    size_t gone_count, added_count;
};

static int by_file(const void *a, const void *b)
{
    const struct oms_resource *left = a, *right = b;
    int order = bytes_compare(left->file, right->file);

    return order ? order : (left->start > right->start) - (left->start < right->start);
}

void oms_sort_by_file(struct oms_manifest *manifest)
{
    if (manifest->count)
        qsort(manifest->resources, manifest->count, sizeof *manifest->resources, by_file);
}

bool oms_claims(const struct oms_claim *claim, const char *name)
{
    struct bytes file = bytes_text(name);
    size_t low = 0, high = claim->manifest.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = bytes_compare(claim->manifest.resources[middle].file, file);

        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = 0; i < claim->manifest.empty_count; i++)
        if (strcmp(claim->manifest.empty[i], name) == 0)
            return true;
    return false;
}

static struct group group_at(const struct oms_manifest *manifest, size_t at)
{
    struct group group = {&manifest->resources[at], 1, false};

    while (at + group.count < manifest->count &&
           bytes_equal(manifest->resources[at + group.count].file, group.first->file))
        group.count++;
    return group;
}

static int compare_content(const struct compare *compare, const struct group *a,
                           const struct group *b)
{
    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    for (size_t i = 0; i < a->count; i++) {
        int order = memcmp(a->first[i].digest, b->first[i].digest, compare->digest_size);

        if (order)
            return order;
        if (a->first[i].end != b->first[i].end)
            return a->first[i].end < b->first[i].end ? -1 : 1;
    }
    return 0;
}

static void tell(struct compare *compare, enum assay_difference_kind kind, struct bytes name,
                 struct bytes renamed, const char *why)
{
    char *text = strndup((const char *)name.data, name.size);
    char *other = renamed.size ? strndup((const char *)renamed.data, renamed.size) : NULL;
    struct assay_difference difference = {kind, text ? text : "?", other, why};

    compare->differences++;
    if (compare->check->difference)
        compare->check->difference(compare->check->user, &difference);
    free(text);
    free(other);
}

/* By content, then by name: of several that fit, the first by name is taken. */
static int by_content(const void *a, const void *b, void *user)
{
    const struct group *left = *(struct group *const *)a, *right = *(struct group *const *)b;
    int order = compare_content(user, left, right);

    return order ? order : bytes_compare(left->first->file, right->first->file);
}

/* The first in order that is not below `wanted`. */
static size_t lower_bound(const struct compare *compare, struct group *const *sorted, size_t count,
                          const struct group *wanted)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare_content(compare, sorted[middle], wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Those of one content are taken in turn: `taken` counts at the first of them. */
static struct group *take_match(const struct compare *compare, struct group *const *sorted,
                                size_t *taken, const struct group *wanted)
{
    size_t first = lower_bound(compare, sorted, compare->added_count, wanted), at;

    if (first == compare->added_count)
        return NULL;
    at = first + taken[first];
    if (at == compare->added_count || compare_content(compare, sorted[at], wanted) != 0)
        return NULL;
    taken[first]++;
    sorted[at]->renamed = true;
    return sorted[at];
}

/* An added file of the same content, if any, is what a missing one is called now. */
static ASSAY_RESULT tell_gone(struct compare *compare, struct assay_error *err)
{
    static const struct bytes none;
    CLEANUP(free_cleanup)
    struct group **sorted = calloc(compare->added_count + 1, sizeof(struct group *));
    CLEANUP(free_cleanup) size_t *taken = calloc(compare->added_count + 1, sizeof *taken);

    if (!sorted || !taken)
        return oms_fail_memory(err);
    for (size_t i = 0; i < compare->added_count; i++)
        sorted[i] = &compare->added[i];
    qsort_r(sorted, compare->added_count, sizeof(struct group *), by_content, compare);
    for (size_t i = 0; i < compare->gone_count; i++) {
        const struct group *match = take_match(compare, sorted, taken, &compare->gone[i]);

        tell(compare, match ? ASSAY_MODEL_RENAMED : ASSAY_MODEL_MISSING,
             compare->gone[i].first->file, match ? match->first->file : none, NULL);
    }
    for (size_t i = 0; i < compare->added_count; i++)
        if (!compare->added[i].renamed)
            tell(compare, ASSAY_MODEL_EXTRA, compare->added[i].first->file, none, NULL);
    return ASSAY_OK;
}

static void merge(struct compare *compare, const struct oms_manifest *claimed,
                  const struct oms_manifest *present)
{
    size_t i = 0, j = 0;

    while (i < claimed->count || j < present->count) {
        struct group was = {0}, is = {0};
        int order;

        if (i < claimed->count)
            was = group_at(claimed, i);
        if (j < present->count)
            is = group_at(present, j);
        order = !was.count ? 1 : !is.count ? -1 : bytes_compare(was.first->file, is.first->file);
        if (order == 0 && compare_content(compare, &was, &is) != 0)
            tell(compare, ASSAY_MODEL_CHANGED, was.first->file, bytes_of(NULL, 0), NULL);
        if (order < 0)
            compare->gone[compare->gone_count++] = was;
        if (order > 0)
            compare->added[compare->added_count++] = is;
        i += order <= 0 ? was.count : 0;
        j += order >= 0 ? is.count : 0;
    }
}

static bool has_text(const char *const *texts, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(texts[i], text) == 0)
            return true;
    return false;
}

/* Files without a byte have no shard: they are listed by name, or nobody knows of them. */
static void compare_empty(struct compare *compare, const struct oms_claim *claim,
                          const struct oms_manifest *present)
{
    static const struct bytes none;

    if (claim->rules.method != ASSAY_SIGN_SHARDS)
        return;
    for (size_t i = 0; i < claim->manifest.empty_count; i++)
        if (!has_text(present->empty, present->empty_count, claim->manifest.empty[i]))
            tell(compare, ASSAY_MODEL_CHANGED, bytes_text(claim->manifest.empty[i]), none,
                 "was empty, and is not or is gone");
    for (size_t i = 0; i < present->empty_count; i++)
        if (claim->has_empty && !compare->check->ignore_unsigned &&
            !has_text(claim->manifest.empty, claim->manifest.empty_count, present->empty[i]))
            tell(compare, ASSAY_MODEL_EXTRA, bytes_text(present->empty[i]), none, "empty");
}

/* What is no file cannot have been signed; where one was, this took its place. */
static void compare_others(struct compare *compare, const struct oms_claim *claim,
                           const struct oms_tree *tree)
{
    for (size_t i = 0; i < tree->count; i++) {
        const struct oms_entry *entry = &tree->entries[i];

        if (entry->type == OMS_FILE || oms_claims(claim, entry->name) ||
            compare->check->ignore_unsigned)
            continue;
        tell(compare, ASSAY_MODEL_EXTRA, bytes_text(entry->name), bytes_of(NULL, 0),
             oms_entry_words(entry->type));
    }
}

enum assay_status oms_compare(struct oms_claim *claim, struct oms_manifest *present,
                              const struct oms_tree *tree, const struct assay_model_check *check,
                              uint64_t *differences, struct assay_error *err)
{
    CLEANUP(free_cleanup)
    struct group *gone = calloc(claim->manifest.count + 1, sizeof *gone);
    CLEANUP(free_cleanup) struct group *added = calloc(present->count + 1, sizeof *added);
    struct compare compare = {.check = check,
                              .digest_size = oms_digest_size(claim->rules.hash),
                              .gone = gone,
                              .added = added};

    if (!gone || !added)
        return oms_fail_memory(err);
    oms_sort_by_file(&claim->manifest);
    oms_sort_by_file(present);
    merge(&compare, &claim->manifest, present);
    TRY(tell_gone(&compare, err));
    compare_empty(&compare, claim, present);
    compare_others(&compare, claim, tree);
    *differences = compare.differences;
    return ASSAY_OK;
}
