/*
 * json_names.h - which names an open object of json_scan.c had already; inline, as all are asked
 * for.
 *
 * The names of open objects, as digests: a stack in the order they came, and a table to find them
 * in. An object's names leave from the top, so that clearing their places in the table breaks no
 * other name's probe: whatever was placed later has left already.
 *
 * Records of a table have the same names in the same order, and those of the one before were
 * different: while an outermost object follows them, none is repeated and none is placed.
 */

#pragma once

#include "base/kit.h"
#include "examine/encoding/json_scan.h"

enum {
    JSON_DEPTH_MAX = 64,       /* bits of json_scan.arrays */
    JSON_NAME_USUAL_MOST = 16, /* bytes of a name that are compared at once */
};

/* A name that is likely to stand at some place again: its bytes, where they are few and stood there
 * as they are. */
struct usual_name {
    uint64_t digest;
    size_t size; /* 0: its bytes are not known */
    uint64_t words[JSON_NAME_USUAL_MOST / 8], masks[JSON_NAME_USUAL_MOST / 8];
};

struct json_names {
    uint64_t *stack, *table;         /* 0 marks a free place of the table */
    size_t count, capacity;          /* of the stack; the table has twice as many places */
    size_t starts[JSON_DEPTH_MAX];   /* where each level's names begin on the stack */
    uint64_t serial[JSON_DEPTH_MAX]; /* tells one object's names from another's */
    uint64_t objects;
    struct usual_name usual[JSON_USUAL_NAMES]; /* of an outermost object, all different */
    size_t usual_count, followed;
    bool follows; /* the present one had the first `followed` of them, and no others */
};

void json_names_free(struct json_names *names); /* NULL is fine */

/* ASSAY_ENOMEM */
ASSAY_RESULT json_names_new(struct json_scan *scan);

/* Room for more on the stack. ASSAY_ELIMIT, ASSAY_ENOMEM */
ASSAY_RESULT json_names_grow(struct json_scan *scan);

/* As json_names_add(), where an outermost object has another name than was expected. */
ASSAY_RESULT json_names_add_other(struct json_scan *scan, uint64_t digest, bool *repeated);

/* Spreads all bits over all others, so that like names do not crowd (splitmix64's finalizer). */
static inline uint64_t json_names_mix(uint64_t value)
{
    value ^= value >> 30;
    value *= UINT64_C(0xbf58476d1ce4e5b9);
    value ^= value >> 27;
    value *= UINT64_C(0x94d049bb133111eb);
    return value ^ value >> 31;
}

/* The place of a digest in the table, or the free one where it would be put. */
static inline size_t json_names_place(const struct json_names *names, uint64_t digest)
{
    size_t mask = names->capacity * 2 - 1;
    size_t place = (size_t)digest & mask;

    while (names->table[place] && names->table[place] != digest)
        place = (place + 1) & mask;
    return place;
}

static inline ASSAY_RESULT json_names_put(struct json_scan *scan, unsigned level, uint64_t digest,
                                          bool *repeated)
{
    struct json_names *names = scan->names; /* made when the object was opened */
    size_t place;

    if (names->count == names->capacity)
        TRY(json_names_grow(scan));
    digest = json_names_mix(digest + names->serial[level]);
    digest += digest == 0;
    place = json_names_place(names, digest);
    *repeated = names->table[place] == digest;
    if (*repeated)
        return ASSAY_OK;
    names->table[place] = digest;
    names->stack[names->count++] = digest;
    return ASSAY_OK;
}

/* Adds a name, which the scan has just read, to the innermost object. */
static inline ASSAY_RESULT json_names_add(struct json_scan *scan, uint64_t digest, bool *repeated)
{
    struct json_names *names = scan->names;

    if (scan->depth > 1)
        return json_names_put(scan, scan->depth - 1, digest, repeated);
    if (!names->follows || names->followed == names->usual_count ||
        names->usual[names->followed].digest != digest)
        return json_names_add_other(scan, digest, repeated);
    names->followed++;
    *repeated = false;
    return ASSAY_OK;
}

/* An object is opened, of the scan's present depth. */
static inline ASSAY_RESULT json_names_open(struct json_scan *scan)
{
    struct json_names *names;

    if (!scan->names)
        TRY(json_names_new(scan));
    names = scan->names;
    names->starts[scan->depth - 1] = names->count;
    names->serial[scan->depth - 1] = json_names_mix(++names->objects);
    if (scan->depth == 1) {
        names->follows = true;
        names->followed = 0;
    }
    return ASSAY_OK;
}

/* The object of a level is closed. */
static inline void json_names_close(struct json_names *names, unsigned level)
{
    while (names->count > names->starts[level])
        names->table[json_names_place(names, names->stack[--names->count])] = 0;
}
