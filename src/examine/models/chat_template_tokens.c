/* chat_template_tokens.c - the words of a Jinja template, and the text between its tags. */

#include "examine/models/chat_template_tokens.h"

#include "base/codec.h"
#include "base/limits.h"
#include "base/text.h"

void template_found(struct template *template, size_t at, enum assay_load load, const char *what,
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
    template_found(template, template->at, ASSAY_LOAD_SUSPICIOUS, "character by name ", name);
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
    while (seen < digits && hex_is_digit(at_hand(template, 0))) {
        code = code << 4 | (uint32_t)hex_value(at_hand(template, 0));
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
        template_found(template, template->at, ASSAY_LOAD_DANGEROUS, "text of a block ", text);
    else if (has_dunder(text) || (lines > 0 && lines == text.size))
        template_found(template, template->at, ASSAY_LOAD_SUSPICIOUS, "text of a block ", text);
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
    while (!template->no_endraw) {
        struct bytes rest = bytes_from(template->text, at);
        const uint8_t *tag = rest.size ? memmem(rest.data, rest.size, "{%", 2) : NULL;
        size_t end;

        if (!tag) {
            template->no_endraw = true;
            return;
        }
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

struct token template_next(struct template *template)
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
