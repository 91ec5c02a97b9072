#include "policy/cel/zone.h"

#include "policy/cel/times.h"
#include "rows.h"

struct row {
    const char *name;
    const char *rule;
    const char *when;
    bool good;
    int64_t offset;
};

static const struct row rows[] = {
    {"no summer time", "EST5", "2026-07-01T00:00:00Z", true, -18000},
    {"name in brackets", "<+0545>-5:45", "2026-07-01T00:00:00Z", true, 20700},
    {"before summer", "CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T00:59:59Z", true, 3600},
    {"summer begins", "CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T01:00:00Z", true, 7200},
    {"summer ends", "CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T01:00:00Z", true, 3600},
    {"south of the equator", "AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-01-15T00:00:00Z", true, 39600},
    {"winter there", "AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-07-15T00:00:00Z", true, 36000},
    {"day of the year without leap day", "AAA0BBB,J60,J300", "2024-03-01T03:00:00Z", true, 3600},
    {"day of the year with it", "AAA0BBB,59,300", "2024-02-29T03:00:00Z", true, 3600},
    {"no name", "5", "2026-01-01T00:00:00Z", false, 0},
    {"summer without rule", "CET-1CEST", "2026-01-01T00:00:00Z", false, 0},
    {"month 13", "CET-1CEST,M13.5.0,M10.5.0", "2026-01-01T00:00:00Z", false, 0},
    {"something behind", "CET-1CEST,M3.5.0,M10.5.0x", "2026-01-01T00:00:00Z", false, 0},
    {"bracket not closed", "<CET-1", "2026-01-01T00:00:00Z", false, 0},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct cel_time at;
    int64_t offset = 0;

    assert_true(moment_parse(bytes_text(row->when), &at));
    assert_int_equal(zone_rule_offset(bytes_text(row->rule), at.seconds, &offset), row->good);
    if (row->good)
        assert_int_equal(offset, row->offset);
}

static void offsets_are_strict(void **state)
{
    static const char *const bad[] = {"+1:00",  "+25:00", "+01:60", "01-00",   "/etc/passwd",
                                      "../UTC", "",       "a b",    "+01:00x", "No/Such_Zone"};
    int64_t offset;

    (void)state;
    assert_int_equal(zone_offset(BYTES("-02:30"), 0, &offset, NULL), ASSAY_OK);
    assert_int_equal(offset, -9000);
    assert_int_equal(zone_offset(BYTES("02:00"), 0, &offset, NULL), ASSAY_OK);
    assert_int_equal(offset, 7200);
    assert_int_equal(zone_offset(BYTES("UTC"), 0, &offset, NULL), ASSAY_OK);
    assert_int_equal(offset, 0);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_not_equal(zone_offset(bytes_text(bad[i]), 0, &offset, NULL), ASSAY_OK);
}

#define NONE "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define HEAD(times, types, letters)                                                                \
    "TZif2" NONE "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" times "\0\0\0" types "\0\0\0" letters
#define TYPES "\0\0\x0e\x10\0\0\0\0\x1c\x20\1\4" /* 3600; 7200 in summer */

/* One change at second 1000, and a rule for all that comes after the table. */
static void files_are_read_by_table_and_rule(void **state)
{
    struct bytes file =
        BYTES(HEAD("\0", "\1", "\0") "\0\0\0\0\0\0" HEAD("\1", "\2", "\x08") "\0\0\0\0\0\0\x03\xe8"
                                                                             "\1" TYPES "CET\0CES\0"
                                                                             "\nXXX-5\n");
    int64_t offset;

    (void)state;
    assert_int_equal(zone_file_offset(file, 999, &offset, NULL), ASSAY_OK);
    assert_int_equal(offset, 3600);
    assert_int_equal(zone_file_offset(file, 1000, &offset, NULL), ASSAY_OK);
    assert_int_equal(offset, 18000);
    file.size -= 8; /* without the rule the last type goes on */
    assert_int_equal(zone_file_offset(file, 1000, &offset, NULL), ASSAY_OK);
    assert_int_equal(offset, 7200);
    while (file.size-- > 60) { /* cut short anywhere: refused, or read as far as it matters */
        enum assay_status status = zone_file_offset(file, 999, &offset, NULL);

        assert_true(status == ASSAY_OK || status == ASSAY_EFORMAT);
    }
    assert_int_equal(zone_file_offset(BYTES("TZif1"), 0, &offset, NULL), ASSAY_EFORMAT);
    assert_int_equal(zone_file_offset(BYTES("nothing"), 0, &offset, NULL), ASSAY_EFORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(offsets_are_strict),
                                       cmocka_unit_test(files_are_read_by_table_and_rule)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
