/* trace_gather.c - one walk over all entries: trainings, inventories, assessments, and the tree, so
 * that nothing can have been left out. */

#include "ledger/trace_gather.h"

#include <string.h>

#include "base/kit.h"
#include "ledger/lineage.h"
#include "ledger/record.h"

#define PREDICATE_ASSESSMENT PREDICATE_BASE "/assessment/v1"

bool tracer_holds(struct tracer *tracer, enum assay_status status)
{
    tracer->status = status;
    return status == ASSAY_OK;
}

static ASSAY_RESULT add_sha256(struct tracer *tracer, const char *hex, uint32_t *out)
{
    buf_reset(&tracer->scratch);
    buf_printf(&tracer->scratch, "sha256:%s", hex);
    TRY(buf_status(&tracer->scratch, tracer->err));
    return trace_add(&tracer->trace->graph, buf_bytes(&tracer->scratch), out, tracer->err);
}

static ASSAY_RESULT add_holder(struct tracer *tracer, uint64_t entry, bool assessment,
                               const char *object, const char *beside)
{
    struct trace_holder holder = {.entry = entry, .assessment = assessment};

    TRY(trace_grow((void **)&tracer->holders, tracer->holder_count, &tracer->holder_room,
                   sizeof *tracer->holders, tracer->err));
    TRY(add_sha256(tracer, object, &holder.object));
    TRY(add_sha256(tracer, beside, &holder.beside));
    tracer->holders[tracer->holder_count++] = holder;
    return ASSAY_OK;
}

/* The name of a target stands for its manifest. */
static ASSAY_RESULT match_target(struct tracer *tracer, const char *name)
{
    const struct trace_holder *holder = &tracer->holders[tracer->holder_count - 1];
    struct trace_graph *graph = &tracer->trace->graph;

    if (!trace_word_is_name(&tracer->word, name))
        return ASSAY_OK;
    trace_word_found(&tracer->word, holder->beside);
    return trace_keep(graph->arena, name, &graph->things[holder->beside].name, tracer->err);
}

static ASSAY_RESULT take_inventory(struct tracer *tracer, uint64_t entry,
                                   const struct statement *statement)
{
    const struct doc *predicate = statement->predicate;
    const char *object, *manifest;
    struct record record;

    if (!record_read(statement, &record) ||
        !statement_text(doc_get(doc_get(predicate, "inventory"), "digest"), "sha256", &object) ||
        !statement_text(doc_get(predicate, "manifest"), "sha256", &manifest))
        return ASSAY_OK;
    TRY(add_holder(tracer, entry, false, object, manifest));
    return match_target(tracer, record.target.name);
}

static ASSAY_RESULT take_assessment(struct tracer *tracer, uint64_t entry,
                                    const struct statement *statement)
{
    const struct doc *predicate = statement->predicate;
    const char *object, *inventory;

    if (!statement_text(doc_get(doc_get(predicate, "assessment"), "digest"), "sha256", &object) ||
        !statement_text(predicate, "inventory", &inventory))
        return ASSAY_OK;
    return add_holder(tracer, entry, true, object, inventory);
}

static ASSAY_RESULT take_signature(struct tracer *tracer, uint64_t entry,
                                   const struct statement *statement)
{
    struct trace_bundle bundle = {.entry = entry};

    if (!statement_sha256(doc_get(doc_get(statement->predicate, "bundle"), "digest"), "sha256",
                          bundle.sha256))
        return ASSAY_OK;
    TRY(trace_grow((void **)&tracer->bundles, tracer->bundle_count, &tracer->bundle_room,
                   sizeof *tracer->bundles, tracer->err));
    tracer->bundles[tracer->bundle_count++] = bundle;
    return ASSAY_OK;
}

static ASSAY_RESULT found(struct tracer *tracer, const struct trace_naming *naming)
{
    struct trace_graph *graph = &tracer->trace->graph;
    struct trace_thing *thing;
    uint32_t at = TRACE_NONE;

    if (naming->resource && trace_word_is_name(&tracer->word, naming->name))
        TRY(trace_take(graph, naming->resource, &at, tracer->err));
    if (at == TRACE_NONE) {
        buf_reset(&tracer->scratch);
        buf_printf(&tracer->scratch, "%s:", naming->algorithm);
        buf_add(&tracer->scratch, naming->value.data, naming->value.size);
        TRY(buf_status(&tracer->scratch, tracer->err));
        TRY(trace_add(graph, buf_bytes(&tracer->scratch), &at, tracer->err));
    }
    thing = &graph->things[at];
    if (*thing->name == 0)
        TRY(trace_keep(graph->arena, naming->name, &thing->name, tracer->err));
    trace_word_found(&tracer->word, at);
    return ASSAY_OK;
}

static void match_naming(void *user, const struct trace_naming *naming)
{
    struct tracer *tracer = user;
    struct bytes algorithm = bytes_text(naming->algorithm);
    const char *uri = strcmp(naming->algorithm, "uri") == 0 ? (const char *)naming->value.data : "";

    if (tracer->status != ASSAY_OK || memchr(naming->value.data, 0, naming->value.size) ||
        (!trace_word_is_digest(&tracer->word, algorithm, naming->value) &&
         !trace_word_is_name(&tracer->word, naming->name) &&
         !trace_word_is_name(&tracer->word, uri)))
        return;
    tracer->status = found(tracer, naming);
}

static ASSAY_RESULT take_entry(struct tracer *tracer, uint64_t index, const struct entry *entry)
{
    const struct statement *statement = &entry->statement;
    struct bytes type = statement->predicate_type;

    merkle_add(&tracer->tree, entry->text);
    if (bytes_equal(type, BYTES(PREDICATE_LINEAGE)))
        TRY(trace_add_run(&tracer->trace->graph, index, statement, tracer->err));
    else if (bytes_equal(type, BYTES(PREDICATE_INVENTORY)))
        TRY(take_inventory(tracer, index, statement));
    else if (bytes_equal(type, BYTES(PREDICATE_ASSESSMENT)))
        TRY(take_assessment(tracer, index, statement));
    else if (bytes_equal(type, BYTES(PREDICATE_SIGNATURE)))
        TRY(take_signature(tracer, index, statement));
    trace_namings(statement, match_naming, tracer);
    return tracer->status;
}

static bool each_entry(void *user, uint64_t index, const struct entry *entry, const char *name,
                       struct arena *arena)
{
    struct tracer *tracer = user;

    (void)name;
    (void)arena;
    return tracer_holds(tracer, take_entry(tracer, index, entry));
}

static ASSAY_RESULT check_root(const struct tracer *tracer)
{
    struct hash root;
    enum assay_status status;

    merkle_root(&tracer->tree, &root);
    if (memcmp(root.bytes, tracer->trace->point.root, sizeof root.bytes) == 0)
        return ASSAY_OK;
    status = assay_fail(tracer->err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                        "the entries do not give the root of the checkpoint");
    assay_error_id(tracer->err, "ledger.damaged");
    assay_error_do(tracer->err, "assay verify      tells which file is the wrong one");
    return status;
}

enum assay_status trace_gather(struct tracer *tracer)
{
    TRY(ledger_walk_from(&tracer->all, 0, &(struct ledger_walk){each_entry, tracer}, tracer->err));
    TRY(tracer->status);
    TRY(check_root(tracer));
    return trace_graph_index(&tracer->trace->graph, tracer->err);
}
