/*
 * directory.c - walks a folder on disk: names in byte order, symbolic links recorded and never
 * followed, everything opened relative to a folder that is open already.
 */

#include "source/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/kit.h"
#include "source/beside.h"
#include "source/directory_part.h"
#include "source/disk_file.h"
#include "source/fail.h"
#include "source/link_outside.h"

static const struct assay_path *keep_path(const struct directory *walk, struct inventory_part *part)
{
    return inventory_path(part, NULL, directory_path(walk));
}

static void gap_errno(const struct directory *walk, struct inventory_part *part, const char *id,
                      const char *what, int sys)
{
    struct assay_error failure;

    if (assay_fail_errno(&failure, ASSAY_EIO, sys, "%s", what) != ASSAY_OK)
        inventory_gap_of(part, id, keep_path(walk, part), &failure);
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

/* The own one of a work tree is its history; of any other it must be seen that it was left. */
static void leave_git(struct directory *walk, struct inventory_part *part,
                      const struct directory_frame *frame, bool counting)
{
    if (!frame->has_git || (walk->depth == 0 && walk->options.tracked) ||
        (walk->options.names && !frame->covered))
        return;
    inventory_count(part, 0, 1);
    if (!counting)
        tell_git(walk, part);
}

/* Past what may be held for one path they are as one file that is too large: not read. */
static void read_attributes(const struct directory *walk, struct directory_frame *frame)
{
    size_t held;

    frame->attributes = directory_read_attributes(frame, walk->depth == 0);
    held = attributes_memory(frame->attributes);
    for (size_t i = 0; i < walk->depth; i++)
        held += attributes_memory(walk->frames[i]->attributes);
    if (held > LIMIT_ATTRIBUTES) {
        attributes_free(frame->attributes);
        frame->attributes = NULL;
    }
}

static void read_rules(const struct directory *walk, struct directory_frame *frame)
{
    if (!walk->options.include_ignored && !frame->counting) {
        frame->assay_rules = directory_read_rules(frame, ".assayignore");
        if (walk->options.git_rules)
            frame->git_rules = directory_read_rules(frame, ".gitignore");
    }
    if (walk->options.git_rules)
        read_attributes(walk, frame);
}

/* Opens the folder whose path stands in walk->path and makes it the innermost frame. */
static enum assay_status enter(struct directory *walk, struct inventory_part *part, int above,
                               const char *name, bool git_ignored, bool counting,
                               struct assay_error *err)
{
    CLEANUP(directory_frame_freep) struct directory_frame *frame = calloc(1, sizeof *frame);
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
    sys = directory_read_names(frame);
    if (sys == ENOMEM)
        return fail_no_memory(err);
    if (sys) {
        gap_errno(walk, part, GAP_FILE_UNREADABLE, "cannot list the folder", sys);
        return ASSAY_OK;
    }
    if (walk->path.size > 0)
        buf_byte(&walk->path, '/');
    frame->covered = directory_is_covered(walk);
    leave_git(walk, part, frame, counting);
    frame->path_size = walk->path.size;
    frame->git_ignored = git_ignored;
    frame->counting = counting;
    read_rules(walk, frame);
    directory_hold_to_list(walk, part, frame);
    walk->frames[walk->depth++] = TAKE(frame);
    return ASSAY_OK;
}

/* ---- what counts ---- */

static bool ignored_by_assay(const struct directory *walk, bool is_folder)
{
    for (size_t i = walk->depth; i-- > 0;) {
        const struct directory_frame *frame = walk->frames[i];
        enum ignore_verdict verdict = ignore_match(
            frame->assay_rules, bytes_from(directory_path(walk), frame->path_size), is_folder);

        if (verdict != IGNORE_SILENT)
            return verdict == IGNORE_DROP;
    }
    return false;
}

static bool ignored_by_git(const struct directory *walk, bool is_folder)
{
    for (size_t i = walk->depth; i-- > 0;) {
        const struct directory_frame *frame = walk->frames[i];
        enum ignore_verdict verdict = ignore_match(
            frame->git_rules, bytes_from(directory_path(walk), frame->path_size), is_folder);

        if (verdict != IGNORE_SILENT)
            return verdict == IGNORE_DROP;
    }
    for (size_t i = 0; i < ARRAY_LEN(walk->options.outer); i++) {
        enum ignore_verdict verdict =
            ignore_match(walk->options.outer[i], directory_path(walk), is_folder);

        if (verdict != IGNORE_SILENT)
            return verdict == IGNORE_DROP;
    }
    return false;
}

static enum tracked tracked(const struct directory *walk, bool is_folder)
{
    return walk->options.tracked
               ? walk->options.tracked(walk->options.state, directory_path(walk), is_folder)
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
        const struct directory_frame *frame = walk->frames[i];

        layers[count++] = (struct attributes_layer){frame->attributes, frame->path_size};
    }
    return attributes_say_lfs(layers, count, directory_path(walk)) ? FILTER_UNKNOWN : FILTER_NONE;
}

