/*
 * idle_code.c - see idle_code.h.
 *
 * A new language is one line of `languages`: its endings, how a comment of one line begins and one
 * of many begins and ends, and the words that a line begins with that does nothing by itself.
 */

#include "examine/words/idle_code.h"

#include "base/kit.h"
#include "base/word.h"

enum { WORDS_MAX = 12, PAIRS_MAX = 3 };

struct language {
    const char *endings[WORDS_MAX];
    const char *comment, *comment_too;   /* to the end of the line */
    const char *pairs[PAIRS_MAX][2];     /* comments, and texts that stand for them */
    const char *nothing[WORDS_MAX + 12]; /* words that such a line begins with */
};

enum { PYTHON }; /* has lines of its own, is_idle_python() */

static const struct language languages[] = {
    {{"py", "pyi"},
     "#",
     NULL,
     {{"\"\"\"", "\"\"\""}, {"'''", "'''"}},
     {"import", "from", "pass", "..."}},
    {{"bash", "sh", "zsh"},
     "#",
     NULL,
     {{0}},
     {":", "true", "exit", "set", "return", "shopt", "cd", "echo"}},
    {{"r"}, "#", NULL, {{0}}, {NULL}},
    {{"jl"}, "#", NULL, {{"#=", "=#"}, {"\"\"\"", "\"\"\""}}, {"using", "import", "end"}},
    {{"rb"}, "#", NULL, {{"=begin", "=end"}}, {"require", "require_relative", "end"}},
    {{"pl", "t"}, "#", NULL, {{"=pod", "=cut"}}, {"use", "no", "package", "1", "exit"}},
    {{"ps1"}, "#", NULL, {{"<#", "#>"}}, {"using", "Import-Module", "exit", "return"}},
    {{"c", "cc", "cpp", "cs", "cu", "go", "h", "hpp", "java", "kt", "scala", "swift"},
     "//",
     NULL,
     {{"/*", "*/"}},
     {"#", "import", "using", "package", "namespace", "extern", "{", "}", "(", ")", ";", "\""}},
    {{"js", "mjs", "ts", "tsx"},
     "//",
     NULL,
     {{"/*", "*/"}},
     {"import", "'use", "\"use", "export {}", "{", "}", ";"}},
    {{"rs"}, "//", NULL, {{"/*", "*/"}}, {"use", "extern", "#", "}", "mod"}},
    {{"php"}, "//", "#", {{"/*", "*/"}}, {"<?php", "?>", "use", "namespace", "declare"}},
    {{"sql"}, "--", NULL, {{"/*", "*/"}}, {";", "begin", "commit"}},
    {{"lua"}, "--", NULL, {{"--[[", "]]"}}, {"require", "return"}},
    {{"m"}, "%", NULL, {{"%{", "%}"}}, {"end"}},
};

static const struct language *language_of(struct bytes name)
{
    const uint8_t *dot = name.size ? memrchr(name.data, '.', name.size) : NULL;
    struct bytes ending = dot ? bytes_from(name, (size_t)(dot - name.data) + 1) : bytes_of("", 0);

    for (size_t i = 0; i < ARRAY_LEN(languages); i++)
        for (size_t j = 0; j < WORDS_MAX && languages[i].endings[j]; j++)
            if (word_is(ending, bytes_text(languages[i].endings[j])))
                return &languages[i];
    return NULL;
}

static void skip_blanks(struct bytes *text)
{
    while (text->size > 0 && bytes_has(BYTES(" \t\r\n\f\v"), text->data[0]))
        *text = bytes_from(*text, 1);
}

/* Behind the first `mark`; to the end where there is none. */
static void skip_behind(struct bytes *text, struct bytes mark)
{
    const uint8_t *at = text->size ? memmem(text->data, text->size, mark.data, mark.size) : NULL;

    *text = bytes_from(*text, at ? (size_t)(at - text->data) + mark.size : text->size);
}

static bool skip_pair(struct bytes *text, const struct language *language)
{
    for (size_t i = 0; i < PAIRS_MAX && language->pairs[i][0]; i++) {
        struct bytes begin = bytes_text(language->pairs[i][0]);

        if (!bytes_starts(*text, begin))
            continue;
        *text = bytes_from(*text, begin.size);
        skip_behind(text, bytes_text(language->pairs[i][1]));
        return true;
    }
    return false;
}

