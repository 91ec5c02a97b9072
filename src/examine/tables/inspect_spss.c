/*
 * inspect_spss.c - system files of SPSS: the dictionary, and every case of plain and of compressed
 * data, in blocks of zlib (.zsav) too. Source: GNU PSPP, "System File Format".
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/inspect.h"
#include "examine/tables/spss_file.h"

enum {
    LAYOUT_AT = 64,
    CASES_AT = 80,
    HEADER = 176,
};

#define UNKNOWN_CASES UINT32_MAX /* who wrote a stream did not know them beforehand */

static void spss_file_clear(struct spss_file *file)
{
    survey_clear(&file->survey);
    free(file->elements);
    buf_clear(&file->names.all);
    buf_clear(&file->lengths.all);
    buf_clear(&file->text);
    buf_clear(&file->blocks.packed);
    buf_clear(&file->blocks.plain);
    unpacker_free(file->blocks.unpacker);
}

static uint32_t u32_of(const struct spss_file *file, const uint8_t bytes[4])
{
    uint32_t value = 0;

    for (size_t i = 0; i < sizeof value; i++)
        value |= (uint32_t)bytes[file->big ? sizeof value - 1 - i : i] << 8 * i;
    return value;
}

static double double_of(const struct spss_file *file, const uint8_t bytes[SPSS_ELEMENT])
{
    uint64_t bits = 0;
    double value;

    for (size_t i = 0; i < SPSS_ELEMENT; i++)
        bits |= (uint64_t)bytes[file->big ? SPSS_ELEMENT - 1 - i : i] << 8 * i;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static ASSAY_RESULT put_number(struct spss_file *file, size_t column, uint64_t at,
                               const struct spss_piece *piece)
{
    const double number = piece->counted ? piece->number : double_of(file, piece->bytes);

    if (piece->missing || !(number > -1e300)) /* the least of all numbers stands for none */
        return ASSAY_OK;
    return survey_number(&file->survey, column, at, number);
}

/* The element at *i and those that go on with its text, in file->text; then the piece behind. */
static ASSAY_RESULT read_part(struct spss_file *file, size_t *i, struct spss_piece *piece)
{
    const size_t end = file->text.size + file->elements[*i].width;

    do {
        buf_add(&file->text, piece->bytes, SPSS_ELEMENT);
        if (++*i == file->count)
            break;
        TRY(spss_next_piece(file, piece));
        if (piece->over)
            return cursor_fail(file->cursor, "ends inside of a case");
    } while (file->elements[*i].goes_on);
    if (file->text.size > end)
        file->text.size = end;
    return buf_status(&file->text, file->cursor->err);
}

/* *over: there was none. */
static ASSAY_RESULT read_case(struct spss_file *file, bool *over)
{
    const uint64_t at = cursor_at(file->cursor);
    size_t column = 0;
    struct spss_piece piece;

    *over = false;
    TRY(spss_next_piece(file, &piece));
    if (piece.over) {
        *over = true;
        return ASSAY_OK;
    }
    TRY(survey_begin_row(&file->survey, at));
    for (size_t i = 0; i < file->count; column++) {
        const bool text = file->elements[i].width > 0;

        if (!text)
            TRY(put_number(file, column, at, &piece));
        buf_reset(&file->text);
        do
            TRY(read_part(file, &i, &piece));
        while (i < file->count && file->elements[i].joins);
        if (text)
            TRY(survey_text(&file->survey, column, at, buf_bytes(&file->text)));
    }
    survey_end_row(&file->survey);
    return ASSAY_OK;
}

static ASSAY_RESULT read_cases(struct spss_file *file)
{
    bool over = file->count == 0;

    if (file->compression == SPSS_IN_BLOCKS)
        TRY(spss_open_blocks(file));
    while (!over)
        TRY(read_case(file, &over));
    if (file->cases != UNKNOWN_CASES && file->survey.row < file->cases)
        return cursor_fail(file->cursor, "cut short: %" PRIu64 " of %" PRIu32 " cases",
                           file->survey.row, file->cases);
    return ASSAY_OK;
}

static ASSAY_RESULT read_header(struct spss_file *file)
{
    struct bytes header;

    TRY(cursor_take(file->cursor, HEADER, &header));
    file->big = header.data[LAYOUT_AT] == 0;
    file->compression = u32_of(file, header.data + LAYOUT_AT + 8);
    file->cases = u32_of(file, header.data + CASES_AT);
    file->bias = double_of(file, header.data + LAYOUT_AT + 20);
    spss_tell_text(file, LAYOUT_AT + 45, bytes_of(header.data + LAYOUT_AT + 45, 64));
    return file->compression > SPSS_IN_BLOCKS
               ? cursor_fail_at(file->cursor, ASSAY_EFORMAT, LAYOUT_AT + 8,
                                "a compression of the unknown kind %" PRIu32, file->compression)
               : ASSAY_OK;
}

static unsigned spss_bid(const struct subject *subject)
{
    return subject->head.size > HEADER && (bytes_starts(subject->head, BYTES("$FL2@(#)")) ||
                                           bytes_starts(subject->head, BYTES("$FL3@(#)")))
               ? 8 * SPSS_ELEMENT
               : 0;
}

static enum assay_status spss_read(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    CLEANUP(spss_file_clear)
    struct spss_file file = {.cursor = cursor, .evidence = evidence, .code = SPSS_ELEMENT};

    (void)subject;
    TRY(survey_open(&file.survey, cursor, evidence));
    TRY(read_header(&file));
    TRY(spss_dictionary(&file));
    return survey_tell(&file.survey, read_cases(&file));
}

const struct inspector inspect_spss = {.format = "spss",
                                       .kind = ASSAY_KIND_DATASET,
                                       .packed = true,
                                       .bid = spss_bid,
                                       .read = spss_read};
