/*
 * inspect_fhir.c - resources of FHIR as JSON, alone or in a Bundle: which, and whose.
 * Source: HL7 FHIR R5, 2.6 (resources), 2.1.28 (JSON), 2.24 (HumanName, Address, ContactPoint).
 */

#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/json_scan.h"
#include "examine/inspect.h"
#include "examine/media/health.h"

enum { BID = 60, KEPT = 64 };

/* Members whose text says who somebody is: by their name, and that of the member which they are
 * in, where that matters. */
static const struct field {
    const char *within, *name, *class_name;
} fields[] = {
    {NULL, "birthDate", "pii.date-of-birth"},    {NULL, "family", "pii.person-name"},
    {NULL, "given", "pii.person-name"},          {"address", "line", "pii.street-address"},
    {"address", "text", "pii.street-address"},   {"identifier", "value", "pii.medical-record"},
    {"name", "text", "pii.person-name"},         {"photo", "data", "pii.face-image"},
    {"position", "latitude", "pii.coordinates"}, {"subscriberId", NULL, "pii.health-plan"},
};

struct fhir {
    struct evidence *evidence;
    struct json_scan scan;
    struct health_counts counts;
    char names[LIMIT_DOCUMENT_DEPTH + 1][KEPT]; /* of the member that each open level is in */
    char name[KEPT];                            /* of the member whose value comes next */
};

static void keep_name(char to[KEPT], struct bytes name)
{
    size_t size = name.size < KEPT - 1 ? name.size : KEPT - 1;

    memcpy(to, name.data, size);
    to[size] = 0;
}

/* The nearest name around the value that is not its own: an array has that of its member. */
static const char *within(const struct fhir *fhir)
{
    for (unsigned level = fhir->scan.depth; level > 0; level--)
        if (fhir->names[level][0] && strcmp(fhir->names[level], fhir->name) != 0)
            return fhir->names[level];
    return "";
}

static void see_value(struct fhir *fhir)
{
    const struct assay_place place = {.offset = fhir->scan.at};

    if (fhir->scan.text.size == 0)
        return;
    if (strcmp(fhir->name, "resourceType") == 0)
        health_count(&fhir->counts, fhir->scan.text);
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        const struct field *field = &fields[i];
        bool meant = field->name ? strcmp(fhir->name, field->name) == 0 &&
                                       (!field->within || strcmp(within(fhir), field->within) == 0)
                                 : strcmp(fhir->name, field->within) == 0;

        if (meant)
            evidence_observe(fhir->evidence, field->class_name, ASSAY_HIGH, &place,
                             bytes_text(fhir->name));
    }
}

static void open_level(struct fhir *fhir)
{
    unsigned depth = fhir->scan.depth;

    if (depth <= LIMIT_DOCUMENT_DEPTH)
        memcpy(fhir->names[depth], fhir->name, KEPT);
}

static enum assay_status read_tokens(struct fhir *fhir)
{
    enum json_token token;

    for (;;) {
        TRY(json_next(&fhir->scan, &token));
        switch (token) {
        case JSON_END:
            return ASSAY_OK;
        case JSON_NAME:
            keep_name(fhir->name, fhir->scan.text);
            break;
        case JSON_OBJECT:
        case JSON_ARRAY:
            open_level(fhir);
            if (token == JSON_OBJECT)
                fhir->name[0] = 0;
            break;
        case JSON_TEXT:
        case JSON_INT:
        case JSON_REAL:
            see_value(fhir);
            break;
        default:
            break;
        }
    }
}

static unsigned fhir_bid(const struct subject *subject)
{
    struct bytes head = subject->head;
    size_t at = 0;

    while (at < head.size && bytes_has(BYTES(" \t\r\n"), head.data[at]))
        at++;
    return at < head.size && head.data[at] == '{' && bytes_contain(head, "\"resourceType\"") ? BID
                                                                                             : 0;
}

static enum assay_status fhir_read(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    struct fhir fhir = {.evidence = evidence};
    enum assay_status status;

    (void)subject;
    json_scan_init(&fhir.scan, cursor, &(struct json_options){.text_max = 256});
    do { /* bulk data has a resource a line */
        bool ended = false;

        status = read_tokens(&fhir);
        for (struct bytes next = {0}; status == ASSAY_OK; cursor_consume(cursor, 1)) {
            status = cursor_peek(cursor, 1, &next);
            ended = status == ASSAY_OK && next.size == 0;
            if (ended || next.size == 0 || !bytes_has(BYTES(" \t\r\n"), next.data[0]))
                break;
        }
        if (ended)
            break;
    } while (status == ASSAY_OK);
    health_tell(&fhir.counts, evidence);
    json_scan_clear(&fhir.scan);
    return status;
}

const struct inspector inspect_fhir = {
    .format = "fhir", .kind = ASSAY_KIND_DATASET, .text = true, .bid = fhir_bid, .read = fhir_read};
