/* test_chat_template.c - templates that lay out messages, and templates that reach further. */

#include "rows.h"

#include <time.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/evidence.h"
#include "examine/models/chat_template.h"

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
    {"a text of a block", "{% set d %}__class__{% endset %}{{ x[d] }}", ASSAY_LOAD_DANGEROUS,
     "text of a block __class__"},
    {"a line of a block", "{% set u %} _ {% endset %}{{ x[u] }}", ASSAY_LOAD_SUSPICIOUS,
     "text of a block _"},
    {"raw text of a block", "{% set d | trim %}{% raw %}__class__{% endraw %}{% endset %}",
     ASSAY_LOAD_DANGEROUS, "text of a block __class__"},
    {"a text of a macro", "{% macro m() %}__class__{% endmacro %}{{ x[m()] }}",
     ASSAY_LOAD_DANGEROUS, "text of a block __class__"},
    {"a text behind a block", "{% set d %}x{% endset %}{% set e = 1 %} __class__ ",
     ASSAY_LOAD_ABSENT, ""},
    {"a sign of a text", "{% set u = 'a_b'[1] %}", ASSAY_LOAD_SUSPICIOUS, "text that is cut: a_b"},
    {"the last sign of a text", "{% set u = 'a_' | last %}", ASSAY_LOAD_SUSPICIOUS,
     "text that is cut by last"},
    {"a piece of a text", "{% set u = 'a_b'.split('a') %}", ASSAY_LOAD_SUSPICIOUS,
     "text that is cut by split"},
    {"an attribute whose name is put together", "{{ x[a ~ b] }}", ASSAY_LOAD_SUSPICIOUS,
     "attribute whose name is put together"},
    {"one in more brackets", "{{ x[((a ~ b))] }}", ASSAY_LOAD_SUSPICIOUS,
     "attribute whose name is put together"},
    {"one behind another", "{{ x[0][a ~ b] }}", ASSAY_LOAD_SUSPICIOUS,
     "attribute whose name is put together"},
    {"one that a filter puts together", "{{ x[[a, b] | join] }}", ASSAY_LOAD_SUSPICIOUS,
     "attribute whose name is put together"},
    {"texts put together in no subscript",
     "{{ [a ~ b] }}{{ x[f(a ~ b)] }}{{ x[i + 1] ~ y[-1] }}{% for m in [a ~ b] %}{% endfor %}"
     "{% if x in [a ~ b] %}{% endif %}{{ {'k': a ~ b} }}{{ x[1:] | join(a ~ b) }}",
     ASSAY_LOAD_SUSPICIOUS, "call of f"},
    {"a text with a line is trimmed", "{{ '<|im_start|>' ~ m | trim }}{{ 'a_b' | upper }}",
     ASSAY_LOAD_ABSENT, ""},
    {"a text to be filled in later", "{% set a = '%c' %}{% set u = a % 95 %}",
     ASSAY_LOAD_SUSPICIOUS, "text that is filled in: %c"},
    {"a call of what stands in brackets", "{{ x[y]() }}", ASSAY_LOAD_DANGEROUS,
     "call of what an expression gives"},
    {"a call of what a call gives", "{{ range(1)() }}", ASSAY_LOAD_DANGEROUS,
     "call of what an expression gives"},
    {"a function that stands for something else", "{% set range = x[y] %}{{ range() }}",
     ASSAY_LOAD_SUSPICIOUS, "use of range"},
    {"a macro that stands for something else",
     "{% macro f() %}{% endmacro %}{% for f in x %}{{ f() }}{% endfor %}", ASSAY_LOAD_SUSPICIOUS,
     "use of f"},
    {"an argument in place of a function", "{% macro f(dict) %}{{ dict() }}{% endmacro %}",
     ASSAY_LOAD_SUSPICIOUS, "use of dict"},
    {"a loop that is none", "{% macro f(loop) %}{{ loop() }}{% endmacro %}", ASSAY_LOAD_SUSPICIOUS,
     "call of loop"},
    {"a value under the name of a method", "{% set ns = namespace(get=x[y]) %}{{ ns.get() }}",
     ASSAY_LOAD_SUSPICIOUS, "call of a value named get"},
    {"a member under the name of a method", "{{ {'find': x[y]}.find() }}", ASSAY_LOAD_SUSPICIOUS,
     "call of a value named find"},
    {"functions that may be there",
     "{% if strftime_now is defined %}{{ strftime_now('%Y') }}{% endif %}"
     "{% for k, v in x.items() %}{{ {'items': v, 'loop': loop.index} | tojson }}{% endfor %}",
     ASSAY_LOAD_ABSENT, ""},
    {"a subscript in pieces", "{{ x['_' ~ '_cla' + 'ss_' '_'] }}", ASSAY_LOAD_DANGEROUS,
     "text __class__"},
    {"the filter attr", "{{ x | attr('y') }}", ASSAY_LOAD_DANGEROUS, "filter attr"},
    {"map with a dunder", "{{ [x] | map(attribute='__class__') }}", ASSAY_LOAD_DANGEROUS,
     "text __class__"},
    {"cycler", "{{ cycler.next }}", ASSAY_LOAD_DANGEROUS, "what stands behind cycler"},
    {"lipsum in brackets", "{{ lipsum['x'] }}", ASSAY_LOAD_DANGEROUS, "what stands behind lipsum"},
    {"self", "{{ self.x }}", ASSAY_LOAD_DANGEROUS, "what stands behind self"},
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
     "{% for x in y recursive %}{% if x is divisibleby(2) and x is not sameas(none) %}"
     "{{ loop(x.children) }}{% endif %}{% endfor %}",
     ASSAY_LOAD_ABSENT, ""},
    {"a helper under another name", "{% set c = cycler %}", ASSAY_LOAD_SUSPICIOUS, "use of cycler"},
    {"a filter that builds texts", "{{ '%c' | format(95) }}", ASSAY_LOAD_SUSPICIOUS,
     "filter format"},
    {"a name of many pieces", "{{ x['_' * 2 ~ 'class'] }}", ASSAY_LOAD_DANGEROUS, "text _"},
    {"a character by its name", "{{ '\\N{BULLET}' }}", ASSAY_LOAD_SUSPICIOUS,
     "character by name {BULLET}"},
    {"behind a comment in raw", "{% raw %}{# {% endraw %}{{ x.__class__ }}{# #}",
     ASSAY_LOAD_DANGEROUS, "attribute __class__"},
    {"behind a quote in raw", "{%- raw -%}{{ ' {%+ endraw\n-%}{{ x.__class__ }}",
     ASSAY_LOAD_DANGEROUS, "attribute __class__"},
    {"what is raw is text", "{% raw %}{{ x.__class__ }}{% endraw %}", ASSAY_LOAD_ABSENT, ""},
    {"raw without an end", "{% raw %}{{ x.__class__ }}", ASSAY_LOAD_DANGEROUS,
     "attribute __class__"},
    {"a comment is no end of itself", "{#}{{ ' #}{{ x.gi_frame }}", ASSAY_LOAD_DANGEROUS,
     "attribute gi_frame"},
    {"braces in braces", "{{ {'a': {'b': 1}}.x.__class__ }}", ASSAY_LOAD_DANGEROUS,
     "attribute __class__"},
    {"braces in a tag", "{% set x = {'a': {'b': 1}} %}{{ x.a.b }}", ASSAY_LOAD_ABSENT, ""},
    {"the frame of a generator", "{{ ([1] | map('abs')).gi_frame.x }}", ASSAY_LOAD_DANGEROUS,
     "attribute gi_frame"},
    {"the frame as a text", "{{ x['gi_' ~ 'frame'] }}", ASSAY_LOAD_DANGEROUS, "text gi_frame"},
    {"what a macro belongs to", "{% macro m() %}{% endmacro %}{{ m._func }}", ASSAY_LOAD_DANGEROUS,
     "attribute _func"},
    {"the same as a text", "{% macro m() %}{% endmacro %}{{ m['' ~ '_func'] }}",
     ASSAY_LOAD_DANGEROUS, "text _func"},
    {"the filter attr by its name", "{{ [x] | map('attr', y) }}", ASSAY_LOAD_DANGEROUS,
     "filter attr"},
    {"a line that is kept", "{% set u = '_' %}{{ x[u ~ u ~ 'class' ~ u ~ u] }}",
     ASSAY_LOAD_SUSPICIOUS, "text _"},
    {"a line that is put in", "{{ x['!!class!!' | replace('!', '_')] }}", ASSAY_LOAD_SUSPICIOUS,
     "text _"},
    {"a line between", "{{ x[['', '', 'class', '', ''] | join('_')] }}", ASSAY_LOAD_SUSPICIOUS,
     "text _"},
    {"lines", "{{ x[2 * '_' ~ y] }}", ASSAY_LOAD_DANGEROUS, "text _"},
    {"a line that is looked for",
     "{% if '_' in name or name[0] == '_' or x != '_' %}{{ name | replace('_', ' ') }}{% endif %}"
     "{{ name.split('_')[0] }}",
     ASSAY_LOAD_ABSENT, ""},
    {"a text that is filled in", "{{ x['%c%cclass' % (95, 95)] }}", ASSAY_LOAD_SUSPICIOUS,
     "text that is filled in: %c%cclass"},
    {"nothing", "", ASSAY_LOAD_ABSENT, ""},
};

