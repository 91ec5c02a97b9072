/*
 * examine.c - turns entries into items: reads each once through the tee, lets the surest inspector
 * read along, and walks into containers.
 */

#include "examine/examine.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/containers.h"
#include "examine/kinds.h"
#include "examine/tee.h"
#include "inventory/gaps.h"

enum {
    HEAD_SIZE = 4096, /* what a subject's head holds at most */
    LEVELS_MAX = 64   /* containers in containers, whatever the flag says: each is a C frame */
};

struct examiner {
    struct examiner_options options;
    char **globs; /* data sets first, then models; ended by NULL */
    struct source_budget *budget;
    struct detectors *detectors;
};

/* What one nesting level needs; the levels below are made when a container is met. */
struct level {
    uint8_t *buffer;
    uint8_t head[HEAD_SIZE]; /* stays, while the window moves on */
    struct digest *digest;
    struct evidence *evidence;
    struct watcher *watcher; /* made when first something is looked for */
    struct spool spool;
};

struct examine_worker {
    struct examiner *examiner;
    struct level *levels[LEVELS_MAX + 1];
    _Atomic uint64_t bytes;
};

static ASSAY_RESULT no_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
}

static bool copy_globs(char **to, const char *const *globs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        to[i] = strdup(globs[i]);
        if (!to[i])
            return false;
    }
    return true;
}

enum assay_status examiner_new(const struct examiner_options *options, struct source_budget *budget,
                               struct examiner **out, struct assay_error *err)
{
    CLEANUP(examiner_freep) struct examiner *examiner = calloc(1, sizeof *examiner);
    size_t count = options->dataset_glob_count + options->model_glob_count;

    if (!examiner)
        return no_memory(err);
    examiner->options = *options;
    examiner->budget = budget;
    examiner->globs = calloc(count + 1, sizeof *examiner->globs);
    if (!examiner->globs ||
        !copy_globs(examiner->globs, options->dataset_globs, options->dataset_glob_count) ||
        !copy_globs(examiner->globs + options->dataset_glob_count, options->model_globs,
                    options->model_glob_count))
        return no_memory(err);
    examiner->options.cache_folder = NULL; /* the detectors have a copy */
    examiner->options.dataset_globs = (const char *const *)examiner->globs;
    examiner->options.model_globs =
        (const char *const *)examiner->globs + options->dataset_glob_count;
    TRY(detectors_new(options->cache_folder, &examiner->detectors, err));
    *out = TAKE(examiner);
    return ASSAY_OK;
}

void examiner_free(struct examiner *examiner)
{
    if (!examiner)
        return;
    for (char **glob = examiner->globs; glob && *glob; glob++)
        free(*glob);
    free(examiner->globs);
    detectors_free(examiner->detectors);
    free(examiner);
}

void examiner_freep(struct examiner **examiner)
{
    examiner_free(*examiner);
    *examiner = NULL;
}

static void level_free(struct level *level)
{
    if (!level)
        return;
    free(level->buffer);
    digest_free(level->digest);
    evidence_free(level->evidence);
    watcher_free(level->watcher);
    spool_clear(&level->spool);
    free(level);
}

static ASSAY_RESULT use_level(struct examine_worker *worker, unsigned depth, struct level **out,
                              struct assay_error *err)
{
    struct level *level = worker->levels[depth];

    if (!level) {
        level = calloc(1, sizeof *level);
        if (!level)
            return no_memory(err);
        spool_init(&level->spool);
        level->buffer = malloc(TEE_BUFFER);
        level->digest = digest_new(DIGEST_SHA256);
        level->evidence = evidence_new();
        if (!level->buffer || !level->digest || !level->evidence) {
            level_free(level);
            return no_memory(err);
        }
        worker->levels[depth] = level;
    }
    *out = level;
    return ASSAY_OK;
}

enum assay_status examine_worker_new(struct examiner *examiner, struct examine_worker **out,
                                     struct assay_error *err)
{
    struct examine_worker *worker = calloc(1, sizeof *worker);

