/* test_form.c - a form read from its schema: what it takes, what it tells, and its template. */

#include "doc/form.h"

#include "base/kit.h"
#include "doc/jcs.h"
#include "rows.h"

#define SCHEMA                                                                                     \
    "{\"type\": \"object\", \"required\": [\"owner\", \"classes\"], \"properties\": {"             \
    "\"owner\": {\"type\": \"string\", \"description\": \"who\"},"                                 \
    "\"kind\": {\"type\": \"string\", \"const\": \"x\"},"                                          \
    "\"since\": {\"type\": \"string\", \"format\": \"date\"},"                                     \
    "\"on\": {\"type\": \"boolean\"}, \"share\": {\"type\": \"number\"},"                          \
    "\"at\": {\"type\": \"string\", \"format\": \"date-time\"},"                                   \
    "\"sha256\": {\"type\": \"string\", \"format\": \"sha256\"},"                                  \
    "\"tags\": {\"type\": \"array\", \"minItems\": 0, \"items\": {\"type\": \"string\"}},"         \
    "\"classes\": {\"type\": \"array\", \"items\": {\"type\": \"object\", \"required\": "          \
    "[\"class\"], \"properties\": {\"class\": {\"type\": \"string\", \"enum\": [\"a\", \"b\"]},"   \
    "\"months\": {\"type\": \"integer\", \"minimum\": 1, \"maximum\": 9}}}}}}"

#define FIELD(type) "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"" type "\"}}}"

struct told {
    struct buf text;
};

static void missing(void *data, const char *field)
{
    buf_printf(&((struct told *)data)->text, "missing %s;", field);
}

static void placeholder(void *data, const char *field)
{
    buf_printf(&((struct told *)data)->text, "placeholder %s;", field);
}

static void invalid(void *data, const struct doc *node, const char *text)
{
    buf_printf(&((struct told *)data)->text, "%u:%u %s;", (unsigned)node->line,
               (unsigned)node->column, text);
}

static bool is_todo(struct bytes text)
{
    return bytes_equal(text, BYTES("TODO"));
}

struct row {
    const char *name, *yaml;
    const char *json; /* what holds of it */
    const char *told;
};

