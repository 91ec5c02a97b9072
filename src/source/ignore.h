/* ignore.h - ignore files with the syntax of .gitignore. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>

#include "base/bytes.h"

/* The patterns of one ignore file; they speak of names below the folder that holds it. */
struct ignore_rules;

enum ignore_verdict {
    IGNORE_SILENT, /* no pattern matches: ask the file further out */
    IGNORE_DROP,
    IGNORE_KEEP, /* a pattern that begins with '!' matches last */
};

/* Copies what it needs of `text`; NULL when memory ran out. A line longer than
 * LIMIT_IGNORE_PATTERN matches nothing. */
struct ignore_rules *ignore_parse(struct bytes text);
void ignore_free(struct ignore_rules *rules); /* NULL is fine */

/* The last pattern that matches decides. `path` is relative to the folder of the ignore file,
 * without a slash at either end. Source: gitignore(5). NULL rules are silent. */
enum ignore_verdict ignore_match(const struct ignore_rules *rules, struct bytes path,
                                 bool is_folder);
