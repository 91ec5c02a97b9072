/*
 * chat_template.c - what a Jinja template reaches for, by each of its words, the two before it and
 * the one after.
 *
 * Source: Jinja, "Template Designer Documentation", and its sandbox's list of what is unsafe.
 */

#include "examine/models/chat_template.h"

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "examine/models/chat_template_tokens.h"
#include "examine/models/chat_template_words.h"

static bool is_mark(struct token token, char mark)
{
    return token.type == MARK && token.mark == mark;
}

/* Behind "is" or "is not" a name is a test, and so is a call. */
static bool is_test(const struct template *template, struct token before)
{
    if (before.type != NAME)
        return false;
    if (bytes_equal(before.text, BYTES("is")))
        return true;
    return bytes_equal(before.text, BYTES("not")) && template->last_type == NAME &&
           bytes_equal(template->last, BYTES("is"));
}

static void judge_filter(struct template *template, struct token name)
{
    if (bytes_equal(name.text, BYTES("attr")))
        template_found(template, name.at, ASSAY_LOAD_DANGEROUS, "filter ", name.text);
    else if (!IS_ONE_OF(name.text, filters))
        template_found(template, name.at, ASSAY_LOAD_SUSPICIOUS, "filter ", name.text);
}

/* A helper that is kept under another name is reached through that one; `namespace` is only there
 * to be called. */
static void judge_helper(struct template *template, struct token name, struct token after)
{
    if (is_mark(after, '.') || is_mark(after, '[') || is_mark(after, '|'))
        template_found(template, name.at, ASSAY_LOAD_DANGEROUS, "what stands behind ", name.text);
    else if (!bytes_equal(name.text, BYTES("namespace")) || !is_mark(after, '('))
        template_found(template, name.at, ASSAY_LOAD_SUSPICIOUS, "use of ", name.text);
}

static uint64_t method_bit(struct bytes name)
{
    for (size_t i = 0; i < ARRAY_LEN(methods); i++)
        if (bytes_equal(name, bytes_text(methods[i])))
            return UINT64_C(1) << i;
    return 0;
}

/* A value under the name of a method, and a call of it: of namespaces and dictionaries that is a
 * call of the value. */
static void note_method(struct template *template, struct token name, uint64_t *ones)
{
    uint64_t before = template->assigned & template->called;

    *ones |= method_bit(name.text);
    if ((template->assigned & template->called) != before)
        template_found(template, name.at, ASSAY_LOAD_SUSPICIOUS, "call of a value named ",
                       name.text);
}

static bool is_macro(const struct template *template, struct bytes name)
{
    for (size_t i = 0; i < template->macro_count; i++)
        if (bytes_equal(template->macros[i], name))
            return true;
    return false;
}

/* A name that is called without a question, and may come to stand for something else. */
static bool is_rebound(const struct template *template, struct token before, struct token name,
                       struct token after)
{
    bool set = is_mark(after, '=') && name.depth == 0;
    bool looped = before.type == TAG && bytes_equal(before.text, BYTES("for"));

    if (is_mark(after, '(') || (after.type == NAME && bytes_equal(after.text, BYTES("is"))))
        return false;
    if (bytes_equal(name.text, BYTES("loop")))
        return set || looped;
    if (!IS_ONE_OF(name.text, functions) && !is_macro(template, name.text))
        return false;
    if (is_mark(after, '.') || is_mark(after, '[') || is_mark(after, '|'))
        return looped; /* an attribute is judged by its own name */
    return set || looped || !is_mark(after, '=');
}

/* A call of a name that stands for itself. */
static bool is_known_call(const struct template *template, struct bytes name)
{
    if (bytes_equal(name, BYTES("loop")))
        return template->recursive;
    return IS_ONE_OF(name, functions) || IS_ONE_OF(name, connectives) || is_macro(template, name);
}

static void judge_name(struct template *template, struct token before, struct token name,
                       struct token after)
{
    bool member = is_mark(before, '.');
    bool filter = is_mark(before, '|');
    bool called = is_mark(after, '(');
    bool argument = is_mark(after, '=');

