/*
 * inspect_compound.c - compound files of Windows: what Office 97 to 2003, Outlook and installers
 * write, and what Office puts around a file behind a password.
 *
 * Their streams are not taken apart, which is a gap. Of what stands in them texts in UTF-16 are
 * searched, for its bytes show none; texts of one byte a letter are seen as they are.
 *
 * Source: [MS-CFB], 2.2, 2.6; [MS-OFFCRYPTO], 2.1 (EncryptedPackage); [MS-OVBA], 2.2.1.
 */

#include <strings.h>

#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/text/wide_runs.h"
#include "inventory/gaps.h"

struct streams {
    bool encrypted, macros;
};

/* The names of streams are texts like any other. */
static void look_at(void *user, struct bytes text)
{
    struct streams *streams = user;

    streams->encrypted |= bytes_equal(text, BYTES("EncryptedPackage"));
    streams->macros |= bytes_equal(text, BYTES("_VBA_PROJECT"));
}

static enum assay_kind kind_of(struct bytes name)
{
    static const struct {
        const char *ending;
        enum assay_kind kind;
    } kinds[] = {
        {".doc", ASSAY_KIND_DOCUMENT}, {".docx", ASSAY_KIND_DOCUMENT},
        {".dot", ASSAY_KIND_DOCUMENT}, {".msg", ASSAY_KIND_DOCUMENT},
        {".ppt", ASSAY_KIND_DOCUMENT}, {".pptx", ASSAY_KIND_DOCUMENT},
        {".xls", ASSAY_KIND_DATASET},  {".xlsb", ASSAY_KIND_DATASET},
        {".xlsm", ASSAY_KIND_DATASET}, {".xlsx", ASSAY_KIND_DATASET},
        {".xlt", ASSAY_KIND_DATASET},
    };

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        size_t size = strlen(kinds[i].ending);

        if (name.size >= size &&
            strncasecmp((const char *)name.data + name.size - size, kinds[i].ending, size) == 0)
            return kinds[i].kind;
    }
    return ASSAY_KIND_OTHER;
}

static enum assay_status compound_read(struct cursor *cursor, const struct subject *subject,
                                       struct evidence *evidence)
{
    struct streams streams = {0};
    const struct wide_run_reader reader = {.seen = look_at, .user = &streams};

    evidence_kind(evidence, kind_of(subject->name));
    TRY(wide_runs_read(cursor, evidence, &reader));
    if (streams.encrypted)
        evidence_gap(evidence, GAP_DATA_ENCRYPTED, 0,
                     "a file of Office behind a password: what is in it was not examined");
    else
        evidence_gap(evidence, GAP_DATA_FORMAT_UNREAD, 0,
                     "a compound file, as Office wrote them until 2003: its texts were searched as "
                     "they stand there, its cells and streams were not read");
    if (streams.macros) {
        evidence_bool(evidence, ASSAY_FACT_DATASET_MACROS, MEASURED, true);
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
    }
    return ASSAY_OK;
}

static unsigned compound_bid(const struct subject *subject)
{
    enum {
        MAGIC_BITS = 8 * 8 - 1
    }; /* what programs in Office files are known by has a name, too */

    return bytes_starts(subject->head, BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) ? MAGIC_BITS : 0;
}

const struct inspector inspect_compound = {
    .format = "compound", .kind = ASSAY_KIND_OTHER, .bid = compound_bid, .read = compound_read};
