/* identifier_table.c - the lines of identifiers.def as a table. */

#include "examine/detect/identifier_table.h"

#include <assay/identifier.h>

#include "examine/detect/detectors.h"
#include "examine/detect/hashed_column.h"

#define WORDS(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

const struct identifier identifiers[IDENTIFIERS] = {
#define IDENTIFIER(id, class_text, rule_, chance_, cell_, harbor_, words_, unless_, shape_,        \
                   proof_)                                                                         \
    [ID_##id] = {.what = {.class_name = (class_text), .chance = (chance_), .headers = (words_)},   \
                 .rule = (rule_),                                                                  \
                 .cell = (cell_),                                                                  \
                 .unless = (unless_),                                                              \
                 .harbor = (harbor_),                                                              \
                 .shape = (shape_),                                                                \
                 .proof = (proof_)},
#include "examine/detect/identifiers.def"
#undef IDENTIFIER
};

const struct identifier *identifier_of(const struct detected *what)
{
    uintptr_t at = (uintptr_t)what - (uintptr_t)identifiers; /* `what` is the first member */

    return at < sizeof identifiers ? &identifiers[at / sizeof identifiers[0]] : NULL;
}

static const struct identifier *identifier_at(size_t index)
{
    return index < IDENTIFIERS ? &identifiers[index] : &hashed_identifier;
}

const size_t identifier_count = IDENTIFIERS + 1; /* what is hashed is the last */

const char *identifier_class_at(size_t index)
{
    return identifier_at(index)->what.class_name;
}

bool assay_identifier_at(size_t index, struct assay_identifier *out)
{
    static const char *const columns[] = {
        [RULE_PROOF] = "proof beyond chance, or proof and name",
        [RULE_FORM] = "form and name; form beyond chance is medium",
        [RULE_HEADER] = "name, and cells that go with it: medium",
        [RULE_BIRTH] = "name, and dates of which half lie before 2022",
        [RULE_RARE] = "name, and one among cells of the form: medium",
        [RULE_PLACE] = "name, and degrees; pairs near each other: medium",
        [RULE_PERSON] = "name and given names; one of both: medium",
        [RULE_DIGEST] = "name, and half of the cells, eight different ones: medium",
    };
    const struct identifier *identifier;

    if (index >= identifier_count)
        return false;
    identifier = identifier_at(index);
    *out = (struct assay_identifier){.class_name = identifier->what.class_name,
                                     .shape = identifier->shape,
                                     .proof = identifier->proof,
                                     .column = columns[identifier->rule],
                                     .harbor = identifier->harbor,
                                     .chance = identifier->what.chance};
    return true;
}
