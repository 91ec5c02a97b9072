/* facts_lineage.h - what an item was made from: gathered from records, cards and the ledger. */

#pragma once

#include "policy/facts.h"

enum { SOURCES_MAX = 1024 };

/* One thing that went in, somewhere on the way. */
struct source {
    const struct assay_item *item; /* NULL where it is not here */
    const char *path, *sha256;     /* as the record or card has them; sha256 may be NULL */
    const char *said_by;           /* path of the record, or of the item whose card it is */
    const char *kind;              /* dataset or model */
    const char *license;           /* that the record or card gives, or NULL */
    const uint8_t *digest;         /* of what is not here, where the ledger gives it; else NULL */
};

/* All of them, each once; `over`: there are more than SOURCES_MAX. */
struct sources {
    const struct source *list;
    size_t count;
    bool over, out_of_memory;
};

/* What is looked up, of one inventory and ledger. */
struct lineage;

ASSAY_RESULT lineage_new(const struct facts_sources *from, struct lineage **out,
                         struct assay_error *err);
void lineage_free(struct lineage *lineage);
void lineage_freep(struct lineage **lineage);

/* Borrowed until another item is asked about. */
void lineage_of(const struct facts *facts, const struct assay_item *item, struct sources *out);
