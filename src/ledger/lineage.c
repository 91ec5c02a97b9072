/*
 * lineage.c - what a model was made from, as an entry: predicate PREDICATE_LINEAGE.
 *
 * Subjects are what came out, resolvedDependencies what went in. A statement holds no time of its
 * own beside the run's, so that the same record gives the same statement, and is appended once.
 * Source: SLSA provenance v1; ledger-formats.md 3.
 */

#include "ledger/lineage.h"

#include <stdlib.h>
#include <string.h>

#include "base/kit.h"
#include "base/limits.h"
#include "ledger/ledger.h"

#define BUILD_TYPE "urn:assay:build:training/v1"

void assay_lineage_free(struct assay_lineage *lineage)
{
    if (lineage)
        arena_free(lineage->arena);
    free(lineage);
}

void assay_lineage_freep(struct assay_lineage **lineage)
{
    assay_lineage_free(*lineage);
    *lineage = NULL;
}

enum assay_status lineage_add(struct arena *arena, struct lineage_list *list,
                              const struct lineage_thing *thing, struct assay_error *err)
{
    if (list->count == LIMIT_LINEAGE_THINGS)
        return assay_fail(err, ASSAY_ELIMIT, ASSAY_NO_OFFSET,
                          "more than %d files of one training: an entry cannot name them all",
                          LIMIT_LINEAGE_THINGS);
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 16;
        struct lineage_thing *more = arena_array(arena, room, sizeof *more);

        if (!more)
            return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a lineage");
        if (list->count)
            memcpy(more, list->things, list->count * sizeof *more);
        list->things = more;
        list->room = room;
    }
    list->things[list->count++] = *thing;
    return ASSAY_OK;
}

bool lineage_digest(struct lineage_thing *thing, const char *algorithm, const char *hex)
{
    size_t at = 0;

    while (at < thing->digest_count && strcmp(thing->digests[at].algorithm, algorithm) < 0)
        at++;
    if (at < thing->digest_count && strcmp(thing->digests[at].algorithm, algorithm) == 0)
        return strcmp(thing->digests[at].hex, hex) == 0;
    if (thing->digest_count == LINEAGE_DIGESTS)
        return false;
    memmove(&thing->digests[at + 1], &thing->digests[at],
            (thing->digest_count - at) * sizeof thing->digests[0]);
    thing->digests[at].algorithm = algorithm;
    thing->digests[at].hex = hex;
    thing->digest_count++;
    return true;
}

const char *lineage_declared(struct arena *arena, const char *name)
{
    CLEANUP(buf_clear) struct buf uri = {.ceiling = LIMIT_DOCUMENT};

    buf_text(&uri, "urn:assay:declared:");
    for (; *name; name++) {
        unsigned char byte = (unsigned char)*name;

        if (byte > ' ' && byte < 0x7f && !strchr("\"%<>\\^`{|}", byte))
            buf_byte(&uri, byte);
        else
            buf_printf(&uri, "%%%02X", byte);
    }
    return arena_text(arena, buf_string(&uri));
}

static void write_digests(struct jcs *jcs, const struct lineage_thing *thing)
{
    if (thing->digest_count == 0)
        return;
    jcs_key(jcs, "digest");
    jcs_open_object(jcs);
    for (size_t i = 0; i < thing->digest_count; i++) {
        jcs_key(jcs, thing->digests[i].algorithm);
        jcs_string(jcs, thing->digests[i].hex);
    }
    jcs_close_object(jcs);
}

static void write_member(struct jcs *jcs, const char *name, const char *value)
{
    if (!value)
        return;
    jcs_key(jcs, name);
    jcs_string(jcs, value);
}

static void write_subject(struct jcs *jcs, const struct lineage_thing *thing)
{
    jcs_open_object(jcs);
    write_digests(jcs, thing);
    write_member(jcs, "name", thing->name);
    write_member(jcs, "uri", thing->uri);
    jcs_close_object(jcs);
}

static void write_dependency(struct jcs *jcs, const struct lineage_thing *thing)
{
    jcs_open_object(jcs);
    if (thing->kind || thing->how) {
        jcs_key(jcs, "annotations");
        jcs_open_object(jcs);
        write_member(jcs, "how", thing->how);
        write_member(jcs, "kind", thing->kind);
        jcs_close_object(jcs);
    }
    write_digests(jcs, thing);
    write_member(jcs, "name", thing->name);
    write_member(jcs, "uri", thing->uri);
    jcs_close_object(jcs);
}

static void write_map(struct jcs *jcs, const char *name, const struct doc *map)
{
    if (!map)
        return;
    jcs_key(jcs, name);
    jcs_doc(jcs, map);
}

static void write_definition(struct jcs *jcs, const struct assay_lineage *lineage,
                             const struct lineage_run *run)
{
    jcs_key(jcs, "buildDefinition");
    jcs_open_object(jcs);
    jcs_key(jcs, "buildType");
    jcs_string(jcs, BUILD_TYPE);
    jcs_key(jcs, "externalParameters");
    jcs_open_object(jcs);
    write_map(jcs, "parameters", run->parameters);
    write_member(jcs, "record", lineage->reader);
    write_member(jcs, "step", run->step);
    jcs_close_object(jcs);
    jcs_key(jcs, "internalParameters");
    jcs_open_object(jcs);
    write_map(jcs, "environment", run->environment);
    jcs_close_object(jcs);
    jcs_key(jcs, "resolvedDependencies");
    jcs_open_array(jcs);
    for (size_t i = 0; i < run->inputs.count; i++)
        write_dependency(jcs, &run->inputs.things[i]);
    jcs_close_array(jcs);
    jcs_close_object(jcs);
}

