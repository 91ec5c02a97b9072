/* test_chat_template.c - templates that lay out messages, and templates that reach further. */

#include "rows.h"

#include "base/kit.h"
#include "examine/chat_template.h"
#include "examine/evidence.h"

struct row {
    const char *name;
    const char *text;
    enum assay_load load;
    const char *detail;
};

static const struct row rows[] = {
    {"ordinary",
     "{% for message in messages %}{{ '<|' + message['role'] + '|>\\n' ~ message.content | trim }}"
     "{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}",
     ASSAY_LOAD_ABSENT, ""},
    {"ordinary, with helpers",
     "{%- set ns = namespace(found=false) -%}{%- macro f(x) -%}{{ x }}{%- endmacro -%}{{ f(1) }}"
     "{{ raise_exception('no') }}{{ strftime_now('%Y') }}{% if (a) and not (b) %}{% endif %}"
     "{{ tools | map(attribute='name') | join(', ') }}{{ m.content.split('x')[0].strip() }}"
     "{{ loop.index0 }}{{ tool | tojson(indent=4) }}{% set ns.found = true %}",
     ASSAY_LOAD_ABSENT, ""},
    {"no expression at all", "plain __class__ text { } %} }}", ASSAY_LOAD_ABSENT, ""},
    {"a comment", "{# x.__class__ #}", ASSAY_LOAD_ABSENT, ""},
    {"an attribute", "{{ ''.__class__ }}", ASSAY_LOAD_DANGEROUS, "attribute __class__"},
    {"a subscript", "{{ x['__globals__'] }}", ASSAY_LOAD_DANGEROUS, "text __globals__"},
    {"a subscript in escapes", "{{ x['\\x5f\\u005fclass\\137_'] }}", ASSAY_LOAD_DANGEROUS,
     "text __class__"},
    {"a subscript in pieces", "{{ x['_' ~ '_cla' + 'ss_' '_'] }}", ASSAY_LOAD_DANGEROUS,
     "text __class__"},
    {"the filter attr", "{{ x | attr('y') }}", ASSAY_LOAD_DANGEROUS, "filter attr"},
    {"map with a dunder", "{{ [x] | map(attribute='__class__') }}", ASSAY_LOAD_DANGEROUS,
     "text __class__"},
    {"cycler", "{{ cycler.next }}", ASSAY_LOAD_DANGEROUS, "what stands behind cycler"},
    {"lipsum in brackets", "{{ lipsum['x'] }}", ASSAY_LOAD_DANGEROUS, "what stands behind lipsum"},
    {"self", "{{ self._TemplateReference }}", ASSAY_LOAD_DANGEROUS, "what stands behind self"},
    {"include", "{%- include 'x' %}", ASSAY_LOAD_DANGEROUS, "tag include"},
    {"from", "{% from 'x' import y %}", ASSAY_LOAD_DANGEROUS, "tag from"},
    {"a call", "{{ open('x') }}", ASSAY_LOAD_SUSPICIOUS, "call of open"},
    {"a method", "{{ x.popen('id') }}", ASSAY_LOAD_SUSPICIOUS, "call of the method popen"},
    {"a name", "{{ __builtins__ }}", ASSAY_LOAD_DANGEROUS, "name __builtins__"},
    {"without an end", "{{ x.__class__", ASSAY_LOAD_DANGEROUS, "attribute __class__"},
    {"a text without an end", "{{ '__class__", ASSAY_LOAD_DANGEROUS, "text __class__"},
    {"an end inside a text", "{{ '}}' }}{{ x.__class__ }}", ASSAY_LOAD_DANGEROUS,
     "attribute __class__"},
    {"an escape at the end", "{{ '\\", ASSAY_LOAD_ABSENT, ""},
    {"in the second tag", "{% if x %}{% set y = x.__init__ %}", ASSAY_LOAD_DANGEROUS,
     "attribute __init__"},
    {"tests, and a loop that calls itself",
     "{% if x is divisibleby(2) and x is not sameas(none) %}{{ loop(x.children) }}{% endif %}",
     ASSAY_LOAD_ABSENT, ""},
    {"a helper under another name", "{% set c = cycler %}", ASSAY_LOAD_SUSPICIOUS, "use of cycler"},
    {"a filter that builds texts", "{{ '%c' | format(95) }}", ASSAY_LOAD_SUSPICIOUS,
     "filter format"},
    {"a name of many pieces", "{{ x['_' * 2 ~ 'class'] }}", ASSAY_LOAD_DANGEROUS, "text _"},
    {"a character by its name", "{{ '\\N{BULLET}' }}", ASSAY_LOAD_SUSPICIOUS,
     "character by name {BULLET}"},
    {"nothing", "", ASSAY_LOAD_ABSENT, ""},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(evidence_freep) struct evidence *evidence = evidence_new();
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_examination content = {0};
    struct assay_error err = {0};

    assert_true(evidence && arena);
    evidence_start(evidence, arena);
    chat_template_inspect(bytes_text(row->text), 100, evidence);
    assert_ok(evidence_end(evidence, &content, &err), err);
    assert_int_equal(content.load, row->load);
    assert_int_equal(content.observation_count, row->load != ASSAY_LOAD_ABSENT);
    if (content.observation_count == 1) {
        assert_string_equal(content.observations[0].detail, row->detail);
        assert_true(content.observations[0].places[0].offset >= 102);
    }
}

/* Escapes of the file that a template stands in move everything: its own place is told. */
static void noted_where_it_begins(void **state)
{
    const struct chat_template template = {
        .name = BYTES("x"), .text = BYTES("{{ a.__b__ }}"), .at = 7, .escaped = true};
    CLEANUP(evidence_freep) struct evidence *evidence = evidence_new();
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_examination content = {0};
    struct assay_error err = {0};

    (void)state;
    assert_true(evidence && arena);
    evidence_start(evidence, arena);
    chat_template_note(&template, evidence);
    assert_ok(evidence_end(evidence, &content, &err), err);
    assert_int_equal(content.observations[0].places[0].offset, 7);
    assert_int_equal(content.fact_count, 1);
    assert_string_equal(content.facts[0].value.texts[0],
                        "x: sha256:"
                        "4a092645cb9f94329ee2fe1e0d44175b5db8fd9572662e1501e213b7a3798e38");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(noted_where_it_begins)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
