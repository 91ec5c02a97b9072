/*
 * also_pickle.c - content that begins as a format of its own, and that an unpickler would run
 * all the same: the magic of another format is swallowed as an argument or a line, and what was
 * called is done when the rest makes no sense. It is examined as both.
 *
 * An unpickler begins at the first byte. So the first bytes tell whether there is anything to look
 * for, but where an argument is longer than they are, what it runs stands behind it.
 */

#include "base/kit.h"
#include "examine/evidence_part.h"
#include "examine/job.h"
#include "examine/python/pickle_machine.h"
#include "examine/python/pickle_sniff.h"
#include "inventory/gaps.h"

enum { OPS_CONVINCING = 16 };

/* A name is called among its opcodes, or there are many and they go on. */
static bool is_pickle(const struct pickle_look *look)
{
    return look->called ||
           (look->sound && look->telling && (look->ended || look->ops >= OPS_CONVINCING));
}

/*
 * The argument of an opcode goes on behind the first bytes, and a text of any kind may stand in it:
 * what an unpickler does is known further on. One that is longer than the content ends it.
 */
static bool goes_on(const struct job *job, struct bytes head, const struct pickle_look *look)
{
    uint64_t size = job->tee.ended ? tee_size(&job->tee) : job->claimed;

    if (!look->sound || !look->cut)
        return false;
    return size == STREAM_SIZE_UNKNOWN || (head.size < size && look->missing < size - head.size);
}

bool also_pickle_wanted(const struct job *job, struct bytes head)
{
    struct pickle_look look = pickle_look(head);

    return is_pickle(&look) || goes_on(job, head, &look);
}

/*
 * np.savez() stores an array of objects as it is: the magic of the zip and the array's header are a
 * line that names something persistent, and the array's own pickle stands behind it, up to the next
 * header of the zip. Where that pickle does nothing, no reader gains by taking the zip for one; its
 * member is examined.
 */
static enum assay_status is_harmless_in_zip(const struct job *job, struct cursor *cursor,
                                            struct bytes head, bool *harmless)
{
    CLEANUP(evidence_freep) struct evidence *aside = NULL;
    CLEANUP(pickle_report_clear) struct pickle_report report = {0};
    enum assay_status status;
    struct bytes next;

    *harmless = false;
    if (!bytes_starts(head, BYTES("PK\3\4")))
        return ASSAY_OK;
    aside = evidence_new();
    if (!aside)
        return out_of_memory(cursor->err);
    evidence_start(aside, job->level->evidence->arena);
    TRY(cursor_seek(cursor, 0));
    pickle_report_init(&report, aside, cursor);
    status = pickle_first(cursor, &report);
    pickle_report_facts(&report);
    if (status == ASSAY_OK)
        TRY(cursor_peek(cursor, 2, &next));
    *harmless = status == ASSAY_OK && report.flaw_at == ASSAY_NO_OFFSET &&
                aside->tally_count == 0 && bytes_equal(bytes_front(next, 2), BYTES("PK"));
    return status == ASSAY_EFORMAT || status == ASSAY_ELIMIT ? ASSAY_OK : status;
}

/* Reads all of `cursor`, or nothing where it is no pickle after all. */
static ASSAY_RESULT read_pickle(struct job *job, const char *format, struct cursor *cursor)
{
    CLEANUP(pickle_report_clear) struct pickle_report report = {0};
    struct evidence *evidence = job->level->evidence;
    struct pickle_look look, far;
    enum assay_status status;
    struct bytes head;
    bool harmless;

    TRY(cursor_peek(cursor, HEAD_SIZE, &head));
    look = pickle_look(head);
    status = pickle_look_far(cursor, &far);
    if (status != ASSAY_OK && status != ASSAY_EFORMAT)
        return status;
    if (!is_pickle(&look) && !is_pickle(&far))
        return ASSAY_OK;
    TRY(is_harmless_in_zip(job, cursor, head, &harmless));
    if (harmless)
        return ASSAY_OK;
    TRY(cursor_seek(cursor, 0));
    pickle_report_init(&report, evidence, cursor);
    status = pickle_file(cursor, &report, 0);
    pickle_report_facts(&report);
    evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
    evidence_gap(evidence, GAP_BUNDLE_AMBIGUOUS_FORMAT, 0,
                 "it begins as %s and as a pickle: it was examined as both", format);
    return status;
}

/* All of the content once more. */
static ASSAY_RESULT read_again(struct job *job, const char *format, struct assay_error *failure)
{
    CLEANUP(reread_clear) struct reread reread = {0};
    struct cursor cursor;

    TRY(job_reread(job, &reread, &cursor, failure));
    return read_pickle(job, format, &cursor);
}

enum assay_status also_pickle(struct job *job, const char *format, struct assay_error *err)
{
    struct assay_error failure = {0};
    enum assay_status status;

    TRY(tee_drain(&job->tee, err));
    if (job->tee.broken != ASSAY_OK && !is_of_item(job->tee.broken))
        return ASSAY_OK; /* told by whoever asked for the item */
    status = read_again(job, format, &failure);
    if (status == ASSAY_EIO)
        job_gap_of(job, &failure, GAP_FILE_TOO_LARGE);
    if (status == ASSAY_OK || is_of_item(status))
        return ASSAY_OK; /* what makes no sense behind a call is told with it */
    *err = failure;
    return status;
}
