/* test_stub_paper.c - papers that say nothing yet, and such that say something. */

#include "examine/papers/stub_paper.h"

#include "base/kit.h"
#include "rows.h"

static const struct row {
    const char *name, *file, *text;
    bool stub;
} rows[] = {
    {"a placeholder", "report.md", "TODO\n", true},
    {"a title", "a/REPORT.MD", "\xef\xbb\xbf# Test report\r\n\r\n", true},
    {"a line", "report.txt", "Report\n", false},
    {"a label left open", "report.txt", "Result: TBD\n* Tester: ...\n", true},
    {"a title with a line below it", "report.rst", "=====\n\n---\n", true},
    {"an empty table", "report.md", "| | |\n|---|---|\n", true},
    {"a title that demands something", "report.md", "## Ages below 18 are refused\n", false},
    {"a result", "report.md", "# Report\nResult: passed\n", false},
    {"one word", "report.md", "ok", false},
    {"a placeholder with a reason", "report.md", "TODO: nothing, all 12 passed\n", false},
    {"another format", "report.html", "TODO", false},
    {"no ending", "REPORT", "TODO", false},
};

static void check(void **state)
{
    const struct row *row = *state;

    assert_int_equal(paper_is_stub(bytes_text(row->file), bytes_text(row->text)), row->stub);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
