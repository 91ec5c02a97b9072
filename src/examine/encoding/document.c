/* document.c - a small document, whole. */

#include "examine/encoding/document.h"

#include "base/buf.h"
#include "base/kit.h"

enum assay_status document_text(struct cursor *cursor, struct arena *arena, const char *what,
                                uint32_t most, struct bytes *text)
{
    CLEANUP(buf_clear) struct buf buf = {.ceiling = most};
    struct bytes some;

    for (;;) {
        TRY(cursor_some(cursor, &some));
        if (some.size == 0)
            break;
        buf_add(&buf, some.data, some.size);
        if (buf.status == ASSAY_ELIMIT)
            return cursor_fail_at(cursor, ASSAY_ELIMIT, most, "%s of more than %u bytes", what,
                                  most);
        cursor_consume(cursor, some.size);
    }
    TRY(buf_status(&buf, cursor->err));
    *text = bytes_of(arena_copy(arena, buf_bytes(&buf)), buf.size);
    if (!text->data)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for %s", what);
    return ASSAY_OK;
}
