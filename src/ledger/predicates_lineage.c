/* predicates_lineage.c - the members of a lineage statement. Source: SLSA provenance v1;
 * ledger-formats.md 3. */

#include <stddef.h>

#include "ledger/predicates_lineage.h"

#define END                                                                                        \
    {                                                                                              \
        NULL, SHAPE_ANY, false, NULL, NULL, NULL                                                   \
    }

static const struct shape resource_element[] = {
    {"", SHAPE_RESOURCE, true, "a thing by digest, uri or content", NULL, NULL},
    END,
};
static const struct shape definition_members[] = {
    {"buildType", SHAPE_TEXT, true, "what kind of making this was", NULL, NULL},
    {"externalParameters", SHAPE_FREE, true, "what people chose: parameters, stage, record", NULL,
     NULL},
    {"internalParameters", SHAPE_FREE, false, "what the machine brought: the environment", NULL,
     NULL},
    {"resolvedDependencies", SHAPE_LIST, false, "base models, data sets, code and all else", NULL,
     resource_element},
    END,
};
static const struct shape builder_members[] = {
    {"builderDependencies", SHAPE_LIST, false, "what the builder itself was made of", NULL,
     resource_element},
    {"id", SHAPE_TEXT, true, "URI of who or what made it", NULL, NULL},
    {"version", SHAPE_FREE, false, "versions of its parts", NULL, NULL},
    END,
};
static const struct shape metadata_members[] = {
    {"finishedOn", SHAPE_TIME, false, "when it ended", NULL, NULL},
    {"invocationId", SHAPE_TEXT, false, "the run's own number", NULL, NULL},
    {"startedOn", SHAPE_TIME, false, "when it began", NULL, NULL},
    END,
};
static const struct shape details_members[] = {
    {"builder", SHAPE_MAP, true, "who or what made it", NULL, builder_members},
    {"byproducts", SHAPE_LIST, false, "records of the run", NULL, resource_element},
    {"metadata", SHAPE_MAP, false, "of this run", NULL, metadata_members},
    END,
};
const struct shape predicate_lineage_members[] = {
    {"buildDefinition", SHAPE_MAP, true, "what went in", NULL, definition_members},
    {"runDetails", SHAPE_MAP, true, "how it was run", NULL, details_members},
    END,
};
