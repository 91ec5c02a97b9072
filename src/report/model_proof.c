/* model_proof.c - the ledger, the evidence, and every gap. */

#include "base/kit.h"
#include "report/model_part.h"
#include "report/show.h"

enum {
    EVIDENCE_MAX = 500,
    GAPS_MAX = 200,
};

void model_add_ledger(struct model *model, xmlNode *report)
{
    const struct assay_ledger_state *state = model->assessment->ledger;
    xmlNode *ledger;

    if (!state)
        return;
    ledger = model_add(model, report, "ledger");
    model_set(model, ledger, "origin", state->origin);
    model_set_count(model, ledger, "size", state->size);
    model_set_hex(model, ledger, "root", state->root);
    model_set(model, ledger, "signer", state->signer);
    model_set(model, ledger, "holds", state->holds ? "yes" : "no");
    model_set(model, ledger, "vouched", state->vouched ? "yes" : "no");
    if (state->recorded)
        model_set_count(model, ledger, "entry", state->recorded_at);
}

/* The annex: data sets and models with their digests; gaps one by one. */

void model_add_evidence(struct model *model, xmlNode *report)
{
    const struct assay_inventory *inventory = model->assessment->inventory;
    xmlNode *evidence = model_add(model, report, "evidence");
    uint64_t total = 0;

    for (size_t i = 0; i < inventory->item_count; i++) {
        const struct assay_item *item = &inventory->items[i];
        xmlNode *node;

        if (item->content->kind != ASSAY_KIND_DATASET && item->content->kind != ASSAY_KIND_MODEL)
            continue;
        if (total++ >= EVIDENCE_MAX)
            continue;
        node = model_add(model, evidence, "item");
        model_set_path(model, node, item->path);
        model_set(model, node, "kind", assay_kind_name(item->content->kind));
        model_set_optional(model, node, "format", item->content->format);
        show_bytes(&model->text, item->content->size);
        model_set_text(model, node, "size");
        model_set_hex(model, node, "sha256", item->content->sha256);
        if (item->content->load != ASSAY_LOAD_ABSENT)
            model_set(model, node, "load", assay_load_name(item->content->load));
    }
    model_set_count(model, evidence, "total", total);
    if (total > EVIDENCE_MAX)
        model_set_count(model, evidence, "rest", total - EVIDENCE_MAX);
}

void model_add_gaps(struct model *model, xmlNode *report)
{
    const struct assay_inventory *inventory = model->assessment->inventory;
    xmlNode *gaps = model_add(model, report, "gaps");

    for (size_t i = 0; i < inventory->gap_count && i < GAPS_MAX; i++) {
        const struct assay_gap *gap = &inventory->gaps[i];
        xmlNode *node = model_add(model, gaps, "gap");

        model_set(model, node, "id", gap->id);
        model_set(model, node, "why", gap->why);
        if (gap->path)
            model_set_path(model, node, gap->path);
        if (show_gap_allowed(model->assessment, gap->id))
            model_set(model, node, "allowed", "yes");
    }
    if (inventory->gap_count > GAPS_MAX)
        model_set_count(model, gaps, "rest", inventory->gap_count - GAPS_MAX);
}
