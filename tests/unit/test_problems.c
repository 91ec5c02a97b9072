/* test_problems.c - each id that can be shown is explained: title, meaning, remedy. */

#include "rows.h"

#include <assay/problem.h>

#include "base/kit.h"
#include "inventory/gaps.h"

static void sorted_and_complete(void **state)
{
    (void)state;
    for (size_t i = 0; i < assay_problem_count; i++) {
        const struct assay_problem *problem = &assay_problems[i];

        if (i > 0)
            assert_true(strcmp(assay_problems[i - 1].id, problem->id) < 0);
        assert_null(strchr(problem->title, '\n'));
        assert_in_range(strlen(problem->title), 10, 80);
        assert_in_range(strlen(problem->meaning), 50, 400);
        assert_in_range(strlen(problem->remedy), 10, 400);
        assert_ptr_equal(assay_problem_find(problem->id), problem);
    }
    assert_null(assay_problem_find(""));
    assert_null(assay_problem_find("git"));
    assert_null(assay_problem_find("zzz"));
}

/* Family by family. */
static const char *const documented[] = {
    "git.shallow",
    "git.object-missing",
    "git.object-promised",
    "git.object-corrupt",
    "git.object-mismatch",
    "git.ref-broken",
    "git.foreign-owner",
    "git.submodule-skipped",
    "git.alternate-missing",
    "git.unsafe-path",
    "git.duplicate-entry",
    "git.index-conflict",
    "git.nothing-to-examine",
    "git.unsupported-format",
    "git.replace-ignored",
    "git.sparse-worktree",
    "file.special",
    "file.unreadable",
    "file.changed-while-reading",
    "file.too-large",
    "pointer.lfs-missing",
    "pointer.lfs-mismatch",
    "pointer.lfs-raw",
    "pointer.lfs-stray",
    "pointer.dvc-missing",
    "pointer.dvc-mismatch",
    "pointer.annex-missing",
    "pointer.annex-mismatch",
    "pointer.invalid",
    "bundle.unsafe-path",
    "bundle.link-escape",
    "bundle.special-entry",
    "bundle.encrypted",
    "bundle.encrypted-names",
    "bundle.multi-volume",
    "bundle.volume-missing",
    "bundle.size-limit",
    "bundle.ratio-limit",
    "bundle.reader-failed",
    "bundle.count-limit",
    "bundle.depth-limit",
    "bundle.overlap",
    "bundle.duplicate-name",
    "bundle.header-mismatch",
    "bundle.hidden-entry",
    "bundle.ambiguous-end",
    "bundle.trailing-data",
    "bundle.truncated",
    "bundle.checksum",
    "bundle.method-unsupported",
    "bundle.bad-header",
    "oci.digest-mismatch",
    "oci.size-mismatch",
    "oci.blob-missing",
    "data.bad-record",
    "data.not-utf8",
    "data.ragged-row",
    "data.bad-checksum",
    "data.truncated",
    "data.footer-corrupt",
    "data.key-duplicate",
    "data.key-incomplete",
    "model.shard-missing",
    "card.absent",
    "card.invalid",
    "croissant.file-missing",
    "time.limit",
    /* used by code, one literal for each line of gaps.h */
    GAP_MODEL_INVALID,
    GAP_FILE_CHANGED,
    GAP_GIT_OBJECT_PROMISED,
    GAP_POINTER_LFS_MISMATCH,
};

static void documented_ids_are_explained(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(documented); i++) {
        if (!assay_problem_find(documented[i]))
            fail_msg("%s is not explained", documented[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sorted_and_complete),
        cmocka_unit_test(documented_ids_are_explained),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
