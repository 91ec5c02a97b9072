/*
 * trace_signature.c - which signatures of whole models are over a file: the bundle lists all that
 * was signed, the entry only the digest over the list. Source: ledger-formats.md 4.2 and 9.
 */

#include <string.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "ledger/trace_gather.h"

static bool read_payload(struct arena *arena, struct bytes bundle, const struct doc **predicate)
{
    CLEANUP(buf_clear) struct buf payload = {.ceiling = LIMIT_SIGNATURE_PAYLOAD};
    struct doc_source source = {"bundle", bundle};
    const char *text;
    struct doc *doc;
    char *copy;

    if (doc_read_json(arena, &source, &doc, NULL) != ASSAY_OK ||
        !statement_text(doc_get(doc, "dsseEnvelope"), "payload", &text) ||
        !base64_decode(&payload, bytes_text(text), true))
        return false;
    copy = arena_copy(arena, buf_bytes(&payload));
    source = (struct doc_source){"bundle", bytes_of(copy, copy ? payload.size : 0)};
    if (doc_read_json(arena, &source, &doc, NULL) != ASSAY_OK)
        return false;
    *predicate = doc_get(doc, "predicate");
    return *predicate != NULL;
}

static ASSAY_RESULT find_resource(struct tracer *tracer, uint64_t entry, const struct doc *resource)
{
    const struct trace_graph *graph = &tracer->trace->graph;
    const char *algorithm, *digest, *name;
    uint32_t thing;

    if (!statement_text(resource, "algorithm", &algorithm) ||
        !statement_text(resource, "digest", &digest) || !statement_text(resource, "name", &name))
        return ASSAY_OK;
    buf_reset(&tracer->scratch);
    buf_printf(&tracer->scratch, "%s:%s", algorithm, digest);
    thing = trace_find(graph, buf_bytes(&tracer->scratch));
    if (thing == TRACE_NONE || !graph->things[thing].shown)
        return ASSAY_OK;
    TRY(trace_keep(graph->arena, name, &name, tracer->err));
    return trace_add_place(tracer, entry, thing, name);
}

static ASSAY_RESULT find_signed(struct tracer *tracer, const struct trace_bundle *bundle)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_DOCUMENT};
    const struct doc *predicate = NULL, *resources;
    char name[STORE_NAME_SIZE];
    uint8_t found[SHA256_SIZE];
    enum assay_status status;

    if (!arena)
        return assay_fail(tracer->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a trace");
    store_object_name(bundle->sha256, name);
    status = store_read(tracer->all.store, name, &text, tracer->err);
    if (status == ASSAY_EMISSING) {
        tracer->trace->unread++;
        return ASSAY_OK;
    }
    TRY(status);
    sha256(buf_bytes(&text), found);
    if (memcmp(found, bundle->sha256, sizeof found) != 0)
        return store_damaged(tracer->all.store, name, ASSAY_NO_OFFSET, tracer->err,
                             "its content is not what its name says");
    if (!read_payload(arena, buf_bytes(&text), &predicate))
        return ASSAY_OK; /* of another form: the entry tells what it is over */
    resources = doc_get(predicate, "resources");
    for (size_t i = 0; resources && resources->type == DOC_LIST && i < resources->count; i++)
        TRY(find_resource(tracer, bundle->entry, &resources->items[i]));
    return ASSAY_OK;
}

enum assay_status trace_find_signed(struct tracer *tracer)
{
    for (uint32_t i = 0; i < tracer->bundle_count; i++)
        TRY(find_signed(tracer, &tracer->bundles[i]));
    return ASSAY_OK;
}
