/*
 * test_log.c - a writer that is stopped at any step, by a kill or by a full disk, leaves a ledger
 * that opens, verifies and goes on.
 */

#include "ledger/log.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "ledger.h"
#include "ledger/ledger.h"
#include "lineage.h"

enum how { KILL_BEFORE, KILL_AFTER, FULL };

/* A store that counts its writes and lets one of them go wrong. */
struct faulty {
    struct store store;
    struct store *inner;
    unsigned writes; /* so far */
    unsigned fatal;  /* the write that goes wrong, from 1; 0: none */
    enum how how;
};

static struct faulty *faulty_of(struct store *store)
{
    return (struct faulty *)store;
}

static enum assay_status faulty_open(struct store *store, const char *name, struct stream *out,
                                     struct assay_error *err)
{
    return store_open(faulty_of(store)->inner, name, out, err);
}

/* True where this step is to be reported as failed. */
static bool goes_wrong(struct faulty *faulty, const char *name, struct assay_error *err)
{
    if (++faulty->writes != faulty->fatal)
        return false;
    if (faulty->how == KILL_BEFORE)
        raise(SIGKILL);
    if (faulty->how != FULL ||
        assay_fail_errno(err, ASSAY_EOUTPUT, ENOSPC, "cannot write %s", name) == ASSAY_OK)
        return false;
    store_blame(&faulty->store, name, err);
    return true;
}

static enum assay_status done(const struct faulty *faulty, enum assay_status status)
{
    if (faulty->writes == faulty->fatal && faulty->how == KILL_AFTER)
        raise(SIGKILL);
    return status;
}

static enum assay_status faulty_write(struct store *store, const char *name, struct bytes content,
                                      struct assay_error *err)
{
    struct faulty *faulty = faulty_of(store);

    return goes_wrong(faulty, name, err)
               ? ASSAY_EOUTPUT
               : done(faulty, store_write(faulty->inner, name, content, err));
}

static enum assay_status faulty_sync(struct store *store, struct assay_error *err)
{
    struct faulty *faulty = faulty_of(store);

    return goes_wrong(faulty, "all", err) ? ASSAY_EOUTPUT
                                          : done(faulty, store_sync(faulty->inner, err));
}

static enum assay_status faulty_commit(struct store *store, const char *name, struct bytes content,
                                       struct assay_error *err)
{
    struct faulty *faulty = faulty_of(store);

    return goes_wrong(faulty, name, err)
               ? ASSAY_EOUTPUT
               : done(faulty, store_commit(faulty->inner, name, content, err));
}

static enum assay_status faulty_remove(struct store *store, const char *name,
                                       struct assay_error *err)
{
    return store_remove(faulty_of(store)->inner, name, err);
}

static enum assay_status faulty_list(struct store *store, const char *folder,
                                     void (*each)(void *user, const char *name), void *user,
                                     struct assay_error *err)
{
    return store_list(faulty_of(store)->inner, folder, each, user, err);
}

static enum assay_status faulty_lock(struct store *store, struct assay_error *err)
{
    return faulty_of(store)->inner->kind->lock(faulty_of(store)->inner, err);
}

static void faulty_free(struct store *store)
{
    store_free(faulty_of(store)->inner);
    free(store);
}

static const struct store_kind faulty_kind = {
    .open = faulty_open,
    .write = faulty_write,
    .sync = faulty_sync,
    .commit = faulty_commit,
    .remove = faulty_remove,
    .list = faulty_list,
    .lock = faulty_lock,
    .free = faulty_free,
};

static struct store *faulty_store(const char *path, unsigned fatal, enum how how)
{
    struct faulty *faulty = calloc(1, sizeof *faulty);
    struct assay_error err = {0};

    assert_non_null(faulty);
    faulty->fatal = fatal;
    faulty->how = how;
    assert_ok(store_folder_open(path, true, &faulty->inner, &err), err);
    faulty->store.kind = &faulty_kind;
    faulty->store.where = faulty->inner->where;
    return &faulty->store;
}

/* Opens, records one version, and tells how many writes that took. */
static enum assay_status record(struct bench *bench, uint32_t version, unsigned fatal, enum how how,
                                unsigned *writes, struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(store_freep) struct store *store = faulty_store(bench->path, fatal, how);
    CLEANUP(assay_inventory_freep)
    struct assay_inventory *inventory = bench_inventory("target", version);
    struct assay_record_result result;
    struct faulty *faulty = faulty_of(store);
    enum assay_status status = ledger_open_writer(&store, NULL, bench->key, &ledger, err);

    if (status == ASSAY_OK)
        status = assay_ledger_record(ledger, bench->key, inventory, BENCH_TIME, &result, err);
    if (ledger)
        *writes = faulty->writes;
    return status;
}

