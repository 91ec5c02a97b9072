/*
 * patterns.h - kinds of secrets that a person adds: files of patterns, read, checked and tried.
 *
 * docs/reference/patterns.md has their form.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct assay_patterns;

struct assay_patterns_options {
    const char *const *words; /* "assay:NAME", files, or folders of which each *.yml is read */
    size_t word_count;
    const char *root;        /* the project's folder, which words must lie in; or NULL: the current
                                one, and they may lie anywhere */
    bool anywhere;           /* a person named the words: they may lie outside of root, too */
    const char *const *here; /* more of them, relative to the current folder */
    size_t here_count;
};

/*
 * Reads patterns; one that is wrong or slow does not load.
 * out  the caller's, to release with assay_patterns_free(); must live as long as any inventory that
 *      was made with it
 *
 * ASSAY_EUSAGE  with file, line, column, what was expected and what to do
 */
ASSAY_RESULT assay_patterns_open(const struct assay_patterns_options *options,
                                 struct assay_patterns **out, struct assay_error *err);
void assay_patterns_free(struct assay_patterns *patterns);
void assay_patterns_freep(struct assay_patterns **patterns);

size_t assay_patterns_count(const struct assay_patterns *patterns);

/* True where the file, or the folder, holds patterns and no pack of rules. */
bool assay_patterns_is(const char *path);

/*
 * What each pattern costs, and hints to its author.
 * text   a line for each pattern, then one for each hint; the caller's to free()
 * hints  their number
 */
ASSAY_RESULT assay_patterns_lint(const struct assay_patterns *patterns, char **text, size_t *hints,
                                 struct assay_error *err);

struct assay_patterns_test_result {
    uint64_t passed, failed; /* examples */
    char *text;              /* a line for each failure; the caller's to free() */
};

/* Looks for the patterns in their examples as a scan would. */
ASSAY_RESULT assay_patterns_test(const struct assay_patterns *patterns,
                                 struct assay_patterns_test_result *result,
                                 struct assay_error *err);
