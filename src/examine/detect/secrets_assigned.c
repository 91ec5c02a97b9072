/*
 * secrets_assigned.c - settings whose names say that a secret follows, of no particular issuer.
 */

#include "examine/detect/secret_table.h"

#define NAMES                                                                                      \
    "(?i:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|auth[_-]?key|"           \
    "account[_-]?key|encryption[_-]?key|credential)s?"
/* What people type for them may be short; keys and tokens of so few characters are none. */
#define TYPED "(?i:passw(?:or)?d|passphrase|pwd)"
#define TO_VALUE "\\\\?[\"']?\\]?[ \\t]{0,4}(?:=>|:=|[:=,])[ \\t]{0,4}"

const struct pattern secrets_assigned[] = {
    SECRET("assigned-password", "Password, key or token in quotes", "programs and settings",
           NAMES TO_VALUE "\\\\?[\"'`][^\"'`\\s\\\\]{8}",
           NAMES TO_VALUE "\\\\?[\"'`]([^\"'`\\s\\\\]{8,128})\\\\?[\"'`]", proof_assigned,
           .rank = PATTERN_GENERIC),
    SECRET("assigned-password", "Short password in quotes", "programs and settings",
           TYPED TO_VALUE "\\\\?[\"'`][^\"'`\\s\\\\]{6,7}\\\\?[\"'`]",
           TYPED TO_VALUE "\\\\?[\"'`]([^\"'`\\s\\\\]{6,7})\\\\?[\"'`]", proof_typed,
           .rank = PATTERN_GENERIC),
    SECRET("assigned-password", "Password, key or token without quotes", "settings and shells",
           NAMES TO_VALUE "[0-9A-Za-z_+/.@!#%^&*~=-]{8}",
           NAMES TO_VALUE "([0-9A-Za-z_+/.@!#%^&*~=-]{8,128})(?=[ \\t]{0,8}(?:[\\r\\n#&]|\\\\n|$))",
           proof_assigned, .rank = PATTERN_GENERIC),
    SECRET("assigned-password", "Password or token as an element of XML", "programs and settings",
           "<" TYPED ">[^<>\\s]{6}", "<" TYPED ">([^<>\\s]{6,128})</", proof_typed,
           .rank = PATTERN_GENERIC),
};
const size_t secrets_assigned_count = ARRAY_LEN(secrets_assigned);
