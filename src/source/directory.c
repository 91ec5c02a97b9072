/*
 * directory.c - walks a folder on disk: names in byte order, symbolic links recorded and never
 * followed, everything opened relative to a folder that is open already.
 */

#include "source/directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/attributes.h"
#include "source/beside.h"
#include "source/disk_file.h"
#include "source/fail.h"
#include "source/listed.h"
#include "source/stores.h"

struct name {
    const char *text; /* in the frame's pool */
    uint64_t front;   /* its first bytes as a number, which have the order that the names have */
    uint8_t type;     /* of readdir(): DT_REG ... DT_UNKNOWN */
};

/* One open folder on the way down. */
struct frame {
    DIR *folder;
    struct buf pool; /* the names, each behind its type and ended by NUL */
    struct name *names;
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
    struct frame *frames[LIMIT_FOLDER_DEPTH];
    size_t depth;
    size_t only_at; /* how much of options.only was walked down */
    bool started;
};

static void frame_free(struct frame *frame)
{
    if (!frame)
        return;
    if (frame->folder)
        closedir(frame->folder);
    buf_clear(&frame->pool);
    free(frame->names);
    ignore_free(frame->assay_rules);
    ignore_free(frame->git_rules);
    attributes_free(frame->attributes);
    free(frame);
}

static void frame_freep(struct frame **frame)
{
    frame_free(*frame);
}

static struct bytes path_now(const struct directory *walk)
{
    return buf_bytes(&walk->path);
}

static const struct assay_path *keep_path(const struct directory *walk, struct inventory_part *part)
{
    return inventory_path(part, NULL, path_now(walk));
}

static void gap_errno(const struct directory *walk, struct inventory_part *part, const char *id,
                      const char *what, int sys)
{
    struct assay_error failure;

    if (assay_fail_errno(&failure, ASSAY_EIO, sys, "%s", what) != ASSAY_OK)
        inventory_gap_of(part, id, keep_path(walk, part), &failure);
}

/* ---- reading one folder ---- */

static struct name name_of(const char *text, size_t size, uint8_t type)
{
    struct name name = {.text = text, .type = type};

    for (size_t i = 0; i < sizeof name.front; i++)
        name.front = name.front << 8 | (i < size ? (uint8_t)text[i] : 0);
    return name;
}

static int compare_names(const void *left, const void *right)
{
    const struct name *a = left, *b = right;

    if (a->front != b->front)
        return a->front < b->front ? -1 : 1;
    return strcmp(a->text, b->text);
}

