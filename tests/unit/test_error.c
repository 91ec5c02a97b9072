#include <assay/error.h>
#include <errno.h>

#include "rows.h"

static void a_failure_is_filled_and_returned(void **state)
{
    struct assay_error err = {.line = 9, .id = "stale"};

    (void)state;
    assert_int_equal(assay_fail(&err, ASSAY_EFORMAT, 17, "%d entries", 9), ASSAY_EFORMAT);
    assert_int_equal(err.status, ASSAY_EFORMAT);
    assert_int_equal(err.offset, 17);
    assert_string_equal(err.text, "9 entries");
    assert_int_equal(err.line, 0); /* nothing stays of an earlier failure */
    assert_string_equal(err.id, "");
}

static void nobody_needs_to_listen(void **state)
{
    (void)state;
    assert_int_equal(assay_fail(NULL, ASSAY_EIO, 0, "x"), ASSAY_EIO);
    assay_error_id(NULL, "x");
    assay_error_path(NULL, "x");
    assay_error_why(NULL, "x");
    assay_error_do(NULL, "x");
}

static void errno_ends_the_text(void **state)
{
    struct assay_error err;

    (void)state;
    assert_int_equal(assay_fail_errno(&err, ASSAY_EIO, ENOENT, "cannot read %s", "f"), ASSAY_EIO);
    assert_string_equal(err.text, "cannot read f: No such file or directory");
    assert_int_equal(err.sys, ENOENT);
}

static void a_long_path_keeps_its_end(void **state)
{
    struct assay_error err = {0};
    char path[3000];

    (void)state;
    memset(path, 'a', sizeof path);
    memcpy(path + sizeof path - 5, "/end", 5);
    assay_error_path(&err, path);
    assert_memory_equal(err.path, "...", 3);
    assert_string_equal(err.path + strlen(err.path) - 4, "/end");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failure_is_filled_and_returned),
        cmocka_unit_test(nobody_needs_to_listen),
        cmocka_unit_test(errno_ends_the_text),
        cmocka_unit_test(a_long_path_keeps_its_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
