/*
 * tar_header.h - one header block of a tar, in all its dialects.
 * Source: POSIX.1-2017, pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format".
 */

#pragma once

#include "base/bytes.h"

enum { TAR_BLOCK = 512 };

enum tar_type {
    TAR_FILE = '0', /* and '\0', '7', and every letter that nobody knows, as POSIX demands */
    TAR_HARDLINK = '1',
    TAR_SYMLINK = '2',
    TAR_CHARACTER = '3',
    TAR_BLOCK_DEVICE = '4',
    TAR_FOLDER = '5',
    TAR_FIFO = '6',
    TAR_PAX = 'x',
    TAR_PAX_SOLARIS = 'X',
    TAR_PAX_GLOBAL = 'g',
    TAR_LONG_NAME = 'L',
    TAR_LONG_LINK = 'K',
    TAR_CONTINUED = 'M', /* goes on where another volume ended */
    TAR_SPARSE = 'S',
    TAR_LABEL = 'V',
};

/* The texts lie in the block. */
struct tar_header {
    struct bytes prefix, name, link; /* prefix is empty where the dialect has none */
    uint64_t size;                   /* of what is stored behind the header */
    uint8_t type;                    /* as it stands */
    bool gnu;                        /* old GNU fields stand where ustar has its prefix */
    bool size_ok;                    /* the size is a number */
};

/* True where the block's checksum holds, summed as unsigned or, as some did, as signed bytes. */
bool tar_header_checks(const uint8_t block[TAR_BLOCK]);

/* Reads a block whose checksum holds. */
void tar_header_read(const uint8_t block[TAR_BLOCK], struct tar_header *header);

/* Octal digits, or base-256 where the first bit is set; a blank field is 0. False: no number that
 * is positive and fits. */
bool tar_number(struct bytes field, uint64_t *value);

/* A field's text, up to its first zero. */
struct bytes tar_text(struct bytes field);
