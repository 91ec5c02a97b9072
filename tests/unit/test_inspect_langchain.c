/* test_inspect_langchain.c - prompts and chains of LangChain: templates, files and code of theirs.
 */

#include "inspect_rows.h"

#include "examine/inspect.h"

#define TEMPLATE(what) "observation model.template-reaches-python [" what "]"
#define CODE(what) "observation model.custom-code [" what "]"
#define DUMPED "{\"lc\": 1, \"type\": \"constructor\", \"id\": [\"langchain\"], \"kwargs\": {"
#define PROMPT "{\"_type\": \"prompt\", \"input_variables\": [\"q\"], "

static const struct inspect_row rows[] = {
    {"a prompt", "p.json", ROW_BYTES(PROMPT "\"template\": \"Say {q} of {{x}}.\"}"), ASSAY_OK,
     ASSAY_LOAD_CLEAN, "kind config, format langchain\n"},
    {"a prompt in YAML", "p.yaml",
     ROW_BYTES("input_variables: [q]\n_type: prompt\ntemplate: Say {q}\n"), ASSAY_OK,
     ASSAY_LOAD_CLEAN, "kind config, format langchain\n"},
    {"Jinja that lays out", "p.json",
     ROW_BYTES(PROMPT
               "\"template_format\": \"jinja2\", \"template\": \"{% if q %}{{ q }}{% endif %}\"}"),
     ASSAY_OK, ASSAY_LOAD_CLEAN, ""},
    {"Jinja that reaches", "p.json",
     ROW_BYTES(PROMPT "\"template\": \"{{ q.__class__ }}\", \"template_format\": \"jinja2\"}"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS, TEMPLATE("attribute __class__") " high\n"},
    {"Jinja of an example, in YAML", "p.yml",
     ROW_BYTES("_type: few_shot\nexample_prompt:\n  _type: prompt\n  template_format: jinja2\n"
               "  template: '{{ q.__init__ }}'\n"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS, TEMPLATE("attribute __init__") " high\n"},
    {"a dumped prompt", "p.json", ROW_BYTES(DUMPED "\"template\": \"Say {q}\"}}"), ASSAY_OK,
     ASSAY_LOAD_CLEAN, "kind config, format langchain\n"},
    {"a dumped prompt that reaches", "p.json",
     ROW_BYTES(DUMPED "\"template\": \"{{ q.__class__ }}\", \"template_format\": \"jinja2\"}}"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS, TEMPLATE("attribute __class__") " high\n"},
    {"a field that reaches", "p.json", ROW_BYTES(PROMPT "\"template\": \"{q.__class__}\"}"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, TEMPLATE("q.__class__") " medium\n"},
    {"a prefix that reaches", "p.json",
     ROW_BYTES("{\"prefix\": \"{q[__x]}\", \"_type\": \"few_shot\"}"), ASSAY_OK,
     ASSAY_LOAD_SUSPICIOUS, TEMPLATE("q[__x]") " medium\n"},
    {"on lines of its own", "p.json", ROW_BYTES("{\n\"_type\": \"prompt\"\n}\n"), ASSAY_OK,
     ASSAY_LOAD_CLEAN, "kind config, format langchain\n"},
    {"a template beside it", "p.json", ROW_BYTES(PROMPT "\"template_path\": \"t.txt\"}"), ASSAY_OK,
     ASSAY_LOAD_CLEAN, ""},
    {"a template from elsewhere", "p.json",
     ROW_BYTES(PROMPT "\"template_path\": \"../../etc/passwd\"}"), ASSAY_OK, ASSAY_LOAD_SUSPICIOUS,
     CODE("template_path: ../../etc/passwd") "\n"},
    {"a prompt that is a program", "p.json",
     ROW_BYTES("{\"_type\": \"llm_chain\", \"prompt_path\": \"p.py\"}"), ASSAY_OK,
     ASSAY_LOAD_SUSPICIOUS, CODE("prompt_path: p.py") "\n"},
    {"a program from elsewhere", "p.json",
     ROW_BYTES("{\"_type\": \"llm_chain\", \"prompt_path\": \"/tmp/p.py\"}"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, CODE("prompt_path: /tmp/p.py") "\n"},
    {"a chain that runs what is answered", "c.json", ROW_BYTES("{\"_type\": \"llm_bash_chain\"}"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, CODE("_type: llm_bash_chain") "\n"},
    {"cut", "p.json", ROW_BYTES(PROMPT "\"template\": \"{q"), ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS,
     ""},
    {"a name twice", "p.json", ROW_BYTES("{\"_type\": \"prompt\", \"a\": 1, \"a\": 2}"),
     ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS, ""},
};

static void check(void **state)
{
    inspect_row_check(&inspect_langchain, *state);
}

static void cuts(void **state)
{
    inspect_row_cuts(&inspect_langchain, *state, true);
}

/* Records that have such a member, statements of in-toto, and texts that speak of it. */
static void others_are_left(void **state)
{
    static const struct {
        const char *file, *text;
    } others[] = {
        {"rows.json", "[{\"_type\": \"prompt\", \"a\": 1}]"},
        {"rows.json", "{\"data\": [{\"_type\": \"prompt\"}]}"},
        {"rows.json", "{\"a\": {\"_type\": \"prompt\"}}"},
        {"s.json", "{\"_type\": \"https://in-toto.io/Statement/v1\"}"},
        {"rows.json", "{\"lc\": 1, \"type\": \"row\"}"},
        {"rows.json", "[{\"lc\": 1, \"type\": \"constructor\", \"kwargs\": {}}]"},
        {"p.txt", "_type: prompt\n"},
        {"p.yaml", "a:\n  _type: prompt\n"},
        {"p.yaml", "my_type: prompt\n"},
        {"p.yaml", "_type: prompts\n"},
        {"p.yaml", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        struct inspected *seen =
            inspect_bytes(&inspect_langchain, bytes_text(others[i].text), others[i].file);

        if (seen->bid != 0)
            fail_msg("%s is read", others[i].text);
        inspected_free(seen);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(others_are_left)};

    return RUN_CASES(check, rows) + RUN_CASES(cuts, rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
