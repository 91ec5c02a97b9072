/*
 * foreign_mbox.c - a box of mails, one behind the other: each is a member, "1.eml".
 *
 * Source: RFC 4155, appendix A.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "source/asides.h"
#include "source/fail.h"
#include "source/foreign.h"
#include "source/mail_header.h"
#include "source/mail_lines.h"

struct mbox {
    struct asides asides; /* the marks */
    struct mail_lines lines;
    struct buf name;
    uint64_t count, out;
    struct bytes held; /* an empty line, which before a mark belongs to that */
    bool in_mail;
};

static void mbox_close(void *state)
{
    struct mbox *mbox = state;

    asides_clear(&mbox->asides);
    buf_clear(&mbox->name);
    free(mbox);
}

static enum assay_status mbox_open(enum container_format format, struct stream *in,
                                   struct source_budget *budget, void **state,
                                   struct assay_error *err)
{
    struct mbox *mbox = calloc(1, sizeof *mbox);

    (void)format;
    if (!mbox)
        return fail_no_memory(err);
    mbox->lines.in = in;
    mbox->lines.budget = budget;
    asides_init(&mbox->asides);
    buf_init(&mbox->name, 32);
    *state = mbox;
    return ASSAY_OK;
}

/* The next line of the mail at hand; none at its end. */
static ASSAY_RESULT peek(struct mbox *mbox, struct bytes *line, struct assay_error *err)
{
    TRY(mail_lines_peek(&mbox->lines, line, err));
    if (line->size == 0 || (mbox->held.size > 0 && mbox_is_mark(*line))) {
        mbox->in_mail = false;
        line->size = 0;
    }
    return ASSAY_OK;
}

static void take(struct mbox *mbox, struct bytes line)
{
    const bool empty = !mbox->lines.goes_on && mail_line_text(line).size == 0;

    mbox->held = !empty ? BYTES("") : line.size > 1 ? BYTES("\r\n") : BYTES("\n");
    mail_lines_take(&mbox->lines, line);
}

static void put(uint8_t *to, size_t *got, struct bytes bytes)
{
    if (bytes.size > 0)
        memcpy(to + *got, bytes.data, bytes.size);
    *got += bytes.size;
}

static enum assay_status mbox_read(void *state, void *to, size_t size, uint64_t *at, size_t *got,
                                   struct assay_error *err)
{
    struct mbox *mbox = state;

    *at = mbox->out;
    *got = 0;
    while (mbox->in_mail) {
        struct bytes line;
        size_t room;

        TRY(peek(mbox, &line, err));
        if (line.size == 0)
            break;
        room = size - *got - mbox->held.size;
        if (*got > 0 && (size - *got < mbox->held.size || line.size > room))
            break;
        line = bytes_front(line, room);
        put(to, got, mbox->held);
        take(mbox, line);
        if (mbox->held.size == 0)
            put(to, got, line);
    }
    mbox->out += *got;
    return ASSAY_OK;
}

static enum assay_status mbox_next(void *state, struct foreign_member *member, bool *found,
                                   bool *again, struct assay_error *err)
{
    struct mbox *mbox = state;
    struct bytes line;

    *found = *again = false;
    while (mbox->in_mail) {
        TRY(peek(mbox, &line, err));
        take(mbox, line);
    }
    TRY(mail_lines_peek(&mbox->lines, &line, err));
    if (line.size == 0)
        return ASSAY_OK;
    asides_add(&mbox->asides, mbox->lines.taken, line);
    take(mbox, line);
    mbox->in_mail = *found = true;
    mbox->out = 0;
    buf_reset(&mbox->name);
    buf_u64(&mbox->name, ++mbox->count);
    buf_text(&mbox->name, ".eml");
    *member = (struct foreign_member){
        .name = buf_bytes(&mbox->name), .type = ASSAY_ITEM_FILE, .size = STREAM_SIZE_UNKNOWN};
    return buf_status(&mbox->name, err);
}

static enum assay_status mbox_outside(void *state, unsigned layer, struct outside *out,
                                      struct assay_error *err)
{
    struct mbox *mbox = state;

    return layer == 0 ? asides_outside(&mbox->asides, mbox->lines.budget, out, err) : ASSAY_OK;
}

static uint64_t mbox_taken(const void *state)
{
    return ((const struct mbox *)state)->lines.taken;
}

const struct foreign_reader foreign_mbox = {.name = "mbox",
                                            .open = mbox_open,
                                            .next = mbox_next,
                                            .read = mbox_read,
                                            .outside = mbox_outside,
                                            .taken = mbox_taken,
                                            .close = mbox_close};
