/* test_inspect_torchscript.c - what is told of m/code/__torch__/a.py, and what loading it does. */

#include "inspect_imports.h"

static const struct import_row rows[] = {
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
    import_row_check(&inspect_torchscript, "m/code/__torch__/a.py", *state);
}

static void check_cuts(void **state)
{
    import_row_cuts(&inspect_torchscript, "m/code/__torch__/a.py", *state);
}

int main(void)
{
    return RUN_CASES(check, rows) + RUN_CASES(check_cuts, rows);
}
