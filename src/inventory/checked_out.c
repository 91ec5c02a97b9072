/* checked_out.c - how a work tree stands to its commit, in words. */

#include <assay/inventory.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void add(char out[ASSAY_CHECKED_OUT_SIZE], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void add(char out[ASSAY_CHECKED_OUT_SIZE], const char *format, ...)
{
    size_t size = strlen(out);
    va_list args;

    va_start(args, format);
    vsnprintf(out + size, ASSAY_CHECKED_OUT_SIZE - size, format, args);
    va_end(args);
}

void assay_checked_out_text(const struct assay_checked_out *told, char out[ASSAY_CHECKED_OUT_SIZE])
{
    enum { SHOWN = 12 }; /* digits of the commit */
    const char *commit = told->commit ? told->commit : "";

    out[0] = '\0';
    if (told->differs > 0)
        add(out, "%" PRIu64 " file%s from commit %.*s", told->differs,
            told->differs == 1 ? " differs" : "s differ", SHOWN, commit);
    if (told->untracked > 0 && told->differs > 0)
        add(out, ", %" PRIu64 " %s not in it", told->untracked,
            told->untracked == 1 ? "is" : "are");
    else if (told->untracked > 0)
        add(out, "%" PRIu64 " file%s not in commit %.*s", told->untracked,
            told->untracked == 1 ? " is" : "s are", SHOWN, commit);
    if (told->undecided > 0)
        add(out, "%sonly git can tell of %" PRIu64, out[0] ? ", " : "", told->undecided);
}
