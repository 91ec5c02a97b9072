/*
 * fuzz_manifests.c - any bytes as a document that lists other content: the first byte says which.
 * It is read in windows of two sizes, which must claim the same; then what it claims is held
 * against a few items beside it.
 */

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "../support/drip.h"
#include "base/kit.h"
#include "base/limits.h"
#include "crypto/digest.h"
#include "examine/examine.h"
#include "examine/inspect.h"
#include "examine/words/claim_words.h"
#include "kept_evidence.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define BLOB "blobs/sha256/44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"

static const struct kind {
    const struct inspector *inspector;
    const char *path;
} kinds[] = {
    {&inspect_oci, "index.json"},
    {&inspect_oci, BLOB},
    {&inspect_oci_layout, "oci-layout"},
    {&inspect_docker_save, "manifest.json"},
    {&inspect_shard_index, "m.safetensors.index.json"},
    {&inspect_wheel_record, "x-1.dist-info/RECORD"},
    {&inspect_checksum_list, "SHA256SUMS"},
    {&inspect_bom, "bom.json"},
    {&inspect_in_toto, "x.intoto.jsonl"},
    {&inspect_in_toto, "model.sig"},
    {&inspect_package_lock, "package-lock.json"},
    {&inspect_requirements, "requirements.txt"},
    {&inspect_toml_lock, "uv.lock"},
    {&inspect_other_lock, "yarn.lock"},
    {&inspect_other_lock, "pnpm-lock.yaml"},
    {&inspect_other_lock, "Pipfile.lock"},
    {&inspect_other_lock, "composer.lock"},
    {&inspect_other_lock, "go.sum"},
};

/* What stands beside the document; names that the corpus uses. */
static const char *const beside[] = {"a", "a/layer.tar", "x-1.dist-info/WHEEL", "sub/a"};

static void read_once(const struct kind *kind, struct bytes bytes, size_t step,
                      struct evidence *evidence, struct arena *arena,
                      struct assay_examination *content)
{
    struct assay_error err = {0}, ending = {0};
    struct bytes path = bytes_text(kind->path);
    const uint8_t *slash = memrchr(path.data, '/', path.size);
    struct subject subject = {.head = bytes,
                              .name =
                                  slash ? bytes_from(path, (size_t)(slash - path.data) + 1) : path,
                              .path = path,
                              .size = bytes.size};
    struct cursor cursor;
    struct drip drip;
    enum assay_status status;

    evidence_start(evidence, arena);
    drip_cursor(&drip, bytes, step, &cursor, &err);
    (void)kind->inspector->bid(&subject);
    status = kind->inspector->read(&cursor, &subject, evidence);
    assert(status == ASSAY_OK || status == ASSAY_EFORMAT || status == ASSAY_ELIMIT);
    assert(status == ASSAY_OK || (err.offset <= bytes.size && err.text[0]));
    content->format = kind->inspector->format;
    assert(evidence_end(evidence, content, &ending) == ASSAY_OK);
    drip_clear(&drip);
}

static void check_claims(const struct assay_examination *a, const struct assay_examination *b,
                         size_t size)
{
    assert(a->claim_count == b->claim_count && a->claim_count <= LIMIT_CLAIMS);
    for (size_t i = 0; i < a->claim_count; i++) {
        const struct assay_claim *one = &a->claims[i], *two = &b->claims[i];

        assert(one->role == two->role && one->size == two->size && one->offset == two->offset);
        assert(strcmp(one->name, two->name) == 0 && strcmp(one->digest, two->digest) == 0);
        assert(one->offset <= size);
        assert(!one->digest[0] || digest_word(bytes_text(one->digest)) != DIGEST_WORD_WRONG);
    }
}

static void link_with(struct inventory_part *part, const struct kind *kind,
                      const struct assay_examination *content)
{
    static const struct assay_target_facts target = {
        .type = "directory", .view = "", .name = "", .head = "", .range = "", .folder = ""};
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    struct arena *arena = inventory_part_arena(part);
    const struct assay_path *container = inventory_path(part, NULL, BYTES("x.whl"));
    struct assay_examination *empty = arena_alloc(arena, sizeof *empty);
    struct assay_error err = {0};

    assert(empty);
    empty->format = "";
    sha256(BYTES(""), empty->sha256);
    inventory_add(part, &(struct assay_item){.path = container, .content = empty});
    inventory_add(
        part, &(struct assay_item){.path = inventory_path(part, container, bytes_text(kind->path)),
                                   .content = content});
    for (size_t i = 0; i < ARRAY_LEN(beside); i++)
        inventory_add(part, &(struct assay_item){
                                .path = inventory_path(part, container, bytes_text(beside[i])),
                                .content = empty});
    assert(inventory_merge(&part, 1, &target, &inventory, &err) == ASSAY_OK);
    assert(examine_link_claims(inventory, &err) == ASSAY_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_examination first = {0}, *second;
    struct evidence *evidence = kept_evidence();
    struct inventory_part *part;
    const struct kind *kind;

    if (size == 0)
        return 0;
    part = inventory_part_new();
    assert(arena && part);
    second = arena_alloc(inventory_part_arena(part), sizeof *second);
    assert(second);
    kind = &kinds[data[0] % ARRAY_LEN(kinds)];
    read_once(kind, bytes_of(data + 1, size - 1), 4096, evidence, arena, &first);
    read_once(kind, bytes_of(data + 1, size - 1), size % 7, evidence, inventory_part_arena(part),
              second);
    check_claims(&first, second, size - 1);
    link_with(part, kind, second);
    return 0;
}
