/*
 * walk.c - the members of one container, examined by all threads that have time.
 *
 * One thread at a time has the turn: it asks the source for the next member and passes the turn on
 * as soon as another may ask. Where members are opened in any order that is at once, with a few
 * small neighbours. Where they come in order the thread reads a batch of small ones into memory
 * first; somebody who waits for work then examines the batch while it reads on, and where nobody
 * does it passes the turn and examines the batch itself. So all threads are busy, and what is read
 * stays with one of them while that is the most of the work.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "examine/job.h"
#include "examine/python/torch_storages.h"
#include "examine/tables/shared_texts.h"

struct walk {
    struct task task; /* first: the help asked for; it is open while nobody has the turn */
    struct job *job;  /* the container's */
    struct source *source;
    struct contents *contents;
    uint64_t asked;           /* members that the source gave, which numbers them */
    bool over;                /* it gives no more */
    enum assay_status status; /* why, where that is no good reason */
    struct assay_error failure;

    /* where members come in order */
    struct handed {
        struct task task; /* first: it is open while `batch` waits */
        struct walk *walk;
        struct batch *batch; /* to be examined by who comes first, or NULL */
    } handed;
    struct batch *spare; /* batches to be filled */

    struct torch_storages *storages; /* of the first member that tells of some, or NULL */
    bool storages_told;              /* that member was met */

    /* those that point into one of them, and that one: examined when all others are */
    struct batch_member *late;
    size_t late_count, late_capacity;
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

/* Adds what members were found to be. */
static void count(struct walk *walk, const struct batch_member *members, size_t count)
{
    struct crew *crew = walk->job->worker->examiner->crew;

    crew_lock(crew);
    for (size_t i = 0; i < count; i++) {
        const struct batch_member *member = &members[i];
        const struct assay_path *path = member->entry.places->path;

        if (member->content)
            contents_member(walk->contents, member->number, bytes_of(path->name, path->size),
                            member->content);
        else
            contents_lost(walk->contents, bytes_of(path->name, path->size));
    }
    crew_unlock(crew);
}

/* Examines a member that the source gave; what fails ends the walk. */
static void examine_member(struct walk *walk, struct examine_worker *worker,
                           struct source_session *session, struct batch_member *member,
                           struct turn *turn)
{
    struct assay_error failure;
    enum assay_status status = examine_at(worker, walk->job->depth + 1, walk->source, session,
                                          &member->entry, turn, &member->content, &failure);

    if (status != ASSAY_OK)
        end(walk, status, &failure);
    turn_pass(turn);
}

static struct bytes path_of(const struct batch_member *member)
{
    const struct assay_path *path = member->entry.places->path;

    return bytes_of(path->name, path->size);
}

/* Puts a member aside until the others are examined; false where it is no such member, or where
 * there are too many. */
static bool keep_for_later(struct walk *walk, const struct batch_member *member)
{
    if (source_is_sequential(walk->source) || member->entry.type != ASSAY_ITEM_FILE ||
        !shared_texts_concern(path_of(member)) || walk->late_count == LIMIT_SHARING_MEMBERS)
        return false;
    if (!HAS_ROOM(walk->late, walk->late_count, walk->late_capacity))
        return false;
    walk->late[walk->late_count++] = *member;
    return true;
}

/* What a zip of torch says of its members: the one that says so comes first. */
static void note_tensor(struct walk *walk, struct source_session *session,
                        struct batch_member *member)
{
    CLEANUP(stream_close) struct stream stream = {0};
    struct bytes path = path_of(member);
    struct assay_error ignored;

    member->tensor = false;
    if (source_is_sequential(walk->source) || member->entry.type != ASSAY_ITEM_FILE)
        return;
    if (walk->storages) {
        member->tensor = torch_storages_hold(walk->storages, path, member->entry.size);
    } else if (!walk->storages_told && torch_storages_are_told_in(path)) {
        walk->storages_told = true;
        if (source_read(walk->source, session, &member->entry, &stream, &ignored) == ASSAY_OK)
            walk->storages = torch_storages_read(path, &stream, member->entry.size);
    }
}

/* Asks for the next member, with the turn; false where there is none, and the walk over. */
static bool ask(struct walk *walk, struct examine_worker *worker, struct source_session *session,
                struct batch_member *member)
{
    do {
        struct assay_error failure;
        bool found = false;
        enum assay_status status =
            source_next(walk->source, worker->part, &member->entry, &found, &failure);

        if (status != ASSAY_OK || !found) {
            end(walk, status, &failure);
            return false;
        }
        member->number = walk->asked++;
        if (walk->contents->samples && member->entry.type == ASSAY_ITEM_FILE) {
            const struct assay_path *path = member->entry.places->path;

            samples_member(walk->contents->samples, bytes_of(path->name, path->size));
        }
    } while (keep_for_later(walk, member));
    note_tensor(walk, session, member);
    return true;
}

/* ---- members one by one, in containers deep inside others ---- */

