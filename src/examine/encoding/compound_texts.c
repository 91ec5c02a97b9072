/* compound_texts.c - see compound_texts.h. Source: [MS-CFB], 2.6; [MS-OFFCRYPTO], 2.1
 * (EncryptedPackage); [MS-OVBA], 2.2.1; [MS-XLS], 2.1.2. */

#include "examine/encoding/compound_texts.h"

#include <stdlib.h>
#include <strings.h>

#include "base/kit.h"
#include "examine/encoding/part.h"
#include "examine/text/wide_runs.h"
#include "inventory/gaps.h"

struct streams {
    bool encrypted, macros, workbook;
};

static bool ends_in(struct bytes text, const char *ending)
{
    const size_t size = strlen(ending);

    return text.size >= size &&
           strncasecmp((const char *)text.data + text.size - size, ending, size) == 0;
}

/* The names of streams are texts like any other. */
static void look_at(void *user, struct bytes text)
{
    struct streams *streams = user;

    streams->encrypted |= bytes_equal(text, BYTES("EncryptedPackage"));
    streams->macros |= bytes_equal(text, BYTES("_VBA_PROJECT"));
    /* the byte before it may have been taken for a letter with its first one */
    streams->workbook |= ends_in(text, "orkbook");
}

static enum assay_kind kind_of(struct bytes name)
{
    static const struct {
        const char *ending;
        enum assay_kind kind;
    } kinds[] = {
        {".doc", ASSAY_KIND_DOCUMENT}, {".docx", ASSAY_KIND_DOCUMENT},
        {".dot", ASSAY_KIND_DOCUMENT}, {".msg", ASSAY_KIND_DOCUMENT},
        {".ppt", ASSAY_KIND_DOCUMENT}, {".pptx", ASSAY_KIND_DOCUMENT},
        {".xls", ASSAY_KIND_DATASET},  {".xlsb", ASSAY_KIND_DATASET},
        {".xlsm", ASSAY_KIND_DATASET}, {".xlsx", ASSAY_KIND_DATASET},
        {".xlt", ASSAY_KIND_DATASET},
    };

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (ends_in(name, kinds[i].ending))
            return kinds[i].kind;
    return ASSAY_KIND_OTHER;
}

enum assay_status compound_texts_read(struct cursor *cursor, const struct subject *subject,
                                      struct evidence *evidence, bool *workbook)
{
    struct streams streams = {0};
    const struct wide_run_reader reader = {.seen = look_at, .user = &streams};

    evidence_kind(evidence, kind_of(subject->name));
    TRY(wide_runs_read(cursor, evidence, &reader));
    if (streams.encrypted)
        evidence_gap(evidence, GAP_DATA_ENCRYPTED, 0,
                     "a file of Office behind a password: what is in it was not examined");
    else
        evidence_gap(evidence, GAP_DATA_FORMAT_UNREAD, 0,
                     "a compound file, as Office wrote them until 2003: its texts were searched as "
                     "they stand there, its cells and streams were not read");
    if (streams.macros) {
        evidence_bool(evidence, ASSAY_FACT_DATASET_MACROS, MEASURED, true);
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
    }
    *workbook = streams.workbook || kind_of(subject->name) == ASSAY_KIND_DATASET;
    return ASSAY_OK;
}

/* Sectors of either kind are so many bytes, or several times so many. */
enum { UNIT = 64 };

static bool is_read(const uint8_t *read, uint64_t unit)
{
    return read[unit / 8] & 1U << unit % 8;
}

static ASSAY_RESULT search(struct cursor *cursor, uint64_t from, uint64_t to,
                           struct evidence *evidence)
{
    struct cursor inner;
    struct part part;

    TRY(cursor_seek(cursor, from));
    TRY(part_open(&part, cursor, to - from, &inner));
    TRY(wide_runs_read(&inner, evidence, NULL));
    return part_close(&part, &inner);
}

enum assay_status compound_texts_beside(const struct compound_stream *stream, uint64_t size,
                                        struct evidence *evidence)
{
    struct cursor *cursor = stream->file->cursor;
    const uint64_t units = cursor->size / UNIT + 1;
    CLEANUP(free_cleanup) uint8_t *read = calloc((size_t)(units / 8 + 1), 1);
    uint64_t from = 0;

    if (!read)
        return out_of_memory(cursor->err);
    for (uint64_t at = 0; at + UNIT <= size; at += UNIT) {
        const uint64_t unit = compound_stream_place(stream, at) / UNIT;

        read[unit / 8] |= (uint8_t)(1U << unit % 8);
    }
    for (uint64_t unit = 0; unit <= units; unit++) {
        const uint64_t at = unit * UNIT < cursor->size ? unit * UNIT : cursor->size;

        if (unit < units && !is_read(read, unit))
            continue;
        if (at > from)
            TRY(search(cursor, from, at, evidence));
        from = at + UNIT;
    }
    return ASSAY_OK;
}
