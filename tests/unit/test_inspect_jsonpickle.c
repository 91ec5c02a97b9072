/* test_inspect_jsonpickle.c - JSON that jsonpickle makes objects of. */

#include "inspect_rows.h"

#include "examine/inspect.h"

#define CODE(what) "observation model.custom-code [" what "]"

static const struct inspect_row rows[] = {
    {"a class that is known", "m.json",
     ROW_BYTES("{\"py/object\": \"sklearn.linear_model._base.LinearRegression\", \"coef_\": [1]}"),
     ASSAY_OK, ASSAY_LOAD_CLEAN, "kind config, format jsonpickle\n"},
    {"a class of a project", "m.json", ROW_BYTES("{\"a\": [{\"py/object\": \"mine.Model\"}]}"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, CODE("py/object: mine.Model") " medium\n"},
    {"a call", "m.txt",
     ROW_BYTES("\xef\xbb\xbf [{\"py/reduce\": [{\"py/type\": \"os.system\"}, {\"py/tuple\": "
               "[\"true\"]}]}]"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS, CODE("py/type: os.system") " high\n"},
    {"a function, in escapes", "m.json", ROW_BYTES("{\"py\\/function\": \"builtins.e\\u0076al\"}"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS, CODE("py/function: builtins.eval") " high\n"},
    {"what is judged by its arguments", "m.json",
     ROW_BYTES("{\"py/type\": \"torch.storage._load_from_bytes\"}"), ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     ""},
    {"an expression", "m.json", ROW_BYTES("{\"py/repr\": \"os/os.getpid()\"}"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, CODE("py/repr: os/os.getpid()") " high\n"},
    {"a module", "m.json", ROW_BYTES("{\"py/mod\": \"os/os\"}"), ASSAY_OK, ASSAY_LOAD_SUSPICIOUS,
     CODE("py/mod: os/os") " medium\n"},
    {"lines", "m.jsonl",
     ROW_BYTES("{\"a\": 1}\n\n{\"py/type\": \"os.system\"}\n{\"py/object\": \"mine.A\"}\n"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS, CODE("py/object: mine.A") " medium\n"},
    {"a line behind one that is broken", "m.jsonl",
     ROW_BYTES("{\"a\": 1, b}\n{\"py/type\": \"os.system\"}\n"), ASSAY_EFORMAT,
     ASSAY_LOAD_DANGEROUS, CODE("py/type: os.system") " high\n"},
    {"a tag where nobody reads on", "m.json",
     ROW_BYTES("{\"a\": 1, b, \"py/type\": \"os.system\"}"), ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS,
     ""},
    {"a key that is an object", "m.json",
     ROW_BYTES(
         "{\"json://{\\\"py/type\\\": \\\"os.system\\\"}\": {\"py/type\": \"builtins.list\"}}"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS, CODE("py/type: os.system") " high\n"},
    {"a key that is broken", "m.json",
     ROW_BYTES("{\"json://{\\\"py/type\\\": [\": {\"py/type\": \"builtins.list\"}}"), ASSAY_OK,
     ASSAY_LOAD_SUSPICIOUS, ""},
    {"no JSON at all", "m.py", ROW_BYTES("[x for x in y if \"py/object\" in x]\n\"py/object\"\n"),
     ASSAY_OK, ASSAY_LOAD_ABSENT, ""},
    {"cut", "m.json", ROW_BYTES("{\"py/object\": \"os.system\", \"a"), ASSAY_EFORMAT,
     ASSAY_LOAD_DANGEROUS, ""},
};

static void check(void **state)
{
    inspect_row_check(&inspect_jsonpickle, *state);
}

static void cuts(void **state)
{
    inspect_row_cuts(&inspect_jsonpickle, *state, true);
}

static void others_are_left(void **state)
{
    static const char *const others[] = {"{\"py/path\": \"py/objects\"}",
                                         "Behind \"py/object\" stands a class.",
                                         "{\"happy/object\": 1}", ""};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        struct inspected *seen =
            inspect_bytes(&inspect_jsonpickle, bytes_text(others[i]), "m.json");

        if (seen->bid != 0)
            fail_msg("%s is read", others[i]);
        inspected_free(seen);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(others_are_left)};

    return RUN_CASES(check, rows) + RUN_CASES(cuts, rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
