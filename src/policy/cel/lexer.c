/* lexer.c - an expression cut into tokens. Source: cel-spec, doc/langdef.md, "Syntax". */

#include "policy/cel/lexer.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/kit.h"
#include "base/text.h"

bool is_reserved(struct bytes word)
{
    static const char *const words[] = {
        "as",        "break", "const",  "continue", "else", "false", "for",
        "function",  "if",    "import", "in",       "let",  "loop",  "package",
        "namespace", "null",  "return", "true",     "var",  "void",  "while"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (bytes_equal(word, bytes_text(words[i])))
            return true;
    }
    return false;
}

void source_place(struct bytes source, uint32_t offset, uint32_t *line, uint32_t *column)
{
    *line = 1;
    *column = 1;
    for (uint32_t i = 0; i < offset && i < source.size; i++) {
        if (source.data[i] == '\n') {
            ++*line;
            *column = 1;
        } else {
            ++*column;
        }
    }
}

static struct bytes line_around(struct bytes source, uint32_t offset)
{
    size_t from = offset < source.size ? offset : source.size;
    size_t to = from;

    while (from > 0 && source.data[from - 1] != '\n')
        from--;
    while (to < source.size && source.data[to] != '\n')
        to++;
    return bytes_of(source.data + from, to - from);
}

enum assay_status(source_fail)(struct bytes source, uint32_t offset, struct assay_error *err,
                               const char *format, ...)
{
    struct bytes line = line_around(source, offset);
    uint32_t row, column;
    char text[sizeof err->text], excerpt[sizeof err->excerpt];
    va_list args;
    enum assay_status status;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    source_place(source, offset, &row, &column);
    snprintf(excerpt, sizeof excerpt, "%.*s", (int)(line.size < 255 ? line.size : 255),
             (const char *)line.data);
    status = assay_fail(err, ASSAY_EUSAGE, offset, "%s", text);
    assay_error_id(err, "policy.expression");
    assay_error_at(err, row, column, excerpt);
    return status;
}

static bool is_letter(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(int c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* The byte `ahead` of the next one, or -1 past the end. */
static int look(const struct lexer *lexer, uint32_t ahead)
{
    return lexer->source.size - lexer->at > ahead ? lexer->source.data[lexer->at + ahead] : -1;
}

static void skip_blanks(struct lexer *lexer)
{
    for (;;) {
        int c = look(lexer, 0);

        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
            lexer->at++;
        } else if (c == '/' && look(lexer, 1) == '/') {
            while (look(lexer, 0) != -1 && look(lexer, 0) != '\n')
                lexer->at++;
        } else {
            return;
        }
    }
}

static struct bytes between(const struct lexer *lexer, uint32_t from, uint32_t to)
{
    return bytes_of(lexer->source.data + from, to - from);
}

/* The quotes that open at `at`: 1 or 3 of them, or 0. */
static uint32_t quotes_at(const struct lexer *lexer, uint32_t ahead)
{
    int c = look(lexer, ahead);

    if (c != '"' && c != '\'')
        return 0;
    return look(lexer, ahead + 1) == c && look(lexer, ahead + 2) == c ? 3 : 1;
}

static bool closes(const struct lexer *lexer, int quote, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (look(lexer, i) != quote)
            return false;
    }
    return true;
}

static ASSAY_RESULT lex_string(struct lexer *lexer, uint32_t prefix, struct token *token)
{
    uint32_t quotes = quotes_at(lexer, prefix);
    int quote = look(lexer, prefix);
    uint32_t start;

    for (uint32_t i = 0; i < prefix; i++) {
        int c = look(lexer, i);

        if (c == 'r' || c == 'R')
            token->raw = true;
        else
            token->kind = TOKEN_BYTES;
    }
    if (token->kind != TOKEN_BYTES)
        token->kind = TOKEN_STRING;
    lexer->at += prefix + quotes;
    start = lexer->at;
    while (!closes(lexer, quote, quotes)) {
        int c = look(lexer, 0);

        if (c == -1 || (quotes == 1 && (c == '\n' || c == '\r')))
            return source_fail(lexer->source, token->from, lexer->err,
                               "text without closing quote");
        if (c == '\\' && !token->raw && look(lexer, 1) != -1)
            lexer->at++;
        lexer->at++;
    }
    token->text = between(lexer, start, lexer->at);
    lexer->at += quotes;
    return ASSAY_OK;
}

/* The letters before a quote: r, b, br or rb in any case; -1 where no text begins. */
static int string_prefix(const struct lexer *lexer)
{
    bool raw = false, bytes = false;

    for (uint32_t i = 0; i <= 2; i++) {
        int c = look(lexer, i);

        if (quotes_at(lexer, i))
            return (int)i;
        if ((c == 'r' || c == 'R') && !raw)
            raw = true;
        else if ((c == 'b' || c == 'B') && !bytes)
            bytes = true;
        else
            return -1;
    }
    return -1;
}