/* The whole of a short text of a regular file; 0 where it is none, or longer. */
static size_t read_line(int folder, const char *path, int flags, char *text, size_t room)
{
    CLEANUP(close_cleanup)
    int fd = openat(folder, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags);
    struct stat status;
    ssize_t size;

    if (fd < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return 0;
    size = read(fd, text, room);
    if (size <= 0 || (size_t)size == room)
        return 0;
    while (size > 0 && (text[size - 1] == '\n' || text[size - 1] == '\r'))
        size--;
    for (ssize_t i = 0; i < size; i++)
        if ((unsigned char)text[i] < ' ')
            return 0; /* more than a line */
    text[size] = 0;
    return (size_t)size;
}

static bool is_folder_at(int folder, const char *path)
{
    struct stat status;

    return fstatat(folder, path, &status, 0) == 0 && S_ISDIR(status.st_mode);
}

/* Only what git itself would take for a repository: a folder that merely has the name is walked. */
static bool is_repository(int folder)
{
    char head[PATH_MAX];
    struct stat status;
    size_t size;

    if (!is_folder_at(folder, ".git/objects") || !is_folder_at(folder, ".git/refs") ||
        fstatat(folder, ".git", &status, AT_SYMLINK_NOFOLLOW) != 0)
        return false;
    if (fstatat(folder, ".git/HEAD", &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode))
        return true; /* as git once wrote it */
    size = read_line(folder, ".git/HEAD", O_NOFOLLOW, head, sizeof head);
    return (size > 4 && strncmp(head, "ref:", 4) == 0) ||
           ((size == 40 || size == 64) && strspn(head, "0123456789abcdefABCDEF") == size);
}

/* The file that stands for the repository in linked work trees and submodules: one line. */
static bool is_repository_link(int folder)
{
    char line[PATH_MAX + 16];

    return read_line(folder, ".git", O_NOFOLLOW, line, sizeof line) > 8 &&
           strncmp(line, "gitdir: ", 8) == 0;
}

static bool is_git(const struct frame *frame, const char *name)
{
    int folder = dirfd(frame->folder);

    return strcmp(name, ".git") == 0 && (is_repository(folder) || is_repository_link(folder));
}

/* Returns errno. */
static int read_names(struct frame *frame)
{
    const struct dirent *found;
    const char *text;

    while (errno = 0, (found = readdir(frame->folder)) != NULL) {
        if (strcmp(found->d_name, ".") == 0 || strcmp(found->d_name, "..") == 0)
            continue;
        if (is_git(frame, found->d_name)) {
            frame->has_git = true;
            continue;
        }
        buf_byte(&frame->pool, found->d_type);
        buf_add(&frame->pool, found->d_name, strlen(found->d_name) + 1);
        frame->count++;
    }
    if (errno)
        return errno;
    frame->names = calloc(frame->count + 1, sizeof *frame->names);
    if (frame->pool.status != ASSAY_OK || !frame->names)
        return ENOMEM;
    text = (const char *)frame->pool.data;
    for (size_t i = 0; i < frame->count; i++) {
        size_t size = strlen(text + 1);

        frame->names[i] = name_of(text + 1, size, (uint8_t)text[0]);
        text += size + 2;
    }
    qsort(frame->names, frame->count, sizeof *frame->names, compare_names);
    return 0;
}

static bool has_name(const struct frame *frame, const char *text)
{
    struct name wanted = name_of(text, strlen(text), DT_UNKNOWN);

    return bsearch(&wanted, frame->names, frame->count, sizeof wanted, compare_names) != NULL;
}

/* A small file of the folder, whole; false where there is none or it cannot be used. */
static bool read_small(const struct frame *frame, const char *name, struct buf *text)
{
    struct stream stream = {0};
    enum assay_status status = ASSAY_OK;
    size_t got = 1;

    if (!has_name(frame, name) ||
        disk_file_open(dirfd(frame->folder), name, &stream, NULL) != ASSAY_OK)
        return false;
    while (status == ASSAY_OK && got > 0 && buf_room(text, 4096)) {
        status = stream_read(&stream, text->data + text->size, 4096, &got, NULL);
        if (status == ASSAY_OK)
            buf_used(text, got);
    }
    stream_close(&stream);
    return status == ASSAY_OK && text->status == ASSAY_OK;
}

static struct ignore_rules *read_rules(const struct frame *frame, const char *name)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_IGNORE_FILE};

    return read_small(frame, name, &text) ? ignore_parse(buf_bytes(&text)) : NULL;
}

static struct attributes_file *read_attributes(const struct frame *frame, bool top)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_IGNORE_FILE};

    return read_small(frame, ".gitattributes", &text) ? attributes_parse(buf_bytes(&text), top)
                                                      : NULL;
}

/* ---- a list of names ---- */

/* What the list calls it; false where there is none, and above the folder that it is relative to.
 */
static bool listed_path(const struct directory *walk, struct bytes *path)
{
    size_t front = strlen(walk->options.only);

    *path = path_now(walk);
    if (path->size > 0 && path->data[path->size - 1] == '/')
        path->size--;
    if (!walk->options.names || path->size < front)
        return false;
    if (front > 0)
        *path = bytes_from(*path, front + 1);
    return true;
}

static bool is_listed(const struct directory *walk)
{
    struct bytes path;

    return listed_path(walk, &path) && listed_has(walk->options.names, path);
}

/* Names inside of what stands at the walk's path; an empty range without a list. */
static struct listed_range listed_inside(const struct directory *walk)
{
    struct bytes path;

    return listed_path(walk, &path) ? listed_below(walk->options.names, path)
                                    : (struct listed_range){0, 0};
}

static bool holds_listed(const struct directory *walk)
{
    struct listed_range inside = listed_inside(walk);

    return inside.from < inside.to;
}

