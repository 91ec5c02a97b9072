/*
 * inspect_tf_checkpoint_state.c - the text file "checkpoint", which tells TensorFlow the newest
 * checkpoint of a folder and those before it.
 * Source: TensorFlow, python/training/checkpoint_state.proto, in the text form of protobuf.
 */

#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/words/claim_words.h"
#include "inventory/gaps.h"

/* The text between the quotes behind `key`; false for other lines. */
static bool quoted_behind(struct bytes line, struct bytes key, struct bytes *value)
{
    *value = bytes_from(line, key.size);
    if (!bytes_starts(line, key) || value->size == 0 || value->data[value->size - 1] != '"')
        return false;
    value->size--;
    return true;
}

static enum assay_status state_read(struct cursor *cursor, const struct subject *subject,
                                    struct evidence *evidence)
{
    (void)subject;
    for (;;) {
        struct bytes line, value;
        bool more;

        TRY(claim_line(cursor, &line, &more));
        if (!more)
            return ASSAY_OK;
        if (quoted_behind(line, BYTES("model_checkpoint_path: \""), &value) ||
            quoted_behind(line, BYTES("all_model_checkpoint_paths: \""), &value))
            evidence_set(evidence, ASSAY_FACT_MODEL_EXTERNAL_FILES, DECLARED, value);
    }
}

static unsigned state_bid(const struct subject *subject)
{
    return bytes_starts(subject->head, BYTES("model_checkpoint_path: \"")) ? 8 * 24 : 0;
}

const struct inspector inspect_tf_checkpoint_state = {.format = "tensorflow-checkpoint-state",
                                                      .kind = ASSAY_KIND_CONFIG,
                                                      .text = true,
                                                      .gap = GAP_MODEL_INVALID,
                                                      .bid = state_bid,
                                                      .read = state_read};
