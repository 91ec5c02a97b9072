/*
 * secret_table.h - what the tables of secrets are written with; only secrets_*.c include it.
 *
 * How to add a kind of secret: one line in the family that its issuer belongs to, with the class,
 * what a person calls it, where the issuer documents it, the expressions and the proof; and a row
 * in tests/unit/test_secrets.c with one that hits and one that just misses.
 *
 * `find` is for Hyperscan. It begins with a literal of three bytes or more, or has one near its
 * front, repeats a fixed or bounded number of times and matches where the shortest token ends.
 * What stands before the literal is for PCRE2: `token` is the whole of it, with its boundaries, and
 * group 1 is the secret itself where there is more around it.
 */

#pragma once

#include "base/kit.h"
#include "examine/detect/patterns.h"
#include "examine/detect/secret_proofs.h"

/* No part of a longer word stands in front; the escapes of JSON and of URLs are no word. */
#define ALONE "(?:(?<![0-9A-Za-z])|(?<=\\\\[nrt])|(?<=%[0-9A-F]{2})|(?<=\\\\u00[0-9a-f]{2}))"
/* The end of a comment of XML is none either. */
#define ENDS "(?![0-9A-Za-z_]|-(?!->))"
#define UUID "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"

/* From a name to its value in code, JSON, YAML, XML, settings and shells, escaped or not; the name
 * may stand in brackets. */
#define ASSIGN                                                                                     \
    "\\\\?[\"']?\\]?[ \\t]{0,4}(?:=>|:=|[:=,]|[ \\t\\r\\n]{1,20}value[ ]?[=:])[ "                  \
    "\\t]{0,4}\\\\?[\"'`]?"
#define NAME_TAIL "[0-9A-Za-z_. -]{0,24}"
/* A word of its own, or the hump of a camel. */
#define WORD_STARTS "(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z]))"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

#define SECRET(name, title_, origin_, find_, token_, ...)                                          \
    {                                                                                              \
        .what = {"secret." name, 0, NULL}, .title = (title_), .origin = (origin_),                 \
        .find = (find_), .token = (token_), .proof = &__VA_ARGS__                                  \
    }
/* A token of one length. */
#define TOKEN(name, title, origin, form, ...)                                                      \
    SECRET(name, title, origin, form, ALONE "(?:" form ")" ENDS, __VA_ARGS__)
/* A token of several lengths, or with more in front of its literal. */
#define LONGER(name, title, origin, find, form, ...)                                               \
    SECRET(name, title, origin, find, ALONE "(?:" form ")" ENDS, __VA_ARGS__)
/* A shape that many things share, as the value of a name that has the issuer's word in it. */
#define KEYED(name, title, origin, words, shape, ...)                                              \
    SECRET(name, title, origin, "(?i:" words ")" NAME_TAIL ASSIGN shape,                           \
           WORD_STARTS "(?i:" words ")" NAME_TAIL ASSIGN "(" shape ")" ENDS, __VA_ARGS__,          \
           .rank = PATTERN_KEYED)