static enum assay_status visit_folder(struct directory *walk, struct inventory_part *part,
                                      const struct directory_frame *frame, const char *name,
                                      struct entry *entry, bool *found, struct assay_error *err)
{
    enum tracked known = tracked(walk, true);
    bool git_ignored = frame->git_ignored, counting = frame->counting;

    if (!walk->options.include_ignored) {
        counting = counting || ignored_by_assay(walk, true);
        git_ignored = git_ignored || (walk->options.git_rules && ignored_by_git(walk, true));
    }
    git_ignored = git_ignored && !directory_is_listed(walk); /* it was asked for */
    if (known == TRACKED_GITLINK && !counting && !directory_holds_listed(walk)) {
        entry->type = ASSAY_ITEM_GITLINK;
        if (!walk->options.quiet_gitlinks)
            inventory_gap(part, GAP_GIT_SUBMODULE_SKIPPED, keep_path(walk, part), ASSAY_NO_OFFSET,
                          "a submodule: its content is another repository's");
        *found = true;
        return ASSAY_OK;
    }
    if (git_ignored && known == UNTRACKED && !counting && !directory_holds_listed(walk)) {
        inventory_count(part, 0, 1);
        return ASSAY_OK;
    }
    return enter(walk, part, dirfd(frame->folder), name, git_ignored, counting, err);
}

/* A path below the root, relative to the folder that is walked; false where it is not in that. */
static bool below_walked(const struct directory *walk, struct bytes path, struct bytes *below)
{
    *below = path;
    return walk->options.only[0] == 0 ||
           (bytes_take(below, bytes_text(walk->options.only)) && bytes_take(below, BYTES("/")));
}

char *directory_real_path(const struct directory *walk)
{
    CLEANUP(buf_clear) struct buf path = {.ceiling = SIZE_MAX};

    buf_text(&path, walk->real_root);
    buf_byte(&path, '/');
    buf_add(&path, walk->path.data, walk->path.size);
    return realpath(buf_string(&path), NULL);
}

bool directory_below_real(const struct directory *walk, const char *real, struct bytes *below)
{
    const struct bytes root = bytes_trim(bytes_text(walk->real_root), BYTES("/"));
    struct bytes path = bytes_from(bytes_text(real), 1);

    if (root.size > 0 &&
        !(bytes_take(&path, root) && (path.size == 0 || bytes_take(&path, BYTES("/")))))
        return false;
    return below_walked(walk, path, below);
}

/* An absolute one, and one that goes up and comes back by the folder's own name, may lead into it
 * all the same. */
static bool leads_out(const struct directory *walk, struct bytes target)
{
    CLEANUP(free_cleanup) char *real = NULL;
    struct bytes name;

    if (below_walked(walk, directory_path(walk), &name) && !link_leads_out(name, target))
        return false;
    real = directory_real_path(walk);
    return !real || !directory_below_real(walk, real, &name);
}

