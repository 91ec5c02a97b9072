/*
 * examine.c - turns an entry into an item: reads it once through the tee, then says what it is and
 * what did not hold on the way.
 */

#include "examine/examine.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "crypto/digest.h"
#include "examine/encrypted.h"
#include "examine/job.h"
#include "examine/kinds.h"
#include "examine/link/blob_name.h"
#include "examine/text/wide_text.h"
#include "inventory/gaps.h"
#include "source/disk_file.h"
#include "source/embedded.h"

static bool opens_containers(const struct job *job)
{
    return job->worker->examiner->options.depth != ASSAY_SCAN_OUTER_DIGESTS;
}

static bool looks_inside(const struct job *job)
{
    return job->worker->examiner->options.depth == ASSAY_SCAN_ALL;
}

static const char *unreadable_id(const struct job *job)
{
    if (job->path->container)
        return GAP_BUNDLE_TRUNCATED;
    return job->entry->places->origin ? GAP_GIT_OBJECT_MISSING : GAP_FILE_UNREADABLE;
}

static void add_items(const struct job *job)
{
    for (size_t i = 0; i < job->entry->place_count; i++) {
        const struct entry_place *place = &job->entry->places[i];
        struct assay_item item = {.path = place->path,
                                  .type = job->entry->type,
                                  .link = job->entry->link,
                                  .content = job->content,
                                  .origin = place->origin};

        inventory_add(job->part, &item);
    }
}

/* A container that nobody opens here must not look like one with nothing in it. */
static void gap_unread(const struct job *job, const char *format)
{
    char why[64];

    if (!format)
        return;
    snprintf(why, sizeof why, "a container of the format %s, which is not read", format);
    job_gap(job, GAP_BUNDLE_METHOD_UNSUPPORTED, 0, why);
}

/* Nor must what nobody can read without its key look like content with nothing in it. */
static void gap_encrypted(const struct job *job, const char *by)
{
    char why[96];

    if (!by)
        return;
    snprintf(why, sizeof why, "it is encrypted as a whole (%s): what is in it was not examined",
             by);
    job_gap(job, GAP_DATA_ENCRYPTED, 0, why);
}

/* A download that went wrong, or an empty file, must not look like an archive that holds nothing.
 */
static void gap_misnamed(const struct job *job)
{
    const char *named = container_named(bytes_of(job->path->name, job->path->size));
    char why[96];

    if (!named || job->content->format[0])
        return;
    snprintf(why, sizeof why, "its name says %s, but %s", named,
             tee_size(&job->tee) ? "no archive is in it" : "it is empty");
    job_gap(job, GAP_BUNDLE_BAD_HEADER, 0, why);
}

/* What content that is a tar as well begins as, or NULL where there is one reading only. */
static const char *other_reading(const struct job *job, enum container_format format,
                                 struct bytes head)
{
    if (format == CONTAINER_NONE || !container_also_tar(head))
        return NULL;
    if (format != CONTAINER_TAR)
        return container_format_name(format);
    return looks_inside(job) ? plain_reading(job, head) : NULL;
}

/* What the first bytes say that an entry is. */
struct reading {
    enum container_format format;
    const char *other; /* of what is a tar as well: what it begins as; else NULL */
    size_t behind;     /* where a tar begins behind other bytes; 0: nowhere */
};

static struct reading recognise(const struct job *job, struct bytes head)
{
    struct reading reading = {.format = CONTAINER_NONE};

    if (!opens_containers(job))
        return reading;
    reading.format = container_recognise(head);
    reading.other = other_reading(job, reading.format, head);
    if (reading.format == CONTAINER_NONE)
        reading.behind = container_tar_behind(head);
    return reading;
}

/* Content that may be something else as well has to be there for a second reading. */
static bool is_read_twice(const struct job *job, const struct reading *reading)
{
    return reading->other || reading->behind ||
           (reading->format != CONTAINER_ZIP && opens_containers(job) &&
            container_named_zip(bytes_of(job->path->name, job->path->size)));
}

/* A container, which may be a pickle as well. */
static ASSAY_RESULT read_container(struct job *job, enum container_format format, struct bytes head,
                                   struct assay_error *err)
{
    bool also = looks_inside(job) && also_pickle_wanted(job, head);

