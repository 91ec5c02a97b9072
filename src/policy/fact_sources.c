/* fact_sources.c - the table of fact_sources.def, by id; a fact without a line there has NULLs,
 * which a test does not let pass. */

#include "policy/fact_sources.h"

#define FROM(id, how, by) [ASSAY_FACT_##id] = {how, by},
const struct fact_source fact_sources[ASSAY_FACTS] = {
#include "policy/fact_sources.def"
};
#undef FROM
