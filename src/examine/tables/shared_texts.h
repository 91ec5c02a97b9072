/*
 * shared_texts.h - the texts that members of a container point into by number, as the cells of an
 * Excel workbook do: read before these, which are examined last, and handed to their inspectors
 * (struct subject). The member that holds the texts comes behind them, and tells of those only that
 * nobody pointed to.
 */

#pragma once

#include "base/buf.h"
#include "base/cursor.h"
#include "base/stream.h"

struct shared_texts {
    struct buf bytes; /* one behind the other */
    struct shared_text {
        uint32_t end; /* in `bytes` */
        bool used;
    } * texts;
    size_t count, capacity;
};

/* Whether a member of that path is examined late, and whether it holds the texts. */
bool shared_texts_concern(struct bytes path);
bool shared_texts_are_in(struct bytes path);

/*
 * Reads the texts of a workbook from the start of a stream; NULL where they are no such texts, or
 * more than LIMIT_SHARED_TEXTS or LIMIT_SHARED_BYTES: what points to them then stays unresolved.
 * To be released with shared_texts_free().
 */
struct shared_texts *shared_texts_read(struct stream *stream);
void shared_texts_free(struct shared_texts *shared);

/* The text of that number, which counts as used from here on; false where there is none. */
bool shared_texts_use(struct shared_texts *shared, uint64_t number, struct bytes *text);
bool shared_texts_is_used(const struct shared_texts *shared, uint64_t number);
