/* test_beneath.c - what lies below a folder is opened, and nothing else: with openat2(2), without
 * it. */

#include "base/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "base/kit.h"

#include "rows.h"

static char root[] = "/tmp/assay-beneath-XXXXXX";
static int folder;

static void make_file(const char *path)
{
    int fd = openat(folder, path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

    assert_true(fd >= 0);
    close(fd);
}

static int make_tree(void **state)
{
    (void)state;
    if (!mkdtemp(root))
        return -1;
    folder = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0 || mkdirat(folder, "a", 0700) || mkdirat(folder, "a/b", 0700) ||
        symlinkat("a", folder, "l") || symlinkat("f", folder, "a/lf") ||
        symlinkat("../..", folder, "a/up") || symlinkat("nowhere", folder, "a/dangling"))
        return -1;
    make_file("f");
    make_file("a/f");
    return 0;
}

static int remove_tree(void **state)
{
    char command[64];

    (void)state;
    close(folder);
    snprintf(command, sizeof command, "rm -rf '%s'", root);
    return system(command);
}

static const struct row {
    const char *path;
    int fails; /* errno, or 0 */
} rows[] = {
    {"f", 0},
    {"a/f", 0},
    {"a//f", 0},
    {"a/./f", 0},
    {"./f", 0},
    {"././f", 0},
    {"./a/f", 0},
    {".", 0},
    {"./", 0},
    {"a/.", 0},
    {"a/./", 0},
    {"a/b/", 0},
    {"a/b//", 0},
    {"a/../f", 0},
    {"a/b/../f", 0},
    {"a/b/../../f", 0},
    {"a/..", 0},
    {"a/../", 0},
    {"", ENOENT},
    {"a/missing", ENOENT},
    {"a/missing/x", ENOENT},
    {"a/...", ENOENT},
    {"a/..b", ENOENT},
    {"f/", ENOTDIR},
    {"a/f/", ENOTDIR},
    {"f/x", ENOTDIR},
    {"a/f/..", ENOTDIR},
    {"l", ELOOP},
    {"l/", ELOOP},
    {"l/f", ELOOP},
    {"l/../f", ELOOP},
    {"a/lf", ELOOP},
    {"a/lf/", ELOOP},
    {"a/up", ELOOP},
    {"a/up/x", ELOOP},
    {"a/dangling", ELOOP},
    {"..", EXDEV},
    {"../x", EXDEV},
    {"a/../..", EXDEV},
    {"a/../../x", EXDEV},
    {"/f", EXDEV},
    {"//f", EXDEV},
};

static bool has_openat2(void)
{
    struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_BENEATH};
    long fd = syscall(SYS_openat2, folder, ".", &how, sizeof how);

    if (fd >= 0)
        close((int)fd);
    return fd >= 0;
}

static void check(int (*open_beneath)(int folder, const char *path, unsigned flags),
                  const struct row *row, unsigned flags, int fails)
{
    int fd;

    errno = 0;
    fd = open_beneath(folder, row->path, flags | O_CLOEXEC);
    if ((fd < 0 ? errno : 0) != fails)
        fail_msg("%s: %s, not %s", row->path, fd < 0 ? strerror(errno) : "opened", strerror(fails));
    if (fd >= 0)
        close(fd);
}

static void opens_what_lies_below(void **state)
{
    const struct row *row = *state;

    check(beneath_open, row, O_RDONLY, row->fails);
}

static void opens_it_without_openat2(void **state)
{
    const struct row *row = *state;

    check(beneath_open_by_parts, row, O_RDONLY, row->fails);
}

/* As a folder, for what is below it: both ways agree, whatever they say. */
static void agrees_on_folders(void **state)
{
    const struct row *row = *state;
    int fd;

    if (!has_openat2())
        skip();
    errno = 0;
    fd = beneath_open(folder, row->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    check(beneath_open_by_parts, row, O_PATH | O_DIRECTORY, fd < 0 ? errno : 0);
    if (fd >= 0)
        close(fd);
}

static void opens_the_same_file_either_way(void **state)
{
    static const char *const paths[] = {"f", "a/f", "a//f", "a/b/../f", "a/b/../../f", "a/.."};
    struct stat one, other;

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        int a = beneath_open(folder, paths[i], O_RDONLY | O_CLOEXEC);
        int b = beneath_open_by_parts(folder, paths[i], O_RDONLY | O_CLOEXEC);

        assert_int_equal(fstat(a, &one), 0);
        assert_int_equal(fstat(b, &other), 0);
        assert_true(one.st_ino == other.st_ino);
        close(a);
        close(b);
    }
}

static void holds_no_more_folders_than_a_limit(void **state)
{
    char path[600] = "";

    (void)state;
    for (size_t size = 0; size + 2 < sizeof path; size += 2) {
        memcpy(path + size, "d/", sizeof "d/");
        assert_int_equal(mkdirat(folder, path, 0700), 0);
    }
    assert_int_equal(beneath_open_by_parts(folder, path, O_PATH | O_CLOEXEC), -1);
    assert_int_equal(errno, ENAMETOOLONG);
}

/* A socket can be opened by nobody, whoever runs the tests. */
static void tells_what_is_missing_from_what_cannot_be_opened(void **state)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    CLEANUP(close_cleanup) int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct assay_error err = {0};
    bool found = true;

    (void)state;
    snprintf(address.sun_path, sizeof address.sun_path, "%s/a/s", root);
    assert_int_equal(bind(listener, (const struct sockaddr *)&address, sizeof address), 0);
    assert_ok(beneath_find(root, "a/g", &found, &err), err);
    assert_false(found);
    assert_ok(beneath_find(root, "f/g", &found, &err), err);
    assert_false(found);
    assert_ok(beneath_find(root, "a", &found, &err), err);
    assert_true(found);
    assert_int_equal(beneath_find(root, "l", &found, &err), ASSAY_EUSAGE);
    assert_int_equal(beneath_find(root, "a/s", &found, &err), ASSAY_EIO);
}

static void knows_a_name_that_leads_out(void **state)
{
    (void)state;
    assert_true(beneath_is_named("a/..b/.../c"));
    assert_false(beneath_is_named("/a"));
    assert_false(beneath_is_named(".."));
    assert_false(beneath_is_named("a/.."));
    assert_false(beneath_is_named("a/../b"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_the_same_file_either_way),
        cmocka_unit_test(holds_no_more_folders_than_a_limit),
        cmocka_unit_test(knows_a_name_that_leads_out),
        cmocka_unit_test(tells_what_is_missing_from_what_cannot_be_opened),
    };
    int failures = make_tree(NULL) != 0;

    if (failures == 0)
        failures = RUN_CASES(opens_what_lies_below, rows) +
                   RUN_CASES(opens_it_without_openat2, rows) + RUN_CASES(agrees_on_folders, rows) +
                   cmocka_run_group_tests(tests, NULL, NULL);
    return remove_tree(NULL) != 0 || failures != 0;
}
