/* test_since.c - two assessments side by side: what is new, fixed and unchanged. */

#include <assay/assessment.h>

#include "base/buf.h"
#include "base/kit.h"
#include "rows.h"

/* Findings as letters, a fingerprint each; in front of one that is attested stands '-'. */
struct row {
    const char *name;
    const char *before, *now;
    uint64_t added, fixed, unchanged;
    const char *is_new; /* a digit for each finding of now */
};

static const struct row rows[] = {
    {"nothing then and now", "", "", 0, 0, 0, ""},
    {"the same, in another order", "abc", "cab", 0, 0, 3, "000"},
    {"one more", "ab", "abc", 1, 0, 2, "001"},
    {"one less", "abc", "ab", 0, 1, 2, "00"},
    {"all others", "ab", "cd", 2, 2, 0, "11"},
    {"the first of all", "", "a", 1, 0, 0, "1"},
    {"the last of all", "a", "", 0, 1, 0, ""},
    {"one of two that are the same is gone", "aab", "ab", 0, 1, 2, "00"},
    {"one more that is the same", "ab", "aab", 1, 0, 2, "010"},
    {"attested meanwhile", "ab", "a-b", 0, 1, 1, "00"},
    {"attested no more", "a-b", "ab", 1, 0, 1, "01"},
    {"attested then and now", "-a", "-a", 0, 0, 0, "0"},
};

#define SHA "0000000000000000000000000000000000000000000000000000000000000001"

static void add_finding(struct buf *out, char letter, const char *verdict)
{
    buf_printf(out, "%s{\"fingerprint\":\"", out->data[out->size - 1] == '[' ? "" : ",");
    for (int i = 0; i < 16; i++)
        buf_printf(out, "%02x", (unsigned)letter);
    buf_printf(out, "\",\"verdict\":\"%s\"}", verdict);
}

static void write_before(const char *letters, struct buf *out)
{
    buf_text(out, "{\"findings\":[");
    for (; *letters; letters++) {
        bool attested = *letters == '-';

        letters += attested;
        add_finding(out, *letters, attested ? "attested" : "fail");
    }
    buf_text(out, "],\"inventory\":{\"root\":\"" SHA "\"},\"policy_sha256\":\"" SHA
                  "\",\"schema\":\"assay.assessment/1\",\"time\":\"2026-01-01T00:00:00Z\"}");
}

static size_t make_now(const char *letters, struct assay_finding *findings)
{
    static const enum assay_verdict open[] = {ASSAY_FAIL, ASSAY_UNKNOWN, ASSAY_WAIVED};
    size_t count = 0;

    for (; *letters; letters++, count++) {
        bool attested = *letters == '-';

        letters += attested;
        findings[count].verdict = attested ? ASSAY_ATTESTED : open[count % ARRAY_LEN(open)];
        for (size_t i = 0; i < 16; i++)
            snprintf(findings[count].fingerprint + 2 * i, 3, "%02x", (unsigned)*letters);
    }
    return count;
}

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf text = {.ceiling = 1U << 16};
    struct assay_finding findings[8] = {0};
    struct assay_assessment assessment = {.findings = findings};
    struct assay_earlier *earlier = NULL;
    struct assay_error err = {0};

    assessment.finding_count = make_now(row->now, findings);
    write_before(row->before, &text);
    assert_ok(assay_earlier_parse(text.data, text.size, &earlier, &err), err);
    assert_ok(assay_assessment_since(&assessment, earlier, &err), err);
    assert_int_equal(assessment.since->added, row->added);
    assert_int_equal(assessment.since->fixed, row->fixed);
    assert_int_equal(assessment.since->unchanged, row->unchanged);
    assert_true(assessment.since->other_rules); /* the sum of none is zero */
    for (size_t i = 0; i < assessment.finding_count; i++)
        assert_int_equal(assessment.since->is_new[i], row->is_new[i] == '1');
    assay_earlier_free(earlier);
}

/* Cut or changed anywhere it is refused or read, and nothing leaks. */
static void what_is_broken_ends(void **state)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = 1U << 16};
    struct assay_error err = {0};

    (void)state;
    write_before("ab-c", &text);
    for (size_t i = 0; i < text.size; i++) {
        struct assay_earlier *earlier = NULL;
        uint8_t kept = text.data[i];

        assert_int_equal(assay_earlier_parse(text.data, i, &earlier, &err), ASSAY_EUSAGE);
        assert_null(earlier);
        text.data[i] ^= 1;
        if (assay_earlier_parse(text.data, text.size, &earlier, &err) == ASSAY_OK)
            assay_earlier_free(earlier);
        text.data[i] = kept;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_broken_ends)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
