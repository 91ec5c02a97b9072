/*
 * protobuf.h - the wire format of Protocol Buffers, field by field, through a cursor.
 *
 *     TRY(proto_next(&proto, &field, &more));
 *     switch (field.tag) {
 *     case PROTO_TAG(1, PROTO_BYTES):
 *         TRY(proto_enter(&proto, &field));
 *
 * For messages of any size, read once and in order; protobuf_bytes.h is for small ones in memory,
 * protobuf_shape.h for telling from its first bytes which message a file is.
 *
 * A field that nobody reads is skipped, unknown ones alike, by its length: nothing is held. Fields
 * come in any order and any number; what merges them is up to the caller.
 *
 * Source: protobuf.dev, "Encoding".
 */

#pragma once

#include "base/buf.h"
#include "base/cursor.h"

enum proto_wire { PROTO_VARINT = 0, PROTO_FIXED64 = 1, PROTO_BYTES = 2, PROTO_FIXED32 = 5 };

/* What the bytes of a field begin with: its number and how it is written. */
#define PROTO_TAG(number, wire) ((uint32_t)(number) << 3 | (uint32_t)(wire))

enum { PROTO_NUMBER_MAX = (1 << 29) - 1 };

/* Messages in messages, the outermost counted; what the libraries of the format allow. */
#define PROTO_DEPTH 100

struct proto_field {
    uint32_t tag;   /* PROTO_TAG() of it */
    uint64_t value; /* the number itself; of PROTO_BYTES the size, of a message in text 1 */
    uint64_t at;    /* offset of the field's tag in the item */
};

struct textproto;
struct proto {
    struct cursor *cursor;
    struct textproto *written;  /* the message is text (textproto.h); NULL: in the wire format */
    uint64_t next;              /* offset of the next field of this message */
    uint64_t ends[PROTO_DEPTH]; /* of the messages that are open, the innermost last */
    unsigned depth;             /* how many */
};

/* Reads what is left of `cursor` as one message; the cursor outlives it. */
void proto_init(struct proto *proto, struct cursor *cursor);

/*
 * The next field of the innermost message, whatever of the last one was left unread. At the end of
 * the message *more is false and the message around it goes on.
 * ASSAY_EFORMAT: cut short, a length beyond its message, field 0, a group (no model has them).
 */
ASSAY_RESULT proto_next(struct proto *proto, struct proto_field *field, bool *more);

/* Takes the bytes of `field`, just read, as a message. ASSAY_ELIMIT past PROTO_DEPTH. */
ASSAY_RESULT proto_enter(struct proto *proto, const struct proto_field *field);

/* The first `keep` bytes of `field`, just read, in place of what `text` holds. */
ASSAY_RESULT proto_text(struct proto *proto, const struct proto_field *field, size_t keep,
                        struct buf *text);

/* A name that is compared: of what is longer only the front is kept, and `cut` tells so. */
enum { PROTO_NAME_MAX = 256 };
struct proto_name {
    uint8_t bytes[PROTO_NAME_MAX];
    size_t size;
    bool cut;
};

ASSAY_RESULT proto_name(struct proto *proto, const struct proto_field *field,
                        struct proto_name *name);

static inline struct bytes proto_name_bytes(const struct proto_name *name)
{
    return bytes_of(name->bytes, name->size);
}

/*
 * The next number of a repeated field of varints, packed or single; *more is false where there is
 * none. Begins with *more true.
 */
ASSAY_RESULT proto_varint(struct proto *proto, const struct proto_field *field, uint64_t *value,
                          bool *more);

static inline uint32_t proto_number(const struct proto_field *field)
{
    return field->tag >> 3;
}

static inline enum proto_wire proto_wire(const struct proto_field *field)
{
    return (enum proto_wire)(field->tag & 7);
}
