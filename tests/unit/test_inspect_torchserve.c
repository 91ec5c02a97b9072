/* test_inspect_torchserve.c - what is told of MAR-INF/MANIFEST.json, and what loading it does. */

#include "inspect.h"

#include "examine/inspect.h"

struct row {
    const char *name;
    struct bytes bytes;
    enum assay_load load;
    enum assay_status status;
    const char *detail; /* of an observation, or "" for none */
};

static const struct row rows[] = {
    {"a handler of the server",
     ROW_BYTES("{\"model\":{\"modelName\":\"m\",\"handler\":\"image_classifier\"}}"),
     ASSAY_LOAD_CLEAN, ASSAY_OK, ""},
    {"a handler of its own", ROW_BYTES("{\"model\":{\"handler\":\"h.py\"}}"), ASSAY_LOAD_SUSPICIOUS,
     ASSAY_OK, "the handler is a program of the archive: h.py"},
    {"no handler", ROW_BYTES("{\"model\":{}}"), ASSAY_LOAD_SUSPICIOUS, ASSAY_OK,
     "the handler is a program of the archive: "},
    {"packages",
     ROW_BYTES("{\"model\":{\"handler\":\"text_classifier\",\"requirementsFile\":\"r.txt\"}}"),
     ASSAY_LOAD_SUSPICIOUS, ASSAY_OK, "packages are installed from: r.txt"},
    {"no model", ROW_BYTES("{}"), ASSAY_LOAD_SUSPICIOUS, ASSAY_EFORMAT, ""},
    {"no JSON", ROW_BYTES("model"), ASSAY_LOAD_SUSPICIOUS, ASSAY_EFORMAT, ""},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct inspected *seen =
        inspect_bytes(&inspect_torchserve, row->bytes, "MAR-INF/MANIFEST.json");

    if (seen->content.load != row->load || seen->status != row->status)
        inspected_fail(seen, "the load or status");
    if (*row->detail ? !inspected_observation(seen, "model.code-import", row->detail) &&
                           !inspected_observation(seen, "model.unknown-import", row->detail)
                     : seen->content.observation_count > 0)
        inspected_fail(seen, row->detail);
    inspected_free(seen);
}

/* Cut at every byte, in windows of any size: nothing is read beyond, and it ends. */
static void check_cuts(void **state)
{
    const struct row *row = *state;

    for (size_t size = 0; size <= row->bytes.size; size++)
        inspected_free(inspect_in_steps(&inspect_torchserve, bytes_of(row->bytes.data, size),
                                        "MAR-INF/MANIFEST.json", 1 + size % 5, size % 2 == 0));
}

int main(void)
{
    return RUN_CASES(check, rows) + RUN_CASES(check_cuts, rows);
}
