/* test_inspect_python_path.c - what is told of x.pth, and what loading it does. */

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
    {"folders", ROW_BYTES("/usr/lib/x\n# import os\nimports\n"), ASSAY_LOAD_CLEAN, ASSAY_OK, ""},
    {"a line that runs", ROW_BYTES("/x\nimport os; os.system('true')\n"), ASSAY_LOAD_DANGEROUS,
     ASSAY_OK, "import os; os.system('true')"},
    {"and by a tab, without an end", ROW_BYTES("import\tos"), ASSAY_LOAD_DANGEROUS, ASSAY_OK,
     "import\\x09os"},
    {"behind a byte order mark", ROW_BYTES("\xef\xbb\xbfimport os\n"), ASSAY_LOAD_DANGEROUS,
     ASSAY_OK, "import os"},
    {"a blank before it, which Python takes for a folder", ROW_BYTES(" import os\n"),
     ASSAY_LOAD_CLEAN, ASSAY_OK, ""},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct inspected *seen = inspect_bytes(&inspect_python_path, row->bytes, "x.pth");

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
        inspected_free(inspect_in_steps(&inspect_python_path, bytes_of(row->bytes.data, size),
                                        "x.pth", 1 + size % 5, size % 2 == 0));
}

int main(void)
{
    return RUN_CASES(check, rows) + RUN_CASES(check_cuts, rows);
}
