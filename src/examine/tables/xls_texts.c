/* xls_texts.c - see xls_texts.h. Source: [MS-XLS], 2.4.265 (SST). */

#include "examine/tables/xls_texts.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"

void xls_texts_init(struct xls_texts *texts)
{
    *texts = (struct xls_texts){0};
    buf_init(&texts->bytes, LIMIT_SHARED_BYTES);
}

void xls_texts_clear(struct xls_texts *texts)
{
    buf_clear(&texts->bytes);
    free(texts->texts);
}

/* Once one is not kept, none is: numbers count on from the first. */
static bool has_room(const struct xls_texts *texts, uint64_t number, size_t size)
{
    return texts->count == number && number < LIMIT_SHARED_TEXTS &&
           size <= LIMIT_SHARED_BYTES - texts->bytes.size;
}

static ASSAY_RESULT keep(struct xls_texts *texts, uint64_t at, struct bytes text,
                         struct assay_error *err)
{
    if (!HAS_ROOM(texts->texts, texts->count, texts->capacity))
        return out_of_memory(err);
    buf_add(&texts->bytes, text.data, text.size);
    texts->texts[texts->count++] =
        (struct xls_text){.end = (uint32_t)texts->bytes.size, .at = (uint32_t)at, .used = false};
    return buf_status(&texts->bytes, err);
}

enum assay_status xls_texts_read(struct xls_texts *texts, struct biff *biff, struct buf *room,
                                 xls_text_fn *beyond, void *to)
{
    uint32_t cells, count;

    texts->known = true;
    TRY(biff_u32(biff, &cells));
    TRY(biff_u32(biff, &count));
    for (uint64_t i = 0; i < count; i++) {
        const uint64_t at = biff_at(biff);

        TRY(biff_text(biff, room));
        if (has_room(texts, i, room->size))
            TRY(keep(texts, at, buf_bytes(room), biff->cursor->err));
        else
            beyond(to, at, buf_bytes(room));
    }
    return ASSAY_OK;
}

static struct bytes text_at(const struct xls_texts *texts, size_t number)
{
    const size_t from = number ? texts->texts[number - 1].end : 0;

    return bytes_from(bytes_front(buf_bytes(&texts->bytes), texts->texts[number].end), from);
}

bool xls_texts_use(struct xls_texts *texts, uint32_t number, struct bytes *text)
{
    if (number >= texts->count)
        return false;
    texts->texts[number].used = true;
    *text = text_at(texts, number);
    return true;
}

void xls_texts_unused(const struct xls_texts *texts, xls_text_fn *take, void *to)
{
    for (size_t i = 0; i < texts->count; i++)
        if (!texts->texts[i].used)
            take(to, texts->texts[i].at, text_at(texts, i));
}
