/*
 * inspect_sas7bdat.c - data sets of SAS (.sas7bdat) of 32 and 64 bits, in either order of bytes,
 * plain and packed: variables, and every row, those that were marked as deleted too.
 */

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/inspect.h"
#include "examine/tables/sas_file.h"

/* Types of pages, as bits. */
enum { PAGE_KIND = 0x0f00, PAGE_ROWS = 0x0100, PAGE_MIXED = 0x0200, PAGE_LATER = 0x0400 };
enum { PAGE_OTHER = 0x9000 }; /* either of these: where packed rows are, and the like */

static void file_clear(struct sas_file *file)
{
    survey_clear(&file->survey);
    buf_clear(&file->page);
    buf_clear(&file->texts);
    buf_clear(&file->row);
    free(file->variables);
    free(file->blocks);
}

static ASSAY_RESULT read_header(struct sas_file *file)
{
    enum { WIDE_AT = 32, GAP_AT = 35, ORDER_AT = 37, SIZES_AT = 196, RELEASE_AT = 216 };
    enum { SIZES_END = 288, LITTLE = 1, LEAST = 1024 };
    struct bytes head;
    size_t gap;

    TRY(cursor_peek(file->cursor, SIZES_END, &head));
    if (head.size < SIZES_END)
        return cursor_fail(file->cursor, "cut short in its header");
    file->wide = head.data[WIDE_AT] == '3';
    file->big = head.data[ORDER_AT] != LITTLE;
    gap = head.data[GAP_AT] == '3' ? 4 : 0;
    file->pages_at = sas_number(file, head, SIZES_AT + gap, 4);
    file->page_size = (uint32_t)sas_number(file, head, SIZES_AT + gap + 4, 4);
    file->pages = sas_number(file, head, SIZES_AT + gap + 8, file->wide ? 8 : 4);
    head = bytes_from(head, RELEASE_AT + gap + (file->wide ? 4 : 0));
    file->of_transfer = bytes_starts(bytes_from(head, 1), BYTES(".0000M0"));
    if (file->pages_at < LEAST || file->pages_at > LIMIT_SAS_PAGE || file->page_size < LEAST ||
        file->page_size > LIMIT_SAS_PAGE)
        return cursor_fail(file->cursor, "a header of %" PRIu64 " bytes and pages of %" PRIu32,
                           file->pages_at, file->page_size);
    return cursor_skip(file->cursor, file->pages_at);
}

static ASSAY_RESULT read_page(struct sas_file *file)
{
    file->page_at = cursor_at(file->cursor);
    buf_reset(&file->page);
    while (file->page.size < file->page_size) {
        const size_t left = file->page_size - file->page.size;
        struct bytes piece;

        TRY(cursor_take(file->cursor, left < CURSOR_WINDOW_MAX ? left : CURSOR_WINDOW_MAX, &piece));
        buf_add(&file->page, piece.data, piece.size);
    }
    return buf_status(&file->page, file->cursor->err);
}

/* What begins each page: its type, and how much is in it. */
struct page_head {
    unsigned type;
    size_t blocks, subheaders; /* rows and subheaders together; these alone */
    size_t end;
};

static struct page_head page_head(const struct sas_file *file)
{
    enum { ON_WIDE = 32, ON_NARROW = 16, SIZE = 8 };
    const size_t at = file->wide ? ON_WIDE : ON_NARROW;
    const struct bytes page = buf_bytes(&file->page);

    return (struct page_head){.type = (unsigned)sas_number(file, page, at, 2),
                              .blocks = (size_t)sas_number(file, page, at + 2, 2),
                              .subheaders = (size_t)sas_number(file, page, at + 4, 2),
                              .end = at + SIZE};
}

static bool has_rows_alone(const struct page_head *head)
{
    return (head->type & PAGE_KIND) == PAGE_ROWS;
}

static bool has_subheaders(const struct page_head *head)
{
    return !has_rows_alone(head) && !(head->type & PAGE_OTHER);
}

/* A subheader within the page at hand, and how it is kept. */
struct subheader {
    struct bytes bytes;
    uint8_t packing, type;
};
enum { PLAIN = 0, TRUNCATED = 1, PACKED = 4, PACKED_DELETED = 5 };
enum { REPEATED = 1 }; /* the type of a row, and of some other subheaders */

static bool is_packed(const struct subheader *subheader)
{
    return subheader->packing == PACKED || subheader->packing == PACKED_DELETED;
}

