/*
 * note.h - signed notes: a text, an empty line, and a line a signature.
 * Source: C2SP signed-note; ledger-formats.md 7.
 */

#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "crypto/key.h"

enum {
    NOTE_SIZE_MAX = 1 << 20,   /* bytes of a note that is read */
    NOTE_SIGNATURES_MAX = 100, /* more is no note; readers must take 16 */
    NOTE_NAME_MAX = 255,       /* bytes of a key's name */
};

/* Type bytes of key ids; what is signed under others is kept and not judged. */
enum note_key_type {
    NOTE_ED25519 = 0x01,     /* signs the text */
    NOTE_COSIGNATURE = 0x04, /* signs a checkpoint's text and the time at which it was seen */
};

struct note_signature {
    struct bytes name;
    uint8_t id[4];
    struct bytes signature; /* behind the id; in the arena */
};

struct note {
    struct bytes text;  /* what is signed, with its final LF; borrowed from what was read */
    struct bytes lines; /* all signature lines as they stood; borrowed likewise */
    struct note_signature *signatures; /* of every type, also those that cannot be judged */
    size_t count;
};

/* One key under the name by which notes know it; both borrowed. Ed25519 keys only. */
struct note_verifier {
    enum note_key_type type;
    const char *name;
    const struct assay_key *key;
};

/* True for a name that a key may have: UTF-8, not empty, no blanks, no plus sign. */
bool note_name_valid(struct bytes name);

/* The first four bytes of the digest over name, type and key. */
void note_key_id(const struct note_verifier *verifier, uint8_t out[4]);

/* ASSAY_EFORMAT with the offset where it stops to be a note. */
ASSAY_RESULT note_read(struct arena *arena, struct bytes text, const char *path, struct note *out,
                       struct assay_error *err);

/* What a note says about one key. */
enum note_judgement {
    NOTE_ABSENT, /* nothing */
    NOTE_HOLDS,  /* a signature of it, and that holds */
    NOTE_FORGED, /* a signature under its name and id that does not hold */
};

/* `time`  seconds since 1970 that a cosignature states, 0 for other types; NULL is fine */
enum note_judgement note_judge(const struct note *note, const struct note_verifier *verifier,
                               uint64_t *time);

/*
 * ASSAY_ETRUST unless some signature is by a known key and every one that claims to be by a known
 * key holds.
 */
ASSAY_RESULT note_verify(const struct note *note, const struct note_verifier *known, size_t count,
                         const char *path, struct assay_error *err);

/* Appends the signed note of `text`, which ends in LF. ASSAY_EUSAGE where `key` is not Ed25519. */
ASSAY_RESULT note_sign(struct bytes text, const char *name, const struct assay_key *key,
                       struct buf *out, struct assay_error *err);

/* ASSAY_EUSAGE "key.algorithm" where a key signs no notes: those take Ed25519. */
ASSAY_RESULT note_key_fits(const struct assay_key *key, struct assay_error *err);

/* Appends one signature line over `text`; `time` is for a cosignature, seconds since 1970. */
ASSAY_RESULT note_sign_line(struct bytes text, const struct note_verifier *signer, uint64_t time,
                            struct buf *out, struct assay_error *err);

/* Appends a verifier key: name "+" hex(id) "+" base64(type || key). */
void note_verifier_write(const struct note_verifier *verifier, struct buf *out);

/*
 * Reads one. ASSAY_EUSAGE where it is none of an Ed25519 log or witness key.
 * out  its name lives in the arena, its key is *key, which is the caller's
 */
ASSAY_RESULT note_verifier_read(struct arena *arena, struct bytes text, struct note_verifier *out,
                                struct assay_key **key, struct assay_error *err);
