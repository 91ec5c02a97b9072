/*
 * append.c - the time of appending to a new ledger in FOLDER, for tests/bench/run:
 *
 *     bench-append batch FOLDER COUNT   COUNT statements signed and made durable in one batch:
 *                                       seconds, and seconds of CPU time
 *     bench-append one FOLDER COUNT     COUNT of them one by one, and after each a new file that is
 *                                       synced and renamed: the median, least and most of the
 *                                       ratios of their times, then milliseconds of both
 */

#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/kit.h"
#include "maker.h"

static double seconds(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static bool batch(struct maker *maker, size_t count)
{
    struct drafts drafts;
    bool done = drafts_make(maker, 2, count, &drafts);
    double start = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);

    done = done && drafts_append(maker, &drafts);
    if (done)
        printf("%.6f %.6f\n", seconds(CLOCK_MONOTONIC) - start,
               seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    drafts_clear(&drafts);
    return done;
}

/* What a single small file costs that is to be whole or absent. */
static bool replace_file(int at)
{
    static const uint8_t text[200] = {0};
    CLEANUP(close_cleanup)
    int fd = openat(at, "aside", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

    return fd >= 0 && file_write_all(fd, bytes_of(text, sizeof text)) && fdatasync(fd) == 0 &&
           renameat(at, "aside", at, "file") == 0;
}

static int compare(const void *left, const void *right)
{
    double a, b;

    memcpy(&a, left, sizeof a);
    memcpy(&b, right, sizeof b);
    return (a > b) - (a < b);
}

struct times {
    double ratio, append, file;
};

static bool one_by_one(struct maker *maker, int at, size_t count, struct times *times)
{
    for (size_t i = 0; i < count; i++) {
        struct drafts drafts;
        bool done = drafts_make(maker, 2 + i, 1, &drafts);
        double start = seconds(CLOCK_MONOTONIC), between;

        done = done && drafts_append(maker, &drafts);
        drafts_clear(&drafts);
        between = seconds(CLOCK_MONOTONIC);
        if (!done || !replace_file(at))
            return false;
        times[i].append = between - start;
        times[i].file = seconds(CLOCK_MONOTONIC) - between;
        times[i].ratio = times[i].append / times[i].file;
    }
    return true;
}

static double nth(struct times *times, size_t count, size_t offset, size_t n)
{
    CLEANUP(free_cleanup) double *values = calloc(count, sizeof *values);

    for (size_t i = 0; values && i < count; i++)
        memcpy(&values[i], (const uint8_t *)&times[i] + offset, sizeof *values);
    if (!values)
        return 0;
    qsort(values, count, sizeof *values, compare);
    return values[n];
}

static bool one(struct maker *maker, const char *folder, size_t count)
{
    CLEANUP(free_cleanup) struct times *times = calloc(count, sizeof *times);
    CLEANUP(close_cleanup) int at = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (!times || at < 0 || !one_by_one(maker, at, count, times))
        return false;
    printf("%.3f %.3f %.3f %.3f %.3f\n",
           nth(times, count, offsetof(struct times, ratio), count / 2),
           nth(times, count, offsetof(struct times, ratio), 0),
           nth(times, count, offsetof(struct times, ratio), count - 1),
           nth(times, count, offsetof(struct times, append), count / 2) * 1e3,
           nth(times, count, offsetof(struct times, file), count / 2) * 1e3);
    return true;
}

int main(int argc, char **argv)
{
    struct maker maker = {0};
    size_t count = argc == 4 ? strtoull(argv[3], NULL, 10) : 0;
    bool done;

    if (count == 0)
        return 2;
    done = maker_begin(&maker, argv[2]) &&
           (strcmp(argv[1], "one") == 0 ? one(&maker, argv[2], count) : batch(&maker, count));
    if (!done)
        fprintf(stderr, "bench-append: %s\n", maker.err.text);
    maker_end(&maker);
    return done ? 0 : 1;
}