/* Examines one member, in the turn that the thread has, and passes it on. */
static void examine_one(struct walk *walk, struct examine_worker *worker,
                        struct source_session *session)
{
    struct turn turn = {.walk = walk, .budget = walk->job->turn->budget};
    struct batch_member member = {0};

    if (!ask(walk, worker, session, &member))
        return;
    examine_member(walk, worker, session, &member, &turn);
    count(walk, &member, 1);
}

/* ---- batches ---- */

static struct batch *take_spare(struct walk *walk)
{
    struct crew *crew = walk->job->worker->examiner->crew;
    struct batch *batch;

    crew_lock(crew);
    batch = walk->spare;
    if (batch)
        walk->spare = batch->next;
    crew_unlock(crew);
    return batch ? batch : batch_new();
}

static void give_back(struct walk *walk, struct batch *batch)
{
    struct crew *crew = walk->job->worker->examiner->crew;

    batch_reset(batch);
    crew_lock(crew);
    batch->next = walk->spare;
    walk->spare = batch;
    crew_unlock(crew);
}

/* A batch to fill; NULL ends the walk. */
static struct batch *need_batch(struct walk *walk)
{
    struct batch *batch = take_spare(walk);
    struct assay_error failure;

    if (!batch)
        end(walk, out_of_memory(&failure), &failure);
    return batch;
}

/* ---- members that are opened in any order ---- */

/* How many of them a thread takes at once: small neighbours, which one read brings. */
enum { RUN_MEMBERS = 16, RUN_BYTES = 128 * 1024 };

/* Asks for the members of a run, in the turn that the thread has. */
static void ask_run(struct walk *walk, struct examine_worker *worker,
                    struct source_session *session, struct batch *batch)
{
    uint64_t bytes = 0;

    while (batch->count < RUN_MEMBERS && bytes < RUN_BYTES &&
           ask(walk, worker, session, batch_room(batch))) {
        uint64_t size = batch->members[batch->count].entry.size;

        batch_keep(batch);
        bytes += size < RUN_BYTES ? size : RUN_BYTES; /* it may be unknown */
    }
}

static void examine_run(struct walk *walk, struct examine_worker *worker,
                        struct source_session *session)
{
    struct turn turn = {.walk = walk, .budget = walk->job->turn->budget};
    struct batch *batch = need_batch(walk);
    size_t read = 0;

    if (!batch)
        return;
    ask_run(walk, worker, session, batch);
    turn_pass(&turn);
    while (read < batch->count &&
           batch_read(batch, &batch->members[read++], BATCH_SMALL, walk->source, session))
        continue;
    batch_digest(batch, read, NULL);
    for (size_t i = 0; i < batch->count; i++) {
        turn.held = i < read ? &batch->members[i].held : NULL;
        turn.tensor = batch->members[i].tensor;
        examine_member(walk, worker, session, &batch->members[i], &turn);
    }
    count(walk, batch->members, batch->count);
    give_back(walk, batch);
}

/* ---- members that come in order ---- */

static void fill(struct walk *walk, struct examine_worker *worker, struct source_session *session,
                 struct batch *batch)
{
    size_t most = walk->job->worker->examiner->crew->size > 1 ? BATCH_BYTES : BATCH_ALONE;
    struct batch_member *member;

    while (batch->used < most && (member = batch_room(batch)) && ask(walk, worker, session, member))
        if (!batch_add(batch, walk->source, session))
            return;
}

static void examine_held(struct walk *walk, struct examine_worker *worker, struct batch *batch,
                         size_t members)
{
    batch_digest(batch, members, &walk->job->tee);
    for (size_t i = 0; i < members; i++) {
        struct batch_member *member = &batch->members[i];
        struct turn turn = {.budget = walk->job->turn->budget, .held = &member->held};

        examine_member(walk, worker, NULL, member, &turn);
    }
    count(walk, batch->members, batch->count);
    give_back(walk, batch);
}

/* Hands the batch to somebody who has time, and keeps the turn; else passes the turn. */
static bool hand_over(struct walk *walk, struct batch *batch)
{
    struct crew *crew = walk->job->worker->examiner->crew;
    bool handed;

    crew_lock(crew);
    handed = !walk->over && !walk->handed.batch && crew->spare > 0 && !crew->called;
    if (handed) {
        walk->handed.batch = batch;
        crew_open(crew, &walk->handed.task);
    } else if (!walk->over) {
        crew_open(crew, &walk->task);
    }
    crew_unlock(crew);
    return handed;
}

/* Examines a batch of members, in the turn that the thread has; true where it kept the turn. */
static bool examine_batch(struct walk *walk, struct examine_worker *worker,
                          struct source_session *session)
{
    struct batch *batch = need_batch(walk);
    struct batch_member *last;

    if (!batch)
        return false;
    fill(walk, worker, session, batch);
    last = batch_open_member(batch);
    if (last) { /* before the others, which do not keep anybody from reading on */
        struct turn turn = {.walk = walk, .budget = walk->job->turn->budget, .held = &last->held};

        examine_member(walk, worker, session, last, &turn);
    } else if (hand_over(walk, batch)) {
        return true;
    }
    examine_held(walk, worker, batch, batch->count - (last ? 1 : 0));
    return false;
}