/* Of the folder that is entered. */
static bool is_covered(const struct directory *walk)
{
    return (walk->depth > 0 && walk->frames[walk->depth - 1]->covered) || is_listed(walk);
}

static void tell_listed(const struct directory *walk, struct inventory_part *part,
                        struct listed_range range, const char *id, const char *why)
{
    if (walk->options.beside)
        return; /* the list alone was walked before */
    for (size_t i = range.from; i < range.to; i++) {
        CLEANUP(buf_clear) struct buf path = {.ceiling = SIZE_MAX};

        buf_text(&path, walk->options.only);
        if (path.size > 0)
            buf_byte(&path, '/');
        buf_text(&path, walk->options.names->names[i]);
        inventory_gap(part, id, inventory_path(part, NULL, buf_bytes(&path)), ASSAY_NO_OFFSET, why);
    }
}

static void tell_outside(const struct directory *walk, struct inventory_part *part)
{
    const struct assay_name_list *names = walk->options.names;

    for (size_t i = 0; names && !walk->options.beside && i < names->outside_count; i++)
        inventory_gap(part, GAP_FILE_OUTSIDE,
                      inventory_path(part, NULL, bytes_text(names->outside[i])), ASSAY_NO_OFFSET,
                      "a name of the list leads out of the current folder, or over a \"..\" behind "
                      "another name: it was not opened");
}

/* The names of a list that begin with the same part, which stands in the folder at hand. */
static struct listed_range take_group(const struct directory *walk, struct listed_range *rest,
                                      size_t front, char part[NAME_MAX + 1])
{
    const char *const *names = walk->options.names->names;
    struct listed_range group = {rest->from, rest->from};
    size_t size = strcspn(names[group.from] + front, "/");

    while (group.to < rest->to && strncmp(names[group.to], names[group.from], front + size) == 0 &&
           (names[group.to][front + size] == '/' || names[group.to][front + size] == 0))
        group.to++;
    rest->from = group.to;
    part[0] = 0; /* no file has a longer one */
    if (size <= NAME_MAX) {
        memcpy(part, names[group.from] + front, size);
        part[size] = 0;
    }
    return group;
}

/* Holds the folder that is entered to the list: tells what is not there, and leaves out what is not
 * named. */
static void hold_to_list(const struct directory *walk, struct inventory_part *part,
                         struct frame *frame)
{
    struct listed_range rest = listed_inside(walk);
    bool narrows = !frame->covered && !walk->options.beside;
    char name[NAME_MAX + 1];
    struct bytes folder;
    size_t kept = 0;

    if (!listed_path(walk, &folder))
        return;
    while (rest.from < rest.to) {
        struct listed_range group = take_group(walk, &rest, folder.size + (folder.size > 0), name);
        struct name wanted = name_of(name, strlen(name), DT_UNKNOWN);
        const struct name *found =
            bsearch(&wanted, frame->names, frame->count, sizeof wanted, compare_names);

        if (found && narrows) { /* both are in one order, so that it was not overwritten */
            frame->names[kept++] = *found;
        } else if (!found && frame->has_git && strcmp(name, ".git") == 0) {
            inventory_count(part, 0, group.to - group.from);
        } else if (!found) {
            tell_listed(walk, part, group, GAP_FILE_MISSING,
                        "a name of the list, and there is no such file");
        }
    }
    if (narrows)
        frame->count = kept;
}

/* Names inside of what is no folder. */
static void tell_inside(const struct directory *walk, struct inventory_part *part, bool link)
{
    tell_listed(walk, part, listed_inside(walk), link ? GAP_FILE_OUTSIDE : GAP_FILE_MISSING,
                link ? "a name of the list leads over a symbolic link: it was not opened"
                     : "a name of the list, and there is no such file");
}

/* Whether a file is taken where a list is: a folder of it was narrowed, or it is looked at beside
 * what is. */
static bool is_wanted(const struct directory *walk, const struct frame *frame)
{
    return !walk->options.names || frame->covered || is_listed(walk) ||
           (walk->options.beside && walk->options.beside(path_now(walk)));
}

