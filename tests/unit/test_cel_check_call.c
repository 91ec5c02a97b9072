#include "cel_case.h"

static const struct cel_row rows[] = {
    {"undeclared function", "sise('a')", "1:1: no function \"sise\""},
    {"undeclared macro, before its names", "[1].al(x, x > 0)", "1:1: no function \"al\""},
    {"wrong overload", "item.size + 'a'", "1:1: \"+\" does not take (int, string)"},
    {"wrong argument", "item.name.startsWith(1)",
     "1:1: \"startsWith\" does not take (string, int)"},
    {"bad constant pattern", "'a'.matches('(')",
     "1:13: pattern: a parenthesis that does not close"},
    {"dyn operand", "dyn(1) + 2", "3"},
    {"dyn operand of a wrong type", "dyn('a') + 2",
     "fault(no such overload: \"+\" does not take (string, int))"},
    {"numbers of all types have an order", "1 < 1.5 && 2u > 1", "true"},
};

int main(void)
{
    return RUN_CASES(cel_check_row, rows);
}
