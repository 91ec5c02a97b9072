/* ignore.c - ignore files: lines to patterns, patterns to verdicts. Source: gitignore(5). */

#include "source/ignore.h"

#include <stdlib.h>

#include "base/glob.h"
#include "base/kit.h"
#include "base/limits.h"

struct rule {
    struct bytes pattern;
    bool keep;        /* "!pattern" */
    bool folder_only; /* "pattern/" */
    bool anchored;    /* holds a slash: matched against the path, else against the last name */
};

struct ignore_rules {
    uint8_t *text; /* what the patterns point into */
    struct rule *rules;
    size_t count;
};

/* Trailing blanks do not count unless a backslash quotes them. */
static struct bytes trim(struct bytes line)
{
    if (line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    while (line.size > 0 && line.data[line.size - 1] == ' ') {
        size_t slashes = 0;

        while (slashes < line.size - 1 && line.data[line.size - 2 - slashes] == '\\')
            slashes++;
        if (slashes % 2)
            break;
        line.size--;
    }
    return line;
}

/* False where the line holds no pattern. */
static bool parse_line(struct bytes line, struct rule *rule)
{
    line = trim(line);
    *rule = (struct rule){0};
    if (line.size == 0 || line.data[0] == '#' || line.size > LIMIT_IGNORE_PATTERN)
        return false;
    if (line.data[0] == '!') {
        rule->keep = true;
        line = bytes_from(line, 1);
    }
    if (line.size > 0 && line.data[line.size - 1] == '/') {
        rule->folder_only = true;
        line.size--;
    }
    if (line.size == 0)
        return false;
    rule->anchored = memchr(line.data, '/', line.size) != NULL;
    if (line.data[0] == '/')
        line = bytes_from(line, 1);
    rule->pattern = line;
    return line.size > 0;
}

struct ignore_rules *ignore_parse(struct bytes text)
{
    struct ignore_rules *rules = calloc(1, sizeof *rules);
    size_t lines = 1;

    if (bytes_starts(text, BYTES("\xef\xbb\xbf")))
        text = bytes_from(text, 3);
    for (size_t i = 0; i < text.size; i++)
        lines += text.data[i] == '\n';
    if (!rules)
        return NULL;
    rules->text = malloc(text.size + 1);
    rules->rules = calloc(lines, sizeof *rules->rules);
    if (!rules->text || !rules->rules) {
        ignore_free(rules);
        return NULL;
    }
    if (text.size)
        memcpy(rules->text, text.data, text.size);
    text = bytes_of(rules->text, text.size);
    while (text.size > 0) {
        const uint8_t *end = memchr(text.data, '\n', text.size);
        size_t size = end ? (size_t)(end - text.data) : text.size;

        if (parse_line(bytes_of(text.data, size), &rules->rules[rules->count]))
            rules->count++;
        text = bytes_from(text, size + 1);
    }
    return rules;
}

void ignore_free(struct ignore_rules *rules)
{
    if (!rules)
        return;
    free(rules->text);
    free(rules->rules);
    free(rules);
}

enum ignore_verdict ignore_match(const struct ignore_rules *rules, struct bytes path,
                                 bool is_folder)
{
    const uint8_t *slash;
    struct bytes name = path;

    if (!rules || path.size == 0)
        return IGNORE_SILENT;
    slash = memrchr(path.data, '/', path.size);
    if (slash)
        name = bytes_from(path, (size_t)(slash - path.data) + 1);
    for (size_t i = rules->count; i-- > 0;) {
        const struct rule *rule = &rules->rules[i];

        if (rule->folder_only && !is_folder)
            continue;
        if (glob_match(rule->pattern, rule->anchored ? path : name))
            return rule->keep ? IGNORE_KEEP : IGNORE_DROP;
    }
    return IGNORE_SILENT;
}
