/* predicates_part.h - the tables of members that predicates.c joins; one file a matter. */

#pragma once

#include "ledger/predicates.h"

#define SHAPE_END                                                                                  \
    {                                                                                              \
        NULL, SHAPE_ANY, false, NULL, NULL, NULL                                                   \
    }

extern const struct shape predicate_text_element[]; /* of a list of texts */

extern const struct shape attestation_members[], incident_members[], release_members[],
    rollback_members[], waiver_members[], withdrawal_members[];
