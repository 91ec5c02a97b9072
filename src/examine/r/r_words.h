/* r_words.h - what the parts of R's serialization mean: types of values, names of symbols. */

#pragma once

#include "base/bytes.h"

/* Type codes of R (R Internals 1.1) and of serialize.c above them. */
enum r_type {
    R_SYMBOL = 1,
    R_PAIRLIST = 2,
    R_CLOSURE = 3,
    R_ENVIRONMENT = 4,
    R_PROMISE = 5,
    R_LANGUAGE = 6,
    R_SPECIAL = 7,
    R_BUILTIN = 8,
    R_CHAR = 9,
    R_LOGICAL = 10,
    R_INTEGER = 13,
    R_REAL = 14,
    R_COMPLEX = 15,
    R_STRING = 16,
    R_DOTS = 17,
    R_LIST = 19,
    R_EXPRESSION = 20,
    R_BYTECODE = 21,
    R_POINTER = 22,
    R_WEAK = 23,
    R_RAW = 24,
    R_S4 = 25,
    R_ALTREP = 238,
    R_ATTR_PAIRLIST = 239,
    R_ATTR_LANGUAGE = 240,
    R_BASE_ENV = 241,
    R_EMPTY_ENV = 242,
    R_BYTECODE_AGAIN = 243,
    R_BYTECODE_SHARED = 244,
    R_PERSISTENT = 247,
    R_PACKAGE = 248,
    R_NAMESPACE = 249,
    R_BASE_NAMESPACE = 250,
    R_MISSING = 251,
    R_UNBOUND = 252,
    R_GLOBAL_ENV = 253,
    R_NULL = 254,
    R_AGAIN = 255, /* a reference to what was written before */
};

/* "closure"; NULL for what is no value of a user's. */
const char *r_type_name(unsigned type);

/* What a symbol's name says; 0 for all others. */
enum r_symbol {
    R_SYMBOL_PLAIN,
    R_SYMBOL_CLASS,
    R_SYMBOL_NAMES,
    R_SYMBOL_ROWS,
    R_SYMBOL_STARTUP, /* R calls a function of this name when it loads a workspace */
    R_SYMBOL_RUNS,    /* from here on functions: runs code, a program, or loads more of it */
};

/* The number of a symbol that means something, from 1; 0 for all others. */
uint8_t r_symbol_number(struct bytes name);
enum r_symbol r_symbol(uint8_t number);
const char *r_symbol_name(uint8_t number);

/* Classes of tables, and of what is no model either. */
bool r_class_is_data(struct bytes name);
