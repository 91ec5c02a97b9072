/*
 * job.h - what the files of the pipeline share: one worker's levels, and the entry it works on.
 *
 *     examine.c  one entry: opened, read through the tee, its item and gaps written
 *     plain.c    the surest inspector reads along, detectors look
 *     members.c  a container is walked into, each member a job one level below
 *     walk.c     the members of one container, shared by all threads that have time
 *     batch.c    small members and files, many read and digested together
 *     entries.c  entries of the target itself, the small ones in batches
 *     ambiguous.c  what begins as a tar and as something else is examined as both
 *     by_offset.c  the same for formats that lead from place to place, or whose texts are packed
 *     wide.c     text in UTF-16 or UTF-32, decoded and examined as the text it is
 *     again.c    content that is read a second time
 *     also_pickle.c  what begins as a format and as a pickle is examined as both
 *     also_tags.c  texts with tags that make objects, whatever else they are
 *     aside.c    texts that stand in no file: of links and headers
 *     behind.c   a zip behind other bytes is found by its end
 *     names.c    tokens that files and folders are called by
 *     pointer.c  what a pointer claims to stand for is put aside, to be looked for
 */

#pragma once

#include <stdatomic.h>

#include "base/seeker.h"
#include "examine/batch.h"
#include "examine/containers.h"
#include "examine/examine.h"
#include "examine/tee.h"
#include "examine/text/wide_text.h"
#include "examine/values.h"
#include "examine/withhold.h"

enum {
    HEAD_SIZE = 4096, /* what a subject's head holds at most */
    LEVELS_MAX =
        ASSAY_DEPTH_MAX /* containers in containers, whatever the flag says: each is a C frame */
};

struct examiner {
    struct examiner_options options;
    char **globs; /* data sets first, then models; ended by NULL */
    struct source_budget *budget;
    struct detectors *detectors;
    struct crew *crew; /* the run's, or `alone` */
    struct crew alone;
    bool has_alone;
};

/* What one nesting level needs; the levels below are made when a container is met. */
struct level {
    struct mirror ring;          /* always there */
    struct mirror ring_together; /* made when first a stream of some size may get help */
    uint8_t head[HEAD_SIZE];     /* stays, while the window moves on */
    struct digest *digest;
    struct digest *sha512; /* made when first a blob is named by one */
    struct evidence *evidence;
    struct watcher *watcher; /* made when first something is looked for */
    struct values values;
    struct withhold withhold;
    struct spool spool;
};

struct examine_worker {
    struct examiner *examiner;
    struct inventory_part *part;
    struct level *levels[LEVELS_MAX + 1];
    struct batch *batch; /* of entries of the target; made when the first are examined */
    _Atomic uint64_t bytes;
    struct stored_pointer *pointers;
    size_t pointer_count, pointer_capacity;
};

/* The worker's level of that depth, made when it is first used. */
ASSAY_RESULT worker_level(struct examine_worker *worker, unsigned depth, struct level **out,
                          struct assay_error *err);

/* The level's watcher, made when it is first used. */
ASSAY_RESULT worker_watcher(struct examine_worker *worker, struct level *level,
                            struct watcher **out, struct assay_error *err);

/* The level's larger ring, made when it is first used; false when there is no memory for it. */
bool level_ring_together(struct level *level);

/*
 * The right to ask a walk's source for its next member, and to read a member of a source that is
 * sequential; one thread has it.
 */
struct turn {
    struct walk *walk; /* NULL: in no walk, or passed on already */
    /* What the containers in an outermost entry are charged to, whoever examines them. */
    struct source_budget *budget;
    struct cache_draft *draft;   /* of an outermost entry whose result may be kept, else NULL */
    struct held *held;           /* the entry's bytes as they were read in the turn, else NULL */
    struct shared_texts *shared; /* that the entry may point into, or NULL */
    bool tensor;                 /* the entry is one, by what its container says of it */
};

/* Lets the next thread have the turn. A second call does nothing. */
void turn_pass(struct turn *turn);

/* What one call of examine_at() works on. */
struct job {
    struct examine_worker *worker;
    struct level *level;
    unsigned depth;   /* containers around this entry that were opened */
    uint64_t claimed; /* size that the stream had when it was opened */
    struct source *source;
    const struct entry *entry;
    struct turn *turn; /* that the entry was met in */
    struct inventory_part *part;
    const struct assay_path *path; /* of the first place */
    struct stream stream;
    struct tee tee;
    bool carries;             /* containers behind other bytes are looked for in it */
    uint64_t program_end;     /* those in front of it are a program's own data */
    bool inside_carried;      /* such a one is being walked */
    uint64_t end;             /* of the container that was walked last, as source_end() */
    struct contents contents; /* of all containers that the entry is */
    struct assay_examination *content;
};

/* True for the statuses that break an item and not the run. */
bool is_of_item(enum assay_status status);

/* A gap at each place of the job's entry. */
void job_gap(const struct job *job, const char *id, uint64_t offset, const char *why);
/* A gap from a failure: under the id that it carries, else under `otherwise`. */
void job_gap_of(const struct job *job, const struct assay_error *failure, const char *otherwise);

/* Examines the entry at `depth`; *content is NULL where there is nothing to say of it but gaps.
 * Passes `turn` on as soon as another may have it. */
ASSAY_RESULT examine_at(struct examine_worker *worker, unsigned depth, struct source *source,
                        struct source_session *session, const struct entry *entry,
                        struct turn *turn, const struct assay_examination **content,
                        struct assay_error *err);

/* Reads content that is no container: `head` is what tee_head() gave. */
ASSAY_RESULT examine_plain(struct job *job, struct bytes head, struct assay_error *err);

