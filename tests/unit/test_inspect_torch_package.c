/* test_inspect_torch_package.c - what is told of p/.data/extern_modules, and what loading it does.
 */

#include "inspect_imports.h"

static const struct import_row rows[] = {
    {"modules of a model", ROW_BYTES("torch\nnumpy\nsys\n"), ASSAY_LOAD_SUSPICIOUS, ASSAY_OK,
     "torch.package runs the Python of its archive"},
    {"a module that runs programs", ROW_BYTES("torch\nsubprocess"), ASSAY_LOAD_DANGEROUS, ASSAY_OK,
     "subprocess"},
    {"nothing", ROW_BYTES(""), ASSAY_LOAD_SUSPICIOUS, ASSAY_OK,
     "torch.package runs the Python of its archive"},
};

static void check(void **state)
{
    import_row_check(&inspect_torch_package, "p/.data/extern_modules", *state);
}

static void check_cuts(void **state)
{
    import_row_cuts(&inspect_torch_package, "p/.data/extern_modules", *state);
}

int main(void)
{
    return RUN_CASES(check, rows) + RUN_CASES(check_cuts, rows);
}
