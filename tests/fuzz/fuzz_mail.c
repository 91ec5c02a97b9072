/* fuzz_mail.c - any bytes as a mail, or as a box of them. */

#include "members_fuzz.h"
#include "source/foreign.h"
#include "source/mail_header.h"

static enum assay_status open_mail(const struct container *container, struct source **out,
                                   struct assay_error *err)
{
    return foreign_open(&foreign_mail, CONTAINER_MAIL, container, out, err);
}

static enum assay_status open_box(const struct container *container, struct source **out,
                                  struct assay_error *err)
{
    return foreign_open(&foreign_mbox, CONTAINER_MBOX, container, out, err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    (void)mail_begins(bytes_of(data, size));
    return fuzz_members(mbox_begins(bytes_of(data, size)) ? open_box : open_mail, data, size);
}
