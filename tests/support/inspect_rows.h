/*
 * inspect_rows.h - tables for inspectors: bytes under a name, and lines of what must be told.
 *
 *     static const struct inspect_row rows[] = {
 *         {"a map", "config.json", ROW_BYTES("{...}"), ASSAY_OK, ASSAY_LOAD_SUSPICIOUS,
 *          "fact model.type (declared) = llama\n"},
 *     };
 */

#pragma once

#include "inspect.h"

struct inspect_row {
    const char *name, *file;
    struct bytes bytes;
    enum assay_status status;
    enum assay_load load;
    const char
        *told; /* lines of inspected_text(), or beginnings of them, each ended by a newline */
};

/* Every line of `told` begins a line of what was found, whatever the windows' size. */
static inline void inspect_row_check(const struct inspector *inspector,
                                     const struct inspect_row *row)
{
    for (size_t step = 1; step <= 4096; step = step * 16) {
        struct inspected *seen = inspect_in_steps(inspector, row->bytes, row->file, step, true);
        CLEANUP(free_cleanup) char *text = inspected_text(seen);

        if (seen->bid == 0 || seen->status != row->status || seen->content.load != row->load)
            fail_msg("bid %u, found:\n%s", seen->bid, text);
        for (const char *line = row->told; *line;) {
            const char *end = strchr(line, '\n');
            char wanted[512];

            assert_non_null(end);
            snprintf(wanted, sizeof wanted, "\n%.*s", (int)(end - line), line);
            if (!strstr(text, wanted))
                fail_msg("not told: %s\nfound:\n%s", wanted + 1, text);
            line = end + 1;
        }
        inspected_free(seen);
    }
}

/* Cut at every byte: no cut is better than suspicious where the whole is read as a model's. */
static inline void inspect_row_cuts(const struct inspector *inspector,
                                    const struct inspect_row *row, bool never_clean)
{
    for (size_t size = 0; size < row->bytes.size; size++) {
        struct inspected *seen =
            inspect_bytes(inspector, bytes_of(row->bytes.data, size), row->file);

        assert_true(seen->status == ASSAY_OK || seen->status == ASSAY_EFORMAT ||
                    seen->status == ASSAY_ELIMIT);
        assert_true(seen->status == ASSAY_OK || seen->err.offset <= size);
        if (never_clean && seen->status != ASSAY_OK)
            assert_int_not_equal(seen->content.load, ASSAY_LOAD_CLEAN);
        inspected_free(seen);
    }
}
