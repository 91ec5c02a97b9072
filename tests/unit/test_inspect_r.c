/* test_inspect_r.c - what R saved, in its three encodings. */

#include "inspect_rows.h"

#include "examine/inspect.h"

/* Version 2 by R 4.2.2. */
#define XDR "X\n\0\0\0\2\0\4\2\2\0\2\3\0"
#define WORD(byte) "\0\0\0" byte
#define NIL WORD("\xfe")
#define SYMBOL(size, text) WORD("\1") "\0\4\0\x09" WORD(size) text
#define CHAR(size, text) "\0\4\0\x09" WORD(size) text
#define TAGGED(type) "\0\0\4" type
#define SAID(what) "observation model.r-code [" what "]"

static const struct inspect_row rows[] = {
    {"nothing", "x.rds", ROW_BYTES(XDR NIL), ASSAY_OK, ASSAY_LOAD_CLEAN,
     "fact model.format-version = 2\nfact model.producer = R 4.2.2\n"},
    {"version 3, little endian", "x.rds",
     ROW_BYTES("B\n\3\0\0\0\2\2\4\0\0\5\3\0\5\0\0\0UTF-8\x0d\0\0\0\2\0\0\0\1\0\0\0\2\0\0\0"),
     ASSAY_OK, ASSAY_LOAD_CLEAN, "fact model.object-types = [integer]\n"},
    {"ASCII", "x.rds", ROW_BYTES("A\n2\n262658\n131840\n16\n1\n262153\n4\na\\040\\nb\n"), ASSAY_OK,
     ASSAY_LOAD_CLEAN, "fact model.object-types = [character]\n"},
    {"a table", "x.rds",
     ROW_BYTES(XDR "\0\0\3\x13" WORD("\1") WORD("\x0d") WORD("\3") WORD("\1") WORD("\2") WORD("\3")
               /* names, class, row.names */
               TAGGED("\2") SYMBOL("\5", "names") WORD("\x10") WORD("\1") CHAR("\2", "id")
                   TAGGED("\2") SYMBOL("\5", "class") WORD("\x10") WORD("\1")
                       CHAR("\x0a", "data.frame") TAGGED("\2") SYMBOL("\x09", "row.names")
                           WORD("\x0d") WORD("\2") "\x80\0\0\0"
                                                   "\xff\xff\xff\xfd" NIL),
     ASSAY_OK, ASSAY_LOAD_CLEAN,
     "kind dataset, format r-data\nfact dataset.column-names = [id]\nfact dataset.columns = 1\n"
     "fact dataset.rows = 3\nfact model.object-classes = [data.frame]\n"},
    {"a promise that runs a program", "x.rds",
     ROW_BYTES(XDR TAGGED("\5") WORD("\xfd") WORD("\xfc") WORD("\6") SYMBOL("\6", "system")
                   WORD("\2") WORD("\x10") WORD("\1") CHAR("\4", "true") NIL),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     SAID("a promise: its code runs when it is looked at") " high x1 at 22\n" SAID(
         "a promise whose code runs more: system") " high x1 at 30\n"},
    {"a promise that was kept", "x.rds",
     ROW_BYTES(XDR WORD("\5") WORD("\x0d") WORD("\1") WORD("\7") WORD("\6") SYMBOL("\4", "mean")
                   NIL),
     ASSAY_OK, ASSAY_LOAD_CLEAN, "fact model.object-types = [integer] [language] [promise]\n"},
    {"a promise inside an environment", "x.rds",
     ROW_BYTES(XDR WORD("\4") WORD("\0") WORD("\xfd") TAGGED("\2") SYMBOL("\1", "x") TAGGED("\5")
                   WORD("\xfd") WORD("\xfc") SYMBOL("\1", "y") NIL NIL NIL),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS,
     SAID("a promise inside an environment: its code runs when it is "
          "looked at") "\n"},
    {"a function", "x.rds", ROW_BYTES(XDR TAGGED("\3") WORD("\xfd") NIL SYMBOL("\1", "x")),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, SAID("a function") " medium x1 at 14\n"},
    {"a workspace that R starts", "x.RData",
     ROW_BYTES("RDX2\n" XDR TAGGED("\2") SYMBOL("\6", ".First") TAGGED("\3") WORD("\xfd")
                   NIL SYMBOL("\1", "x") NIL),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS, SAID("a function that R calls by itself: .First") " high\n"},
    {"a pointer", "x.rds", ROW_BYTES(XDR WORD("\x16") NIL NIL), ASSAY_OK, ASSAY_LOAD_SUSPICIOUS,
     SAID("an external pointer") "\n"},
    {"byte code", "x.rds",
     ROW_BYTES(XDR WORD("\x15") WORD("\1") WORD("\x0d") WORD("\1") WORD("\x08") WORD("\2") WORD(
         "\6") NIL WORD("\1") WORD("\1") CHAR("\1", "f") WORD("\xfe") NIL WORD("\xfe") NIL),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS,
     SAID("byte code, which need not do what its source says") "\n"},
    {"a length of 2^31 and more", "x.rds",
     ROW_BYTES(XDR WORD("\x0d") "\xff\xff\xff\xff" WORD("\1") "\0\0\0\0"), ASSAY_EFORMAT,
     ASSAY_LOAD_SUSPICIOUS, ""},
    {"a negative length", "x.rds", ROW_BYTES(XDR WORD("\x0d") "\xff\xff\xff\xfe"), ASSAY_EFORMAT,
     ASSAY_LOAD_SUSPICIOUS, ""},
    {"a reference to what is not", "x.rds", ROW_BYTES(XDR "\0\0\1\xff"), ASSAY_EFORMAT,
     ASSAY_LOAD_SUSPICIOUS, ""},
    {"an unknown type", "x.rds", ROW_BYTES(XDR WORD("\x63")), ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS,
     ""},
    {"bytes behind", "x.rds", ROW_BYTES(XDR NIL "x"), ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS, ""},
    {"a version from the future", "x.rds", ROW_BYTES("X\n\0\0\0\3\0\4\2\2\0\2\3\0\0\0\0\xff"),
     ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS, ""},
};

static void check(void **state)
{
    inspect_row_check(&inspect_r, *state);
    inspect_row_cuts(&inspect_r, *state, true);
}

/* Lists in lists cost the stack of the reader, which is bounded, and never the program's. */
static void nesting_is_bounded(void **state)
{
    enum { LEVELS = 300000, EACH = 8 };
    static const char start[] = XDR;
    size_t size = sizeof start - 1;
    char *text = calloc(1, size + LEVELS * EACH);
    struct inspected *seen;

    (void)state;
    assert_non_null(text);
    memcpy(text, start, size);
    for (size_t i = 0; i < LEVELS; i++)
        memcpy(text + size + i * EACH, WORD("\x13") WORD("\2"), EACH);
    seen = inspect_bytes(&inspect_r, bytes_of(text, size + LEVELS * EACH), "x.rds");
    assert_int_equal(seen->status, ASSAY_ELIMIT);
    assert_int_equal(seen->content.load, ASSAY_LOAD_SUSPICIOUS);
    inspected_free(seen);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nesting_is_bounded)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
