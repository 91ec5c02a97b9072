#include "cel_case.h"

static const struct cel_row rows[] = {
    {"name that is a literal", "[1].all(1, true)",
     "1:9: a plain name for the element should be here"},
    {"name that is a path", "[1].all(a.b, true)",
     "1:9: a plain name for the element should be here"},
    {"name with a dot before it", "[1].all(.a, true)",
     "1:9: a plain name for the element should be here"},
    {"same name twice", "[1].all(a, a, true)", "1:12: two names that are the same"},
    {"wrong number of arguments", "[1].all(a)", "1:1: no function \"all\""},
    {"all of a map goes through keys", "{'a': 1}.all(k, k == 'a')", "true"},
    {"exists", "[1, 2].exists(x, x == 2)", "true"},
    {"exactly one", "[1, 2].exists_one(x, x == 2)", "true"},
    {"not exactly one", "[2, 2].exists_one(x, x == 2)", "false"},
    {"fault in exactly one", "[1, 0].exists_one(x, 1 / x == 1)", "fault(divided by zero)"},
    {"map of a map", "{'a': 1}.map(k, k + k)", "[\"aa\"]"},
};

int main(void)
{
    return RUN_CASES(cel_check_row, rows);
}
