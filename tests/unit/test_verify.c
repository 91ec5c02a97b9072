/* test_verify.c - every file of a ledger is damaged in turn, and verification names it. */

#include "ledger/verify.h"

#include <assay/ledger_keys.h>
#include <fcntl.h>
#include <inttypes.h>
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

/* A ledger of several bundles, with keys that come and go and entries of keys that may not. */
enum { PART = 300 };

struct parts {
    struct bench bench;
    struct assay_key *second;
    struct assay_ledger *ledger;
    char *statement; /* an inventory's */
};

static void parts_clear(struct parts *parts)
{
    free(parts->statement);
    assay_ledger_free(parts->ledger);
    assay_key_free(parts->second);
    bench_clear(&parts->bench);
}

static bool keep_statement(void *user, const struct assay_entry *entry)
{
    struct parts *parts = user;

    parts->statement = strndup(entry->statement, entry->statement_size);
    return false;
}

static void append_part(struct parts *parts, const struct assay_key *key)
{
    struct ledger_statement statements[PART];
    struct assay_error err = {0};

    for (size_t i = 0; i < PART; i++)
        statements[i] =
            (struct ledger_statement){predicate_named("inventory"), bytes_text(parts->statement)};
    assert_ok(ledger_append(parts->ledger, key, statements, PART, &err), err);
}

/* What no writer of assay appends. */
static void append_forged(struct parts *parts, const struct assay_key *key, const char *text)
{
    CLEANUP(buf_clear) struct buf entry = {.ceiling = 1 << 16};
    struct assay_error err = {0};
    struct bytes bytes;

    if (key)
        assert_ok(entry_sign(key, bytes_text(text), &entry, &err), err);
    else
        buf_text(&entry, text);
    bytes = buf_bytes(&entry);
    assert_ok(log_append(&parts->ledger->log, parts->bench.key, &bytes, 1, &err), err);
}

static void make_parts(struct parts *parts)
{
    CLEANUP(assay_key_freep) struct assay_key *unknown = NULL;
    struct assay_key_end end = {.since = UINT64_MAX, .time = BENCH_TIME};
    struct assay_error err = {0};

    bench_make(&parts->bench);
    bench_record(&parts->bench, "target", 1);
    assert_ok(
        assay_ledger_open_writer(parts->bench.path, NULL, parts->bench.key, &parts->ledger, &err),
        err);
    assert_ok(assay_ledger_each(parts->ledger, 1, keep_statement, parts, &err), err);
    assert_ok(key_make(ASSAY_KEY_P256, &parts->second, &err), err);
    assert_ok(key_make(ASSAY_KEY_ED25519, &unknown, &err), err);
    append_part(parts, parts->bench.key);
    append_forged(parts, parts->second, parts->statement); /* before it is added */
    assert_ok(assay_ledger_admit(parts->ledger, parts->second, "entry", BENCH_TIME, &err), err);
    append_part(parts, parts->second);
    end.id = assay_key_id(parts->second);
    assert_ok(assay_ledger_end_key(parts->ledger, &end, &err), err);
    append_forged(parts, parts->second, parts->statement); /* after it was retired */
    append_forged(parts, unknown, parts->statement);
    append_forged(parts, NULL, "no entry");
    append_forged(parts, parts->bench.key, "{\"no\":\"statement\"}");
    append_part(parts, parts->bench.key);
}

static void tell(void *user, const struct assay_error *problem)
{
    buf_printf(user, "%s %" PRIu64 " %s\n", problem->id, problem->offset, problem->text);
}

static void tell_count(void *user, const char *what, uint64_t count)
{
    buf_printf(user, "%" PRIu64 " %s\n", count, what);
}

/* How many threads there are shows nowhere, be the ledger whole or not. */
static void test_threads(void **state)
{
    CLEANUP(parts_clear) struct parts parts = {.second = NULL};
    CLEANUP(buf_clear) struct buf content = {.ceiling = 1 << 20};
    struct assay_error err = {0};
    char path[300];

    (void)state;
    make_parts(&parts);
    for (unsigned damaged = 0; damaged < 2; damaged++) {
        CLEANUP(buf_clear) struct buf first = {.ceiling = 1 << 16};

        for (unsigned threads = 1; threads <= 5; threads += 2) {
            CLEANUP(buf_clear) struct buf told = {.ceiling = 1 << 16};
            const struct assay_verify_report report = {
                .problem = tell, .checked = tell_count, .user = &told};

            assert_int_equal(assay_ledger_verify(parts.ledger,
                                                 &(struct assay_verify_by){.threads = threads},
                                                 &report, &err),
                             ASSAY_ETRUST);
            if (threads == 1)
                buf_add(&first, told.data, told.size);
            assert_string_equal(buf_string(&told), buf_string(&first));
        }
        assert_non_null(strstr(buf_string(&first), "entry 302 is not signed by a key in force"));
        assert_non_null(strstr(buf_string(&first), "entry 605 is not signed by a key in force"));
        assert_non_null(strstr(buf_string(&first), "entry 606 is not signed by a key in force"));
        assert_non_null(strstr(buf_string(&first), "entry 607: "));
        assert_non_null(strstr(buf_string(&first), "entry 608: "));
        assert_non_null(strstr(buf_string(&first), "\n909 entries\n"));
        snprintf(path, sizeof path, "%s/tile/entries/001", parts.bench.path);
        if (damaged == 0) {
            assert_null(strstr(buf_string(&first), "hash that was signed"));
            assert_ok(file_read(AT_FDCWD, path, &content, &err), err);
            content.data[content.size / 2] ^= 1;
            assert_ok(file_replace(AT_FDCWD, path, buf_bytes(&content), 0644, &err), err);
        } else {
            assert_non_null(strstr(buf_string(&first), "does not give the hash that was signed"));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads),  cmocka_unit_test(test_blame),
        cmocka_unit_test(test_counts),   cmocka_unit_test(test_wrong_key),
        cmocka_unit_test(test_set_back),
    };

    return RUN_CASES(check_damage, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
