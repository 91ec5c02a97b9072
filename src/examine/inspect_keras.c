/*
 * inspect_keras.c - config.json and metadata.json of a .keras file, and what Model.to_json()
 * writes: JSON that Keras makes a model from.
 *
 * Source: Keras, saving_lib.py; see keras_config.h.
 */

#include "base/kit.h"
#include "base/limits.h"
#include "doc/doc.h"
#include "examine/document.h"
#include "examine/inspect.h"
#include "examine/keras_config.h"

enum { BID = 60, BID_OLD = 40, BID_NAME = 8 };

static bool holds(struct bytes head, const char *word)
{
    return memmem(head.data, head.size, word, strlen(word)) != NULL;
}

static bool is_object(struct bytes head)
{
    size_t at = 0;

    while (at < head.size && bytes_has(BYTES(" \t\r\n"), head.data[at]))
        at++;
    return at < head.size && head.data[at] == '{';
}

static unsigned keras_bid(const struct subject *subject)
{
    struct bytes head = subject->head;

    if (!is_object(head))
        return 0;
    if (holds(head, "\"class_name\"") && holds(head, "\"config\""))
        return holds(head, "\"registered_name\"") || holds(head, "\"module\"") ||
                       holds(head, "\"keras_version\"")
                   ? BID
                   : BID_OLD;
    if (holds(head, "\"keras_version\""))
        return BID_OLD;
    /* Members that a reader does not know may stand before those it does. */
    return bytes_equal(subject->name, BYTES("config.json")) ? BID_NAME / 2 : 0;
}

static enum assay_status keras_read(struct cursor *cursor, const struct subject *subject,
                                    struct evidence *evidence)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct bytes text;

    (void)subject;
    evidence_load(evidence, ASSAY_LOAD_CLEAN);
    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, 0, "out of memory");
    TRY(document_text(cursor, arena, "a configuration of Keras", LIMIT_DOCUMENT, &text));
    return keras_config_inspect(text, 0, KERAS_MODEL, evidence, cursor->err);
}

const struct inspector inspect_keras = {.format = "keras-config",
                                        .kind = ASSAY_KIND_MODEL,
                                        .text = true,
                                        .bid = keras_bid,
                                        .read = keras_read};
