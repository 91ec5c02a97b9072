/* test_verify.c - every file of a ledger is damaged in turn, and verification names it. */

#include "ledger/verify.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/file.h"
#include "ledger.h"

enum { RECORDS = 4, NAMES_MAX = 128 };

/* Files of a ledger, relative to it; what is in state/ is no part of the proof. */
struct names {
    size_t root; /* bytes of the ledger's path and the slash */
    size_t count;
    char names[NAMES_MAX][STORE_NAME_SIZE];
};

static struct names found; /* nftw() hands nothing on */

static int find_file(const char *path, const struct stat *status, int type, struct FTW *where)
{
    (void)status;
    (void)where;
    if (type == FTW_F && strncmp(path + found.root, "state/", 6) != 0) {
        assert_true(found.count < NAMES_MAX);
        snprintf(found.names[found.count++], STORE_NAME_SIZE, "%.120s", path + found.root);
    }
    return 0;
}

static void list_files(const char *path)
{
    found = (struct names){.root = strlen(path) + 1};
    assert_int_equal(nftw(path, find_file, 16, FTW_PHYS), 0);
    assert_true(found.count > 20);
}

enum damage { FLIP_FIRST, FLIP_MIDDLE, FLIP_LAST, CUT_LAST, CUT_ALL, APPEND, DELETE, DAMAGES };

static void damage(const char *path, struct bytes content, enum damage how)
{
    CLEANUP(buf_clear) struct buf changed = {.ceiling = 1 << 20};
    struct assay_error err = {0};

    buf_add(&changed, content.data, content.size);
    switch (how) {
    case FLIP_FIRST:
        changed.data[0] ^= 1;
        break;
    case FLIP_MIDDLE:
        changed.data[content.size / 2] ^= 1;
        break;
    case FLIP_LAST:
        changed.data[content.size - 1] ^= 1;
        break;
    case CUT_LAST:
        changed.size--;
        break;
    case CUT_ALL:
        changed.size = 0;
        break;
    case APPEND:
        buf_byte(&changed, '\n');
        break;
    default:
        assert_int_equal(unlink(path), 0);
        return;
    }
    assert_ok(file_replace(AT_FDCWD, path, buf_bytes(&changed), 0644, &err), err);
}

struct row {
    const char *name;
    enum damage how;
};

static const struct row rows[] = {
    {"first bit flipped", FLIP_FIRST},
    {"middle bit flipped", FLIP_MIDDLE},
    {"last bit flipped", FLIP_LAST},
    {"last byte cut off", CUT_LAST},
    {"emptied", CUT_ALL},
    {"byte added", APPEND},
    {"deleted", DELETE},
};

static void check_damage(void **state)
{
    const struct row *row = *state;
    CLEANUP(bench_clear) struct bench bench;
    struct bench_problems problems;

    bench_make(&bench);
    for (uint32_t i = 0; i < RECORDS; i++)
        bench_record(&bench, "target", i);
    list_files(bench.path);
    for (size_t i = 0; i < found.count; i++) {
        CLEANUP(buf_clear) struct buf content = {.ceiling = 1 << 20};
        struct assay_error err = {0};
        char path[300];

        snprintf(path, sizeof path, "%s/%s", bench.path, found.names[i]);
        assert_ok(file_read(AT_FDCWD, path, &content, &err), err);
        damage(path, buf_bytes(&content), row->how);
        if (bench_verify(bench.path, &problems) != ASSAY_ETRUST)
            fail_msg("%s: not noticed", found.names[i]);
        if (!bench_names(&problems, bench.path, found.names[i]))
            fail_msg("%s: blamed is %s: %s", found.names[i], problems.paths[0], problems.first);
        assert_ok(file_replace(AT_FDCWD, path, buf_bytes(&content), 0644, &err), err);
    }
    assert_int_equal(bench_verify(bench.path, &problems), ASSAY_OK);
}

