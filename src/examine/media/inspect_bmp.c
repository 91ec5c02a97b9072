/* inspect_bmp.c - BMP: its size. Source: Microsoft, BITMAPFILEHEADER and BITMAPINFOHEADER. */

#include "base/kit.h"
#include "examine/inspect.h"

enum { CORE = 12, INFO = 40, LARGEST = 124, FILE_HEADER = 14 };

/* "BM" alone begins words too: reserved fields, and a header of a size that exists. */
static unsigned bmp_bid(const struct subject *subject)
{
    enum { BID = 56 };
    struct bytes head = subject->head;

    if (head.size < FILE_HEADER + CORE || !bytes_starts(head, BYTES("BM")) ||
        memcmp(head.data + 6, "\0\0\0\0", 4) != 0)
        return 0;
    return head.data[FILE_HEADER] >= CORE && head.data[FILE_HEADER] <= LARGEST &&
                   memcmp(head.data + FILE_HEADER + 1, "\0\0\0", 3) == 0
               ? BID
               : 0;
}

static enum assay_status bmp_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    uint32_t header, width, height;
    uint16_t small[2];

    (void)subject;
    TRY(cursor_skip(cursor, FILE_HEADER));
    TRY(cursor_u32le(cursor, &header));
    if (header == CORE) {
        TRY(cursor_u16le(cursor, &small[0]));
        TRY(cursor_u16le(cursor, &small[1]));
        width = small[0];
        height = small[1];
    } else {
        TRY(cursor_u32le(cursor, &width));
        TRY(cursor_u32le(cursor, &height));
        if (height > INT32_MAX) /* negative: from top to bottom */
            height = 0U - height;
    }
    evidence_int(evidence, ASSAY_FACT_MEDIA_WIDTH, MEASURED, width);
    evidence_int(evidence, ASSAY_FACT_MEDIA_HEIGHT, MEASURED, height);
    return ASSAY_OK;
}

const struct inspector inspect_bmp = {
    .format = "bmp", .kind = ASSAY_KIND_OTHER, .bid = bmp_bid, .read = bmp_read};
