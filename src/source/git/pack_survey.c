/* pack_survey.c - walks the entries of a pack by inflating them, and draws up who changes whom. */

#include "source/git/pack_survey.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/load.h"
#include "base/room.h"
#include "crypto/digest.h"
#include "inventory/gaps.h"
#include "source/fail.h"

enum {
    SHA1_ID = SHA1_SIZE,
    SHA256_ID = SHA256_SIZE,
    SUM_STEP = 1 << 20,
    SEARCH_STEP = 64 * 1024,
    LEAST = 1 + 8,       /* bytes of an entry: its head, and nothing deflated */
    TRY_LEAST = 4096,    /* bytes that a try counts for beside those that came out, */
    TRIED_MAX = 1 << 30, /* and all of them together */
};

void pack_tell(const struct pack_place *place, const char *id, uint64_t offset, const char *why)
{
    if ((*place->told)++ < LIMIT_CONTAINER_GAPS)
        inventory_gap(place->part, id, place->path, offset, why);
}

void pack_tell_failure(const struct pack_place *place, const char *what, uint64_t offset,
                       const struct assay_error *failure)
{
    char why[sizeof failure->text + 160];
    const char *id;

    if (*place->told >= LIMIT_CONTAINER_GAPS) { /* nothing of it would be kept */
        (*place->told)++;
        return;
    }
    id = arena_text(inventory_part_arena(place->part), failure->id);
    snprintf(why, sizeof why, "%s: %s", what, failure->text);
    pack_tell(place, id && *id ? id : GAP_GIT_OBJECT_CORRUPT, offset, why);
}

void pack_survey_clear(struct pack_survey *survey)
{
    free(survey->entries);
    free(survey->by_id);
    free(survey->extents);
    *survey = (struct pack_survey){0};
}

uint64_t pack_survey_limit(const struct pack_survey *survey, uint32_t entry)
{
    const struct extent *last = &survey->extents[survey->extent_count - 1];

    return entry + 1 < survey->count ? survey->entries[entry + 1].at : last->at + last->size;
}

/* ---- entries ---- */

static ASSAY_RESULT add_extent(struct pack_survey *survey, uint64_t at, uint64_t end,
                               struct assay_error *err)
{
    struct extent *last = survey->extent_count ? &survey->extents[survey->extent_count - 1] : NULL;

    if (last && last->at + last->size == at) {
        last->size = end - last->at;
        return ASSAY_OK;
    }
    if (!HAS_ROOM(survey->extents, survey->extent_count, survey->extent_capacity))
        return fail_no_memory(err);
    survey->extents[survey->extent_count++] = (struct extent){.at = at, .size = end - at};
    return ASSAY_OK;
}

static int compare_at(const void *key, const void *entry)
{
    uint64_t at = *(const uint64_t *)key, other = ((const struct packed *)entry)->at;

    return (at > other) - (at < other);
}

/* Which entry begins there, of those before; PACKED_NONE where none does. */
static uint32_t find_entry(const struct pack_survey *survey, uint64_t at)
{
    const struct packed *found = survey->count ? bsearch(&at, survey->entries, survey->count,
                                                         sizeof *survey->entries, compare_at)
                                               : NULL;

    return found ? (uint32_t)(found - survey->entries) : PACKED_NONE;
}

static ASSAY_RESULT add_entry(struct pack_survey *survey, uint64_t at,
                              const struct pack_entry *entry, uint64_t end, struct assay_error *err)
{
    struct packed packed = {.at = at,
                            .data = survey->start + entry->data,
                            .size = entry->size,
                            .base = PACKED_NONE,
                            .child = PACKED_NONE,
                            .sibling = PACKED_NONE,
                            .type = (uint8_t)entry->type};

    if (entry->type == PACK_OFFSET_DELTA)
        packed.base = find_entry(survey, survey->start + entry->base);
    if (!HAS_ROOM(survey->entries, survey->count, survey->capacity))
        return fail_no_memory(err);
    if (entry->type == PACK_ID_DELTA) {
        if (!HAS_ROOM(survey->by_id, survey->by_id_count, survey->by_id_capacity))
            return fail_no_memory(err);
        survey->by_id[survey->by_id_count++] =
            (struct packed_by_id){.base = entry->base_id, .entry = (uint32_t)survey->count};
    }
    survey->entries[survey->count++] = packed;
    return add_extent(survey, at, end, err);
}

