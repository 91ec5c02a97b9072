#include "cel_case.h"

static const struct cel_row rows[] = {
    {"fault wins over unknown elsewhere", "u + 1 / 0", "fault(divided by zero)"},
    {"negated unknown", "!(item.path == 'a')", "unknown(item.path)"},
    {"unknown argument", "size(item.path) > 3", "unknown(item.path)"},
};

int main(void)
{
    return RUN_CASES(cel_check_row, rows);
}