    if (also)
        job_keep(job);
    TRY(examine_container(job, format, err));
    return also ? also_pickle(job, container_format_name(format), err) : ASSAY_OK;
}

static ASSAY_RESULT read_content(struct job *job, struct bytes head, struct assay_error *err)
{
    enum wide_text wide;
    bool also;

    if (!looks_inside(job)) {
        job->content->kind = kind_of_name(&job->worker->examiner->options,
                                          bytes_of(job->path->name, job->path->size), head);
        return tee_watch(&job->tee, NULL, false, err);
    }
    gap_unread(job, container_unread(head));
    gap_encrypted(job, encrypted_by(head));
    wide = wide_text_of(head);
    if (!wide || plain_is_binary(job, head))
        return examine_plain(job, head, err);
    also = also_pickle_wanted(job, head);
    TRY(examine_wide(job, wide, err)); /* which keeps it */
    return also ? also_pickle(job, wide_text_name(wide), err) : ASSAY_OK;
}

/* What another program may take the same bytes for. */
static ASSAY_RESULT read_otherwise(struct job *job, const struct reading *reading,
                                   struct bytes head, struct assay_error *err)
{
    struct embedded_places places;
    uint64_t end;
    bool is_zip = false;

    TRY(carried_find(job, &places, err));
    if (reading->other)
        TRY(ambiguous_examine_tar(job, reading->other, err));
    if (reading->behind)
        TRY(ambiguous_examine_tar_behind(job, reading->behind, err));
    if (reading->behind && !ckd_add(&end, job->end, reading->behind))
        carried_drop(&places, reading->behind, end);
    if (opens_containers(job))
        TRY(examine_zip_behind(job, reading->format, head, &is_zip, err));
    if (is_zip)
        carried_drop(&places, places.zip, UINT64_MAX);
    return carried_examine(job, &places, err);
}

static ASSAY_RESULT read_entry(struct job *job, struct assay_error *err)
{
    struct reading reading;
    struct bytes head;

    tee_head(&job->tee, &head);
    if (job->tee.ended && job->turn->walk) { /* it is in memory: others may read on */
        stream_close(&job->stream);
        turn_pass(job->turn);
    }
    reading = recognise(job, head);
    if (is_read_twice(job, &reading))
        job_keep(job);
    if (reading.format == CONTAINER_NONE && looks_inside(job))
        carried_keep(job, head);
    if (reading.format == CONTAINER_NONE || (reading.other && reading.format == CONTAINER_TAR))
        TRY(read_content(job, head, err));
    else
        TRY(read_container(job, reading.format, head, err));
    TRY(read_otherwise(job, &reading, head, err));
    TRY(tee_drain(&job->tee, err));
    if (reading.format == CONTAINER_NONE && !reading.behind && looks_inside(job) &&
        !container_unread(head) && job->tee.broken == ASSAY_OK)
        gap_misnamed(job);
    return ASSAY_OK;
}

/* A blob that is named by its SHA-512 is held to it when all is linked: it is computed as well. */
static ASSAY_RESULT start_named_by(struct job *job, struct assay_error *err)
{
    bool wanted = false;

    for (size_t i = 0; i < job->entry->place_count; i++) {
        const struct assay_path *path = job->entry->places[i].path;

        wanted = wanted || blob_name_has_sha512(bytes_of(path->name, path->size));
    }
    if (!wanted || !looks_inside(job))
        return ASSAY_OK;
    if (!job->level->sha512)
        job->level->sha512 = digest_new(DIGEST_SHA512);
    if (!job->level->sha512)
        return out_of_memory(err);
    tee_digest_also(&job->tee, job->level->sha512);
    return ASSAY_OK;
}

static void end_named_by(struct job *job)
{
    uint8_t digest[DIGEST_SIZE_MAX];
    char hex[2 * DIGEST_SIZE_MAX + 1];
    size_t size;

    if (!job->tee.named_by)
        return;
    size = digest_end(job->tee.named_by, digest);
    hex_encode(bytes_of(digest, size), hex);
    evidence_text(job->level->evidence, ASSAY_FACT_OCI_SHA512, MEASURED, bytes_text(hex));
}

/* With the others of its batch. */
static bool is_digested(const struct job *job)
{
    return job->turn->held && job->turn->held->digested;
}

