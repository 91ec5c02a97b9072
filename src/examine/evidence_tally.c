/* evidence_tally.c - sightings counted by class, detail and column: hits wait for the cell that
 * they stand in. */

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"
#include "examine/evidence_part.h"

#define OTHERS "... others"

static int tally_compare(const struct tally *tally, const char *class_name, struct bytes detail,
                         uint32_t column)
{
    /* most often the same literal */
    int order = tally->class_name == class_name ? 0 : strcmp(tally->class_name, class_name);

    if (order == 0)
        order = bytes_compare(bytes_text(tally->detail), detail);
    if (order == 0)
        order = (tally->column > column) - (tally->column < column);
    return order;
}

/* Finds the tally of a sighting, or the place in `order` where it belongs. */
static struct tally *find_tally(const struct evidence *evidence, const char *class_name,
                                struct bytes detail, uint32_t column, size_t *at)
{
    size_t low = 0, high = evidence->tally_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct tally *tally = &evidence->tallies[evidence->order[middle]];
        int order = tally_compare(tally, class_name, detail, column);

        if (order == 0)
            return tally;
        if (order > 0)
            high = middle;
        else
            low = middle + 1;
    }
    *at = low;
    return NULL;
}

static struct tally *use_tally(struct evidence *evidence, const char *class_name,
                               struct bytes detail, uint32_t column)
{
    size_t at = 0, capacity = evidence->tally_capacity;
    struct tally *tally = find_tally(evidence, class_name, detail, column, &at);
    const char *kept;

    if (tally)
        return tally;
    if (evidence->tally_count >= LIMIT_OBSERVATIONS) { /* classes are literals, and few */
        detail = detail.size ? BYTES(OTHERS) : detail;
        column = EVIDENCE_NO_COLUMN;
        tally = find_tally(evidence, class_name, detail, column, &at);
        if (tally)
            return tally;
    }
    kept = detail.size ? evidence_keep(evidence, detail, false) : "";
    if (!kept ||
        !evidence_reserve(evidence, (void **)&evidence->order, &capacity, evidence->tally_count,
                          sizeof *evidence->order) ||
        !evidence_reserve(evidence, (void **)&evidence->tallies, &evidence->tally_capacity,
                          evidence->tally_count, sizeof *evidence->tallies))
        return NULL;
    memmove(evidence->order + at + 1, evidence->order + at,
            (evidence->tally_count - at) * sizeof *evidence->order);
    evidence->order[at] = (uint32_t)evidence->tally_count;
    tally = &evidence->tallies[evidence->tally_count++];
    *tally = (struct tally){.class_name = class_name, .detail = kept, .column = column};
    return tally;
}

static void count_sighting(struct tally *tally, enum bucket bucket, const struct assay_place *place,
                           const char *masked)
{
    if (tally->counts[bucket]++ == 0)
        text_copy(tally->masked[bucket], MASKED_SIZE, masked);
    if (place && tally->place_counts[bucket] < LIMIT_OBSERVATION_PLACES)
        tally->places[bucket][tally->place_counts[bucket]++] = *place;
}

static enum bucket bucket_of(enum assay_confidence confidence)
{
    return confidence == ASSAY_HIGH ? HIGH : confidence == ASSAY_MEDIUM ? MEDIUM : LOW;
}

void evidence_observe(struct evidence *evidence, const char *class_name,
                      enum assay_confidence confidence, const struct assay_place *place,
                      struct bytes detail)
{
    CLEANUP(buf_clear) struct buf shown;
    struct tally *tally;

    buf_init(&shown, SIZE_MAX);
    detail = evidence_cut(detail);
    if (!utf8_valid(detail) || (detail.size && memchr(detail.data, 0, detail.size))) {
        text_show(&shown, detail); /* as it is kept, so that a second sighting finds the first */
        if (shown.status != ASSAY_OK)
            evidence->out_of_memory = true;
        detail = evidence_cut(buf_bytes(&shown));
    }
    tally = use_tally(evidence, class_name, detail, EVIDENCE_NO_COLUMN);
    if (tally)
        count_sighting(tally, bucket_of(confidence), place, "");
}

