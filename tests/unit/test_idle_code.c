/* test_idle_code.c - programs that do nothing, and such that may. */

#include "examine/words/idle_code.h"

#include "base/kit.h"
#include "rows.h"

static const struct row {
    const char *name, *file, *text;
    bool idle;
} rows[] = {
    {"a comment", "t.py", "# tests the override\n", true},
    {"a comment on Windows", "t.py", "\xef\xbb\xbf# tests\r\n\r\n# more\r", true},
    {"a docstring", "t.py", "\"\"\"Tests.\n\ndef test(): pass\n\"\"\"\n", true},
    {"a docstring without end", "t.py", "'''def test(): pass", true},
    {"imports", "T.PY", "import os\nfrom x import y\npass\n", true},
    {"a test", "t.py", "# tests\ndef test(): assert 1\n", false},
    {"a test to write", "t.py", "class T:\n    def test(self):\n        pass\n", true},
    {"a test in one line", "t.py", "@skip(\"later\")\nasync def test() -> None: ...\n", true},
    {"a test of nothing", "t.py", "def test():\n    assert True\n    return\n", true},
    {"a test that asks", "t.py", "def test():\n    assert overrule() == {1: 2}\n", false},
    {"a helper", "t.py", "def low(x): return x\n", false},
    {"a word that says so", "t.py", "print(\"all tests passed\")\n", true},
    {"a result", "t.py", "print(\"all\", overrule())\n", false},
    {"one in a text", "t.py", "print(\"\" + run())\n", false},
    {"a shell that says so", "t.sh", "#!/bin/sh\necho passed\n", true},
    {"a shell that asks", "t.sh", "echo $(ctest)\n", false},
    {"behind a docstring", "t.py", "\"\"\"Tests.\"\"\" ; assert 1\n", false},
    {"behind an import", "t.py", "import os; assert os.sep\n", false},
    {"a word that begins like another", "t.py", "password = ask\n", false},
    {"a shell that ends", "t.sh", "#!/bin/sh\nset -eu\ncd /tmp\n: done\nexit 0\n", true},
    {"a command", "t.sh", "#!/bin/sh\n./check\n", false},
    {"a command behind another", "t.sh", "cd build && ctest\n", false},
    {"a command in a word", "t.sh", ": `ctest`\n", false},
    {"C", "t.c", "/* int main(void)\n */ // x\n#include <a.h>\n", true},
    {"a main", "t.c", "#include <a.h>\nint main(void) { return 1; }\n", false},
    {"a macro", "t.c", "#define T() main()\n", false},
    {"Go", "t_test.go", "package a\n", true},
    {"JavaScript", "a.test.js", "'use strict';\nimport x from 'y';\n", true},
    {"a case", "a.test.js", "it('works', f);\n", false},
    {"Rust", "t.rs", "use a::b;\n", true},
    {"SQL", "t.sql", "-- select 1\n", true},
    {"a query", "t.sql", "select 1;\n", false},
    {"PHP", "t.php", "<?php\n# nothing\n// nothing\n", true},
    {"a language that is not known", "t.frob", "# tests\n", false},
    {"no language", "test", "# tests\n", false},
    {"nothing", "t.py", "", true},
};

static void check(void **state)
{
    const struct row *row = *state;

    assert_int_equal(code_is_idle(bytes_text(row->file), bytes_text(row->text)), row->idle);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
