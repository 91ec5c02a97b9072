/* plain.c - content that is no container: the surest inspector reads it while detectors look. */

#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/job.h"
#include "examine/kinds.h"
#include "examine/papers/stub_paper.h"
#include "examine/unread.h"
#include "examine/words/idle_code.h"
#include "inventory/gaps.h"
#include "source/embedded.h"

static const struct inspector *choose(const struct subject *subject, unsigned most)
{
    const struct inspector *best = NULL;

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
    if (inspector->gap)
        return inspector->gap;
    switch (inspector->kind) {
    case ASSAY_KIND_MODEL:
        return GAP_MODEL_INVALID;
    case ASSAY_KIND_CARD:
        return GAP_CARD_INVALID;
    case ASSAY_KIND_POINTER:
        return GAP_POINTER_INVALID;
    default:
        return GAP_DATA_BAD_RECORD;
    }
}

static bool reads_by_offset(const struct inspector *inspector)
{
    return inspector->seeks || inspector->packed;
}

/* Of a file by no format of its own; one that goes on behind the head does, or says, something. */
static const char *format_of_text(const struct job *job, const struct subject *subject)
{
    enum assay_kind kind = job->content->kind;

    if (subject->head.size == 0 || subject->size != subject->head.size ||
        !kind_is_text(subject->head))
        return "";
    if (kind == ASSAY_KIND_CODE)
        return code_is_idle(subject->name, subject->head) ? IDLE_CODE : "";
    return (kind == ASSAY_KIND_DOCUMENT || kind == ASSAY_KIND_OTHER) &&
                   paper_is_stub(subject->name, subject->head)
               ? STUB_PAPER
               : "";
}

/* What holds data in a form that nobody reads must not look like a file with nothing in it. */
static bool tell_unread_format(const struct job *job, const struct subject *subject)
{
    const char *unread = unread_format(subject->head, kind_is_text(subject->head));
    char why[160];

    if (!unread)
        return false;
    snprintf(why, sizeof why,
             "it is %s, which is not read: what stands in it was searched as it is", unread);
    job_gap(job, GAP_DATA_FORMAT_UNREAD, 0, why);
    return true;
}

/* Numbers may look like anything where they are few. */
static bool is_no_tensors(struct bytes head, bool text)
{
    enum { LEAST = 64 };

    return head.size >= LEAST && (text || bytes_starts(head, BYTES("\x7f"
                                                                   "ELF")));
}

/* What the first bytes or the name promise and nobody saw: the file was searched as it is, but rows
 * are packed. */
static void tell_unread(const struct job *job, const struct subject *subject)
{
    const enum promise promise =
        tell_unread_format(job, subject) ? PROMISE_NONE : kind_promise(subject->name);
    const bool text = promise != PROMISE_NONE && kind_is_text(subject->head);

    switch (promise) {
    case PROMISE_NONE:
        break;
    case PROMISE_TEXT:
        if (text)
            break;
        __attribute__((fallthrough));
    case PROMISE_ROWS:
        job_gap(job, GAP_DATA_FORMAT_UNREAD, ASSAY_NO_OFFSET,
                subject->head.size == 0 ? "its name promises rows, and it is empty"
                : text
                    ? "its name promises rows, and it is a text of another form"
                    : "its rows were not read: only its digest is known, and what stands in it as "
                      "it is");
        break;
    case PROMISE_MODEL:
        job_gap(job, GAP_MODEL_INVALID, ASSAY_NO_OFFSET,
                subject->head.size == 0
                    ? "its name promises a model, and it is empty"
                    : "its name promises a model, and it is none that is known");
        break;
    case PROMISE_PACKED_MODEL:
        if (!text && subject->head.size > 0 && !bytes_starts(subject->head, BYTES("MAR1")))
            job_gap(job, GAP_MODEL_INVALID, ASSAY_NO_OFFSET,
                    "its name promises a model, and it is none that is known");
        break;
    case PROMISE_TENSORS:
        if (is_no_tensors(subject->head, text))
            job_gap(job, GAP_MODEL_INVALID, ASSAY_NO_OFFSET,
                    "its name promises numbers of tensors, and it is a text or a program");
        break;
    }
}

