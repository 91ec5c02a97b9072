#include "cel_case.h"

static const struct cel_row rows[] = {
    {"of and value", "optional.of(1).value()", "1"},
    {"value of none", "optional.none().value()", "fault(value() of optional.none())"},
    {"or", "optional.none().or(optional.of(2)).orValue(3)", "2"},
    {"zero is none", "optional.ofNonZeroValue('').hasValue()", "false"},
    {"chained through what is not there", "{'a': {}}.?a.b.c.orValue(5)", "5"},
    {"optional index", "[1][?3].orValue(7)", "7"},
    {"optional elements", "[?optional.none(), ?optional.of(1)]", "[1]"},
    {"optional entries", "{?'a': optional.none(), 'b': 1}", "{\"b\": 1}"},
    {"optMap", "optional.of(2).optMap(x, x * x)", "optional.of(4)"},
    {"optFlatMap", "optional.of(2).optFlatMap(x, optional.none())", "optional.none()"},
    {"equal", "optional.of(1) == optional.of(1)", "true"},
};

int main(void)
{
    return RUN_CASES(cel_check_row, rows);
}
