/* test_inspect_torchscript.c - what is told of m/code/__torch__/a.py, and what loading it does. */

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
    {"a layer", ROW_BYTES("def forward(self, x):\n  return torch.linear(x, ops.prim.data(x))\n"),
     ASSAY_LOAD_CLEAN, ASSAY_OK, ""},
    {"a file that is written", ROW_BYTES("torch.save(x, \"f\")"), ASSAY_LOAD_DANGEROUS, ASSAY_OK,
     "torch.save"},
    {"and by its other name", ROW_BYTES("ops.aten.from_file(x)"), ASSAY_LOAD_DANGEROUS, ASSAY_OK,
     "ops.aten.from_file"},
    {"a name in a text", ROW_BYTES("x = \"torch.save(\" + 'ops.mine.f(\\'ops.mine.g('"),
     ASSAY_LOAD_CLEAN, ASSAY_OK, ""},
    {"an operator of a library", ROW_BYTES("ops.mine.run(x)"), ASSAY_LOAD_SUSPICIOUS, ASSAY_OK,
     "ops.mine.run"},
    {"a text without end", ROW_BYTES("x = \"torch.save("), ASSAY_LOAD_CLEAN, ASSAY_OK, ""},
    {"nothing", ROW_BYTES(""), ASSAY_LOAD_CLEAN, ASSAY_OK, ""},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct inspected *seen =
        inspect_bytes(&inspect_torchscript, row->bytes, "m/code/__torch__/a.py");

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
        inspected_free(inspect_in_steps(&inspect_torchscript, bytes_of(row->bytes.data, size),
                                        "m/code/__torch__/a.py", 1 + size % 5, size % 2 == 0));
}

int main(void)
{
    return RUN_CASES(check, rows) + RUN_CASES(check_cuts, rows);
}
