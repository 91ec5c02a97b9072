/* evidence_tally.c - sightings counted by class, detail and column: hits wait for the cell that
 * they stand in. */

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"
#include "examine/detect/column_guess.h"
#include "examine/detect/identifier_table.h"

#define OTHERS "... others"
#define OFFSET_MAX ((UINT64_C(1) << 53) - 1)

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

/* How many are seen is told of all, where they are of the first. */
static inline bool wants_place(const struct tally *tally, enum bucket bucket)
{
    return tally->place_counts[bucket] < LIMIT_OBSERVATION_PLACES;
}

static void count_sighting(struct tally *tally, enum bucket bucket, const char *masked)
{
    if (tally->counts[bucket]++ == 0)
        text_copy(tally->masked[bucket], MASKED_SIZE, masked);
}

static void keep_place(struct tally *tally, enum bucket bucket, const struct assay_place *place)
{
    if (!wants_place(tally, bucket))
        return;
    tally->places[bucket][tally->place_counts[bucket]] = *place;
    if (place->offset > OFFSET_MAX) /* by broken bytes; no number that JSON holds */
        tally->places[bucket][tally->place_counts[bucket]].offset = OFFSET_MAX;
    tally->place_counts[bucket]++;
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
    if (!tally)
        return;
    count_sighting(tally, bucket_of(confidence), "");
    if (place)
        keep_place(tally, bucket_of(confidence), place);
}

static struct tally *use_hit_tally(struct evidence *evidence, const struct detected *what,
                                   uint32_t column)
{
    struct recent_tally *recent = &evidence->recent[column % RECENT_TALLIES];
    struct tally *tally;

    if (recent->what == what && recent->column == column)
        return &evidence->tallies[recent->tally];
    tally = use_tally(evidence, what->class_name, BYTES(""), column);
    if (tally)
        *recent = (struct recent_tally){what, column, (uint32_t)(tally - evidence->tallies)};
    return tally;
}

static void keep_place_of_hit(struct tally *tally, enum bucket bucket, const struct hit *hit,
                              const struct assay_place *place)
{
    struct assay_place seen = {.offset = hit->start, .line = hit->line, .column = hit->column};

    if (place)
        seen = *place;
    seen.value = hit->digest;
    keep_place(tally, bucket, &seen);
}

static void count_hit(struct evidence *evidence, const struct hit *hit, uint32_t column,
                      const struct assay_place *place)
{
    struct tally *tally = use_hit_tally(evidence, hit->what, column);
    enum bucket bucket = hit->weak     ? WEAK
                         : hit->sample ? SAMPLE
                                       : bucket_of((enum assay_confidence)hit->confidence);
    const struct identifier *identifier = identifier_of(hit->what);

    if (!tally)
        return;
    if (wants_place(tally, bucket))
        keep_place_of_hit(tally, bucket, hit, place);
    tally->what = hit->what;
    if (identifier) {
        const uint32_t line = place ? place->line : hit->line;

        evidence->counted |= UINT64_C(1) << (identifier - identifiers);
        if (column == EVIDENCE_NO_COLUMN && bucket >= MEDIUM && line > 0)
            company_of_hit(&evidence->company, (unsigned)(identifier - identifiers), line);
    }
    tally->seen[hit->mark / 64 % SEEN_WORDS] |= UINT64_C(1) << hit->mark % 64;
    count_sighting(tally, bucket, hit->masked);
    if (bucket == WEAK && tally->last_weak_cell != evidence->cell) {
        tally->last_weak_cell = evidence->cell;
        tally->weak_passes++;
    } else if (bucket > SAMPLE && tally->last_cell != evidence->cell) {
        tally->last_cell = evidence->cell;
        tally->passes++;
    } else if (bucket == SAMPLE && tally->last_sample_cell != evidence->cell) {
        tally->last_sample_cell = evidence->cell;
        tally->samples++;
    }
}