/* What is kept of the item goes into inventories: without the values that were found in it. */
static ASSAY_RESULT withhold(struct job *job, struct assay_error *err)
{
    struct watcher *watcher;

    if (!withhold_wanted(job->level->evidence))
        return ASSAY_OK;
    TRY(worker_watcher(job->worker, job->level, &watcher, err));
    return withhold_values(&job->level->withhold, watcher, job->level->evidence, err);
}

enum assay_status examine_withhold(struct examine_worker *worker, struct assay_inventory *inventory,
                                   struct assay_error *err)
{
    CLEANUP(free_cleanup) const char **reasons = NULL;
    struct watcher *watcher;
    struct level *level;

    if (inventory->gap_count == 0)
        return ASSAY_OK;
    reasons = calloc(inventory->gap_count, sizeof *reasons);
    if (!reasons)
        return out_of_memory(err);
    for (size_t i = 0; i < inventory->gap_count; i++)
        reasons[i] = inventory->gaps[i].why;
    TRY(worker_level(worker, 0, &level, err));
    TRY(worker_watcher(worker, level, &watcher, err));
    TRY(withhold_reasons(&level->withhold, watcher, inventory_arena(inventory), reasons,
                         inventory->gap_count, err));
    for (size_t i = 0; i < inventory->gap_count; i++)
        inventory_set_reason(inventory, i, reasons[i]);
    return ASSAY_OK;
}

/* Size, digest, and what did not hold on the way. */
static ASSAY_RESULT finish(struct job *job, struct assay_error *err)
{
    uint8_t digest[DIGEST_SIZE_MAX];
    struct evidence *evidence = job->level->evidence;

    if (is_digested(job)) {
        memcpy(job->content->sha256, job->turn->held->sha256, sizeof job->content->sha256);
    } else {
        digest_end(job->level->digest, digest);
        memcpy(job->content->sha256, digest, sizeof job->content->sha256);
    }
    job->content->size = tee_size(&job->tee);
    job->content->cut = job->tee.broken != ASSAY_OK;
    end_named_by(job);
    evidence_escapes_end(evidence);
    TRY(values_end(&job->level->values, err));
    TRY(withhold(job, err));
    TRY(evidence_end(evidence, job->content, err));
    TRY(pointer_collect(job, err));
    for (size_t i = 0; i < evidence_gap_count(evidence); i++) {
        const struct evidence_gap *found = evidence_gap_at(evidence, i);

        job_gap(job, found->id, found->offset, found->why);
    }
    if (job->tee.broken != ASSAY_OK)
        job_gap_of(job, &job->tee.failure, unreadable_id(job));
    else if (!job->path->container && job->claimed != STREAM_SIZE_UNKNOWN &&
             job->claimed != job->content->size) {
        char why[128];

        snprintf(why, sizeof why, "%" PRIu64 " bytes when it was opened, %" PRIu64 " were read",
                 job->claimed, job->content->size);
        job_gap(job, GAP_FILE_CHANGED, job->content->size, why);
    }
    return ASSAY_OK;
}

/* Opens the entry's bytes, or those of them that were read already. */
static ASSAY_RESULT open_stream(struct job *job, struct source_session *session,
                                struct assay_error *err)
{
    struct held *held = job->turn->held;

    if (!held)
        return source_read(job->source, session, job->entry, &job->stream, err);
    if (held->opened != ASSAY_OK)
        *err = *held->failure;
    else
        held_stream(held, &job->stream);
    return held->opened;
}

/* Where somebody might help, a stream that may be long has room for blocks that wait. */
static const struct mirror *use_ring(const struct job *job)
{
    struct level *level = job->level;
    const struct held *held = job->turn->held;

    if (job->worker->examiner->crew->size < 2 || (held && held->whole) ||
        job->stream.size <= LANES_ALONE)
        return &level->ring;
    return level_ring_together(level) ? &level->ring_together : &level->ring;
}

/* Whether what was read may be known again. */
static void identify(const struct job *job, struct cache_draft *draft)
{
    const struct held *held = job->turn->held;

    if (held && held->whole) {
        draft->identity = held->identity;
        draft->identified = held->identified;
        return;
    }
    draft->identified = disk_file_identity(&job->stream, &draft->identity) ||
                        source_attested(job->source, &job->stream);
}