static void skip_digits(struct lexer *lexer)
{
    while (is_digit(look(lexer, 0)))
        lexer->at++;
}

/* An exponent: e, a sign or none, digits. */
static bool at_exponent(const struct lexer *lexer)
{
    int c = look(lexer, 0);
    int next = look(lexer, 1);

    if (c != 'e' && c != 'E')
        return false;
    return is_digit(next) || ((next == '+' || next == '-') && is_digit(look(lexer, 2)));
}

static ASSAY_RESULT lex_number(struct lexer *lexer, struct token *token)
{
    token->kind = TOKEN_INT;
    if (look(lexer, 0) == '0' && (look(lexer, 1) == 'x' || look(lexer, 1) == 'X') &&
        is_hex(look(lexer, 2))) {
        lexer->at += 2;
        while (is_hex(look(lexer, 0)))
            lexer->at++;
    } else {
        skip_digits(lexer);
        if (look(lexer, 0) == '.' && is_digit(look(lexer, 1))) {
            token->kind = TOKEN_DOUBLE;
            lexer->at++;
            skip_digits(lexer);
        }
        if (at_exponent(lexer)) {
            token->kind = TOKEN_DOUBLE;
            lexer->at += 2;
            skip_digits(lexer);
        }
    }
    token->text = between(lexer, token->from, lexer->at);
    if (token->kind == TOKEN_INT && (look(lexer, 0) == 'u' || look(lexer, 0) == 'U')) {
        token->kind = TOKEN_UINT;
        lexer->at++;
    }
    if (is_letter(look(lexer, 0)) || is_digit(look(lexer, 0)))
        return source_fail(lexer->source, lexer->at, lexer->err, "number runs into a letter");
    return ASSAY_OK;
}

static ASSAY_RESULT lex_quoted(struct lexer *lexer, struct token *token)
{
    lexer->at++;
    while (look(lexer, 0) != '`') {
        int c = look(lexer, 0);

        if (!is_letter(c) && !is_digit(c) && c != '.' && c != '-' && c != '/' && c != ' ')
            return source_fail(lexer->source, lexer->at, lexer->err,
                               "a quoted field holds letters, digits, '_', '.', '-', '/' and "
                               "blanks, then a back-quote");
        lexer->at++;
    }
    token->kind = TOKEN_QUOTED;
    token->text = between(lexer, token->from + 1, lexer->at);
    lexer->at++;
    if (token->text.size == 0)
        return source_fail(lexer->source, token->from, lexer->err, "a quoted field without a name");
    return ASSAY_OK;
}

static ASSAY_RESULT lex_operator(struct lexer *lexer, struct token *token)
{
    static const char *const operators[] = {"&&", "||", "==", "!=", "<=", ">=", "<", ">",
                                            "+",  "-",  "*",  "/",  "%",  "!",  "?", ":",
                                            ".",  ",",  "(",  ")",  "[",  "]",  "{", "}"};
    struct bytes rest = bytes_from(lexer->source, lexer->at);

    for (size_t i = 0; i < ARRAY_LEN(operators); i++) {
        if (bytes_starts(rest, bytes_text(operators[i]))) {
            token->kind = TOKEN_OPERATOR;
            text_copy(token->op, sizeof token->op, operators[i]);
            lexer->at += (uint32_t)strlen(operators[i]);
            token->text = between(lexer, token->from, lexer->at);
            return ASSAY_OK;
        }
    }
    if (rest.data[0] < 0x20 || rest.data[0] >= 0x7f)
        return source_fail(lexer->source, lexer->at, lexer->err,
                           "byte 0x%02x stands outside a text", rest.data[0]);
    return source_fail(lexer->source, lexer->at, lexer->err, "'%c' means nothing here",
                       rest.data[0]);
}

enum assay_status lexer_next(struct lexer *lexer, struct token *token)
{
    int prefix;

    skip_blanks(lexer);
    *token = (struct token){.kind = TOKEN_END, .from = lexer->at};
    if (look(lexer, 0) == -1) {
        token->to = lexer->at;
        return ASSAY_OK;
    }
    prefix = string_prefix(lexer);
    if (prefix >= 0) {
        TRY(lex_string(lexer, (uint32_t)prefix, token));
    } else if (is_letter(look(lexer, 0))) {
        while (is_letter(look(lexer, 0)) || is_digit(look(lexer, 0)))
            lexer->at++;
        token->kind = TOKEN_NAME;
        token->text = between(lexer, token->from, lexer->at);
    } else if (is_digit(look(lexer, 0)) || (look(lexer, 0) == '.' && is_digit(look(lexer, 1)))) {
        TRY(lex_number(lexer, token));
    } else if (look(lexer, 0) == '`') {
        TRY(lex_quoted(lexer, token));
    } else {
        TRY(lex_operator(lexer, token));
    }
    token->to = lexer->at;
    return ASSAY_OK;
}
