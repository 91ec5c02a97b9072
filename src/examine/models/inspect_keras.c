/*
 * inspect_keras.c - config.json and metadata.json of a .keras file, and what Model.to_json()
 * writes: JSON that Keras makes a model from.
 *
 * Source: Keras, saving_lib.py; see keras_config.h.
 */

#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "doc/doc.h"
#include "examine/encoding/document.h"
#include "examine/inspect.h"
#include "examine/models/keras_config.h"

enum {
    BID = 60,
    BID_OLD = 40,
    BID_VEILED = 16, /* its name, and a brace */
};

static bool is_object(struct bytes head)
{
    size_t at = 0;

    head = text_unmarked(head); /* Python is given bytes, and reads past it */
    while (at < head.size && bytes_has(BYTES(" \t\r\n"), head.data[at]))
        at++;
    return at < head.size && head.data[at] == '{';
}

static bool is_marked(struct bytes head)
{
    return (bytes_contain(head, "\"class_name\"") && bytes_contain(head, "\"config\"")) ||
           bytes_contain(head, "\"keras_version\"");
}

/*
 * A config.json whose head does not show what it is: members that no reader knows may stand before
 * those that one does, and names may be written with escapes.
 */
static bool is_veiled(const struct subject *subject)
{
    return bytes_equal(subject->name, BYTES("config.json")) && !is_marked(subject->head) &&
           (subject->size > subject->head.size || bytes_contain(subject->head, "\\u"));
}

static unsigned keras_bid(const struct subject *subject)
{
    struct bytes head = subject->head;

    if (!is_object(head))
        return 0;
    if (is_marked(head))
        return bytes_contain(head, "\"registered_name\"") || bytes_contain(head, "\"module\"")
                   ? BID
                   : BID_OLD;
    return is_veiled(subject) ? BID_VEILED : 0;
}

/* Who would have read it else. */
static const struct inspector *next_reader(const struct subject *subject)
{
    const struct inspector *best = NULL;
    unsigned most = 0;

    for (size_t i = 0; i < inspector_count; i++) {
        unsigned bid = inspectors[i] == &inspect_keras ? 0 : inspectors[i]->bid(subject);

        if (bid > most && !inspectors[i]->seeks && !inspectors[i]->packed) {
            most = bid;
            best = inspectors[i];
        }
    }
    return best;
}

static enum assay_status read_as_other(struct cursor *cursor, struct bytes text,
                                       const struct subject *subject, struct evidence *evidence)
{
    const struct inspector *other = next_reader(subject);
    struct cursor again;

    evidence_kind(evidence, other ? other->kind : ASSAY_KIND_CONFIG);
    evidence_format(evidence, other ? other->format : "");
    if (!other)
        return ASSAY_OK;
    cursor_of_bytes(&again, text, cursor->err);
    return other->read(&again, subject, evidence);
}

static enum assay_status keras_read(struct cursor *cursor, const struct subject *subject,
                                    struct evidence *evidence)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct bytes text;
    bool veiled = is_veiled(subject);

    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, 0, "out of memory");
    if (!veiled)
        evidence_load(evidence, ASSAY_LOAD_CLEAN);
    TRY(document_text(cursor, arena, "a configuration of Keras", LIMIT_DOCUMENT, &text));
    text = text_unmarked(text);
    if (veiled && !keras_config_is(text))
        return read_as_other(cursor, text, subject, evidence);
    evidence_load(evidence, ASSAY_LOAD_CLEAN);
    return keras_config_inspect(text, 0, KERAS_MODEL, evidence, cursor->err);
}

const struct inspector inspect_keras = {.format = "keras-config",
                                        .kind = ASSAY_KIND_MODEL,
                                        .text = true,
                                        .bid = keras_bid,
                                        .read = keras_read};
