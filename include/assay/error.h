/* error.h - a failure as a value: what went wrong, where, why, and what to do next. */

#pragma once

#include <stdint.h>

/* The status decides who stops: while an item is read, FORMAT, LIMIT, IO and MISSING become gaps
 * or findings and the run goes on; all others end it. */
enum assay_status {
    ASSAY_OK = 0,
    ASSAY_EFORMAT,      /* bytes are not what their format demands: `offset` says where */
    ASSAY_ELIMIT,       /* a ceiling of base/limits.h or of a flag was met */
    ASSAY_EIO,          /* reading failed: `sys` holds errno */
    ASSAY_EMISSING,     /* what was named is not there: a file, a revision, an object */
    ASSAY_EUSAGE,       /* a flag, config, policy or waiver file is wrong (exit code 2) */
    ASSAY_EEMPTY,       /* there is nothing to examine (exit code 4) */
    ASSAY_ETRUST,       /* a signature, chain or recorded hash does not hold (exit code 5) */
    ASSAY_ENOMEM,       /* memory ran out (exit code 6) */
    ASSAY_EOUTPUT,      /* a result could not be written: `sys` holds errno (exit code 6) */
    ASSAY_EINTERNAL,    /* a defect of assay, or a library failed without a reason (exit code 6) */
    ASSAY_EINTERRUPTED, /* a signal asked to stop (exit code 130) */
};

/* A status that the compiler does not let one ignore. */
#define ASSAY_RESULT __attribute__((warn_unused_result)) enum assay_status

#define ASSAY_NO_OFFSET UINT64_MAX

/*
 * Fixed arrays, so that reporting a failure cannot fail. `text` is one line that is complete in
 * itself; `id` is stable and searchable (`assay explain ID`); `why` and `remedy` may be empty.
 */
struct assay_error {
    enum assay_status status;
    int sys;         /* errno, or 0 */
    uint64_t offset; /* bytes from the start of the subject, or ASSAY_NO_OFFSET */
    uint32_t line;   /* from 1, or 0 where there is none */
    uint32_t column; /* from 1, in bytes, or 0 */
    char id[48];     /* such as "git.foreign-owner" */
    char path[1024]; /* the subject, escaped for display; cut at its front where longer */
    char text[512];
    char why[512];
    char remedy[512];
    char excerpt[256]; /* the source line that `line` names, for files written by a person */
};

/*
 * Fills `err` (NULL is fine) and returns `status`, so that a failure is made and returned in one
 * statement. Keeps nothing of what `err` held before.
 */
ASSAY_RESULT assay_fail(struct assay_error *err, enum assay_status status, uint64_t offset,
                        const char *format, ...) __attribute__((format(printf, 4, 5)));

#ifdef __clang_analyzer__
/* The analyzer sees one file at a time and does not know that the status comes back as it went in.
 */
#define assay_fail(err, status, ...) ((void)(assay_fail)(err, status, __VA_ARGS__), (status))
#endif

/* As assay_fail(), with errno and its words appended to the text. */
ASSAY_RESULT assay_fail_errno(struct assay_error *err, enum assay_status status, int sys,
                              const char *format, ...) __attribute__((format(printf, 4, 5)));

#ifdef __clang_analyzer__ /* see assay_fail() */
#define assay_fail_errno(err, status, sys, ...)                                                    \
    ((void)(assay_fail_errno)(err, status, sys, __VA_ARGS__), (status))
#endif

/* Each adds what its caller alone knows; NULL for `err` is fine. */
void assay_error_id(struct assay_error *err, const char *id);
void assay_error_path(struct assay_error *err, const char *path);
void assay_error_at(struct assay_error *err, uint32_t line, uint32_t column, const char *excerpt);
void assay_error_why(struct assay_error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void assay_error_do(struct assay_error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