/* The signed root tells which is wrong, an entry or its hash: only that file is blamed. */
static void test_blame(void **state)
{
    static const char *const names[] = {"tile/entries/000.p/5", "tile/0/000.p/5"};
    CLEANUP(bench_clear) struct bench bench;
    struct bench_problems problems;

    (void)state;
    bench_make(&bench);
    for (uint32_t i = 0; i < RECORDS; i++)
        bench_record(&bench, "target", i);
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        CLEANUP(buf_clear) struct buf content = {.ceiling = 1 << 20};
        struct assay_error err = {0};
        char path[300];

        snprintf(path, sizeof path, "%s/%s", bench.path, names[i]);
        assert_ok(file_read(AT_FDCWD, path, &content, &err), err);
        damage(path, buf_bytes(&content), FLIP_MIDDLE);
        assert_int_equal(bench_verify(bench.path, &problems), ASSAY_ETRUST);
        assert_true(bench_names(&problems, bench.path, names[i]));
        assert_false(bench_names(&problems, bench.path, names[1 - i]));
        assert_false(bench_names(&problems, bench.path, "checkpoint"));
        assert_ok(file_replace(AT_FDCWD, path, buf_bytes(&content), 0644, &err), err);
    }
}

struct tally {
    uint64_t entries, checkpoints, tiles, objects, manifests;
};

static void count(void *user, const char *what, uint64_t number)
{
    struct tally *tally = user;

    if (strcmp(what, "entries") == 0)
        tally->entries = number;
    if (strcmp(what, "checkpoints") == 0)
        tally->checkpoints = number;
    if (strcmp(what, "tiles") == 0)
        tally->tiles = number;
    if (strcmp(what, "objects") == 0)
        tally->objects = number;
    if (strcmp(what, "manifests") == 0)
        tally->manifests = number;
}

static void test_counts(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct tally tally = {0};
    struct assay_verify_report report = {.checked = count, .user = &tally};
    struct assay_error err = {0};

    (void)state;
    bench_make(&bench);
    for (uint32_t i = 0; i < RECORDS; i++)
        bench_record(&bench, "target", i);
    assert_ok(assay_ledger_open(bench.path, &ledger, &err), err);
    assert_ok(
        assay_ledger_verify(ledger, &(struct assay_verify_by){.key = bench.key}, &report, &err),
        err);
    assert_int_equal(tally.entries, RECORDS + 1);
    assert_int_equal(tally.checkpoints, RECORDS + 1);
    assert_int_equal(tally.objects, 2 * RECORDS);
    assert_int_equal(tally.manifests, RECORDS);
    assert_int_equal(tally.tiles, 1 + 2 * RECORDS);
}

static void test_wrong_key(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(assay_key_freep) struct assay_key *other = NULL;
    struct assay_error err = {0};
    char path[200];

    (void)state;
    bench_make(&bench);
    bench_record(&bench, "target", 1);
    snprintf(path, sizeof path, "%s/other.pem", bench.folder.path);
    assert_ok(assay_key_create(path, ASSAY_KEY_ED25519, NULL, &other, &err), err);
    assert_ok(assay_ledger_open(bench.path, &ledger, &err), err);
    assert_int_equal(
        assay_ledger_verify(ledger, &(struct assay_verify_by){.key = other}, NULL, &err),
        ASSAY_ETRUST);
    assert_string_equal(err.id, "ledger.other-key");
}

/* An older state of the whole pointer does not hide what was signed since. */
static void test_set_back(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(buf_clear) struct buf old = {.ceiling = 1 << 20};
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct bench_problems problems;
    struct assay_checkpoint point;
    struct assay_error err = {0};
    char path[200];

    (void)state;
    bench_make(&bench);
    bench_record(&bench, "target", 1);
    snprintf(path, sizeof path, "%s/checkpoint", bench.path);
    assert_ok(file_read(AT_FDCWD, path, &old, &err), err);
    bench_record(&bench, "target", 2);
    assert_ok(file_replace(AT_FDCWD, path, buf_bytes(&old), 0644, &err), err);
    assert_ok(assay_ledger_open(bench.path, &ledger, &err), err);
    assay_ledger_checkpoint(ledger, &point);
    assert_int_equal(point.size, 3);
    assert_int_equal(bench_verify(bench.path, &problems), ASSAY_OK);
    assert_int_equal(bench_record(&bench, "target", 3).index, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blame),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_wrong_key),
        cmocka_unit_test(test_set_back),
    };

    return RUN_CASES(check_damage, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
