/* test_cache_rows.c - rows of a scope as one file: what is found in it, and what is believed of a
 * damaged one. */

#include "folder.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/kit.h"
#include "cache/rows_folder.h"

static const uint8_t scope[CACHE_SCOPE_SIZE] = {1}, other[CACHE_SCOPE_SIZE] = {2};

enum { COUNT = 50, KEEP_DAYS = 60, PATH_ROOM = 256 };

struct scene {
    struct folder folder;
    char path[128]; /* of the database */
    char file[PATH_ROOM];
    struct database *database;
};

/* Rows "0" to "49", the values of which say their keys; and one too large to stand among them. */
static int make(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    uint8_t *large = calloc(1, 100000);
    struct database_row row = {.key = BYTES("large"), .value = bytes_of(large, 100000), .day = 7};
    struct assay_error err = {0};
    int64_t number = 0;
    char key[16], value[32];

    if (!scene || !large)
        return -1;
    folder_make(&scene->folder);
    snprintf(scene->path, sizeof scene->path, "%s/cache.db", scene->folder.path);
    snprintf(scene->file, sizeof scene->file, "%s/rows-01%030d", scene->folder.path, 0);
    assert_ok(database_open(scene->path, true, &scene->database, &err), err);
    assert_int_equal(database_begin(scene->database, scope, &number), ASSAY_OK);
    assert_int_equal(database_put(scene->database, number, &row), ASSAY_OK);
    for (unsigned i = 0; i < COUNT; i++) {
        snprintf(key, sizeof key, "%u", i);
        snprintf(value, sizeof value, "value of %u", i);
        row = (struct database_row){bytes_text(key), bytes_text(value), i};
        assert_int_equal(database_put(scene->database, number, &row), ASSAY_OK);
    }
    assert_int_equal(database_end(scene->database), ASSAY_OK);
    free(large);
    *state = scene;
    return 0;
}

static int clear(void **state)
{
    struct scene *scene = *state;

    database_close(scene->database);
    folder_remove(&scene->folder);
    free(scene);
    return 0;
}

static void expect_row(const struct rows *rows, unsigned i, size_t *next)
{
    char key[16], value[32];
    struct row row;

    snprintf(key, sizeof key, "%u", i);
    snprintf(value, sizeof value, "value of %u", i);
    assert_true(rows_find(rows, bytes_text(key), next, &row));
    assert_true(bytes_equal(row.key, bytes_text(key)));
    assert_true(bytes_equal(row.value, bytes_text(value)));
    assert_int_equal(row.day, i);
    assert_false(row.absent);
}

static void expect_all(const struct rows *rows)
{
    size_t next = 0;
    struct row row;

    assert_int_equal(rows->count, COUNT + 1);
    assert_int_equal(rows->changes, 1);
    for (unsigned i = 0; i < COUNT; i++)
        expect_row(rows, i * 7 % COUNT, &next);
    for (unsigned i = 10; i < COUNT; i++)
        expect_row(rows, i, &next);
    assert_true(rows_find(rows, BYTES("large"), &next, &row));
    assert_true(row.absent);
    assert_false(rows_find(rows, BYTES(""), &next, &row));
    assert_false(rows_find(rows, BYTES("100"), &next, &row));
    assert_false(rows_find(rows, BYTES("zzz"), &next, &row));
}

