/*
 * inspect_llamafile.c - llamafile: one program for several systems with a zip behind it, in which
 * the weights lie (a GGUF, examined as all members are). Whoever loads it runs it.
 * Source: Mozilla, llamafile, README; Cosmopolitan, "Actually Portable Executable".
 */

#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/python/custom_code.h"

enum { BID_NAME = 8, BID_MAGIC = 8 * 8 };

static bool is_portable_program(struct bytes head)
{
    return bytes_starts(head, BYTES("MZqFpD='")) || bytes_starts(head, BYTES("jartsr='"));
}

static bool is_program(struct bytes head)
{
    return bytes_starts(head, BYTES("\x7f"
                                    "ELF")) ||
           bytes_starts(head, BYTES("MZ")) || is_portable_program(head);
}

static unsigned llamafile_bid(const struct subject *subject)
{
    if (!bytes_ends(subject->name, BYTES(".llamafile")) &&
        !bytes_ends(subject->name, BYTES(".llamafile.exe")))
        return 0;
    return is_portable_program(subject->head) ? BID_MAGIC
           : is_program(subject->head)        ? BID_NAME
                                              : 0;
}

static enum assay_status llamafile_read(struct cursor *cursor, const struct subject *subject,
                                        struct evidence *evidence)
{
    (void)cursor;
    custom_code(evidence, ASSAY_LOAD_DANGEROUS, 0, BYTES("the file is a program"), subject->name);
    return ASSAY_OK;
}

const struct inspector inspect_llamafile = {
    .format = "llamafile", .kind = ASSAY_KIND_MODEL, .bid = llamafile_bid, .read = llamafile_read};