/* The inspector declined: it is what it would be without one. */
static void tell_no_format(struct job *job, const struct subject *subject)
{
    job->content->kind =
        kind_of_name(&job->worker->examiner->options, subject->path, subject->head);
    job->content->format = format_of_text(job, subject);
    evidence_format(job->level->evidence, job->content->format);
    tell_unread(job, subject);
}

static ASSAY_RESULT inspect(struct job *job, struct tee *tee, const struct inspector *inspector,
                            struct subject *subject, struct assay_error *err);

/* The inspector that was chosen met what it cannot read; another one begins anew. */
// NOLINTNEXTLINE(misc-no-recursion): one that reads by offset has none further
static ASSAY_RESULT inspect_further(struct job *job, const struct inspector *further,
                                    struct subject *subject, bool *is, struct assay_error *err)
{
    struct level *level = job->level;

    *is = false;
    TRY(tee_drain(&job->tee, err));
    if (job->tee.broken != ASSAY_OK)
        return ASSAY_OK;
    if (!job_is_kept(job)) {
        evidence_gap(level->evidence, GAP_DATA_FORMAT_UNREAD, 0,
                     "tables in it were not read: it is too large where it is packed");
        return ASSAY_OK;
    }
    *is = true;
    evidence_start(level->evidence, inventory_part_arena(job->part));
    values_start(&level->values, level->evidence);
    return inspect(job, &job->tee, further, subject, err);
}

/* `tee`: where the inspector reads from, the job's or that of its decoded text. */
// NOLINTNEXTLINE(misc-no-recursion): as above
static ASSAY_RESULT inspect(struct job *job, struct tee *tee, const struct inspector *inspector,
                            struct subject *subject, struct assay_error *err)
{
    struct assay_error failure = {0};
    struct cursor cursor;
    enum assay_status status;
    bool further = false;

    if (reads_by_offset(inspector)) {
        TRY(inspect_by_offset(job, inspector, subject, &status, &failure, err));
    } else {
        tee_cursor(tee, &cursor, subject->size, &failure);
        status = inspector->read(&cursor, subject, job->level->evidence);
        if (cursor_at(&cursor) > tee->used)
            tee->used = cursor_at(&cursor);
        tee_run_ahead(tee);
        if (evidence_is_declined(job->level->evidence))
            tell_no_format(job, subject);
        TRY(values_end(&job->level->values, err));
        if (inspector->further && tee == &job->tee && evidence_asks_further(job->level->evidence))
            TRY(inspect_further(job, inspector->further, subject, &further, err));
    }
    if (status == ASSAY_OK || further)
        return ASSAY_OK;
    if (!is_of_item(status)) {
        *err = failure;
        return status;
    }
    evidence_unfinished(job->level->evidence, inspector);
    if (tee->broken == ASSAY_OK) /* else the stream's own failure is told once, below */
        job_gap_of(job, &failure, inspection_gap(inspector));
    return ASSAY_OK;
}

/* The mark by which a layer of an image removes a file of the layers below; no file itself. Source:
 * OCI image layer filesystem changeset, "Whiteouts". */
static bool is_whiteout(const struct job *job, const struct subject *subject)
{
    return job->path->container && subject->size == 0 && bytes_starts(subject->name, BYTES(".wh."));
}

static struct subject subject_of(const struct job *job, const struct tee *tee, struct bytes head)
{
    struct bytes path = bytes_of(job->path->name, job->path->size);
    uint64_t claimed = tee == &job->tee ? job->claimed : STREAM_SIZE_UNKNOWN;
    const uint8_t *slash = path.size ? memrchr(path.data, '/', path.size) : NULL;

    return (struct subject){.head = bytes_front(head, HEAD_SIZE),
                            .name =
                                slash ? bytes_from(path, (size_t)(slash - path.data) + 1) : path,
                            .path = path,
                            .shared = job->turn->shared,
                            .size = tee->ended && tee->broken == ASSAY_OK ? head.size : claimed};
}

