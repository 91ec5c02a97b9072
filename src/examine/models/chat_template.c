/*
 * chat_template.c - the words of a Jinja template, one by one, with the two before and the one
 * after.
 *
 * Source: Jinja, "Template Designer Documentation", and its sandbox's list of what is unsafe.
 */

#include "examine/models/chat_template.h"

#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "examine/models/chat_template_words.h"

enum token_type { NOTHING, NAME, TEXT, NUMBER, MARK, TAG };

/* `mark` is the character of a MARK; a TAG is the first word of {% ... %}. */
struct token {
    enum token_type type;
    char mark;
    struct bytes text; /* NAME, TAG: where it lies */
    size_t at;
    unsigned depth; /* brackets open around it */
};

enum { MACROS_MAX = 64 };

struct template
{
    struct bytes text;
    size_t at;
    uint64_t base;
    bool escaped;              /* places inside of it are not those in the item */
    enum token_type last_type; /* of the word before the one before: */
    struct bytes last;         /* "is", or "not" of "is not" */
    bool inside;               /* {{ or {% */
    bool tag_next;             /* the next name is a tag's */
    char close;                /* '}' or '%': what ends it */
    unsigned depth;            /* brackets open inside: as long as there are any it does not end */
    bool raw;                  /* what follows up to endraw is plain, whatever it looks like */
    bool opens_block;          /* the tag at hand, unless a '=' follows */
    unsigned blocks;           /* open ones whose plain text becomes a value */
    bool recursive;            /* a loop may call itself */
    uint64_t assigned, called; /* methods, by their place: names of values, names that are called */
    size_t cut_at;          /* where the mark stands behind a text with a '_', which may cut it */
    struct token opener[2]; /* the words before `joined`, the nearest last */
    struct buf joined;      /* the last constant text, decoded, joined with those before it */
    struct bytes macros[MACROS_MAX];
    size_t macro_count;
    struct evidence *evidence;
};

static bool is_one_of(struct bytes word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bytes_equal(word, bytes_text(words[i])))
            return true;
    return false;
}

#define IS_ONE_OF(word, words) is_one_of((word), (words), ARRAY_LEN(words))

static bool has_dunder(struct bytes text)
{
    return text.size >= 2 && memmem(text.data, text.size, "__", 2) != NULL;
}

static void found(struct template *template, size_t at, enum assay_load load, const char *what,
                  struct bytes word)
{
    const struct assay_place place = {.offset = template->base + (template->escaped ? 0 : at)};
    CLEANUP(buf_clear) struct buf detail;

    buf_init(&detail, LIMIT_FACT_TEXT);
    if (word.size > 80)
        word.size = 80;
    buf_text(&detail, what);
    text_show(&detail, word);
    evidence_load(template->evidence, load);
    evidence_observe(template->evidence, TEMPLATE_PYTHON,
                     load == ASSAY_LOAD_DANGEROUS ? ASSAY_HIGH : ASSAY_MEDIUM, &place,
                     bytes_text(buf_string(&detail)));
}

static uint8_t at_hand(const struct template *template, size_t ahead)
{
    struct bytes rest = bytes_from(template->text, template->at + ahead);

    return rest.size ? rest.data[0] : 0;
}

static bool is_word_byte(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
           (byte >= '0' && byte <= '9') || byte >= 0x80;
}

