/* The file that marks an OCI layout. */

#include "examine/inspect.h"

#include "claims.h"

static const struct claims_row rows[] = {
    {"as written today", "x/oci-layout", ROW_BYTES("{\"imageLayoutVersion\": \"1.0.0\"}\n"), true,
     ASSAY_OK, "oci-layout", ""},
    {"another version", "oci-layout", ROW_BYTES("{\"imageLayoutVersion\": \"2.0.0\"}"), true,
     ASSAY_OK, "oci-layout", "! oci.invalid 0\n"},
    {"no version", "oci-layout", ROW_BYTES("{\"imageLayoutVersion\": 1}"), true, ASSAY_OK,
     "oci-layout", "! oci.invalid 0\n"},
    {"cut short", "oci-layout", ROW_BYTES("{\"imageLayoutVersion\": \"1.0.0\""), true,
     ASSAY_EFORMAT, "oci-layout", ""},
    {"a list", "oci-layout", ROW_BYTES("[\"imageLayoutVersion\"]"), true, ASSAY_EFORMAT,
     "oci-layout", ""},
    {"another name", "layout.json", ROW_BYTES("{\"imageLayoutVersion\": \"1.0.0\"}"), false,
     ASSAY_OK, "oci-layout", ""},
    {"another document", "oci-layout", ROW_BYTES("{}"), false, ASSAY_OK, "oci-layout",
     "! oci.invalid 0\n"},
};

static void claims(void **state)
{
    claims_check(&inspect_oci_layout, *state);
}

int main(void)
{
    return RUN_CASES(claims, rows);
}
