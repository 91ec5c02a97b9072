/*
 * inspect_record.c - records that a person writes for an auditor: YAML whose first key is
 * `record: KIND`. What holds of it becomes one fact, its canonical JSON, so that rules ask about
 * the very record that the inventory names; what is open or wrong is told field by field.
 * Source: policies/schemas/records/KIND.schema.json.
 */

#include <inttypes.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "doc/jcs.h"
#include "doc/place.h"
#include "examine/encoding/document.h"
#include "examine/evidence.h"
#include "examine/inspect.h"
#include "examine/models/hydra.h"
#include "examine/papers/card.h"
#include "examine/papers/record_dates.h"
#include "examine/papers/records.h"
#include "inventory/gaps.h"

enum {
    BID_KEY = 8 * 12,  /* the bits of "record: " and the shortest kind: above a mark of Hydra's */
    BID_MAYBE = 2,     /* above that of any YAML */
    HEAD_WHOLE = 4096, /* a head that is shorter is the whole text */
    NAME_SIZE = 40,
    LINE_SIZE = 256, /* bytes that a record's first line is taken to fit in */
    TOLD_MAX = 100
};

struct reading {
    struct evidence *evidence;
    struct bytes text;
    size_t missing, placeholders, invalid; /* there were; the first TOLD_MAX are told by name */
};

/* A kind that nobody knows is a record all the same where it is a known one with a typo. */
static const char *nearest_to(struct bytes kind)
{
    char name[NAME_SIZE];

    if (kind.size == 0 || kind.size >= sizeof name)
        return NULL;
    memcpy(name, kind.data, kind.size);
    name[kind.size] = 0;
    return record_nearest(name);
}

static bool is_record(struct bytes kind)
{
    return record_find(kind) || nearest_to(kind);
}

/* A file of another name that holds what may be meant for a record: JSON, or a plain text. */
static bool may_be_misnamed(const struct subject *subject)
{
    struct bytes name = subject->name;

    return (bytes_ends(name, BYTES(".json")) || bytes_ends(name, BYTES(".txt")) ||
            !bytes_has(name, '.')) &&
           bytes_contain(subject->head, "record");
}

static unsigned record_bid(const struct subject *subject)
{
    bool named = record_is_named(subject->name);
    struct bytes head = subject->head;
    uint32_t line;

    if (!named && !may_be_misnamed(subject))
        return 0;
    if ((named && is_record(record_kind_at(head))) || record_meant_at(head, named, &line))
        return BID_KEY;
    return named && (head.size >= HEAD_WHOLE || record_like(head, subject->path, &line)) ? BID_MAYBE
                                                                                         : 0;
}

/* `before`: the lines in front of the text. */
static void tell_meant(struct evidence *evidence, const struct subject *subject, uint64_t offset,
                       uint32_t before, struct bytes text)
{
    bool named = record_is_named(subject->name);
    const struct shipped_record *meant;
    char first[64];
    uint32_t line;

    meant = record_meant_at(text, named, &line);
    if (!meant && named)
        meant = record_like(text, subject->path, &line);
    if (!meant)
        return;
    snprintf(first, sizeof first, "write \"record: %s\" as the first line of its file",
             meant->name);
    evidence_gap(evidence, GAP_RECORD_INVALID, offset + place_offset(text, line, 1),
                 "line %" PRIu32 ": this looks like a record of kind %s and is not read as one: %s",
                 before + line, meant->name,
                 !named                  ? "a record is YAML, in a file that ends in .yml"
                 : hydra_is_marked(text) ? "it says which objects to make of it, and no record does"
                                         : first);
}

/* Comments fill the window: what follows is not read as a record, so that its lines need not be
 * kept, but it is told. */
static ASSAY_RESULT read_behind_comments(struct cursor *cursor, const struct subject *subject,
                                         struct evidence *evidence)
{
    uint32_t before = 0;
    struct bytes window;
    size_t size;

    for (;;) {
        TRY(cursor_peek(cursor, RECORD_BEGIN_MAX, &window));
        size = record_comments_size(window);
        if (size == 0 || window.size < RECORD_BEGIN_MAX)
            break;
        before += place_of(window, size).line - 1;
        cursor_consume(cursor, size);
    }
    tell_meant(evidence, subject, cursor_at(cursor), before, window);
    return hydra_read_behind(cursor, evidence);
}

static bool is_all_comments(struct bytes head)
{
    return head.size == RECORD_BEGIN_MAX && head.size - record_comments_size(head) < LINE_SIZE;
}

/* Some other text, which may be what its writer takes for a record. */
static ASSAY_RESULT read_other(struct cursor *cursor, const struct subject *subject,
                               struct bytes head, struct evidence *evidence)
{
    const struct inspector *other = record_is_named(subject->name)  ? &inspect_hydra
                                    : inspect_json.bid(subject) > 0 ? &inspect_json
                                                                    : NULL;
    enum assay_status status;

    tell_meant(evidence, subject, 0, 0, head);
    if (!other) {
        evidence_decline(evidence);
        return ASSAY_OK;
    }
    evidence_format(evidence, other->format);
    status = other == &inspect_hydra && is_all_comments(head)
                 ? read_behind_comments(cursor, subject, evidence)
                 : other->read(cursor, subject, evidence);
    if (!evidence_is_declined(evidence))
        evidence_kind(evidence, other->kind);
    return status;
}

