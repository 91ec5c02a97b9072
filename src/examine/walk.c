/*
 * walk.c - the members of one container, examined by all threads that have time.
 *
 * One thread at a time has the turn: it asks the source for the next member and passes the turn on
 * as soon as another may ask - at once where members are opened in any order, and when the member
 * was read where they come in order: a small one is in memory before anybody looks at it.
 */

#include "base/kit.h"
#include "examine/job.h"

struct walk {
    struct task task; /* first: the help asked for; it is open while nobody has the turn */
    struct job *job;  /* the container's */
    struct source *source;
    struct contents *contents;
    uint64_t asked;           /* members that the source gave, which numbers them */
    bool over;                /* it gives no more */
    enum assay_status status; /* why, where that is no good reason */
    struct assay_error failure;
};

void turn_pass(struct turn *turn)
{
    struct walk *walk = TAKE(turn->walk);
    struct crew *crew;

    if (!walk)
        return;
    crew = walk->job->worker->examiner->crew;
    crew_lock(crew);
    if (!walk->over)
        crew_open(crew, &walk->task);
    crew_unlock(crew);
}

/* Ends the walk for all; with the turn, or after it was passed where a member failed. */
static void end(struct walk *walk, enum assay_status status, const struct assay_error *failure)
{
    struct crew *crew = walk->job->worker->examiner->crew;

    crew_lock(crew);
    walk->over = true;
    walk->task.open = false;
    if (walk->status == ASSAY_OK && status != ASSAY_OK) {
        walk->status = status;
        walk->failure = *failure;
    }
    crew_tell(crew);
    crew_unlock(crew);
}

static void count(struct walk *walk, uint64_t number, const struct entry *member,
                  const struct assay_examination *content)
{
    const struct assay_path *path = member->places->path;
    struct crew *crew = walk->job->worker->examiner->crew;

    crew_lock(crew);
    contents_member(walk->contents, number, bytes_of(path->name, path->size), content);
    crew_unlock(crew);
}

/* Examines one member, in the turn that the thread has; what fails ends the walk. */
static void examine_member(struct walk *walk, struct examine_worker *worker,
                           struct source_session *session)
{
    struct turn turn = {.walk = walk, .budget = walk->job->turn->budget};
    const struct assay_examination *content = NULL;
    struct assay_error failure = {0};
    struct entry member = {0};
    bool found = false;
    uint64_t number;
    enum assay_status status = source_next(walk->source, worker->part, &member, &found, &failure);

    if (status != ASSAY_OK || !found) {
        end(walk, status, &failure);
        return;
    }
    number = walk->asked++;
    if (!source_is_sequential(walk->source))
        turn_pass(&turn);
    status = examine_at(worker, walk->job->depth + 1, walk->source, session, &member, &turn,
                        &content, &failure);
    if (status != ASSAY_OK)
        end(walk, status, &failure);
    else if (content)
        count(walk, number, &member, content);
    turn_pass(&turn);
}

/* Takes the turn again where nobody has it. A helper leaves rather than wait, or keep the owner of
 * another task waiting; the walk's owner helps meanwhile, and stays until all is done. */
static bool next_turn(struct walk *walk, struct examine_worker *worker, bool owner)
{
    struct crew *crew = walk->job->worker->examiner->crew;
    bool has;

    crew_lock(crew);
    while (owner && !walk->task.open && !(walk->over && walk->task.inside == 0))
        crew_help_or_wait(crew, walk->job->depth, worker);
    has = walk->task.open && (owner || !crew->called);
    if (has)
        walk->task.open = false;
    crew_unlock(crew);
    return has;
}

static void take_part(struct walk *walk, struct examine_worker *worker, bool owner)
{
    struct source_session *session = NULL;
    struct assay_error failure = {0};
    enum assay_status status = source_session_open(walk->source, &session, &failure);

    if (status != ASSAY_OK) {
        end(walk, status, &failure);
        if (!owner)
            return;
    } else {
        examine_member(walk, worker, session);
    }
    while (next_turn(walk, worker, owner))
        examine_member(walk, worker, session);
    source_session_close(walk->source, session);
}

static void help(struct task *task, void *helper)
{
    take_part((struct walk *)task, helper, false);
}

enum assay_status walk_members(struct job *job, struct source *source, struct contents *contents,
                               struct assay_error *err)
{
    struct crew *crew = job->worker->examiner->crew;
    struct walk walk = {.task = {.help = help, .depth = job->depth},
                        .job = job,
                        .source = source,
                        .contents = contents};

    crew_offer(crew, &walk.task); /* not open: the first turn is the owner's */
    take_part(&walk, job->worker, true);
    crew_withdraw(crew, &walk.task);
    if (walk.status != ASSAY_OK)
        *err = walk.failure;
    return walk.status;
}
