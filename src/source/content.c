/* content.c - stretches of an archive that belong to its members. */

#include "source/content.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"

void content_init(struct content *content)
{
    *content = (struct content){0};
    buf_init(&content->texts, LIMIT_ASIDES);
}

void content_clear(struct content *content)
{
    buf_clear(&content->texts);
    free(content->all);
    *content = (struct content){0};
}

void content_add(struct content *content, uint64_t at, uint64_t size)
{
    if (size == 0 || content->no_memory)
        return;
    content->no_memory = !HAS_ROOM(content->all, content->count, content->capacity);
    if (content->no_memory)
        return;
    content->all[content->count++] = (struct extent){.at = at, .size = size};
}

enum assay_status content_read(struct stream *in, uint64_t at, uint8_t *to, size_t size,
                               struct bytes *out, struct assay_error *err)
{
    size_t have = 0, got = 1;

    while (have < size && got > 0) {
        TRY(in->read_at(in, at + have, to + have, size - have, &got, err));
        have += got;
    }
    *out = bytes_of(to, have);
    return ASSAY_OK;
}
