/* doc.h - a document read whole, JSON or YAML, as one tree with the place of each node. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"

enum doc_type {
    DOC_NULL,
    DOC_BOOL,
    DOC_INT,
    DOC_REAL,
    DOC_TEXT,
    DOC_LIST,
    DOC_MAP,
};

/*
 * One node. YAML scalars are always DOC_TEXT: strings stay strings, and whoever reads a field says
 * what it wants to see there with doc_bool(), doc_u64() and kin.
 */
struct doc {
    enum doc_type type;
    bool plain;            /* a YAML scalar without quotes: only such may become a number or bool */
    uint32_t line, column; /* from 1 */
    union {
        bool boolean;
        int64_t integer;
        double real;
        struct bytes text; /* UTF-8, decoded; a NUL stands behind it */
        struct {
            size_t count;
            struct doc *items;          /* DOC_LIST */
            struct doc_member *members; /* DOC_MAP, in the order of the file, names unique */
        };
    };
};

struct doc_member {
    struct bytes name;
    uint32_t line, column; /* of the name */
    struct doc value;
};

/* The words that an error about a document needs: which file, and its bytes for the excerpt. */
struct doc_source {
    const char *path;
    struct bytes text;
};

/*
 * Reads one JSON text (RFC 8259) under the rules of ledger-formats.md 1: UTF-8 only, no byte order
 * mark, no duplicate names, no lone surrogates, at most LIMIT_DOCUMENT_DEPTH levels, nothing behind
 * it. An integer beyond 64 bits becomes DOC_REAL. The tree lives in `arena`.
 *
 * ASSAY_EFORMAT  with line, column and excerpt
 */
ASSAY_RESULT doc_read_json(struct arena *arena, const struct doc_source *source, struct doc **out,
                           struct assay_error *err);

/*
 * Reads one YAML 1.2 document: no anchors, aliases, tags, directives or second documents, no
 * duplicate keys, keys are scalars, at most LIMIT_YAML_DEPTH levels. JSON is accepted as the YAML
 * that it is. An empty text gives an empty map. The tree lives in `arena`.
 *
 * ASSAY_EUSAGE  with id "config.syntax", line, column and excerpt
 */
ASSAY_RESULT doc_read_yaml(struct arena *arena, const struct doc_source *source, struct doc **out,
                           struct assay_error *err);

/*
 * The same of what some program wrote for another: it may have anchors, aliases, tags and
 * directives. Tags are passed by, and what an alias stands for is shared: it counts anew towards
 * the limits, so that a walk of the tree ends.
 */
ASSAY_RESULT doc_read_loose_yaml(struct arena *arena, const struct doc_source *source,
                                 struct doc **out, struct assay_error *err);

/* The value of a member, or NULL where `map` is no map or has none of that name. */
const struct doc *doc_get(const struct doc *map, const char *name);

/*
 * The calls below read documents that a person writes. They fail with ASSAY_EUSAGE at the node's
 * place, saying what was wanted and what stands there; `what` names the field ("gate.fail-on").
 */

/* `map` is a map whose names are all among `known`; else "config.unknown-key" with the nearest. */
ASSAY_RESULT doc_check_keys(const struct doc *map, const struct doc_source *source,
                            const char *what, const char *const *known, size_t count,
                            struct assay_error *err);
ASSAY_RESULT doc_text(const struct doc *doc, const struct doc_source *source, const char *what,
                      const char **out, struct assay_error *err);
/* The member of a map; "" where it is absent. */
ASSAY_RESULT doc_optional_text(const struct doc *map, const struct doc_source *source,
                               const char *key, const char **out, struct assay_error *err);
ASSAY_RESULT doc_bool(const struct doc *doc, const struct doc_source *source, const char *what,
                      bool *out, struct assay_error *err);
ASSAY_RESULT doc_u64(const struct doc *doc, const struct doc_source *source, const char *what,
                     uint64_t *out, struct assay_error *err);
/* A list of texts, or one text as a list of one; the array lives in `arena`. */
ASSAY_RESULT doc_texts(struct arena *arena, const struct doc *doc, const struct doc_source *source,
                       const char *what, const char *const **out, size_t *count,
                       struct assay_error *err);

/* Fails at a node with ASSAY_EUSAGE, id, line, column and excerpt; for rules of the caller's own.
 */
ASSAY_RESULT doc_fail(const struct doc *doc, const struct doc_source *source, const char *id,
                      struct assay_error *err, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