static void a_file_holds_what_the_database_does(void **state)
{
    struct scene *scene = *state;
    CLEANUP(rows_clear) struct rows built = {0};
    CLEANUP(rows_clear) struct rows mapped = {0};
    struct stat status;

    assert_int_equal(rows_build(&built, scene->database, other), ASSAY_EMISSING);
    assert_int_equal(rows_build(&built, scene->database, scope), ASSAY_OK);
    expect_all(&built);
    assert_false(rows_folder_open(scene->path, scope, &mapped));
    rows_folder_keep(scene->path, scope, &built, 1 << 20, KEEP_DAYS);
    assert_int_equal(stat(scene->file, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(rows_folder_size(scene->path), (uint64_t)status.st_size);
    assert_true(rows_folder_open(scene->path, scope, &mapped));
    expect_all(&mapped);
    assert_false(rows_map(&mapped, scene->file, other));
    assert_int_equal(mapped.count, 0);
}

/* Nothing is read that is not there, and nothing else than a row that was asked for is given. */
static void a_damaged_file_is_no_harm(void **state)
{
    struct scene *scene = *state;
    CLEANUP(rows_clear) struct rows rows = {0};
    CLEANUP(buf_clear) struct buf whole = {.ceiling = 1 << 20};
    struct assay_error err = {0};
    char aside[PATH_ROOM];
    size_t usable = 0;

    snprintf(aside, sizeof aside, "%s/aside", scene->folder.path);
    assert_int_equal(rows_build(&rows, scene->database, scope), ASSAY_OK);
    assert_true(rows_save(&rows, scene->file));
    assert_ok(file_read(AT_FDCWD, scene->file, &whole, &err), err);
    for (size_t at = 0; at < whole.size; at++) {
        FILE *file = fopen(aside, "we");

        assert_non_null(file);
        fchmod(fileno(file), 0600);
        whole.data[at] ^= (uint8_t)(1 << at % 8);
        fwrite(whole.data, 1, at % 5 ? whole.size : at, file);
        whole.data[at] ^= (uint8_t)(1 << at % 8);
        fclose(file);
        usable += rows_map(&rows, aside, scope);
        for (unsigned i = 0; i < COUNT; i++) {
            size_t next = i / 2;
            char key[16];
            struct row row;

            snprintf(key, sizeof key, "%u", i);
            if (rows_find(&rows, bytes_text(key), &next, &row))
                assert_true(bytes_equal(row.key, bytes_text(key)));
        }
    }
    assert_true(usable > 0); /* a value of another byte is found by its own check */
}

static void what_a_killed_run_left_is_no_hindrance(void **state)
{
    struct scene *scene = *state;
    CLEANUP(rows_clear) struct rows rows = {0};
    char aside[PATH_MAX];
    FILE *left;

    assert_int_equal(rows_build(&rows, scene->database, scope), ASSAY_OK);
    snprintf(aside, sizeof aside, "%s.%ld", scene->file, (long)getpid());
    left = fopen(aside, "we");
    assert_non_null(left);
    fclose(left);
    assert_true(rows_save(&rows, scene->file));
    assert_true(rows_map(&rows, scene->file, scope));
    assert_int_equal(access(aside, F_OK), -1);
}

static void what_others_may_write_is_not_believed(void **state)
{
    struct scene *scene = *state;
    CLEANUP(rows_clear) struct rows rows = {0};

    assert_int_equal(rows_build(&rows, scene->database, scope), ASSAY_OK);
    assert_true(rows_save(&rows, scene->file));
    assert_int_equal(chmod(scene->file, 0666), 0);
    assert_false(rows_map(&rows, scene->file, scope));
    assert_int_equal(chmod(scene->file, 0600), 0);
    assert_true(rows_map(&rows, scene->file, scope));
    assert_int_equal(unlink(scene->file), 0);
    assert_int_equal(symlink(scene->path, scene->file), 0);
    assert_false(rows_map(&rows, scene->file, scope));
}

static bool is_there(const struct scene *scene, const char *name)
{
    char path[PATH_ROOM];

    snprintf(path, sizeof path, "%s/%s", scene->folder.path, name);
    return access(path, F_OK) == 0;
}

static void put_file(const struct scene *scene, const char *name, size_t size, time_t age)
{
    struct timespec times[2] = {{.tv_sec = time(NULL) - age}, {.tv_sec = time(NULL) - age}};
    char path[PATH_ROOM];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", scene->folder.path, name);
    file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(ftruncate(fileno(file), (off_t)size), 0);
    assert_int_equal(futimens(fileno(file), times), 0);
    fclose(file);
}

/* Names of files of rows, each of another scope. */
#define SCOPE_NAME "0123456789abcdef0123456789abcde"
#define ROWS_A "rows-" SCOPE_NAME "a"
#define ROWS_B "rows-" SCOPE_NAME "b"
#define ROWS_C "rows-" SCOPE_NAME "c.4711"

static void the_file_written_longest_ago_goes_first(void **state)
{
    enum { DAY = 24 * 60 * 60 };
    struct scene *scene = *state;
    CLEANUP(rows_clear) struct rows rows = {0};

    assert_int_equal(rows_build(&rows, scene->database, scope), ASSAY_OK);
    put_file(scene, ROWS_A, 20000, 10 * DAY);
    put_file(scene, ROWS_B, 20000, 20 * DAY);
    put_file(scene, ROWS_C, 20000, (KEEP_DAYS + 1) * DAY);
    put_file(scene, "other", 20000, 100 * DAY);
    put_file(scene, "rows-of-somebody.csv", 20000, 100 * DAY);
    rows_folder_keep(scene->path, scope, &rows, 1 << 20, KEEP_DAYS);
    assert_true(is_there(scene, ROWS_A) && is_there(scene, ROWS_B));
    assert_false(is_there(scene, ROWS_C));
    rows_folder_keep(scene->path, scope, &rows, 30000, KEEP_DAYS);
    assert_true(is_there(scene, ROWS_A) && access(scene->file, F_OK) == 0);
    assert_false(is_there(scene, ROWS_B));
    rows_folder_keep(scene->path, scope, &rows, 100, KEEP_DAYS);
    assert_int_equal(access(scene->file, F_OK), -1);
    assert_true(is_there(scene, "other") && is_there(scene, "rows-of-somebody.csv"));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, make, clear)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_file_holds_what_the_database_does),     CASE(a_damaged_file_is_no_harm),
        CASE(what_a_killed_run_left_is_no_hindrance),  CASE(what_others_may_write_is_not_believed),
        CASE(the_file_written_longest_ago_goes_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
