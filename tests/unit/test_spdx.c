/* Names of licences, brought to SPDX identifiers. */

#include "examine/words/spdx.h"
#include "rows.h"

struct row {
    const char *name; /* as stated */
    const char *id;   /* or NULL */
    const char *normal;
};

static const struct row rows[] = {
    {"mit", "MIT", "MIT"},
    {"MIT", "MIT", "MIT"},
    {"Apache-2.0", "Apache-2.0", "Apache-2.0"},
    {"0bsd", "0BSD", "0BSD"},
    {"zlib", "Zlib", "Zlib"},
    {"odbl", "ODbL-1.0", "ODbL-1.0"},
    {"cc-by-nc-sa-4.0", "CC-BY-NC-SA-4.0", "CC-BY-NC-SA-4.0"},
    {"gpl-3.0", "GPL-3.0-only", "GPL-3.0-only"},
    {"llama3.1", "LicenseRef-llama3.1", "LicenseRef-llama3.1"},
    {"openrail++", "LicenseRef-openrail-plus-plus", "LicenseRef-openrail-plus-plus"},
    {"mi", NULL, "mi"},
    {"mitt", NULL, "mitt"},
    {"", NULL, ""},
    {"unknown", NULL, "unknown"},
    {"our own terms", NULL, "our own terms"},
    {"LicenseRef-acme", NULL, "LicenseRef-acme"},
    {"mit OR (apache-2.0 AND cc0-1.0)", NULL, "MIT OR (Apache-2.0 AND CC0-1.0)"},
};

static void normalises(void **state)
{
    const struct row *row = *state;
    struct buf out;

    buf_init(&out, 1024);
    spdx_normalise(bytes_text(row->name), &out);
    assert_string_equal(buf_string(&out), row->normal);
    if (row->id)
        assert_string_equal(spdx_id(bytes_text(row->name)), row->id);
    else
        assert_null(spdx_id(bytes_text(row->name)));
    buf_clear(&out);
}

/* bsearch() needs the table sorted: each canonical identifier finds itself or its successor. */
static void finds_all(void **state)
{
    static const char *const ids[] = {
        "0BSD",      "AGPL-3.0-or-later", "BSD-2-Clause", "BSD-3-Clause-Clear",
        "BSL-1.0",   "CC0-1.0",           "CC-BY-4.0",    "CDLA-Permissive-2.0",
        "EPL-2.0",   "EUPL-1.2",          "ISC",          "LGPL-2.1-only",
        "LPPL-1.3c", "MPL-2.0",           "MS-PL",        "ODC-By-1.0",
        "OFL-1.1",   "PDDL-1.0",          "PostgreSQL",   "Unlicense",
        "WTFPL",     "etalab-2.0",
    };

    (void)state;
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        assert_string_equal(spdx_id(bytes_text(ids[i])), ids[i]);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(finds_all)};
    int failures = RUN_CASES(normalises, rows);

    failures += cmocka_run_group_tests(tests, NULL, NULL);
    return failures ? 1 : 0;
}