static const struct row rows[] = {
    {"in full", "owner: me\nsince: 2026-01-02\non: true\nclasses: [{class: a, months: 3}]\n",
     "{\"classes\":[{\"class\":\"a\",\"months\":3}],\"on\":true,\"owner\":\"me\",\"since\":\"2026-"
     "01-02\"}",
     ""},
    {"nothing", "{}", "{}", "missing owner;missing classes;"},
    {"an empty text is missing", "owner: ''\nclasses: [{class: a}]",
     "{\"classes\":[{\"class\":\"a\"}]}", "missing owner;"},
    {"an empty list, where that is an answer, and where not", "owner: me\ntags: []\nclasses: []\n",
     "{\"owner\":\"me\",\"tags\":[]}", "missing classes;"},
    {"a placeholder", "owner: TODO\nclasses: [{class: TODO}]\n", "{}",
     "placeholder owner;placeholder classes[1].class;"},
    {"a placeholder in a list", "owner: me\ntags: [TODO]\nclasses: [{class: b}]\n",
     "{\"classes\":[{\"class\":\"b\"}],\"owner\":\"me\"}", "placeholder tags[1];"},
    {"a key with a typo", "owner: me\nclases: []\nclasses: [{class: b, month: 1}]\n",
     "{\"classes\":[{\"class\":\"b\"}],\"owner\":\"me\"}",
     "2:1 unknown key \"clases\": did you mean classes;"
     "3:22 unknown key \"month\" in \"classes[1]\": did you mean months;"},
    {"a word that is not allowed", "owner: me\nclasses: [{class: other}]\n",
     "{\"classes\":[{}],\"owner\":\"me\"}", "2:19 \"classes[1].class\" takes one of: a, b;"},
    {"a number out of range", "owner: me\nclasses: [{class: a, months: 10}]\n",
     "{\"classes\":[{\"class\":\"a\"}],\"owner\":\"me\"}",
     "2:30 \"classes[1].months\" takes a whole number from 1 to 9;"},
    {"a number in quotes", "owner: me\nclasses: [{class: a, months: '3'}]\n",
     "{\"classes\":[{\"class\":\"a\"}],\"owner\":\"me\"}",
     "2:30 \"classes[1].months\" takes a whole number from 1 to 9, and in quotes it is a text;"},
    {"no date", "owner: me\nsince: 2026-02-30\nclasses: [{class: a}]\n",
     "{\"classes\":[{\"class\":\"a\"}],\"owner\":\"me\"}",
     "2:8 \"since\" takes a date such as 2026-11-01;"},
    {"a time", "owner: me\nat: 2026-11-01T09:30:00Z\nclasses: [{class: a}]\n",
     "{\"at\":\"2026-11-01T09:30:00Z\",\"classes\":[{\"class\":\"a\"}],\"owner\":\"me\"}", ""},
    {"a time of a place", "owner: me\nat: 2026-11-01T09:30:00+01:00\nclasses: [{class: a}]\n",
     "{\"classes\":[{\"class\":\"a\"}],\"owner\":\"me\"}",
     "2:5 \"at\" takes a time in UTC such as 2026-11-01T09:30:00Z;"},
    {"a date for a time", "owner: me\nat: 2026-11-01\nclasses: [{class: a}]\n",
     "{\"classes\":[{\"class\":\"a\"}],\"owner\":\"me\"}",
     "2:5 \"at\" takes a time in UTC such as 2026-11-01T09:30:00Z;"},
    {"numbers", "owner: me\nshare: -1.5e-3\nclasses: [{class: a}]\n",
     "{\"classes\":[{\"class\":\"a\"}],\"owner\":\"me\",\"share\":-0.0015}", ""},
    {"no number", "owner: me\nshare: nan\nclasses: [{class: a}]\n",
     "{\"classes\":[{\"class\":\"a\"}],\"owner\":\"me\"}", "2:8 \"share\" takes a number;"},
    {"a number past all", "owner: me\nshare: 1e999\nclasses: [{class: a}]\n",
     "{\"classes\":[{\"class\":\"a\"}],\"owner\":\"me\"}", "2:8 \"share\" takes a number;"},
    {"half a digest", "owner: me\nsha256: 0123\nclasses: [{class: a}]\n",
     "{\"classes\":[{\"class\":\"a\"}],\"owner\":\"me\"}",
     "2:9 \"sha256\" takes a SHA-256 of 64 small hex digits;"},
    {"a text where a list stands", "owner: me\nclasses: a\n", "{\"owner\":\"me\"}",
     "2:10 \"classes\" takes a list;"},
    {"a word in other letters", "owner: me\nclasses: [{class: A}]\n",
     "{\"classes\":[{}],\"owner\":\"me\"}",
     "2:19 \"classes[1].class\" takes one of: a, b: did you mean a?;"},
    {"a map where a text stands, and a list", "owner: {a: b}\nsince: [x]\nclasses: [{class: a}]\n",
     "{\"classes\":[{\"class\":\"a\"}]}",
     "1:8 \"owner\" takes a text, not a map;"
     "2:8 \"since\" takes a date such as 2026-11-01, not a list;"},
    {"null is nothing", "owner: ~\nsince: null\nclasses: [{class: a}]\n",
     "{\"classes\":[{\"class\":\"a\"}]}", "missing owner;"},
    {"null as a word", "owner: 'null'\nclasses: [{class: a}]\n",
     "{\"classes\":[{\"class\":\"a\"}],\"owner\":\"null\"}", ""},
    {"a word that is the only one", "owner: me\nkind: x y\nclasses: [{class: a}]\n",
     "{\"classes\":[{\"class\":\"a\"}],\"owner\":\"me\"}", "2:7 \"kind\" takes x;"},
    {"a decimal comma", "owner: me\nclasses: [{class: a, months: 0,91}, {class: b}]\n",
     "{\"classes\":[{},{\"class\":\"b\"}],\"owner\":\"me\"}",
     "2:32 a decimal number takes a point, as 0.91; with a comma it is a key of its own;"},
    {"a merge key", "<<: {owner: me}\nclasses: [{class: a}]\n", "{\"classes\":[{\"class\":\"a\"}]}",
     "1:1 merge keys (<<) are not read here: write the fields out;missing owner;"},
    {"an element that is wrong is not left out", "owner: me\nclasses: [{class: a}, b]\n",
     "{\"classes\":[{\"class\":\"a\"},{}],\"owner\":\"me\"}", "2:23 \"classes[2]\" takes a map;"},
    {"a word that is wrong among others", "owner: me\ntags: [a, [b]]\nclasses: [{class: a}]\n",
     "{\"classes\":[{\"class\":\"a\"}],\"owner\":\"me\"}",
     "2:11 \"tags[2]\" takes a text, not a list;"},
    {"no map", "[1]", "{}", "1:1 a record is a map of fields;"},
};