/* In the manner of the families that most models are of: all of them lay out messages only. */
static const struct row families[] = {
    {"chatml",
     "{% if not add_generation_prompt is defined %}{% set add_generation_prompt = false %}{% endif "
     "%}"
     "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] "
     "+ "
     "'<|im_end|>' + '\n' }}{% endfor %}{% if add_generation_prompt %}"
     "{{ '<|im_start|>assistant\n' }}{% endif %}",
     ASSAY_LOAD_ABSENT, ""},
    {"an instruction in brackets, roles in turn",
     "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}"
     "{% set system_message = '<<SYS>>\\n' + messages[0]['content'].strip() + '\\n<</SYS>>' %}"
     "{% else %}{% set loop_messages = messages %}{% set system_message = false %}{% endif %}"
     "{% for message in loop_messages %}"
     "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
     "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}"
     "{% endif %}{% if loop.index0 == 0 and system_message != false %}"
     "{% set content = system_message + message['content'] %}{% else %}"
     "{% set content = message['content'] %}{% endif %}{% if message['role'] == 'user' %}"
     "{{ '[INST] ' + content | trim + ' [/INST]' }}{% elif message['role'] == 'assistant' %}"
     "{{ ' ' + content | trim + ' ' + eos_token }}{% endif %}{% endfor %}",
     ASSAY_LOAD_ABSENT, ""},
    {"headers, tools and the day",
     "{{- bos_token }}{%- if custom_tools is defined %}{%- set tools = custom_tools %}{%- endif %}"
     "{%- if not tools_in_user_message is defined %}{%- set tools_in_user_message = true %}{%- "
     "endif %}"
     "{%- if not date_string is defined %}{%- if strftime_now is defined %}"
     "{%- set date_string = strftime_now(\"%d %b %Y\") %}{%- else %}"
     "{%- set date_string = \"26 Jul 2024\" %}{%- endif %}{%- endif %}"
     "{{- \"<|start_header_id|>system<|end_header_id|>\\n\\n\" }}"
     "{%- if builtin_tools is defined or tools is not none %}"
     "{{- \"Environment: ipython\\n\" }}{%- endif %}"
     "{%- if builtin_tools is defined %}{{- \"Tools: \" + "
     "builtin_tools | reject('equalto', 'code_interpreter') | join(\", \") + \"\\n\\n\" }}"
     "{%- endif %}{%- for t in tools %}{{- t | tojson(indent=4) }}{%- endfor %}"
     "{%- for message in messages %}"
     "{%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) "
     "%}"
     "{{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + "
     "message['content'] | trim + '<|eot_id|>' }}{%- elif 'tool_calls' in message %}"
     "{%- if not message.tool_calls|length == 1 %}"
     "{{- raise_exception(\"This model only supports single tool-calls at once!\") }}{%- endif %}"
     "{%- set tool_call = message.tool_calls[0].function %}"
     "{%- for arg_name, arg_val in tool_call.arguments | items %}"
     "{{- arg_name + '=\"' + arg_val + '\"' }}{%- if not loop.last %}{{- \", \" }}{%- endif %}"
     "{%- endfor %}{%- endif %}{%- endfor %}",
     ASSAY_LOAD_ABSENT, ""},
    {"turns of user and model",
     "{{ bos_token }}{%- if messages[0]['role'] == 'system' -%}"
     "{%- if messages[0]['content'] is string -%}"
     "{%- set first_user_prefix = messages[0]['content'] + '\n\n' -%}{%- else -%}"
     "{%- set first_user_prefix = messages[0]['content'][0]['text'] + '\n\n' -%}{%- endif -%}"
     "{%- set loop_messages = messages[1:] -%}{%- endif -%}"
     "{%- for message in loop_messages -%}{%- set role = message['role'] | "
     "replace('assistant', 'model') -%}{{ '<start_of_turn>' + role + '\n' }}"
     "{%- if message['content'] is iterable -%}{%- for item in message['content'] -%}"
     "{%- if item['type'] == 'image' -%}{{ '<start_of_image>' }}{%- endif -%}{%- endfor -%}"
     "{%- endif -%}{{ '<end_of_turn>\n' }}{%- endfor -%}",
     ASSAY_LOAD_ABSENT, ""},
    {"what was thought is left out",
     "{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}"
     "{%- for message in messages[::-1] %}{%- set index = (messages|length - 1) - loop.index0 %}"
     "{%- if ns.multi_step_tool and message.role == \"user\" and message.content is string and "
     "not(message.content.startswith('<tool_response>') and "
     "message.content.endswith('</tool_response>')) %}{%- set ns.multi_step_tool = false %}"
     "{%- set ns.last_query_index = index %}{%- endif %}{%- endfor %}"
     "{%- for message in messages %}{%- set content = message.content %}"
     "{%- if '</think>' in content %}{%- set reasoning_content = "
     "content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}"
     "{%- set content = content.split('</think>')[-1].lstrip('\\n') %}{%- endif %}"
     "{%- if message.tool_calls %}{%- for tool_call in message.tool_calls %}"
     "{{- '<tool_call>\\n{\"name\": \"' }}{{- tool_call.name }}{{- '\", \"arguments\": ' }}"
     "{%- if tool_call.arguments is string %}{{- tool_call.arguments }}{%- else %}"
     "{{- tool_call.arguments | tojson }}{%- endif %}{{- '}\\n</tool_call>' }}{%- endfor %}"
     "{%- endif %}{%- endfor %}",
     ASSAY_LOAD_ABSENT, ""},
    {"types of tools by macros that call each other",
     "{%- macro json_to_python_type(json_spec) %}{%- set basic_type_map = {\"string\": \"str\", "
     "\"number\": \"float\", \"integer\": \"int\", \"boolean\": \"bool\"} %}"
     "{%- if basic_type_map[json_spec.type] is defined %}{{- basic_type_map[json_spec.type] }}"
     "{%- elif json_spec.type == \"array\" %}"
     "{{- \"list[\" + json_to_python_type(json_spec|items) + \"]\" }}"
     "{%- elif json_spec.type is iterable %}{{- \"Union[\" }}{%- for t in json_spec.type %}"
     "{{- json_to_python_type({\"type\": t}) }}{%- if not loop.last %}{{- \",\" }}{%- endif %}"
     "{%- endfor %}{{- \"]\" }}{%- else %}{{- \"Any\" }}{%- endif %}{%- endmacro %}"
     "{%- macro render_extra_keys(json_dict, handled_keys) -%}{%- if json_dict is mapping %}"
     "{%- for json_key in json_dict if json_key not in handled_keys %}"
     "{{ '\\n<' ~ json_key ~ '>' ~ (json_dict[json_key] | string) ~ '</' ~ json_key ~ '>' }}"
     "{%- endfor %}{%- endif %}{%- endmacro %}"
     "{%- for tool in tools %}{%- set tool = tool.function if tool.function is defined else tool %}"
     "{{- '{\"type\": \"function\", \"function\": {\"name\": \"' + tool.name }}"
     "{%- for param_name, param_fields in tool.parameters.properties|items %}"
     "{{- param_name + \": \" + json_to_python_type(param_fields) }}"
     "{{- render_extra_keys(param_fields, ['name', 'type', 'description']) }}{%- endfor %}"
     "{%- endfor %}",
     ASSAY_LOAD_ABSENT, ""},
    {"channels, and lists that are changed",
     "{%- set ns = namespace(system='', tools=[]) %}{%- set allowed = ['final', 'analysis'] %}"
     "{%- for message in messages | selectattr('role', 'equalto', 'system') | list %}"
     "{%- set ns.system = ns.system ~ message.content %}{%- endfor %}"
     "{%- set _ = ns.tools.append(tools) %}"
     "{{- '<|start|>' ~ (ns.system if ns.system else 'You are a helpful assistant.') ~ '<|end|>' }}"
     "{%- for message in messages | rejectattr('role', 'in', ['system']) %}"
     "{%- if message.channel | default('final') not in allowed %}{%- continue %}{%- endif %}"
     "{{- '<|start|>' ~ message.role ~ '<|channel|>' ~ message.get('channel', 'final') ~ "
     "'<|message|>' ~ (message.content or '') | replace('\\r', '') }}"
     "{%- generation %}{{- '<|return|>' if loop.last else '<|end|>' }}{%- endgeneration %}"
     "{%- endfor %}",
     ASSAY_LOAD_ABSENT, ""},
    {"a mark for each sentence, tokens of wide characters",
     "{% if messages[0]['role'] == 'system' %}{{ messages[0]['content'] + '\n\n' }}{% endif %}"
     "{%- for message in messages %}{%- if message['role'] == 'user' %}"
     "{{ '<\xef\xbd\x9cUser\xef\xbd\x9c>' + message['content'] }}"
     "{%- elif message['role'] == 'tool' %}"
     "{{ '<\xef\xbd\x9ctool\xe2\x96\x81outputs\xe2\x96\x81"
     "begin\xef\xbd\x9c>' + "
     "message['content'] + '<\xef\xbd\x9ctool\xe2\x96\x81outputs\xe2\x96\x81"
     "end\xef\xbd\x9c>' }}"
     "{%- else %}{{ message['content'] | trim ~ eos_token }}{%- endif %}{%- endfor %}"
     "{% if add_generation_prompt %}{{ '<\xef\xbd\x9c"
     "Assistant\xef\xbd\x9c>' }}{% endif %}",
     ASSAY_LOAD_ABSENT, ""},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(evidence_freep) struct evidence *evidence = evidence_new();
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_examination content = {0};
    struct assay_error err = {0};
    bool found = false;

    assert_true(evidence && arena);
    evidence_start(evidence, arena);
    chat_template_inspect(bytes_text(row->text), 100, evidence);
    assert_ok(evidence_end(evidence, &content, &err), err);
    assert_int_equal(content.load, row->load);
    assert_int_equal(content.observation_count > 0, row->load != ASSAY_LOAD_ABSENT);
    for (size_t i = 0; i < content.observation_count; i++) {
        found = found || strcmp(content.observations[i].detail, row->detail) == 0;
        assert_true(content.observations[i].places[0].offset >= 102);
    }
    assert_true(found || row->load == ASSAY_LOAD_ABSENT);
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

/* Minutes where each looks for its end anew. */
static void raws_without_an_end(void **state)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_TEMPLATE};
    CLEANUP(evidence_freep) struct evidence *evidence = evidence_new();
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_examination content = {0};
    struct assay_error err = {0};
    const clock_t start = clock();

    (void)state;
    assert_true(evidence && arena);
    evidence_start(evidence, arena);
    for (size_t i = 0; i < 100000; i++)
        buf_text(&text, "{% raw %}");
    buf_text(&text, "{{ x.__class__ }}");
    chat_template_inspect(buf_bytes(&text), 0, evidence);
    assert_ok(evidence_end(evidence, &content, &err), err);
    assert_int_equal(content.load, ASSAY_LOAD_DANGEROUS);
    assert_true(clock() - start < 20 * CLOCKS_PER_SEC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(noted_where_it_begins),
                                       cmocka_unit_test(raws_without_an_end)};

    return RUN_CASES(check, rows) + RUN_CASES(check, families) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
