/*
 * ledger_flips.c - every byte of every file of a small ledger, changed in turn.
 *
 * Verification fails each time and names the file; or the file proves nothing and is in the list
 * below. Prints how many bytes of each kind there were.
 */

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>

#include "ledger.h"
#include "promised.h"

/* Files of the writer's own: no reader opens them. docs/reference/ledger.md says the same. */
static const char *const proves_nothing[] = {"state/"};

enum { FILES_MAX = 256 };

static struct {
    char paths[FILES_MAX][200];
    size_t count;
} files;

static int collect(const char *path, const struct stat *status, int type, struct FTW *where)
{
    (void)status;
    (void)where;
    if (type == FTW_F && files.count < FILES_MAX)
        text_copy(files.paths[files.count++], sizeof files.paths[0], path);
    return 0;
}

static bool is_unauthenticated(const char *path, const char *ledger)
{
    for (size_t i = 0; i < ARRAY_LEN(proves_nothing); i++)
        if (strncmp(path + strlen(ledger) + 1, proves_nothing[i], strlen(proves_nothing[i])) == 0)
            return true;
    return false;
}

static void flip(int fd, off_t at)
{
    uint8_t byte;

    assert_int_equal(pread(fd, &byte, 1, at), 1);
    byte ^= (uint8_t)(1 << at % 8); /* each bit has its turn */
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);
}

static bool told(const struct bench_problems *problems, const char *path)
{
    for (unsigned i = 0; i < problems->count && i < ARRAY_LEN(problems->paths); i++)
        if (strcmp(problems->paths[i], path) == 0)
            return true;
    return false;
}

static void check_file(const struct bench *bench, const char *path, uint64_t *seen)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    struct stat status;

    assert_true(fd >= 0);
    assert_int_equal(fstat(fd, &status), 0);
    for (off_t at = 0; at < status.st_size; at++) {
        struct bench_problems problems;

        flip(fd, at);
        if (bench_verify(bench->path, &problems) != ASSAY_ETRUST || !told(&problems, path))
            fail_msg("%s, byte %lld: %s", path, (long long)at,
                     problems.count ? problems.first : "nobody noticed");
        flip(fd, at);
        (*seen)++;
    }
    close(fd);
}

static void test_flips(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    struct bench_problems problems;
    uint64_t noticed = 0;
    size_t unauthenticated = 0;

    (void)state;
    bench_make(&bench);
    for (uint32_t i = 1; i <= 2; i++)
        bench_record(&bench, "target", i);
    assert_int_equal(nftw(bench.path, collect, 16, FTW_PHYS), 0);
    assert_in_range(files.count, 12, FILES_MAX - 1);
    for (size_t i = 0; i < files.count; i++) {
        if (is_unauthenticated(files.paths[i], bench.path))
            unauthenticated++;
        else
            check_file(&bench, files.paths[i], &noticed);
    }
    assert_int_equal(bench_verify(bench.path, &problems), ASSAY_OK);
    printf("%zu files: %llu bytes changed in turn, all noticed; %zu files prove nothing\n",
           files.count, (unsigned long long)noticed, unauthenticated);
    assert_promised("bytes changed in turn", (unsigned long long[]){noticed}, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_flips)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
