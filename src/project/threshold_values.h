/*
 * threshold_values.h - whether a file of thresholds gives those that a report says were fixed in
 * it.
 *
 * People write them in any form (YAML, a table, a program, a plan in words), so a number counts
 * wherever it stands, as a share or in percent. Only a line that gives the metric by its name a
 * number (`accuracy: 0.95`) says for certain that it is another; what stands behind a further word
 * of that line is of something else.
 */

#pragma once

#include "base/bytes.h"

enum threshold_found {
    THRESHOLD_THERE,
    THRESHOLD_OTHER,   /* the metric has other numbers there */
    THRESHOLD_NOWHERE, /* nothing there has that number, or it is no text in UTF-8 */
};

/* The file is read once from front to back. */
enum threshold_found threshold_find(struct bytes file, struct bytes metric, double threshold);
