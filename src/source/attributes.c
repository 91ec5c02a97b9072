/*
 * attributes.c - the lines of attribute files, and which of them has the last word.
 *
 * git asks the strongest file first and in each the last line; the first word on an attribute
 * stands. A macro that is met set has its own list of words said in its place.
 */

#include "source/attributes.h"

#include <stdlib.h>

#include "base/glob.h"
#include "base/kit.h"
#include "base/limits.h"

enum {
    LINE_MAX_SIZE = 2048, /* bytes of a line that git still reads */
    MACROS_MAX = 64,      /* macros that one question may open */
};

struct word {
    struct bytes name;
    struct attribute said;
};

struct line {
    struct bytes pattern; /* or the macro's name */
    bool macro, anchored;
    struct word *words;
    size_t word_count;
};

struct attributes_file {
    uint8_t *text; /* what all names point into; quoted patterns are written over themselves */
    struct line *lines;
    size_t line_count;
    struct word *words;
    size_t memory;
    const struct line **macros; /* sorted by their names, each once: its last line */
    size_t macro_count;
    bool has_lfs;
};

void attributes_free(struct attributes_file *file)
{
    if (!file)
        return;
    free(file->text);
    free(file->lines);
    free(file->words);
    free(file->macros);
    free(file);
}

size_t attributes_memory(const struct attributes_file *file)
{
    return file ? file->memory : 0;
}

/* ---- reading ---- */

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static void skip_blanks(struct bytes *rest)
{
    while (rest->size > 0 && is_blank(rest->data[0]))
        *rest = bytes_from(*rest, 1);
}

static struct bytes take_token(struct bytes *rest)
{
    size_t size = 0;
    struct bytes token;

    while (size < rest->size && !is_blank(rest->data[size]))
        size++;
    token = bytes_of(rest->data, size);
    *rest = bytes_from(*rest, size);
    return token;
}

/* One byte behind a backslash; false where git knows no such quotation. */
static bool take_quoted(struct bytes *rest, uint8_t *out)
{
    static const char from[] = "abfnrtv\\\"", to[] = "\a\b\f\n\r\t\v\\\"";
    const char *known;

    if (rest->size == 0)
        return false;
    known = rest->data[0] ? strchr(from, rest->data[0]) : NULL;
    if (known) {
        *out = (uint8_t)to[known - from];
        *rest = bytes_from(*rest, 1);
        return true;
    }
    if (rest->size < 3 || rest->data[0] > '3')
        return false;
    *out = 0;
    for (size_t i = 0; i < 3; i++) {
        if (rest->data[i] < '0' || rest->data[i] > '7')
            return false;
        *out = (uint8_t)(*out << 3 | (rest->data[i] - '0'));
    }
    *rest = bytes_from(*rest, 3);
    return true;
}

/* A pattern in quotes; false where they do not close, and the quote is part of a plain pattern. */
static bool take_c_style(struct attributes_file *file, struct bytes *rest, struct bytes *pattern)
{
    struct bytes left = bytes_from(*rest, 1);
    uint8_t unquoted[LINE_MAX_SIZE], *to = file->text + (rest->data - file->text);
    size_t size = 0;

    while (left.size > 0 && left.data[0] != '"') {
        uint8_t byte = left.data[0];

        left = bytes_from(left, 1);
        if (byte == '\\' && !take_quoted(&left, &byte))
            return false;
        unquoted[size++] = byte;
    }
    if (left.size == 0)
        return false;
    memcpy(to, unquoted, size); /* shorter than what stood there */
    *pattern = bytes_of(to, size);
    *rest = bytes_from(left, 1);
    return true;
}

static bool is_name(struct bytes name)
{
    for (size_t i = 0; i < name.size; i++) {
        uint8_t byte = name.data[i];

        if (!(byte >= 'a' && byte <= 'z') && !(byte >= 'A' && byte <= 'Z') &&
            !(byte >= '0' && byte <= '9') && !bytes_has(BYTES("-._"), byte))
            return false;
    }
    return name.size > 0 && name.data[0] != '-';
}

/* "name", "-name", "!name", "name=value". */
static bool read_word(struct bytes token, struct word *word)
{
    const uint8_t *equals = memchr(token.data, '=', token.size);
    struct bytes name = bytes_of(token.data, equals ? (size_t)(equals - token.data) : token.size);

    word->said.state = ATTRIBUTE_SET;
    if (name.size > 0 && (name.data[0] == '-' || name.data[0] == '!')) {
        word->said.state = name.data[0] == '-' ? ATTRIBUTE_UNSET : ATTRIBUTE_UNSPECIFIED;
        name = bytes_from(name, 1);
    } else if (equals) {
        word->said.state = ATTRIBUTE_VALUE;
        word->said.value = bytes_from(token, name.size + 1);
    }
    word->name = name;
    return is_name(name);
}

