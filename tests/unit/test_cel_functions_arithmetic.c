#include "cel_case.h"

static const struct cel_row rows[] = {
    {"int overflow", "9223372036854775807 + 1", "fault(range: the result does not fit)"},
    {"int underflow", "-9223372036854775808 - 1", "fault(range: the result does not fit)"},
    {"int product", "5000000000 * 5000000000", "fault(range: the result does not fit)"},
    {"lowest by minus one", "-9223372036854775808 / -1", "fault(range: the result does not fit)"},
    {"lowest rest minus one", "-9223372036854775808 % -1", "fault(range: the result does not fit)"},
    {"uint below zero", "0u - 1u", "fault(range: the result does not fit)"},
    {"division by zero", "1u / 0u", "fault(divided by zero)"},
    {"rest of zero", "1 % 0", "fault(modulus by zero)"},
    {"sign of a rest", "-7 % 3", "-1"},
    {"double by zero", "[1.0 / 0.0, -1.0 / 0.0, 1.0 / -0.0]", "[Infinity, -Infinity, -Infinity]"},
    {"zero by zero", "0.0 / 0.0", "NaN"},
    {"strings", "'a' + 'b'", "\"ab\""},
    {"bytes", "b'a' + b'\\xff'", "b\"a\\xff\""},
    {"lists", "[1] + []", "[1]"},
    {"order of strings", "'Z' < 'a' && 'a' < 'aa'", "true"},
    {"order of bools", "false < true", "true"},
    {"order with NaN", "double('NaN') < 1.0 || double('NaN') >= 1.0", "false"},
    {"order of times", "timestamp('2026-01-02T00:00:00Z') > timestamp('2026-01-01T23:59:59Z')",
     "true"},
    {"moment and span", "timestamp('2026-03-01T00:00:00Z') - duration('24h')",
     "timestamp(\"2026-02-28T00:00:00Z\")"},
    {"moment past the years", "timestamp('9999-12-31T23:59:59Z') + duration('1s')",
     "fault(range: the result does not fit)"},
    {"span past 292 years", "timestamp('9999-01-01T00:00:00Z') - timestamp('0001-01-01T00:00:00Z')",
     "fault(range: the result does not fit)"},
};

int main(void)
{
    return RUN_CASES(cel_check_row, rows);
}
