/* test_ledger.c - a ledger's life: begun, written, reopened, read, refused. */

#include "ledger/ledger.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/file.h"
#include "ledger.h"

static void test_life(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(assay_inventory_freep) struct assay_inventory *newest = NULL;
    struct assay_record_result result;
    struct bench_problems problems;
    struct assay_checkpoint point;
    struct assay_error err = {0};
    uint64_t index = 99;

    (void)state;
    bench_make(&bench);
    result = bench_record(&bench, "one", 1);
    assert_int_equal(result.index, 1); /* entry 0 is the key's */
    assert_int_equal(result.items, 2);
    assert_false(result.unchanged);
    result = bench_record(&bench, "one", 1);
    assert_true(result.unchanged);
    assert_int_equal(result.index, 1);
    assert_int_equal(bench_record(&bench, "two", 1).index, 2);
    assert_int_equal(bench_record(&bench, "one", 2).index, 3);

    assert_int_equal(bench_verify(bench.path, &problems), ASSAY_OK);
    assert_ok(assay_ledger_open(bench.path, &ledger, &err), err);
    assay_ledger_checkpoint(ledger, &point);
    assert_int_equal(point.size, 4);
    assert_string_equal(assay_ledger_signer(ledger), assay_key_id(bench.key));
    assert_true(bytes_starts(bytes_text(assay_ledger_verifier(ledger)), bytes_text(point.origin)));
    assert_ok(assay_ledger_newest(ledger, NULL, &index, &newest, &err), err);
    assert_int_equal(index, 3);
    assert_int_equal(newest->item_count, 3);
    assert_int_equal(newest->items[1].content->sha256[1], 2);
}

/* Past a full tile: 256 entries, and some of the next. */
static void test_many(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct bench_problems problems;
    struct assay_error err = {0};
    struct stat status;
    char path[200];

    (void)state;
    bench_make(&bench);
    assert_ok(assay_ledger_open_writer(bench.path, "log.example.org/x", bench.key, &ledger, &err),
              err);
    for (uint32_t i = 1; i < 260; i++) {
        CLEANUP(assay_inventory_freep)
        struct assay_inventory *inventory = bench_inventory("many", i);
        struct assay_record_result result;

        assert_ok(assay_ledger_record(ledger, bench.key, inventory, BENCH_TIME, &result, &err),
                  err);
        assert_int_equal(result.index, i);
    }
    snprintf(path, sizeof path, "%s/tile/entries/000", bench.path);
    assert_int_equal(stat(path, &status), 0);
    snprintf(path, sizeof path, "%s/tile/1/000.p/1", bench.path);
    assert_int_equal(stat(path, &status), 0);
    snprintf(path, sizeof path, "%s/tile/entries/000.p", bench.path);
    assert_int_not_equal(stat(path, &status), 0); /* superseded by the full bundle */
    assay_ledger_freep(&ledger);
    ledger = NULL;
    assert_int_equal(bench_verify(bench.path, &problems), ASSAY_OK);
    assert_int_equal(bench_record(&bench, "many", 1000).index, 260);
    assert_int_equal(bench_verify(bench.path, &problems), ASSAY_OK);
}

static void test_refused(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(assay_key_freep) struct assay_key *other = NULL;
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_error err = {0};
    char path[200];

    (void)state;
    bench_make(&bench);
    assert_int_equal(assay_ledger_open(bench.path, &ledger, &err), ASSAY_EMISSING);
    assert_string_equal(err.id, "ledger.missing");
    assert_int_equal(assay_ledger_open_writer(bench.path, "two words", bench.key, &ledger, &err),
                     ASSAY_EUSAGE);
    assert_string_equal(err.id, "ledger.origin");
    bench_record(&bench, "one", 1);

    snprintf(path, sizeof path, "%s/other.pem", bench.folder.path);
    assert_ok(assay_key_create(path, ASSAY_KEY_ED25519, NULL, &other, &err), err);
    assert_int_equal(assay_ledger_open_writer(bench.path, NULL, other, &ledger, &err),
                     ASSAY_ETRUST);
    assert_string_equal(err.id, "ledger.other-key");
    /* The bench folder holds key files and no checkpoint. */
    assert_int_equal(assay_ledger_open_writer(bench.folder.path, NULL, bench.key, &ledger, &err),
                     ASSAY_EUSAGE);
    assert_string_equal(err.id, "ledger.not-one");
    assert_int_equal(assay_ledger_open(bench.folder.path, &ledger, &err), ASSAY_EUSAGE);
}

static void test_lock(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(assay_ledger_freep) struct assay_ledger *first = NULL;
    CLEANUP(assay_ledger_freep) struct assay_ledger *second = NULL;
    struct assay_error err = {0};

    (void)state;
    bench_make(&bench);
    assert_ok(assay_ledger_open_writer(bench.path, NULL, bench.key, &first, &err), err);
    assert_int_equal(assay_ledger_open_writer(bench.path, NULL, bench.key, &second, &err),
                     ASSAY_EOUTPUT);
    assert_string_equal(err.id, "ledger.locked");
    assert_ok(assay_ledger_open(bench.path, &second, &err), err); /* readers take no lock */
}

static void take_key(void *user, const struct assay_ledger_key *key)
{
    struct assay_ledger_key *out = user;

    *out = *key;
    out->id = out->pem = NULL; /* borrowed */
}

static void test_keys(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_ledger_key key = {0};
    struct assay_error err = {0};

    (void)state;
    bench_make(&bench);
    bench_record(&bench, "one", 1);
    assert_ok(assay_ledger_open(bench.path, &ledger, &err), err);
    assert_ok(assay_ledger_keys(ledger, take_key, &key, &err), err);
    assert_true(strcmp(key.roles, "approve,entry,log") == 0 && !key.revoked);
    assert_int_equal(key.added, 0);
    assert_true(key.ended == UINT64_MAX);
}

/* The same target, time and key give the same bytes. */
static void test_deterministic(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(buf_clear) struct buf first = {.ceiling = 1 << 20};
    CLEANUP(buf_clear) struct buf second = {.ceiling = 1 << 20};
    struct assay_error err = {0};
    char path[200];

    (void)state;
    bench_make(&bench);
    bench_record(&bench, "one", 1);
    snprintf(path, sizeof path, "%s/checkpoint", bench.path);
    assert_ok(file_read(AT_FDCWD, path, &first, &err), err);
    snprintf(bench.path, sizeof bench.path, "%s/again", bench.folder.path);
    bench_record(&bench, "one", 1);
    snprintf(path, sizeof path, "%s/checkpoint", bench.path);
    assert_ok(file_read(AT_FDCWD, path, &second, &err), err);
    assert_true(bytes_equal(buf_bytes(&first), buf_bytes(&second)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_life),    cmocka_unit_test(test_many),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_lock),
        cmocka_unit_test(test_keys),    cmocka_unit_test(test_deterministic),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
