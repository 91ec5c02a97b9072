#include "cel_case.h"

static const struct cel_row rows[] = {
    {"variable without value", "u", "unknown(u)"},
    {"false decides", "item.path == 'a' && item.size < 3", "false"},
    {"true decides", "item.size > 3 || item.path == 'a'", "true"},
    {"unknown stays", "item.path == 'a' && item.size > 3", "unknown(item.path)"},
    {"all names", "item.path == 'a' || item.model.license == 'b'",
     "unknown(item.model.license, item.path)"},
    {"unknown wins over fault in logic", "item.path == 'a' || 1 / 0 == 1", "unknown(item.path)"},
    {"fault is absorbed where decided", "1 / 0 == 1 || true", "true"},
    {"unknown condition", "item.path == 'a' ? 1 : 1", "unknown(item.path)"},
    {"unknown in a list", "[item.path, 'b']", "unknown(item.path)"},
    {"unknown key", "{item.path: 1}", "unknown(item.path)"},
    {"same key twice", "{1: 1, 1u: 2}", "fault(the same key comes twice)"},
    {"in a list across types", "dyn(1.0) in [1, 2]", "true"},
    {"in a map", "'a' in {'a': 1}", "true"},
    {"NaN is not itself", "double('NaN') == double('NaN')", "false"},
    {"maps have no order", "{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", "true"},
    {"fault has a place", "1 +\n (2 / 0)", "fault(divided by zero)"},
};

int main(void)
{
    return RUN_CASES(cel_check_row, rows);
}