static int hex_digit(uint8_t byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    byte |= 0x20;
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

/* Behind \N: a character by its name, which honest templates write as it is. */
static void read_named(struct template *template)
{
    struct bytes rest = bytes_from(template->text, template->at);
    const uint8_t *end = rest.size ? memchr(rest.data, '}', rest.size) : NULL;
    struct bytes name = bytes_of(rest.data, end ? (size_t)(end - rest.data) + 1 : 0);

    if (!bytes_starts(name, BYTES("{"))) {
        buf_byte(&template->joined, 'N');
        return;
    }
    found(template, template->at, ASSAY_LOAD_SUSPICIOUS, "character by name ", name);
    buf_byte(&template->joined, bytes_equal(name, BYTES("{LOW LINE}")) ? '_' : '?');
    template->at += name.size;
}

/* Behind the backslash: \xNN, \uNNNN, \UNNNNNNNN, octal, or one character for itself. */
static void read_escape(struct template *template)
{
    uint8_t kind = at_hand(template, 0);
    size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
    uint32_t code = 0;
    size_t seen = 0;
    char utf8[4];

    template->at++;
    if (kind == 'N') {
        read_named(template);
        return;
    }
    while (seen < digits && hex_digit(at_hand(template, 0)) >= 0) {
        code = code << 4 | (uint32_t)hex_digit(at_hand(template, 0));
        template->at++;
        seen++;
    }
    if (digits == 0 && kind >= '0' && kind <= '7') {
        code = (uint32_t)(kind - '0');
        for (digits = seen = 1;
             seen < 3 && at_hand(template, 0) >= '0' && at_hand(template, 0) <= '7';
             digits = ++seen) {
            code = code * 8 + (uint32_t)(at_hand(template, 0) - '0');
            template->at++;
        }
    }
    if (digits > 0)
        buf_add(&template->joined, utf8, utf8_encode(code, utf8));
    else
        buf_byte(&template->joined, kind);
}

/* A quoted text, appended to what was joined so far. */
static void read_text(struct template *template)
{
    uint8_t quote = at_hand(template, 0);

    template->at++;
    while (template->at < template->text.size && at_hand(template, 0) != quote) {
        if (at_hand(template, 0) == '\\') {
            template->at++;
            read_escape(template);
        } else {
            buf_byte(&template->joined, at_hand(template, 0));
            template->at++;
        }
    }
    template->at++;
}

static bool is_attribute(struct bytes text)
{
    const uint8_t *first = text.size ? memmem(text.data, text.size, "__", 2) : NULL;
    struct bytes rest = first ? bytes_from(text, (size_t)(first - text.data) + 3) : BYTES("");

    return first && rest.size >= 2 && memmem(rest.data, rest.size, "__", 2) != NULL;
}

static struct bytes without_blanks(struct bytes text)
{
    while (text.size > 0 && text.data[text.size - 1] <= ' ')
        text.size--;
    while (text.size > 0 && text.data[0] <= ' ')
        text = bytes_from(text, 1);
    return text;
}

/* Text between the tags, which becomes a value inside of {% set x %}, of macros and filters. */
static void judge_plain(struct template *template, struct bytes text)
{
    size_t lines = 0;

    if (template->blocks == 0)
        return;
    text = without_blanks(text);
    while (lines < text.size && text.data[lines] == '_')
        lines++;
    if (is_attribute(text))
        found(template, template->at, ASSAY_LOAD_DANGEROUS, "text of a block ", text);
    else if (has_dunder(text) || (lines > 0 && lines == text.size))
        found(template, template->at, ASSAY_LOAD_SUSPICIOUS, "text of a block ", text);
}

/* Between the braces: moves to the next {{ or {%; comments are passed over. */
static bool find_opening(struct template *template)
{
    for (;;) {
        struct bytes rest = bytes_from(template->text, template->at);
        const uint8_t *brace = rest.size ? memchr(rest.data, '{', rest.size) : NULL;
        const uint8_t *end;

        judge_plain(template, brace ? bytes_of(rest.data, (size_t)(brace - rest.data)) : rest);
        if (!brace)
            return false;
        template->at += (size_t)(brace - rest.data) + 1;
        switch (at_hand(template, 0)) {
        case '{':
        case '%':
            template->inside = true;
            template->close = at_hand(template, 0) == '{' ? '}' : '%';
            template->tag_next = template->close == '%';
            template->depth = 0;
            template->at++;
            if (at_hand(template, 0) == '-' || at_hand(template, 0) == '+')
                template->at++;
            return true;
        case '#':
            rest = bytes_from(template->text, template->at + 1); /* "{#}" does not end itself */
            end = rest.size ? memmem(rest.data, rest.size, "#}", 2) : NULL;
            if (!end)
                return false;
            template->at += (size_t)(end - rest.data) + 3;
            break;
        default:
            break;
        }
    }
}

static size_t blanks(struct bytes text, size_t at)
{
    while (at < text.size && bytes_has(BYTES(" \t\r\n\v\f"), text.data[at]))
        at++;
    return at;
}

/* Where the tag that begins at `at` ends, if it is endraw; else 0. */
static size_t endraw_at(struct bytes text, size_t at)
{
    at += 2;
    at += at < text.size && bytes_has(BYTES("-+"), text.data[at]);
    at = blanks(text, at);
    if (!bytes_starts(bytes_from(text, at), BYTES("endraw")))
        return 0;
    at = blanks(text, at + strlen("endraw"));
    at += at < text.size && bytes_has(BYTES("-+"), text.data[at]);
    return bytes_starts(bytes_from(text, at), BYTES("%}")) ? at + 2 : 0;
}

/* Behind {% raw %}: to the end of it, where there is one. A comment or a quote in it opens nothing
 * that would hide what stands behind. */
static void skip_raw(struct template *template)
{
    size_t at = template->at;

    template->raw = false;
    for (;;) {
        struct bytes rest = bytes_from(template->text, at);
        const uint8_t *tag = rest.size ? memmem(rest.data, rest.size, "{%", 2) : NULL;
        size_t end;

        if (!tag)
            return;
        at += (size_t)(tag - rest.data);
        end = endraw_at(template->text, at);
        if (end > 0) {
            judge_plain(template, bytes_of(template->text.data + template->at, at - template->at));
            template->at = end;
            return;
        }
        at += 2;
    }
}

/* True at the end of the expression or tag, which is passed over. Brackets are balanced first. */
static bool is_over(struct template *template)
{
    size_t sign = at_hand(template, 0) == '-' || at_hand(template, 0) == '+';

    if (template->depth > 0 || at_hand(template, sign) != (uint8_t) template->close ||
        at_hand(template, sign + 1) != '}')
        return false;
    template->at += sign + 2;
    template->inside = false;
    template->blocks += template->opens_block;
    template->opens_block = false;
    if (template->raw)
        skip_raw(template);
    return true;
}

static void read_mark(struct template *template, struct token *token)
{
    token->type = MARK;
    token->mark = (char)at_hand(template, 0);
    template->at++;
    if (token->mark == '=' && template->depth == 0)
        template->opens_block = false; /* {% set x = y %} */
    if (bytes_has(BYTES("([{"), (uint8_t)token->mark))
        template->depth++;
    else if (template->depth > 0 && bytes_has(BYTES(")]}"), (uint8_t)token->mark))
        template->depth--;
}

/* Tags around text that becomes a value. */
static void note_tag(struct template *template, struct bytes tag)
{
    static const char *const openers[] = {"call", "filter", "macro", "set"};
    static const char *const enders[] = {"endcall", "endfilter", "endmacro", "endset"};

    template->opens_block = IS_ONE_OF(tag, openers);
    if (IS_ONE_OF(tag, enders) && template->blocks > 0)
        template->blocks--;
}

static void read_word(struct template *template, struct token *token)
{
    size_t start = template->at;
    uint8_t first = at_hand(template, 0);

    while (is_word_byte(at_hand(template, 0)))
        template->at++;
    token->text = bytes_of(template->text.data + start, template->at - start);
    token->type = first >= '0' && first <= '9' ? NUMBER : template->tag_next ? TAG : NAME;
    template->tag_next = false;
    template->raw = token->type == TAG &&bytes_equal(token->text, BYTES("raw"));
    if (token->type == TAG)
        note_tag(template, token->text);
}

/* The next token of any expression or tag; NOTHING at the end. */
static struct token next_token(struct template *template)
{
    struct token token = {.type = NOTHING};
    uint8_t byte;

    for (;;) {
        if (!template->inside) {
            if (!find_opening(template))
                return token;
            token.mark = '{'; /* one expression does not go on in the next */
            token.type = MARK;
            token.at = template->at;
            return token;
        }
        byte = at_hand(template, 0);
        if (template->at >= template->text.size)
            return token;
        if (is_over(template))
            continue;
        if (byte > ' ')
            break;
        template->at++;
    }
    token.at = template->at;
    token.depth = template->depth;
    if (byte == '"' || byte == '\'') {
        token.type = TEXT;
        read_text(template);
    } else if (is_word_byte(byte)) {
        read_word(template, &token);
    } else {
        read_mark(template, &token);
    }
    return token;
}

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
        found(template, name.at, ASSAY_LOAD_DANGEROUS, "filter ", name.text);
    else if (!IS_ONE_OF(name.text, filters))
        found(template, name.at, ASSAY_LOAD_SUSPICIOUS, "filter ", name.text);
}

