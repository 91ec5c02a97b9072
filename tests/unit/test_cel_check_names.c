#include "cel_case.h"

static const struct cel_row rows[] = {
    {"undeclared name", "itm.size", "1:1: undeclared name \"itm\""},
    {"macro's name is gone after it", "[1].all(x, true) && x", "1:21: undeclared name \"x\""},
};

int main(void)
{
    return RUN_CASES(cel_check_row, rows);
}
