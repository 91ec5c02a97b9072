/* test_trace.c - what a ledger says about one thing: up, down, cycles, diamonds, digests that stand
 * for one thing, words that stand for none or many. */

#include "ledger/trace.h"

#include "lineage.h"

/* `has` and `lacks` are parts of the text, in lists ended by NULL. */
struct row {
    const char *name;
    struct training trainings[4]; /* ended by one without names */
    const char *word;
    const char *has[8], *lacks[4];
};

static const struct row rows[] = {
    {"nothing is known of where it is from",
     {{"a", "b"}},
     "a",
     {"made from\n   nothing", "made into\n`- entry 1: lineage.yml\n   `- b  sha256:"},
     {"entry 2"}},
    {"up and down",
     {{"base|data", "tuned"}, {"tuned|more", "final"}},
     "tuned",
     {"made from\n`- entry 1", "|- base  ", "`- data  ", "made into\n`- entry 2", "`- final  "},
     {"more  sha256"}},
    {"a cycle ends",
     {{"a", "b"}, {"b", "c"}, {"c", "a"}},
     "b",
     {"`- entry 1", "`- a ", "`- entry 3", "`- c ", "`- entry 2", "b  sha256", "(told above)"},
     {NULL}},
    {"a thing made of itself", {{"a", "a"}}, "a", {"`- a  ", "(told above)"}, {NULL}},
    {"a diamond is told once",
     {{"root", "left"}, {"root", "right"}, {"left|right", "end"}},
     "end",
     {"|- left", "`- right", "entry 1", "entry 2", "`- root", "(told above)"},
     {NULL}},
    {"a training of many outputs is told once",
     {{"root|other", "x|y"}, {"x|y", "end"}},
     "end",
     {"`- entry 1: lineage.yml\n", "entry 1: lineage.yml  (told above)"},
     {NULL}},
    {"an MD5 leads to the SHA-256 that stands beside it",
     {{"src", "both=d"}, {"md5=d", "end"}},
     "end",
     {"md5=d  md5:", "`- entry 1", "`- src"},
     {NULL}},
    {"and the other way",
     {{"both=d", "mid"}, {"md5=d", "end"}},
     "both=d",
     {"entry 1", "mid", "entry 2", "end"},
     {NULL}},
    {"but not on to another content that was given the same MD5",
     {{"both=d", "mid"}, {"weak=d", "end"}},
     "both=d",
     {"entry 1", "mid"},
     {"end  sha256"}},
    {"another digest of one thing is no second thing",
     {{"md5=d", "mid"}, {"both=d", "end"}},
     "md5=d",
     {"entry 1", "mid", "entry 2", "end"},
     {NULL}},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(free_cleanup) char *text = NULL;
    struct assay_error err = {0};
    size_t count = 0;

    bench_make(&bench);
    while (count < ARRAY_LEN(row->trainings) && row->trainings[count].outputs)
        count++;
    lineage_ledger(&bench, row->trainings, count);
    text = lineage_trace(&bench, row->word, ASSAY_TRACE_TEXT, &err);
    if (!text)
        fail_msg("%s: %s", err.text, err.why);
    for (size_t i = 0; i < ARRAY_LEN(row->has) && row->has[i]; i++)
        if (!strstr(text, row->has[i]))
            fail_msg("\"%s\" is not in\n%s", row->has[i], text);
    for (size_t i = 0; i < ARRAY_LEN(row->lacks) && row->lacks[i]; i++)
        if (strstr(text, row->lacks[i]))
            fail_msg("\"%s\" is in\n%s", row->lacks[i], text);
}

/* Deeper than one tree, than any stack of calls: each training is told, in lines of bounded width.
 */
static void test_long_line(void **state)
{
    enum { LONG = 3000 };
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(free_cleanup) char *text = NULL;
    CLEANUP(free_cleanup) struct training *trainings = calloc(LONG, sizeof *trainings);
    static char names[LONG + 1][16];
    struct assay_error err = {0};
    size_t told = 0;

    (void)state;
    bench_make(&bench);
    for (size_t i = 0; i <= LONG; i++)
        snprintf(names[i], sizeof names[i], "n%zu", i);
    for (size_t i = 0; i < LONG; i++)
        trainings[i] = (struct training){names[i], names[i + 1]};
    lineage_ledger(&bench, trainings, LONG);
    text = lineage_trace(&bench, names[LONG], ASSAY_TRACE_TEXT, &err);
    assert_non_null(text);
    for (const char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
        assert_true(end - line < 260);
        told += strstr(line, "- entry ") && strstr(line, "- entry ") < end;
    }
    assert_int_equal(told, LONG);
}

