/*
 * named_fuzz.h - any bytes to one of several inspectors that are chosen by a file's name, and may
 * say that the file is not theirs: each comes to an end, says where a failure lies, and finds the
 * same in windows of any size.
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

struct named_choice {
    const struct inspector *inspector;
    const char *name;
};

static inline enum assay_load fuzz_named_once(const struct named_choice *choice, struct bytes bytes,
                                              size_t step)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct evidence *evidence = kept_evidence();
    struct assay_examination content = {.format = choice->inspector->format,
                                        .kind = choice->inspector->kind};
    struct assay_error err = {0}, ending = {0};
    struct subject subject = {.head = bytes,
                              .name = bytes_text(choice->name),
                              .path = bytes_text(choice->name),
                              .size = bytes.size};
    struct cursor cursor;
    struct drip drip;
    enum assay_status status;

    assert(arena);
    evidence_start(evidence, arena);
    drip_cursor(&drip, bytes, step, &cursor, &err);
    (void)choice->inspector->bid(&subject);
    status = choice->inspector->read(&cursor, &subject, evidence);
    assert(evidence_end(evidence, &content, &ending) == ASSAY_OK);
    if (status != ASSAY_OK) {
        assert(status == ASSAY_EFORMAT || status == ASSAY_ELIMIT);
        assert(err.offset <= bytes.size && err.text[0]);
        assert(content.load != ASSAY_LOAD_CLEAN);
    }
    drip_clear(&drip);
    return content.load;
}

static inline int fuzz_named(const struct named_choice *choices, size_t count, const uint8_t *data,
                             size_t size)
{
    const struct named_choice *choice;
    struct bytes bytes;
    enum assay_load load;

    if (size < 2)
        return 0;
    choice = &choices[data[0] % count];
    bytes = bytes_of(data + 2, size - 2);
    load = fuzz_named_once(choice, bytes, 4096);
    assert(fuzz_named_once(choice, bytes, data[1] % 7) == load);
    return 0;
}
