#include "cel_case.h"

static const struct cel_row rows[] = {
    {"by code point", "['täg'.charAt(1), 'täg'.charAt(3)]", "[\"ä\", \"\"]"},
    {"outside", "'abc'.charAt(4)", "fault(range: index 4 is outside the text)"},
    {"place", "['tägg'.indexOf('g'), 'abc'.indexOf('x'), 'abcabc'.indexOf('b', 2)]", "[2, -1, 4]"},
    {"last place", "['abcabc'.lastIndexOf('b'), 'abcabc'.lastIndexOf('b', 3), 'a'.lastIndexOf('')]",
     "[4, 1, 1]"},
    {"part", "['tägig'.substring(1), 'tägig'.substring(1, 3)]", "[\"ägig\", \"äg\"]"},
    {"part the wrong way", "'abc'.substring(2, 1)", "fault(range: the end lies before the start)"},
    {"case of ASCII only", "['ÄbC'.lowerAscii(), 'äbC'.upperAscii()]", "[\"Äbc\", \"äBC\"]"},
    {"blanks", "' \\t a b \\u00a0'.trim()", "\"a b\""},
    {"only blanks", "'  '.trim()", "\"\""},
    {"backwards", "'äbc'.reverse()", "\"cbä\""},
    {"replace", "['aaa'.replace('a', 'b'), 'aaa'.replace('a', 'b', 2), 'ab'.replace('', '-')]",
     "[\"bbb\", \"bba\", \"-a-b-\"]"},
    {"split",
     "['a,b,'.split(','), 'a,b,c'.split(',', 2), 'ab'.split(''), 'ab'.split('x'), 'a'.split(',', "
     "0)]",
     "[[\"a\", \"b\", \"\"], [\"a\", \"b,c\"], [\"a\", \"b\"], [\"ab\"], []]"},
    {"join", "['a', 'b'].join('-')", "\"a-b\""},
    {"join what is no text", "[dyn(1)].join()",
     "fault(no such overload: strings are joined, not int)"},
    {"quote", "strings.quote('a\"\\n')", "\"\\\"a\\\\\\\"\\\\n\\\"\""},
};

int main(void)
{
    return RUN_CASES(cel_check_row, rows);
}
