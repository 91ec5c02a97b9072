/* differing.c - what is noted while a work tree is walked, and the sum at its end. */

#include "source/git/differing.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "inventory/part.h"
#include "source/fail.h"
#include "source/git/as_kept.h"
#include "source/git/header.h"
#include "source/git/revision.h"
#include "source/git/tree_files.h"

/* What is known of the file on disk that an index entry is about. */
enum state {
    UNMET,       /* the walk did not take it */
    MET,         /* it stands there, and was not looked at */
    OF_INDEX,    /* it is what the index says, its mode too */
    BYTES_ARE,   /* its bytes are those of the index; stat(2) says that something changed */
    BYTES_DIFFER /* its bytes are others, before any conversion */
};

struct differing {
    const struct repository *repository;
    const struct index *index;
    uint8_t *states;                        /* enum state, one an entry */
    const struct assay_examination **found; /* of those that were read though stat(2) differs */
    size_t next;                            /* the entry that the walk is likely to meet next */
    uint64_t untracked;
};

void differing_free(struct differing *differing)
{
    if (!differing)
        return;
    free(differing->states);
    free(differing->found);
    free(differing);
}

enum assay_status differing_open(const struct repository *repository, const struct index *index,
                                 struct differing **out, struct assay_error *err)
{
    struct differing *differing = calloc(1, sizeof *differing);

    if (!differing)
        return fail_no_memory(err);
    differing->repository = repository;
    differing->index = index;
    differing->states = calloc(index->count + 1, sizeof *differing->states);
    differing->found = calloc(index->count + 1, sizeof(const struct assay_examination *));
    if (!differing->states || !differing->found) {
        differing_free(differing);
        return fail_no_memory(err);
    }
    *out = differing;
    return ASSAY_OK;
}

/* ---- while it is walked ---- */

static bool is_at(const struct index *index, size_t at, struct bytes path)
{
    return at < index->count && bytes_equal(bytes_text(index->entries[at].path), path);
}

uint64_t differing_meet(struct differing *differing, struct bytes path, enum assay_item_type type)
{
    size_t at = differing->next;

    if (!is_at(differing->index, at, path)) { /* folders come elsewhere than names sort */
        at = index_find(differing->index, path);
        differing->next = at;
        if (!is_at(differing->index, at, path)) {
            differing->untracked += type == ASSAY_ITEM_FILE || type == ASSAY_ITEM_SYMLINK;
            return 0;
        }
    }
    differing->next = at + 1;
    differing->states[at] = MET;
    return at + 1;
}

static bool is_time(const struct timespec *time, uint32_t seconds, uint32_t nanoseconds)
{
    return (uint32_t)time->tv_sec == seconds && (uint32_t)time->tv_nsec == nanoseconds;
}

/* Sizes are kept in 32 bits; zero would say that nobody looked. Source: git, statinfo.c. */
static uint32_t cut_size(uint64_t size)
{
    return size && !(uint32_t)size ? UINT32_C(0x80000000) : (uint32_t)size;
}

/* Source: git, read-cache.c: a file that changed in the instant that the index was written, or
 * later, may look as it did. */
static bool is_clean(const struct index *index, const struct index_entry *entry,
                     const struct file_identity *identity)
{
    const struct timespec *written = &index->written, *modified = &identity->content;
    const struct index_stat *stat = &entry->stat;

    return is_time(modified, stat->modified, stat->modified_ns) &&
           is_time(&identity->status, stat->changed, stat->changed_ns) &&
           (uint32_t)identity->inode == stat->inode && cut_size(identity->size) == stat->size &&
           (modified->tv_sec < written->tv_sec ||
            (modified->tv_sec == written->tv_sec && modified->tv_nsec < written->tv_nsec));
}

bool differing_look(struct differing *differing, uint64_t number,
                    const struct file_identity *identity)
{
    const struct index_entry *entry;
    uint8_t *state;

    if (number == 0)
        return false;
    entry = &differing->index->entries[number - 1];
    state = &differing->states[number - 1];
    if (entry->type != ENTRY_FILE)
        return false;
    if (is_clean(differing->index, entry, identity))
        *state = OF_INDEX;
    else if (entry->stat.size && entry->stat.size != cut_size(identity->size))
        *state = BYTES_DIFFER;
    return *state == MET;
}

void differing_hashed(struct differing *differing, uint64_t number, const struct object_id *id)
{
    bool same = object_id_equal(id, &differing->index->entries[number - 1].id);

    differing->states[number - 1] = same ? BYTES_ARE : BYTES_DIFFER;
}

