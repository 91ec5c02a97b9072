/* promised.h - numbers that a page of docs/ gives, held to what a test counts: a row of a table
 * there, "| NAME | 98 | 412 |", says how much is tried at least. */

#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rows.h"

#ifndef PROMISES
#error "PROMISES is the path of the page: target_compile_definitions()"
#endif

/* The numbers of the row; a page without it promises nothing, and that is wrong, too. */
static inline void assert_promised(const char *name, const unsigned long long *counted,
                                   size_t count)
{
    FILE *page = fopen(PROMISES, "re");
    char line[512], start[128];

    assert_non_null(page);
    snprintf(start, sizeof start, "| %s | ", name);
    while (fgets(line, sizeof line, page)) {
        char *at = line + strlen(start);

        if (strncmp(line, start, strlen(start)) != 0)
            continue;
        fclose(page);
        for (size_t i = 0; i < count; i++) {
            unsigned long long promised = strtoull(at, &at, 10);

            if (promised == 0 || counted[i] < promised)
                fail_msg("%s: %llu, where %s promises %llu", name, counted[i], PROMISES, promised);
            at += strspn(at, " |");
        }
        return;
    }
    fclose(page);
    fail_msg("%s has no row for \"%s\": %llu", PROMISES, name, counted[0]);
}