/* Out of line: most cells have none. */
__attribute__((noinline)) void evidence_count_waiting(struct evidence *evidence, uint64_t before,
                                                      uint32_t column,
                                                      const struct assay_place *place)
{
    struct waiting *waiting = evidence->waiting;

    while (waiting->at < waiting->count && waiting->hits[waiting->at].start < before) {
        const struct hit *hit = &waiting->hits[waiting->at++];

        if (!hit->weak || column != EVIDENCE_NO_COLUMN)
            count_hit(evidence, hit, column, place);
    }
    if (waiting->at == waiting->count)
        waiting->at = waiting->count = 0;
}

/* In order of start; a long hit that became final late goes before shorter ones inside it. */
static void insert_waiting(struct waiting *waiting, const struct hit *hit)
{
    size_t at = waiting->count++;

    for (; at > waiting->at && waiting->hits[at - 1].start > hit->start; at--)
        waiting->hits[at] = waiting->hits[at - 1];
    waiting->hits[at] = *hit;
}

void evidence_only_unseen(struct evidence *evidence)
{
    evidence->only_unseen = true;
    evidence->guessed = 0;
    for (size_t i = 0; i < evidence->guess_count; i++)
        evidence->guessed |= UINT64_C(1) << evidence->guesses[i].id;
}

static bool is_seen(const struct evidence *evidence, const struct detected *what)
{
    const struct identifier *identifier = identifier_of(what);
    size_t at;

    if (identifier && evidence->guessed >> (identifier - identifiers) & 1)
        return true;
    return find_tally(evidence, what->class_name, BYTES(""), 0, &at) ||
           (at < evidence->tally_count &&
            strcmp(evidence->tallies[evidence->order[at]].class_name, what->class_name) == 0);
}

void evidence_hits(struct evidence *evidence, const struct hit *hits, size_t count)
{
    struct waiting *waiting = evidence->waiting;

    if (waiting->count - waiting->at > LIMIT_WAITING_HITS) /* a cell of megabytes: not a cell */
        evidence_count_waiting(evidence, UINT64_MAX, EVIDENCE_NO_COLUMN, NULL);
    if (waiting->at > 0) {
        waiting->count -= waiting->at;
        memmove(waiting->hits, waiting->hits + waiting->at, waiting->count * sizeof *waiting->hits);
        waiting->at = 0;
    }
    for (size_t i = 0; i < count; i++) {
        if (evidence->only_unseen && is_seen(evidence, hits[i].what))
            continue;
        if (!evidence_reserve(evidence, (void **)&waiting->hits, &waiting->capacity, waiting->count,
                              sizeof *waiting->hits))
            return;
        insert_waiting(waiting, &hits[i]);
    }
}

void evidence_read_past(struct evidence *evidence, uint64_t offset)
{
    if (!evidence->table && evidence->waiting == &evidence->raw)
        evidence_count_waiting(evidence, offset, EVIDENCE_NO_COLUMN, NULL);
    evidence_escapes_read_past(evidence, offset);
}

struct column *evidence_use_column(struct evidence *evidence, uint32_t column)
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

static struct column *known_column(struct evidence *evidence, uint32_t column)
{
    return column < evidence->column_count ? &evidence->columns[column]
                                           : evidence_use_column(evidence, column);
}

/* Counts a cell and nothing that was seen in it; NULL where its column is not watched. */
static inline struct column *begin_cell(struct evidence *evidence, uint32_t column, uint64_t end)
{
    struct column *known = known_column(evidence, column);

    evidence->table = true;
    evidence->cell++;
    evidence->counted = 0;
    if (known && end > evidence->cell_end + 1) /* one byte is the separator alone */
        known->cells++;
    evidence->cell_end = end;
    return known;
}

static inline bool is_hit_before(const struct evidence *evidence, uint64_t end)
{
    const struct waiting *waiting = evidence->waiting;

    return waiting->at < waiting->count && waiting->hits[waiting->at].start < end;
}

void evidence_cell(struct evidence *evidence, uint32_t column, uint64_t end)
{
    struct column *known = begin_cell(evidence, column, end);

    if (is_hit_before(evidence, end))
        evidence_count_waiting(evidence, end, known ? column : EVIDENCE_NO_COLUMN, NULL);
}

