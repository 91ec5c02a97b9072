/*
 * commit_order.h - whether the thresholds of an evaluation were committed before its results, by
 * the graph of commits: dates in commits and records are what their authors say, parents are not.
 */

#pragma once

#include <assay/inventory.h>

/* What is known of one evaluation report. */
struct assay_commit_order {
    const char *record; /* its path, as items have it; none is inside an archive */
    /*
     * before     its commit of thresholds came before each that brought results of its models
     * with       they came in one commit
     * after      results were there before
     * elsewhere  the commit is in the repository, but not in the history of what is judged
     * absent     the repository has no such commit
     * changed    the file of thresholds is not in it, or is another
     * replaced   the file was changed again, or removed, before the results came
     * late       its author says that it is younger than the run
     * other-values  it came first, and gives a metric of the report another threshold
     * no-values  it came first, and a threshold of the report stands nowhere in it, or it is no
     *            text in UTF-8
     * cut        history ends before that is known: a shallow or partial clone
     * unread     objects or reports of the history cannot be read, or are too many
     * pointer    git-lfs or git-annex keeps a version of a YAML file elsewhere, which may be a
     *            report, or the thresholds, by another digest than SHA-256
     * submodule  the report is of a repository inside this one, whose history is not looked at
     * unsaid     the report names no whole commit id, or no file by its path and digest
     */
    const char *order;
};

/* Plain data in its own memory. */
struct assay_commit_orders {
    const struct assay_commit_order *orders; /* in the order of `record`, as strcmp() has it */
    size_t count;
};

/*
 * Asks the repository about all evaluation reports of an inventory that is of it. Results are
 * those of any evaluation report in the history that names one of the same models by its digest,
 * under whatever path, that gives a value or a bound of one.
 * out  the caller's, to release with assay_commit_orders_free()
 */
ASSAY_RESULT assay_commit_orders_read(const struct assay_inventory *inventory,
                                      const char *repository, struct assay_commit_orders **out,
                                      struct assay_error *err);
void assay_commit_orders_free(struct assay_commit_orders *orders); /* NULL is fine */
