/* test_disk_file.c - files that change while they are read, and paths that lead elsewhere. */

#include "walk.h"

#include <fcntl.h>

#include "source/disk_file.h"

struct row {
    const char *name;
    const char *meanwhile; /* shell, run between the first byte and the rest */
    enum assay_status expected;
};

static const struct row rows[] = {
    {"nothing happens", "true", ASSAY_OK},
    {"it grows", "echo more >>f", ASSAY_EIO},
    {"it shrinks", "truncate -s 2 f", ASSAY_EIO},
    {"it is written anew", "sleep 0.02; printf HELLO | dd of=f conv=notrunc status=none",
     ASSAY_EIO},
    {"another takes its place", "printf other >g; mv g f", ASSAY_OK},
};

static void check(void **state)
{
    const struct row *row = *state;
    char *folder = walk_folder("printf hello >f");
    char command[PATH_MAX + 128];
    CLEANUP(close_cleanup) int root = open(folder, O_PATH | O_DIRECTORY);
    struct stream stream = {0};
    struct assay_error err = {0};
    enum assay_status status;
    char byte;
    size_t got = 1;

    assert_ok(disk_file_open(root, "f", &stream, &err), err);
    assert_int_equal(stream.size, 5);
    assert_ok(stream_read(&stream, &byte, 1, &got, &err), err);
    snprintf(command, sizeof command, "cd %s; %s", folder, row->meanwhile);
    assert_int_equal(system(command), 0); // NOLINT(cert-env33-c)
    do
        status = stream_read(&stream, &byte, 1, &got, &err);
    while (status == ASSAY_OK && got > 0);
    assert_int_equal(status, row->expected);
    if (status != ASSAY_OK)
        assert_string_equal(err.id, "file.changed-while-reading");
    stream_close(&stream);
    walk_remove(folder);
}

static void paths_stay_beneath(void **state)
{
    static const char *const paths[] = {"l",  "l/f", "../t/f",      "d/../../t/f", "k",
                                        "no", "d",   "/etc/passwd", ".."};
    char *folder =
        walk_folder("mkdir -p t/d u; echo x >t/f; echo x >u/f; ln -s ../u t/l; ln -s f t/k");
    char path[PATH_MAX];
    struct stream stream = {0};
    struct assay_error err = {0};
    int root;

    (void)state;
    snprintf(path, sizeof path, "%s/t", folder);
    root = open(path, O_PATH | O_DIRECTORY);
    for (size_t i = 0; i < ARRAY_LEN(paths); i++)
        assert_int_equal(disk_file_open(root, paths[i], &stream, &err), ASSAY_EIO);
    assert_ok(disk_file_open(root, "d/../f", &stream, &err), err);
    stream_close(&stream);
    close(root);
    walk_remove(folder);
}

static void folders_stay_beneath(void **state)
{
    static const char *const paths[] = {"l/f", "../f", "no/f"};
    char *folder = walk_folder("mkdir -p t/d u; echo x >f; echo x >t/d/f; echo x >u/f; "
                               "ln -s ../u t/l");
    char path[PATH_MAX];
    struct disk_folder at = {0};
    const char *name;

    (void)state;
    snprintf(path, sizeof path, "%s/t", folder);
    at.root = open(path, O_PATH | O_DIRECTORY);
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) { /* opened from the root, which will say no */
        assert_int_equal(disk_folder_of(&at, paths[i], &name), at.root);
        assert_ptr_equal(name, paths[i]);
    }
    assert_int_not_equal(disk_folder_of(&at, "d/f", &name), at.root);
    assert_string_equal(name, "f");
    disk_folder_clear(&at);
    close(at.root);
    walk_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_stay_beneath),
        cmocka_unit_test(folders_stay_beneath),
    };

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
