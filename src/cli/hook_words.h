/* hook_words.h - what is told of a hook, whoever looks at it. */

#pragma once

#include <assay/hook.h>

/* What nobody judges where a hook is absent, "commits are not judged"; "" where git would not run
 * it here. */
const char *hook_what_passes(const struct assay_settings *settings, const char *name);
