/*
 * components.h - what software is made of, by name and version, as lock files pin it and bills of
 * materials list it: both write "pypi/numpy@1.26.4", so that link_bom.c can hold one to the other.
 */

#pragma once

#include "base/buf.h"
#include "examine/inspector.h"

/* Appends "ECOSYSTEM/NAME@VERSION"; without an ecosystem the name alone stands in front. Names of
 * PyPI are folded, for they are spelt in many ways (PEP 503). */
void component_write(struct buf *out, struct bytes ecosystem, struct bytes name,
                     struct bytes version);

/* The same of a package URL, "pkg:npm/%40babel/core@7.24.0?arch=x"; false where it is none. */
bool component_of_purl(struct buf *out, struct bytes purl);

/* True for a file of that name; letters in any case, for many file systems do not tell them. */
bool lock_file_is(struct bytes file, const char *name);

/* What one lock file pins. */
struct pins {
    struct evidence *evidence;
    uint64_t count, hashed;
    struct buf text;
};

struct pin {
    struct bytes ecosystem, name, version; /* no version: any will do */
    bool hashed;                           /* only these bytes will do */
    uint64_t offset;
};

/* A package whose members are met one after the other. */
struct pin_draft {
    struct pins *pins;
    struct bytes ecosystem;
    bool open; /* one was begun */
    bool own;  /* it is the project's own, and pins nothing */
    bool hashed;
    uint64_t offset;
    struct buf name, version;
};

void pin_draft_init(struct pin_draft *draft, struct pins *pins, struct bytes ecosystem);
void pin_draft_clear(struct pin_draft *draft);
/* Ends the one before it. */
void pin_begin(struct pin_draft *draft, struct bytes name, uint64_t offset);
/* Adds it to the pins, where one was begun. */
void pin_end(struct pin_draft *draft);

void pins_init(struct pins *pins, struct evidence *evidence);
void pins_add(struct pins *pins, const struct pin *pin);
/* Tells the sums, and releases what pins_add() needed. */
void pins_end(struct pins *pins);
