#include "cel_case.h"

static const struct cel_row rows[] = {
    {"all clauses", "'%s %d %b %o %x %X %.2f %e %%'.format(['a', 1, 5, 8, 255, 'z', 1.5, 1000.0])",
     "\"a 1 101 10 ff 7A 1.50 1.000000e+03 %\""},
    {"lists and maps", "'%s'.format([[1.5, {'b': 1, 'a': [true]}]])",
     "\"[1.5, {a: [true], b: 1}]\""},
    {"negative hex", "'%x'.format([-9223372036854775808])", "\"-8000000000000000\""},
    {"not a number", "'%d %f'.format([double('NaN'), double('-Infinity')])", "\"NaN -Infinity\""},
    {"too few", "'%s %s'.format([1])", "fault(format: index 1 is outside the list)"},
    {"no such clause", "'%q'.format([1])", "fault(format: no such clause)"},
    {"cut short", "'%'.format([1])", "fault(format: no such clause)"},
    {"wrong type", "'%d'.format(['a'])", "fault(format: %d does not take string)"},
    {"precision beyond reason", "'%.5000f'.format([1.0])", "fault(format: no such clause)"},
    {"unknown inside", "'%s'.format([item.path])", "unknown(item.path)"},
};

int main(void)
{
    return RUN_CASES(cel_check_row, rows);
}
