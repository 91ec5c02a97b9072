#include "cel_case.h"

static const struct cel_row rows[] = {
    {"there", "base64.encode(b'hello')", "\"aGVsbG8=\""},
    {"and back", "base64.decode('aGVsbG8=')", "b\"hello\""},
    {"without padding", "base64.decode('aGVsbG8')", "b\"hello\""},
    {"not base64", "base64.decode('a!b')", "fault(the text is no base64)"},
    {"nothing", "base64.decode('')", "b\"\""},
};

int main(void)
{
    return RUN_CASES(cel_check_row, rows);
}
