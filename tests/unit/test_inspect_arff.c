/* test_inspect_arff.c - attributes, rows and sparse rows, and what is wrong with them. */

#include "examine/inspect.h"
#include "inspect_rows.h"

#define HEAD "% of Weka\n@RELATION x\n@ATTRIBUTE ssn STRING\n@attribute 'full name' {a, b}\n@DATA\n"

static const struct inspect_row rows[] = {
    {"rows", "x.arff", ROW_BYTES(HEAD "201112345,a\n201112346,'b c'\n"), ASSAY_OK,
     ASSAY_LOAD_ABSENT,
     "fact dataset.rows = 2\nfact dataset.columns = 2\n"
     "fact dataset.column-names = [ssn] [full name]\n"
     "fact dataset.column-types = [integer] [text]\n"},
    {"sparse", "x.txt",
     ROW_BYTES("@relation 'a b'\r\n@attribute a real\r\n@attribute b real\r\n"
               "@data\r\n{1 2.5}\r\n{0 3, 1 4.5}\r\n{}\r\n"),
     ASSAY_OK, ASSAY_LOAD_ABSENT,
     "fact dataset.rows = 3\nfact dataset.column-names = [a] [b]\n"
     "fact dataset.column-types = [integer] [number]\n"},
    {"no values, remarks, blank lines", "x.arff", ROW_BYTES(HEAD "\n% 1,2\n?,?\n?,b\n"), ASSAY_OK,
     ASSAY_LOAD_ABSENT, "fact dataset.rows = 2\nfact dataset.column-nulls = [2] [1]\n"},
    {"more values than attributes", "x.arff", ROW_BYTES(HEAD "1,2,3,4\n{9 x, 99999999999 y}\n"),
     ASSAY_OK, ASSAY_LOAD_ABSENT, "fact dataset.rows = 2\n"},
    {"no end of a quote", "x.arff", ROW_BYTES(HEAD "'1,2\n'3\\\n4,b"), ASSAY_OK, ASSAY_LOAD_ABSENT,
     "fact dataset.rows = 3\n"},
    {"no rows", "x.arff", ROW_BYTES(HEAD), ASSAY_OK, ASSAY_LOAD_ABSENT, "fact dataset.rows = 0\n"},
};

static void reads(void **state)
{
    inspect_row_check(&inspect_arff, *state);
    inspect_row_cuts(&inspect_arff, *state, false);
}

int main(void)
{
    return RUN_CASES(reads, rows);
}
