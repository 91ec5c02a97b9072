/* test_inspect_toml_lock.c - lock files in TOML. */

#include "examine/inspect.h"

#include "claims.h"
#include "inspect_rows.h"

static const struct claims_row rows[] = {
    {"of uv", "uv.lock",
     ROW_BYTES("version = 1\n\n[[package]]\nname = \"mine\"\nversion = \"0.1\"\n"
               "source = { editable = \".\" }\n\n[[package]]\nname = \"numpy\"\n"
               "version = \"1.26.4\"\nsource = { registry = \"https://pypi.org/simple\" }\n"
               "wheels = [\n    { url = \"u\", hash = \"sha256:00\" },\n]\n"),
     true, ASSAY_OK, "toml-lock", "pin pypi/numpy@1.26.4 - - -\n"},
    {"of Poetry", "poetry.lock",
     ROW_BYTES("[[package]]\nname = \"A_b\"\nversion = \"1\"\nfiles = [\n  {file = \"f\", hash = "
               "\"sha256:00\"},\n]\n\n[package.dependencies]\nname = \"x\"\n\n[metadata]\n"
               "content-hash = \"sha256:11\"\n"),
     true, ASSAY_OK, "toml-lock", "pin pypi/a-b@1 - - -\n"},
    {"of Cargo", "Cargo.lock",
     ROW_BYTES("[[package]]\nname = \"mine\"\nversion = \"0.1.0\"\n\n[[package]]\nname = "
               "\"serde\"\nversion = \"1.0.0\"\nsource = \"registry+https://x\"\nchecksum = "
               "\"00\"\n\n[[package]]\nname = \"g\"\nversion = \"2.0.0\"\nsource = "
               "\"git+https://x#0123\"\n"),
     true, ASSAY_OK, "toml-lock", "pin cargo/serde@1.0.0 - - -\npin cargo/g@2.0.0 - - -\n"},
    {"half a table", "uv.lock", ROW_BYTES("[[package]]\nname = \"a\nversion = \n"), true, ASSAY_OK,
     "toml-lock", ""},
    {"no table", "pdm.lock", ROW_BYTES("name = \"a\"\nversion = \"1\"\n"), true, ASSAY_OK,
     "toml-lock", ""},
    {"another name", "x.lock", ROW_BYTES("[[package]]\nname = \"a\"\n"), false, ASSAY_OK,
     "toml-lock", "pin a - - -\n"},
    {"empty", "uv.lock", ROW_BYTES(""), true, ASSAY_OK, "toml-lock", ""},
};

static void claims(void **state)
{
    claims_check(&inspect_toml_lock, *state);
}

static void counts(void **state)
{
    static const struct inspect_row row = {
        "sums",
        "poetry.lock",
        ROW_BYTES(
            "[[package]]\nname = \"a\"\nversion = \"1\"\n[[package]]\nname = \"b\"\nversion = "
            "\"2\"\nfiles = [{file = \"f\", hash = \"sha256:00\"}]\n"),
        ASSAY_OK,
        ASSAY_LOAD_ABSENT,
        "kind config, format toml-lock\nfact lockfile.hashed = 1\nfact lockfile.pins = 2\n"
        "fact lockfile.unhashed = [pypi/a@1]\n"};

    (void)state;
    inspect_row_check(&inspect_toml_lock, &row);
    inspect_row_cuts(&inspect_toml_lock, &row, false);
}

int main(void)
{
    const struct CMUnitTest more[] = {cmocka_unit_test(counts)};

    return cmocka_run_group_tests(more, NULL, NULL) + RUN_CASES(claims, rows);
}
