/* deflated.c - inflates an object step by step, and holds it to the size that it claims. */

#include "source/git/deflated.h"

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/fail.h"

static enum assay_status fail_deflated(const char *what, struct assay_error *err)
{
    return fail_id(err, ASSAY_EFORMAT, GAP_GIT_OBJECT_CORRUPT, "its deflated bytes %s", what);
}

static enum assay_status step(struct deflated *deflated, void *to, size_t size, size_t *got,
                              struct assay_error *err)
{
    struct inflate_io io = {.in = deflated->in, .out = to, .room = size};
    struct assay_error failure = {0};
    enum inflate_result result = inflate_step(deflated->inflater, &io, &failure);

    *got = size - io.room;
    deflated->in = io.in;
    deflated->ended = result == INFLATE_ENDED;
    if (result == INFLATE_NEEDS_INPUT)
        return fail_deflated("are cut short", err);
    if (result == INFLATE_DAMAGED && failure.status == ASSAY_ENOMEM)
        return fail_no_memory(err);
    if (result == INFLATE_DAMAGED)
        return fail_id(err, ASSAY_EFORMAT, GAP_GIT_OBJECT_CORRUPT,
                       "its deflated bytes are damaged: %s", failure.text);
    return ASSAY_OK;
}

/* Nothing may follow the last byte but the checksum. */
static enum assay_status check_end(struct deflated *deflated, struct assay_error *err)
{
    uint8_t more;
    size_t got = deflated->head.size;

    if (!deflated->ended && got == 0)
        TRY(step(deflated, &more, 1, &got, err));
    if (got > 0 || !deflated->ended)
        return fail_deflated("hold more than the object's size", err);
    if (deflated->alone && deflated->in.size > 0)
        return fail_deflated("are followed by others", err);
    return ASSAY_OK;
}

enum assay_status deflated_read(struct deflated *deflated, void *to, size_t size, size_t *got,
                                struct assay_error *err)
{
    *got = 0;
    if (deflated->left == 0)
        return check_end(deflated, err);
    if (size > deflated->left)
        size = (size_t)deflated->left;
    if (deflated->head.size > 0) {
        *got = size < deflated->head.size ? size : deflated->head.size;
        memcpy(to, deflated->head.data, *got);
        deflated->head = bytes_from(deflated->head, *got);
    } else if (size > 0) {
        if (!deflated->ended)
            TRY(step(deflated, to, size, got, err));
        if (*got < size && deflated->ended && *got < deflated->left)
            return fail_deflated("end before the object does", err);
    }
    deflated->left -= *got;
    return ASSAY_OK;
}

enum assay_status deflated_read_all(struct deflated *deflated, uint8_t *to, size_t enough,
                                    struct assay_error *err)
{
    size_t done = 0, got;

    do {
        TRY(deflated_read(deflated, to + done, enough - done, &got, err));
        done += got;
    } while (deflated->left > 0 && done < enough);
    return deflated->left == 0 ? check_end(deflated, err) : ASSAY_OK;
}