    if (!worker)
        return no_memory(err);
    worker->examiner = examiner;
    *out = worker;
    return ASSAY_OK;
}

void examine_worker_free(struct examine_worker *worker)
{
    if (!worker)
        return;
    for (size_t i = 0; i < ARRAY_LEN(worker->levels); i++)
        level_free(worker->levels[i]);
    free(worker);
}

void examine_worker_freep(struct examine_worker **worker)
{
    examine_worker_free(*worker);
    *worker = NULL;
}

uint64_t examine_worker_bytes(const struct examine_worker *worker)
{
    return atomic_load_explicit(&worker->bytes, memory_order_relaxed);
}

/* What one call of examine_one() works on. */
struct job {
    struct examine_worker *worker;
    struct level *level;
    unsigned depth;   /* containers around this entry that were opened */
    uint64_t claimed; /* size that the stream had when it was opened */
    struct source *source;
    const struct entry *entry;
    struct inventory_part *part;
    const struct assay_path *path; /* of the first place */
    struct stream stream;
    struct tee tee;
    struct assay_examination *content;
};

/* The statuses that break an item and not the run. */
static bool is_of_item(enum assay_status status)
{
    return status == ASSAY_EFORMAT || status == ASSAY_ELIMIT || status == ASSAY_EIO ||
           status == ASSAY_EMISSING;
}

static void gap(const struct job *job, const char *id, uint64_t offset, const char *why)
{
    for (size_t i = 0; i < job->entry->place_count; i++)
        inventory_gap(job->part, id, job->entry->places[i].path, offset, why);
}

