/*
 * make_log.c - writes a ledger of COUNT entries to FOLDER/ledger, and its key beside it, for
 * tests/bench/run:
 *
 *     make-log FOLDER signed COUNT   statements that differ in their time, as machines write them
 *     make-log FOLDER plain COUNT    40 bytes each, signed by nobody, for a tree of many leaves
 */

#include <inttypes.h>

#include "base/clock.h"
#include "ledger.h"
#include "ledger/ledger.h"

enum { BATCH = 1 << 16, PLAIN_SIZE = 40 };

struct maker {
    struct assay_key *key;
    struct assay_ledger *ledger;
    char *statement; /* of entry 1 */
    size_t size;
    struct assay_error err;
};

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

/* The key is entry 0, an inventory entry 1. */
static bool begin(struct maker *maker, const char *folder)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = bench_inventory("target", 1);
    struct assay_record_result result;
    char path[512];

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

static bool add_signed(struct maker *maker, uint64_t first, size_t count)
{
    struct ledger_statement *statements = calloc(count, sizeof *statements);
    char *texts = malloc(count * maker->size), when[CLOCK_TEXT_SIZE];
    const char *time = strstr(maker->statement, "2025-11-20T00:53:20Z");
    bool added = false;

    for (size_t i = 0; statements && texts && time && i < count; i++) {
        char *text = texts + i * maker->size;

        memcpy(text, maker->statement, maker->size);
        clock_text(BENCH_TIME + (int64_t)(first + i), when);
        memcpy(text + (time - maker->statement), when, strlen(when));
        statements[i] = (struct ledger_statement){
            predicate_find(BYTES(PREDICATE_INVENTORY)),
            bytes_of((const uint8_t *)text, maker->size),
        };
    }
    if (statements && texts && time)
        added =
            ledger_append(maker->ledger, maker->key, statements, count, &maker->err) == ASSAY_OK;
    free(statements);
    free(texts);
    return added;
}

static bool add_plain(struct maker *maker, uint64_t first, size_t count)
{
    struct bytes *entries = calloc(count, sizeof *entries);
    char *texts = calloc(count, PLAIN_SIZE + 1);
    bool added = false;

    for (size_t i = 0; entries && texts && i < count; i++) {
        char *text = texts + i * (PLAIN_SIZE + 1);

        snprintf(text, PLAIN_SIZE + 1, "%0*" PRIu64, PLAIN_SIZE, first + i);
        entries[i] = bytes_of((const uint8_t *)text, PLAIN_SIZE);
    }
    if (entries && texts)
        added =
            log_append(&maker->ledger->log, maker->key, entries, count, &maker->err) == ASSAY_OK;
    free(entries);
    free(texts);
    return added;
}

int main(int argc, char **argv)
{
    struct maker maker = {0};
    uint64_t count = argc == 4 ? strtoull(argv[3], NULL, 10) : 0;
    bool plain, done;

    if (count < 2)
        return 2;
    plain = strcmp(argv[2], "plain") == 0;
    setenv("SOURCE_DATE_EPOCH", "1763600000", 1);
    done = begin(&maker, argv[1]);
    for (uint64_t at = 2; done && at < count; at += BATCH) {
        size_t some = count - at < BATCH ? (size_t)(count - at) : BATCH;

        done = plain ? add_plain(&maker, at, some) : add_signed(&maker, at, some);
    }
    if (!done)
        fprintf(stderr, "make-log: %s\n", maker.err.text);
    free(maker.statement);
    assay_ledger_free(maker.ledger);
    assay_key_free(maker.key);
    return done ? 0 : 1;
}
