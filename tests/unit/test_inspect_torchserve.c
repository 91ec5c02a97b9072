/* test_inspect_torchserve.c - what is told of MAR-INF/MANIFEST.json, and what loading it does. */

#include "inspect_imports.h"

static const struct import_row rows[] = {
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
    import_row_check(&inspect_torchserve, "MAR-INF/MANIFEST.json", *state);
}

static void check_cuts(void **state)
{
    import_row_cuts(&inspect_torchserve, "MAR-INF/MANIFEST.json", *state);
}

int main(void)
{
    return RUN_CASES(check, rows) + RUN_CASES(check_cuts, rows);
}
