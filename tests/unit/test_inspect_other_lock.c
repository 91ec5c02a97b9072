/* test_inspect_other_lock.c - lock files of yarn, pnpm, Pipenv, Composer and Go. */

#include "examine/inspect.h"

#include "claims.h"
#include "inspect_rows.h"

#define COMMIT "0123456789abcdef0123456789abcdef01234567"

static const struct claims_row rows[] = {
    {"of yarn 1", "yarn.lock",
     ROW_BYTES("# yarn lockfile v1\n\n\"@a/b@^1.0\", \"@a/b@^1.1\":\n  version \"1.2.0\"\n"
               "  resolved \"https://x/b.tgz#00\"\n  dependencies:\n    version \"9\"\n\n"
               "p@^1:\r\n  version \"1.0.0\"\r\n"),
     true, ASSAY_OK, "other-lock", "pin npm/@a/b@1.2.0 - - -\npin npm/p@1.0.0 - - -\n"},
    {"of yarn 2", "yarn.lock",
     ROW_BYTES("__metadata:\n  version: 6\n\n\"p@npm:^1\":\n  version: 1.0.0\n  resolution: "
               "\"p@npm:1.0.0\"\n  checksum: 10c0/00\n  linkType: hard\n\n\"mine@workspace:.\":\n"
               "  version: 0.0.0-use.local\n  resolution: \"mine@workspace:.\"\n"),
     true, ASSAY_OK, "other-lock", "pin npm/p@1.0.0 - - -\n"},
    {"of yarn, a line that is none", "yarn.lock", ROW_BYTES("p@^1\n  version \"1.0.0\"\n???\n"),
     true, ASSAY_OK, "other-lock", "! data.bad-record 0\n"},
    {"of pnpm", "pnpm-lock.yaml",
     ROW_BYTES("lockfileVersion: '9.0'\npackages:\n  p@1.0.0:\n    resolution: {integrity: "
               "sha512-x}\n  '@a/b@2.0.0(p@1.0.0)':\n    resolution: {tarball: x}\n"),
     true, ASSAY_OK, "other-lock", "pin npm/p@1.0.0 - - -\npin npm/@a/b@2.0.0 - - -\n"},
    {"of pnpm 5 and 6", "pnpm-lock.yaml",
     ROW_BYTES("packages:\n  /p/1.0.0: {}\n  /@a/b/2.0.0_p@1.0.0: {}\n  /q@3.0.0: {}\n"), true,
     ASSAY_OK, "other-lock",
     "pin npm/p@1.0.0 - - -\npin npm/@a/b@2.0.0 - - -\npin npm/q@3.0.0 - - -\n"},
    {"of pnpm, no YAML", "pnpm-lock.yaml", ROW_BYTES("packages: {\n"), true, ASSAY_EFORMAT,
     "other-lock", ""},
    {"of Pipenv", "Pipfile.lock",
     ROW_BYTES("{\"_meta\":{\"hash\":{\"sha256\":\"00\"}},\"default\":{\"A_b\":{\"hashes\":["
               "\"sha256:00\"],\"version\":\"==1.0\"},\"g\":{\"git\":\"https://x\",\"ref\":"
               "\"" COMMIT "\"},\"mine\":{\"editable\":true,\"path\":\".\"}},\"develop\":{\"c\":{"
               "\"version\":\"==2\"}}}"),
     true, ASSAY_OK, "other-lock",
     "pin pypi/a-b@1.0 - - -\npin pypi/g@" COMMIT " - - -\npin pypi/c@2 - - -\n"},
    {"of Composer", "composer.lock",
     ROW_BYTES("{\"packages\":[{\"name\":\"a/b\",\"version\":\"v1.0\",\"require\":{\"name\":\"x\"},"
               "\"dist\":{\"shasum\":\"\",\"reference\":\"" COMMIT "\"}}],\"packages-dev\":[{"
               "\"name\":\"c/d\",\"version\":\"2\"},{\"version\":\"3\"}]}"),
     true, ASSAY_OK, "other-lock",
     "pin composer/a/b@v1.0 - - -\npin composer/c/d@2 - - -\n! data.bad-record 190\n"},
    {"of Go", "go.sum",
     ROW_BYTES("example.com/m v1.0.0 h1:aaa=\nexample.com/m v1.0.0/go.mod h1:bbb=\n"
               "example.com/n v2.0.0/go.mod h1:ccc=\n"),
     true, ASSAY_OK, "other-lock", "pin golang/example.com/m@v1.0.0 - - -\n"},
    {"of Go, half a line", "go.sum", ROW_BYTES("example.com/m v1.0.0\n"), true, ASSAY_OK,
     "other-lock", "! data.bad-record 0\n"},
    {"in capitals", "YARN.LOCK", ROW_BYTES("p@1:\n  version \"1\"\n"), true, ASSAY_OK, "other-lock",
     "pin npm/p@1 - - -\n"},
    {"empty", "yarn.lock", ROW_BYTES(""), true, ASSAY_OK, "other-lock", ""},
};

static void claims(void **state)
{
    claims_check(&inspect_other_lock, *state);
}

static void counts(void **state)
{
    static const struct inspect_row row = {
        "sums",
        "yarn.lock",
        ROW_BYTES("p@1:\n  version \"1\"\n  integrity sha512-x\nq@1:\n  version \"2\"\n"),
        ASSAY_OK,
        ASSAY_LOAD_ABSENT,
        "kind config, format other-lock\nfact lockfile.hashed = 1\nfact lockfile.pins = 2\n"
        "fact lockfile.unhashed = [npm/q@2]\n"};

    (void)state;
    inspect_row_check(&inspect_other_lock, &row);
    inspect_row_cuts(&inspect_other_lock, &row, false);
}

int main(void)
{
    const struct CMUnitTest more[] = {cmocka_unit_test(counts)};

    return cmocka_run_group_tests(more, NULL, NULL) + RUN_CASES(claims, rows);
}