static void count_hit(struct evidence *evidence, const struct hit *hit, uint32_t column)
{
    struct tally *tally = use_tally(evidence, hit->what->class_name, BYTES(""), column);
    struct assay_place place = {.offset = hit->start, .line = hit->line, .column = hit->column};
    enum bucket bucket = hit->weak ? WEAK : hit->sample ? SAMPLE : bucket_of(hit->confidence);

    if (!tally)
        return;
    tally->what = hit->what;
    count_sighting(tally, bucket, &place, hit->masked);
    if (bucket == WEAK && tally->last_weak_cell != evidence->cell) {
        tally->last_weak_cell = evidence->cell;
        tally->weak_passes++;
    } else if (bucket > SAMPLE && tally->last_cell != evidence->cell) {
        tally->last_cell = evidence->cell;
        tally->passes++;
    }
}

void evidence_count_waiting(struct evidence *evidence, uint64_t before, uint32_t column)
{
    while (evidence->waiting_at < evidence->waiting_count &&
           evidence->waiting[evidence->waiting_at].start < before) {
        const struct hit *hit = &evidence->waiting[evidence->waiting_at++];

        if (!hit->weak || column != EVIDENCE_NO_COLUMN)
            count_hit(evidence, hit, column);
    }
    if (evidence->waiting_at == evidence->waiting_count)
        evidence->waiting_at = evidence->waiting_count = 0;
}

/* In order of start; a long hit that became final late goes before shorter ones inside it. */
static void insert_waiting(struct evidence *evidence, const struct hit *hit)
{
    size_t at = evidence->waiting_count++;

    for (; at > evidence->waiting_at && evidence->waiting[at - 1].start > hit->start; at--)
        evidence->waiting[at] = evidence->waiting[at - 1];
    evidence->waiting[at] = *hit;
}

void evidence_hits(struct evidence *evidence, const struct hit *hits, size_t count)
{
    if (evidence->waiting_count - evidence->waiting_at > LIMIT_WAITING_HITS)
        evidence_count_waiting(evidence, UINT64_MAX,
                               EVIDENCE_NO_COLUMN); /* a cell of megabytes: not a cell */
    if (evidence->waiting_at > 0) {
        evidence->waiting_count -= evidence->waiting_at;
        memmove(evidence->waiting, evidence->waiting + evidence->waiting_at,
                evidence->waiting_count * sizeof *evidence->waiting);
        evidence->waiting_at = 0;
    }
    for (size_t i = 0; i < count; i++) {
        if (!evidence_reserve(evidence, (void **)&evidence->waiting, &evidence->waiting_capacity,
                              evidence->waiting_count, sizeof *evidence->waiting))
            return;
        insert_waiting(evidence, &hits[i]);
    }
}

void evidence_read_past(struct evidence *evidence, uint64_t offset)
{
    if (!evidence->table)
        evidence_count_waiting(evidence, offset, EVIDENCE_NO_COLUMN);
}

static struct column *use_column(struct evidence *evidence, uint32_t column)
{
    evidence->table = true;
    if (column >= LIMIT_COLUMNS)
        return NULL;
    while (evidence->column_count <= column) {
        if (!evidence_reserve(evidence, (void **)&evidence->columns, &evidence->column_capacity,
                              evidence->column_count, sizeof *evidence->columns))
            return NULL;
        evidence->columns[evidence->column_count++] = (struct column){0};
    }
    return &evidence->columns[column];
}

void evidence_cell(struct evidence *evidence, uint32_t column, uint64_t end)
{
    struct column *known =
        column < evidence->column_count ? &evidence->columns[column] : use_column(evidence, column);

    evidence->table = true;
    evidence->cell++;
    if (known && end > evidence->cell_end + 1) /* one byte is the separator alone */
        known->cells++;
    evidence->cell_end = end;
    if (evidence->waiting_at < evidence->waiting_count)
        evidence_count_waiting(evidence, end, known ? column : EVIDENCE_NO_COLUMN);
}

void evidence_column(struct evidence *evidence, uint32_t column, struct bytes name)
{
    struct column *known = use_column(evidence, column);

    if (known)
        known->name = evidence_keep(evidence, name, true);
}
