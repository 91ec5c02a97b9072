/* test_database.c - rows in scopes, room made for them, and files that are no database. */

#include "folder.h"

#include <sys/stat.h>

#include "base/kit.h"
#include "cache/database.h"

static const uint8_t scope[CACHE_SCOPE_SIZE] = {1}, other[CACHE_SCOPE_SIZE] = {2};

static void put(struct database *database, int64_t number, const char *key, size_t size,
                uint32_t day)
{
    static const uint8_t zeros[4096];
    const struct database_row row = {
        .key = bytes_text(key), .value = bytes_of(zeros, size), .day = day};

    assert_int_equal(database_put(database, number, &row), ASSAY_OK);
}

static struct database *make(const struct folder *folder, char path[128])
{
    struct assay_error err = {0};
    struct database *database = NULL;

    snprintf(path, 128, "%s/new/cache.db", folder->path);
    assert_int_equal(database_open(path, false, &database, &err), ASSAY_EMISSING);
    assert_ok(database_open(path, true, &database, &err), err);
    return database;
}

static void rows_stay_in_their_scope(void **state)
{
    struct folder folder;
    char path[128];
    struct database *database;
    struct database_row row;
    struct stat status;
    int64_t number = 0, second = 0;
    uint64_t count = 0;

    (void)state;
    folder_make(&folder);
    database = make(&folder, path);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(database_scope(database, scope, &number, &count), ASSAY_EMISSING);
    assert_int_equal(database_begin(database, scope, &number), ASSAY_OK);
    put(database, number, "a", 10, 5);
    put(database, number, "a", 12, 6);
    assert_int_equal(database_end(database), ASSAY_OK);
    assert_int_equal(database_begin(database, other, &second), ASSAY_OK);
    assert_true(second != number);
    assert_int_equal(database_end(database), ASSAY_OK);
    assert_int_equal(database_find(database, number, BYTES("a"), &row), ASSAY_OK);
    assert_int_equal(row.value.size, 12);
    assert_int_equal(row.day, 6);
    assert_int_equal(database_find(database, second, BYTES("a"), &row), ASSAY_EMISSING);
    assert_int_equal(database_scope(database, scope, &number, &count), ASSAY_OK);
    assert_int_equal(count, 1);
    assert_int_equal(database_begin(database, scope, &number), ASSAY_OK);
    assert_int_equal(database_end(database), ASSAY_OK);
    assert_int_equal(database_scope(database, scope, &number, &count), ASSAY_OK);
    assert_int_equal(count, 2); /* changes of this scope, not of the other */
    assert_int_equal(database_count(database, &count), ASSAY_OK);
    assert_int_equal(count, 1);
    database_close(database);
    folder_remove(&folder);
}

static void the_longest_unused_goes_first(void **state)
{
    struct folder folder;
    char path[128], key[16];
    struct database *database;
    struct database_row row;
    int64_t number = 0;
    uint64_t count = 0;

    (void)state;
    folder_make(&folder);
    database = make(&folder, path);
    assert_int_equal(database_begin(database, scope, &number), ASSAY_OK);
    for (uint32_t day = 1; day <= 100; day++) {
        snprintf(key, sizeof key, "%u", day);
        put(database, number, key, 1000, day);
    }
    assert_int_equal(database_touch(database, number, BYTES("1"), 100), ASSAY_OK);
    assert_int_equal(database_make_room(database, 100, 131072, 8192), ASSAY_OK);
    assert_int_equal(database_drop(database, 90), ASSAY_OK);
    assert_int_equal(database_end(database), ASSAY_OK);
    assert_int_equal(database_find(database, number, BYTES("1"), &row), ASSAY_OK);
    assert_int_equal(database_find(database, number, BYTES("2"), &row), ASSAY_EMISSING);
    assert_int_equal(database_find(database, number, BYTES("89"), &row), ASSAY_EMISSING);
    assert_int_equal(database_find(database, number, BYTES("90"), &row), ASSAY_OK);
    assert_int_equal(database_count(database, &count), ASSAY_OK);
    assert_int_equal(count, 12);
    /* All that is left was used today: it is not let go for more. */
    assert_int_equal(database_begin(database, scope, &number), ASSAY_OK);
    assert_int_equal(database_make_room(database, 1, 10000, 10000), ASSAY_EIO);
    database_close(database);
    folder_remove(&folder);
}

struct row {
    const char *name;
    const char *bytes;
    enum assay_status expected;
};

static const struct row rows[] = {
    {"no database", "this is some other file, and none that SQLite would know of", ASSAY_EFORMAT},
    {"a head without a body", "SQLite format 3\0", ASSAY_EFORMAT},
    {"an empty file", "", ASSAY_OK},
};

static void is_opened_or_not(void **state)
{
    const struct row *row = *state;
    struct assay_error err = {0};
    struct database *database = NULL;
    struct folder folder;
    char path[128];
    FILE *file;

    folder_make(&folder);
    snprintf(path, sizeof path, "%s/cache.db", folder.path);
    file = fopen(path, "we");
    assert_non_null(file);
    fwrite(row->bytes, 1, strlen(row->bytes) + 1, file);
    if (!row->bytes[0])
        rewind(file);
    fclose(file);
    if (!row->bytes[0])
        assert_int_equal(truncate(path, 0), 0);
    chmod(path, 0600);
    assert_int_equal(database_open(path, false, &database, &err), row->expected);
    assert_true((row->expected == ASSAY_OK) == (database != NULL));
    database_close(database);
    database_remove(path);
    assert_int_equal(access(path, F_OK), -1);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_stay_in_their_scope),
        cmocka_unit_test(the_longest_unused_goes_first),
    };

    return RUN_CASES(is_opened_or_not, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
