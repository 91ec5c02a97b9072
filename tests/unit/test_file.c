#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rows.h"

#include "base/kit.h"

static char folder[] = "/tmp/assay-file-XXXXXX";
static int at;

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    at = open(folder, O_RDONLY | O_DIRECTORY);
    return at < 0 ? -1 : 0;
}

static int remove_folder(void **state)
{
    char command[64];

    (void)state;
    close(at);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static void what_was_written_is_read_back(void **state)
{
    struct assay_error err = {0};
    struct buf buf;
    struct stat status;

    (void)state;
    buf_init(&buf, 100);
    assert_ok(file_make_folders(at, "a/b/c", 0700, &err), err);
    assert_ok(file_replace(at, "a/b/c/f", BYTES("old"), 0600, &err), err);
    assert_ok(file_replace(at, "a/b/c/f", BYTES("new content"), 0600, &err), err);
    assert_ok(file_read(at, "a/b/c/f", &buf, &err), err);
    assert_true(bytes_equal(buf_bytes(&buf), BYTES("new content")));
    assert_int_equal(fstatat(at, "a/b/c/f", &status, 0), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    buf_clear(&buf);
}

static void a_file_of_just_the_ceiling_fits(void **state)
{
    struct assay_error err = {0};
    struct buf buf;

    (void)state;
    assert_ok(file_replace(at, "five", BYTES("12345"), 0600, &err), err);
    buf_init(&buf, 5);
    assert_ok(file_read(at, "five", &buf, &err), err);
    buf_clear(&buf);
    buf_init(&buf, 4);
    assert_int_equal(file_read(at, "five", &buf, &err), ASSAY_ELIMIT);
    assert_string_equal(err.path, "five");
    buf_clear(&buf);
}

/* What a file states to hold never changes what may be read of it. */
static void a_large_file_is_read_up_to_the_ceiling(void **state)
{
    enum { SIZE = 300 * 1000 };
    static const size_t ceilings[] = {SIZE, SIZE + 1, SIZE + 64 * 1024, SIZE + 64 * 1024 + 1,
                                      SIZE * 9};
    static uint8_t content[SIZE];
    struct assay_error err = {0};
    struct buf buf;

    (void)state;
    for (size_t i = 0; i < sizeof content; i++)
        content[i] = (uint8_t)(i % 251);
    assert_ok(file_replace(at, "large", bytes_of(content, sizeof content), 0600, &err), err);
    for (size_t i = 0; i < ARRAY_LEN(ceilings); i++) {
        buf_init(&buf, ceilings[i]);
        assert_ok(file_read(at, "large", &buf, &err), err);
        assert_true(bytes_equal(buf_bytes(&buf), bytes_of(content, sizeof content)));
        buf_clear(&buf);
    }
    buf_init(&buf, SIZE - 1);
    assert_int_equal(file_read(at, "large", &buf, &err), ASSAY_ELIMIT);
    buf_clear(&buf);
}

static void failures_name_the_path(void **state)
{
    struct assay_error err = {0};
    struct buf buf;

    (void)state;
    buf_init(&buf, 100);
    assert_int_equal(file_read(at, "absent", &buf, &err), ASSAY_EMISSING);
    assert_string_equal(err.path, "absent");
    assert_int_equal(file_read(at, ".", &buf, &err), ASSAY_EIO); /* a folder is no file */
    assert_int_equal(file_replace(at, "no/such/folder", BYTES("x"), 0600, &err), ASSAY_EOUTPUT);
    assert_int_not_equal(err.sys, 0);
    buf_clear(&buf);
}

/* Whoever may write to the folder cannot foretell where: not to lay a link there, nor to meet. */
static void a_file_aside_is_a_new_one_beside_it(void **state)
{
    char longest[NAME_MAX + 1], one[PATH_MAX], other[PATH_MAX];
    struct stat status;
    int first, second;

    (void)state;
    memset(longest, 'n', NAME_MAX); /* a name to which nothing can be added */
    longest[NAME_MAX] = 0;
    first = file_aside(at, longest, 0640, one);
    second = file_aside(at, longest, 0640, other);
    assert_true(first >= 0 && second >= 0);
    assert_string_not_equal(one, other);
    assert_int_equal(fstat(first, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);
    assert_int_equal(fstatat(at, longest, &status, 0), -1);
    assert_int_equal(unlinkat(at, one, 0) + unlinkat(at, other, 0), 0);
    close(first);
    close(second);
    assert_int_equal(mkdirat(at, "below", 0700), 0);
    first = file_aside(at, "below/f", 0600, one);
    assert_true(first >= 0);
    assert_int_equal(strncmp(one, "below/", strlen("below/")), 0);
    close(first);
    assert_int_equal(file_aside(at, "no/such", 0600, one), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_is_read_back),
        cmocka_unit_test(a_file_of_just_the_ceiling_fits),
        cmocka_unit_test(a_large_file_is_read_up_to_the_ceiling),
        cmocka_unit_test(failures_name_the_path),
        cmocka_unit_test(a_file_aside_is_a_new_one_beside_it),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
