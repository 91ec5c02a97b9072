/*
 * evidence.c - what is found in one item: facts by id, sightings merged by class and detail, gaps.
 *
 * A writer that never fails in the middle: the first failure (only memory can fail) is kept and
 * told by evidence_end(). Its own vectors are reused from item to item; what outlives the item is
 * copied to the inventory's arena.
 */

#include "examine/evidence.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "inventory/gaps.h"
#include "source/stored.h"

#define INTEGER_MAX ((UINT64_C(1) << 53) - 1) /* what a JSON number holds exactly */
#define NO_COLUMN UINT32_MAX
#define OTHERS "... others"

struct slot {
    bool used;
    struct assay_value value;
    const char **texts; /* of a list, in the arena, grown by doubling */
    size_t count, capacity;
    uint64_t dropped;
};

/* How sure a sighting is by itself, before its column is judged; in rising order. */
enum bucket { WEAK, SAMPLE, LOW, MEDIUM, HIGH, BUCKETS };

/* The sightings of one class, detail and column. */
struct tally {
    const char *class_name, *detail;
    const struct detected *what;  /* NULL for what inspectors saw */
    uint32_t column;              /* or NO_COLUMN */
    uint64_t passes, weak_passes; /* cells with at least one hit, samples left out */
    uint64_t last_cell, last_weak_cell;
    uint64_t counts[BUCKETS];
    uint8_t place_counts[BUCKETS];
    struct assay_place places[BUCKETS][LIMIT_OBSERVATION_PLACES];
    char masked[BUCKETS][MASKED_SIZE];
};

struct column {
    uint64_t cells; /* those that are not empty */
    const char *name;
};

struct evidence {
    struct arena *arena;
    bool out_of_memory, facts_used, text_over, table;
    enum assay_kind kind;
    bool kind_set;
    const char *format;
    enum assay_load load;
    struct slot slots[ASSAY_FACTS][2]; /* by id and origin */

    struct tally *tallies;
    size_t tally_count, tally_capacity;
    uint32_t *order; /* indexes of `tallies`, sorted by class, detail, column */

    struct hit *waiting;
    size_t waiting_at, waiting_count, waiting_capacity;
    struct column *columns;
    size_t column_count, column_capacity;
    uint64_t cell, cell_end;
    struct stored_claim *pointed; /* what the item stands for */
    size_t pointed_count, pointed_capacity;

    struct evidence_gap gaps[LIMIT_ITEM_GAPS + 1];
    size_t gap_count;
    uint64_t gaps_dropped;

    struct assay_claim *claims;
    size_t claim_count, claim_capacity;
    uint64_t claims_dropped;
    size_t claim_bytes;
};

struct evidence *evidence_new(void)
{
    return calloc(1, sizeof(struct evidence));
}

void evidence_free(struct evidence *evidence)
{
    if (!evidence)
        return;
    free(evidence->tallies);
    free(evidence->order);
    free(evidence->waiting);
    free(evidence->columns);
    free(evidence->pointed);
    free(evidence->claims);
    free(evidence);
}

void evidence_freep(struct evidence **evidence)
{
    evidence_free(*evidence);
    *evidence = NULL;
}

void evidence_start(struct evidence *evidence, struct arena *arena)
{
    if (evidence->facts_used)
        memset(evidence->slots, 0, sizeof evidence->slots);
    evidence->arena = arena;
    evidence->out_of_memory = evidence->facts_used = false;
    evidence->text_over = evidence->table = evidence->kind_set = false;
    evidence->kind = ASSAY_KIND_OTHER;
    evidence->format = NULL;
    evidence->load = ASSAY_LOAD_ABSENT;
    evidence->tally_count = 0;
    evidence->waiting_at = evidence->waiting_count = 0;
    evidence->column_count = 0;
    evidence->cell = evidence->cell_end = 0;
    evidence->pointed_count = 0;
    evidence->gap_count = 0;
    evidence->gaps_dropped = 0;
    evidence->claim_count = 0;
    evidence->claims_dropped = 0;
    evidence->claim_bytes = 0;
}

