/* trace_detail.c - what an entry says, in a few words: the members of its kind that tell the most.
 */

#include <string.h>

#include "base/codec.h"
#include "base/kit.h"
#include "ledger/erasures.h"
#include "ledger/lineage.h"
#include "ledger/record.h"
#include "ledger/seal.h"
#include "ledger/trace_gather.h"

enum { TELLING = 5 };

/* By kind: texts of the predicate, in the order in which they are told. */
static const struct {
    const char *kind;
    const char *members[TELLING];
} tellings[] = {
    {"assessment", {"verdict"}},
    {"attestation", {"meaning", "role", "ticket", "until"}},
    {"erasure", {"member", "ground"}},
    {"incident", {"severity", "detected", "resolved", "role", "ticket"}},
    {"ledger-key", {"event"}},
    {"release", {"version", "place", "risk", "role", "ticket"}},
    {"rollback", {"role", "ticket"}},
    {"withdrawal", {"role", "ticket"}},
    {"waiver", {"rule", "until", "role", "ticket"}},
};

static void add(struct buf *out, const char *before, const char *text)
{
    buf_text(out, out->size ? ", " : "");
    buf_text(out, before);
    buf_text(out, text);
}

static void add_members(const struct entry *entry, struct buf *out)
{
    const struct predicate_kind *kind = predicate_find(entry->statement.predicate_type);

    for (size_t i = 0; kind && i < ARRAY_LEN(tellings); i++) {
        if (strcmp(kind->name, tellings[i].kind) != 0)
            continue;
        for (size_t j = 0; j < TELLING && tellings[i].members[j]; j++) {
            const char *member = tellings[i].members[j], *text;

            if (statement_text(entry->statement.predicate, member, &text))
                add(out, strcmp(member, "until") == 0 ? "until " : "", text);
        }
    }
}

/* "3 fail, 1 unknown": what an assessment counted, but for what there is none of. */
static void add_counts(const struct doc *counts, struct buf *out)
{
    for (size_t i = 0; counts && counts->type == DOC_MAP && i < counts->count; i++) {
        const struct doc_member *member = &counts->members[i];

        if (member->value.type != DOC_TEXT || bytes_equal(member->value.text, BYTES("0")))
            continue;
        add(out, (const char *)member->value.text.data, " ");
        buf_text(out, (const char *)member->name.data);
    }
}

/* The printed name of who signed, where it is still there. */
struct person {
    const struct tracer *tracer;
    struct buf *out;
    enum assay_status status;
};

static void add_name(void *user, const uint8_t sha256[32])
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct person *person = user;
    struct disclosure disclosure;
    enum assay_status status;

    if (person->status != ASSAY_OK)
        return;
    if (!arena) {
        person->status = ASSAY_ENOMEM;
        return;
    }
    status = seal_open(person->tracer->all.store, arena, sha256, &disclosure, person->tracer->err);
    if (status != ASSAY_OK && status != ASSAY_EMISSING)
        person->status = status;
    if (status == ASSAY_OK && disclosure.value->type == DOC_TEXT &&
        (bytes_equal(disclosure.name, BYTES("name")) || bytes_equal(disclosure.name, BYTES("who"))))
        add(person->out, "", (const char *)disclosure.value->text.data);
}

static void add_text(const struct doc *map, const char *member, const char *before, struct buf *out)
{
    const char *text;

    if (statement_text(map, member, &text))
        add(out, before, text);
}

static void add_training(const struct doc *predicate, struct buf *out)
{
    const struct doc *chosen = doc_get(doc_get(predicate, "buildDefinition"), "externalParameters");
    const struct doc *details = doc_get(predicate, "runDetails");
    const char *builder;

    add_text(chosen, "step", "", out);
    add_text(chosen, "record", "", out);
    add_text(doc_get(details, "metadata"), "invocationId", "run ", out);
    if (statement_text(doc_get(details, "builder"), "id", &builder) &&
        strcmp(builder, LINEAGE_BUILDER_UNTOLD) != 0)
        add(out, "by ", builder);
}

enum assay_status trace_detail(const struct tracer *tracer, const struct entry *entry,
                               struct buf *out)
{
    const struct doc *predicate = entry->statement.predicate;
    struct person person = {tracer, out, ASSAY_OK};
    struct record record;

    add_members(entry, out);
    add_counts(doc_get(predicate, "counts"), out);
    seal_digests(predicate, add_name, &person);
    if (bytes_equal(entry->statement.predicate_type, BYTES(PREDICATE_INVENTORY)) &&
        record_read(&entry->statement, &record)) {
        add(out, record.target.type, *record.target.view ? "/" : "");
        buf_printf(out, "%s %s", record.target.view, record.target.name);
    }
    if (bytes_equal(entry->statement.predicate_type, BYTES(PREDICATE_LINEAGE)))
        add_training(predicate, out);
    TRY(person.status);
    return buf_status(out, tracer->err);
}