bool plain_is_binary(const struct job *job, struct bytes head)
{
    struct subject subject = subject_of(job, &job->tee, head);
    const struct inspector *inspector = choose(&subject, 0);

    return inspector && !inspector->text;
}

const char *plain_reading(const struct job *job, struct bytes head)
{
    enum { NAME_ALONE = 8 }; /* what inspector.h lets a name be worth */
    struct subject subject = subject_of(job, &job->tee, head);
    const struct inspector *inspector = choose(&subject, NAME_ALONE);

    return inspector ? inspector->format : container_also_other(head);
}

/* Has detectors look along, where there is something to look at as it is. */
static ASSAY_RESULT watch(struct job *job, struct tee *tee, const struct inspector *inspector,
                          const struct subject *subject, struct assay_error *err)
{
    struct watcher *watcher;
    bool text = inspector ? inspector->text : kind_is_text(subject->head);
    bool tensor = job->turn->tensor && !inspector && !text;

    job->program_end = embedded_program_end(subject->head, job->claimed);
    job->carries =
        tee == &job->tee && subject->head.size > 0 && !tensor && carried_wanted(inspector);
    if (subject->head.size == 0 || (inspector && inspector->packed) || tensor)
        return tee_watch(tee, NULL, false, err);
    TRY(worker_watcher(job->worker, job->level, &watcher, err));
    watcher_start(watcher, text);
    watcher_unescape(watcher);
    if (job->carries)
        watcher_look_for_containers(watcher, job->program_end);
    if (job->carries && !job->stream.read_at)
        tee->late = &job->level->spool;
    return tee_watch(tee, watcher, !inspector || text || reads_by_offset(inspector), err);
}

static const char *begins_as(const struct inspector *inspector, struct bytes head)
{
    return inspector ? inspector->format : kind_is_text(head) ? "text" : "unknown bytes";
}

enum assay_status examine_text(struct job *job, struct tee *tee, struct bytes head,
                               struct assay_error *err)
{
    struct examine_worker *worker = job->worker;
    struct level *level = job->level;
    const struct inspector *inspector;
    struct bytes path = bytes_of(job->path->name, job->path->size);
    struct subject subject = subject_of(job, tee, head);
    bool also;

    if (subject.head.size)
        memcpy(level->head, subject.head.data, subject.head.size);
    subject.head.data = level->head;
    if (is_whiteout(job, &subject)) {
        job->content->kind = ASSAY_KIND_OTHER;
        job->content->format = "";
        return tee_watch(tee, NULL, false, err);
    }
    inspector = choose(&subject, 0);
    if (inspector && reads_by_offset(inspector) && tee != &job->tee)
        inspector = NULL; /* decoded text has no offsets to read by */
    job->content->kind =
        inspector ? inspector->kind : kind_of_name(&worker->examiner->options, path, subject.head);
    job->content->format = inspector ? inspector->format : format_of_text(job, &subject);
    values_start(&level->values, level->evidence);
    if (inspector && (reads_by_offset(inspector) || inspector->again))
        job_keep(job);
    also = inspector != &inspect_pickle && inspector != &inspect_pickle_table && tee == &job->tee &&
           also_pickle_wanted(job, subject.head);
    if (also)
        job_keep(job);
    TRY(watch(job, tee, inspector, &subject, err));
    if (inspector)
        TRY(inspect(job, tee, inspector, &subject, err));
    else
        tell_unread(job, &subject);
    if (tee == &job->tee)
        TRY(also_tags(job, inspector, &subject, err));
    if (inspector && evidence_is_declined(job->level->evidence))
        inspector = NULL;
    return also ? also_pickle(job, begins_as(inspector, subject.head), err) : ASSAY_OK;
}

enum assay_status examine_plain(struct job *job, struct bytes head, struct assay_error *err)
{
    return examine_text(job, &job->tee, head, err);
}
