#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rows.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_is_read_back),
        cmocka_unit_test(a_file_of_just_the_ceiling_fits),
        cmocka_unit_test(failures_name_the_path),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
