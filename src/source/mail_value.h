/*
 * mail_value.h - what stands behind the name of a field of a mail: a word, and parameters of it
 * behind semicolons.
 *
 * Source: RFC 2045, 5.1; names as RFC 2231 and, where it is not kept to, RFC 2047 write them.
 */

#pragma once

#include "base/buf.h"

#define MAIL_BLANKS BYTES(" \t\r\n")

/* Takes the word at the front: "multipart/mixed". */
struct bytes mail_take_word(struct bytes *rest);

/* Takes the next parameter, its value without quotes and folds; false where there is none. */
bool mail_next_parameter(struct bytes *rest, struct bytes *name, struct buf *value);

/* mail_name.c: the value of the parameter `wanted` that is a text of any language, in whichever
 * form it is written; false where there is none. */
bool mail_find_name(struct bytes value, const char *wanted, struct buf *out);
