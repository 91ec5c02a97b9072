/* directory_part.h - what the files of the walk of a folder share. */

#pragma once

#include <dirent.h>

#include "base/buf.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/attributes.h"
#include "source/directory.h"
#include "source/stores.h"

struct directory_name {
    const char *text; /* in the frame's pool */
    uint64_t front;   /* its first bytes as a number, which have the order that the names have */
    uint8_t type;     /* of readdir(): DT_REG ... DT_UNKNOWN */
};

/* One open folder on the way down. */
struct directory_frame {
    DIR *folder;
    struct buf pool; /* the names, each behind its type and ended by NUL */
    struct directory_name *names;
    size_t count, at;
    size_t path_size; /* bytes of the walk's path up to and with this folder's slash */
    struct ignore_rules *assay_rules, *git_rules;
    struct attributes_file *attributes;
    bool has_git;     /* a `.git` that is left out */
    bool git_ignored; /* the folder itself is: only what git tracks in it is taken */
    bool covered;     /* the list names the folder, or one above: all in it is taken */
    bool counting;    /* .assayignore names the folder: its files are counted, not taken */
};

struct directory {
    struct source base;
    struct directory_options options;
    struct stores stores; /* of a folder in no repository: caches of DVC in it */
    int root;
    char *real_root;
    struct buf path; /* of the entry at hand, relative to the root */
    struct directory_frame *frames[LIMIT_FOLDER_DEPTH];
    size_t depth;
    size_t only_at; /* how much of options.only was walked down */
    bool started;
};

/* Of the entry at hand, relative to the root. */
static inline struct bytes directory_path(const struct directory *walk)
{
    return buf_bytes(&walk->path);
}

/* ---- directory_frame.c ---- */

void directory_frame_free(struct directory_frame *frame);
void directory_frame_freep(struct directory_frame **frame);

/* `text` must outlive it. */
struct directory_name directory_name_of(const char *text, size_t size, uint8_t type);
int directory_compare_names(const void *left, const void *right);

/* The names in the frame's folder, in byte order; 0, or errno. */
int directory_read_names(struct directory_frame *frame);
/* Rules and attributes of a file in it; NULL where there are none. */
struct ignore_rules *directory_read_rules(const struct directory_frame *frame, const char *name);
struct attributes_file *directory_read_attributes(const struct directory_frame *frame, bool top);

/* ---- directory.c ---- */

/* What stands at the end of the links at hand, the caller's to free(); NULL where nothing does. */
char *directory_real_path(const struct directory *walk);
/* Such a path relative to the folder that is walked; false where it is not in that. */
bool directory_below_real(const struct directory *walk, const char *real, struct bytes *below);

/* ---- directory_listed.c: the list of names, where there is one ---- */

bool directory_is_listed(const struct directory *walk);
/* Whether the link at hand leads to what is there, and the list names nothing of it. */
bool directory_leads_off_list(const struct directory *walk);
/* Whether anything inside of the entry at hand is. */
bool directory_holds_listed(const struct directory *walk);
/* Of the folder that is entered. */
bool directory_is_covered(const struct directory *walk);
/* Names that lead out of the folder. */
void directory_tell_outside(const struct directory *walk, struct inventory_part *part);
/* Holds the folder that is entered to the list: tells what is not there, and leaves out what is not
 * named. */
void directory_hold_to_list(const struct directory *walk, struct inventory_part *part,
                            struct directory_frame *frame);
/* Names inside of what is no folder. */
void directory_tell_inside(const struct directory *walk, struct inventory_part *part, bool link);
/* Whether a file is taken where a list is: a folder of it was narrowed, or it is looked at beside
 * what is. */
bool directory_is_wanted(const struct directory *walk, const struct directory_frame *frame);