void differing_known(struct differing *differing, uint64_t number, const struct object_id *id)
{
    if (differing->states[number - 1] == MET &&
        differing->index->entries[number - 1].type == ENTRY_FILE)
        differing_hashed(differing, number, id);
}

void differing_examined(struct differing *differing, uint64_t number,
                        const struct assay_examination *content)
{
    if (number > 0 && differing->states[number - 1] != OF_INDEX && !content->cut)
        differing->found[number - 1] = content;
}

/* ---- the commit ---- */

/* What HEAD has at the path of an index entry. */
struct kept {
    struct file_version version;
    bool there;
};

struct sum {
    struct differing *differing;
    struct as_kept *disk;
    const struct source_budget *budget;
    struct kept *kept; /* one an entry; NULL: HEAD has what the index has */
    size_t at;
    uint64_t differs, undecided;
};

static bool is_asked(const struct differing *differing, struct bytes path)
{
    struct bytes prefix = bytes_text(differing->repository->prefix);

    return prefix.size == 0 ||
           (path.size > prefix.size && bytes_starts(path, prefix) && path.data[prefix.size] == '/');
}

/* Both come sorted; what only HEAD has was taken out of the index. */
static enum assay_status take_kept(void *state, const struct tree_file *file,
                                   struct assay_error *err)
{
    struct sum *sum = state;
    const struct index *index = sum->differing->index;

    TRY(source_budget_time(sum->budget, err));
    while (sum->at < index->count &&
           bytes_compare(bytes_text(index->entries[sum->at].path), file->path) < 0)
        sum->at++;
    if (!is_at(index, sum->at, file->path)) {
        sum->differs += is_asked(sum->differing, file->path);
        return ASSAY_OK;
    }
    sum->kept[sum->at] =
        (struct kept){.there = true, .version = {file->id, file->type, file->executable}};
    return ASSAY_OK;
}

static enum assay_status tree_of_head(struct objects *objects, const struct object_id *commit,
                                      struct object_id *tree, struct assay_error *err)
{
    CLEANUP(object_release) struct object object = {0};
    struct bytes rest;

    TRY(object_read(objects, commit, &object, err));
    rest = object.bytes;
    if (object.type != OBJECT_COMMIT || !header_take_id(&rest, BYTES("tree"), tree))
        return assay_fail(err, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "HEAD is no commit");
    return ASSAY_OK;
}

static enum assay_status read_kept(struct sum *sum, struct objects *objects,
                                   const struct object_id *commit, struct assay_error *err)
{
    const struct index *index = sum->differing->index;
    struct object_id tree;

    TRY(tree_of_head(objects, commit, &tree, err));
    if (index->has_tree && object_id_equal(&index->tree, &tree))
        return ASSAY_OK;
    sum->kept = calloc(index->count + 1, sizeof *sum->kept);
    if (!sum->kept)
        return fail_no_memory(err);
    return tree_files(objects, &tree, LIMIT_GIT_UNTRACKED + 2 * (uint64_t)index->count, take_kept,
                      sum, err);
}

/* ---- one file after the other ---- */

static bool is_version(const struct index_entry *entry, const struct file_version *version)
{
    return entry->type == version->type && object_id_equal(&entry->id, &version->id) &&
           (entry->type != ENTRY_FILE || entry->executable == version->executable);
}

/* What is there and was not examined is no part of what is told. */
static enum kept_verdict judge_unmet(const struct sum *sum, const struct index_entry *entry,
                                     bool added, bool staged)
{
    struct bytes path = bytes_text(entry->path);

    if (entry->skip_worktree && !as_kept_is_there(sum->disk, path)) /* git keeps it off the disk */
        return staged ? KEPT_DIFFERS : KEPT_SAME;
    return as_kept_is_gone(sum->disk, path, entry->type) && !added ? KEPT_DIFFERS : KEPT_SAME;
}

static enum assay_status judge(struct sum *sum, size_t at, enum kept_verdict *out,
                               struct assay_error *err)
{
    const struct differing *differing = sum->differing;
    const struct index_entry *entry = &differing->index->entries[at];
    const struct file_version own = {entry->id, entry->type, entry->executable};
    bool added = entry->intent_to_add || (sum->kept && !sum->kept[at].there);
    const struct file_version *version = sum->kept ? &sum->kept[at].version : &own;
    bool staged = added || !is_version(entry, version);
    struct kept_question question = {
        .path = bytes_text(entry->path), .version = version, .content = differing->found[at]};

