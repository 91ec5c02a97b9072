/*
 * fuzz_inventory.c - any bytes as an inventory: refused with a reason, or read, and then what is
 * written reads back to the same bytes.
 */

#include <assay/inventory.h>
#include <assert.h>
#include <string.h>

#include "base/kit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    CLEANUP(assay_inventory_freep) struct assay_inventory *again = NULL;
    CLEANUP(free_cleanup) char *text = NULL;
    CLEANUP(free_cleanup) char *text_again = NULL;
    struct assay_error err = {0};
    size_t text_size, again_size;

    if (assay_inventory_parse(data, size, &inventory, &err) != ASSAY_OK) {
        assert(err.text[0] != '\0');
        return 0;
    }
    if (assay_inventory_json(inventory, &text, &text_size, &err) != ASSAY_OK) {
        assert(err.status == ASSAY_ELIMIT); /* a sum of sizes that JSON cannot hold */
        return 0;
    }
    if (assay_inventory_parse(text, text_size, &again, &err) != ASSAY_OK ||
        assay_inventory_json(again, &text_again, &again_size, &err) != ASSAY_OK)
        assert(false && "what was written is not read");
    assert(text_size == again_size && memcmp(text, text_again, text_size) == 0);
    return 0;
}
