/*
 * inspect_compound.c - compound files of Windows: what Office 97 to 2003, Outlook and installers
 * write, and what Office puts around a file behind a password. A workbook is read further
 * (tables/inspect_xls.c).
 *
 * Source: [MS-CFB], 2.2.
 */

#include "base/kit.h"
#include "examine/encoding/compound_texts.h"
#include "examine/inspect.h"

static enum assay_status compound_read(struct cursor *cursor, const struct subject *subject,
                                       struct evidence *evidence)
{
    bool workbook = false;

    TRY(compound_texts_read(cursor, subject, evidence, &workbook));
    if (workbook)
        evidence_ask_further(evidence);
    return ASSAY_OK;
}

static unsigned compound_bid(const struct subject *subject)
{
    enum {
        MAGIC_BITS = 8 * 8 - 1
    }; /* what programs in Office files are known by has a name, too */

    return bytes_starts(subject->head, BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) ? MAGIC_BITS : 0;
}

const struct inspector inspect_compound = {.format = "compound",
                                           .kind = ASSAY_KIND_OTHER,
                                           .further = &inspect_xls,
                                           .bid = compound_bid,
                                           .read = compound_read};
