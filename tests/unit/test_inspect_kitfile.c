/* test_inspect_kitfile.c - manifests of ModelKits. */

#include "inspect_rows.h"

#include "examine/inspect.h"

static const struct inspect_row rows[] = {
    {"a package", "x/Kitfile",
     ROW_BYTES(
         "manifestVersion: 1.0.0\npackage:\n  name: p\n  version: 2.0.1\nmodel:\n  name: m\n"
         "  license: apache-2.0\ndatasets:\n  - name: d\n    license: mit\n  - path: e.csv\n"),
     ASSAY_OK, ASSAY_LOAD_ABSENT,
     "kind config, format kitfile\nfact dataset.license (declared) = [MIT]\n"
     "fact model.datasets (declared) = [d] [e.csv]\nfact model.license (declared) = [Apache-2.0]\n"
     "fact model.name (declared) = m\nfact model.version (declared) = 2.0.1\n"},
    {"no version", "Kitfile", ROW_BYTES("model: {}\n"), ASSAY_EFORMAT, ASSAY_LOAD_ABSENT, ""},
    {"anchors", "Kitfile", ROW_BYTES("manifestVersion: &a 1\nmodel: *a\n"), ASSAY_EFORMAT,
     ASSAY_LOAD_ABSENT, ""},
};

static void check(void **state)
{
    inspect_row_check(&inspect_kitfile, *state);
    inspect_row_cuts(&inspect_kitfile, *state, true);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
