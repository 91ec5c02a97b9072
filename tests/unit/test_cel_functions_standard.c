#include "cel_case.h"

static const struct cel_row rows[] = {
    {"size counts code points", "size('äö')", "2"},
    {"size of bytes", "size(b'ä')", "2"},
    {"size as a method", "[1, 2].size() + {'a': 1}.size()", "3"},
    {"contains", "'abc'.contains('bc')", "true"},
    {"ends before it begins", "'a'.startsWith('ab')", "false"},
    {"pattern anywhere", "'xabcx'.matches('b')", "true"},
    {"pattern made at run time", "'abc'.matches('a' + '.c')", "true"},
    {"bad pattern made at run time", "'abc'.matches('(' + '')",
     "fault(pattern: a parenthesis that does not close)"},
    {"matches by name", "matches('abc', 'a.c')", "true"},
};

int main(void)
{
    return RUN_CASES(cel_check_row, rows);
}
