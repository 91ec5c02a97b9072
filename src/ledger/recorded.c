/* recorded.c - an inventory as it was recorded. */

#include "ledger/recorded.h"

#include "base/kit.h"

static ASSAY_RESULT read_object(const struct assay_ledger *ledger, const uint8_t wanted[32],
                                struct buf *out, struct assay_error *err)
{
    uint8_t digest[SHA256_SIZE];
    char name[STORE_NAME_SIZE];

    store_object_name(wanted, name);
    TRY(store_required(ledger->store, name, store_read(ledger->store, name, out, err), err));
    sha256(buf_bytes(out), digest);
    if (memcmp(digest, wanted, sizeof digest) != 0)
        return store_damaged(ledger->store, name, ASSAY_NO_OFFSET, err,
                             "its content is not what its name says");
    return ASSAY_OK;
}

enum assay_status recorded_inventory(const struct assay_ledger *ledger, const uint8_t wanted[32],
                                     struct assay_inventory **out, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf json = {.ceiling = SIZE_MAX};

    TRY(read_object(ledger, wanted, &json, err));
    return assay_inventory_parse(json.data, json.size, out, err);
}
