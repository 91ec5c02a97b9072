#include "cel_case.h"

static const struct cel_row rows[] = {
    {"index and element", "[5, 6].all(i, v, v == i + 5)", "true"},
    {"key and value", "{'a': 1}.exists(k, v, k == 'a' && v == 1)", "true"},
    {"list of results", "[5, 6].transformList(i, v, i * v)", "[0, 6]"},
    {"list with a condition", "[5, 6].transformList(i, v, i > 0, v)", "[6]"},
    {"map of results", "{'a': 1, 'b': 2}.transformMap(k, v, v > 1, v * 10)", "{\"b\": 20}"},
    {"map from a list", "[7].transformMap(i, v, v)", "{0: 7}"},
    {"entries", "{'a': 1}.transformMapEntry(k, v, {v: k})", "{1: \"a\"}"},
    {"entry that is two", "[1].transformMapEntry(i, v, {v: 1, 5: 2})",
     "fault(a map of one entry should be here)"},
    {"entries that collide", "[1, 1].transformMapEntry(i, v, {v: 1})",
     "fault(the same key comes twice)"},
};

int main(void)
{
    return RUN_CASES(cel_check_row, rows);
}
