#include "cel_case.h"

static const struct cel_row rows[] = {
    {"undeclared field", "item.siez", "1:6: undeclared field \"siez\" in \"item\""},
    {"undeclared field of a field", "item.model.parameter",
     "1:12: undeclared field \"parameter\" in \"model\""},
    {"undeclared in has()", "has(item.siez)", "1:10: undeclared field \"siez\" in \"item\""},
    {"field of a string", "item.name.size > 1", "1:1: a value of type string has no fields"},
    {"field of a map with other keys", "{1: 2}.a",
     "1:1: a map with keys of type int has no fields"},
    {"element at a string", "[1]['a']",
     "1:1: a value of type list(int) has no element at a string"},
};

int main(void)
{
    return RUN_CASES(cel_check_row, rows);
}