/* Room for one more element of a vector that is reused from item to item. */
static bool reserve(struct evidence *evidence, void **vector, size_t *capacity, size_t count,
                    size_t size)
{
    size_t wanted, bytes;
    void *grown;

    if (count < *capacity)
        return true;
    wanted = *capacity ? *capacity : 16;
    while (wanted <= count)
        wanted *= 2;
    grown = ckd_mul(&bytes, wanted, size) ? NULL : realloc(*vector, bytes);
    if (!grown) {
        evidence->out_of_memory = true;
        return false;
    }
    *vector = grown;
    *capacity = wanted;
    return true;
}

/* At most LIMIT_FACT_TEXT bytes, not cut inside a character. */
static struct bytes cut(struct bytes text)
{
    if (text.size <= LIMIT_FACT_TEXT)
        return text;
    text.size = LIMIT_FACT_TEXT;
    while (text.size > LIMIT_FACT_TEXT - 4 && (text.data[text.size] & 0xc0) == 0x80)
        text.size--;
    return text;
}

/* A copy in the arena that is valid UTF-8 and a whole C string; NULL when memory ran out. */
static const char *keep(struct evidence *evidence, struct bytes text, bool always_shown)
{
    CLEANUP(buf_clear) struct buf shown;
    const char *copy;

    buf_init(&shown, SIZE_MAX);
    text = cut(text);
    if (always_shown || !utf8_valid(text) || (text.size && memchr(text.data, 0, text.size))) {
        text_show(&shown, text);
        text = cut(buf_bytes(&shown));
    }
    copy = shown.status == ASSAY_OK ? arena_copy(evidence->arena, text) : NULL;
    if (!copy)
        evidence->out_of_memory = true;
    return copy;
}

static struct slot *use_slot(struct evidence *evidence, enum assay_fact_id id,
                             enum fact_origin origin, enum assay_value_type type)
{
    struct slot *slot = &evidence->slots[id][origin];

    assert(assay_facts[id].type == type);
    evidence->facts_used = true;
    slot->used = true;
    slot->value.type = type;
    return slot;
}

void evidence_int(struct evidence *evidence, enum assay_fact_id id, enum fact_origin origin,
                  uint64_t value)
{
    if (value <= INTEGER_MAX) /* beyond, the fact stays unknown: a rounded number would be a lie */
        use_slot(evidence, id, origin, ASSAY_VALUE_INT)->value.integer = (int64_t)value;
}

void evidence_bool(struct evidence *evidence, enum assay_fact_id id, enum fact_origin origin,
                   bool value)
{
    use_slot(evidence, id, origin, ASSAY_VALUE_BOOL)->value.boolean = value;
}

void evidence_text(struct evidence *evidence, enum assay_fact_id id, enum fact_origin origin,
                   struct bytes value)
{
    const char *text = keep(evidence, value, false);

    if (text)
        use_slot(evidence, id, origin, ASSAY_VALUE_TEXT)->value.text = text;
}

const char *evidence_found_text(const struct evidence *evidence, enum assay_fact_id id,
                                enum fact_origin origin)
{
    const struct slot *slot = &evidence->slots[id][origin];

    return slot->used && slot->value.type == ASSAY_VALUE_TEXT ? slot->value.text : NULL;
}

/* Puts `text` at `at` of the list; past the limit it is only counted. */
static void list_insert(struct evidence *evidence, struct slot *slot, size_t at, const char *text)
{
    if (slot->count == slot->capacity) {
        size_t capacity = slot->capacity ? slot->capacity * 2 : 8;
        const char **texts = arena_array(evidence->arena, capacity, sizeof *texts);

        if (!texts) {
            evidence->out_of_memory = true;
            return;
        }
        if (slot->count)
            memcpy(texts, slot->texts, slot->count * sizeof *texts);
        slot->texts = texts;
        slot->capacity = capacity;
    }
    memmove(slot->texts + at + 1, slot->texts + at, (slot->count - at) * sizeof *slot->texts);
    slot->texts[at] = text;
    slot->count++;
}

