/* test_inspect_notices.c - files of notices: their lines, and names that are none. */

#include "examine/inspect.h"
#include "inspect_rows.h"

static const struct inspect_row rows[] = {
    {"lines", "NOTICE", ROW_BYTES("a by A. Doe, CC-BY-4.0 \r\n\n  b\t\nc"), ASSAY_OK,
     ASSAY_LOAD_ABSENT, "fact document.notices = [a by A. Doe, CC-BY-4.0] [  b] [c]\n"},
    {"nothing", "NOTICE", ROW_BYTES("\n \n"), ASSAY_OK, ASSAY_LOAD_ABSENT, ""},
};

static void check(void **state)
{
    inspect_row_check(&inspect_notices, *state);
}

static void names(void **state)
{
    static const struct {
        const char *name;
        bool wanted;
    } all[] = {{"NOTICE", true},
               {"notice.txt", true},
               {"NOTICES.md", true},
               {"Credits.rst", true},
               {"ATTRIBUTION", true},
               {"THIRD-PARTY-NOTICES.txt", true},
               {"third_party_notices", true},
               {"ThirdPartyNotices.txt", true},
               {"ACKNOWLEDGEMENTS", true},
               {"notice.csv", false},
               {"noticed.txt", false},
               {"credit-risk.md", false},
               {"NOTICE.", false},
               {"NOTIC", false},
               {"", false}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct bytes text = BYTES("x\n"), name = bytes_text(all[i].name);
        struct subject subject = {.head = text, .name = name, .path = name, .size = text.size};

        assert_int_equal(inspect_notices.bid(&subject) > 0, all[i].wanted);
    }
}

static void bytes_are_no_text(void **state)
{
    struct bytes bytes = bytes_of("a\0b", 3), name = BYTES("NOTICE");
    struct subject subject = {.head = bytes, .name = name, .path = name, .size = bytes.size};

    (void)state;
    assert_int_equal(inspect_notices.bid(&subject), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(names),
                                       cmocka_unit_test(bytes_are_no_text)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
