/* commit_order.h - whether one commit came before what others brought, by ancestry. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum commit_order {
    ORDER_BEFORE,
    ORDER_WITH,
    ORDER_AFTER,
    ORDER_ELSEWHERE,
    ORDER_ABSENT,
    ORDER_CHANGED,
    ORDER_LATE,
    ORDER_CUT,
    COMMIT_ORDERS
};

/* As <assay/commit_order.h> explains them. */
const char *commit_order_name(enum commit_order order);

struct commit_order_question {
    const char *commit; /* its id, in hex */
    const char *report; /* path, from the folder that is asked about on */
    const char *run_on; /* "2026-02-10": a version of the report counts that says so */
    const char *file;   /* what the commit must hold; NULL: nobody says */
    uint8_t sha256[32]; /* of that file */
    bool has_sha256;
    enum commit_order order; /* the answer */
};

/*
 * Answers questions about the history of `head`, an id or another word for a commit.
 *
 * ASSAY_EUSAGE   "git.not-a-repository"
 * ASSAY_EMISSING "git.unknown-revision" and others of git
 */
ASSAY_RESULT commit_orders_find(const char *repository, const char *head,
                                struct commit_order_question *questions, size_t count,
                                struct assay_error *err);
