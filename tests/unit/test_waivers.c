/* test_waivers.c - lines of .assay/waivers, read precisely and written in order. */

#include "policy/waivers.h"

#include <assay/policy.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/kit.h"
#include "rows.h"

enum { DAY = SECONDS_A_DAY };
#define MIDNIGHT INT64_C(1795219200) /* 2026-11-21T00:00:00Z */
#define NOON INT64_C(1795262400)     /* 2026-11-21T12:00:00Z */

struct line_row {
    const char *name;
    const char *text;
    const char *id; /* of the error, or NULL: it reads */
    unsigned line, column;
    const char *who, *reason, *glob;
};

static const struct line_row lines[] = {
    {"a waiver", "7c1e-92ab-04d7 2026-12-01 a.doe \"public sample\"\n", NULL, 0, 0, "a.doe",
     "public sample", NULL},
    {"a reason of one word", "7c1e-92ab-04d7 2026-12-01 a.doe public\n", NULL, 0, 0, "a.doe",
     "public", NULL},
    {"with a glob", "7c1e92ab04d7 2026-12-01 a.doe \"public sample\" [data/**]\n", NULL, 0, 0,
     "a.doe", "public sample", "data/**"},
    {"a name with a blank", "7c1e-92ab-04d7 2026-12-01 \"A. Doe\" \"why not\"\n", NULL, 0, 0,
     "A. Doe", "why not", NULL},
    {"a set in the glob", "7c1e-92ab-04d7 2026-12-01 a r [[ab]*.csv]\n", NULL, 0, 0, "a", "r",
     "[ab]*.csv"},
    {"brackets in the reason", "7c1e-92ab-04d7 2026-12-01 a \"see [1]\"\n", NULL, 0, 0, "a",
     "see [1]", NULL},
    {"quotes in the reason", "7c1e-92ab-04d7 2026-12-01 a \"a \\\"b\\\" \\\\\"\n", NULL, 0, 0, "a",
     "a \"b\" \\", NULL},
    {"a limit", "7c1e-92ab-04d7 2026-12-01 a r [data/**] most=3\n", NULL, 0, 0, "a", "r",
     "data/**"},
    {"a limit without paths", "7c1e-92ab-04d7 2026-12-01 a r most=3\n", NULL, 0, 0, "a", "r", NULL},
    {"comments, blanks, CRLF, no end", "# c\n\n \t\r\n7c1e-92ab-04d7 2026-12-01 a r\r", NULL, 0, 0,
     "a", "r", NULL},
    {"no fingerprint", "model.card 2026-12-01 a r\n", "waiver.fingerprint", 1, 1, NULL, NULL, NULL},
    {"a short fingerprint", "7c1e-92ab 2026-12-01 a r\n", "waiver.fingerprint", 1, 1, NULL, NULL,
     NULL},
    {"capital hex", "7C1E-92AB-04D7 2026-12-01 a r\n", "waiver.fingerprint", 1, 1, NULL, NULL,
     NULL},
    {"no date", "# c\n7c1e-92ab-04d7\n", "waiver.date", 2, 15, NULL, NULL, NULL},
    {"a day that is not", "7c1e-92ab-04d7 2026-02-30 a r\n", "waiver.date", 1, 16, NULL, NULL,
     NULL},
    {"a time of day", "7c1e-92ab-04d7 2026-12-01T00:00:00Z a r\n", "waiver.date", 1, 16, NULL, NULL,
     NULL},
    {"nobody", "7c1e-92ab-04d7 2026-12-01\n", "waiver.who", 1, 26, NULL, NULL, NULL},
    {"no reason", "7c1e-92ab-04d7 2026-12-01 a\n", "waiver.reason", 1, 28, NULL, NULL, NULL},
    {"a glob and no reason", "7c1e-92ab-04d7 2026-12-01 a [data/**]\n", "waiver.reason", 1, 29,
     NULL, NULL, NULL},
    {"a reason of blanks", "7c1e-92ab-04d7 2026-12-01 a \"  \"\n", "waiver.reason", 1, 29, NULL,
     NULL, NULL},
    {"an empty reason", "7c1e-92ab-04d7 2026-12-01 a \"\"\n", "waiver.reason", 1, 29, NULL, NULL,
     NULL},
    {"a name and a reason without quotes", "7c1e-92ab-04d7 2026-12-01 Ada Example agreed\n",
     "waiver.syntax", 1, 39, NULL, NULL, NULL},
    {"a glob without brackets", "7c1e-92ab-04d7 2026-12-01 a \"r\" data/**\n", "waiver.syntax", 1,
     33, NULL, NULL, NULL},
    {"a glob at the reason", "7c1e-92ab-04d7 2026-12-01 a \"r\"[data/**]\n", "waiver.syntax", 1, 32,
     NULL, NULL, NULL},
    {"two globs", "7c1e-92ab-04d7 2026-12-01 a r [data/**] x\n", "waiver.syntax", 1, 41, NULL, NULL,
     NULL},
    {"a quote that stays open", "7c1e-92ab-04d7 2026-12-01 a \"r\n", "waiver.syntax", 1, 29, NULL,
     NULL, NULL},
    {"an escape at the end", "7c1e-92ab-04d7 2026-12-01 a \"r\\", "waiver.syntax", 1, 29, NULL,
     NULL, NULL},
    {"a bracket that stays open", "7c1e-92ab-04d7 2026-12-01 a r [data/**\n", "waiver.syntax", 1,
     31, NULL, NULL, NULL},
    {"empty brackets", "7c1e-92ab-04d7 2026-12-01 a r []\n", "waiver.syntax", 1, 31, NULL, NULL,
     NULL},
    {"paths outside", "7c1e-92ab-04d7 2026-12-01 a r [../**]\n", "waiver.syntax", 1, 31, NULL, NULL,
     NULL},
    {"paths of the machine", "7c1e-92ab-04d7 2026-12-01 a r [/data/**]\n", "waiver.syntax", 1, 31,
     NULL, NULL, NULL},
    {"a limit of none", "7c1e-92ab-04d7 2026-12-01 a r [data/**] most=0\n", "waiver.syntax", 1, 41,
     NULL, NULL, NULL},
    {"a limit without limit", "7c1e-92ab-04d7 2026-12-01 a r [data/**] most=101\n", "waiver.syntax",
     1, 41, NULL, NULL, NULL},
    {"twice", "7c1e-92ab-04d7 2026-12-01 a r\n7c1e-92ab-04d7 2026-12-02 b s\n", "waiver.duplicate",
     2, 1, NULL, NULL, NULL},
    {"not text", "7c1e-92ab-04d7 2026-12-01 a \xff\n", "waiver.syntax", 1, 29, NULL, NULL, NULL},
};

