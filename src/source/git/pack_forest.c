/* pack_forest.c - goes through the delta trees of a pack, depth first. */

#include "source/git/pack_forest.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "inventory/gaps.h"
#include "source/container.h"
#include "source/fail.h"
#include "source/git/delta.h"

enum {
    STEP = 1 << 20,        /* bytes copied before pages of large objects are let go */
    HASH_STEP = 64 * 1024, /* bytes of a large one that are hashed at a time */
    DEEPEST = LIMIT_GIT_DELTA_CHAIN,
};

enum assay_status pack_forest_open(struct pack_forest *forest, struct pack_survey *survey,
                                   struct pack_read *read, const struct pack_place *place,
                                   struct assay_error *err)
{
    *forest = (struct pack_forest){.survey = survey, .read = read, .place = place};
    forest->digest = digest_new(survey->id_size == SHA256_SIZE ? DIGEST_SHA256 : DIGEST_SHA1);
    return forest->digest ? ASSAY_OK : fail_no_memory(err);
}

static struct branch *top_of(struct pack_forest *forest)
{
    return forest->depth ? &forest->branches[forest->depth - 1] : NULL;
}

static void pop(struct pack_forest *forest)
{
    struct branch *top = top_of(forest);

    if (top->body)
        forest->waiting -= body_memory(top->body);
    body_drop(top->body);
    forest->depth--;
}

void pack_forest_close(struct pack_forest *forest)
{
    while (forest->depth > 0)
        pop(forest);
    free(forest->branches);
    digest_free(forest->digest);
    *forest = (struct pack_forest){0};
}

void pack_forest_again(struct pack_forest *forest)
{
    while (forest->depth > 0)
        pop(forest);
    forest->root = 0;
}

/* ---- ids ---- */

static void begin_id(struct pack_forest *forest, enum object_type type, uint64_t size)
{
    char head[BODY_HEAD];

    digest_start(forest->digest);
    digest_add(forest->digest, bytes_of(head, body_head(type, size, head)));
}

static void end_id(struct pack_forest *forest, struct object_id *id)
{
    uint8_t sum[DIGEST_SIZE_MAX];

    digest_end(forest->digest, sum);
    object_id_of(id, sum, forest->survey->id_size);
}

static void name_body(struct pack_forest *forest, struct body *body, struct object_id *id)
{
    begin_id(forest, body->type, body->size);
    for (struct bytes rest = body_bytes(body), part; rest.size > 0;
         rest = bytes_from(rest, part.size)) {
        part = bytes_front(rest, STEP);
        digest_add(forest->digest, part);
        body_forget(body);
    }
    end_id(forest, id);
}

/* A large one is inflated once for its id, and once more by whoever reads it. */
static ASSAY_RESULT name_packed(struct pack_forest *forest, struct pack_object *object,
                                struct assay_error *err)
{
    CLEANUP(free_cleanup) uint8_t *block = malloc(HASH_STEP);
    struct pack_inflate inflate;
    size_t got = 1;

    if (!block)
        return fail_no_memory(err);
    begin_id(forest, object->type, object->size);
    pack_inflate_start(&inflate, forest->read, object->data, object->size);
    while (got > 0) {
        TRY(pack_inflate_step(&inflate, block, HASH_STEP, &got, err));
        digest_add(forest->digest, bytes_of(block, got));
    }
    end_id(forest, &object->id);
    return ASSAY_OK;
}