/* In a process of its own, which is killed. */
static void record_and_die(struct bench *bench, uint32_t version, unsigned fatal, enum how how)
{
    pid_t child = fork();
    int status;

    assert_true(child >= 0);
    if (child == 0) {
        struct assay_error err = {0};
        unsigned writes;

        (void)record(bench, version, fatal, how, &writes, &err);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static uint64_t ledger_size(const char *path)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_checkpoint point;
    struct assay_error err = {0};

    if (assay_ledger_open(path, &ledger, &err) != ASSAY_OK)
        return 0;
    assay_ledger_checkpoint(ledger, &point);
    return point.size;
}

/* `before` entries, then one record stopped at each of its writes in turn. */
static void kill_at_each_step(uint32_t before, enum how how)
{
    unsigned steps = 0;

    for (unsigned fatal = 1; fatal == 1 || fatal <= steps; fatal++) {
        CLEANUP(bench_clear) struct bench bench;
        struct bench_problems problems;
        struct assay_error err = {0};
        uint64_t size;

        bench_make(&bench);
        for (uint32_t i = 1; i <= before; i++)
            bench_record(&bench, "target", i);
        size = ledger_size(bench.path);
        if (steps == 0) { /* once to the end, to count */
            struct bench other;

            bench_make(&other);
            for (uint32_t i = 1; i <= before; i++)
                bench_record(&other, "target", i);
            assert_ok(record(&other, 5000, 0, KILL_BEFORE, &steps, &err), err);
            bench_clear(&other);
            assert_true(steps >= 6);
        }
        record_and_die(&bench, 5000, fatal, how);
        if (before > 0) { /* a reader sees the old ledger or the new one, whole */
            assert_int_equal(bench_verify(bench.path, &problems), ASSAY_OK);
            assert_in_range(ledger_size(bench.path), size, size + 1);
        }
        size = ledger_size(bench.path);
        bench_record(&bench, "target", 7000);
        if (bench_verify(bench.path, &problems) != ASSAY_OK)
            fail_msg("step %u: %s", fatal, problems.first);
        if (before > 0)
            assert_int_equal(ledger_size(bench.path), size + 1);
    }
}

static void test_kill_first(void **state)
{
    (void)state;
    kill_at_each_step(0, KILL_BEFORE);
    kill_at_each_step(0, KILL_AFTER);
}

static void test_kill_later(void **state)
{
    (void)state;
    kill_at_each_step(3, KILL_BEFORE);
    kill_at_each_step(3, KILL_AFTER);
}

/* The 256th entry fills a tile, so that there is a step more, on level 1. */
static void test_kill_at_full_tile(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    struct bench_problems problems;
    struct assay_error err = {0};
    struct training trainings[254];
    unsigned writes;

    (void)state;
    bench_make(&bench);
    for (size_t i = 0; i < ARRAY_LEN(trainings); i++)
        trainings[i] = (struct training){"base", "model"};
    lineage_ledger(&bench, trainings, ARRAY_LEN(trainings)); /* behind the entry of the key */
    assert_int_equal(ledger_size(bench.path), 255);
    for (unsigned fatal = 1; fatal <= 8; fatal++) {
        uint64_t size = ledger_size(bench.path);

        record_and_die(&bench, 5000 + fatal, fatal, KILL_AFTER);
        if (bench_verify(bench.path, &problems) != ASSAY_OK)
            fail_msg("step %u: %s", fatal, problems.first);
        assert_in_range(ledger_size(bench.path), size, size + 1);
        if (fatal == 7) /* its checkpoint was signed, and is nowhere to be seen */
            assert_int_equal(ledger_size(bench.path), 255);
        if (fatal == 8)
            assert_int_equal(ledger_size(bench.path), 256);
    }
    assert_ok(record(&bench, 9000, 0, KILL_BEFORE, &writes, &err), err);
    assert_int_equal(bench_verify(bench.path, &problems), ASSAY_OK);
}

static void test_full_disk(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    struct bench_problems problems;
    struct assay_error err = {0};
    unsigned writes;

    (void)state;
    bench_make(&bench);
    bench_record(&bench, "target", 1);
    for (unsigned fatal = 1; fatal <= 5; fatal++) { /* before its checkpoint is signed */
        assert_int_equal(record(&bench, 5000, fatal, FULL, &writes, &err), ASSAY_EOUTPUT);
        assert_int_equal(err.sys, ENOSPC);
        assert_int_not_equal(strlen(err.path), 0);
        assert_int_equal(ledger_size(bench.path), 2);
        assert_int_equal(bench_verify(bench.path, &problems), ASSAY_OK);
    }
    assert_int_equal(bench_record(&bench, "target", 5000).index, 2);
    assert_int_equal(bench_verify(bench.path, &problems), ASSAY_OK);
}

/* The real thing: the kernel refuses to write on. */
static void test_file_size_limit(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    struct bench_problems problems;
    int status;
    pid_t child;

    (void)state;
    bench_make(&bench);
    bench_record(&bench, "target", 1);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rlimit limit = {100, 100};
        struct assay_error err = {0};
        unsigned writes;
        bool told;

        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        told = record(&bench, 2, 0, FULL, &writes, &err) == ASSAY_EOUTPUT && err.sys == EFBIG &&
               strstr(err.path, "/objects/sha256/") && strcmp(err.id, "ledger.write") == 0 &&
               strlen(err.why) > 0 && strlen(err.remedy) > 0;
        _exit(told ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_int_equal(bench_verify(bench.path, &problems), ASSAY_OK);
    assert_int_equal(bench_record(&bench, "target", 2).index, 2);
}

/* A note of the next size with other content than what would be signed is never overwritten. */
static void test_never_twice(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(store_freep) struct store *store = NULL;
    struct assay_error err = {0};
    unsigned writes;

    (void)state;
    bench_make(&bench);
    bench_record(&bench, "target", 1);
    assert_ok(store_folder_open(bench.path, false, &store, &err), err);
    assert_ok(store_commit(store, "checkpoints/3", BYTES("not a note\n"), &err), err);
    assert_int_equal(record(&bench, 2, 0, FULL, &writes, &err), ASSAY_ETRUST);
    assert_non_null(strstr(err.path, "checkpoints/3"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kill_first),        cmocka_unit_test(test_kill_later),
        cmocka_unit_test(test_kill_at_full_tile), cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_file_size_limit),   cmocka_unit_test(test_never_twice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
