/*
 * mail_transfer.h - content as it is written in a mail: as it is, as base64, or quoted-printable.
 *
 * Source: RFC 2045, section 6.
 */

#pragma once

#include "base/buf.h"

enum mail_encoding { MAIL_PLAIN, MAIL_BASE64, MAIL_QUOTED, MAIL_ENCODING_UNKNOWN };

/* By the value of Content-Transfer-Encoding; where there is none it is plain. */
enum mail_encoding mail_encoding_of(struct bytes value);

struct mail_transfer {
    enum mail_encoding encoding;
    unsigned bits, count; /* of base64: those that make no byte yet */
    struct bytes held;    /* the end of the last line, which is content where another one follows */
    bool broken;          /* something stood there that the encoding has none of */
};

/* Adds what a line, or a part of one, stands for; `whole` where it ends the line. The end of a line
 * is held back: before the mark that ends a part it belongs to that. */
void mail_transfer_line(struct mail_transfer *transfer, struct bytes line, struct buf *out);

/* Adds what was held back, where no mark follows. */
void mail_transfer_end(struct mail_transfer *transfer, struct buf *out);

/* A soft or hard end aside: what quoted-printable stands for; with `words` as the names of RFC 2047
 * have it, where '_' is a blank. False where an escape is none. */
bool mail_unquote(struct bytes text, bool words, struct buf *out);
