/*
 * jcs.h - writes canonical JSON. Source: RFC 8785 (JCS); ledger-formats.md 1.
 *
 * A writer: failures are kept in the buffer until buf_status() is asked. Two ways to write: call by
 * call, where the caller gives the members of an object in canonical order (asserted), or a whole
 * tree, which is sorted here.
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "doc/doc.h"

enum { JCS_DEPTH_MAX = 64 };

struct jcs {
    struct buf *out;
    unsigned depth;
    bool first[JCS_DEPTH_MAX + 1]; /* nothing written yet on that level */
    bool after_key;
    struct bytes
        last[JCS_DEPTH_MAX + 1]; /* the last name on that level; borrowed, for the assert */
};

void jcs_init(struct jcs *jcs, struct buf *out);

void jcs_open_object(struct jcs *jcs);
void jcs_close_object(struct jcs *jcs);
void jcs_open_array(struct jcs *jcs);
void jcs_close_array(struct jcs *jcs);

/* Names of one object in ascending order of their UTF-16 code units; literals that stay alive. */
void jcs_key(struct jcs *jcs, const char *name);

void jcs_text(struct jcs *jcs, struct bytes text); /* UTF-8; bytes that are none become U+FFFD */
void jcs_string(struct jcs *jcs, const char *text);
void jcs_hex(struct jcs *jcs, struct bytes bytes);
void jcs_base64(struct jcs *jcs, struct bytes bytes);
void jcs_bool(struct jcs *jcs, bool value);
void jcs_null(struct jcs *jcs);
/* |value| above 2^53-1 makes the buffer fail with ASSAY_ELIMIT: no reader would get it back. */
void jcs_int(struct jcs *jcs, int64_t value);
void jcs_u64(struct jcs *jcs, uint64_t value);
/* As ECMAScript prints it; a value that is not finite makes the buffer fail. */
void jcs_real(struct jcs *jcs, double value);

/* A whole tree, members sorted. Depth was bounded when the tree was read. */
void jcs_doc(struct jcs *jcs, const struct doc *doc);

/* True for a text that stands between quotes as it is: ASCII, and nothing to escape. */
bool jcs_is_plain(struct bytes text);

/* The order of names by their UTF-16 code units. */
int jcs_compare(struct bytes a, struct bytes b);

/*
 * Reads a canonical text in one pass, to the tree that doc_read_json() gives; it lives in `arena`.
 * False where it is not canonical, holds a number that is not short and whole, or memory ran out:
 * doc_read_json() and jcs_is_canonical() then say which.
 */
bool jcs_read(struct arena *arena, struct bytes text, struct doc **out);

/* True when `text` is what writing its own tree gives: the definition of a canonical document. */
bool jcs_is_canonical(struct bytes text);