void evidence_tables_follow(struct evidence *evidence)
{
    evidence->table = true;
}

size_t evidence_people_wait(const struct evidence *evidence, uint64_t from, uint64_t to)
{
    const struct waiting *waiting = evidence->waiting;
    size_t count = 0;

    for (size_t i = waiting->count; i > waiting->at && waiting->hits[i - 1].start >= from; i--)
        count += waiting->hits[i - 1].start < to && identifier_of(waiting->hits[i - 1].what);
    return count;
}

static void guess(struct evidence *evidence, const struct column *known, struct bytes text,
                  const struct assay_place *place)
{
    if (known && column_guess_wants(known, text))
        column_guess_cell(evidence, (uint32_t)(known - evidence->columns), text, place);
}

/* Out of line: most cells have none. */
__attribute__((noinline)) static void end_cell_with_hits(struct evidence *evidence,
                                                         const struct column *known, uint64_t end,
                                                         struct bytes text,
                                                         const struct assay_place *place)
{
    uint32_t column = known ? (uint32_t)(known - evidence->columns) : EVIDENCE_NO_COLUMN;

    evidence_count_waiting(evidence, end, column, NULL);
    guess(evidence, known, text, place);
}

void evidence_cell_text(struct evidence *evidence, uint32_t column, uint64_t end, struct bytes text,
                        const struct assay_place *place)
{
    const struct column *known = begin_cell(evidence, column, end);

    if (is_hit_before(evidence, end))
        end_cell_with_hits(evidence, known, end, text, place);
    else
        guess(evidence, known, text, place);
}

void evidence_values_to(struct evidence *evidence, struct value_sink *sink)
{
    evidence->sink = sink;
}

static void hand_on(struct evidence *evidence, const struct value *value)
{
    if (evidence->sink)
        evidence->sink->take(evidence->sink, value);
    else
        evidence_value_seen(evidence, value, 0);
}

/* Counts what was seen before `start`, and forgets what reaches into the bytes from there to `end`.
 */
static void pass_over(struct evidence *evidence, uint32_t column, uint64_t start, uint64_t end)
{
    struct waiting *waiting = evidence->waiting;

    while (waiting->at < waiting->count && waiting->hits[waiting->at].start < end) {
        const struct hit *hit = &waiting->hits[waiting->at++];

        if (hit->end <= start && (!hit->weak || column != EVIDENCE_NO_COLUMN))
            count_hit(evidence, hit, column, NULL);
    }
}

void evidence_cell_escaped(struct evidence *evidence, uint32_t column, uint64_t start, uint64_t end,
                           struct bytes text, const struct assay_place *place)
{
    const struct value value = {.column = column, .place = *place, .text = text};

    (void)known_column(evidence, column);
    pass_over(evidence, column, start, end);
    evidence_escapes_own(evidence, start, end);
    evidence->cell_end = end;
    hand_on(evidence, &value);
}

void evidence_value_over(struct evidence *evidence, uint64_t start, uint64_t end, struct bytes text)
{
    pass_over(evidence, EVIDENCE_NO_COLUMN, start, end);
    evidence_escapes_own(evidence, start, end);
    evidence_value(evidence, EVIDENCE_NO_COLUMN, 0, start, text);
}

void evidence_value(struct evidence *evidence, uint32_t column, uint64_t row, uint64_t offset,
                    struct bytes text)
{
    const bool of_table = column != EVIDENCE_NO_COLUMN;
    const uint32_t line = row < UINT32_MAX - 1 ? (uint32_t)row + 1 : UINT32_MAX;
    struct value value; /* there are so many that zeros in all of one would be felt */

    value.column = column;
    value.place.offset = offset;
    value.place.line = of_table ? line : 0;
    value.place.column = of_table ? column + 1 : 0;
    value.place.value.made = false;
    value.lines = false;
    value.encoded = ENCODED_NOT;
    value.text = text;
    value.raw = bytes_of(NULL, 0);
    hand_on(evidence, &value);
}

