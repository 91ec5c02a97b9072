/*
 * inspect_torch_aoti.c - a library in an archive of torch.export that AOTInductor compiled: machine
 * code, which the loader of such archives runs as part of the program.
 * Source: PyTorch, torch/export/pt2_archive/constants.py; torch/_inductor/package/package.py.
 */

#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/python/imports.h"
#include "inventory/gaps.h"

#define FOLDER "data/aotinductor/"

static bool is_library(struct bytes name)
{
    static const char *const endings[] = {".dll", ".dylib", ".pyd", ".so"};

    for (size_t i = 0; i < ARRAY_LEN(endings); i++)
        if (bytes_ends(name, bytes_text(endings[i])))
            return true;
    return false;
}

/* Such a folder alone, or in the one that all members of the archive are in. */
static unsigned torch_aoti_bid(const struct subject *subject)
{
    enum { BID = 8 * (sizeof FOLDER - 1) };
    struct bytes path = subject->path;
    const uint8_t *folder = path.size ? memmem(path.data, path.size, FOLDER, strlen(FOLDER)) : NULL;

    return folder && (folder == path.data || folder[-1] == '/') && is_library(subject->name) ? BID
                                                                                             : 0;
}

static enum assay_status torch_aoti_read(struct cursor *cursor, const struct subject *subject,
                                         struct evidence *evidence)
{
    const struct assay_place place = {.offset = 0};

    (void)cursor;
    import_observe(evidence, ASSAY_LOAD_SUSPICIOUS, &place,
                   "machine code that is loaded: ", subject->name);
    return ASSAY_OK;
}

const struct inspector inspect_torch_aoti = {.format = "torch-aoti",
                                             .kind = ASSAY_KIND_CODE,
                                             .gap = GAP_MODEL_INVALID,
                                             .bid = torch_aoti_bid,
                                             .read = torch_aoti_read};
