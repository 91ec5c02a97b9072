/*
 * source.h - where bytes come from: walks one kind of target and yields entries.
 *
 * One walker calls source_next(); entries of a concurrent source may be opened by any thread with a
 * session of its own, while those of a sequential source (an archive) must be read before the next
 * is asked for. A new kind of target is one file here and one line in sources.c.
 */

#pragma once

#include <assay/inventory.h>
#include <assay/target.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

#include "base/stream.h"
#include "inventory/build.h"

/* What .gitattributes say of a path, where what is examined are bytes as git keeps them. */
enum place_filter {
    FILTER_UNKNOWN,
    FILTER_NONE, /* git-lfs never sees it */
    FILTER_LFS,
};

/* A name, an origin and a way to its bytes, before anyone looked. Lives in the part's arena. */
struct entry_place {
    const struct assay_path *path;
    const struct assay_origin *origin; /* NULL outside git */
    enum place_filter filter;
};

/* What tells a file on disk from any other, and from itself after a change: stat(2). */
struct file_identity {
    uint64_t device, inode, size;
    struct timespec content, status; /* times of their last change */
    uint8_t blob[32];  /* the id that git gives to its bytes; no part of what tells files apart */
    uint8_t blob_size; /* 0: they were not hashed for it; 20 or 32 */
};

struct entry {
    const struct entry_place *places; /* where this content stands; more than one only in git */
    size_t place_count;               /* at least 1 */
    enum assay_item_type type;        /* only FILE has bytes to open */
    uint64_t size;                    /* bytes, or STREAM_SIZE_UNKNOWN */
    const char *link;                 /* of SYMLINK and HARDLINK */
    uint64_t handle;                  /* the source's own */
    uint64_t group;  /* neighbours of one group are cheapest read by one thread in order; 0: none */
    bool identified; /* `identity` is known; only after source_identify() */
    struct file_identity identity; /* of a file on disk, as it was looked at */
    bool secrets_only; /* no file: an item only where it holds a secret, and that alone is told */
};

struct source;
struct reader_host;
struct source_session;

/* What a run may still take out of containers; shared by its threads. */
struct source_budget {
    struct assay_limits limits; /* all set */
    _Atomic uint64_t entries, expanded;
    _Atomic uint64_t taken;                   /* bytes of the target's own containers */
    int64_t deadline;                         /* CLOCK_MONOTONIC nanoseconds, or 0 */
    unsigned threads;                         /* that the run may use; 0: one */
    const volatile sig_atomic_t *interrupted; /* set by a signal handler to stop, or NULL */
    const struct reader_host *reader_host;    /* that the run has, or NULL */
    struct source_budget *whole;              /* what a part is taken from, or NULL */
    _Atomic bool refused;                     /* something was asked for and not given */
    _Atomic unsigned stalls;                  /* archives from which libarchive did not come back */
};

/* Zero in `limits`, and NULL, mean the defaults of base/limits.h. Nothing interrupts at first. */
void source_budget_init(struct source_budget *budget, const struct assay_limits *limits);

/* A part of a budget: all that is taken from it is taken from the whole, and counted here too. */
void source_budget_part(struct source_budget *part, struct source_budget *whole);

/* Takes at once what an examination took before; false, and nothing taken, where it is not left. */
struct source_spending {
    uint64_t entries, expanded, taken; /* as in struct source_budget */
};
bool source_budget_again(struct source_budget *budget, const struct source_spending *spending);

/* Take from the budget, before what is asked for is used.
 * ASSAY_ELIMIT with the gap's id: bundle.count-limit, bundle.size-limit, time.limit,
 * run.interrupted */
ASSAY_RESULT source_budget_entry(struct source_budget *budget, struct assay_error *err);
ASSAY_RESULT source_budget_bytes(struct source_budget *budget, uint64_t bytes,
                                 struct assay_error *err);
/* Takes bytes that somebody will read later; returns how many of them are granted. What is read
 * past these is asked for then. Whoever asks in the order of the entries gets the same answers
 * whatever the order that they are read in. */
uint64_t source_budget_ahead(struct source_budget *budget, uint64_t bytes);
/* A container of the target itself was opened, of that many bytes: what may come out of all of them
 * together is held against it (bundle.ratio-limit, by source_budget_bytes()). */
void source_budget_taken(struct source_budget *budget, uint64_t bytes);
/* libarchive did not come back from an archive, and the seconds that it has for the next, fewer
 * each time; 0 after LIMIT_READER_STALLS of them, when no more are to be read. */
