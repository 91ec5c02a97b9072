/* maker.c - see maker.h. */

#include "maker.h"

#include <stdio.h>

#include "base/clock.h"
#include "ledger.h"

#define STAMP "2025-11-20T00:53:20Z" /* BENCH_TIME */

enum { STAMP_SIZE = sizeof STAMP - 1 };

static bool keep_statement(void *user, const struct assay_entry *entry)
{
    struct maker *maker = user;

    maker->statement = malloc(entry->statement_size + 1);
    if (maker->statement) {
        memcpy(maker->statement, entry->statement, entry->statement_size);
        maker->statement[entry->statement_size] = '\0';
        maker->size = entry->statement_size;
    }
    return false;
}

bool maker_begin(struct maker *maker, const char *folder)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = bench_inventory("target", 1);
    struct assay_record_result result;
    char path[512];

    setenv("SOURCE_DATE_EPOCH", "1763600000", 1);
    snprintf(path, sizeof path, "%s/key.pem", folder);
    if (assay_key_create(path, ASSAY_KEY_ED25519, NULL, &maker->key, &maker->err) != ASSAY_OK)
        return false;
    snprintf(path, sizeof path, "%s/ledger", folder);
    return assay_ledger_open_writer(path, "log.example.org/bench", maker->key, &maker->ledger,
                                    &maker->err) == ASSAY_OK &&
           assay_ledger_record(maker->ledger, maker->key, inventory, BENCH_TIME, &result,
                               &maker->err) == ASSAY_OK &&
           assay_ledger_each(maker->ledger, 1, keep_statement, maker, &maker->err) == ASSAY_OK &&
           maker->statement;
}

void maker_end(struct maker *maker)
{
    free(maker->statement);
    assay_ledger_free(maker->ledger);
    assay_key_free(maker->key);
}

bool drafts_make(const struct maker *maker, uint64_t first, size_t count, struct drafts *out)
{
    const char *time = strstr(maker->statement, STAMP);
    char when[CLOCK_TEXT_SIZE];

    *out =
        (struct drafts){calloc(count, sizeof *out->statements), malloc(count * maker->size), count};
    if (!out->statements || !out->texts || !time)
        return false;
    for (size_t i = 0; i < count; i++) {
        char *text = out->texts + i * maker->size;

        memcpy(text, maker->statement, maker->size);
        clock_text(BENCH_TIME + (int64_t)(first + i), when);
        memcpy(text + (time - maker->statement), when, STAMP_SIZE);
        out->statements[i] = (struct ledger_statement){
            predicate_find(BYTES(PREDICATE_INVENTORY)),
            bytes_of((const uint8_t *)text, maker->size),
        };
    }
    return true;
}

bool drafts_append(struct maker *maker, const struct drafts *drafts)
{
    return ledger_append(maker->ledger, maker->key, drafts->statements, drafts->count,
                         &maker->err) == ASSAY_OK;
}

void drafts_clear(struct drafts *drafts)
{
    free(drafts->statements);
    free(drafts->texts);
}
