/* test_inspect_python_path.c - what is told of x.pth, and what loading it does. */

#include "inspect_imports.h"

static const struct import_row rows[] = {
    {"folders", ROW_BYTES("/usr/lib/x\n# import os\nimports\n"), ASSAY_LOAD_CLEAN, ASSAY_OK, ""},
    {"a line that runs", ROW_BYTES("/x\nimport os; os.system('true')\n"), ASSAY_LOAD_DANGEROUS,
     ASSAY_OK, "import os; os.system('true')"},
    {"and by a tab, without an end", ROW_BYTES("import\tos"), ASSAY_LOAD_DANGEROUS, ASSAY_OK,
     "import\\x09os"},
    {"behind a byte order mark", ROW_BYTES("\xef\xbb\xbfimport os\n"), ASSAY_LOAD_DANGEROUS,
     ASSAY_OK, "import os"},
    {"behind a carriage return", ROW_BYTES("/x\rimport os\r/y"), ASSAY_LOAD_DANGEROUS, ASSAY_OK,
     "import os"},
    {"behind a form feed", ROW_BYTES("/x\fimport os\n"), ASSAY_LOAD_DANGEROUS, ASSAY_OK,
     "import os"},
    {"behind a separator of lines", ROW_BYTES("/x\xe2\x80\xa8import os\xe2\x80\xa8/y\n"),
     ASSAY_LOAD_DANGEROUS, ASSAY_OK, "import os"},
    {"behind what ended lines on mainframes", ROW_BYTES("/x\xc2\x85import os\n"),
     ASSAY_LOAD_DANGEROUS, ASSAY_OK, "import os"},
    {"an opcode in front", ROW_BYTES("lib\nimport os\n"), ASSAY_LOAD_DANGEROUS, ASSAY_OK,
     "import os"},
    {"a blank before it, which Python takes for a folder", ROW_BYTES(" import os\n"),
     ASSAY_LOAD_CLEAN, ASSAY_OK, ""},
};

static void check(void **state)
{
    import_row_check(&inspect_python_path, "x.pth", *state);
}

static void check_cuts(void **state)
{
    import_row_cuts(&inspect_python_path, "x.pth", *state);
}

int main(void)
{
    return RUN_CASES(check, rows) + RUN_CASES(check_cuts, rows);
}
