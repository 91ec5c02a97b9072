#include "cel_case.h"

static const struct cel_row rows[] = {
    {"known fact", "item.size", "99"},
    {"field of a field", "item.model.parameters", "1234"},
    {"absent fact", "item.path", "unknown(item.path)"},
    {"absent fact, one level down", "item.model.license", "unknown(item.model.license)"},
    {"field of what is unknown", "u.a.b", "unknown(u)"},
    {"has() of a known fact", "has(item.size)", "true"},
    {"has() of an absent fact", "has(item.path)", "false"},
    {"optional field of an absent fact", "item.?path.orValue('none')", "\"none\""},
    {"index outside", "[1][1]", "fault(index 1 is outside a list of 1)"},
    {"index below", "[1][-1]", "fault(index -1 is outside a list of 1)"},
    {"no such key", "{\"a\": 1}[\"b\"]", "fault(no such key: \"b\")"},
    {"no such field", "{\"a\": 1}.b", "fault(no such key: \"b\")"},
    {"key across types", "{1: 'a'}[dyn(1.0)]", "\"a\""},
};

int main(void)
{
    return RUN_CASES(cel_check_row, rows);
}