void evidence_value_at(struct evidence *evidence, uint32_t column, const struct assay_place *place,
                       struct bytes text)
{
    const struct value value = {.column = column, .place = *place, .text = text};

    (void)known_column(evidence, column);
    hand_on(evidence, &value);
}

void evidence_text_at(struct evidence *evidence, const struct assay_place *place, bool lines,
                      struct bytes text)
{
    const struct value value = {
        .column = EVIDENCE_NO_COLUMN, .place = *place, .lines = lines, .text = text};

    hand_on(evidence, &value);
}

void evidence_values_looked(struct evidence *evidence, bool are)
{
    evidence->waiting = are ? &evidence->decoded : &evidence->raw;
}

/* The place `size` bytes into a text. */
static struct assay_place place_within(const struct value *value, size_t size)
{
    struct assay_place place = value->place;
    size_t line_at = 0;

    for (size_t i = 0; value->lines && i < size && place.line < UINT32_MAX; i++) {
        if (value->text.data[i] != '\n')
            continue;
        place.line++;
        line_at = i + 1;
    }
    if (ckd_add(&place.column, place.column, size - line_at))
        place.column = UINT32_MAX;
    place.offset += size;
    return place;
}

/* Counts what was seen in a text at a place, which stands before the byte at `end`. */
static void count_within(struct evidence *evidence, const struct value *value, uint64_t end)
{
    const struct waiting *waiting = evidence->waiting;

    while (waiting->at < waiting->count && waiting->hits[waiting->at].start < end) {
        uint64_t start = waiting->hits[waiting->at].start, text = end - 1 - value->text.size;
        size_t into = start < text                      ? 0
                      : start - text < value->text.size ? (size_t)(start - text)
                                                        : value->text.size;
        struct assay_place place = place_within(value, into);

        evidence_count_waiting(evidence, start + 1, EVIDENCE_NO_COLUMN, &place);
    }
}

bool evidence_value_unseen(struct evidence *evidence)
{
    if (evidence->waiting->at < evidence->waiting->count)
        return false;
    evidence->cell++;
    evidence->counted = 0;
    return true;
}

bool evidence_pass_number(struct evidence *evidence, uint32_t column)
{
    return evidence->sink && evidence->sink->pass && evidence->sink->pass(evidence->sink, column);
}

bool evidence_value_idle(struct evidence *evidence, uint32_t column)
{
    struct column *known = column == EVIDENCE_NO_COLUMN ? NULL : known_column(evidence, column);

    if (known && (known->asked || known->hashed))
        return false;
    if (known)
        known->cells++;
    evidence->cell++;
    return true;
}

void evidence_value_seen(struct evidence *evidence, const struct value *value, uint64_t end)
{
    struct column *known =
        value->column == EVIDENCE_NO_COLUMN ? NULL : known_column(evidence, value->column);

    evidence->cell++;
    evidence->counted = 0;
    if (known && value->text.size > 0)
        known->cells++;
    if (value->raw.size > 0)
        evidence_escaped_seen(evidence, value, end);
    else if (value->column == EVIDENCE_NO_COLUMN && value->place.line > 0)
        count_within(evidence, value, end);
    else if (evidence->waiting->at < evidence->waiting->count)
        evidence_count_waiting(evidence, end, known ? value->column : EVIDENCE_NO_COLUMN,
                               &value->place);
    if (known && value->text.size > 0)
        column_guess_cell(evidence, value->column, value->text, &value->place);
}

void evidence_column(struct evidence *evidence, uint32_t column, struct bytes name)
{
    struct column *known = evidence_use_column(evidence, column);

    if (!known)
        return;
    known->cells = 0; /* the name itself is none */
    known->name = evidence_keep(evidence, name, true);
    if (known->name)
        column_guess_name(known);
}

struct tally *evidence_find_tally(const struct evidence *evidence, const char *class_name,
                                  uint32_t column)
{
    size_t at = 0;

    return find_tally(evidence, class_name, BYTES(""), column, &at);
}

struct tally *evidence_use_tally(struct evidence *evidence, const char *class_name, uint32_t column)
{
    return use_tally(evidence, class_name, BYTES(""), column);
}