static void tell_missing(void *data, const char *field)
{
    struct reading *reading = data;

    if (reading->missing++ < TOLD_MAX)
        evidence_set(reading->evidence, ASSAY_FACT_RECORD_FIELDS_MISSING, MEASURED,
                     bytes_text(field));
}

static void tell_placeholder(void *data, const char *field)
{
    struct reading *reading = data;

    if (reading->placeholders++ < TOLD_MAX)
        evidence_set(reading->evidence, ASSAY_FACT_RECORD_FIELDS_PLACEHOLDER, MEASURED,
                     bytes_text(field));
}

static void tell_invalid(void *data, const struct doc *node, const char *text)
{
    struct reading *reading = data;

    if (reading->invalid++ >= TOLD_MAX)
        return;
    evidence_gap(reading->evidence, GAP_RECORD_INVALID,
                 place_offset(reading->text, node->line, node->column),
                 "line %" PRIu32 ", column %" PRIu32 ": %s", node->line, node->column, text);
}

/* A list of a million open fields helps nobody, and each rule and message would carry it. */
static void tell_rest(const struct reading *reading, enum assay_fact_id id, size_t count)
{
    char text[64];

    if (count <= TOLD_MAX)
        return;
    snprintf(text, sizeof text, "... %zu more", count - TOLD_MAX);
    evidence_set(reading->evidence, id, MEASURED, bytes_text(text));
}

static ASSAY_RESULT take_content(struct reading *reading, struct arena *arena,
                                 const struct shipped_record *record, const struct doc *doc,
                                 struct assay_error *failure)
{
    CLEANUP(buf_clear) struct buf json = {.ceiling = (size_t)8 * LIMIT_CARD};
    struct form_report report = {.missing = tell_missing,
                                 .placeholder = tell_placeholder,
                                 .invalid = tell_invalid,
                                 .is_placeholder = card_is_placeholder,
                                 .data = reading};
    const struct form *form;
    struct doc content;
    struct jcs jcs;

    TRY(record_form_read(record, arena, &form, failure));
    TRY(form_take(form, doc, &report, arena, &content, failure));
    tell_rest(reading, ASSAY_FACT_RECORD_FIELDS_MISSING, reading->missing);
    tell_rest(reading, ASSAY_FACT_RECORD_FIELDS_PLACEHOLDER, reading->placeholders);
    record_dates_tell(reading->evidence, form, &content);
    jcs_init(&jcs, &json);
    jcs_doc(&jcs, &content);
    TRY(buf_status(&json, failure));
    evidence_document(reading->evidence, ASSAY_FACT_RECORD_CONTENT, DECLARED, buf_bytes(&json));
    return ASSAY_OK;
}

static enum assay_status record_read(struct cursor *cursor, const struct subject *subject,
                                     struct evidence *evidence)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct shipped_record *record;
    struct reading reading = {.evidence = evidence};
    struct doc_source source = {.path = "record"};
    struct assay_error failure = {0};
    enum assay_status status;
    struct bytes head, kind;
    struct doc *doc;

    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a record");
    TRY(cursor_peek(cursor, RECORD_BEGIN_MAX, &head));
    kind = record_kind_at(head);
    if (!record_is_named(subject->name) || !is_record(kind))
        return read_other(cursor, subject, head, evidence);
    record = record_find(kind);
    if (!record) {
        size_t offset = (size_t)(kind.data - head.data);
        struct place place = place_of(head, offset);

        evidence_gap(evidence, GAP_RECORD_INVALID, offset,
                     "line %" PRIu32 ", column %" PRIu32
                     ": there is no kind of record \"%.*s\": did you mean %s?",
                     place.line, place.column, (int)kind.size, (const char *)kind.data,
                     nearest_to(kind));
        return hydra_is_marked(head) ? read_other(cursor, subject, head, evidence) : ASSAY_OK;
    }
    if (hydra_is_marked(head))
        return read_other(cursor, subject, head, evidence);
    evidence_text(evidence, ASSAY_FACT_RECORD_KIND, DECLARED, kind);
    TRY(document_text(cursor, arena, "a record", LIMIT_CARD, &source.text));
    reading.text = source.text;
    status = doc_read_yaml(arena, &source, &doc, &failure);
    if (status == ASSAY_EUSAGE) {
        struct doc node = {.line = failure.line, .column = failure.column};

        tell_invalid(&reading, &node, failure.text);
        return ASSAY_OK;
    }
    if (status == ASSAY_OK)
        status = take_content(&reading, arena, record, doc, &failure);
    if (status != ASSAY_OK)
        return cursor_fail_at(cursor, status, ASSAY_NO_OFFSET, "%s", failure.text);
    return ASSAY_OK;
}

const struct inspector inspect_record = {.format = "record",
                                         .kind = ASSAY_KIND_DOCUMENT,
                                         .text = true,
                                         .again = true, /* as inspect_hydra, which it asks */
                                         .gap = GAP_RECORD_INVALID,
                                         .bid = record_bid,
                                         .read = record_read};
