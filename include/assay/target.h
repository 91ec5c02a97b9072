/* target.h - what the user names to be examined, and which view of it. */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct assay_git_environment;
struct assay_name_list;

enum assay_view {
    ASSAY_VIEW_DEFAULT,  /* work tree; of a bare repository its history */
    ASSAY_VIEW_WORKTREE, /* files on disk: tracked ones, and others that git does not ignore */
    ASSAY_VIEW_LISTED,   /* of the files on disk those that `names` holds */
    ASSAY_VIEW_STAGED,   /* the index where it differs from HEAD, or from all parents of a merge */
    ASSAY_VIEW_HEAD,
    ASSAY_VIEW_COMMIT,      /* the tree of `revision` */
    ASSAY_VIEW_RANGE,       /* what the commits of `revision` ("A..B") introduced */
    ASSAY_VIEW_HISTORY,     /* every blob that a ref reaches, once, with its places */
    ASSAY_VIEW_UNREACHABLE, /* and what only logs of refs reach, or nothing */
    ASSAY_VIEW_PUSH,        /* what the commits of `updates` bring that is not here yet */
    ASSAY_VIEW_REPLACED,    /* of RANGE: old versions of what may be a record or a card, and is not
                               in the tree that it ends in */
    ASSAY_VIEW_BESIDE, /* what LISTED (with `names`), PUSH (with `updates`) or else STAGED holds,
                          and what may be a record or a card beside it, changed or not */
    ASSAY_VIEWS
};

/* The view's name in JSON and flags, "worktree"; never NULL for values of the enum. */
const char *assay_view_name(enum assay_view view);

/* One ref that a push moves, as git tells its hooks; the ids in hex, zeros for none. */
struct assay_ref_update {
    const char *name, *before, *after;
};

struct assay_target {
    const char *path;     /* directory, bundle file or repository */
    enum assay_view view; /* other than DEFAULT only where `path` is inside a repository */
    const char *revision; /* of COMMIT and RANGE, else NULL */
    const struct assay_name_list *names;    /* of LISTED, else NULL; below `path`, a folder */
    const struct assay_ref_update *updates; /* of PUSH */
    size_t update_count;
    const char *remote; /* of PUSH: where it goes, so that its refs are known; NULL: it comes in */
    bool recurse_submodules; /* also the content of submodules that are here */
    bool include_ignored;    /* also files that .gitignore or .assayignore name */
    bool verify_objects;     /* of git: hold every object that is read to its id */
    bool verify_packs;       /* of git: hold packs and their indexes to their sums */
    const struct assay_git_environment *git; /* what git handed over (git.h), or NULL */
};

/* How far a scan looks. */
enum assay_scan_depth {
    ASSAY_SCAN_ALL,          /* containers are opened, all is inspected and looked through */
    ASSAY_SCAN_DIGESTS,      /* containers are opened; of each item its size and digest is taken */
    ASSAY_SCAN_OUTER_DIGESTS /* the same, and containers stay closed */
};

/* The most that may be asked for: threads, containers inside containers. */
enum { ASSAY_THREADS_MAX = 256, ASSAY_DEPTH_MAX = 64 };

/* Ceilings for containers; zero means the default of base/limits.h. */
struct assay_limits {
    unsigned depth;        /* containers inside containers */
    uint64_t entries;      /* members of all containers of a run */
    uint64_t expand;       /* bytes out of all containers of a run */
    uint64_t ratio;        /* bytes out for each byte in, of one member */
    uint64_t milliseconds; /* of the whole run; zero: none */
};
