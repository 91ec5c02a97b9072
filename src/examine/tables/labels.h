/* labels.h - how often each value stands in a column of labels, where they are few. */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "examine/inspector.h"

struct labels;

/* True where a column's name says that it holds what a model is to learn. */
bool labels_are_in(const char *name);

struct labels *labels_new(void); /* NULL when memory ran out */
void labels_free(struct labels *labels);

/* Counts a value; past LIMIT_LABELS different ones, or one that is long, there is nothing to tell.
 */
void labels_add(struct labels *labels, struct bytes text, uint64_t hash);

/* Tells each value of the column `column` with its count, the most usual first. */
void labels_tell(struct labels *labels, uint32_t column, const char *name,
                 struct evidence *evidence);
