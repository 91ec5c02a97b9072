/* manifest.c - the order of resources, their root, and the names of shards.
 * Source: ledger-formats.md 4.2 to 4.4. */

#include "oms/manifest.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/text.h"

static int by_whole_name(const void *a, const void *b)
{
    return strcmp(((const struct oms_resource *)a)->name, ((const struct oms_resource *)b)->name);
}

/* Component by component: as if '/' came before every other byte. */
static int compare_parts(struct bytes a, struct bytes b)
{
    size_t least = a.size < b.size ? a.size : b.size;

    for (size_t i = 0; i < least; i++) {
        int left = a.data[i] == '/' ? 0 : a.data[i], right = b.data[i] == '/' ? 0 : b.data[i];

        if (left != right)
            return left - right;
    }
    return (a.size > b.size) - (a.size < b.size);
}

static int by_parts(const void *a, const void *b)
{
    const struct oms_resource *left = a, *right = b;
    int order = compare_parts(left->file, right->file);

    return order ? order : (left->start > right->start) - (left->start < right->start);
}

void oms_manifest_sort(struct oms_manifest *manifest, enum assay_signing_dialect dialect)
{
    if (manifest->count)
        qsort(manifest->resources, manifest->count, sizeof *manifest->resources,
              dialect == ASSAY_SIGN_REF ? by_parts : by_whole_name);
}

enum assay_status oms_manifest_root(const struct oms_manifest *manifest,
                                    enum assay_signing_hash hash, uint8_t out[SHA256_SIZE],
                                    struct assay_error *err)
{
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    uint8_t whole[DIGEST_SIZE_MAX];

    if (!digest)
        return oms_fail_memory(err);
    digest_start(digest);
    for (size_t i = 0; i < manifest->count; i++)
        digest_add(digest, bytes_of(manifest->resources[i].digest, oms_digest_size(hash)));
    digest_end(digest, whole);
    memcpy(out, whole, SHA256_SIZE);
    return ASSAY_OK;
}

/* The number behind the last colon; paths may hold colons, so it is read from the right. */
static bool split_number(struct bytes *name, uint64_t *number)
{
    size_t at = name->size;

    while (at > 0 && name->data[at - 1] != ':')
        at--;
    if (at == 0 || !text_u64(bytes_from(*name, at), number))
        return false;
    name->size = at - 1;
    return true;
}

bool oms_shard_parse(struct bytes name, struct bytes *file, uint64_t *start, uint64_t *end)
{
    if (!split_number(&name, end) || !split_number(&name, start) || *start >= *end)
        return false;
    *file = name;
    return true;
}