/* A helper that is kept under another name is reached through that one; `namespace` is only there
 * to be called. */
static void judge_helper(struct template *template, struct token name, struct token after)
{
    if (is_mark(after, '.') || is_mark(after, '[') || is_mark(after, '|'))
        found(template, name.at, ASSAY_LOAD_DANGEROUS, "what stands behind ", name.text);
    else if (!bytes_equal(name.text, BYTES("namespace")) || !is_mark(after, '('))
        found(template, name.at, ASSAY_LOAD_SUSPICIOUS, "use of ", name.text);
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
        found(template, name.at, ASSAY_LOAD_SUSPICIOUS, "call of a value named ", name.text);
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
        found(template, name.at, ASSAY_LOAD_SUSPICIOUS, "text that is cut by ", name.text);
    if (argument)
        note_method(template, name, &template->assigned);
    if (called && member)
        note_method(template, name, &template->called);
    if ((member && (name.text.data[0] == '_' || IS_ONE_OF(name.text, frames))) ||
        (has_dunder(name.text) && (member || filter)))
        found(template, name.at, ASSAY_LOAD_DANGEROUS, "attribute ", name.text);
    else if (has_dunder(name.text))
        found(template, name.at, ASSAY_LOAD_DANGEROUS, "name ", name.text);
    else if (filter)
        judge_filter(template, name);
    else if (!member && !argument && IS_ONE_OF(name.text, helpers))
        judge_helper(template, name, after);
    else if (!member && is_rebound(template, before, name, after))
        found(template, name.at, ASSAY_LOAD_SUSPICIOUS, "use of ", name.text);
    else if (called && member && !IS_ONE_OF(name.text, methods))
        found(template, name.at, ASSAY_LOAD_SUSPICIOUS, "call of the method ", name.text);
    else if (called && !member && !is_known_call(template, name.text) && !is_test(template, before))
        found(template, name.at, ASSAY_LOAD_SUSPICIOUS, "call of ", name.text);
}

