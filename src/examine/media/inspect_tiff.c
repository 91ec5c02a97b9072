/* inspect_tiff.c - TIFF: size of the first page, texts, Exif. Source: TIFF 6.0. */

#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/media/media.h"

static unsigned tiff_bid(const struct subject *subject)
{
    enum { BID = 32 };

    return bytes_starts(subject->head, BYTES("II*\0")) ||
                   bytes_starts(subject->head, BYTES("MM\0*"))
               ? BID
               : 0;
}

static enum assay_status tiff_read(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    struct media media = {.cursor = cursor, .evidence = evidence};

    (void)subject;
    return media_exif(&media, 0, cursor_left(cursor), true);
}

const struct inspector inspect_tiff = {
    .format = "tiff", .kind = ASSAY_KIND_OTHER, .packed = true, .bid = tiff_bid, .read = tiff_read};
