/* test_inspect_chat_template.c - templates in files of their own. */

#include "inspect_rows.h"

#include "examine/inspect.h"

static const struct inspect_row rows[] = {
    {"ordinary", "m/chat_template.jinja", ROW_BYTES("{{ m.content }}"), ASSAY_OK, ASSAY_LOAD_CLEAN,
     "kind config, format chat-template\nfact model.chat-templates = [default: sha256:\n"},
    {"by name", "additional_chat_templates/rag.jinja", ROW_BYTES("{{ x['__class__'] }}"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS,
     "fact model.chat-templates = [rag: sha256:\n"
     "observation model.template-reaches-python [text __class__] high x1 at 5\n"},
    {"by its words", "templates/tool_use.jinja2",
     ROW_BYTES("{{ messages[0].role }}{{ x['__class__'] }}"), ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     "fact model.chat-templates = [tool_use: sha256:\n"
     "observation model.template-reaches-python [text __class__] high x1 at 27\n"},
};

static void check(void **state)
{
    inspect_row_check(&inspect_chat_template, *state);
}

static void others_are_left_alone(void **state)
{
    struct inspected *seen =
        inspect_bytes(&inspect_chat_template, BYTES("{% extends 'base' %}"), "web/page.jinja");

    (void)state;
    assert_int_equal(seen->bid, 0);
    inspected_free(seen);
    seen = inspect_bytes(&inspect_chat_template,
                         BYTES("{% for m in get_flashed_messages() %}{{ m.content }}{% endfor %}"),
                         "web/page.j2");
    assert_int_equal(seen->bid, 0);
    inspected_free(seen);
}

static void a_large_one_is_not_clean(void **state)
{
    enum { SIZE = (1 << 20) + 1 };
    char *text = calloc(1, SIZE);
    struct inspected *seen;

    (void)state;
    assert_non_null(text);
    seen = inspect_bytes(&inspect_chat_template, bytes_of(text, SIZE), "chat_template.jinja");
    assert_int_equal(seen->status, ASSAY_ELIMIT);
    assert_int_equal(seen->content.load, ASSAY_LOAD_SUSPICIOUS);
    inspected_free(seen);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(others_are_left_alone),
                                       cmocka_unit_test(a_large_one_is_not_clean)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