/* Reads and inflates the entry at `at`, with ids of that size; `budget` pays, or nobody. */
static ASSAY_RESULT try_entry(struct pack_survey *survey, struct pack_read *read, uint64_t at,
                              size_t id_size, struct source_budget *budget,
                              struct pack_entry *entry, uint64_t *end, struct assay_error *err)
{
    uint64_t size = read->in->size;
    struct bytes head;
    const char *wrong;

    TRY(pack_read_at(read, at, PACK_ENTRY_HEAD, SEARCH_STEP, &head, err));
    if (head.size == 0)
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_TRUNCATED, "the pack is cut short");
    wrong = pack_entry_parse(head, at - survey->start, id_size, entry);
    if (!wrong && !pack_entry_can_hold(entry, size - survey->start - entry->data))
        wrong = "it claims more bytes than the pack can hold";
    if (wrong)
        return fail_id(err, ASSAY_EFORMAT,
                       head.size < LEAST ? GAP_BUNDLE_TRUNCATED : GAP_GIT_OBJECT_CORRUPT, "%s",
                       wrong);
    if (budget)
        TRY(source_budget_bytes(budget, entry->size, err));
    return pack_inflate_all(read, survey->start + entry->data, size, entry->size, NULL, end, err);
}

/* A pack does not say which ids it has: the first that it names has the size with which it can be
 * read on. */
static ASSAY_RESULT read_entry(struct pack_survey *survey, struct pack_read *read, uint64_t at,
                               struct source_budget *budget, struct pack_entry *entry,
                               uint64_t *end, struct assay_error *err)
{
    struct assay_error ignored = {0};
    size_t id_size = survey->id_size ? survey->id_size : SHA1_ID;
    enum assay_status status = try_entry(survey, read, at, id_size, budget, entry, end, err);

    if (survey->id_size || entry->type != PACK_ID_DELTA)
        return status;
    if (status == ASSAY_EFORMAT &&
        try_entry(survey, read, at, SHA256_ID, NULL, entry, end, &ignored) == ASSAY_OK)
        status = ASSAY_OK, id_size = SHA256_ID;
    if (status == ASSAY_OK)
        survey->id_size = id_size;
    return status;
}

/* ---- damage ---- */

/* Where the next entry begins that inflates to what it claims; UINT64_MAX where none does. */
static ASSAY_RESULT find_next(struct pack_survey *survey, struct pack_read *read, uint64_t from,
                              const struct pack_place *place, uint64_t *next,
                              struct assay_error *err)
{
    size_t id_size = survey->id_size ? survey->id_size : SHA1_ID;
    struct assay_error failure = {0};
    struct pack_entry entry;
    enum assay_status status;
    struct bytes bytes;
    uint64_t end, before;

    *next = UINT64_MAX;
    for (uint64_t at = from; survey->tried < TRIED_MAX; at++) {
        if (at % SEARCH_STEP == 0)
            TRY(source_budget_time(place->budget, err));
        TRY(pack_read_at(read, at, PACK_ENTRY_HEAD, SEARCH_STEP, &bytes, err));
        if (bytes.size < LEAST)
            return ASSAY_OK;
        if (!pack_entry_may_begin(bytes, at - survey->start, id_size))
            continue;
        before = read->inflated;
        status = try_entry(survey, read, at, id_size, NULL, &entry, &end, &failure);
        survey->tried += read->inflated - before + TRY_LEAST;
        if (status == ASSAY_OK)
            *next = at;
        else if (!status_is_gap(status))
            *err = failure;
        if (status == ASSAY_OK || !status_is_gap(status))
            return status;
    }
    return ASSAY_OK;
}

/* What cannot be read there is told; *at moves to where it goes on, or to UINT64_MAX. */
static ASSAY_RESULT step_over(struct pack_survey *survey, struct pack_read *read,
                              const struct pack_place *place, uint64_t *at,
                              const struct assay_error *failure, struct assay_error *err)
{
    uint64_t damaged = *at;
    char what[128];

    *at = UINT64_MAX;
    if (strcmp(failure->id, GAP_BUNDLE_TRUNCATED) != 0)
        TRY(find_next(survey, read, damaged + 1, place, at, err));
    if (*at == UINT64_MAX)
        snprintf(what, sizeof what,
                 "the object at byte %" PRIu64 " and all behind it cannot be read", damaged);
    else
        snprintf(what, sizeof what,
                 "the object at byte %" PRIu64
                 " cannot be read, and the next one begins at %" PRIu64,
                 damaged, *at);
    pack_tell_failure(place, what, damaged, failure);
    return ASSAY_OK;
}

