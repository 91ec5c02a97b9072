/*
 * pair_scan.h - names and their values as programs, settings, logs and notes write them:
 *
 *     {"ssn": "201112345"}    ssn = '201112345',    ssn=201112345 name="Ann Lee"    SSN:
 * 201-11-2345
 *
 * and lists of values under a name, in brackets or each behind a dash:
 *
 *     ssn = c("201112345", "201112346")             ssn:
 *                                                     - 201112345
 *
 * No grammar of any language: what is none of these is passed over.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

enum pair_token {
    PAIR_OVER,
    PAIR_VALUE, /* of a name */
    PAIR_LIST,  /* begins, of a name */
    PAIR_ITEM,  /* of the present list */
    PAIR_LIST_END,
};

enum { PAIR_NAME_MOST = 64, PAIR_VALUE_MOST = 4096 };

struct pair_scan {
    /* About the last token: parts of the text. */
    struct bytes name, value; /* without quotes */
    bool hides;               /* '\' is in the value: its bytes do not show it */

    /* The scanner's own. */
    struct bytes text;
    size_t at;
    size_t colon, equals; /* the next ones, where they are known */
    size_t open[3];       /* by kind of quote: before it none closes another */
    bool in_line;         /* something but blanks stands in front, in the line */
    enum { NO_LIST, IN_BRACKETS, BEHIND_DASHES } list;
};

/* More of a text: whole lines, or a part of one that is too long. All 0 before the first. */
void pair_scan_more(struct pair_scan *scan, struct bytes text);

enum pair_token pair_scan_next(struct pair_scan *scan);
