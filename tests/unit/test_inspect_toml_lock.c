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
    {"half a table", "uv.lock", ROW_BYTES("[[package]]\nname = \"a\nversion = \n"), true,
     ASSAY_EFORMAT, "toml-lock", "! data.bad-record 0\n"},
    {"blanks and quotes in a header", "uv.lock",
     ROW_BYTES("[[ package ]]\nname = \"a\"\n[[\"package\"]] # b\n'name' = 'b'\n\"version\"='1'\n"),
     true, ASSAY_OK, "toml-lock", "pin pypi/a - - -\npin pypi/b@1 - - -\n"},
    {"tables in braces", "uv.lock",
     ROW_BYTES("\xEF\xBB\xBFversion = 1\r\npackage = [ # all\n  {name = \"a\", version = \"1\",\n"
               "   source = {registry = \"u\"}},\n  {\"n\\u0061me\" = \"b\", wheels = [{hash = "
               "\"sha256:00\"}], n = [1.5, 1979-05-27 07:32:00Z, true]},]\n"),
     true, ASSAY_OK, "toml-lock", "pin pypi/a@1 - - -\npin pypi/b - - -\n"},
    {"texts of several lines", "uv.lock",
     ROW_BYTES(
         "[[package]]\nname = \"\"\"\na\\\n   b\"\"\"\nversion = '''1'''\nx = \"\"\"\n[[package]]\n"
         "name = \"no\"\n\"\"\"\"\n"),
     true, ASSAY_OK, "toml-lock", "pin pypi/ab@1 - - -\n"},
    {"in small letters", "cargo.lock",
     ROW_BYTES("[[package]]\nname = \"p\"\nversion = \"1\"\nsource = \"registry+x\"\n"), true,
     ASSAY_OK, "toml-lock", "pin cargo/p@1 - - -\n"},
    {"a package without a name", "uv.lock", ROW_BYTES("[[package]]\nversion = \"1\"\n"), true,
     ASSAY_OK, "toml-lock", "! data.bad-record 0\n"},
    {"no TOML", "uv.lock", ROW_BYTES("[[package]]\nname = \"a\"\n<<<<<<< HEAD\n"), true,
     ASSAY_EFORMAT, "toml-lock", "pin pypi/a - - -\n"},
    {"a CR alone", "uv.lock", ROW_BYTES("version = 1\r[[package]]\rname = \"a\"\r"), true,
     ASSAY_EFORMAT, "toml-lock", ""},
    {"arrays without an end", "uv.lock",
     ROW_BYTES(
         "a=[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["),
     true, ASSAY_ELIMIT, "toml-lock", ""},
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

/* Digests behind all packages: D is 64 digits. */
#define D "23ac7c30002a5accbf7e8987d0632fa6de155b7c3d39d0067317a391e00a2ef6"
static const struct inspect_row old_rows[] = {
    {"of old Cargo", "Cargo.lock",
     ROW_BYTES("[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"registry+x\"\n"
               "[[package]]\nname = \"a\"\nversion = \"2.0.0\"\nsource = \"registry+x\"\n"
               "[[package]]\nname = \"b\"\nversion = \"1.0.0\"\nsource = \"registry+x\"\n"
               "[metadata]\n\"checksum a 1.0.0 (registry+x)\" = \"" D "\"\n"
               "\"checksum b 1.0.0 (registry+x)\" = \"<none>\"\n"),
     ASSAY_OK, ASSAY_LOAD_ABSENT,
     "kind config, format toml-lock\nfact lockfile.hashed = 1\nfact lockfile.pins = 3\n"
     "fact lockfile.unhashed = [cargo/a@2.0.0] [cargo/b@1.0.0]\n"},
    {"of old Poetry", "poetry.lock",
     ROW_BYTES("[[package]]\nname = \"A\"\nversion = \"1\"\n[[package]]\nname = \"b\"\nversion = "
               "\"2\"\n[metadata]\ncontent-hash = \"" D "\"\n[metadata.files]\na = [\n    {file = "
               "\"f\", hash = \"sha256:" D "\"},\n]\nb = []\n"),
     ASSAY_OK, ASSAY_LOAD_ABSENT,
     "kind config, format toml-lock\nfact lockfile.hashed = 1\nfact lockfile.pins = 2\n"
     "fact lockfile.unhashed = [pypi/b@2]\n"},
    {"of older Poetry", "poetry.lock",
     ROW_BYTES("[[package]]\nname = \"a\"\nversion = \"1\"\n[metadata.hashes]\na = [\"" D "\"]\n"),
     ASSAY_OK, ASSAY_LOAD_ABSENT,
     "kind config, format toml-lock\nfact lockfile.hashed = 1\nfact lockfile.pins = 1\n"},
};

static void old_ones(void **state)
{
    inspect_row_check(&inspect_toml_lock, *state);
    inspect_row_cuts(&inspect_toml_lock, *state, false);
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

    return cmocka_run_group_tests(more, NULL, NULL) + RUN_CASES(claims, rows) +
           RUN_CASES(old_ones, old_rows);
}