/* All words of a line; one that is none spoils the line, as in git. */
static bool read_words(struct bytes rest, struct line *line, struct word *words)
{
    line->words = words;
    for (skip_blanks(&rest); rest.size > 0; skip_blanks(&rest)) {
        if (!read_word(take_token(&rest), &words[line->word_count]))
            return false;
        line->word_count++;
    }
    return line->word_count > 0;
}

static bool read_line(struct attributes_file *file, struct bytes rest, bool macros,
                      struct line *line, struct word *words)
{
    struct bytes prefix = BYTES("[attr]");

    *line = (struct line){0};
    skip_blanks(&rest);
    if (rest.size == 0 || rest.data[0] == '#' || rest.size >= LINE_MAX_SIZE)
        return false;
    if (rest.data[0] != '"' || !take_c_style(file, &rest, &line->pattern))
        line->pattern = take_token(&rest);
    if (line->pattern.size > prefix.size - 1 && bytes_starts(line->pattern, prefix)) {
        line->macro = true;
        line->pattern = bytes_from(line->pattern, prefix.size);
        if (line->pattern.size == 0) {
            skip_blanks(&rest);
            line->pattern = take_token(&rest);
        }
        return macros && is_name(line->pattern) && read_words(rest, line, words);
    }
    if (line->pattern.size == 0 || line->pattern.data[0] == '!' ||
        line->pattern.data[line->pattern.size - 1] == '/') /* matches no file, or is forbidden */
        return false;
    line->anchored = memchr(line->pattern.data, '/', line->pattern.size) != NULL;
    if (line->pattern.data[0] == '/')
        line->pattern = bytes_from(line->pattern, 1);
    return line->pattern.size > 0 && read_words(rest, line, words);
}

static bool is_lfs(const struct attribute *filter)
{
    return filter->state == ATTRIBUTE_VALUE && bytes_equal(filter->value, BYTES("lfs"));
}

static bool sets_lfs(const struct line *line)
{
    for (size_t i = 0; i < line->word_count; i++)
        if (is_lfs(&line->words[i].said) && bytes_equal(line->words[i].name, BYTES("filter")))
            return true;
    return false;
}

static bool allocate(struct attributes_file *file, struct bytes text)
{
    size_t lines = 1;

    for (size_t i = 0; i < text.size; i++)
        lines += text.data[i] == '\n';
    file->text = malloc(text.size + 1);
    file->lines = calloc(lines, sizeof *file->lines);
    file->words = calloc(text.size / 2 + lines, sizeof *file->words); /* a blank parts two words */
    return file->text && file->lines && file->words;
}

/* Of those with one name the last line comes last. */
static int compare_macros(const void *a, const void *b)
{
    const struct line *one = *(const struct line *const *)a,
                      *other = *(const struct line *const *)b;
    int order = bytes_compare(one->pattern, other->pattern);

    return order ? order : (one > other) - (one < other);
}

/* They are looked for at each word of each line that is met. */
static bool sort_macros(struct attributes_file *file)
{
    size_t count = 0;

    for (size_t i = 0; i < file->line_count; i++)
        file->macro_count += file->lines[i].macro;
    if (file->macro_count == 0)
        return true;
    file->macros = calloc(file->macro_count, sizeof(const struct line *));
    if (!file->macros)
        return false;
    for (size_t i = 0; i < file->line_count; i++)
        if (file->lines[i].macro)
            file->macros[count++] = &file->lines[i];
    qsort(file->macros, count, sizeof(const struct line *), compare_macros);
    file->macro_count = 0;
    for (size_t i = 0; i < count; i++)
        if (i + 1 == count || !bytes_equal(file->macros[i]->pattern, file->macros[i + 1]->pattern))
            file->macros[file->macro_count++] = file->macros[i];
    return true;
}

struct attributes_file *attributes_parse(struct bytes text, bool macros)
{
    struct attributes_file *file = calloc(1, sizeof *file);
    struct word *words;

    if (bytes_starts(text, BYTES("\xef\xbb\xbf")))
        text = bytes_from(text, 3);
    if (!file || !allocate(file, text)) {
        attributes_free(file);
        return NULL;
    }
    if (text.size)
        memcpy(file->text, text.data, text.size);
    file->memory = text.size;
    text = bytes_of(file->text, text.size);
    words = file->words;
    while (text.size > 0) {
        const uint8_t *end = memchr(text.data, '\n', text.size);
        struct bytes rest = bytes_of(text.data, end ? (size_t)(end - text.data) : text.size);
        struct line *line = &file->lines[file->line_count];

        text = bytes_from(text, rest.size + 1);
        if (!read_line(file, rest, macros, line, words))
            continue;
        words += line->word_count;
        file->line_count++;
        file->has_lfs = file->has_lfs || sets_lfs(line);
    }
    file->memory += (size_t)((uint8_t *)words - (uint8_t *)file->words) +
                    file->line_count * sizeof *file->lines;
    if (!sort_macros(file)) {
        attributes_free(file);
        return NULL;
    }
    return file;
}

