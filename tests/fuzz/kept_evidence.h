/*
 * kept_evidence.h - one evidence for all executions, as a worker has one for all of its items: to
 * make and clear 36 KiB each time took longer than to read most inputs, and what is left of one
 * item in the next is a fault to be found.
 */

#pragma once

#include <assert.h>

#include "examine/evidence.h"

static inline struct evidence *kept_evidence(void)
{
    static struct evidence *kept;

    if (!kept)
        kept = evidence_new();
    assert(kept);
    return kept;
}