static void check_line(void **state)
{
    const struct line_row *row = *state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct doc_source source = {.path = ".assay/waivers", .text = bytes_text(row->text)};
    struct assay_waiver *waivers = NULL;
    struct assay_error err = {0};
    size_t count = 0;

    if (row->id) {
        assert_int_equal(waivers_read(arena, &source, &waivers, &count, &err), ASSAY_EUSAGE);
        assert_string_equal(err.id, row->id);
        assert_int_equal(err.line, row->line);
        assert_int_equal(err.column, row->column);
        assert_true(*err.excerpt && *err.why && *err.remedy);
        return;
    }
    assert_ok(waivers_read(arena, &source, &waivers, &count, &err), err);
    assert_int_equal(count, 1);
    assert_string_equal(waivers[0].who, row->who);
    assert_string_equal(waivers[0].reason, row->reason);
    assert_int_equal(waivers[0].most, strstr(row->text, "most=3") ? 3 : 0);
    assert_int_equal(waivers[0].until, 1796083200 + DAY); /* the second after 2026-12-01 */
    if (row->glob)
        assert_string_equal(waivers[0].glob, row->glob);
    else
        assert_null(waivers[0].glob);
}

struct state_row {
    const char *name;
    int64_t until_in;
    uint64_t used;
    enum assay_waiver_state state;
    int64_t days;
};

static const struct state_row states[] = {
    {"in force", 40 * DAY, 1, ASSAY_WAIVER_IN_FORCE, 40},
    {"15 days are not soon", 15 * DAY, 1, ASSAY_WAIVER_IN_FORCE, 15},
    {"14 days are soon", 14 * DAY, 1, ASSAY_WAIVER_SOON, 14},
    {"its last second", 1, 1, ASSAY_WAIVER_SOON, 0},
    {"the first second after it", 0, 1, ASSAY_WAIVER_EXPIRED, -1},
    {"expired three days ago", -3 * DAY + 1, 1, ASSAY_WAIVER_EXPIRED, -3},
    {"nothing to excuse", 40 * DAY, 0, ASSAY_WAIVER_UNUSED, 40},
    {"expired and unused", -1, 0, ASSAY_WAIVER_EXPIRED, -1},
};

static void check_state(void **state)
{
    const struct state_row *row = *state;
    struct assay_waiver waiver = {.until = NOON + row->until_in, .used = row->used};

    waiver_settle(&waiver, NOON);
    assert_int_equal(waiver.state, row->state);
    assert_int_equal(waiver.days_left, row->days);
}

