/* kit.h - the few macros of the house: cleanup at end of scope, early return, moves. */

#pragma once

#include <assay/error.h>
#include <stddef.h>

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

/* Runs fn(&variable) at the end of the variable's scope. */
#define CLEANUP(fn) __attribute__((cleanup(fn)))

/* Hands a pointer on and leaves NULL behind, so that CLEANUP has nothing to release. */
#define TAKE(pointer)                                                                              \
    __extension__({                                                                                \
        __typeof__(pointer) taken_ = (pointer);                                                    \
        (pointer) = NULL;                                                                          \
        taken_;                                                                                    \
    })

/* The one macro that returns: hands a failure to the caller. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum assay_status status_ = (call);                                                        \
        if (status_ != ASSAY_OK)                                                                   \
            return status_;                                                                        \
    } while (0)

/* CLEANUP(free_cleanup) char *text: releases what malloc() gave. */
void free_cleanup(void *pointer_to_pointer);
/* CLEANUP(close_cleanup) int fd = -1 */
void close_cleanup(const int *fd);

/* C23's names: true means that the result does not fit. */
#define ckd_add(result, a, b) __builtin_add_overflow(a, b, result)
#define ckd_sub(result, a, b) __builtin_sub_overflow(a, b, result)
#define ckd_mul(result, a, b) __builtin_mul_overflow(a, b, result)

/* Fails where memory ran out: there is nothing else to say, and little to say it with. */
static inline ASSAY_RESULT out_of_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
}
