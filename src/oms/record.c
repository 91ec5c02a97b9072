/*
 * record.c - a signed model as an entry of the ledger: the bundle is an object, the subject is the
 * digest over all files. Source: ledger-formats.md 4.2 and 9.
 */

#include "base/clock.h"
#include "base/kit.h"
#include "base/limits.h"
#include "ledger/ledger.h"
#include "ledger/statement.h"
#include "oms/rules.h"

static void write_predicate(struct jcs *jcs, const struct assay_signed *model,
                            const struct assay_signed_record *record, const uint8_t bundle[32])
{
    char when[CLOCK_TEXT_SIZE];

    clock_text(record->time, when);
    jcs_open_object(jcs);
    jcs_key(jcs, "bundle");
    statement_resource(jcs, record->name, OMS_MEDIA_TYPE, bundle);
    statement_number(jcs, "bytes", model->bytes);
    statement_number(jcs, "files", model->files);
    jcs_key(jcs, "key");
    jcs_string(jcs, assay_key_id(record->key));
    jcs_key(jcs, "resources");
    jcs_hex(jcs, bytes_of(model->resources, sizeof model->resources));
    jcs_key(jcs, "time");
    jcs_string(jcs, when);
    statement_tool(jcs);
    jcs_close_object(jcs);
}

enum assay_status assay_ledger_signed(struct assay_ledger *ledger, const struct assay_key *signer,
                                      const struct assay_signed *model,
                                      const struct assay_signed_record *record, uint64_t *index,
                                      struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_ENTRY};
    struct ledger_statement statement = {.kind = predicate_find(BYTES(PREDICATE_SIGNATURE))};
    struct bytes bundle = bytes_of(model->bundle, model->size);
    uint8_t digest[SHA256_SIZE];
    struct jcs jcs;

    TRY(ledger_may_sign(ledger, signer, statement.kind, err));
    sha256(bundle, digest);
    jcs_init(&jcs, &text);
    statement_open(&jcs);
    write_predicate(&jcs, model, record, digest);
    statement_subjects(&jcs, PREDICATE_SIGNATURE);
    statement_subject(&jcs, model->name, model->root);
    statement_close(&jcs);
    TRY(buf_status(&text, err));
    statement.text = buf_bytes(&text);
    TRY(ledger_write_object(ledger, digest, bundle, err));
    TRY(ledger_append(ledger, signer, &statement, 1, err));
    *index = ledger->spools ? UINT64_MAX : ledger->log.point.size - 1;
    return ASSAY_OK;
}