static size_t pointer_size(const struct sas_file *file)
{
    return file->wide ? 24 : 12;
}

static ASSAY_RESULT find_subheader(struct sas_file *file, const struct page_head *head, size_t i,
                                   struct subheader *out)
{
    const struct bytes page = buf_bytes(&file->page),
                       pointer = bytes_from(page, head->end + i * pointer_size(file));
    const size_t words = pointer_size(file) / 3 * 2;
    const uint64_t at = sas_word(file, pointer, 0), size = sas_word(file, pointer, 1);

    *out = (struct subheader){.packing = (uint8_t)sas_number(file, pointer, words, 1),
                              .type = (uint8_t)sas_number(file, pointer, words + 1, 1)};
    if (size == 0 || out->packing == TRUNCATED)
        return ASSAY_OK;
    if (at > page.size || size > page.size - at)
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, file->page_at,
                              "a subheader of %" PRIu64 " bytes at %" PRIu64
                              " of a page of %" PRIu32,
                              size, at, file->page_size);
    if (out->packing != PLAIN && !is_packed(out))
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, file->page_at,
                              "a subheader that is packed in the unknown way %u",
                              (unsigned)out->packing);
    out->bytes = bytes_of(page.data + at, (size_t)size);
    return ASSAY_OK;
}

static bool is_known(uint32_t mark)
{
    return mark == SAS_ROW_SIZE || mark == SAS_COLUMN_SIZE || mark == SAS_COUNTS ||
           mark == SAS_FORMAT || mark >= SAS_MARKS;
}

/* Before the first row what begins as a subheader is one. */
static bool is_row(const struct sas_file *file, const struct subheader *subheader)
{
    return is_packed(subheader) ||
           (subheader->type == REPEATED && subheader->bytes.size == file->row_size &&
            (file->begun || !is_known(sas_mark(file, subheader->bytes))));
}

/* Pages behind the rows that tell of variables, too, as those of a data set which was changed. */
static ASSAY_RESULT read_later(struct sas_file *file)
{
    CLEANUP(buf_clear) struct buf page = file->page;
    const uint64_t at = file->page_at, behind = cursor_at(file->cursor), row_size = file->row_size;

    buf_init(&file->page, LIMIT_SAS_PAGE);
    for (uint64_t i = file->read + 1; i < file->pages && !sas_is_described(file); i++) {
        struct page_head head;

        TRY(read_page(file));
        head = page_head(file);
        for (size_t k = 0; (head.type & PAGE_KIND) == PAGE_LATER && k < head.subheaders; k++) {
            struct subheader subheader;

            TRY(find_subheader(file, &head, k, &subheader));
            TRY(sas_describe(file, subheader.bytes));
        }
    }
    if (file->row_size != row_size) /* of which one is at hand */
        return cursor_fail(file->cursor, "rows of %" PRIu64 " bytes, and of %" PRIu64, row_size,
                           file->row_size);
    buf_clear(&file->page);
    file->page = page;
    page = (struct buf){0};
    file->page_at = at;
    return cursor_seek(file->cursor, behind);
}

/* Before the first row: all that tells of variables must have been met. */
static ASSAY_RESULT begin_rows(struct sas_file *file)
{
    if (file->begun)
        return ASSAY_OK;
    if (!sas_is_described(file))
        TRY(read_later(file));
    file->begun = true;
    return sas_tell_variables(file);
}

/* Numbers have their first bytes alone; missing ones are none. */
static bool read_number(const struct sas_file *file, struct bytes value, double *out)
{
    const uint64_t bits = sas_number(file, value, 0, value.size) << 8 * (sizeof *out - value.size);

    memcpy(out, &bits, sizeof bits);
    return !isnan(*out);
}

static ASSAY_RESULT read_row(struct sas_file *file, struct bytes row, uint64_t at)
{
    struct survey *survey = &file->survey;

    TRY(survey_begin_row(survey, at));
    for (size_t i = 0; i < survey->count; i++) {
        const struct sas_variable *variable = &file->variables[i];
        const struct bytes value = bytes_of(row.data + variable->at, variable->width);
        double number;

        if (variable->text)
            TRY(survey_text(survey, i, at, value));
        else if (read_number(file, value, &number))
            TRY(survey_number(survey, i, at, number));
    }
    survey_end_row(survey);
    return ASSAY_OK;
}