/* What is no file is searched as a text, whatever it looks like. */
static ASSAY_RESULT read_aside(struct job *job, struct assay_error *err)
{
    struct watcher *watcher;

    if (!looks_inside(job))
        return tee_drain(&job->tee, err);
    job->content->kind = ASSAY_KIND_DOCUMENT;
    values_start(&job->level->values, job->level->evidence);
    TRY(worker_watcher(job->worker, job->level, &watcher, err));
    watcher_start(watcher, true);
    watcher_unescape(watcher);
    TRY(tee_watch(&job->tee, watcher, true, err));
    return tee_drain(&job->tee, err);
}

/* Names and addresses are what git keeps there anyway. */
static void keep_secrets(struct job *job)
{
    const struct assay_observation *all = job->content->observations;
    size_t first = 0, end;

    while (first < job->content->observation_count &&
           strncmp(all[first].class_name, "secret.", strlen("secret.")) != 0)
        first++;
    for (end = first; end < job->content->observation_count &&
                      strncmp(all[end].class_name, "secret.", strlen("secret.")) == 0;)
        end++;
    job->content->observations = all + first;
    job->content->observation_count = end - first;
    if (end == first)
        job->content = NULL;
}

static ASSAY_RESULT examine_file(struct job *job, struct source_session *session,
                                 struct assay_error *err)
{
    struct assay_error failure;
    const struct held *held = job->turn->held;
    enum assay_status status = open_stream(job, session, &failure);

    if (status != ASSAY_OK) {
        if (!is_of_item(status)) {
            *err = failure;
            return status;
        }
        job_gap_of(job, &failure, unreadable_id(job));
        job->content = NULL;
        return ASSAY_OK;
    }
    job->claimed = job->stream.size;
    evidence_start(job->level->evidence, inventory_part_arena(job->part));
    tee_start(&job->tee, &job->stream, job->worker->examiner->crew, use_ring(job),
              is_digested(job) ? NULL : job->level->digest, job->level->evidence);
    job->tee.count = job->depth == 0 ? &job->worker->bytes : NULL;
    job->tee.budget = job->worker->examiner->budget;
    if (held && held->whole)
        tee_give(&job->tee, held->data, held->size, held->status, held->failure);
    status = start_named_by(job, err);
    if (status == ASSAY_OK)
        status = job->entry->secrets_only ? read_aside(job, err) : read_entry(job, err);
    tee_end(&job->tee);
    if (job->depth == 0 && job->turn->draft)
        identify(job, job->turn->draft);
    stream_close(&job->stream);
    turn_pass(job->turn);
    spool_clear(&job->level->spool);
    TRY(status);
    if (job->tee.broken != ASSAY_OK && !is_of_item(job->tee.broken)) {
        *err = job->tee.failure;
        return job->tee.broken;
    }
    if (job->tee.broken != ASSAY_OK && tee_size(&job->tee) == 0) { /* nothing to say of it */
        job_gap_of(job, &job->tee.failure, unreadable_id(job));
        job->content = NULL;
        return ASSAY_OK;
    }
    TRY(finish(job, err));
    if (job->entry->secrets_only)
        keep_secrets(job);
    return ASSAY_OK;
}

enum assay_status examine_at(struct examine_worker *worker, unsigned depth, struct source *source,
                             struct source_session *session, const struct entry *entry,
                             struct turn *turn, const struct assay_examination **content,
                             struct assay_error *err)
{
    struct job job = {.worker = worker,
                      .depth = depth,
                      .source = source,
                      .entry = entry,
                      .turn = turn,
                      .part = worker->part,
                      .path = entry->places->path};

    TRY(worker_level(worker, depth, &job.level, err));
    job.content = arena_alloc(inventory_part_arena(worker->part), sizeof *job.content);
    if (!job.content)
        return out_of_memory(err);
    job.content->format = "";
    if (entry->type == ASSAY_ITEM_FILE)
        TRY(examine_file(&job, session, err));
    else
        sha256(bytes_of(NULL, 0), job.content->sha256); /* a link has no bytes of its own */
    if (entry->link && entry->link[0] && entry->type != ASSAY_ITEM_FILE && looks_inside(&job))
        TRY(pointer_of_link(&job, err));
    if (job.content) {
        add_items(&job);
        if (entry->type == ASSAY_ITEM_FILE && looks_inside(&job))
            pointer_judge_places(&job);
        source_examined(source, entry, job.content);
    }
    *content = job.content;
    return ASSAY_OK;
}