static enum assay_status visit_link(const struct directory *walk, struct inventory_part *part,
                                    const struct directory_frame *frame, const char *name,
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
    if (leads_out(walk, bytes_of(target, (size_t)size)))
        inventory_gap(part, GAP_FILE_LINK_OUTSIDE, keep_path(walk, part), ASSAY_NO_OFFSET,
                      "the symbolic link leads out of what is examined");
    else if (directory_leads_off_list(walk))
        inventory_gap(part, GAP_FILE_LINK_OUTSIDE, keep_path(walk, part), ASSAY_NO_OFFSET,
                      "the symbolic link leads to what the list does not name");
    *found = true;
    return ASSAY_OK;
}

static uint8_t type_of(const struct directory_frame *frame, const struct directory_name *name)
{
    struct stat status;

    if (name->type != DT_UNKNOWN)
        return name->type;
    if (fstatat(dirfd(frame->folder), name->text, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return DT_REG; /* opening it will tell */
    return (uint8_t)IFTODT(status.st_mode);
}

static bool is_ignored(const struct directory *walk, const struct directory_frame *frame)
{
    if (frame->counting)
        return true;
    if (walk->options.include_ignored)
        return false;
    if (ignored_by_assay(walk, false))
        return true;
    return walk->options.git_rules && (frame->git_ignored || ignored_by_git(walk, false)) &&
           tracked(walk, false) == UNTRACKED && !directory_is_listed(walk);
}

static enum assay_status visit(struct directory *walk, struct inventory_part *part,
                               const struct directory_frame *frame,
                               const struct directory_name *name, struct entry *entry, bool *found,
                               struct assay_error *err)
{
    uint8_t type = type_of(frame, name);

    if (walk->options.leave &&
        walk->options.leave(walk->root, buf_string(&walk->path), type == DT_DIR, type == DT_REG))
        return ASSAY_OK;
    if (type == DT_DIR)
        return visit_folder(walk, part, frame, name->text, entry, found, err);
    directory_tell_inside(walk, part, type == DT_LNK);
    if (!directory_is_wanted(walk, frame))
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
    directory_tell_outside(walk, part);
    TRY(enter(walk, part, walk->root, ".", false, false, err));
    while (walk->depth > 0 && next_of_only(walk, name, sizeof name)) {
        struct directory_frame *frame = walk->frames[walk->depth - 1];
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
    if (walk->options.watch)
        entry->handle =
            walk->options.watch->meet(walk->options.state, directory_path(walk), entry->type);
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
        struct directory_frame *frame = walk->frames[walk->depth - 1];

        if (frame->at == frame->count) {
            directory_frame_free(frame);
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

    TRY(disk_file_open(folder, name, stream, err));
    if (walk->options.watch && entry->handle)
        walk->options.watch->open(walk->options.state, entry->handle, stream);
    return ASSAY_OK;
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
    if (!entry->identified)
        return;
    entry->size = entry->identity.size;
    if (walk->options.watch && entry->handle)
        walk->options.watch->look(walk->options.state, entry->handle, &entry->identity);
}

static void directory_know_blob(struct source *source, const struct entry *entry, struct bytes id)
{
    const struct directory *walk = (struct directory *)source;

    if (walk->options.watch && entry->handle)
        walk->options.watch->know_blob(walk->options.state, entry->handle, id);
}

static void directory_examined(struct source *source, const struct entry *entry,
                               const struct assay_examination *content)
{
    const struct directory *walk = (struct directory *)source;

    if (walk->options.watch && entry->handle)
        walk->options.watch->examined(walk->options.state, entry->handle, content);
}

static enum assay_status directory_tell(struct source *source, const struct source_budget *budget,
                                        struct inventory_part *part, struct assay_checked_out *out,
                                        struct assay_error *err)
{
    const struct directory *walk = (struct directory *)source;

    return walk->options.watch
               ? walk->options.watch->tell(walk->options.state, budget, part, out, err)
               : ASSAY_OK;
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
        directory_frame_free(walk->frames[--walk->depth]);
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
    .examined = directory_examined,
    .know_blob = directory_know_blob,
    .tell = directory_tell,
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
