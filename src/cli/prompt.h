/* prompt.h - what whoever sits at the terminal types: words, and secrets unseen. */

#pragma once

#include "cli/cli.h"

enum { PROMPT_MAX = 256 }; /* bytes of an answer and a NUL */

/*
 * Asks where both the standard input and the error stream are a terminal; false where they are not,
 * or where the question was broken off or answered with more than fits. The caller wipes `out`.
 */
bool prompt_secret(struct cli *cli, const char *question, char *out, size_t size);

/* The same for what may be seen. */
bool prompt_words(struct cli *cli, const char *question, char *out, size_t size);