static bool is_of_word(uint8_t byte)
{
    return (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') ||
           byte == '_' || byte >= 0x80;
}

/* A whole word: "pass", and not "password = ask()". */
static bool begins_with_word(struct bytes text, struct bytes word)
{
    return bytes_starts(text, word) &&
           (!is_of_word(word.data[word.size - 1]) || text.size == word.size ||
            !is_of_word(text.data[word.size]));
}

/* More may stand behind such a word on its line: `cd build && ctest`. */
static bool goes_on(struct bytes line)
{
    while (line.size > 0 && bytes_has(BYTES(" \t\r;"), line.data[line.size - 1]))
        line.size--;
    for (size_t i = 0; i < line.size; i++)
        if (bytes_has(BYTES("(;&|`"), line.data[i]))
            return true;
    return false;
}

static struct bytes line_of(struct bytes text)
{
    const uint8_t *end = memchr(text.data, '\n', text.size);
    struct bytes line = bytes_of(text.data, end ? (size_t)(end - text.data) : text.size);

    while (line.size > 0 && bytes_has(BYTES(" \t\r"), line.data[line.size - 1]))
        line.size--;
    return line;
}

/* `def test():`, whose body stands in lines of its own; or `def test(): pass`. */
static bool defines_nothing(struct bytes line)
{
    static const char *const definitions[] = {"def", "class", "async"};
    static const char *const bodies[] = {"", "pass", "...", "return"};
    const uint8_t *colon = line.size ? memrchr(line.data, ':', line.size) : NULL;
    struct bytes body;

    if (!colon)
        return false;
    body = bytes_from(line, (size_t)(colon - line.data) + 1);
    skip_blanks(&body);
    for (size_t i = 0; i < ARRAY_LEN(definitions); i++)
        if (begins_with_word(line, bytes_text(definitions[i])))
            return bytes_is_one_of(body, bodies, ARRAY_LEN(bodies));
    return false;
}

/* `print("passed")`: a text, and nothing that was looked at. */
static bool prints_text(struct bytes line)
{
    const struct bytes print = BYTES("print(");
    uint8_t quote;

    if (!bytes_starts(line, print) || line.size == print.size)
        return false;
    quote = line.data[print.size];
    line = bytes_from(line, print.size + 1);
    if (quote != '"' && quote != '\'')
        return false;
    skip_behind(&line, bytes_of(&quote, 1));
    return bytes_equal(line, BYTES(")"));
}

static bool is_idle_python(struct bytes text)
{
    static const char *const lines[] = {"return", "return None", "return True", "assert True"};
    struct bytes line = line_of(text);

    return bytes_starts(line, BYTES("@")) || bytes_is_one_of(line, lines, ARRAY_LEN(lines)) ||
           defines_nothing(line) || prints_text(line);
}

static bool begins_with_nothing(struct bytes text, const struct language *language)
{
    const uint8_t *end = memchr(text.data, '\n', text.size);

    if (goes_on(bytes_of(text.data, end ? (size_t)(end - text.data) : text.size)))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(language->nothing) && language->nothing[i]; i++)
        if (begins_with_word(text, bytes_text(language->nothing[i])))
            return true;
    return false;
}

bool code_is_idle(struct bytes name, struct bytes text)
{
    const struct language *language = language_of(name);

    if (!language)
        return false;
    if (bytes_starts(text, BYTES("\xef\xbb\xbf")))
        text = bytes_from(text, 3);
    for (;;) {
        skip_blanks(&text);
        if (text.size == 0)
            return true;
        if (skip_pair(&text, language))
            continue;
        if (!(language == &languages[PYTHON] && is_idle_python(text)) &&
            !bytes_starts(text, bytes_text(language->comment)) &&
            !(language->comment_too && bytes_starts(text, bytes_text(language->comment_too))) &&
            !begins_with_nothing(text, language))
            return false;
        skip_behind(&text, BYTES("\n"));
    }
}