static void test_words(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    struct assay_error err = {0};
    const struct training trainings[] = {{"a|md5=a", "b"}, {"b", "c"}};
    const struct {
        const char *word, *id;
    } words[] = {
        {"nobody", "trace.nothing"},
        {"sha256:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
         "trace.nothing"},
        {"ffffffff", "trace.nothing"},
        {"md5:ffffffffffffffffffffffffffffffff", "trace.nothing"},
        {"", "trace.nothing"},
    };
    char hex[65], word[80];

    (void)state;
    bench_make(&bench);
    lineage_ledger(&bench, trainings, ARRAY_LEN(trainings));
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        assert_null(lineage_trace(&bench, words[i].word, ASSAY_TRACE_TEXT, &err));
        assert_string_equal(err.id, words[i].id);
        assert_int_equal(err.status, ASSAY_EUSAGE);
    }
    lineage_hex('s', "b", hex);
    for (int form = 0; form < 4; form++) {
        CLEANUP(free_cleanup) char *text = NULL;
        CLEANUP(free_cleanup) char *same = lineage_trace(&bench, "b", ASSAY_TRACE_JSON, &err);

        snprintf(word, sizeof word, "%s%.*s", form % 2 ? "sha256:" : "", form < 2 ? 64 : 12, hex);
        if (form == 3) /* as other programs print them */
            for (char *at = word + 7; *at; at++)
                *at = (char)(*at >= 'a' ? *at - 'a' + 'A' : *at);
        text = lineage_trace(&bench, word, ASSAY_TRACE_JSON, &err);
        assert_non_null(text);
        assert_string_equal(text, same);
    }
}

/* Digits that two digests begin with, and a name that two things have: both are told. */
static void test_many(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(free_cleanup) char *text = NULL;
    struct assay_error err = {0};
    const char *const words[] = {"data/a.csv", "01070000", "sha256:01070000"};

    (void)state;
    bench_make(&bench);
    bench_record(&bench, "one", 0x01000007); /* data/a.csv is 01 07 00 00 01 ... */
    bench_record(&bench, "two", 0x02000007);
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        assert_null(lineage_trace(&bench, words[i], ASSAY_TRACE_TEXT, &err));
        assert_string_equal(err.id, "trace.many");
        assert_non_null(strstr(err.why, "sha256:0107000001"));
        assert_non_null(strstr(err.why, "sha256:0107000002"));
        assert_non_null(strstr(err.why, "data/a.csv"));
    }
    text = lineage_trace(&bench, "0107000001", ASSAY_TRACE_TEXT, &err);
    assert_non_null(text);
}

/* A name that would break out of its quotes, its tags or the terminal. */
static void test_hostile_names(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    static const char turns[] = {'\xe2', '\x80', '\xae',
                                 0}; /* U+202E: what follows reads backwards */
    char name[40];
    const struct training trainings[] = {{"\x1b[31m\"];x->y[label=\"\\", name}};
    struct assay_error err = {0};

    (void)state;
    snprintf(name, sizeof name, "</text><script>&%s", turns);
    bench_make(&bench);
    lineage_ledger(&bench, trainings, 1);
    for (int form = 0; form < ASSAY_TRACE_FORMS; form++) {
        CLEANUP(free_cleanup)
        char *text = lineage_trace(&bench, trainings[0].outputs, (enum assay_trace_form)form, &err);

        assert_non_null(text);
        assert_null(strchr(text, '\x1b'));
        if (form != ASSAY_TRACE_JSON)
            assert_null(strstr(text, turns));
        if (form == ASSAY_TRACE_SVG)
            assert_null(strstr(text, "<script"));
        if (form == ASSAY_TRACE_DOT)
            assert_null(strstr(text, " \"];x"));
    }
}

/* Every place, also where the statement names it only once; the same over two inventories. */
static void test_places(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(free_cleanup) char *text = NULL;
    struct assay_error err = {0};
    char word[80];

    (void)state;
    bench_make(&bench);
    bench_record(&bench, "one", 1);
    bench_record(&bench, "two", 1);
    bench_record(&bench, "one", 2);
    snprintf(word, sizeof word, "sha256:02%062d", 0); /* data/b.csv, the same in all */
    text = lineage_trace(&bench, word, ASSAY_TRACE_TEXT, &err);
    assert_non_null(text);
    assert_non_null(strstr(text, "     1  inventory"));
    assert_non_null(strstr(text, "     2  inventory"));
    assert_non_null(strstr(text, "     3  inventory"));
    assert_non_null(strstr(text, "data/b.csv"));
    assert_null(strstr(text, "data/a.csv"));
    assert_non_null(strstr(text, "all signatures of these 3 entries hold"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long_line), cmocka_unit_test(test_words),
        cmocka_unit_test(test_many),      cmocka_unit_test(test_hostile_names),
        cmocka_unit_test(test_places),
    };
    int failed = RUN_CASES(check, rows);

    return failed + cmocka_run_group_tests(tests, NULL, NULL);
}