static ASSAY_RESULT read_packed_row(struct sas_file *file, struct bytes packed, uint64_t at)
{
    enum { CHEAPER = 8 }; /* a byte of a row than one of a cell */

    TRY(cells_work(&file->survey.cells, at, file->row_size / CHEAPER));
    if (!sas_unpack(file, packed))
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, at,
                              "a packed row that does not come to %" PRIu64 " bytes",
                              file->row_size);
    return read_row(file, buf_bytes(&file->row), at);
}

static ASSAY_RESULT read_subheader(struct sas_file *file, const struct subheader *subheader)
{
    const uint64_t at = file->page_at + (size_t)(subheader->bytes.data - file->page.data);

    if (!is_row(file, subheader))
        return file->begun ? ASSAY_OK : sas_describe(file, subheader->bytes);
    TRY(begin_rows(file));
    return is_packed(subheader) ? read_packed_row(file, subheader->bytes, at)
                                : read_row(file, subheader->bytes, at);
}

static ASSAY_RESULT read_rows(struct sas_file *file, size_t at, uint64_t count)
{
    const struct bytes page = buf_bytes(&file->page);

    TRY(begin_rows(file));
    if (count == 0)
        return ASSAY_OK;
    if (file->row_size == 0 || at > page.size || count > (page.size - at) / file->row_size)
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, file->page_at,
                              "%" PRIu64 " rows of %" PRIu64 " bytes in a page of %" PRIu32, count,
                              file->row_size, file->page_size);
    for (uint64_t i = 0; i < count; i++, at += (size_t)file->row_size)
        TRY(read_row(file, bytes_of(page.data + at, (size_t)file->row_size), file->page_at + at));
    return ASSAY_OK;
}

/* Where rows begin behind the places of subheaders: at a number of eight bytes. */
static size_t rows_begin(const struct sas_file *file, const struct page_head *head)
{
    const size_t at = head->end + head->subheaders * pointer_size(file);
    const struct bytes gap = bytes_front(bytes_from(buf_bytes(&file->page), at), 4);
    const bool is_gap = bytes_equal(gap, BYTES("\0\0\0\0")) || bytes_equal(gap, BYTES("    "));

    return at % 8 == 4 && (is_gap || !file->of_transfer) ? at + 4 : at;
}

static ASSAY_RESULT read_parts(struct sas_file *file)
{
    const struct page_head head = page_head(file);

    if (has_rows_alone(&head))
        return read_rows(file, head.end, head.blocks);
    for (size_t i = 0; has_subheaders(&head) && i < head.subheaders; i++) {
        struct subheader subheader;

        TRY(find_subheader(file, &head, i, &subheader));
        if (subheader.bytes.size > 0)
            TRY(read_subheader(file, &subheader));
    }
    if ((head.type & PAGE_KIND) == PAGE_MIXED)
        return read_rows(file, rows_begin(file, &head),
                         file->rows_beside < file->rows ? file->rows_beside : file->rows);
    return ASSAY_OK;
}

static ASSAY_RESULT read_all(struct sas_file *file)
{
    TRY(read_header(file));
    for (; file->read < file->pages; file->read++) {
        TRY(read_page(file));
        TRY(read_parts(file));
    }
    TRY(begin_rows(file));
    return file->survey.row < file->rows
               ? cursor_fail(file->cursor, "cut short: %" PRIu64 " of %" PRIu64 " rows",
                             file->survey.row, file->rows)
               : ASSAY_OK;
}

static unsigned sas_bid(const struct subject *subject)
{
    const struct bytes magic =
        BYTES("\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x60"
              "\xb3\x14\x11\xcf\xbd\x92\x08\0\x09\xc7\x31\x8c\x18\x1f\x10\x11");

    return bytes_starts(subject->head, magic) ? 8 * (unsigned)magic.size : 0;
}

static enum assay_status sas_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    CLEANUP(file_clear) struct sas_file file = {.cursor = cursor};

    (void)subject;
    buf_init(&file.page, LIMIT_SAS_PAGE);
    buf_init(&file.row, LIMIT_SAS_PAGE);
    buf_init(&file.texts, LIMIT_SAS_TEXTS);
    TRY(survey_open(&file.survey, cursor, evidence));
    return survey_tell(&file.survey, read_all(&file));
}

const struct inspector inspect_sas7bdat = {.format = "sas7bdat",
                                           .kind = ASSAY_KIND_DATASET,
                                           .packed = true,
                                           .bid = sas_bid,
                                           .read = sas_read};
