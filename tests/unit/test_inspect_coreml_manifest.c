/* test_inspect_coreml_manifest.c - which file of an .mlpackage is the model. */

#include "inspect.h"

#include "examine/inspect.h"

#define ENTRIES(path)                                                                              \
    "{\"itemInfoEntries\":{\"A\":{\"path\":\"" path "\"}},\"rootModelIdentifier\":\"A\"}"

static const struct row {
    const char *name, *text;
    enum assay_status status;
    enum assay_load load;
    const char *claim; /* of the one claim, or NULL */
} rows[] = {
    {"a model", ENTRIES("com.apple.CoreML/model.mlmodel"), ASSAY_OK, ASSAY_LOAD_ABSENT,
     "Data/com.apple.CoreML/model.mlmodel"},
    {"a folder", ENTRIES("com.apple.CoreML/weights"), ASSAY_OK, ASSAY_LOAD_ABSENT, NULL},
    {"a model outside", ENTRIES("../../model.mlmodel"), ASSAY_OK, ASSAY_LOAD_DANGEROUS, NULL},
    {"an absolute path", ENTRIES("/etc/model.mlmodel"), ASSAY_OK, ASSAY_LOAD_DANGEROUS, NULL},
    {"an escaped path", ENTRIES("\\u002e\\u002e/m.mlmodel"), ASSAY_OK, ASSAY_LOAD_DANGEROUS, NULL},
    {"a name twice", "{\"itemInfoEntries\":{\"A\":{\"path\":\"a\",\"path\":\"b\"}}}", ASSAY_EFORMAT,
     ASSAY_LOAD_ABSENT, NULL},
    {"cut short", "{\"itemInfoEntries\":{", ASSAY_EFORMAT, ASSAY_LOAD_ABSENT, NULL},
};

static void check_row(void **state)
{
    const struct row *row = *state;
    struct inspected *seen =
        inspect_bytes(&inspect_coreml_manifest, bytes_text(row->text), "M.mlpackage/Manifest.json");

    assert_true(seen->bid > 8);
    if (seen->status != row->status || seen->content.load != row->load ||
        seen->content.claim_count != (row->claim != NULL))
        inspected_fail(seen, row->name);
    if (row->claim)
        assert_string_equal(seen->content.claims[0].name, row->claim);
    inspected_free(seen);
}

int main(void)
{
    return RUN_CASES(check_row, rows);
}
