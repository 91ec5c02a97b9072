/* dsse.h - signed envelopes. Source: DSSE 1.0.2, protocol.md and envelope.md; ledger-formats.md 2.
 */

#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "crypto/key.h"
#include "doc/doc.h"

struct dsse_signature {
    struct bytes keyid; /* a hint that never decides trust; empty where there was none */
    struct bytes signature;
};

/* An envelope taken apart; all of it lives in the arena it was read into. */
struct dsse {
    struct bytes type;    /* payloadType; a NUL stands behind it */
    struct bytes payload; /* decoded: what is verified is what is parsed */
    struct dsse_signature *signatures;
    size_t count; /* at least 1 */
};

/* What is signed: the pre-authentication encoding of a type and a body. */
void dsse_pae(struct bytes type, struct bytes body, struct buf *out);

/* ASSAY_EFORMAT where the text is no envelope. Unknown members are ignored. */
ASSAY_RESULT dsse_read(struct arena *arena, struct bytes text, const char *path, struct dsse *out,
                       struct assay_error *err);

/*
 * Reads an envelope in the one form that dsse_write() gives for `type`, without looking for more.
 * False for any other, which dsse_read() may take.
 */
bool dsse_read_own(struct arena *arena, struct bytes text, const char *type, struct dsse *out);

/* The same where it is a part of a document that is read already; `doc` stays. */
ASSAY_RESULT dsse_of_doc(struct arena *arena, const struct doc *doc, const char *path,
                         struct dsse *out, struct assay_error *err);

/* True when signature `index` is the key's. */
bool dsse_verify(const struct dsse *envelope, size_t index, const struct assay_key *key);

/* Appends the canonical envelope with one signature. */
void dsse_write(const char *type, struct bytes payload, struct bytes keyid, struct bytes signature,
                struct buf *out);

/* The same, signed by the key, whose id is the keyid. */
ASSAY_RESULT dsse_sign(const struct assay_key *key, const char *type, struct bytes payload,
                       struct buf *out, struct assay_error *err);
