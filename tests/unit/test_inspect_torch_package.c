/* test_inspect_torch_package.c - what is told of p/.data/extern_modules, and what loading it does.
 */

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
    {"modules of a model", ROW_BYTES("torch\nnumpy\nsys\n"), ASSAY_LOAD_SUSPICIOUS, ASSAY_OK,
     "torch.package runs the Python of its archive"},
    {"a module that runs programs", ROW_BYTES("torch\nsubprocess"), ASSAY_LOAD_DANGEROUS, ASSAY_OK,
     "subprocess"},
    {"nothing", ROW_BYTES(""), ASSAY_LOAD_SUSPICIOUS, ASSAY_OK,
     "torch.package runs the Python of its archive"},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct inspected *seen =
        inspect_bytes(&inspect_torch_package, row->bytes, "p/.data/extern_modules");

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
        inspected_free(inspect_in_steps(&inspect_torch_package, bytes_of(row->bytes.data, size),
                                        "p/.data/extern_modules", 1 + size % 5, size % 2 == 0));
}

int main(void)
{
    return RUN_CASES(check, rows) + RUN_CASES(check_cuts, rows);
}
