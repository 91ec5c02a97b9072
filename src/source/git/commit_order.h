/* commit_order.h - whether one commit came before what others brought, by ancestry. */

#pragma once

#include "source/git/brought.h"

enum commit_order {
    ORDER_BEFORE,
    ORDER_WITH,
    ORDER_AFTER,
    ORDER_ELSEWHERE,
    ORDER_ABSENT,
    ORDER_CHANGED,
    ORDER_REPLACED,
    ORDER_LATE,
    ORDER_OTHER_VALUES,
    ORDER_NO_VALUES,
    ORDER_CUT,
    ORDER_UNREAD,
    ORDER_POINTER,
    ORDER_SUBMODULE,
    ORDER_UNSAID,
    COMMIT_ORDERS
};

/* As <assay/commit_order.h> explains them. */
const char *commit_order_name(enum commit_order order);

/* What one report says; NULL where it does not. */
struct commit_order_question {
    const char *commit;     /* id of the commit of its thresholds, in hex */
    const char *record;     /* where the report stands, from the top of the repository */
    const char *file;       /* their path, from a folder above it */
    const uint8_t *sha256;  /* of that file */
    const char *run_on;     /* "2026-02-10" */
    const uint32_t *topics; /* of its results, as the reader numbers them */
    size_t topic_count;
    enum commit_order order; /* the answer */
    /* Whether its file has the values of the report: before, other-values or no-values. */
    enum commit_order (*values)(const void *report, struct bytes file);
    const void *report;
};

/*
 * Answers questions about the history of `head`, an id or another word for a commit.
 *
 * results  reads versions of reports; its topics are small numbers
 *
 * ASSAY_EUSAGE  "git.not-a-repository"
 */
ASSAY_RESULT commit_orders_find(const char *repository, const char *head,
                                const struct brought_reader *results,
                                struct commit_order_question *questions, size_t count,
                                struct assay_error *err);
