/*
 * inspect_hl7.c - messages of HL7 version 2: which segments, and whose.
 * Source: HL7 version 2.5.1, chapter 2 (encoding), 3.4 (PID, NK1), 6.5 (GT1, IN1).
 */

#include <stdio.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/inspect.h"
#include "examine/media/health.h"

enum { BID = 64, SEGMENT_MAX = 64 * 1024, VERSION_FIELD = 12 };

/* Fields that say who somebody is, by segment and number. */
static const struct field {
    char segment[4];
    unsigned number;
    const char *class_name;
} fields[] = {
    {"GT1", 3, "pii.person-name"},     {"GT1", 5, "pii.street-address"},
    {"GT1", 6, "pii.phone"},           {"GT1", 12, "pii.us-ssn"},
    {"IN1", 16, "pii.person-name"},    {"IN1", 18, "pii.date-of-birth"},
    {"IN1", 19, "pii.street-address"}, {"IN1", 36, "pii.health-plan"},
    {"MRG", 1, "pii.medical-record"},  {"NK1", 2, "pii.person-name"},
    {"NK1", 4, "pii.street-address"},  {"NK1", 5, "pii.phone"},
    {"PID", 2, "pii.medical-record"},  {"PID", 3, "pii.medical-record"},
    {"PID", 4, "pii.medical-record"},  {"PID", 5, "pii.person-name"},
    {"PID", 6, "pii.person-name"},     {"PID", 7, "pii.date-of-birth"},
    {"PID", 9, "pii.person-name"},     {"PID", 11, "pii.street-address"},
    {"PID", 13, "pii.phone"},          {"PID", 14, "pii.phone"},
    {"PID", 18, "pii.account-number"}, {"PID", 19, "pii.us-ssn"},
    {"PID", 20, "pii.driver-licence"},
};

struct hl7 {
    struct evidence *evidence;
    struct health_counts counts;
    uint8_t separator;
    uint32_t line;
};

static void see_field(struct hl7 *hl7, struct bytes segment, unsigned number, uint64_t offset,
                      uint32_t column)
{
    const struct assay_place place = {.offset = offset, .line = hl7->line, .column = column};
    char name[16];

    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        if (fields[i].number == number && memcmp(fields[i].segment, segment.data, 3) == 0) {
            snprintf(name, sizeof name, "%.3s-%u", fields[i].segment, number);
            evidence_observe(hl7->evidence, fields[i].class_name, ASSAY_HIGH, &place,
                             bytes_text(name));
        }
}

/* Filled: more than separators and "", which says that the value is to be emptied. */
static bool is_filled(struct bytes field)
{
    for (size_t i = 0; i < field.size; i++)
        if (!bytes_has(BYTES("^~&\" "), field.data[i]))
            return true;
    return false;
}

static void read_segment(struct hl7 *hl7, struct bytes segment, uint64_t offset)
{
    struct bytes rest = segment;
    bool head = bytes_starts(segment, BYTES("MSH"));
    unsigned number = head ? 1 : 0; /* the separator is the first field of a head */

    hl7->line++;
    if (segment.size < 3)
        return;
    if (head && segment.size > 3)
        hl7->separator = segment.data[3];
    health_count(&hl7->counts, bytes_of(segment.data, 3));
    while (rest.size > 0) {
        const uint8_t *end = memchr(rest.data, hl7->separator, rest.size);
        struct bytes field = bytes_of(rest.data, end ? (size_t)(end - rest.data) : rest.size);
        size_t at = (size_t)(rest.data - segment.data);

        if (at > 0 && is_filled(field))
            see_field(hl7, segment, number, offset + at, (uint32_t)at + 1);
        if (head && number == VERSION_FIELD && field.size > 0)
            evidence_text(hl7->evidence, ASSAY_FACT_HEALTH_VERSION, DECLARED, field);
        rest = bytes_from(rest, field.size + 1);
        number++;
    }
}

static unsigned hl7_bid(const struct subject *subject)
{
    static const char *const heads[] = {"MSH|^~\\&", "FHS|^~\\&", "BHS|^~\\&"};
    struct bytes head = subject->head;

    if (head.size > 0 && head.data[0] == 0x0b) /* framed as on the wire */
        head = bytes_from(head, 1);
    for (size_t i = 0; i < ARRAY_LEN(heads); i++)
        if (bytes_starts(head, bytes_text(heads[i])))
            return BID;
    return 0;
}

static bool ends_segment(uint8_t byte)
{
    return byte == '\r' || byte == '\n' || byte == 0x0b || byte == 0x1c;
}

static enum assay_status hl7_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    CLEANUP(buf_clear) struct buf segment = {.ceiling = SEGMENT_MAX};
    struct hl7 hl7 = {.evidence = evidence, .separator = '|'};
    uint64_t start = 0;

    (void)subject;
    for (;;) {
        struct bytes some;
        uint64_t at = cursor_at(cursor);

        TRY(cursor_some(cursor, &some));
        for (size_t i = 0; i < some.size; i++) {
            if (!ends_segment(some.data[i])) {
                if (segment.size < SEGMENT_MAX)
                    buf_byte(&segment, some.data[i]);
                continue;
            }
            if (segment.size > 0)
                read_segment(&hl7, buf_bytes(&segment), start);
            buf_reset(&segment);
            start = at + i + 1;
        }
        cursor_consume(cursor, some.size);
        if (some.size == 0)
            break;
    }
    if (segment.size > 0)
        read_segment(&hl7, buf_bytes(&segment), start);
    health_tell(&hl7.counts, evidence);
    return ASSAY_OK;
}

const struct inspector inspect_hl7 = {
    .format = "hl7", .kind = ASSAY_KIND_DATASET, .text = true, .bid = hl7_bid, .read = hl7_read};
