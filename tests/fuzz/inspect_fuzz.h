/*
 * inspect_fuzz.h - any bytes to one inspector: it must come to an end, say where a failure lies,
 * never call a file clean that it could not read, and find the same in windows of any size.
 */

#pragma once

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "../support/drip.h"
#include "base/kit.h"
#include "examine/inspect.h"
#include "kept_evidence.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline enum assay_load fuzz_once(const struct inspector *inspector, struct bytes bytes,
                                        size_t step, bool loads)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct evidence *evidence = kept_evidence();
    struct assay_examination content = {.format = inspector->format, .kind = inspector->kind};
    struct assay_error err = {0}, ending = {0};
    struct subject subject = {
        .head = bytes, .name = BYTES("x.bin"), .path = BYTES("x.bin"), .size = bytes.size};
    struct cursor cursor;
    struct drip drip;
    enum assay_status status;
    bool model = loads && inspector->kind == ASSAY_KIND_MODEL;

    assert(arena);
    evidence_start(evidence, arena);
    drip_cursor(&drip, bytes, step, &cursor, &err);
    (void)inspector->bid(&subject);
    status = inspector->read(&cursor, &subject, evidence);
    if (status != ASSAY_OK)
        evidence_unfinished(evidence, inspector);
    assert(evidence_end(evidence, &content, &ending) == ASSAY_OK);
    if (status != ASSAY_OK) {
        assert(status == ASSAY_EFORMAT || status == ASSAY_ELIMIT);
        assert(err.offset <= bytes.size && err.text[0]);
        assert(!model || content.load >= ASSAY_LOAD_SUSPICIOUS);
    }
    assert(!model || content.load != ASSAY_LOAD_ABSENT);
    if (model && evidence_gap_count(evidence) > 0)
        assert(content.load >= ASSAY_LOAD_SUSPICIOUS);
    drip_clear(&drip);
    return content.load;
}

static inline int fuzz_inspector(const struct inspector *inspector, const uint8_t *data,
                                 size_t size)
{
    struct bytes bytes = bytes_of(data, size);
    enum assay_load load = fuzz_once(inspector, bytes, 4096, true);

    assert(fuzz_once(inspector, bytes, size % 7, true) == load);
    return 0;
}

/* The same for the first of some inspectors of what nobody loads that would take the bytes. */
static inline int fuzz_unloaded(const struct inspector *const *some, size_t count,
                                const uint8_t *data, size_t size)
{
    struct bytes bytes = bytes_of(data, size);
    struct subject subject = {
        .head = bytes, .name = BYTES("x.mp3"), .path = BYTES("x.mp3"), .size = size};

    for (size_t i = 0; i < count; i++)
        if (some[i]->bid(&subject) > 0) {
            (void)fuzz_once(some[i], bytes, size % 7, false);
            break;
        }
    return 0;
}
