/* shipped.c - all packs of the program as one policy. */

#include "cli/shipped.h"

#include <stdio.h>

#include "base/kit.h"

struct assay_policy *shipped_open(const char *root, bool without_examples)
{
    struct assay_policy_options options = {.root = root, .without_examples = without_examples};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};
    const char *packs[64];
    char names[ARRAY_LEN(packs)][64];

    for (size_t i = 0; i < ARRAY_LEN(names) && assay_shipped_pack_at(i); i++) {
        snprintf(names[i], sizeof names[i], "assay:%s", assay_shipped_pack_at(i));
        packs[options.pack_count++] = names[i];
    }
    options.packs = packs;
    return assay_policy_open(&options, &policy, &err) == ASSAY_OK ? policy : NULL;
}
