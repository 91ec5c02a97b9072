/*
 * verify_withheld.c - what an export was made without: only what entries seal can be left out.
 *
 * The list is anybody's, so that a line counts where a signed entry bears it out: that entry seals
 * the digest, is the first that names it, and none names it as something else. An inventory, a
 * manifest or a file of evidence that is missing is missing, whatever the list says.
 */

#include <inttypes.h>

#include "base/codec.h"
#include "base/kit.h"
#include "ledger/verify.h"

static ASSAY_RESULT check_value(const struct verification *v, const struct withheld_value *value,
                                struct assay_error *err)
{
    struct named named = verify_named(v, value->sha256);
    bool sealed = named.count > 0 && named.first->entry == value->entry;
    char hex[2 * SHA256_SIZE + 1];

    for (size_t i = 0; i < named.count; i++)
        sealed &= named.first[i].kind != NULL;
    if (sealed)
        return ASSAY_OK;
    hex_encode(bytes_of(value->sha256, sizeof value->sha256), hex);
    return store_damaged(v->ledger->store, WITHHELD_NAME, ASSAY_NO_OFFSET, err,
                         "entry %" PRIu64
                         " is not the first to seal %.16s, or an entry names it as "
                         "something else",
                         value->entry, hex);
}

void verify_withheld(struct verification *v)
{
    struct assay_error failure = {0};
    struct withheld_value *values;
    size_t count, kept = 0;

    if (!verify_holds(v, withheld_load(v->ledger->store, &v->withheld, &failure), &failure))
        return;
    values = (struct withheld_value *)(void *)v->withheld.list.data;
    count = v->withheld.list.size / sizeof *values;
    for (size_t i = 0; i < count && !v->fatal; i++) {
        struct assay_error fault = {0};

        if (verify_holds(v, check_value(v, &values[i], &fault), &fault))
            values[kept++] = values[i];
    }
    v->withheld.list.size = kept * sizeof *values;
}

bool verify_is_withheld(struct verification *v, const struct reference *reference)
{
    struct withheld_value *value = withheld_find(&v->withheld, reference->sha256);

    if (value)
        value->explains = true;
    return value != NULL;
}

uint64_t verify_withheld_count(const struct verification *v)
{
    const struct withheld_value *values =
        (const struct withheld_value *)(const void *)v->withheld.list.data;
    uint64_t count = 0;

    for (size_t i = 0; i < v->withheld.list.size / sizeof *values; i++)
        count += values[i].explains;
    return count;
}
