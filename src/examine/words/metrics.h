/* metrics.h - whether two names are of one figure of evaluation: "F1 score" and "eval_f1" are. */

#pragma once

#include "base/bytes.h"

enum { METRIC_NAME_SIZE = 128 };

enum metric_relation {
    METRICS_DIFFER,
    METRICS_UNCLEAR, /* one name says less than the other: "f1" and "f1_macro" */
    METRICS_SAME,
};

struct metric_name {
    char words[METRIC_NAME_SIZE]; /* all but what is told below, in small letters */
    const struct metric *metric;  /* NULL: of none that is known */
    const char *average;          /* "macro"; "" where none is named */
    unsigned split;               /* which part of the data it is of */
};

void metric_name_read(struct bytes text, struct metric_name *name);
enum metric_relation metric_names_relate(const struct metric_name *a, const struct metric_name *b);

/* From 0 to 1, and often given in percent without a sign. */
bool metric_is_share(const struct metric_name *name);

/* Whether the name of a part of the data says that it is not for tests. */
bool metric_split_is_other(struct bytes name);
