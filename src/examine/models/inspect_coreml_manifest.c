/*
 * inspect_coreml_manifest.c - Manifest.json of an .mlpackage: which of its files is the model.
 * Source: coremltools, modelpackage/src/ModelPackage.cpp; paths are relative to the folder "Data".
 */

#include "base/buf.h"
#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/json_scan.h"
#include "examine/inspect.h"
#include "examine/models/model_graph.h"
#include "examine/words/claim_words.h"
#include "inventory/gaps.h"

struct manifest {
    struct json_scan scan;
    struct evidence *evidence;
    struct buf name;
};

/* A file or folder of the package; only of the model is it known that it is a file. */
static ASSAY_RESULT note_path(struct manifest *manifest)
{
    struct json_scan *scan = &manifest->scan;
    const struct assay_place place = {.offset = scan->at};

    buf_reset(&manifest->name);
    buf_text(&manifest->name, "Data/");
    buf_add(&manifest->name, scan->text.data, scan->text.size);
    TRY(buf_status(&manifest->name, scan->cursor->err));
    evidence_set(manifest->evidence, ASSAY_FACT_MODEL_EXTERNAL_FILES, MEASURED,
                 buf_bytes(&manifest->name));
    if (scan->cut || !claim_name_is_safe(scan->text)) {
        evidence_load(manifest->evidence, ASSAY_LOAD_DANGEROUS);
        evidence_observe(manifest->evidence, GRAPH_OUTSIDE_DATA, ASSAY_HIGH, &place,
                         BYTES("a part of the package that lies outside of it"));
    } else if (bytes_ends(scan->text, BYTES(".mlmodel"))) {
        evidence_claim(manifest->evidence, &(struct claim_words){.role = ASSAY_CLAIM_SHARD,
                                                                 .name = buf_bytes(&manifest->name),
                                                                 .size = ASSAY_NO_SIZE,
                                                                 .offset = scan->at});
    }
    return ASSAY_OK;
}

/* Whatever is called "path", at any depth: the format has it in one place only. */
static ASSAY_RESULT read_manifest(struct manifest *manifest)
{
    struct json_scan *scan = &manifest->scan;
    enum json_token token;
    bool path = false;

    do {
        TRY(json_next(scan, &token));
        if (token == JSON_NAME && scan->repeated)
            return cursor_fail_at(scan->cursor, ASSAY_EFORMAT, scan->at,
                                  "a name stands twice in one object");
        if (token == JSON_TEXT && path)
            TRY(note_path(manifest));
        path = token == JSON_NAME && bytes_equal(scan->text, BYTES("path"));
    } while (token != JSON_END);
    return ASSAY_OK;
}

static enum assay_status manifest_read(struct cursor *cursor, const struct subject *subject,
                                       struct evidence *evidence)
{
    struct manifest manifest = {.evidence = evidence};
    enum assay_status status;

    (void)subject;
    buf_init(&manifest.name, SIZE_MAX);
    json_scan_init(&manifest.scan, cursor,
                   &(struct json_options){.text_max = LIMIT_NAME, .find_repeats = true});
    status = read_manifest(&manifest);
    json_scan_clear(&manifest.scan);
    buf_clear(&manifest.name);
    return status;
}

static unsigned manifest_bid(const struct subject *subject)
{
    enum { BID = 8 * 17 /* "itemInfoEntries", quoted */ };
    struct bytes head = subject->head;

    return bytes_equal(subject->name, BYTES("Manifest.json")) &&
                   bytes_contain(head, "\"itemInfoEntries\"")
               ? BID
               : 0;
}

const struct inspector inspect_coreml_manifest = {.format = "coreml-manifest",
                                                  .kind = ASSAY_KIND_CONFIG,
                                                  .text = true,
                                                  .gap = GAP_MODEL_INVALID,
                                                  .bid = manifest_bid,
                                                  .read = manifest_read};
