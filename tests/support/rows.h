/* rows.h - table tests: each row of a table is one cmocka test, named by the row's first member. */

#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* BYTES() for a static table, where a compound literal is no constant to -Wpedantic. */
#define ROW_BYTES(literal)                                                                         \
    {                                                                                              \
        (const uint8_t *)(literal), sizeof(literal) - 1                                            \
    }

/* The reader of a failure wants to see status and text, not two numbers. */
#define assert_ok(call, err)                                                                       \
    do {                                                                                           \
        if ((call) != ASSAY_OK)                                                                    \
            fail_msg("%s: status %d: %s", #call, (int)(err).status, (err).text);                   \
    } while (0)

/*
 * Runs `check` (void check(void **state), *state being the row) once for each row of an array
 * whose elements begin with `const char *name`; yields the number of failures.
 */
#define RUN_CASES(check, rows)                                                                     \
    run_cases(#check, (check), (rows), sizeof((rows)[0]), sizeof(rows) / sizeof((rows)[0]))

static inline int run_cases(const char *group, CMUnitTestFunction check, const void *rows,
                            size_t size, size_t count)
{
    struct CMUnitTest *tests = calloc(count, sizeof *tests);
    int failures;

    if (!tests)
        return 1;
    for (size_t i = 0; i < count; i++) {
        const char *row = (const char *)rows + i * size;

        memcpy(&tests[i].name, row, sizeof tests[i].name);
        tests[i].test_func = check;
        tests[i].initial_state = (void *)(uintptr_t)row;
    }
    failures = _cmocka_run_group_tests(group, tests, count, NULL, NULL);
    free(tests);
    return failures;
}
