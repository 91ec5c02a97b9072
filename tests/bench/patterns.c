/*
 * patterns.c - the shipped patterns for other programs, and more patterns for assay.
 *
 *     bench-patterns list         secrets that are looked for in a line, an expression each, for rg
 * -f bench-patterns all          and the shapes of identifiers, which assay finds without any
 *     bench-patterns more COUNT   a file of patterns for --patterns, so that COUNT are looked for
 */

#include "examine/detect/patterns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* rg works by lines: blanks are no line ends there, and what spans lines is left out. */
static void print_for_lines(const char *find)
{
    char line[2048];
    size_t size = 0;

    for (const char *c = find; *c && size + 1 < sizeof line; c++) {
        if (strncmp(c, "\\r\\n", 4) == 0)
            c += 3;
        else if (strncmp(c, "\\x0a", 4) == 0 ||
                 (strncmp(c, "\\n", 2) == 0 && (c == find || c[-1] != '^')))
            return;
        else
            line[size++] = *c;
    }
    line[size] = 0;
    puts(line);
}

static size_t list(bool print)
{
    const struct pattern *pattern;
    size_t count = 0;

    for (; (pattern = pattern_shipped(count)); count++)
        if (print)
            print_for_lines(pattern->find);
    return count;
}

/* What docs/reference/detectors.md tells of shapes, as far as an expression can; there is no proof
 * in them. */
static const char *const shapes[] = {
    "[\\w!#$%&'*+.~-]{1,64}@(?:[0-9A-Za-z-]{1,63}\\.){1,9}[A-Za-z]{2,63}",
    "\\b[0-9]{3}-[0-9]{2}-[0-9]{4}\\b",
    "\\b[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{0,7}\\b",
    "\\b[0-9]{4}[ -][0-9]{6}[ -][0-9]{4,5}\\b",
    "\\b[A-Z]{2}[0-9]{2}[ ]?(?:[0-9A-Z]{4}[ ]?){2,7}[0-9A-Z]{1,4}\\b",
    "\\+[1-9][0-9 ().-]{7,20}[0-9]",
    "\\(?[2-9][0-9]{2}\\)?[ .-][2-9][0-9]{2}[ .-][0-9]{4}\\b",
    "\\b[0-9]{1,3}(?:\\.[0-9]{1,3}){3}\\b",
    "\\b(?:[0-9A-Fa-f]{1,4}:){2,7}:?[0-9A-Fa-f]{0,4}\\b",
    "\\b(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\\b",
    "\\b[0-9]{2}-[0-9]{7}\\b",
    "\\b[0-9A-Z]{8,20}\\b",
    "\\b[0-9]{3}[ -][0-9]{3}[ -][0-9]{4}\\b",
    "\\b[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}\\b",
    "\\b[0-9]{3}\\.[0-9]{3}\\.[0-9]{3}-[0-9]{2}\\b",
    "\\b[0-9A-Z]{2}\\.[0-9A-Z]{3}\\.[0-9A-Z]{3}/[0-9A-Z]{4}-[0-9]{2}\\b",
    "\\b[A-Z]{2}[ ]?[0-9]{2}[ ]?[0-9]{2}[ ]?[0-9]{2}[ ]?[A-D]\\b",
    "\\b(?:[0-9]{8}|[XYZ]-?[0-9]{7})-?[A-Z]\\b",
    "\\b[12] ?[0-9]{2} ?[0-9]{2} ?[0-9][0-9AB] ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}\\b",
    "\\b[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}\\b",
    "\\b[0-9]{2}[./-][0-9]{2}[./-][0-9]{4}\\b",
    "[0-9A-Z<]{30,44}",
    ";[0-9]{12,19}=[0-9]{4}",
    "%B[0-9]{12,19}\\^[^^]{2,26}\\^[0-9]{4}",
    "\\b[1-9][0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{4}\\b",
    "\\bMRN[ :#=]{0,4}[0-9A-Z-]{4,20}",
};

static void list_shapes(void)
{
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        puts(shapes[i]);
}

/* Prefixes of eight letters that no word has, the same each time. */
static void more(size_t count)
{
    unsigned long long state = 1;

    puts("patterns: bench\nkinds:");
    for (size_t i = list(false); i < count; i++) {
        char prefix[9] = "";

        for (size_t k = 0; k < 8; k++) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            prefix[k] = (char)('a' + (state >> 33) % 26);
        }
        printf("  - {id: k%zu, regex: '%s_[0-9a-f]{32}', examples: {match: [%s_"
               "5f3a9c1e7b2d4068a1c3e5f708192b4d]}}\n",
               i, prefix, prefix);
    }
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "list") == 0) {
        list(true);
    } else if (argc == 2 && strcmp(argv[1], "all") == 0) {
        list(true);
        list_shapes();
    } else if (argc == 3 && strcmp(argv[1], "more") == 0) {
        more((size_t)strtoul(argv[2], NULL, 10));
    } else {
        return 2;
    }
    return ferror(stdout) ? 1 : 0;
}