bool attributes_lack_lfs(const struct attributes_file *file)
{
    return !file || !file->has_lfs;
}

/* ---- asking ---- */

static bool matches(const struct line *line, struct bytes path)
{
    const uint8_t *slash = path.size ? memrchr(path.data, '/', path.size) : NULL;

    if (line->macro)
        return false;
    if (!line->anchored && slash)
        path = bytes_from(path, (size_t)(slash - path.data) + 1);
    return glob_match(line->pattern, path);
}

struct question {
    const struct attributes_layer *layers;
    size_t layer_count;
    struct bytes name;
    struct bytes opened[MACROS_MAX]; /* names of macros that there was a word on */
    size_t opened_count;
    bool answered;
    struct attribute answer;
};

#define WORD(text)                                                                                 \
    {                                                                                              \
        (const uint8_t *)(text), sizeof(text) - 1                                                  \
    }

/* The macro that git knows of itself. */
static struct word binary_words[] = {{WORD("diff"), {ATTRIBUTE_UNSET, {NULL, 0}}},
                                     {WORD("merge"), {ATTRIBUTE_UNSET, {NULL, 0}}},
                                     {WORD("text"), {ATTRIBUTE_UNSET, {NULL, 0}}}};
static const struct line binary_macro = {.pattern = WORD("binary"),
                                         .macro = true,
                                         .words = binary_words,
                                         .word_count = ARRAY_LEN(binary_words)};

static int compare_to_macro(const void *name, const void *macro)
{
    return bytes_compare(*(const struct bytes *)name,
                         (*(const struct line *const *)macro)->pattern);
}

static const struct line *find_macro(const struct question *question, struct bytes name)
{
    for (size_t i = 0; i < question->layer_count; i++) {
        const struct attributes_file *file = question->layers[i].file;
        const struct line **found = NULL;

        if (file && file->macro_count > 0)
            found = bsearch(&name, file->macros, file->macro_count, sizeof(const struct line *),
                            compare_to_macro);
        if (found)
            return *found;
    }
    return bytes_equal(binary_macro.pattern, name) ? &binary_macro : NULL;
}

/* True the first time that there is a word on the macro. */
static bool open_macro(struct question *question, struct bytes name)
{
    for (size_t i = 0; i < question->opened_count; i++)
        if (bytes_equal(question->opened[i], name))
            return false;
    if (question->opened_count == MACROS_MAX)
        return false;
    question->opened[question->opened_count++] = name;
    return true;
}

/* The words of a line, the last first; those of a macro come where it is met. */
static void listen(struct question *question, const struct line *line)
{
    struct {
        const struct line *line;
        size_t left;
    } stack[MACROS_MAX + 1] = {{line, line->word_count}};
    size_t depth = 1;

    while (depth > 0 && !question->answered) {
        const struct word *word;
        const struct line *macro;

        if (stack[depth - 1].left == 0) {
            depth--;
            continue;
        }
        word = &stack[depth - 1].line->words[--stack[depth - 1].left];
        if (bytes_equal(word->name, question->name)) {
            question->answered = true;
            question->answer = word->said;
            return;
        }
        macro = find_macro(question, word->name);
        if (macro && open_macro(question, word->name) && word->said.state == ATTRIBUTE_SET) {
            stack[depth].line = macro;
            stack[depth++].left = macro->word_count;
        }
    }
}

struct attribute attributes_ask(const struct attributes_layer *layers, size_t count,
                                struct bytes path, struct bytes name)
{
    struct question question = {.layers = layers, .layer_count = count, .name = name};

    for (size_t i = 0; i < count && !question.answered; i++) {
        const struct attributes_file *file = layers[i].file;
        struct bytes below = bytes_from(path, layers[i].folder_size);

        for (size_t k = file ? file->line_count : 0; k-- > 0 && !question.answered;)
            if (matches(&file->lines[k], below))
                listen(&question, &file->lines[k]);
    }
    return question.answer;
}

bool attributes_say_lfs(const struct attributes_layer *layers, size_t count, struct bytes path)
{
    struct attribute filter = attributes_ask(layers, count, path, BYTES("filter"));

    return is_lfs(&filter);
}

bool attributes_may_say_lfs(const struct attributes_layer *layer, struct bytes path)
{
    const struct attributes_file *file = layer->file;
    struct bytes below = bytes_from(path, layer->folder_size);

    for (size_t i = 0; file && i < file->line_count; i++) {
        const struct line *line = &file->lines[i];

        if (!matches(line, below))
            continue;
        if (sets_lfs(line))
            return true;
        for (size_t k = 0; k < line->word_count; k++) /* any name may be a macro elsewhere */
            if (line->words[k].said.state == ATTRIBUTE_SET)
                return true;
    }
    return false;
}
