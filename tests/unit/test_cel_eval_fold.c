#include "cel_case.h"

static const struct cel_row rows[] = {
    {"unknown in a fold that another element decides",
     "item.files.exists(x, x == 1 || item.path == 'a')", "true"},
    {"unknown in a fold that nothing decides", "item.files.all(x, x > 0 && item.path == 'a')",
     "unknown(item.path)"},
    {"unknown in map()", "item.files.map(x, item.path)", "unknown(item.path)"},
    {"unknown in filter()", "item.files.filter(x, item.path == 'a')", "unknown(item.path)"},
    {"unknown in exists_one()", "item.files.exists_one(x, item.path == 'a')", "unknown(item.path)"},
    {"fold over an unknown", "u.all(x, x > 0)", "unknown(u)"},
    {"fold over nothing", "[].all(x, u)", "true"},
    {"nested folds see outer names", "[1, 2].map(x, [10].map(y, x * y))", "[[10], [20]]"},
    {"inner name hides outer", "[1].map(x, [2].map(x, x))", "[[2]]"},
    {"let", "cel.bind(x, item.size, x + x)", "198"},
    {"filter then map", "item.files.filter(x, x > 1).map(x, x * 2)", "[6, 4]"},
    {"map with a condition", "item.files.map(x, x > 1, x * 2)", "[6, 4]"},
};

int main(void)
{
    return RUN_CASES(cel_check_row, rows);
}