/* The same of what another tee reads: the job's text, decoded. */
ASSAY_RESULT examine_text(struct job *job, struct tee *tee, struct bytes head,
                          struct assay_error *err);

/* Reads text in UTF-16 or UTF-32: digested as it is, examined in UTF-8. */
ASSAY_RESULT examine_wide(struct job *job, enum wide_text wide, struct assay_error *err);

/* Examines a container and all that is in it. */
ASSAY_RESULT examine_container(struct job *job, enum container_format format,
                               struct assay_error *err);

/* The part of it that is about what is inside: the members are read through `stream`, while the
 * tee is drained, or has been. */
ASSAY_RESULT examine_inside(struct job *job, enum container_format format, struct stream *stream,
                            struct assay_error *err);

/* True where `head`, or the file's name, speaks for a format that is no text. */
bool plain_is_binary(const struct job *job, struct bytes head);

/* What `head` begins as in the eyes of a reader of content that is no container ("pickle"), by more
 * than the name of the file; NULL: as nothing. */
const char *plain_reading(const struct job *job, struct bytes head);

/* Looks for what detectors find where the job's link leads, and in the headers of a compressed
 * stream that was walked; after evidence_start(). */
ASSAY_RESULT aside_link(struct job *job, struct assay_error *err);
ASSAY_RESULT aside_headers(struct job *job, const struct source *source, struct assay_error *err);
/* The same in what belongs to no member of a container that was walked. */
ASSAY_RESULT aside_outside(struct job *job, struct source *source, struct assay_error *err);

/* Keeps the bytes for a second reading; before the tee is watched. */
void job_keep(struct job *job);
/* True where job_reopen() has them all. */
bool job_is_kept(const struct job *job);
/* Where the bytes are to be had when all were read, after job_keep() and tee_drain(); the caller's
 * to stream_close(). ASSAY_EIO */
ASSAY_RESULT job_reopen(struct job *job, struct stream *stream, struct assay_error *err);

/* All of the content once more, by offset; zeroed before, and cleared when the cursor is done. */
struct reread {
    struct stream stream;
    struct seeker seeker;
};

/* As job_reopen(), with a cursor at the front. */
ASSAY_RESULT job_reread(struct job *job, struct reread *reread, struct cursor *cursor,
                        struct assay_error *err);
void reread_clear(struct reread *reread);

/* Reads content through an inspector that seeks; after tee_watch(). *status is what it said, with
 * its reason in `failure`; what is returned ends the run. */
ASSAY_RESULT inspect_by_offset(struct job *job, const struct inspector *inspector,
                               struct subject *subject, enum assay_status *status,
                               struct assay_error *failure, struct assay_error *err);

/* Has detectors look at all of a stream that is read by offset and stands at `origin` in the item.
 */
ASSAY_RESULT search_as_it_is(struct job *job, struct stream *stream, uint64_t origin,
                             struct assay_error *err);

/* Examines as a tar what was examined as something else, and tells so. */
ASSAY_RESULT ambiguous_examine_tar(struct job *job, const char *other, struct assay_error *err);
/* A tar that begins at `at` in content of another kind; job_keep() as above. */
ASSAY_RESULT ambiguous_examine_tar_behind(struct job *job, size_t at, struct assay_error *err);

/* Whether an unpickler may make something of content that begins with `head`, and is read as
 * something else: then job_keep() as above, and also_pickle() when it was examined as a `format`.
 */
bool also_pickle_wanted(const struct job *job, struct bytes head);
ASSAY_RESULT also_pickle(struct job *job, const char *format, struct assay_error *err);

/* Reads a text once more that may have tags which make objects; `chosen` is who read it first, or
 * NULL, and may have declined. */
ASSAY_RESULT also_tags(struct job *job, const struct inspector *chosen,
                       const struct subject *subject, struct assay_error *err);

/* Opens a zip that stands behind other bytes, and tells whether there is one; `head` is what
 * tee_head() gave, and the content was examined as what it begins with, a `format` or
 * CONTAINER_NONE. */
ASSAY_RESULT examine_zip_behind(struct job *job, enum container_format format, struct bytes head,
                                bool *is_zip, struct assay_error *err);

/*
 * Other containers behind other bytes. Whether content is searched for them that this inspector
 * reads (NULL: none): what has them in itself by its format, a table with pages say, is not. What
 * may carry one is kept, where it would be gone. Then where they may begin, and examined.
 */
struct embedded_places;
bool carried_wanted(const struct inspector *inspector);
void carried_keep(struct job *job, struct bytes head);
ASSAY_RESULT carried_find(struct job *job, struct embedded_places *places, struct assay_error *err);
ASSAY_RESULT carried_examine(struct job *job, struct embedded_places *places,
                             struct assay_error *err);
/* Those in [from, to) lie in a container that is opened already. */
void carried_drop(struct embedded_places *places, uint64_t from, uint64_t to);
/* The same of places in a stream that is read by offset. */
ASSAY_RESULT carried_open(struct job *job, const struct embedded_places *places, struct stream *all,
                          struct assay_error *err);

/* Examines all members of `source`, the container of `job`; with all threads that have time. */
ASSAY_RESULT walk_members(struct job *job, struct source *source, struct contents *contents,
                          struct assay_error *err);

/* Puts aside what the item claims to stand for, once for each of its places; after
 * evidence_end(). */
ASSAY_RESULT pointer_collect(struct job *job, struct assay_error *err);

/* Holds what the item is against what git's attributes say of its places. */
void pointer_judge_places(const struct job *job);

/* Searches where a link leads; a symbolic one of git-annex becomes a pointer. */
ASSAY_RESULT pointer_of_link(struct job *job, struct assay_error *err);
