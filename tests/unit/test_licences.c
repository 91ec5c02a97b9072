/* test_licences.c - licence expressions: what is known, and what the terms hold back. */

#include "policy/licences.h"

#include "rows.h"

#define NC LICENCE_NON_COMMERCIAL
#define ND LICENCE_NO_DERIVATIVES

static const struct row {
    const char *name;
    const char *text;
    bool known;
    unsigned terms;
    bool stated;
} rows[] = {
    {"an identifier", "MIT", true, 0, true},
    {"in any case", "apache-2.0", true, 0, true},
    {"the first of the table", "0BSD", true, 0, true},
    {"the last of the table", "ZPL-2.1", true, 0, true},
    {"non-commercial", "CC-BY-NC-4.0", true, NC, true},
    {"both", "CC-BY-NC-ND-4.0", true, NC | ND, true},
    {"no derivatives", "CC-BY-ND-4.0", true, ND, true},
    {"a hub's name", "llama3.1", true, LICENCE_RESTRICTED, true},
    {"or later", "GPL-2.0+", true, 0, true},
    {"with an exception", "GPL-2.0-only WITH Classpath-exception-2.0", true, 0, true},
    {"OR gives the better arm", "CC-BY-NC-4.0 OR MIT", true, 0, true},
    {"AND takes both", "CC-BY-NC-4.0 AND MIT", true, NC, true},
    {"AND binds more than OR", "MIT OR CC-BY-NC-4.0 AND CC-BY-ND-4.0", true, 0, true},
    {"brackets", "(MIT OR Apache-2.0) AND CC-BY-NC-4.0", true, NC, true},
    {"a name of one's own", "LicenseRef-acme", true, 0, false},
    {"a hub's name as one's own", "LicenseRef-llama3.1", true, LICENCE_RESTRICTED, true},
    {"a research licence as one's own", "LicenseRef-qwen-research", true, NC, true},
    {"one's own that is called as a plain one", "LicenseRef-MIT", true, 0, false},
    {"of another document", "DocumentRef-a:LicenseRef-b", true, 0, false},
    {"a hub's name in another document", "DocumentRef-a:LicenseRef-llama3.1", true, 0, false},
    {"one's own OR a known one", "LicenseRef-acme OR CC-BY-NC-4.0", true, NC, true},
    {"one's own AND a known one", "LicenseRef-acme AND MIT", true, 0, false},
    {"one's own AND what holds back", "LicenseRef-acme AND CC-BY-NC-4.0", true, NC, false},
    {"limits of use are easier than no commerce", "CC-BY-NC-4.0 OR llama3.1", true,
     LICENCE_RESTRICTED, true},
    {"or any later, by a newer name", "AGPL-3.0+", true, 0, true},
    {"or any later without such a name", "Apache-2.0+", true, 0, true},
    {"a hub's name with two signs", "openrail++", true, LICENCE_RESTRICTED, true},
    {"one's own with an exception", "LicenseRef-acme WITH Classpath-exception-2.0", true, 0, false},
    {"with an addition of one's own", "MIT WITH AdditionRef-acme", true, 0, false},
    {"with one of another document", "MIT WITH DocumentRef-a:AdditionRef-b", true, 0, false},
    {"an addition without a name", "MIT WITH AdditionRef-", false, 0, false},
    {"an addition is no licence", "AdditionRef-acme", false, 0, false},
    {"a document is no licence", "DocumentRef-a", false, 0, false},
    {"nor is a name in none", "DocumentRef-:LicenseRef-b", false, 0, false},
    {"a sign alone", "+", false, 0, false},
    {"nothing", "", false, 0, false},
    {"blanks", "  ", false, 0, false},
    {"a word", "other", false, 0, false},
    {"unknown", "unknown", false, 0, false},
    {"a prefix of one", "MI", false, 0, false},
    {"half an expression", "MIT OR", false, 0, false},
    {"an unknown exception", "MIT WITH nothing", false, 0, false},
    {"a bracket that stays open", "(MIT", false, 0, false},
    {"a bracket too many", "MIT)", false, 0, false},
    {"two without an operator", "MIT Apache-2.0", false, 0, false},
    {"an empty name of one's own", "LicenseRef-", false, 0, false},
    {"brackets without end", "((((((((((((((((((((((((((((((((MIT", false, 0, false},
};

static void check(void **state)
{
    const struct row *row = *state;
    unsigned terms = 0;
    bool stated = false;

    assert_int_equal(licence_read(bytes_text(row->text), &terms, &stated), row->known);
    assert_int_equal(terms, row->terms);
    assert_int_equal(stated, row->stated);
}

/* A text from a model's metadata may hold any byte. */
static void check_no_byte_ends_it(void **state)
{
    unsigned terms;
    bool stated;

    (void)state;
    assert_false(licence_read(BYTES("MIT\0-or worse"), &terms, &stated));
    assert_false(licence_read(BYTES("MIT WITH Classpath-exception-2.0\0"), &terms, &stated));
}

int main(void)
{
    const struct CMUnitTest others[] = {cmocka_unit_test(check_no_byte_ends_it)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(others, NULL, NULL);
}