/* The first of those that are changes of the object of that id; the count where none is. */
static size_t find_by_id(const struct pack_survey *survey, const struct object_id *id)
{
    size_t low = 0, high = survey->by_id_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (object_id_compare(&survey->by_id[middle].base, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < survey->by_id_count && object_id_equal(&survey->by_id[low].base, id)
               ? low
               : survey->by_id_count;
}

/* Those that name their base by its id are known to be made from it once that is known. */
static void link_by_id(struct pack_survey *survey, uint32_t entry, const struct object_id *id)
{
    size_t i = find_by_id(survey, id);

    for (; i < survey->by_id_count && object_id_equal(&survey->by_id[i].base, id); i++) {
        struct packed *made = &survey->entries[survey->by_id[i].entry];

        if (made->base != PACKED_NONE) /* of another of the same id, which is the same */
            continue;
        made->base = entry;
        made->sibling = survey->entries[entry].child;
        survey->entries[entry].child = survey->by_id[i].entry;
    }
}

/* ---- limits ---- */

/* `in` are the bytes that it is made from. */
static ASSAY_RESULT check_ratio(const struct pack_forest *forest, uint64_t size, uint64_t in,
                                struct assay_error *err)
{
    const struct source_budget *budget = forest->place->budget;

    return container_over_ratio(budget, size, in, 0) ? fail_ratio(budget, err) : ASSAY_OK;
}

/* What is made by a delta is paid here, what is inflated was by the survey. */
static ASSAY_RESULT charge(struct pack_forest *forest, uint64_t size, struct assay_error *err)
{
    enum assay_status status = source_budget_time(forest->place->budget, err);

    if (status == ASSAY_OK)
        status = source_budget_bytes(forest->place->budget, size, err);
    forest->over = status != ASSAY_OK;
    return status;
}

/* ---- objects ---- */

static ASSAY_RESULT new_body(struct pack_forest *forest, uint64_t size, struct body **out,
                             struct assay_error *err)
{
    if (forest->waiting < LIMIT_GIT_WAITING && size < LIMIT_GIT_WAITING - forest->waiting)
        return body_new(size, out, err);
    return body_new_spooled(size, out, err);
}

static ASSAY_RESULT inflate(struct pack_forest *forest, uint32_t entry, struct body **out,
                            struct assay_error *err)
{
    CLEANUP(body_dropp) struct body *body = NULL;
    const struct packed *packed = &forest->survey->entries[entry];
    uint64_t end;

    TRY(new_body(forest, packed->size, &body, err));
    TRY(pack_inflate_all(forest->read, packed->data, pack_survey_limit(forest->survey, entry),
                         packed->size, body->data, &end, err));
    body_forget(body);
    *out = TAKE(body);
    return ASSAY_OK;
}

static ASSAY_RESULT fail_delta(const char *what, struct assay_error *err)
{
    return fail_id(err, ASSAY_EFORMAT, GAP_GIT_OBJECT_CORRUPT, "%s", what);
}

static ASSAY_RESULT apply(struct pack_forest *forest, uint32_t entry, const struct body *base,
                          struct body **out, struct assay_error *err)
{
    CLEANUP(body_dropp) struct body *instructions = NULL;
    CLEANUP(body_dropp) struct body *result = NULL;
    struct delta delta;

    TRY(inflate(forest, entry, &instructions, err));
    if (!delta_open(body_bytes(instructions), &delta) || delta.base_size != base->size)
        return fail_delta("its delta is for an object of another size", err);
    TRY(check_ratio(forest, delta.size, base->size + instructions->size, err));
    TRY(charge(forest, delta.size, err));
    TRY(new_body(forest, delta.size, &result, err));
    do {
        if (!delta_step(&delta, body_bytes(base), result->data, STEP))
            return fail_delta("its delta is damaged", err);
        body_forget(base);
        body_forget(result);
    } while (delta.rest.size > 0);
    result->type = base->type;
    *out = TAKE(result);
    return ASSAY_OK;
}

static ASSAY_RESULT push(struct pack_forest *forest, uint32_t entry, struct body *body,
                         struct assay_error *err)
{
    if (!HAS_ROOM(forest->branches, forest->depth, forest->capacity)) {
        body_drop(body);
        return fail_no_memory(err);
    }
    forest->branches[forest->depth++] =
        (struct branch){.entry = entry, .next = forest->survey->entries[entry].child, .body = body};
    if (body)
        forest->waiting += body_memory(body);
    return ASSAY_OK;
}

/* What cannot be rebuilt is told, with those that are made from it; a failure of the run's is. */
static ASSAY_RESULT lose(struct pack_forest *forest, uint32_t entry,
                         const struct assay_error *failure, struct assay_error *err)
{
    char what[96];

    if (!status_is_gap(failure->status)) {
        *err = *failure;
        return failure->status;
    }
    snprintf(what, sizeof what, "the object at byte %" PRIu64 " was not examined",
             forest->survey->entries[entry].at);
    pack_tell_failure(forest->place, what, forest->survey->entries[entry].at, failure);
    return ASSAY_OK;
}

static void fill(struct pack_forest *forest, uint32_t entry, struct body *body,
                 struct pack_object *object)
{
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): what makes it fails otherwise */
    *object = (struct pack_object){.type = body->type,
                                   .at = forest->survey->entries[entry].at,
                                   .size = body->size,
                                   .body = body};
    name_body(forest, body, &object->id);
    link_by_id(forest->survey, entry, &object->id);
}

static bool is_streamed(const struct packed *packed)
{
    return packed->type == PACK_BLOB && packed->size > LIMIT_GIT_BODY_MEMORY &&
           packed->child == PACKED_NONE;
}

/* One that is no change of another. */
static ASSAY_RESULT make_root(struct pack_forest *forest, uint32_t entry,
                              struct pack_object *object, struct assay_error *err)
{
    struct packed *packed = &forest->survey->entries[entry];
    struct pack_entry head = {.type = (enum pack_entry_type)packed->type};
    struct body *body = NULL;
    uint64_t limit = pack_survey_limit(forest->survey, entry);

    TRY(check_ratio(forest, packed->size, limit - packed->data, err));
    TRY(charge(forest, 0, err));
    if (is_streamed(packed)) {
        *object = (struct pack_object){.type = OBJECT_BLOB,
                                       .at = packed->at,
                                       .size = packed->size,
                                       .data = packed->data,
                                       .limit = limit};
        TRY(name_packed(forest, object, err));
        link_by_id(forest->survey, entry, &object->id);
        if (packed->child == PACKED_NONE)
            return ASSAY_OK;
    }
    TRY(inflate(forest, entry, &body, err));
    body->type = pack_entry_object(&head);
    fill(forest, entry, body, object);
    return push(forest, entry, body, err);
}

/* One that is made from what is on top; with the last of them that goes. */
static ASSAY_RESULT make_next(struct pack_forest *forest, uint32_t entry,
                              struct pack_object *object, struct assay_error *err)
{
    struct branch *top = top_of(forest);
    struct body *body = NULL;

    if (forest->depth >= DEEPEST)
        return fail_delta("it is a change of a change of others, too often to be followed", err);
    TRY(apply(forest, entry, top->body, &body, err));
    fill(forest, entry, body, object);
    if (top->next == PACKED_NONE) {
        forest->waiting -= body_memory(top->body);
        body_drop(TAKE(top->body));
    }
    return push(forest, entry, body, err);
}

/* The next entry to be rebuilt, or PACKED_NONE. */
static uint32_t next_entry(struct pack_forest *forest, bool blobs)
{
    const struct pack_survey *survey = forest->survey;

    for (struct branch *top; (top = top_of(forest)) != NULL; pop(forest)) {
        uint32_t entry = top->next;

        if (entry == PACKED_NONE)
            continue;
        top->next = survey->entries[entry].sibling;
        return entry;
    }
    for (; forest->root < survey->count; forest->root++) {
        uint8_t type = survey->entries[forest->root].type;

        if (type != PACK_OFFSET_DELTA && type != PACK_ID_DELTA && (type == PACK_BLOB) == blobs)
            return forest->root++;
    }
    return PACKED_NONE;
}

enum assay_status pack_forest_next(struct pack_forest *forest, bool blobs,
                                   struct pack_object *object, bool *found, struct assay_error *err)
{
    *found = false;
    while (!*found && !forest->over) {
        uint32_t entry = next_entry(forest, blobs);
        struct assay_error failure = {0};
        enum assay_status status;

        if (entry == PACKED_NONE)
            return ASSAY_OK;
        forest->survey->entries[entry].reached = true;
        status = forest->depth > 0 ? make_next(forest, entry, object, &failure)
                                   : make_root(forest, entry, object, &failure);
        if (status != ASSAY_OK)
            TRY(lose(forest, entry, &failure, err));
        *found = status == ASSAY_OK;
    }
    return ASSAY_OK;
}

/* ---- the end ---- */

/* Bases that are named and not there, each once, with the first that is a change of it. */
static bool tell_missing(struct pack_forest *forest)
{
    const struct pack_survey *survey = forest->survey;
    bool any = false;

    for (size_t i = 0; i < survey->by_id_count; i++) {
        const struct packed_by_id *by_id = &survey->by_id[i];
        char hex[OBJECT_HEX_MAX + 1], why[OBJECT_HEX_MAX + 96];
        bool told = i > 0 && object_id_equal(&by_id->base, &survey->by_id[i - 1].base);

        if (survey->entries[by_id->entry].base != PACKED_NONE || told)
            continue;
        object_id_text(&by_id->base, hex);
        snprintf(why, sizeof why, "object %s is not in it, and others here are changes of it", hex);
        pack_tell(forest->place, GAP_GIT_OBJECT_MISSING, survey->entries[by_id->entry].at, why);
        any = true;
    }
    return any;
}

void pack_forest_end(struct pack_forest *forest)
{
    const struct pack_survey *survey = forest->survey;
    uint64_t lost = 0, first = 0;
    char why[128];
    bool missing;

    if (forest->over)
        return;
    missing = tell_missing(forest);
    for (size_t i = survey->count; i-- > 0;) {
        if (survey->entries[i].reached)
            continue;
        lost++;
        first = survey->entries[i].at;
    }
    if (lost == 0)
        return;
    snprintf(why, sizeof why,
             "%" PRIu64 " objects were not examined: what they are changes of is %s", lost,
             missing ? "missing, or damaged" : "damaged");
    pack_tell(forest->place, missing ? GAP_GIT_OBJECT_MISSING : GAP_GIT_OBJECT_CORRUPT, first, why);
}
