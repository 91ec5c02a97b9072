/* words.h - how observations are called in a sentence. */

#pragma once

#include <assay/inventory.h>

struct buf;

/* "e-mail addresses" for pii.email, count 3; a class without words of its own is its name with
 * blanks for dashes. */
void words_of_class(struct buf *out, const char *class_name, uint64_t count);

/* ` in column "contact"`, ` in columns "a", "b" and 3 more`, or nothing. */
void words_of_columns(struct buf *out, const struct assay_observation *observation);

/* 1204 as "1,204". */
void words_of_number(struct buf *out, int64_t number);
