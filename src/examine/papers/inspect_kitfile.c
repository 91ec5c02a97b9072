/*
 * inspect_kitfile.c - Kitfile, the manifest of a ModelKit: what the package is, its model, the data
 * sets and the licences that it states. Source: KitOps, "Kitfile format overview".
 */

#include "base/kit.h"
#include "examine/encoding/yaml_item.h"
#include "examine/inspect.h"
#include "examine/words/hub_words.h"

enum { BID_NAME = 8 };

static void tell_license(struct evidence *evidence, const struct doc *doc, const char *way,
                         enum assay_fact_id id)
{
    struct bytes license = yaml_text(doc, way);

    if (license.size > 0)
        hub_license(evidence, id, license);
}

static void tell_datasets(struct evidence *evidence, const struct doc *datasets)
{
    if (!datasets || datasets->type != DOC_LIST)
        return;
    for (size_t i = 0; i < datasets->count; i++) {
        const struct doc *one = &datasets->items[i];
        struct bytes name = yaml_text(one, "name");

        if (name.size == 0)
            name = yaml_text(one, "path");
        if (name.size > 0)
            evidence_set(evidence, ASSAY_FACT_MODEL_DATASETS, DECLARED, name);
        tell_license(evidence, one, "license", ASSAY_FACT_DATASET_LICENSE);
    }
}

static unsigned kitfile_bid(const struct subject *subject)
{
    return bytes_equal(subject->name, BYTES("Kitfile")) ||
                   bytes_ends(subject->name, BYTES(".kitfile"))
               ? BID_NAME
               : 0;
}

static enum assay_status kitfile_read(struct cursor *cursor, const struct subject *subject,
                                      struct evidence *evidence)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct doc *doc;

    (void)subject;
    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a Kitfile");
    TRY(yaml_item(cursor, arena, "a Kitfile", &doc));
    if (!yaml_get(doc, "manifestVersion"))
        return cursor_fail_at(cursor, ASSAY_EFORMAT, 0, "a Kitfile without a manifestVersion");
    yaml_fact(evidence, ASSAY_FACT_MODEL_NAME, doc, "package.name");
    yaml_fact(evidence, ASSAY_FACT_MODEL_NAME, doc, "model.name");
    yaml_fact(evidence, ASSAY_FACT_MODEL_VERSION, doc, "package.version");
    yaml_fact(evidence, ASSAY_FACT_MODEL_VERSION, doc, "model.version");
    yaml_fact(evidence, ASSAY_FACT_MODEL_DESCRIPTION, doc, "model.description");
    tell_license(evidence, doc, "package.license", ASSAY_FACT_MODEL_LICENSE);
    tell_license(evidence, doc, "model.license", ASSAY_FACT_MODEL_LICENSE);
    tell_datasets(evidence, yaml_get(doc, "datasets"));
    return ASSAY_OK;
}

const struct inspector inspect_kitfile = {.format = "kitfile",
                                          .kind = ASSAY_KIND_CONFIG,
                                          .text = true,
                                          .gap = "card.invalid",
                                          .bid = kitfile_bid,
                                          .read = kitfile_read};