    if ((member || filter) && before.at == template->cut_at && IS_ONE_OF(name.text, cutters))
        template_found(template, name.at, ASSAY_LOAD_SUSPICIOUS, "text that is cut by ", name.text);
    if (argument)
        note_method(template, name, &template->assigned);
    if (called && member)
        note_method(template, name, &template->called);
    if ((member && (name.text.data[0] == '_' || IS_ONE_OF(name.text, frames))) ||
        (has_dunder(name.text) && (member || filter)))
        template_found(template, name.at, ASSAY_LOAD_DANGEROUS, "attribute ", name.text);
    else if (has_dunder(name.text))
        template_found(template, name.at, ASSAY_LOAD_DANGEROUS, "name ", name.text);
    else if (filter)
        judge_filter(template, name);
    else if (!member && !argument && IS_ONE_OF(name.text, helpers))
        judge_helper(template, name, after);
    else if (!member && is_rebound(template, before, name, after))
        template_found(template, name.at, ASSAY_LOAD_SUSPICIOUS, "use of ", name.text);
    else if (called && member && !IS_ONE_OF(name.text, methods))
        template_found(template, name.at, ASSAY_LOAD_SUSPICIOUS, "call of the method ", name.text);
    else if (called && !member && !is_known_call(template, name.text) && !is_test(template, before))
        template_found(template, name.at, ASSAY_LOAD_SUSPICIOUS, "call of ", name.text);
}

enum { SUBSCRIPT_DEPTHS = 64 };

static bool is_in_subscript(const struct template *template, struct token token)
{
    return token.depth > 0 && token.depth <= SUBSCRIPT_DEPTHS &&
           (template->subscripts >> (token.depth - 1) & 1) != 0;
}

/* A bracket behind a value asks for what the value holds; one that stands in such a bracket, or
 * behind another, and holds no call, is still about that. */
static void note_bracket(struct template *template, struct token before, struct token token)
{
    const uint64_t bit = token.depth < SUBSCRIPT_DEPTHS ? UINT64_C(1) << token.depth : 0;
    bool subscript =
        token.mark == '[' && (is_mark(before, ']') || is_mark(before, ')') || before.type == TEXT ||
                              (before.type == NAME && !IS_ONE_OF(before.text, connectives)));

    subscript |= token.mark != '{' && (is_mark(before, '[') || is_mark(before, '(')) &&
                 is_in_subscript(template, token);
    template->subscripts = subscript ? template->subscripts | bit : template->subscripts & ~bit;
}

/* What an attribute is called by may be put together from names that are harmless one by one;
 * constants are judged as they are joined. */
static void judge_subscript(struct template *template, struct token before, struct token token,
                            struct token after)
{
    static const char *const builders[] = {"format", "join", "replace"};

    if (is_in_subscript(template, token) &&
        ((is_mark(token, '~') && (before.type != TEXT || after.type != TEXT)) ||
         (token.type == NAME && is_mark(before, '|') && IS_ONE_OF(token.text, builders))))
        template_found(template, token.at, ASSAY_LOAD_SUSPICIOUS,
                       "attribute whose name is put together", BYTES(""));
}

static void judge(struct template *template, struct token before, struct token token,
                  struct token after)
{
    switch (token.type) {
    case TAG:
        if (IS_ONE_OF(token.text, loading_tags))
            template_found(template, token.at, ASSAY_LOAD_DANGEROUS, "tag ", token.text);
        break;
    case NAME:
        if (before.type == TAG && bytes_equal(before.text, BYTES("macro"))) {
            if (template->macro_count < MACROS_MAX)
                template->macros[template->macro_count++] = token.text;
            break;
        }
        template->recursive |= bytes_equal(token.text, BYTES("recursive"));
        judge_subscript(template, before, token, after);
        judge_name(template, before, token, after);
        break;
    case MARK:
        if (bytes_has(BYTES("([{"), (uint8_t)token.mark))
            note_bracket(template, before, token);
        judge_subscript(template, before, token, after);
        if (token.mark == '(' && (is_mark(before, ']') || is_mark(before, ')')))
            template_found(template, token.at, ASSAY_LOAD_DANGEROUS,
                           "call of what an expression gives", BYTES(""));
        break;
    default:
        break;
    }
}

/* A single "_" is what forbidden names are put together from, unless it is only looked for. */
static bool is_building(const struct template *template, struct token after)
{
    const struct token *before = &template->opener[1], *first = &template->opener[0];

    if (after.type == NAME && bytes_equal(after.text, BYTES("in")))
        return false;
    if (is_mark(*before, '='))
        return !is_mark(*first, '=') && !is_mark(*first, '!');
    return !is_mark(*before, '(') || first->type != NAME || !IS_ONE_OF(first->text, takers);
}

