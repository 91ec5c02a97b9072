/* predicates_list.c - the kinds of statements, for those outside who list them or want a schema. */

#include <assay/statement.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "ledger/predicates.h"

bool assay_statement_kind_at(size_t index, struct assay_statement_kind *out)
{
    const struct predicate_kind *kind;

    if (index >= predicate_kind_count)
        return false;
    kind = &predicate_kinds[index];
    *out = (struct assay_statement_kind){kind->name, kind->type, ledger_role_name(kind->role),
                                         kind->by_hand, kind->meaning};
    return true;
}

enum assay_status predicate_choose(const char *name, bool by_hand,
                                   const struct predicate_kind **out, struct assay_error *err)
{
    const char *names[64], *nearest;
    enum assay_status status;
    size_t count = 0;

    *out = predicate_named(name);
    if (*out && ((*out)->by_hand || !by_hand))
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                        *out ? "a statement of the kind \"%.60s\" is not made by hand"
                             : "there is no kind of statement \"%.60s\"",
                        name);
    assay_error_id(err, "statement.kind");
    for (size_t i = 0; i < predicate_kind_count && count < ARRAY_LEN(names); i++)
        if (predicate_kinds[i].by_hand || !by_hand)
            names[count++] = predicate_kinds[i].name;
    nearest = *out ? NULL : text_nearest(name, names, count);
    if (*out)
        assay_error_why(err, "assay writes it itself, where what it says happens");
    if (nearest)
        assay_error_do(err, "did you mean %s?", nearest);
    else
        assay_error_do(err, "assay ledger schema      (lists the kinds)");
    return status;
}

enum assay_status assay_statement_schema(const char *kind, char **text, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf out = {.ceiling = LIMIT_DOCUMENT};
    const struct predicate_kind *found;

    TRY(predicate_choose(kind, false, &found, err));
    predicate_schema(found, &out);
    return buf_hand_over(&out, text, err);
}
