/*
 * inspect_hydra.c - YAML that is made into objects: what stands behind `_target_`, at any depth, is
 * imported and called. Names that run code are dangerous; those that nobody knows are classes of a
 * project's own as a rule, so they are told and no more. Source: Hydra, "Instantiating objects".
 */

#include <stdio.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/custom_code.h"
#include "examine/inspect.h"
#include "examine/yaml_item.h"
#include "inventory/gaps.h"

enum { BID_TARGET = 8 * 8 /* "_target_" */ };

#define TARGET "_target_"

/* NOLINTNEXTLINE(misc-no-recursion): bounded by LIMIT_YAML_DEPTH when the tree is read */
static void look_at(struct evidence *evidence, const struct doc *doc)
{
    if (doc->type == DOC_LIST)
        for (size_t i = 0; i < doc->count; i++)
            look_at(evidence, &doc->items[i]);
    if (doc->type != DOC_MAP)
        return;
    for (size_t i = 0; i < doc->count; i++) {
        const struct doc_member *member = &doc->members[i];
        char field[48];

        look_at(evidence, &member->value);
        if (!bytes_equal(member->name, BYTES(TARGET)) || member->value.type != DOC_TEXT)
            continue;
        snprintf(field, sizeof field, "line %u, " TARGET, member->line);
        custom_code_mention(evidence, 0, bytes_text(field), member->value.text);
    }
}

static unsigned hydra_bid(const struct subject *subject)
{
    struct bytes head = subject->head;

    if (!bytes_ends(subject->name, BYTES(".yaml")) && !bytes_ends(subject->name, BYTES(".yml")))
        return 0;
    return head.size > 0 && memmem(head.data, head.size, TARGET, strlen(TARGET)) ? BID_TARGET : 0;
}

static enum assay_status hydra_read(struct cursor *cursor, const struct subject *subject,
                                    struct evidence *evidence)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    enum assay_status status;
    struct doc *doc;

    (void)subject;
    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a YAML");
    status = yaml_item(cursor, arena, "a YAML", &doc);
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    TRY(status);
    look_at(evidence, doc);
    return ASSAY_OK;
}

const struct inspector inspect_hydra = {.format = "hydra",
                                        .kind = ASSAY_KIND_CONFIG,
                                        .text = true,
                                        .gap = GAP_MODEL_INVALID,
                                        .bid = hydra_bid,
                                        .read = hydra_read};