static bool may_go_on(const struct pack_place *place, uint64_t at, struct assay_error *err)
{
    enum assay_status status = source_budget_time(place->budget, err);

    if (status == ASSAY_OK)
        status = source_budget_entry(place->budget, err);
    if (status != ASSAY_OK)
        pack_tell_failure(place, "not all objects were looked at", at, err);
    return status == ASSAY_OK;
}

static void tell_count(const struct pack_place *place, uint64_t start, uint32_t count)
{
    char why[96];

    snprintf(why, sizeof why, "its header says that %" PRIu32 " objects are in it", count);
    pack_tell(place, GAP_GIT_OBJECT_CORRUPT, start + 8, why);
}

/* Whether nothing but a checksum is left. */
static bool is_last(const struct pack_survey *survey, uint64_t left)
{
    return survey->id_size ? left == survey->id_size : left == SHA1_ID || left == SHA256_ID;
}

/* All of them, also those that the header does not count. *at is where they end, or UINT64_MAX
 * where that is not known. */
static ASSAY_RESULT read_entries(struct pack_survey *survey, struct pack_read *read,
                                 const struct pack_place *place, uint32_t count, uint64_t *at,
                                 struct assay_error *err)
{
    uint64_t size = read->in->size;

    *at = survey->start + PACK_HEADER;
    for (uint64_t i = 0; *at != UINT64_MAX; i++) {
        struct pack_entry entry = {0};
        struct assay_error failure = {0};
        uint64_t end = 0;
        enum assay_status status =
            read_entry(survey, read, *at, place->budget, &entry, &end, &failure);

        if (status != ASSAY_OK && !status_is_gap(status)) {
            *err = failure;
            return status;
        }
        if (status == ASSAY_ELIMIT) {
            pack_tell_failure(place, "not all objects were looked at", *at, &failure);
            *at = UINT64_MAX;
            return ASSAY_OK;
        }
        if (status != ASSAY_OK && i >= count)
            return ASSAY_OK;
        if (i == count || (status != ASSAY_OK && is_last(survey, size - *at)))
            tell_count(place, survey->start, count);
        if (status != ASSAY_OK && is_last(survey, size - *at))
            return ASSAY_OK;
        if (!may_go_on(place, *at, &failure)) {
            *at = UINT64_MAX;
        } else if (status == ASSAY_OK) {
            TRY(add_entry(survey, *at, &entry, end, err));
            *at = end;
        } else {
            TRY(step_over(survey, read, place, at, &failure, err));
        }
    }
    return ASSAY_OK;
}

/* ---- its checksum ---- */

static ASSAY_RESULT sum(struct pack_survey *survey, struct pack_read *read, uint64_t end,
                        enum digest_kind kind, uint8_t out[DIGEST_SIZE_MAX],
                        struct assay_error *err)
{
    CLEANUP(digest_freep) struct digest *digest = digest_new(kind);
    uint64_t at = survey->start;

    if (!digest)
        return fail_no_memory(err);
    digest_start(digest);
    while (at < end) {
        struct bytes part;

        TRY(pack_read_at(read, at, end - at < SUM_STEP ? (size_t)(end - at) : SUM_STEP, 0, &part,
                         err));
        if (part.size == 0)
            break;
        digest_add(digest, part);
        at += part.size;
    }
    digest_end(digest, out);
    return ASSAY_OK;
}

/* Whether the pack ends with its digest of that kind behind `end`. */
static ASSAY_RESULT ends_with(struct pack_survey *survey, struct pack_read *read, uint64_t end,
                              size_t id_size, bool *holds, struct assay_error *err)
{
    uint8_t found[DIGEST_SIZE_MAX], told[SHA256_ID];
    struct bytes trailer;

    *holds = false;
    TRY(pack_read_at(read, end, id_size, 0, &trailer, err));
    if (trailer.size < id_size)
        return ASSAY_OK;
    memcpy(told, trailer.data, id_size);
    TRY(sum(survey, read, end, id_size == SHA1_ID ? DIGEST_SHA1 : DIGEST_SHA256, found, err));
    *holds = memcmp(found, told, id_size) == 0;
    return ASSAY_OK;
}