/* ---- folders ---- */

/* A repository that nobody recorded as a submodule: its files are walked, what else it has is not.
 */
static void tell_git(struct directory *walk, struct inventory_part *part)
{
    size_t size = walk->path.size;

    buf_text(&walk->path, ".git");
    inventory_gap(part, GAP_GIT_SUBMODULE_SKIPPED, keep_path(walk, part), ASSAY_NO_OFFSET,
                  "a repository inside the target: its objects and its history were not examined");
    walk->path.size = size;
}

/* Opens the folder whose path stands in walk->path and makes it the innermost frame. */
static enum assay_status enter(struct directory *walk, struct inventory_part *part, int above,
                               const char *name, bool git_ignored, bool counting,
                               struct assay_error *err)
{
    CLEANUP(frame_freep) struct frame *frame = calloc(1, sizeof *frame);
    int fd, sys;

    if (!frame)
        return fail_no_memory(err);
    buf_init(&frame->pool, SIZE_MAX);
    if (walk->depth == LIMIT_FOLDER_DEPTH) {
        inventory_gap(part, GAP_FILE_UNREADABLE, keep_path(walk, part), ASSAY_NO_OFFSET,
                      "folders nest deeper than 512 levels");
        return ASSAY_OK;
    }
    fd = openat(above, name, O_RDONLY | O_CLOEXEC | O_DIRECTORY | O_NOFOLLOW);
    if (fd < 0) {
        gap_errno(walk, part, GAP_FILE_UNREADABLE, "cannot open the folder", errno);
        return ASSAY_OK;
    }
    frame->folder = fdopendir(fd);
    if (!frame->folder) {
        sys = errno;
        close(fd);
        return sys == ENOMEM ? fail_no_memory(err)
                             : assay_fail_errno(err, ASSAY_EIO, sys, "cannot open a folder");
    }
    sys = read_names(frame);
    if (sys == ENOMEM)
        return fail_no_memory(err);
    if (sys) {
        gap_errno(walk, part, GAP_FILE_UNREADABLE, "cannot list the folder", sys);
        return ASSAY_OK;
    }
    /* The own one of a work tree is its history; of any other it must be seen that it was left. */
    if (walk->path.size > 0)
        buf_byte(&walk->path, '/');
    frame->covered = is_covered(walk);
    if (frame->has_git && (walk->depth > 0 || !walk->options.tracked) &&
        (!walk->options.names || frame->covered)) {
        inventory_count(part, 0, 1);
        if (!counting)
            tell_git(walk, part);
    }
    frame->path_size = walk->path.size;
    frame->git_ignored = git_ignored;
    frame->counting = counting;
    if (!walk->options.include_ignored && !counting) {
        frame->assay_rules = read_rules(frame, ".assayignore");
        if (walk->options.git_rules)
            frame->git_rules = read_rules(frame, ".gitignore");
    }
    if (walk->options.git_rules)
        frame->attributes = read_attributes(frame, walk->depth == 0);
    hold_to_list(walk, part, frame);
    walk->frames[walk->depth++] = TAKE(frame);
    return ASSAY_OK;
}

/* ---- what counts ---- */

static bool ignored_by_assay(const struct directory *walk, bool is_folder)
{
    for (size_t i = walk->depth; i-- > 0;) {
        const struct frame *frame = walk->frames[i];
        enum ignore_verdict verdict = ignore_match(
            frame->assay_rules, bytes_from(path_now(walk), frame->path_size), is_folder);

        if (verdict != IGNORE_SILENT)
            return verdict == IGNORE_DROP;
    }
    return false;
}

static bool ignored_by_git(const struct directory *walk, bool is_folder)
{
    for (size_t i = walk->depth; i-- > 0;) {
        const struct frame *frame = walk->frames[i];
        enum ignore_verdict verdict =
            ignore_match(frame->git_rules, bytes_from(path_now(walk), frame->path_size), is_folder);

        if (verdict != IGNORE_SILENT)
            return verdict == IGNORE_DROP;
    }
    for (size_t i = 0; i < ARRAY_LEN(walk->options.outer); i++) {
        enum ignore_verdict verdict =
            ignore_match(walk->options.outer[i], path_now(walk), is_folder);

        if (verdict != IGNORE_SILENT)
            return verdict == IGNORE_DROP;
    }
    return false;
}

