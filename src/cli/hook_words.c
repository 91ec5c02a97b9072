/* hook_words.c - what `assay hook` and `assay doctor` say of hooks alike. */

#include "cli/hook_words.h"

#include <string.h>

const char *hook_what_passes(const struct assay_settings *settings, const char *name)
{
    if (assay_hook_is_default(settings, name))
        return strcmp(name, "pre-commit") == 0         ? "commits are not judged"
               : strcmp(name, "pre-merge-commit") == 0 ? "merges are not judged"
                                                       : "pushes are not judged";
    return strcmp(name, "pre-push") == 0 && !settings->bare ? "pushes are not judged" : "";
}