void source_budget_stalled(struct source_budget *budget);
unsigned source_budget_patience(struct source_budget *budget);
ASSAY_RESULT source_budget_time(const struct source_budget *budget, struct assay_error *err);

/*
 * Opens a target for walking; what the target is decides which file of this folder serves it. Fills
 * `facts` (its texts live in the part's arena).
 *
 * ASSAY_EMISSING  no such path, revision or object; says which
 * ASSAY_EUSAGE    a view of git was asked for outside a repository (id "git.not-a-repository")
 * ASSAY_EEMPTY    unborn branch, empty range (id "git.nothing-to-examine")
 * ASSAY_EIO, ASSAY_EFORMAT  the repository cannot be read; translated, with what to do
 */
ASSAY_RESULT source_open_target(const struct assay_target *target, struct source_budget *budget,
                                struct inventory_part *part, struct assay_target_facts *facts,
                                struct source **out, struct assay_error *err);

/* Kinds of container, told apart by their first bytes. */
enum container_format {
    CONTAINER_NONE,
    CONTAINER_TAR,
    CONTAINER_ZIP,  /* needs stream.read_at */
    CONTAINER_GZIP, /* of a tar, or of one file: the member's name is the container's less suffix */
    CONTAINER_ZSTD,
    CONTAINER_XZ,
    CONTAINER_BZIP2,
    CONTAINER_LZ4,
    CONTAINER_LZMA,
    CONTAINER_LZIP,
    CONTAINER_ZLIB, /* bare; also behind joblib's old header */
    CONTAINER_ZLIB_OLD,
    CONTAINER_COMPRESS,
    CONTAINER_GIT_OBJECT, /* a loose one */
    CONTAINER_GIT_PACK,   /* these two need stream.read_at */
    CONTAINER_GIT_BUNDLE,
    CONTAINER_7Z, /* from here on through libarchive; these need stream.read_at as well: */
    CONTAINER_RAR,
    CONTAINER_CAB,
    CONTAINER_LHA,
    CONTAINER_XAR,
    CONTAINER_ISO,
    CONTAINER_CPIO, /* these do not */
    CONTAINER_AR,
    CONTAINER_RPM,
    CONTAINER_PG_DUMP,
    CONTAINER_MAIL,
    CONTAINER_MBOX,
    CONTAINER_FORMATS
};

const char *container_format_name(enum container_format format); /* "tar", "zip", "gzip" */

/* True where members are found by offset: the stream must have read_at. */
bool container_by_offset(enum container_format format);

/* `head` is at least the first 512 bytes where there are as many. */
enum container_format container_recognise(struct bytes head);

/* Where the end of a zip is looked for behind such a container. One that holds its members as they
 * are may well hold a zip as the last of them, with no more than a sum or a mark behind it. */
enum container_behind {
    BEHIND_NOWHERE,
    BEHIND_LAST,    /* where nothing stands behind that end */
    BEHIND_ANYWHERE /* in all of the last bytes, as programs do */
};
enum container_behind container_behind(enum container_format format);

/*
 * A zip is read from its end, so one may stand behind anything: a program that unpacks itself, a
 * script, an image, a model. The first asks, at next to no cost, whether the last bytes of a file
 * of `size` bytes may be such an end; the second whether it leads to a directory.
 */
enum { CONTAINER_TAIL = 64 * 1024 + 22 }; /* as many bytes as any program looks at */
bool container_may_end(struct bytes tail, uint64_t size, enum container_behind where);
ASSAY_RESULT container_ends(struct stream *stream, enum container_behind where,
                            const struct source_budget *budget, bool *is_zip,
                            struct assay_error *err);

/* The name of a container format that is known and not read ("7z"), or NULL: what such a file holds
 * was not examined, which is a gap. */
const char *container_unread(struct bytes head);

/* What a file's name says it is ("zip", "whl"), or NULL: one that is none is damaged, or something
 * else under its name. */
const char *container_named(struct bytes name);

/* True of names of zips, whose end is looked for in all of them, whatever they begin with. */
bool container_named_zip(struct bytes name);

/*
 * The name field of a tar's first header is free, so a file may begin as a tar and as something
 * else. The first is true where such a header holds whatever stands in it; the second names what
 * else the file begins as, of the formats that no reader here knows ("PDF"), or is NULL.
 */
bool container_also_tar(struct bytes head);
const char *container_also_other(struct bytes head);

/* Where in `head` a tar begins behind other bytes: programs that skip to the next header (GNU tar)
 * or are told where to begin unpack it. 0 where none does. */
