/* fuzz_oms.c - bundles of model signatures and what they claim, as anybody may send them. */

#include <assert.h>

#include "base/kit.h"
#include "oms/bundle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct oms_bundle bundle;
    struct oms_claim claim;
    struct doc *statement;
    bool legacy;
    struct assay_error err = {0};

    if (!arena)
        return 0;
    if (oms_bundle_read(arena, bytes_of(data, size), "bundle", &bundle, &err) != ASSAY_OK) {
        assert(err.text[0] && err.id[0]);
        return 0;
    }
    if (doc_read_json(arena, &(struct doc_source){"payload", bundle.envelope.payload}, &statement,
                      &err) != ASSAY_OK)
        return 0;
    if (oms_payload_kind(statement, "payload", &legacy, &err) == ASSAY_OK &&
        oms_payload_read(arena, statement, legacy, "payload", &claim, &err) == ASSAY_OK)
        assert(claim.manifest.count > 0);
    return 0;
}