void evidence_list(struct evidence *evidence, enum assay_fact_id id, enum fact_origin origin,
                   struct bytes element)
{
    struct slot *slot = use_slot(evidence, id, origin, ASSAY_VALUE_TEXTS);
    const char *text;

    if (slot->count >= LIMIT_FACT_LIST) {
        slot->dropped++;
        return;
    }
    text = keep(evidence, element, false);
    if (text)
        list_insert(evidence, slot, slot->count, text);
}

void evidence_set(struct evidence *evidence, enum assay_fact_id id, enum fact_origin origin,
                  struct bytes element)
{
    struct slot *slot = use_slot(evidence, id, origin, ASSAY_VALUE_TEXTS);
    struct bytes shown = cut(element);
    size_t low = 0, high = slot->count;
    const char *text = NULL;

    if (!utf8_valid(shown) || (shown.size && memchr(shown.data, 0, shown.size))) {
        text = keep(evidence, element, false);
        if (!text)
            return;
        shown = bytes_text(text);
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = bytes_compare(shown, bytes_text(slot->texts[middle]));

        if (order == 0)
            return;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    if (slot->count >= LIMIT_FACT_LIST) {
        slot->dropped++;
        return;
    }
    if (!text)
        text = keep(evidence, element, false);
    if (text)
        list_insert(evidence, slot, low, text);
}

void evidence_lift(struct evidence *evidence, const struct assay_fact *fact)
{
    enum fact_origin origin = fact->declared ? DECLARED : MEASURED;
    struct slot *slot;

    if (evidence->slots[fact->id][origin].used)
        return;
    slot = use_slot(evidence, fact->id, origin, fact->value.type);
    slot->value = fact->value;
    if (fact->value.type == ASSAY_VALUE_TEXTS)
        for (size_t i = 0; i < fact->value.count; i++)
            list_insert(evidence, slot, slot->count, fact->value.texts[i]);
}

void evidence_kind(struct evidence *evidence, enum assay_kind kind)
{
    evidence->kind = kind;
    evidence->kind_set = true;
}

void evidence_format(struct evidence *evidence, const char *format)
{
    evidence->format = format;
}

void evidence_load(struct evidence *evidence, enum assay_load load)
{
    if (load > evidence->load)
        evidence->load = load;
}

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
        column = NO_COLUMN;
        tally = find_tally(evidence, class_name, detail, column, &at);
        if (tally)
            return tally;
    }
    kept = detail.size ? keep(evidence, detail, false) : "";
    if (!kept ||
        !reserve(evidence, (void **)&evidence->order, &capacity, evidence->tally_count,
                 sizeof *evidence->order) ||
        !reserve(evidence, (void **)&evidence->tallies, &evidence->tally_capacity,
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
    detail = cut(detail);
    if (!utf8_valid(detail) || (detail.size && memchr(detail.data, 0, detail.size))) {
        text_show(&shown, detail); /* as it is kept, so that a second sighting finds the first */
        if (shown.status != ASSAY_OK)
            evidence->out_of_memory = true;
        detail = cut(buf_bytes(&shown));
    }
    tally = use_tally(evidence, class_name, detail, NO_COLUMN);
    if (tally)
        count_sighting(tally, bucket_of(confidence), place, "");
}

void evidence_gap(struct evidence *evidence, const char *id, uint64_t offset, const char *format,
                  ...)
{
    char why[sizeof((struct assay_error *)0)->text];
    struct evidence_gap *gap;
    va_list args;

    if (evidence->gap_count >= LIMIT_ITEM_GAPS) {
        evidence->gaps_dropped++;
        gap = &evidence->gaps[LIMIT_ITEM_GAPS];
        if (!gap->id || evidence->gap_count == LIMIT_ITEM_GAPS)
            *gap = (struct evidence_gap){.id = id, .offset = offset};
        evidence->gap_count = LIMIT_ITEM_GAPS + 1;
        return;
    }
    va_start(args, format);
    vsnprintf(why, sizeof why, format, args);
    va_end(args);
    gap = &evidence->gaps[evidence->gap_count];
    *gap = (struct evidence_gap){
        .id = id, .why = keep(evidence, bytes_text(why), false), .offset = offset};
    if (gap->why)
        evidence->gap_count++;
}

/* Texts that a document repeats line by line are kept once. */
static const char *keep_once(struct evidence *evidence, struct bytes text, const char *before)
{
    const char *copy;

    if (text.size == 0)
        return "";
    if (before && bytes_equal(text, bytes_text(before)))
        return before;
    copy = arena_copy(evidence->arena, text);
    if (!copy)
        evidence->out_of_memory = true;
    return copy ? copy : "";
}

void evidence_claim(struct evidence *evidence, const struct claim_words *words)
{
    const struct assay_claim *before;

    evidence->claim_bytes +=
        words->name.size + words->digest.size + words->media_type.size + words->title.size;
    if (evidence->claim_count >= LIMIT_CLAIMS || evidence->claim_bytes > LIMIT_CLAIM_BYTES) {
        evidence->claims_dropped++;
        return;
    }
    if (!reserve(evidence, (void **)&evidence->claims, &evidence->claim_capacity,
                 evidence->claim_count, sizeof *evidence->claims) ||
        !evidence->claims)
        return;
    before = evidence->claim_count ? &evidence->claims[evidence->claim_count - 1] : NULL;
    evidence->claims[evidence->claim_count++] = (struct assay_claim){
        .role = words->role,
        .elsewhere = words->elsewhere,
        .name = keep_once(evidence, words->name, NULL),
        .digest = keep_once(evidence, words->digest, NULL),
        .media_type = keep_once(evidence, words->media_type, before ? before->media_type : NULL),
        .title = keep_once(evidence, words->title, NULL),
        .size = words->size,
        .offset = words->offset};
}

static void end_claims(struct evidence *evidence, struct assay_examination *content)
{
    struct assay_claim *claims;

    content->claims = NULL;
    content->claim_count = 0;
    if (evidence->claims_dropped)
        evidence_gap(evidence, GAP_BUNDLE_COUNT_LIMIT, ASSAY_NO_OFFSET,
                     "%llu more entries are not compared with what is here",
                     (unsigned long long)evidence->claims_dropped);
    if (evidence->claim_count == 0)
        return;
    claims = arena_array(evidence->arena, evidence->claim_count, sizeof *claims);
    if (!claims) {
        evidence->out_of_memory = true;
        return;
    }
    memcpy(claims, evidence->claims, evidence->claim_count * sizeof *claims);
    content->claims = claims;
    content->claim_count = evidence->claim_count;
}

size_t evidence_gap_count(const struct evidence *evidence)
{
    return evidence->gap_count;
}

const struct evidence_gap *evidence_gap_at(const struct evidence *evidence, size_t index)
{
    return &evidence->gaps[index];
}

void evidence_stands_for(struct evidence *evidence, const struct stored_claim *claim)
{
    struct stored_claim *kept;

    evidence_bool(evidence, ASSAY_FACT_POINTER_RESOLVED, MEASURED, false); /* until it is seen */
    if (!reserve(evidence, (void **)&evidence->pointed, &evidence->pointed_capacity,
                 evidence->pointed_count, sizeof *evidence->pointed))
        return;
    kept = &evidence->pointed[evidence->pointed_count++];
    *kept = *claim;
    kept->key = bytes_of(arena_copy(evidence->arena, claim->key), claim->key.size);
    kept->name = bytes_of(arena_copy(evidence->arena, claim->name), claim->name.size);
    kept->digest = claim->digest ? arena_text(evidence->arena, claim->digest) : NULL;
    if (!kept->key.data || !kept->name.data || (claim->digest && !kept->digest)) {
        evidence->pointed_count--;
        evidence->out_of_memory = true;
    }
}

size_t evidence_pointed_count(const struct evidence *evidence)
{
    return evidence->pointed_count;
}

const struct stored_claim *evidence_pointed_at(const struct evidence *evidence, size_t index)
{
    return &evidence->pointed[index];
}

void evidence_no_more_text(struct evidence *evidence)
{
    evidence->text_over = true;
}

bool evidence_is_text_over(const struct evidence *evidence)
{
    return evidence->text_over;
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

static void count_waiting(struct evidence *evidence, uint64_t before, uint32_t column)
{
    while (evidence->waiting_at < evidence->waiting_count &&
           evidence->waiting[evidence->waiting_at].start < before) {
        const struct hit *hit = &evidence->waiting[evidence->waiting_at++];

        if (!hit->weak || column != NO_COLUMN)
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
        count_waiting(evidence, UINT64_MAX, NO_COLUMN); /* a cell of megabytes: not a cell */
    if (evidence->waiting_at > 0) {
        evidence->waiting_count -= evidence->waiting_at;
        memmove(evidence->waiting, evidence->waiting + evidence->waiting_at,
                evidence->waiting_count * sizeof *evidence->waiting);
        evidence->waiting_at = 0;
    }
    for (size_t i = 0; i < count; i++) {
        if (!reserve(evidence, (void **)&evidence->waiting, &evidence->waiting_capacity,
                     evidence->waiting_count, sizeof *evidence->waiting))
            return;
        insert_waiting(evidence, &hits[i]);
    }
}

void evidence_read_past(struct evidence *evidence, uint64_t offset)
{
    if (!evidence->table)
        count_waiting(evidence, offset, NO_COLUMN);
}

static struct column *use_column(struct evidence *evidence, uint32_t column)
{
    evidence->table = true;
    if (column >= LIMIT_COLUMNS)
        return NULL;
    while (evidence->column_count <= column) {
        if (!reserve(evidence, (void **)&evidence->columns, &evidence->column_capacity,
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
        count_waiting(evidence, end, known ? column : NO_COLUMN);
}

void evidence_column(struct evidence *evidence, uint32_t column, struct bytes name)
{
    struct column *known = use_column(evidence, column);

    if (known)
        known->name = keep(evidence, name, true);
}

/* Words of a column's name: split at '_', '-', '.', blanks and at the change from lower case to
 * upper, compared in lower case. `word` may be two words with a blank between. */
static size_t header_words(const char *name, char *out, size_t size)
{
    size_t used = 0;
    bool lower = false;

    out[used++] = ' ';
    for (const char *p = name; *p && used + 3 < size; p++) {
        char c = *p;
        bool upper = c >= 'A' && c <= 'Z';

        if ((upper && lower) && out[used - 1] != ' ')
            out[used++] = ' ';
        lower = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (upper)
            c = (char)(c - 'A' + 'a');
        if (c == '_' || c == '-' || c == '.' || c == ' ' || c == '/') {
            if (out[used - 1] != ' ')
                out[used++] = ' ';
            continue;
        }
        out[used++] = c;
    }
    if (out[used - 1] != ' ')
        out[used++] = ' ';
    out[used] = 0;
    return used;
}

static bool header_names(const char *name, const char *const *headers)
{
    char words[512], wanted[64];

    if (!name || !headers)
        return false;
    header_words(name, words, sizeof words);
    for (; *headers; headers++) {
        snprintf(wanted, sizeof wanted, " %s ", *headers);
        if (strstr(words, wanted))
            return true;
    }
    return false;
}

/* True when k or more of n cells passing by chance c is less likely than one in a million, by
 * Chernoff's bound P <= exp(-n * D(k/n || c)), which never claims more than the exact sum. */
static bool beyond_chance(uint64_t n, uint64_t k, double c)
{
    double share, divergence;

    if (c <= 0 || n == 0)
        return false;
    if (k > n) /* a cell may be counted as empty and still hold a hit of one byte less */
        k = n;
    share = (double)k / (double)n;
    if (share <= c)
        return false;
    divergence = share * log(share / c);
    if (share < 1)
        divergence += (1 - share) * log((1 - share) / (1 - c));
    return (double)n * divergence > 6 * log(10);
}

/* Counts by confidence after the column was judged. */
static void judge(const struct evidence *evidence, const struct tally *tally,
                  enum assay_confidence levels[BUCKETS], bool counted[BUCKETS])
{
    const struct column *column =
        tally->column < evidence->column_count ? &evidence->columns[tally->column] : NULL;
    bool named = false, raised = false;

    if (column && tally->what) {
        double cells = (double)column->cells;

        named = header_names(column->name, tally->what->headers) &&
                (double)(tally->passes + tally->weak_passes) >= 0.3 * cells;
        raised = named || ((double)tally->passes >= 0.5 * cells &&
                           beyond_chance(column->cells, tally->passes, tally->what->chance));
    }
    levels[WEAK] = ASSAY_HIGH;
    levels[SAMPLE] = ASSAY_LOW;
    levels[LOW] = raised ? ASSAY_HIGH : ASSAY_LOW;
    levels[MEDIUM] = raised ? ASSAY_HIGH : ASSAY_MEDIUM;
    levels[HIGH] = ASSAY_HIGH;
    for (int bucket = 0; bucket < BUCKETS; bucket++)
        counted[bucket] = tally->counts[bucket] > 0 && (bucket != WEAK || named);
}

static int compare_places(const void *a, const void *b)
{
    const struct assay_place *left = a, *right = b;

    return (left->offset > right->offset) - (left->offset < right->offset);
}

struct gathered {
    enum assay_confidence best;
    bool any;
    uint64_t count;
    struct assay_place *places;
    size_t place_count, place_capacity;
    struct assay_column_count *columns;
    size_t column_count;
    const char *masked;
    uint64_t masked_at;
};

static void gather_best(const struct evidence *evidence, size_t from, size_t to,
                        struct gathered *out)
{
    for (size_t i = from; i < to; i++) {
        const struct tally *tally = &evidence->tallies[evidence->order[i]];
        enum assay_confidence levels[BUCKETS];
        bool counted[BUCKETS];

        judge(evidence, tally, levels, counted);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            if (!counted[bucket])
                continue;
            if (!out->any || levels[bucket] > out->best)
                out->best = levels[bucket];
            out->any = true;
            out->place_capacity += tally->place_counts[bucket];
        }
    }
}

static const char *column_name(struct evidence *evidence, uint32_t column)
{
    const char *name = column < evidence->column_count ? evidence->columns[column].name : NULL;

    return name && *name ? name : arena_printf(evidence->arena, "#%u", (unsigned)column + 1);
}

static void gather_tally(struct evidence *evidence, const struct tally *tally, struct gathered *out)
{
    enum assay_confidence levels[BUCKETS];
    bool counted[BUCKETS];
    uint64_t here = 0;

    judge(evidence, tally, levels, counted);
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
        if (!counted[bucket] || levels[bucket] != out->best)
            continue;
        here += tally->counts[bucket];
        if (tally->place_counts[bucket]) {
            memcpy(out->places + out->place_count, tally->places[bucket],
                   tally->place_counts[bucket] * sizeof *out->places);
            out->place_count += tally->place_counts[bucket];
            if (!out->masked || tally->places[bucket][0].offset < out->masked_at) {
                out->masked = tally->masked[bucket];
                out->masked_at = tally->places[bucket][0].offset;
            }
        }
    }
    out->count += here;
    if (here && tally->column != NO_COLUMN)
        out->columns[out->column_count++] = (struct assay_column_count){
            .name = column_name(evidence, tally->column), .count = here};
}

/* Makes one observation of the tallies [from, to) of one class and detail; false where none is
 * left, or memory is not. */
static bool make_observation(struct evidence *evidence, size_t from, size_t to,
                             struct assay_observation *out)
{
    const struct tally *first = &evidence->tallies[evidence->order[from]];
    struct gathered all = {0};

    gather_best(evidence, from, to, &all);
    if (!all.any)
        return false;
    all.places = arena_array(evidence->arena, all.place_capacity, sizeof *all.places);
    all.columns = arena_array(evidence->arena, to - from, sizeof *all.columns);
    if (!all.places || !all.columns) {
        evidence->out_of_memory = true;
        return false;
    }
    for (size_t i = from; i < to; i++)
        gather_tally(evidence, &evidence->tallies[evidence->order[i]], &all);
    qsort(all.places, all.place_count, sizeof *all.places, compare_places);
    *out = (struct assay_observation){
        .class_name = first->class_name,
        .confidence = all.best,
        .count = all.count,
        .detail = first->detail,
        .masked = all.masked && *all.masked ? arena_text(evidence->arena, all.masked) : "",
        .places = all.places,
        .place_count =
            all.place_count < LIMIT_OBSERVATION_PLACES ? all.place_count : LIMIT_OBSERVATION_PLACES,
        .columns = all.column_count ? all.columns : NULL,
        .column_count = all.column_count};
    if (!out->masked)
        evidence->out_of_memory = true;
    return true;
}

static void end_observations(struct evidence *evidence, struct assay_examination *content)
{
    struct assay_observation *observations;
    size_t to, count = 0;

    count_waiting(evidence, UINT64_MAX, NO_COLUMN);
    if (evidence->tally_count == 0)
        return;
    observations = arena_array(evidence->arena, evidence->tally_count, sizeof *observations);
    if (!observations) {
        evidence->out_of_memory = true;
        return;
    }
    for (size_t from = 0; from < evidence->tally_count; from = to) {
        const struct tally *first = &evidence->tallies[evidence->order[from]];

        for (to = from + 1; to < evidence->tally_count; to++) {
            const struct tally *next = &evidence->tallies[evidence->order[to]];

            if (strcmp(first->class_name, next->class_name) != 0 ||
                strcmp(first->detail, next->detail) != 0)
                break;
        }
        if (make_observation(evidence, from, to, &observations[count]))
            count++;
    }
    content->observations = count ? observations : NULL;
    content->observation_count = count;
}

static void end_facts(struct evidence *evidence, struct assay_examination *content)
{
    struct assay_fact *facts;
    size_t count = 0;

    if (!evidence->facts_used)
        return;
    for (size_t i = 0; i < ASSAY_FACTS; i++)
        count += (size_t)evidence->slots[i][MEASURED].used + evidence->slots[i][DECLARED].used;
    facts = arena_array(evidence->arena, count, sizeof *facts);
    if (!facts) {
        evidence->out_of_memory = true;
        return;
    }
    count = 0;
    for (size_t i = 0; i < ASSAY_FACTS; i++) {
        for (int origin = MEASURED; origin <= DECLARED; origin++) {
            struct slot *slot = &evidence->slots[i][origin];

            if (!slot->used)
                continue;
            if (slot->dropped) {
                const char *more = arena_printf(evidence->arena, "... %llu more",
                                                (unsigned long long)slot->dropped);

                if (more)
                    list_insert(evidence, slot, slot->count, more);
                else
                    evidence->out_of_memory = true;
            }
            if (slot->value.type == ASSAY_VALUE_TEXTS) {
                slot->value.texts = slot->texts;
                slot->value.count = slot->count;
            }
            facts[count++] = (struct assay_fact){
                .id = (enum assay_fact_id)i, .declared = origin == DECLARED, .value = slot->value};
        }
    }
    content->facts = facts;
    content->fact_count = count;
}

enum assay_status evidence_end(struct evidence *evidence, struct assay_examination *content,
                               struct assay_error *err)
{
    if (evidence->kind_set)
        content->kind = evidence->kind;
    if (evidence->format)
        content->format = evidence->format;
    content->load = evidence->load;
    content->facts = NULL;
    content->fact_count = 0;
    content->observations = NULL;
    content->observation_count = 0;
    end_facts(evidence, content);
    end_observations(evidence, content);
    end_claims(evidence, content);
    if (evidence->gaps_dropped) {
        struct evidence_gap *last = &evidence->gaps[LIMIT_ITEM_GAPS];

        last->why = arena_printf(evidence->arena, "%llu more gaps in this item",
                                 (unsigned long long)evidence->gaps_dropped);
        evidence->out_of_memory |= !last->why;
    }
    if (evidence->out_of_memory)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    return ASSAY_OK;
}
