/* test_kit.c - what is released at the end of a scope, and what was handed on before. */

#include "base/kit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "rows.h"

static int open_null(void)
{
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    return fd;
}

static bool is_open(int fd)
{
    return fcntl(fd, F_GETFD) != -1;
}

static void a_descriptor_is_closed_with_its_scope(void **state)
{
    int seen;

    (void)state;
    {
        CLEANUP(close_cleanup) int fd = open_null();

        seen = fd;
        assert_true(is_open(seen));
    }
    assert_false(is_open(seen));
}

/* -1 is none; and 0 is one, for a program may be started without an input. */
static void none_is_closed_and_zero_is(void **state)
{
    int input = dup(STDIN_FILENO), none = -1, zero = STDIN_FILENO;

    (void)state;
    errno = 0;
    close_cleanup(&none);
    assert_int_equal(errno, 0);
    assert_int_equal(dup2(open_null(), STDIN_FILENO), STDIN_FILENO);
    close_cleanup(&zero);
    assert_false(is_open(STDIN_FILENO));
    if (input >= 0)
        assert_int_equal(dup2(input, STDIN_FILENO), STDIN_FILENO);
}

static char *make(void)
{
    CLEANUP(free_cleanup) char *text = strdup("kept");

    return TAKE(text);
}

/* The sanitizers see what is released twice, or never. */
static void what_is_taken_outlives_its_scope(void **state)
{
    CLEANUP(free_cleanup) char *text = make();

    (void)state;
    assert_string_equal(text, "kept");
}

static enum assay_status fails(enum assay_status with, int *reached)
{
    TRY(with);
    ++*reached;
    return ASSAY_OK;
}

static void a_failure_is_handed_to_the_caller(void **state)
{
    int reached = 0;

    (void)state;
    assert_int_equal(fails(ASSAY_ELIMIT, &reached), ASSAY_ELIMIT);
    assert_int_equal(reached, 0);
    assert_int_equal(fails(ASSAY_OK, &reached), ASSAY_OK);
    assert_int_equal(reached, 1);
}

static void memory_that_ran_out_is_said(void **state)
{
    struct assay_error err = {0};

    (void)state;
    assert_int_equal(out_of_memory(&err), ASSAY_ENOMEM);
    assert_int_equal(err.status, ASSAY_ENOMEM);
    assert_string_equal(err.text, "out of memory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_descriptor_is_closed_with_its_scope),
        cmocka_unit_test(none_is_closed_and_zero_is),
        cmocka_unit_test(what_is_taken_outlives_its_scope),
        cmocka_unit_test(a_failure_is_handed_to_the_caller),
        cmocka_unit_test(memory_that_ran_out_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
