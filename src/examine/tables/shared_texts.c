/* shared_texts.c - see shared_texts.h. Source: ECMA-376, part 1, 18.4.9 (sst); [MS-XLSB], 2.4.
 */

#include "examine/tables/shared_texts.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "examine/encoding/stream_cursor.h"
#include "examine/tables/xlsb_records.h"
#include "examine/tables/xlsx_strings.h"

bool shared_texts_are_in(struct bytes path)
{
    return bytes_equal(path, BYTES("xl/sharedStrings.xml")) ||
           bytes_equal(path, BYTES("xl/sharedStrings.bin"));
}

bool shared_texts_concern(struct bytes path)
{
    return shared_texts_are_in(path) ||
           (bytes_starts(path, BYTES("xl/worksheets/")) &&
            (bytes_ends(path, BYTES(".xml")) || bytes_ends(path, BYTES(".bin"))));
}

static enum assay_status add(void *to, uint64_t at, struct bytes text, unsigned runs)
{
    struct shared_texts *shared = to;

    (void)at;
    (void)runs;
    if (!HAS_ROOM(shared->texts, shared->count, shared->capacity))
        return ASSAY_ENOMEM;
    buf_add(&shared->bytes, text.data, text.size);
    if (shared->bytes.status != ASSAY_OK || shared->count == LIMIT_SHARED_TEXTS)
        return ASSAY_ELIMIT;
    shared->texts[shared->count++] =
        (struct shared_text){.end = (uint32_t)shared->bytes.size, .used = false};
    return ASSAY_OK;
}

/* In XML, or in records, the first of which begins the list. */
static ASSAY_RESULT read_strings(struct cursor *cursor, struct shared_texts *shared)
{
    const struct bytes begin = BYTES("\x9f\x01");
    struct bytes head;

    TRY(cursor_peek(cursor, begin.size, &head));
    return bytes_equal(head, begin) ? xlsb_strings_read(cursor, add, shared)
                                    : xlsx_strings_read(cursor, add, shared);
}

struct shared_texts *shared_texts_read(struct stream *stream)
{
    struct shared_texts *shared = calloc(1, sizeof *shared);
    struct stream_cursor *window = malloc(sizeof *window);
    struct assay_error ignored = {0};
    struct cursor cursor;
    bool whole = false;

    if (shared && window) {
        stream_cursor_open(window, stream, &cursor, &ignored);
        buf_init(&shared->bytes, LIMIT_SHARED_BYTES);
        whole = read_strings(&cursor, shared) == ASSAY_OK;
    }
    free(window);
    if (whole)
        return shared;
    shared_texts_free(shared);
    return NULL;
}

void shared_texts_free(struct shared_texts *shared)
{
    if (!shared)
        return;
    buf_clear(&shared->bytes);
    free(shared->texts);
    free(shared);
}

bool shared_texts_use(struct shared_texts *shared, uint64_t number, struct bytes *text)
{
    size_t from;

    if (number >= shared->count)
        return false;
    from = number ? shared->texts[number - 1].end : 0;
    *text = bytes_of(shared->bytes.data ? shared->bytes.data + from : NULL,
                     shared->texts[number].end - from);
    shared->texts[number].used = true;
    return true;
}

bool shared_texts_is_used(const struct shared_texts *shared, uint64_t number)
{
    return number < shared->count && shared->texts[number].used;
}
