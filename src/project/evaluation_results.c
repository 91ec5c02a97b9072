/* evaluation_results.c - see evaluation_results.h. */

#include "project/evaluation_results.h"

#include <ctype.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/inspect.h"
#include "examine/papers/card.h"
#include "examine/papers/records.h"
#include "examine/text/wide_text.h"
#include "inventory/gaps.h"
#include "source/annex_key.h"
#include "source/fail.h"

enum { HEX_SIZE = 2 * 32 };

struct bytes report_text(const struct doc *map, const char *name)
{
    const struct doc *node = doc_get(map, name);

    return node && node->type == DOC_TEXT ? node->text : bytes_of(NULL, 0);
}

/* Its digest, in small letters; its path where it has none. */
static struct bytes subject_key(const struct doc *subject, char digest[HEX_SIZE])
{
    struct bytes given = report_text(subject, "sha256");
    uint8_t raw[HEX_SIZE / 2];

    for (size_t i = 0; i < given.size && given.size == HEX_SIZE; i++)
        digest[i] = (char)tolower(given.data[i]);
    if (given.size == HEX_SIZE && hex_decode(bytes_of(digest, HEX_SIZE), raw, sizeof raw))
        return bytes_of(digest, HEX_SIZE);
    return report_text(subject, "path");
}

bool results_topic(const struct key_index *subjects, struct bytes key, uint32_t *topic)
{
    size_t count;
    const struct key_place *first = key_index_find(subjects, key, &count);

    if (!first || key.size == 0)
        return false;
    *topic = (uint32_t)(first - (const struct key_place *)(const void *)subjects->places.data);
    return true;
}

/* A bound of its interval tells as much as the value. */
static const char *const measured[] = {"value", "low", "high"};

static bool has_value(const struct doc *report, const char *list)
{
    const struct doc *figures = doc_get(report, list);

    for (size_t i = 0; figures && figures->type == DOC_LIST && i < figures->count; i++)
        for (size_t j = 0; j < ARRAY_LEN(measured); j++) {
            struct bytes value = report_text(&figures->items[i], measured[j]);

            if (value.size > 0 && !card_is_placeholder(value))
                return true;
        }
    return false;
}

static void add_topics(const struct results_reader *reader, const struct doc *report,
                       struct buf *topics)
{
    const struct doc *subjects = doc_get(report, "subjects");

    for (size_t i = 0; subjects && subjects->type == DOC_LIST && i < subjects->count; i++) {
        char digest[HEX_SIZE];
        uint32_t topic;

        if (results_topic(reader->subjects, subject_key(&subjects->items[i], digest), &topic))
            buf_add(topics, &topic, sizeof topic);
    }
}

/* Whether a text that cannot be read names a model that is asked about, by its digest. */
static bool names_subject(const struct results_reader *reader, struct bytes text)
{
    char digest[HEX_SIZE] = {0};
    size_t run = 0;
    uint32_t topic;

    for (size_t i = 0; i < text.size; i++) {
        if (!isxdigit(text.data[i])) {
            run = 0;
            continue;
        }
        memmove(digest, digest + 1, HEX_SIZE - 1);
        digest[HEX_SIZE - 1] = (char)tolower(text.data[i]);
        if (++run >= HEX_SIZE &&
            results_topic(reader->subjects, bytes_of(digest, HEX_SIZE), &topic))
            return true;
    }
    return false;
}

/* One that no reader takes for a report told its results all the same. */
static bool is_report(struct bytes text)
{
    struct bytes kind = record_kind_at(text);
    const struct shipped_record *meant;
    uint32_t line;

    if (kind.size > 0)
        return bytes_equal(kind, BYTES("evaluation"));
    meant = record_meant_at(text, true, &line);
    return meant && strcmp(meant->name, "evaluation") == 0;
}

/* The text of a version as the scan has it. Of a wide one no more than shows that it is too large.
 */
static ASSAY_RESULT decode(struct bytes content, struct buf *room, struct bytes *text,
                           struct assay_error *err)
{
    CLEANUP(stream_close) struct stream raw = {0};
    CLEANUP(stream_close) struct stream decoded = {0};
    enum wide_text wide = wide_text_of(content);
    struct wide_stream state;
    uint8_t chunk[4096];
    size_t got = 1;

    *text = content;
    if (wide == WIDE_NONE)
        return ASSAY_OK;
    stream_of_bytes(&raw, content);
    wide_stream_open(&state, &raw, wide, &decoded);
    while (got > 0 && room->size <= LIMIT_CARD) {
        TRY(stream_read(&decoded, chunk, sizeof chunk, &got, err));
        buf_add(room, chunk, got);
    }
    *text = buf_bytes(room);
    return buf_status(room, err);
}

/* What cannot be read may have results, and says of which models it would. */
static ASSAY_RESULT unread(const struct results_reader *reader, struct bytes text,
                           struct assay_error *err)
{
    return names_subject(reader, text) ? fail_id(err, ASSAY_EFORMAT, GAP_RECORD_INVALID,
                                                 "a past report that cannot be read")
                                       : ASSAY_OK;
}

enum assay_status results_read(void *data, struct bytes content, struct buf *topics,
                               struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = NULL;
    CLEANUP(buf_clear) struct buf room = {.ceiling = SIZE_MAX};
    const struct subject subject = {.head = content};
    struct results_reader *reader = data;
    struct doc_source source = {.path = "record"};
    enum assay_status status;
    struct annex_key key;
    struct doc *report;

    if (inspect_lfs_pointer.bid(&subject) > 0)
        return fail_id(err, ASSAY_EMISSING, GAP_POINTER_LFS_MISSING,
                       "a version that git-lfs keeps elsewhere");
    if (annex_key_of_link(content, &key) || annex_key_of_pointer(content, &key))
        return fail_id(err, ASSAY_EMISSING, GAP_POINTER_ANNEX_MISSING,
                       "a version that git-annex keeps elsewhere");
    TRY(decode(content, &room, &source.text, err));
    if (!is_report(source.text))
        return ASSAY_OK;
    if (source.text.size > LIMIT_CARD)
        return unread(reader, source.text, err);
    reader->read += source.text.size;
    if (reader->read > LIMIT_PAST_REPORTS)
        return assay_fail(err, ASSAY_ELIMIT, ASSAY_NO_OFFSET,
                          "reports of a history beyond %u bytes", LIMIT_PAST_REPORTS);
    arena = arena_new();
    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a past report");
    status = doc_read_yaml(arena, &source, &report, err);
    if (status == ASSAY_OK && (has_value(report, "metrics") || has_value(report, "groups")))
        add_topics(reader, report, topics);
    return status == ASSAY_OK || status == ASSAY_ENOMEM ? status : unread(reader, source.text, err);
}
