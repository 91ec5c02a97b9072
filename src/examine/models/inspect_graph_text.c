/*
 * inspect_graph_text.c - graphs of TensorFlow that were written as text: saved_model.pbtxt, which
 * loads where there is no saved_model.pb, and graph.pbtxt, .meta of TensorFlow 1. The fields are
 * read by who reads those of the wire format.
 * Source: TensorFlow, cc/saved_model/reader.cc, python/training/saver.py (as_text).
 */

#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/models/tensorflow.h"

static ASSAY_RESULT read_graph(struct tensorflow *tf)
{
    return tensorflow_graph(tf, NULL);
}

/* What such a text may be, told by any of the fields that it may begin with. */
static const struct reading {
    const char *format;
    const struct textproto_word *words;
    enum assay_status (*read)(struct tensorflow *tf);
} readings[] = {
    {"tensorflow-graph", tensorflow_graph_words, read_graph},
    {"tensorflow-meta-graph", tensorflow_meta_graph_words, tensorflow_meta_graph},
    {"tensorflow-saved-model", tensorflow_saved_model_words, tensorflow_saved_model},
};

static const struct reading *reading_of(struct bytes head)
{
    struct bytes first = textproto_first(head);

    for (size_t i = 0; i < ARRAY_LEN(readings); i++)
        for (const struct textproto_word *word = readings[i].words; word->name; word++)
            if (bytes_equal(first, bytes_text(word->name)))
                return &readings[i];
    return NULL;
}

static bool is_saved_model(const struct subject *subject)
{
    return bytes_equal(subject->name, BYTES("saved_model.pbtxt"));
}

/* Other programs have texts with a field "node", or "version": all fields in the head have to be
 * known, and to be some. A head of nothing but comments says nothing, and the name must do. */
static unsigned graph_text_bid(const struct subject *subject)
{
    enum { BID_NAME = 8, FIELD_BITS = 8, LEAST = 3, MOST = 64 };
    const struct reading *reading = reading_of(subject->head);
    unsigned fields = 0;

    if (reading)
        fields =
            textproto_likeness(subject->head, subject->size > subject->head.size, reading->words);
    if (fields >= LEAST)
        return FIELD_BITS * (fields < MOST ? fields : MOST);
    return is_saved_model(subject) || (bytes_ends(subject->name, BYTES(".pbtxt")) &&
                                       textproto_first(subject->head).size == 0)
               ? BID_NAME
               : 0;
}

/* The first field may stand behind more comments than a head holds. */
static ASSAY_RESULT find_reading(struct cursor *cursor, const struct reading **reading)
{
    struct bytes some;

    TRY(textproto_skip_blanks(cursor));
    TRY(cursor_peek(cursor, 256, &some));
    *reading = reading_of(some);
    return ASSAY_OK;
}

static enum assay_status graph_text_read(struct cursor *cursor, const struct subject *subject,
                                         struct evidence *evidence)
{
    const struct reading *reading;
    struct textproto text;
    struct tensorflow tf;
    enum assay_status status;

    TRY(find_reading(cursor, &reading));
    if (!reading && !is_saved_model(subject)) {
        evidence_decline(evidence);
        return ASSAY_OK;
    }
    if (!reading)
        return cursor_fail(cursor, "a model without a graph");
    evidence_format(evidence, reading->format);
    tensorflow_init(&tf, cursor, evidence);
    textproto_init(&text, &tf.proto, reading->words);
    status = reading->read(&tf);
    tensorflow_end(&tf);
    textproto_clear(&text);
    tensorflow_clear(&tf);
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_graph_text = {.format = "tensorflow-saved-model",
                                             .kind = ASSAY_KIND_MODEL,
                                             .text = true,
                                             .bid = graph_text_bid,
                                             .read = graph_text_read};
