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

int main(void)
{
    return RUN_CASES(check, rows);
}