    switch ((enum state)differing->states[at]) {
    case OF_INDEX:
        *out = staged ? KEPT_DIFFERS : KEPT_SAME;
        return ASSAY_OK;
    case UNMET:
        *out = judge_unmet(sum, entry, added, staged);
        return ASSAY_OK;
    case BYTES_ARE:
        question.bytes_are = !staged;
        break;
    case BYTES_DIFFER:
        question.bytes_differ = !staged;
        break;
    case MET:
        break;
    }
    if (added) {
        *out = KEPT_DIFFERS;
        return ASSAY_OK;
    }
    return as_kept_ask(sum->disk, &question, out, err);
}

/* Entries of a merge that is not resolved stand one behind the other. */
static bool is_conflict(const struct index *index, size_t at, bool *first)
{
    const struct index_entry *entry = &index->entries[at];

    *first = at == 0 || strcmp(index->entries[at - 1].path, entry->path) != 0;
    return entry->stage > 0;
}

static enum assay_status count_all(struct sum *sum, struct assay_error *err)
{
    const struct index *index = sum->differing->index;

    for (size_t at = 0; at < index->count; at++) {
        enum kept_verdict verdict = KEPT_SAME;
        bool first;

        TRY(source_budget_time(sum->budget, err));
        if (!is_asked(sum->differing, bytes_text(index->entries[at].path)) ||
            index->entries[at].type == ENTRY_TREE)
            continue;
        if (is_conflict(index, at, &first)) {
            sum->differs += first;
            continue;
        }
        TRY(judge(sum, at, &verdict, err));
        sum->differs += verdict == KEPT_DIFFERS;
        sum->undecided += verdict == KEPT_UNDECIDED;
    }
    return source_budget_time(sum->budget, err); /* the last file may be the one that was cut */
}

static enum assay_status sum_up(struct differing *differing, struct sum *sum,
                                struct object_id *commit, struct assay_error *err)
{
    CLEANUP(object_store_freep) struct object_store *store = NULL;
    CLEANUP(objects_closep) struct objects *objects = NULL;
    CLEANUP(as_kept_freep) struct as_kept *disk = NULL;
    enum assay_status status;
    bool born;

    TRY(revision_head(differing->repository, commit, &born, err));
    if (!born)
        return assay_fail(err, ASSAY_EEMPTY, ASSAY_NO_OFFSET, "HEAD has no commit yet");
    TRY(repository_store(differing->repository, NULL, NULL, &store, err));
    TRY(objects_open(store, &objects, err));
    TRY(as_kept_open(differing->repository, objects, sum->budget, &disk, err));
    sum->differing = differing;
    sum->disk = disk;
    status = read_kept(sum, objects, commit, err);
    return status == ASSAY_OK ? count_all(sum, err) : status;
}

static enum assay_status tell_end(struct inventory_part *part, const char *id,
                                  struct assay_error *err)
{
    id = arena_text(inventory_part_arena(part), id); /* gaps keep it */
    if (!id)
        return fail_no_memory(err);
    inventory_gap(part, id, NULL, ASSAY_NO_OFFSET,
                  "the run ended before its files were compared with the commit");
    return ASSAY_OK;
}

enum assay_status differing_tell(struct differing *differing, const struct source_budget *budget,
                                 struct inventory_part *part, struct assay_checked_out *out,
                                 struct assay_error *err)
{
    struct assay_error failure = {0};
    struct object_id commit;
    struct sum sum = {.budget = budget};
    char hex[OBJECT_HEX_MAX + 1];
    enum assay_status status = sum_up(differing, &sum, &commit, &failure);

    free(sum.kept);
    if (status == ASSAY_ENOMEM)
        return fail_no_memory(err);
    if (status == ASSAY_ELIMIT && source_budget_time(budget, &failure) != ASSAY_OK)
        return tell_end(part, failure.id, err);
    if (status != ASSAY_OK)
        return ASSAY_OK;
    object_id_text(&commit, hex);
    if (!out->commit || !out->commit[0])
        out->commit = arena_text(inventory_part_arena(part), hex);
    if (!out->commit)
        return fail_no_memory(err);
    out->differs += sum.differs;
    out->undecided += sum.undecided;
    out->untracked += differing->untracked;
    return ASSAY_OK;
}
