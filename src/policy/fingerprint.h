/* fingerprint.h - what a finding is called: 16 bytes over rule and content, in hex. */

#pragma once

#include <assay/assessment.h>

enum { FINGERPRINT_BYTES = 16, FINGERPRINT_SIZE = 33, FINGERPRINT_SHORT_DIGITS = 12 };

/* What a fingerprint is made of. Never of the item's place, a commit or the time: identity is
 * content. */
struct fingerprint_parts {
    const char *code, *headline, *detail;
    const uint8_t *sha256; /* 32 bytes of the subject's content; NULL: the target as a whole */
    const char *said;      /* the whole message; NULL where class and content tell all */
};

void fingerprint_make(const struct fingerprint_parts *parts, char out[FINGERPRINT_SIZE]);

/* True for 12 to 32 hex digits, dashes between them or not. */
bool fingerprint_valid(const char *text);

/* The digits that any writing of a fingerprint has; false where `text` is none. */
bool fingerprint_first_digits(const char *text, char out[FINGERPRINT_SHORT_DIGITS + 1]);