static const struct form *read_schema(struct arena *arena, const char *text)
{
    struct doc_source source = {.path = "schema", .text = bytes_text(text)};
    const struct form *form = NULL;
    struct assay_error err = {0};

    assert_ok(form_read(arena, &source, &form, &err), err);
    return form;
}

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf json = {.ceiling = SIZE_MAX};
    struct doc_source source = {.path = "x", .text = bytes_text(row->yaml)};
    struct told told = {.text = {.ceiling = SIZE_MAX}};
    struct form_report report = {missing, placeholder, invalid, is_todo, &told};
    struct assay_error err = {0};
    struct doc *doc, content;
    struct jcs jcs;

    assert_non_null(arena);
    assert_ok(doc_read_yaml(arena, &source, &doc, &err), err);
    assert_ok(form_take(read_schema(arena, SCHEMA), doc, &report, arena, &content, &err), err);
    jcs_init(&jcs, &json);
    jcs_doc(&jcs, &content);
    assert_string_equal(buf_string(&json), row->json);
    assert_string_equal(buf_string(&told.text), row->told);
    buf_clear(&told.text);
}

/* What is read of JSON Schema is little; what is more must not look as if it held. */
static void schemas_that_say_more_are_refused(void **state)
{
    static const char *const bad[] = {
        FIELD("null"),
        FIELD("string\", \"pattern\": \"x"),
        FIELD("string\", \"format\": \"uri"),
        "{\"type\": \"object\"}",
        "{\"type\": \"string\"}",
        FIELD("array"),
        "[]",
        "{",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        struct doc_source source = {.path = "schema", .text = bytes_text(bad[i])};
        const struct form *form = NULL;
        struct assay_error err = {0};

        assert_non_null(arena);
        assert_int_equal(form_read(arena, &source, &form, &err), ASSAY_EFORMAT);
        assert_null(form);
    }
}

/* A template is a document of its form with nothing filled in. */
static void a_template_is_all_open(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};

    (void)state;
    assert_non_null(arena);
    form_template(read_schema(arena, SCHEMA), NULL, &text);
    assert_string_equal(buf_string(&text),
                        "owner: TODO                       # who\n"
                        "classes:\n"
                        "  - class: TODO                   # a or b\n"
                        "#     months: TODO\n"
                        "# kind: TODO                      # x\n"
                        "# since: TODO                     # as 2026-11-01\n"
                        "# on: TODO\n"
                        "# share: TODO\n"
                        "# at: TODO                        # as 2026-11-01T09:30:00Z\n"
                        "# sha256: TODO\n"
                        "# tags: [TODO]\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schemas_that_say_more_are_refused),
        cmocka_unit_test(a_template_is_all_open),
    };

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
