/* test_functions.c - each function that rules may call, by its table. */

#include "policy/functions.h"

#include "base/arena.h"
#include "base/buf.h"
#include "rows.h"

#define TEN(x) x x x x x x x x x x
#define LONG "\"" TEN(TEN("012345678901234567")) "\""
#define TWENTY "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]"
#define THRICE(x) TWENTY ".all(a, " TWENTY ".all(b, " TWENTY ".all(c, " x ")))"

static const struct row {
    const char *name;
    const char *expression;
    const char *value;
} rows[] = {
    {"half a year", "dates.plus_months(\"2026-04-15\", 6)", "\"2026-10-15\""},
    {"over the year's end", "dates.plus_months(\"2026-12-01\", 1)", "\"2027-01-01\""},
    {"to a shorter month", "dates.plus_months(\"2026-01-31\", 1)", "\"2026-02-28\""},
    {"to a leap day", "dates.plus_months(\"2027-01-31\", 13)", "\"2028-02-29\""},
    {"no leap in 2100", "dates.plus_months(\"2099-02-28\", 12)", "\"2100-02-28\""},
    {"not at all", "dates.plus_months(\"2026-11-21\", 0)", "\"2026-11-21\""},
    {"a year of days", "dates.days_between(\"2025-11-01\", \"2026-11-01\")", "365"},
    {"a leap day", "dates.days_between(\"2024-02-28\", \"2024-03-01\")", "2"},
    {"the same day", "dates.days_between(\"2026-11-01\", \"2026-11-01\")", "0"},
    {"the day before", "dates.days_between(\"2026-11-02\", \"2026-11-01\")", "-1"},
    {"no date", "dates.days_between(\"2026-11-02\", \"soon\") == 0",
     "fault(a date such as 2026-11-21 is expected)"},
    {"no such date", "dates.days_between(\"2026-02-30\", \"2026-11-01\") == 0",
     "fault(a date such as 2026-11-21 is expected)"},
    {"one person", "people.same(\"Jane Doe\", \" jane  DOE \")", "true"},
    {"another person", "people.same(\"Jane Doe\", \"Jane Roe\")", "false"},
    {"a longer name", "people.same(\"Jane\", \"Jane Doe\")", "false"},
    {"no blank between", "people.same(\"JaneDoe\", \"Jane Doe\")", "false"},
    {"long names cost", THRICE("people.same(" LONG ", " LONG ")"), "fault(over budget: *"},
    {"long words cost", THRICE("text.has_word(" LONG ", " LONG ")"), "fault(over budget: *"},
    {"nobody", "people.same(\" \", \"\")", "false"},
    {"nobody but points", "people.same(\".,\", \",\")", "false"},
    {"the family name first", "people.same(\"Example, Dan\", \"Dan Example\")", "true"},
    {"the family name first in both", "people.same(\"Example, Dan\", \"example,dan\")", "true"},
    {"two names in turn", "people.same(\"Dan Example\", \"Example Dan\")", "true"},
    {"three names in another turn", "people.same(\"Dan van Example\", \"VAN EXAMPLE, Dan\")",
     "true"},
    {"three names anyhow", "people.same(\"Dan van Example\", \"van Dan Example\")", "true"},
    {"a name twice", "people.same(\"Dan Dan Example\", \"Dan Example Example\")", "false"},
    {"a name more", "people.same(\"Dan Example\", \"Example Dan Roe\")", "false"},
    {"another in that turn", "people.same(\"Dan Example\", \"Example Don\")", "false"},
    {"in turn and by look", "people.same(\"D\\u0430n Example\", \"Example Dan\")", "true"},
    {"a blank of Braille between", "people.same(\"Dan\\u2800Example\", \"Dan Example\")", "true"},
    {"a half filler between", "people.same(\"Dan\\uffa0Example\", \"Dan Example\")", "true"},
    {"a Mongolian blank between", "people.same(\"Dan\\u180eExample\", \"Dan Example\")", "true"},
    {"a filler between", "people.same(\"Dan\\u3164Example\", \"Dan Example\")", "true"},
    {"an unseen blank between", "people.same(\"Dan\\u200bExample\", \"Dan Example\")", "true"},
    {"an unseen blank within", "people.same(\"Da\\u200bn Example\", \"Dan Example\")", "true"},
    {"unseen blanks within and between",
     "people.same(\"Da\\u200bn\\u3164Example\", \"Dan Example\")", "true"},
    {"addresses in turn", "people.same(\"a b@x.org\", \"b@x.org a\")", "false"},
    {"a point at the end", "people.same(\"Dan Example.\", \"Dan Example\")", "true"},
    {"a point behind an initial", "people.same(\"D.Example\", \"D Example\")", "true"},
    {"points in addresses", "people.same(\"a.b@x.org\", \"ab@x.org\")", "false"},
    {"a filler", "people.same(\"Dan\\u3164 Example\", \"Dan Example\")", "true"},
    {"another filler", "people.same(\"D\\u115fan Example\", \"Dan Example\")", "true"},
    {"a selector", "people.same(\"Dan\\ufe0f Example\", \"Dan Example\")", "true"},
    {"a sharp s", "people.same(\"J Stra\\u00dfe\", \"J Strasse\")", "true"},
    {"a capital sharp s", "people.same(\"J STRA\\u1e9eE\", \"J Strasse\")", "true"},
    {"two letters in one", "people.same(\"\\u00c6gir\", \"aegir\")", "true"},
    {"a sharp s at the end", "people.same(\"J Wei\\u00df\", \"J Weis\")", "false"},
    {"a figure", "figures.agree(\"0.91\", 0.91)", "true"},
    {"a figure that was rounded", "figures.agree(\"0.91\", 0.9149)", "true"},
    {"a figure that was not rounded to that", "figures.agree(\"0.91\", 0.916)", "false"},
    {"a figure in percent", "figures.agree(\"91.3 %\", 0.9131)", "true"},
    {"a whole number", "figures.agree(\"12\", 12.0)", "true"},
    {"a whole number that is no rounded one", "figures.agree(\"1\", 0.91)", "false"},
    {"a figure below nought", "figures.agree(\"-0.5\", -0.5)", "true"},
    {"a figure without its nought", "figures.agree(\".91\", 0.91)", "true"},
    {"another without its nought", "figures.agree(\".92\", 0.91)", "false"},
    {"a figure below nought without it", "figures.agree(\"-.5\", -0.5)", "true"},
    {"a whole number in percent", "figures.agree(\"91%\", 0.91)", "true"},
    {"a figure with an exponent", "figures.agree(\"9.1e-1\", 0.91)", "true"},
    {"an exponent and rounded", "figures.agree(\"9.1E-01\", 0.9149)", "true"},
    {"an exponent and not rounded to that", "figures.agree(\"9.1e-1\", 0.916)", "false"},
    {"a larger one", "figures.agree(\"1.2e+3\", 1200.0)", "true"},
    {"nought of a large unit", "figures.agree(\"0.0e300\", 0.91)", "false"},
    {"a whole number with an exponent", "figures.agree(\"12e2\", 1200.0)", "true"},
    {"figures of other names",
     "figures.contradicting([\"Acc: 91\", \"auc: 0.8\"], [\"accuracy: 0.9123\"])", "[]"},
    {"another figure of another name",
     "figures.contradicting([\"eval_acc: 0.99\", \"auc: 0.8\"], [\"accuracy: 0.91\"])",
     "[\"eval_acc: 0.99, its evaluation report accuracy: 0.91\"]"},
    {"brackets behind a figure",
     "figures.contradicting([\"accuracy: 0.91 (0.90, 0.92)\"], [\"accuracy: 0.5\"])",
     "[\"accuracy: 0.91 (0.90, 0.92), its evaluation report accuracy: 0.5\"]"},
    {"a figure without a number", "size(figures.contradicting([\"f1: ?\"], [\"f1: 0.5\"]))", "1"},
    {"no figures", "figures.contradicting([\"f1\", \"\"], [\": 0.5\", \"f1: 1\"])", "[]"},
    {"a mean absolute error is no share",
     "size(figures.contradicting([\"mae: 91\"], [\"mae: 0.91\"]))", "1"},
    {"a figure that says less",
     "figures.unclear([\"f1: 0.8\"], [\"f1_macro: 0.7\", \"f1_micro: 0.9\"])",
     "[\"f1: 0.8, its evaluation report f1_macro: 0.7\"]"},
    {"a figure that says less and is one of two",
     "figures.unclear([\"f1: 0.9\"], [\"f1_macro: 0.7\", \"f1_micro: 0.9\"])", "[]"},
    {"a result on the test set by its path",
     "size(results.contradicting([\"f1: 0.9 (a/b-loans, test)\"], [\"f1: 0.5\"], "
     "\"data/b_loans.csv\"))",
     "1"},
    {"a result on another data set",
     "size(results.contradicting([\"f1: 0.9 (a/cars)\"], [\"f1: 0.5\"], \"data/loans.csv\"))", "0"},
    {"a result on no data set", "size(results.unclear([\"f1: 0.9\"], [\"f1: 0.5\"], \"a.csv\"))",
     "1"},
    {"a result on part of a name",
     "size(results.contradicting([\"f1: 0.9 (loan)\"], [\"f1: 0.5\"], \"loans.csv\"))", "0"},
    {"a result of training",
     "size(results.unclear([\"f1: 0.9 (csv, train)\"], [\"f1: 0.5\"], \"a.csv\"))", "0"},
    {"an exponent beyond all numbers", "figures.agree(\"1e99999999999999999999\", 0.0)", "false"},
    {"a very small one", "figures.agree(\"1.0e-99999999999999999999\", 0.91)", "false"},
    {"with a sign", "figures.agree(\"+0.91\", 0.91)", "true"},
    {"a point alone", "figures.agree(\".\", 0.0)", "false"},
    {"a point behind", "figures.agree(\"12.\", 12.0)", "true"},
    {"a sign alone", "figures.agree(\"-\", 0.0)", "false"},
    {"an e that is no exponent", "figures.agree(\"0.91 e\", 0.91)", "true"},
    {"words", "figures.agree(\"many\", 0.0)", "false"},
    {"nothing", "figures.agree(\"\", 0.0)", "false"},
    {"a known licence", "licences.known(\"MIT\")", "true"},
    {"no licence", "licences.known(\"other\")", "false"},
    {"free to sell", "licences.allows_commercial(\"MIT\")", "true"},
    {"not to sell", "licences.allows_commercial(\"CC-BY-NC-4.0\")", "false"},
    {"nobody knows", "licences.allows_commercial(\"LicenseRef-a\")",
     "unknown(terms of the licence)"},
    {"not to sell, whatever the other says",
     "licences.allows_commercial(\"LicenseRef-a AND CC-BY-NC-4.0\")", "false"},
    {"not a licence at all", "licences.allows_commercial(\"other\")",
     "unknown(terms of the licence)"},
    {"free to change", "licences.allows_derivatives(\"CC-BY-NC-4.0\")", "true"},
    {"not to change", "licences.allows_derivatives(\"CC-BY-ND-4.0\")", "false"},
    {"what is owed", "licences.duties(\"CC-BY-4.0\")",
     "[\"copy\", \"notice\", \"credit\", \"changes\"]"},
    {"nothing is owed", "licences.duties(\"CC0-1.0\")", "[]"},
    {"of two", "licences.duties(\"CDLA-Permissive-2.0 AND etalab-2.0\")", "[\"copy\", \"credit\"]"},
    {"what is owed to one's own", "licences.duties(\"LicenseRef-a\")",
     "unknown(terms of the licence)"},
    {"in the table", "licences.on_file(\"LicenseRef-llama3.1\")", "true"},
    {"not in the table", "licences.on_file(\"LicenseRef-a\")", "false"},
    {"no licence is not in the table", "licences.on_file(\"other\")", "false"},
    {"brands", "licences.brands(\"llama3.1\")", "[\"Llama\"]"},
    {"no brand", "licences.brands(\"MIT\")", "[]"},
    {"brands of nobody knows", "licences.brands(\"other\")", "unknown(terms of the licence)"},
    {"owed by data", "licences.owed(\"CDLA-Sharing-1.0\", \"dataset\", \"dataset\").size()", "4"},
    {"owed by a model", "licences.owed(\"CDLA-Sharing-1.0\", \"dataset\", \"model\")", "[]"},
    {"owed by a model of a model", "licences.owed(\"C-UDA-1.0\", \"model\", \"model\").size()",
     "3"},
    {"owed to the other of two",
     "licences.owed(\"C-UDA-1.0 AND etalab-2.0\", \"dataset\", \"model\")", "[\"credit\"]"},
    {"owed to one's own", "licences.owed(\"LicenseRef-a\", \"dataset\", \"model\")",
     "unknown(terms of the licence)"},
    {"phrases", "licences.phrases_missing(\"llama3.1\", []).size()", "2"},
    {"one phrase of two",
     "licences.phrases_missing(\"gemma AND qwen\", [\"\", \"x Built with Qwen\"]).size()", "2"},
    {"the last wording", "licences.phrases_missing(\"qwen\", [\"Improved using Qwen\"]).size()",
     "1"},
    {"half a wording", "licences.phrases_missing(\"qwen\", [\"Improved using Qwe\"])[1]",
     "\"Built with Qwen / Improved using Qwen\""},
    {"no phrase", "licences.phrases_missing(\"MIT\", [])", "[]"},
    {"phrases of nobody knows", "licences.phrases_missing(\"other\", [])",
     "unknown(terms of the licence)"},
    {"compatible", "licences.compatible(\"CC-BY-SA-3.0\", \"CC-BY-SA-4.0\")", "true"},
    {"not compatible", "licences.compatible(\"CC-BY-SA-4.0\", \"MIT\")", "false"},
    {"with one's own", "licences.compatible(\"CC-BY-SA-4.0\", \"LicenseRef-a\")",
     "unknown(terms of the licence)"},
    {"with one's own beside another",
     "licences.compatible(\"CC-BY-SA-4.0\", \"CC-BY-SA-4.0 AND LicenseRef-a\")",
     "unknown(terms of the licence)"},
    {"of what does not ask", "licences.compatible(\"MIT\", \"LicenseRef-a\")", "true"},
    {"with none", "licences.compatible(\"other\", \"MIT\")", "unknown(terms of the licence)"},
    {"one name", "people.same(\"A Doe\", \" a  DOE \")", "true"},
    {"two names", "people.same(\"A Doe\", \"B Doe\")", "false"},
    {"a name and its begin", "people.same(\"A Doe\", \"A Do\")", "false"},
    {"blanks inside a word", "people.same(\"A Doe\", \"ADoe\")", "false"},
    {"nobody twice", "people.same(\"\", \" \")", "false"},
    {"a name and a commit's author", "people.same(\"DEV ELOPER\", \"Dev Eloper <d@b.example>\")",
     "true"},
    {"an address and an author", "people.same(\"D@b.example\", \"Dev Eloper <d@b.example>\")",
     "true"},
    {"another's address", "people.same(\"e@b.example\", \"Dev Eloper <d@b.example>\")", "false"},
    {"two authors without an address", "people.same(\"A <>\", \"B <>\")", "false"},
    {"Cyrillic letters", "people.same(\"D\u0435v El\u043Eper\", \"Dev Eloper\")", "true"},
    {"Cyrillic and Greek capitals", "people.same(\"\u0412\u039D\", \"bn\")", "true"},
    {"a Greek name in capitals", "people.same(\"\u039D\u03AF\", \"\u03BD\u03AF\")", "true"},
    {"another Cyrillic name", "people.same(\"\u0416\", \"\u0417\")", "false"},
    {"accents", "people.same(\"Jos\u00C9\", \"Jose\u0301\")", "true"},
    {"a letter with a stroke", "people.same(\"\u0141uk\", \"luk\")", "true"},
    {"wide letters, a wide blank", "people.same(\"\uFF21\u3000Doe\", \"a doe\")", "true"},
    {"a letter that nobody sees", "people.same(\"A\u200B Doe\", \"A Doe\")", "true"},
    {"a commit", "revision.pinned(\"a/b@0123456789abcdef0123456789abcdef01234567\")", "true"},
    {"a digest",
     "revision.pinned(\"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\")",
     "true"},
    {"a branch", "revision.pinned(\"a/b@main\")", "false"},
    {"a short commit", "revision.pinned(\"a/b@0123456\")", "false"},
    {"a name", "revision.pinned(\"a/b\")", "false"},
    {"nothing", "revision.pinned(\"\")", "false"},
    {"forty letters", "revision.pinned(\"a@gggggggggggggggggggggggggggggggggggggggg\")", "false"},
    {"a test by its path", "tests.shown_by(\"a/tests/x.py\", \"code\", \"\")", "true"},
    {"a test by its name", "tests.shown_by(\"TEST_x.py\", \"code\", \"\")", "true"},
    {"part of a word", "tests.shown_by(\"latest/contest.py\", \"code\", \"\")", "false"},
    {"a record of results", "tests.shown_by(\"a.yml\", \"document\", \"bias\")", "true"},
    {"a record of none", "tests.shown_by(\"tests/a.yml\", \"document\", \"risk\")", "false"},
    {"data for a test", "tests.shown_by(\"tests/a.csv\", \"dataset\", \"\")", "false"},
    {"rows of results", "tests.shown_by(\"eval/result.csv\", \"dataset\", \"\")", "true"},
    {"a model among tests", "tests.shown_by(\"tests/m.pt\", \"model\", \"\")", "false"},
    {"an empty test", "tests.shown_by(\"tests/t.py\", \"empty\", \"\")", "false"},
    {"packages of a test", "tests.shown_by(\"tests/requirements.txt\", \"config\", \"\")", "false"},
    {"no path", "tests.shown_by(\"\", \"\", \"\")", "false"},
    {"a word", "text.has_word(\"release, CHG-1.\", \"CHG-1\")", "true"},
    {"all of it", "text.has_word(\"CHG-1\", \"CHG-1\")", "true"},
    {"the begin of a word", "text.has_word(\"CHG-10, CHG-1.2, CHG-1-b\", \"CHG-1\")", "false"},
    {"the end of a word", "text.has_word(\"MY-CHG-1 XCHG-1\", \"CHG-1\")", "false"},
    {"a letter inside", "text.has_word(\"release\", \"e\")", "false"},
    {"the second time", "text.has_word(\"CHG-10 CHG-1\", \"CHG-1\")", "true"},
    {"no word", "text.has_word(\"release\", \"\")", "false"},
    {"unknown", "unknown(\"a card\")", "unknown(a card)"},
    {"unknown and false", "unknown(\"a card\") && false", "false"},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct arena *arena = arena_new();
    struct cel_env *env = cel_env_new(arena);
    struct cel_evaluation *evaluation;
    struct cel_program *program;
    struct assay_error err = {0};
    struct buf shown;

    for (size_t i = 0; i < policy_function_count; i++)
        assert_ok(cel_env_function(env, &policy_functions[i].function, &err), err);
    assert_ok(cel_compile(env, bytes_text(row->expression), arena, &program, &err), err);
    assert_ok(
        cel_evaluate(program, &(struct cel_activation){0}, CEL_BUDGET, arena, &evaluation, &err),
        err);
    buf_init(&shown, SIZE_MAX);
    cel_print(&shown, cel_result(evaluation));
    if (row->value[strlen(row->value) - 1] == '*')
        assert_memory_equal(buf_string(&shown), row->value, strlen(row->value) - 1);
    else
        assert_string_equal(buf_string(&shown), row->value);
    buf_clear(&shown);
    arena_free(arena);
}

static void table_is_sorted_and_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < policy_function_count; i++) {
        assert_true(*policy_functions[i].meaning != 0);
        if (i > 0)
            assert_true(strcmp(policy_functions[i - 1].function.signature,
                               policy_functions[i].function.signature) < 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(table_is_sorted_and_told)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