size_t container_tar_behind(struct bytes head);

/*
 * Opens a container that is itself an entry. Reads through `stream`, which stays the caller's and
 * must outlive the source; members are yielded below `path`. Limits are charged to `budget` as
 * bytes are read; a member over a limit is a gap and the next one follows.
 */
ASSAY_RESULT source_open_container(enum container_format format, struct stream *stream,
                                   const struct assay_path *path, struct source_budget *budget,
                                   struct source **out, struct assay_error *err);

/*
 * The next entry, its memory from `part`; *found is false at the end. What cannot be yielded (a
 * special file, a broken header, a missing object) becomes a gap in `part` and the walk goes on;
 * only what ends the walk fails.
 */
ASSAY_RESULT source_next(struct source *source, struct inventory_part *part, struct entry *entry,
                         bool *found, struct assay_error *err);

/* Gives an entry that is a file on disk its identity and its size, without opening it; any thread
 * may ask, with its session. What cannot be looked at is left to whoever opens it. */
void source_identify(const struct source *source, struct source_session *session,
                     struct entry *entry);
/* Tells the source the id that git gives to the bytes of a file that was not read, because all else
 * of it was known. */
void source_know_blob(struct source *source, const struct entry *entry, struct bytes id);
/* False where that does nothing. */
bool source_identifies(const struct source *source);

/* What is read is to be kept: from here on contents that are named by a digest of their bytes are
 * held to it. Before there are threads. */
void source_attest(struct source *source);

/* True of such a content that was read to its end and is what its name says. */
bool source_attested(const struct source *source, const struct stream *stream);

/* What names of this source's entries are relative to: entries of the same scope, name and identity
 * (or blob) are the same. False where an entry cannot be known again. */
struct buf;
bool source_scope(const struct source *source, struct buf *out);

/* True where entries must be read before the next is asked for. */
bool source_is_sequential(const struct source *source);

/* State of one thread that opens entries (a repository handle, say); NULL is a valid session. */
ASSAY_RESULT source_session_open(struct source *source, struct source_session **out,
                                 struct assay_error *err);
void source_session_close(struct source *source, struct source_session *session);

/*
 * Opens an entry's bytes; the stream is the caller's to stream_close().
 *
 * ASSAY_EIO, ASSAY_EMISSING, ASSAY_EFORMAT, ASSAY_ELIMIT  a gap of this entry: `id` is set, here
 *     and where the stream itself fails later (a file that changes, a member past its limits)
 */
ASSAY_RESULT source_read(struct source *source, struct source_session *session,
                         const struct entry *entry, struct stream *stream, struct assay_error *err);

/* Tells the source what an entry was found to be; after it was read to its end. From the thread
 * that read it. */
void source_examined(struct source *source, const struct entry *entry,
                     const struct assay_examination *content);

/* Adds to *out how the files of a work tree stand to its commit, after all entries were examined;
 * its texts live in the part. Left as it is where that is not known, and of other sources; a gap of
 * the part where the run's time ended before it was. */
ASSAY_RESULT source_tell(struct source *source, const struct source_budget *budget,
                         struct inventory_part *part, struct assay_checked_out *out,
                         struct assay_error *err);

/* SHA-256 of the tar in a compressed layer of an image, when all its members were walked. False for
 * any other source, and where the stream broke off. */
bool source_plain_sha256(struct source *source, uint8_t out[32]);

/* Names and comments in the headers of a compressed stream, as far as it was read, which are no
 * bytes of any member; *cut where there are more. Valid until the source is asked for something
 * else. */
struct bytes source_texts(const struct source *source, bool *cut);

/* Where the container's own bytes end; after its members were walked. 0 where it broke off, so that
 * no byte of it is sure to be its own; ASSAY_NO_OFFSET where nothing stands behind it, as far as
 * that is known. */
uint64_t source_end(const struct source *source);

/* What of a container belongs to no member; after its members were walked. The layer 0 is the
 * container as it stands, 1 what it unpacks to, where that is a container as well. *out, which is
 * zeroed, stays so where nothing does; else it is the caller's to outside_clear(), before the
 * source. */
enum { SOURCE_LAYERS = 2 };
struct outside;
ASSAY_RESULT source_outside(struct source *source, unsigned layer, struct outside *out,
                            struct assay_error *err);

/* Where content that pointers of this target stand for may be kept; NULL: nowhere (a bundle). */
struct stores;
const struct stores *source_stores(const struct source *source);

void source_close(struct source *source);
void source_closep(struct source **source);
