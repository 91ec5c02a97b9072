#include "cel_case.h"

static const struct cel_row rows[] = {
    {"bound", "cel.bind(x, 2, x * x)", "4"},
    {"bound in bound", "cel.bind(x, 2, cel.bind(y, x + 1, x * y))", "6"},
    {"a fault that is not used", "cel.bind(x, 1 / 0, true)", "true"},
    {"another receiver", "item.bind(x, 1, x)", "1:1: no function \"bind\""},
};

int main(void)
{
    return RUN_CASES(cel_check_row, rows);
}
