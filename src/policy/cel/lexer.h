/* lexer.h - an expression cut into tokens. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum token_kind {
    TOKEN_END,
    TOKEN_NAME,   /* an identifier, reserved words among them: the parser knows where they may be */
    TOKEN_QUOTED, /* `between back-quotes`, without them */
    TOKEN_INT,    /* digits, or 0x and hex digits */
    TOKEN_UINT,   /* the same, its `u` cut off */
    TOKEN_DOUBLE, /* with a point or an exponent */
    TOKEN_STRING, /* between its quotes, escapes not yet read */
    TOKEN_BYTES,  /* likewise */
    TOKEN_OPERATOR, /* one of `op` */
};

struct token {
    enum token_kind kind;
    bool raw;          /* of TOKEN_STRING and TOKEN_BYTES: no escapes */
    char op[3];        /* "&&" */
    struct bytes text; /* what the kind says, in the source */
    uint32_t from, to; /* offsets of the whole token */
};

struct lexer {
    struct bytes source;
    uint32_t at;
    struct assay_error *err;
};

/* ASSAY_EUSAGE where no token begins, or one does not end. */
ASSAY_RESULT lexer_next(struct lexer *lexer, struct token *token);

/* Fails with ASSAY_EUSAGE at an offset: line, column and the source line in the error. */
ASSAY_RESULT source_fail(struct bytes source, uint32_t offset, struct assay_error *err,
                         const char *format, ...) __attribute__((format(printf, 4, 5)));
#ifdef __clang_analyzer__ /* see assay_fail() */
#define source_fail(source, offset, err, ...)                                                      \
    ((void)(source_fail)(source, offset, err, __VA_ARGS__), ASSAY_EUSAGE)
#endif

/* Line and column, from 1, of an offset. */
void source_place(struct bytes source, uint32_t offset, uint32_t *line, uint32_t *column);

/* True for the words that cannot name a variable. */
bool is_reserved(struct bytes word);
