/*
 * applies.c - for which kinds of item an expression can be true at all.
 *
 * Most rules begin with `item.kind == "..." &&`. Knowing that, a rule is not run for all other
 * items.
 */

#include "policy/rule.h"

unsigned kinds_of(const struct cel_program *applies)
{
    unsigned kinds = 0;

    for (unsigned i = 0; i < ASSAY_KINDS; i++)
        if (cel_could_be_true(applies, "item.kind",
                              bytes_text(assay_kind_name((enum assay_kind)i))))
            kinds |= 1U << i;
    return kinds;
}