static enum tracked tracked(const struct directory *walk, bool is_folder)
{
    return walk->options.tracked
               ? walk->options.tracked(walk->options.state, path_now(walk), is_folder)
               : UNTRACKED;
}

/* On disk stands what git-lfs checked out: only that it never will is told by a pointer there. */
static enum place_filter filter_of(const struct directory *walk)
{
    struct attributes_layer layers[LIMIT_FOLDER_DEPTH + 1];
    size_t count = 0;

    if (!walk->options.git_rules)
        return FILTER_UNKNOWN;
    if (walk->options.info)
        layers[count++] = (struct attributes_layer){walk->options.info, 0};
    for (size_t i = walk->depth; i-- > 0;) {
        const struct frame *frame = walk->frames[i];

        layers[count++] = (struct attributes_layer){frame->attributes, frame->path_size};
    }
    return attributes_say_lfs(layers, count, path_now(walk)) ? FILTER_UNKNOWN : FILTER_NONE;
}

static enum assay_status visit_folder(struct directory *walk, struct inventory_part *part,
                                      const struct frame *frame, const char *name,
                                      struct entry *entry, bool *found, struct assay_error *err)
{
    enum tracked known = tracked(walk, true);
    bool git_ignored = frame->git_ignored, counting = frame->counting;

    if (!walk->options.include_ignored) {
        counting = counting || ignored_by_assay(walk, true);
        git_ignored = git_ignored || (walk->options.git_rules && ignored_by_git(walk, true));
    }
    git_ignored = git_ignored && !is_listed(walk); /* it was asked for */
    if (known == TRACKED_GITLINK && !counting && !holds_listed(walk)) {
        entry->type = ASSAY_ITEM_GITLINK;
        if (!walk->options.quiet_gitlinks)
            inventory_gap(part, GAP_GIT_SUBMODULE_SKIPPED, keep_path(walk, part), ASSAY_NO_OFFSET,
                          "a submodule: its content is another repository's");
        *found = true;
        return ASSAY_OK;
    }
    if (git_ignored && known == UNTRACKED && !counting && !holds_listed(walk)) {
        inventory_count(part, 0, 1);
        return ASSAY_OK;
    }
    return enter(walk, part, dirfd(frame->folder), name, git_ignored, counting, err);
}

static enum assay_status visit_link(const struct directory *walk, struct inventory_part *part,
                                    const struct frame *frame, const char *name,
                                    struct entry *entry, bool *found)
{
    char target[4096];
    ssize_t size = readlinkat(dirfd(frame->folder), name, target, sizeof target);

    if (size < 0) {
        gap_errno(walk, part, GAP_FILE_UNREADABLE, "cannot read the symbolic link", errno);
        return ASSAY_OK;
    }
    entry->type = ASSAY_ITEM_SYMLINK;
    entry->link = arena_copy(inventory_part_arena(part), bytes_of(target, (size_t)size));
    *found = true;
    return ASSAY_OK;
}

