/*
 * inspect_npy.c - NumPy arrays: type and shape against the bytes that follow. Elements that are
 * Python objects follow as a pickle, which is judged as one.
 */

#include <inttypes.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"
#include "examine/inspect.h"
#include "examine/python/pickle_machine.h"
#include "examine/python/pickle_sniff.h"
#include "examine/tables/npy_header.h"
#include "inventory/gaps.h"

static void tell_shape(const struct npy_header *header, struct evidence *evidence)
{
    CLEANUP(buf_clear) struct buf shape;

    buf_init(&shape, LIMIT_FACT_TEXT);
    for (size_t i = 0; i < header->rank; i++)
        buf_printf(&shape, "%s%" PRIu64, i ? "x" : "", header->shape[i]);
    if (header->rank == 0)
        buf_text(&shape, "scalar");
    evidence_text(evidence, ASSAY_FACT_DATASET_SHAPE, MEASURED, bytes_text(buf_string(&shape)));
    evidence_text(evidence, ASSAY_FACT_DATASET_DTYPE, MEASURED, bytes_text(header->type));
    if (header->rank > 0)
        evidence_int(evidence, ASSAY_FACT_DATASET_ROWS, MEASURED, header->shape[0]);
    if (header->rank == 2)
        evidence_int(evidence, ASSAY_FACT_DATASET_COLUMNS, MEASURED, header->shape[1]);
}

/* What numpy.load(allow_pickle=True) would do; without that word it refuses the file. */
static enum assay_status read_objects(struct cursor *cursor, struct evidence *evidence)
{
    CLEANUP(pickle_report_clear) struct pickle_report report;
    enum assay_status status;

    pickle_report_init(&report, evidence, cursor);
    report.hands_texts = true;
    status = pickle_file(cursor, &report, 0);
    pickle_report_facts(&report);
    if (status == ASSAY_OK && report.flaw_at != ASSAY_NO_OFFSET)
        status = cursor_fail_at(cursor, ASSAY_EFORMAT, report.flaw_at, "%s", report.flaw);
    return status;
}

enum { PIECE = 32 * 1024 }; /* of a text that is longer than anybody writes; whole characters */

/* The characters of UCS-4 as UTF-8; zeros end texts, other numbers are none. */
static void decode_wide(struct bytes units, bool big, struct buf *out)
{
    for (size_t i = 0; i + 4 <= units.size; i += 4) {
        const uint8_t *unit = units.data + i;
        uint32_t code = big ? (uint32_t)unit[0] << 24 | (uint32_t)unit[1] << 16 |
                                  (uint32_t)unit[2] << 8 | unit[3]
                            : (uint32_t)unit[3] << 24 | (uint32_t)unit[2] << 16 |
                                  (uint32_t)unit[1] << 8 | unit[0];
        char text[4];

        if (code == 0 || code > 0x10ffff)
            buf_byte(out, '\n');
        else
            buf_add(out, text, utf8_encode(code, text));
    }
}

static struct bytes without_end(struct bytes text)
{
    while (text.size > 0 && (text.data[text.size - 1] == 0 || text.data[text.size - 1] == '\n'))
        text.size--;
    return text;
}

struct texts {
    struct cursor *cursor;
    struct evidence *evidence;
    const struct npy_header *header;
    struct buf text;
};

/* Characters of four bytes are decoded; bytes are searched where they stand. */
static ASSAY_RESULT read_piece(struct texts *texts, size_t index, uint64_t element, size_t size)
{
    const struct npy_text *place = &texts->header->texts[index];
    const struct assay_place where = {.offset = cursor_at(texts->cursor),
                                      .line =
                                          element < UINT32_MAX ? (uint32_t)element + 1 : UINT32_MAX,
                                      .column = (uint32_t)index + 1};
    struct bytes piece;

    TRY(cursor_take(texts->cursor, size, &piece));
    if (!place->wide) {
        evidence_cell_text(texts->evidence, (uint32_t)index, where.offset + size,
                           without_end(piece), &where);
        return ASSAY_OK;
    }
    buf_reset(&texts->text);
    decode_wide(piece, place->big, &texts->text);
    TRY(buf_status(&texts->text, texts->cursor->err));
    piece = without_end(buf_bytes(&texts->text));
    if (piece.size > 0)
        evidence_value(texts->evidence, (uint32_t)index, element, where.offset, piece);
    return ASSAY_OK;
}

