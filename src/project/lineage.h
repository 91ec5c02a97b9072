/* lineage.h - what the readers of lineage records share: one file lineage_<form>.c each, and one
 * line in the table of lineage.c. */

#pragma once

#include "ledger/lineage.h"

struct lineage_reader {
    struct arena *arena;
    struct assay_lineage *lineage;
    const struct assay_inventory *inventory;
    const char *path;   /* of the record, as it was named */
    const char *root;   /* absolute folder of the inventory, or NULL */
    const char *folder; /* of the record inside root: "", "a/b"; NULL where it is not inside */
    const struct doc_source *source;
    const struct doc *doc;
    struct assay_error *err;
};

/* The items at `path`: one file, or all files of a folder. False where there is none. */
struct lineage_place {
    const char *path;
    const struct doc *doc; /* where the record names it */
    const char *kind;      /* or NULL: as the inventory has it */
    bool models_only;      /* of a folder */
};

/* Adds them with their SHA-256; *count tells how many. */
ASSAY_RESULT lineage_add_items(struct lineage_reader *reader, const struct lineage_place *place,
                               struct lineage_list *list, size_t *count);

/* `path` as it lies below the record's folder, "." and ".." resolved; NULL where that leaves root.
 */
const char *lineage_beside(struct lineage_reader *reader, const char *path);

struct lineage_run *lineage_new_run(struct lineage_reader *reader);

/* Fails at a place of the record: "lineage.wrong" with line, column, and what was expected. */
ASSAY_RESULT lineage_fail(const struct lineage_reader *reader, const struct doc *doc,
                          const char *why, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* A text member of a map, or NULL where it is none; and lowercase hex of an even number of digits.
 */
const char *lineage_text(const struct doc *map, const char *name);
bool lineage_is_hex(const char *text, size_t least, size_t most);

ASSAY_RESULT lineage_read_yml(struct lineage_reader *reader);
ASSAY_RESULT lineage_read_dvc(struct lineage_reader *reader);
ASSAY_RESULT lineage_read_stages(struct lineage_reader *reader); /* dvc.yaml: refused */
ASSAY_RESULT lineage_read_mlmodel(struct lineage_reader *reader);
ASSAY_RESULT lineage_read_run(struct lineage_reader *reader);
ASSAY_RESULT lineage_read_card(struct lineage_reader *reader);