static uint8_t type_of(const struct frame *frame, const struct name *name)
{
    struct stat status;

    if (name->type != DT_UNKNOWN)
        return name->type;
    if (fstatat(dirfd(frame->folder), name->text, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return DT_REG; /* opening it will tell */
    return (uint8_t)IFTODT(status.st_mode);
}

static bool is_ignored(const struct directory *walk, const struct frame *frame)
{
    if (frame->counting)
        return true;
    if (walk->options.include_ignored)
        return false;
    if (ignored_by_assay(walk, false))
        return true;
    return walk->options.git_rules && (frame->git_ignored || ignored_by_git(walk, false)) &&
           tracked(walk, false) == UNTRACKED && !is_listed(walk);
}

static enum assay_status visit(struct directory *walk, struct inventory_part *part,
                               const struct frame *frame, const struct name *name,
                               struct entry *entry, bool *found, struct assay_error *err)
{
    uint8_t type = type_of(frame, name);

    if (walk->options.leave &&
        walk->options.leave(walk->root, buf_string(&walk->path), type == DT_DIR, type == DT_REG))
        return ASSAY_OK;
    if (type == DT_DIR)
        return visit_folder(walk, part, frame, name->text, entry, found, err);
    tell_inside(walk, part, type == DT_LNK);
    if (!is_wanted(walk, frame))
        return ASSAY_OK;
    if (is_ignored(walk, frame)) {
        inventory_count(part, 0, 1);
        return ASSAY_OK;
    }
    if (type == DT_LNK)
        return visit_link(walk, part, frame, name->text, entry, found);
    if (type == DT_REG) {
        entry->type = ASSAY_ITEM_FILE;
    } else {
        entry->type = ASSAY_ITEM_SPECIAL;
        inventory_gap(part, GAP_FILE_SPECIAL, keep_path(walk, part), ASSAY_NO_OFFSET,
                      "a device, socket or named pipe holds no content to examine");
    }
    *found = true;
    return ASSAY_OK;
}

/* ---- the walk ---- */

/* Where the walk is confined to a folder, the one name to follow in this frame; else NULL. */
static bool next_of_only(struct directory *walk, char *name, size_t size)
{
    const char *rest = walk->options.only + walk->only_at;
    size_t length = strcspn(rest, "/");

    if (length == 0 || length >= size)
        return false;
    memcpy(name, rest, length);
    name[length] = 0;
    walk->only_at += length + (rest[length] == '/');
    return true;
}

static enum assay_status start(struct directory *walk, struct inventory_part *part,
                               struct assay_error *err)
{
    char name[256];

    walk->started = true;
    tell_outside(walk, part);
    TRY(enter(walk, part, walk->root, ".", false, false, err));
    while (walk->depth > 0 && next_of_only(walk, name, sizeof name)) {
        struct frame *frame = walk->frames[walk->depth - 1];
        struct entry entry = {0};
        size_t depth = walk->depth;
        bool found = false;

        buf_text(&walk->path, name);
        TRY(visit_folder(walk, part, frame, name, &entry, &found, err));
        frame->at = frame->count; /* nothing else of it is walked */
        if (walk->depth == depth)
            break;
    }
    return ASSAY_OK;
}

static enum assay_status place_entry(const struct directory *walk, struct inventory_part *part,
                                     struct entry *entry, struct assay_error *err)
{
    struct entry_place *place = arena_alloc(inventory_part_arena(part), sizeof *place);

    if (!place)
        return fail_no_memory(err);
    place->path = keep_path(walk, part);
    if (entry->type == ASSAY_ITEM_FILE)
        place->filter = filter_of(walk);
    entry->places = place;
    entry->place_count = 1;
    return ASSAY_OK;
}

static enum assay_status directory_next(struct source *source, struct inventory_part *part,
                                        struct entry *entry, bool *found, struct assay_error *err)
{
    struct directory *walk = (struct directory *)source;

    *found = false;
    if (!walk->started)
        TRY(start(walk, part, err));
    while (walk->depth > 0 && !*found) {
        struct frame *frame = walk->frames[walk->depth - 1];

        if (frame->at == frame->count) {
            frame_free(frame);
            walk->depth--;
            continue;
        }
        walk->path.size = frame->path_size;
        buf_text(&walk->path, frame->names[frame->at].text);
        TRY(buf_status(&walk->path, err));
        *entry = (struct entry){.size = STREAM_SIZE_UNKNOWN};
        TRY(visit(walk, part, frame, &frame->names[frame->at++], entry, found, err));
    }
    return *found ? place_entry(walk, part, entry, err) : ASSAY_OK;
}

/* A session is the folder that its thread is in. */
static enum assay_status directory_session_open(struct source *source, struct source_session **out,
                                                struct assay_error *err)
{
    struct disk_folder *folder = calloc(1, sizeof *folder);

    if (!folder)
        return fail_no_memory(err);
    folder->root = ((struct directory *)source)->root;
    *out = (struct source_session *)folder;
    return ASSAY_OK;
}

static void directory_session_close(struct source_session *session)
{
    disk_folder_clear((struct disk_folder *)session);
    free(session);
}

static enum assay_status directory_read(struct source *source, struct source_session *session,
                                        const struct entry *entry, struct stream *stream,
                                        struct assay_error *err)
{
    const struct directory *walk = (struct directory *)source;
    const char *name = entry->places[0].path->name;
    int folder = session ? disk_folder_of((struct disk_folder *)session, name, &name) : walk->root;

    return disk_file_open(folder, name, stream, err);
}

/* Where a folder on the way became a link, the file it leads to has another identity than the one
 * that was opened here before, or is the same file. */
static void directory_identify(const struct source *source, struct source_session *session,
                               struct entry *entry)
{
    const struct directory *walk = (const struct directory *)source;
    const char *name = entry->places[0].path->name;
    int folder = session ? disk_folder_of((struct disk_folder *)session, name, &name) : walk->root;

    entry->identified = file_identity_at(folder, name, &entry->identity);
    if (entry->identified)
        entry->size = entry->identity.size;
}

static bool directory_scope(const struct source *source, struct buf *out)
{
    const struct directory *walk = (const struct directory *)source;

    buf_text(out, "files in ");
    buf_text(out, walk->real_root);
    return true;
}

static const struct stores *directory_stores(const struct source *source)
{
    const struct directory *walk = (const struct directory *)source;

    return walk->options.stores ? walk->options.stores : &walk->stores;
}

static void options_clear(struct directory_options *options)
{
    for (size_t i = 0; i < ARRAY_LEN(options->outer); i++)
        ignore_free(options->outer[i]);
    attributes_free(options->info);
    if (options->free_state)
        options->free_state(options->state);
}

static void directory_close(struct source *source)
{
    struct directory *walk = (struct directory *)source;

    while (walk->depth > 0)
        frame_free(walk->frames[--walk->depth]);
    close_cleanup(&walk->root);
    free(walk->real_root);
    buf_clear(&walk->path);
    stores_clear(&walk->stores);
    options_clear(&walk->options);
    free(walk);
}

static const struct source_class directory_class = {
    .next = directory_next,
    .session_open = directory_session_open,
    .session_close = directory_session_close,
    .read = directory_read,
    .stores = directory_stores,
    .identify = directory_identify,
    .scope = directory_scope,
    .close = directory_close,
};

enum assay_status directory_open(const char *root, struct directory_options *options,
                                 struct source **out, struct assay_error *err)
{
    struct directory *walk = calloc(1, sizeof *walk);

    if (!walk) {
        options_clear(options);
        return fail_no_memory(err);
    }
    walk->base.class = &directory_class;
    walk->options = *options;
    buf_init(&walk->path, LIMIT_FOLDER_DEPTH * (size_t)(NAME_MAX + 1));
    walk->root = open(root, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    walk->real_root = walk->root < 0 ? NULL : realpath(root, NULL);
    if (walk->root < 0 || !walk->real_root) {
        int sys = errno;

        directory_close(&walk->base);
        return fail_unreadable_target(err, sys, root);
    }
    if (!walk->options.stores && stores_init(&walk->stores, root, true, err) != ASSAY_OK) {
        directory_close(&walk->base);
        return ASSAY_ENOMEM;
    }
    *out = &walk->base;
    return ASSAY_OK;
}

static enum assay_status open_target(const struct assay_target *target,
                                     struct source_budget *budget, struct inventory_part *part,
                                     struct assay_target_facts *facts, struct source **out,
                                     struct assay_error *err)
{
    struct directory_options options = {
        .only = "", .names = target->names, .include_ignored = target->include_ignored};
    struct stat status;

    (void)budget, (void)part;
    if (target->view == ASSAY_VIEW_BESIDE)
        options.beside = beside_may_speak;
    if (stat(target->path, &status) != 0 || !S_ISDIR(status.st_mode))
        return ASSAY_OK;
    TRY(directory_open(target->path, &options, out, err));
    facts->type = "directory";
    if (target->names)
        facts->view = assay_view_name(ASSAY_VIEW_LISTED);
    return ASSAY_OK;
}

const struct source_kind source_directory = {.name = "directory", .open = open_target};
