/* make_ledger.c - writes a ledger of COUNT records to FOLDER, for other programs to check. */

#include "ledger.h"

int main(int argc, char **argv)
{
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_record_result result;
    struct assay_error err = {0};
    char path[512];
    unsigned long count = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;

    if (count == 0)
        return 2;
    setenv("SOURCE_DATE_EPOCH", "1763600000", 1);
    snprintf(path, sizeof path, "%s/key.pem", argv[1]);
    if (assay_key_create(path, ASSAY_KEY_ED25519, NULL, &key, &err) != ASSAY_OK)
        return 1;
    snprintf(path, sizeof path, "%s/ledger", argv[1]);
    if (assay_ledger_open_writer(path, "log.example.org/test", key, &ledger, &err) != ASSAY_OK)
        return 1;
    for (unsigned long i = 1; i <= count; i++) {
        CLEANUP(assay_inventory_freep)
        struct assay_inventory *inventory = bench_inventory("target", (uint32_t)i);

        if (assay_ledger_record(ledger, key, inventory, BENCH_TIME, &result, &err) != ASSAY_OK)
            return 1;
    }
    printf("%s\n", assay_ledger_verifier(ledger));
    return 0;
}
