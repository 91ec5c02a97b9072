/*
 * inspect_torchserve.c - the manifest of a TorchServe archive: which program handles requests, and
 * what is installed for it.
 * Source: PyTorch serve, model-archiver, model_archiver/manifest_components.
 */

#include "base/kit.h"
#include "base/limits.h"
#include "doc/doc.h"
#include "examine/encoding/document.h"
#include "examine/inspect.h"
#include "examine/python/imports.h"
#include "inventory/gaps.h"

/* The server's own. Source: serve, ts/torch_handler. */
static const char *const handlers[] = {"image_classifier", "image_segmenter", "object_detector",
                                       "text_classifier"};

static struct bytes text_of(const struct doc *map, const char *name)
{
    const struct doc *doc = doc_get(map, name);

    return doc && doc->type == DOC_TEXT ? doc->text : bytes_of(NULL, 0);
}

static bool is_own(struct bytes handler)
{
    return bytes_is_one_of(handler, handlers, ARRAY_LEN(handlers));
}

static void observe(struct evidence *evidence, const struct doc *doc, const char *what,
                    struct bytes name)
{
    const struct assay_place place = {.offset = 0, .line = doc->line, .column = doc->column};

    import_observe(evidence, ASSAY_LOAD_SUSPICIOUS, &place, what, name);
}

static void read_model(struct evidence *evidence, const struct doc *model)
{
    const struct doc *requirements = doc_get(model, "requirementsFile");
    struct bytes handler = text_of(model, "handler");

    if (text_of(model, "modelName").size > 0)
        evidence_text(evidence, ASSAY_FACT_MODEL_NAME, DECLARED, text_of(model, "modelName"));
    if (text_of(model, "modelVersion").size > 0)
        evidence_text(evidence, ASSAY_FACT_MODEL_VERSION, DECLARED, text_of(model, "modelVersion"));
    if (!is_own(handler))
        observe(evidence, model, "the handler is a program of the archive: ", handler);
    if (requirements)
        observe(evidence, requirements,
                "packages are installed from: ", text_of(model, "requirementsFile"));
}

static enum assay_status torchserve_read(struct cursor *cursor, const struct subject *subject,
                                         struct evidence *evidence)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct doc_source source = {.path = "MANIFEST.json"};
    struct assay_error failure = {0};
    const struct doc *model;
    enum assay_status status;
    struct doc *root;

    (void)subject;
    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    evidence_load(evidence, ASSAY_LOAD_CLEAN);
    TRY(document_text(cursor, arena, "a manifest", LIMIT_CARD, &source.text));
    status = doc_read_json(arena, &source, &root, &failure);
    if (status == ASSAY_ENOMEM)
        return cursor_fail_at(cursor, status, ASSAY_NO_OFFSET, "out of memory");
    if (status != ASSAY_OK)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, 0, "%s", failure.text);
    model = doc_get(root, "model");
    if (!model || model->type != DOC_MAP)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, 0, "a manifest without a model");
    if (text_of(root, "archiverVersion").size > 0) {
        char producer[96];

        snprintf(producer, sizeof producer, "torch-model-archiver %.40s",
                 (const char *)text_of(root, "archiverVersion").data);
        evidence_text(evidence, ASSAY_FACT_MODEL_PRODUCER, DECLARED, bytes_text(producer));
    }
    read_model(evidence, model);
    return ASSAY_OK;
}

static unsigned torchserve_bid(const struct subject *subject)
{
    return bytes_equal(subject->path, BYTES("MAR-INF/MANIFEST.json")) ? 8 : 0;
}

const struct inspector inspect_torchserve = {.format = "torchserve-manifest",
                                             .kind = ASSAY_KIND_CONFIG,
                                             .text = true,
                                             .gap = GAP_MODEL_INVALID,
                                             .bid = torchserve_bid,
                                             .read = torchserve_read};