static void write_details(struct jcs *jcs, const struct assay_lineage *lineage,
                          const struct lineage_run *run)
{
    jcs_key(jcs, "runDetails");
    jcs_open_object(jcs);
    jcs_key(jcs, "builder");
    jcs_open_object(jcs);
    write_member(jcs, "id", run->builder ? run->builder : LINEAGE_BUILDER_UNTOLD);
    write_map(jcs, "version", run->builder_version);
    jcs_close_object(jcs);
    jcs_key(jcs, "byproducts");
    jcs_open_array(jcs);
    statement_resource(jcs, lineage->name, "text/plain", lineage->sha256);
    jcs_close_array(jcs);
    jcs_key(jcs, "metadata");
    jcs_open_object(jcs);
    write_member(jcs, "finishedOn", run->finished);
    write_member(jcs, "invocationId", run->invocation);
    write_member(jcs, "startedOn", run->started);
    jcs_close_object(jcs);
    jcs_close_object(jcs);
}

void lineage_statement(const struct assay_lineage *lineage, const struct lineage_run *run,
                       struct buf *out)
{
    struct jcs jcs;

    jcs_init(&jcs, out);
    statement_open(&jcs);
    jcs_open_object(&jcs);
    write_definition(&jcs, lineage, run);
    write_details(&jcs, lineage, run);
    jcs_close_object(&jcs);
    statement_subjects(&jcs, PREDICATE_LINEAGE);
    for (size_t i = 0; i < run->outputs.count; i++)
        write_subject(&jcs, &run->outputs.things[i]);
    statement_close(&jcs);
}

/* Statements under way into the ledger; those that it holds already fall out. */
struct drafts {
    struct buf *texts;
    bool *known;
    size_t count;
};

static bool find_known(void *user, uint64_t index, const struct entry *entry, const char *name,
                       struct arena *arena)
{
    struct drafts *drafts = user;

    (void)index;
    (void)name;
    (void)arena;
    if (!bytes_equal(entry->statement.predicate_type, BYTES(PREDICATE_LINEAGE)))
        return true;
    for (size_t i = 0; i < drafts->count; i++)
        if (bytes_equal(buf_bytes(&drafts->texts[i]), entry->envelope.payload))
            drafts->known[i] = true;
    return true;
}

static ASSAY_RESULT make_texts(const struct assay_lineage *lineage, struct drafts *drafts,
                               struct assay_error *err)
{
    for (size_t i = 0; i < lineage->run_count; i++) {
        enum assay_status status;

        buf_init(&drafts->texts[i], ENTRY_PAYLOAD_MAX);
        lineage_statement(lineage, &lineage->runs[i], &drafts->texts[i]);
        status = buf_status(&drafts->texts[i], err);
        if (status != ASSAY_ELIMIT) {
            TRY(status);
            continue;
        }
        status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                            "a training with %zu inputs and %zu outputs does not fit in an entry",
                            lineage->runs[i].inputs.count, lineage->runs[i].outputs.count);
        assay_error_id(err, "lineage.too-large");
        assay_error_path(err, lineage->source.path);
        assay_error_why(err, "a statement has at most %d bytes", ENTRY_PAYLOAD_MAX);
        assay_error_do(err, "name a bundle of the files, or a list of them, by its one digest");
        return status;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT append(struct assay_ledger *ledger, const struct assay_key *key,
                           const struct assay_lineage *lineage, struct drafts *drafts,
                           struct assay_lineage_result *result, struct assay_error *err)
{
    CLEANUP(free_cleanup)
    struct ledger_statement *statements = calloc(lineage->run_count + 1, sizeof *statements);
    uint64_t before = ledger->log.point.size;
    size_t count = 0;

    if (!statements)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a lineage");
    TRY(make_texts(lineage, drafts, err));
    TRY(ledger_walk_back(ledger, &(struct ledger_walk){find_known, drafts}, err));
    for (size_t i = 0; i < lineage->run_count; i++)
        if (!drafts->known[i])
            statements[count++] = (struct ledger_statement){
                .kind = predicate_named("lineage"),
                .text = buf_bytes(&drafts->texts[i]),
            };
    if (count > 0)
        TRY(ledger_append(ledger, key, statements, count, err));
    *result = (struct assay_lineage_result){before, count, lineage->run_count - count};
    return ASSAY_OK;
}

enum assay_status assay_ledger_lineage(struct assay_ledger *ledger, const struct assay_key *key,
                                       const struct assay_lineage *lineage,
                                       struct assay_lineage_result *result, struct assay_error *err)
{
    struct drafts drafts = {
        .texts = calloc(lineage->run_count + 1, sizeof *drafts.texts),
        .known = calloc(lineage->run_count + 1, sizeof *drafts.known),
        .count = lineage->run_count,
    };
    enum assay_status status =
        drafts.texts && drafts.known
            ? append(ledger, key, lineage, &drafts, result, err)
            : assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a lineage");

    for (size_t i = 0; drafts.texts && i < drafts.count; i++)
        buf_clear(&drafts.texts[i]);
    free(drafts.texts);
    free(drafts.known);
    return status;
}
