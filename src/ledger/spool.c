/* spool.c - entries that a writer without the log key signs, left for a sequencer
 * (ledger-formats.md 9). */

#include "ledger/spool.h"

#include <stdio.h>

#include "base/codec.h"
#include "base/kit.h"
#include "crypto/digest.h"
#include "ledger/export_marks.h"

void ledger_spool_name(const uint8_t sha256[SHA256_SIZE], char out[STORE_NAME_SIZE])
{
    char hex[2 * SHA256_SIZE + 1];

    hex_encode(bytes_of(sha256, SHA256_SIZE), hex);
    snprintf(out, STORE_NAME_SIZE, SPOOL "/%s.json", hex);
}

enum assay_status ledger_spool_add(struct assay_ledger *ledger, struct bytes entry,
                                   struct assay_error *err)
{
    uint8_t digest[SHA256_SIZE];
    char name[STORE_NAME_SIZE];

    sha256(entry, digest);
    ledger_spool_name(digest, name);
    return store_put(ledger->store, name, entry, err);
}

enum assay_status ledger_write_object(struct assay_ledger *ledger,
                                      const uint8_t sha256[SHA256_SIZE], struct bytes content,
                                      struct assay_error *err)
{
    char name[STORE_NAME_SIZE];

    store_object_name(sha256, name);
    return ledger->spools ? store_put(ledger->store, name, content, err)
                          : store_write(ledger->store, name, content, err);
}

static ASSAY_RESULT fail_unknown(const struct assay_ledger *ledger, const struct assay_key *key,
                                 struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET, "the ledger %s does not know key %.16s",
                   ledger->store->where, assay_key_id(key));

    assay_error_id(err, "key.role");
    assay_error_path(err, ledger->store->where);
    assay_error_why(err, "only a key that the ledger names may add to it, or to its spool");
    assay_error_do(err, "assay ledger admit KEY.pub --role entry      (by the owner of the log)");
    return status;
}

enum assay_status assay_ledger_open_spool(const char *path, const struct assay_key *key,
                                          bool forced, struct assay_ledger **out,
                                          struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    enum assay_status status = assay_ledger_open(path, &ledger, err);
    const struct ring_key *known;

    *out = NULL;
    if ((status == ASSAY_EMISSING || status == ASSAY_ETRUST) && !forced)
        return ASSAY_OK; /* the writer begins it, publishes again what was signed, or says why not
                          */
    TRY(status);
    TRY(ledger_find_signer(ledger, key, &known, err));
    if (!known)
        return forced ? fail_unknown(ledger, key, err) : ASSAY_OK; /* the writer says it better */
    if ((known->roles & ROLE_LOG) && !forced)
        return ASSAY_OK;
    TRY(export_marks_refuse(ledger->store, err));
    ledger->spools = true;
    *out = TAKE(ledger);
    return ASSAY_OK;
}
