/* test_inspect_lightgbm.c - models of LightGBM. */

#include "inspect_rows.h"

#include "examine/inspect.h"

#define HEAD                                                                                       \
    "tree\nversion=v4\nnum_class=3\nnum_tree_per_iteration=3\nlabel_index=0\nmax_feature_idx=9\n"  \
    "objective=multiclass num_class:3\nfeature_names=a b c\n\n"

static const struct inspect_row rows[] = {
    {"a model", "m.txt",
     ROW_BYTES(HEAD "Tree=0\nnum_leaves=2\n\nTree=1\n\nend of trees\n\nparameters:\n[boosting: "
                    "gbdt]\nend of parameters\n"),
     ASSAY_OK, ASSAY_LOAD_CLEAN,
     "fact model.classes = 3\nfact model.features = 10\nfact model.format-version = v4\n"
     "fact model.objective = multiclass num_class:3\nfact model.producer = LightGBM\n"
     "fact model.trees = 2\nfact model.type = gbdt\n"},
    {"cut", "m.txt", ROW_BYTES(HEAD "Tree=0\n"), ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS,
     "fact model.trees = 1\n"},
};

static void check(void **state)
{
    inspect_row_check(&inspect_lightgbm, *state);
    inspect_row_cuts(&inspect_lightgbm, *state, true);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