static ASSAY_RESULT read_trailer(struct pack_survey *survey, struct pack_read *read, uint64_t end,
                                 const struct pack_place *place, struct assay_error *err)
{
    uint64_t left = read->in->size - end;
    bool holds = false;

    if (!survey->id_size) { /* most likely what stands there fits one of them */
        size_t first = left == SHA256_ID ? SHA256_ID : SHA1_ID;
        size_t other = first == SHA1_ID ? SHA256_ID : SHA1_ID;

        survey->id_size = first;
        TRY(ends_with(survey, read, end, first, &holds, err));
        if (!holds && left >= other) {
            TRY(ends_with(survey, read, end, other, &holds, err));
            if (holds)
                survey->id_size = other;
        }
    } else {
        TRY(ends_with(survey, read, end, survey->id_size, &holds, err));
    }
    if (left < survey->id_size) {
        pack_tell(place, GAP_BUNDLE_TRUNCATED, end, "the pack is cut short in its checksum");
        return ASSAY_OK;
    }
    if (!holds)
        pack_tell(place, GAP_GIT_OBJECT_CORRUPT, end,
                  "the checksum of the pack does not hold; what is in it was examined");
    survey->end = end + survey->id_size;
    if (left > survey->id_size)
        pack_tell(place, GAP_BUNDLE_TRAILING_DATA, survey->end,
                  "bytes stand behind the end of the pack");
    return ASSAY_OK;
}

/* ---- who changes whom ---- */

static int compare_base(const void *a, const void *b)
{
    const struct packed_by_id *one = a, *other = b;
    int order = object_id_compare(&one->base, &other->base);

    return order ? order : (one->entry > other->entry) - (one->entry < other->entry);
}

/* Links each entry to those made from it, the one with the most behind it last: whoever goes down
 * depth first can let go of an object when it comes to its last one, and holds no more of them than
 * the count has binary digits. */
static ASSAY_RESULT link_entries(struct pack_survey *survey, struct assay_error *err)
{
    CLEANUP(free_cleanup) uint32_t *weights = calloc(survey->count + 1, sizeof *weights);
    CLEANUP(free_cleanup) uint32_t *heaviest = calloc(survey->count + 1, sizeof *heaviest);
    struct packed *entries = survey->entries;

    if (!weights || !heaviest)
        return fail_no_memory(err);
    for (size_t i = survey->count; i-- > 0;) { /* a base stands before what is made from it */
        uint32_t base = entries[i].base;

        weights[i]++;
        if (base == PACKED_NONE)
            continue;
        weights[base] += weights[i];
        if (entries[base].child == PACKED_NONE || weights[i] > weights[heaviest[base]]) {
            heaviest[base] = (uint32_t)i;
            entries[base].child = (uint32_t)i;
        }
    }
    for (size_t i = survey->count; i-- > 0;) {
        uint32_t base = entries[i].base;

        if (base == PACKED_NONE || heaviest[base] == i)
            continue;
        entries[i].sibling = entries[base].child;
        entries[base].child = (uint32_t)i;
    }
    if (survey->by_id_count > 1)
        qsort(survey->by_id, survey->by_id_count, sizeof *survey->by_id, compare_base);
    return ASSAY_OK;
}

enum assay_status pack_survey_run(struct pack_survey *survey, struct pack_read *read,
                                  const struct pack_place *place, struct assay_error *err)
{
    struct bytes head;
    uint64_t end;

    TRY(pack_read_at(read, survey->start, PACK_HEADER, SEARCH_STEP, &head, err));
    if (head.size < PACK_HEADER || !bytes_starts(head, BYTES("PACK\0\0\0")) ||
        (head.data[7] != 2 && head.data[7] != 3)) { /* the same, as git has it */
        pack_tell(place, GAP_BUNDLE_BAD_HEADER, survey->start,
                  "no pack of a version that git reads begins here");
        return ASSAY_OK;
    }
    TRY(add_extent(survey, survey->start, survey->start + PACK_HEADER, err));
    TRY(read_entries(survey, read, place, load_u32be(head.data + 8), &end, err));
    if (end != UINT64_MAX)
        TRY(read_trailer(survey, read, end, place, err));
    else if (!survey->id_size)
        survey->id_size = SHA1_ID;
    if (survey->end)
        TRY(add_extent(survey, end, survey->end, err));
    return link_entries(survey, err);
}
