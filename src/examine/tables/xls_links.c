/* xls_links.c - what a binary workbook takes from other files and programs: xls_book.h.
 * Source: [MS-XLS], 2.4.271 (SupBook), 2.5.277 (VirtualPath), 2.4.62 (CRN), 2.5.212 (SerAr). */

#include "base/kit.h"
#include "examine/tables/real_text.h"
#include "examine/tables/xls_book.h"

/* Control characters in a path, the first of which only says that there are others. */
enum {
    PATH_VOLUME = 1,
    PATH_SAME_VOLUME = 2,
    PATH_DOWN = 3,
    PATH_UP = 4,
    PATH_LONG_VOLUME = 5,
    PATH_CONTROLS = 9
};

/* The path as a person writes it. */
static void decode_path(struct bytes path, struct buf *out)
{
    if (path.size > 0 && path.data[0] == PATH_VOLUME)
        path = bytes_from(path, 1);
    for (size_t i = 0; i < path.size; i++) {
        const uint8_t byte = path.data[i];

        switch (byte) {
        case PATH_VOLUME: /* a drive's letter follows, or what stands for a server */
            if (++i >= path.size)
                break;
            if (path.data[i] == '@')
                buf_text(out, "\\\\");
            else
                buf_printf(out, "%c:\\", path.data[i]);
            break;
        case PATH_SAME_VOLUME:
        case PATH_DOWN:
            buf_byte(out, '\\');
            break;
        case PATH_UP:
            buf_text(out, "..\\");
            break;
        case PATH_LONG_VOLUME: /* its length follows */
            i++;
            break;
        default:
            if (byte >= PATH_CONTROLS)
                buf_byte(out, byte);
        }
    }
}

/* A program that is asked for values, and what it is asked of it: DDE. */
static void tell_program(struct xls_book *book, uint64_t at, struct bytes text)
{
    const struct assay_place place = {.offset = xls_place(book, at)};
    const struct bytes program = bytes_until(text, PATH_DOWN);
    CLEANUP(buf_clear) struct buf shown;

    buf_init(&shown, 2 * text.size + 1);
    buf_add(&shown, program.data, program.size);
    buf_byte(&shown, '|');
    decode_path(bytes_from(text, program.size + 1), &shown);
    evidence_set(book->evidence, ASSAY_FACT_DATASET_EXTERNAL_FILES, MEASURED, buf_bytes(&shown));
    evidence_observe(book->evidence, "data.formula-cell", ASSAY_MEDIUM, &place, bytes_of(NULL, 0));
}

static void tell_file(struct xls_book *book, struct bytes text)
{
    CLEANUP(buf_clear) struct buf shown;

    buf_init(&shown, 3 * text.size);
    decode_path(text, &shown);
    if (shown.size > 0)
        evidence_set(book->evidence, ASSAY_FACT_DATASET_EXTERNAL_FILES, MEASURED,
                     buf_bytes(&shown));
}

enum assay_status xls_links_take_book(struct xls_book *book)
{
    enum { ITSELF = 0x401, ADD_IN = 0x3a01, WIDE = 1 };
    struct biff *biff = &book->biff;
    const uint64_t at = biff->at;
    uint16_t sheets, letters;
    uint8_t flags;

    TRY(biff_u16(biff, &sheets));
    TRY(biff_u16(biff, &letters));
    if (letters == ITSELF || letters == ADD_IN || letters == 0)
        return ASSAY_OK;
    TRY(biff_u8(biff, &flags));
    TRY(biff_letters(biff, letters, flags & WIDE, &book->text));
    if (sheets == 0 && bytes_has(buf_bytes(&book->text), PATH_DOWN))
        tell_program(book, at, buf_bytes(&book->text));
    else
        tell_file(book, buf_bytes(&book->text));
    return xls_search_rest(book);
}

static ASSAY_RESULT take_value(struct xls_book *book)
{
    enum { NUMBER = 1, TEXT = 2, SIZE = 8 };
    struct biff *biff = &book->biff;
    const uint64_t at = biff_at(biff);
    char room[REAL_TEXT_MAX];
    double number;
    uint8_t type;

    TRY(biff_u8(biff, &type));
    if (type == TEXT) {
        TRY(biff_text(biff, &book->text));
        xls_tell_text(book, at, buf_bytes(&book->text));
        return ASSAY_OK;
    }
    if (type != NUMBER)
        return biff_skip(biff, SIZE);
    TRY(biff_real(biff, &number));
    xls_tell_text(book, at, real_text(room, number, false));
    return ASSAY_OK;
}

enum assay_status xls_links_take_cells(struct xls_book *book)
{
    struct biff *biff = &book->biff;
    uint8_t last, first;
    uint16_t row;

    TRY(biff_u8(biff, &last));
    TRY(biff_u8(biff, &first));
    TRY(biff_u16(biff, &row));
    for (unsigned column = first; column <= last; column++)
        TRY(take_value(book));
    return ASSAY_OK;
}
