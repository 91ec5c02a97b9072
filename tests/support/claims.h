/* claims.h - what a document claims, and the gaps told with it, as lines of text. */

#pragma once

#include "base/buf.h"
#include "inspect.h"

/* One line a claim, "role name digest size title at offset", then one a gap, "! id at offset"; the
 * caller's to free(). Digests are cut after 8 digits, what is absent is "-". */
static inline char *claims_text(const struct inspected *seen)
{
    static const char *const roles[] = {
        [ASSAY_CLAIM_FILE] = "file",           [ASSAY_CLAIM_SHARD] = "shard",
        [ASSAY_CLAIM_MANIFEST] = "manifest",   [ASSAY_CLAIM_CONFIG] = "config",
        [ASSAY_CLAIM_LAYER] = "layer",         [ASSAY_CLAIM_SUBJECT] = "subject",
        [ASSAY_CLAIM_DIFF] = "diff",           [ASSAY_CLAIM_PIN] = "pin",
        [ASSAY_CLAIM_COMPONENT] = "component", [ASSAY_CLAIM_BUILT] = "built",
        [ASSAY_CLAIM_SIGNED] = "signed",
    };
    struct buf out;

    buf_init(&out, 1U << 24);
    for (size_t i = 0; i < seen->content.claim_count; i++) {
        const struct assay_claim *claim = &seen->content.claims[i];

        buf_printf(&out, "%s %s %.15s", roles[claim->role], claim->name[0] ? claim->name : "-",
                   claim->digest[0] ? claim->digest : "-");
        if (claim->size == ASSAY_NO_SIZE)
            buf_text(&out, " -");
        else
            buf_printf(&out, " %" PRIu64, claim->size);
        buf_printf(&out, " %s%s\n", claim->title[0] ? claim->title : "-",
                   claim->elsewhere ? " elsewhere" : "");
    }
    for (size_t i = 0; i < evidence_gap_count(seen->evidence); i++) {
        const struct evidence_gap *gap = evidence_gap_at(seen->evidence, i);

        buf_printf(&out, "! %s", gap->id);
        if (gap->offset != ASSAY_NO_OFFSET)
            buf_printf(&out, " %" PRIu64, gap->offset);
        buf_text(&out, "\n");
    }
    return buf_take_string(&out);
}

/* A row of a test of an inspector that claims. */
struct claims_row {
    const char *name;
    const char *path;
    struct bytes text;
    bool bids;
    enum assay_status status;
    const char *format; /* that the document turned out to have */
    const char *claims; /* as claims_text() gives them */
};

static inline void claims_check(const struct inspector *inspector, const struct claims_row *row)
{
    static const size_t steps[] = {1, 7, 100, 4096};

    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        struct inspected *seen =
            inspect_in_steps(inspector, row->text, row->path, steps[i], i % 2 == 0);
        CLEANUP(free_cleanup) char *claims = claims_text(seen);

        assert_int_equal(seen->bid > 0, row->bids);
        if (seen->status != row->status)
            fail_msg("status %d: %s at %" PRIu64, (int)seen->status, seen->err.text,
                     seen->err.offset);
        assert_string_equal(claims, row->claims);
        assert_string_equal(seen->content.format, row->format);
        inspected_free(seen);
    }
}
