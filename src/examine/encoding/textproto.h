/*
 * textproto.h - Protocol Buffers written as text, field by field: who reads messages through
 * protobuf.h reads these too, with the same tags, and offsets of the text.
 *
 *     struct textproto text;
 *     proto_init(&proto, cursor);
 *     textproto_init(&text, &proto, words_of_the_message);
 *
 * As on the wire, fields that nobody knows are passed over. In memory there is one text at most.
 *
 * Source: protobuf.dev, "Text Format Language Specification".
 */

#pragma once

#include "examine/encoding/protobuf.h"

/* The fields of a message by their names: an array of these, ended by a name of NULL. */
struct textproto_word {
    const char *name;
    uint32_t tag;                        /* PROTO_TAG() that the field has on the wire */
    const struct textproto_word *inside; /* of a message */
    /* The number that a name stands for, where the field is an enumeration: UINT64_MAX is none. */
    uint64_t (*number_of)(struct bytes name);
};

/* A message of which no field is looked at. */
extern const struct textproto_word textproto_any[];

struct textproto {
    struct proto *proto;
    struct buf text;       /* the decoded text of the field read last, or its front */
    uint64_t known, other; /* fields so far that had a word, and that had none */
    char opened;           /* '{' or '<': a message that nobody entered yet; else 0 */
    const struct textproto_word *entering; /* its fields */
    struct {
        const struct textproto_word *words; /* of the message */
        const struct textproto_word *list;  /* the field whose list is open, or NULL */
        char end;                           /* '}' or '>'; 0 for the outermost */
    } levels[PROTO_DEPTH];
};

/* From here on what is left of the cursor of `proto` is text; `text` outlives its use. */
void textproto_init(struct textproto *text, struct proto *proto,
                    const struct textproto_word *words);
void textproto_clear(struct textproto *text);

/* Moves behind blanks and comments. */
ASSAY_RESULT textproto_skip_blanks(struct cursor *cursor);

/* The name of the first field of `head`, behind blanks and comments; empty where there is none, and
 * the front of what is longer than any name. */
struct bytes textproto_first(struct bytes head);

/*
 * The fields in `head` that `words` know; 0 where some are unknown, or where it is no such text.
 * `cut`: there is more behind the head.
 */
unsigned textproto_likeness(struct bytes head, bool cut, const struct textproto_word *words);

/* What protobuf.h calls for its own functions of those names. */
ASSAY_RESULT textproto_next(struct textproto *text, struct proto_field *field, bool *more);
void textproto_enter(struct textproto *text);
