/*
 * link_claims.c - holds what documents say of other content against that content, once all items
 * are known: nothing is read again.
 *
 * A new kind of document is its inspector, which claims, and a pass that knows where its names
 * lead: link_names.c for those that name files, link_oci.c for those that name blobs by digest,
 * link_bom.c for lists of components, link_statements.c for in-toto.
 *
 * In a history one path has several versions. A claim that any of them satisfies holds: which
 * versions stood beside each other is not known, and a claim that none satisfies never held.
 */

#include "base/kit.h"
#include "examine/examine.h"
#include "examine/link/link.h"
#include "inventory/gaps.h"

/* A run that was cut short has not seen all that is here. */
static bool was_cut(const struct assay_inventory *inventory)
{
    for (size_t i = 0; i < inventory->gap_count; i++) {
        const struct assay_gap *gap = &inventory->gaps[i];

        if (!gap->path &&
            (strcmp(gap->id, GAP_TIME_LIMIT) == 0 || strcmp(gap->id, GAP_RUN_INTERRUPTED) == 0))
            return true;
    }
    return false;
}

/* In one pass: most inventories have none of them, and with many items each pass costs. */
static bool any_to_link(const struct assay_inventory *inventory)
{
    for (size_t i = 0; i < inventory->item_count; i++) {
        const struct assay_item *item = &inventory->items[i];

        if (item->content->claim_count > 0 || link_oci_is_of_layout(item) ||
            link_wheel_describes(item))
            return true;
    }
    return false;
}

/* A list that is empty lists nothing of what should be in it. */
static bool may_claim(const struct assay_item *item)
{
    return item->type == ASSAY_ITEM_FILE &&
           (item->content->claim_count > 0 || strcmp(item->content->format, "wheel-record") == 0);
}

static ASSAY_RESULT link_documents(struct linker *linker)
{
    for (size_t i = 0; i < linker->inventory->item_count; i++) {
        const struct assay_item *item = &linker->inventory->items[i];

        if (!may_claim(item))
            continue;
        TRY(linker_document(linker, item));
        if (link_names_takes(item->content->format))
            TRY(link_names(linker, i));
        else if (link_oci_takes(item->content->format))
            TRY(link_oci(linker, i));
    }
    return linker_document(linker, NULL);
}

enum assay_status examine_link_claims(struct assay_inventory *inventory, struct assay_error *err)
{
    CLEANUP(linker_clear) struct linker linker = {0};

    if (!any_to_link(inventory))
        return ASSAY_OK;
    TRY(linker_init(&linker, inventory, err));
    if (was_cut(inventory))
        linker.whole = false;
    TRY(link_documents(&linker));
    TRY(link_oci_blobs(&linker));
    TRY(link_layers_end(&linker));
    TRY(link_wheels(&linker));
    TRY(link_bills(&linker));
    TRY(link_statements(&linker));
    return linker_end(&linker);
}
