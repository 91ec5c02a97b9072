/* test_patterns_database.c - the compiled patterns are kept, and never trusted when damaged. */

#include "rows.h"

#include <assay/patterns.h>
#include <dirent.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/kit.h"
#include "examine/detect/patterns.h"

static char folder[] = "/tmp/assay-patterns-XXXXXX";
static char cache[64];
/* A few patterns, for compiling all that are shipped takes long under the sanitizers. */
static struct assay_patterns *few;

static void make(struct patterns **out)
{
    struct assay_error err = {0};

    assert_ok(patterns_new(cache, out, &err), err);
    assert_ok(patterns_use(*out, few, true, &err), err);
}

static void use(void)
{
    struct patterns *patterns;
    const struct hs_database *database = NULL, *again = NULL;
    struct assay_error err = {0};

    make(&patterns);
    assert_ok(patterns_database(patterns, &database, &err), err);
    assert_ok(patterns_database(patterns, &again, &err), err);
    assert_non_null(database);
    assert_ptr_equal(database, again);
    patterns_free(patterns);
}

/* The one file in the cache. */
static char *only_file(void)
{
    DIR *dir = opendir(cache);
    char *path = NULL;

    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (entry->d_name[0] == '.')
            continue;
        assert_null(path);
        assert_true(asprintf(&path, "%s/%s", cache, entry->d_name) > 0);
    }
    closedir(dir);
    assert_non_null(path);
    return path;
}

static void read_whole(const char *path, struct buf *out)
{
    struct assay_error err = {0};

    buf_reset(out);
    assert_ok(file_read(AT_FDCWD, path, out, &err), err);
}

static void is_kept_and_made_anew(void **state)
{
    CLEANUP(free_cleanup) char *path = NULL;
    CLEANUP(buf_clear) struct buf first;
    CLEANUP(buf_clear) struct buf file;
    struct assay_error err = {0};
    static const size_t damaged_at[] = {0, 20, 48, 60, 2000};

    (void)state;
    buf_init(&first, 1 << 26);
    buf_init(&file, 1 << 26);
    use();
    path = only_file();
    read_whole(path, &first);
    use();
    for (size_t i = 0; i < ARRAY_LEN(damaged_at); i++) {
        read_whole(path, &file);
        file.data[damaged_at[i]] ^= 1;
        assert_ok(file_replace(AT_FDCWD, path, buf_bytes(&file), 0600, &err), err);
        use();
        read_whole(path, &file);
        assert_int_equal(file.size, first.size);
        assert_true(bytes_equal(buf_bytes(&file), buf_bytes(&first)));
    }
    assert_int_equal(truncate(path, 30), 0);
    use();
    read_whole(path, &file);
    assert_int_equal(file.size, first.size);
    unlink(path);
}

/* Whoever is last replaces the file as a whole, and all of them have their patterns. */
static void several_processes_make_it_at_once(void **state)
{
    enum { PROCESSES = 3 };
    CLEANUP(free_cleanup) char *path = NULL;
    pid_t children[PROCESSES];

    (void)state;
    for (size_t i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            struct patterns *patterns;
            const struct hs_database *database;
            struct assay_error err = {0};

            make(&patterns);
            _exit(patterns_database(patterns, &database, &err) != ASSAY_OK);
        }
    }
    for (size_t i = 0; i < PROCESSES; i++) {
        int status = -1;

        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    path = only_file(); /* nothing half written beside it */
    use();
    unlink(path);
}

static void a_cache_that_cannot_be_written_is_no_matter(void **state)
{
    (void)state;
    snprintf(cache, sizeof cache, "/proc/none/cache");
    use();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_kept_and_made_anew),
        cmocka_unit_test(several_processes_make_it_at_once),
        cmocka_unit_test(a_cache_that_cannot_be_written_is_no_matter),
    };
    const struct assay_patterns_options options = {.words = (const char *const[]){"assay:example"},
                                                   .word_count = 1};
    struct assay_error err = {0};
    int failures;

    if (!mkdtemp(folder) || assay_patterns_open(&options, &few, &err) != ASSAY_OK)
        return 1;
    snprintf(cache, sizeof cache, "%s/a/b", folder);
    failures = cmocka_run_group_tests(tests, NULL, NULL);
    snprintf(cache, sizeof cache, "%s/a/b", folder);
    rmdir(cache);
    snprintf(cache, sizeof cache, "%s/a", folder);
    rmdir(cache);
    rmdir(folder);
    assay_patterns_free(few);
    return failures;
}
