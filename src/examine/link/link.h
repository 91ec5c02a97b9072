/*
 * link.h - what the passes share that tie documents to other items once all items are known.
 *
 * Items are sorted by path, so that a name is found by bisection; one path stands in several items
 * where a history or an archive has it several times. What does not hold is collected here and
 * handed to the inventory at the end.
 */

#pragma once

#include <assay/inventory.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "inventory/build.h"

struct linker {
    struct assay_inventory *inventory;
    bool whole;  /* the view shows all that stands beside a document: what is not here is missing */
    bool *named; /* by item: a manifest names it */
    uint8_t *state; /* by item: of layers (link_layers.c) */

    const struct assay_gap **told; /* that the walk found, sorted by path */
    size_t told_count;

    struct assay_gap *gaps; /* found here */
    size_t gap_count, gap_capacity;
    const struct assay_item *document; /* whose claims are judged, and how many gaps it has */
    struct linked_count {
        const char *id;
        uint64_t more;
    } counts[8];
    size_t document_gaps;

    struct linked_fact {
        size_t item;
        struct assay_fact fact;
    } * facts;
    size_t fact_count, fact_capacity;

    uint64_t layer_files; /* put in images so far */
    uint64_t visits;      /* items that claims were held against so far */
    bool over;            /* a limit was met: what is not found from here on may be here */
    const struct assay_path *over_at; /* the document that met it */
    struct {                          /* the archive that was last asked about, as RECORDs ask */
        const struct assay_path *path;
        size_t first, count, records;
    } archive;
    struct buf name, target; /* scratch */
    struct assay_error *err;
};

/* Items of one path: [first, first + count). */
struct found {
    size_t first, count;
    bool told; /* none, but a gap says that it was there */
};

ASSAY_RESULT linker_init(struct linker *linker, struct assay_inventory *inventory,
                         struct assay_error *err);
void linker_clear(struct linker *linker);

/* Hands gaps and facts to the inventory. */
ASSAY_RESULT linker_end(struct linker *linker);

ASSAY_RESULT linker_no_memory(const struct linker *linker);

/* The gaps that follow are of this document: past LIMIT_ITEM_GAPS they are only counted. */
ASSAY_RESULT linker_document(struct linker *linker, const struct assay_item *document);

/* `id` is a literal; `path` outlives the pass. */
ASSAY_RESULT linker_gap(struct linker *linker, const char *id, const struct assay_path *path,
                        uint64_t offset, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Something that `from` declares of an item (NULL: that was found here); texts live as long as the
 * inventory. */
ASSAY_RESULT linker_fact(struct linker *linker, size_t item, enum assay_fact_id id,
                         const struct assay_path *from, struct assay_value value);

/* The folder that `name` stands in with its '/', or "" at the top. */
struct bytes link_folder(struct bytes name);
struct bytes link_last(struct bytes name);

/* The items that stand at `name` in a container (NULL: the target itself). */
void link_find(struct linker *linker, const struct assay_path *container, struct bytes name,
               struct found *found);

/* As link_find(), where "./name" and "name" are one. */
void link_find_either(struct linker *linker, const struct assay_path *container, struct bytes name,
                      struct found *found);

/* The first item at or behind `name`. */
size_t link_lower_bound(const struct linker *linker, const struct assay_path *container,
                        struct bytes name);

/*
 * Appends `name`, as a document in `folder` writes it, to `out`, without "." and ".."; false where
 * it leads out of the container.
 */
bool link_join(struct buf *out, struct bytes folder, struct bytes name);

/* Goes from links to what they lead to; `found` is empty where that is not here. */
ASSAY_RESULT link_follow(struct linker *linker, struct found *found);

/* The digest of content, by the algorithm that the claim names it by: what it should be. */
enum { CLAIM_DIGEST_SHOWN = 8 + 2 * 64 };
void claim_show_found(const struct assay_claim *claim, const struct assay_examination *content,
                      char out[CLAIM_DIGEST_SHOWN]);

/* How a claim fares against what was found. */
enum claim_result {
    CLAIM_HOLDS,
    CLAIM_UNCLEAR,     /* the bytes broke off or stand behind a pointer: told elsewhere */
    CLAIM_UNSUPPORTED, /* a digest that is not computed; the size holds */
    CLAIM_SIZE,
    CLAIM_DIGEST,
};

/* The best result of all versions; *item is the one that gave it. `found` is not empty. */
enum claim_result claim_judge(const struct linker *linker, const struct assay_claim *claim,
                              const struct found *found, size_t *item);

/* The fact of an examination, measured or declared in it; NULL where there is none. */
const struct assay_fact *link_fact(const struct assay_examination *content, enum assay_fact_id id);

/* The passes over documents, by their format. */
ASSAY_RESULT link_names(struct linker *linker, size_t document); /* link_names.c */
bool link_names_takes(const char *format);
ASSAY_RESULT link_oci(struct linker *linker, size_t document); /* link_oci.c */
bool link_oci_takes(const char *format);
ASSAY_RESULT link_oci_blobs(struct linker *linker);
/* A layout, or a blob by its name. */
bool link_oci_is_of_layout(const struct assay_item *item);
ASSAY_RESULT link_wheels(struct linker *linker); /* link_wheel.c */
bool link_wheel_describes(const struct assay_item *item);
bool link_wheel_is_named(const struct assay_path *container); /* as a wheel */
ASSAY_RESULT link_bills(struct linker *linker);               /* link_bom.c */
ASSAY_RESULT link_statements(struct linker *linker);          /* link_statements.c */

/* One image: its layers, the lowest first, each the items of one path. link_layers.c */
struct image {
    const struct assay_path *manifest;
    struct found *layers;
    size_t count, capacity;
};
ASSAY_RESULT link_image(struct linker *linker, const struct image *image);
ASSAY_RESULT link_layers_end(struct linker *linker);
