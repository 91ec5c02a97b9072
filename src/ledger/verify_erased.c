/*
 * verify_erased.c - the list of what was erased, which an export lays beside the log.
 *
 * Nobody signs it: each line must be what entries say, and what was erased must be on it. Source:
 * check_erased() of reports/handout-check.py.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "ledger/export_marks.h"
#include "ledger/verify.h"

#define NAMED_BY " named by entry "
#define ERASED_BY ", erased by entry "

enum { DIGITS = 2 * SHA256_SIZE };

struct line {
    uint8_t sha256[SHA256_SIZE];
    uint64_t named, erased;
};

static int compare_digests(const void *left, const void *right)
{
    return memcmp(left, right, SHA256_SIZE); /* the digest is the first member */
}

static bool read_line(struct bytes text, struct line *out)
{
    struct bytes rest = bytes_from(text, DIGITS);
    const uint8_t *by;

    if (!hex_decode(bytes_front(text, DIGITS), out->sha256, SHA256_SIZE) ||
        !bytes_take(&rest, BYTES(NAMED_BY)))
        return false;
    by = memmem(rest.data, rest.size, ERASED_BY, strlen(ERASED_BY));
    return by && text_u64(bytes_front(rest, (size_t)(by - rest.data)), &out->named) &&
           text_u64(bytes_from(rest, (size_t)(by - rest.data) + strlen(ERASED_BY)), &out->erased);
}

/* The newest entry that erased it, as long as an entry did. */
static bool is_erased_by(const struct verification *v, const struct line *line)
{
    uint64_t newest = UINT64_MAX;

    for (size_t i = 0; i < v->erasures.list.size / sizeof(struct erasure); i++) {
        struct erasure erasure;

        memcpy(&erasure, v->erasures.list.data + i * sizeof erasure, sizeof erasure);
        if (compare_digests(&erasure, line) == 0)
            newest = erasure.index;
    }
    return newest == line->erased && newest != UINT64_MAX;
}

/* The first that names it; what none names as an object is nothing to hold a line to. */
static bool is_named_by(const struct verification *v, const struct line *line)
{
    struct named named = verify_named(v, line->sha256);
    uint64_t first = named.count > 0 ? UINT64_MAX : line->named;

    for (size_t i = 0; i < named.count; i++)
        if (named.first[i].entry < first)
            first = named.first[i].entry;
    return first == line->named;
}

static ASSAY_RESULT read_lines(const struct verification *v, struct bytes text, struct buf *lines,
                               struct assay_error *err)
{
    struct store *store = v->ledger->store;
    struct bytes rest = text, found;
    struct line line, last = {.named = 0};

    for (size_t number = 1; rest.size > 0; number++, last = line) {
        uint64_t offset = text.size - rest.size;

        if (!bytes_take_line(&rest, &found) || found.size < DIGITS || !read_line(found, &line) ||
            (number > 1 && compare_digests(&last, &line) >= 0))
            return store_damaged(store, ERASED_NAME, offset, err,
                                 "line %zu is not as an export writes it", number);
        if (!is_erased_by(v, &line) || !is_named_by(v, &line))
            return store_damaged(store, ERASED_NAME, offset, err,
                                 "line %zu: no entries say that it was named by entry %" PRIu64
                                 " and erased by entry %" PRIu64,
                                 number, line.named, line.erased);
        buf_add(lines, &line, sizeof line);
    }
    return buf_status(lines, err);
}

static bool is_told(const struct buf *lines, const uint8_t sha256[SHA256_SIZE])
{
    size_t count = lines->size / sizeof(struct line);

    return count > 0 && bsearch(sha256, lines->data, count, sizeof(struct line), compare_digests);
}

static bool is_there(struct store *store, const uint8_t sha256[SHA256_SIZE])
{
    CLEANUP(stream_close) struct stream stream = {0};
    char name[STORE_NAME_SIZE];

    store_object_name(sha256, name);
    return store_open(store, name, &stream, NULL) != ASSAY_EMISSING;
}

static ASSAY_RESULT check_complete(const struct verification *v, const struct buf *lines,
                                   struct assay_error *err)
{
    struct store *store = v->ledger->store;

    for (size_t i = 0; i < v->erasures.list.size / sizeof(struct erasure); i++) {
        struct erasure erasure;

        memcpy(&erasure, v->erasures.list.data + i * sizeof erasure, sizeof erasure);
        if (verify_named(v, erasure.sha256).count > 0 && !is_told(lines, erasure.sha256) &&
            !is_there(store, erasure.sha256))
            return store_damaged(store, ERASED_NAME, ASSAY_NO_OFFSET, err,
                                 "it does not name what entry %" PRIu64 " erased", erasure.index);
    }
    return ASSAY_OK;
}

enum assay_status verify_erased(const struct verification *v, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_WITHHELD};
    CLEANUP(buf_clear) struct buf lines = {.ceiling = SIZE_MAX};
    struct store *store = v->ledger->store;

    TRY(store_required(store, ERASED_NAME, store_read(store, ERASED_NAME, &text, err), err));
    TRY(read_lines(v, buf_bytes(&text), &lines, err));
    return check_complete(v, &lines, err);
}
