/* test_fingerprint.c - a finding's name: of rule and content, and of nothing else. */

#include "policy/fingerprint.h"

#include "rows.h"

static const uint8_t content[32] = {1}, other[32] = {2};

static const struct row {
    const char *name;
    const char *fingerprint, *text;
    bool matches;
} rows[] = {
    {"short form", "7c1e92ab04d7aaaaaaaaaaaaaaaaaaaa", "7c1e-92ab-04d7", true},
    {"without dashes", "7c1e92ab04d7aaaaaaaaaaaaaaaaaaaa", "7c1e92ab04d7", true},
    {"whole", "7c1e92ab04d7aaaaaaaaaaaaaaaaaaaa", "7c1e92ab04d7aaaaaaaaaaaaaaaaaaaa", true},
    {"longer than short", "7c1e92ab04d7aaaaaaaaaaaaaaaaaaaa", "7c1e-92ab-04d7-aaaa", true},
    {"another", "7c1e92ab04d7aaaaaaaaaaaaaaaaaaaa", "7c1e-92ab-04d8", false},
    {"too short", "7c1e92ab04d7aaaaaaaaaaaaaaaaaaaa", "7c1e-92ab-04d", false},
    {"too long", "7c1e92ab04d7aaaaaaaaaaaaaaaaaaaa", "7c1e92ab04d7aaaaaaaaaaaaaaaaaaaaa", false},
    {"capitals", "7c1e92ab04d7aaaaaaaaaaaaaaaaaaaa", "7C1E-92AB-04D7", false},
    {"nothing", "7c1e92ab04d7aaaaaaaaaaaaaaaaaaaa", "", false},
    {"a class", "7c1e92ab04d7aaaaaaaaaaaaaaaaaaaa", "pii.email", false},
};

static void check(void **state)
{
    const struct row *row = *state;

    assert_int_equal(assay_fingerprint_is(row->fingerprint, row->text), row->matches);
}

/* The bytes are a promise: waivers in repositories hold on to them. */
static void bytes_stay_as_they_are(void **state)
{
    char made[FINGERPRINT_SIZE], shown[ASSAY_FINGERPRINT_SHORT_SIZE];

    (void)state;
    fingerprint_make(
        &(struct fingerprint_parts){"MOD-007", "model.code-import", "posix.system", content, NULL},
        made);
    assert_string_equal(
        made, "34bb1ffec72c971eab1521ed776399d4"); /* sha256sum of the parts, each with a NUL */
    assay_fingerprint_short(made, shown);
    assert_true(assay_fingerprint_is(made, shown));
}

static void every_part_counts(void **state)
{
    static const struct fingerprint_parts parts[] = {
        {"A-001", "a", "b", content, NULL}, {"A-002", "a", "b", content, NULL},
        {"A-001", "ab", "", content, NULL}, {"A-001", "a", "", content, NULL},
        {"A-001", "a", "b", other, NULL},   {"A-001", "a", "b", NULL, NULL},
        {"A-001a", "", "b", content, NULL}, {"A-001", "a", "b", content, ""},
        {"A-001", "a", "b", content, "c"},
    };
    char made[sizeof parts / sizeof parts[0]][FINGERPRINT_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        fingerprint_make(&parts[i], made[i]);
        assert_true(fingerprint_valid(made[i]));
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(made[i], made[j]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_stay_as_they_are),
        cmocka_unit_test(every_part_counts),
    };

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
