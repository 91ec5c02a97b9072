/* test_licence_terms.c - the table of terms holds together, and what may come under what. */

#include "policy/licence_terms.h"

#include <strings.h>

#include "base/buf.h"
#include "base/kit.h"
#include "rows.h"

static const struct row {
    const char *name;
    const char *source, *target;
    bool compatible;
} rows[] = {
    {"the same", "CC-BY-SA-4.0", "CC-BY-SA-4.0", true},
    {"in any case", "cc-by-sa-4.0", "CC-by-SA-4.0", true},
    {"a later version", "CC-BY-SA-3.0", "CC-BY-SA-4.0", true},
    {"an earlier version", "CC-BY-SA-4.0", "CC-BY-SA-3.0", false},
    {"one way", "CC-BY-SA-4.0", "GPL-3.0-only", true},
    {"not the other", "GPL-3.0-only", "CC-BY-SA-4.0", false},
    {"part of a name on the list", "CC-BY-SA-4.0", "GPL-3.0-or-later", false},
    {"nothing is asked", "MIT", "CC-BY-NC-4.0", true},
    {"a port of the same version", "CC-BY-SA-3.0", "CC-BY-SA-3.0-DE", true},
    {"from one port to another", "CC-BY-SA-3.0-AT", "CC-BY-SA-3.0-DE", true},
    {"a port of an earlier version", "CC-BY-SA-3.0", "CC-BY-SA-2.0-UK", false},
    {"a port of an earlier version where all will do", "CC-BY-SA-2.5", "CC-BY-SA-2.0-UK", true},
    {"a model under research terms", "fair-noncommercial-research-license", "MIT", false},
    {"a database", "ODbL-1.0", "CC-BY-4.0", false},
    {"each of two", "CC-BY-SA-4.0 AND MIT", "CC-BY-SA-4.0", true},
    {"not both of two", "CC-BY-SA-4.0", "CC-BY-SA-4.0 AND MIT", false},
    {"the easier arm", "CC-BY-SA-4.0 OR MIT", "CC-BY-4.0", true},
    {"the easier arm comes first", "MIT OR CC-BY-SA-4.0", "CC-BY-4.0", true},
    {"non-commercial and alike", "CC-BY-NC-SA-4.0", "CC-BY-SA-4.0", false},
    {"or later", "GPL-2.0-or-later", "GPL-3.0-only", true},
    {"or later by its old name", "GPL-2.0+", "GPL-3.0-only", true},
    {"or later by a sign", "AGPL-3.0+", "AGPL-3.0-or-later", true},
    {"this version only", "GPL-2.0-only", "GPL-3.0-only", false},
};

static void compatible(void **state)
{
    const struct row *row = *state;
    struct licence_parts source, target;

    assert_true(licence_parts_read(bytes_text(row->source), &source) && source.whole);
    assert_true(licence_parts_read(bytes_text(row->target), &target) && target.whole);
    assert_int_equal(licence_is_compatible(&source, &target), row->compatible);
}

enum {
    LIMITS = LICENCE_DUTY_USERS | LICENCE_DUTY_REVENUE | LICENCE_DUTY_PLACE | LICENCE_DUTY_FIELD
};

static void the_table_holds_together(void **state)
{
    (void)state;
    assert_true(licence_table_count >= 60);
    for (size_t i = 0; i < licence_table_count; i++) {
        const struct licence_terms_of *row = &licence_table[i];
        CLEANUP(free_cleanup) char *alike = strdup(row->alike);
        unsigned terms = 0;
        bool stated, found = false;

        assert_non_null(alike);
        if (i > 0)
            assert_true(strcasecmp(licence_table[i - 1].id, row->id) < 0);
        assert_ptr_equal(licence_terms_find(row->id), row);
        assert_true(licence_read(bytes_text(row->id), &terms, &stated) && stated);
        /* both tables say the same of commercial use and of changes */
        assert_int_equal((terms & LICENCE_NON_COMMERCIAL) != 0,
                         row->class == LICENCE_CLASS_NON_COMMERCIAL ||
                             row->class == LICENCE_CLASS_RESEARCH_ONLY);
        if (row->class == LICENCE_CLASS_NO_DERIVATIVES)
            assert_true(terms & LICENCE_NO_DERIVATIVES);
        /* who asks for the same licence lists itself, and licences that exist */
        assert_int_equal((row->duties & LICENCE_DUTY_ALIKE) != 0, *row->alike != 0);
        for (char *rest = alike, *id; (id = strtok_r(rest, " ", &rest));) {
            assert_true(licence_read(bytes_text(id), NULL, NULL));
            found |= strcasecmp(id, row->id) == 0;
        }
        if (*row->alike)
            assert_true(found);
        assert_int_equal((row->duties & LICENCE_DUTY_NAME) != 0, *row->brand != 0);
        assert_int_equal((row->duties & LIMITS) != 0, *row->limits != 0);
        if (*row->phrase) /* LIC-004 looks for phrases of those alone that owe one of these */
            assert_true(row->duties & (LICENCE_DUTY_NOTICE | LICENCE_DUTY_CREDIT));
    }
}

static void those_that_are_not_in_it(void **state)
{
    static const char *const words[] = {"LicenseRef-acme", "Zed", "MIT AND LicenseRef-acme"};
    struct licence_parts parts;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        assert_true(licence_parts_read(bytes_text(words[i]), &parts) && !parts.whole);
    assert_null(licence_terms_find("acme"));
    assert_false(licence_parts_read(BYTES("other"), &parts));
}

static void many_parts_are_not_whole(void **state)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    struct licence_parts parts;

    (void)state;
    buf_text(&text, "MIT");
    for (int i = 0; i < LICENCE_PARTS_MAX; i++)
        buf_text(&text, " AND MIT");
    assert_true(licence_parts_read(buf_bytes(&text), &parts));
    assert_false(parts.whole);
    assert_int_equal(parts.count, LICENCE_PARTS_MAX);
}

static void shows_each(void **state)
{
    (void)state;
    for (int markdown = 0; markdown < 2; markdown++) {
        CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};

        licence_terms_show(&text, markdown);
        for (size_t i = 0; i < licence_table_count; i++)
            assert_non_null(strstr(buf_string(&text), licence_table[i].id));
        assert_non_null(strstr(buf_string(&text), "use-restrictions"));
        assert_int_equal(strstr(buf_string(&text), "; Built with Llama |") != NULL, markdown);
        assert_int_equal(strstr(buf_string(&text), "| over 700 million") != NULL, markdown);
        assert_int_equal(strstr(buf_string(&text), "| no |") != NULL, markdown);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_holds_together),
        cmocka_unit_test(those_that_are_not_in_it),
        cmocka_unit_test(many_parts_are_not_whole),
        cmocka_unit_test(shows_each),
    };

    return RUN_CASES(compatible, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
