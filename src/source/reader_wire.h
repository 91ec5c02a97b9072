/*
 * reader_wire.h - what passes between assay and the process in which libarchive reads one archive:
 * packets over a socket, each a head and up to two runs of bytes. Neither side trusts a length.
 */

#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/limits.h"

enum {
    WIRE_SLICE = 64 * 1024, /* the most bytes of the archive, or of a member, in one packet */
    WIRE_TEXT = 256,
    WIRE_ROOM = 2 * (LIMIT_NAME + 1), /* the most that stands behind a head: two names */
};

enum wire_kind {
    WIRE_OPEN, /* asked of the reader, which answers each with a result */
    WIRE_NEXT,
    WIRE_BLOCK,
    WIRE_TAKE, /* asked by the reader before it does, and answered in kind */
    WIRE_SKIP,
    WIRE_SEEK,
    WIRE_RESULT,
};

/* A member, as libarchive tells of it. */
struct wire_entry {
    uint32_t file_type;                         /* AE_IFREG and the others */
    uint8_t hardlink, encrypted, sized, sparse; /* 0 or not: no bool has to be believed */
    int64_t size;
};

struct wire_head {
    uint32_t kind;
    int32_t code;       /* of libarchive, or less than 0 for what failed */
    int64_t number;     /* of bytes, or an offset */
    int32_t whence;     /* of a seek */
    uint8_t seeks;      /* to open: the archive is read by offset */
    uint8_t rock_ridge; /* the names of the image are those of Rock Ridge */
    int64_t position;   /* bytes of the archive behind which libarchive stands */
    struct wire_entry entry;
    uint32_t first, second; /* bytes of what follows: content, or a name and a link */
    char text[WIRE_TEXT];   /* what is wrong, in libarchive's words, or "" */
};

enum wire_answer { WIRE_DONE, WIRE_LATE, WIRE_BROKEN };

/* LATE where the socket's own time is over: ask again. */
enum wire_answer wire_send(int socket, const struct wire_head *head, struct bytes first,
                           struct bytes second);
/* `room` has WIRE_ROOM bytes, in which the two stand one behind the other. */
enum wire_answer wire_receive(int socket, struct wire_head *head, uint8_t *room);
