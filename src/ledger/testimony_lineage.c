/*
 * testimony_lineage.c - what was made of what, for rules that follow it.
 *
 * Only edges by SHA-256 or name are taken: what is code by its word, or has no digest but that of a
 * commit, has no terms that flow.
 */

#include "base/kit.h"
#include "ledger/lineage.h"
#include "ledger/testimony.h"

/* False where memory ran out. */
static bool take_material(struct arena *arena, const struct doc *thing, struct assay_material *out)
{
    const struct doc *annotations = doc_get(thing, "annotations");

    *out = (struct assay_material){.name = testimony_text(arena, thing, "name"),
                                   .kind = annotations ? testimony_text(arena, annotations, "kind")
                                                       : ""};
    if (out->name && !*out->name)
        out->name = testimony_text(arena, thing, "uri");
    out->has_sha256 = statement_sha256(doc_get(thing, "digest"), "sha256", out->sha256);
    return out->name && out->kind;
}

static ASSAY_RESULT take_materials(struct reading *reading, const struct doc *list,
                                   struct assay_derivation *out)
{
    struct assay_material *materials =
        arena_array(reading->arena, list->count + 1, sizeof *materials);

    if (!materials)
        return testimony_no_memory(reading->err);
    for (size_t i = 0; i < list->count; i++) {
        struct assay_material *material = &materials[out->material_count];

        if (!take_material(reading->arena, &list->items[i], material))
            return testimony_no_memory(reading->err);
        if (strcmp(material->kind, "code") != 0 && *material->name)
            out->material_count++;
    }
    out->materials = materials;
    return ASSAY_OK;
}

enum assay_status testimony_lineage(struct reading *reading, uint64_t index,
                                    const struct entry *entry)
{
    const struct statement *statement = &entry->statement;
    struct assay_derivation made = {.entry = index};
    const struct doc *definition, *list;

    if (!bytes_equal(statement->predicate_type, BYTES(PREDICATE_LINEAGE)))
        return ASSAY_OK;
    definition = doc_get(statement->predicate, "buildDefinition");
    list = definition ? doc_get(definition, "resolvedDependencies") : NULL;
    if (!list || list->type != DOC_LIST)
        return ASSAY_OK;
    TRY(testimony_subjects(reading->arena, statement, &made.products, &made.product_count,
                           reading->err));
    TRY(take_materials(reading, list, &made));
    buf_add(&reading->derivations, &made, sizeof made);
    return buf_status(&reading->derivations, reading->err);
}