/* A gap from a failure: under the id that it carries, else under `otherwise`. */
static void gap_of(const struct job *job, const struct assay_error *failure, const char *otherwise)
{
    const char *id = otherwise;

    if (failure->id[0]) /* gaps keep the pointer, so the text must live as long */
        id = arena_text(inventory_part_arena(job->part), failure->id);
    gap(job, id ? id : otherwise, failure->offset, failure->text);
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

static const struct inspector *choose(const struct subject *subject)
{
    const struct inspector *best = NULL;
    unsigned most = 0;

    for (size_t i = 0; i < inspector_count; i++) {
        unsigned bid = inspectors[i]->bid(subject);

        if (bid > most) {
            most = bid;
            best = inspectors[i];
        }
    }
    return best;
}

static const char *inspection_gap(const struct inspector *inspector)
{
    switch (inspector->kind) {
    case ASSAY_KIND_MODEL:
        return GAP_MODEL_INVALID;
    case ASSAY_KIND_CARD:
        return GAP_CARD_INVALID;
    default:
        return GAP_DATA_BAD_RECORD;
    }
}

static ASSAY_RESULT inspect(struct job *job, const struct inspector *inspector,
                            const struct subject *subject, struct assay_error *err)
{
    struct assay_error failure = {0};
    struct cursor cursor;
    enum assay_status status;

    tee_cursor(&job->tee, &cursor, subject->size, &failure);
    status = inspector->read(&cursor, subject, job->level->evidence);
    if (cursor_at(&cursor) > job->tee.used)
        job->tee.used = cursor_at(&cursor);
    if (status == ASSAY_OK)
        return ASSAY_OK;
    if (!is_of_item(status)) {
        *err = failure;
        return status;
    }
    if (inspector->kind == ASSAY_KIND_MODEL) /* what was not read to its end is never clean */
        evidence_load(job->level->evidence, ASSAY_LOAD_SUSPICIOUS);
    if (job->tee.broken == ASSAY_OK) /* else the stream's own failure is told once, below */
        gap_of(job, &failure, inspection_gap(inspector));
    return ASSAY_OK;
}

static ASSAY_RESULT examine_plain(struct job *job, struct bytes head, struct assay_error *err)
{
    struct examine_worker *worker = job->worker;
    struct level *level = job->level;
    const struct inspector *inspector;
    struct bytes path = bytes_of(job->path->name, job->path->size);
    const uint8_t *slash = path.size ? memrchr(path.data, '/', path.size) : NULL;
    struct subject subject = {
        .head = bytes_of(level->head, head.size < HEAD_SIZE ? head.size : HEAD_SIZE),
        .name = slash ? bytes_from(path, (size_t)(slash - path.data) + 1) : path,
        .path = path,
        .size = job->tee.ended && job->tee.broken == ASSAY_OK ? head.size : job->stream.size};

    if (subject.head.size)
        memcpy(level->head, head.data, subject.head.size);
    inspector = choose(&subject);
    job->content->kind =
        inspector ? inspector->kind : kind_of_name(&worker->examiner->options, path, subject.head);
    job->content->format = inspector ? inspector->format : "";
    if (head.size > 0) {
        if (!level->watcher)
            TRY(watcher_new(worker->examiner->detectors, &level->watcher, err));
        watcher_start(level->watcher, inspector ? inspector->text : kind_is_text(subject.head));
        TRY(tee_watch(&job->tee, level->watcher, err));
    } else {
        TRY(tee_watch(&job->tee, NULL, err));
    }
    return inspector ? inspect(job, inspector, &subject, err) : ASSAY_OK;
}

/* NOLINTBEGIN(misc-no-recursion): LEVELS_MAX bounds it: examine_container() opens nothing below */
static ASSAY_RESULT examine_one(struct examine_worker *worker, unsigned depth,
                                struct source *source, struct source_session *session,
                                const struct entry *entry, struct inventory_part *part,
                                const struct assay_examination **content, struct assay_error *err);

static ASSAY_RESULT walk(struct job *job, struct source *source, struct contents *contents,
                         struct assay_error *err)
{
    struct source_session *session = NULL;
    enum assay_status status = source_session_open(source, &session, err);

    while (status == ASSAY_OK) {
        const struct assay_examination *content = NULL;
        struct entry member = {0};
        bool found;

        status = source_next(source, job->part, &member, &found, err);
        if (status != ASSAY_OK || !found)
            break;
        status = examine_one(job->worker, job->depth + 1, source, session, &member, job->part,
                             &content, err);
        if (status == ASSAY_OK && content) {
            const struct assay_path *path = member.places->path;

            contents_member(contents, bytes_of(path->name, path->size), content);
        }
    }
    source_session_close(source, session);
    return status;
}

/* The stream that members are read through: the tee where they come in order, or the bytes
 * themselves, after the digest saw them, where the directory stands at the end. */
static ASSAY_RESULT open_members(struct job *job, enum container_format format,
                                 struct stream *stream, struct assay_error *err)
{
    if (format != CONTAINER_ZIP) {
        tee_stream(&job->tee, stream);
        return ASSAY_OK;
    }
    TRY(tee_drain(&job->tee, err));
    if (job->stream.read_at) {
        *stream = job->stream;
        stream->close = NULL; /* stays the job's */
        return ASSAY_OK;
    }
    return spool_stream(&job->level->spool, stream, err);
}

static ASSAY_RESULT examine_members(struct job *job, enum container_format format,
                                    struct contents *contents, struct assay_error *err)
{
    CLEANUP(source_closep) struct source *source = NULL;
    struct stream stream;

    TRY(open_members(job, format, &stream, err));
    TRY(source_open_container(format, &stream, job->path, job->worker->examiner->budget, &source,
                              err));
    return walk(job, source, contents, err);
}

static ASSAY_RESULT examine_container(struct job *job, enum container_format format,
                                      struct bytes head, struct assay_error *err)
{
    unsigned limit = job->worker->examiner->budget->limits.depth;
    struct assay_error failure = {0};
    struct contents contents = {0};
    enum assay_status status;

    job->content->kind = ASSAY_KIND_CONTAINER;
    job->content->format = container_format_name(format);
    if (format == CONTAINER_ZIP && !job->stream.read_at) {
        job->tee.spool = &job->level->spool;
        spool_add(job->tee.spool, head);
    }
    TRY(tee_watch(&job->tee, NULL, err));
    if (job->depth >= limit || job->depth >= LEVELS_MAX) {
        evidence_gap(job->level->evidence, GAP_BUNDLE_DEPTH_LIMIT, ASSAY_NO_OFFSET,
                     "not opened: it lies inside %u containers, the limit", job->depth);
        return ASSAY_OK;
    }
    status = examine_members(job, format, &contents, &failure);
    if (status != ASSAY_OK && !is_of_item(status)) {
        *err = failure;
        return status;
    }
    if (status != ASSAY_OK && job->tee.broken == ASSAY_OK) /* else told once, by finish() */
        gap_of(job, &failure, GAP_BUNDLE_BAD_HEADER);
    contents_end(&contents, job->level->evidence);
    return ASSAY_OK;
}

/* A container that nobody opens here must not look like one with nothing in it. */
static void gap_unread(const struct job *job, const char *format)
{
    char why[64];

    if (!format)
        return;
    snprintf(why, sizeof why, "a container of the format %s, which is not read", format);
    gap(job, GAP_BUNDLE_METHOD_UNSUPPORTED, 0, why);
}

static ASSAY_RESULT read_entry(struct job *job, struct assay_error *err)
{
    const struct examiner *examiner = job->worker->examiner;
    enum container_format format;
    struct bytes head;

    TRY(tee_head(&job->tee, &head, err));
    if (examiner->options.digests_only) {
        job->content->kind =
            kind_of_name(&examiner->options, bytes_of(job->path->name, job->path->size), head);
        TRY(tee_watch(&job->tee, NULL, err));
    } else {
        format = container_recognise(head);
        if (format == CONTAINER_NONE)
            gap_unread(job, container_unread(head));
        if (format != CONTAINER_NONE)
            TRY(examine_container(job, format, head, err));
        else
            TRY(examine_plain(job, head, err));
    }
    return tee_drain(&job->tee, err);
}

/* Reads the content that a pointer names through the level's buffer, for its size and digest. */
static ASSAY_RESULT hash_stream(struct job *job, struct stream *stream, uint64_t *size,
                                uint8_t digest[DIGEST_SIZE_MAX], struct assay_error *err)
{
    size_t got;

    *size = 0;
    digest_start(job->level->digest);
    do {
        TRY(stream_read(stream, job->level->buffer, TEE_BLOCK, &got, err));
        digest_add(job->level->digest, bytes_of(job->level->buffer, got));
        *size += got;
    } while (got > 0);
    digest_end(job->level->digest, digest);
    return ASSAY_OK;
}

/* Whether the large file that an LFS pointer stands for is at hand, and is the one it names. */
static ASSAY_RESULT resolve_pointer(struct job *job, const char *named, struct assay_error *err)
{
    CLEANUP(stream_close) struct stream stream = {0};
    struct evidence *evidence = job->level->evidence;
    uint8_t oid[SHA256_SIZE], digest[DIGEST_SIZE_MAX];
    struct assay_error failure = {0};
    enum assay_status status;
    uint64_t size;

    if (!bytes_starts(bytes_text(named), BYTES("sha256:")) ||
        !hex_decode(bytes_from(bytes_text(named), 7), oid, sizeof oid))
        return ASSAY_OK;
    status = source_resolve_lfs(job->source, oid, &stream, &failure);
    if (status == ASSAY_OK)
        status = hash_stream(job, &stream, &size, digest, &failure);
    if (status != ASSAY_OK && !is_of_item(status)) {
        *err = failure;
        return status;
    }
    if (status != ASSAY_OK)
        gap_of(job, &failure, GAP_POINTER_LFS_MISSING);
    else if (memcmp(oid, digest, sizeof oid) != 0)
        evidence_gap(evidence, GAP_POINTER_LFS_MISMATCH, ASSAY_NO_OFFSET,
                     "the stored file of %" PRIu64 " bytes has another SHA-256 than the pointer",
                     size);
    evidence_bool(evidence, ASSAY_FACT_POINTER_RESOLVED, MEASURED,
                  status == ASSAY_OK && memcmp(oid, digest, sizeof oid) == 0);
    return ASSAY_OK;
}

/* Size, digest, and what did not hold on the way. */
static ASSAY_RESULT finish(struct job *job, struct assay_error *err)
{
    uint8_t digest[DIGEST_SIZE_MAX];
    struct evidence *evidence = job->level->evidence;
    const char *oid = evidence_found_text(evidence, ASSAY_FACT_POINTER_OID, DECLARED);

    digest_end(job->level->digest, digest);
    memcpy(job->content->sha256, digest, sizeof job->content->sha256);
    job->content->size = tee_size(&job->tee);
    if (oid)
        TRY(resolve_pointer(job, oid, err));
    TRY(evidence_end(evidence, job->content, err));
    for (size_t i = 0; i < evidence_gap_count(evidence); i++) {
        const struct evidence_gap *found = evidence_gap_at(evidence, i);

        gap(job, found->id, found->offset, found->why);
    }
    if (job->tee.broken != ASSAY_OK)
        gap_of(job, &job->tee.failure, unreadable_id(job));
    else if (!job->path->container && job->claimed != STREAM_SIZE_UNKNOWN &&
             job->claimed != job->content->size) {
        char why[128];

        snprintf(why, sizeof why, "%" PRIu64 " bytes when it was opened, %" PRIu64 " were read",
                 job->claimed, job->content->size);
        gap(job, GAP_FILE_CHANGED, job->content->size, why);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT examine_file(struct job *job, struct source_session *session,
                                 struct assay_error *err)
{
    struct assay_error failure = {0};
    enum assay_status status =
        source_read(job->source, session, job->entry, &job->stream, &failure);

    if (status != ASSAY_OK) {
        if (!is_of_item(status)) {
            *err = failure;
            return status;
        }
        gap_of(job, &failure, unreadable_id(job));
        job->content = NULL;
        return ASSAY_OK;
    }
    job->claimed = job->stream.size;
    evidence_start(job->level->evidence, inventory_part_arena(job->part));
    tee_start(&job->tee, &job->stream, job->level->digest, job->level->buffer,
              job->level->evidence);
    job->tee.count = job->depth == 0 ? &job->worker->bytes : NULL;
    job->tee.budget = job->worker->examiner->budget;
    status = read_entry(job, err);
    stream_close(&job->stream);
    spool_clear(&job->level->spool);
    TRY(status);
    if (job->tee.broken != ASSAY_OK && !is_of_item(job->tee.broken)) {
        *err = job->tee.failure;
        return job->tee.broken;
    }
    if (job->tee.broken != ASSAY_OK && tee_size(&job->tee) == 0) { /* nothing to say of it */
        gap_of(job, &job->tee.failure, unreadable_id(job));
        job->content = NULL;
        return ASSAY_OK;
    }
    return finish(job, err);
}

static enum assay_status examine_one(struct examine_worker *worker, unsigned depth,
                                     struct source *source, struct source_session *session,
                                     const struct entry *entry, struct inventory_part *part,
                                     const struct assay_examination **content,
                                     struct assay_error *err)
{
    struct job job = {.worker = worker,
                      .depth = depth,
                      .source = source,
                      .entry = entry,
                      .part = part,
                      .path = entry->places->path};

    TRY(use_level(worker, depth, &job.level, err));
    job.content = arena_alloc(inventory_part_arena(part), sizeof *job.content);
    if (!job.content)
        return no_memory(err);
    job.content->format = "";
    if (entry->type == ASSAY_ITEM_FILE)
        TRY(examine_file(&job, session, err));
    else
        sha256(bytes_of(NULL, 0), job.content->sha256); /* a link has no bytes of its own */
    if (job.content)
        add_items(&job);
    *content = job.content;
    return ASSAY_OK;
}
/* NOLINTEND(misc-no-recursion) */

enum assay_status examine_entry(struct examine_worker *worker, struct source *source,
                                struct source_session *session, const struct entry *entry,
                                struct inventory_part *part, struct assay_error *err)
{
    const struct assay_examination *content;

    return examine_one(worker, 0, source, session, entry, part, &content, err);
}
