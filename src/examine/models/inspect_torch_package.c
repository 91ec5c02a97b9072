/*
 * inspect_torch_package.c - .data/extern_modules of a torch.package archive: the Python of the
 * archive runs when it is loaded, and these are modules of the machine that it imports.
 * Source: PyTorch, torch/package/package_exporter.py, _write_extern().
 */

#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/document.h"
#include "examine/inspect.h"
#include "examine/python/imports.h"
#include "examine/python/pickle_report.h"
#include "inventory/gaps.h"

/* A module whose names run programs or code, or reach files: what a model has no use for. */
static bool runs_things(struct bytes module)
{
    CLEANUP(buf_clear) struct buf resolved;
    struct pickle_verdict verdict;

    buf_init(&resolved, LIMIT_PICKLE_LINE * 2 + 2);
    verdict = pickle_judge(module, BYTES("x"), 4, &resolved);
    return verdict.judgement == PICKLE_DANGEROUS &&
           (verdict.group == PICKLE_RUN_CODE || verdict.group == PICKLE_RUN_PROCESS ||
            verdict.group == PICKLE_FILES_AND_NETWORK || verdict.group == PICKLE_PICKLE_AGAIN);
}

static void note_module(struct evidence *evidence, struct bytes line, uint64_t offset)
{
    const struct assay_place place = {.offset = offset};

    evidence_set(evidence, ASSAY_FACT_MODEL_IMPORTS, MEASURED, line);
    if (!runs_things(line))
        return;
    evidence_load(evidence, ASSAY_LOAD_DANGEROUS);
    evidence_set(evidence, ASSAY_FACT_MODEL_IMPORTS_DANGEROUS, MEASURED, line);
    evidence_observe(evidence, PICKLE_CODE, ASSAY_HIGH, &place, line);
}

static enum assay_status torch_package_read(struct cursor *cursor, const struct subject *subject,
                                            struct evidence *evidence)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct assay_place place = {.offset = 0};
    struct bytes text, rest;

    (void)subject;
    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
    evidence_observe(evidence, PICKLE_UNKNOWN_CODE, ASSAY_MEDIUM, &place,
                     BYTES("torch.package runs the Python of its archive"));
    TRY(document_text(cursor, arena, "a list of modules", LIMIT_CARD, &text));
    for (rest = text; rest.size > 0;) {
        const uint8_t *end = memchr(rest.data, '\n', rest.size);
        size_t size = end ? (size_t)(end - rest.data) : rest.size;

        if (size > 0)
            note_module(evidence, bytes_of(rest.data, size), (uint64_t)(rest.data - text.data));
        rest = bytes_from(rest, size + (end != NULL));
    }
    return ASSAY_OK;
}

static unsigned torch_package_bid(const struct subject *subject)
{
    return bytes_ends(subject->path, BYTES("/.data/extern_modules")) ? 8 : 0;
}

const struct inspector inspect_torch_package = {.format = "torch-package-modules",
                                                .kind = ASSAY_KIND_CONFIG,
                                                .text = true,
                                                .gap = GAP_MODEL_INVALID,
                                                .bid = torch_package_bid,
                                                .read = torch_package_read};