/* Until a day is until its last second, whatever the time is at which somebody asks. */
static void days_are_those_of_the_calendar(void **state)
{
    (void)state;
    assert_int_equal(assay_waiver_days(MIDNIGHT + 91 * DAY, MIDNIGHT), 90);
    assert_int_equal(assay_waiver_days(MIDNIGHT + 91 * DAY, MIDNIGHT + 1), 90);
    assert_int_equal(assay_waiver_days(MIDNIGHT + 91 * DAY, MIDNIGHT + DAY - 1), 90);
    assert_int_equal(assay_waiver_days(MIDNIGHT + 91 * DAY, MIDNIGHT + DAY), 89);
    assert_int_equal(assay_waiver_days(MIDNIGHT + DAY, MIDNIGHT), 0);
    assert_int_equal(assay_waiver_days(MIDNIGHT, MIDNIGHT), -1);
}

static void covers_by_fingerprint_and_glob(void **state)
{
    struct assay_item item = {0};
    struct assay_finding finding = {.item = &item,
                                    .fingerprint = "7c1e92ab04d7000000000000000000ff"};
    struct assay_finding target = {.fingerprint = "7c1e92ab04d7000000000000000000ff"};
    struct assay_finding other = {.fingerprint = "7c1e92ab04d8000000000000000000ff"};
    struct assay_waiver waiver = {.fingerprint = "7c1e-92ab-04d7"};

    (void)state;
    assert_true(waiver_covers(&waiver, &finding, "any/where", false));
    assert_false(waiver_covers(&waiver, &other, "any/where", false));
    waiver.glob = "data/**";
    assert_true(waiver_covers(&waiver, &finding, "data/a/b.csv", false));
    assert_false(waiver_covers(&waiver, &finding, "other/b.csv", false));
    waiver.most = 1;
    assert_true(waiver_covers(&waiver, &finding, "data/a/b.csv", false));
    waiver.used = 1;
    assert_false(waiver_covers(&waiver, &finding, "data/a/b.csv", false));
    waiver = (struct assay_waiver){.fingerprint = "7c1e-92ab-04d7"};
    assert_true(waiver_covers(&waiver, &target, "", false));
    waiver.glob = "**"; /* a whole target stands at no path */
    assert_false(waiver_covers(&waiver, &target, "", false));
}

/* A signed one names its rule, and a fingerprint, a content, or paths and a number. */
static void signed_covers_what_it_names(void **state)
{
    const struct assay_rule rule = {.code = "PII-005", .name = "pii.in-history"};
    const struct assay_examination content = {.sha256 = {7}}, changed = {.sha256 = {8}};
    struct assay_item item = {.content = &content};
    const struct assay_finding finding = {.rule = &rule,
                                          .item = &item,
                                          .headline = "pii.email",
                                          .fingerprint = "7c1e92ab04d7000000000000000000ff"};
    const struct assay_signed_subject subject = {.name = "a.csv", .sha256 = {7}};
    struct assay_waiver waiver = {
        .rule = "pii-005", .fingerprint = "", .subjects = &subject, .subject_count = 1};

    (void)state;
    assert_true(waiver_covers(&waiver, &finding, "a.csv", false));
    item.content = &changed;
    assert_false(waiver_covers(&waiver, &finding, "a.csv", false));
    waiver.glob = "*.csv";
    assert_false(waiver_covers(&waiver, &finding, "a.csv", false)); /* paths without a number */
    waiver.most = 1;
    assert_true(waiver_covers(&waiver, &finding, "a.csv", false));
    assert_false(waiver_covers(&waiver, &finding, "a.txt", false));
    waiver.used = 1;
    assert_false(waiver_covers(&waiver, &finding, "a.csv", false));
    waiver.most = 1000000; /* signed so elsewhere: no more counts than may be signed here */
    waiver.used = ASSAY_WAIVER_MOST - 1;
    assert_true(waiver_covers(&waiver, &finding, "a.csv", false));
    waiver.used = ASSAY_WAIVER_MOST;
    assert_false(waiver_covers(&waiver, &finding, "a.csv", false));
    waiver = (struct assay_waiver){.rule = "pii.email", .fingerprint = "7c1e-92ab-04d7"};
    assert_true(waiver_covers(&waiver, &finding, "b.csv", false));
    waiver.rule = "PII-006";
    assert_false(waiver_covers(&waiver, &finding, "b.csv", false));
}

/* ---- adding ---- */

