/* test_inspect_package_lock.c - lock files of npm. */

#include "examine/inspect.h"

#include "claims.h"
#include "inspect_rows.h"

static const struct claims_row rows[] = {
    {"of version 3", "package-lock.json",
     ROW_BYTES("{\"lockfileVersion\":3,\"packages\":{\"\":{\"version\":\"1.0.0\"},"
               "\"node_modules/@a/b\":{\"version\":\"2.0.0\",\"integrity\":\"sha512-x\","
               "\"dependencies\":{\"version\":\"^1\"}},"
               "\"node_modules/c/node_modules/d\":{\"version\":\"3.0.0\"},"
               "\"node_modules/own\":{\"resolved\":\"packages/own\",\"link\":true},"
               "\"packages/own\":{\"version\":\"0.1.0\"}}}"),
     true, ASSAY_OK, "package-lock", "pin npm/@a/b@2.0.0 - - -\npin npm/d@3.0.0 - - -\n"},
    {"of version 2, which says all twice", "package-lock.json",
     ROW_BYTES("{\"lockfileVersion\":2,\"packages\":{\"node_modules/a\":{\"version\":\"1.0.0\"}},"
               "\"dependencies\":{\"a\":{\"version\":\"1.0.0\",\"integrity\":\"sha512-x\"}}}"),
     true, ASSAY_OK, "package-lock", "pin npm/a@1.0.0 - - -\n"},
    {"of version 1", "npm-shrinkwrap.json",
     ROW_BYTES("{\"lockfileVersion\":1,\"dependencies\":{\"a\":{\"version\":\"1.0.0\","
               "\"integrity\":\"sha512-x\",\"requires\":{\"b\":\"^1\"},\"dependencies\":{\"b\":{"
               "\"version\":\"1.1.0\"}}},\"c\":{\"version\":\"2.0.0\",\"bundled\":true}}}"),
     true, ASSAY_OK, "package-lock", "pin npm/a@1.0.0 - - -\npin npm/b@1.1.0 - - -\n"},
    {"a byte order mark in front", "package-lock.json",
     ROW_BYTES("\xEF\xBB\xBF{\"lockfileVersion\":3,\"packages\":{\"node_modules/a\":{\"version\":"
               "\"1.0.0\"}}}"),
     true, ASSAY_OK, "package-lock", "pin npm/a@1.0.0 - - -\n"},
    {"cut", "package-lock.json",
     ROW_BYTES("{\"lockfileVersion\":3,\"packages\":{\"node_modules/a\":{\"version\":\"1"), true,
     ASSAY_EFORMAT, "package-lock", "pin npm/a - - -\n"},
    {"no object", "package-lock.json", ROW_BYTES("[]"), true, ASSAY_OK, "package-lock", ""},
    {"another name", "x.json", ROW_BYTES("{\"lockfileVersion\":3}"), false, ASSAY_OK,
     "package-lock", ""},
};

static void claims(void **state)
{
    claims_check(&inspect_package_lock, *state);
}

static void counts(void **state)
{
    static const struct inspect_row row = {
        "sums",
        "package-lock.json",
        ROW_BYTES("{\"lockfileVersion\":2,\"packages\":{\"node_modules/a\":{\"version\":\"1.0.0\"},"
                  "\"node_modules/g\":{\"version\":\"2.0.0\",\"resolved\":\"git+ssh://x#0123\"}},"
                  "\"dependencies\":{\"z\":{\"integrity\":\"sha512-x\"}}}"),
        ASSAY_OK,
        ASSAY_LOAD_ABSENT,
        "kind config, format package-lock\nfact lockfile.hashed = 1\nfact lockfile.pins = 2\n"
        "fact lockfile.unhashed = [npm/a@1.0.0]\n"};

    (void)state;
    inspect_row_check(&inspect_package_lock, &row);
    inspect_row_cuts(&inspect_package_lock, &row, false);
}

int main(void)
{
    const struct CMUnitTest more[] = {cmocka_unit_test(counts)};

    return cmocka_run_group_tests(more, NULL, NULL) + RUN_CASES(claims, rows);
}
