/*
 * inspect_lightgbm.c - models of LightGBM: text, a head of name=value, then its trees.
 * Source: LightGBM, src/boosting/gbdt_model_text.cpp.
 */

#include "base/kit.h"
#include "base/text.h"
#include "examine/inspect.h"

enum { BID = 8 * 13 /* "tree\nversion=" */, LINE_KEPT = 256 };

struct line {
    char text[LINE_KEPT];
    size_t size;
    bool more; /* a line was there */
};

/* The beginning of the next line; feature names make lines of any length. */
static ASSAY_RESULT read_line(struct cursor *cursor, struct line *line)
{
    struct bytes some;

    line->size = 0;
    line->more = false;
    for (;;) {
        const uint8_t *end;
        size_t size, kept;

        TRY(cursor_some(cursor, &some));
        if (some.size == 0)
            return ASSAY_OK;
        line->more = true;
        end = memchr(some.data, '\n', some.size);
        size = end ? (size_t)(end - some.data) : some.size;
        kept = size < LINE_KEPT - line->size ? size : LINE_KEPT - line->size;
        memcpy(line->text + line->size, some.data, kept);
        line->size += kept;
        cursor_consume(cursor, size + (end != NULL));
        if (end)
            return ASSAY_OK;
    }
}

static bool value_of(const struct line *line, const char *name, struct bytes *value)
{
    struct bytes text = bytes_of(line->text, line->size);

    if (!bytes_starts(text, bytes_text(name)))
        return false;
    *value = bytes_from(text, strlen(name));
    if (bytes_ends(*value, BYTES("\r")))
        value->size--;
    return true;
}

static void take_line(struct evidence *evidence, const struct line *line, uint64_t *trees)
{
    struct bytes value;
    uint64_t number;

    if (value_of(line, "Tree=", &value))
        ++*trees;
    else if (value_of(line, "version=", &value))
        evidence_text(evidence, ASSAY_FACT_MODEL_FORMAT_VERSION, MEASURED, value);
    else if (value_of(line, "num_class=", &value) && text_u64(value, &number))
        evidence_int(evidence, ASSAY_FACT_MODEL_CLASSES, MEASURED, number);
    else if (value_of(line, "max_feature_idx=", &value) && text_u64(value, &number))
        evidence_int(evidence, ASSAY_FACT_MODEL_FEATURES, MEASURED, number + 1);
    else if (value_of(line, "objective=", &value))
        evidence_text(evidence, ASSAY_FACT_MODEL_OBJECTIVE, MEASURED, value);
    else if (value_of(line, "[boosting: ", &value) && bytes_ends(value, BYTES("]")))
        evidence_text(evidence, ASSAY_FACT_MODEL_TYPE, MEASURED,
                      bytes_of(value.data, value.size - 1));
}

static unsigned lightgbm_bid(const struct subject *subject)
{
    return bytes_starts(subject->head, BYTES("tree\nversion=")) ||
                   bytes_starts(subject->head, BYTES("tree\r\nversion="))
               ? BID
               : 0;
}

static ASSAY_RESULT read_lines(struct cursor *cursor, struct evidence *evidence)
{
    struct line line = {.more = true};
    uint64_t trees = 0;
    bool ended = false;

    while (line.more) {
        struct bytes ignored;

        TRY(read_line(cursor, &line));
        take_line(evidence, &line, &trees);
        ended |= value_of(&line, "end of trees", &ignored);
    }
    evidence_int(evidence, ASSAY_FACT_MODEL_TREES, MEASURED, trees);
    return ended ? ASSAY_OK : cursor_fail(cursor, "cut short: the trees have no end");
}

static enum assay_status lightgbm_read(struct cursor *cursor, const struct subject *subject,
                                       struct evidence *evidence)
{
    enum assay_status status = read_lines(cursor, evidence);

    (void)subject;
    evidence_text(evidence, ASSAY_FACT_MODEL_PRODUCER, MEASURED, BYTES("LightGBM"));
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_lightgbm = {.format = "lightgbm",
                                           .kind = ASSAY_KIND_MODEL,
                                           .text = true,
                                           .bid = lightgbm_bid,
                                           .read = lightgbm_read};