static void assert_file(const char *path, const char *text)
{
    struct assay_error err = {0};
    struct buf content;

    buf_init(&content, 1 << 20);
    assert_ok(file_read(AT_FDCWD, path, &content, &err), err);
    assert_string_equal(buf_string(&content), text);
    buf_clear(&content);
}

static void adding_keeps_order_and_comments(void **state)
{
    char folder[] = "/tmp/assay-waivers-XXXXXX", path[128], parent[64];
    struct assay_waiver waiver = {.fingerprint = "7c1e-92ab-04d7",
                                  .until = 1796083200 + DAY,
                                  .who = "A. Doe",
                                  .reason = "public sample"};
    struct assay_error err = {0};

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(parent, sizeof parent, "%s/.assay", folder);
    snprintf(path, sizeof path, "%s/waivers", parent);
    assert_ok(assay_waiver_add(NULL, path, &waiver, NOON, &err), err);
    assert_file(path, "7c1e-92ab-04d7 2026-12-01 \"A. Doe\" \"public sample\"\n");

    waiver.fingerprint = "0a00-0000-0001";
    waiver.glob = "data/**";
    waiver.who = "b";
    assert_ok(assay_waiver_add(NULL, path, &waiver, NOON, &err), err);
    assert_file(path, "0a00-0000-0001 2026-12-01 b \"public sample\" [data/**]\n"
                      "7c1e-92ab-04d7 2026-12-01 \"A. Doe\" \"public sample\"\n");

    assert_ok(file_replace(AT_FDCWD, path,
                           BYTES("# top\n7c1e-92ab-04d7 2026-12-01 a old\n"
                                 "# about ff\nff00-0000-0001 2026-12-01 c r\n# end\n"),
                           0644, &err),
              err);
    waiver = (struct assay_waiver){.fingerprint = "7c1e-92ab-04d7",
                                   .until = 1796083200 + 2 * DAY,
                                   .who = "a",
                                   .reason = "renewed [1] \"so\""};
    assert_ok(assay_waiver_add(NULL, path, &waiver, NOON, &err), err);
    assert_file(path, "# top\n7c1e-92ab-04d7 2026-12-02 a \"renewed [1] \\\"so\\\"\"\n"
                      "# about ff\nff00-0000-0001 2026-12-01 c r\n# end\n");
    unlink(path);
    rmdir(parent);
    rmdir(folder);
}

struct refuse_row {
    const char *name;
    struct assay_waiver waiver;
    const char *id;
};

#define WAIVER(f, days, w, r, g)                                                                   \
    {                                                                                              \
        .fingerprint = (f), .until = NOON + (days)*DAY, .who = (w), .reason = (r), .glob = (g)     \
    }

static const struct refuse_row refused[] = {
    {"no reason", WAIVER("7c1e-92ab-04d7", 30, "a", " ", NULL), "waiver.reason"},
    {"a reason of two lines", WAIVER("7c1e-92ab-04d7", 30, "a", "a\nb", NULL), "waiver.reason"},
    {"nobody", WAIVER("7c1e-92ab-04d7", 30, "", "r", NULL), "waiver.who"},
    {"a name with a quote", WAIVER("7c1e-92ab-04d7", 30, "a\"b", "r", NULL), "waiver.who"},
    {"past", WAIVER("7c1e-92ab-04d7", 0, "a", "r", NULL), "waiver.date"},
    {"too long", WAIVER("7c1e-92ab-04d7", 91, "a", "r", NULL), "waiver.date"},
    {"no fingerprint", WAIVER("pii.email", 30, "a", "r", NULL), "waiver.fingerprint"},
    {"an empty glob", WAIVER("7c1e-92ab-04d7", 30, "a", "r", ""), "waiver.syntax"},
    {"paths outside", WAIVER("7c1e-92ab-04d7", 30, "a", "r", "../**"), "waiver.syntax"},
};

static void check_refused(void **state)
{
    const struct refuse_row *row = *state;
    struct assay_error err = {0};

    assert_int_equal(assay_waiver_add(NULL, "/nonexistent/waivers", &row->waiver, NOON, &err),
                     ASSAY_EUSAGE);
    assert_string_equal(err.id, row->id);
    assert_true(*err.why && *err.remedy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_those_of_the_calendar),
        cmocka_unit_test(covers_by_fingerprint_and_glob),
        cmocka_unit_test(signed_covers_what_it_names),
        cmocka_unit_test(adding_keeps_order_and_comments),
    };

    return RUN_CASES(check_line, lines) + RUN_CASES(check_state, states) +
           RUN_CASES(check_refused, refused) + cmocka_run_group_tests(tests, NULL, NULL);
}
