/*
 * inspect_imports.h - tables for inspectors of text that names what loading imports.
 *
 *     static const struct import_row rows[] = {
 *         {"a call", ROW_BYTES("import os"), ASSAY_LOAD_DANGEROUS, ASSAY_OK, "import os"},
 *     };
 */

#pragma once

#include "inspect.h"

#include "examine/inspect.h"

struct import_row {
    const char *name;
    struct bytes bytes;
    enum assay_load load;
    enum assay_status status;
    const char *detail; /* of an observation, or "" for none */
};

static inline void import_row_check(const struct inspector *inspector, const char *file,
                                    const struct import_row *row)
{
    struct inspected *seen = inspect_bytes(inspector, row->bytes, file);

    if (seen->content.load != row->load || seen->status != row->status)
        inspected_fail(seen, "the load or status");
    if (*row->detail ? !inspected_observation(seen, "model.code-import", row->detail) &&
                           !inspected_observation(seen, "model.unknown-import", row->detail)
                     : seen->content.observation_count > 0)
        inspected_fail(seen, row->detail);
    inspected_free(seen);
}

/* Cut at every byte, in windows of any size: nothing is read beyond, and it ends. */
static inline void import_row_cuts(const struct inspector *inspector, const char *file,
                                   const struct import_row *row)
{
    for (size_t size = 0; size <= row->bytes.size; size++)
        inspected_free(inspect_in_steps(inspector, bytes_of(row->bytes.data, size), file,
                                        1 + size % 5, size % 2 == 0));
}