static ASSAY_RESULT read_text(struct texts *texts, size_t index, uint64_t element)
{
    evidence_cell(texts->evidence, UINT32_MAX, cursor_at(texts->cursor)); /* what is in between */
    for (uint64_t left = texts->header->texts[index].size; left > 0;) {
        size_t size = left < PIECE ? (size_t)left : PIECE;

        TRY(read_piece(texts, index, element, size));
        left -= size;
    }
    return ASSAY_OK;
}

/* Element by element, with what stands between their texts left out. */
static ASSAY_RESULT read_elements(struct texts *texts)
{
    const struct npy_header *header = texts->header;

    for (uint64_t element = 0; element < header->elements; element++) {
        uint64_t at = 0;

        for (size_t i = 0; i < header->text_count; i++) {
            TRY(cursor_skip(texts->cursor, header->texts[i].at - at));
            TRY(read_text(texts, i, element));
            at = header->texts[i].at + header->texts[i].size;
        }
        TRY(cursor_skip(texts->cursor, header->width - at));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_texts(struct cursor *cursor, const struct npy_header *header,
                               struct evidence *evidence)
{
    struct texts texts = {.cursor = cursor, .evidence = evidence, .header = header};
    enum assay_status status;

    for (uint32_t i = 0; i < header->text_count; i++)
        evidence_column(evidence, i,
                        bytes_text(*header->texts[i].name ? header->texts[i].name : "array"));
    if (header->more_texts)
        evidence_gap(evidence, GAP_DATA_FORMAT_UNREAD, cursor_at(cursor),
                     "of its fields of text the first %d are searched", (int)NPY_TEXTS);
    buf_init(&texts.text, (size_t)2 * PIECE);
    status = read_elements(&texts);
    buf_clear(&texts.text);
    return status;
}

static enum assay_status check_end(struct cursor *cursor, struct evidence *evidence, uint64_t size)
{
    bool ended;

    TRY(cursor_skip(cursor, size));
    TRY(cursor_ended(cursor, &ended));
    if (!ended) {
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
        evidence_gap(evidence, GAP_MODEL_INVALID, cursor_at(cursor),
                     "bytes behind the array are not read");
    }
    return ASSAY_OK;
}

static bool holds_bytes(const struct npy_header *header)
{
    for (size_t i = 0; i < header->text_count; i++)
        if (!header->texts[i].wide)
            return true;
    return header->more_texts;
}

/* A header that NumPy never wrote, but may read as one of objects all the same: "'|' 'O'". */
static enum assay_status read_unclear(struct cursor *cursor, struct evidence *evidence)
{
    struct assay_error failure = *cursor->err;
    struct pickle_look look;
    struct bytes head;
    enum assay_status status = cursor_peek(cursor, PIECE, &head);

    if (status == ASSAY_OK) {
        look = pickle_look(head);
        if (look.prefixed || (look.sound && look.telling))
            status = read_objects(cursor, evidence);
    }
    if (status != ASSAY_OK && status != ASSAY_EFORMAT && status != ASSAY_ELIMIT)
        return status;
    *cursor->err = failure;
    return ASSAY_EFORMAT;
}

static enum assay_status read_file(struct cursor *cursor, struct evidence *evidence)
{
    struct npy_header header;
    enum assay_status status;
    uint64_t size;

    status = npy_header_read(cursor, &header);
    if (status == ASSAY_EFORMAT && header.taken)
        return read_unclear(cursor, evidence);
    TRY(status);
    tell_shape(&header, evidence);
    if (header.objects)
        return read_objects(cursor, evidence);
    if (!holds_bytes(&header))
        evidence_no_more_text(evidence);
    if (ckd_mul(&size, header.elements, header.width))
        return cursor_fail(cursor, "an array larger than any file");
    if (header.text_count > 0 && size <= cursor_left(cursor)) {
        TRY(read_texts(cursor, &header, evidence));
        size = 0;
    }
    return check_end(cursor, evidence, size);
}

static unsigned npy_bid(const struct subject *subject)
{
    enum { BID = 48, BID_NAME = 8 };

    if (bytes_starts(subject->head, BYTES("\x93NUMPY")))
        return BID;
    return bytes_ends(subject->name, BYTES(".npy")) ? BID_NAME : 0;
}

static enum assay_status npy_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    enum assay_status status;

    (void)subject;
    evidence_load(evidence, ASSAY_LOAD_CLEAN);
    status = read_file(cursor, evidence);
    if (status != ASSAY_OK)
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_npy = {
    .format = "npy", .kind = ASSAY_KIND_DATASET, .bid = npy_bid, .read = npy_read};
