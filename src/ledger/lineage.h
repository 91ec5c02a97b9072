/* lineage.h - trainings as their records tell them, before they become statements. */

#pragma once

#include <assay/lineage.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "doc/doc.h"

#define PREDICATE_LINEAGE "https://slsa.dev/provenance/v1"
#define LINEAGE_BUILDER_UNTOLD "urn:assay:builder:untold" /* the record names no builder */

enum { LINEAGE_DIGESTS = 4 };

/* Something that went in or came out. It has a digest, or a uri that names it. Texts are borrowed
 * from the lineage's arena; NULL where there is none. */
struct lineage_thing {
    const char *name, *uri;
    const char *kind; /* "dataset", "model", "code", "other" */
    const char *how;  /* why there is no digest, or a weak one: "declared", "unknown", "changed" */
    size_t digest_count;
    struct {
        const char *algorithm, *hex;
    } digests[LINEAGE_DIGESTS]; /* sorted by algorithm */
};

struct lineage_list {
    struct lineage_thing *things;
    size_t count, room;
};

/* One training, or one stage of a pipeline. */
struct lineage_run {
    struct lineage_list inputs, outputs;
    const struct doc *parameters, *environment; /* maps, or NULL */
    const char *step;                           /* name of the stage, or NULL */
    const char *builder;                        /* URI of what ran it, or NULL: not told */
    const struct doc *builder_version;          /* a map, or NULL */
    const char *invocation, *started, *finished;
};

struct assay_lineage {
    struct arena *arena;
    const char *reader; /* "lineage.yml", "mlflow", "dvc", "card" */
    const char *name;   /* of the record's file */
    uint8_t sha256[32]; /* of its bytes */
    struct doc_source source;
    struct lineage_run *runs;
    size_t run_count;
};

/* Adds a thing; its digest is kept in order. ASSAY_ELIMIT past LIMIT_LINEAGE_THINGS. */
ASSAY_RESULT lineage_add(struct arena *arena, struct lineage_list *list,
                         const struct lineage_thing *thing, struct assay_error *err);
/* Names an algorithm only once; false where there is no room for another. */
bool lineage_digest(struct lineage_thing *thing, const char *algorithm, const char *hex);

/* "urn:assay:declared:NAME": what a thing is called where only its name is known. */
const char *lineage_declared(struct arena *arena, const char *name);

/* Appends the statement of one run, canonical. */
void lineage_statement(const struct assay_lineage *lineage, const struct lineage_run *run,
                       struct buf *out);
