/* facts.c - the fact dictionary, and looking a fact up. */

#include <assay/inventory.h>

#include "base/kit.h"

const struct assay_fact_definition assay_facts[ASSAY_FACTS] = {
#define FACT(id, name, type, unit, meaning)                                                        \
    [ASSAY_FACT_##id] = {name, ASSAY_VALUE_##type, unit, meaning},
#include <assay/facts.def>
#undef FACT
};

/* The first fact of that id in a list sorted by id: there measured comes before declared. */
static const struct assay_fact *find(const struct assay_fact *facts, size_t count,
                                     enum assay_fact_id id)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (facts[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && facts[low].id == id ? &facts[low] : NULL;
}

const struct assay_fact *assay_item_fact(const struct assay_item *item, enum assay_fact_id id)
{
    const struct assay_fact *fact = find(item->content->facts, item->content->fact_count, id);

    return fact ? fact : find(item->declared, item->declared_count, id);
}
