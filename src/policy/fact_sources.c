/* fact_sources.c - the table of fact_sources.def, by id; a fact without a line there has none and
 * NULL, which a test does not let pass. */

#include "policy/fact_sources.h"

#define FROM(id, known, by) [ASSAY_FACT_##id] = {known, by},
const struct fact_source fact_sources[ASSAY_FACTS] = {
#include "policy/fact_sources.def"
};
#undef FROM

const char *fact_known_name(unsigned known)
{
    switch (known) {
    case FACT_MEASURED:
        return "measured";
    case FACT_DECLARED:
        return "declared";
    case FACT_MEASURED | FACT_DECLARED:
        return "measured or declared";
    default:
        return "";
    }
}