/* A constant, with all that is joined to it: between `opener` and `after`. */
static void judge_text(struct template *template, size_t at, struct token after)
{
    const struct token *before = &template->opener[1], *first = &template->opener[0];
    struct bytes text = buf_bytes(&template->joined);
    bool line = bytes_equal(text, BYTES("_"));

    if ((is_mark(after, '|') || is_mark(after, '.')) && bytes_has(text, '_'))
        template->cut_at = after.at;
    if (is_mark(after, ':') && !IS_ONE_OF(text, of_dictionaries))
        note_method(template, (struct token){.text = text, .at = at}, &template->assigned);
    if (has_dunder(text) || IS_ONE_OF(text, frames) ||
        (line && (is_mark(after, '*') || is_mark(*before, '*'))) ||
        (text.data[0] == '_' && is_mark(*before, '[') && is_mark(after, ']')))
        template_found(template, at, ASSAY_LOAD_DANGEROUS, "text ", text);
    else if (bytes_equal(text, BYTES("attr")) && is_mark(*before, '(') && first->type == NAME &&
             IS_ONE_OF(first->text, appliers))
        template_found(template, at, ASSAY_LOAD_DANGEROUS, "filter ", text);
    else if (is_mark(after, '%') || (!is_mark(after, '|') && memmem(text.data, text.size, "%c", 2)))
        template_found(template, at, ASSAY_LOAD_SUSPICIOUS, "text that is filled in: ", text);
    else if (is_mark(after, '[') && bytes_has(text, '_'))
        template_found(template, at, ASSAY_LOAD_SUSPICIOUS, "text that is cut: ", text);
    else if (line && is_building(template, after))
        template_found(template, at, ASSAY_LOAD_SUSPICIOUS, "text ", text);
}

static bool is_joiner(struct token token)
{
    return is_mark(token, '+') || is_mark(token, '~');
}

/* Constants are joined by '+', '~' or nothing; anything else ends them. */
static void join_texts(struct template *template, struct token before, struct token token)
{
    if (token.type == TEXT || is_joiner(token) || template->joined.size == 0)
        return;
    judge_text(template, before.at, token);
    buf_reset(&template->joined);
}

static void inspect(struct bytes text, uint64_t at, bool escaped, struct evidence *evidence)
{
    struct template template = {
        .text = text, .base = at, .escaped = escaped, .cut_at = SIZE_MAX, .evidence = evidence};
    struct token before = {.type = NOTHING}, token = {.type = NOTHING}, after;

    buf_init(&template.joined, LIMIT_TEMPLATE);
    do {
        /* Before the next token is read: a text is appended to `joined` as it is read. */
        join_texts(&template, before, token);
        if (template.joined.size == 0 && token.type != TEXT &&
            !(before.type == TEXT && is_joiner(token))) {
            template.opener[0] = before;
            template.opener[1] = token;
        }
        after = template_next(&template);
        judge(&template, before, token, after);
        template.last_type = before.type;
        template.last = before.text;
        before = token;
        token = after;
    } while (after.type != NOTHING);
    join_texts(&template, before, token);
    buf_clear(&template.joined);
}

void chat_template_inspect(struct bytes text, uint64_t at, struct evidence *evidence)
{
    inspect(text, at, false, evidence);
}

void chat_template_inspect_escaped(struct bytes text, uint64_t at, struct evidence *evidence)
{
    inspect(text, at, true, evidence);
}

void chat_template_note(const struct chat_template *template, struct evidence *evidence)
{
    CLEANUP(buf_clear) struct buf fact;
    struct bytes name = template->name.size > 0 ? template->name : BYTES("default");
    uint8_t digest[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];

    buf_init(&fact, LIMIT_FACT_TEXT);
    sha256(template->text, digest);
    hex_encode(bytes_of(digest, sizeof digest), hex);
    text_show(&fact, name);
    buf_printf(&fact, ": sha256:%s", hex);
    evidence_set(evidence, ASSAY_FACT_MODEL_CHAT_TEMPLATES, MEASURED,
                 bytes_text(buf_string(&fact)));
    inspect(template->text, template->at, template->escaped, evidence);
}
