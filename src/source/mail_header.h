/*
 * mail_header.h - what the header of a mail, or of a part of one, tells of what follows it; and
 * whether bytes begin with one.
 *
 * Source: RFC 5322, 2.2; RFC 2045, 5 and 6; RFC 2046, 5.1; RFC 2183; names as RFC 2231 and, where
 * it is not kept to, RFC 2047 write them.
 */

#pragma once

#include "source/mail_transfer.h"

enum { MAIL_TYPE_MOST = 64, MAIL_BOUNDARY_MOST = 256 };

struct mail_header {
    char type[MAIL_TYPE_MOST]; /* "text/csv", in small letters; "" where none is told */
    uint8_t boundary[MAIL_BOUNDARY_MOST];
    size_t boundary_size; /* 0: none is told */
    enum mail_encoding encoding;
    struct buf name; /* of the file that it is, or nothing; ASSAY_ELIMIT where it is too long */
    bool ambiguous;  /* what readers go by stands there twice, and differs */
};

void mail_header_init(struct mail_header *header);
void mail_header_clear(struct mail_header *header);

/* Reads all fields up to the empty line. */
void mail_header_read(struct mail_header *header, struct bytes fields);

/* Whether it says that parts follow, whose boundary it may lack. */
bool mail_has_parts(const struct mail_header *header);

/* Whether a line begins a field. */
bool mail_is_field(struct bytes line);

/* Whether a mail begins here that has parts, or is not written as it is; one of plain text is
 * examined as that. Of a header that does not end in the first 4 KiB it is not known, and true. */
bool mail_begins(struct bytes head);

/* Whether a box of mails begins here, as mbox has them. Patches of git are none. */
bool mbox_begins(struct bytes head);

/* Whether a line, without its end, is what stands before each mail of a box. */
bool mbox_is_mark(struct bytes line);