static void help_batch(struct task *task, void *helper)
{
    struct handed *handed = (struct handed *)task;
    struct walk *walk = handed->walk;
    struct crew *crew = walk->job->worker->examiner->crew;
    struct batch *batch;

    crew_lock(crew);
    batch = TAKE(handed->batch);
    crew_unlock(crew);
    examine_held(walk, helper, batch, batch->count);
}

/* ---- turns ---- */

static bool reads_ahead(const struct walk *walk)
{
    return source_is_sequential(walk->source) && walk->job->depth < BATCH_DEPTH;
}

static bool is_done(const struct walk *walk)
{
    return walk->over && walk->task.inside == 0 && !walk->handed.batch &&
           walk->handed.task.inside == 0;
}

/* Takes the turn again where nobody has it. A helper leaves rather than wait, or keep the owner of
 * another task waiting; the walk's owner helps meanwhile, and stays until all is done. */
static bool next_turn(struct walk *walk, struct examine_worker *worker, bool owner)
{
    struct crew *crew = walk->job->worker->examiner->crew;
    bool has;

    crew_lock(crew);
    while (owner && !walk->task.open && !is_done(walk))
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
    struct assay_error failure;
    enum assay_status status = source_session_open(walk->source, &session, &failure);
    bool has_turn = status == ASSAY_OK;

    if (!has_turn) {
        end(walk, status, &failure);
        has_turn = owner && next_turn(walk, worker, owner);
    }
    while (has_turn) {
        bool kept = false;

        if (reads_ahead(walk))
            kept = examine_batch(walk, worker, session);
        else if (source_is_sequential(walk->source))
            examine_one(walk, worker, session);
        else
            examine_run(walk, worker, session);
        has_turn = kept || next_turn(walk, worker, owner);
    }
    source_session_close(walk->source, session);
}

static void help(struct task *task, void *helper)
{
    take_part((struct walk *)task, helper, false);
}

/* ---- members that point into another one ---- */

/* The texts that they share, where just one of them holds such. */
static struct shared_texts *read_shared(struct walk *walk, struct source_session *session)
{
    CLEANUP(stream_close) struct stream stream = {0};
    const struct batch_member *holder = NULL;
    struct assay_error ignored;
    size_t holders = 0;

    for (size_t i = 0; i < walk->late_count; i++) {
        if (!shared_texts_are_in(path_of(&walk->late[i])))
            continue;
        holder = &walk->late[i];
        holders++;
    }
    if (holders != 1 || holders == walk->late_count ||
        source_read(walk->source, session, &holder->entry, &stream, &ignored) != ASSAY_OK)
        return NULL;
    return shared_texts_read(&stream);
}

/* Examines what was put aside, by the walk's owner, in the order that it came in: first what
 * points, then what is pointed to. */
static void examine_late(struct walk *walk, struct examine_worker *worker)
{
    struct source_session *session = NULL;
    struct shared_texts *shared;
    struct assay_error failure;
    enum assay_status status;

    if (walk->late_count == 0 || walk->status != ASSAY_OK)
        return;
    status = source_session_open(walk->source, &session, &failure);
    if (status != ASSAY_OK) {
        end(walk, status, &failure);
        return;
    }
    shared = read_shared(walk, session);
    for (int holders = 0; holders < 2; holders++) {
        for (size_t i = 0; i < walk->late_count && walk->status == ASSAY_OK; i++) {
            struct turn turn = {.budget = walk->job->turn->budget, .shared = shared};

            if (shared_texts_are_in(path_of(&walk->late[i])) != (holders == 1))
                continue;
            examine_member(walk, worker, session, &walk->late[i], &turn);
            count(walk, &walk->late[i], 1);
        }
    }
    shared_texts_free(shared);
    source_session_close(walk->source, session);
}

static void free_batches(struct walk *walk)
{
    free(walk->late);
    torch_storages_free(walk->storages);
    while (walk->spare) {
        struct batch *batch = walk->spare;

        walk->spare = batch->next;
        free(batch);
    }
}

enum assay_status walk_members(struct job *job, struct source *source, struct contents *contents,
                               struct assay_error *err)
{
    struct crew *crew = job->worker->examiner->crew;
    struct walk walk = {
        .task = {.help = help, .depth = job->depth},
        .job = job,
        .source = source,
        .contents = contents,
        .handed = {.task = {.help = help_batch, .depth = job->depth, .rank = TASK_FIRST}},
    };

    walk.handed.walk = &walk;
    crew_offer(crew, &walk.handed.task);
    crew_offer(crew, &walk.task); /* not open: the first turn is the owner's */
    take_part(&walk, job->worker, true);
    crew_withdraw(crew, &walk.task);
    crew_withdraw(crew, &walk.handed.task);
    examine_late(&walk, job->worker);
    free_batches(&walk);
    if (walk.status != ASSAY_OK)
        *err = walk.failure;
    return walk.status;
}
