/* test_functions_columns.c - whether two tables call their columns alike. */

#include "policy_functions.h"

static const struct cel_function registered[] = {
    {"columns.match(list(string), list(string)) -> bool", columns_match, NULL},
    {"columns.same(string, string) -> bool", columns_same, NULL},
};

static const struct function_row rows[] = {
    {"the same names", "columns.match(['a', 'b'], ['a', 'b'])", "true"},
    {"in another order", "columns.match(['a', 'b'], ['b', 'a'])", "true"},
    {"one that only the first has", "columns.match(['a', 'b', 'c'], ['c', 'a'])", "true"},
    {"one that only the second has", "columns.match(['a'], ['', 'a'])", "true"},
    {"two of them", "columns.match(['a', 'b', 'c'], ['b'])", "false"},
    {"another name", "columns.match(['a', 'b'], ['a', 'c'])", "false"},
    {"another name, and one more", "columns.match(['a', 'b'], ['a', 'c', 'd'])", "false"},
    {"a name twice", "columns.match(['a', 'a', 'a'], ['a'])", "false"},
    {"another capital", "columns.match(['a', 'B'], ['a', 'b'])", "false"},
    {"no names", "columns.match([], [])", "true"},
    {"a name in capitals", "columns.same('PatientID', 'patient_id')", "true"},
    {"blanks around", "columns.same(' patient id ', 'patient-ID')", "true"},
    {"the way to it", "columns.same('patient.id', 'patient_id')", "true"},
    {"a letter less", "columns.same('patient_i', 'patient_id')", "false"},
    {"another word", "columns.same('subject', 'patient')", "false"},
    {"signs alone", "columns.same('_', '')", "true"},
};

static void answers(void **state)
{
    function_row_check(registered, ARRAY_LEN(registered), *state);
}

int main(void)
{
    return RUN_CASES(answers, rows) ? 1 : 0;
}