static void judge(struct template *template, struct token before, struct token token,
                  struct token after)
{
    switch (token.type) {
    case TAG:
        if (IS_ONE_OF(token.text, loading_tags))
            found(template, token.at, ASSAY_LOAD_DANGEROUS, "tag ", token.text);
        break;
    case NAME:
        if (before.type == TAG && bytes_equal(before.text, BYTES("macro"))) {
            if (template->macro_count < MACROS_MAX)
                template->macros[template->macro_count++] = token.text;
            break;
        }
        template->recursive |= bytes_equal(token.text, BYTES("recursive"));
        judge_name(template, before, token, after);
        break;
    case MARK:
        if (token.mark == '(' && (is_mark(before, ']') || is_mark(before, ')')))
            found(template, token.at, ASSAY_LOAD_DANGEROUS, "call of what an expression gives",
                  BYTES(""));
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
        found(template, at, ASSAY_LOAD_DANGEROUS, "text ", text);
    else if (bytes_equal(text, BYTES("attr")) && is_mark(*before, '(') && first->type == NAME &&
             IS_ONE_OF(first->text, appliers))
        found(template, at, ASSAY_LOAD_DANGEROUS, "filter ", text);
    else if (is_mark(after, '%') || (!is_mark(after, '|') && memmem(text.data, text.size, "%c", 2)))
        found(template, at, ASSAY_LOAD_SUSPICIOUS, "text that is filled in: ", text);
    else if (is_mark(after, '[') && bytes_has(text, '_'))
        found(template, at, ASSAY_LOAD_SUSPICIOUS, "text that is cut: ", text);
    else if (line && is_building(template, after))
        found(template, at, ASSAY_LOAD_SUSPICIOUS, "text ", text);
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
        after = next_token(&template);
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
