/* health.h - records of health care: kinds of records that are counted, whatever the standard. */

#pragma once

#include "examine/inspector.h"

enum { HEALTH_KINDS_MAX = 256, HEALTH_NAME_MAX = 48 };

struct health_counts {
    size_t count;
    struct {
        char name[HEALTH_NAME_MAX];
        uint64_t times;
    } kinds[HEALTH_KINDS_MAX];
};

/* One more of a kind; kinds past the last that fits are counted together as "others". */
void health_count(struct health_counts *counts, struct bytes name);

/* The fact health.records. */
void health_tell(const struct health_counts *counts, struct evidence *evidence);
